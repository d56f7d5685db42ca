"""The terms of a decomposition in numbers: certain bounds, and an estimate with its 95% interval.

Bounds come from interval arithmetic on certain counts: never too narrow, often wider than the masks need.
An estimate takes the estimated counts, at which the terms still add up to the change.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import polars as pl

from sto_cli.measuring import uncertainty
from sto_cli.measuring.gradients import TERMS, WEIGHTS, Slope, slopes
from sto_cli.measuring.small_counts import RANGE
from sto_cli.measuring.terms import Count, Range, terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sto_cli.measuring.terms import Pair, Terms

TOTAL = "total"
"""What all groups did together."""

Row = dict[str, Any]
Levels = dict[str, tuple[Row, Row]]
"""By group its level in the first year and in the last, with bounds of numerator and denominator."""

_NUMBER = ["group", "quantity"]
_SLOPE = {name: pl.Float64 if name.startswith("w_") else pl.String for name in Slope._fields}
_More = dict[tuple[str, str], tuple[Fraction, Fraction]]


def estimated(groups: Levels, whole: tuple[Row, Row], cells: pl.DataFrame) -> dict[tuple[str, str], Row] | None:
    """Give the weights and terms of every group and of `TOTAL`, by group and quantity.

    A term is estimated where the level of its group and that of all are, in both years (a weight: in its own).

    Args:
        groups: the levels of each group that somebody was in.
        whole: the levels of all together.
        cells: the masked cells behind the groups, with `group`, `school_year` and what a cell holds.

    Returns:
        Rows with `low`, `high`, `estimate`, `est_low` and `est_high`; None where a year has nobody in it.
    """
    counts = {group: _pair(levels, _more(cells)) for group, levels in groups.items()}
    certain, likely = terms({group: _pair(levels) for group, levels in groups.items()}), terms(counts)
    if certain is None or likely is None:
        return None
    at = {**likely[0], TOTAL: likely[1]}
    ends = {**certain[0], TOTAL: certain[1]}
    rows = [
        {"group": group, "quantity": name, "shown": shown, **_number(name, ends[group], at[group])}
        for group in at
        for name, shown in _shown(groups.get(group, whole), whole).items()
    ]
    first, last = (row["school_year"] for row in whole)
    weighed = _weighed(cells, slopes(counts, *likely, (first, last)))
    nothing = [pl.lit(None, pl.Float64).alias(name) for name in ("numerator_estimate", "denominator_estimate")]
    found = uncertainty.interval(pl.DataFrame(rows).with_columns(nothing), weighed, _NUMBER)
    return {(row["group"], row["quantity"]): row for row in found.to_dicts()}


def _more(cells: pl.DataFrame) -> _More:
    """Say by how much masked cells are estimated to hold more than the least that they can: in the part and in the rest."""
    sums = cells.group_by("group", "school_year", maintain_order=True).agg(
        (pl.col(name) * (pl.col("mean") - RANGE[0])).sum() for name in ("in_part", "in_rest")
    )
    return {(group, year): (Fraction(part), Fraction(rest)) for group, year, part, rest in sums.iter_rows()}


def _pair(levels: tuple[Row, Row], more: _More | None = None) -> Pair:
    """Count a group in both years: within its certain bounds, or with `more`, as estimated."""
    first, last = levels
    return _count(first, more), _count(last, more)


def _count(row: Row, more: _More | None) -> Count:
    part = Range(Fraction(row["numerator_low"]), Fraction(row["numerator_high"]))
    rest = Range(Fraction(row["denominator_low"]) - part.low, Fraction(row["denominator_high"]) - part.high)
    if more is None:
        return Count(part, rest)
    in_part, in_rest = more.get((row["group"], row["school_year"]), (0, 0))
    return Count(Range.of(part.low + in_part), Range.of(rest.low + in_rest))


def _number(name: str, certain: Terms, likely: Terms) -> dict[str, float]:
    bounds, estimate = _quantity(name, certain), _quantity(name, likely)
    return {"low": float(bounds.low), "high": float(bounds.high), "estimate": float(estimate.low)}


def _quantity(name: str, of: Terms) -> Range:
    named = {"within": of.within, "mix": of.mix, "together": of.together}
    return named[name] if name in named else of.weights[WEIGHTS.index(name)]


def _shown(levels: tuple[Row, Row], whole: tuple[Row, Row]) -> dict[str, bool]:
    """Tell what may be estimated of a group; one that nobody was in hides nothing."""
    first, last = (
        all(row["low"] is None or row["estimate"] is not None for row in (own, all_))
        for own, all_ in zip(levels, whole, strict=True)
    )
    return dict(zip(WEIGHTS, (first, last), strict=True)) | dict.fromkeys(TERMS, first and last)


def _weighed(cells: pl.DataFrame, moved: Iterable[Slope]) -> pl.DataFrame:
    """Put beside the masked cells of each group how far they move every quantity, those of `TOTAL` included."""
    own = pl.DataFrame(moved, schema=_SLOPE, orient="row")
    sums = own.group_by("quantity", "other", "school_year", maintain_order=True).agg(pl.col("w_part", "w_rest").sum())
    both = pl.concat([own, sums.select(pl.lit(TOTAL).alias("group"), pl.all()).select(own.columns)])
    hidden = cells.drop("w_part", "w_rest").rename({"group": "other"})
    return both.join(hidden, on=["other", "school_year"], maintain_order="left_right").with_columns(
        w=pl.col("in_part") * pl.col("w_part") + pl.col("in_rest") * pl.col("w_rest"),
        w2=pl.col("in_part") * pl.col("w_part") ** 2 + pl.col("in_rest") * pl.col("w_rest") ** 2,
    )
