"""The sheets of a workbook as text: DUO publishes staff as XLSX, a sheet per product, with titles above some.

A sheet is written out as delimited text below its header, and goes on as any other file does. Numbers
in cells are numbers already, so they are written with a decimal comma, which has one reading only.

A reader of workbooks makes room for the whole rectangle of a sheet: two cells at its far corners, in a file
of 5 KB, want 400 GB. So the places of the cells are looked for in the text of the sheets before it reads.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sto_cli.errors import InputError, NotDuoError
from sto_cli.language import message
from sto_cli.reading import limits
from sto_cli.reading.layout import AMOUNTS, NotRecognisedError, amount_of, recognise, staff_columns

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from sto_cli.catalog import Catalog

_HEADER_WITHIN = 20
"""How many rows of a sheet may stand above its header, and itself."""
_DECIMALS = 6
"""What is kept of a number: a spreadsheet computes 12.3 as 12.299999999999999."""


class CoarserError(NotDuoError):
    """The sheet has the staff of another sheet of its workbook, with fewer columns that distinguish rows."""

    def __init__(self, path: Path, finest: str) -> None:
        super().__init__("{path}: a coarser edition of the staff in the sheet '{sheet}'.", path=path, sheet=finest)
        self.kind = message("less detailed staff data than the sheet '{sheet}', which is read", sheet=finest)


class Sheet(NamedTuple):
    """One sheet, written out.

    Attributes:
        content: its text in UTF-8, from its header on.
        header_row: the row of the sheet where the header stands; 1 where none was recognised.
        columns: the canonical columns of staff that its header has.
    """

    name: str
    content: bytes
    header_row: int
    columns: frozenset[str] = frozenset()


def finest(sheets: list[Sheet]) -> dict[str, str]:
    """Find sheets with the staff of another sheet but fewer keys: the name of each, and of the finest with its amounts."""
    found = {}
    for sheet in sheets:
        keys, amounts = _keys(sheet), sheet.columns - _keys(sheet)
        finer = [other for other in sheets if keys < _keys(other) and amounts & other.columns]
        if finer:
            found[sheet.name] = max(finer, key=lambda other: len(_keys(other))).name
    return found


def _keys(sheet: Sheet) -> frozenset[str]:
    return frozenset(name for name in sheet.columns if amount_of(name) not in AMOUNTS)


def written_out(path: Path, workbook: bytes, catalog: Catalog) -> list[Sheet]:
    """Write out each sheet of a workbook that holds anything; `path` is what the user calls it.

    Raises:
        InputError: it cannot be read, or there are too many sheets.
    """
    import fastexcel

    try:
        book = fastexcel.read_excel(workbook)
        if len(book.sheet_names) > limits.SHEETS.most:
            raise limits.over(limits.SHEETS, len(book.sheet_names), path)
        found = []
        for name in book.sheet_names:
            # A text that looks like a number is no truth value, a number is one: that tells them apart.
            text, numeric = (
                book.load_sheet(name, header_row=None, skip_rows=0, dtypes=kind).to_polars()
                for kind in ("string", "boolean")
            )
            if text.height:
                found.append(_write(name, text, numeric, catalog))
    except fastexcel.FastExcelError as error:
        raise InputError(
            "{path}: the workbook cannot be read ({reason}); save the sheet as CSV and name that.",
            path=path,
            reason=str(error).splitlines()[0],
        ) from error
    return found


def _write(name: str, text: pl.DataFrame, numeric: pl.DataFrame, catalog: Catalog) -> Sheet:
    rows = [
        [_cell(value, is_number=flag is not None) for value, flag in zip(values, flags, strict=True)]
        for values, flags in zip(text.iter_rows(), numeric.iter_rows(), strict=True)
    ]
    header_row, delimiter = _header(name, rows, catalog)
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter, lineterminator="\n").writerows(rows[header_row - 1 :])
    columns = staff_columns(delimiter.join(rows[header_row - 1]), catalog)
    return Sheet(name, target.getvalue().encode(), header_row, columns)


def _cell(value: str | None, *, is_number: bool) -> str:
    if value is None:
        return ""
    if is_number and "." in value:
        return f"{float(value):.{_DECIMALS}f}".rstrip("0").rstrip(".").replace(".", ",")
    return " ".join(value.splitlines())


def _header(name: str, rows: list[list[str]], catalog: Catalog) -> tuple[int, str]:
    """Find the row that is the header of some layout, if with a fault, and the delimiter of that layout."""
    delimiters = dict.fromkeys(mark for source in catalog.sources.values() for mark in source.delimiters)
    for number, row in enumerate(rows[:_HEADER_WITHIN], start=1):
        for delimiter in delimiters:
            try:
                recognise(Path(name), delimiter.join(row), catalog)
            except NotRecognisedError:
                continue
            except InputError:  # doubled or missing columns; whoever reads the sheet says which
                pass
            return number, delimiter
    return 1, next(iter(delimiters))


# --- how large the sheets are ---

_PLACED = re.compile(rb'<c r="([A-Z]{1,3})[0-9]')
_REFERENCE = rb"r(?<=\sr)\s*=\s*[\"']"
_COLUMN = re.compile(_REFERENCE + rb"([A-Za-z]{1,7})")
_ROW = re.compile(_REFERENCE + rb"[A-Za-z]{0,7}([0-9]{1,10})")
_TAG = rb"<(?:[\w.-]+:)?%s(?=[\s/>])"
_NEXT_ROW = re.compile(_TAG % b"row")
_UNPLACED_ROW, _UNPLACED_CELL = (re.compile(_TAG % tag + rb"(?![^>]*" + _REFERENCE + rb")") for tag in (b"row", b"c"))


def refuse_too_large(path: Path, parts: Iterable[bytes]) -> None:
    """See that the rectangle around the cells of each part of a workbook is not too large.

    Raises:
        InputError: one is.
    """
    for text in parts:
        if (found := _rectangle(text)) > limits.CELLS.most:
            raise limits.over(limits.CELLS, found, path)


def _rectangle(text: bytes) -> int:
    """Count the cells up to the farthest one; a row or a cell that does not say its place stands next to the one before."""
    row = max(map(int, {*_ROW.findall(text)}), default=0)
    columns, rows, in_row = _PLACED.findall(text), 0, 0
    if len(columns) != text.count(b"<c") + text.count(b":c"):  # not every cell says its place first, as Excel has it
        columns = _COLUMN.findall(text)
        rows = len(_UNPLACED_ROW.findall(text))
        in_row = max(len(_UNPLACED_CELL.findall(part)) for part in _NEXT_ROW.split(text))
    return (row + rows) * (max(map(_number, {*columns}), default=0) + in_row)


def _number(column: bytes) -> int:
    """Read the letters of a column: A is 1, AA is 27."""
    number = 0
    for letter in column.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
