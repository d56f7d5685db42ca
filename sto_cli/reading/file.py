"""A file on its way from bytes to facts: its text, the layout of its header, and of which school year it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sto_cli import years
from sto_cli.errors import InputError
from sto_cli.language import every, message
from sto_cli.reading import layout, limits

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sto_cli.catalog import Catalog, Layout, Source
    from sto_cli.reading.layout import Recognised
    from sto_cli.reading.text import Text


class UnknownYearError(InputError):
    """Neither the file nor its name says one school year."""


class File(NamedTuple):
    """What is known of a file once its header is.

    Attributes:
        year: the school year of a file of one year; None where its columns or rows name the years.
        masks: what stands in it for a count, with the least and the most that each stands for.
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
        columns = [column.name for column in self.recognised.layout.columns if column.kind == "count"]
        return [name for name in columns if name in self.recognised.columns]

    def header_of(self, column: str) -> str:
        """Give the header that a canonical column has in this file."""
        return self.recognised.names[self.recognised.columns[column]]


def file_of(text: Text, catalog: Catalog, file_years: dict[str, str]) -> File:
    """Recognise a text by its header, and find its school year: in its columns, in `file_years`, or in its name.

    Args:
        text: the text.
        catalog: the layouts.
        file_years: school years the user gave, by path or file name.

    Raises:
        NotDuoError: its header fits no layout.
        InputError: its header is damaged or below a title, or its year cannot be told.
    """
    if (found := 1 + text.header.count(";") + text.header.count(",")) > limits.COLUMNS.most:
        raise limits.over(limits.COLUMNS, found, text.path)
    recognised = layout.recognise_below(text, catalog)
    masks = recognised.source.masks
    if not recognised.says_year:
        return File(text, recognised, _year_of(text.path, recognised.layout, file_years), masks)
    named = years.years_in_name(text.path.name)
    said = file_years.get(str(text.path)) or file_years.get(text.path.name) or (named[0] if len(named) == 1 else None)
    # A layout whose rows are of several years as a rule has a name that says no year of a count.
    is_of_one_year = layout.COUNT_YEAR in recognised.layout.optional
    return File(text, recognised, None, masks, said if is_of_one_year else None)


def is_in_workbook(path: Path) -> bool:
    """Tell whether a path is that of a sheet, below its workbook."""
    return path.parent.suffix.lower() in {".xlsx", ".xlsm"}


def _year_of(path: Path, of: Layout, file_years: dict[str, str]) -> str:
    names = [path, *([path.parent] if is_in_workbook(path) else [])]
    for name in names:
        if given := file_years.get(str(name)) or file_years.get(name.name):
            return given
    found = next((said for name in names if (said := years.years_in_name(name.name))), [])
    if len(found) == 1:
        _refuse_another_year(path, of, found[0])
        return found[0]
    what = (
        message("its name speaks of {years}", years=every(found))
        if found
        else message("neither the file nor its name says one")
    )
    raise UnknownYearError(
        "{path}: the school year is unknown ({what}); let the name end in -2019.csv (the count of 1 October 2019) "
        "or in -2019-2020.csv, or say --file-year '{name}=2019-2020'.",
        path=path,
        what=what,
        name=path.name,
    )


def refuse_other_years(file: File, said: Iterable[str | None]) -> None:
    """Refuse a file whose rows say another year than its name, or than the user does.

    Args:
        file: the file.
        said: the distinct years of its rows, four digits each.

    Raises:
        InputError: they contradict each other.
    """
    found = sorted(years.school_year(int(year)) for year in said if year and year.isdigit())
    if file.named and found and found != [file.named]:
        raise InputError(
            "{path}: column {column} says {found}, and the name or --file-year says {named}; the column decides, so rename the "
            "file, or fetch it again if the column is wrong.",
            path=file.path,
            column=file.header_of(layout.COUNT_YEAR),
            found=every(found),
            named=file.named,
        )


def _refuse_another_year(path: Path, of: Layout, year: str) -> None:
    """Refuse a name that says a year which the header cannot be of; what the user says with --file-year is believed."""
    if not of.may_be_of(years.first_year(year)):
        raise InputError(
            "{path}: its name says {year}, but its header is that of {years}; let the name say the year of the count, or "
            "say --file-year '{name}={year}' if it is right.",
            path=path,
            year=year,
            years=of.years,
            name=path.name,
        )
