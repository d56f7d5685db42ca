"""`sto diff`: what changed between two runs, and why."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  # Typer reads annotations at run time
from typing import Annotated

import typer

from sto_cli.cli.options import CsvDialect, FormOption, Output, form_of
from sto_cli.cli.writing import emit, refuse_inputs
from sto_cli.errors import ExitCode
from sto_cli.present.forms import SUFFIXES, Dialect


def diff(
    old: Annotated[Path, typer.Argument(help="The results folder of the earlier run.")],
    new: Annotated[Path, typer.Argument(help="That of the later run.")],
    exit_code: Annotated[  # noqa: FBT002  # a flag of the command line
        bool, typer.Option("--exit-code", help="Exit with 1 where anything differs.")
    ] = False,
    form: FormOption = None,
    csv_dialect: CsvDialect = Dialect.RFC4180,
    output: Output = None,
) -> None:
    """What changed between two runs of sto run: every number with its old and new value, and the cause.

    Example: sto diff results-2024 results-2025
    """
    from sto_cli import compare, read_results
    from sto_cli.present.diff import answer
    from sto_cli.present.outputs import write

    chosen = form_of(form, output, csv_dialect, suffixes=SUFFIXES)
    refuse_inputs([output], [*_files(old), *_files(new)])
    found = compare(read_results(old), read_results(new))
    emit(write(answer(found), chosen, csv_dialect), output)
    if exit_code and found.differs:
        raise typer.Exit(ExitCode.FINDING)


def _files(folder: Path) -> list[Path]:
    return [*folder.iterdir()] if folder.is_dir() else []
