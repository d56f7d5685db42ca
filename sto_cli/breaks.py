"""Series breaks, found in the data: years in which pupils sat partly outside the ten profiles.

Until 2018 a part of BB, KB and GL was enrolled in legacy afdelingen and routes (15.9% on 1 October
2017, 1.4% in 2019), so under a profile definition the share rises without a pupil choosing otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli import bounds
from sto_cli.catalog import catalog
from sto_cli.question import matches

if TYPE_CHECKING:
    from sto_cli.catalog import Definition

BREAK_FROM = 0.02
"""Above this share of the population in legacy afdelingen and routes, a year is not comparable under a
profile definition: it can move the technical share by up to 2 percentage points, more than the letter's 1.2."""


def legacy_shares(enrolment: pl.DataFrame, definition: Definition) -> dict[str, float]:
    """Give the certain low bound of the legacy share of a definition's population, by school year.

    It is a property of the year as a whole, so no filter of the user's question is applied.
    """
    is_legacy = pl.col("profile").is_in(catalog().legacy)
    sums = (
        enrolment.filter(matches(definition.population))
        .group_by("school_year", is_legacy.alias("legacy"))
        .agg(pl.col("known").sum(), pl.col("small").sum())
        .group_by("school_year")
        .agg(
            pl.when("legacy").then(bounds.low("known", "small")).otherwise(0).sum().alias("part"),
            pl.when("legacy").then(0).otherwise(bounds.high("known", "small")).sum().alias("rest"),
        )
        .select("school_year", bounds.quotient(pl.col("part"), pl.col("part") + pl.col("rest")).fill_null(0))
    )
    return dict(sums.iter_rows())


def broken_years(enrolment: pl.DataFrame, definition: Definition) -> dict[str, float]:
    """Give the years that lie across the break, with their legacy share; none for a definition without profiles."""
    if not definition.needs_profiles:
        return {}
    return {year: share for year, share in sorted(legacy_shares(enrolment, definition).items()) if share > BREAK_FROM}
