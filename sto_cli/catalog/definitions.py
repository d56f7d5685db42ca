"""From a TOML table to a definition: the sets of codes that it counts, each code looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sto_cli.catalog.build import as_table, build, refuse_keys
from sto_cli.catalog.models import Definition, Part, Selection
from sto_cli.errors import CatalogError
from sto_cli.language import message

if TYPE_CHECKING:
    from sto_cli.catalog.models import Catalog, FactsKind

# What a set of a definition may hold: the names of keys, and where their codes stand.
_SETS = {
    "enrolment": ("tracks", "grades", "profiles", "sectors", "groups", "sexes"),
    "exams": ("tracks", "profiles", "sectors", "groups"),
    "staffing": ("roles", "profiles", "groups"),
}
GRADES = range(1, 7)
SEXES = ("boys", "girls")
_TOPICS = {"tracks": "tracks", "roles": "roles", "grades": "tracks", "distinct": "definitions", "sexes": "definitions"}
_DISTINCT: dict[str, set[Any]] = {"distinct": {"location", "profile"}}


def definition(indicator: str, id_: str, table: dict[str, Any], known: Catalog, file: str) -> Definition:
    """Build one definition from its TOML table; `known` has the codes.

    Raises:
        CatalogError: a key is unknown or of the wrong type, a code is not in the catalog, or a set is empty.
    """
    where = f"{indicator}.{id_}"
    if not isinstance(table, dict):
        raise CatalogError("{file}: '{table}' must be a table, [{table}].", file=file, table=where)
    plain = dict(table)
    facts = known.indicators[indicator].facts
    counted = as_table(plain.pop("population", {}), file, where)
    population = _selection(counted, facts, known, file, f"{where}.population")
    parts = []
    for part, keys in as_table(plain.pop("parts", {}), file, where).items():
        rest = dict(as_table(keys, file, f"{where}.{part}"))
        own = {key: rest.pop(key) for key in ("label", "nl", "distinct") if key in rest}
        selection = _selection(rest, facts, known, file, f"{where}.{part}")
        _check({key: own[key] for key in _DISTINCT if key in own}, _DISTINCT, file, f"{where}.{part}")
        parts.append(build(Part, file, f"{where}.{part}", own | {"id": part, "selection": selection}))
    if not parts:
        raise CatalogError(
            "{file}, [{table}]: a definition needs at least one part, such as parts.technical.", file=file, table=where
        )
    given = {"id": id_, "indicator": indicator, "population": population, "parts": tuple(parts)}
    return build(Definition, file, where, plain | given)


def _selection(keys: dict[str, Any], facts: FactsKind, catalog: Catalog, file: str, where: str) -> Selection:
    refuse_keys(keys.keys() - set().union(*_SETS.values()), file, where, message("an unknown key"))
    refuse_keys(keys.keys() - _SETS[facts], file, where, message("a key that does not apply to this indicator"))
    known: dict[str, set[Any]] = {
        "tracks": set(catalog.tracks),
        "grades": set(GRADES),
        "profiles": set(catalog.profiles),
        "sectors": {sector for profile in catalog.profiles.values() for sector in profile.sectors},
        "roles": set(catalog.roles),
        "sexes": {*SEXES},
        "groups": {profile.group for profile in catalog.profiles.values()},
    }
    _check(keys, known, file, where)
    sets = {key: tuple(values) for key, values in keys.items()}
    if groups := sets.pop("groups", ()):
        in_groups = (code for code, profile in catalog.profiles.items() if profile.group in groups)
        sets["profiles"] = tuple(dict.fromkeys([*sets.get("profiles", ()), *in_groups]))
    return Selection(**sets)


def _check(keys: dict[str, Any], known: dict[str, set[Any]], file: str, where: str) -> None:
    """Refuse what is no list, an empty one, and a code that does not exist."""
    for key, values in keys.items():
        if not isinstance(values, list) or not values:
            raise CatalogError(
                "{file}, [{table}]: '{key}' must be a list with at least one value.", file=file, table=where, key=key
            )
        # true is 1 and 3.0 is 3 to Python; a list can be in no set.
        if unknown := [value for value in values if type(value) not in {str, int} or value not in known[key]]:
            raise CatalogError(
                "{file}, [{table}]: '{key}' has the unknown value '{value}'; see sto catalog {topic}.",
                file=file,
                table=where,
                key=key,
                value=unknown[0],
                topic=_TOPICS.get(key, "profiles"),
            )
