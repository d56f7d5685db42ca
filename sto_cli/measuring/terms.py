"""What the change of a share is made of: changes within groups, and their mix.

With N pupils of D counted in a group, s = N/D its share, w = D/ΣD its weight and S = ΣN/ΣD the share of
all, in year 1 and year 2, the midpoint (Kitagawa) decomposition is

    within = (s2 − s1)·(w1 + w2)/2
    mix    = (w2 − w1)·((s1 + s2)/2 − (S1 + S2)/2)

S = Σ w·s in each year, and s2·w2 − s1·w1 = (s2 − s1)·(w1 + w2)/2 + (w2 − w1)·(s1 + s2)/2. The weights add up
to 1 in both years, so taking the middle of S off every group takes nothing off their sum, and

    Σ within + Σ mix = S2 − S1

to the last digit, which is why all of this is done in fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from operator import add
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Range:
    """What a number can be, from low to high; one number where these are the same.

    Arithmetic takes each operand for free of the others, so bounds of a formula hold, but a formula that
    names a number twice may get wider ones than it needs.
    """

    low: Fraction
    high: Fraction

    @classmethod
    def of(cls, value: Fraction | float) -> Range:
        """Make a number that is known."""
        return cls(Fraction(value), Fraction(value))

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Range) -> Range:
        return Range(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Range) -> Range:
        ends = [mine * theirs for mine in (self.low, self.high) for theirs in (other.low, other.high)]
        return Range(min(ends), max(ends))

    def half(self) -> Range:
        """Halve it."""
        return Range(self.low * _HALF, self.high * _HALF)


def share(part: Range, rest: Range) -> Range | None:
    """Give part ÷ (part + rest), which have nobody in common; None where there is nobody."""
    if not part.high + rest.high:
        return None
    return Range(part.low / (part.low + rest.high), part.high / (part.high + rest.low))


@dataclass(frozen=True)
class Count:
    """Pupils of one group in one year: those that are counted, and the rest of the population."""

    part: Range
    rest: Range

    def __add__(self, other: Count) -> Count:
        return Count(self.part + other.part, self.rest + other.rest)

    @property
    def whole(self) -> Range:
        """All pupils."""
        return self.part + self.rest


Pair = tuple[Count, Count]
"""A group in year 1 and in year 2."""


@dataclass(frozen=True)
class Terms:
    """What one group, or all together, did to the share of all; shares and weights of year 1 and year 2.

    A group that nobody was in, in one of the years, has the share of its other year in both: its share has
    not changed, so all that it did is mix.
    """

    shares: tuple[Range, Range]
    weights: tuple[Range, Range]
    within: Range
    mix: Range
    together: Range


def terms(groups: Mapping[str, Pair]) -> tuple[dict[str, Terms], Terms] | None:
    """Take the change of a share apart by groups, each with somebody in it in one year at least.

    Returns:
        What each group did, and all together; None where a year has nobody in it, and so no share.
    """
    first, last = (reduce(add, (pair[year] for pair in groups.values())) for year in (0, 1))
    shares = share(first.part, first.rest), share(last.part, last.rest)
    if shares[0] is None or shares[1] is None:
        return None
    middle = (shares[0] + shares[1]).half()
    found = {group: _terms(pair, (first.whole, last.whole), middle) for group, pair in groups.items()}
    one = Range.of(1)
    within = reduce(add, (own.within for own in found.values()))
    mix = reduce(add, (own.mix for own in found.values()))
    return found, Terms((shares[0], shares[1]), (one, one), within, mix, shares[1] - shares[0])


def _terms(pair: Pair, wholes: tuple[Range, Range], middle: Range) -> Terms:
    own = [share(count.part, count.rest) for count in pair]
    before, after = own[0] or own[1], own[1] or own[0]
    if before is None or after is None:
        message = "a group needs somebody in it in one year at least"
        raise ValueError(message)
    first, last = (_weight(count.whole, whole) for count, whole in zip(pair, wholes, strict=True))
    changed = after - before if None not in own else Range.of(0)
    within = changed * (first + last).half()
    mix = (last - first) * ((before + after).half() - middle)
    return Terms((before, after), (first, last), within, mix, within + mix)


def _weight(group: Range, everybody: Range) -> Range:
    """Give a group's part of everybody, who are that group and the others."""
    found = share(group, Range(everybody.low - group.low, everybody.high - group.high))
    return found or Range.of(0)
