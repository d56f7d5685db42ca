"""`sto inspect`: what each file was recognised as, and where its rows went."""

from __future__ import annotations

import typer

from sto_cli.cli.language import speaks
from sto_cli.cli.options import Encoding, FileYears, Form, Format, Output, Paths, emit, form_of
from sto_cli.errors import ExitCode


def inspect(
    paths: Paths = None,
    file_year: FileYears = None,
    encoding: Encoding = None,
    form: Form = None,
    output: Output = None,
) -> None:
    """What each file was recognised as and why; encoding, rows, masks, unknown codes, the row account.

    Example: sto inspect duo/
    """
    from sto_cli.inspection import inspect_files
    from sto_cli.present import inspection as present
    from sto_cli.reading.read import parse_file_years

    chosen = form_of(form, output)
    found = inspect_files(paths, encoding=encoding, file_years=parse_file_years(file_year or []))
    text = {
        Format.TABLE: present.screen,
        Format.CSV: present.csv,
        Format.JSON: present.as_json,
    }[chosen](found)
    emit(text, output)
    if any(file.refused for file in found):
        raise typer.Exit(ExitCode.INPUT)


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("inspect")(speaks(inspect))
