"""Two files with the same data of one year: adding them counts double, and two layouts together can reveal masked counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.errors import InputError, TwiceError
from sto_cli.language import every, message
from sto_cli.reading import places
from sto_cli.reading.layout import AMOUNTS, PUPILS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sto_cli.reading.data import FileReport, Read

_SUBJECTS = {
    "enrolment": message("enrolment"),
    "exams": message("exam candidates"),
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
                raise InputError(
                    "{path}: {column} was already read from {first}; give one table of places, because two tables may disagree.",
                    path=report.path,
                    column=place,
                    first=first.path,
                )
        subjects = [amount for amount in AMOUNTS if any(name.partition(" ")[0] == amount for name in columns)]
        kind = report.family.facts
        for subject in subjects or [kind]:
            # Two sources of exam candidates stand beside each other, and no question reads both.
            told_apart = report.source if kind == "exams" else subject
            for year in report.school_years:
                if (first := years.setdefault((told_apart, year), report)) is not report:
                    raise TwiceError(
                        "{path}: {subject} of {year} was already read from {first}; give one file per year, because two files "
                        "count double and, in two layouts, can reveal masked counts.",
                        path=report.path,
                        subject=_SUBJECTS[subject],
                        year=year,
                        first=first.path,
                    )


def newer(read: list[Read]) -> list[Read]:
    """If two editions have the same year, use the newer one and report the number of revised cells.

    Returns:
        The same files in their order; an older one without the years that a newer one holds.
    """
    return [_without_newer(one, [other for other in read if _is_newer(other.report, one.report)]) for one in read]


def _is_newer(report: FileReport, than: FileReport) -> bool:
    """Return whether a file is a later edition of the same source; the newer edition counts."""
    return (
        report.source == than.source
        and report.family.newer_replaces
        and report.school_years[-1:] > than.school_years[-1:]
    )


def _without_newer(one: Read, newer: list[Read]) -> Read:
    facts, report = one.facts, one.report
    for other, edition, _ in newer:
        if not (both := [year for year in report.school_years if year in edition.school_years]):
            continue
        of_both = pl.col("school_year").is_in(both)
        changed, cells = _revised(facts.filter(of_both), other.filter(of_both))
        note = message(
            "{years}: read from {newer}, the newer edition; {changed:,} of {cells:,} cells differ there.",
            years=every(both),
            newer=edition.path.name,
            changed=changed,
            cells=cells,
        )
        facts = facts.filter(~of_both)
        left = tuple(year for year in report.school_years if year not in both)
        report = replace(report, school_years=left, superseded=True, notes=(*report.notes, note))
    return one._replace(facts=facts, report=report)


def _revised(older: pl.DataFrame, newer: pl.DataFrame) -> tuple[int, int]:
    """Count the cells of two editions that cannot be the same number, and all of them."""
    keys = ["school_year", "location", "track", "sector"]
    ends = ["low", "high"]
    pairs = [frame.group_by(keys).agg(pl.col(ends).sum()) for frame in (older, newer)]
    both = pairs[0].join(pairs[1], on=keys, how="full", coalesce=True, suffix="_new").fill_null(0)
    apart = (pl.col("high") < pl.col("low_new")) | (pl.col("high_new") < pl.col("low"))
    return both.filter(apart).height, both.height


# From so many rows on, two years with the same count in every cell are one file under two names, and no coincidence.
_NO_COINCIDENCE = 100


def refuse_another_name(read: list[Read]) -> None:
    """Refuse a file of pupils that was read already, under the name of another year.

    Raises:
        InputError: there is such a file.
    """
    of_one_year = [
        (frame.drop("school_year"), report)
        for frame, report, _ in read
        if report.family.facts in PUPILS and len(report.school_years) == 1 and report.rows >= _NO_COINCIDENCE
    ]
    for number, (frame, report) in enumerate(of_one_year):
        for other, first in of_one_year[:number]:
            if report.rows == first.rows and _equal(frame, other):
                raise InputError(
                    "{path}: every count of {year} is the same as that of {other} in {first}; one of the two files has the "
                    "wrong year in its name, so download it again.",
                    path=report.path,
                    year=report.school_years[0],
                    other=first.school_years[0],
                    first=first.path,
                )


def _equal(frame: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Compare facts, which are in no order; only those that add up to the same are put in one."""
    if frame.height != other.height or frame["printed"].sum() != other["printed"].sum():
        return False
    return frame.sort(frame.columns).equals(other.sort(frame.columns))
