"""From the keys of a claim to a question for `measure`: years, definition, part and filter."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sto_cli import years
from sto_cli.catalog import catalog
from sto_cli.catalog.toml_file import choose, nearest
from sto_cli.claims import number as numbers
from sto_cli.claims.asked import Asked, unit_of
from sto_cli.errors import UsageError
from sto_cli.measuring import spoken
from sto_cli.measuring.question import DIMENSIONS, Question, ask

if TYPE_CHECKING:
    from sto_cli.catalog import Part
    from sto_cli.catalog.toml_file import Place

_COUNTED_IN = 10
"""The month of DUO's count, 1 October."""


def asked(keys: dict[str, Any], place: Place, *, printed_on: dt.date | None = None) -> Asked | None:
    """Parse what a claim asks, with what was printed if that is there; None where it has mistakes, which are kept.

    These are names that do not exist, impossible years, and what is no number.
    """
    document = place.document
    before = len(document.mistakes)
    span: tuple[str, ...] = ()
    where = _where(keys, place.within("where"))
    with document.kept():
        span = _years(keys, place, printed_on)
    with document.kept():
        if "tolerance_reason" in keys and not {"tolerance", "margin"} & keys.keys():
            raise place.error("tolerance_reason", "it applies only with a tolerance or a margin; leave it out")
    if len(document.mistakes) > before:
        return None
    with document.kept():
        question = _question(keys, span, where, place)
        with document.kept():
            part = _part(keys, question, place)
        stated = _printed(keys, question, place) if "printed" in keys else {}
    return None if len(document.mistakes) > before else Asked(question, part, **stated)


def _printed(keys: dict[str, Any], question: Question, place: Place) -> dict[str, Any]:
    """Read what was printed: a number, or a direction with its margin."""
    unit = unit_of(question)
    if "direction" in keys:
        return numbers.direction(keys, unit, place, is_change=question.change is not None)
    if "margin" in keys:
        raise place.error("margin", "it applies only to a direction; use tolerance for hedged words")
    return {"number": numbers.number(keys, question, place)}


def _years(keys: dict[str, Any], place: Place, printed_on: dt.date | None) -> tuple[str, ...]:
    named = [key for key in ("year", "from", "to") if key in keys]
    if named not in (["year"], ["from", "to"]):
        raise place.error(
            named[0] if named else "year",
            "a claim needs one year (year), or the two years of a change (from and to); give these",
        )
    found = [keys[key] for key in named]
    for key, year in zip(named, found, strict=True):
        if printed_on and dt.date(years.first_year(year), _COUNTED_IN, 1) > printed_on:
            raise place.error(
                key,
                "{year} was counted after {printed_on}, the date of its source; correct the year or the date",
                year=year,
                printed_on=printed_on,
            )
    if found != sorted(set(found)):
        raise place.error("from", "{first} does not come before {second}; swap them", first=found[0], second=found[1])
    return tuple(found)


def _where(keys: dict[str, Any], place: Place) -> dict[str, tuple[str, ...]]:
    """Read a filter; a value that the catalog does not know is refused: it would otherwise look like missing data."""
    columns = DIMENSIONS[catalog().indicators[keys["indicator"]].facts]
    where: dict[str, tuple[str, ...]] = {}
    for text, value in keys.get("where", {}).items():
        with place.document.kept():
            column = spoken.column_named(text.removesuffix(spoken.NOT), columns)
            if column is None:
                raise place.error(text, "no such column; {hint}", hint=spoken.near_column(text, columns))
            values = [str(one) for one in value] if isinstance(value, list) else [str(value)]
            if not values:
                raise place.error(text, "it is empty; name a value, or leave it out")
            known = spoken.spellings(column)
            pairs = [pair for one in values for pair in spoken.values_named(one, known)]
            for piece, code in [] if spoken.is_open(column) else pairs:
                if code is None:
                    raise place.error(
                        text,
                        "there is no {column} '{value}'; {hint}",
                        column=spoken.shown_column(column),
                        value=piece,
                        hint=spoken.near_value(piece, known),
                    )
            where[text] = tuple(values)
    return where


def _question(
    keys: dict[str, Any],
    span: tuple[str, ...],
    where: dict[str, tuple[str, ...]],
    place: Place,
) -> Question:
    indicator = catalog().indicators[keys["indicator"]]
    try:
        return ask(
            indicator.id,
            definition=keys["definition"],
            where=where,
            years=span if len(span) == 1 else (),
            change=(span[0], span[1]) if len(span) > 1 else None,
        )
    except UsageError as error:
        names = catalog().definitions[indicator.id]
        raise place.error(
            "definition",
            "{indicator} has no definition '{definition}'; {hint}",
            indicator=indicator.id,
            definition=keys["definition"],
            hint=nearest(keys["definition"], names),
        ) from error


def _part(keys: dict[str, Any], question: Question, place: Place) -> Part:
    parts = {part.id: part for part in question.definition.parts}
    if "part" in keys:
        said = {spoken.plain(text): part for part in parts.values() for text in (part.id, *vars(part.label).values())}
        named = said.get(spoken.plain(keys["part"]))
        choose(named.id if named else keys["part"], "part", parts, place)
        return parts[named.id if named else keys["part"]]
    if len(parts) > 1:
        raise place.error(
            "part",
            "{indicator} has several parts under {definition}; choose from {parts}",
            indicator=question.indicator.id,
            definition=question.definition.id,
            parts=", ".join(parts),
        )
    return next(iter(parts.values()))
