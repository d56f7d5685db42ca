"""What opened and closed behind a count: a stable total can hide as many closures as openings.

A masked cell holds at least one pupil. So the profiles on offer are known exactly, but where a code of a location is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.catalog import Part, catalog
from sto_cli.errors import UsageError
from sto_cli.measuring import marks
from sto_cli.measuring import successors as going_on
from sto_cli.measuring.filters import ordered, spelt
from sto_cli.measuring.measure import SERIES_BREAK, broken_years, years_of
from sto_cli.measuring.population import NAME, Scope, facts_for, scopes, with_names
from sto_cli.reading import places

if TYPE_CHECKING:
    from sto_cli.measuring.question import Question
    from sto_cli.reading.data import Data
    from sto_cli.reading.paths import Name

FLOWS = ("before", "appeared", "disappeared", "after", "moved")
"""before + appeared − disappeared = after; `moved` are among those that stayed, under another number."""

CLOSED, OPENED, CONVERTED = KINDS = ("closed", "opened", "converted_or_new")
"""What happened to a location × profile; one that opened where legacy pupils of its sector were before may have been converted."""

CHANGED = ("kind", "location", NAME, "place", "profile", "certain")

_ABOUT = ("part", "from_year", "school_year")


@dataclass(frozen=True)
class Flows:
    """What came and went from year to year.

    Attributes:
        frame: a row for each location × profile, or location, that opened or closed: `indicator`, `definition`, `part`,
            `from_year`, `school_year`, the groups, `CHANGED` and `marks`. `profile` is null of a part that counts locations;
            `certain` is false where a code of the location is unknown in the other year.
        counts: `indicator`, `definition`, `part`, `from_year`, `school_year`, the groups, `FLOWS`, `marks` and `reason`.
        successors: the locations that went on under another number: `from_year`, `school_year`, `location`, `location_name`,
            `place`, `successor` and `found_by` (`successors.TABLE` or `RULE`).
        unused: the old numbers of the user's table that are of no location that is gone.
        broken: school years across the series break, with the share of legacy pupils in them.
        unplaced: by column of a filter that a table of places gives, how many rows there are of locations without one.
    """

    question: Question
    frame: pl.DataFrame = field(repr=False)
    counts: pl.DataFrame = field(repr=False)
    successors: pl.DataFrame = field(repr=False)
    unused: tuple[str, ...]
    broken: dict[str, float]
    unplaced: dict[str, int]


def refuse(question: Question) -> None:
    """Refuse what has no flows.

    Raises:
        UsageError: the indicator does not count locations, or a minimum is asked for.
    """
    if question.indicator.kind != "distinct" or question.indicator.facts != "enrolment":
        raise UsageError("--flows: applies only to profile-counts, which counts the profiles on offer.")
    if not question.definition.counts("profile"):
        raise UsageError(
            "--flows: definition {definition} counts no profiles on offer; choose another.",
            definition=question.definition.id,
        )
    if question.min_pupils > 1:
        raise UsageError("--flows: cannot be combined with --min-pupils: passing a threshold is not opening.")


def flows(data: Data, question: Question, successors: Name | None = None) -> Flows:
    """List what opened and closed between the years of a question, each against the next, and count it.

    Args:
        data: the facts.
        question: a count of profiles.
        successors: a table `old,new` of locations or schools that were renumbered or merged (`successors.read_table`).

    Raises:
        UsageError: `refuse`, or the question is of one year.
        InputError: the data lacks what is asked for, or the table is wrong.
    """
    refuse(question)
    table = going_on.read_table(successors) if successors else {}
    years = question.change or years_of(data, question)
    if len(years) < 2:  # noqa: PLR2004  # from one to another
        raise UsageError("--flows: two school years are needed, and {years} is one; add another.", years=years[0])
    facts = facts_for(data, question)
    found = scopes(facts, question)
    question = spelt(facts, question)
    located = going_on.locations(data.enrolment)
    broken = broken_years(data, question)
    by = [name for name in question.by if name != "location"]
    led, counts, changed, went_on = [], [], [], []
    for first, last in pairwise(years):
        moved = going_on.successors(_of(located, first), _of(located, last), table)
        led.append(moved)
        for part, scope in found.items():
            counts.append(_counted(scope, first, last, moved, part, by))
        for part, unit in _units(found, question).items():
            changed.append(_changed(found[part], first, last, moved, part, unit, by))
        counted = pl.concat(scope.counted.filter(school_year=first)["location"] for scope in found.values())
        went_on.append(
            moved.filter(pl.col("location").is_in([*counted])).select(
                pl.lit(first).alias("from_year"), pl.lit(last).alias("school_year"), *going_on.SUCCESSORS
            )
        )
    told = {
        "indicator": pl.lit(question.indicator.id),
        "definition": pl.lit(question.definition.id),
        "order": pl.col("part").replace_strict(
            {part.id: rank for rank, part in enumerate(question.definition.parts)}, return_dtype=pl.Int64
        ),
    }
    about = ("indicator", "definition", *_ABOUT, *by)
    listed = with_names(pl.concat(changed), data.enrolment, place=True).with_columns(
        **told,
        named=pl.col(NAME).str.to_lowercase(),
        rank=pl.col("kind").replace_strict({kind: rank for rank, kind in enumerate(KINDS)}, return_dtype=pl.Int64),
        marks=marks.column(data, question, broken, ~pl.col("certain")),
    )
    totals = pl.concat(counts).with_columns(
        **told,
        marks=marks.column(data, question, broken),
        reason=pl.when(pl.col("from_year").is_in([*broken]) | pl.col("school_year").is_in([*broken])).then(
            pl.lit(SERIES_BREAK)
        ),
    )
    totals = totals.with_columns(pl.when(pl.col("reason").is_null()).then(pl.col(name)).alias(name) for name in FLOWS)
    return Flows(
        question,
        listed.pipe(ordered, ["order", "from_year", *by, "rank", "named", "location", "profile"]).select(
            *dict.fromkeys((*about, *CHANGED, "marks"))
        ),
        totals.pipe(ordered, ["order", *by, "from_year"]).select(*about, *FLOWS, "marks", "reason"),
        with_names(pl.concat(went_on), data.enrolment, place=True),
        going_on.unused(table, pl.concat(led)),
        broken,
        _unplaced(data, question, successors),
    )


def _unplaced(data: Data, question: Question, successors: Name | None) -> dict[str, int]:
    """Count what opened and closed at locations that a filter leaves out since nobody knows where they lie."""
    found = {}
    for column in places.COLUMNS:
        is_unknown = data.enrolment[column] == places.UNKNOWN
        there = replace(question, where=question.where | {column: (places.UNKNOWN,)})
        if column in question.where and there != question and is_unknown.any():
            found[column] = flows(data, there, successors).frame.height
    return {column: rows for column, rows in found.items() if rows}


def _of(places: pl.DataFrame, year: str) -> pl.DataFrame:
    return places.filter(pl.col("school_year") == year)


def _units(found: dict[Part, Scope], question: Question) -> dict[Part, tuple[str, ...]]:
    """Say of what each part lists the changes: its own units, or locations where these are asked for, of each selection once."""
    if "location" not in question.by or "profile" in question.by:
        return {part: part.distinct for part in found}
    return dict.fromkeys({part.selection: part for part in found}.values(), ("location",))


def _counted(  # each is a key of the rows, or what they are made of
    scope: Scope, first: str, last: str, moved: pl.DataFrame, part: Part, by: list[str]
) -> pl.DataFrame:
    """Set what a part counts in one year against the next."""
    keys = list(dict.fromkeys([*part.distinct, *by]))
    units = scope.counted.select("school_year", *keys).unique()
    earlier, later = (_of(units, year).select(keys) for year in (first, last))
    counted = between(earlier, later, moved, keys, by)
    return counted.select(*_about(part, first, last), *by, *FLOWS)


def _about(part: Part, first: str, last: str) -> list[pl.Expr]:
    return [pl.lit(value).alias(name) for name, value in zip(_ABOUT, (part.id, first, last), strict=True)]


def _changed(
    scope: Scope, first: str, last: str, moved: pl.DataFrame, part: Part, unit: tuple[str, ...], by: list[str]
) -> pl.DataFrame:
    """List the units of a part that are there in one of two years only; legacy afdelingen are no profiles, and are left out."""
    keys = list(dict.fromkeys([*unit, *by]))
    is_legacy = pl.col("profile").is_in(catalog().legacy)
    offered = scope.counted.filter(~is_legacy)
    both = _matched(_of(offered, first).select(keys), _of(offered, last).select(keys), moved, keys)
    sectors = {code: list(profile.sectors) for code, profile in catalog().profiles.items()}
    renumbered = pl.col("location").replace(_by_number(moved))
    legacy = _of(scope.population.filter(is_legacy), first).select(renumbered, "sector").unique()
    of_sector = _of(offered, last).select(
        *dict.fromkeys((*keys, "profile")), sector=pl.col("profile").replace_strict(sectors, default=[])
    )
    converted = of_sector.explode("sector").join(legacy, on=["location", "sector"]).select(keys).unique()
    both = both.join(converted.with_columns(had=1), on=keys, how="left", nulls_equal=True)
    unknown = {year: [*_of(scope.unknown, year).select(renumbered)["location"].unique()] for year in (first, last)}
    is_closed, is_opened = pl.col("now").is_null(), pl.col("own").is_null()
    profile = pl.col("profile") if "profile" in unit else pl.lit(None, pl.String)
    return both.filter(is_closed | is_opened).select(
        *_about(part, first, last),
        *(name for name in by if name != "profile"),
        kind=pl.when(is_closed)
        .then(pl.lit(CLOSED))
        .when(pl.col("had") == 1)
        .then(pl.lit(CONVERTED))
        .otherwise(pl.lit(OPENED)),
        profile=profile,
        certain=~pl.when(is_closed)
        .then(pl.col("location").is_in(unknown[last]))
        .otherwise(pl.col("location").is_in(unknown[first])),
        location=pl.coalesce("own", "location"),
    )


def _by_number(moved: pl.DataFrame) -> dict[str, str]:
    return dict(moved.select("location", "successor").iter_rows())


def _matched(earlier: pl.DataFrame, later: pl.DataFrame, moved: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Put units of two years beside each other under their later number: `keys`, `own` (the earlier number) and `now`."""
    renumbered = pl.col("location").replace(_by_number(moved))
    own = earlier.select(keys).unique().with_columns(renumbered, own=pl.col("location"))
    # Of units that merged into one, one is left: that which has the number already, or else the first.
    own = own.sort(pl.col("own") != pl.col("location"), "own").unique(keys, keep="first", maintain_order=True)
    return own.join(
        later.select(keys).unique().with_columns(now=1), on=keys, how="full", coalesce=True, nulls_equal=True
    )


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
    both = _matched(earlier, later, moved, keys)
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
