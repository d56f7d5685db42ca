"""What a location is called: its key never changes, its name does, so the newest one stands beside the key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from sto_cli.reading.data import Data

NAME = "location_name"


def with_names(frame: pl.DataFrame, data: Data) -> pl.DataFrame:
    """Put the newest name beside `location`, in results that are cut by it; of two in one year the last in the alphabet."""
    if "location" not in frame.columns:
        return frame
    named = data.enrolment.select("location", "school_year", "name").unique().sort("school_year", "name")
    newest = named.group_by("location").agg(pl.col("name").last().alias(NAME))
    at = frame.columns.index("location") + 1
    return frame.join(newest, on="location", how="left", maintain_order="left").select(
        *frame.columns[:at], NAME, *frame.columns[at:]
    )
