"""The user's own knowledge: a TOML file in the keys of the shipped ones, which only adds to them.

`read` returns the added tables, or raises one error with every mistake. A change of a shipped entry is a mistake.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sto_cli.catalog.toml_file import FLAG, TEXT, TEXTS, YEAR, Document, Kind, any_table, one_of, table
from sto_cli.language import message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from sto_cli.catalog.models import Catalog, FactsKind, Source
    from sto_cli.catalog.toml_file import Keys, Place

GONE = message(
    "your own definitions belong in the file of --catalog, or of catalog in sto.toml, as tables [definitions.INDICATOR.NAME]"
)
"""The message for the former option --definitions."""

_NEEDED = {
    "profiles": ("label", "group", "sectors", "spellings", "from"),
    "tracks": ("label", "spellings", "grades"),
    "roles": ("label", "spellings"),
}
"""What a code needs that sto does not ship."""
_Tables = dict[str, Any]

_SETS: dict[FactsKind, tuple[str, ...]] = {
    "enrolment": ("tracks", "grades", "profiles", "sectors", "groups", "sexes"),
    "exams": ("tracks", "profiles", "sectors", "groups"),
    "staffing": ("roles", "profiles", "groups"),
}
"""What a definition may choose by, for each kind of facts."""
_SOME_TEXTS = replace(TEXTS, some=True)
_GRADES = Kind(
    (list,), message("a list of grades"), each=Kind((int,), message("a grade"), names=range(1, 7)), some=True
)


def keys(shipped: Catalog) -> Keys:
    """Give what a catalog of the user's own may hold."""
    dutch = table({"label": TEXT}, message("the same in Dutch, such as nl.label"))
    role: Keys = {"label": TEXT, "spellings": _SOME_TEXTS, "nl": dutch}
    track: Keys = role | {
        "grades": _GRADES,
        "profiles": FLAG,
        "no_profile": TEXTS,
        "at_vavo": one_of(shipped.tracks),
    }
    profile: Keys = role | {
        "group": one_of(dict.fromkeys(each.group for each in shipped.profiles.values())),
        "sectors": TEXTS,
        "elements": TEXTS,
        "from": YEAR,
        "to": YEAR,
        "exam_code": TEXT,
        "source": TEXT,
    }
    masks = any_table(Kind((list,), message("the lowest and the highest value, such as [1, 4]")))
    return {
        "profiles": any_table(table(profile)),
        "tracks": any_table(table(track)),
        "roles": any_table(table(role)),
        "provinces": any_table(TEXTS),
        "sources": table(
            {
                id_: table({"masks": masks, "headers": table(dict.fromkeys(_columns(source), TEXTS))})
                for id_, source in shipped.sources.items()
            }
        ),
        "definitions": definition_keys(shipped),
    }


def definition_keys(shipped: Catalog, known: Catalog | None = None) -> Kind:
    """Give what definitions may hold, for each indicator; codes are looked up in `known`, where that is given."""
    codes: Keys = {"grades": _GRADES, "tracks": _SOME_TEXTS, "profiles": _SOME_TEXTS, "roles": _SOME_TEXTS}
    if known:
        codes |= {name: _some_of(getattr(known, name)) for name in ("tracks", "profiles", "roles")}
    profiles = (known or shipped).profiles.values()
    codes["sectors"] = _some_of(dict.fromkeys(sector for profile in profiles for sector in profile.sectors))
    codes["groups"] = _some_of(dict.fromkeys(profile.group for profile in profiles))
    codes["sexes"] = _some_of(("boys", "girls"))
    return table(
        {
            id_: _definitions_of({key: codes[key] for key in _SETS[each.facts]})
            for id_, each in shipped.indicators.items()
        }
    )


def _some_of(names: Iterable[str]) -> Kind:
    return replace(_SOME_TEXTS, each=one_of(names))


def _definitions_of(sets: Keys) -> Kind:
    texts: Keys = dict.fromkeys(("label", "source", "caveat", "title", "words"), TEXT)
    dutch = {"nl": table(texts, message("the same in Dutch, such as nl.label"))}
    part = table(
        sets | dutch | {"label": TEXT, "distinct": _some_of(("location", "profile", "sto_region"))}, needed=("label",)
    )
    parts = replace(any_table(part), words=message("a table such as parts.technical"), some=True)
    given: Keys = texts | dutch | {"population": table(sets), "parts": parts}
    return any_table(table(given, needed=("label", "source", "parts")))


def _columns(source: Source) -> list[str]:
    return [column.name for layout in source.layouts for column in layout.columns]


def parse(content: bytes, path: Path, shipped: Catalog, extended: Callable[[_Tables], Catalog]) -> _Tables:
    """Read the tables of a user's catalog; `extended` makes a catalog with such tables in it, in whose codes definitions are written.

    Raises:
        CatalogError: the file is not TOML, or breaks rules; the error has a line for each mistake.
    """
    document = Document(content, str(path))
    found = document.right(document.table, keys(shipped), document.top)
    for topic in _NEEDED:
        _codes(document, topic, found.get(topic, {}), shipped)
    if not document.mistakes:  # in codes that are wrong no definition can be written
        known = extended({topic: found.get(topic, {}) for topic in _NEEDED})
        named = {"definitions": found.get("definitions", {})}
        document.right(named, {"definitions": definition_keys(shipped, known)}, document.top)
    for indicator, named in found.get("definitions", {}).items():
        place = document.top.within("definitions").within(indicator)
        for id_ in named.keys() & shipped.definitions[indicator].keys():
            with document.kept():
                raise place.error(id_, "sto already has a definition with that name; choose another")
    names = {**{name: name for name in shipped.provinces}, **shipped.province_spellings}
    _one_meaning(
        names,
        {name: [name, *texts] for name, texts in found.get("provinces", {}).items()},
        document.top.within("provinces"),
    )
    for id_, own in found.get("sources", {}).items():
        _source(own, shipped.sources[id_], document.top.within("sources").within(id_))
    document.tell()
    return found


def _one_meaning(known: dict[str, str], given: dict[str, list[str]], place: Place, key: str = "") -> None:
    """Refuse a spelling that means something else already; the key is that of what it is given for, or `key`."""
    means = {_folded(name): code for name, code in known.items()}
    for code, names in given.items():
        for name in names:
            with place.document.kept():
                if means.setdefault(_folded(name), code) != code:
                    raise place.error(key or code, "'{name}' is already {code}", name=name, code=means[_folded(name)])


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _codes(document: Document, topic: str, found: _Tables, shipped: Catalog) -> None:
    """Check codes of profiles, tracks or roles: spellings of one that sto has, all of one that it has not."""
    known: dict[str, Any] = getattr(shipped, topic)
    means = {name: code for code, each in known.items() for name in each.spellings}
    for code, own in found.items():
        place = document.top.within(topic).within(code)
        if code not in known:
            document.need(document.table[topic][code], _NEEDED[topic], place)
        for key in own.keys() - {"spellings"} if code in known else ():
            with document.kept():
                raise place.error(
                    key,
                    "sto already has {code}, and a catalog can only add spellings to it; choose a new code, or write a definition",
                    code=code,
                )
        _one_meaning(means, {code: own.get("spellings", [])}, place, "spellings")
        means |= dict.fromkeys(own.get("spellings", []), code)


def _source(own: _Tables, source: Source, place: Place) -> None:
    """Check the masks and the names of columns that are added to a source."""
    for mask, ends in own.get("masks", {}).items():
        with place.document.kept():
            _mask(mask, ends, source.masks, place.within("masks"))
    columns = [column for layout in source.layouts for column in layout.columns]
    kinds = {(column.name, column.kind == "year") for column in columns}
    headers = place.within("headers")
    for name, given in own.get("headers", {}).items():
        for header in given:
            with place.document.kept():
                if (name, "{year}" in header) not in kinds:
                    raise headers.error(
                        name,
                        "'{header}' does not fit this column; {{year}} is for a column that each year has",
                        header=header,
                    )
    known = {header: column.name for column in columns for header in column.headers}
    _one_meaning(known, own.get("headers", {}), headers)


def _mask(mask: str, ends: list[object], shipped: dict[str, tuple[int, int]], place: Place) -> None:
    if not mask.strip() or mask == "0":
        raise place.error(mask, "a blank or a 0 cannot be a mask; name what the file prints instead of a small count")
    match ends:
        case [int(low), int(high)] if 1 <= low <= high and bool not in map(type, ends):
            pass
        case _:
            raise place.error(
                mask,
                "{value} is not a range; the lowest and the highest value were expected, such as [1, 4]",
                value=repr(ends),
            )
    if shipped.get(mask, (low, high)) != (low, high):
        raise place.error(
            mask,
            "sto reads it as {low} to {high}, and a catalog cannot change that",
            low=shipped[mask][0],
            high=shipped[mask][1],
        )


def added(shipped: _Tables, own: _Tables, name: str) -> _Tables:
    """Put tables of a user's catalog, which keep the rules, beside those that sto ships."""
    every = {topic: dict(table) for topic, table in shipped.items()}
    blank = {"profiles": {"elements": [""], "source": name}, "tracks": {}, "roles": {}}
    for topic, given in blank.items():
        for code, new in own.get(topic, {}).items():
            before = every[topic].get(code)
            more = new.get("spellings", [])
            every[topic][code] = (
                given | new if before is None else before | {"spellings": [*before["spellings"], *more]}
            )
    for province, spellings in own.get("provinces", {}).items():
        before = every["places"]["provinces"]
        every["places"] = {"provinces": before | {province: [*before.get(province, []), *spellings]}}
    for id_, new in own.get("sources", {}).items():
        source = every["sources"][id_]
        masks = source.get("masks", {}) | new.get("masks", {})
        every["sources"][id_] = source | {"masks": masks, "headers": new.get("headers", {})}
    for indicator, new in own.get("definitions", {}).items():
        every["definitions"][indicator] = every["definitions"][indicator] | new
    return every
