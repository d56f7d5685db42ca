"""Rows as delimited text: CSV as RFC 4180 has it, and the dialect that a Dutch Excel opens without asking."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.language import harmless
from sto_cli.present.forms import Dialect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

_FORMULA = re.compile(r"[=+\-@\t\r]")
"""How a cell begins that a spreadsheet would compute."""
_NUMBER = re.compile(r"[+\-]?[\d.,]*( ?%)?")
"""What begins so too and is harmless: `-11%`, and a dash alone."""


def as_csv(rows: pl.DataFrame, dialect: Dialect = Dialect.RFC4180) -> str:
    """Write rows below their column names; text that would be computed or would steer a terminal is made harmless."""
    texts = [name for name, type_ in rows.schema.items() if type_ == pl.String]
    # A blank text is written as nothing: with quotes around it, other programs see a text where there is none.
    safe = rows.with_columns(_safe(rows[name]) for name in texts)
    if dialect is Dialect.RFC4180:
        return safe.write_csv()
    return safe.write_csv(include_bom=True, separator=";", decimal_comma=True, line_terminator="\r\n")


def from_records(records: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """Make rows of records with the same keys."""
    return pl.DataFrame(records, infer_schema_length=None)


def _safe(column: pl.Series) -> pl.Series:
    """Make text harmless, and leave blank text out."""
    changed = {value: _cell(value) for value in column.unique().drop_nulls()}
    marked = {value: text for value, text in changed.items() if value != text}
    return column.replace(marked) if marked else column


def _cell(value: str) -> str | None:
    """Put an apostrophe before what looks like a formula, as spreadsheets themselves do."""
    shown = harmless(value)
    computed = _FORMULA.match(shown) and not _NUMBER.fullmatch(shown)
    return f"'{shown}" if computed else shown or None
