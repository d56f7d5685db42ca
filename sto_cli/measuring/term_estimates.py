"""The terms of a decomposition in numbers: exact, or an estimate with its 95% interval.

An estimate takes the estimated counts, at which the terms still add up to the change. There are no certain bounds: those
that interval arithmetic gives are up to six times wider than masks need.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import polars as pl

from sto_cli.measuring import uncertainty
from sto_cli.measuring.gradients import TERMS, WEIGHTS, Slope, slopes
from sto_cli.measuring.small_counts import RANGE
from sto_cli.measuring.terms import Count, terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sto_cli.measuring.terms import Terms

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
        Rows with `value`, `estimate`, `est_low` and `est_high`; None where a year has nobody in it.
    """
    more = _more(cells)
    counts = {group: (_count(first, more), _count(last, more)) for group, (first, last) in groups.items()}
    found = terms(counts)
    if found is None:
        return None
    at = {**found[0], TOTAL: found[1]}
    rows = [
        {"group": group, "quantity": name, "shown": shown, "estimate": float(_quantity(name, at[group]))}
        for group in at
        for name, shown in _shown(groups.get(group, whole), whole).items()
    ]
    first, last = (row["school_year"] for row in whole)
    weighed = _weighed(cells, slopes(counts, *found, (first, last)))
    # What a term can be at all: a share, or a difference of shares.
    limits = {"low": pl.lit(-1.0), "high": pl.lit(1.0)}
    nothing = {name: pl.lit(None, pl.Float64) for name in ("numerator_estimate", "denominator_estimate")}
    numbers = uncertainty.interval(pl.DataFrame(rows).with_columns(**limits, **nothing), weighed, _NUMBER)
    masked = any(level["small"] for level in whole)
    value = pl.lit(None, pl.Float64) if masked else pl.col("estimate")
    exact = numbers.drop("low", "high").with_columns(value=value)
    return {(row["group"], row["quantity"]): row for row in exact.to_dicts()}


def _more(cells: pl.DataFrame) -> _More:
    """Say by how much masked cells are estimated to hold more than the least that they can: in the part and in the rest."""
    sums = cells.group_by("group", "school_year", maintain_order=True).agg(
        (pl.col(name) * (pl.col("mean") - RANGE[0])).sum() for name in ("in_part", "in_rest")
    )
    return {(group, year): (Fraction(part), Fraction(rest)) for group, year, part, rest in sums.iter_rows()}


def _count(row: Row, more: _More) -> Count:
    """Count a group in a year, as estimated."""
    in_part, in_rest = more.get((row["group"], row["school_year"]), (0, 0))
    part = Fraction(row["numerator_low"])
    return Count(part + in_part, Fraction(row["denominator_low"]) - part + in_rest)


def _quantity(name: str, of: Terms) -> Fraction:
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
    both = both.filter((pl.col("w_part") != 0) | (pl.col("w_rest") != 0))
    hidden = cells.drop("w_part", "w_rest").rename({"group": "other"})
    return both.join(hidden, on=["other", "school_year"], maintain_order="left_right").with_columns(
        w=pl.col("in_part") * pl.col("w_part") + pl.col("in_rest") * pl.col("w_rest"),
        w2=pl.col("in_part") * pl.col("w_part") ** 2 + pl.col("in_rest") * pl.col("w_rest") ** 2,
    )
