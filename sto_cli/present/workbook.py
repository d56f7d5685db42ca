"""An answer as an Excel workbook: as people read it, as rows below a frozen header, and what both are.

The same rows give the same bytes: no clock is in it. Text is always written as text, never as a formula or a link.
"""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import TYPE_CHECKING, Any

from sto_cli.errors import UsageError
from sto_cli.language import harmless
from sto_cli.present import sheet as sheets
from sto_cli.present.numbers import UNITS, Number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl

    from sto_cli.present.sheet import Sheet

_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  # no moment: a workbook must have a date, and this one never changes
_MOST_CELLS = 2_000_000
"""How many cells are written; more take longer than Excel takes to read them, and hundreds of bytes of memory each."""
_LONGEST = 32_767
_PERCENT = {"share", "pct_change"}
_VALUES = {"value", "low", "high", "estimate", "est_low", "est_high"}
_WIDTH, _WIDEST = 14, 60


def as_xlsx(rows: pl.DataFrame, notes: Iterable[str], found: Sequence[Sheet] = ()) -> bytes:
    """Write what people read on a sheet `answer`, rows on a sheet `results`, and a line for each note on a sheet `notes`.

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
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": _CREATED, "author": "sto"})
        if found:
            _answer(book, found)
        bold, percent = book.add_format({"bold": True}), book.add_format({"num_format": "0.0%"})
        sheet = book.add_worksheet("results")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(0, rows.width - 1), _WIDTH)
        for column, name in enumerate(rows.columns):
            sheet.write_string(0, column, name, bold)
        for line, row in enumerate(rows.iter_rows(named=True), start=1):
            for column, (name, value) in enumerate(row.items()):
                share = name in _VALUES and row.get("unit") in _PERCENT
                _write(sheet, line, column, value, percent if share else None)
        told = book.add_worksheet("notes")
        for line, note in enumerate(notes):
            _write(told, line, 0, note)
    return content.getvalue()


def _answer(book: Any, found: Sequence[Sheet]) -> None:  # noqa: ANN401  # the writer has no types
    """Write sheets below each other; a number is a number in the format of its unit, and a range is text."""
    page, line = book.add_worksheet("answer"), 0
    bold = book.add_format({"bold": True})
    forms: dict[str, Any] = {}
    for sheet in found:
        heads = [column.head for column in sheet.columns]
        above = [([sheet.title], bold), *(([text], None) for text in sheet.above), (heads, bold)]
        below = [([note], None) for note in sheet.notes]
        for row, form in [*above, *((row, None) for row in sheets.rows(sheet)), *below]:
            for column, cell in enumerate(row):
                if not isinstance(cell, Number) or cell.point is None:
                    _write(page, line, column, str(cell), form)
                    continue
                shape = _shape(cell)
                forms[shape] = forms.get(shape) or book.add_format({"num_format": shape})
                scale = 1 if UNITS[cell.unit].suffix == "%" else UNITS[cell.unit].scale
                _write(page, line, column, float(cell.point) * scale, forms[shape])
            line += any(map(str, row))
        line += 1
    columns = [column for sheet in found for column in enumerate(sheet.columns)]
    for at in {at for at, _ in columns}:
        longest = max(len(str(cell)) for here, column in columns if here == at for cell in (column.head, *column.cells))
        page.set_column(at, at, min(max(_WIDTH, longest), _WIDEST))


def _shape(cell: Number) -> str:
    """Give the number format of a cell: what `str()` of it shows, but for the interval of an estimate."""
    unit = UNITS[cell.unit]
    places = unit.decimals if cell.decimals is None else cell.decimals
    suffix = unit.suffix if unit.suffix == "%" else f'"{unit.suffix}"' * bool(unit.suffix)
    bare = "#,##0" + ("." + "0" * places if places else "") + suffix + f'"{cell.marks}"' * bool(cell.marks)
    about = '"≈ "' * cell.is_estimate
    return f"{about}+{bare};{about}-{bare};{about}{bare}" if unit.signed else about + bare


def _write(sheet: Any, line: int, column: int, value: Any, form: Any = None) -> None:  # noqa: ANN401  # the writer has no types
    if value is None:
        return
    if isinstance(value, bool | str):
        sheet.write_string(line, column, harmless(str(value))[:_LONGEST], form)
    else:
        sheet.write_number(line, column, float(value), form)
