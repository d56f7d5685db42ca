"""Results as fractions, where a verdict hangs on the last digit.

A share is divided again, exactly, from the counts in its row; what is there as a float only (an
estimate, a sum of FTE) is taken as the shortest decimal that gives that float.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sto_cli.claims.verdict import Possible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sto_cli.measuring.question import Question

Bounds = tuple[Fraction | None, Fraction | None]


def fraction(value: float | None) -> Fraction | None:
    """Give the shortest decimal that stands for a float: 0.1925 is 77/400, not its binary neighbour."""
    return None if value is None else Fraction(repr(float(value)))


def level(row: Mapping[str, Any], question: Question) -> Possible:
    """Give what a row of a level allows."""
    low, high = _share(row) if question.indicator.kind == "share" else (fraction(row["low"]), fraction(row["high"]))
    if row["value"] is not None and row["denominator"]:
        low = high = Fraction(repr(row["numerator"])) / Fraction(repr(row["denominator"]))
    return _possible(row, low, high)


def change(row: Mapping[str, Any], first: Possible, last: Possible, question: Question) -> Possible:
    """Give what a row of a change allows, from the levels of its two years."""
    bounds = difference(first, last) if question.indicator.change_unit == "pp" else growth(first, last)
    return _possible(row, *((None, None) if row["reason"] else bounds))


def difference(first: Possible, last: Possible) -> Bounds:
    """Bound the difference of two levels."""
    if first.low is None or first.high is None or last.low is None or last.high is None:
        return None, None
    return last.low - first.high, last.high - first.low


def growth(first: Possible, last: Possible) -> Bounds:
    """Bound the relative change between two levels; nothing where it may start from 0."""
    if not first.low or not first.high or last.low is None or last.high is None:
        return None, None
    return last.low / first.high - 1, last.high / first.low - 1


def _share(row: Mapping[str, Any]) -> Bounds:
    """Bound A/(A+B): the rest B is what the denominator has beside the numerator, at either end."""
    if row["low"] is None:
        return None, None
    a_low, a_high, all_low, all_high = (
        Fraction(repr(row[name])) for name in ("numerator_low", "numerator_high", "denominator_low", "denominator_high")
    )
    least, most = a_low + (all_high - a_high), a_high + (all_low - a_low)
    return (a_low / least if least else None), (a_high / most if most else None)


def _possible(row: Mapping[str, Any], low: Fraction | None, high: Fraction | None) -> Possible:
    return Possible(
        low=low,
        high=high,
        estimate=fraction(row["estimate"]),
        est_low=fraction(row["est_low"]),
        est_high=fraction(row["est_high"]),
        reason=row["reason"],
    )
