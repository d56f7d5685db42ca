"""Harmful kinds of edits added by someone who has not seen the reader."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle

from tests.variation.edits import Kind, basic, both, cells, column, content, counts, of, pupils, rows
from tests.variation.files import SMALL
from tests.variation.outsider import exchanged, once, wide_only
from tests.variation.text import lines, text_of


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


def _elsewhere(draft):
    """Move one row to another province, of a location that has other rows."""
    where = [means.location for means in draft.meant]
    number = next(n for n, means in enumerate(draft.meant) if basic(means) and where.count(means.location) > 1)
    name, row = draft.roles["province"], draft.rows[number]
    moved = row | {name: "Zeeland" if row[name] != "Zeeland" else "Utrecht"}
    return replace(draft, rows=[*draft.rows[:number], moved, *draft.rows[number + 1 :]])


def _two_or_three(draft):
    """Print 2 and 3 in turn for counts of 1 to 4."""
    turns = cycle("23")
    return counts(lambda _: next(turns), small=True)(draft)


MASKS = ("<3", "≤4", "1 t/m 4", "minder dan 5", ".", "2,5", "2.5", "0*", "-", "NULL", "5-")
HARMFUL: dict[str, Kind] = (
    {
        "own: AFDELING and VMBO SECTOR exchanged": Kind(exchanged("programme", "sector", profile="?"), ("AFDELING",)),
        "own: all sectors of the next row": Kind(
            lambda d: rows(
                lambda r: [a | {d.roles["sector"]: b[d.roles["sector"]]} for a, b in zip(r, r[1:] + r[:1], strict=True)]
            )(d),
            ("SECTOR",),
        ),
        "own: all counts two columns to the left": Kind(_shifted(2), ("VERBLIJFSJAAR", "grade")),
        "own: all counts four columns to the left": Kind(_shifted(4), ("VERBLIJFSJAAR", "grade")),
        "own: a row whose AFDELING is Totaal": Kind(_added_row(programme="Totaal"), ("Totaal",)),
        "own: a row whose type is Totaal": Kind(_added_row(education="Totaal", element="9999"), ("Totaal",)),
        "own: a row of a whole province": Kind(_added_row(brin="", location=""), ("BRIN", "INSTELLING", "line")),
        "own: a row without a location": Kind(_added_row(location=""), ("VESTIGING", "line")),
        "own: a BRIN that became a number": Kind(once("brin", "3,00E+05"), ("3,00E+05",)),
        "own: a BRIN that lost its zeros": Kind(once("brin", lambda t: t[1:]), ("BRIN", "INSTELLING")),
        "own: a copy of a row with another count": Kind(
            lambda d: rows(lambda r: [*r, r[5] | {d.counts[-1]: "9"}])(d), ("line",)
        ),
        "own: a copy of a row in another case": Kind(
            lambda d: rows(lambda r: [*r, r[5] | {d.roles["brin"]: r[5][d.roles["brin"]].lower()}])(d), ("line",)
        ),
        "own: a year of its own in one row": Kind(
            wide_only(
                lambda d: rows(
                    lambda r: [a | {"PEILDATUM": d.name[11:15] + "1001" if n else "20121001"} for n, a in enumerate(r)]
                )(d)
            ),
            ("PEILDATUM",),
        ),
        "own: a date that is not 1 October": Kind(
            wide_only(lambda d: column("PEILDATUM", d.name[11:15] + "0601")(d)), ("PEILDATUM",)
        ),
        "own: grade 8": Kind(pupils("LEER- OF VERBLIJFSJAAR 8 - MAN", 8, "6"), ("8",)),
        "own: a sex X": Kind(pupils("LEER- OF VERBLIJFSJAAR 3 - X", 3, "6"), ("3 - X",)),
        "own: a column of counts twice": Kind(
            lambda d: lines(
                lambda each: [
                    t + d.delimiter.encode() + t.rpartition(d.delimiter.encode())[2] if t else t for t in each
                ]
            )(d),
            ("twice",),
        ),
        "own: the file twice in one": Kind(content(lambda b: b + b), ("header", "line")),
        "own: cut in the middle of a row": Kind(
            content(lambda b: b[: len(b) - 17].rstrip(b'0\r\n;,"')), ("line", "fields")
        ),
        "own: NUL bytes": Kind(content(lambda b: b[:2000] + b"\0\0" + b[2002:]), ("NUL", "binary", "byte")),
        "own: the header only": Kind(rows(lambda r: [dict.fromkeys(r[0], "")])),
        "own: a title above the header": Kind(content(lambda b: b"Leerlingen per vestiging\r\n" + b)),
        "own: sep= above the header": Kind(
            lambda d: content(lambda b: b"sep=" + d.delimiter.encode() + b"\r\n" + b)(d)
        ),
        "own: another delimiter from the middle on": Kind(
            lambda d: lines(
                lambda each: [t.replace(d.delimiter.encode(), b"|") if n > 90 else t for n, t in enumerate(each)]
            )(d),
            ("line",),
        ),
        "own: commas without quotes": Kind(
            lambda d: content(lambda b: b.replace(b'"', b""))(replace(d, delimiter=",", quoted=False)),
            ("line", "fields"),
        ),
        "own: UTF-16 without BOM": Kind(content(lambda b: text_of(b).encode("utf-16-le"))),
        "own: OneDrive's page instead of a file": Kind(
            content(lambda _: b"<!DOCTYPE html><html><body>Log in</body></html>")
        ),
    }
    | {
        f"own: counts as {name}": Kind(counts(change, first=6), ("VERBLIJFSJAAR", "AANTAL", "a cell holds"))
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
    }
    | {
        f"own: masks as {mask}": Kind(counts(mask, small=True), (f"'{mask}'", "VERBLIJFSJAAR", "AANTAL"))
        for mask in MASKS
    }
    | {
        "own: masks as <5 and small counts beside them": Kind(counts("<5", small=True, first=30, reach=(1, 4))),
        "own: half of the masks turned to 0": Kind(
            both(counts("0", small=True, first=60), counts("3", small=True, first=999)),
            ("1, 2, 3 and 4",),
        ),
        "own: some of the masks blank": Kind(counts("", small=True, first=60), ("blank", "VERBLIJFSJAAR", "AANTAL")),
        "own: PIE under the name of Groen": Kind(
            cells("programme", "Groen", where=of("PIE")), ("ELEMENTCODE", "OPLEIDINGSCODE", "SECTOR")
        ),
        "own: PIE under the name and the sector of Groen": Kind(
            wide_only(both(cells("programme", "Groen", where=of("PIE")), cells("sector", "Landbouw", where=of("PIE")))),
            ("ELEMENTCODE", "OPLEIDINGSCODE"),
        ),
        "own: one row of a location in another province": Kind(_elsewhere, ("PROVINCIE", "province")),
        "own: small counts of grade 3 turned to 0": Kind(
            wide_only(
                lambda d: replace(
                    d,
                    rows=[
                        r | {n: "0" for n in d.counts if "3" in n and (r[n] in SMALL or r[n] == "<5")} for r in d.rows
                    ],
                )
            ),
            ("1, 2, 3 and 4",),
        ),
        "own: LEERJAAR 33": Kind(once("grade", "33"), ("LEERJAAR",)),
        "own: LEERJAAR blank": Kind(once("grade", ""), ("LEERJAAR",)),
        "own: SCHOOLJAAR 2099": Kind(once("year", "2099"), ("SCHOOLJAAR", "2099")),
        "own: masks as 99999": Kind(counts("99999", small=True), ("1, 2, 3 and 4",)),
        "own: masks as 04": Kind(counts("04", small=True), ("1, 2, 3 and 4",)),
        "own: masks as 4.0": Kind(counts("4.0", small=True), ("1, 2, 3 and 4",)),
        "own: masks at random 2 or 3": Kind(_two_or_three, ("1, 2, 3 and 4", "1 does not occur")),
        "own: all counts rounded to 10": Kind(
            counts(lambda t: str(10 * round((2 if t == "<5" else int(t)) / 10))), ("multiples",)
        ),
    }
)
