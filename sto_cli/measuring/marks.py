"""Marks: warnings about one number, in a column that every form of output has; and the series breaks among them.

A series break is found in the data: a year in which some pupils were outside the ten profiles. Until 2018 a part of BB, KB
and GL was enrolled in legacy afdelingen and routes (15.9% on 1 October 2017, 1.4% in 2019), so under a profile
definition the share rises without a pupil choosing otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.catalog import Definition, Selection, catalog
from sto_cli.measuring import bounds
from sto_cli.measuring.membership import matches

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sto_cli.measuring.question import Question
    from sto_cli.reading.data import Data

SERIES_BREAK = "series_break"
PROVISIONAL = "provisional"
SYNTHETIC = "synthetic"
REJECTED_ROWS = "rejected_rows"
UNKNOWN_CODES = "unknown_codes"
OWN_CATALOG = "own_catalog"
OWN_TABLE = "own_table"
MARKS = (SERIES_BREAK, PROVISIONAL, SYNTHETIC, REJECTED_ROWS, UNKNOWN_CODES, OWN_CATALOG, OWN_TABLE)
"""The marks in the order in which they are written: a year across the series break, a year that DUO may still revise,
the bundled sample, a year with rejected rows, a number that depends on codes outside the catalog,
data that was read with a catalog of the user's own, and a claim that was set beside a table of the user's own."""


def column(data: Data, question: Question, broken: Collection[str], unknown: pl.Expr | None = None) -> pl.Expr:
    """Give the column `marks` of rows with `from_year` and `school_year`: marks with a space between, null without any.

    Args:
        data: what the rows were computed from.
        question: what they answer.
        broken: the school years across the series break.
        unknown: tells of rows that unknown codes weigh in them; None where they cannot.
    """
    kinds = {question.indicator.facts, *(["places"] if question.tells_places else [])}
    rejected = [report for report in data.incomplete if report.family.facts in kinds]
    of_any_year = any(report.rows_say_years or report.family.facts == "places" for report in rejected)
    marked = {
        SERIES_BREAK: _of(broken),
        PROVISIONAL: _of(data.provisional(question.indicator.facts)),
        SYNTHETIC: pl.lit(data.sample),
        UNKNOWN_CODES: pl.lit(value=False) if unknown is None else unknown,
        REJECTED_ROWS: pl.lit(of_any_year) | _of({year for report in rejected for year in report.school_years}),
        OWN_CATALOG: pl.lit(data.own_catalog is not None),
    }
    found = pl.concat_str(
        (pl.when(marked[mark]).then(pl.lit(mark)) for mark in MARKS if mark in marked), separator=" ", ignore_nulls=True
    )
    return pl.when(found != "").then(found)


def joined(marks: Iterable[str]) -> str | None:
    """Write marks in their order, each once."""
    given = {*marks}
    return " ".join(mark for mark in MARKS if mark in given) or None


def _of(years: Collection[str]) -> pl.Expr:
    """Tell whether a row is of one of these school years, or changes from one."""
    return pl.any_horizontal(pl.col("from_year", "school_year").is_in([*years]).fill_null(value=False))


BREAK_FROM = 0.02
"""Above this share of the population in legacy afdelingen and routes, a year is not comparable under a
profile definition: it can move the technical share by up to 2 percentage points, more than the letter's 1.2."""


def legacy_shares(facts: pl.DataFrame, definition: Definition) -> dict[str, float]:
    """Give the certain low bound of the share of legacy pupils in a definition's tracks and grades, by school year.

    It is a property of the year as a whole, so no filter of the user's question is applied.
    """
    within = Selection(tracks=definition.population.tracks, grades=definition.population.grades)
    legacy = pl.col("profile").is_in(catalog().legacy)
    part, rest = pl.col("low").filter(legacy).sum(), pl.col("high").filter(~legacy).sum()
    of_year = facts.lazy().filter(matches(within)).group_by("school_year")
    shares = of_year.agg(bounds.quotient(part, part + rest).fill_null(0)).sort("school_year").collect()
    return dict(shares.iter_rows())


def broken_years(facts: pl.DataFrame, question: Question) -> dict[str, float]:
    """Give the years that lie across the break, with their legacy share; empty for a question without profiles."""
    if not (question.definition.needs_profiles or "profile" in (*question.by, *question.filtered)):
        return {}
    shares = legacy_shares(facts, question.definition)
    return {year: share for year, share in shares.items() if share > BREAK_FROM}
