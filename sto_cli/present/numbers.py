"""Numbers as a person reads them: rounded once, here; half away from zero, bounds outward.

A share is shown as 19.2%, its change as +1.2 pp, the change of a count or of FTE as +14.0%.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

MISSING = "–"
_SCALE = {"share": 100, "pp": 100, "pct_change": 100}
_DECIMALS = {"count": 0}
_SUFFIX = {"share": "%", "pp": " pp", "pct_change": "%"}
_SIGNED = {"pp", "pct_change"}


def number(value: float | None, unit: str, *, rounding: str = ROUND_HALF_UP) -> str:
    """Format one number of a result with its unit."""
    return MISSING if value is None else _digits(value, unit, rounding) + _SUFFIX.get(unit, "")


def interval(low: float | None, high: float | None, unit: str) -> str:
    """Format certain bounds, rounded outward, as one number where they show the same."""
    if low is None or high is None:
        return MISSING
    if low == high:
        return number(low, unit)
    return f"{_digits(low, unit, ROUND_FLOOR)}–{_digits(high, unit, ROUND_CEILING)}{_SUFFIX.get(unit, '')}"


def _digits(value: float, unit: str, rounding: str) -> str:
    # repr() is the shortest text that gives the same float back, so a tie such as 0.1925 stays a tie.
    exact = Decimal(repr(value)) * _SCALE.get(unit, 1)
    rounded = exact.quantize(Decimal(1).scaleb(-_DECIMALS.get(unit, 1)), rounding=rounding)
    sign = "+" if unit in _SIGNED and rounded > 0 else ""
    return f"{sign}{abs(rounded) if rounded == 0 else rounded:,}".replace("-", "−")
