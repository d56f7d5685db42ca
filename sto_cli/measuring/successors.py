"""Locations that went on under another number, between two years.

DUO's files do not say so, and a merger gives a school a new BRIN. A table of the user's own says it; of the other locations,
one that is gone and one that is new are taken for one where they share name and place, or else institution and place, and no
third location does: anything less certain stays a closure and an opening.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.catalog.models import Column, Layout, Source
from sto_cli.errors import InputError, NotDuoError
from sto_cli.language import Label, message
from sto_cli.reading import codes, faults, paths, text
from sto_cli.reading.file import file_of
from sto_cli.reading.rows import whole
from sto_cli.reading.rules import Rule
from sto_cli.reading.unpack import unpack

if TYPE_CHECKING:
    from sto_cli.reading.paths import Name

_RULES = (("name", "place"), ("brin", "place"))
"""What the two must share, the surest first."""

COLUMNS = ("location", "brin", "name", "place")
"""The columns that a table of locations must have."""

TABLE, RULE = "table", "rule"
SUCCESSORS = pl.Schema({"location": pl.String, "successor": pl.String, "found_by": pl.String})
"""The schema of successors; `found_by` is `TABLE` or `RULE`."""

_BRIN = 4
_OWN = Layout(
    "old,new",
    Label("any", "elk jaar"),
    Label(
        "locations or schools that were renumbered or merged", "vestigingen of scholen die zijn hernummerd of gefuseerd"
    ),
    (
        Column("old", "key", optional=False, headers=("OLD", "OUD")),
        Column("new", "key", optional=False, headers=("NEW", "NIEUW")),
    ),
)
_SOURCE = Source(
    "successors", _OWN.note, "places", "the user", "", "places", _OWN.note, (";", ",", "\t"), _OWN.years, (_OWN,)
)  # fmt: skip
"""The user's table as a family of files, so that it is read as any file is."""


def read_table(path: Name) -> dict[str, str]:
    """Read a table of locations or schools that go on under another number: the new number by the old one.

    Raises:
        InputError: it cannot be read, has no columns `old` and `new`, or a row breaks a rule.
    """
    known = replace(catalog(), sources={_SOURCE.id: _SOURCE})
    found: dict[str, str] = {}
    for piece in (piece for entry in paths.find(path) for piece in unpack(entry, known)):
        try:
            file = file_of(text.text_of(piece), known, {})
        except NotDuoError as error:
            raise InputError(
                "{path}: no columns old and new; give the table that header, and on each line below it a number and its successor.",
                path=piece.path,
            ) from error
        numbers = codes.tidied(file, whole(file).frame).with_columns(pl.col("old", "new").str.to_uppercase())
        if wrong := faults.find(numbers, _rules(), {"old": pl.col("old")}):
            raise faults.refusal(file, wrong)
        found |= dict(numbers.select("old", "new").iter_rows())
        for old in found:
            chain = [old]
            while (at := _next(chain[-1], found)) and at not in chain:
                chain.append(at)
            if at:
                raise InputError(
                    "{path}: {chain} leads back to where it was; a number goes on as one that comes later, so correct or remove "
                    "one of these rows.",
                    path=piece.path,
                    chain=" → ".join([*chain, at]),
                )
    return found


def _rules() -> list[Rule]:
    """List the rules that every row of the table keeps."""
    expected = message(
        "not a location or school; a number such as 00AA00, or 00AA for all locations of a school, was expected"
    )
    is_number = {
        name: pl.col(name).str.contains(r"^[0-9]{2}[A-Z]{2}([0-9]{2})?$").fill_null(value=False)
        for name in ("old", "new")
    }
    both = is_number["old"] & is_number["new"]
    return [
        *(Rule(name, ~condition, expected) for name, condition in is_number.items()),
        Rule(
            "new",
            both & (pl.col("old").str.len_chars() != pl.col("new").str.len_chars()),
            message("a location beside a school, or a school beside a location; write both as 00AA00 or both as 00AA"),
        ),
        Rule("new", both & (pl.col("old") == pl.col("new")), message("the old number itself; remove the row")),
    ]


def locations(facts: pl.DataFrame) -> pl.DataFrame:
    """Give the locations of each school year, with the `COLUMNS`; of several names the last in the alphabet."""
    names = facts.group_by("school_year", "location", "brin").agg(pl.col("name", "place").max())
    return names.select("school_year", *COLUMNS).sort("school_year", "location")


def successors(before: pl.DataFrame, after: pl.DataFrame, table: dict[str, str] | None = None) -> pl.DataFrame:
    """Find which of the locations that are gone go on as which other.

    Args:
        before: the locations of the earlier year, with `COLUMNS`.
        after: those of the later year.
        table: new numbers by old ones; what it says of a location goes before the rule.

    Returns:
        A frame with the schema `SUCCESSORS`; each location occurs at most once, and a successor more than once only by the
        table, where locations merged.
    """
    gone = before.join(after, on="location", how="anti")
    new = after.join(before, on="location", how="anti")
    told, here = table or {}, {*after["location"]}
    followed = {location: _followed(location, told, here) for location in gone["location"] if _next(location, told)}
    by_table = [(location, to, TABLE) for location, to in followed.items() if to]
    found = [pl.DataFrame(by_table, SUCCESSORS, orient="row")]
    gone = gone.filter(~pl.col("location").is_in([*followed]))
    new = new.filter(~pl.col("location").is_in([to for _, to, _ in by_table]))
    for rule in _RULES:
        pairs = _alone(gone, rule).join(_alone(new, rule), on="key", suffix="_new")
        pairs = pairs.select("location", pl.col("location_new").alias("successor"), pl.lit(RULE).alias("found_by"))
        found.append(pairs)
        gone = gone.join(pairs, on="location", how="anti")
        new = new.join(pairs, left_on="location", right_on="successor", how="anti")
    return pl.concat(found).sort("location")


def unused(table: dict[str, str], found: pl.DataFrame) -> tuple[str, ...]:
    """List the old numbers of a table that led no location to its successor."""
    used: set[str] = set()
    for start, end in found.filter(found_by=TABLE).select("location", "successor").iter_rows():
        at: str | None = start
        while at and at != end:
            used |= {at, at[:_BRIN]}
            at = _next(at, table)
    return tuple(old for old in table if old not in used)


def _next(location: str, told: dict[str, str]) -> str | None:
    """Give the next number of a location: its own in the table, or else that of its school with the same two digits."""
    school = told.get(location[:_BRIN])
    return told.get(location) or (school + location[_BRIN:] if school else None)


def _followed(location: str, told: dict[str, str], here: set[str]) -> str | None:
    """Follow the numbers of a location up to one that is there in the later year; None where the table leads to none."""
    at: str | None = location
    while at and at not in here:
        at = _next(at, told)
    return at


def _alone(locations: pl.DataFrame, rule: tuple[str, ...]) -> pl.DataFrame:
    """Keep the locations that share the columns of a rule with no other on their side."""
    key = pl.concat_str(pl.col(rule).str.strip_chars().str.to_lowercase(), separator="\n")
    return locations.with_columns(key=key).filter(pl.col("key").is_not_null() & pl.col("key").is_unique())
