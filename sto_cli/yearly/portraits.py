"""A folder of portraits: a page for every place of a kind, an index that leads to each, and a manifest that vouches for them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sto_cli import progress
from sto_cli.catalog.load import fingerprint
from sto_cli.errors import InputError
from sto_cli.language import in_english, message
from sto_cli.measuring import spoken
from sto_cli.measuring.measure import measure
from sto_cli.measuring.one_place import kind_of_place
from sto_cli.portraying import portraits
from sto_cli.present import portrait, records
from sto_cli.present.forms import Form, dumps, write
from sto_cli.present.portrait_tables import Listed, name_of
from sto_cli.version import __version__
from sto_cli.yearly.folder import refuse_foreign, replacing
from sto_cli.yearly.results import MANIFEST, digest, sealed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sto_cli.reading.data import Data
    from sto_cli.reading.paths import Name
    from sto_cli.years import Year

KEY = "sto_portraits"
"""The key of the manifest of such a folder, among `results.WRITERS`."""
INDEX = "index.html"
_LONGEST = 60
_RESERVED = re.compile(r"(con|prn|aux|nul|index|com\d|lpt\d)")
"""Names that Windows keeps for devices, whatever their ending; and the one that the index has."""


def write_portraits(data: Data, column: str, folder: Name, *, years: Iterable[Year] | Year = ()) -> int:
    """Write a page of HTML for every place of a kind, and an index, into a folder; what was there is replaced in one step.

    Args:
        data: the facts.
        column: the kind of place, one of `one_place.PLACES`.
        folder: where they go.
        years: a school year, or several; none for all that the data have.

    Returns:
        How many portraits there are.

    Raises:
        UsageError: the folder holds what `sto portrait` did not write, or cannot be written; or there is no such kind of place.
        InputError: the data lack what is needed.
    """
    place = Path(folder)
    refuse_foreign(place, KEY)
    kind = kind_of_place(column)
    contents: dict[str, bytes] = {}
    listed: list[Listed] = []
    first = None
    taken = {Path(INDEX).stem}
    for found in portraits(data, kind, years=years):
        progress.tell(message("writing {place}", place=found.name))
        name = f"{file_name(name_of(found), taken)}.html"
        contents[name] = str(write(portrait.answer(found, data), Form.HTML)).encode()
        listed.append(portrait.listed(found, name))
        first = first or found
    if first is None:
        raise InputError(
            "{column}: no location in these files has one; add a table that gives it.", column=spoken.shown_column(kind)
        )
    country = first.sections[first.main].country
    every_place = measure(data, replace(country.question, by=(kind,), years=(first.year,)))
    contents[INDEX] = str(write(portrait.index(listed, every_place, country, data), Form.HTML)).encode()
    manifest = sealed(_manifest(data, kind, contents))
    with replacing(place, KEY) as new:
        for name, content in (contents | {MANIFEST: manifest}).items():
            (new / name).write_bytes(content)
    return len(listed)


def file_name(text: str, taken: set[str]) -> str:
    """Make a name for a file that every system takes: letters a to z, digits and dashes; unlike those taken, which it joins."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    plain = re.sub(
        r"[^a-z0-9]+", "-", "".join(one for one in letters if not unicodedata.combining(one) and one not in "'’‘")
    )
    name = plain.strip("-")[:_LONGEST].strip("-") or "place"
    name = f"place-{name}" if _RESERVED.fullmatch(name) else name
    number, first = 2, name
    while name in taken:
        name, number = f"{first}-{number}", number + 1
    taken.add(name)
    return name


@in_english
def _manifest(data: Data, column: str, contents: dict[str, bytes]) -> bytes:
    """Say what the pages are of, and give the checksum of each."""
    told = {
        KEY: 1,
        "sto": __version__,
        "catalog": fingerprint(),
        "own_catalog": data.own_catalog,
        "synthetic_sample": data.sample,
        "column": column,
        "files": [records.file(report) for report in data.files],
        "outputs": {name: digest(content) for name, content in sorted(contents.items())},
    }
    return dumps(told).encode()
