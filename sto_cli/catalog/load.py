"""Read the knowledge files into models, strictly: an unknown key or an unknown code is an error.

The same loader will read a user's own definitions, so it names file, table and key.
"""

from __future__ import annotations

import csv
import dataclasses
import tomllib
from functools import cache
from importlib import resources
from itertools import starmap
from typing import TYPE_CHECKING, Any, TypeVar

from sto_cli.catalog.models import (
    Catalog,
    Column,
    Definition,
    Grain,
    Indicator,
    Layout,
    Part,
    Profile,
    Role,
    Selection,
    SmallCountModel,
    Source,
    Track,
)
from sto_cli.errors import CatalogError
from sto_cli.language import Label, message

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from sto_cli.language import Message

_Model = TypeVar("_Model")
_HERE = resources.files("sto_cli.catalog")


@cache
def catalog() -> Catalog:
    """Load the shipped catalog, once per process.

    Raises:
        CatalogError: a shipped file breaks its rules (a test loads them all).
    """
    profiles = {code: _profile(code, table) for code, table in _toml("profiles.toml").items()}
    indicators = {
        id_: _build(Indicator, "indicators.toml", id_, table) for id_, table in _toml("indicators.toml").items()
    }
    return Catalog(
        sources={id_: _source(id_, table) for id_, table in _toml("sources.toml").items()},
        profiles=profiles,
        tracks={code: _build(Track, "tracks.toml", code, table) for code, table in _toml("tracks.toml").items()},
        roles={code: _build(Role, "roles.toml", code, table) for code, table in _toml("roles.toml").items()},
        provinces={name: tuple(other) for name, other in _toml("places.toml")["provinces"].items()},
        indicators=indicators,
        definitions={
            indicator: {
                id_: definition(indicator, id_, table, profiles, "definitions.toml") for id_, table in tables.items()
            }
            for indicator, tables in _toml("definitions.toml").items()
        },
        small_counts=_small_counts("small_counts.toml"),
    )


def read_definitions(path: Path) -> dict[str, dict[str, Definition]]:
    """Read a user's definitions, a TOML file with the keys of the shipped `definitions.toml`; nothing in it is run.

    Raises:
        CatalogError: the file cannot be read, or breaks a rule of `definition`.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogError(
            message(
                "{path}: cannot be read as TOML ({reason}); see sto catalog definitions for examples.",
                path=path,
                reason=error,
            )
        ) from error
    known = catalog()
    found: dict[str, dict[str, Definition]] = {}
    for indicator, entries in tables.items():
        if indicator not in known.indicators:
            raise CatalogError(
                message(
                    "{file}, [{indicator}]: no such indicator; choose from {indicators}.",
                    file=path,
                    indicator=indicator,
                    indicators=", ".join(known.indicators),
                )
            )
        if not isinstance(entries, dict):
            raise CatalogError(
                message("{file}: '{table}' must be a table, [{table}.NAME].", file=path, table=indicator)
            )
        for id_, table in entries.items():
            if id_ in known.definitions[indicator]:
                raise CatalogError(
                    message(
                        "{file}, [{table}]: sto ships a definition of that name; choose another.",
                        file=path,
                        table=f"{indicator}.{id_}",
                    )
                )
            found.setdefault(indicator, {})[id_] = definition(indicator, id_, table, known.profiles, str(path))
    return found


def definition(indicator: str, id_: str, table: dict[str, Any], profiles: dict[str, Profile], file: str) -> Definition:
    """Build one definition from its TOML table.

    Raises:
        CatalogError: a key is unknown or of the wrong type, a code is not in the catalog, or a set is empty.
    """
    where = f"{indicator}.{id_}"
    if not isinstance(table, dict):
        raise CatalogError(message("{file}: '{table}' must be a table, [{table}].", file=file, table=where))
    plain = dict(table)
    population = _selection(_table(plain.pop("population", {}), file, where), profiles, file, f"{where}.population")
    parts = []
    for part, keys in _table(plain.pop("parts", {}), file, where).items():
        rest = dict(_table(keys, file, f"{where}.{part}"))
        own = {key: rest.pop(key) for key in ("label", "nl", "distinct") if key in rest}
        selection = _selection(rest, profiles, file, f"{where}.{part}")
        parts.append(_build(Part, file, f"{where}.{part}", own | {"id": part, "selection": selection}))
    if not parts:
        raise CatalogError(
            message(
                "{file}, [{table}]: a definition needs at least one part, such as parts.technical.",
                file=file,
                table=where,
            )
        )
    given = {"id": id_, "indicator": indicator, "population": population, "parts": tuple(parts)}
    return _build(Definition, file, where, plain | given)


def _table(value: object, file: str, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise CatalogError(
            message(
                "{file}, [{table}]: {value} is no table; write it as {{ key = [values] }}.",
                file=file,
                table=where,
                value=repr(value),
            )
        )
    return value


# What a set of a definition may hold: the names of keys, and where their codes stand.
_SETS = ("tracks", "grades", "profiles", "sectors", "roles", "groups")
_GRADES = range(1, 7)


def _selection(keys: dict[str, Any], profiles: dict[str, Profile], file: str, where: str) -> Selection:
    _refuse_keys(keys.keys() - set(_SETS), file, where, message("an unknown key"))
    known: dict[str, set[Any]] = {
        "tracks": set(_toml("tracks.toml")),
        "grades": set(_GRADES),
        "profiles": set(profiles),
        "sectors": {sector for profile in profiles.values() for sector in profile.sectors},
        "roles": set(_toml("roles.toml")),
        "groups": {profile.group for profile in profiles.values()},
    }
    for key, values in keys.items():
        if not isinstance(values, list) or not values:
            raise CatalogError(
                message(
                    "{file}, [{table}]: '{key}' must be a list with at least one value.",
                    file=file,
                    table=where,
                    key=key,
                )
            )
        if unknown := [value for value in values if value not in known[key]]:
            raise CatalogError(
                message(
                    "{file}, [{table}]: '{key}' knows no '{value}'; see sto catalog {topic}.",
                    file=file,
                    table=where,
                    key=key,
                    value=unknown[0],
                    topic=_TOPICS.get(key, "profiles"),
                )
            )
    sets = {key: tuple(values) for key, values in keys.items()}
    if groups := sets.pop("groups", ()):
        in_groups = (code for code, profile in profiles.items() if profile.group in groups)
        sets["profiles"] = tuple(dict.fromkeys([*sets.get("profiles", ()), *in_groups]))
    return Selection(**sets)


_TOPICS = {"tracks": "tracks", "roles": "roles", "grades": "tracks"}


def _source(id_: str, table: dict[str, Any]) -> Source:
    plain = dict(table)
    grid = _grid(plain.pop("grid"))
    layouts = tuple(
        _build(Layout, "sources.toml", f"{id_}.{name}", facts | {"name": name, "columns": grid[name]})
        for name, facts in plain.pop("layouts").items()
    )
    return _build(Source, "sources.toml", id_, plain | {"layouts": layouts})


def _grid(name: str) -> dict[str, tuple[Column, ...]]:
    """Read a header grid: one row per canonical column, one column per layout, a blank where it has none."""
    with (_HERE / "headers" / name).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    layouts = [column for column in rows[0] if column not in {"column", "kind"}]
    return {
        layout: tuple(
            Column(row["column"], row["kind"].rstrip("?"), row["kind"].endswith("?"), tuple(row[layout].split(" | ")))
            for row in rows
            if row[layout]
        )
        for layout in layouts
    }


def _small_counts(file: str) -> SmallCountModel:
    plain = dict(_toml(file))
    grains = {id_: _build(Grain, file, id_, table) for id_, table in plain.pop("grains").items()}
    return _build(SmallCountModel, file, "small counts", plain | {"grains": grains})


def _profile(code: str, table: dict[str, Any]) -> Profile:
    plain = dict(table)
    dates = {
        "from_year": plain.pop("from"),
        "to_year": plain.pop("to", None),
        "exam_code": plain.pop("exam_code", None),
    }
    return _build(Profile, "profiles.toml", code, plain | dates)


def _build(model: type[_Model], file: str, where: str, table: dict[str, Any]) -> _Model:
    """Make a model of a table; its id or code is the name of the table, and its Dutch labels stand under `nl`."""
    fields = {field.name: field for field in dataclasses.fields(model)}  # type: ignore[arg-type]  # every model is one
    plain = dict(table)
    dutch = _table(plain.pop("nl", {}), file, f"{where}.nl")
    labels = {name for name, field in fields.items() if "Label" in str(field.type)}
    named = {key: where for key in ("id", "code") if key in fields and key not in plain}
    values = named | {key: tuple(value) if isinstance(value, list) else value for key, value in plain.items()}
    _refuse_keys(values.keys() - fields.keys(), file, where, message("an unknown key"))
    _refuse_keys(dutch.keys() - (labels & values.keys()), file, f"{where}.nl", message("an unknown key"))
    required = {name for name, field in fields.items() if field.default is dataclasses.MISSING}
    _refuse_keys(required - values.keys(), file, where, message("a missing key"))
    return model(**values | {key: _label(values[key], dutch.get(key)) for key in labels & values.keys()})


def _label(english: str | tuple[str, ...], dutch: str | list[str] | None) -> Label | tuple[Label, ...]:
    """Make labels of texts; one without a translation is the same in Dutch, as a user's own may be."""
    if isinstance(english, tuple):
        return tuple(starmap(Label, zip(english, dutch or english, strict=True)))
    return Label(english, str(dutch or english))


def _refuse_keys(keys: Iterable[str], file: str, where: str, what: Message) -> None:
    if names := sorted(keys):
        raise CatalogError(
            message("{file}, [{table}]: {what}, '{key}'.", file=file, table=where, what=what, key=names[0])
        )


@cache
def _toml(name: str, folder: Traversable = _HERE) -> dict[str, Any]:
    with (folder / name).open("rb") as file:
        return tomllib.load(file)
