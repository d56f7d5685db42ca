"""What a claim asks: a question for `measure`, and what was printed as an interval to set beside the answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from sto_cli.claims.verdict import Range

if TYPE_CHECKING:
    from sto_cli.catalog import Part
    from sto_cli.catalog.models import Unit
    from sto_cli.claims.printed import Printed
    from sto_cli.measuring.question import Question

UNITS: dict[Unit, tuple[str, ...]] = {
    "share": ("percent",),
    "pct_change": ("percent",),
    "pp": ("pp",),
    "count": ("plain",),
    "fte": ("fte", "plain"),
}
"""What a printed number says it is, by the unit of the answer."""


class Direction(StrEnum):
    """Which way a number went, where a document says that instead of how much."""

    RISES = "rises"
    FALLS = "falls"
    STABLE = "stable"
    STABLE_OR_RISES = "stable_or_rises"


@dataclass(frozen=True, kw_only=True)
class Stated(ABC):
    """What was printed, as an interval to set beside an answer.

    Attributes:
        number: what was printed; None for a direction.
        margin: how far from 0 is still stable, in the unit of the change.
    """

    number: Printed | None = None
    direction: Direction | None = None
    margin: Fraction = Fraction(0)

    @property
    @abstractmethod
    def unit(self) -> Unit:
        """The unit of the answer."""

    @property
    @abstractmethod
    def is_change(self) -> bool:
        """Whether the answer is a change."""

    @property
    def is_wrong_unit(self) -> bool:
        """Whether it is printed in percent where percentage points are meant, or the other way round."""
        return False

    @property
    def range(self) -> Range:
        """What was printed, as an interval."""
        zero = Fraction(0)
        if self.number is not None:
            printed = self.number
            found = Range(printed.low, printed.high, printed.low_open, printed.high_open)
            # A change that rose lies above 0, however few decimals were printed of it.
            if self.is_change and printed.sign > 0 and (printed.low is None or printed.low <= 0):
                return replace(found, low=zero, low_open=True)
            if self.is_change and printed.sign < 0 and (printed.high is None or printed.high >= 0):
                return replace(found, high=zero, high_open=True)
            return found
        ranges = {
            Direction.RISES: Range(zero, None, low_open=True),
            Direction.FALLS: Range(None, zero, high_open=True),
            Direction.STABLE: Range(-self.margin, self.margin),
            Direction.STABLE_OR_RISES: Range(-self.margin, None),
        }
        return ranges[self.direction or Direction.STABLE]


@dataclass(frozen=True)
class Asked(Stated):
    """What a claim asks of the data.

    Attributes:
        part: the part of the definition that the claim is about.
    """

    question: Question
    part: Part

    @property
    def unit(self) -> Unit:
        """The unit the data give the answer in."""
        return unit_of(self.question)

    @property
    def is_change(self) -> bool:
        """Whether it is of two years."""
        return self.question.change is not None

    @property
    def is_wrong_unit(self) -> bool:
        """Whether it is printed in percent where percentage points are meant, or the other way round."""
        return self.number is not None and self.number.unit not in UNITS[self.unit]

    @property
    def years(self) -> tuple[str, ...]:
        """The school years it is about: one, or the two of a change."""
        return self.question.change or self.question.years

    def in_year(self, *span: str) -> Asked:
        """Ask the same of another year, or of another two."""
        change = (span[0], span[1]) if len(span) > 1 else None
        return replace(self, question=replace(self.question, years=() if change else span, change=change))


def unit_of(question: Question) -> Unit:
    """Give the unit of an answer: that of the level, or that of the change."""
    return question.indicator.change_unit if question.change else question.indicator.level_unit
