"""From an interval that was printed and what the data allow to a verdict: by exact arithmetic.

Decided in this order (docs/check.md says it for readers):

1. a draft that nobody has read, no data, rejected rows, a series break, or no bounds: undecidable;
2. every possible value lies in what was printed: confirmed;
3. no possible value does: contradicted;
4. no estimate: undecidable;
5. the 95% interval lies outside: doubtful;
6. six to twenty printable values fit the 95% interval, and that is narrow: weak;
7. more than five fit it otherwise: undecidable;
8. otherwise plausible.

A direction is an interval too: `rises` is everything above 0, and *meer dan 15%* everything above 15%. Of
these the whole 95% interval must lie on one side; one that straddles is undecidable.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

MOST_PRINTABLE = 5
"""With more printable values than this in the 95% interval, that one of them was printed says little."""
MOST_WEAK = 20
"""With more than this it says nothing."""


class Verdict(StrEnum):
    """What the data say of a printed number."""

    CONFIRMED = "confirmed"
    PLAUSIBLE = "plausible"
    WEAK = "weak"
    DOUBTFUL = "doubtful"
    CONTRADICTED = "contradicted"
    UNDECIDABLE = "undecidable"


class Cause(StrEnum):
    """Why it is that verdict, and not the next."""

    ALL_INSIDE = "all_inside"
    NONE_INSIDE = "none_inside"
    ESTIMATE_INSIDE = "estimate_inside"
    ESTIMATE_OUTSIDE = "estimate_outside"
    OTHERS_FIT = "others_fit"
    TOO_MASKED = "too_masked"
    BOTH_SIDES = "both_sides"
    NO_ESTIMATE = "no_estimate"
    NO_BOUNDS = "no_bounds"
    NO_NUMBER = "no_number"
    NO_DATA = "no_data"
    WRONG_UNIT = "wrong_unit"
    REJECTED = "rejected"
    DRAFT = "draft"


@dataclass(frozen=True)
class Range:
    """What was printed, as an interval: None is without end, and an open end is not part of it."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    def has_all(self, low: Fraction, high: Fraction) -> bool:
        """Tell whether every value from low to high lies in it."""
        return not self._is_below(low) and not self._is_above(high)

    def has_none(self, low: Fraction, high: Fraction) -> bool:
        """Tell whether no value from low to high lies in it."""
        return self._is_below(high) or self._is_above(low)

    def _is_below(self, value: Fraction) -> bool:
        return self.low is not None and (value < self.low or (self.low_open and value == self.low))

    def _is_above(self, value: Fraction) -> bool:
        return self.high is not None and (value > self.high or (self.high_open and value == self.high))


@dataclass(frozen=True)
class Possible:
    """What the data allow: certain bounds, and an estimate with its 95% interval where there is one.

    Attributes:
        reason: why there is no number; a key of `measure.REASONS`.
    """

    low: Fraction | None
    high: Fraction | None
    estimate: Fraction | None = None
    est_low: Fraction | None = None
    est_high: Fraction | None = None
    reason: str | None = None

    @property
    def is_exact(self) -> bool:
        """Whether nothing behind it is masked, or nothing that matters."""
        return self.low is not None and self.low == self.high


def judge(
    printed: Range, possible: Possible, *, printable: int | None = None, widest: Fraction | None = None
) -> tuple[Verdict, Cause]:
    """Decide on a printed number, or on a direction.

    Args:
        printed: what was printed.
        possible: what the data allow.
        printable: how many values of the printed precision fit the 95% interval; None for a direction and limits.
        widest: how wide the 95% interval may be for a number that is one of some that fit; None for not at all.
    """
    certain = _by_bounds(printed, possible)
    if certain:
        return certain
    low, high = possible.est_low, possible.est_high
    if low is None or high is None:
        return Verdict.UNDECIDABLE, Cause.NO_ESTIMATE
    if printed.has_none(low, high):
        return Verdict.DOUBTFUL, Cause.ESTIMATE_OUTSIDE
    if printable is None and not printed.has_all(low, high):
        return Verdict.UNDECIDABLE, Cause.BOTH_SIDES
    if printable is not None and printable > MOST_PRINTABLE:
        is_narrow = widest is not None and high - low <= widest
        is_weak = is_narrow and printable <= MOST_WEAK
        return (Verdict.WEAK, Cause.OTHERS_FIT) if is_weak else (Verdict.UNDECIDABLE, Cause.TOO_MASKED)
    return Verdict.PLAUSIBLE, Cause.ESTIMATE_INSIDE


def _by_bounds(printed: Range, possible: Possible) -> tuple[Verdict, Cause] | None:
    """Decide what needs no estimate; None where the bounds leave it open."""
    if possible.reason:
        return Verdict.UNDECIDABLE, Cause.NO_NUMBER
    if possible.low is None or possible.high is None:
        return Verdict.UNDECIDABLE, Cause.NO_BOUNDS
    if printed.has_all(possible.low, possible.high):
        return Verdict.CONFIRMED, Cause.ALL_INSIDE
    if printed.has_none(possible.low, possible.high):
        return Verdict.CONTRADICTED, Cause.NONE_INSIDE
    return None
