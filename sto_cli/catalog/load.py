"""Read the knowledge files into models, strictly: an unknown key or an unknown code is an error.

The same loader will read a user's own definitions, so it names file, table and key.
"""

from __future__ import annotations

import csv
import dataclasses
import tomllib
from functools import cache
from importlib import resources
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

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable

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


def definition(indicator: str, id_: str, table: dict[str, Any], profiles: dict[str, Profile], file: str) -> Definition:
    """Build one definition from its TOML table.

    Raises:
        CatalogError: a key is unknown, a profile code is not in the catalog, or a set is empty.
    """
    where = f"{indicator}.{id_}"
    parts = tuple(
        Part(id=part, selection=_selection(keys, profiles, file, f"{where}.{part}"), **_own_keys(keys))
        for part, keys in table.get("parts", {}).items()
    )
    if not parts:
        raise CatalogError(f"{file}, [{where}]: a definition needs at least one part.")
    plain = {key: value for key, value in table.items() if key not in {"population", "parts"}}
    population = _selection(table.get("population", {}), profiles, file, where)
    return _build(Definition, file, id_, plain | {"indicator": indicator, "population": population, "parts": parts})


def _own_keys(keys: dict[str, Any]) -> dict[str, Any]:
    own = {"label": keys["label"]}
    return own | ({"distinct": tuple(keys["distinct"])} if "distinct" in keys else {})


def _selection(keys: dict[str, Any], profiles: dict[str, Profile], file: str, where: str) -> Selection:
    sets = {key: tuple(values) for key, values in keys.items() if key not in {"label", "distinct"}}
    if groups := sets.pop("groups", ()):
        sets["profiles"] = tuple(code for code, profile in profiles.items() if profile.group in groups)
    unknown = [code for code in sets.get("profiles", ()) if code not in profiles]
    if unknown:
        raise CatalogError(f"{file}, [{where}]: no profile is called '{unknown[0]}'; see sto catalog profiles.")
    return _build(Selection, file, where, sets)


def _source(id_: str, table: dict[str, Any]) -> Source:
    plain = dict(table)
    grid = _grid(plain.pop("grid"))
    layouts = tuple(Layout(name=name, columns=grid[name], **facts) for name, facts in plain.pop("layouts").items())
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
    """Make a model of a table; its id or code is the name of the table."""
    fields = {field.name: field for field in dataclasses.fields(model)}  # type: ignore[arg-type]  # every model is one
    named = {key: where for key in ("id", "code") if key in fields and key not in table}
    values = named | {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    _refuse_keys(values.keys() - fields.keys(), file, where, "an unknown key")
    required = {name for name, field in fields.items() if field.default is dataclasses.MISSING}
    _refuse_keys(required - values.keys(), file, where, "a missing key")
    return model(**values)


def _refuse_keys(keys: Iterable[str], file: str, where: str, what: str) -> None:
    if names := sorted(keys):
        raise CatalogError(f"{file}, [{where}]: {what}, '{names[0]}'.")


def _toml(name: str, folder: Traversable = _HERE) -> dict[str, Any]:
    with (folder / name).open("rb") as file:
        return tomllib.load(file)
