"""What a maintainer needs of a file with an unknown layout, without a name, a BRIN or a count.

It is told of any text, whether its layout is known or not. Codes are shown of columns that hold codes by their headers;
of columns that hold numbers only the cells that are none.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sto_cli.catalog import catalog
from sto_cli.errors import StoError
from sto_cli.reading import paths as reading_paths
from sto_cli.reading.cells import NOT_APPLICABLE, fold
from sto_cli.reading.text import text_of
from sto_cli.reading.unpack import unpack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sto_cli.reading.paths import Names
    from sto_cli.reading.text import Text

_DELIMITERS = ";,\t|"
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*%?")
_PRIVATE = re.compile(r"[0-9]{2}[A-Z]{2}(?:[0-9]{2})?|[0-9.,]+", re.IGNORECASE)
_MASK = re.compile(r"[^A-Za-z]*[A-Za-z]{0,3}[^A-Za-z]*")
"""What may be shown of a cell among numbers: a sign, a few letters, never a word."""
_MASK_LENGTH = 6
_NUMERIC_FROM = 0.5


@dataclass(frozen=True)
class Shared:
    """What may be told of one text.

    Attributes:
        name: the name of the file, without its folder.
        header: the names of the columns; none where the first line is no header.
        codes: `(column, code, rows)` of each code that the catalog does not have.
        masks: `(column, cell, rows)` of each cell that is no number in a column of numbers.
    """

    name: str
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    codes: tuple[tuple[str, str, int], ...] = ()
    masks: tuple[tuple[str, str, int], ...] = ()


def share(named: Names, encoding: str | None = None) -> list[Shared]:
    """Tell of each text in files what a maintainer needs.

    Raises:
        InputError: a path does not exist, or an archive is damaged.
    """
    return [shared for entry in reading_paths.find(named) for shared in _of(entry, encoding)]


def _of(entry: reading_paths.Input, encoding: str | None) -> Iterator[Shared]:
    for piece in unpack(entry, catalog()):
        try:
            yield _told(text_of(piece, encoding))
        except StoError:  # no text, or in two encodings: there is nothing to tell
            yield Shared(piece.path.name, "", "", ())


def _told(text: Text) -> Shared:
    delimiter = max(_DELIMITERS, key=text.header.count)
    rows = csv.reader(io.StringIO(text.content.decode(), newline=""), delimiter=delimiter)
    header = [name.strip() for name in next(rows)]
    if any(_PRIVATE.fullmatch(name) for name in header):
        return Shared(text.path.name, text.encoding, delimiter, ())
    cells: list[Counter[str]] = [Counter() for _ in header]
    for row in rows:
        for column, cell in zip(cells, row, strict=False):
            column[" ".join(cell.split())] += 1
    known, headers = _known(), _canonical()
    codes, masks = [], []
    for name, found in zip(header, cells, strict=True):
        canonical = headers.get(fold(name), "")
        if canonical in known:
            codes += [
                (name, "(…)" if _PRIVATE.fullmatch(code) else code, times)
                for code, times in sorted(found.items())
                if fold(code) not in known[canonical]
            ]
        elif canonical not in _IDENTITIES and _is_numeric(found):
            masks += [
                (name, cell if len(cell) <= _MASK_LENGTH and _MASK.fullmatch(cell) else "(…)", times)
                for cell, times in sorted(found.items())
                if not _NUMBER.fullmatch(cell)
            ]
    return Shared(text.path.name, text.encoding, delimiter, tuple(header), tuple(codes), tuple(masks))


_IDENTITIES = {"brin", "location", "location_number", "element_code", "board", "name", "place"}


def _is_numeric(found: Counter[str]) -> bool:
    """Tell whether at least half of the cells that are not blank are numbers."""
    filled = sum(found.values()) - found[""]
    numbers = sum(rows for cell, rows in found.items() if _NUMBER.fullmatch(cell))
    return numbers >= max(1, filled * _NUMERIC_FROM)


def _canonical() -> dict[str, str]:
    """Give the canonical column of each header that any layout has."""
    layouts = [layout for source in catalog().sources.values() for layout in source.layouts]
    return {fold(name): column.name for layout in layouts for column in layout.columns for name in column.headers}


def _known() -> dict[str, set[str]]:
    """Give what may stand in each column of codes, folded."""
    known = catalog()
    staff = [source for source in known.sources.values() if source.facts == "staffing"]
    types = [name for source in staff for name in (*source.education_in_scope, *source.education_out_of_scope)]
    none = [*NOT_APPLICABLE]
    found = {
        "education": [*known.exam_spellings, *known.inspection, *types],
        "sector": [sector for profile in known.profiles.values() for sector in profile.sectors] + none,
        "programme": [name for profile in known.profiles.values() for name in (profile.code, *profile.spellings)]
        + none,
        "profile": [name for profile in known.profiles.values() for name in profile.spellings] + none,
        "role": [*known.role_spellings],
        "province": [*known.provinces, *known.province_spellings],
    }
    return {column: set(map(fold, names)) for column, names in found.items()}
