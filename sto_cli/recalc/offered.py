"""What is offered where: every location of every school year, with its profiles, for a later `sto diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.measuring.question import ask
from sto_cli.measuring.scope import scopes
from sto_cli.measuring.successors import COLUMNS, locations

if TYPE_CHECKING:
    from sto_cli.reading.data import Data

_INDICATOR = "profile_count"


def offered(data: Data) -> pl.DataFrame:
    """List locations and what each offers under the default definition of profiles offered.

    Returns:
        `school_year`, `location`, `brin`, `name`, `place`, `part` and `profile`, sorted; a location that offers
        none of the profiles has one row, in which the last two are null.
    """
    known = locations(data.enrolment)
    pairs = pl.DataFrame(schema=dict.fromkeys(("school_year", "location", "part", "profile"), pl.String))
    if not data.enrolment.is_empty():
        found = scopes(data.enrolment, ask(_INDICATOR)).items()
        kept = [
            scope.counted.select("school_year", "location", pl.lit(part.id).alias("part"), "profile").unique()
            for part, scope in found
            if "profile" in part.distinct
        ]
        pairs = pl.concat([pairs, *kept])
    return known.join(pairs, on=["school_year", "location"], how="left").sort(
        "school_year", *COLUMNS, "part", "profile", nulls_last=True
    )
