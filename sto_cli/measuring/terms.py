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
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_HALF = Fraction(1, 2)


class Count(NamedTuple):
    """Pupils of one group in one year: those that are counted, and the rest of the population."""

    part: Fraction
    rest: Fraction

    @property
    def whole(self) -> Fraction:
        """All pupils."""
        return self.part + self.rest

    @property
    def share(self) -> Fraction | None:
        """The part of all pupils that is counted; None where there is nobody."""
        return self.part / self.whole if self.whole else None


Pair = tuple[Count, Count]
"""A group in year 1 and in year 2."""


@dataclass(frozen=True)
class Terms:
    """What one group, or all together, did to the share of all; shares and weights of year 1 and year 2.

    A group that nobody was in, in one of the years, has the share of its other year in both: its share has
    not changed, so all that it did is mix.
    """

    shares: tuple[Fraction, Fraction]
    weights: tuple[Fraction, Fraction]
    within: Fraction
    mix: Fraction

    @property
    def together(self) -> Fraction:
        """What it did to the share of all."""
        return self.within + self.mix


def terms(groups: Mapping[str, Pair]) -> tuple[dict[str, Terms], Terms] | None:
    """Take the change of a share apart by groups, each with somebody in it in one year at least.

    Returns:
        What each group did, and all together; None where a year has nobody in it, and so no share.
    """
    first, last = (
        Count(*(sum((pair[year][side] for pair in groups.values()), Fraction()) for side in (0, 1))) for year in (0, 1)
    )
    if first.share is None or last.share is None:
        return None
    middle = (first.share + last.share) * _HALF
    found = {group: _terms(pair, (first.whole, last.whole), middle) for group, pair in groups.items()}
    within = sum((own.within for own in found.values()), Fraction())
    mix = sum((own.mix for own in found.values()), Fraction())
    one = Fraction(1)
    return found, Terms((first.share, last.share), (one, one), within, mix)


def _terms(pair: Pair, wholes: tuple[Fraction, Fraction], middle: Fraction) -> Terms:
    before, after = (one.share if one.share is not None else other.share for one, other in (pair, pair[::-1]))
    if before is None or after is None:
        message = "a group needs somebody in it in one year at least"
        raise ValueError(message)
    first, last = (count.whole / whole for count, whole in zip(pair, wholes, strict=True))
    within = (after - before) * (first + last) * _HALF
    mix = (last - first) * ((before + after) * _HALF - middle)
    return Terms((before, after), (first, last), within, mix)
