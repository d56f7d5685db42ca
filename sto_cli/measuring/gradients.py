"""How much one more pupil changes each term of a decomposition: the gradients that its intervals need.

A term is a function of the shares s and weights w of its group and the shares S of all. One pupil more in
what is counted of a group raises its s by (1 − s)/D, and one more in the rest lowers it by s/D; both raise its w
by (1 − w)/ΣD and lower those of all other groups by w/ΣD; S moves as s does. The rest is the chain rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sto_cli.measuring.terms import Pair, Terms

TERMS = ("within", "mix", "together")
WEIGHTS = ("weight_from", "weight_to")


class Slope(NamedTuple):
    """By how much a quantity of a group moves with one pupil more of another group, or of the same, in a year.

    `w_part` and `w_rest` are what one pupil more in the numerator and in the rest does, as plain fractions.
    """

    group: str
    quantity: str
    other: str
    school_year: str
    w_part: float
    w_rest: float


def slopes(
    counts: Mapping[str, Pair], found: Mapping[str, Terms], everybody: Terms, years: tuple[str, str]
) -> Iterator[Slope]:
    """Give the gradient of every group's terms and weights; that of all together is their sum.

    Args:
        counts: the estimated counts, each one number.
        found: the terms of each group at these counts.
        everybody: the terms of all together.
        years: the school years of the change.
    """
    for year, school_year in enumerate(years):
        whole = sum(float(pair[year].whole) for pair in counts.values())
        total = float(everybody.shares[year])
        for group, own in found.items():
            size = float(counts[group][year].whole)
            here = _Here(float(own.shares[year]), float(own.weights[year]), size, total, whole)
            partials = _partials(own, everybody, present=(bool(counts[group][0].whole), bool(counts[group][1].whole)))
            for other in found:
                moved = {name: here.moved(by[year], mine=other == group) for name, by in partials.items()}
                moved["together"] = tuple(a + b for a, b in zip(moved["within"], moved["mix"], strict=True))
                yield from (Slope(group, name, other, school_year, *ends) for name, ends in moved.items())


class _Partial(NamedTuple):
    """A partial derivative in one year's share and weight of a group, and in the share of all."""

    share: float
    weight: float
    total: float


@dataclass(frozen=True)
class _Here:
    """One group in one year: share, weight, pupils; and the share and the pupils of all."""

    share: float
    weight: float
    size: float
    total: float
    whole: float

    def moved(self, by: _Partial, *, mine: bool) -> tuple[float, ...]:
        """Apply the chain rule: one pupil more in the part, and in the rest, of this group (`mine`) or of another."""
        weight = by.weight * (mine - self.weight) / self.whole
        return tuple(
            (by.share * (counts - self.share) / self.size if mine and self.size else 0.0)
            + weight
            + by.total * (counts - self.total) / self.whole
            for counts in (1, 0)
        )


def _partials(own: Terms, everybody: Terms, *, present: tuple[bool, bool]) -> dict[str, tuple[_Partial, _Partial]]:
    """Derive the formulas of `terms` in shares and weights, of the first year and of the last."""
    (s1, s2), (w1, w2) = ([float(one) for one in both] for both in (own.shares, own.weights))
    middle = sum(float(one) for one in everybody.shares) / 2
    weight, grown, apart = (w1 + w2) / 2, (w2 - w1) / 2, (s1 + s2) / 2 - middle
    within = [-weight, weight] if all(present) else [0.0, 0.0]
    # A group absent in one year borrows the share of the other, which then counts twice.
    mix = [2 * grown * here if not all(present) else grown for here in present]
    changed = (s2 - s1) / 2
    return {
        "within": (_Partial(within[0], changed, 0.0), _Partial(within[1], changed, 0.0)),
        "mix": (_Partial(mix[0], -apart, -grown), _Partial(mix[1], apart, -grown)),
        "weight_from": (_Partial(0.0, 1.0, 0.0), _Partial(0.0, 0.0, 0.0)),
        "weight_to": (_Partial(0.0, 0.0, 0.0), _Partial(0.0, 1.0, 0.0)),
    }
