"""Rows as an Excel workbook: real numbers below a frozen header, and a second sheet that says what they are.

The same rows give the same bytes: no clock is in it. Text is always written as text, never as a formula or a link.
"""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import TYPE_CHECKING, Any

from sto_cli.errors import UsageError
from sto_cli.language import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  # no moment: a workbook must have a date, and this one never changes
_MOST_CELLS = 2_000_000
"""How many cells are written; more take longer than Excel takes to read them, and hundreds of bytes of memory each."""
_LONGEST = 32_767
_PERCENT = {"share", "pct_change"}
_VALUES = {"value", "low", "high", "estimate", "est_low", "est_high"}
_WIDTH = 14


def as_xlsx(rows: pl.DataFrame, notes: Iterable[str]) -> bytes:
    """Write rows on a sheet `results`, and a line for each note on a sheet `notes`.

    Raises:
        UsageError: there are more cells than are written into one.
    """
    import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

    if (cells := rows.height * rows.width) > _MOST_CELLS:
        raise UsageError(
            "{rows:,} rows of {columns} columns are {cells:,} cells, and {most:,} at most are written into a workbook; choose "
            "CSV or Parquet.",
            rows=rows.height,
            columns=rows.width,
            cells=cells,
            most=_MOST_CELLS,
        )
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": _CREATED, "author": "sto"})
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
            told.write_string(line, 0, harmless(note)[:_LONGEST])
    return content.getvalue()


def _write(sheet: Any, line: int, column: int, value: Any, form: Any) -> None:  # noqa: ANN401  # the writer has no types
    if value is None:
        return
    if isinstance(value, bool | str):
        sheet.write_string(line, column, harmless(str(value))[:_LONGEST])
    else:
        sheet.write_number(line, column, float(value), form)
