"""Appearances and disappearances behind a count: a stable total can hide as many closures as openings.

A masked cell holds at least one pupil. So the profiles on offer are known exactly, and these numbers are exact.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.errors import UsageError
from sto_cli.measuring import marks
from sto_cli.measuring.measure import SERIES_BREAK, broken_years, years_of
from sto_cli.measuring.names import with_names
from sto_cli.measuring.population import facts_for, scopes
from sto_cli.measuring.question import ordered
from sto_cli.measuring.successors import locations, successors

if TYPE_CHECKING:
    from sto_cli.catalog import Part
    from sto_cli.measuring.population import Scope
    from sto_cli.measuring.question import Question
    from sto_cli.reading.data import Data

FLOWS = ("before", "appeared", "disappeared", "after", "moved")
"""before + appeared − disappeared = after; `moved` are among those that stayed, under another number."""

_ABOUT = ("part", "from_year", "school_year")


@dataclass(frozen=True)
class Flows:
    """What came and went from year to year.

    Attributes:
        frame: `indicator`, `definition`, `part`, `from_year`, `school_year`, the groups, `FLOWS`, `marks` and `reason`.
        broken: school years across the series break, with the share of legacy pupils in them.
    """

    question: Question
    frame: pl.DataFrame = field(repr=False)
    broken: dict[str, float]


def refuse(question: Question) -> None:
    """Refuse what has no flows.

    Raises:
        UsageError: the indicator does not count locations, or a minimum is asked for.
    """
    if question.indicator.kind != "distinct" or question.indicator.facts != "enrolment":
        raise UsageError("--flows: applies only to profile-counts, which counts the profiles on offer.")
    if question.min_pupils > 1:
        raise UsageError("--flows: cannot be combined with --min-pupils: passing a threshold is not opening.")


def flows(data: Data, question: Question) -> Flows:
    """Count what appeared and what disappeared between the years of a question, each with the next.

    Raises:
        UsageError: `refuse`.
        InputError: the data lacks what is asked for, or has one year only.
    """
    refuse(question)
    years = question.change or years_of(data, question)
    facts = facts_for(data, question)
    found = scopes(facts, question)
    places = locations(data.enrolment)
    broken = broken_years(data, question)
    frames = [_empty(question)]
    for first, last in pairwise(years):
        moved = successors(_of(places, first), _of(places, last))
        frames += [_of_part(part, scope, first, last, moved, question) for part, scope in found.items()]
    order = {part.id: rank for rank, part in enumerate(question.definition.parts)}
    frame = (
        pl.concat(frames)
        .with_columns(
            indicator=pl.lit(question.indicator.id),
            definition=pl.lit(question.definition.id),
            order=pl.col("part").replace_strict(order, return_dtype=pl.Int64),
            marks=marks.column(data, question, broken),
            reason=pl.when(pl.col("from_year").is_in([*broken]) | pl.col("school_year").is_in([*broken])).then(
                pl.lit(SERIES_BREAK)
            ),
        )
        .with_columns(pl.when(pl.col("reason").is_null()).then(pl.col(name)).alias(name) for name in FLOWS)
        .pipe(ordered, ["order", *question.by, "from_year"])
        .select("indicator", "definition", "part", "from_year", "school_year", *question.by, *FLOWS, "marks", "reason")
    )
    return Flows(question, with_names(frame, data.enrolment), broken)


def _of(places: pl.DataFrame, year: str) -> pl.DataFrame:
    return places.filter(pl.col("school_year") == year)


def _of_part(part: Part, scope: Scope, first: str, last: str, moved: pl.DataFrame, question: Question) -> pl.DataFrame:
    """Set what a part counts in one year against the next."""
    keys = list(dict.fromkeys([*part.distinct, *question.by]))
    units = scope.counted.select("school_year", *keys).unique()
    earlier, later = (_of(units, year).select(keys) for year in (first, last))
    counted = between(earlier, later, moved, keys, list(question.by))
    about = (pl.lit(value).alias(name) for name, value in zip(_ABOUT, (part.id, first, last), strict=True))
    return counted.select(*about, *question.by, *FLOWS)


def between(
    earlier: pl.DataFrame, later: pl.DataFrame, moved: pl.DataFrame, keys: list[str], by: list[str]
) -> pl.DataFrame:
    """Count what is on one side only and what is on both, locations under their later number.

    Args:
        earlier: the counted units, identified by `keys`; one key is `location`.
        later: the same of the later year.
        moved: locations that went on under another number, with the schema `successors.SUCCESSORS`.
        keys: the columns that tell apart what is counted.
        by: those of them to count by.

    Returns:
        One row per group, with the columns `by` and `FLOWS`.
    """
    renumbered = pl.col("location").replace(dict(moved.iter_rows()))
    own = earlier.select(keys).with_columns(renumbered, own=pl.col("location"))
    both = own.join(later.select(keys).with_columns(now=1), on=keys, how="full", coalesce=True, nulls_equal=True)
    before, after = pl.col("own").is_not_null(), pl.col("now").is_not_null()
    conditions = {
        "before": before,
        "appeared": after & ~before,
        "disappeared": before & ~after,
        "after": after,
        "moved": before & after & (pl.col("own") != pl.col("location")),
    }
    counted = [condition.sum().cast(pl.Int64).alias(name) for name, condition in conditions.items()]
    return both.group_by(by).agg(counted) if by else both.select(counted)


def _empty(question: Question) -> pl.DataFrame:
    texts = dict.fromkeys(_ABOUT, pl.String)
    groups = {name: pl.UInt8 if name == "grade" else pl.String for name in question.by}
    return pl.DataFrame(schema=texts | groups | dict.fromkeys(FLOWS, pl.Int64))
