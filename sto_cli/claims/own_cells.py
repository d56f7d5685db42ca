"""A table of the user's own, taken apart as DUO's files are: its columns, the rows with some values, and the number in a cell.

What can be read in two ways is refused, with its line.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from sto_cli.catalog import catalog
from sto_cli.catalog.models import Layout, Source
from sto_cli.catalog.toml_file import nearest
from sto_cli.claims import printed
from sto_cli.claims.printed import PrintedError
from sto_cli.errors import CatalogError, InputError, UsageError
from sto_cli.language import Label, joined, message
from sto_cli.reading import paths, text
from sto_cli.reading.cells import fold
from sto_cli.reading.file import File
from sto_cli.reading.layout import Recognised
from sto_cli.reading.rows import whole
from sto_cli.reading.unpack import unpack

if TYPE_CHECKING:
    from pathlib import Path

    from sto_cli.catalog.toml_file import Place
    from sto_cli.claims.printed import Expect
    from sto_cli.language import Message

UNITS: dict[str, tuple[Fraction, Expect | None]] = {
    "percent": (Fraction(1, 100), "share"),
    "part": (Fraction(1), "share"),
    "count": (Fraction(1), "count"),
    "thousand": (Fraction(1_000), None),
    "million": (Fraction(1_000_000), None),
}
"""What a cell without a sign is to be multiplied by, and how its marks are read: 9,1 of `percent` is 9.1%, 0,091 of `part` too."""
_PERCENT = re.compile(r"%|procent|percent", re.IGNORECASE)
_SHOWN = 5
"""Lines that are named."""
_LISTED = 40
"""Values of a column among which the nearest is looked for."""
_SELF = Label("a table of your own", "een eigen tabel")
_LAYOUT = Layout("own table", _SELF, _SELF, ())
_SOURCE = Source("own-table", _SELF, "places", "", "", "", _SELF, (), _SELF, (_LAYOUT,))


class Row(NamedTuple):
    """A row with its line in the file."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table, and the place in the claims file that names it.

    Attributes:
        path: the file on disk; of a sheet its workbook.
    """

    path: Path
    file: File
    rows: list[Row]
    at: Place

    def position(self, name: str, key: str) -> int:
        """Find a column.

        Raises:
            CatalogError: there is none of that name, or more than one.
        """
        file, at = self.file, self.at if key in _WAYS else self.at.within(key)
        key = key if key in _WAYS else name
        names = file.recognised.names
        found = [position for position, each in enumerate(names) if fold(each) == fold(name)]
        if len(found) > 1:
            raise at.error(key, "{file} has the column '{name}' twice; rename one", file=file.path, name=name)
        if not found:
            raise at.error(
                key,
                "{file} has no column '{name}'; {hint}",
                file=file.path,
                name=name,
                hint=self._misread([]) or nearest(name, names),
            )
        return found[0]

    def matching(self, *keys: str, where: dict[str, dict[str, Any]]) -> list[Row]:
        """Give the rows with the values of these keys of the claim, compared as people read them.

        Raises:
            CatalogError: there is none: a misspelt value would otherwise be a 0.
        """
        file, found = self.file, self.rows
        wheres = [(each, *pair) for each in keys for pair in where.get(each, {}).items()]
        for key, name, value in wheres:
            column = self.position(name, key)
            wanted = {fold(str(one)) for one in (value if isinstance(value, list) else [value])}
            kept = [row for row in found if fold(row.cells[column]) in wanted]
            if not kept:
                values = [*dict.fromkeys(row.cells[column] for row in found)]
                said = value if not isinstance(value, list) else "', '".join(map(str, value))
                raise self.at.within(key).error(
                    name,
                    "{file} has no row with '{value}' in column {column}{among}; {hint}",
                    file=file.path,
                    value=said,
                    column=name,
                    among=message(" among the rows that the other values leave") if found is not self.rows else "",
                    hint=self._misread(values) or nearest(str(said), values[:_LISTED]),
                )
            found = kept
        return found

    def _misread(self, values: list[str]) -> Message | None:
        """Say that names look as if the table were in another encoding; None where they do not."""
        file = self.file
        odd = text.astray([*values, *file.recognised.names])
        other = text.read_otherwise(odd, file.text.encoding) if odd else None
        return other and message(
            "it was read as {encoding}, and '{odd}' looks wrong; encoding = '{other}' gives '{value}'",
            encoding=file.text.encoding,
            odd=odd[0],
            other=other[0],
            value=other[1],
        )

    def refuse_mixed(self, column: int, key: str) -> None:
        """Refuse a column with `9,1%` in one row and `0.091` in another: what the second means, nothing says."""
        first: dict[bool, Row] = {}
        for row in self.rows:
            if any(letter.isdigit() for letter in row.cells[column]):
                first.setdefault(bool(_PERCENT.search(row.cells[column])), row)
        if len(first) > 1:
            raise self.at.error(
                key,
                "{file} has '{one}' on line {line} and '{other}' on line {other_line} in one column; write all with % or none",
                file=self.file.path,
                one=first[True].cells[column],
                line=first[True].line,
                other=first[False].cells[column],
                other_line=first[False].line,
            )

    def number(self, row: Row, column: int, unit: str | None, key: str) -> tuple[str, Fraction]:
        """Read one number, with what it says it is.

        Raises:
            CatalogError: it is blank, a formula, no number, hedged, or has two readings.
        """
        cell = row.cells[column]
        scale, expect = UNITS[unit] if unit else (Fraction(1), None)
        wrong: Message | str = ""
        found = None
        try:
            found = printed.parse(cell, expect=expect)
        except PrintedError as error:
            wrong = str(error).rstrip(".")
        if not cell:
            wrong = message("it is blank; a number was expected (of a formula, let the spreadsheet save what it gives)")
        elif cell.lstrip().startswith("="):
            wrong = message("'{cell}' is a formula; save the table with what it gives", cell=cell)
        elif found and found.hedge:
            wrong = message("'{cell}' is not exact; a number by itself was expected", cell=cell)
        elif found and unit and found.unit != "plain":
            wrong = message("'{cell}' says itself what it is; leave out unit", cell=cell)
        if wrong or not found:
            raise self.at.error(
                key,
                "{file}, line {line}, column {column}: {wrong}",
                file=self.file.path,
                line=row.line,
                column=self.file.recognised.names[column],
                wrong=wrong,
            )
        return "percent" if expect == "share" else found.unit, found.value * scale

    def readable(self, row: Row, column: int, unit: str | None) -> Fraction | None:
        """Read one number as `number` does; None where it is none."""
        try:
            return self.number(row, column, unit, "column")[1]
        except CatalogError:
            return None


_WAYS = ("column", "sum")
"""Keys that name a column."""


def opened(asked: dict[str, Any], at: Place, folder: Path) -> Table:
    """Take a table apart: a text with ; , a tab or a bar between fields, or the one sheet of a workbook.

    Raises:
        CatalogError: it cannot be read, or a line is no row.
    """
    path, encoding = folder / asked["file"], asked.get("encoding")
    if path == paths.STANDARD_INPUT or path.is_dir():
        raise at.error("file", "{file} is no file; name a CSV file or a workbook", file=path)
    try:
        (entry,) = paths.find(path)
        pieces = [*unpack(entry, catalog())]
        if len(pieces) != 1:
            within = [piece.path.relative_to(path).as_posix() for piece in pieces[:1]]
            raise at.error(
                "file",
                "{file} holds {count} tables, and one was expected{more}",
                file=path,
                count=len(pieces),
                more=message("; name it, such as {file}/{first}", file=asked["file"], first=within[0])
                if within
                else "",
            )
        content = text.text_of(pieces[0], encoding)
    except (InputError, UsageError) as error:
        raise at.error("encoding" if "encoding" in error.args[0].values else "file", _said(error)) from error
    split = {mark: next(csv.reader([content.header], delimiter=mark)) for mark in ";,\t|"}
    delimiter = max(split, key=lambda mark: len(split[mark]))
    names = tuple(name.strip() for name in split[delimiter])
    file = File(content, Recognised(_SOURCE, _LAYOUT, delimiter, {}, (), names, names), None, {})
    try:
        rows = whole(file).frame.iter_rows()
    except InputError as error:
        raise at.error("file", _said(error)) from error
    return Table(entry.path, file, [Row(line, tuple(cell or "" for cell in cells)) for line, *cells in rows], at)


def _said(error: Exception) -> Message:
    """Give a sentence of a reader for the end of another; its encoding is named in the claim, not as an option."""
    return joined([str(error).rstrip(".").replace("--encoding", "encoding")])


def lines(rows: list[Row]) -> Message:
    """Name the lines of rows."""
    if len(rows) == 1:
        return message("line {line}", line=rows[0].line)
    if len(rows) <= _SHOWN:
        return message("lines {lines}", lines=", ".join(str(row.line) for row in rows))
    return message("{count:,} lines from {first} to {last}", count=len(rows), first=rows[0].line, last=rows[-1].line)
