"""`sto report`: the letter's table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sto_cli.cli.language import speaks
from sto_cli.cli.options import (
    Encoding,
    FileYears,
    Form,
    Format,
    MinCell,
    Output,
    Paths,
    SmallCounts,
    Years,
    emit,
    form_of,
    read_data,
    years,
)

if TYPE_CHECKING:
    import typer


def report(
    paths: Paths = None,
    year: Years = None,
    small_counts: SmallCounts = None,
    min_cell: MinCell = 0,
    file_year: FileYears = None,
    encoding: Encoding = None,
    form: Form = None,
    output: Output = None,
) -> None:
    """The letter's table: every indicator, every year found, and its change.

    Example: sto report duo/ --year 2019,2024
    """
    from sto_cli import report as reports
    from sto_cli.present import records
    from sto_cli.present.report import report as screen

    chosen = form_of(form, output)
    data = read_data(paths, encoding, file_year, small_counts, min_cell)
    blocks = reports.report(data, years=years(year))
    results = [block.result for block in blocks if block.result]
    text = {
        Format.TABLE: lambda: screen(blocks, data),
        Format.CSV: lambda: records.csv(results),
        Format.JSON: lambda: records.as_json(results, data),
    }[chosen]()
    emit(text, output)


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("report")(speaks(report))
