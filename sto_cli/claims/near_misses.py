"""What a reader should know beside a verdict: the number is barely right, or right under another reading.

If a number does not hold, other readings are tried and counted: with enough of them something fits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from sto_cli import years
from sto_cli.catalog import catalog
from sto_cli.claims import exact, printable
from sto_cli.claims.verdict import Cause, Possible, Verdict, judge
from sto_cli.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sto_cli.claims.answers import Answers
    from sto_cli.claims.asked import Asked, Stated
    from sto_cli.claims.own_table import OwnTable

HELD = (Verdict.CONFIRMED, Verdict.PLAUSIBLE)
"""Verdicts under which what was printed holds."""
FITS = (*HELD, Verdict.WEAK)
"""Verdicts under which no other reading is looked for."""

WIDEST_POINTS, WIDEST_PART = Fraction(1, 50), Fraction(1, 10)
"""How wide the 95% interval of a weak number may be: 2 points of a share, a tenth of a count or of FTE."""


class Kind(StrEnum):
    """How a number misses, or only just does not."""

    ROUNDING = "rounding"
    """Right only thanks to rounding: it lies just inside an end of what was printed."""
    TRUNCATION = "truncation"
    """Its last digits were cut off, and not rounded: 19.27 printed as 19,2."""
    SIGN = "sign"
    """Right with the other sign: a fall that is printed as a rise."""
    TOUCHES = "touches"
    """It lies exactly on an end, so another rounding rule would print something else."""
    DEFINITION = "definition"
    """Right under another definition."""
    YEAR = "year"
    """Right for a neighbouring year."""
    UNIT = "unit"
    """Right with percentage points in the place of percent."""
    ROW = "row"
    """Right for another row of the table."""
    GROWTH = "growth"
    """Right as growth of the share itself, in percent."""


@dataclass(frozen=True)
class NearMiss:
    """What a reader should know beside the verdict.

    Attributes:
        definition: the other definition that gives what was printed.
        years: the neighbouring years that do.
        line: the other row of a table that does.
        possible: what the data allow there.
    """

    kind: Kind
    possible: Possible
    definition: str | None = None
    years: tuple[str, ...] = ()
    line: int | None = None


def decide(asked: Stated, possible: Possible) -> tuple[Verdict, Cause]:
    """Judge a claim; in the wrong unit it is contradicted whatever its digits are."""
    if asked.is_wrong_unit and possible.reason is None and possible.low is not None:
        return Verdict.CONTRADICTED, Cause.WRONG_UNIT
    return judge(asked.range, possible, printable=_printable(asked, possible)[0], widest=_widest(asked, possible))


def _widest(asked: Stated, possible: Possible) -> Fraction | None:
    """Give how wide the 95% interval of a weak number may be; growth is a part of its first year."""
    if asked.unit in ("share", "pp"):
        return WIDEST_POINTS
    of = Fraction(1) if asked.unit == "pct_change" else possible.estimate
    return None if of is None else abs(of) * WIDEST_PART


def fits(asked: Stated, possible: Possible) -> tuple[int | None, tuple[str, ...]]:
    """Count the values that could have been printed, and list those besides what was."""
    count, values = _printable(asked, possible)
    like = asked.number
    return count, tuple(printable.show(value, like) for value in values if value != like.value) if like else ()


def _printable(asked: Stated, possible: Possible) -> tuple[int | None, tuple[Fraction, ...]]:
    if asked.number is None or asked.number.limits:
        return None, ()
    if possible.est_low is None or possible.est_high is None:
        return 0, ()
    return printable.printable(possible.est_low, possible.est_high, asked.number)


def edges(asked: Stated, possible: Possible) -> Iterator[NearMiss]:
    """Notice a number that is right only just, or only with its digits cut off or with the other sign."""
    number, value = asked.number, possible.low
    if number is None or asked.is_wrong_unit or value is None or possible.reason:
        return
    if asked.is_change and number.value and decide(asked, possible)[0] not in FITS:
        mirrored = replace(asked, number=number.mirrored())
        if decide(mirrored, possible)[0] in HELD:
            yield NearMiss(Kind.SIGN, possible)
    if not possible.is_exact:
        return
    if not asked.range.has_all(value, value):
        if not number.hedge and printable.truncated(value, number) == number.value:
            yield NearMiss(Kind.TRUNCATION, possible)
    elif printable.touches_end(number, value):
        yield NearMiss(Kind.TOUCHES, possible)
    elif printable.near_end(number, value):
        yield NearMiss(Kind.ROUNDING, possible)


def rows(own: OwnTable) -> Iterator[NearMiss]:
    """Give the other rows of a table that have what was printed."""
    for line, value in own.others:
        if own.range.has_all(value, value):
            yield NearMiss(Kind.ROW, Possible(value, value), line=line)


def others(answers: Answers, asked: Asked) -> list[tuple[Kind, Asked]]:
    """List the other questions whose answer may be what was printed: other definitions, neighbouring years."""
    definitions = [(Kind.DEFINITION, other) for other in _other_definitions(asked)]
    return [*definitions, *((Kind.YEAR, other) for other in _neighbours(answers, asked))]


def reproduced(answers: Answers, readings: list[tuple[Kind, Asked]]) -> Iterator[NearMiss]:
    """Keep those that do give what was printed."""
    for kind, other in readings:
        try:
            _, possible = answers.answer(other)
        except InputError:
            continue
        if decide(other, possible)[0] in HELD:
            yield NearMiss(kind, possible, definition=other.question.definition.id, years=other.years)


def _other_definitions(asked: Asked) -> Iterator[Asked]:
    """Ask the same under the catalog's other definitions, where these have the same part."""
    question = asked.question
    for definition in catalog().definitions[question.indicator.id].values():
        parts = {part.id: part for part in definition.parts}
        if definition.id != question.definition.id and asked.part.id in parts:
            yield replace(asked, question=replace(question, definition=definition), part=parts[asked.part.id])


def _neighbours(answers: Answers, asked: Asked) -> Iterator[Asked]:
    """Ask the same one year earlier and later; of a change, with either end moved."""
    present = answers.years(asked)
    for span in moved(asked.years):
        if present.issuperset(span) and len({*span}) == len(span):
            yield asked.in_year(*span)


def moved(span: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Move one year at a time to the one before and the one after."""
    for position, year in enumerate(span):
        for step in (-1, 1):
            other = years.school_year(years.first_year(year) + step)
            yield (*span[:position], other, *span[position + 1 :])


def units(answers: Answers, asked: Asked, possible: Possible) -> Iterator[NearMiss]:
    """Say what the digits of a number in the wrong unit would be right for."""
    if not asked.is_wrong_unit or asked.question.change is None or possible.low is None:
        return
    if judge(asked.range, possible, printable=_printable(asked, possible)[0])[0] in HELD:
        yield NearMiss(Kind.UNIT, possible)
    first, last = (answers.answer(asked.in_year(year))[1] for year in asked.question.change)
    grown = Possible(*exact.growth(first, last))
    if asked.unit == "pp" and judge(asked.range, grown)[0] is Verdict.CONFIRMED:
        yield NearMiss(Kind.GROWTH, grown)
