"""Levels: one row per school year, part and group, with numerator, denominator and certain bounds.

Each function below gives the columns `school_year`, the groups, and those of `MEASURES`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.measuring import bounds, min_size, small_counts, uncertainty
from sto_cli.measuring.scope import Scope, facts_for, scopes
from sto_cli.measuring.uncertainty import ESTIMATES

if TYPE_CHECKING:
    from sto_cli.catalog import Part
    from sto_cli.measuring.question import Question
    from sto_cli.reading.data import Data

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
_PUPILS = ("known", "small", "low", "high")


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
            return at_least(scope, part.distinct, question.min_pupils, data.small_counts), None
        case "amount":
            return _exact_only(amount(scope, str(indicator.amount))), None
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
    rest = {f"{name}_rest": pl.col(f"{name}_all") - pl.col(f"{name}_part") for name in _PUPILS}
    sums = (
        scope.with_sums(_pupils(scope.counted, scope.by, "part"))
        .join(everybody, on=["school_year", *scope.both], how="left")
        .fill_null(0)
        .with_columns(**rest)
    )
    low, high = bounds.share(*(pl.col(f"{end}_{side}") for side in ("part", "rest") for end in ("low", "high")))
    return sums.with_columns(
        numerator_low=pl.col("low_part"),
        numerator_high=pl.col("high_part"),
        denominator_low=pl.col("low_all"),
        denominator_high=pl.col("high_all"),
        low=low,
        high=high,
        small=pl.col("small_all"),
    )


def total(scope: Scope) -> pl.DataFrame:
    """Count the pupils of a part."""
    sums = scope.with_sums(_pupils(scope.counted, scope.by, "part"))
    found = _plain(sums, pl.col("low_part"), pl.col("high_part"))
    return found.with_columns(small=pl.col("small_part"), known_rest=pl.lit(0))


def _pupils(facts: pl.DataFrame, by: tuple[str, ...], suffix: str) -> pl.DataFrame:
    return facts.group_by("school_year", *by).agg(pl.col(_PUPILS).sum().name.suffix(f"_{suffix}"))


def at_least(scope: Scope, combination: tuple[str, ...], least: int, table: pl.DataFrame) -> pl.DataFrame:
    """Count combinations with at least `least` pupils: certainly, possibly, and as estimated."""
    sums = scope.with_sums(min_size.units(scope, combination, least, table))
    counted = _plain(sums, pl.col("certain"), pl.col("possible"))
    half = uncertainty.Z * pl.col("variance").sqrt()
    shown = ~pl.col(small_counts.STRANGE)
    ends = {"estimate": pl.col("expected"), "est_low": pl.col("expected") - half, "est_high": pl.col("expected") + half}
    exact = pl.col("low") == pl.col("high")
    found = counted.with_columns(
        pl.when(shown | exact).then(end.clip(pl.col("low"), pl.col("high"))).alias(name) for name, end in ends.items()
    )
    return found.with_columns(numerator_estimate=pl.col("estimate"), denominator_estimate=_NONE)


def amount(scope: Scope, name: str) -> pl.DataFrame:
    """Sum an amount; the upper bound is null where that of a fact is: how much there is cannot be said."""
    high = pl.col(f"{name}_high")
    sums = scope.counted.group_by("school_year", *scope.by).agg(
        pl.col(f"{name}_low").sum().cast(pl.Float64).alias("least"),
        pl.when(high.is_not_null().all()).then(high.sum()).cast(pl.Float64).alias("most"),
        pl.col(f"{name}_small").sum().alias("small"),
    )
    groups = scope.every_group().join(sums, on=["school_year", *scope.by], how="left")
    most = pl.when(pl.col("least").is_null()).then(0.0).otherwise(pl.col("most"))
    found = _plain(groups, pl.col("least").fill_null(0.0), most)
    return found.with_columns(pl.col("small").fill_null(0))


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
