"""Locations that went on under another number, between two years.

DUO's files do not say so, and a merger gives a school a new BRIN. A location that is gone and one that is
new are taken for one where they share name and place, or else institution and place, and no third
location does: anything less certain stays a closure and an opening.
"""

from __future__ import annotations

import polars as pl

_RULES = (("name", "place"), ("brin", "place"))
"""What the two must share, the surest first."""

COLUMNS = ("location", "brin", "name", "place")
"""The columns that a table of locations must have."""

SUCCESSORS = pl.Schema({"location": pl.String, "successor": pl.String})


def locations(facts: pl.DataFrame) -> pl.DataFrame:
    """Give the locations of each school year, with the `COLUMNS`; of several names the last in the alphabet."""
    names = facts.group_by("school_year", "location", "brin").agg(pl.col("name", "place").max())
    return names.select("school_year", *COLUMNS).sort("school_year", "location")


def successors(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Find which of the locations that are gone go on as which of those that are new.

    Args:
        before: the locations of the earlier year, with `COLUMNS`.
        after: those of the later year.

    Returns:
        A frame with the schema `SUCCESSORS`; each location occurs at most once on either side.
    """
    gone = before.join(after, on="location", how="anti")
    new = after.join(before, on="location", how="anti")
    found = [pl.DataFrame(schema=SUCCESSORS)]
    for rule in _RULES:
        pairs = _alone(gone, rule).join(_alone(new, rule), on="key", suffix="_new")
        pairs = pairs.select("location", pl.col("location_new").alias("successor"))
        found.append(pairs)
        gone = gone.join(pairs, on="location", how="anti")
        new = new.join(pairs, left_on="location", right_on="successor", how="anti")
    return pl.concat(found).sort("location")


def _alone(locations: pl.DataFrame, rule: tuple[str, ...]) -> pl.DataFrame:
    """Keep the locations that share the columns of a rule with no other on their side."""
    key = pl.concat_str(pl.col(rule).str.strip_chars().str.to_lowercase(), separator="\n")
    return locations.with_columns(key=key).filter(pl.col("key").is_not_null() & pl.col("key").is_unique())
