"""Gross movements between two runs: what opened, closed and went on under another number, beside the net change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.measuring.flows import between
from sto_cli.measuring.successors import COLUMNS, SUCCESSORS, successors

if TYPE_CHECKING:
    from sto_cli.yearly.results import Results

PART = "part"
ALL = "all locations"
"""The part of every location, whatever it offers."""


@dataclass(frozen=True)
class Movements:
    """Movements from the newest school year of one run to that of another.

    Attributes:
        years: those two years, which are the same where only the data differ; None where a run has no enrolment.
        counts: per part, `FLOWS`: location × profile, and first all locations.
        opened: the locations that are new, with `location`, `brin`, `name` and `place`.
        closed: those that are gone.
        moved: those that go on under another number, with `location`, `successor`, `name` and `place`.
        broken: one of the years lies across the series break, so that parts cannot be compared.
    """

    years: tuple[str, str] | None
    counts: pl.DataFrame = field(repr=False)
    opened: pl.DataFrame = field(repr=False)
    closed: pl.DataFrame = field(repr=False)
    moved: pl.DataFrame = field(repr=False)
    broken: bool = False


def movements(old: Results, new: Results) -> Movements:
    """Set the locations of the newest year of two runs against each other."""
    if old.locations.is_empty() or new.locations.is_empty():
        nothing = pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
        return Movements(None, pl.DataFrame(), nothing, nothing, pl.DataFrame(schema=SUCCESSORS))
    first, last = (str(run.locations["school_year"].max()) for run in (old, new))
    earlier = old.locations.filter(pl.col("school_year") == first)
    later = new.locations.filter(pl.col("school_year") == last)
    before, after = (frame.select(COLUMNS).unique().sort("location") for frame in (earlier, later))
    moved = successors(before, after)
    broken = bool({first, last} & ({*old.manifest["series_break"]} | {*new.manifest["series_break"]})) and first != last
    counts = [between(before, after, moved, ["location"], []).select(pl.lit(ALL).alias(PART), pl.all())]
    if not broken:
        offers_before, offers_after = (
            frame.filter(pl.col(PART).is_not_null()).select(PART, "location", "profile") for frame in (earlier, later)
        )
        counts.append(between(offers_before, offers_after, moved, [PART, "location", "profile"], [PART]).sort(PART))
    return Movements(
        (first, last),
        pl.concat(counts),
        after.join(before, on="location", how="anti").join(moved, left_on="location", right_on="successor", how="anti"),
        before.join(after, on="location", how="anti").join(moved, on="location", how="anti"),
        moved.join(before, on="location").select("location", "successor", "name", "place").sort("location"),
        broken,
    )
