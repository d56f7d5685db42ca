"""The technical share of each file in a command of its own: Typer reads the options, Polars counts, Rich draws."""

from __future__ import annotations

import csv
import sys
from enum import StrEnum
from typing import Annotated

import typer
from polars_streaming import years
from question import NUMBERS, answer


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
