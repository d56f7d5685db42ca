"""`sto explain`: why a number is what it is."""

from __future__ import annotations

from typing import Annotated

import typer

from sto_cli.cli.options import (
    By,
    CsvDialect,
    DefinitionName,
    Encoding,
    FileYears,
    FormOption,
    Output,
    Paths,
    Rejects,
    Sample,
    SmallCounts,
    Where,
    Years,
    form_of,
    parse_file_years,
    split,
    years,
)
from sto_cli.cli.reading import read_data
from sto_cli.cli.rejects import end
from sto_cli.cli.writing import emit
from sto_cli.errors import TwiceError
from sto_cli.language import joined
from sto_cli.present.forms import SUFFIXES, Dialect


def explain(
    indicator: Annotated[str, typer.Argument(help="technical_share or its command, technical-share; and so on.")],
    paths: Paths = None,
    year: Years = None,
    by: By = None,
    where: Where = None,
    definition: DefinitionName = None,
    small_counts: SmallCounts = None,
    file_year: FileYears = None,
    encoding: Encoding = None,
    rejects: Rejects = None,
    sample: Sample = False,  # noqa: FBT002  # a flag of the command line
    form: FormOption = None,
    csv_dialect: CsvDialect = Dialect.RFC4180,
    output: Output = None,
) -> None:
    """Why a number is what it is: its definition, its parts, what was left out, what masks weigh.

    Example: sto explain technical-share duo/ --year 2019-2020
    """
    from sto_cli import ask, inspect_files
    from sto_cli import explain as argue
    from sto_cli.present.explanation import answer
    from sto_cli.present.inspection import narrowest
    from sto_cli.present.outputs import write

    chosen = form_of(form, output, csv_dialect, suffixes=SUFFIXES)
    question = ask(
        indicator,
        definition=definition,
        by=split(by),
        where=where or [],
        years=years(year),
    )
    try:
        data = read_data(
            paths,
            encoding,
            file_year,
            small_counts,
            outputs=[output],
            rejects=rejects,
            sample=sample,
        )
    except TwiceError as error:
        found = inspect_files(
            paths,
            sample=sample,
            encoding=encoding,
            file_years=parse_file_years(file_year or []),
            reject=rejects is not None,
        )
        raise TwiceError(joined([error.args[0], *narrowest(found, question)], "\n")) from error
    emit(write(answer(argue(data, question), data), chosen, csv_dialect), output)
    end(data)


COMMANDS = {"explain": explain}
