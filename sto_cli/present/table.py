"""The screen of one indicator: a row per level or change, with what it was made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table
from rich.text import Text

from sto_cli.present import numbers, words
from sto_cli.present.console import render

if TYPE_CHECKING:
    from sto_cli.data import Data
    from sto_cli.measure import Result


def table(result: Result, data: Data) -> str:
    """Lay out a result as a table with its definition above and its caveats below."""
    question = result.question
    heading = Text(f"{question.indicator.title}: {question.indicator.words}", style="bold")
    notes = [Text(words.SAMPLE, style="yellow")] if data.sample else []
    definition = Text(f"Definition {question.definition.id}: {question.definition.label}", style="dim")
    return render(*notes, heading, definition, _grid(result), *(Text(line) for line in footer(result)))


def footer(result: Result) -> list[str]:
    """List what a reader must know about the numbers above."""
    question, frame = result.question, result.frame
    lines = []
    if (frame["small"] > 0).any():
        lines.append(words.MASKED)
    if set(result.broken) & {*frame["school_year"], *frame["from_year"].drop_nulls()}:
        lines.append(words.broken(result))
    if question.definition.caveat:
        lines.append(f"Caveat: {question.definition.caveat}.")
    if question.indicator.not_additive and question.by:
        lines.append(f"Not additive: {question.indicator.not_additive}.")
    return lines


def _grid(result: Result) -> Table:
    question, frame = result.question, result.frame
    several = len(question.definition.parts) > 1
    has_denominator = frame["denominator_low"].is_not_null().any() and question.indicator.kind in {"share", "ratio"}
    masked = (frame["small"] > 0).any()
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    grid.add_column("school year", no_wrap=True)
    for column in (["part"] if several else []) + list(question.by):
        grid.add_column(column, overflow="fold")
    counted = list(question.indicator.counted) if has_denominator else []
    for column in [question.indicator.title.lower(), *counted, *(["masked cells"] if masked else [])]:
        grid.add_column(column, justify="right")
    for row in frame.iter_rows(named=True):
        cells = [
            _year(row, result),
            *([_part(row, result)] if several else []),
            *(str(row[column]) for column in question.by),
        ]
        cells.append(value(row))
        if has_denominator:
            level = row["from_year"] is None
            cells += [
                numbers.interval(row[f"{name}_low"], row[f"{name}_high"], "count") if level else ""
                for name in ("numerator", "denominator")
            ]
        if masked:
            cells.append(numbers.number(row["small"], "count"))
        grid.add_row(*(Text(cell) for cell in cells))
    return grid


def value(row: dict[str, Any]) -> str:
    """Format the number of a row: a plain one when exact, certain bounds when masked, else why there is none."""
    if row["reason"]:
        return f"{numbers.MISSING} ({words.reason(row['reason'])})"
    return numbers.interval(row["low"], row["high"], row["unit"])


def _year(row: dict[str, Any], result: Result) -> str:
    mark = " †" if row["school_year"] in result.broken else ""
    return row["school_year"] + mark if row["from_year"] is None else f"{row['from_year']} → {row['school_year']}"


def _part(row: dict[str, Any], result: Result) -> str:
    return next(part.label for part in result.question.definition.parts if part.id == row["part"])
