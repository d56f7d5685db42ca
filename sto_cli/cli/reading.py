"""The files of a command, read as its options ask, with what is said of them on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from sto_cli.cli import rejects as rejecting
from sto_cli.cli.options import parse_file_years
from sto_cli.cli.writing import refuse_inputs
from sto_cli.errors import RowsError
from sto_cli.language import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from sto_cli import Data, Result


def tell_unknown(results: Iterable[Result], data: Data) -> None:
    """Say on stderr which codes weigh in results and are not in the catalog."""
    from sto_cli.present.words import unknown_codes

    for note in unknown_codes(results, data):
        typer.echo(say("note: {note}", note=note), err=True)


def read_data(
    paths: list[Path] | None,
    encoding: str | None,
    file_years: list[str] | None,
    small_counts: Path | None = None,
    outputs: Iterable[Path | None] = (),
    rejects: Path | None = None,
    *,
    sample: bool = False,
    needs: Callable[[str, str | None], bool] | None = None,
) -> Data:
    """Load the files of a command, write the rows that are rejected, and say on stderr what a reader must know.

    Raises:
        UsageError: an option is wrong, or goes ill with these files, or an output is one of them.
        InputError: a file is refused.
    """
    from sto_cli import load

    years_said = parse_file_years(file_years or [])
    written = [*outputs]
    refuse_inputs(written, [], rejects)
    try:
        data = load(
            paths,
            sample=sample,
            encoding=encoding,
            file_years=years_said,
            table=small_counts,
            reject=rejects is not None,
            needs=needs,
        )
    except RowsError as error:
        raise error if rejects else rejecting.hinted(error) from error
    refuse_inputs(written, [*(paths or []), small_counts, *(report.path for report in data.files)], rejects)
    if rejects:
        rejecting.write(data.rejected, rejects)
    for note in data.remarks():
        typer.echo(say("note: {note}", note=note), err=True)
    return data
