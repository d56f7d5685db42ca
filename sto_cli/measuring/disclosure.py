"""Withholding small counts of unmasked, internal files from everything that is written (`--min-cell`).

Primary: a level that tells of 1 to N−1 people (its numerator, the rest of its denominator, or the denominator)
loses all its numbers. Secondary: where it is the only one withheld in a line of the table, the total of that
line, which others may know, would give it away, so the smallest other one is withheld too. (A line that adds up
to less than N has a total that nobody tells.) A change is withheld when either of its levels is. The audit, which knows nothing of these rules, then tries to compute
withheld numbers back from line totals; where it succeeds, more is withheld.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import polars as pl

from sto_cli.errors import UsageError
from sto_cli.language import message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sto_cli.data import FileReport
    from sto_cli.measuring.question import Question

WITHHELD = "withheld"
"""The reason of a row without numbers."""


Key = tuple[Any, ...]
Cells = dict[Key, float]


def refuse(question: Question, least: int) -> None:
    """Refuse a minimum size below the smallest count that may be told.

    Raises:
        UsageError: it would tell which units have fewer pupils than that.
    """
    if question.indicator.kind == "distinct" and 1 < question.min_pupils < least:
        raise UsageError(
            message(
                "--min-pupils {min_pupils}: below --min-cell {least} it would tell which units are smaller than that; choose {least} or more.",
                min_pupils=question.min_pupils,
                least=least,
            )
        )


def refuse_masked(reports: list[FileReport]) -> None:
    """Refuse files that their publisher has masked: what masks stand for is not known, so neither is what to withhold.

    Raises:
        UsageError: a file has masked cells.
    """
    if masked := [report for report in reports if report.masks]:
        raise UsageError(
            message(
                "--min-cell is for files printed in full, and {path} has {masks:,} masked cells; leave it out, or leave --min-cell out.",
                path=masked[0].path,
                masks=masked[0].masks,
            )
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

    Totals are equations in the withheld cells, none of which is below 0. A cell follows where solving the equations
    leaves it no freedom, or where bounds, narrowed equation by equation until nothing moves, meet.
    """
    inside = sorted((key for key in hidden if key in cells), key=str)
    lines = {tuple(_line(cells, key, axis)) for key in inside for axis in axes}
    known = sorted((line for line in lines if _tells(cells, line, least)), key=str)
    equations = [{key: Fraction(1) for key in line if key in hidden} for line in known]
    solved = _solved(equations)
    return {key for row in solved if len(row) == 1 for key in row} | _bounded(cells, [*equations, *solved])


Equation = dict[Key, Fraction]
"""Withheld cells with their coefficients; what they add up to is known."""


def _solved(equations: list[Equation]) -> list[Equation]:
    """Eliminate, each equation from all others: a cell that stands alone in one is given away."""
    solved: dict[Key, Equation] = {}
    for equation in equations:
        row = equation
        for pivot, other in solved.items():
            row = _minus(row, other, row.get(pivot, Fraction(0)))
        if not row:
            continue
        pivot = next(iter(row))
        row = {key: value / row[pivot] for key, value in row.items()}
        solved = {key: _minus(other, row, other.get(pivot, Fraction(0))) for key, other in solved.items()} | {
            pivot: row
        }
    return list(solved.values())


def _minus(row: Equation, other: Equation, times: Fraction) -> Equation:
    if not times:
        return row
    keys = dict.fromkeys([*row, *other])
    left = {key: row.get(key, Fraction(0)) - times * other.get(key, Fraction(0)) for key in keys}
    return {key: value for key, value in left.items() if value}


def _bounded(cells: Cells, equations: list[Equation]) -> set[Key]:
    """Narrow bounds from 0 up until nothing moves: a cell whose bounds meet is given away."""
    low = {key: 0.0 for equation in equations for key in equation}
    high = dict.fromkeys(low, float("inf"))
    moved = True
    while moved:
        moved = False
        for equation in equations:
            total = sum(float(factor) * cells[key] for key, factor in equation.items())
            for key, factor in equation.items():
                others = [(float(f) * low[k], float(f) * high[k]) for k, f in equation.items() if k != key]
                ends = [(total - sum(map(end, others))) / float(factor) for end in (max, min)]
                narrowed = (max(low[key], min(ends)), min(high[key], max(ends)))
                moved |= narrowed[0] > low[key] + _SAME or narrowed[1] < high[key] - _SAME
                low[key], high[key] = narrowed
    return {key for key in low if high[key] - low[key] < _SAME}


_SAME = 1e-6
