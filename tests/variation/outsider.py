"""Kinds of edits added by someone who has not seen the reader, and those that nobody can detect."""

from __future__ import annotations

import gzip
import io
import unicodedata
import zipfile
from dataclasses import replace

import xlsxwriter

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
    named,
    of,
    pupils,
    rows,
    same,
)
from tests.variation.text import lines, recoded, text_of

_PIE, _KB = "Produceren, installeren en energie", "VMBO KL lj 3-4"


def _packed(ending: str, pack) -> Kind:
    """Put the file into an archive, under its own name."""
    return same(lambda d: replace(d, name=d.name + ending, spoil=(*d.spoil, lambda b: pack(d.name, b))))


def _zip(name: str, content_: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content_)
    return out.getvalue()


def _workbook(numbers: bool):  # noqa: FBT001
    """Save as a workbook, with counts as numbers or as text."""

    def edit(draft):
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            sheet = book.add_worksheet("Blad1")
            sheet.write_row(0, 0, list(draft.rows[0]))
            for number, row in enumerate(draft.rows, 1):
                for index, (name, text) in enumerate(row.items()):
                    if numbers and name in draft.counts and text.isdigit():
                        sheet.write_number(number, index, int(text))
                    else:
                        sheet.write_string(number, index, text)
        return replace(draft, name=draft.name[:-4] + ".xlsx", spoil=(lambda _: out.getvalue(),))

    return edit


def _exchanged(first: str, second: str, **codes: str):
    """Exchange what two columns hold, under headers that stay; `codes` is what rows of BB, KB and GL mean then."""

    def edit(draft):
        a, b = draft.roles.get(first), draft.roles.get(second)
        if not (a and b):
            return None
        meant = [replace(m, **codes) if basic(m) else m for m in draft.meant]
        return replace(draft, rows=[r | {a: r[b], b: r[a]} for r in draft.rows], meant=meant)

    return edit


def _shuffled(draft):
    """Put rows in another order, every third first."""
    order = sorted(range(len(draft.rows)), key=lambda n: (n % 3, n))
    return replace(
        draft, rows=[draft.rows[n] for n in order], meant=[draft.meant[n] for n in order], true=[draft.true[n] for n in order]
    )


def _reordered(draft):
    """Put columns in the order of the alphabet."""
    return replace(draft, rows=[dict(sorted(row.items())) for row in draft.rows])


def _shifted(by: int):
    """Move all counts so many columns to the left."""

    def edit(draft):
        names = draft.counts
        if len(names) == 1:
            return None
        turned = names[by:] + names[:by]
        moved = [row | {n: row[o] for n, o in zip(names, turned, strict=True)} for row in draft.rows]
        return replace(draft, rows=moved)

    return edit


def _added_row(**cells_: str):
    """Add a row like the last, with other cells; a count of 50 in each column."""

    def edit(draft):
        new = {draft.roles[role]: text for role, text in cells_.items() if role in draft.roles}
        return replace(draft, rows=[*draft.rows, draft.rows[-1] | new | dict.fromkeys(draft.counts, "50")])

    return edit


def _wide_only(edit):
    return lambda draft: None if draft.layout == "01voins" else edit(draft)


def _once(role: str, new):
    """Change one cell, of the sixth row of BB, KB or GL."""

    def edit(draft):
        if role not in draft.roles:
            return None
        number = [n for n, m in enumerate(draft.meant) if basic(m)][5]
        name = draft.roles[role]
        row = draft.rows[number]
        changed = row | {name: new(row[name]) if callable(new) else new}
        return replace(draft, rows=[*draft.rows[:number], changed, *draft.rows[number + 1 :]])

    return edit


def _numbered(text: str) -> str:
    return text if text in {"0", "<5"} else text


LEGITIMATE: dict[str, Kind] = {
    "own: a workbook of texts": same(_workbook(numbers=False)),
    "own: a workbook of numbers": same(_workbook(numbers=True)),
    "own: in a zip": _packed(".zip", _zip),
    "own: in gzip": _packed(".gz", lambda _, b: gzip.compress(b)),
    "own: rows in another order": same(_shuffled),
    "own: columns in another order": same(_reordered),
    "own: blank lines at the end": same(content(lambda b: b + b"\r\n\r\n")),
    "own: rows of delimiters only at the end": same(
        lambda d: content(lambda b: b + (d.delimiter * (len(d.rows[0]) - 1)).encode() + b"\r\n")(d)
    ),
    "own: a delimiter behind every line": same(lambda d: lines(lambda each: [t + d.delimiter.encode() if t else t for t in each])(d)),
    "own: accents as two characters": same(
        both(
            cells("province", "Frysla\u0302n", only=("Friesland",)),
            content(lambda b: unicodedata.normalize("NFD", text_of(b)).encode()),
            form(encoding="utf-8"),
        )
    ),
    "own: a zero-width space behind codes": same(
        both(cells("programme", lambda t: t + "\u200b"), cells("education", lambda t: t + "\u200b"), form(encoding="utf-8"))
    ),
    "own: a hyphen that does not break": same(
        both(cells("province", lambda t: t.replace("-", "\u2011")), form(encoding="utf-8"))
    ),
    "own: narrow spaces": same(both(cells("programme", lambda t: t.replace(" ", "\u202f")), form(encoding="utf-8"))),
    "own: provinces by letters": Kind(cells("province", "UT", only=("Utrecht",), province="?"), ("UT",)),
    "own: province with its country": Kind(cells("province", "Zeeland (NL)", only=("Zeeland",), province="?"), ("Zeeland (NL)",)),
    "own: profile in one other spelling at one location": same(_once("programme", str.upper)),
    "own: a dash between code and name": Kind(
        cells("programme", lambda t: "PIE - " + t, where=of("PIE"), profile="?"), ("PIE - ",)
    ),
    "own: two unknown afdelingen": Kind(
        both(cells("programme", "Luchtvaart", where=of("BWI"), profile="?"), cells("programme", "Robotica", where=of("HBR"), profile="?")),
        ("Luchtvaart", "Robotica"),
    ),
    "own: an unknown afdeling and province": Kind(
        both(cells("programme", "Robotica", where=of("MVI"), profile="?"), cells("province", "Elders", only=("Zeeland",), province="?")),
        ("Robotica", "Elders"),
    ),
    "own: an unknown afdeling beside masks": Kind(
        both(counts(lambda _: "<5", small=True, reach=(1, 4)), cells("programme", "Robotica", where=of("M&T"), profile="?")),
        ("Robotica",),
    ),
    "own: all afdelingen unknown": Kind(
        cells("programme", lambda t: "Nieuw " + t, where=basic, profile="?"), ("Nieuw",)
    ),
    "own: KB under an unknown type": Kind(
        cells("education", "VMBO kader lj 3-4", only=(_KB,), track="?"), ("VMBO kader",)
    ),
    "own: a type with BB and KB": Kind(
        cells("education", "VMBO BB/KB lj 3-4", only=(_KB,), track="?"), ("BB/KB",)
    ),
    "own: a type with GL and TL": Kind(
        cells("education", "VMBO GL/TL lj 3-4", only=("VMBO GL lj 3-4",), track="?"), ("GL/TL",)
    ),
    "own: an unknown bridge year": Kind(
        cells("education", "Onderbouw", only=("Brugjaar 1-2",), track="?", profile="?N.v.t.", sector="?"), ("Onderbouw",)
    ),
    "own: an unknown type of masked counts": Kind(
        both(
            counts(lambda _: "<5", small=True, reach=(1, 4)),
            cells("education", "Doorstroom lj 3", where=lambda m: m.track == "no havo-vwo", track="?", profile="?N.v.t.", sector="?"),
        ),
        ("Doorstroom",),
    ),
    "own: headers with line ends in them": same(heads(lambda n: n.replace(" - ", " -\t"))),
    "own: headers in two cases": same(heads(lambda n: n.capitalize())),
    "own: PEILDATUM of the right year": same(
        _wide_only(lambda d: column("PEILDATUM", d.name[11:15] + "1001", first=True)(d))
    ),
    "own: BRIN with a dot behind it in the location": same(
        cells("location", lambda t: t.zfill(3)[-2:])
    ),
    "own: a column of remarks with delimiters in it": same(column("OPMERKING", "zie; ook, hier")),
    "own: an unknown year told on the command line": same(
        lambda d: named("pupils.csv", "--file-year", f"pupils.csv={d.name[11:15]}")(d)
    ),
    "own: the encoding told on the command line": same(
        lambda d: replace(content(recoded("cp850"))(d), arguments=("--encoding", "cp850"))
    ),
}
HARMFUL: dict[str, Kind] = {
    "own: AFDELING and VMBO SECTOR exchanged": Kind(_exchanged("programme", "sector", profile="?"), ("AFDELING",)),
    "own: all sectors of the next row": Kind(
        lambda d: rows(lambda r: [a | {d.roles["sector"]: b[d.roles["sector"]]} for a, b in zip(r, r[1:] + r[:1], strict=True)])(d),
        ("SECTOR",),
    ),
    "own: all counts two columns to the left": Kind(_shifted(2), ("VERBLIJFSJAAR", "grade")),
    "own: all counts four columns to the left": Kind(_shifted(4), ("VERBLIJFSJAAR", "grade")),
    "own: a row whose AFDELING is Totaal": Kind(_added_row(programme="Totaal"), ("Totaal",)),
    "own: a row whose type is Totaal": Kind(_added_row(education="Totaal", element="9999"), ("Totaal",)),
    "own: a row of a whole province": Kind(_added_row(brin="", location=""), ("BRIN", "INSTELLING", "line")),
    "own: a row without a location": Kind(_added_row(location=""), ("VESTIGING", "line")),
    "own: a BRIN that became a number": Kind(_once("brin", "3,00E+05"), ("3,00E+05",)),
    "own: a BRIN that lost its zeros": Kind(_once("brin", lambda t: t[1:]), ("BRIN", "INSTELLING")),
    "own: a copy of a row with another count": Kind(
        lambda d: rows(lambda r: [*r, r[5] | {d.counts[-1]: "9"}])(d), ("line",)
    ),
    "own: a copy of a row in another case": Kind(
        lambda d: rows(lambda r: [*r, r[5] | {d.roles["brin"]: r[5][d.roles["brin"]].lower()}])(d), ("line",)
    ),
    "own: a year of its own in one row": Kind(
        _wide_only(
            lambda d: rows(
                lambda r: [a | {"PEILDATUM": d.name[11:15] + "1001" if n else "20121001"} for n, a in enumerate(r)]
            )(d)
        ),
        ("PEILDATUM",),
    ),
    "own: a date that is not 1 October": Kind(
        _wide_only(lambda d: column("PEILDATUM", d.name[11:15] + "0601")(d)), ("PEILDATUM",)
    ),
    "own: grade 8": Kind(pupils("LEER- OF VERBLIJFSJAAR 8 - MAN", 8, "6"), ("8",)),
    "own: a sex X": Kind(pupils("LEER- OF VERBLIJFSJAAR 3 - X", 3, "6"), ("3 - X",)),
    "own: a column of counts twice": Kind(
        lambda d: lines(lambda each: [t + d.delimiter.encode() + t.rpartition(d.delimiter.encode())[2] if t else t for t in each])(d),
        ("twice",),
    ),
    "own: the file twice in one": Kind(content(lambda b: b + b), ("header", "line")),
    "own: cut in the middle of a row": Kind(content(lambda b: b[: len(b) - 17].rstrip(b"0\r\n;,\"")), ("line", "fields")),
    "own: NUL bytes": Kind(content(lambda b: b[:2000] + b"\0\0" + b[2002:]), ("NUL", "binary", "byte")),
    "own: the header only": Kind(rows(lambda r: [dict.fromkeys(r[0], "")])),
    "own: a title above the header": Kind(content(lambda b: b"Leerlingen per vestiging\r\n" + b)),
    "own: sep= above the header": Kind(lambda d: content(lambda b: b"sep=" + d.delimiter.encode() + b"\r\n" + b)(d)),
    "own: another delimiter from the middle on": Kind(
        lambda d: lines(lambda each: [t.replace(d.delimiter.encode(), b"|") if n > 90 else t for n, t in enumerate(each)])(d),
        ("line",),
    ),
    "own: commas without quotes": Kind(
        lambda d: content(lambda b: b.replace(b'"', b""))(replace(d, delimiter=",", quoted=False)), ("line", "fields")
    ),
    "own: UTF-16 without BOM": Kind(content(lambda b: text_of(b).encode("utf-16-le"))),
    "own: OneDrive's page instead of a file": Kind(content(lambda _: b"<!DOCTYPE html><html><body>Log in</body></html>")),
} | {
    f"own: counts as {name}": Kind(counts(change, first=6), ("VERBLIJFSJAAR", "AANTAL"))
    for name, change in {
        "a minus of print": lambda t: "\u2212" + t if t not in {"0", "<5"} else t,
        "other digits": lambda t: t.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        "words": lambda t: {"1": "een", "2": "twee", "7": "zeven"}.get(t, t),
        "a formula": lambda t: f'="{t}"',
        "a range": lambda t: f"{t}-{t}9",
        "about": lambda t: "~" + t,
        "1 204": lambda t: "1 " + t.zfill(3) if t not in {"0", "<5"} else t,
        "a footnote": lambda t: t + "*",
        "between brackets": lambda t: f"({t})",
        "dash for 0": lambda t: "-" if t == "0" else t,
        "more than": lambda t: ">" + t,
        "a fraction": lambda t: t + "/1",
        "two numbers": lambda t: f"{t} 0",
        "too many digits": lambda t: t + "000000" if t not in {"0", "<5"} else t,
    }.items()
} | {
    f"own: masks as {mask}": Kind(counts(lambda _, m=mask: m, small=True), (mask, "VERBLIJFSJAAR", "AANTAL"))
    for mask in ("<3", "≤4", "1 t/m 4", "minder dan 5", ".", "2,5", "2.5", "0*", "-", "99999", "NULL", "5-")
} | {
    "own: masks as <5 and small counts beside them": Kind(
        counts(lambda _: "<5", small=True, first=30, reach=(1, 4))
    ),
    "own: half of the masks turned to 0": Kind(
        both(counts(lambda _: "0", small=True, first=60), counts(lambda _: "3", small=True, first=999)), ("1, 2, 3 and 4",)
    ),
    "own: masks at random 2 or 3": Kind(
        lambda d: counts(lambda t, n=iter(range(10**6)): "23"[next(n) % 2], small=True)(d), ("1, 2, 3 and 4",)
    ),
    "own: all counts rounded to 10": Kind(
        counts(lambda t: str(10 * round((2 if t == "<5" else int(t)) / 10))), ("multiples",)
    ),
}


def _one_count(change):
    """Change one count of a row of BB, KB or GL."""

    def edit(draft):
        for number, (row, means) in enumerate(zip(draft.rows, draft.meant, strict=True)):
            for name in draft.counts:
                if basic(means) and row[name].isdigit() and int(row[name]) > 9:  # noqa: PLR2004  # two digits
                    changed = row | {name: change(row[name])}
                    return replace(draft, rows=[*draft.rows[:number], changed, *draft.rows[number + 1 :]])
        return None

    return edit


def _moved(draft):
    """Move ten pupils from one row to another."""
    rest = replace(draft, rows=draft.rows[40:], meant=draft.meant[40:], true=draft.true[40:])
    more, less = _one_count(lambda t: str(int(t) + 10))(draft), _one_count(lambda t: str(int(t) - 10))(rest)
    return more and less and replace(draft, rows=[*more.rows[:40], *less.rows])


UNDETECTABLE: dict[str, Kind] = {
    "a digit changed": Kind(_one_count(lambda t: t[0] + str((int(t[1]) + 3) % 10)), ("VERBLIJFSJAAR",)),
    "two digits exchanged": Kind(_one_count(lambda t: t[::-1].lstrip("0") or "0"), ("VERBLIJFSJAAR",)),
    "ten pupils moved to another row": Kind(_moved, ("VERBLIJFSJAAR",)),
    "a row deleted": Kind(rows(lambda r: [*r[:6], *r[8:]]), ("row",)),
    "the last third of the rows gone": Kind(rows(lambda r: r[: 2 * len(r) // 3]), ("row",)),
    "two provinces exchanged": Kind(
        cells("province", lambda t: {"Utrecht": "Zeeland", "Zeeland": "Utrecht"}.get(t, t)), ("PROVINCIE",)
    ),
    "boys and girls exchanged": Kind(_exchanged("count 3 N", "count 3 W"), ("VERBLIJFSJAAR",)),
    "grades 3 and 4 exchanged": Kind(both(_exchanged("count 3 N", "count 4 N"), _exchanged("count 3 W", "count 4 W")), ("VERBLIJFSJAAR",)),
    "one KB row is BB": Kind(_once("education", "VMBO BL lj 3-4"), ("ONDERWIJSTYPE",)),
    "a whole year under another name": Kind(named("leerlingen-2021.csv"), ("year",)),
}
