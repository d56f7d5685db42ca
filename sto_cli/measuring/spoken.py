"""Words of a question as people write them: columns and values, in English and in Dutch, without case and accents.

The names are in the catalog (`names.toml`, and the labels and spellings of what it lists). Every way in, the command line,
Python, `sto.toml` and claims, comes through here, and screens name columns and values by the same table.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sto_cli.catalog import catalog
from sto_cli.catalog.toml_file import Kind, one_of
from sto_cli.errors import UsageError
from sto_cli.language import DUTCH, Label, Message, language, message
from sto_cli.reading.cells import UNKNOWN, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sto_cli.catalog.models import Role, Track

NOT = "!"
"""What a column of a filter ends in whose values are left out: `profile!` is all but these."""

_OPEN = ("municipality", "rmc", "labour_market_region", "sto_region", "brin", "location")
"""Columns whose values only the data know."""
_GRADES = range(1, 7)
_LISTED = 15


def plain(text: str) -> str:
    """Give a text as words are compared: without case, accents, apostrophes, and kinds of dashes and spaces; commas stay."""
    letters = unicodedata.normalize("NFKD", ",".join(map(fold, text.split(","))))
    return "".join(letter for letter in letters if not unicodedata.combining(letter) and letter not in "'\u2019\u2018")


def column_named(text: str, columns: Iterable[str]) -> str | None:
    """Find a column by any of its names; None where none of these has it."""
    return next((one for one in columns if plain(text) in map(plain, (one, *catalog().names[one]))), None)


def near_column(text: str, columns: Iterable[str]) -> Message:
    """Say which column was probably meant, or list them, in the language of the screen."""
    pairs = [(one, name) for one in columns for name in (shown_column(one), *catalog().names[one])]
    names = {plain(name): shown_column(one) if language() == DUTCH else name for one, name in pairs}
    return _near(text, names, [shown_column(one) for one in columns])


def shown_column(column: str) -> str:
    """Name a column in the language of the screen."""
    return catalog().names[column][language() == DUTCH]


def shown_value(value: str) -> str:
    """Name a value in the language of the screen: one of ours that no file prints, and any other as it is."""
    named = value.partition(":")[0]  # of a definition that counts other profiles as technical, which its label says
    return str(label_of(named if named in catalog().values["definition"] else value))


def label_of(value: str) -> Label:
    """Name a value of ours in both languages, for a message that is put into words later."""
    found = (names[value] for names in catalog().values.values() if value in names)
    english, dutch, *_ = next(found, (value, value))
    return Label(english, dutch)


def named(kind: str, text: str, ids: Iterable[str]) -> str | None:
    """Find an id of a kind (a definition, a verdict, …) by any of its names; None where none of these has it."""
    names = catalog().values[kind]
    return next((one for one in ids if plain(text) in map(plain, (one, *names.get(one, ())))), None)


def near(text: str, ids: Iterable[str]) -> Message:
    """Say which id was probably meant, or list them, in the language of the screen."""
    shown = {plain(shown_value(one)): shown_value(one) for one in ids}
    return _near(text, shown, [*shown.values()])


def taken(kind: str, ids: Iterable[str]) -> Kind:
    """Take one of these ids in a file, by any of its names."""
    known = [str(one) for one in ids]

    def read(text: str) -> str:
        if found := named(kind, text, known):
            return found
        raise UsageError("'{name}' does not exist; {hint}", name=text, hint=near(text, known))

    names = dict.fromkeys(name for one in known for name in (one, *catalog().values[kind].get(one, ())))
    return replace(one_of(names), read=read)


def is_open(column: str) -> bool:
    """Tell whether only the data know the values of a column."""
    return column in _OPEN


def spellings(column: str, present: Iterable[str] = ()) -> dict[str, str]:
    """List what the values of a column are called: the value by each of its names (`plain`).

    Args:
        column: a column of the facts.
        present: the values that the data have; without, those of the catalog.
    """
    known, named = catalog(), catalog().values.get(column, {})
    texts: dict[str, Iterable[str]] = {value: (value,) for value in present}
    if is_open(column):
        same = {plain(value): value for value in texts}
        for names in named.values():
            if here := next((same[plain(name)] for name in names if plain(name) in same), None):
                texts[here] = (here, *names)
        return {plain(name): value for value, names in texts.items() for name in names}
    by_name: Mapping[str, Mapping[str, str]] = {
        "province": {name: name for name in known.provinces} | known.province_spellings,
        "profile": known.profile_spellings | {code: code for code in known.profiles},
        "track": known.track_spellings | _labelled(known.tracks),
        "role": known.role_spellings | _labelled(known.roles),
        "sector": known.sector_spellings,
        "grade": {str(grade): str(grade) for grade in _GRADES},
    }
    own = {name: value for value, names in named.items() for name in (value, *names)}
    both = (*by_name.get(column, {}).items(), *own.items())
    return {plain(text): value for name, value in both for text in (name, name.replace(",", " "))}


def _labelled(entries: Mapping[str, Track] | Mapping[str, Role]) -> dict[str, str]:
    """Give codes by themselves and by their labels in both languages."""
    names = ((code, (code, entry.label.english, entry.label.dutch)) for code, entry in entries.items())
    return {name: code for code, texts in names for name in texts}


def values_named(text: str, known: Mapping[str, str]) -> list[tuple[str, str | None]]:
    """Divide a list at its commas, and give each piece with its value; a value may hold commas itself.

    None is the value of a piece that is not among the known spellings. A code that files print and the catalog does not
    have is itself.
    """
    pieces, found, at = text.split(","), [], 0
    while at < len(pieces):
        for end in range(len(pieces), at, -1):
            piece = ",".join(pieces[at:end]).strip()
            value = known.get(plain(piece)) or (piece if piece.startswith(UNKNOWN) else None)
            if value or end == at + 1:
                break
        found.append((piece, value))
        at = end
    return found


def near_value(text: str, known: Mapping[str, str]) -> Message:
    """Say which value was probably meant, or list them."""
    values = [shown_value(value) for value in dict.fromkeys(known.values())]
    names = {name: shown_value(value) for name, value in known.items()}
    return _near(text, names, values)


def _near(text: str, names: Mapping[str, str], listed: list[str]) -> Message:
    wanted = plain(text)
    within = [name for name in names if len(wanted) > 2 and wanted in name]  # noqa: PLR2004  # two letters are in many
    if close := get_close_matches(wanted, names, n=1) or within[:1]:
        return message("did you mean '{name}'?", name=names[close[0]])
    more = " …" if len(listed) > _LISTED else ""
    return message("choose from {names}", names=", ".join(listed[:_LISTED]) + more)
