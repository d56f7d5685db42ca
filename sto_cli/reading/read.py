"""From a file to what it was recognised as, and its school year; nothing below its header is read."""

from __future__ import annotations

import contextlib
import itertools
from typing import TYPE_CHECKING

from sto_cli import years
from sto_cli.errors import InputError
from sto_cli.language import every, message
from sto_cli.reading import census as censuses
from sto_cli.reading import text as texts
from sto_cli.reading.raw import Raw
from sto_cli.reading.recognise import NotRecognisedError, Recognised, recognise

if TYPE_CHECKING:
    from pathlib import Path

    from sto_cli.catalog import Catalog, Layout
    from sto_cli.reading.containers import Piece
    from sto_cli.reading.text import Text

# How far below the first line a header is looked for.
_TITLE_LINES = 5


def read(piece: Piece, private: Path, catalog: Catalog, *, encoding: str | None, file_years: dict[str, str]) -> Raw:
    """Recognise one file by its header; nothing below that is read yet.

    Args:
        piece: the file.
        private: a folder for a copy in UTF-8, if one is needed.
        catalog: the layouts.
        encoding: what the user says it is in; None to find out.
        file_years: school years the user gave, by path or file name.

    Raises:
        NotDuoError: its header fits no layout, or what reads such files is not installed.
        InputError: it is not text, its header is damaged, or its year cannot be told.
    """
    if piece.unread:
        raise piece.unread
    text = texts.open_text(piece, private, encoding)
    recognised = _recognise(text, catalog)
    year = None if recognised.says_year else _year_of(piece.path, recognised.layout, file_years)
    return Raw(text, recognised, year, quoted=text.header.startswith('"'))


def carefully(raw: Raw) -> Raw:
    """Count the rows of a file and see that each has all its fields, to read it by quotes from then on.

    Raises:
        InputError: a row is too short or too long, there is none, or the file is not in its encoding.
    """
    recognised = raw.recognised
    try:
        census = censuses.take_census(raw.text, recognised.delimiter, recognised.names, raw.rejected)
    except censuses.NotUtf8Error:
        return carefully(raw._replace(text=texts.reopened(raw.text)))
    return raw._replace(census=census, by_quotes=True)


def _recognise(text: Text, catalog: Catalog) -> Recognised:
    """Recognise the header; where it fits nothing, see if it stands below a title."""
    try:
        return recognise(text.path, text.header, catalog)
    except NotRecognisedError:
        for number, line in itertools.islice(censuses.lines(text), _TITLE_LINES):
            with contextlib.suppress(InputError):
                below, at = recognise(text.path, line, catalog), number
                break
        else:
            raise
        raise InputError(
            message(
                "{path}: the header of {layout} stands on line {line}; remove what stands above it.",
                path=text.path,
                layout=f"{below.source.id} {below.layout.name}",
                line=at,
            )
        ) from None


class UnknownYearError(InputError):
    """Neither the file nor its name says one school year."""


def _year_of(path: Path, layout: Layout, file_years: dict[str, str]) -> str:
    if said := file_years.get(str(path)) or file_years.get(path.name):
        return said
    found = years.years_in_name(path.name)
    if len(found) == 1:
        _refuse_another_year(path, layout, found[0])
        return found[0]
    what = (
        message("its name speaks of {years}", years=every(found))
        if found
        else message("neither the file nor its name says one")
    )
    raise UnknownYearError(
        message(
            "{path}: the school year is unknown ({what}); let the name end in -2019.csv (the count of 1 October 2019) "
            "or in -2019-2020.csv, or say --file-year '{name}=2019-2020'.",
            path=path,
            what=what,
            name=path.name,
        )
    )


def _refuse_another_year(path: Path, layout: Layout, year: str) -> None:
    """Refuse a name that says a year which the header cannot be of; what the user says with --file-year is believed."""
    if not layout.may_be_of(years.first_year(year)):
        raise InputError(
            message(
                "{path}: its name says {year}, but its header is that of {years}; let the name say the year of the count, or "
                "say --file-year '{name}={year}' if it is right.",
                path=path,
                year=year,
                years=layout.years,
                name=path.name,
            )
        )
