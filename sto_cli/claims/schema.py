"""The keys a claims file may have, and the one way in which a wrong one is reported."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from sto_cli.errors import CatalogError
from sto_cli.language import Message, message

if TYPE_CHECKING:
    from collections.abc import Iterable

Keys = dict[str, tuple[tuple[type, ...], Message]]

_TEXT: tuple[tuple[type, ...], Message] = ((str,), message("text in quotes"))
_YEAR: tuple[tuple[type, ...], Message] = ((str, int), message("a school year such as '2019-2020'"))
_FLAG: tuple[tuple[type, ...], Message] = ((bool,), message("true or false"))

_DUTCH: tuple[tuple[type, ...], Message] = ((dict,), message("the same in Dutch, such as nl.title"))

TOP: Keys = {
    "title": _TEXT,
    "definitions": _TEXT,
    "source": ((dict,), message("a table [source]")),
    "nl": _DUTCH,
    "claim": ((list,), message("tables [[claim]]")),
}
SOURCE: Keys = {
    "title": _TEXT,
    "publisher": _TEXT,
    "url": _TEXT,
    "date": ((dt.date,), message("a date such as 2026-02-10")),
    "page": ((int, str), message("a page number or text")),
    "nl": _DUTCH,
}
TITLE: Keys = {"title": _TEXT}
SOURCE_LABELS: Keys = {"title": _TEXT, "publisher": _TEXT}
LABELS: Keys = {"says": _TEXT, "note": _TEXT, "not_computable": _TEXT}
"""Keys that a table `nl` may have, of the file and of a claim: the same text in Dutch."""

CLAIM: Keys = {
    "id": _TEXT,
    "printed": _TEXT,
    "says": _TEXT,
    "near": _TEXT,
    "note": _TEXT,
    "source": ((dict,), message("a table such as {{ page = 2 }}")),
    "not_computable": _TEXT,
    "nl": _DUTCH,
    "indicator": _TEXT,
    "definition": _TEXT,
    "definition_basis": _TEXT,
    "part": _TEXT,
    "year": _YEAR,
    "from": _YEAR,
    "to": _YEAR,
    "where": ((dict,), message("a table such as {{ province = 'Utrecht' }}")),
    "reads_as": _TEXT,
    "tolerance": _TEXT,
    "whole_unit": _FLAG,
    "direction": _TEXT,
    "margin": _TEXT,
}
"""Keys by the types they take and the words for these."""

MEASURED = {*CLAIM} - {"id", "printed", "says", "near", "note", "source", "not_computable", "nl"}
"""Keys of a claim that is computed."""


@dataclass(frozen=True)
class Place:
    """Where in a claims file something is wrong: the file, the claim, and a table inside it."""

    file: str
    claim: str | Message | None
    table: str = ""

    def within(self, table: str) -> Place:
        """Give the place of a table inside this one."""
        return Place(self.file, self.claim, f"{self.table}{table}.")

    def error(self, key: str, what: Message | str) -> CatalogError:
        """Make the error of a key; `what` goes on after the key and ends without a full stop."""
        stop = "" if str(what).endswith("?") else "."
        claim = message(", claim {claim}", claim=self.claim) if self.claim else ""
        return CatalogError(
            message(
                "{file}{claim}, key {table}{key}: {what}{stop}",
                file=self.file,
                claim=claim,
                table=self.table,
                key=key,
                what=what,
                stop=stop,
            )
        )


def check(table: dict[str, Any], keys: Keys, place: Place) -> None:
    """Refuse unknown keys, values of another type, and blank text.

    Raises:
        CatalogError: with the nearest key that does exist.
    """
    for key, value in table.items():
        if key not in keys:
            raise place.error(key, message("there is no such key; {hint}", hint=nearest(key, keys)))
        types, words = keys[key]
        # bool is an int, and datetime a date, to isinstance; neither is meant here.
        if type(value) not in types:
            raise place.error(
                key,
                message(
                    "{value} is {type}, and {words} was expected",
                    value=repr(value),
                    type=type(value).__name__,
                    words=words,
                ),
            )
        if isinstance(value, str) and not value.strip():
            raise place.error(key, message("it is blank; {words} was expected, or leave the key out", words=words))


def require(table: dict[str, Any], keys: Iterable[str], place: Place) -> None:
    """Refuse a table that lacks a key.

    Raises:
        CatalogError: a key is missing.
    """
    for key in keys:
        if key not in table:
            raise place.error(
                key,
                message("it is missing; every claim that is computed needs it")
                if key in MEASURED
                else message("it is missing; add it"),
            )


def choose(table: dict[str, Any], key: str, names: Iterable[str], place: Place) -> None:
    """Refuse a value that is none of the names.

    Raises:
        CatalogError: with the nearest name.
    """
    listed = [str(name) for name in names]
    if str(table[key]) not in listed:
        raise place.error(
            key,
            message("'{name}' does not exist; {hint}", name=table[key], hint=nearest(str(table[key]), listed)),
        )


def nearest(name: str, names: Iterable[str]) -> Message:
    """Say which existing name was probably meant, or list them."""
    listed = list(names)
    folded = {entry.casefold(): entry for entry in listed}
    close = get_close_matches(name.casefold(), folded, n=1)
    return (
        message("did you mean '{name}'?", name=folded[close[0]])
        if close
        else message("choose from {names}", names=", ".join(listed))
    )
