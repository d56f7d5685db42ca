"""Where a location lies beyond its province: municipality, regions; from DUO's address file or the user's own table.

Joined to the enrolment facts by location. A location that is not in the table is kept as `unknown`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.reading import codes

if TYPE_CHECKING:
    from collections.abc import Iterable

COLUMNS = ("municipality", "rmc", "labour_market_region", "sto_region")
"""The columns that a table of places may give; those that none gives are null in the facts."""

UNKNOWN = "unknown"
"""The place of a location that the table does not have, or for which it says nothing."""


def facts(rows: pl.DataFrame) -> pl.DataFrame:
    """Make a table of places of its rows: one row per location, with those of `COLUMNS` that it gives."""
    given = [column for column in COLUMNS if column in rows.columns]
    named = (codes.alike(rows, column, {}).fill_null(UNKNOWN) for column in given)
    return rows.select("location", *named)


def join(enrolment: pl.DataFrame, tables: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Put the places of each location beside the enrolment facts."""
    for table in tables:
        enrolment = enrolment.join(table, on="location", how="left").with_columns(
            pl.col(column).fill_null(UNKNOWN) for column in table.columns[1:]
        )
    absent = [column for column in COLUMNS if column not in enrolment.columns]
    return enrolment.with_columns(pl.lit(None, pl.String).alias(column) for column in absent)


def missing(enrolment: pl.DataFrame, table: pl.DataFrame) -> list[str]:
    """List the locations with pupils that a table does not have, or for which its first column says nothing."""
    placed = table.filter(pl.col(table.columns[1]) != UNKNOWN)
    return enrolment.join(placed, on="location", how="anti")["location"].unique().sort().to_list()
