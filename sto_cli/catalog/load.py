"""Read the knowledge files into models, strictly: an unknown key or an unknown code is an error.

The same loader will read a user's own definitions, so it names file, table and key.
"""

from __future__ import annotations

import csv
from functools import cache
from typing import TYPE_CHECKING, Any

from sto_cli.catalog.build import HERE, build, toml
from sto_cli.catalog.definitions import definition
from sto_cli.catalog.models import (
    Catalog,
    Column,
    Definition,
    Grain,
    Indicator,
    Layout,
    Profile,
    Role,
    SmallCountModel,
    Source,
    Track,
)
from sto_cli.errors import CatalogError
from sto_cli.strict import toml_table

if TYPE_CHECKING:
    from pathlib import Path


@cache
def catalog() -> Catalog:
    """Load the shipped catalog, once per process.

    Raises:
        CatalogError: a shipped file breaks its rules (a test loads them all).
    """
    profiles = {code: _profile(code, table) for code, table in toml("profiles.toml").items()}
    indicators = {
        id_: build(Indicator, "indicators.toml", id_, table) for id_, table in toml("indicators.toml").items()
    }
    return Catalog(
        sources={id_: _source(id_, table) for id_, table in toml("sources.toml").items()},
        profiles=profiles,
        tracks={code: build(Track, "tracks.toml", code, table) for code, table in toml("tracks.toml").items()},
        roles={code: build(Role, "roles.toml", code, table) for code, table in toml("roles.toml").items()},
        provinces={name: tuple(other) for name, other in toml("places.toml")["provinces"].items()},
        sectors={name: tuple(other) for name, other in toml("sectors.toml")["sectors"].items()},
        indicators=indicators,
        definitions={
            indicator: {
                id_: definition(indicator, id_, table, profiles, "definitions.toml") for id_, table in tables.items()
            }
            for indicator, tables in toml("definitions.toml").items()
        },
        small_counts=_small_counts("small_counts.toml"),
        columns=toml("columns.toml"),
    )


def read_definitions(path: Path) -> dict[str, dict[str, Definition]]:
    """Read a user's definitions, a TOML file with the keys of the shipped `definitions.toml`; nothing in it is run.

    Raises:
        CatalogError: the file cannot be read, or breaks a rule of `definition`.
    """
    try:
        tables = toml_table(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogError(
            "{path}: cannot be read as TOML ({reason}); see sto catalog definitions for examples.",
            path=path,
            reason=error,
        ) from error
    known = catalog()
    found: dict[str, dict[str, Definition]] = {}
    for indicator, entries in tables.items():
        if indicator not in known.indicators:
            raise CatalogError(
                "{file}, [{indicator}]: no such indicator; choose from {indicators}.",
                file=path,
                indicator=indicator,
                indicators=", ".join(known.indicators),
            )
        if not isinstance(entries, dict):
            raise CatalogError("{file}: '{table}' must be a table, [{table}.NAME].", file=path, table=indicator)
        for id_, table in entries.items():
            if id_ in known.definitions[indicator]:
                raise CatalogError(
                    "{file}, [{table}]: sto ships a definition of that name; choose another.",
                    file=path,
                    table=f"{indicator}.{id_}",
                )
            found.setdefault(indicator, {})[id_] = definition(indicator, id_, table, known.profiles, str(path))
    return found


def _source(id_: str, table: dict[str, Any]) -> Source:
    plain = dict(table)
    grid = _grid(plain.pop("grid"))
    layouts = tuple(
        build(Layout, "sources.toml", f"{id_}.{name}", facts | {"name": name, "columns": grid[name]})
        for name, facts in plain.pop("layouts").items()
    )
    masks = {mask: _range(mask, ends, id_) for mask, ends in plain.pop("masks", {}).items()}
    return build(Source, "sources.toml", id_, plain | {"layouts": layouts, "masks": masks})


def _range(mask: str, ends: list[int], source: str) -> tuple[int, int]:
    """Read what a mask stands for; somebody is behind it, or 0 would be printed.

    Raises:
        CatalogError: it is no range of counts from 1 on.
    """
    match ends:
        case [int(low), int(high)] if 1 <= low <= high:
            return low, high
    raise CatalogError(
        "sources.toml, [{table}]: '{key}' is {value}, and the least and the most pupils that it stands for were expected, such as [1, 4].",
        table=f"{source}.masks",
        key=mask,
        value=repr(ends),
    )


def _grid(name: str) -> dict[str, tuple[Column, ...]]:
    """Read a header grid: one row per canonical column, one column per layout, a blank where it has none.

    An alias of one layout is an alias in all of them; `also` holds those that none has as its own.
    """
    with (HERE / "headers" / name).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    layouts = [column for column in rows[0] if column not in {"column", "kind", "also"}]
    return {
        layout: tuple(
            Column(row["column"], row["kind"].rstrip("?"), row["kind"].endswith("?"), _headers(row, layout, layouts))
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
