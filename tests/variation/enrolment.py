"""Kinds of edits of codes, counts and columns of a file of pupils; fixed before the reader was written."""

from __future__ import annotations

from tests.generated import PROFILES
from tests.variation.edits import (
    Kind,
    basic,
    both,
    cells,
    column,
    content,
    counts,
    form,
    head,
    heads,
    of,
    pupils,
    rows,
    same,
    small_file,
    without,
)

_PIE, _KB, _TL = "Produceren, installeren en energie", "VMBO KL lj 3-4", "VMBO TL lj 3-4"
_SPACES = {
    "upper": str.upper,
    "lower": str.lower,
    "trailing space": lambda t: t + " ",
    "leading space": lambda t: " " + t,
    "nbsp": lambda t: t.replace(" ", "\xa0"),
    "double space": lambda t: t.replace(" ", "  "),
    "tab behind": lambda t: t + "\t",
    "underscores": lambda t: t.replace(" ", "_"),
    "entities": lambda t: t.replace("&", "&amp;").replace(" ", "&nbsp;"),
}
_CODES = {
    "BWI": "BWI",
    "PIE": "PIE",
    "M&T": "MTR",
    "MVI": "MVI",
    "MaT": "MTE",
    "E&O": "EO",
    "HBR": "HBR",
    "Z&W": "ZWE",
    "Groen": "G",
    "D&P": "DP",
}
_UNKNOWN_PROFILES = [
    "Ruimtevaartroute Techniek",
    "Tech Q & R",
    "Groene sector",
    "Onbekend",
    "",
    " ",
    "N.v.t.",
    "Techniek",
]
_NO_TRACKS = ["HAVO lj 3", "MAVO lj 3-4", "Praktijkonderwijs", "VMBO TL leerjaar 3"]
_OPEN_TRACKS = [
    "International Baccalaureate",
    "ISK",
    "VSO",
    "Beroepsgericht lj 3-4",
    "VMBO lj 3-4",
    "HAVO/VMBO lj 3",
    "",
]


def _exam_codes(text: str) -> str:
    names = {name: _CODES[code] for code, (_, name) in PROFILES.items() if code in _CODES}
    return names.get(text, text)


def _unknown_type(text: str) -> Kind:
    """Havo/vwo in grade 3 under another name: outside the letter where it speaks of elsewhere, else it may be in it."""
    edit = cells("education", text, where=lambda m: m.track == "no havo-vwo", track="?", profile="?N.v.t.", sector="?")
    return Kind(edit, (text,))


LEGITIMATE: dict[str, Kind] = (
    {
        f"{role}: {name}": same(cells(role, change))
        for role in ("programme", "sector", "province", "education")
        for name, change in _SPACES.items()
    }
    | {
        "programme: exam codes": same(cells("programme", _exam_codes, where=basic)),
        "programme: code behind name": same(
            cells("programme", lambda t: f"{t} ({_exam_codes(t)})" if t != _exam_codes(t) else t, where=basic)
        ),
        "programme: &": same(cells("programme", lambda t: t.replace(" en ", " & "), where=basic)),
        "programme: no comma": same(cells("programme", lambda t: t.replace(",", ""), where=basic)),
    }
    | {
        f"programme: {text!r}": Kind(
            cells("programme", text, where=of("PIE"), profile="?"), (text.strip() or "AFDELING",)
        )
        for text in _UNKNOWN_PROFILES
    }
    | {
        f"programme: {text!r}, that the catalog has": Kind(cells("programme", text, where=of("PIE"), profile="route"))
        for text in ("Technologieroute Techniek", "Tech M & T", "Beroepsroute Techniek")
    }
    | {
        f"programme of TL: {text!r}": same(cells("programme", text, where=lambda m: m.track == "TL"))
        for text in ("Techniek", _PIE, "", "Nvt", "Economie en ondernemen")
    }
    | {
        "education: KB": same(cells("education", "VMBO KB lj 3-4", only=(_KB,))),
        "education: gl lower": same(cells("education", "vmbo gl lj 3-4", only=("VMBO GL lj 3-4",))),
        "education: hyphens": same(cells("education", lambda t: t.replace("VMBO ", "VMBO-"))),
        "education: en dash": same(cells("education", lambda t: t.replace("3-4", "3\u20134"), where=basic)),
    }
    | {f"education: {text!r}": _unknown_type(text) for text in _NO_TRACKS + _OPEN_TRACKS}
    | {
        "education of TL: MAVO": Kind(
            cells("education", "MAVO lj 3-4", only=(_TL,), track="?", profile="?N.v.t."), ("MAVO",)
        ),
        "sector: Zorg en Welzijn": same(cells("sector", "Zorg en Welzijn", only=("Zorg & Welzijn",))),
        "sector: Intersectoraal": same(cells("sector", "Intersectoraal", only=("Intersect. programma",))),
        "sector: n.v.t.": same(cells("sector", "n.v.t.", only=("N.v.t.",))),
        "sector: a space for N.v.t.": same(cells("sector", " ", only=("N.v.t.",))),
        "sector: new where the profile is known": Kind(
            cells("sector", "Innovatie", where=of("PIE"), sector="?"), ("Innovatie",)
        ),
        "element: 6011.0": same(cells("element", lambda t: t + ".0")),
        "element: five digits": same(cells("element", lambda t: "0" + t)),
        "element: zeros lost": same(cells("element", lambda t: str(int(t)))),
        "element: RIO codes": Kind(cells("element", lambda t: f"RIO{t}A"), ("code",)),
        "element: the new name": same(head("element", "ERKENDE OPLEIDINGSCODE")),
        "element: the old name": same(head("element", "ELEMENTCODE")),
        "province: FRIESLAND": same(cells("province", "FRIESLAND", only=("Friesland",))),
        "province: Fryslân": same(cells("province", "Fryslân", only=("Friesland",))),
        "province: Noord Brabant": same(cells("province", "Noord Brabant", only=("Noord-Brabant",))),
        "province: in two spellings": same(
            cells("province", lambda t: t.upper(), where=lambda m: m.location[-1] == "1")
        ),
        "province: Onbekend": Kind(cells("province", "Onbekend", only=("Utrecht",), province="?"), ("Onbekend",)),
        "province: BES": Kind(cells("province", "BES", only=("Zeeland",), province="?"), ("BES",)),
        "brin: lower": same(cells("brin", str.lower)),
        "brin: trailing space": same(cells("brin", lambda t: t + " ")),
        "location: trailing space": same(cells("location", lambda t: t + " ")),
        "location: zeros lost": same(cells("location", lambda t: str(int(t)))),
        "location: six characters": same(
            lambda d: rows(
                lambda all_: [r | {d.roles["location"]: r[d.roles["brin"]] + r[d.roles["location"]]} for r in all_]
            )(d)
        ),
        "column: TOTAAL": same(column("TOTAAL", "250")),
        "column: totals per grade": same(
            both(*(column(f"LEER- OF VERBLIJFSJAAR {g} - TOTAAL", "25") for g in range(1, 7)))
        ),
        "column: GEMEENTENUMMER": same(column("GEMEENTENUMMER", "0344")),
        "column: SAMENWERKINGSVERBAND": same(column("SAMENWERKINGSVERBAND", "VO3101")),
        "column: an index": same(rows(lambda all_: [{"": str(number)} | r for number, r in enumerate(all_)])),
        "column: no title": same(without("title")),
        "column: no place": same(without("place")),
        "column: no name": same(without("name")),
        "column: no SAMENWERKINGSVERBAND": same(
            lambda d: (
                None
                if d.layout != "2023"
                else rows(lambda all_: [{n: t for n, t in r.items() if "SAMEN" not in n} for r in all_])(d)
            )
        ),
        "headers: underscores": same(heads(lambda n: n.replace(" ", "_"))),
        "headers: lower": same(heads(str.lower)),
        "headers: title": same(heads(str.title)),
        "headers: en dash": same(both(heads(lambda n: n.replace(" - ", " \u2013 ")), form(encoding="utf-8"))),
        "headers: no spaces about dashes": same(heads(lambda n: n.replace(" - ", "-"))),
        "headers: trailing space": same(heads(lambda n: n + " ")),
        "headers: nbsp": same(heads(lambda n: n.replace(" ", "\xa0"))),
    }
    | {
        f"header of {role}: {name}": same(head(role, name))
        for role, names in {
            "brin": ("BRIN NUMMER", "INSTELLING", "INSTELLINGSCODE"),
            "location": ("VESTIGINGSNUMMER", "VESTIGINGSCODE"),
            "education": ("ONDERWIJSTYPE EN LEER- OF VERBLIJFSJAAR", "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR"),
            "name": ("INSTELLINGSNAAM_VESTIGING", "INSTELLINGSNAAM"),
            "place": ("PLAATSNAAM",),
            "province": ("PROVINCIE", "PROVINCIE_VESTIGING"),
            "sector": ("VMBO_SECTOR",),
        }.items()
        for name in names
    }
    | {f"mask: {mask}": Kind(counts(mask, small=True, reach=(1, 4))) for mask in ("<5", "<5 ", "< 5", "&lt;5", " <5")}
    | {
        'mask: "<5"': Kind(
            both(
                form(quoted=False),
                counts("<5", small=True, reach=(1, 4)),
                content(lambda b: b.replace(b"<5", b'"<5"')),
            )
        ),
        "counts: leading zero": same(counts(lambda t: t.zfill(2))),
        "counts: leading space": same(counts(lambda t: " " + t)),
        "counts: trailing space": same(counts(lambda t: t + " ")),
        "counts: 12.0": same(counts(lambda t: t + ".0" if t.isdigit() else t)),
    }
)


def _five(text: str) -> str:
    return str(5 * round((2 if text == "<5" else int(text)) / 5))


_TRACKS = {"VMBO BL lj 3-4", "VMBO KL lj 3-4", "VMBO GL lj 3-4"}
MASKS = ("x", "-1", "1-4", "<10", "**", "*", "n/a", "", " ", "nvt", "#")
HARMFUL: dict[str, Kind] = (
    {
        f"education: {old} renamed": Kind(cells("education", "Leerweg Q", only=(old,), track="?"), ("Leerweg Q",))
        for old in sorted(_TRACKS)
    }
    | {
        "sector: empty where there is a profile": Kind(cells("sector", "", where=basic), ("SECTOR",)),
        "sector: N.v.t. where there is a profile": Kind(cells("sector", "N.v.t.", where=basic), ("SECTOR",)),
        "sector: PIE under Economie": Kind(
            cells("sector", "Economie", where=of("PIE"), sector="?"), ("SECTOR", "Economie")
        ),
        "sector: E&O under Techniek": Kind(
            cells("sector", "Techniek", where=of("E&O"), sector="?"), ("SECTOR", "Techniek")
        ),
        "element: blank": Kind(cells("element", ""), ("ELEMENTCODE", "OPLEIDINGSCODE")),
        "column: third sex": Kind(pupils("LEER- OF VERBLIJFSJAAR 3 - ONBEKEND", 3, "6"), ("ONBEKEND",)),
        "column: third sex, grade 4": Kind(pupils("LEER- OF VERBLIJFSJAAR 4 - ONBEKEND", 4, "7"), ("ONBEKEND",)),
        "column: grade 7": Kind(pupils("LEER- OF VERBLIJFSJAAR 7 - MAN", 7, "6"), ("7",)),
        "column: PEILDATUM of another year": Kind(column("PEILDATUM", "20211001"), ("PEILDATUM",)),
        "column: SCHOOLJAAR of another year": Kind(column("SCHOOLJAAR", "2012-2013"), ("SCHOOLJAAR",)),
        "column: PEILJAAR of another year": Kind(column("PEILJAAR", "2021"), ("PEILJAAR",)),
        "column: two years": Kind(column("PEILJAAR", lambda r: str(2018 + len(str(r)) % 2)), ("PEILJAAR",)),
        "column: no element": Kind(without("element"), ("ELEMENTCODE", "OPLEIDINGSCODE")),
        "column: no sector": Kind(without("sector"), ("SECTOR",)),
        "column: no programme": Kind(without("programme"), ("AFDELING",)),
        "column: no education": Kind(without("education"), ("ONDERWIJSTYPE",)),
        "column: grade 3 boys gone": Kind(without("count 3 N"), ("JAAR 3",)),
        "column: grade 3 gone": Kind(without("count 3 N", "count 3 W"), ("JAAR 3",)),
        "column: grade 3 renamed": Kind(head("count 3 N", "LEERJAAR DRIE JONGENS"), ("JAAR 3", "DRIE")),
        "column: grade 4 is 9": Kind(head("count 4 N", "LEER- OF VERBLIJFSJAAR 9 - MAN"), ("JAAR 4", "JAAR 9")),
    }
    | {f"mask: {mask!r}": Kind(counts(mask, small=True), (f"'{mask}'", "AANTAL", "VERBLIJFSJAAR")) for mask in MASKS}
    | {
        f"counts: {name}": Kind(counts(change, first=5), ("VERBLIJFSJAAR", "AANTAL"))
        for name, change in {
            "1,0": lambda t: t + ",0" if t != "<5" else t,
            "1.204": lambda t: "1.204" if t != "0" else t,
            "1e3": lambda t: t + "e1" if t not in {"0", "<5"} else t,
            "-3": lambda t: "-" + t if t not in {"0", "<5"} else t,
            "+5": lambda t: "+" + t if t not in {"0", "<5"} else t,
            "5.": lambda t: t + "." if t != "<5" else t,
        }.items()
    }
    | {
        f"small counts: {to} for 1 to 4": Kind(counts(to, small=True), ("1, 2, 3 and 4",))
        for to in ("0", "2", "3", "4", "5")
    }
    | {
        f"small counts: {to} for 1 to 4, small file": Kind(small_file(counts(to, small=True)), ("1, 2, 3 and 4",))
        for to in ("0", "2", "3", "4", "5")
    }
    | {
        "small counts: all rounded to 5": Kind(counts(_five), ("multiples of 5",)),
        "small counts: all rounded to 5, small file": Kind(small_file(counts(_five)), ("multiples of 5",)),
        "small counts: one 2 among the masks of 01voins": Kind(
            lambda d: counts("2", small=True, first=1)(d) if d.layout == "01voins" else None,
            ("1, 2, 3 and 4", "1 to 3"),
        ),
        "location: 0.0": Kind(cells("location", "0.0"), ("0.0",)),
        "location: A0": Kind(cells("location", "A0"), ("A0",)),
        "location: 100": Kind(cells("location", "100"), ("100",)),
        "location: 0.0 once": Kind(
            lambda d: rows(lambda r: [r[0] | {d.roles["location"]: "0.0"}, *r[1:]])(d), ("0.0",)
        ),
    }
)
