"""Levels: one row per school year, part and group, with numerator, denominator and certain bounds.

Every function gives the columns `school_year`, `part`, the groups, and those of `MEASURES`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli import bounds
from sto_cli.errors import InputError
from sto_cli.question import Question, matches, resolve_where

if TYPE_CHECKING:
    from sto_cli.catalog import Part
    from sto_cli.data import Data

MEASURES = ("numerator_low", "numerator_high", "denominator_low", "denominator_high", "low", "high", "small")
"""Bounds of the numerator and the denominator (null where there is none), of the value, and the
number of masked cells that weigh in it."""


def levels(data: Data, question: Question) -> pl.DataFrame:
    """Measure the levels that a question asks for.

    Raises:
        InputError: the data lacks the facts, the years or the columns that are asked for.
    """
    facts = data.enrolment if question.indicator.facts == "enrolment" else _staffing(data, question)
    if facts.is_empty():
        raise InputError(
            f"{question.indicator.id}: the files hold no {question.indicator.facts} data; name a file that does (sto inspect shows what each is)."
        )
    years = _years(facts, question)
    filters = resolve_where(facts, question.where)
    facts = facts.filter(pl.col("school_year").is_in(years), matches(question.definition.population))
    measure = {"share": _share, "distinct": _distinct, "amount": _amount, "ratio": _ratio}[question.indicator.kind]
    # Cut by profile, a count of locations is the count of profiles once more.
    parts = [part for part in question.definition.parts if "profile" in part.distinct or "profile" not in question.by]
    return pl.concat([measure(facts, question, part, filters, years) for part in parts])


def _years(facts: pl.DataFrame, question: Question) -> list[str]:
    present = facts["school_year"].unique().sort().to_list()
    wanted = [*question.years, *(question.change or ())]
    if absent := [year for year in wanted if year not in present]:
        raise InputError(
            f"{question.indicator.id}: the files hold no {question.indicator.facts} data of {absent[0]}; they hold {', '.join(present)}."
        )
    return sorted(set(wanted)) or present


def _share(
    facts: pl.DataFrame, question: Question, part: Part, filters: dict[str, pl.Expr], years: list[str]
) -> pl.DataFrame:
    numerator_only = question.numerator_columns(part)
    both = [column for column in question.by if column not in numerator_only]
    facts = facts.filter(
        pl.lit(value=True), *(kept for column, kept in filters.items() if column not in numerator_only)
    )
    counted = facts.filter(
        matches(part.selection), *(kept for column, kept in filters.items() if column in numerator_only)
    )
    population = _sums(facts, both, "all")
    numerators = _sums(counted, list(question.by), "part")
    frame = (
        _every_group(facts, counted, question, both, years)
        .join(population, on=["school_year", *both], how="left")
        .join(numerators, on=["school_year", *question.by], how="left")
        .with_columns(pl.col("known_all", "small_all", "known_part", "small_part").fill_null(0))
        .with_columns(
            known_rest=pl.col("known_all") - pl.col("known_part"), small_rest=pl.col("small_all") - pl.col("small_part")
        )
    )
    part_low, part_high = bounds.low("known_part", "small_part"), bounds.high("known_part", "small_part")
    low, high = bounds.share(
        part_low, part_high, bounds.low("known_rest", "small_rest"), bounds.high("known_rest", "small_rest")
    )
    return _finish(
        frame.with_columns(
            numerator_low=part_low,
            numerator_high=part_high,
            denominator_low=bounds.low("known_all", "small_all"),
            denominator_high=bounds.high("known_all", "small_all"),
            low=low,
            high=high,
            small=pl.col("small_all"),
        ),
        question,
        part,
    )


def _distinct(
    facts: pl.DataFrame, question: Question, part: Part, filters: dict[str, pl.Expr], years: list[str]
) -> pl.DataFrame:
    """Count combinations with at least one pupil; a masked cell holds at least one, so it counts."""
    counted = facts.filter(matches(part.selection), *filters.values())
    sums = counted.group_by("school_year", *question.by).agg(
        pl.struct(part.distinct).n_unique().alias("count"), pl.col("small").sum()
    )
    frame = _every_group(counted, counted, question, list(question.by), years).join(
        sums, on=["school_year", *question.by], how="left"
    )
    count = pl.col("count").fill_null(0).cast(pl.Int64)
    return _finish(
        frame.with_columns(
            numerator_low=count,
            numerator_high=count,
            denominator_low=pl.lit(None, pl.Int64),
            denominator_high=pl.lit(None, pl.Int64),
            low=count.cast(pl.Float64),
            high=count.cast(pl.Float64),
            small=pl.col("small").fill_null(0),
        ),
        question,
        part,
    )


def _amount(
    facts: pl.DataFrame, question: Question, part: Part, filters: dict[str, pl.Expr], years: list[str]
) -> pl.DataFrame:
    """Sum an amount. One behind a mask is above 0 and at most 4 persons times the declared cap."""
    name = str(question.indicator.amount)
    counted = facts.filter(matches(part.selection), *filters.values())
    sums = counted.group_by("school_year", *question.by).agg(
        pl.col(name).sum().alias("known"),
        (pl.col(f"{name}_small") * pl.col("fte_cap") * bounds.MASK_HIGH).sum().alias("cap"),
        pl.col(f"{name}_small").sum().alias("small"),
    )
    frame = _every_group(counted, counted, question, list(question.by), years).join(
        sums, on=["school_year", *question.by], how="left"
    )
    low = pl.col("known").fill_null(0).cast(pl.Float64)
    return _finish(
        frame.with_columns(
            numerator_low=low,
            numerator_high=low + pl.col("cap").fill_null(0),
            denominator_low=pl.lit(None, pl.Int64),
            denominator_high=pl.lit(None, pl.Int64),
            low=low,
            high=low + pl.col("cap").fill_null(0),
            small=pl.col("small").fill_null(0),
        ),
        question,
        part,
    )


def _ratio(
    facts: pl.DataFrame, question: Question, part: Part, filters: dict[str, pl.Expr], years: list[str]
) -> pl.DataFrame:
    counted = facts.filter(matches(part.selection), *filters.values())
    sums = (
        counted.with_columns(**bounds.rows_of_ratio(), small=pl.col("persons_small") + pl.col("side_entrants_small"))
        .group_by("school_year", *question.by)
        .agg(
            pl.col(
                "numerator_low", "numerator_high", "denominator_low", "denominator_high", "persons_at_greatest", "small"
            ).sum()
        )
    )
    frame = (
        _every_group(counted, counted, question, list(question.by), years)
        .join(sums, on=["school_year", *question.by], how="left")
        .with_columns(
            pl.col(
                "numerator_low", "numerator_high", "denominator_low", "denominator_high", "persons_at_greatest", "small"
            ).fill_null(0)
        )
    )
    low = bounds.quotient(pl.col("numerator_low"), pl.col("denominator_high"))
    high = bounds.quotient(pl.col("numerator_high"), pl.col("persons_at_greatest"))
    return _finish(frame.with_columns(low=low, high=high), question, part)


def _staffing(data: Data, question: Question) -> pl.DataFrame:
    """Give the staffing facts that have the amounts asked for.

    Raises:
        InputError: the definition tells profiles or roles apart, and a file has no such column.
    """
    indicator = question.indicator
    amounts = [name for name in (indicator.amount, indicator.numerator_amount, indicator.denominator_amount) if name]
    facts = data.staffing.filter(pl.col(name).is_not_null() for name in amounts)
    needed = {"profile": question.definition.needs_profiles, "role": bool(question.definition.population.roles)}
    for column, header, other in (("profile", "PROFIEL", "total"), ("role", "FUNCTIEGROEP", "all-staff")):
        needs = needed[column] or column in question.by or column in question.where
        if needs and facts[column].has_nulls():
            file = facts.filter(pl.col(column).is_null())["file"][0]
            raise InputError(
                f"{file}: there is no {header} column, so {indicator.id} cannot be split by {column}; DUO publishes none for vo, "
                f"so give a file that has one or say --definition {other}."
            )
    caps = {report.raw.source.id: report.raw.source.fte_cap for report in data.files}
    return facts.with_columns(fte_cap=pl.col("source").replace_strict(caps, return_dtype=pl.Float64))


def _sums(facts: pl.DataFrame, by: list[str], suffix: str) -> pl.DataFrame:
    return facts.group_by("school_year", *by).agg(
        pl.col("known").sum().alias(f"known_{suffix}"), pl.col("small").sum().alias(f"small_{suffix}")
    )


def _every_group(
    facts: pl.DataFrame, counted: pl.DataFrame, question: Question, both: list[str], years: list[str]
) -> pl.DataFrame:
    """Give every group in every year, so that an empty one shows as 0 or missing instead of not at all."""
    groups = pl.DataFrame({"school_year": years}, schema={"school_year": pl.String})
    if both:
        groups = groups.join(facts.select(both).unique(), how="cross")
    if numerator_only := [column for column in question.by if column not in both]:
        groups = groups.join(counted.select(numerator_only).unique(), how="cross")
    return groups


def _finish(frame: pl.DataFrame, question: Question, part: Part) -> pl.DataFrame:
    return frame.with_columns(pl.lit(part.id).alias("part")).select(
        "school_year", "part", *question.by, *(pl.col(name).cast(_TYPES.get(name, pl.Float64)) for name in MEASURES)
    )


_TYPES = {"small": pl.Int64}
