"""Read the knowledge files into models, strictly: an unknown key or an unknown code is an error.

What a user adds (`own`) is put beside the shipped tables first, and built by the same loader: the strict reader has seen
that, and a test what `sto` ships.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from dataclasses import replace
from functools import cache, lru_cache
from importlib import resources
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sto_cli.catalog.additions import added, parse
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
from sto_cli.errors import CatalogError, reason
from sto_cli.language import Label

if TYPE_CHECKING:
    from os import PathLike

_Model = TypeVar("_Model", bound=tuple[Any, ...])
HERE = resources.files("sto_cli.catalog")
"""The folder of the knowledge files."""


class Own(NamedTuple):
    """A user's own catalog.

    Attributes:
        sha256: the checksum of its content.
    """

    path: Path
    sha256: str
    catalog: Catalog


_active: list[Own] = []
_KNOWLEDGE = {".toml", ".csv"}
"""Translations are none: they change words, never a number."""
_YEAR = "{year}"


def catalog() -> Catalog:
    """Give the active catalog: the shipped one, with what the user's own adds where one is in use."""
    return _active[0].catalog if _active else shipped()


def own() -> Own | None:
    """Give the user's own catalog, if one is in use."""
    return _active[0] if _active else None


def use(file: str | PathLike[str] | None) -> None:
    """Take a user's catalog into use, for the whole process; None for the shipped one alone.

    Raises:
        CatalogError: it cannot be read, or breaks rules: each mistake on a line.
    """
    _active.clear()
    if file is None:
        return
    path = Path(file)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CatalogError(
            "{path}: the catalog cannot be read ({reason}); check the spelling.", path=path, reason=reason(error)
        ) from error
    _active.append(Own(path, hashlib.sha256(content).hexdigest(), _extended(content, path)))


@lru_cache(maxsize=8)
def _extended(content: bytes, path: Path) -> Catalog:
    """Make the catalog that a user's file makes of the shipped one."""

    def extended(tables: dict[str, Any]) -> Catalog:
        return _made(added(_shipped_tables(), tables, path.name))

    return extended(parse(content, path, shipped(), extended))


@cache
def shipped() -> Catalog:
    """Load the shipped catalog, once per process.

    Raises:
        CatalogError: a shipped file breaks its rules (a test loads them all).
    """
    return _made(_shipped_tables())


def _shipped_tables() -> dict[str, Any]:
    """Give the tables of the shipped files that a user's catalog may add to."""
    return {
        topic: toml(f"{topic}.toml") for topic in ("profiles", "tracks", "roles", "places", "sources", "definitions")
    }


def _made(tables: dict[str, Any]) -> Catalog:
    """Make a catalog of tables as the shipped files have them."""
    without = Catalog(
        sources={id_: _source(id_, table) for id_, table in tables["sources"].items()},
        profiles={code: _profile(code, table) for code, table in tables["profiles"].items()},
        tracks={code: build(Track, "tracks.toml", code, table) for code, table in tables["tracks"].items()},
        roles={code: build(Role, "roles.toml", code, table) for code, table in tables["roles"].items()},
        provinces={name: tuple(other) for name, other in tables["places"]["provinces"].items()},
        sectors={name: tuple(other) for name, other in toml("sectors.toml")["sectors"].items()},
        inspection={
            code: (track, sector)
            for track, sectors in toml("inspection.toml").items()
            for sector, codes in sectors.items()
            for code in codes
        },
        indicators={
            id_: build(Indicator, "indicators.toml", id_, table) for id_, table in toml("indicators.toml").items()
        },
        definitions={},
        small_counts=_small_counts("small_counts.toml"),
        columns=toml("columns.toml"),
        names={column: tuple(names) for column, names in toml("names.toml")["columns"].items()},
        values={
            column: {value: tuple(names) for value, names in values.items()}
            for column, values in toml("names.toml")["values"].items()
        },
    )
    definitions = {
        indicator: {id_: definition(indicator, id_, table, without) for id_, table in named.items()}
        for indicator, named in tables["definitions"].items()
    }
    return replace(without, definitions=definitions)


def _source(id_: str, table: dict[str, Any]) -> Source:
    plain = dict(table)
    grid = _grid(plain.pop("grid"), plain.pop("headers", {}))
    layouts = tuple(
        build(Layout, "sources.toml", f"{id_}.{name}", facts | {"name": name, "columns": grid[name]})
        for name, facts in plain.pop("layouts").items()
    )
    masks = {mask: _range(mask, ends, id_) for mask, ends in plain.pop("masks", {}).items()}
    return build(Source, "sources.toml", id_, plain | {"layouts": layouts, "masks": masks})


def _range(mask: str, ends: list[int], source: str) -> tuple[int, int]:
    """Read the range of a mask; it begins at 1 or more, because DUO prints 0 as 0.

    Raises:
        CatalogError: it is no range of counts from 1 on.
    """
    match ends:
        case [int(low), int(high)] if 1 <= low <= high:
            return low, high
    raise CatalogError(
        "sources.toml, [{table}]: '{key}' is {value}, but the lowest and the highest number of pupils were expected, such as [1, 4].",
        table=f"{source}.masks",
        key=mask,
        value=repr(ends),
    )


def _grid(name: str, own: dict[str, list[str]]) -> dict[str, tuple[Column, ...]]:
    """Read a header grid: one row per canonical column, one column per layout, a blank where it has none.

    An alias of one layout is an alias in all of them; `also` holds those that none has as its own, and `own` those that the
    user adds.
    """
    with (HERE / "headers" / name).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    layouts = [column for column in rows[0] if column not in {"column", "kind", "also"}]
    return {
        layout: tuple(
            Column(
                row["column"],
                row["kind"].rstrip("?"),
                row["kind"].endswith("?"),
                (
                    *_headers(row, layout, layouts),
                    *(name for name in own.get(row["column"], ()) if (_YEAR in name) == (_YEAR in row[layout])),
                ),
            )
            for row in rows
            if row[layout]
        )
        for layout in layouts
    }


def _headers(row: dict[str, str], layout: str, layouts: list[str]) -> tuple[str, ...]:
    named = (row[layout], row.get("also"), *(row[other] for other in layouts))
    return tuple(dict.fromkeys(name for names in named if names for name in names.split(" | ")))


def _small_counts(file: str) -> SmallCountModel:
    plain = dict(toml(file))
    grains = {id_: build(Grain, file, id_, table) for id_, table in plain.pop("grains").items()}
    return build(SmallCountModel, file, "small counts", plain | {"grains": grains})


def _profile(code: str, table: dict[str, Any]) -> Profile:
    plain = dict(table)
    dates = {
        "from_year": plain.pop("from"),
        "to_year": plain.pop("to", None),
        "exam_code": plain.pop("exam_code", None),
    }
    return build(Profile, "profiles.toml", code, plain | dates)


@cache
def fingerprint() -> str:
    """Give the SHA-256 of all shipped knowledge files, by name and content, without regard to line ends."""
    digest = hashlib.sha256()
    for path in sorted(path for path in Path(str(HERE)).rglob("*") if path.suffix in _KNOWLEDGE):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(str(HERE)).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


# --- ONE MODEL OF A TABLE ---


def build(model: type[_Model], file: str, where: str, table: dict[str, Any]) -> _Model:
    """Make a model of a table; the name of the table is its id or code, and the key `nl` has its Dutch labels.

    Raises:
        CatalogError: a key is missing or unknown.
    """
    fields = {name: str(type_) for name, type_ in model.__annotations__.items()}
    plain: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    dutch = plain.pop("nl", {})
    values: dict[str, Any] = {key: where for key in ("id", "code") if key in fields} | dutch | plain
    required = fields.keys() - model._field_defaults.keys()  # type: ignore[attr-defined]  # every model is a named tuple
    if wrong := sorted((values.keys() - fields.keys()) | (required - values.keys())):
        raise CatalogError(
            "{file}, [{table}]: unknown or missing: {keys}.", file=file, table=where, keys=", ".join(wrong)
        )
    for key in sorted(name for name, type_ in fields.items() if "Label" in type_ and name in values):
        both = (values[key], dutch.get(key, values[key]))
        values[key] = tuple(starmap(Label, zip(*both, strict=True))) if "tuple" in fields[key] else Label(*both)
    return model(**values)


def definition(indicator: str, id_: str, table: dict[str, Any], known: Catalog) -> Definition:
    """Make one definition; `known` has the profiles of each group."""
    where = f"{indicator}.{id_}"
    parts = []
    for part, keys in table["parts"].items():
        own = {key: keys[key] for key in ("label", "nl", "distinct") if key in keys}
        selection = _selection({key: keys[key] for key in keys.keys() - own.keys()}, known)
        parts.append(build(Part, "definitions.toml", f"{where}.{part}", own | {"id": part, "selection": selection}))
    population = _selection(table.get("population", {}), known)
    given = {"id": id_, "indicator": indicator, "population": population, "parts": tuple(parts)}
    return build(Definition, "definitions.toml", where, table | given)


def _selection(keys: dict[str, Any], known: Catalog) -> Selection:
    sets = {key: tuple(values) for key, values in keys.items()}
    if groups := sets.pop("groups", ()):
        in_groups = (code for code, profile in known.profiles.items() if profile.group in groups)
        sets["profiles"] = tuple(dict.fromkeys([*sets.get("profiles", ()), *in_groups]))
    return Selection(**sets)


@cache
def toml(name: str) -> dict[str, Any]:
    """Read a knowledge file, once per process."""
    with (HERE / name).open("rb") as file:
        return tomllib.load(file)
