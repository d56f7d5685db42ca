"""One command per indicator; they differ in name and help only."""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003  # Typer reads annotations at run time
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from sto_cli.cli.options import (
    By,
    CsvDialect,
    Decompose,
    DefinitionName,
    Encoding,
    FileYears,
    Flows,
    FormOption,
    From,
    MinPupils,
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
    split,
    years,
)
from sto_cli.cli.reading import read_data, tell_unknown
from sto_cli.cli.rejects import end
from sto_cli.cli.writing import emit
from sto_cli.errors import ExitCode
from sto_cli.language import say
from sto_cli.present.forms import SUFFIXES, Dialect

if TYPE_CHECKING:
    from sto_cli import Data, Question
    from sto_cli.present.outputs import Answer

_INDICATORS = {
    "technical-share": (
        "technical_share",
        "Pupils in technical profiles as a share of all pupils.",
        "sto technical-share duo/ --by province --year 2019-2020",
    ),
    "profile-counts": (
        "profile_count",
        "How many location × profile pairs have pupils, and how many locations offer a technical profile.",
        "sto profile-counts duo/ --by profile --year 2019-2020",
    ),
    "fte-change": (
        "fte_change",
        "FTE of teachers in technical and other profiles, and their change.",
        "sto fte-change staff.csv --from 2018 --to 2023",
    ),
    "side-entrants": (
        "side_entrant_rate",
        "Side entrants (zij-instromers) as a share of teachers.",
        "sto side-entrants staff.csv --from 2018 --to 2023",
    ),
    "pupils": (
        "pupil_count",
        "How many pupils there are, by profile, track, province, sex.",
        "sto pupils duo/ --by profile --year 2019-2020",
    ),
    "vmbo-share": (
        "vmbo_share",
        "Vmbo pupils as a share of all pupils in grade 3.",
        "sto vmbo-share duo/ --by province",
    ),
    "exam-share": (
        "exam_technical_share",
        "Exam candidates in technical profiles as a share of all: a second source, beside technical-share.",
        "sto exam-share duo/ --by track --year 2018-2019",
    ),
    "exam-profiles": (
        "exam_profile_count",
        "How many location × profile pairs have exam candidates: a second source, beside profile-counts.",
        "sto exam-profiles duo/ --by profile --year 2018-2019",
    ),
}


def _command(indicator: str, told: str) -> Callable[..., None]:
    def command(  # one parameter per option
        paths: Paths = None,
        by: By = None,
        where: Where = None,
        year: Years = None,
        first: From = None,
        last: To = None,
        decompose: Decompose = None,
        flows: Flows = False,  # noqa: FBT002  # a flag of the command line
        definition: DefinitionName = None,
        min_pupils: MinPupils = 1,
        small_counts: SmallCounts = None,
        file_year: FileYears = None,
        encoding: Encoding = None,
        rejects: Rejects = None,
        sample: Sample = False,  # noqa: FBT002  # a flag of the command line
        form: FormOption = None,
        csv_dialect: CsvDialect = Dialect.RFC4180,
        output: Output = None,
    ) -> None:
        from sto_cli import ask
        from sto_cli.present.outputs import write

        chosen = form_of(form, output, csv_dialect, suffixes=SUFFIXES)
        question = ask(
            indicator,
            definition=definition,
            by=split(by),
            where=where or [],
            years=years(year),
            change=change_of(first, last),
            min_pupils=min_pupils,
        )
        if decompose is not None:
            from sto_cli import refuse_decomposition

            refuse_decomposition(question, decompose)
        if flows:
            from sto_cli import refuse_flows

            refuse_flows(question)
        data = read_data(
            paths,
            encoding,
            file_year,
            small_counts,
            outputs=[output],
            rejects=rejects,
            sample=sample,
        )
        if flows:
            answered, refused = _flows(data, question), False
        elif decompose is not None:
            answered, refused = _taken_apart(data, question, decompose)
        else:
            answered, refused = _answer(data, question)
        emit(write(answered, chosen, csv_dialect), output)
        if refused:
            typer.echo(
                say("sto: the change is refused: a year lies across the series break of 2016 to 2018."), err=True
            )
            raise typer.Exit(ExitCode.FINDING)
        end(data)

    command.__doc__ = told
    return command


def _answer(data: Data, question: Question) -> tuple[Answer, bool]:
    """Answer a question, and say whether a change was refused."""
    from sto_cli import calculate, longest_change
    from sto_cli.present.indicator import answer

    if question.indicator.kind == "amount" and not question.years and not question.change:
        question = replace(question, change=longest_change(data, question))
    result = calculate(data, question)
    tell_unknown([result], data)
    return answer(result, data), result.refused


def _flows(data: Data, question: Question) -> Answer:
    from sto_cli import flows
    from sto_cli.present.flows import answer

    return answer(flows(data, question), data)


def _taken_apart(data: Data, question: Question, column: str) -> tuple[Answer, bool]:
    """Say what a change is made of, and whether it was refused."""
    from sto_cli import decompose
    from sto_cli.present.decomposition import answer

    found = decompose(data, question, column)
    return answer(found, data), found.result.refused


COMMANDS = {
    name: _command(indicator, f"{what}\n\nExample: {example}")
    for name, (indicator, what, example) in _INDICATORS.items()
}
