"""What differs between two runs: every number, with its old and new value and the causes; and the locations behind them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from sto_cli.measuring.flows import between
from sto_cli.measuring.marks import REJECTED_ROWS
from sto_cli.measuring.measure import COLUMNS, NUMBERS
from sto_cli.measuring.population import NAME
from sto_cli.measuring.successors import COLUMNS as PLACES
from sto_cli.measuring.successors import SUCCESSORS, successors
from sto_cli.yearly import causes

if TYPE_CHECKING:
    from sto_cli.yearly.causes import Cause
    from sto_cli.yearly.results import Results

SHOWN = ("value", "low", "high", "estimate", "est_low", "est_high", "masked_cells", "reason")
"""What is compared of a row, and shown of both runs."""
ALL = "all locations"
"""The part of every location, whatever it offers."""


@dataclass(frozen=True)
class Difference:
    """One number that differs.

    Attributes:
        about: what it is of: the name of the result, `COLUMNS` and its groups, and its unit.
        before: `SHOWN` in the earlier run; None where only the later has the number.
        after: the same in the later run.
        files: those of its years that are not in both runs, or not with the same content.
    """

    about: dict[str, Any]
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    causes: tuple[Cause, ...]
    files: tuple[str, ...] = ()


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


@dataclass(frozen=True)
class Comparison:
    """Two runs compared.

    Attributes:
        same: how many numbers are the same in both.
        movements: what opened and closed between their newest years.
    """

    old: Results
    new: Results
    differences: tuple[Difference, ...] = field(repr=False)
    same: int
    movements: Movements

    @property
    def differs(self) -> bool:
        """Whether anything is not the same: a number, or the locations behind them."""
        moved = (self.movements.opened, self.movements.closed, self.movements.moved)
        return bool(self.differences) or any(frame.height for frame in moved)

    @property
    def without_effect(self) -> list[str]:
        """The files that both runs read, with another content, and for which no number differs."""
        before, after = (
            {each["name"]: each["sha256"] for each in run.manifest["inputs"]} for run in (self.old, self.new)
        )
        felt = {file for one in self.differences for file in one.files}
        return [name for name in after if before.get(name, after[name]) != after[name] and name not in felt]


def compare(old: Results, new: Results) -> Comparison:
    """Set two runs against each other, number by number."""
    groups = list(
        dict.fromkeys(
            name for run in (old, new) for name in run.rows.columns if name not in {*NUMBERS, NAME, REJECTED_ROWS}
        )
    )
    before, after = _by_key(old.rows, groups), _by_key(new.rows, groups)
    found = []
    for key in [*after, *(key for key in before if key not in after)]:
        first, last = before.get(key), after.get(key)
        if first is None or last is None or _shown(first) != _shown(last):
            found.append(_difference(old, new, groups, first, last))
    return Comparison(old, new, tuple(found), len(before.keys() | after.keys()) - len(found), movements(old, new))


def _by_key(rows: pl.DataFrame, groups: list[str]) -> dict[tuple[Any, ...], dict[str, Any]]:
    absent = [name for name in groups if name not in rows.columns]
    full = rows.with_columns(pl.lit(None).alias(name) for name in absent)
    return {tuple(row[name] for name in groups): row for row in full.iter_rows(named=True)}


def _difference(
    old: Results, new: Results, groups: list[str], first: dict[str, Any] | None, last: dict[str, Any] | None
) -> Difference:
    row = last or first or {}
    about = {name: row[name] for name in groups if name in {"result", *COLUMNS} or row[name] is not None}
    if first is None:
        found = causes.of_new(old, new, row)
    elif last is None:
        found = causes.of_gone(old, new, row)
    else:
        found = causes.of_change(old, new, about | _shown(first), about | _shown(last))
    shown = [None if side is None else _shown(side) for side in (first, last)]
    return Difference(about | {"unit": row["unit"]}, shown[0], shown[1], tuple(found), causes.files(old, new, row))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in SHOWN}


# --- THE LOCATIONS BEHIND THEM ---


def movements(old: Results, new: Results) -> Movements:
    """Set the locations of the newest year of two runs against each other."""
    if old.locations.is_empty() or new.locations.is_empty():
        nothing = pl.DataFrame(schema=dict.fromkeys(PLACES, pl.String))
        return Movements(None, pl.DataFrame(), nothing, nothing, pl.DataFrame(schema=SUCCESSORS))
    first, last = (str(run.locations["school_year"].max()) for run in (old, new))
    earlier = old.locations.filter(pl.col("school_year") == first)
    later = new.locations.filter(pl.col("school_year") == last)
    before, after = (frame.select(PLACES).unique().sort("location") for frame in (earlier, later))
    moved = successors(before, after)
    broken = bool({first, last} & ({*old.manifest["series_break"]} | {*new.manifest["series_break"]})) and first != last
    counts = [between(before, after, moved, ["location"], []).select(pl.lit(ALL).alias("part"), pl.all())]
    if not broken:
        offers_before, offers_after = (
            frame.filter(pl.col("part").is_not_null()).select("part", "location", "profile")
            for frame in (earlier, later)
        )
        counts.append(
            between(offers_before, offers_after, moved, ["part", "location", "profile"], ["part"]).sort("part")
        )
    return Movements(
        (first, last),
        pl.concat(counts),
        after.join(before, on="location", how="anti").join(moved, left_on="location", right_on="successor", how="anti"),
        before.join(after, on="location", how="anti").join(moved, on="location", how="anti"),
        moved.join(before, on="location").select("location", "successor", "name", "place").sort("location"),
        broken,
    )
