"""`sto report`: the letter's table."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  # Typer reads annotations at run time
from typing import Annotated

import typer

from sto_cli.cli.options import (
    CsvDialect,
    Encoding,
    FileYears,
    FormOption,
    Output,
    Rejects,
    Sample,
    SmallCounts,
    Years,
    form_of,
    years,
)
from sto_cli.cli.reading import read_data, tell_unknown
from sto_cli.cli.rejects import end
from sto_cli.cli.writing import emit
from sto_cli.present.forms import SUFFIXES, Dialect


def report(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="DUO files, or folders of them. Without any: the bundled sample.", show_default=False),
    ] = None,
    year: Years = None,
    small_counts: SmallCounts = None,
    file_year: FileYears = None,
    encoding: Encoding = None,
    rejects: Rejects = None,
    sample: Sample = False,  # noqa: FBT002  # a flag of the command line
    form: FormOption = None,
    csv_dialect: CsvDialect = Dialect.RFC4180,
    output: Output = None,
) -> None:
    """The letter's table: every indicator, every year found, and its change.

    Example: sto report duo/ --year 2019,2024
    """
    from sto_cli import report as recompute
    from sto_cli.present.outputs import write
    from sto_cli.present.report import answer

    chosen = form_of(form, output, csv_dialect, suffixes=SUFFIXES)
    data = read_data(
        paths,
        encoding,
        file_year,
        small_counts,
        outputs=[output],
        rejects=rejects,
        sample=sample or not paths,
    )
    blocks = recompute(data, years=years(year))
    tell_unknown([result for block in blocks for result in block.results], data)
    emit(write(answer(blocks, data), chosen, csv_dialect), output)
    end(data)


COMMANDS = {"report": report}
