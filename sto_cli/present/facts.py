"""The facts of `sto ingest` as the bytes of a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sto_cli.language import in_english
from sto_cli.present import words
from sto_cli.present.delimited import as_csv
from sto_cli.present.forms import Dialect, Form
from sto_cli.present.outputs import as_parquet
from sto_cli.present.workbook import as_xlsx

if TYPE_CHECKING:
    import polars as pl

    from sto_cli.reading.data import Data


@in_english
def write(facts: pl.DataFrame, data: Data, form: Form, dialect: Dialect = Dialect.RFC4180) -> bytes:
    """Write facts as Parquet with the account of every file, as CSV, or as a workbook.

    Raises:
        UsageError: what writes workbooks is not installed, or a workbook does not take so many facts.
    """
    if form is Form.PARQUET:
        return as_parquet(facts)
    if form is Form.CSV:
        return as_csv(facts, dialect).encode()
    told = [
        *words.mask_ranges(data),
        *words.fte_cap(data),
        *words.files(data.files),
        *words.incomplete(data.incomplete),
    ]
    return as_xlsx(facts, told)
