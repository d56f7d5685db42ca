"""The technical share of each year of an 01voins file, in Polars. A printed 4 stands for 1 to 4 pupils there."""

from __future__ import annotations

import sys

import polars as pl
from question import PROGRAMME, TECHNICAL, TRACK, TRACKS, answer

SHOWN_AS = "4"


def main(file: str) -> None:
    """Answer for every year in the file."""
    masked = pl.col("AANTAL LEERLINGEN") == SHOWN_AS
    technical = pl.col(PROGRAMME).is_in(TECHNICAL)
    printed = pl.when(~masked).then(pl.col("AANTAL LEERLINGEN")).cast(pl.Int64)
    found = (
        pl.scan_csv(file, infer_schema=False)
        .filter(pl.col(TRACK).is_in(TRACKS), pl.col("LEERJAAR").is_in(["3", "4"]))
        .select("SCHOOLJAAR", technical=technical, masked=masked, printed=printed)
        .group_by("SCHOOLJAAR")
        .agg(
            pl.col("printed").filter("technical").sum(),
            pl.col("masked").filter("technical").sum(),
            pl.col("printed").sum().alias("all"),
            pl.col("masked").sum().alias("all_masked"),
        )
        .collect(engine="streaming")
    )
    answer({f"{year}-{int(year) + 1}": numbers for year, *numbers in found.sort("SCHOOLJAAR").iter_rows()})


if __name__ == "__main__":
    main(sys.argv[1])
