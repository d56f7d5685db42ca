"""From a TOML table to a frozen model, strictly: an unknown, missing or mistyped key is an error with its place."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from itertools import starmap
from typing import TYPE_CHECKING, Any, TypeVar

from sto_cli.errors import CatalogError
from sto_cli.language import Label, message

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable

    from sto_cli.language import Message

_Model = TypeVar("_Model", bound=tuple[Any, ...])
HERE = resources.files("sto_cli.catalog")
"""The folder of the knowledge files."""


def as_table(value: object, file: str, where: str) -> dict[str, Any]:
    """Return the value as a table, or raise an error if it is not a table."""
    if not isinstance(value, dict):
        raise CatalogError(
            "{file}, [{table}]: {value} is not a table; write it as {{ key = [values] }}.",
            file=file,
            table=where,
            value=repr(value),
        )
    return value


def build(model: type[_Model], file: str, where: str, table: dict[str, Any]) -> _Model:
    """Make a model of a table; its id or code is the name of the table, and its Dutch labels stand under `nl`."""
    fields = {name: str(type_) for name, type_ in model.__annotations__.items()}
    plain = dict(table)
    dutch = as_table(plain.pop("nl", {}), file, f"{where}.nl")
    labels = {name for name, type_ in fields.items() if "Label" in type_}
    named = {key: where for key in ("id", "code") if key in fields and key not in plain}
    values = named | {key: tuple(value) if isinstance(value, list) else value for key, value in plain.items()}
    refuse_keys(values.keys() - fields.keys(), file, where, message("an unknown key"))
    refuse_keys(dutch.keys() - (labels & values.keys()), file, f"{where}.nl", message("an unknown key"))
    required = fields.keys() - model._field_defaults.keys()  # type: ignore[attr-defined]  # every model is a named tuple
    refuse_keys(required - values.keys(), file, where, message("a missing key"))
    for key in sorted(labels & values.keys()):
        several = "tuple" in fields[key]
        english, other = (
            _texts(text, file, where, key, several=several) for text in (plain[key], dutch.get(key, plain[key]))
        )
        values[key] = tuple(starmap(Label, zip(english, other, strict=True))) if several else Label(*english, *other)
    made: _Model = model(**values)
    return made


def _texts(value: object, file: str, where: str, key: str, *, several: bool) -> tuple[str, ...]:
    """Give the texts of a key, which takes one, or several in a list."""
    if several and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    if several or not isinstance(value, str):
        raise CatalogError(
            "{file}, [{table}]: '{key}' is {value}, but text in quotes was expected.",
            file=file,
            table=where,
            key=key,
            value=repr(value),
        )
    return (value,)


def refuse_keys(keys: Iterable[str], file: str, where: str, what: Message) -> None:
    """Refuse the first of these keys, if there are any."""
    if names := sorted(keys):
        raise CatalogError("{file}, [{table}]: {what}, '{key}'.", file=file, table=where, what=what, key=names[0])


@cache
def toml(name: str, folder: Traversable = HERE) -> dict[str, Any]:
    """Read a knowledge file, once per process."""
    with (folder / name).open("rb") as file:
        return tomllib.load(file)
