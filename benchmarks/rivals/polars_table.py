"""The technical share of each file in a command of its own: Typer reads the options, Polars counts, Rich draws."""

from __future__ import annotations

import csv
import sys
from enum import StrEnum
from typing import Annotated

import polars as pl
import typer
from question import COUNTS, MASK, NUMBERS, PROGRAMME, TECHNICAL, TRACK, TRACKS, answer, school_year


class Form(StrEnum):
    """How the answer is printed."""

    table = "table"
    csv = "csv"
    json = "json"


def main(
    files: Annotated[list[str], typer.Argument()],
    form: Annotated[Form, typer.Option("--format")] = Form.table,
) -> None:
    """Pupils in technical profiles as a share of all pupils."""
    numbers = years(files)
    if form is Form.table:
        _draw(numbers)
    elif form is Form.csv:
        rows = csv.writer(sys.stdout)
        rows.writerow(["school_year", "share", *NUMBERS])
        rows.writerows([year, found[0] / found[2], *found] for year, found in sorted(numbers.items()))
    else:
        answer(numbers)


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


def _draw(numbers: dict[str, list[int]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title="Technical share: pupils in technical profiles as a share of all pupils")
    table.add_column("school year")
    for title in ("share", "technical", "masked", "all pupils", "masked"):
        table.add_column(title, justify="right")
    for year, found in sorted(numbers.items()):
        table.add_row(year, f"{found[0] / found[2]:.1%}", *(f"{number:,}" for number in found))
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
