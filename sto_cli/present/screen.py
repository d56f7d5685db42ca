"""Sheets on a screen: as wide as the terminal, as wide as the text needs in a pipe, and no number ever broken."""

from __future__ import annotations

import os
import shutil
import sys
from io import StringIO
from itertools import compress
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from sto_cli.language import harmless, say
from sto_cli.present import numbers, sentences
from sto_cli.present.sheet import Column, Heading, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


_UNLIMITED = 10_000
# Between two columns: a space of padding on either side of a rule that is not drawn.
_GAP = 3
_NARROW = "  "
_SHORTEST = 12
"""What is left of a name, at least, where there is no room for it."""
_LONGEST = 100
"""What is shown of a name, at most."""


def width() -> int:
    """Give the width to lay out for: the terminal's, COLUMNS if set, and no limit in a pipe."""
    if sys.stdout.isatty() or "COLUMNS" in os.environ:
        return shutil.get_terminal_size().columns
    return _UNLIMITED


def screen(found: Sequence[Sheet], warnings: Iterable[str], footers: Iterable[str]) -> str:
    """Lay sheets out below each other, a blank line before each; warnings stand first, footers last."""
    parts: list[RenderableType] = [Text(warning, style="yellow") for warning in warnings]
    for sheet in found:
        if sheet is not found[0] and (sheet.title or sheet.columns):
            parts.append("")
        parts += _parts(sheet)
    return render(*parts, *map(Text, footers))


def _parts(sheet: Sheet) -> list[RenderableType]:
    parts: list[RenderableType] = [Text(sheet.title, style="bold")] if sheet.title else []
    parts += [Text(line, style="dim") for line in sheet.above]
    left_out: list[str] = []
    shown = [column for column in sheet.columns if not column.is_mark]
    if shown and not any(column.head for column in shown):
        parts.append(_headless(sheet))
    elif any(column.wraps for column in shown):
        parts.append(_table(shown, sheet.rows()))
    elif shown:
        tables, left_out = _tables(shown, goes_on=sheet.goes_on)
        parts += tables
    rest = len(sheet.notes[sheet.most :]) if sheet.most else 0
    more = [say("  {count} more; --format json has them all.", count=rest)] if rest else []
    return [*parts, *map(_cell, [*sentences.too_narrow(left_out), *sheet.notes[: sheet.most], *more])]


def _cell(cell: object) -> Text:
    return Text(str(cell), style=getattr(cell, "style", ""))


def _headless(sheet: Sheet) -> Padding:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for column in sheet.columns:
        grid.add_column(no_wrap=not column.wraps, overflow="fold")
    for row in sheet.rows():
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


def _tables(columns: Sequence[Column], *, goes_on: bool) -> tuple[list[RenderableType], list[str]]:
    """Lay out columns that fit the width, the others below if they go on, and name those that are left out."""
    of_rows = [not isinstance(cell, Heading) for cell in columns[0].cells]
    is_dense = not all(of_rows)
    fitted = [each._replace(cells=[*compress(each.cells, of_rows)]) for each in columns]
    kept, widths = _fitted(fitted, len(_NARROW) if is_dense else _GAP)
    told = [at for at in kept if columns[at].is_answer]
    said = [not all(numbers.is_nothing(columns[at].cells[line]) for at in told) for line in range(len(of_rows))]
    if told and any(said) and not all(said):
        found, left_out = _tables(
            [each._replace(cells=[*compress(each.cells, said)]) for each in columns], goes_on=goes_on
        )
        return [*found, _cell(sentences.nothing_shown(said.count(False)))], left_out
    rest = [column for at, column in enumerate(columns) if at not in kept]
    if is_dense:
        return _dense(columns, kept, widths), [column.head for column in rest if column.head]
    table = _table([*kept.values()], _rows(kept), widths)
    if not goes_on or not rest or len(kept) == 1:
        return [table], [column.head for column in rest]
    others, left_out = _tables([columns[0], *rest], goes_on=True)
    return [table, "", *others], left_out


def _rows(kept: dict[int, Column]) -> Iterable[tuple[object, ...]]:
    return zip(*(column.cells for column in kept.values()), strict=True)


def _fitted(columns: Sequence[Column], gap: int) -> tuple[dict[int, Column], list[int]]:
    """Choose the columns, by position, and widths at which no number is broken."""
    least = _least_of(gap)
    longest = [_LONGEST if column.is_name else _UNLIMITED for column in columns]
    texts = [
        column._replace(cells=[_shortened(str(cell), most) for cell in column.cells])
        for column, most in zip(columns, longest, strict=True)
    ]
    kept = {at for at, column in enumerate(texts) if not column.rank}
    is_full = False
    for at, column in sorted(enumerate(texts), key=lambda one: (one[1].rank, -one[0])):
        # Columns are shown up to the first that finds no room, so that no year is missing between two; a name wherever it fits.
        if column.rank and (column.is_name or not is_full):
            with_it = [each for other, each in enumerate(texts) if other in {*kept, at}]
            fits = _total(with_it, lambda each: min(least(each), _cut(each)), gap) <= width()
            kept |= {at} if fits else set()
            is_full |= not (fits or column.is_name)
    shown = dict(zip(sorted(kept), _with_short_names([texts[at] for at in sorted(kept)], gap), strict=True))
    measure = _natural if _total(shown.values(), _natural, gap) <= width() else least
    return shown, [*map(measure, shown.values())]


def _dense(columns: Sequence[Column], kept: dict[int, Column], widths: Sequence[int]) -> list[RenderableType]:
    """Lay out rows without a rule below their heads, the headings among them over all columns."""
    lines = [_line([Text(column.head, style="dim") for column in kept.values()], kept, widths)]
    texts = iter(_rows(kept))
    for row in zip(*(column.cells for column in columns), strict=True):
        cells = [
            Text(str(cell), getattr(cell, "style", column.style)) for column, cell in zip(columns, row, strict=True)
        ]
        if isinstance(row[0], Heading):
            lines.append(Text(_NARROW).join(cell for cell in cells if cell))
        else:
            short = [Text(text, cells[at].style) for at, text in zip(kept, map(str, next(texts)), strict=True)]
            lines.append(_line(short, kept, widths))
    return [*lines]


def _line(cells: Iterable[Text], kept: dict[int, Column], widths: Sequence[int]) -> Text:
    cells = [*cells]
    for cell, column, wide in zip(cells, kept.values(), widths, strict=True):
        cell.align("right" if column.is_number else "left", wide)
    return Text(_NARROW).join(cells)


def _with_short_names(columns: list[Column], gap: int) -> list[Column]:
    """Shorten words that leave no room for the other columns: names first, then the longest column of words."""
    shown, least = columns, _least_of(gap)
    for _ in range(2 * len(columns)):
        excess = _total(shown, least, gap) - width()
        names = [column for column in shown if least(column) > _cut(column)]
        words_of = names or [column for column in shown if not column.is_number]
        if excess <= 0 or not words_of:
            break
        longest = max(words_of, key=least)
        most = max(_SHORTEST, least(longest) - excess)
        short = longest._replace(cells=[_shortened(str(cell), most) for cell in longest.cells])
        shown = [short if column is longest else column for column in shown]
    return shown


def _cut(column: Column) -> int:
    """Give the width to which a column may be cut before another is left out."""
    return _SHORTEST if column.is_name else _UNLIMITED


def _least_of(gap: int) -> Callable[[Column], int]:
    """Choose how narrow a column may be: heads wrap above a rule, and not in a dense table."""
    return _natural if gap < _GAP else _least


def _shortened(text: str, most: int) -> str:
    """Leave out the middle of a text."""
    if len(text) <= most:
        return text
    end = most // 3
    return f"{text[: most - end - 1]}…{text[-end:]}"


def _total(columns: Iterable[Column], measure: Callable[[Column], int], gap: int) -> int:
    return sum(measure(column) + gap for column in columns) - gap


def _natural(column: Column) -> int:
    """Give the width at which neither the head nor a cell is wrapped."""
    return max(map(len, [column.head, *map(str, column.cells)]))


def _least(column: Column) -> int:
    """Give the width below which a word of the head or a cell would be broken."""
    return max(map(len, [*column.head.split(), *map(str, column.cells)]), default=0)


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
