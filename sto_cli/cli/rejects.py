"""`--rejects`: rows that are wrong are left out and written to a file, and no answer is green."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from sto_cli.cli.writing import emit
from sto_cli.errors import ExitCode, InputError
from sto_cli.language import joined, message, say

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from sto_cli import Data
    from sto_cli.errors import RowsError

HINT = message("--rejects FILE leaves such rows out, writes them to FILE and goes on without them.")


def hinted(error: RowsError) -> InputError:
    """Tell of the option beside a refusal that it would have prevented."""
    return InputError(joined([error.args[0], HINT], "\n"))


def write(rejected: pl.DataFrame, file: Path) -> None:
    """Write rejected rows, and say so; without any, a file with its header says that there were none.

    Raises:
        UsageError: the file cannot be written.
    """
    from sto_cli.present.delimited import as_csv

    emit(as_csv(rejected), file, option="--rejects")
    if rejected.is_empty():
        text = say("sto: no row was rejected; {file} holds its header only", file=file)
    elif rejected.height == 1:
        text = say("sto: wrote 1 rejected row to {file}", file=file)
    else:
        text = say("sto: wrote {rows:,} rejected rows to {file}", rows=rejected.height, file=file)
    typer.echo(text, err=True)


def end(data: Data) -> None:
    """End a command that has answered: with a finding where rows are missing.

    Raises:
        typer.Exit: rows were rejected, now or when facts were made of a file.
    """
    if data.incomplete:
        raise typer.Exit(ExitCode.FINDING)
