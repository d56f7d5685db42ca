"""An answer as an Excel workbook: as people read it, with a chart; as rows below a frozen header; and what both are.

The same answer gives the same bytes: no clock is in it. Text is always written as text, never as a formula or a link.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from io import BytesIO
from itertools import cycle, groupby
from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING, Any, NamedTuple

from sto_cli.errors import UsageError
from sto_cli.language import harmless, say
from sto_cli.present.numbers import UNITS, Number, Value, rounded
from sto_cli.present.sheet import Column, Heading, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import polars as pl


_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  # no moment: a workbook must have a date, and this one never changes
_MOST_CELLS = 2_000_000
"""How many cells are written; more take longer than Excel takes to read them, and hundreds of bytes of memory each."""
_LONGEST = 32_767
_PERCENT = {"share", "pct_change"}
_VALUES = {"value", "low", "high", "estimate", "est_low", "est_high"}
_NARROWEST, _WIDEST, _NOTES, _DEFAULT = 10, 60, 110, 8.43
"""Widths in characters: of columns, of the room of a note, and of a column that nobody set."""
_HEIGHT, _DIGIT = 15, 1.1
"""How high a line is; and how many letters have the width of a digit, in which widths are measured."""
_A4, _PRINTED = 9, 16
"""The paper, and how many columns go on a page of it."""
_TWO = 2
_MOST_LINES, _MOST_BARS = 8, 40
"""How many rows a chart draws, each as a line or as a bar for each year; of more nobody sees which is which."""
_COLOURS = {"green": "#1B7F3B", "red": "#B00020", "cyan": "#0B7A8A", "yellow": "#8A6D00", "dim": "#6B6B6B"}
_SERIES = ("#1F4E79", "#E07B00", "#2E8B57", "#8E44AD", "#C0392B", "#17A2B8", "#7F6000", "#595959")


def as_xlsx(
    rows: pl.DataFrame, notes: Iterable[str], found: Sequence[Sheet] = (), warnings: Sequence[str] = ()
) -> bytes:
    """Write what people read on the first sheet, rows on the second, and a line for each note on the third.

    Raises:
        UsageError: there are more cells than are written into one.
    """
    import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

    if (cells := rows.height * rows.width) > _MOST_CELLS:
        raise UsageError(
            "{rows:,} rows of {columns} columns are {cells:,} cells, more than the limit of {most:,} for a workbook; "
            "choose CSV or Parquet.",
            rows=rows.height,
            columns=rows.width,
            cells=cells,
            most=_MOST_CELLS,
        )
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as made:
        made.set_properties({"created": _CREATED, "author": "sto"})
        book = _Book(made)
        if found:
            _answer(book, found, warnings)
        _rows(book, rows)
        told = book.page(say("notes"))
        told.set_column(0, 0, _NOTES)
        for line, note in enumerate(notes):
            _write(told, line, 0, note, book.form(text_wrap=True, bold=isinstance(note, Heading)))
    return content.getvalue()


class _Book:
    """A workbook that makes each format once."""

    def __init__(self, made: Any) -> None:  # noqa: ANN401  # the writer has no types
        self.made = made
        self._forms: dict[str, Any] = {}

    def form(self, **properties: object) -> Any:  # noqa: ANN401  # as above
        key = repr(sorted(properties.items()))
        self._forms[key] = self._forms.get(key) or self.made.add_format({"valign": "top"} | properties)
        return self._forms[key]

    def page(self, name: str) -> Any:  # noqa: ANN401  # as above
        page = self.made.add_worksheet(name)
        page.set_landscape()
        page.set_paper(_A4)
        return page


def _rows(book: _Book, rows: pl.DataFrame) -> None:
    """Write machine rows below their names."""
    page = book.page(say("results"))
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, rows.height, max(0, rows.width - 1))
    for column, name in enumerate(rows.columns):
        page.set_column(column, column, max(_NARROWEST, len(name) + 3))
        page.write_string(0, column, name, book.form(bold=True))
    for line, row in enumerate(rows.iter_rows(named=True), start=1):
        for column, (name, value) in enumerate(row.items()):
            share = name in _VALUES and row.get("unit") in _PERCENT
            _write(page, line, column, value, book.form(num_format="0.0%") if share else None)


# --- WHAT PEOPLE READ ---


def _answer(book: _Book, found: Sequence[Sheet], warnings: Sequence[str]) -> None:
    """Write sheets below each other; of one alone the head stays in sight, its rows can be filtered, and it is drawn."""
    page, line = book.page(say("answer")), 0
    laid = [sheet._replace(columns=[*_laid(sheet.columns)]) for sheet in found]
    widths, *over = _widths(page, laid)
    for warning in warnings:
        _write(page, line, 0, warning, book.form(font_color=_COLOURS["yellow"]))
        line += 1
    page.fit_to_pages(ceil(len(widths) / _PRINTED), 0)
    page.repeat_columns(0)
    is_alone = sum(bool(sheet.columns) for sheet in found) == 1
    for sheet in laid:
        if sheet.title:
            _write(page, line, 0, sheet.title, book.form(bold=True, font_size=14))
            line += 1
        line = _lines(book, page, line, sheet.above, over) + bool(sheet.above)
        top = line
        if any(column.head for column in sheet.columns):
            for at, column in enumerate(sheet.columns):
                side = "right" if column.is_number else "left"
                looks = {"align": side, "valign": "bottom", "bottom": 1, "bg_color": "#E8EEF4", "indent": int(at > 0)}
                head = book.form(bold=True, text_wrap=True, **looks)
                page.write_string(line, at, harmless(column.head), head)
            lines = (len(wrap(column.head, widths[at] - 1)) for at, column in enumerate(sheet.columns))
            page.set_row(line, _HEIGHT * max(lines))
            line += 1
        line = _cells(book, page, line, sheet)
        if is_alone and sheet.columns:
            page.freeze_panes(top + 1, 1)
            page.repeat_rows(top)
            if not any(isinstance(row[0], Heading) for row in sheet.rows()):
                page.autofilter(top, 0, line - 1 - sheet.whole, len(sheet.columns) - 1)
        line = _lines(book, page, line, sheet.notes, over) + 1
        if is_alone and (chart := _chart(book, page, sheet, top)):
            page.insert_chart(line, 0, chart)


def _laid(columns: Sequence[Column]) -> Iterable[Column]:
    """Give a column of numbers that have a range two more, behind all others, in which the ends are numbers."""
    behind = []
    for column in columns:
        ranges = [_ends(cell) for cell in column.cells]
        is_certain = any(ranges) and all(cell.shows == "certain" for cell in column.cells if isinstance(cell, Number))
        if not is_certain and not column.is_mark:
            yield column
        heads = (say("{column}, from", column=column.head), say("{column}, to", column=column.head))
        if any(isinstance(cell, Number) and cell.is_estimate for cell in column.cells) and not is_certain:
            heads = (say("{column}, from (95%)", column=column.head), say("{column}, to (95%)", column=column.head))
        for side, head in enumerate(heads if any(ranges) else ()):
            ends = [
                _end(cell, found[side], (-1, 1)[side])
                if isinstance(cell, Number) and found
                else cell
                if is_certain
                else ""
                for cell, found in zip(column.cells, ranges, strict=True)
            ]
            behind.append(Column(head, ends, is_number=True, style="dim"))
    yield from behind
    yield from (column for column in columns if column.is_mark and any(column.cells))


def _end(cell: Number, value: Value, outward: int) -> Number:
    """Make a cell of the end of a range, rounded as a screen does: what is shown holds the range."""
    end = Fraction(rounded(value, cell.unit, cell.decimals, outward)) / UNITS[cell.unit].scale
    return Number(cell.unit, end, end, decimals=cell.decimals)


def _ends(cell: object) -> tuple[Any, Any] | None:
    """Give the range that a cell shows, beside its number or in place of one."""
    if not isinstance(cell, Number) or None in (cell.low, cell.high):
        return None
    if cell.is_estimate and cell.shows in {"all", "margin", "probable"} and cell.est_low is not None:
        return cell.est_low, cell.est_high
    return (cell.low, cell.high) if cell.point is None else None


def _widths(page: Any, found: Sequence[Sheet]) -> tuple[dict[int, int], int, float]:  # noqa: ANN401  # as above
    """Set the widths of columns, heads wrapped at their spaces; give them, the last column of a note, and its room."""
    wide: dict[int, int] = {}
    for sheet in found:
        for at, column in enumerate(sheet.columns):
            longest = max(map(len, [*column.head.split(), *map(_shown, column.cells)]), default=0) + 3
            wide[at] = max(wide.get(at, _NARROWEST * bool(column.head)), min(longest, _WIDEST))
    for at, characters in wide.items():
        page.set_column(at, at, characters)
    last, room = 0, float(wide.get(0, _DEFAULT))
    while room < _NOTES:
        last += 1
        room += wide.get(last, _DEFAULT)
    return wide, last, room


def _shown(cell: object) -> str:
    """Give what a workbook shows of a cell: the ends of its range stand in columns of their own."""
    return str(replace(cell, shows="point") if isinstance(cell, Number) and cell.point is not None else cell)


def _lines(book: _Book, page: Any, line: int, texts: Iterable[str], over: Sequence[float]) -> int:  # noqa: ANN401  # as above
    """Write lines of text, each wrapped over columns, and give the next line."""
    form = book.form(text_wrap=True, font_color=_COLOURS["dim"])
    for text in texts:
        page.merge_range(line, 0, line, int(over[0]), "", form)
        page.set_row(line, _HEIGHT * ceil(len(text) / over[1] / _DIGIT))
        _write(page, line, 0, text, form)
        line += 1
    return line


def _cells(book: _Book, page: Any, line: int, sheet: Sheet) -> int:  # noqa: ANN401  # as above
    """Write the rows of a sheet, those of the whole below a rule, and give the next line."""
    found = sheet.rows()
    for left, row in zip(reversed(range(len(found))), found, strict=True):
        whole = {"bold": True, "top": left == sheet.whole - 1} if left < sheet.whole else {}
        for at, (column, cell) in enumerate(zip(sheet.columns, row, strict=True)):
            looks: dict[str, object] = dict(whole)
            style = getattr(cell, "style", column.style)
            colour = next((colour for name, colour in _COLOURS.items() if name in style), None)
            looks |= ({"font_color": colour} if colour else {}) | ({"bold": True} if "bold" in style else {})
            if isinstance(cell, Number) and cell.point is not None:
                scale = 1 if UNITS[cell.unit].suffix == "%" else UNITS[cell.unit].scale
                _write(page, line, at, float(cell.point) * scale, book.form(num_format=_shape(cell), **looks))
            elif str(cell) or whole:
                side = {"align": "right"} if column.is_number else {"text_wrap": column.wraps, "indent": int(at > 0)}
                _write(page, line, at, str(cell), book.form(**side, **looks))
        line += any(map(str, row))
    return line


def _shape(cell: Number) -> str:
    """Give the number format of a cell: what `str()` of it shows, but for the interval of an estimate."""
    unit = UNITS[cell.unit]
    places = unit.decimals if cell.decimals is None else cell.decimals
    suffix = unit.suffix if unit.suffix == "%" else f'"{unit.suffix}"' * bool(unit.suffix)
    bare = "#,##0" + ("." + "0" * places if places else "") + suffix + f'"{cell.marks}"' * bool(cell.marks)
    about = '"≈ "' * cell.is_estimate
    return f"{about}+{bare};{about}-{bare};{about}{bare}" if unit.signed else about + bare


# --- ITS CHART ---

_Range = tuple[int, int, int, int]
"""First row and column, last row and column."""


class _Series(NamedTuple):
    name: str
    categories: _Range
    values: _Range
    cells: Sequence[object]


def _chart(book: _Book, page: Any, sheet: Sheet, top: int) -> Any:  # noqa: ANN401  # as above
    """Draw years as lines and groups as bars, of the cells below the heads in line `top`; None where there is nothing to draw.

    A line begins behind the series break.
    """
    drawn = [at for at, column in enumerate(sheet.columns) if column.draws]
    rows = sheet.rows()
    rows = rows[: len(rows) - sheet.whole]
    if not drawn:
        return None
    is_bar = sheet.columns[drawn[0]].draws == "groups" and (len(drawn) <= _TWO or len(rows) > _MOST_LINES)
    found = [*(_bars if is_bar else _lines_of)(sheet, rows, drawn, top)]
    number = next((cell for one in found for cell in one.cells if isinstance(cell, Number)), None)
    if number is None or max(len(one.cells) for one in found) * len(found) == 1:
        return None
    chart = book.made.add_chart({"type": "bar"} if is_bar else {"type": "line"})
    for one, colour in zip(found, cycle(_SERIES)):
        filled = {"color": colour}
        line = {"line": {"color": colour, "width": 2.25}}
        marker = {"marker": {"type": "circle", "size": 6, "fill": filled, "border": filled}}  # for each year
        cells = {"categories": [page.name, *one.categories], "values": [page.name, *one.values]}
        chart.add_series({"name": one.name} | cells | ({"fill": filled, "gap": 60} if is_bar else line | marker))
    values = {
        "num_format": "0%" if UNITS[number.unit].suffix == "%" else "#,##0",
        "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
    }
    if is_bar:
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis(values | {"label_position": "high"})
    else:
        chart.set_y_axis(values | {"min": 0})
    chart.set_title({"name": sheet.title, "name_font": {"size": 12}, "overlay": False})
    chart.set_legend({"position": "bottom"} if len(found) > 1 else {"none": True})
    chart.set_size({"width": 860, "height": max(380, 120 + 18 * len(rows) * len(found)) if is_bar else 380})
    return chart


def _bars(sheet: Sheet, rows: list[tuple[object, ...]], drawn: list[int], top: int) -> Iterator[_Series]:
    """Give a series for the first and one for the last year, of so many rows as are told apart."""
    if len(rows) > _MOST_BARS:
        return
    for at in dict.fromkeys((drawn[0], drawn[-1])):
        column = sheet.columns[at]
        span = top + 1, top + len(rows)
        words = min(_labels(sheet), _TWO) - 1
        yield _Series(column.head, (span[0], 0, span[1], words), (span[0], at, span[1], at), column.cells)


def _lines_of(sheet: Sheet, rows: list[tuple[object, ...]], drawn: list[int], top: int) -> Iterator[_Series]:
    """Give a series for each group of which every year has one number: a row, or rows that follow each other."""
    labels, first = _labels(sheet), drawn[0]
    numbered = [(line, row) for line, row in enumerate(rows, start=top + 1) if "→" not in str(row[0])]  # a change
    if sheet.columns[first].draws == "groups":
        heads = [(sheet.columns[at].head, top, at) for at in drawn]
        lines = [
            (", ".join(str(cell) for cell in row[:labels] if cell), heads, [(row[at], line, at) for at in drawn])
            for line, row in numbered
        ]
    else:
        runs = groupby(numbered, lambda one: str(one[1][1]) if labels > 1 else sheet.columns[first].head)
        grouped = [(name, [*run]) for name, run in runs]
        lines = [
            (name, [(str(row[0]), line, 0) for line, row in run], [(row[first], line, first) for line, row in run])
            for name, run in grouped
        ]
    for name, years, points in lines:
        start = next((at for at, (year, *_) in enumerate(years) if "†" not in year), 0)
        cells = [cell for cell, *_ in points[start:]]
        if all(isinstance(cell, Number) and cell.point is not None for cell in cells):
            yield _Series(name, years[start][1:] + years[-1][1:], points[start][1:] + points[-1][1:], cells)


def _labels(sheet: Sheet) -> int:
    return next(at for at, column in enumerate(sheet.columns) if column.is_number)


def _write(sheet: Any, line: int, column: int, value: Any, form: Any = None) -> None:  # noqa: ANN401  # the writer has no types
    if value is None:
        return
    if isinstance(value, bool | str):
        sheet.write_string(line, column, harmless(str(value))[:_LONGEST], form)
    else:
        sheet.write_number(line, column, float(value), form)
