"""TOML read strictly: every table against its keys, every mistake with its place, all of them at once.

A misread key would give a wrong number without a message. What tables may hold is said once, as `Keys`; the JSON
Schemas that editors read are made of the same (tests/test_schemas.py).
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sto_cli.errors import CatalogError, UsageError
from sto_cli.language import Message, as_message, joined, message
from sto_cli.years import parse_year

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Keys = dict[str, "Kind"]


@dataclass(frozen=True)
class Kind:
    """What a key takes.

    Attributes:
        types: the types of its value, and `words` for these.
        keys: what a table may hold, or each table of a list; those `needed` must be there.
        each: what a list holds; or what a table holds under each key, where the user names the keys.
        names: the values that exist; where `read` is given, it decides.
        some: an empty list or table is a mistake.
        read: makes the value of what is written, or raises a `UsageError`.
    """

    types: tuple[type, ...]
    words: Message
    keys: Keys | None = None
    needed: tuple[str, ...] = ()
    each: Kind | None = None
    names: Iterable[object] | None = None
    some: bool = False
    read: Callable[[Any], object] | None = None


TEXT = Kind((str,), message("text in quotes"))
TEXTS = Kind((list,), message("a list of texts in quotes"), each=TEXT)
YEAR = Kind((str, int), message("a school year such as '2019-2020'"), read=parse_year)
FLAG = Kind((bool,), message("true or false"))
DATE = Kind((dt.date,), message("a date such as 2026-02-10"))
_VALUE = Kind((str, int, list), message("a value, or a list of them"), each=Kind((str, int), message("a value")))
WHERE = Kind((dict,), message("a table such as {{ province = 'Utrecht' }}"), each=_VALUE)


def one_of(names: Iterable[object]) -> Kind:
    """Take a text that is one of these names."""
    return replace(TEXT, names=names)


def table(keys: Keys, words: Message | None = None, *, needed: tuple[str, ...] = ()) -> Kind:
    """Take a table with these keys."""
    return Kind((dict,), words or message("a table"), keys=keys, needed=needed)


def any_table(each: Kind) -> Kind:
    """Take a table whose keys the user names."""
    return Kind((dict,), message("a table"), each=each)


def tables(name: str, keys: Keys, *, needed: tuple[str, ...] = ()) -> Kind:
    """Take tables below each other, each with these keys."""
    return Kind((list,), message("tables [[{name}]]", name=name), keys=keys, needed=needed)


LIMITS = {"characters": 1_000_000, "line": 20_000, "parts": 8, "bits": 63, "claims": 2_000}
"""What a file of TOML may hold, so that no small one takes long: characters, characters of a line, parts of a dotted
key, bits of a whole number, and claims."""

_DOTTED = re.compile(
    r"(?<![\w-])(?:(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){%d}" % LIMITS["parts"]  # noqa: UP031  # braces
)
_PLAIN_HEAD = re.compile(r"\s*\[{1,2}\s*([\w.-]+)\s*\]{1,2}\s*(?:#.*)?")


class Document:
    """A file of TOML, and the mistakes in it, which are kept until all can be told at once.

    Attributes:
        name: what to call it.
        table: what it holds.
        mistakes: each with its line.

    Raises:
        CatalogError: it is no text, or no TOML.
    """

    def __init__(self, content: bytes, name: str) -> None:
        self.name = name
        self.mistakes: list[tuple[int, CatalogError]] = []
        try:
            text = content.decode("utf-8-sig")
            self.table = toml_table(text)
        except ValueError as error:
            raise CatalogError(
                "{name}: not valid TOML ({reason}); correct that place.", name=name, reason=error
            ) from error
        self.lines = text.splitlines()

    @cached_property
    def heads(self) -> list[tuple[int, tuple[str, ...]]]:
        """The heads of tables, each as the number of its line, from 0, and its names."""
        found = [(number, _head(line)) for number, line in enumerate(self.lines) if line.lstrip().startswith("[")]
        return [(number, names) for number, names in found if names]

    @property
    def top(self) -> Place:
        """The place of the keys outside all tables."""
        return Place(self, 0, len(self.lines))

    def rows(self, key: str, found: list[dict[str, Any]]) -> list[tuple[dict[str, Any], Place]]:
        """Pair the tables `[[key]]` with their places: the whole file if they cannot be matched."""
        begins = [number for number, names in self.heads if names == (key,)]
        if len(begins) != len(found):
            return [(keys, Place(self, 0, len(self.lines), (key,))) for keys in found]
        others = [number for number, names in self.heads if names[:1] != (key,) or names == (key,)]
        ends = [next((number for number in others if number > begin), len(self.lines)) for begin in begins]
        places = (Place(self, begin, end, (key,)) for begin, end in zip(begins, ends, strict=True))
        return [*zip(found, places, strict=True)]

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep the mistake that ends what is done inside."""
        try:
            yield
        except CatalogError as error:
            self.mistakes.append((int(str(error.args[0].values.get("line", "")).lstrip(":") or 0), error))

    def right(self, found: dict[str, Any], keys: Keys, place: Place, needed: Iterable[str] = ()) -> dict[str, Any]:
        """Give what is right of a table, as it is read, and keep a mistake for each other key."""
        good = {}
        for key, value in found.items():
            with self.kept():
                if key not in keys:
                    raise place.error(key, "this key does not exist; {hint}", hint=nearest(key, keys))
                good[key] = self._right(value, keys[key], place, key)
        self.need(found, needed, place)
        return good

    def need(self, found: Iterable[str], needed: Iterable[str], place: Place) -> None:
        """Keep a mistake for each key that must be there and is not."""
        for key in needed:
            with self.kept():
                if key not in found:
                    raise place.error(key, "it is missing; add it")

    def _right(self, value: Any, kind: Kind, place: Place, key: str) -> Any:  # noqa: ANN401  # what TOML gives
        # bool is an int, and datetime a date, to isinstance; neither is meant here.
        if type(value) not in kind.types:
            raise place.error(
                key,
                "{value} is {type}, but {words} was expected",
                value=repr(value),
                type=type(value).__name__,
                words=kind.words,
            )
        if isinstance(value, str) and not value.strip():
            raise place.error(key, "it is blank; {words} was expected, or leave the key out", words=kind.words)
        if kind.some and not value:
            raise place.error(key, "it is empty; {words} was expected, or leave the key out", words=kind.words)
        if kind.names is not None and not kind.read:
            choose(value, key, kind.names, place)
        if isinstance(value, dict) and (kind.keys is not None or kind.each):
            keys = dict.fromkeys(value, kind.each) if kind.each else kind.keys or {}
            return self.right(value, keys, place.within(key), kind.needed)
        if isinstance(value, list) and kind.each:
            return [self._right(one, kind.each, place, key) for one in value]
        if isinstance(value, list) and kind.keys and not all(isinstance(one, dict) for one in value):
            raise place.error(key, "each item must be a table; write it as [[{key}]]", key=key)
        if kind.read:
            try:
                return kind.read(value)
            except UsageError as error:
                raise place.error(key, str(error).rstrip(".")) from error
        return value

    def tell(self) -> None:
        """Tell all mistakes that were kept, in the order of their lines.

        Raises:
            CatalogError: there is one, or more: these on a line each.
        """
        found = [error for _, error in sorted(self.mistakes, key=lambda mistake: mistake[0])]
        if len(found) == 1:
            raise found[0]
        if found:
            head = message("{file}: {count} mistakes.", file=self.name, count=len(found))
            raise CatalogError(joined([head, *(error.args[0] for error in found)], "\n"))


@dataclass(frozen=True)
class Place:
    """Where in a file a table stands.

    Attributes:
        begin: the first of its lines, from 0; `end` is behind the last.
        row: the names that stand before its own in the heads of tables.
        names: its own names, which a message shows before a key.
        label: how a message calls what the lines are of.
    """

    document: Document = field(repr=False)
    begin: int
    end: int
    row: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    label: Message | None = None

    def within(self, name: str) -> Place:
        """Give the place of a table inside this one."""
        return replace(self, names=(*self.names, name))

    def line_of(self, key: str) -> int | None:
        """Give the line of a key, or that of the table where it is missing; None where there is neither."""
        path = (*self.row, *self.names, key)
        start, depth = self.begin, len(self.row)
        heads = [(number, names) for number, names in self.document.heads if self.begin <= number < self.end]
        for number, names in heads:
            if depth < len(names) <= len(path) and names == path[: len(names)]:
                start, depth = number, len(names)
        if depth < len(path):
            begins = re.compile(rf"""\s*["']?{re.escape(path[depth])}["']?\s*[.=]""")
            stop = next((number for number, _ in heads if number > start), self.end)
            for number in range(start, stop):
                if begins.match(self.document.lines[number]):
                    return number + 1
        return start + 1 if depth else None

    def error(self, key: str, what: Message | str, /, **values: object) -> CatalogError:
        """Make the error of a key; `what` goes on after the key and ends without a full stop."""
        what = as_message(what, values)
        line = self.line_of(key)
        return CatalogError(
            "{file}{line}{label}, key {key}: {what}{stop}",
            file=self.document.name,
            line=f":{line}" if line else "",
            label=self.label or "",
            key=".".join([*self.names, key]),
            what=what,
            stop="" if str(what).endswith("?") else ".",
        )


def _head(line: str) -> tuple[str, ...]:
    """Give the names in the head of a table; none where it is no head."""
    if plain := _PLAIN_HEAD.fullmatch(line):
        return tuple(plain[1].split("."))
    try:
        inner: Any = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return ()
    names: list[str] = []
    while isinstance(inner, dict) and inner:
        name, inner = next(iter(inner.items()))
        names.append(name)
    return tuple(names)


def toml_table(text: str) -> dict[str, Any]:
    """Read TOML.

    Raises:
        ValueError: the text is not TOML, or exceeds a limit.
    """
    _refuse_large(text)
    try:
        found = tomllib.loads(text)
    except RecursionError:
        raise ValueError(message("its brackets nest too deeply")) from None
    values: list[object] = [found]
    while values:
        value = values.pop()
        if isinstance(value, dict):
            values += value.values()
        elif isinstance(value, list):
            values += value
        elif isinstance(value, int) and value.bit_length() > LIMITS["bits"]:
            raise ValueError(message("a whole number has more than 64 bits"))
    return found


def _refuse_large(text: str) -> None:
    """Refuse what would take long to parse: a key of 20,000 parts takes over a gigabyte."""
    most = LIMITS["characters"]
    if len(text) > most:
        raise ValueError(
            message("it has {count:,} characters, more than the limit of {most:,}", count=len(text), most=most)
        )
    for number, line in enumerate(text.split("\n"), start=1):
        if (count := len(line)) > (most := LIMITS["line"]):
            raise ValueError(
                message(
                    "line {line} has {count:,} characters, more than the limit of {most:,}",
                    line=number,
                    count=count,
                    most=most,
                )
            )
        if line.count(".") >= LIMITS["parts"] and _DOTTED.search(line):
            most = LIMITS["parts"]
            raise ValueError(message("line {line} has a dotted key of more than {most} parts", line=number, most=most))


def choose(value: object, key: str, names: Iterable[object], place: Place) -> None:
    """Refuse a value that is not one of the names.

    Raises:
        CatalogError: with the nearest name.
    """
    listed = [str(name) for name in names]
    if str(value) not in listed:
        raise place.error(key, "'{name}' does not exist; {hint}", name=value, hint=nearest(str(value), listed))


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


def schema_line(name: str) -> str:
    """Write the first line of a file, which tells an editor where its schema is: `claims`, `sto` or `catalog`."""
    return f"#:schema {(Path(__file__).parent / 'schemas' / f'{name}.json').as_uri()}\n"
