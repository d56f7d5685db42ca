"""`sto explain`: why a number is what it is."""

from __future__ import annotations

from typing import Annotated

import typer

from sto_cli.cli.language import speaks
from sto_cli.cli.options import (
    By,
    DefinitionName,
    Definitions,
    Encoding,
    FileYears,
    Form,
    Format,
    Output,
    Paths,
    SmallCounts,
    Where,
    Years,
    emit,
    form_of,
    read_data,
    split,
    years,
)
from sto_cli.errors import UsageError
from sto_cli.language import message


def explain(
    indicator: Annotated[str, typer.Argument(help="technical_share or its command, technical-share; and so on.")],
    paths: Paths = None,
    year: Years = None,
    by: By = None,
    where: Where = None,
    definition: DefinitionName = None,
    definitions: Definitions = None,
    small_counts: SmallCounts = None,
    file_year: FileYears = None,
    encoding: Encoding = None,
    form: Form = None,
    output: Output = None,
) -> None:
    """Why a number is what it is: its definition, its parts, what was left out, what masks weigh.

    Example: sto explain technical-share duo/ --year 2019-2020
    """
    from sto_cli.explain import explain as argue
    from sto_cli.measuring.question import ask, indicator_named
    from sto_cli.present import explanation

    chosen = form_of(form, output)
    if chosen is Format.CSV:
        raise UsageError(message("--format csv: an explanation is no table; choose table or json."))
    question = ask(
        indicator_named(indicator),
        definition=definition,
        by=split(by),
        where=where or [],
        years=years(year),
        definitions=definitions,
    )
    data = read_data(paths, encoding, file_year, small_counts)
    found = argue(data, question)
    emit(explanation.screen(found, data) if chosen is Format.TABLE else explanation.as_json(found, data), output)


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("explain")(speaks(explain))
