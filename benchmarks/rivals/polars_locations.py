"""The technical share of each location of a file, in Polars, written as CSV."""

from __future__ import annotations

import sys

import polars as pl
from question import COUNTS, MASK, NUMBERS, PROGRAMME, TECHNICAL, TRACK, TRACKS, school_year


def main(file: str) -> None:
    """Write a row per location that has pupils."""
    technical = pl.col("technical")
    (
        pl.scan_csv(file, separator=";", infer_schema=False)
        .filter(pl.col(TRACK).is_in(TRACKS))
        .select(
            location=pl.concat_str("BRIN NUMMER", "VESTIGINGSNUMMER"),
            location_name="INSTELLINGSNAAM VESTIGING",
            technical=pl.col(PROGRAMME).is_in(TECHNICAL),
            printed=pl.sum_horizontal(pl.col(COUNTS).cast(pl.Int32, strict=False)),
            masked=pl.sum_horizontal((pl.col(name) == MASK).cast(pl.Int32) for name in COUNTS),
        )
        .group_by("location")
        .agg(
            pl.col("location_name").first(),
            pl.col("printed").filter(technical).sum().alias(NUMBERS[0]),
            pl.col("masked").filter(technical).sum().alias(NUMBERS[1]),
            pl.col("printed").sum().alias(NUMBERS[2]),
            pl.col("masked").sum().alias(NUMBERS[3]),
        )
        .filter(pl.sum_horizontal(NUMBERS[2:]) > 0)
        .select(pl.lit(school_year(file)).alias("school_year"), pl.all())
        .sort("location")
        .collect(engine="streaming")
        .write_csv(sys.stdout)
    )


if __name__ == "__main__":
    main(sys.argv[1])
