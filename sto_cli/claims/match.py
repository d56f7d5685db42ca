"""Which definitions and years give a printed number: every one is tried, and the tries are counted.

With enough of them something always fits, so a match is a lead and not a proof.
"""

from __future__ import annotations

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
from sto_cli.measuring.question import ask, indicator_named
from sto_cli.years import parse_years

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from fractions import Fraction

    from sto_cli.claims.printed import Printed
    from sto_cli.claims.verdict import Possible
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
        distance: how far its number lies from what was printed, in the unit of the answer; None without a number.
        marks: those of its row, as `measuring.marks` writes them.
    """

    asked: Asked
    possible: Possible
    verdict: Verdict
    distance: Fraction | None
    marks: str | None = None

    @property
    def holds(self) -> bool:
        """Whether this reading gives the number, or its estimate fits it."""
        return self.verdict in HELD


def readings(
    indicator: str,
    *,
    years: Iterable[Year] | Year = (),
    change: tuple[Year, Year] | None = None,
    where: Mapping[str, Values] | None = None,
) -> list[Question]:
    """List the questions that a printed number may answer: each definition of an indicator, in each year.

    Raises:
        CatalogError, UsageError: as `ask`.
    """
    named = indicator_named(indicator)
    spans = [[year] for year in parse_years(years)] or [[]]
    return [
        ask(named, definition=name, where=where, years=span, change=change)
        for name in catalog().definitions[named]
        for span in spans
    ]


def match(data: Data, text: str, questions: list[Question]) -> list[Candidate]:
    """Set a printed number against every part of every question, in its years and the neighbouring ones.

    Args:
        data: the facts.
        text: the number as printed.
        questions: one per definition, each with its `years` or `change`; without years, all that there are.

    Returns:
        All that was tried, best first.

    Raises:
        PrintedError: the text is no number.
        UsageError: it is printed in another unit than the indicator has.
        InputError: nothing could be tried.
    """
    unit = unit_of(questions[0])
    number = printed.parse(text, expect=unit)
    if number.unit not in UNITS[unit]:
        raise UsageError(
            "'{text}' is printed as {unit}, but {indicator} is measured in {wanted}; use --from and --to for a change, or choose another --indicator.",
            text=text,
            unit=UNIT_NAMES[number.unit],
            indicator=questions[0].indicator.id,
            wanted=UNIT_NAMES[UNITS[unit][0]],
        )
    answers = Answers(data)
    found = [_candidate(answers, asked) for question in questions for asked in _readings(answers, question, number)]
    tried = [candidate for candidate in found if candidate]
    if not tried:
        raise InputError(
            "{indicator}: the files have no data for these years, so no combination was tried.",
            indicator=questions[0].indicator.id,
        )
    return sorted(tried, key=_rank)


def _readings(answers: Answers, question: Question, number: Printed) -> Iterator[Asked]:
    for part in question.definition.parts:
        asked = Asked(question, part, number)
        present = answers.years(asked)
        wanted = [asked.years, *moved(asked.years)] if asked.years else [(year,) for year in sorted(present)]
        for span in wanted:
            if present.issuperset(span) and list(span) == sorted({*span}):
                yield asked.in_year(*span)


def _candidate(answers: Answers, asked: Asked) -> Candidate | None:
    try:
        row, possible = answers.answer(asked)
    except InputError:
        return None
    verdict, _ = decide(asked, possible)
    value = possible.estimate if possible.estimate is not None else possible.low
    printed_value = asked.number.value if asked.number else None
    distance = None if value is None or printed_value is None else abs(value - printed_value)
    return Candidate(asked, possible, verdict, distance, row["marks"])


def _rank(candidate: Candidate) -> tuple[int, bool, Fraction | int]:
    return _ORDER.index(candidate.verdict), candidate.distance is None, candidate.distance or 0
