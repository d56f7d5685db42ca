"""Withholding small counts of unmasked, internal files from everything that is written (`--min-cell`).

Primary: a level that tells of 1 to N−1 people (its numerator, the rest of its denominator, or the denominator)
loses all its numbers. Secondary: where it is the only one withheld in a line of the table, the total of that
line, which others may know, would give it away, so the smallest other one is withheld too. (A line that adds up
to less than N has a total that nobody tells.) A change is withheld when either of its levels is. The audit, which knows nothing of these rules, then tries to compute
withheld numbers back from line totals; where it succeeds, more is withheld.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import polars as pl

from sto_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sto_cli.data import FileReport
    from sto_cli.question import Question

WITHHELD = "withheld"
"""The reason of a row without numbers."""

NOT_PROTECTED = (
    "Counts below the minimum are withheld within each table. Differences between two runs, between tables, or with "
    "what is published elsewhere are not protected against."
)

Key = tuple[Any, ...]
Cells = dict[Key, float]


def refuse(question: Question, least: int) -> None:
    """Refuse a minimum size below the smallest count that may be told.

    Raises:
        UsageError: it would tell which units have fewer pupils than that.
    """
    if question.indicator.kind == "distinct" and 1 < question.min_pupils < least:
        raise UsageError(
            f"--min-pupils {question.min_pupils}: below --min-cell {least} it would tell which units are smaller than "
            f"that; choose {least} or more."
        )


def refuse_masked(reports: list[FileReport]) -> None:
    """Refuse files that their publisher has masked: what masks stand for is not known, so neither is what to withhold.

    Raises:
        UsageError: a file has masked cells.
    """
    if masked := [report for report in reports if report.masks]:
        raise UsageError(
            f"--min-cell is for files printed in full, and {masked[0].path} has {masked[0].masks:,} masked cells; "
            "leave it out, or leave --min-cell out."
        )


def protect(frame: pl.DataFrame, question: Question, least: int) -> pl.DataFrame:
    """Withhold what tells of fewer than `least` people in a finished result.

    Args:
        frame: result rows, levels and changes, of exact numbers.
        question: what they answer.
        least: the smallest count that may be told.
    """
    refuse(question, least)
    if question.indicator.kind == "distinct":  # counts locations and profiles, not people
        return frame
    rows = frame.to_dicts()
    hidden = {
        (part, year, *key)
        for (part, year), cells in _tables(rows, question).items()
        for key in _withheld(cells, least, question)
    }
    marks = [any((row["part"], year, *_key(row, question)) in hidden for year in _years(row)) for row in rows]
    mark = pl.Series(marks, dtype=pl.Boolean)
    numbers = [name for name in frame.columns if name.startswith(_NUMBERS)]
    return frame.with_columns(
        *(pl.when(~mark).then(pl.col(name)).alias(name) for name in numbers),
        pl.when(mark).then(pl.lit(WITHHELD)).otherwise("reason").alias("reason"),
    )


_NUMBERS = ("numerator", "denominator", "value", "low", "high", "est", "small")

# Per level: what it counts, and the rest of what it divides by (None where it divides by nothing).
_Level = tuple[float, float | None]


def _tables(rows: list[dict[str, Any]], question: Question) -> dict[tuple[str, str], dict[Key, _Level]]:
    """Take levels apart into one table per part and year."""
    found: dict[tuple[str, str], dict[Key, _Level]] = defaultdict(dict)
    for row in rows:
        if row["from_year"] is None and row["numerator"] is not None:
            rest = None if row["denominator"] is None else row["denominator"] - row["numerator"]
            found[row["part"], row["school_year"]][_key(row, question)] = (row["numerator"], rest)
    return found


def _key(row: dict[str, Any], question: Question) -> Key:
    return tuple(row[column] for column in question.by)


def _years(row: dict[str, Any]) -> list[str]:
    return [year for year in (row["from_year"], row["school_year"]) if year]


def _withheld(table: dict[Key, _Level], least: int, question: Question) -> set[Key]:
    """Choose what to withhold in one table, until the audit computes nothing back."""
    counted = {key: level[0] for key, level in table.items()}
    rest = {key: level[1] for key, level in table.items() if level[1] is not None}
    numerator_only = set.union(set(), *(question.numerator_columns(part) for part in question.definition.parts))
    both = [axis for axis, column in enumerate(question.by) if column not in numerator_only]
    axes = list(range(len(question.by)))
    hidden = {key for key in table if any(0 < count < least for count in _people(*table[key]))}
    while True:
        hidden = _with_partners(counted, hidden, axes, least)
        open_ = recoverable(counted, hidden, axes, least) | recoverable(rest, hidden, both, least)
        more = {other for key in open_ for axis in axes for other in _line(counted, key, axis)} - hidden
        if not more:
            return hidden
        hidden |= more


def _people(counted: float, rest: float | None) -> tuple[float, ...]:
    return (counted,) if rest is None else (counted, rest, counted + rest)


def _with_partners(cells: Cells, hidden: set[Key], axes: list[int], least: int) -> set[Key]:
    """Withhold a second cell in every line with one; the smallest, and a zero only where there is nothing else.

    A zero protects badly, since a reader may guess it.
    """
    hidden = set(hidden)
    while True:
        lines = (_line(cells, key, axis) for key in sorted(hidden, key=str) for axis in axes)
        alone = next(
            (line for line in lines if _tells(cells, line, least) and len(hidden.intersection(line)) == 1), None
        )
        if alone is None:
            return hidden
        others = [other for other in alone if other not in hidden]
        hidden.add(min(others, key=lambda other: (cells[other] == 0, cells[other], str(other))))


def _tells(cells: Cells, line: Iterable[Key], least: int) -> bool:
    """Tell whether others may know the total of a line: it has more than one cell, and is itself not too small to tell."""
    counts = [cells[key] for key in line]
    return len(counts) > 1 and not 0 < sum(counts) < least


def _line(cells: Cells, key: Key, axis: int) -> list[Key]:
    """Give the cells that differ from `key` along one column only, itself included."""
    return [other for other in cells if other[:axis] + other[axis + 1 :] == key[:axis] + key[axis + 1 :]]


def recoverable(cells: Cells, hidden: set[Key], axes: list[int], least: int = 1) -> set[Key]:
    """Audit a table: which withheld cells follow from the totals of its lines and the cells that are told.

    Bounds are narrowed line by line until nothing moves; a cell whose bounds meet is given away.
    """
    inside = {key for key in hidden if key in cells}
    low: Cells = dict.fromkeys(inside, 0.0)
    high: Cells = dict.fromkeys(inside, float("inf"))
    lines = {tuple(_line(cells, key, axis)) for key in inside for axis in axes}
    known = [line for line in lines if _tells(cells, line, least)]
    sums = {line: sum(cells[key] for key in line if key in inside) for line in known}
    moved = True
    while moved:
        moved = False
        for line, total in sums.items():
            own = [key for key in line if key in inside]
            for key in own:
                others = [other for other in own if other != key]
                ends = (total - sum(high[other] for other in others), total - sum(low[other] for other in others))
                narrowed = (max(low[key], ends[0]), min(high[key], ends[1]))
                moved |= narrowed != (low[key], high[key])
                low[key], high[key] = narrowed
    return {key for key in inside if low[key] == high[key]}
