"""Look at files one by one: a refused file does not stop the others. The only computation compares two files of one year by the width of their certain range."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from sto_cli.errors import InputError, NotDuoError
from sto_cli.measuring.measure import measure
from sto_cli.reading import paths as reading_paths
from sto_cli.reading.cells import UNKNOWN
from sto_cli.reading.faults import NONE_REJECTED, RejectedError
from sto_cli.reading.load import chosen, load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sto_cli.errors import StoError
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
        unknown_codes: codes that the catalog does not know, with the number of rows that carry each.
        rejected: the rows that were left out, with the schema `faults.REJECTED`.
        refused: it was meant to be read, and cannot be. A file in a folder that is no DUO layout is not.
    """

    path: Path
    report: FileReport | None
    why: StoError | Message | None
    refused: bool
    data: Data | None = field(default=None, repr=False, compare=False)
    unknown_codes: tuple[Message, ...] = ()
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
    except RejectedError as error:
        return [Inspected(entry.path, None, error, refused=True, unknown_codes=error.unknown_codes)]
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
