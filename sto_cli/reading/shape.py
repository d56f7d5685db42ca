"""What a row of enrolment looks like from its first character to its last, as one pattern.

One automaton goes through a line faster than Polars makes cells of it. A line that does not fit it is not refused for
that: the file is read again, carefully, and that says what is wrong and where.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sto_cli.reading.recognise import COUNT_YEAR as COUNT_YEAR_COLUMN

if TYPE_CHECKING:
    from collections.abc import Collection

    from sto_cli.catalog import Catalog
    from sto_cli.reading.raw import Raw

BRIN = "[0-9]{2}[A-Z]{2}"
"""The number of an institution: two digits and two capitals."""
LOCATION_NUMBER = "[0-9]{1,2}"
"""The number of a location within its institution, as most files print it; some put the BRIN before it."""
ELEMENT_CODE = "[0-9]{1,5}"
"""Four digits, or fewer where a spreadsheet took the zeros; five are those of a code of mbo."""
COUNT_YEAR = "(?:19|20)[0-9]{2}(?:[-/](?:19|20)?[0-9]{2})?"
"""`2019` or `2019-2020`."""
GRADE = "[1-6]"

# A number of more digits than Polars reads into 32 bits is for the careful way to refuse.
_COUNT = "[0-9]{1,9}"
_CODES = {
    "brin": BRIN,
    "location_number": f"(?:{LOCATION_NUMBER}|{BRIN}[0-9]{{2}})",
    "element_code": ELEMENT_CODE,
    COUNT_YEAR_COLUMN: COUNT_YEAR,
    "grade": GRADE,
}
NAMES = ("name", "place")
"""The columns of enrolment whose text is shown as it stands; all others that are read hold codes, in which a quote is no letter."""


def of_row(raw: Raw, catalog: Catalog, *, by_track: bool) -> str:
    """Give the pattern of a row; `by_track` asks for no pupils in a grade that their type of education does not have."""
    fields = {name: _field(raw, name) for name in raw.fields}
    grades = {name: grade for name in raw.counts if (grade := grade_of(name)) is not None}
    if not by_track or not grades:
        return f"^{_row(raw, fields)}$"
    spellings: dict[tuple[int, ...], list[str]] = {}
    for track in catalog.tracks.values():
        spellings.setdefault(tuple(track.grades), []).extend(track.spellings)
    rows = [
        _row(raw, fields | {"education": _coded(raw, _any_of(names))} | _nobody(raw, grades, kept))
        for kept, names in spellings.items()
        if names
    ]
    return f"^(?:{'|'.join(rows)})$"


def grade_of(column: str) -> int | None:
    """Give the grade of a count column, `pupils_3_boys`; None of `pupils`, beside which the grade is a column."""
    _, *of = column.split("_")
    return int(of[0]) if of else None


def _nobody(raw: Raw, grades: dict[str, int], kept: Collection[int]) -> dict[str, str]:
    """Give the patterns of counts of grades that a type of education does not have."""
    nobody = _coded(raw, "0?" if raw.recognised.layout.blank_is_zero else "0")
    return {name: nobody for name, grade in grades.items() if grade not in kept}


def _field(raw: Raw, name: str) -> str:
    if name in raw.counts:
        count = _any_of(raw.source.masks, _COUNT)
        return _coded(raw, f"{count}?" if raw.recognised.layout.blank_is_zero else count)
    if name in _CODES:
        return _coded(raw, _CODES[name])
    letter = rf'[^{re.escape(raw.recognised.delimiter)}"\r\n\x00]'
    if raw.quoted:
        return rf'(?:{letter}*|"(?:[^"\r\n\x00]|"")*")'
    if name in _read(raw) and name not in NAMES:
        return f"{letter}*"
    # By lines a quote is a letter: in pairs within a name, or around all of it.
    return f'(?:{letter}+(?:"{letter}*"{letter}*)*|"(?:{letter}|"")*")?'


def _read(raw: Raw) -> list[str]:
    return [column.name for column in raw.recognised.layout.columns if column.kind != "ignored"]


def _coded(raw: Raw, pattern: str) -> str:
    """Let a code stand in quotes, in a file where quotes stand around fields."""
    return f'(?:{pattern}|"{pattern}")' if raw.quoted else pattern


def _row(raw: Raw, fields: dict[str, str]) -> str:
    return re.escape(raw.recognised.delimiter).join(fields[name] for name in raw.fields)


def _any_of(texts: Collection[str], *patterns: str) -> str:
    return f"(?:{'|'.join([*map(re.escape, texts), *patterns])})"
