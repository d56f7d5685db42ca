"""The report screen: the letter's indicators as blocks, years across, the change at the end.

Years that do not fit side by side go on in a further band below; none is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from sto_cli import years as school_years
from sto_cli.present import numbers, words
from sto_cli.present.console import render
from sto_cli.present.console import width as terminal_width
from sto_cli.present.table import value

if TYPE_CHECKING:
    from sto_cli.data import Data
    from sto_cli.report import Block

_CHANGE = "change"
_GAP = 2


def report(blocks: list[Block], data: Data, *, width: int | None = None) -> str:
    """Lay out the report for a width in characters; the terminal's by default, no limit in a pipe."""
    columns = width or terminal_width()
    title = Text("Sterk Techniekonderwijs: the indicators of the letter, recomputed from DUO files", style="bold")
    sample = [Text(words.SAMPLE, style="yellow")] if data.sample else []
    lines = [line for block in blocks if block.result for line in _lines(block)]
    heads = [*sorted({head for line in lines for head in line.cells if head != _CHANGE}), _CHANGE]
    bands = [_band(blocks, band, columns) for band in _bands(lines, heads, columns)]
    return render(title, *sample, Text(""), *bands, *(Text(line) for line in _footer(blocks)), columns=columns)


class _Line:
    """One line of a block: a label and, by school year or `change`, what stands there."""

    def __init__(self, label: str, cells: dict[str, str]) -> None:
        self.label = label
        self.cells = cells


def _lines(block: Block) -> list[_Line]:
    """Make the lines of a block: each part, and for one share also what it was made of."""
    assert block.result is not None  # noqa: S101  # callers pass blocks that have one
    frame, question = block.result.frame, block.question
    lines = []
    for part in question.definition.parts:
        rows = [row for row in frame.iter_rows(named=True) if row["part"] == part.id]
        lines.append(_Line(part.label, {_head(row): _cell(row, block) for row in rows}))
        for name, label in zip(("numerator", "denominator"), question.indicator.counted, strict=False):
            levels = [row for row in rows if row["from_year"] is None]
            lines.append(
                _Line(
                    f"  {label}",
                    {_head(row): numbers.interval(row[f"{name}_low"], row[f"{name}_high"], "count") for row in levels},
                )
            )
    masked = {
        row["school_year"]: row["small"]
        for row in frame.iter_rows(named=True)
        if row["from_year"] is None and row["part"] == question.definition.parts[0].id
    }
    if any(masked.values()) and question.indicator.kind != "distinct":
        lines.append(_Line("  masked cells", {year: numbers.number(count, "count") for year, count in masked.items()}))
    return lines


def _head(row: dict[str, Any]) -> str:
    return row["school_year"] if row["from_year"] is None else _CHANGE


def _cell(row: dict[str, Any], block: Block) -> str:
    if row["from_year"] is not None:
        span = f"{school_years.short(row['from_year'])} → {school_years.short(row['school_year'])}"
        return f"{words.reason(row['reason']) or value(row)}  {span}"
    broken = block.result.broken if block.result else {}
    return value(row) + (" †" if row["school_year"] in broken else "")


def _bands(lines: list[_Line], heads: list[str], columns: int) -> list[list[str]]:
    """Divide years over bands that fit the width."""
    label = max(len(line.label) for line in lines)
    widths = {head: max(len(head), *(len(line.cells.get(head, "")) for line in lines)) + _GAP for head in heads}
    bands: list[list[str]] = [[]]
    for head in heads:
        if bands[-1] and label + sum(widths[other] for other in [*bands[-1], head]) > columns:
            bands.append([])
        bands[-1].append(head)
    return bands


def _band(blocks: list[Block], heads: list[str], columns: int) -> Table:
    grid = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), show_header=True, header_style="bold", width=None)
    grid.add_column("", no_wrap=columns > 60)  # noqa: PLR2004
    for head in heads:
        grid.add_column(head, justify="left" if head == _CHANGE else "right", no_wrap=True)
    for block in blocks:
        lines = _lines(block) if block.result else []
        shown = [line for line in lines if any(head in line.cells for head in heads)]
        if shown or not block.result:
            grid.add_row(Text(block.question.indicator.title, style="bold"))
        for line in shown:
            grid.add_row(Text(f"  {line.label}"), *(Text(line.cells.get(head, "")) for head in heads))
        if not block.result:
            grid.add_row(Text("  not in these files"))
    grid.add_row("")
    return grid


def _footer(blocks: list[Block]) -> list[str]:
    lines = ["Definitions (sto catalog definitions has the others):"]
    lines += [
        f"  {block.question.indicator.title}: {block.question.definition.id}, {block.question.definition.label}"
        for block in blocks
    ]
    results = [block.result for block in blocks if block.result]
    if any((result.frame["small"] > 0).any() for result in results):
        lines.append(words.MASKED)
    breaks = [words.broken(result) for result in results if result.broken]
    lines += breaks[:1]
    lines += [f"Not in these files: {block.missing}" for block in blocks if block.missing]
    return lines
