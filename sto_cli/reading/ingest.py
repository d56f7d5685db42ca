"""Facts in one frame: what `sto ingest` writes for other tools.

One row per fact. The column `kind` has four values; columns that a kind does not have are null.
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
"""The columns that distinguish nearly all facts; a sort by every column takes four times as long."""


def frame(data: Data) -> pl.DataFrame:
    """Put all facts into one frame with the columns `SCHEMA`, in an order that depends on nothing but the facts."""
    tables = [
        table.with_columns(file=pl.lit(report.path.name))
        for table, report in zip(data.places, _of_kind(data, "places"), strict=True)
    ]
    staffing = data.staffing.with_columns(file=pl.col("file").str.split("/").list.last())
    found = pl.concat(
        [
            _pupils(data, "enrolment"),
            _pupils(data, "exams"),
            staffing.with_columns(kind=pl.lit("staffing")),
            *(table.with_columns(kind=pl.lit("places")) for table in tables),
        ],
        how="diagonal",
    )
    return found.select(SCHEMA.names()).cast(SCHEMA).sort(_ORDER, maintain_order=True)


def _pupils(data: Data, kind: FactsKind) -> pl.DataFrame:
    """Put the file beside the facts of a kind: one file holds a year of a source."""
    held = [(report.source, year, report.path.name) for report in _of_kind(data, kind) for year in report.school_years]
    files = pl.DataFrame(held, schema=dict.fromkeys(("source", "school_year", "file"), pl.String), orient="row")
    return data.facts(kind).join(files, on=["source", "school_year"], how="left").with_columns(kind=pl.lit(kind))


def _of_kind(data: Data, kind: FactsKind) -> list[FileReport]:
    return [report for report in data.files if report.family.facts == kind]
