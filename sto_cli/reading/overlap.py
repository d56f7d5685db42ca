"""Two files that say the same of the same year: adding them doubles, and two layouts together would unmask counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sto_cli.errors import InputError, TwiceError
from sto_cli.language import message
from sto_cli.reading import places
from sto_cli.reading.layout import AMOUNTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from sto_cli.language import Message
    from sto_cli.reading.data import FileReport

_SUBJECTS = {
    "enrolment": message("enrolment"),
    "persons": message("persons"),
    "fte": message("fte"),
    "side_entrants": message("side entrants"),
}


def refuse(reports: Iterable[FileReport]) -> None:
    """Refuse two files with the same year and subject, and two tables with the same places.

    Raises:
        InputError: there are such files.
    """
    years: dict[tuple[str, str], FileReport] = {}
    tables: dict[str, FileReport] = {}
    for report in reports:
        columns = report.columns
        for place in [column for column in places.COLUMNS if column in columns]:
            if (first := tables.setdefault(place, report)) is not report:
                raise _two_tables(report, first, place)
        subjects = [amount for amount in AMOUNTS if any(name.partition(" ")[0] == amount for name in columns)]
        for subject in subjects or ["enrolment"]:
            for year in report.school_years:
                if (first := years.setdefault((subject, year), report)) is not report:
                    raise _twice(report, first, _SUBJECTS[subject], year)


# From so many rows on, two years with the same count in every cell are one file under two names, and no coincidence.
_NO_COINCIDENCE = 100


def refuse_another_name(read: Iterable[tuple[pl.DataFrame, FileReport]]) -> None:
    """Refuse a file of pupils that was read already, under the name of another year.

    Args:
        read: the facts of each file with its account.

    Raises:
        InputError: there is such a file.
    """
    of_one_year = [
        (frame.drop("school_year"), report)
        for frame, report in read
        if report.family.facts == "enrolment" and len(report.school_years) == 1 and report.rows >= _NO_COINCIDENCE
    ]
    for number, (frame, report) in enumerate(of_one_year):
        for other, first in of_one_year[:number]:
            if report.rows == first.rows and _equal(frame, other):
                raise InputError(
                    "{path}: every count of {year} is the same as of {other} in {first}; one of the two is the file of "
                    "another year under a wrong name, so fetch it again.",
                    path=report.path,
                    year=report.school_years[0],
                    other=first.school_years[0],
                    first=first.path,
                )


def _equal(frame: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Compare facts, which are in no order; only those that add up to the same are put in one."""
    if frame.height != other.height or frame["known"].sum() != other["known"].sum():
        return False
    return frame.sort(frame.columns).equals(other.sort(frame.columns))


def _two_tables(report: FileReport, first: FileReport, column: str) -> InputError:
    return InputError(
        "{path}: {column} was read from {first} already; give one table of places, since the two may disagree.",
        path=report.path,
        column=column,
        first=first.path,
    )


def _twice(report: FileReport, first: FileReport, subject: Message, year: str) -> InputError:
    return TwiceError(
        "{path}: {subject} of {year} was read from {first} already; give one file "
        "per year, since two would count double and, in two layouts, give masked counts away.",
        path=report.path,
        subject=subject,
        year=year,
        first=first.path,
    )
