"""The sheets of a workbook as text: DUO publishes staff as XLSX, a sheet per product, with titles above some.

A sheet is written out as delimited text below its header, and goes on as any other file does. Numbers
in cells are numbers already, so they are written with a decimal comma, which has one reading only.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sto_cli.errors import InputError, NotDuoError
from sto_cli.language import message
from sto_cli.reading import inputs
from sto_cli.reading.recognise import NotRecognisedError, recognise

if TYPE_CHECKING:
    import polars as pl

    from sto_cli.catalog import Catalog

_HEADER_WITHIN = 20
"""How many rows of a sheet may stand above its header, and itself."""
_MOST_SHEETS = 200
"""A workbook of a few KB can list one sheet thousands of times, and each is read."""
_DECIMALS = 6
"""What is kept of a number: a spreadsheet computes 12.3 as 12.299999999999999."""


class NoReaderError(NotDuoError):
    """The file is a workbook, and what reads workbooks is not installed."""

    kind = message("a workbook, for which sto needs fastexcel: pip install 'sto-cli[excel]'")


class Sheet(NamedTuple):
    """One sheet, written out.

    Attributes:
        header_row: the row of the sheet where the header stands; 1 where none was recognised.
    """

    name: str
    file: Path
    header_row: int


def sheets(path: Path, workbook_file: Path, private: Path, catalog: Catalog) -> list[Sheet]:
    """Write out each sheet of a workbook that holds anything; `path` is what the user calls it.

    Raises:
        NoReaderError: the part that reads workbooks is not installed.
        InputError: it cannot read this one, or there are too many sheets.
    """
    try:
        import fastexcel
    except ImportError as error:
        raise NoReaderError(
            message(
                "{path}: to read a workbook sto needs fastexcel; run pip install 'sto-cli[excel]', or save the sheet as CSV.",
                path=path,
            )
        ) from error
    try:
        workbook = fastexcel.read_excel(workbook_file)
        if len(workbook.sheet_names) > _MOST_SHEETS:
            raise InputError(
                message(
                    "{path}: the workbook has {count:,} sheets, where at most {most} are read; save the sheet that you need as CSV and name that.",
                    path=path,
                    count=len(workbook.sheet_names),
                    most=_MOST_SHEETS,
                )
            )
        found = []
        for name in workbook.sheet_names:
            # A text that looks like a number is no truth value, a number is one: that tells them apart.
            text, numeric = (
                workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes=kind).to_polars()
                for kind in ("string", "boolean")
            )
            if text.height:
                found.append(_write(name, text, numeric, inputs.private_file(private), catalog))
    except fastexcel.FastExcelError as error:
        raise InputError(
            message(
                "{path}: the workbook cannot be read ({reason}); save the sheet as CSV and name that.",
                path=path,
                reason=str(error).splitlines()[0],
            )
        ) from error
    return found


def _write(name: str, text: pl.DataFrame, numeric: pl.DataFrame, file: Path, catalog: Catalog) -> Sheet:
    rows = [
        [_cell(value, is_number=flag is not None) for value, flag in zip(values, flags, strict=True)]
        for values, flags in zip(text.iter_rows(), numeric.iter_rows(), strict=True)
    ]
    header_row, delimiter = _header(name, rows, catalog)
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target, delimiter=delimiter, lineterminator="\n").writerows(rows[header_row - 1 :])
    return Sheet(name, file, header_row)


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
