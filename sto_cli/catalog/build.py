"""From TOML tables to frozen models, by name: the strict reader has seen those of a user, and a test those of `sto`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from itertools import starmap
from typing import TYPE_CHECKING, Any, TypeVar

from sto_cli.catalog.models import Definition, Part, Selection
from sto_cli.errors import CatalogError
from sto_cli.language import Label

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from sto_cli.catalog.models import Catalog

_Model = TypeVar("_Model", bound=tuple[Any, ...])
HERE = resources.files("sto_cli.catalog")
"""The folder of the knowledge files."""


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
def toml(name: str, folder: Traversable = HERE) -> dict[str, Any]:
    """Read a knowledge file, once per process."""
    with (folder / name).open("rb") as file:
        return tomllib.load(file)
