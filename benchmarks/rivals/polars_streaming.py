"""The technical share of each file, as one writes it in Polars: streaming, and only the columns that matter."""

from __future__ import annotations

import sys

import polars as pl
from question import COUNTS, MASK, PROGRAMME, TECHNICAL, TRACK, TRACKS, answer, school_year


def years(files: list[str]) -> dict[str, list[int]]:
    """Give the four numbers of every file, by its school year."""
    sums = (
        pl.scan_csv(files, separator=";", infer_schema=False, include_file_paths="file")
        .filter(pl.col(TRACK).is_in(TRACKS))
        .select(
            "file",
            technical=pl.col(PROGRAMME).is_in(TECHNICAL),
            printed=pl.sum_horizontal(pl.col(COUNTS).cast(pl.Int32, strict=False)),
            masked=pl.sum_horizontal((pl.col(name) == MASK).cast(pl.Int32) for name in COUNTS),
        )
        .group_by("file", "technical")
        .agg(pl.col("printed", "masked").cast(pl.Int64).sum())
        .collect(engine="streaming")
    )
    numbers = {school_year(file): [0, 0, 0, 0] for file in files}
    for file, technical, printed, masked in sums.iter_rows():
        found = numbers[school_year(file)]
        found[2] += printed
        found[3] += masked
        if technical:
            found[:2] = printed, masked
    return numbers


if __name__ == "__main__":
    answer(years(sys.argv[1:]))
