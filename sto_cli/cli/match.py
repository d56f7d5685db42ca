"""`sto match`: which definitions and years give a printed number."""

from __future__ import annotations

from typing import Annotated

import typer

from sto_cli.cli.options import (
    CsvDialect,
    Encoding,
    FileYears,
    FormOption,
    From,
    Output,
    Paths,
    Rejects,
    Sample,
    SmallCounts,
    To,
    Where,
    Years,
    change_of,
    form_of,
    where_of,
    years,
)
from sto_cli.cli.reading import read_data
from sto_cli.cli.rejects import end
from sto_cli.cli.writing import emit
from sto_cli.errors import ExitCode
from sto_cli.present.forms import SUFFIXES, Dialect


def match(
    printed: Annotated[str, typer.Argument(help="The number as printed, for instance '19,7%'; put -- before '-11%'.")],
    paths: Paths = None,
    indicator: Annotated[str, typer.Option("--indicator", help="What it is about.")] = "technical_share",
    year: Years = None,
    first: From = None,
    last: To = None,
    where: Where = None,
    small_counts: SmallCounts = None,
    file_year: FileYears = None,
    encoding: Encoding = None,
    rejects: Rejects = None,
    sample: Sample = False,  # noqa: FBT002  # a flag of the command line
    form: FormOption = None,
    csv_dialect: CsvDialect = Dialect.RFC4180,
    output: Output = None,
) -> None:
    """Which definitions and neighbouring years give a printed number, best first.

    Exits with 1 where none does.

    Example: sto match "19,7%" duo/ --indicator technical_share --year 2019-2020
    """
    from sto_cli import match as find
    from sto_cli import readings
    from sto_cli.present.match import answer
    from sto_cli.present.outputs import write

    chosen = form_of(form, output, csv_dialect, suffixes=SUFFIXES)
    change = change_of(first, last)
    questions = readings(indicator, years=years(year), change=change, where=where_of(where))
    data = read_data(
        paths,
        encoding,
        file_year,
        small_counts,
        outputs=[output],
        rejects=rejects,
        sample=sample,
    )
    tried = find(data, printed, questions)
    emit(write(answer(printed, tried, data), chosen, csv_dialect), output)
    if not tried[0].holds:
        raise typer.Exit(ExitCode.FINDING)
    end(data)
