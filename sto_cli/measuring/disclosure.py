"""Withholding small counts of unmasked, internal files from everything that is written (`--min-cell`).

Primary: a level that tells of 1 to N−1 people (its numerator, the rest of its denominator, or the denominator)
loses all its numbers. Secondary: where it is the only one withheld in a line of the table, the total of that
line, which others may know, would give it away, so the smallest other one is withheld too. (A line that adds up
to less than N has a total that nobody tells.) A change is withheld when either of its levels is. The audit, which knows nothing of these rules, then tries to compute
withheld numbers back from line totals; where it succeeds, more is withheld.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import polars as pl

from sto_cli.errors import UsageError
from sto_cli.language import message
from sto_cli.measuring.audit import Lines, recoverable, tells

if TYPE_CHECKING:
    from sto_cli.data import FileReport
    from sto_cli.measuring.audit import Cells, Key
    from sto_cli.measuring.question import Question

WITHHELD = "withheld"
"""The reason of a row without numbers."""
_MOST_CELLS = 100_000
"""How large a table may be; by location, track, grade, profile and sex DUO's have 11,000 numbers a year."""


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

    Raises:
        UsageError: the minimum size is below it, or a table is too large.
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
    """Choose what to withhold in one table, until the audit computes nothing back.

    Raises:
        UsageError: the table is too large for that.
    """
    if len(table) > _MOST_CELLS:
        raise UsageError(
            message(
                "--min-cell {least}: of {cells:,} numbers in one table it would take minutes to see which give others away, and of "
                "{most:,} at most it is done; ask for fewer.",
                least=least,
                cells=len(table),
                most=_MOST_CELLS,
            )
        )
    counted = {key: level[0] for key, level in table.items()}
    rest = {key: level[1] for key, level in table.items() if level[1] is not None}
    numerator_only = set.union(set(), *(question.numerator_columns(part) for part in question.definition.parts))
    both = [axis for axis, column in enumerate(question.by) if column not in numerator_only]
    lines, lines_of_rest = Lines.of(counted, range(len(question.by))), Lines.of(rest, both)
    hidden = {key for key in table if any(0 < count < least for count in _people(*table[key]))}
    while True:
        hidden = _with_partners(counted, hidden, lines, least)
        open_ = recoverable(counted, hidden, lines, least) | recoverable(rest, hidden, lines_of_rest, least)
        numbers = {number for key in open_ for number in lines.through[key]}
        more = {key for number in numbers for key in lines.cells[number]} - hidden
        if not more:
            return hidden
        hidden |= more


def _people(counted: float, rest: float | None) -> tuple[float, ...]:
    """Give the numbers of people of a level; where neither of two is small, what they add up to is not either."""
    return (counted,) if rest is None else (counted, rest)


def _with_partners(cells: Cells, hidden: set[Key], lines: Lines, least: int) -> set[Key]:
    """Withhold a second cell in every line with one; the smallest, and a zero only where there is nothing else.

    A zero protects badly, since a reader may guess it.
    """
    hidden = set(hidden)
    withheld = [sum(key in hidden for key in line) for line in lines.cells]
    waiting = [(str(key), axis, line) for key in hidden for axis, line in enumerate(lines.through[key])]
    heapq.heapify(waiting)
    while waiting:
        *_, number = heapq.heappop(waiting)
        line = lines.cells[number]
        if withheld[number] == 1 and tells(cells, line, least):
            others = (key for key in line if key not in hidden)
            partner = min(others, key=lambda key: (cells[key] == 0, cells[key], str(key)))
            hidden.add(partner)
            for axis, other in enumerate(lines.through[partner]):
                withheld[other] += 1
                heapq.heappush(waiting, (str(partner), axis, other))
    return hidden
