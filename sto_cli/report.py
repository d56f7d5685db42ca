"""The letter's table: every indicator over every year found, each with its change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sto_cli import breaks
from sto_cli.catalog import catalog
from sto_cli.errors import InputError
from sto_cli.measure import Result, measure
from sto_cli.question import Question, ask

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sto_cli.data import Data


@dataclass(frozen=True)
class Block:
    """One indicator of the report: its result, or why there is none."""

    question: Question
    result: Result | None
    missing: str | None = None


def report(data: Data, *, years: Iterable[str] = ()) -> list[Block]:
    """Answer every indicator of the catalog under its default definition.

    An indicator that the files cannot answer is there too, with the reason.

    Raises:
        InputError: no indicator could be answered.
    """
    blocks = [_block(data, indicator, tuple(years)) for indicator in catalog().indicators]
    if not any(block.result for block in blocks):
        raise InputError(" ".join(dict.fromkeys(block.missing for block in blocks if block.missing)))
    return blocks


def _block(data: Data, indicator: str, years: tuple[str, ...]) -> Block:
    question = ask(indicator)
    facts = data.enrolment if question.indicator.facts == "enrolment" else data.staffing
    present = facts["school_year"].unique().sort().to_list()
    wanted = tuple(year for year in present if not years or year in years)
    if present and not wanted:
        return Block(
            question, None, f"{indicator}: the files hold no {question.indicator.facts} data of {', '.join(years)}."
        )
    broken = breaks.broken_years(data.enrolment, question.definition) if question.indicator.facts == "enrolment" else {}
    question = ask(indicator, years=wanted, change=longest_change(wanted, broken))
    try:
        return Block(question, measure(data, question))
    except InputError as error:
        return Block(question, None, str(error))


def longest_change(years: tuple[str, ...], broken: Iterable[str]) -> tuple[str, str] | None:
    """Choose the first and last year that can be compared; across a break only where there is nothing else."""
    comparable = [year for year in years if year not in broken]
    chosen = comparable if len(comparable) > 1 else list(years)
    return (chosen[0], chosen[-1]) if len(chosen) > 1 else None
