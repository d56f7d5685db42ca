"""The places that a portrait may be of: which one is meant, and what the facts say of each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.errors import InputError, UsageError
from sto_cli.language import every
from sto_cli.measuring import spoken
from sto_cli.measuring.filters import values_in
from sto_cli.measuring.population import facts_for
from sto_cli.measuring.question import Values, ask
from sto_cli.reading import places
from sto_cli.reading.cells import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sto_cli.reading.data import Data

PLACES = ("province", *places.COLUMNS, "location")
"""The columns that a portrait may be of."""


def kind_of_place(text: str) -> str:
    """Find a kind of place by its name in either language.

    Raises:
        UsageError: nothing has that name.
    """
    if named := spoken.column_named(text, PLACES):
        return named
    raise UsageError(
        "--each {column}: there is no such kind of place; {hint}", column=text, hint=spoken.near_column(text, PLACES)
    )


def place_meant(where: Mapping[str, Values] | None) -> tuple[str, tuple[str, ...]]:
    """Find the column of the one place that is meant, and what it is called.

    Raises:
        UsageError: it is not one column of a place, or a word is not known.
    """
    asked, kinds = ask("technical_share", where=where).where, ", ".join(map(spoken.shown_column, PLACES))
    if not asked:
        raise UsageError(
            "a portrait is of one place; name it, for instance with --where municipality=Hengelo. It may be one of these: {kinds}.",
            kinds=kinds,
        )
    for key in asked:
        if key not in PLACES:
            raise UsageError(
                "--where {column}: a portrait is of everybody in one place; leave this out, and name one place ({kinds}).",
                column=spoken.shown_column(key.removesuffix(spoken.NOT)) + spoken.NOT * key.endswith(spoken.NOT),
                kinds=kinds,
            )
    if len(asked) > 1:
        raise UsageError(
            "--where: a portrait is of one place, but {columns} are given; leave out all but one.",
            columns=every(map(spoken.shown_column, asked)),
        )
    return next(iter(asked.items()))


def place_found(data: Data, where: Mapping[str, Values] | None) -> tuple[str, str]:
    """Find the one place that is meant among those of the data."""
    column, texts = place_meant(where)
    named = [*dict.fromkeys(values_in(_facts(data, column), column, texts))]
    if len(named) > 1:
        raise UsageError(
            "--where {column}: a portrait is of one place, but {places} are {number}; name one, or use --each {column}.",
            column=spoken.shown_column(column),
            places=every(named),
            number=len(named),
        )
    if not is_place(named[0]):
        raise UsageError(
            "--where {column}={place}: is no place, but the locations of which no file gives it; name a place.",
            column=spoken.shown_column(column),
            place=spoken.shown_value(named[0]),
        )
    return column, named[0]


def is_place(value: str | None) -> bool:
    """Tell whether a value is a place: not one that no file gives, or that the catalog does not know."""
    return value is not None and value != places.UNKNOWN and not value.startswith(UNKNOWN)


class Known(NamedTuple):
    """What the facts say of a place itself."""

    name: str
    provinces: tuple[str, ...]
    locations: tuple[str, ...]


def _facts(data: Data, column: str) -> pl.DataFrame:
    """Give the locations of pupils and exam candidates, with their places.

    Raises:
        InputError: the files have neither, or do not give places of this kind.
    """
    kept: list[pl.DataFrame] = []
    refused = []
    exams = (ask("exam_technical_share", definition=id_) for id_ in catalog().definitions["exam_technical_share"])
    for question in (ask("technical_share"), *exams):
        try:
            facts = facts_for(data, replace(question, where={column: ()}))
        except InputError as error:
            refused.append(error)
        else:
            kept.append(
                facts.select([*dict.fromkeys(("school_year", "location", "name", "province", column))]).unique()
            )
    if not kept:
        raise main_reason(data, refused)
    return pl.concat(kept)


def main_reason(data: Data, refused: Sequence[InputError]) -> InputError:
    """Choose among the reasons of questions on pupils, and then on exams, that of the facts which the files have."""
    only_exams = data.enrolment.is_empty() and not data.exams.is_empty()
    return refused[-1 if only_exams else 0]


def known(data: Data, column: str) -> dict[str, Known]:
    """Describe every place of a kind, by what the files call it."""
    facts = _facts(data, column).sort("school_year", "location", "name")
    described: dict[str, Known] = {}
    for (place,), own in facts.group_by(column, maintain_order=True):
        if is_place(place):
            within = [] if column == "province" else sorted(filter(is_place, own["province"].unique()))
            name = own["name"].drop_nulls().last() if column == "location" else place
            described[place] = Known(str(name or place), tuple(within), tuple(own["location"].unique()))
    return dict(sorted(described.items()))
