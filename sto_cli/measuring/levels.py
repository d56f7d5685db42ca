"""Levels: one row per school year, part and group, with numerator, denominator and certain bounds.

Each function below gives the columns `school_year`, the groups, and those of `MEASURES`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.measuring import bounds, min_size, uncertainty
from sto_cli.measuring.scope import Scope, facts_for, scopes
from sto_cli.measuring.uncertainty import ESTIMATES

if TYPE_CHECKING:
    from sto_cli.catalog import Part
    from sto_cli.reading.data import Data
    from sto_cli.measuring.question import Question

MEASURES = {
    "numerator_low": pl.Float64,
    "numerator_high": pl.Float64,
    "denominator_low": pl.Float64,
    "denominator_high": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "small": pl.Int64,
}
"""Bounds of the numerator and the denominator (null where there is none), of the value, and the
number of masked cells that weigh in it."""

_TYPES = pl.Schema({**MEASURES, **dict.fromkeys(ESTIMATES, pl.Float64)})
_NONE = pl.lit(None, pl.Float64)


class Levels(NamedTuple):
    """Measured levels.

    Attributes:
        frame: `part`, `school_year`, the groups, `MEASURES` and `ESTIMATES`.
        cells: the masked cells behind them with their gradient, for the variance of a change; empty
            for what is not estimated.
    """

    frame: pl.DataFrame
    cells: pl.DataFrame


def levels(data: Data, question: Question) -> Levels:
    """Measure the levels that a question asks for, its parts below each other.

    Raises:
        InputError: the data lacks the facts, the years or the columns that are asked for.
    """
    frames, cells = [], []
    for part, scope in scopes(facts_for(data, question), question).items():
        frame, hidden = _measured(data, question, part, scope)
        name = pl.lit(part.id).alias("part")
        frames.append(frame.select(name, "school_year", *question.by, *MEASURES, *ESTIMATES).cast(_TYPES))
        cells += [] if hidden is None else [hidden.with_columns(name)]
    return Levels(pl.concat(frames), pl.concat(cells) if cells else pl.DataFrame())


def _measured(data: Data, question: Question, part: Part, scope: Scope) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    indicator = question.indicator
    match indicator.kind:
        case "share" | "sum":
            with_rest = indicator.kind == "share"
            found = share(scope) if with_rest else total(scope)
            if not (scope.population if with_rest else scope.counted)["small"].sum():
                return _exact_only(found), uncertainty.none_masked(scope)
            hidden = uncertainty.masked(scope, data.small_counts, with_rest=with_rest)
            level = ["school_year", *scope.by]
            return uncertainty.estimate(found, hidden, level, with_rest=with_rest)
        case "distinct":
            if question.min_pupils > 1:
                return at_least(scope, part.distinct, question.min_pupils, data.small_counts), None
            return _exact_only(distinct(scope, part.distinct)), None
        case "amount":
            caps = {report.source: report.family.fte_cap for report in data.files}
            return _exact_only(amount(scope, str(indicator.amount), caps)), None
        case "ratio":
            return _exact_only(ratio(scope)), None


def _exact_only(frame: pl.DataFrame) -> pl.DataFrame:
    """Give the number itself as its estimate where it is exact, and none where it is not."""
    exact = {name: bounds.exact("low", "high") for name in ("estimate", "est_low", "est_high")}
    sides = {f"{side}_estimate": bounds.exact(f"{side}_low", f"{side}_high") for side in ("numerator", "denominator")}
    return frame.with_columns(**exact, **sides)


def share(scope: Scope) -> pl.DataFrame:
    """Set the pupils of a part against the population: A/(A+B), B the rest of the population."""
    everybody = _pupils(scope.population, scope.both, "all")
    rest = {f"{name}_rest": pl.col(f"{name}_all") - pl.col(f"{name}_part") for name in ("known", "small")}
    sums = (
        scope.with_sums(_pupils(scope.counted, scope.by, "part"))
        .join(everybody, on=["school_year", *scope.both], how="left")
        .fill_null(0)
        .with_columns(**rest)
    )
    part = bounds.low("known_part", "small_part"), bounds.high("known_part", "small_part")
    low, high = bounds.share(*part, bounds.low("known_rest", "small_rest"), bounds.high("known_rest", "small_rest"))
    return sums.with_columns(
        numerator_low=part[0],
        numerator_high=part[1],
        denominator_low=bounds.low("known_all", "small_all"),
        denominator_high=bounds.high("known_all", "small_all"),
        low=low,
        high=high,
        small=pl.col("small_all"),
    )


def total(scope: Scope) -> pl.DataFrame:
    """Count the pupils of a part."""
    sums = scope.with_sums(_pupils(scope.counted, scope.by, "part"))
    found = _plain(sums, bounds.low("known_part", "small_part"), bounds.high("known_part", "small_part"))
    return found.with_columns(small=pl.col("small_part"), known_rest=pl.lit(0))


def _pupils(facts: pl.DataFrame, by: tuple[str, ...], suffix: str) -> pl.DataFrame:
    return facts.group_by("school_year", *by).agg(pl.col("known", "small").sum().name.suffix(f"_{suffix}"))


def distinct(scope: Scope, combination: tuple[str, ...]) -> pl.DataFrame:
    """Count combinations with at least one pupil; a masked cell holds at least one, so it counts."""
    count = pl.struct(combination).n_unique().alias("count")
    sums = scope.counted.group_by("school_year", *scope.by).agg(count, pl.col("small").sum())
    return _plain(scope.with_sums(sums), pl.col("count"), pl.col("count"))


def at_least(scope: Scope, combination: tuple[str, ...], least: int, table: pl.DataFrame) -> pl.DataFrame:
    """Count combinations with at least `least` pupils: certainly, possibly, and as estimated."""
    sums = scope.with_sums(min_size.units(scope, combination, least, table))
    counted = _plain(sums, pl.col("certain"), pl.col("possible"))
    half = uncertainty.Z * pl.col("variance").sqrt()
    model = catalog().small_counts
    shown = (pl.col("undecided") >= model.least_cells) & (pl.col("places") >= model.least_locations)
    ends = {"estimate": pl.col("expected"), "est_low": pl.col("expected") - half, "est_high": pl.col("expected") + half}
    exact = pl.col("low") == pl.col("high")
    found = counted.with_columns(
        pl.when(shown | exact).then(end.clip(pl.col("low"), pl.col("high"))).alias(name) for name, end in ends.items()
    )
    return found.with_columns(numerator_estimate=pl.col("estimate"), denominator_estimate=_NONE)


def amount(scope: Scope, name: str, caps: dict[str, float | None]) -> pl.DataFrame:
    """Sum an amount. One behind a mask is above 0 and at most 4 persons times the cap its source declares.

    Without a declared cap the upper bound is null: how much there is cannot be said.
    """
    cap = pl.col("source").replace_strict(caps, return_dtype=pl.Float64)
    most = pl.when(pl.col(f"{name}_small") > 0).then(bounds.MASK_HIGH * cap).otherwise(0.0)
    sums = scope.counted.group_by("school_year", *scope.by).agg(
        pl.col(name).sum().cast(pl.Float64).alias("printed"),
        pl.when(most.is_not_null().all()).then(most.sum()).alias("most"),
        pl.col(f"{name}_small").sum().alias("small"),
    )
    empty = pl.col("most").is_null() & (pl.col("small") == 0)
    groups = scope.every_group().join(sums, on=["school_year", *scope.by], how="left")
    filled = groups.with_columns(pl.col("printed", "small").fill_null(0))
    high = pl.col("printed") + pl.when(empty).then(0.0).otherwise(pl.col("most"))
    return _plain(filled, pl.col("printed"), high)


def ratio(scope: Scope) -> pl.DataFrame:
    """Set side entrants against persons, row by row where either is masked (see `bounds.rows_of_ratio`)."""
    rows = bounds.rows_of_ratio()
    sums = (
        scope.counted.with_columns(**rows, small=pl.col("persons_small") + pl.col("side_entrants_small"))
        .group_by("school_year", *scope.by)
        .agg(pl.col(*rows, "small").sum())
    )
    low = bounds.quotient(pl.col("numerator_low"), pl.col("denominator_high"))
    high = bounds.quotient(pl.col("numerator_high"), pl.col("persons_at_greatest"))
    return scope.with_sums(sums).with_columns(low=low, high=high)


def _plain(sums: pl.DataFrame, low: pl.Expr, high: pl.Expr) -> pl.DataFrame:
    """Give a count or a sum, which is its own numerator and has no denominator."""
    return sums.with_columns(
        numerator_low=low, numerator_high=high, denominator_low=_NONE, denominator_high=_NONE, low=low, high=high
    )
