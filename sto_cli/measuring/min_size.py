"""Counting units of at least a minimum size, when some of their pupils are masked.

A unit (location × profile) certainly reaches m when the least that it can have does, and possibly when the most does. In
between its chance comes from the convolved small-count distribution: from the mean it would be 0 or 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.measuring import small_counts, uncertainty
from sto_cli.measuring.quantiles import convolve
from sto_cli.measuring.small_counts import P

if TYPE_CHECKING:
    from sto_cli.measuring.scope import Scope


def units(scope: Scope, unit: tuple[str, ...], least: int, table: pl.DataFrame) -> pl.DataFrame:
    """Count units with at least `least` pupils, per year and group.

    Returns:
        One row per year and group with `certain`, `possible`, the expected number `expected` and its
        `variance`, `small` (masked cells), and `small_counts.STRANGE` of the units that are undecided.
    """
    keys = list(dict.fromkeys(["school_year", *scope.by, *unit, "location"]))
    level = ["school_year", *scope.by]
    sized = (
        scope.counted.group_by(keys)
        .agg(pl.col("known", "small", "low", "high").sum(), small_counts.strange())
        .sort(keys)
    )
    certain, possible = pl.col("low") >= least, pl.col("high") >= least
    undecided = possible & ~certain
    chances = _chances(scope, sized.filter(undecided), keys, least, table)
    # The variance of a sum of yes and no; φ as elsewhere, since units of one school resemble each other.
    clustering = max(grain.clustering for grain in catalog().small_counts.grains.values())
    chance = pl.col("chance")
    return (
        sized.join(chances, on=keys, how="left", maintain_order="left")
        .with_columns(certain=certain, possible=possible)
        .group_by(level, maintain_order=True)
        .agg(
            pl.col("certain", "possible").sum().cast(pl.Int64),
            (pl.col("certain").sum() + chance.sum()).alias("expected"),
            (clustering * chance * (1 - chance)).sum().alias("variance"),
            pl.col("small").sum(),
            pl.col(small_counts.STRANGE).filter(undecided).any(),
        )
    )


def _chances(scope: Scope, units: pl.DataFrame, keys: list[str], least: int, table: pl.DataFrame) -> pl.DataFrame:
    """Give each undecided unit its chance to reach the minimum."""
    cells = uncertainty.masked_facts(scope.counted).join(units.select(keys), on=keys)
    held = uncertainty.held(cells, table).select("cell group", *P)
    groups = cells.join(held, on="cell group").sort(*keys, "cell group").group_by(keys).agg("small", *P)
    needed = units.select(*keys, missing=least - pl.col("known")).join(groups, on=keys)
    rows = [
        (*row[: len(keys)], sum(convolve(zip(*row[len(keys) + 1 :], strict=True))[row[len(keys)] :]))
        for row in needed.iter_rows()
    ]
    schema = pl.Schema({**units.select(keys).schema, "chance": pl.Float64()})
    return pl.DataFrame(rows, schema=schema, orient="row")
