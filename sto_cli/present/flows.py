"""What appeared and what disappeared, as a screen and in the other forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from sto_cli.language import say
from sto_cli.measuring.flows import FLOWS
from sto_cli.measuring.names import NAME
from sto_cli.present import markdown, numbers, records, words
from sto_cli.present.console import render
from sto_cli.present.fitting import fitted
from sto_cli.present.outputs import Answer
from sto_cli.present.table import heading

if TYPE_CHECKING:
    from sto_cli.measuring.flows import Flows
    from sto_cli.present.fitting import Columns
    from sto_cli.reading.data import Data


def answer(found: Flows, data: Data) -> Answer:
    """Give flows in every form; for machines a row per pair of years, part and group."""
    return Answer(
        screen=lambda: _screen(found, data),
        markdown=lambda: _markdown(found, data),
        json=lambda: records.document([], data, found.frame, question=records.asked(found.question)),
        rows=lambda: found.frame,
        notes=lambda: [*_notes(found), *words.files(data.files)],
        incomplete=data.incomplete,
        height=found.frame.height,
    )


def _screen(found: Flows, data: Data) -> str:
    columns, keys = _columns(found)
    grid, left_out = fitted(columns, keys, list(columns)[: keys - 1 : -1])
    lines = [*words.too_narrow(left_out), *_notes(found)]
    return render(*heading(found.question, data), grid, *map(Text, lines))


def _markdown(found: Flows, data: Data) -> str:
    *above, title, definition = (line.plain for line in heading(found.question, data))
    columns, keys = _columns(found)
    columns[say("marks")] = [marks or "" for marks in found.frame["marks"]]
    return markdown.document(
        markdown.heading(title),
        markdown.paragraphs([*above, definition]),
        markdown.table(columns, keys),
        markdown.paragraphs(_notes(found)),
    )


def _columns(found: Flows) -> tuple[Columns, int]:
    """Give what stands in each column, and how many of them say what a row is about."""
    rows = found.frame.rows(named=True)
    labels = {part.id: str(part.label) for part in found.question.definition.parts}
    groups = [name for name in found.frame.columns if name in {*found.question.by, NAME}]
    columns = {
        say("school year"): [f"{row['from_year']} → {row['school_year']}" for row in rows],
        say("part"): [labels[row["part"]] for row in rows],
        **{words.head(name): [words.in_words(row[name]) for row in rows] for name in groups},
    }
    keys = len(columns)
    heads = (say("before"), say("appeared"), say("disappeared"), say("after"), say("moved"))
    columns |= {head: [_cell(row, name) for row in rows] for head, name in zip(heads, FLOWS, strict=True)}
    return columns, keys


def _cell(row: dict[str, Any], name: str) -> str:
    if row["reason"]:
        return words.nothing(row["reason"]) if name == FLOWS[0] else ""
    sign = {"appeared": "+", "disappeared": "−"}.get(name, "") if row[name] else ""
    return sign + numbers.number(row[name], "count")


def _notes(found: Flows) -> list[str]:
    lines = [
        say(
            "Before + appeared − disappeared = after. Moved are among those that stayed, under another number: "
            "one location is gone and one is new, and they alone share name and place, or institution and place."
        )
    ]
    shown = {*found.frame["from_year"], *found.frame["school_year"]}
    return lines + ([words.series_break(found.question, found.broken)] if shown & {*found.broken} else [])
