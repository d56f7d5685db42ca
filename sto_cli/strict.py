"""Tables of TOML read strictly: an unknown key or name is an error that says which was probably meant.

A key that is misread would be computed wrongly, and silently.
"""

from __future__ import annotations

import re
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Protocol

from sto_cli.errors import CatalogError
from sto_cli.language import Message, as_message, joined, message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Kind = tuple[tuple[type, ...], Message]
"""The types that a key takes, and the words for these."""
Keys = dict[str, Kind]

TEXT: Kind = ((str,), message("text in quotes"))
TEXTS: Kind = ((list,), message("a list of texts in quotes"))
YEAR: Kind = ((str, int), message("a school year such as '2019-2020'"))


LIMITS = {"characters": 1_000_000, "line": 20_000, "parts": 8, "bits": 63, "claims": 2_000}
"""What a file of TOML may hold, so that no small one takes long: characters, characters of a line, parts of a dotted
key, bits of a whole number, and claims."""

_DOTTED = re.compile(
    r"(?<![\w-])(?:(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){%d}" % LIMITS["parts"]  # noqa: UP031  # braces
)


class Place(Protocol):
    """Where in a file a table stands."""

    def error(self, key: str, what: Message | str, /, **values: object) -> CatalogError:
        """Make the error of a key; `what` goes on after the key and ends without a full stop."""


@dataclass(frozen=True)
class FilePlace:
    """Where in a file something is wrong: the file, the claim in it, and a table inside that.

    Attributes:
        head: the name of the table in which the lines stand, which a message shows before the key.
        lines: the lines of the file that belong to it; the first of them is number `line`.
    """

    file: str
    claim: str | Message | None
    lines: tuple[str, ...] = ()
    line: int = 1
    table: str = ""
    head: str = ""

    def within(self, table: str) -> FilePlace:
        """Give the place of a table inside this one."""
        return replace(self, table=f"{self.table}{table}.")

    def line_of(self, key: str) -> int | None:
        """Give the line of a key, or that where the claim begins; None where neither is known."""
        name = re.escape(f"{self.table}{key}".split(".")[0])
        begins = re.compile(rf"""\s*["']?{name}["']?\s*[.=]""")
        found = (number for number, line in enumerate(self.lines, start=self.line) if begins.match(line))
        return next(found, self.line if self.claim or self.head else None)

    def error(self, key: str, what: Message | str, /, **values: object) -> CatalogError:
        """Make the error of a key; `what` goes on after the key and ends without a full stop."""
        what = as_message(what, values)
        stop = "" if str(what).endswith("?") else "."
        claim = message(", claim {claim}", claim=self.claim) if self.claim else ""
        line = self.line_of(key)
        return CatalogError(
            "{file}{line}{claim}, key {table}{key}: {what}{stop}",
            file=self.file,
            line=f":{line}" if line else "",
            claim=claim,
            table=self.head + self.table,
            key=key,
            what=what,
            stop=stop,
        )


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Say of bytes that are no text, and of a text that is no TOML, which file they are of.

    Raises:
        CatalogError: it cannot be read.
    """
    try:
        yield
    except ValueError as error:
        raise CatalogError(
            "{name}: no TOML that can be read ({reason}); mend that place.", name=name, reason=error
        ) from error


def toml_table(text: str) -> dict[str, Any]:
    """Read TOML.

    Raises:
        ValueError: it is none, or goes beyond one of the limits.
    """
    _refuse_large(text)
    try:
        table = tomllib.loads(text)
    except RecursionError:
        raise ValueError(message("its brackets nest too deeply")) from None
    values: list[object] = [table]
    while values:
        value = values.pop()
        if isinstance(value, dict):
            values += value.values()
        elif isinstance(value, list):
            values += value
        elif isinstance(value, int) and value.bit_length() > LIMITS["bits"]:
            raise ValueError(message("a whole number has more than 64 bits"))
    return table


def _refuse_large(text: str) -> None:
    """Refuse what would take long to parse: a key of 20,000 parts takes over a gigabyte."""
    if len(text) > LIMITS["characters"]:
        raise ValueError(
            message("it has {count:,} characters, and {most:,} is the most", count=len(text), most=LIMITS["characters"])
        )
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LIMITS["line"]:
            raise ValueError(
                message(
                    "line {line} has {count:,} characters, and {most:,} is the most",
                    line=number,
                    count=len(line),
                    most=LIMITS["line"],
                )
            )
        if line.count(".") >= LIMITS["parts"] and _DOTTED.search(line):
            raise ValueError(
                message(
                    "line {line} has a key of more than {most} parts with dots between them",
                    line=number,
                    most=LIMITS["parts"],
                )
            )


class Mistakes:
    """The mistakes of a file, kept until all can be told at once."""

    def __init__(self) -> None:
        self.found: list[CatalogError] = []

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep the mistake that ends what is done inside."""
        try:
            yield
        except CatalogError as error:
            self.found.append(error)

    def right(self, table: dict[str, Any], keys: Keys, place: Place) -> dict[str, Any]:
        """Give the keys of a table that are right by themselves, and keep a mistake for each other."""
        good = {}
        for key, value in table.items():
            with self.kept():
                check({key: value}, keys, place)
                good[key] = value
        return good

    def tell(self, file: str) -> None:
        """Tell all that were kept.

        Raises:
            CatalogError: there is one, or more: these on a line each.
        """
        if len(self.found) == 1:
            raise self.found[0]
        if self.found:
            head = message("{file}: {count} mistakes.", file=file, count=len(self.found))
            raise CatalogError(joined([head, *(error.args[0] for error in self.found)], "\n"))


def check(table: dict[str, Any], keys: Keys, place: Place) -> None:
    """Refuse unknown keys, values of another type, and blank text.

    Raises:
        CatalogError: with the nearest key that does exist.
    """
    for key, value in table.items():
        if key not in keys:
            raise place.error(key, "there is no such key; {hint}", hint=nearest(key, keys))
        types, words = keys[key]
        # bool is an int, and datetime a date, to isinstance; neither is meant here.
        if type(value) not in types:
            raise place.error(
                key,
                "{value} is {type}, and {words} was expected",
                value=repr(value),
                type=type(value).__name__,
                words=words,
            )
        if isinstance(value, str) and not value.strip():
            raise place.error(key, "it is blank; {words} was expected, or leave the key out", words=words)


def texts(table: dict[str, Any], key: str, place: Place) -> list[str]:
    """Give the texts of a list; none where the key is missing.

    Raises:
        CatalogError: one is no text, or blank.
    """
    values = table.get(key, [])
    if wrong := [value for value in values if not isinstance(value, str) or not value.strip()]:
        raise place.error(key, "{value} is no text in quotes", value=repr(wrong[0]))
    return list(values)


def choose(table: dict[str, Any], key: str, names: Iterable[str], place: Place) -> None:
    """Refuse a value that is none of the names.

    Raises:
        CatalogError: with the nearest name.
    """
    listed = [str(name) for name in names]
    if str(table[key]) not in listed:
        raise place.error(
            key,
            "'{name}' does not exist; {hint}",
            name=table[key],
            hint=nearest(str(table[key]), listed),
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
