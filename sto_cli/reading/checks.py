"""Rules that every row of a file must keep.

A rule is an expression on the raw columns, true where it is broken. It is tried on the grouped
frame, which is small; only when it is broken there is the file read again, to say where (`refusals`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.language import message
from sto_cli.reading import shape
from sto_cli.reading.raw import SURPLUS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sto_cli.language import Message
    from sto_cli.reading.raw import Raw


class Rule(NamedTuple):
    """One way for a row to be wrong.

    Attributes:
        column: the canonical column to show.
        broken: true where the rule is broken.
        expected: what was expected there, and what to do, to end the sentence with.
        is_code: the column holds a code that the catalog may not know yet.
        of_whole_row: it says all there is to say about a row that breaks it.
    """

    column: str
    broken: pl.Expr
    expected: Message
    is_code: bool = False
    of_whole_row: bool = False


BRIN = Rule(
    "brin",
    ~pl.col("brin").str.contains(f"^{shape.BRIN}$").fill_null(value=False),
    message("no BRIN; two digits and two capitals were expected"),
)
"""The number of an institution, the same in every source."""

_LOCATION_NUMBER = Rule(
    "location_number",
    ~(
        pl.col("location_number").str.contains(f"^{shape.LOCATION_NUMBER}$")
        | (
            pl.col("location_number").str.contains(r"^\w{4}[0-9][0-9]$")
            & pl.col("location_number").str.starts_with(pl.col("brin"))
        )
    ).fill_null(value=False),
    message("no location number; one or two digits, or the BRIN and two digits, were expected"),
)


# Columns of codes and words in which a total is called one, and names, which are one only if they say nothing else.
_CALLED_TOTAL = ("brin", "education", "sector", "programme", "element_name", "role", "profile")
_NAMED_TOTAL = ("name", "place")
_TOTALS = ("totaal", "total")


def of_every_row(columns: Iterable[str], *, totals: bool = True) -> list[Rule]:
    """List the rules that every row of pupils keeps, in the columns that there are; `totals`: some may be totals."""
    found = [rule for rule in (BRIN, _LOCATION_NUMBER) if rule.column in columns]
    return found + called_totals(columns) if totals else found


def called_totals(columns: Iterable[str]) -> list[Rule]:
    """List the rules that no row is a total of others: a spreadsheet adds them, and all in them would count again."""
    called = {name: pl.col(name).str.contains_any([*_TOTALS], ascii_case_insensitive=True) for name in _CALLED_TOTAL}
    named = {name: pl.col(name).str.strip_chars().str.to_lowercase().is_in(_TOTALS) for name in _NAMED_TOTAL}
    expected = message("a total, which would be counted again; remove the row")
    return [
        Rule(name, broken.fill_null(value=False), expected, of_whole_row=True)
        for name, broken in (called | named).items()
        if name in columns
    ]


def header_again(raw: Raw) -> Rule:
    """Give the rule that the header stands on the first line only."""
    first = next(iter(raw.recognised.columns))
    return Rule(
        first,
        (pl.col(first).str.strip_chars(" \ufeff") == str(header_of(raw, first))).fill_null(value=False),
        message("the header once more; remove the line, and name files that were put together one by one"),
        of_whole_row=True,
    )


def broken(frame: pl.DataFrame, rules: Iterable[Rule]) -> list[Rule]:
    """List the rules that any row of the frame breaks."""
    listed = list(rules)
    if not listed:
        return []
    flags = frame.select(rule.broken.any().alias(str(number)) for number, rule in enumerate(listed)).row(0)
    return [rule for rule, flag in zip(listed, flags, strict=True) if flag]


def header_of(raw: Raw, column: str) -> str | Message:
    """Give the header that a canonical column has in this file."""
    if column == SURPLUS:
        return message("after the last")
    return raw.recognised.names[raw.recognised.columns[column]]
