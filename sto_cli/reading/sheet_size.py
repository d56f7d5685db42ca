"""How large the sheets of a workbook are, told before they are read.

A reader of workbooks makes room for the whole rectangle of a sheet: two cells at its far corners, in a file
of 5 KB, want 400 GB. So the places of the cells are looked for in the text of the sheets while it is counted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sto_cli.reading import archives

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator
    from pathlib import Path

    from sto_cli.reading.limits import Allowance

_PLACED = re.compile(rb'<c r="([A-Z]{1,3})[0-9]')
_REFERENCE = rb"r(?<=\sr)\s*=\s*[\"']"
_COLUMN = re.compile(_REFERENCE + rb"([A-Za-z]{1,7})")
_ROW = re.compile(_REFERENCE + rb"[A-Za-z]{0,7}([0-9]{1,10})")
_TAG = rb"<(?:[\w.-]+:)?%s(?=[\s/>])"
_NEXT_ROW = re.compile(_TAG % b"row")
_UNPLACED_ROW, _UNPLACED_CELL = (re.compile(_TAG % tag + rb"(?![^>]*" + _REFERENCE + rb")") for tag in (b"row", b"c"))
_WHITE_SPACE = re.compile(rb"\s+")
_LONGEST_TAG = 1 << 18
_OVERLAP = 64
"""More than a place takes, as far as it is no white space."""


def weigh(path: Path, archive: zipfile.ZipFile, allowance: Allowance) -> None:
    """See that a workbook can be read: its parts are not too large, nor the rectangles of its sheets.

    Raises:
        InputError: it cannot.
    """
    for member in archives.files(path, archive, allowance):
        rectangle = _Rectangle()
        for text in _whole_tags(archives.pieces(archive, member), allowance):
            rectangle.see(text)
        allowance.cells(rectangle.cells)


def _whole_tags(pieces: Iterator[bytes], allowance: Allowance) -> Iterator[bytes]:
    """Cut the text of a part where no tag is cut in two; what has no tags, a picture, is cut anywhere."""
    rest = b""
    for piece in pieces:
        allowance.take(len(piece))
        text, mark, rest = (rest + piece).rpartition(b"<")
        yield text
        rest = mark + rest
        if len(rest) > _LONGEST_TAG:
            rest = _WHITE_SPACE.sub(b" ", rest)
            yield rest
            rest = rest[-_OVERLAP:]
    yield rest


class _Rectangle:
    """The place of the farthest cell; a row or a cell that does not say its place stands next to the one before."""

    def __init__(self) -> None:
        self._row = self._rows = 0
        self._column = self._columns = self._in_row = 0

    @property
    def cells(self) -> int:
        return (self._row + self._rows) * (self._column + self._columns)

    def see(self, text: bytes) -> None:
        self._row = max(self._row, *map(int, {*_ROW.findall(text)}), 0)
        columns = _PLACED.findall(text)
        if len(columns) == text.count(b"<c") + text.count(b":c"):  # every cell says its place first, as Excel has it
            self._in_row = 0
        else:
            columns = _COLUMN.findall(text)
            self._see_unplaced(text)
        self._column = max(self._column, *map(_number, {*columns}), 0)

    def _see_unplaced(self, text: bytes) -> None:
        self._rows += len(_UNPLACED_ROW.findall(text))
        for number, row in enumerate(_NEXT_ROW.split(text)):
            self._in_row = (self._in_row if number == 0 else 0) + len(_UNPLACED_CELL.findall(row))
            self._columns = max(self._columns, self._in_row)


def _number(column: bytes) -> int:
    """Read the letters of a column: A is 1, AA is 27."""
    number = 0
    for letter in column.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
