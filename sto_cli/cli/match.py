"""`sto match`: which definitions and years give a printed number."""

from __future__ import annotations

from typing import Annotated

import typer

from sto_cli.cli.language import speaks
from sto_cli.cli.options import (
    Definitions,
    Encoding,
    FileYears,
    Form,
    Format,
    From,
    MinCell,
    Output,
    Paths,
    SmallCounts,
    To,
    Where,
    Years,
    change_of,
    emit,
    form_of,
    read_data,
    refuse_locations,
    years,
)
from sto_cli.errors import ExitCode


def match(
    printed: Annotated[str, typer.Argument(help="The number as printed, for instance '19,7%'; put -- before '-11%'.")],
    paths: Paths = None,
    indicator: Annotated[str, typer.Option("--indicator", help="What it is about.")] = "technical_share",
    year: Years = None,
    first: From = None,
    last: To = None,
    where: Where = None,
    definitions: Definitions = None,
    small_counts: SmallCounts = None,
    min_cell: MinCell = 0,
    file_year: FileYears = None,
    encoding: Encoding = None,
    form: Form = None,
    output: Output = None,
) -> None:
    """Which definitions and neighbouring years give a printed number, best first.

    Exits with 1 where none does.

    Example: sto match "19,7%" duo/ --indicator technical_share --year 2019-2020
    """
    from sto_cli.claims.match import match as find
    from sto_cli.claims.near_misses import HELD
    from sto_cli.measuring.question import ask, definitions_of, indicator_named
    from sto_cli.present import match as present

    chosen = form_of(form, output)
    named, change = indicator_named(indicator), change_of(first, last)
    wanted = [[one] for one in years(year)] or [[]]
    questions = [
        ask(named, definition=name, where=where or [], years=span, change=change, definitions=definitions)
        for name in definitions_of(named, definitions)
        for span in wanted
    ]
    refuse_locations(min_cell, questions[0].where)
    data = read_data(paths, encoding, file_year, small_counts, min_cell)
    tried = find(data, printed, questions)
    text = {
        Format.TABLE: lambda: present.screen(printed, tried, data),
        Format.CSV: lambda: present.csv(tried),
        Format.JSON: lambda: present.as_json(printed, tried, data),
    }[chosen]()
    emit(text, output)
    if tried[0].verdict not in HELD:
        raise typer.Exit(ExitCode.FINDING)


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("match")(speaks(match))
