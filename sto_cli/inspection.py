"""Look at files one by one: a refused file does not stop the others. The only computation compares two files of one year by the width of their certain range.

And what a maintainer needs of a file with an unknown layout, without a name, a BRIN or a count. It is told of any text, whether
its layout is known or not. Codes are shown of columns that hold codes by their headers; of columns that hold numbers only the
cells that are none.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.errors import InputError, NotDuoError, StoError
from sto_cli.measuring.measure import measure
from sto_cli.reading import paths as reading_paths
from sto_cli.reading.cells import NOT_APPLICABLE, UNKNOWN, fold
from sto_cli.reading.faults import NONE_REJECTED
from sto_cli.reading.load import chosen, load
from sto_cli.reading.text import Text, text_of
from sto_cli.reading.unpack import unpack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sto_cli.language import Message
    from sto_cli.measuring.question import Question
    from sto_cli.reading.data import Data, FileReport
    from sto_cli.reading.paths import Names
    from sto_cli.years import Year


KEYS = ("location", "brin", "profile", "sector", "province")
"""What is counted in a file, where it tells that."""


@dataclass(frozen=True)
class Inspected:
    """One file: its account, or why it has none.

    Attributes:
        data: what was read of it, and of the other texts in its archive or workbook.
        rejected: the rows that were left out, with the schema `faults.REJECTED`.
        refused: it was meant to be read, and cannot be. A file in a folder that is no DUO layout is not.
    """

    path: Path
    report: FileReport | None
    why: StoError | Message | None
    refused: bool
    data: Data | None = field(default=None, repr=False, compare=False)
    rejected: pl.DataFrame = field(default_factory=lambda: NONE_REJECTED, repr=False, compare=False)

    @property
    def holds(self) -> list[dict[str, Any]]:
        """How many people there are of each school year, at least and at most, and different values of `KEYS`; 0 of what the file does not tell."""
        if not (self.report and self.data) or self.report.family.facts == "places":
            return []
        people = "persons_" if self.report.family.facts == "staffing" else ""
        facts = self.data.facts(self.report.family.facts)
        mine = pl.col("school_year").is_in(self.report.school_years)
        if "source" in facts.columns:
            mine &= pl.col("source") == self.report.source
        keys = [name for name in KEYS if name in facts.columns]
        known = [
            pl.col(name).filter(pl.col(name) != "", ~pl.col(name).str.starts_with(UNKNOWN)).n_unique() for name in keys
        ]
        sums = [pl.col(f"{people}{end}").sum().alias(end) for end in ("low", "high")]
        return facts.filter(mine).group_by("school_year").agg(*sums, *known).sort("school_year").to_dicts()


def inspect_files(
    paths: Names | None = None,
    *,
    sample: bool = False,
    encoding: str | None = None,
    file_years: Mapping[str, Year] | None = None,
    reject: bool = False,
) -> list[Inspected]:
    """Read each file on its own and give its account; an archive or a workbook has one for each file or sheet in it.

    Raises:
        UsageError: there are neither paths nor `sample`, or both, or a year is not a school year.
        InputError: a path does not exist, or a folder is empty.
    """
    entries = reading_paths.find(chosen(paths, sample=sample))
    return [found for entry in entries for found in _inspect(entry, encoding, file_years or {}, reject=reject)]


def rejected_of(found: list[Inspected]) -> pl.DataFrame:
    """Put the rejected rows of files below each other."""
    return pl.concat([NONE_REJECTED, *(file.rejected for file in found)])


def _inspect(
    entry: reading_paths.Input, encoding: str | None, file_years: Mapping[str, Year], *, reject: bool
) -> list[Inspected]:
    try:
        data = load([entry.path / (entry.member or "")], encoding=encoding, file_years=file_years, reject=reject)
    except NotDuoError as error:
        return [Inspected(entry.path, None, error, refused=entry.named)]
    except InputError as error:
        return [Inspected(entry.path, None, error, refused=True)]
    read = [
        Inspected(
            report.path, report, None, refused=False, data=data, rejected=data.rejected.filter(file=str(report.path))
        )
        for report in data.files
    ]
    return read + [Inspected(Path(path), None, why, refused=False) for path, why in data.passed_over.items()]


class Certain(NamedTuple):
    """Between what a number certainly lies, going by one file."""

    path: Path
    low: float
    high: float


def certain_ranges(found: list[Inspected], question: Question) -> dict[str, list[Certain]]:
    """Answer a question, uncut, from each of several files that hold the pupils of one year.

    Returns:
        By school year, if several files of it were read: the ranges, the narrowest first.
    """
    ranges: dict[str, list[Certain]] = {}
    for file in found:
        if file.data and file.report and file.report.family.facts == question.indicator.facts == "enrolment":
            for year in file.report.school_years:
                with suppress(InputError):
                    row = measure(file.data, replace(question, by=(), years=(year,))).frame.row(0, named=True)
                    if row["high"] is not None:
                        ranges.setdefault(year, []).append(Certain(file.path, row["low"], row["high"]))
    return {year: sorted(of, key=lambda one: one.high - one.low) for year, of in sorted(ranges.items()) if len(of) > 1}


# --- WHAT A MAINTAINER NEEDS ---

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
    return [shared for entry in reading_paths.find(named) for shared in _shared(entry, encoding)]


def _shared(entry: reading_paths.Input, encoding: str | None) -> Iterator[Shared]:
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
