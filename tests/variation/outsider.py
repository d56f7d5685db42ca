"""Kinds of edits added by someone who has not seen the reader, and those that nobody can detect."""

from __future__ import annotations

import gzip
import io
import unicodedata
import zipfile
from dataclasses import replace
from pathlib import Path
from random import Random

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
    rows,
    same,
)
from tests.variation.files import YEARS, enrolment
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


def _workbook(numbers: bool):
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


def exchanged(first: str, second: str, **codes: str):
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
        draft,
        rows=[draft.rows[n] for n in order],
        meant=[draft.meant[n] for n in order],
        true=[draft.true[n] for n in order],
    )


def _reordered(draft):
    """Put columns in the order of the alphabet."""
    return replace(draft, rows=[dict(sorted(row.items())) for row in draft.rows])


def wide_only(edit):
    return lambda draft: None if draft.layout == "01voins" else edit(draft)


def once(role: str, new):
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


def _beside(edit, *, layout: str = "2016"):
    """Put an edited file of 1 October 2016 beside the valid one, and ask for the year of the valid one only."""

    def beside(draft):
        if draft.layout == layout:
            return None
        other = edit(enrolment(Random(11), layout, rows=60))  # noqa: S311  # seeded on purpose
        year = YEARS[draft.layout]
        return replace(draft, beside=(other,), arguments=("--year", year))

    return beside


def _declared(edit) -> Kind:
    """Make an edit that the catalog beside this file declares, and give that catalog."""
    catalog = str(Path(__file__).with_name("declared.toml"))

    def declared(draft):
        edited = edit(draft)
        return edited and replace(edited, arguments=("--catalog", catalog))

    return Kind(declared)


LEGITIMATE: dict[str, Kind] = {
    "own: masks x, declared": _declared(counts("x", small=True, reach=(1, 4))),
    "own: masks <10, declared": _declared(counts("<10", small=True, reach=(1, 9))),
    "own: a spelling of PIE, declared": _declared(cells("programme", "Produceren nieuwe stijl", where=of("PIE"))),
    "own: a spelling of KB, declared": _declared(cells("education", "VMBO kader lj 3-4", only=(_KB,))),
    "own: a name of ELEMENTCODE, declared": _declared(head("element", "OPLEIDINGSCODE RIO")),
    "own: an unknown afdeling in another year": same(
        _beside(cells("programme", "Robotica", where=of("PIE"), profile="?"))
    ),
    "own: an unknown type in another year": same(_beside(cells("education", "Doorstroom", where=basic, track="?"))),
    "own: masks in another year": same(_beside(counts("<5", small=True, reach=(1, 4)))),
    "own: a bad count in another year": same(_beside(counts("x", small=True))),
    "own: handled counts in another year": same(_beside(counts("2", small=True))),
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
    "own: a delimiter behind every line": same(
        lambda d: lines(lambda each: [t + d.delimiter.encode() if t else t for t in each])(d)
    ),
    "own: accents as two characters": same(
        both(
            cells("province", "Frysla\u0302n", only=("Friesland",)),
            content(lambda b: unicodedata.normalize("NFD", text_of(b)).encode()),
            form(encoding="utf-8"),
        )
    ),
    "own: a zero-width space behind codes": same(
        both(
            cells("programme", lambda t: t + "\u200b"),
            cells("education", lambda t: t + "\u200b"),
            form(encoding="utf-8"),
        )
    ),
    "own: a hyphen that does not break": same(
        both(cells("province", lambda t: t.replace("-", "\u2011")), form(encoding="utf-8"))
    ),
    "own: narrow spaces": same(both(cells("programme", lambda t: t.replace(" ", "\u202f")), form(encoding="utf-8"))),
    "own: provinces by letters": Kind(cells("province", "UT", only=("Utrecht",), province="?"), ("UT",)),
    "own: province with its country": Kind(
        cells("province", "Zeeland (NL)", only=("Zeeland",), province="?"), ("Zeeland (NL)",)
    ),
    "own: profile in one other spelling at one location": same(once("programme", str.upper)),
    "own: a dash between code and name": Kind(
        cells("programme", lambda t: "PIE - " + t, where=of("PIE"), profile="?"), ("PIE - ",)
    ),
    "own: two unknown afdelingen": Kind(
        both(
            cells("programme", "Luchtvaart", where=of("BWI"), profile="?"),
            cells("programme", "Robotica", where=of("HBR"), profile="?"),
        ),
        ("Luchtvaart", "Robotica"),
    ),
    "own: an unknown afdeling and province": Kind(
        both(
            cells("programme", "Robotica", where=of("MVI"), profile="?"),
            cells("province", "Elders", only=("Zeeland",), province="?"),
        ),
        ("Robotica", "Elders"),
    ),
    "own: an unknown afdeling beside masks": Kind(
        both(
            counts("<5", small=True, reach=(1, 4)),
            cells("programme", "Robotica", where=of("M&T"), profile="?"),
        ),
        ("Robotica",),
    ),
    "own: all afdelingen unknown": Kind(
        cells("programme", lambda t: "Nieuw " + t, where=basic, profile="?"), ("Nieuw",)
    ),
    "own: KB under an unknown type": Kind(
        cells("education", "VMBO kader lj 3-4", only=(_KB,), track="?"), ("VMBO kader",)
    ),
    "own: a type with BB and KB": Kind(cells("education", "VMBO BB/KB lj 3-4", only=(_KB,), track="?"), ("BB/KB",)),
    "own: a type with GL and TL": Kind(
        cells("education", "VMBO GL/TL lj 3-4", only=("VMBO GL lj 3-4",), track="?"), ("GL/TL",)
    ),
    "own: an unknown bridge year": Kind(
        cells("education", "Onderbouw", only=("Brugjaar 1-2",), track="?", profile="?N.v.t.", sector="?"),
        ("Onderbouw",),
    ),
    "own: an unknown type of masked counts": Kind(
        both(
            counts("<5", small=True, reach=(1, 4)),
            cells(
                "education",
                "Doorstroom lj 3",
                where=lambda m: m.track == "no havo-vwo",
                track="?",
                profile="?N.v.t.",
                sector="?",
            ),
        ),
        ("Doorstroom",),
    ),
    "own: headers with line ends in them": same(heads(lambda n: n.replace(" - ", " -\t"))),
    "own: headers in two cases": same(heads(lambda n: n.capitalize())),
    "own: PEILDATUM of the right year": same(
        wide_only(lambda d: column("PEILDATUM", d.name[11:15] + "1001", first=True)(d))
    ),
    "own: BRIN with a dot behind it in the location": same(cells("location", lambda t: t.zfill(3)[-2:])),
    "own: a column of remarks with delimiters in it": same(column("OPMERKING", "zie; ook, hier")),
    "own: SCHOOLJAAR in full": same(cells("year", lambda t: f"{t}-{int(t) + 1}")),
    "own: LEERJAAR with a zero before it": same(cells("grade", lambda t: "0" + t)),
    "own: an unknown year told on the command line": same(
        lambda d: named("pupils.csv", "--file-year", f"pupils.csv={d.name[11:15]}")(d)
    ),
    "own: the encoding told on the command line": same(
        lambda d: replace(content(recoded("cp850"))(d), arguments=("--encoding", "cp850"))
    ),
}


def _one_count(change):
    """Change one count of a row of BB, KB or GL."""

    def edit(draft):
        for number, (row, means) in enumerate(zip(draft.rows, draft.meant, strict=True)):
            for name in draft.counts:
                if basic(means) and row[name].isdigit() and int(row[name]) > 9:  # two digits
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
    "the first masks turned to 0": Kind(counts("0", small=True, first=60), ("1, 2, 3 and 4",)),
    "all counts above 9 one more": Kind(
        counts(lambda t: str(int(t) + 1) if t.isdigit() and len(t) > 1 else t), ("VERBLIJFSJAAR",)
    ),
    "a row deleted": Kind(rows(lambda r: [*r[:6], *r[8:]]), ("row",)),
    "the last third of the rows gone": Kind(rows(lambda r: r[: 2 * len(r) // 3]), ("row",)),
    "two provinces exchanged": Kind(
        cells("province", lambda t: {"Utrecht": "Zeeland", "Zeeland": "Utrecht"}.get(t, t)), ("PROVINCIE",)
    ),
    "boys and girls exchanged": Kind(exchanged("count 3 N", "count 3 W"), ("VERBLIJFSJAAR",)),
    "grades 3 and 4 exchanged": Kind(
        both(exchanged("count 3 N", "count 4 N"), exchanged("count 3 W", "count 4 W")), ("VERBLIJFSJAAR",)
    ),
    "one KB row is BB": Kind(once("education", "VMBO BL lj 3-4"), ("ONDERWIJSTYPE",)),
    "a whole year under another name": Kind(named("leerlingen-2021.csv"), ("year",)),
}
