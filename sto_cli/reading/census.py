"""How many rows there are, counted on the bytes, and whether each has all its fields.

Polars is silent about rows that are too short and about rows that an unclosed quote swallows, so the
lines and their separators are counted here.
"""

from __future__ import annotations

import mmap
from collections import Counter
from dataclasses import dataclass
from operator import methodcaller
from typing import TYPE_CHECKING

from sto_cli.errors import InputError
from sto_cli.language import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sto_cli.reading.text import Text


@dataclass(frozen=True)
class Census:
    """What the lines below the header hold: how many are rows, how many are blank."""

    rows: int
    blank: int


def take_census(text: Text, delimiter: str, fields: int) -> Census:
    """Count the rows below the header and see that each has `fields` fields.

    Raises:
        InputError: a row is too short or too long; the first one is named by its line.
    """
    with text.utf8.open("rb") as file:
        file.readline()
        separators = Counter(map(methodcaller("count", delimiter.encode()), file))
    expected = separators.pop(fields - 1, 0)
    blank = (_check_odd_lines(text, delimiter, fields) if separators else 0) + _count_empty(text, delimiter, fields)
    rows = expected + sum(separators.values()) - blank
    if not rows:
        raise InputError(
            message("{path}: there is a header line but no row below it; was the download cut off?", path=text.path)
        )
    return Census(rows, blank)


def _check_odd_lines(text: Text, delimiter: str, fields: int) -> int:
    """Look closer at lines with another number of separators; give how many of them are blank."""
    blank = 0
    for number, line in lines(text):
        if line.count(delimiter) == fields - 1:
            continue
        if not line.strip():
            blank += 1
            continue
        found = 1 + sum(part.count(delimiter) for part in line.split('"')[::2])  # those between quotes do not separate
        if found != fields:
            raise InputError(
                message(
                    "{path}, line {line}: the row is {fault}, {found} fields where the header has {fields}; "
                    "was the file cut off, or a name with the delimiter left unquoted?",
                    path=text.path,
                    line=number,
                    fault=message("too short") if found < fields else message("too long"),
                    found=found,
                    fields=fields,
                )
            )
    return blank


def _count_empty(text: Text, delimiter: str, fields: int) -> int:
    """Count lines of separators only, which a spreadsheet leaves below its last row."""
    empty = b"\n" + delimiter.encode() * (fields - 1)
    found = 0
    with text.utf8.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        at = content.find(empty)
        while at >= 0:
            end = content[at + len(empty) : at + len(empty) + 1]
            found += end in {b"", b"\n", b"\r"}
            at = content.find(empty, at + 1)
    return found


def lines(text: Text) -> Iterator[tuple[int, str]]:
    """Give the lines below the header with their line numbers, for a closer look after a failure."""
    with text.utf8.open(encoding="utf-8", errors="replace", newline="\n") as file:
        for number, line in enumerate(file, start=text.first_line):
            if number > text.first_line:
                yield number, line.rstrip("\r\n")
