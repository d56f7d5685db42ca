"""What is computed of files: a command per indicator, which differ in name, help and special options, and those about all.

The latter are `sto report`, `sto explain` and `sto match`.
"""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003  # Typer reads annotations at run time
from dataclasses import dataclass, replace
from pathlib import Path  # noqa: TC003  # Typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

import sto_cli
from sto_cli.cli import completion
from sto_cli.cli.commands import indicators
from sto_cli.cli.options import Asking, Paths, SamplePaths, split, where_of, without
from sto_cli.cli.reading import Reading, end
from sto_cli.cli.streams import complain
from sto_cli.cli.writing import Writing, refuse_inputs
from sto_cli.errors import ExitCode, TwiceError, UsageError
from sto_cli.language import joined, say

if TYPE_CHECKING:
    from sto_cli import Data, Question
    from sto_cli.present import table
    from sto_cli.present.forms import Answer
    from sto_cli.present.report import Shows


@dataclass(frozen=True)
class Special:
    """Other questions about an indicator; each command leaves out those that do not apply to it.

    Raises:
        UsageError: options are given that do not go together.
    """

    PANEL: ClassVar = "Question"
    decompose: Annotated[
        str | None,
        typer.Option(
            "--decompose",
            autocompletion=completion.halves,
            metavar="COLUMN",
            help="Divide the change of a share over the groups of track, province or sex: within them, and their mix.",
        ),
    ] = None
    sort: Annotated[
        str | None,
        typer.Option(
            "--sort",
            autocompletion=completion.orders,
            metavar="ORDER",
            help="value, change or name; -value for the other way round.",
        ),
    ] = None
    top: Annotated[int | None, typer.Option("--top", metavar="N", min=1, help="The first N rows only.")] = None
    everything: Annotated[bool, typer.Option("--all", help="Rows that are 0 or empty too.")] = False
    flows: Annotated[bool, typer.Option("--flows", help="What opened and what closed, by name and place.")] = False
    successors: Annotated[
        Path | None,
        typer.Option(
            "--successors",
            metavar="FILE",
            help="With --flows: a table old,new of locations or schools that were renumbered or merged.",
        ),
    ] = None

    def __post_init__(self) -> None:
        if self.successors and not self.flows:
            raise UsageError(
                "--successors {file}: applies only to --flows; add that, or leave out --successors.",
                file=self.successors,
            )
        if self.flows and (self.sort or self.top):
            raise UsageError("--flows: lists all that opened and closed, by kind and name; leave out --sort and --top.")


_WITHOUT = {
    "share": ("flows", "successors", "min_pupils"),
    "distinct": ("decompose",),
    "sum": ("decompose", "flows", "successors", "min_pupils"),
    "amount": ("decompose", "flows", "successors", "min_pupils", "small_counts"),
    "ratio": ("decompose", "flows", "successors", "min_pupils", "small_counts"),
}
"""Options that do not apply, by kind of indicator: shares are decomposed, locations open and close, nothing of staff is estimated."""


def command(name: str) -> Callable[..., None]:
    """Make the command of an indicator."""
    told = indicators()[name]
    of_exams = ("flows", "successors") if told["facts"] == "exams" and told["kind"] == "distinct" else ()
    of_technical = () if told.get("tells_technical", True) else ("technical",)

    @without(*_WITHOUT[told["kind"]], *of_exams, *of_technical)
    def command_(
        asking: Asking,
        special: Special,
        reading: Reading,
        writing: Writing,
        paths: Paths = None,
    ) -> None:
        from sto_cli.measuring import decomposition, flows
        from sto_cli.present import table

        question = asking.question(name)
        if special.decompose is not None:
            decomposition.refuse(question, special.decompose)
        if special.flows:
            flows.refuse(question)
            refuse_inputs([writing.output], [special.successors], reading.rejects)
        changes = bool(question.change) or question.indicator.kind == "amount"
        shown = table.shown(special.sort, special.top, everything=special.everything, changes=changes)
        data = reading.load(paths, writing.output, asked=[question])
        answered, refused = _answer(data, question, special, shown, reading)
        writing.write(answered)
        _end_refused(refused=refused)
        if question.where and answered.nobody:
            complain(say("sto: nothing is left: under this definition nobody in these files meets all of --where."))
            if question.indicator.kind in {"share", "ratio"}:  # of a count, 0 is the answer
                raise typer.Exit(ExitCode.INPUT)
        end(data)

    command_.__name__ = name
    command_.__doc__ = f"{told['help']}\n\nExample: {told['example']}"
    return command_


def _answer(
    data: Data, question: Question, special: Special, shown: table.Shown, reading: Reading
) -> tuple[Answer, bool]:
    """Answer a question, and say whether a change was refused."""
    from sto_cli.measuring.measure import longest_change
    from sto_cli.present import decomposition, flows, indicator

    if special.flows:
        moved = sto_cli.flows(data, question, special.successors)
        return flows.answer(moved, data, everything=special.everything), False
    if special.decompose is not None:
        found = sto_cli.decompose(data, question, special.decompose)
        return decomposition.answer(found, data), found.result.refused
    if question.indicator.kind == "amount" and not question.years and not question.change:
        question = replace(question, change=longest_change(data, question))
    result = sto_cli.calculate(data, question)
    reading.tell_unknown([result], data)
    return (
        indicator.answer(result, data, lambda: sto_cli.calculate(data, replace(question, by=())), shown),
        result.refused,
    )


@dataclass(frozen=True)
class Extent:
    """How much of a report is shown.

    Raises:
        UsageError: two extents are asked for.
    """

    PANEL: ClassVar = "Question"
    years: Annotated[bool, typer.Option("--years", help="Every indicator, all years side by side.")] = False
    everything: Annotated[
        bool, typer.Option("--all", help="Intervals, bounds, what shares are made of, definitions and notes as well.")
    ] = False

    def __post_init__(self) -> None:
        if self.years and self.everything:
            raise UsageError("--years and --all do not go together; leave out one of them.")

    @property
    def shows(self) -> Shows:
        """The extent as the report knows it."""
        return "all" if self.everything else "years" if self.years else "letter"


@without("by", "where", "first", "last", "definition", "technical", "min_pupils")
def report(
    reading: Reading,
    asking: Asking,
    writing: Writing,
    extent: Extent,
    paths: SamplePaths = None,
) -> None:
    """The letter's table: what it printed beside what the files give, with the verdict.

    Example: sto report duo/ --years
    """
    from sto_cli.present.forms import Form
    from sto_cli.present.report import answer

    is_short = writing.form is Form.TABLE and extent.shows == "letter" and not reading.rejects
    asked = [sto_cli.question(name) for name in indicators()]
    data = reading.load(paths, writing.output, sample=not paths, asked=asked, quiet=is_short)
    blocks = sto_cli.report(data, years=asking.years)
    reading.tell_unknown([result for block in blocks for result in block.results], data)
    writing.write(answer(blocks, data, extent.shows))
    end(data)


@without("min_pupils")
def explain(
    indicator: Annotated[
        str,
        typer.Argument(
            metavar="INDICATOR",
            autocompletion=completion.asked,
            help="technical_share or its command, technical-share; and so on.",
        ),
    ],
    asking: Asking,
    reading: Reading,
    writing: Writing,
    paths: Paths = None,
) -> None:
    """Why a number is what it is: its definition, its parts, what was left out, what masks weigh.

    With --from and --to why it changed: each group's part in the change, by profile or as --by says.

    Example: sto explain technical-share duo/ --year 2019-2020
    """
    from sto_cli.present.explanation import answer
    from sto_cli.present.inspection import narrowest

    question = asking.question(indicator)
    try:
        data = reading.load(paths, writing.output, asked=[question])
    except TwiceError as error:
        told = narrowest(reading.inspect(paths), question)
        raise TwiceError(joined([error.args[0], *told], "\n")) from error
    explained = sto_cli.explain(data, question)
    writing.write(answer(explained, data))
    _end_refused(refused=explained.result.refused)
    end(data)


def _end_refused(*, refused: bool) -> None:
    """End a command whose change is refused."""
    if refused:
        complain(say("sto: the change is refused: a year lies across the series break of 2016 to 2018."))
        raise typer.Exit(ExitCode.FINDING)


@without("definition", "technical", "min_pupils")
def match(
    printed: Annotated[
        str, typer.Argument(metavar="NUMBER", help="The number as printed, for instance '19,7%' or '-11%'.")
    ],
    asking: Asking,
    reading: Reading,
    writing: Writing,
    paths: Paths = None,
    indicator: Annotated[
        str | None,
        typer.Option(
            "--indicator",
            autocompletion=completion.asked,
            metavar="INDICATOR",
            help="What it is about. Without: every indicator in its unit.",
        ),
    ] = None,
) -> None:
    """Which indicators, definitions and neighbouring years give a printed number, best first.

    Exits with 1 where none does.

    Example: sto match 22.913 duo/ --year 2019-2020
    """
    from sto_cli.present.match import answer

    questions = sto_cli.readings(
        indicator, years=asking.years, change=asking.change, where=where_of(asking.where), by=split(asking.by)
    )
    data = reading.load(paths, writing.output, asked=questions)
    tried = sto_cli.match(data, printed, questions)
    writing.write(answer(printed, tried, data))
    if not tried[0].holds:
        raise typer.Exit(ExitCode.FINDING)
    end(data)
