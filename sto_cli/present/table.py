"""The screen of one indicator: a row per level or change, with what it was made of."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from rich.text import Text

from sto_cli.language import say
from sto_cli.present import markdown, numbers, words
from sto_cli.present.console import render
from sto_cli.present.fitting import fitted

if TYPE_CHECKING:
    from collections.abc import Callable

    from sto_cli.measuring.measure import Result
    from sto_cli.measuring.question import Question
    from sto_cli.present.fitting import Columns
    from sto_cli.reading.data import Data


def screen(result: Result, data: Data) -> str:
    """Lay out a result as a table with its definition above and its caveats below."""
    cells, keys = _columns(result)
    grid, left_out = fitted(cells, keys, list(cells)[:keys:-1])
    lines = [*words.too_narrow(left_out), *words.masked([result], data), *caveats(result)]
    return render(*heading(result.question, data), grid, *map(Text, lines))


def as_markdown(result: Result, data: Data) -> str:
    """Write a result as Markdown, with the numbers and the caveats of the screen."""
    *above, title, definition = (line.plain for line in heading(result.question, data))
    lines = [*words.masked([result], data), *caveats(result)]
    columns, keys = _columns(result)
    columns[say("marks")] = [marks or "" for marks in result.frame["marks"]]
    return markdown.document(
        markdown.heading(title),
        markdown.paragraphs([*above, definition]),
        markdown.table(columns, keys),
        markdown.paragraphs(lines),
    )


def heading(question: Question, data: Data) -> list[Text]:
    """Say above a table what is measured, under which definition, and of which data if it is the sample."""
    title = Text(f"{question.title}: {question.words}", style="bold")
    definition = say("Definition {id}: {label}", id=question.definition.id, label=question.definition.label)
    sample = [Text(str(words.SAMPLE), style="yellow")] if data.sample else []
    return [*sample, title, Text(definition, style="dim")]


def caveats(result: Result) -> list[str]:
    """List what is true of the numbers above whether or not they are masked."""
    question, frame = result.question, result.frame
    lines = []
    if set(result.broken) & {*frame["school_year"], *frame["from_year"].drop_nulls()}:
        lines.append(words.broken(result))
    lines += words.provisional([result])
    if question.definition.caveat:
        lines.append(say("Caveat: {caveat}.", caveat=question.definition.caveat))
    if question.indicator.not_additive and question.by:
        lines.append(say("Not additive: {reason}.", reason=question.indicator.not_additive))
    return lines


def _columns(result: Result) -> tuple[Columns, int]:
    """Give what stands in each column, and how many of them say what a row is about."""
    question, frame = result.question, result.frame
    masked = bool((frame["small"] > 0).any())
    columns: dict[str, Callable[[dict[str, Any]], str]] = {say("school year"): lambda row: _year(row, result)}
    if len(question.definition.parts) > 1:
        columns[say("part")] = lambda row: _part(row, result)
    columns |= {words.head(column): partial(_group, column) for column in result.groups}
    keys = len(columns)
    columns[str(question.title).lower()] = value
    if masked:
        columns[say("certain")] = lambda row: numbers.interval(row["low"], row["high"], row["unit"])
    for side, label in zip(("numerator", "denominator"), question.indicator.counted, strict=False):
        columns[str(label)] = partial(_side, side)
    if masked:
        columns[say("masked cells")] = lambda row: numbers.number(row["small"], "count")
    return {name: [cell(row) for row in frame.iter_rows(named=True)] for name, cell in columns.items()}, keys


def _group(column: str, row: dict[str, Any]) -> str:
    return words.in_words(row[column])


def _side(side: str, row: dict[str, Any]) -> str:
    return numbers.about(row, side) if row["from_year"] is None else ""


def value(row: dict[str, Any]) -> str:
    """Format the number of a row, or say why there is none."""
    if row["reason"]:
        return words.nothing(row["reason"])
    return numbers.estimated(row, row["unit"])


def _year(row: dict[str, Any], result: Result) -> str:
    mark = " ‡" if row["school_year"] in result.provisional else ""
    if row["from_year"] is not None:
        return f"{row['from_year']} → {row['school_year']}{mark}"
    return f"{row['school_year']}{' †' if row['school_year'] in result.broken else ''}{mark}"


def _part(row: dict[str, Any], result: Result) -> str:
    return next(str(part.label) for part in result.question.definition.parts if part.id == row["part"])
