"""Counting units of at least a minimum size, when some of their pupils are masked.

A unit (location × profile) certainly reaches m if its lowest possible count does, and possibly if its highest does. In
between, its probability comes from the convolved small-count distribution; the mean alone would give 0 or 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.measuring import small_counts, uncertainty
from sto_cli.measuring.bounds import convolve
from sto_cli.measuring.small_counts import P

if TYPE_CHECKING:
    from sto_cli.measuring.population import Scope


def units(scope: Scope, unit: tuple[str, ...], least: int, table: pl.DataFrame) -> pl.DataFrame:
    """Count units with at least `least` pupils, per year and group.

    Returns:
        One row per year and group with `certain`, `possible`, the expected number `expected` and its
        `variance`, `masked_cells`, and `small_counts.STRANGE` of the units that are undecided.
    """
    keys = list(dict.fromkeys(["school_year", *scope.by, *unit]))
    level = ["school_year", *scope.by]
    sized = (
        scope.counted.group_by(keys)
        .agg(pl.col("printed", "masked_cells", "low", "high").sum(), small_counts.strange())
        .sort(keys)
    )
    certain, possible = pl.col("low") >= least, pl.col("high") >= least
    undecided = possible & ~certain
    cells = _cells(scope, sized.filter(undecided), keys, table)
    chances = _chances(cells, keys, least)
    chance = pl.col("chance")
    weighed = cells.join(chances, on=keys, maintain_order="left").with_columns(
        w=pl.col("masked_cells") * pl.col("slope"), w2=0.0
    )
    return (
        sized.join(chances, on=keys, how="left", maintain_order="left")
        .with_columns(certain=certain, possible=possible)
        .group_by(level, maintain_order=True)
        .agg(
            pl.col("certain", "possible").sum().cast(pl.Int64),
            (pl.col("certain").sum() + chance.sum()).alias("expected"),
            (chance * (1 - chance)).sum().alias("by_chance"),
            pl.col("masked_cells").sum(),
            pl.col(small_counts.STRANGE).filter(undecided).any(),
        )
        .join(uncertainty.variance(weighed, level), on=level, how="left", maintain_order="left")
        .with_columns(variance=pl.col("by_chance") + pl.col("variance").fill_null(0))
    )


def _cells(scope: Scope, units: pl.DataFrame, keys: list[str], table: pl.DataFrame) -> pl.DataFrame:
    """Give the masked cells of undecided units by group, with what such a cell holds and the `printed` pupils of the unit."""
    facts = scope.counted.drop("printed").join(units.select(*keys, "printed"), on=keys)
    cells = uncertainty.masked_facts(facts, unprinted=pl.col("printed") == 0)
    group = [*keys, "printed", "cell group", *uncertainty.PLACE]
    counted = cells.group_by(group).agg(pl.col("masked_cells").sum())
    return counted.join(uncertainty.held(cells, table), on="cell group").sort(*keys, "cell group")


def _chances(cells: pl.DataFrame, keys: list[str], least: int) -> pl.DataFrame:
    """Give each undecided unit its `chance` to reach the minimum, and the `slope`: how much one more pupil in each cell raises it.

    With S what the unit holds, that `slope` is Cov(S ≥ minimum, S) ÷ Var S, the regression of the one on the other.
    """
    groups = cells.group_by(keys, maintain_order=True).agg(pl.col("printed").first(), "masked_cells", *P)
    rows = []
    for *of, printed, masked_cells, p1, p2, p3, p4 in groups.iter_rows():
        sums = convolve(zip(masked_cells, p1, p2, p3, p4, strict=True))
        mean = sum(held * p for held, p in enumerate(sums))
        spread = sum((held - mean) ** 2 * p for held, p in enumerate(sums))
        reached = list(enumerate(sums))[least - printed :]
        chance = sum(p for _, p in reached)
        rows.append((*of, chance, sum((held - mean) * p for held, p in reached) / spread))
    schema = pl.Schema({**cells.select(keys).schema, "chance": pl.Float64(), "slope": pl.Float64()})
    return pl.DataFrame(rows, schema=schema, orient="row")
