"""Kinds of edits of a valid enrolment file, each with what it should come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.generated import COUNTS, EDUCATION

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.generated import Row

    Edit = Callable[[list[Row]], list[Row]]


def cells(column: str, change: Callable[[str], str], *, only: str = "") -> Edit:
    """Change every cell of a column, or those that read `only`."""
    return lambda rows: [
        row | {column: change(row[column]) if only in ("", row[column]) else row[column]} for row in rows
    ]


def counts(change: Callable[[str], str]) -> Edit:
    """Change every count."""
    return lambda rows: [row | {name: change(row[name]) for name in COUNTS} for row in rows]


def heads(change: Callable[[str], str]) -> Edit:
    """Change every header."""
    return lambda rows: [{change(name): text for name, text in row.items()} for row in rows]


def without(column: str) -> Edit:
    """Leave a column out."""
    return lambda rows: [{name: text for name, text in row.items() if name != column} for row in rows]


def added(column: str, text: str) -> Edit:
    """Add a column at the end."""
    return lambda rows: [row | {column: text} for row in rows]


A, S, P, C = "AFDELING", "VMBO SECTOR", "PROVINCIE VESTIGING", "ELEMENTCODE"
PIE, KB = "Produceren, installeren en energie", "VMBO KL lj 3-4"
SMALL = {"1", "2", "3", "4"}

LEGITIMATE: dict[str, Edit] = {
    f"{column}: {name}": cells(column, change)
    for column in (A, S, P, EDUCATION)
    for name, change in {
        "upper": str.upper,
        "lower": str.lower,
        "trailing space": lambda t: t + " ",
        "leading space": lambda t: " " + t,
        "nbsp": lambda t: t.replace(" ", "\xa0"),
        "double space": lambda t: t.replace(" ", "  "),
        "tab": lambda t: t + "\t",
    }.items()
} | {
    "afdeling: code PIE": cells(A, lambda _: "PIE", only=PIE),
    "afdeling: name (PIE)": cells(A, lambda t: t + " (PIE)", only=PIE),
    "afdeling: &": cells(A, lambda t: t.replace(" en ", " & "), only=PIE),
    "afdeling: no comma": cells(A, lambda t: t.replace(",", ""), only=PIE),
    "afdeling: underscores": cells(A, lambda t: t.replace(" ", "_"), only=PIE),
    "afdeling: unknown route": cells(A, lambda _: "Technologieroute Ruimtevaart", only=PIE),
    "afdeling: Onbekend": cells(A, lambda _: "Onbekend", only=PIE),
    "afdeling: blank": cells(A, lambda _: "", only=PIE),
    "type: VMBO KB": cells(EDUCATION, lambda _: "VMBO KB lj 3-4", only=KB),
    "type: hyphens": cells(EDUCATION, lambda _: "VMBO-KL lj 3-4", only=KB),
    "type: unknown": cells(EDUCATION, lambda _: "Beroepsgericht lj 3-4", only=KB),
    "sector: nvt lower": cells(S, lambda _: "n.v.t.", only="N.v.t."),
    "sector: nvt blank": cells(S, lambda _: " ", only="N.v.t."),
    "sector: in full": cells(S, lambda _: "Zorg en Welzijn", only="Zorg & Welzijn"),
    "province: hyphen gone": cells(P, lambda _: "Noord Brabant", only="Noord-Brabant"),
    "province: Onbekend": cells(P, lambda _: "Onbekend"),
    "code: decimal": cells(C, lambda t: t + ".0"),
    "code: zeros lost": cells(C, lambda t: str(int(t))),
    "code: new name": heads(lambda n: "ERKENDE OPLEIDINGSCODE" if n == C else n),
    "brin: lower": cells("BRIN NUMMER", str.lower),
    "brin: trailing space": cells("BRIN NUMMER", lambda t: t + " "),
    "location: zeros lost": cells("VESTIGINGSNUMMER", lambda t: str(int(t))),
    "location: six": lambda rows: [r | {"VESTIGINGSNUMMER": r["BRIN NUMMER"] + r["VESTIGINGSNUMMER"]} for r in rows],
    "no OPLEIDINGSNAAM": without("OPLEIDINGSNAAM"),
    "no PLAATSNAAM": without("PLAATSNAAM VESTIGING"),
    "headers: underscores": heads(lambda n: n.replace(" ", "_")),
    "headers: lower": heads(str.lower),
    "headers: title": heads(str.title),
    "headers: en dash": heads(lambda n: n.replace(" - ", " \u2013 ")),
    "headers: no spaces": heads(lambda n: n.replace(" - ", "-")),
    "headers: trailing": heads(lambda n: n + " "),
    "counts: leading zero": counts(lambda t: t.zfill(2)),
    "counts: space": counts(lambda t: " " + t),
    "counts: decimal": counts(lambda t: t + ".0"),
    "masks: <5": counts(lambda t: "<5" if t in SMALL else t),
    "masks: < 5": counts(lambda t: "< 5" if t in SMALL else t),
    "masks: &lt;5": counts(lambda t: "&lt;5" if t in SMALL else t),
    "rows: reversed": lambda rows: rows[::-1],
    "rows: columns reversed": lambda rows: [dict(reversed(r.items())) for r in rows],
    "column: SAMENWERKINGSVERBAND": added("SAMENWERKINGSVERBAND", "VO3101"),
    "column: index": lambda rows: [{"": str(i)} | r for i, r in enumerate(rows)],
}
BOYS = "LEER- OF VERBLIJFSJAAR 3 - MAN"
HARMFUL: dict[str, Edit] = (
    {
        f"mask {mask}": counts(lambda t, m=mask: m if t in SMALL else t)
        for mask in ("x", "-1", "1-4", "<10", "**", "n/a", "", "#", "nvt")
    }
    | {f"small to {to}": counts(lambda t, to=to: to if t in SMALL else t) for to in ("0", "2", "3", "4", "5")}
    | {
        f"count {name}": cells(BOYS, change)
        for name, change in {
            "1,0": lambda t: t + ",0",
            "1.204": lambda _: "1.204",
            "1e3": lambda t: t + "e1",
            "+5": lambda t: "+" + t,
            "5.": lambda t: t + ".",
            "-3": lambda t: "-" + t,
            "half": lambda t: t + ".5",
            "hash": lambda _: "#REF!",
            "percent": lambda t: t + "%",
            "letter O": lambda t: t.replace("0", "O"),
        }.items()
    }
    | {
        "rounded to 5": counts(lambda t: str(5 * round(int(t) / 5))),
        "grade 3 boys gone": without(BOYS),
        "grade 3 renamed": heads(lambda n: n.replace("JAAR 3", "JAAR drie")),
        "grades 3 and 4 as 4 and 3 twice": heads(lambda n: n.replace("JAAR 4", "JAAR 9")),
        "ELEMENTCODE blank": cells(C, lambda _: ""),
        "location 0.0": cells("VESTIGINGSNUMMER", lambda _: "0.0"),
        "location A0": cells("VESTIGINGSNUMMER", lambda _: "A0"),
        "every row twice": lambda rows: [*rows, *rows],
        "a total row": lambda rows: [*rows, rows[0] | {"BRIN NUMMER": "TOTAAL"}],
        "a second header": lambda rows: [*rows, {n: n for n in rows[0]}],
        "PEILDATUM of another year": added("PEILDATUM", "20231001"),
        "SCHOOLJAAR of another year": added("SCHOOLJAAR", "2017-2018"),
    }
)
