"""What the data allow for a claim, written with more decimals than were printed, so that a rounding shows."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from sto_cli.language import digits, say

if TYPE_CHECKING:
    from sto_cli.claims.asked import Asked
    from sto_cli.claims.check import Check
    from sto_cli.claims.verdict import Possible

_ROUND_SCALE = {"share": 100, "pp": 100, "pct_change": 100}
_SUFFIX = {"share": "%", "pp": " pp", "pct_change": "%", "fte": " FTE"}
_SIGNED = ("pp", "pct_change")
_MORE_DIGITS = 2
"""Decimals of an exact number beyond the printed ones: enough to see on which side of a rounding it lies."""


def shortly(check: Check) -> str:
    """Show what the data give as one number; ≈ where it is an estimate, both ends where there is none."""
    asked, possible = check.claim.asked, check.possible
    if asked is None or possible is None or possible.low is None or possible.high is None:
        return "–"
    if possible.is_exact or possible.estimate is None:
        return in_full(possible, asked)
    return f"≈ {_digits(possible.estimate, asked.unit, _decimals(asked, asked.unit, exact=False))}"


def found(check: Check) -> str:
    """Show what the data give: the number, or an estimate with where it probably and certainly lies."""
    asked, possible = check.claim.asked, check.possible
    if asked is None or possible is None:
        return "–"
    text = in_full(possible, asked)
    counted = [check.row[name] for name in ("numerator", "denominator") if check.row.get(name) is not None]
    if possible.is_exact and not asked.question.change and len(counted) > 1:
        text += f" ({' ÷ '.join(digits(round(number)) for number in counted)})"
    return text


def in_full(possible: Possible, asked: Asked, unit: str | None = None) -> str:
    """Show a number with its interval and bounds."""
    unit = unit or asked.unit
    decimals = _decimals(asked, unit, exact=possible.is_exact)
    if possible.low is None or possible.high is None:
        return "–"
    if possible.is_exact:
        return _digits(possible.low, unit, decimals)
    certain = _ends(_digits(possible.low, unit, decimals, -1), _digits(possible.high, unit, decimals, 1), unit)
    if possible.estimate is None or possible.est_low is None or possible.est_high is None:
        return say("certainly {range}", range=certain)
    probable = _ends(_digits(possible.est_low, unit, decimals), _digits(possible.est_high, unit, decimals), unit)
    return say(
        "about {number} (probably {probable}, certainly {certain})",
        number=_digits(possible.estimate, unit, decimals),
        probable=probable,
        certain=certain,
    )


def amount(value: Fraction, unit: str) -> str:
    """Write how far something may be off, with the decimals it has."""
    scaled = Decimal(str(float(value * _ROUND_SCALE.get(unit, 1)))).normalize()
    return digits(scaled) + _SUFFIX.get(unit, "")


def _decimals(asked: Asked, unit: str, *, exact: bool) -> int:
    """Show more decimals than were printed: two where the number is exact, one where it is estimated."""
    if unit == "count":
        return 0
    return (asked.number.decimals if asked.number else 0) + (_MORE_DIGITS if exact else 1)


def _ends(low: str, high: str, unit: str) -> str:
    return say("{low} to {high}", low=low.removesuffix(_SUFFIX.get(unit, "")), high=high)


def _digits(value: Fraction, unit: str, decimals: int, outward: int = 0) -> str:
    """Write a fraction with a number of decimals: half away from zero, or down (−1) or up (1)."""
    scaled = value * _ROUND_SCALE.get(unit, 1) * 10**decimals
    whole = math.floor(scaled) if outward < 0 else math.ceil(scaled) if outward > 0 else _half_up(scaled)
    sign = "−" if whole < 0 else "+" if unit in _SIGNED and whole > 0 else ""
    return sign + digits(Decimal(abs(whole)).scaleb(-decimals)) + _SUFFIX.get(unit, "")


def _half_up(value: Fraction) -> int:
    whole = int(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole
