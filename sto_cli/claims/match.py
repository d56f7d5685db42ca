"""Which indicators, definitions, groups and years give a printed number: every one is tried, and the tries are counted.

With enough of them something always fits, so a match is a lead and not a proof.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sto_cli.catalog import catalog
from sto_cli.claims import printed
from sto_cli.claims.answers import Answers
from sto_cli.claims.asked import UNITS, Asked, unit_of
from sto_cli.claims.near_misses import HELD, decide, moved
from sto_cli.claims.number import UNIT_NAMES
from sto_cli.claims.verdict import Verdict
from sto_cli.errors import InputError, UsageError
from sto_cli.language import joined
from sto_cli.measuring import spoken
from sto_cli.measuring.question import ask, indicator_named
from sto_cli.years import parse_years

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from fractions import Fraction

    from sto_cli.catalog.models import Unit
    from sto_cli.claims.answers import Group
    from sto_cli.claims.printed import Printed
    from sto_cli.claims.verdict import Possible
    from sto_cli.language import Message
    from sto_cli.measuring.question import Question, Values
    from sto_cli.reading.data import Data
    from sto_cli.years import Year

# Best first: what every filling gives, what the estimate fits, with few others or with many, what cannot be told, what does not follow.
_ORDER = (
    Verdict.CONFIRMED,
    Verdict.PLAUSIBLE,
    Verdict.WEAK,
    Verdict.UNDECIDABLE,
    Verdict.DOUBTFUL,
    Verdict.CONTRADICTED,
)


@dataclass(frozen=True)
class Candidate:
    """One reading that was tried.

    Attributes:
        group: what it is of, where the question is cut: values of the columns that it is cut by.
        distance: how far its number lies from what was printed, in the unit of the answer; None without a number.
        marks: those of its row, as `measuring.marks` writes them.
    """

    asked: Asked
    possible: Possible
    verdict: Verdict
    distance: Fraction | None
    marks: str | None = None
    group: Group = ()

    @property
    def holds(self) -> bool:
        """Whether this reading gives the number, or its estimate fits it."""
        return self.verdict in HELD


def readings(
    indicator: str | None = None,
    *,
    years: Iterable[Year] | Year = (),
    change: tuple[Year, Year] | None = None,
    where: Mapping[str, Values] | None = None,
    by: str | Iterable[str] = (),
) -> list[Question]:
    """List the questions that a printed number may answer: each definition of an indicator, in each year.

    Without `indicator` those of all that can be cut and filtered so.

    Raises:
        CatalogError, UsageError: as `ask`.
    """
    spans = [[year] for year in parse_years(years)] or [[]]
    found: list[Question] = []
    refused: list[UsageError] = []
    for named in [indicator_named(indicator)] if indicator else catalog().indicators:
        try:
            found += [
                ask(named, definition=name, where=where, by=by, years=span, change=change)
                for name in catalog().definitions[named]
                for span in spans
            ]
        except UsageError as error:
            refused.append(error)
    if not found:
        raise refused[0]
    return found


def match(data: Data, text: str, questions: list[Question]) -> list[Candidate]:
    """Set a printed number against every part and group of every question, in its years and the neighbouring ones.

    Args:
        data: the facts.
        text: the number as printed.
        questions: one per definition, each with its `years` or `change`; without years, all that there are. Those
            about an indicator with another unit than is printed are left out.

    Returns:
        All that was tried, best first.

    Raises:
        PrintedError: the text is no number.
        UsageError: it is printed in another unit than the indicators have.
        InputError: nothing could be tried.
    """
    numbers = _numbers(text, questions)
    answers = Answers(data)
    tried = [
        candidate
        for question in questions
        if (number := numbers.get(unit_of(question)))
        for asked in _readings(answers, question, number)
        for candidate in _candidates(answers, asked)
    ]
    if not tried:
        raise InputError(
            "{indicator}: the files have no data for these years, so no combination was tried.",
            indicator=_named(questions),
        )
    return sorted(tried, key=_rank)


def _named(questions: list[Question]) -> Message:
    return joined(map(spoken.label_of, dict.fromkeys(question.indicator.id for question in questions)), ", ")


def _numbers(text: str, questions: list[Question]) -> dict[Unit, Printed]:
    """Read a printed number as each unit in which the questions are answered; those that it is not printed in have none."""
    found: dict[Unit, Printed] = {}
    refused: list[UsageError] = []
    for unit in dict.fromkeys(map(unit_of, questions)):
        try:
            number = printed.parse(text, expect=unit)
        except printed.PrintedError as error:
            refused.append(error)
            continue
        if number.unit in UNITS[unit]:
            found[unit] = number
            continue
        refused.append(
            UsageError(
                "'{text}' is printed as {unit}, but {indicator} is measured in {wanted}; use --from and --to for a change, or choose another --indicator.",
                text=text,
                unit=UNIT_NAMES[number.unit],
                indicator=_named([one for one in questions if unit_of(one) == unit]),
                wanted=UNIT_NAMES[UNITS[unit][0]],
            )
        )
    if not found:
        raise refused[0]
    return found


def _readings(answers: Answers, question: Question, number: Printed) -> Iterator[Asked]:
    for part in question.definition.parts:
        asked = Asked(question, part, number=number)
        present = answers.years(asked)
        wanted = [asked.years, *moved(asked.years)] if asked.years else [(year,) for year in sorted(present)]
        for span in wanted:
            if present.issuperset(span) and list(span) == sorted({*span}):
                yield asked.in_year(*span)


def _candidates(answers: Answers, asked: Asked) -> Iterator[Candidate]:
    with suppress(InputError):
        for group in answers.groups(asked):
            row, possible = answers.answer(asked, group)
            value = possible.estimate if possible.estimate is not None else possible.low
            printed_value = asked.number.value if asked.number else None
            distance = None if value is None or printed_value is None else abs(value - printed_value)
            yield Candidate(asked, possible, decide(asked, possible)[0], distance, row["marks"], group)


def _rank(candidate: Candidate) -> tuple[int, bool, Fraction | int]:
    return _ORDER.index(candidate.verdict), candidate.distance is None, candidate.distance or 0
