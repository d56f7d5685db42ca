"""Names of locations: the key never changes but the name does, so results show the newest name beside the key."""

from __future__ import annotations

import polars as pl

NAME = "location_name"


def with_names(frame: pl.DataFrame, facts: pl.DataFrame, *, place: bool = False) -> pl.DataFrame:
    """Put the newest name in the facts beside `location`, in results cut by it; of two in one year the last in the alphabet.

    With `place`, the newest place as well.
    """
    if "location" not in frame.columns:
        return frame
    shown = [NAME, *["place"] * place]
    named = facts.select("location", "school_year", "name", "place").unique().sort("school_year", "name", "place")
    newest = named.group_by("location").agg(pl.col("name").last().alias(NAME), pl.col("place").last())
    at = frame.columns.index("location") + 1
    return frame.join(newest, on="location", how="left", maintain_order="left").select(
        *frame.columns[:at], *shown, *frame.columns[at:]
    )
