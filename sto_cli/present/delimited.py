"""Rows as delimited text: CSV as RFC 4180 has it, and the dialect that a Dutch Excel opens without asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.language import harmless
from sto_cli.present.forms import Dialect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

_FORMULA = r"^[=+\-@\t\r]"
"""How a cell begins that a spreadsheet would compute."""
_NUMBER = r"^[+\-]?[\d.,]*( ?%)?$"
"""What begins so too and is harmless: `-11%`, and a dash alone."""


def as_csv(rows: pl.DataFrame, dialect: Dialect = Dialect.RFC4180) -> str:
    """Write rows below their column names; text that would be computed or would steer a terminal is made harmless."""
    texts = [name for name, type_ in rows.schema.items() if type_ == pl.String]
    # A blank text is written as nothing: with quotes around it, other programs see a text where there is none.
    safe = rows.with_columns(_safe(rows[name]).replace("", None) for name in texts)
    if dialect is Dialect.RFC4180:
        return safe.write_csv()
    return safe.write_csv(include_bom=True, separator=";", decimal_comma=True, line_terminator="\r\n")


def from_records(records: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """Make rows of records with the same keys."""
    return pl.DataFrame(records, infer_schema_length=None)


def _safe(column: pl.Series) -> pl.Series:
    """Put an apostrophe before what looks like a formula, as spreadsheets themselves do."""
    values = column.unique().drop_nulls()
    changed = {value: harmless(value) for value in values}
    marked = {value: text for value, text in changed.items() if value != text}
    shown = column.replace(marked) if marked else column
    computed = (shown.str.contains(_FORMULA) & ~shown.str.contains(_NUMBER)).fill_null(value=False)
    if not computed.any():
        return shown
    return shown.to_frame("text").select(
        pl.when(computed).then("'" + pl.col("text")).otherwise("text").alias(column.name)
    )[column.name]
