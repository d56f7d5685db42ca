"""The user's own knowledge: a TOML file in the keys of the shipped ones, which only adds to them.

`read` gives the tables that are added, once every mistake in them is told: changing what sto ships is one.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from sto_cli import strict
from sto_cli.catalog.build import as_table, toml
from sto_cli.catalog.definitions import definition
from sto_cli.errors import UsageError
from sto_cli.language import message
from sto_cli.strict import TEXT, TEXTS, YEAR, FilePlace, Keys
from sto_cli.years import parse_year

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sto_cli.catalog.models import Catalog

GONE = message(
    "definitions of your own stand in the file of --catalog, or of catalog in sto.toml, as tables [definitions.INDICATOR.NAME]"
)
"""What is said to whoever still names a file of definitions."""

_DUTCH: strict.Kind = ((dict,), message("the same in Dutch, such as nl.label"))
_FLAG: strict.Kind = ((bool,), message("true or false"))
_LIST: strict.Kind = ((list,), message("a list"))
_TABLES: strict.Kind = ((dict,), message("a table"))
_TOP: Keys = dict.fromkeys(("profiles", "tracks", "roles", "provinces", "sources", "definitions"), _TABLES)
_NEW: dict[str, Keys] = {
    "profiles": {
        "label": TEXT,
        "group": TEXT,
        "sectors": TEXTS,
        "spellings": TEXTS,
        "elements": TEXTS,
        "from": YEAR,
        "to": YEAR,
        "exam_code": TEXT,
        "source": TEXT,
        "nl": _DUTCH,
    },
    "tracks": {
        "label": TEXT,
        "spellings": TEXTS,
        "grades": _LIST,
        "profiles": _FLAG,
        "no_profile": TEXTS,
        "at_vavo": TEXT,
        "nl": _DUTCH,
    },
    "roles": {"label": TEXT, "spellings": TEXTS, "nl": _DUTCH},
}
_NEEDED = {
    "profiles": ("label", "group", "sectors", "spellings", "from"),
    "tracks": ("label", "spellings", "grades"),
    "roles": ("label", "spellings"),
}
_SOURCE: Keys = {"masks": _TABLES, "headers": _TABLES}
_GRADES = range(1, 7)
_ENDS = 2
_Tables = dict[str, Any]


def parse(content: bytes, path: Path, shipped: Catalog, extended: Callable[[_Tables], Catalog]) -> _Tables:
    """Read the tables of a user's catalog.

    Args:
        content: the file.
        path: what to call it.
        shipped: what it adds to.
        extended: makes a catalog with such tables in it, in whose codes definitions are written.

    Raises:
        CatalogError: it is no TOML, or breaks rules; then all mistakes stand there, a line each.
    """
    with strict.readable(str(path)):
        text = content.decode("utf-8-sig")
        table = strict.toml_table(text)
    file = _File(str(path), text, strict.Mistakes())
    found = _right(file, table, _TOP, ())
    for topic in ("profiles", "tracks", "roles"):
        _codes(file, topic, found.get(topic, {}), shipped)
    if not file.mistakes.found:  # in codes that are wrong no definition can be written
        codes = {topic: found.get(topic, {}) for topic in _NEW}
        _definitions(file, found.get("definitions", {}), shipped, extended(codes))
    _provinces(file, found.get("provinces", {}), shipped)
    _sources(file, found.get("sources", {}), shipped)
    file.mistakes.tell(str(path))
    return found


class _File:
    """The file: its name, its text, and the mistakes in it."""

    def __init__(self, name: str, text: str, mistakes: strict.Mistakes) -> None:
        self.name = name
        self.mistakes = mistakes
        self._lines = text.splitlines()
        heads = [(number, _head(line)) for number, line in enumerate(self._lines) if line.lstrip().startswith("[")]
        self._heads = [(number, names) for number, names in heads if names]

    def place(self, *names: str) -> FilePlace:
        """Find the table of these names: the lines below its head, or below that of the nearest table around it."""
        around = [(len(head), -number) for number, head in self._heads if head == names[: len(head)]]
        depth, start = max(around, default=(0, 0))
        start = -start
        ends = [number for number, _ in self._heads if number > start]
        lines = tuple(self._lines[start : ends[0] if ends else None])
        shown = "".join(f"{name}." for name in names)
        place = FilePlace(self.name, None, lines, start + 1, head=shown)
        if depth < len(names) and (line := place.line_of(names[depth])):
            return FilePlace(self.name, None, (self._lines[line - 1],), line, head=shown)
        return place


def _head(line: str) -> tuple[str, ...]:
    """Give the names in the head of a table; none where it is no head."""
    try:
        table: Any = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return ()
    names: list[str] = []
    while isinstance(table, dict) and table:
        name, table = next(iter(table.items()))
        names.append(name)
    return tuple(names)


def _right(file: _File, table: object, keys: Keys, names: tuple[str, ...]) -> _Tables:
    """Give the keys of a table that are right by themselves."""
    place = file.place(*names)
    if not isinstance(table, dict):
        what = message("it is no table; write it as [{table}]", table=".".join(names))
        file.mistakes.found.append(file.place(*names[:-1]).error(names[-1], what))
        return {}
    return file.mistakes.right(table, keys, place)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _codes(file: _File, topic: str, tables: _Tables, shipped: Catalog) -> None:
    """Check codes of profiles, tracks or roles: spellings of one that sto has, all of one that it has not."""
    known: dict[str, Any] = getattr(shipped, topic)
    means = {_folded(name): code for code, each in known.items() for name in each.spellings}
    for code, table in tables.items():
        place, keys = file.place(topic, code), _right(file, table, _NEW[topic], (topic, code))
        if code in known:
            what = message(
                "sto ships {code}, and a catalog adds only spellings to it; take a new code, or define a question anew",
                code=code,
            )
            file.mistakes.found += [place.error(key, what) for key in keys if key != "spellings"]
        elif isinstance(table, dict):
            for key in _NEEDED[topic]:
                with file.mistakes.kept():
                    if key not in table:
                        raise place.error(key, "it is missing; a new code needs it")
            _new(file, topic, keys, shipped, place)
        spellings: list[str] = []
        with file.mistakes.kept():
            spellings = strict.texts(keys, "spellings", place)
            if "spellings" in keys and not spellings:
                raise place.error("spellings", "it is empty; name what files print")
        for name in spellings:
            with file.mistakes.kept():
                if means.setdefault(_folded(name), code) != code:
                    raise place.error("spellings", "'{name}' is {code} already", name=name, code=means[_folded(name)])


def _new(file: _File, topic: str, keys: _Tables, shipped: Catalog, place: FilePlace) -> None:
    """Check the values of a code that sto does not ship."""
    for key in ("from", "to"):
        if key in keys:
            with file.mistakes.kept():
                try:
                    parse_year(keys[key])
                except UsageError as error:
                    raise place.error(key, str(error).rstrip(".")) from error
    for key in ("sectors", "elements", "no_profile"):
        with file.mistakes.kept():
            strict.texts(keys, key, place)
    if "group" in keys:
        with file.mistakes.kept():
            strict.choose(keys, "group", dict.fromkeys(each.group for each in shipped.profiles.values()), place)
    if "at_vavo" in keys:
        with file.mistakes.kept():
            strict.choose(keys, "at_vavo", shipped.tracks, place)
    with file.mistakes.kept():
        if topic == "tracks" and (
            wrong := [g for g in keys.get("grades", []) if type(g) is not int or g not in _GRADES]
        ):
            raise place.error("grades", "{value} is no grade; 1 to 6 were expected", value=repr(wrong[0]))


def _provinces(file: _File, tables: _Tables, shipped: Catalog) -> None:
    place = file.place("provinces")
    names = {**{name: name for name in shipped.provinces}, **shipped.province_spellings}
    means = {_folded(text): name for text, name in names.items()}
    for name in file.mistakes.right(tables, dict.fromkeys(tables, TEXTS), place):
        with file.mistakes.kept():
            for text in (name, *strict.texts(tables, name, place)):
                if means.setdefault(_folded(text), name) != name:
                    raise place.error(name, "'{name}' is {code} already", name=text, code=means[_folded(text)])


def _sources(file: _File, tables: _Tables, shipped: Catalog) -> None:
    """Check masks and names of columns, by source."""
    for id_ in file.mistakes.right(tables, dict.fromkeys(shipped.sources, _TABLES), file.place("sources")):
        source = shipped.sources[id_]
        keys = _right(file, tables[id_], _SOURCE, ("sources", id_))
        place = file.place("sources", id_, "masks")
        for mask, ends in keys.get("masks", {}).items():
            with file.mistakes.kept():
                _mask(mask, ends, source.masks, place)
        place = file.place("sources", id_, "headers")
        columns = [column for layout in source.layouts for column in layout.columns]
        kinds = {(column.name, column.kind == "year") for column in columns}
        means = {_folded(name): column.name for column in columns for name in column.headers}
        for name in file.mistakes.right(
            keys.get("headers", {}), dict.fromkeys((column.name for column in columns), TEXTS), place
        ):
            with file.mistakes.kept():
                for header in strict.texts(keys["headers"], name, place):
                    if (name, "{year}" in header) not in kinds:
                        raise place.error(
                            name,
                            "'{header}' does not go with this column; one of each year has {{year}} in its name, any other has not",
                            header=header,
                        )
                    if means.setdefault(_folded(header), name) != name:
                        raise place.error(
                            name,
                            "'{header}' is the column {column} already",
                            header=header,
                            column=means[_folded(header)],
                        )


def _mask(mask: str, ends: object, shipped: dict[str, tuple[int, int]], place: FilePlace) -> None:
    if not mask.strip() or mask == "0":
        raise place.error(mask, "a blank and a 0 can be no mask; name what the file prints instead of a small count")
    whole = isinstance(ends, list) and len(ends) == _ENDS and all(type(end) is int for end in ends)
    if not whole or not 1 <= ends[0] <= ends[1]:  # type: ignore[index]  # whole says that it is a list
        raise place.error(
            mask,
            "{value} is no range; the least and the most that it stands for were expected, such as [1, 4]",
            value=repr(ends),
        )
    if shipped.get(mask, tuple(ends)) != tuple(ends):  # type: ignore[arg-type]  # as above
        raise place.error(
            mask,
            "sto reads it as {low} to {high}, and a catalog only adds",
            low=shipped[mask][0],
            high=shipped[mask][1],
        )


def _definitions(file: _File, tables: _Tables, shipped: Catalog, known: Catalog) -> None:
    for indicator in file.mistakes.right(tables, dict.fromkeys(shipped.indicators, _TABLES), file.place("definitions")):
        for id_, table in tables[indicator].items():
            place = file.place("definitions", indicator, id_)
            with file.mistakes.kept():
                if id_ in shipped.definitions[indicator]:
                    raise file.place("definitions", indicator).error(
                        id_, "sto ships a definition of that name; choose another"
                    )
                definition(indicator, id_, table, known, f"{file.name}:{place.line}")


def added(shipped: _Tables, own: _Tables, name: str) -> _Tables:
    """Put tables of a user's catalog, which keep the rules, beside those that sto ships."""
    every = {topic: dict(table) for topic, table in shipped.items()}
    blank = {"profiles": {"elements": [""], "source": name}, "tracks": {}, "roles": {}}
    for topic, given in blank.items():
        for code, table in own.get(topic, {}).items():
            before = every[topic].get(code)
            more = table.get("spellings", [])
            every[topic][code] = (
                given | table if before is None else before | {"spellings": [*before["spellings"], *more]}
            )
    for province, spellings in own.get("provinces", {}).items():
        before = every["places"]["provinces"]
        every["places"] = {"provinces": before | {province: [*before.get(province, []), *spellings]}}
    for id_, table in own.get("sources", {}).items():
        source = every["sources"][id_]
        masks = source.get("masks", {}) | table.get("masks", {})
        every["sources"][id_] = source | {"masks": masks, "headers": table.get("headers", {})}
    for indicator, table in own.get("definitions", {}).items():
        every["definitions"][indicator] = every["definitions"][indicator] | as_table(table, name, indicator)
    return every


def shipped_tables() -> _Tables:
    """Give the tables of the shipped files that a user's catalog may add to."""
    return {
        topic: toml(f"{topic}.toml") for topic in ("profiles", "tracks", "roles", "places", "sources", "definitions")
    }
