"""`sto inspect`: what each file was recognised as, and where its rows went."""

from __future__ import annotations

from typing import Annotated

import typer

from sto_cli.cli import rejects as rejecting
from sto_cli.cli.options import (
    CsvDialect,
    Encoding,
    FileYears,
    FormOption,
    Output,
    Paths,
    Rejects,
    Sample,
    form_of,
    parse_file_years,
)
from sto_cli.cli.writing import emit, refuse_inputs
from sto_cli.errors import ExitCode, RowsError
from sto_cli.present.forms import SUFFIXES, Dialect


def inspect(
    paths: Paths = None,
    file_year: FileYears = None,
    encoding: Encoding = None,
    rejects: Rejects = None,
    share: Annotated[  # noqa: FBT002  # a flag of the command line
        bool,
        typer.Option(
            "--share", help="What to send of a file that sto does not understand; without names, BRINs and counts."
        ),
    ] = False,
    sample: Sample = False,  # noqa: FBT002  # a flag of the command line
    form: FormOption = None,
    csv_dialect: CsvDialect = Dialect.RFC4180,
    output: Output = None,
) -> None:
    """What each file was recognised as and why; encoding, rows, masks, unknown codes, the row account.

    Example: sto inspect duo/
    """
    from sto_cli import ask, inspect_files, rejected_of
    from sto_cli import chosen as paths_of
    from sto_cli import share as shared
    from sto_cli.present.inspection import answer, to_send
    from sto_cli.present.outputs import write

    if share:
        emit(to_send(shared(paths_of(paths, sample=sample), encoding)), output)
        return
    chosen = form_of(form, output, csv_dialect, suffixes=SUFFIXES)
    found = inspect_files(
        paths,
        encoding=encoding,
        file_years=parse_file_years(file_year or []),
        reject=rejects is not None,
        sample=sample,
    )
    refuse_inputs([output], [*(paths or []), *(file.path for file in found if file.report or file.refused)], rejects)
    if rejects:
        rejecting.write(rejected_of(found), rejects)
    elif any(isinstance(file.why, RowsError) for file in found):
        typer.echo(f"sto: {rejecting.HINT}", err=True)
    emit(write(answer(found, ask("technical_share")), chosen, csv_dialect), output)
    if any(file.refused for file in found):
        raise typer.Exit(ExitCode.INPUT)
    if any(file.report and file.report.rejected for file in found):
        raise typer.Exit(ExitCode.FINDING)


COMMANDS = {"inspect": inspect}
