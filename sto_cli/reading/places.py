"""Where a location lies beyond its province: municipality, regions; from DUO's address file or the user's own table.

Joined to the enrolment facts by location. One that is not in the table is kept, as `unknown`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.language import message
from sto_cli.reading import by_quotes, checks, refusals
from sto_cli.reading.checks import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sto_cli.reading.raw import Raw

COLUMNS = ("municipality", "rmc", "labour_market_region", "sto_region")
"""The columns that a table of places may give; those that none gives are null in the facts."""

UNKNOWN = "unknown"
"""The place of a location that the table does not have, or for which it says nothing."""

LOCATION = Rule(
    "location",
    ~pl.col("location").str.contains(r"^[0-9][0-9][A-Z]{2}[0-9][0-9]$").fill_null(value=False),
    message("no location; a BRIN and two digits such as 00AA00 were expected"),
)


def tidy(raw: Raw) -> tuple[Raw, pl.DataFrame]:
    """Read a table of places: the file with its rows counted; one row per location, with those of `COLUMNS` that it gives.

    Raises:
        InputError: a location is none or stands there twice, or a row is too long or swallowed by a quote.
    """
    raw, frame = by_quotes.read_whole(raw)
    if wrong := checks.broken(frame, [LOCATION]):
        raise refusals.refuse(raw, wrong)
    if frame["location"].n_unique() < frame.height:
        raise refusals.refuse_duplicates(raw, {"location": pl.col("location")})
    given = [column for column in COLUMNS if column in frame.columns]
    # DUO fills a blank up with spaces.
    named = (pl.col(column).str.strip_chars().replace("", UNKNOWN).fill_null(UNKNOWN) for column in given)
    return raw, frame.select("location", *named)


def join(enrolment: pl.DataFrame, tables: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Put the places of each location beside the enrolment facts."""
    for table in tables:
        enrolment = enrolment.join(table, on="location", how="left").with_columns(
            pl.col(column).fill_null(UNKNOWN) for column in table.columns[1:]
        )
    absent = [column for column in COLUMNS if column not in enrolment.columns]
    return enrolment.with_columns(pl.lit(None, pl.String).alias(column) for column in absent)


def missing(enrolment: pl.DataFrame, table: pl.DataFrame) -> list[str]:
    """List the locations with pupils that a table does not have."""
    return enrolment.join(table, on="location", how="anti")["location"].unique().sort().to_list()
