"""`sto calibrate`: a small-count table of one's own."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  # Typer reads annotations at run time
from typing import Annotated

import typer

from sto_cli.cli.options import Encoding, FileYears, Output, parse_file_years
from sto_cli.cli.writing import emit, refuse_inputs


def calibrate(
    paths: Annotated[list[Path], typer.Argument(help="Unmasked enrolment files, or folders of them.")],
    file_year: FileYears = None,
    encoding: Encoding = None,
    output: Output = None,
) -> None:
    """How often a cell of 1 to 4 pupils is 1, 2, 3 and 4, learned from unmasked files, as CSV.

    Use the table with --small-counts in place of the one that sto ships.

    Example: sto calibrate leerlingen-2019.csv -o small_counts.csv
    """
    from sto_cli import calibrate as learn

    in_folders = [file for folder in paths if folder.is_dir() for file in folder.iterdir()]
    refuse_inputs([output], [*paths, *in_folders])
    table = learn(paths, encoding=encoding, file_years=parse_file_years(file_year or []))
    emit(table.write_csv(quote_style="never"), output)
