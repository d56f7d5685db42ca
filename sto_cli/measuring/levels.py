"""Levels: one row per school year, part and group, with numerator, denominator and certain bounds.

Each function below gives the columns `school_year`, the groups, and those of `MEASURES`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.measuring import bounds, membership, min_size, small_counts, uncertainty
from sto_cli.measuring.population import Scope, facts_for, scopes
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
    "masked_cells": pl.Int64,
    "unknown": pl.Float64,
}
"""Bounds of the numerator and the denominator (null where there is none), of the value, the number of masked cells that
weigh in it, and how many pupils or how much FTE at most may or may not be counted, since a code of theirs is unknown."""

_TYPES = pl.Schema({**MEASURES, **dict.fromkeys(ESTIMATES, pl.Float64)})
_NONE = pl.lit(None, pl.Float64)
_PUPILS = ("printed", "masked_cells", "low", "high")


class Levels(NamedTuple):
    """Measured levels.

    Attributes:
        frame: `part`, `school_year`, the groups, `MEASURES` and `ESTIMATES`.
        cells: their masked cells with their gradient, for the variance of a change; empty
            for what is not estimated.
        codes: the unknown codes that weigh in them (`membership.CODES`).
    """

    frame: pl.DataFrame
    cells: pl.DataFrame
    codes: pl.DataFrame


def levels(data: Data, question: Question) -> Levels:
    """Measure the levels that a question asks for, its parts below each other.

    Raises:
        InputError: the data lacks the facts, the years or the columns that are asked for.
    """
    frames, cells, codes = [], [], [pl.DataFrame(schema=membership.CODES)]
    for part, scope in scopes(facts_for(data, question), question).items():
        frame, hidden = _measured(data, question, part, scope)
        name = pl.lit(part.id).alias("part")
        frames.append(frame.select(name, "school_year", *question.by, *MEASURES, *ESTIMATES).cast(_TYPES))
        cells += [] if hidden is None else [hidden.with_columns(name)]
        codes.append(scope.codes)
    unknown = pl.concat(codes).unique().sort(*membership.CODES)
    return Levels(pl.concat(frames), pl.concat(cells) if cells else pl.DataFrame(), unknown)


def _measured(data: Data, question: Question, part: Part, scope: Scope) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    indicator = question.indicator
    match indicator.kind:
        case "share" | "sum":
            with_rest = indicator.kind == "share"
            found = share(scope) if with_rest else total(scope)
            if not (scope.population if with_rest else scope.counted)["masked_cells"].sum():
                return _exact_only(found), uncertainty.none_masked(scope)
            hidden = uncertainty.masked(scope, data.small_counts, with_rest=with_rest)
            level = ["school_year", *scope.by]
            estimated, cells = uncertainty.estimate(found, hidden, level, with_rest=with_rest)
            return _unknown_at_both_ends(estimated, with_rest=with_rest), cells
        case "distinct":
            found = at_least(scope, part.distinct, question.min_pupils, data.small_counts)
            return _unknown_at_both_ends(found, with_rest=False), None
        case "amount":
            return _exact_only(amount(scope, str(indicator.amount))), None
        case "ratio":
            return _exact_only(ratio(scope)), None


_PRINTED_STEPS = 1_000
"""A share is printed in tenths of a percent."""
_EITHER, _PART, _REST = (pl.col(name) for name in membership.AMOUNTS)


def _unknown_at_both_ends(frame: pl.DataFrame, *, with_rest: bool) -> pl.DataFrame:
    """Take an estimate at both extremes of what may be counted; where these print differently, there is no point."""
    whole = pl.col("denominator_estimate")

    def lower(number: pl.Expr) -> pl.Expr:
        return number * bounds.quotient(whole, whole + _EITHER + _REST) if with_rest else number

    def higher(number: pl.Expr) -> pl.Expr:
        more = _EITHER + _PART
        return bounds.quotient(number * whole + more, whole + more) if with_rest else number + more

    low, high = pl.col("low"), pl.col("high")
    point, steps = pl.col("estimate"), _PRINTED_STEPS if with_rest else 1
    alike = (lower(point) * steps).round() == (higher(point) * steps).round()
    changed = {
        "est_low": lower(pl.col("est_low")).clip(low, high),
        "est_high": higher(pl.col("est_high")).clip(low, high),
        **{name: pl.when(alike).then(name) for name in ("estimate", "numerator_estimate", "denominator_estimate")},
    }
    touched = pl.col("unknown") > 0
    return frame.with_columns(
        pl.when(touched).then(value).otherwise(pl.col(name)).alias(name) for name, value in changed.items()
    )


def _with_unknown(scope: Scope, sums: pl.DataFrame, amount: str, *, with_rest: bool = False) -> pl.DataFrame:
    """Put beside sums what may be counted in each group, at its most; the rest only where there is one."""
    weighing = scope.unknown if with_rest else scope.unknown.filter(pl.col(membership.KIND) != membership.REST)
    unknown = membership.sums(weighing, scope.by, amount)
    found = sums.join(unknown, on=["school_year", *scope.by], how="left", maintain_order="left")
    filled = found.with_columns(pl.col(membership.AMOUNTS).fill_null(0))
    return filled.with_columns(unknown=pl.sum_horizontal(membership.AMOUNTS))


def _exact_only(frame: pl.DataFrame) -> pl.DataFrame:
    """Give the number itself as its estimate where it is exact, and none where it is not."""
    exact = {name: bounds.exact("low", "high") for name in ("estimate", "est_low", "est_high")}
    # Where nothing but unknown codes leaves a range, that is also all that an interval can say.
    only_unknown = (pl.col("unknown") > 0) & (pl.col("masked_cells") == 0)
    exact |= {f"est_{end}": pl.when(only_unknown).then(end).otherwise(exact[f"est_{end}"]) for end in ("low", "high")}
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
    part_low, part_high, rest_low, rest_high = (
        pl.col(f"{end}_{side}") for side in ("part", "rest") for end in ("low", "high")
    )
    low, high = bounds.share(part_low, part_high + _EITHER + _PART, rest_low, rest_high + _EITHER + _REST)
    return _with_unknown(scope, sums, "high", with_rest=True).with_columns(
        numerator_low=part_low,
        numerator_high=part_high + _EITHER + _PART,
        denominator_low=pl.col("low_all"),
        denominator_high=pl.col("high_all") + pl.col("unknown"),
        low=low,
        high=high,
        masked_cells=pl.col("masked_cells_all"),
    )


def total(scope: Scope) -> pl.DataFrame:
    """Count the pupils of a part."""
    sums = _with_unknown(scope, scope.with_sums(_pupils(scope.counted, scope.by, "part")), "high")
    found = _plain(sums, pl.col("low_part"), pl.col("high_part") + _EITHER + _PART)
    return found.with_columns(masked_cells=pl.col("masked_cells_part"), printed_rest=pl.lit(0))


def _pupils(facts: pl.DataFrame, by: tuple[str, ...], suffix: str) -> pl.DataFrame:
    return facts.group_by("school_year", *by).agg(pl.col(_PUPILS).sum().name.suffix(f"_{suffix}"))


def at_least(scope: Scope, combination: tuple[str, ...], least: int, table: pl.DataFrame) -> pl.DataFrame:
    """Count combinations with at least `least` pupils: certainly, possibly, and as estimated."""
    sums = scope.with_sums(min_size.units(scope, combination, least, table))
    sums = _with_unknown(scope._replace(unknown=_unknown_units(scope, combination, least)), sums, "units")
    counted = _plain(sums, pl.col("certain"), pl.col("possible") + _EITHER + _PART)
    half = uncertainty.Z * pl.col("variance").sqrt()
    shown = ~pl.col(small_counts.STRANGE)
    ends = {"estimate": pl.col("expected"), "est_low": pl.col("expected") - half, "est_high": pl.col("expected") + half}
    exact = pl.col("low") == pl.col("high")
    found = counted.with_columns(
        pl.when(shown | exact).then(end.clip(pl.col("low"), pl.col("high"))).alias(name) for name, end in ends.items()
    )
    return found.with_columns(numerator_estimate=pl.col("estimate"), denominator_estimate=_NONE)


def _unknown_units(scope: Scope, combination: tuple[str, ...], least: int) -> pl.DataFrame:
    """Give the combinations with an unknown code, each of which may be one more; except those that may have enough without it.

    Above a minimum that holds whatever its own size, since it may complete a known one.
    """
    keys = list(dict.fromkeys(["school_year", *scope.by, *combination]))
    units = scope.unknown.filter(pl.col(membership.KIND) != membership.REST).unique(keys)
    enough = scope.counted.group_by(keys).agg(pl.col("high").sum()).filter(pl.col("high") >= least)
    return units.join(enough, on=keys, how="anti", nulls_equal=True).with_columns(units=pl.lit(1))


def amount(scope: Scope, name: str) -> pl.DataFrame:
    """Sum an amount; the upper bound is null if that of any fact is."""
    high = pl.col(f"{name}_high")
    sums = scope.counted.group_by("school_year", *scope.by).agg(
        pl.col(f"{name}_low").sum().cast(pl.Float64).alias("least"),
        pl.when(high.is_not_null().all()).then(high.sum()).cast(pl.Float64).alias("most"),
        pl.col(f"{name}_masked_cells").sum().alias("masked_cells"),
    )
    groups = _with_unknown(
        scope, scope.every_group().join(sums, on=["school_year", *scope.by], how="left"), f"{name}_high"
    )
    most = pl.when(pl.col("least").is_null()).then(0.0).otherwise(pl.col("most")) + _EITHER + _PART
    found = _plain(groups, pl.col("least").fill_null(0.0), most)
    return found.with_columns(pl.col("masked_cells").fill_null(0))


def ratio(scope: Scope) -> pl.DataFrame:
    """Set side entrants against persons, row by row where either is masked (see `bounds.rows_of_ratio`)."""
    rows = bounds.rows_of_ratio()
    sums = (
        scope.counted.with_columns(
            **rows, masked_cells=pl.col("persons_masked_cells") + pl.col("side_entrants_masked_cells")
        )
        .group_by("school_year", *scope.by)
        .agg(pl.col(*rows, "masked_cells").sum())
    )
    keys = ["school_year", *scope.by]
    known = scope.with_sums(sums)
    maybe = scope.unknown.filter(pl.col(membership.KIND) != membership.REST).with_columns(**rows)
    most = maybe.group_by(keys).agg(more=pl.col("numerator_high").sum(), unknown=pl.col("denominator_high").sum())
    found = known
    for more in (most, _extreme_rates(known, maybe, keys)):
        found = found.join(more, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return found.with_columns(pl.col("more", "unknown").fill_null(0)).with_columns(
        pl.col("unknown").cast(pl.Float64),
        numerator_high=pl.col("numerator_high") + pl.col("more"),
        denominator_high=pl.col("denominator_high") + pl.col("unknown"),
    )


def _extreme_rates(known: pl.DataFrame, maybe: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Give the least and the greatest rate of each group, whichever of the rows that may be counted are.

    A row whose rate lies below that of all before it lowers the rate, so the least is found by adding the rows in the order
    of their rates; the greatest likewise, from the other end.
    """
    found = known.select(keys)
    for end, entrants, persons in (
        ("low", "numerator_low", "denominator_high"),
        ("high", "numerator_high", "persons_at_greatest"),
    ):
        rate, own = bounds.quotient(pl.col(entrants), pl.col(persons)), [entrants, persons]
        added = maybe.sort(rate, descending=end == "high").select(*keys, pl.col(own).cum_sum().over(keys))
        with_known = added.join(known.select(*keys, *own), on=keys, nulls_equal=True, suffix="_known")
        sums = with_known.select(*keys, *(pl.col(name) + pl.col(f"{name}_known") for name in own))
        extreme = rate.max() if end == "high" else rate.min()
        rates = (
            pl.concat([known.select(*keys, *own), sums], how="vertical_relaxed").group_by(keys).agg(extreme.alias(end))
        )
        found = found.join(rates, on=keys, how="left", nulls_equal=True)
    return found


def _plain(sums: pl.DataFrame, low: pl.Expr, high: pl.Expr) -> pl.DataFrame:
    """Give a count or a sum, which is its own numerator and has no denominator."""
    return sums.with_columns(
        numerator_low=low, numerator_high=high, denominator_low=_NONE, denominator_high=_NONE, low=low, high=high
    )
