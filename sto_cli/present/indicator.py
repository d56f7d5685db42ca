"""The answers to one question as sheets: a row per level or change, and what appeared and disappeared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sto_cli.language import joined, message, say
from sto_cli.measuring import spoken
from sto_cli.measuring.marks import OWN_CATALOG, PROVISIONAL, REJECTED_ROWS, SERIES_BREAK, SYNTHETIC, UNKNOWN_CODES
from sto_cli.measuring.population import without_region
from sto_cli.present import chart, numbers, records, sentences, table
from sto_cli.present.forms import Answer
from sto_cli.present.sheet import Column, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sto_cli.measuring.measure import Result
    from sto_cli.measuring.question import Question
    from sto_cli.reading.data import Data

_MARKS = {
    SERIES_BREAK: message("series break"),
    PROVISIONAL: message("provisional"),
    SYNTHETIC: message("synthetic"),
    REJECTED_ROWS: message("rejected rows"),
    UNKNOWN_CODES: message("unknown codes"),
    OWN_CATALOG: message("own catalog"),
}

_LISTED = 15
"""Locations that are named."""


_SIDES = ("numerator_high", "denominator_high")


def answer(
    result: Result, data: Data, whole: Callable[[], Result] | None = None, asked: table.Shown | None = None
) -> Answer:
    """Give a result in every form; `whole` answers the same uncut, for a row of the whole in forms for people."""
    return Answer(
        sheets=lambda: [_groups(result, data, whole, asked) if result.groups else sheet(result, data)],
        json=lambda: records.as_json([result], data),
        rows=lambda: records.rows([result]),
        notes=lambda: records.notes([result], data),
        of=data,
        height=result.frame.height,
        nobody=not any(row[side] for row in result.frame.iter_rows(named=True) for side in _SIDES),
    )


def sheet(result: Result, data: Data) -> Sheet:
    """Make a table of a result, with its definition above and its caveats below."""
    question, rows = result.question, result.frame.rows(named=True)
    masked = any(row["masked_cells"] for row in rows)
    columns = [Column(say("school year"), [_year(row, result) for row in rows])]
    columns += part_of(question, (row["part"] for row in rows))
    columns += [Column(sentences.head(name), [sentences.in_words(row[name]) for row in rows]) for name in result.groups]
    columns.append(Column(_head(str(question.title)), [value(row) for row in rows], is_number=True, draws="years"))
    if masked:
        columns.append(Column(say("certain"), [numbers.of_row(row, shows="certain") for row in rows], is_number=True))
    for side, label in zip(("numerator", "denominator"), question.indicator.counted, strict=False):
        cells = [numbers.of_side(row, side) if row["from_year"] is None else "" for row in rows]
        columns.append(Column(str(label), cells, is_number=True))
    if masked:
        columns.append(
            Column(say("masked cells"), [numbers.exactly(row["masked_cells"]) for row in rows], is_number=True)
        )
    columns = expendable(columns, 1)
    notes = [*sentences.masked([result], data), *caveats(result), *_without_region(result, data)]
    return Sheet(
        title(question),
        [*columns, marks(row["marks"] for row in rows)],
        notes,
        [definition(question), *sentences.filtered(question)],
        chart=chart.trend(title(question), result),
    )


def _groups(result: Result, data: Data, whole: Callable[[], Result] | None, asked: table.Shown | None) -> Sheet:
    """Make a table of a result that is cut: a row per group, years side by side, and a row for the whole."""
    question = result.question
    shown = asked or table.Shown()
    found, left_out = table.chosen(table.lines(result), shown, [part.id for part in question.definition.parts])
    cut = {line.part for line in found}
    uncut = [line for line in table.lines(whole()) if line.part in cut] if whole and found else []
    years = {year: year + signs(year, result) for year in {*result.frame["school_year"]}}
    lines = [*found, *uncut]
    columns = [
        *part_of(question, (line.part for line in lines)),
        *table.labels(result, found, uncut, data),
        *table.columns(result, found, uncut, years, everything=shown.everything),
        marks(", ".join(dict.fromkeys(row["marks"] for row in line.cells.values() if row["marks"])) for line in lines),
    ]
    notes = [*left_out, *table.why_nothing(lines), *sentences.masked([result], data), *caveats(result)]
    notes += _without_region(result, data)
    above = [definition(question), *sentences.filtered(question)]
    # Rows stand in the order of the catalog, unless another one is asked for; a picture needs them by size.
    some = bool(left_out and shown.top)
    sized = found if shown.sort or some else table.sized(found)
    named = title(question)
    if some:
        named = say("{title} (rows drawn: {count:,}, others left out by --top)", title=named, count=len(found))
    drawn = chart.dots(named, result, sized, uncut, table.name_of_whole(question))
    return Sheet(title(question), columns, notes, above, whole=len(uncut), chart=drawn)


def _head(title: str) -> str:
    """Begin a title with a small letter, unless it begins with an abbreviation."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def expendable(columns: list[Column], kept: int) -> list[Column]:
    """Let columns of numbers go on a narrow screen, the last first, but for the first `kept` of them."""
    first = next(at for at, column in enumerate(columns) if column.is_number) + kept
    return [column._replace(rank=max(0, at - first + 1)) for at, column in enumerate(columns)]


def marks(found: Iterable[str | None]) -> Column:
    """Make the column of marks, for forms in which no sign stands beside a number."""
    named = [dict.fromkeys(re.findall(r"\w+", text or "")) for text in found]
    words = [", ".join(str(_MARKS[mark]) for mark in each) for each in named]
    return Column(say("marks"), words, is_number=True, is_mark=True)


def title(question: Question) -> str:
    """Say what is measured."""
    return f"{question.title}: {question.words}"


def definition(question: Question) -> str:
    """Say under which definition."""
    return say(
        "Definition {id}: {label}", id=spoken.shown_value(question.definition.id), label=question.definition.label
    )


def part_of(question: Question, parts: Iterable[str], *, always: bool = False) -> list[Column]:
    """Make the column that names the part of the definition, where there is more than one."""
    labels = {part.id: str(part.label) for part in question.definition.parts}
    return [Column(say("part"), [labels[part] for part in parts])] if always or len(labels) > 1 else []


def caveats(result: Result) -> list[str]:
    """List what is true of the numbers above whether or not they are masked."""
    question, frame = result.question, result.frame
    lines = []
    if set(result.broken) & {*frame["school_year"], *frame["from_year"].drop_nulls()}:
        lines.append(sentences.broken(result))
    lines += sentences.provisional([result])
    if question.definition.caveat:
        lines.append(say("Caveat: {caveat}.", caveat=question.definition.caveat))
    if question.indicator.not_additive and question.by:
        lines.append(say("Not additive: {reason}.", reason=question.indicator.not_additive))
    return lines


def _without_region(result: Result, data: Data) -> list[str]:
    """Name the locations without a region in the newest year that is shown, of a count of regions."""
    question = result.question
    if not question.definition.counts("sto_region"):
        return []
    year = max(result.frame["school_year"])
    found = without_region(data, question, year)
    more = message("; {more:,} more (--by location --where sto_region=unknown lists them)", more=len(found) - _LISTED)
    names = joined(["; ".join(found[:_LISTED]), more if len(found) > _LISTED else ""], "")
    return [
        say("Without a region in {year}: {names}.", year=year, names=names)
        if found
        else say("Every location has a region in {year}.", year=year)
    ]


def value(row: dict[str, Any], unit: str | None = None) -> object:
    """Give the number of a row, or say why there is none."""
    return sentences.nothing(row["reason"]) if row["reason"] else numbers.of_row(row, unit)


def signs(year: str, result: Result) -> str:
    """Give the signs behind a year: † across the series break, ‡ provisional."""
    return " †" * (year in result.broken) + " ‡" * (year in result.provisional)


def _year(row: dict[str, Any], result: Result) -> str:
    year = str(row["school_year"])
    if row["from_year"] is None:
        return year + signs(year, result)
    return f"{row['from_year']} → {year}" + " ‡" * (year in result.provisional)
