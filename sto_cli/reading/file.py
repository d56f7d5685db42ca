"""A file on its way from bytes to facts: its text, the layout of its header, and its school year."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sto_cli import years
from sto_cli.errors import InputError
from sto_cli.language import every, message
from sto_cli.reading import layout, limits
from sto_cli.reading.cells import fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sto_cli.catalog import Catalog, Layout, Source
    from sto_cli.reading.layout import Recognised
    from sto_cli.reading.text import Text


_YEAR = re.compile("[0-9]{4}")


class UnknownYearError(InputError):
    """Neither the file nor its name says one school year."""


class File(NamedTuple):
    """What is known of a file once its header is.

    Attributes:
        year: the school year of a file of one year; None where its columns or rows name the years.
        masks: the masks that it may print, each with its lowest and highest count.
        named: the school year that its name or the user gives it, which its rows may not contradict.
    """

    text: Text
    recognised: Recognised
    year: str | None
    masks: dict[str, tuple[int, int]]
    named: str | None = None

    @property
    def path(self) -> Path:
        """The user's file, for messages."""
        return self.text.path

    @property
    def source(self) -> Source:
        """The family the file belongs to."""
        return self.recognised.source

    @property
    def fields(self) -> list[str]:
        """Every field of a row: canonical names, and `column 7` for one that the layout does not have."""
        names = {position: name for name, position in self.recognised.columns.items()}
        return [names.get(position, f"column {position}") for position in range(len(self.recognised.names))]

    @property
    def counts(self) -> list[str]:
        """The canonical columns that hold counts."""
        columns = self.recognised.layout.columns
        held = {each.name for each in columns if each.kind == "count" or each.name == layout.CANDIDATES}
        return [name for name in self.recognised.columns if layout.amount_of(name) in held]

    def header_of(self, column: str) -> str:
        """Give the header that a canonical column has in this file."""
        return self.recognised.names[self.recognised.columns[column]]

    @property
    def unknown_columns(self) -> list[str]:
        """The columns that neither the layout has nor DUO is known to print for each year, such as MANNEN 2018."""
        known = tuple(map(fold, self.source.unread))
        folded = ((name, fold(name)) for name in self.recognised.extra)
        return [name for name, text in folded if not (known and _YEAR.search(text) and text.startswith(known))]

    def shown_header(self, column: str) -> str | None:
        """Give the header of a canonical column, that of the layout where the file does without; None where neither has it."""
        if column in self.recognised.columns:
            return self.header_of(column)
        return next((each.headers[0] for each in self.recognised.layout.columns if each.name == column), None)


def file_of(text: Text, catalog: Catalog, file_years: dict[str, str]) -> File:
    """Recognise a text by its header, and find its school year: in its columns, in `file_years`, or in its name.

    `file_years` are school years the user gave, by path or file name.

    Raises:
        NotDuoError: its header fits no layout.
        InputError: its header is damaged or below a title, or its year cannot be told.
    """
    if (found := 1 + text.header.count(";") + text.header.count(",")) > limits.COLUMNS.most:
        raise limits.over(limits.COLUMNS, found, text.path)
    recognised = layout.recognise_below(text, catalog)
    masks = recognised.source.masks
    if not recognised.says_year:
        return File(text, recognised, _year_of(text.path, recognised, file_years), masks)
    named = years.years_in_name(text.path.name)
    said = file_years.get(str(text.path)) or file_years.get(text.path.name) or (named[0] if len(named) == 1 else None)
    # A layout whose rows are of several years as a rule has a name that says no year of a count.
    is_of_one_year = layout.COUNT_YEAR in recognised.layout.optional
    return File(text, recognised, None, masks, said if is_of_one_year else None)


def is_in_workbook(path: Path) -> bool:
    """Tell whether a path is that of a sheet, below its workbook."""
    return path.parent.suffix.lower() in {".xlsx", ".xlsm"}


def _year_of(path: Path, of: Recognised, file_years: dict[str, str]) -> str:
    names = [path, *([path.parent] if is_in_workbook(path) else [])]
    for name in names:
        if given := file_years.get(str(name)) or file_years.get(name.name):
            return given
    # An exam is in the calendar year after the count, so one year in a name may mean either.
    is_exam = of.source.facts == "exams"
    found = next((said for name in names if (said := years.years_in_name(name.name, pairs_only=is_exam))), [])
    if len(found) == 1:
        _refuse_another_year(path, of.layout, found[0])
        return found[0]
    alone = next((said for name in names if (said := years.years_in_name(name.name))), []) if is_exam else []
    what = (
        message("its name has {years}", years=every(found))
        if found
        else message("its name has one calendar year, that of the exam or that of the count before it")
        if alone
        else message("neither the file nor its name says one")
    )
    if is_exam:
        raise UnknownYearError(
            "{path}: the school year of the exam is unknown ({what}); let the name end in both its calendar years, "
            '-2018-2019.csv, or use --file-year "{name}=2018-2019".',
            path=path,
            what=what,
            name=path.name,
        )
    raise UnknownYearError(
        "{path}: the school year is unknown ({what}); let the name end in -2019.csv (the count of 1 October 2019) "
        'or in -2019-2020.csv, or use --file-year "{name}=2019-2020".',
        path=path,
        what=what,
        name=path.name,
    )


def refuse_other_years(file: File, said: Iterable[str | None]) -> None:
    """Refuse a file whose rows say another year than its name, or than the user does; the years have four digits each.

    Raises:
        InputError: they contradict each other.
    """
    found = sorted(years.school_year(int(year)) for year in said if year and year.isdigit())
    if file.named and found and found != [file.named]:
        raise InputError(
            "{path}: column {column} says {found}, but the name or --file-year says {named}; the column decides, so "
            "rename the file, or download it again if the column is wrong.",
            path=file.path,
            column=file.header_of(layout.COUNT_YEAR),
            found=every(found),
            named=file.named,
        )


def _refuse_another_year(path: Path, of: Layout, year: str) -> None:
    """Refuse a name that says a year which the header cannot be of; what the user says with --file-year is believed."""
    if not of.may_be_of(years.first_year(year)):
        raise InputError(
            "{path}: its name says {year}, but its header is that of {years}; put the year of the count in the name, "
            'or use --file-year "{name}={year}" if the name is right.',
            path=path,
            year=year,
            years=of.years,
            name=path.name,
        )
