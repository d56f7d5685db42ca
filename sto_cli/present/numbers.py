"""Numbers as a person reads them: rounded once, here; half away from zero, bounds outward.

A share is shown as 19.2%, its change as +1.2 pp, the change of a count or of FTE as +14.0%.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from sto_cli.language import digits, say

MISSING = "–"
ROUGH_BELOW = 5
"""On fewer masked cells than this an interval is rough: it rests on what one or two cells happen to hold."""
FINE_PP = "fine_pp"
"""Percentage points in two decimals, for the parts of a change, most of which are below 1."""

_SCALE = {"share": 100, "pp": 100, FINE_PP: 100, "pct_change": 100}
_DECIMALS = {"count": 0, FINE_PP: 2}
_SUFFIX = {"share": "%", "pp": " pp", FINE_PP: " pp", "pct_change": "%"}
_SIGNED = {"pp", FINE_PP, "pct_change"}


def number(value: float | None, unit: str, *, rounding: str = ROUND_HALF_UP) -> str:
    """Format one number of a result with its unit."""
    return MISSING if value is None else _digits(value, unit, rounding) + _SUFFIX.get(unit, "")


def interval(low: float | None, high: float | None, unit: str) -> str:
    """Format certain bounds, rounded outward, as one number where they show the same."""
    if low is None or high is None:
        return MISSING
    if number(low, unit) == number(high, unit):
        return number(low, unit)
    return _join(_digits(low, unit, ROUND_FLOOR), _digits(high, unit, ROUND_CEILING), unit)


def is_estimate(row: dict[str, Any]) -> bool:
    """Tell whether a row is known by an estimate: it has one, and is not exact."""
    return row["estimate"] is not None and (row["low"] is None or row["low"] != row["high"])


def estimated(row: dict[str, Any], unit: str) -> str:
    """Format a number as well as it is known: plain when exact, ≈ with its 95% interval, else certain bounds."""
    if not is_estimate(row):
        return interval(row["low"], row["high"], unit)
    ends = span(row["est_low"], row["est_high"], unit).removesuffix(_SUFFIX.get(unit, ""))
    return f"≈ {number(row['estimate'], unit)} ({_or_rough(row, ends)})"


def is_rough(row: dict[str, Any]) -> bool:
    """Tell whether an estimate rests on so few masked cells that its interval is rough."""
    return is_estimate(row) and 0 < row.get("small", 0) < ROUGH_BELOW


def probable(row: dict[str, Any], unit: str) -> str:
    """Format the 95% interval of an estimate, and say where it is rough."""
    return _or_rough(row, span(row["est_low"], row["est_high"], unit))


def _or_rough(row: dict[str, Any], interval: str) -> str:
    return say("{interval}, rough", interval=interval) if is_rough(row) else interval


def span(low: float, high: float, unit: str) -> str:
    """Format a 95% interval, rounded outward."""
    return _join(_digits(low, unit, ROUND_FLOOR), _digits(high, unit, ROUND_CEILING), unit)


def _join(low: str, high: str, unit: str) -> str:
    """Join two ends: `19.1–19.4%`, and `−1.1 to −0.9 pp` where a dash would look like a sign."""
    suffix = _SUFFIX.get(unit, "")
    return say("{low} to {high}", low=low, high=high) + suffix if unit in _SIGNED else f"{low}–{high}{suffix}"


def about(row: dict[str, Any], name: str) -> str:
    """Format a numerator or denominator: plain when exact, ≈ when estimated, else certain bounds."""
    low, high, estimate = (row[f"{name}_{end}"] for end in ("low", "high", "estimate"))
    if low == high or estimate is None:
        return interval(low, high, "count")
    return f"≈ {number(estimate, 'count')}"


def rounded(value: float, unit: str, rounding: str = ROUND_HALF_UP) -> Decimal:
    """Round a number to what is shown of it, in the scale of its unit: 0.01234 as pp gives 1.2."""
    # repr() is the shortest text that gives the same float back, so a tie such as 0.1925 stays a tie.
    exact = Decimal(repr(value)) * _SCALE.get(unit, 1)
    return exact.quantize(Decimal(1).scaleb(-_DECIMALS.get(unit, 1)), rounding=rounding)


def _digits(value: float, unit: str, rounding: str) -> str:
    shown = rounded(value, unit, rounding)
    sign = "+" if unit in _SIGNED and shown > 0 else ""
    return f"{sign}{digits(abs(shown) if shown == 0 else shown)}".replace("-", "−")
