"""Series breaks, found in the data: years in which some pupils were outside the ten profiles.

Until 2018 a part of BB, KB and GL was enrolled in legacy afdelingen and routes (15.9% on 1 October
2017, 1.4% in 2019), so under a profile definition the share rises without a pupil choosing otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.catalog import Selection, catalog
from sto_cli.measuring import bounds
from sto_cli.measuring.question import matches

if TYPE_CHECKING:
    from sto_cli.catalog import Definition
    from sto_cli.measuring.question import Question

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
