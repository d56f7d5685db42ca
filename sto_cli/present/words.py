"""Sentences that more than one screen says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sto_cli.catalog import catalog
from sto_cli.measuring.measure import REASONS
from sto_cli.present import numbers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sto_cli.data import Data, FileReport
    from sto_cli.measuring.measure import Result

SAMPLE = "Synthetic sample, calibrated to the letter's figures: it shows how sto works and is evidence of nothing."
MASKED = "Masked cells stand for 1 to 4 each. Certain bounds hold every way of filling them in."


def broken(result: Result) -> str:
    """Say which years lie across the series break and why."""
    years = ", ".join(f"{year} ({numbers.number(share, 'share')})" for year, share in result.broken.items())
    line = f"† Series break: pupils in legacy afdelingen and routes, outside the ten profiles: {years}. A change from or to these years is refused"
    has_sector = "sector" in catalog().definitions[result.question.indicator.id]
    return line + ("; --definition sector can be compared, with its own caveat." if has_sector else ".")


def masked(results: Iterable[Result], data: Data) -> list[str]:
    """Say what masked cells do to the numbers above; nothing where none is masked."""
    found = list(results)
    rows = [row for result in found for row in result.frame.iter_rows(named=True)]
    return about_masks(rows, {column for result in found for column in result.question.by}, data)


def about_masks(rows: Iterable[dict[str, Any]], by: Collection[str], data: Data) -> list[str]:
    """Say what masked cells do to rows of numbers, cut by columns."""
    touched = [row for row in rows if row["small"] and not row["reason"]]
    estimated = [row for row in touched if numbers.is_estimate(row)]
    lines = [MASKED] if touched else []
    if estimated:
        year = ", ".join(data.small_counts["source_year"].unique().sort())
        lines.append(f"≈ is an estimate, with its 95% interval: 19 times in 20, if small groups resemble {year}.")
    if any(row["estimate"] is None and row["low"] != row["high"] for row in touched):
        lines.append("A range without ≈ is certain; no estimate is given on too few masked cells, or of staff.")
    return lines + (_weak_estimates(estimated, by) if estimated else [])


def _weak_estimates(estimated: list[dict[str, Any]], by: Collection[str]) -> list[str]:
    """Name the kinds of estimate that did worst when they were tried on real files (docs/small-counts.md)."""
    lines = []
    if {*by} & {"province", "brin", "location"}:
        lines.append("Tried on real files, a share of a province was off by 0.1 pp on average, the worst by 0.3 pp.")
    if "sex" in by:
        lines.append("Tried on real files, girls in technical profiles came out low by half a standard error.")
    if any(row["part"] == "legacy" or row.get("profile") in catalog().legacy for row in estimated):
        lines.append("Legacy afdelingen and routes resemble no other year; take their certain range.")
    return lines


def too_narrow(left_out: list[str]) -> list[str]:
    """Name the columns that the terminal is too narrow for."""
    if not left_out:
        return []
    return [f"Left out for want of width: {', '.join(left_out)}; widen the terminal, or say --format csv."]


def nothing(key: str) -> str:
    """Say that there is no number, and why."""
    return f"{numbers.MISSING} ({reason(key)})"


def column(name: str) -> str:
    """Name a column of the facts."""
    return name


def reason(key: str | None) -> str:
    """Say why there is no number."""
    return REASONS[key] if key else ""


def row_account(report: FileReport) -> str:
    """Say where the rows of a file went: `8 used + 12 out of scope (ONDERWIJSTYPE BAO) + 0 rejected`."""
    out = [f"{rows:,} out of scope ({why})" for why, rows in report.out_of_scope.items()] or ["0 out of scope"]
    return " + ".join([f"{report.used:,} used", *out, f"{report.rejected:,} rejected"])
