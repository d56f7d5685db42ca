"""From a file to raw text columns under canonical names. It gives no value a meaning."""

from __future__ import annotations

import contextlib
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from sto_cli import years
from sto_cli.errors import InputError
from sto_cli.language import every, message
from sto_cli.reading import census as censuses
from sto_cli.reading import text as texts
from sto_cli.reading.recognise import NotRecognisedError, Recognised, recognise

if TYPE_CHECKING:
    from pathlib import Path

    from sto_cli.catalog import Catalog, Source
    from sto_cli.reading.census import Census
    from sto_cli.reading.containers import Piece
    from sto_cli.reading.text import Text

# One column past the last: anything in it means that a row is too long, which Polars would not say.
SURPLUS = "surplus field"
# How far below the first line a header is looked for.
_TITLE_LINES = 5
# Line numbers as an editor counts them: the header is line 1.
LINE = "line"


@dataclass(frozen=True)
class Raw:
    """One recognised file, ready to scan.

    Attributes:
        year: the school year of a file of one year; None where the columns name the years.
    """

    text: Text
    recognised: Recognised
    census: Census
    year: str | None

    @property
    def path(self) -> Path:
        """The user's file, for messages."""
        return self.text.path

    @property
    def source(self) -> Source:
        """The family the file belongs to."""
        return self.recognised.source

    def scan(self, *, numbered: bool = False) -> pl.LazyFrame:
        """Scan the file as text, lazily: canonical columns, and `line` if asked for. A blank field is null."""
        names = {position: name for name, position in self.recognised.columns.items()}
        schema = {names.get(position, f"column {position}"): pl.String for position in range(self.recognised.width)}
        frame = pl.scan_csv(
            self.text.utf8,
            separator=self.recognised.delimiter,
            has_header=False,
            skip_lines=1,
            schema=schema | {SURPLUS: pl.String},
            missing_columns="insert",
            glob=False,
            row_index_name=LINE if numbered else None,
            row_index_offset=self.text.first_line + 1,
        )
        wanted = [LINE] * numbered + [*self.recognised.columns, SURPLUS]
        frame = frame.select(wanted)
        if self.census.blank:
            every = pl.concat_str(pl.col(*self.recognised.columns), ignore_nulls=True)
            frame = frame.filter(every.str.strip_chars() != "")
        return frame


def read(piece: Piece, private: Path, catalog: Catalog, *, encoding: str | None, file_years: dict[str, str]) -> Raw:
    """Recognise one file and see that it is whole; nothing of its values is read yet.

    Args:
        piece: the file.
        private: a folder for a copy in UTF-8, if one is needed.
        catalog: the layouts.
        encoding: what the user says it is in; None to find out.
        file_years: school years the user gave, by path or file name.

    Raises:
        NotDuoError: its header fits no layout, or what reads such files is not installed.
        InputError: it is damaged, not text, or its year cannot be told.
    """
    if piece.unread:
        raise piece.unread
    text = texts.open_text(piece, private, encoding)
    recognised = _recognise(text, catalog)
    census = censuses.take_census(text, recognised.delimiter, recognised.width)
    return Raw(text, recognised, census, None if recognised.says_year else _year_of(piece.path, file_years))


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


def _year_of(path: Path, file_years: dict[str, str]) -> str:
    if said := file_years.get(str(path)) or file_years.get(path.name):
        return said
    found = years.years_in_name(path.name)
    if len(found) == 1:
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
