"""A claim on a table of the user's own: one cell, the sum of a column, or the number of rows, exactly.

The file is taken apart as DUO's files are. What can be read in two ways is refused, with its line.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from sto_cli.catalog import catalog
from sto_cli.catalog.models import Layout, Source
from sto_cli.catalog.toml_file import FLAG, TEXT, WHERE, nearest, one_of
from sto_cli.claims import number as numbers
from sto_cli.claims import printed
from sto_cli.claims.printed import PrintedError
from sto_cli.claims.verdict import Possible, Range, judge
from sto_cli.errors import InputError, UsageError
from sto_cli.language import Label, joined, message
from sto_cli.reading import paths, text
from sto_cli.reading.cells import fold
from sto_cli.reading.file import File
from sto_cli.reading.layout import Recognised
from sto_cli.reading.rows import refusal, rows_of
from sto_cli.reading.unpack import unpack

if TYPE_CHECKING:
    from pathlib import Path

    from sto_cli.catalog.toml_file import Keys, Place
    from sto_cli.claims.printed import Expect, Printed
    from sto_cli.claims.verdict import Cause, Verdict
    from sto_cli.language import Message

UNITS: dict[str, tuple[Fraction, Expect | None]] = {
    "percent": (Fraction(1, 100), "share"),
    "part": (Fraction(1), "share"),
    "count": (Fraction(1), "count"),
    "thousand": (Fraction(1_000), None),
    "million": (Fraction(1_000_000), None),
}
"""What a cell without a sign is to be multiplied by, and how its marks are read: 9,1 of `percent` is 9.1%, 0,091 of `part` too."""
_WAYS = ("column", "sum", "count")
_PERCENT = re.compile(r"%|procent|percent", re.IGNORECASE)
_SHOWN = 5
"""Lines that are named."""
_LISTED = 40
"""Values of a column among which the nearest is looked for."""
_SELF = Label("a table of your own", "een eigen tabel")
_LAYOUT = Layout("own table", _SELF, _SELF, ())
_SOURCE = Source("own-table", _SELF, "places", "", "", "", _SELF, (), _SELF, (_LAYOUT,))


def keys() -> Keys:
    """Give what the table of a claim may hold."""
    one = {"column": TEXT, "sum": TEXT, "count": FLAG}
    return {"file": TEXT, "encoding": TEXT, "where": WHERE, **one, "unit": one_of(UNITS)}


@dataclass(frozen=True)
class OwnTable:
    """What a table of the user's own gives, and what was printed of it.

    Attributes:
        path: the file.
        what: which cell, sum or number of rows it is.
        number: what was printed.
        value: what the table gives; a percentage is a part of 1.
    """

    path: Path
    what: Message
    number: Printed
    value: Fraction

    @property
    def possible(self) -> Possible:
        """What it gives, which is exact."""
        return Possible(self.value, self.value)

    def judge(self) -> tuple[Verdict, Cause]:
        """Decide on what was printed."""
        like = self.number
        return judge(Range(like.low, like.high, like.low_open, like.high_open), self.possible)


class _Row(NamedTuple):
    line: int
    cells: tuple[str, ...]


def read(claim: dict[str, Any], place: Place, folder: Path) -> OwnTable:
    """Read what a claim says of a table, whose name is relative to a folder, and the number that the table gives.

    Raises:
        CatalogError: it cannot be read, has no such column or row, or more rows than one for a cell, or no number there.
    """
    asked, at = claim["table"], place.within("table")
    ways = [way for way in _WAYS if asked.get(way)]
    if len(ways) != 1:
        raise at.error(
            ways[-1] if ways else "column",
            "a table gives one cell (column), a sum (sum) or the number of its rows (count = true); give one of these",
        )
    way = ways[0]
    if way == "count" and "unit" in asked:
        raise at.error("unit", "it applies to cells, but rows are counted here; leave it out")
    file = _file(asked, at, folder)
    try:
        table = rows_of(file)
    except InputError as error:
        raise at.error("file", _said(error)) from error
    if not table.odd.is_empty():
        raise at.error("file", _said(refusal(file, table.odd)))
    rows = [_Row(line, tuple(cell or "" for cell in cells)) for line, *cells in table.frame.iter_rows()]
    found = _matching(rows, asked.get("where", {}), file, at.within("where"))
    lines = _lines(found)
    if way == "count":
        number = numbers.alone(claim, place, "count")
        _refuse_unit("plain", number, claim, at, is_cell=False)
        return OwnTable(
            file.path, message("rows of {file}, {lines}", file=file.path, lines=lines), number, Fraction(len(found))
        )
    name = asked[way]
    column = _position(name, file, at, way)
    if way == "column" and len(found) > 1:
        raise at.error(
            way,
            "{file} has {count:,} rows that match ({lines}), and one was expected; name one with where, or take their sum",
            file=file.path,
            count=len(found),
            lines=lines,
        )
    _refuse_mixed(rows, column, file, at, way)
    cells = [_cell(row, column, asked.get("unit"), file, at, way) for row in found]
    unit = cells[0][0]
    number = numbers.alone(
        claim, place, UNITS[asked["unit"]][1] if "unit" in asked else "share" if unit == "percent" else None
    )
    _refuse_unit(unit, number, claim, at, is_cell=True)
    what = message("{file}, {lines}, column {column}", file=file.path, lines=lines, column=name)
    return OwnTable(file.path, what, number, sum((value for _, value in cells), Fraction(0)))


def _file(asked: dict[str, Any], at: Place, folder: Path) -> File:
    """Take a table apart into its columns: a text with ; , a tab or a bar between fields, or the one sheet of a workbook."""
    path, encoding = folder / asked["file"], asked.get("encoding")
    if path == paths.STANDARD_INPUT or path.is_dir():
        raise at.error("file", "{file} is no file; name a CSV file or a workbook", file=path)
    try:
        pieces = [piece for entry in paths.find(path) for piece in unpack(entry, catalog())]
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
    return File(content, Recognised(_SOURCE, _LAYOUT, delimiter, {}, (), names, names), None, {})


def _said(error: Exception | Message) -> Message:
    """Give a sentence of a reader for the end of another; its encoding is named in the claim, not as an option."""
    return joined([str(error).rstrip(".").replace("--encoding", "encoding")])


def _position(name: str, file: File, at: Place, key: str) -> int:
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
            hint=_misread([], file) or nearest(name, names),
        )
    return found[0]


def _matching(rows: list[_Row], where: dict[str, Any], file: File, at: Place) -> list[_Row]:
    """Give the rows with these values, compared as people read them.

    Raises:
        CatalogError: there is none: a misspelt value would otherwise be a 0.
    """
    found = rows
    for name, value in where.items():
        column = _position(name, file, at, name)
        wanted = {fold(str(one)) for one in (value if isinstance(value, list) else [value])}
        kept = [row for row in found if fold(row.cells[column]) in wanted]
        if not kept:
            values = [*dict.fromkeys(row.cells[column] for row in found)]
            said = value if not isinstance(value, list) else "', '".join(map(str, value))
            raise at.error(
                name,
                "{file} has no row with '{value}' in column {column}{among}; {hint}",
                file=file.path,
                value=said,
                column=name,
                among=message(" among the rows that the other values leave") if found is not rows else "",
                hint=_misread(values, file) or nearest(str(said), values[:_LISTED]),
            )
        found = kept
    return found


def _misread(values: list[str], file: File) -> Message | None:
    """Say that names look as if the table were in another encoding; None where they do not."""
    odd = text.astray([*values, *file.recognised.names])
    other = text.read_otherwise(odd, file.text.encoding) if odd else None
    return other and message(
        "it was read as {encoding}, and '{odd}' looks wrong; encoding = '{other}' gives '{value}'",
        encoding=file.text.encoding,
        odd=odd[0],
        other=other[0],
        value=other[1],
    )


def _lines(rows: list[_Row]) -> Message:
    if len(rows) == 1:
        return message("line {line}", line=rows[0].line)
    if len(rows) <= _SHOWN:
        return message("lines {lines}", lines=", ".join(str(row.line) for row in rows))
    return message("{count:,} lines from {first} to {last}", count=len(rows), first=rows[0].line, last=rows[-1].line)


def _refuse_mixed(rows: list[_Row], column: int, file: File, at: Place, key: str) -> None:
    """Refuse a column with `9,1%` in one row and `0.091` in another: what the second means, nothing says."""
    first: dict[bool, _Row] = {}
    for row in rows:
        if any(letter.isdigit() for letter in row.cells[column]):
            first.setdefault(bool(_PERCENT.search(row.cells[column])), row)
    if len(first) > 1:
        raise at.error(
            key,
            "{file} has '{one}' on line {line} and '{other}' on line {other_line} in one column; write all with % or none",
            file=file.path,
            one=first[True].cells[column],
            line=first[True].line,
            other=first[False].cells[column],
            other_line=first[False].line,
        )


def _cell(row: _Row, column: int, unit: str | None, file: File, at: Place, key: str) -> tuple[str, Fraction]:
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
        raise at.error(
            key,
            "{file}, line {line}, column {column}: {wrong}",
            file=file.path,
            line=row.line,
            column=file.recognised.names[column],
            wrong=wrong,
        )
    return "percent" if expect == "share" else found.unit, found.value * scale


def _refuse_unit(unit: str, number: Printed, claim: dict[str, Any], at: Place, *, is_cell: bool) -> None:
    """Refuse a percentage beside a plain number, and the other way round."""
    if number.unit in {unit, {"percent": "pp", "plain": "fte"}.get(unit)}:
        return
    is_open = is_cell and unit == "plain" and "unit" not in claim["table"]
    more = message("; say with unit what stands in the table: percent (9,1) or part (0,091)") if is_open else ""
    raise at.error(
        "unit",
        "'{printed}' is read as {its}, but the table gives {unit}{more}",
        printed=claim.get("reads_as", claim["printed"]),
        its=numbers.UNIT_NAMES[number.unit],
        unit=numbers.UNIT_NAMES[unit],
        more=more,
    )
