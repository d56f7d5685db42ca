"""Tables of TOML read strictly: an unknown key or name is an error that says which was probably meant.

A key that is misread would be computed wrongly, and silently.
"""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Protocol

from sto_cli.language import Message, message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sto_cli.errors import CatalogError

Kind = tuple[tuple[type, ...], Message]
"""The types that a key takes, and the words for these."""
Keys = dict[str, Kind]

TEXT: Kind = ((str,), message("text in quotes"))
YEAR: Kind = ((str, int), message("a school year such as '2019-2020'"))


_LONGEST = 64
"""How many bits a whole number of TOML has; Python would read more, and cannot print thousands of digits."""


class Place(Protocol):
    """Where in a file a table stands."""

    def error(self, key: str, what: Message | str) -> CatalogError:
        """Make the error of a key; `what` goes on after the key and ends without a full stop."""


def toml_table(text: str) -> dict[str, Any]:
    """Read TOML.

    Raises:
        ValueError: it is none, nests deeper than it can be read, or has a whole number of more than 64 bits.
    """
    try:
        table = tomllib.loads(text)
    except RecursionError:
        raise ValueError("its brackets nest too deeply") from None
    values: list[object] = [table]
    while values:
        value = values.pop()
        if isinstance(value, dict):
            values += value.values()
        elif isinstance(value, list):
            values += value
        elif isinstance(value, int) and value.bit_length() >= _LONGEST:
            raise ValueError("a whole number has more than 64 bits")
    return table


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
