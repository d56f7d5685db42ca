"""The screen of one indicator: a row per level or change, with what it was made of."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from rich.text import Text

from sto_cli.language import say
from sto_cli.present import numbers, words
from sto_cli.present.console import grid as new_grid
from sto_cli.present.console import render, width

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.table import Table

    from sto_cli.data import Data
    from sto_cli.measuring.measure import Result


def table(result: Result, data: Data) -> str:
    """Lay out a result as a table with its definition above and its caveats below."""
    question = result.question
    heading = Text(f"{question.indicator.title}: {question.indicator.words}", style="bold")
    notes = [Text(str(words.SAMPLE), style="yellow")] if data.sample else []
    named = say("Definition {id}: {label}", id=question.definition.id, label=question.definition.label)
    definition = Text(named, style="dim")
    grid, left_out = _grid(result)
    narrow = say(
        "Left out for want of width: {columns}; widen the terminal, or say --format csv.", columns=", ".join(left_out)
    )
    lines = [*([narrow] if left_out else []), *footer(result, data)]
    return render(*notes, heading, definition, grid, *map(Text, lines))


def footer(result: Result, data: Data) -> list[str]:
    """List what a reader must know about the numbers above."""
    question, frame = result.question, result.frame
    lines = words.masked([result], data)
    if set(result.broken) & {*frame["school_year"], *frame["from_year"].drop_nulls()}:
        lines.append(words.broken(result))
    lines += words.provisional([result])
    if question.definition.caveat:
        lines.append(say("Caveat: {caveat}.", caveat=question.definition.caveat))
    if question.indicator.not_additive and question.by:
        lines.append(say("Not additive: {reason}.", reason=question.indicator.not_additive))
    return lines


def _grid(result: Result) -> tuple[Table, list[str]]:
    """Lay out the rows, and name the columns that the terminal is too narrow for."""
    question, frame = result.question, result.frame
    masked = bool((frame["small"] > 0).any())
    columns: dict[str, Callable[[dict[str, Any]], str]] = {say("school year"): lambda row: _year(row, result)}
    if len(question.definition.parts) > 1:
        columns[say("part")] = lambda row: _part(row, result)
    columns |= {words.head(column): partial(_group, column) for column in question.by}
    keys = len(columns)
    columns[str(question.indicator.title).lower()] = value
    if masked:
        columns[say("certain")] = lambda row: numbers.interval(row["low"], row["high"], row["unit"])
    for side, label in zip(("numerator", "denominator"), question.indicator.counted, strict=False):
        columns[str(label)] = partial(_side, side)
    if masked:
        columns[say("masked cells")] = lambda row: numbers.number(row["small"], "count")
    cells = {name: [cell(row) for row in frame.iter_rows(named=True)] for name, cell in columns.items()}
    left_out = _too_wide(cells, keys + 1)
    measure = _natural if _total(cells, _natural) <= width() else _least
    grid = new_grid()
    for position, (name, column) in enumerate(cells.items()):
        grid.add_column(name, justify="left" if position < keys else "right", width=measure(name, column))
    for row in zip(*cells.values(), strict=True):
        grid.add_row(*map(Text, row))
    return grid, left_out


# Between two columns: a space of padding on either side of a rule that is not drawn.
_GAP = 3


def _too_wide(cells: dict[str, list[str]], needed: int) -> list[str]:
    """Take out columns from the right until the rest fits the terminal without breaking a number; name them."""
    left_out: list[str] = []
    while len(cells) > needed and _total(cells, _least) > width():
        name, _ = cells.popitem()
        left_out.insert(0, name)
    return left_out


def _total(cells: dict[str, list[str]], measure: Callable[[str, list[str]], int]) -> int:
    return sum(measure(*column) + _GAP for column in cells.items()) - _GAP


def _natural(name: str, column: list[str]) -> int:
    """Give the width at which neither the head nor a cell is wrapped."""
    return max(map(len, [name, *column]))


def _least(name: str, column: list[str]) -> int:
    """Give the width below which a word of the head or a cell would be broken."""
    return max(map(len, [*name.split(), *column]), default=0)


def _group(column: str, row: dict[str, Any]) -> str:
    return words.in_words(row[column])


def _side(side: str, row: dict[str, Any]) -> str:
    return numbers.about(row, side) if row["from_year"] is None else ""


def value(row: dict[str, Any]) -> str:
    """Format the number of a row, or say why there is none."""
    if row["reason"]:
        return f"{numbers.MISSING} ({words.reason(row['reason'])})"
    return numbers.estimated(row, row["unit"])


def _year(row: dict[str, Any], result: Result) -> str:
    mark = " ‡" if row["school_year"] in result.provisional else ""
    if row["from_year"] is not None:
        return f"{row['from_year']} → {row['school_year']}{mark}"
    return f"{row['school_year']}{' †' if row['school_year'] in result.broken else ''}{mark}"


def _part(row: dict[str, Any], result: Result) -> str:
    return next(str(part.label) for part in result.question.definition.parts if part.id == row["part"])
