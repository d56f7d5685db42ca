"""The letter's table: every indicator over every year found, each with its change.

What the letter printed is judged beside it, from the numbers that the table shows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from sto_cli.catalog import catalog
from sto_cli.claims.answers import Answers
from sto_cli.claims.check import Check, judge
from sto_cli.claims.file import load_claims
from sto_cli.errors import InputError, StoError
from sto_cli.language import Message, Shown, glance, joined, message
from sto_cli.measuring import exam_source, spoken
from sto_cli.measuring.measure import Result, longest_change, measure, years_of
from sto_cli.measuring.population import FACTS
from sto_cli.measuring.question import Question, ask
from sto_cli.years import Year, parse_years

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sto_cli.claims.claim import Claim, Claims
    from sto_cli.reading.data import Data


@dataclass(frozen=True)
class Block:
    """One indicator of the report: its result, or the reason that it is missing.

    Attributes:
        letter: the letter's claims on the indicator, each with its verdict.
        exams: the same among exam candidates, a second source; None where the files do not tell.
    """

    question: Question
    result: Result | None
    missing: Message | StoError | None = None
    letter: tuple[Check, ...] = ()
    exams: Result | None = None

    def __repr__(self) -> str:
        return glance(f"Block({self.question.indicator.id}, definition={self.question.definition.id})", self.letter)

    @property
    def results(self) -> list[Result]:
        """What was measured."""
        return [result for result in (self.result, self.exams) if result]


class Report(list[Block], Shown):
    """The blocks of a report, and the data that they are of."""

    def __init__(self, blocks: Iterable[Block], data: Data) -> None:
        super().__init__(blocks)
        self.data = data


def letter(data: Data) -> Claims:
    """Give the claims of the letter, with the tables beside the data."""
    return load_claims(data=(file.path for file in data.files))


def on_tables(claims: Claims, data: Data) -> list[Check]:
    """Judge what the letter printed that no file of DUO has and a table beside the data does."""
    answers = Answers(data)
    return [judge(answers, claim) for claim in claims.claims if claim.table]


def report(data: Data, *, years: Iterable[Year] | Year = ()) -> Report:
    """Answer every indicator of the catalog under its default definition.

    An indicator that the files cannot answer is there too, with the reason.

    Raises:
        UsageError: a year is not a school year.
        InputError: no indicator could be answered.
    """
    wanted = parse_years(years)
    present = {year for facts in (data.enrolment, data.exams, data.staffing) for year in facts["school_year"].unique()}
    if absent := sorted({*wanted} - present):
        raise InputError(
            "the files have no data for {absent}; they have {present}.",
            absent=absent[0],
            present=", ".join(sorted(present)),
        )
    measured = (_block(data, entry.id, wanted) for entry in catalog().indicators.values() if entry.in_report)
    claims = letter(data).claims
    blocks = [replace(block, exams=_exams(data, block.question.indicator.id, wanted, claims)) for block in measured]
    if not any(block.results for block in blocks):
        raise InputError(joined({str(block.missing): block.missing for block in blocks if block.missing}.values()))
    return Report(_with_letter(blocks, data, wanted, claims), data)


def _with_letter(blocks: list[Block], data: Data, years: tuple[str, ...], letter: Iterable[Claim]) -> list[Block]:
    """Put beside each result what the letter printed of it, under the same definition and years."""
    answers = Answers(data)
    for block in blocks:
        if block.result:
            answers.learn(block.result)
    claims = [claim for claim in letter if claim.asked and (not years or {*claim.asked.years} <= {*years})]
    return [
        replace(block, letter=tuple(judge(answers, claim) for claim in claims if _is_about(block, claim)))
        for block in blocks
    ]


def _is_about(block: Block, claim: Claim) -> bool:
    asked = claim.asked.question if claim.asked else None
    return asked is not None and not asked.where and asked.definition == block.question.definition


def _exams(data: Data, beside: str, wanted: tuple[str, ...], claims: Iterable[Claim]) -> Result | None:
    """Measure the same among exam candidates in all years of the source that has the letter's years, or the first and last there are.

    Use the first definition that can be compared over years, or else the first.
    """
    letter = sorted({year for claim in claims if claim.asked for year in _of(claim, beside)})
    found = []
    for indicator in [entry.id for entry in catalog().indicators.values() if entry.beside == beside]:
        for definition in catalog().definitions[indicator]:
            question = ask(indicator, definition=definition)
            try:
                spans = exam_source.spans(data, question)
            except InputError:
                continue
            years = tuple(year for year in sorted({*chain(*spans)}) if not wanted or year in wanted)
            if not years:
                continue
            own = next(
                ((letter[0], letter[-1]) for span in spans if {*letter[:1], *letter[-1:]} <= {*span, *years}), None
            )
            change = own or longest_change(data, replace(question, years=years))
            span = next((span for span in spans if change and {*change} <= {*span}), years[-1:])
            found.append(
                measure(data, replace(question, years=tuple(year for year in span if year in years), change=change))
            )
    return next((result for result in found if result.question.change and not result.refused), next(iter(found), None))


def _of(claim: Claim, indicator: str) -> tuple[str, ...]:
    asked = claim.asked
    return asked.years if asked and asked.question.indicator.id == indicator else ()


def _block(data: Data, indicator: str, years: tuple[str, ...]) -> Block:
    question = ask(indicator)
    present = years_of(data, question)
    wanted = tuple(year for year in present if not years or year in years)
    if present and not wanted:
        missing = message(
            "{indicator}: the files have no {facts} data for {years}.",
            indicator=spoken.label_of(indicator),
            facts=FACTS[question.indicator.facts],
            years=", ".join(years),
        )
        return Block(question, None, missing)
    question = replace(question, years=wanted)
    question = replace(question, change=longest_change(data, question))
    try:
        return Block(question, measure(data, question))
    except InputError as error:
        return Block(question, None, error)
