"""Kinds of edits of files of staff."""

from __future__ import annotations

import io
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

import xlsxwriter

from tests.variation.edits import Kind, both, cells, column, content, form, head, heads, rows, same, without
from tests.variation.staff import TEACHER, YEARS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.variation.files import Draft

_UNKNOWN = "Onbekend"


def _amounts(change: Callable[[str], str], *names: str, where: Callable = bool, last: bool = False):
    """Change the cells of amounts: persons, fte, entrants."""

    def edit(draft: Draft) -> Draft:
        columns = [n for role, n in draft.roles.items() if role.split()[0] in names and (not last or YEARS[0] not in n)]
        new = []
        for row, means in zip(draft.rows, draft.meant, strict=True):
            touched = where(means) and not (last and row.get("PEILJAAR") == YEARS[0])
            new.append(row | {name: change(row[name]) for name in columns} if touched else row)
        return replace(draft, rows=new)

    return edit


def _thousands(text: str) -> str:
    whole, comma, rest = text.partition(",")
    return f"{int(whole):,}".replace(",", ".") + comma + rest if whole.isdigit() and len(whole) > 3 else text


def _row(**cells_: str):
    """Add a row like the first with other cells; what the file means in truth stays."""
    return lambda d: replace(d, rows=[*d.rows, d.rows[0] | {d.roles[role]: text for role, text in cells_.items()}])


def _workbook(draft: Draft) -> Draft | None:
    """Save as DUO's workbook, with coarser sheets of the same staff before and after."""
    if draft.layout == "staff long":
        return None
    out = io.BytesIO()
    coarse, totals = ["ONDERWIJSTYPE", "INSTELLINGSCODE", "PERSONEN 2018", "FTE'S 2018"], defaultdict(list)
    for means in draft.true:
        totals[means.brin].append(means.amounts.get("2018", ((0, 0), (0, 0)))[:2])
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("Toelichting").write_string(0, 0, "Personeel in het voortgezet onderwijs")
        sheet = book.add_worksheet("owtype-best-instelling")
        sheet.write_row(0, 0, coarse)
        for number, (brin, each) in enumerate(totals.items(), 1):
            sheet.write_row(number, 0, ["VO", brin, *(float(sum(a[k][0] for a in each)) for k in (0, 1))])
        sheet = book.add_worksheet("owtype-best-instelling-functie")
        for number, line in enumerate([list(draft.rows[0]), *(list(row.values()) for row in draft.rows)]):
            for index, text in enumerate(line):
                sheet.write_string(number, index, text)
    return replace(draft, name="personeel.xlsx", spoil=(lambda _: out.getvalue(),))


def _unknown_role(text: str) -> Kind:
    return Kind(
        cells("role", text, where=lambda m: m.role == "support" and m.profile == "PIE", role="?"),
        (text, "FUNCTIEGROEP"),
    )


_SPACES = {
    "upper": str.upper,
    "lower": str.lower,
    "trailing space": lambda t: t + " ",
    "nbsp": lambda t: t.replace(" ", "\xa0"),
    "double space": lambda t: t.replace(" ", "  "),
}
LEGITIMATE: dict[str, Kind] = (
    {
        f"staff, {role}: {name}": same(cells(role, change))
        for role in ("education", "role", "programme")
        for name, change in _SPACES.items()
    }
    | {
        "staff: FTE 2018": same(heads(lambda n: n.replace("FTE'S", "FTE"))),
        "staff: curly apostrophe": same(heads(lambda n: n.replace("'", "\u2019"))),
        "staff: ZIJINSTROMERS": same(heads(lambda n: n.replace("ZIJ-IN", "ZIJIN"))),
        "staff: BRIN NUMMER": same(head("brin", "BRIN NUMMER")),
        "staff: headers in lower case with spaces": same(heads(lambda n: " " + n.lower() + " ")),
        "staff: bovenschools": same(_row(brin="bovenschools")),
        "staff: bovenschools brin": same(_row(brin="bovenschools brin")),
        "staff: BOVENSCHOOLS": same(_row(brin="BOVENSCHOOLS")),
        "staff: 1.200,5": same(_amounts(_thousands, "fte")),
        "staff: thousands dots in all amounts": same(_amounts(_thousands, "fte", "persons")),
        "staff: decimal points": same(_amounts(lambda t: t.replace(",", "."), "fte")),
        "staff: more decimals": same(_amounts(lambda t: t + "0" if "," in t else t, "fte")),
        "staff: spaces about amounts": same(_amounts(lambda t: f" {t} ", "fte", "persons", "entrants")),
        "staff: a workbook with coarser sheets": same(_workbook),
        "staff: exam codes": same(cells("programme", "MTR", only=("M&T",))),
        "staff: names of profiles": same(cells("programme", "Produceren, installeren en energie", only=("PIE",))),
        "staff: rows of other types": same(_row(education="MBO")),
        "staff: no board": same(without("board")),
        "staff: columns that DUO has": same(
            both(column("MANNEN 2018", "3"), column("GEMIDDELDE LEEFTIJD 2018", "44,5"))
        ),
        "staff: UTF-8 with BOM": same(form(encoding="utf-8-sig")),
        "staff: commas between fields": same(form(delimiter=",")),
        "staff: tabs between fields": same(form(delimiter="\t")),
        "staff: LF": same(content(lambda b: b.replace(b"\r\n", b"\n"))),
        "staff: rows in another order": same(
            lambda d: replace(d, rows=d.rows[::-1], meant=d.meant[::-1], true=d.true[::-1])
        ),
        "staff: an unknown type": Kind(
            cells("education", "XVO", where=lambda m: m.brin == "02CC", education="?"), ("XVO",)
        ),
        "staff: an unknown profile": Kind(
            cells("programme", "Robotica", where=lambda m: m.profile == "BWI" and m.brin == "01BB", profile="?"),
            ("Robotica",),
        ),
    }
    | {f"staff, role: {text!r}": _unknown_role(text) for text in (_UNKNOWN, "Docent", "Instructeur")}
)


def _grown(draft: Draft) -> Draft | None:
    """In the last year the teachers of one institution stand under `Onbekend`, with what they are unknown."""
    if draft.layout != "staff long":
        return None
    new = cells(
        "role", _UNKNOWN, where=lambda m: m.brin == "02CC" and m.role == "teacher" and YEARS[1] in m.amounts, role="?"
    )
    return new(draft)


def _unmasked(to: str):
    """Print a number where a mask was."""

    def edit(draft: Draft) -> Draft:
        return replace(draft, rows=[{n: to if t == "*" else t for n, t in row.items()} for row in draft.rows])

    return edit


HARMFUL: dict[str, Kind] = {
    "staff: 33,2 as 332": Kind(_amounts(lambda t: t.replace(",", ""), "fte"), ("FTE",)),
    "staff: 33,2 as 332 in one row": Kind(
        _amounts(
            lambda t: t.replace(",", ""),
            "fte",
            where=lambda m: (m.brin, m.role, m.profile) == ("00AA", "teacher", "PIE"),
        ),
        ("FTE",),
    ),
    "staff: 33,2 as 332 in the last year": Kind(_amounts(lambda t: t.replace(",", ""), "fte", last=True), ("FTE",)),
    "staff: 33,20 as 33": Kind(
        _amounts(lambda t: t.replace(",", "."), "fte", where=lambda m: m.brin == "00AA"), ("FTE",)
    ),
    "staff: an institution has 0 in the last year": Kind(
        _amounts(lambda _: "0", "fte", "persons", "entrants", where=lambda m: m.brin == "20DD", last=True), ("20DD",)
    ),
    "staff: FTE 0 beside persons in the last year": Kind(
        _amounts(lambda _: "0", "fte", where=lambda m: m.brin == "20DD", last=True), ("20DD",)
    ),
    "staff: Onbekend grows": Kind(_grown, (_UNKNOWN,)),
    "staff: all under the title of teachers": Kind(cells("role", TEACHER), ("line", "FUNCTIEGROEP")),
    "staff: no FUNCTIEGROEP": Kind(without("role"), ("FUNCTIEGROEP", "line")),
    "staff: no PROFIEL": Kind(without("programme"), ("PROFIEL", "line")),
    "staff: a row of totals": Kind(_row(brin="Totaal", role=""), ("Totaal", "line")),
    "staff: a row with a blank role": Kind(_row(role=""), ("FUNCTIEGROEP",)),
    "staff: a row with a blank profile": Kind(_row(programme=""), ("PROFIEL",)),
    "staff: every row twice": Kind(rows(lambda r: [*r, *r]), ("line",)),
    "staff: a second header": Kind(rows(lambda r: [*r, {n: n for n in r[0]}]), ("line", "header")),
    "staff: entrants above persons": Kind(
        _amounts(lambda _: "99", "entrants", where=lambda m: m.brin == "00AA"), ("ZIJ-INSTROMERS",)
    ),
    "staff: FTE beside 0 persons": Kind(_amounts(lambda _: "0", "persons", where=lambda m: m.brin == "00AA"), ("FTE",)),
    "staff: persons with decimals": Kind(
        _amounts(lambda t: t + ",5", "persons", where=lambda m: m.brin == "00AA"), ("PERSONEN",)
    ),
    "staff: a year of two digits": Kind(heads(lambda n: n.replace(" 20", " ")), ("FTE", "columns")),
    "staff: FTE of the first year gone": Kind(without("fte 2018"), ("FTE", "2018")),
    "staff: persons and FTE exchanged": Kind(
        heads(lambda n: n.replace("PERS", "FT?").replace("FTE'S", "PERSONEN").replace("FT?ONEN", "FTE'S")),
        ("PERSONEN",),
    ),
    "staff: two FTE per person": Kind(
        lambda d: replace(
            d,
            rows=[
                r
                | {
                    n.replace("PERSONEN", "FTE'S"): f"{2 * int(t)},0"
                    for n, t in r.items()
                    if "PERSONEN" in n and t.isdigit()
                }
                for r in d.rows
            ],
        ),
        ("FTE per person",),
    ),
} | {
    f"staff: FTE as {text!r}": Kind(
        _amounts(lambda _, t=text: t, "fte", where=lambda m: (m.brin, m.role) == ("00AA", "teacher")), (text or "FTE",)
    )
    for text in ("x", "", "-1", "**", "n.b.", "-3,5", "1,2,3", "12,5%", "#N/A")
}
UNDETECTABLE: dict[str, Kind] = {
    "staff: a handful of masks turned to 0": Kind(_unmasked("0"), ("1, 2, 3 and 4",)),
    "staff: a handful of masks turned to 4": Kind(_unmasked("4"), ("1, 2, 3 and 4",)),
    "staff: a row deleted": Kind(rows(lambda r: r[1:]), ("row",)),
    "staff: two profiles exchanged": Kind(
        cells("programme", lambda t: {"PIE": "E&O", "E&O": "PIE"}.get(t, t)), ("PROFIEL",)
    ),
}
