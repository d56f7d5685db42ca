"""Facts in one frame: what `sto ingest` writes for other tools.

One row per fact, of three kinds, told apart by the column `kind`; columns that a kind does not have are null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.reading import places
from sto_cli.reading.enrolment import ENROLMENT
from sto_cli.reading.staffing import STAFFING

if TYPE_CHECKING:
    from sto_cli.catalog.models import FactsKind
    from sto_cli.reading.data import Data, FileReport

_PLACES = dict.fromkeys(places.COLUMNS, pl.String)
SCHEMA = pl.Schema(
    {"kind": pl.String, "school_year": pl.String, "file": pl.String} | {**ENROLMENT} | _PLACES | {**STAFFING}
)
"""The columns of the facts, in order; `catalog/columns.toml` says what each holds."""

_ORDER = ("kind", "school_year", "file", "location", "brin", "track", "grade", "sector", "profile", "sex", "role")
"""What tells nearly all facts apart; to sort by every column takes four times as long."""


def frame(data: Data) -> pl.DataFrame:
    """Put all facts into one frame with the columns `SCHEMA`, in an order that depends on nothing but the facts."""
    file_of = {year: report.path.name for report in _of_kind(data, "enrolment") for year in report.school_years}
    tables = [
        table.with_columns(file=pl.lit(report.path.name))
        for table, report in zip(data.places, _of_kind(data, "places"), strict=True)
    ]
    staffing = data.staffing.with_columns(file=pl.col("file").str.split("/").list.last())
    found = pl.concat(
        [
            data.enrolment.with_columns(
                pl.col("school_year").replace_strict(file_of, return_dtype=pl.String).alias("file"),
                kind=pl.lit("enrolment"),
            ),
            staffing.with_columns(kind=pl.lit("staffing")),
            *(table.with_columns(kind=pl.lit("places")) for table in tables),
        ],
        how="diagonal",
    )
    return found.select(SCHEMA.names()).cast(SCHEMA).sort(_ORDER, maintain_order=True)


def _of_kind(data: Data, kind: FactsKind) -> list[FileReport]:
    return [report for report in data.files if report.family.facts == kind]
