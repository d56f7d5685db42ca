"""From the keys of a claim to a question for `measure`: years, definition, part and filter."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sto_cli import strict, years
from sto_cli.catalog import catalog
from sto_cli.claims import number
from sto_cli.claims.asked import Asked
from sto_cli.errors import UsageError
from sto_cli.language import message
from sto_cli.measuring.question import DIMENSIONS, Question, ask

if TYPE_CHECKING:
    from pathlib import Path

    from sto_cli.catalog import Part
    from sto_cli.claims.schema import Place

_COUNTED_IN = 10
"""The month of DUO's count, 1 October."""

_SEXES = ("boys", "girls")
_GRADES = tuple("123456")


def asked(keys: dict[str, Any], place: Place, *, printed_on: dt.date | None, definitions: Path | None) -> Asked:
    """Parse what a claim asks.

    Raises:
        CatalogError: a name does not exist, years are impossible, or what was printed is no number.
    """
    known = catalog()
    strict.choose(keys, "indicator", known.indicators, place)
    span = _years(keys, place, printed_on)
    question = _question(keys, span, place, definitions)
    part = _part(keys, question, place)
    if "direction" in keys:
        way, margin = number.direction(keys, question, place)
        return Asked(question, part, direction=way, margin=margin)
    if "margin" in keys:
        raise place.error("margin", message("it goes with a direction; for hedged words say tolerance"))
    return Asked(question, part, number=number.number(keys, question, place))


def _years(keys: dict[str, Any], place: Place, printed_on: dt.date | None) -> tuple[str, ...]:
    named = [key for key in ("year", "from", "to") if key in keys]
    if named not in (["year"], ["from", "to"]):
        raise place.error(
            named[0] if named else "year",
            message("a claim is of one year (year), or of a change (from and to); give these"),
        )
    found = [_year(keys[key], key, place, printed_on) for key in named]
    if found != sorted(set(found)):
        raise place.error(
            "from", message("{first} does not come before {second}; turn them round", first=found[0], second=found[1])
        )
    return tuple(found)


def _year(value: str | int, key: str, place: Place, printed_on: dt.date | None) -> str:
    try:
        year = years.parse_year(value)
    except UsageError as error:
        raise place.error(key, str(error).rstrip(".")) from error
    if printed_on and dt.date(years.first_year(year), _COUNTED_IN, 1) > printed_on:
        raise place.error(
            key,
            message(
                "{year} was counted after {printed_on}, the date of its source; correct the year or the date",
                year=year,
                printed_on=printed_on,
            ),
        )
    return year


def _question(keys: dict[str, Any], span: tuple[str, ...], place: Place, definitions: Path | None) -> Question:
    indicator = catalog().indicators[keys["indicator"]]
    where = {column: _values(value) for column, value in keys.get("where", {}).items()}
    for column, values in where.items():
        inside = place.within("where")
        if column not in DIMENSIONS[indicator.facts]:
            raise inside.error(
                column, message("no such column; {hint}", hint=strict.nearest(column, DIMENSIONS[indicator.facts]))
            )
        _check_values(column, values, inside)
    try:
        return ask(
            indicator.id,
            definition=keys["definition"],
            where=[f"{column}={','.join(values)}" for column, values in where.items()],
            years=span if len(span) == 1 else (),
            change=(span[0], span[1]) if len(span) > 1 else None,
            definitions=definitions,
        )
    except UsageError as error:
        names = catalog().definitions[indicator.id]
        raise place.error(
            "definition",
            message(
                "{indicator} has no '{definition}'; {hint}",
                indicator=indicator.id,
                definition=keys["definition"],
                hint=strict.nearest(keys["definition"], names),
            ),
        ) from error


def _values(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else (str(value),)


def _check_values(column: str, values: tuple[str, ...], place: Place) -> None:
    """Refuse a code that the catalog does not know: it would otherwise look like missing data."""
    if not values:
        raise place.error(column, message("it is empty; name a value, or leave it out"))
    known = catalog()
    codes: dict[str, list[str]] = {
        "province": list(known.provinces),
        "profile": list(known.profiles),
        "track": list(known.tracks),
        "role": list(known.roles),
        "sector": list(dict.fromkeys(name for profile in known.profiles.values() for name in profile.sectors)),
        "sex": list(_SEXES),
        "grade": list(_GRADES),
    }
    for value in values:
        names = codes.get(column, [value])
        if value.casefold() not in {name.casefold() for name in names}:
            raise place.error(
                column,
                message(
                    "there is no {column} '{value}'; {hint}",
                    column=column,
                    value=value,
                    hint=strict.nearest(value, names),
                ),
            )


def _part(keys: dict[str, Any], question: Question, place: Place) -> Part:
    parts = {part.id: part for part in question.definition.parts}
    if "part" in keys:
        strict.choose(keys, "part", parts, place)
        return parts[keys["part"]]
    if len(parts) > 1:
        raise place.error(
            "part",
            message(
                "{indicator} under {definition} has several; choose from {parts}",
                indicator=question.indicator.id,
                definition=question.definition.id,
                parts=", ".join(parts),
            ),
        )
    return next(iter(parts.values()))
