"""Estimates with a 95% interval for numbers that masked cells weigh in.

With w the gradient of a number in its masked cells, μ and σ² what the small-count table says of a cell:

    estimate = the number at (printed + Σ n·μ)
    variance = Σ w²σ²  +  ψ·Σ_l (Σ_l wσ)²  +  Σ_g (Σ_g w)²·σ²_g/(N_g + k)  +  Σ_h τ²·(Σ_h w)²  +  τ₀²·(Σ w)²
               cells      a location          the table itself               drift since the table's year,
                          and track                                          by kind of cell and of all

Groups g are those of the table; h is profile × sex. For a change w runs over both years: the table's error and what a
location keeps, which the years share, cancel as they should. Of drift, half is of both years and half of each by itself.
Cells of one location that lie on both sides of a share cancel too, so counts vary more than shares without a constant for
either. The interval is clipped to the certain bounds; of levels with few cells it is exact (`bounds.exact_ends`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.catalog.small_counts import ALL, GROUP, UNPRINTED
from sto_cli.measuring import small_counts
from sto_cli.measuring.bounds import exact_ends, quotient

if TYPE_CHECKING:
    from sto_cli.measuring.population import Scope

Z = 1.96
"""Standard errors to each side of a 95% interval."""

ESTIMATES = ("estimate", "est_low", "est_high", "numerator_estimate", "denominator_estimate")
"""The columns of an estimate; all null where it is withheld, all equal to the number where nothing is masked."""

_GROUP = "cell group"
_DRIFT = {"off_drift": ("grain", "drift"), "off_common": ("grain",)}
PLACE = ("cell location", "cell track")
"""What cells have in common that share a part of their variance."""
_SHARED = (
    ("off_location", PLACE, 1.0),
    ("off_table", (_GROUP,), 1.0),
    *((name, (*year, *alike), 0.5) for name, alike in _DRIFT.items() for year in ((), ("school_year",))),
)
"""What may be off for several cells together, for which (cells that these columns do not tell apart), and its weight: as much
happened to a mean until the first of two years as between them, so half of the drift is of both."""

_HELD = pl.Schema(
    {
        _GROUP: pl.String,
        **dict.fromkeys(PLACE, pl.String),
        "in_all": pl.Int64,
        "in_part": pl.Int64,
        "in_rest": pl.Int64,
        "grain": pl.String,
        **dict.fromkeys((*small_counts.P, "mean", "variance"), pl.Float64),
        "drift": pl.String,
        **dict.fromkeys(small_counts.OFF, pl.Float64),
        **dict.fromkeys(("w_part", "w_rest", "w", "w2"), pl.Float64),
    }
)


class Masked(NamedTuple):
    """The masked cells of levels.

    Attributes:
        cells: one row per level, group and location: the level's keys, `cell group`, `in_part` and `in_rest` (numbers of
            masked cells in the numerator and in the rest of the population), and what such a cell holds.
        strange: one row per level: whether any of them stands for another range than the table's; null where none is masked.
    """

    cells: pl.DataFrame
    strange: pl.DataFrame


def masked(scope: Scope, table: pl.DataFrame, *, with_rest: bool) -> Masked:
    """Count the masked cells of every level by group; `with_rest` where a share divides by the population."""
    level = ["school_year", *scope.by]
    counted = masked_facts(scope.counted)
    population, wider = (
        (masked_facts(scope.population), ["school_year", *scope.both]) if with_rest else (counted, level)
    )
    in_all = scope.every_group().join(_count(population, wider, "in_all"), on=wider)
    cells = in_all.join(_count(counted, level, "in_part"), on=[*level, _GROUP, *PLACE], how="left").with_columns(
        pl.col("in_part").fill_null(0)
    )
    cells = cells.with_columns(in_rest=pl.col("in_all") - pl.col("in_part")).join(held(population, table), on=_GROUP)
    # Floats add up differently in another order: sorted, the same facts give the same bytes.
    cells = cells.sort(*level, _GROUP, *PLACE)
    strange = population.group_by(wider).agg(small_counts.strange())
    return Masked(cells, scope.every_group().join(strange, on=wider, how="left"))


def none_masked(scope: Scope) -> pl.DataFrame:
    """Give the masked cells of levels without any, as `estimate` gives them."""
    keys = {name: scope.population.schema[name] for name in ("school_year", *scope.by)}
    return pl.DataFrame(schema={**keys, **_HELD})


def masked_facts(facts: pl.DataFrame, unprinted: pl.Expr | None = None) -> pl.DataFrame:
    """Keep the facts with masked cells, each with the `cell group` it belongs to.

    Args:
        facts: enrolment facts.
        unprinted: tells whether a fact is of a unit without any printed count, which has a group of its own; None where
            that makes no difference.
    """
    units = pl.lit(ALL) if unprinted is None else pl.when(unprinted).then(pl.lit(UNPRINTED)).otherwise(pl.lit(ALL))
    columns = [
        units.alias("units"),
        pl.col("location").alias("cell location"),
        *(column.alias(f"cell {name}") for name, column in small_counts.group_columns(unprinted).items()),
    ]
    keyed = facts.filter(pl.col("masked_cells") > 0).with_columns(columns)
    groups = pl.concat_str("grain", "units", *(f"cell {name}" for name in GROUP), separator="|")
    return keyed.with_columns(groups.alias(_GROUP))


def held(facts: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Say what a masked cell of each group in the masked facts holds (`small_counts.moments`)."""
    groups = facts.select(_GROUP, "grain", "units", *(pl.col(f"cell {name}").alias(name) for name in GROUP)).unique()
    found = groups.join(small_counts.moments(table, groups), on=["grain", "units", *GROUP])
    return found.select(_GROUP, "grain", *small_counts.P, "mean", "variance", "drift", *small_counts.OFF)


def _count(facts: pl.DataFrame, level: list[str], name: str) -> pl.DataFrame:
    return facts.group_by(*level, _GROUP, *PLACE).agg(pl.col("masked_cells").sum().alias(name))


def estimate(
    levels: pl.DataFrame, hidden: Masked, level: list[str], *, with_rest: bool
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Estimate levels, and give the masked cells with their gradient, for changes.

    Args:
        levels: rows with `printed_part`, `printed_rest`, `low` and `high`.
        hidden: their masked cells.
        level: the columns that distinguish levels.
        with_rest: whether the number is part ÷ (part + rest), or the part itself.
    """
    expected = hidden.cells.group_by(level, maintain_order=True).agg(
        pl.col("in_part", "in_rest").sum(),
        (pl.col("in_part") * pl.col("mean")).sum().alias("more_part"),
        (pl.col("in_rest") * pl.col("mean")).sum().alias("more_rest"),
    )
    filled = levels.join(expected, on=level, how="left").with_columns(pl.col("^(in|more)_.*$").fill_null(0))
    part, rest = pl.col("printed_part") + pl.col("more_part"), pl.col("printed_rest") + pl.col("more_rest")
    whole = part + rest
    found = filled.join(hidden.strange, on=level).with_columns(
        numerator_estimate=part,
        denominator_estimate=whole if with_rest else pl.lit(None, pl.Float64),
        estimate=quotient(part, whole) if with_rest else part,
        w_part=quotient(rest, whole**2) if with_rest else pl.lit(1.0),
        w_rest=-quotient(part, whole**2) if with_rest else pl.lit(0.0),
        shown=~pl.col(small_counts.STRANGE).fill_null(value=False),
    )
    cells = hidden.cells.join(found.select(*level, "w_part", "w_rest"), on=level, maintain_order="left").with_columns(
        w=pl.col("in_part") * pl.col("w_part") + pl.col("in_rest") * pl.col("w_rest"),
        w2=pl.col("in_part") * pl.col("w_part") ** 2 + pl.col("in_rest") * pl.col("w_rest") ** 2,
    )
    numbers = interval(found, cells, level)
    return exact_ends(numbers, cells, level, with_rest=with_rest), cells


def interval(numbers: pl.DataFrame, cells: pl.DataFrame, level: list[str]) -> pl.DataFrame:
    """Put the 95% interval around `estimate`, clipped to the certain bounds; nothing where it is not `shown`."""
    found = numbers.join(variance(cells, level), on=level, how="left")
    half = Z * pl.col("variance").fill_null(0).sqrt()
    inside = {
        "est_low": pl.col("estimate") - half,
        "est_high": pl.col("estimate") + half,
        "estimate": pl.col("estimate"),
    }
    clipped = {name: ends.clip(pl.col("low"), pl.col("high")) for name, ends in inside.items()}
    shown = pl.col("shown") & pl.col("low").is_not_null()
    return found.with_columns(**clipped).with_columns(
        pl.when(shown).then(pl.col(name)).alias(name) for name in ESTIMATES
    )


def variance(cells: pl.DataFrame, level: list[str]) -> pl.DataFrame:
    """Add up the parts of the variance; `w` is n·w of a row of cells, `w2` is n·w². `plain` is Σ w²σ² alone."""
    found = cells.group_by(level, maintain_order=True).agg(plain=(pl.col("w2") * pl.col("variance")).sum())
    found = found.with_columns(variance=pl.col("plain"))
    for name, alike, weight in _SHARED:
        together = cells.group_by(list(dict.fromkeys([*level, *alike])), maintain_order=True).agg(
            (pl.col("w") * pl.col(name)).sum().alias(name)
        )
        squares = together.group_by(level, maintain_order=True).agg(shared=weight * (pl.col(name) ** 2).sum())
        found = found.join(squares, on=level).with_columns(pl.col("variance") + pl.col("shared")).drop("shared")
    return found
