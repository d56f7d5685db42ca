"""Sentences that more than one screen says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sto_cli.catalog import catalog
from sto_cli.measure import REASONS
from sto_cli.present import numbers

if TYPE_CHECKING:
    from sto_cli.measure import Result

SAMPLE = "Synthetic sample, calibrated to the letter's figures: it shows how sto works and is evidence of nothing."
MASKED = "Masked cells stand for 1 to 4 each; a range is certain, since every way of filling them in lies inside it."


def broken(result: Result) -> str:
    """Say which years lie across the series break and why."""
    years = ", ".join(f"{year} ({numbers.number(share, 'share')})" for year, share in result.broken.items())
    line = f"† Series break: pupils in legacy afdelingen and routes, outside the ten profiles: {years}. A change from or to these years is refused"
    has_sector = "sector" in catalog().definitions[result.question.indicator.id]
    return line + ("; --definition sector can be compared, with its own caveat." if has_sector else ".")


def reason(key: str | None) -> str:
    """Say why there is no number."""
    return REASONS[key] if key else ""
