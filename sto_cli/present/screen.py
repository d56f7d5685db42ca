"""Sheets on a screen: as wide as the terminal, as wide as the text needs in a pipe, and no number ever broken."""

from __future__ import annotations

import os
import shutil
import sys
from io import StringIO
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from sto_cli.language import harmless, say
from sto_cli.present import sheet as sheets
from sto_cli.present import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rich.console import ConsoleOptions, RenderableType, RenderResult

    from sto_cli.present.sheet import Column, Sheet

_Line = tuple[str, dict[str, Text]]
"""A label, and what stands in each column by its head."""

_UNLIMITED = 10_000
# Between two columns: a space of padding on either side of a rule that is not drawn.
_GAP = 3
_BAND_GAP = 2
_SHORTEST = 12
"""What is left of a name, at least, where there is no room for it."""


def width() -> int:
    """Give the width to lay out for: the terminal's, COLUMNS if set, and no limit in a pipe."""
    if sys.stdout.isatty() or "COLUMNS" in os.environ:
        return shutil.get_terminal_size().columns
    return _UNLIMITED


def screen(found: Sequence[Sheet], warnings: Iterable[str], footers: Iterable[str], *, banded: bool = False) -> str:
    """Lay sheets out below each other, a blank line before each; warnings stand first, footers last.

    Banded sheets, which lie between the first and the last, have common columns: those that do not fit the width
    go on in a further band.
    """
    parts: list[RenderableType] = [Text(warning, style="yellow") for warning in warnings]
    for sheet in [found[0], found[-1]] if banded else found:
        if sheet is not found[0] and (sheet.title or sheet.columns):
            parts.append("")
        parts += _parts(sheet)
        if banded and sheet is found[0]:
            parts += ["", *_bands(found[1:-1])]
    return render(*parts, *map(Text, footers))


def _parts(sheet: Sheet) -> list[RenderableType]:
    parts: list[RenderableType] = [Text(sheet.title, style="bold")] if sheet.title else []
    parts += [Text(line, style="dim") for line in sheet.above]
    left_out: list[str] = []
    shown = [column for column in sheet.columns if not column.is_mark]
    if shown and not any(column.head for column in shown):
        parts.append(_headless(sheet))
    elif any(column.wraps for column in shown):
        parts.append(_table(shown, sheets.rows(sheet)))
    elif shown:
        grid, left_out = _fitted(shown)
        parts.append(grid)
    rest = len(sheet.notes[sheet.most :]) if sheet.most else 0
    more = [say("  {count} more; --format json has them all.", count=rest)] if rest else []
    return [*parts, *map(Text, [*words.too_narrow(left_out), *sheet.notes[: sheet.most], *more])]


def _cell(cell: object) -> Text:
    return Text(str(cell), style=getattr(cell, "style", ""))


def _headless(sheet: Sheet) -> Padding:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for column in sheet.columns:
        grid.add_column(no_wrap=not column.wraps, overflow="fold")
    for row in sheets.rows(sheet):
        grid.add_row(*map(_cell, row))
    return Padding(grid, (0, 0, 0, 2))


def _table(columns: Sequence[Column], rows: Iterable[Sequence[object]], widths: Sequence[int] | None = None) -> Table:
    """Lay out a table as every screen has it: a rule below the heads and no frame."""
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for position, column in enumerate(columns):
        grid.add_column(
            Text(column.head),
            justify="right" if column.is_number else "left",
            width=widths[position] if widths else None,
            no_wrap=not widths and not column.wraps,
            overflow="fold" if column.wraps else "ellipsis",
        )
    for row in rows:
        grid.add_row(*map(_cell, row))
    return grid


def _fitted(columns: Sequence[Column]) -> tuple[Table, list[str]]:
    """Lay out columns so that no number is broken, and name those that the terminal is too narrow for."""
    texts = [column._replace(cells=[str(cell) for cell in column.cells]) for column in columns]
    shown = _with_short_names(texts)
    for column in sorted(texts, key=lambda column: -column.rank):
        if column.rank and _total(shown, _least) > width():
            shown = [other for other in shown if other.head != column.head]
    measure = _natural if _total(shown, _natural) <= width() else _least
    rows = zip(*(column.cells for column in shown), strict=True)
    names = [column.head for column in shown]
    return _table(shown, rows, [*map(measure, shown)]), [c.head for c in columns if c.head not in names]


def _with_short_names(columns: list[Column]) -> list[Column]:
    """Shorten words that leave no room for the numbers that must be there, the longest column of words first."""
    shown = columns
    for _ in columns:
        excess = _total([column for column in shown if not column.rank], _least) - width()
        words_of = [column for column in shown if not column.is_number]
        if excess <= 0 or not words_of:
            break
        longest = max(words_of, key=_least)
        most = max(_SHORTEST, _least(longest) - excess)
        short = longest._replace(cells=[_shortened(str(cell), most) for cell in longest.cells])
        shown = [short if column is longest else column for column in shown]
    return shown


def _shortened(text: str, most: int) -> str:
    """Leave out the middle of a text."""
    if len(text) <= most:
        return text
    end = most // 3
    return f"{text[: most - end - 1]}…{text[-end:]}"


def _total(columns: Iterable[Column], measure: Callable[[Column], int]) -> int:
    return sum(measure(column) + _GAP for column in columns) - _GAP


def _natural(column: Column) -> int:
    """Give the width at which neither the head nor a cell is wrapped."""
    return max(map(len, [column.head, *map(str, column.cells)]))


def _least(column: Column) -> int:
    """Give the width below which a word of the head or a cell would be broken."""
    return max(map(len, [*column.head.split(), *map(str, column.cells)]), default=0)


def _bands(blocks: Sequence[Sheet]) -> list[Table]:
    """Divide years, and the change after them, over bands that fit the width; none is left out."""
    change = say("change")
    laid = [_lines(block, change) for block in blocks]
    lines = [line for block in laid for line in block]
    heads = [*sorted({head for _, cells in lines for head in cells} - {change}), change]
    names = max(len(label) for label, _ in lines) + _BAND_GAP
    widths = {head: max(len(head), *(len(cells.get(head, "")) for _, cells in lines)) + _BAND_GAP for head in heads}
    bands: list[list[str]] = [[]]
    for head in heads:
        if bands[-1] and names + sum(widths[other] for other in [*bands[-1], head]) - _BAND_GAP > width():
            bands.append([])
        bands[-1].append(head)
    return [_band(laid, band, change, is_first=band is bands[0]) for band in bands]


def _lines(block: Sheet, change: str) -> list[_Line]:
    """Give the lines of a block by head: its title with the years of its change, and its rows."""
    if not block.columns:
        return [(block.title, {}), *((f"  {line}", {}) for line in block.notes)]
    heads = [*(column.head for column in block.columns[1:-1]), change]
    span = block.columns[-1].head
    lines: list[_Line] = [(block.title, {change: Text("" if span == change else span)})]
    for label, *cells in sheets.rows(block):
        lines.append((str(label), {head: _cell(cell) for head, cell in zip(heads, cells, strict=True) if cell != ""}))
    return lines


def _band(blocks: list[list[_Line]], heads: list[str], change: str, *, is_first: bool) -> Table:
    """Lay out some years; a block without any of them is left out, one without a result stands in the first band."""
    grid = Table(box=None, pad_edge=False, padding=(0, _BAND_GAP, 0, 0), header_style="bold")
    grid.add_column("", no_wrap=True)
    for head in heads:
        grid.add_column(head, justify="left" if head == change else "right", no_wrap=True)
    for title, *lines in blocks:
        shown = [line for line in lines if any(head in line[1] for head in heads)]
        if is_first and not any(cells for _, cells in [title, *lines]):
            shown = lines
        for line in [title, *shown] if shown else []:
            style = "bold" if line is title else ""
            grid.add_row(Text(line[0], style), *(line[1].get(head, "") for head in heads))
    grid.add_row("")
    return grid


class _Harmless:
    """What is laid out, with everything in it that would steer the terminal shown as an escape."""

    def __init__(self, part: RenderableType) -> None:
        self.part = part

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self.part, options):
            text = "\n".join(map(harmless, segment.text.split("\n")))
            yield Segment(text, segment.style, segment.control)


def render(*parts: RenderableType) -> str:
    """Lay out parts below each other as text, with colour only on a terminal that wants it."""
    text = StringIO()
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    console = Console(
        file=text, width=width(), force_terminal=colour, no_color=not colour, highlight=False, legacy_windows=False
    )
    for part in parts:
        console.print(_Harmless(part), crop=False, soft_wrap=False)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"
