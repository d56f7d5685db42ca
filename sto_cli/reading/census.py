"""How many rows there are, counted on the bytes, and whether each has all its fields.

Polars is silent about rows that are too short and about rows that an unclosed quote swallows, so the
lines and their separators are counted here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.errors import InputError, RowsError
from sto_cli.language import message
from sto_cli.reading.encoding import holds_nul

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sto_cli.language import Message
    from sto_cli.reading.text import Text


# What stands between two quotes.
_QUOTED = r'"[^"]*"'
_SPACE = " \t\r"


@dataclass(frozen=True)
class Census:
    """What the lines below the header hold: how many are rows, how many are blank."""

    rows: int
    blank: int


class NotUtf8Error(Exception):
    """A line is not UTF-8."""


def take_census(text: Text, delimiter: str, fields: int) -> Census:
    """Count the rows below the header and see that each has `fields` fields; it sees every byte of the file.

    Raises:
        NotUtf8Error: some line is not UTF-8.
        RowsError: a row is too short or too long; the first one is named by its line.
        InputError: there is no row, or the file holds NUL bytes.
    """
    line = pl.col("line")
    # A delimiter between quotes does not separate; it may stand for one that is missing.
    bare = pl.when(line.str.contains('"', literal=True)).then(line.str.replace_all(_QUOTED, "")).otherwise(line)
    counted = pl.scan_lines(text.utf8, glob=False).select(
        separators=bare.str.count_matches(delimiter, literal=True),
        blank=line.str.strip_chars(delimiter + _SPACE) == "",
        nul=line.str.contains("\0", literal=True),
    )
    try:
        found = counted.group_by("separators", "blank", "nul").len().collect(engine="streaming")
    except pl.exceptions.ComputeError as error:
        raise NotUtf8Error from error
    if found["nul"].any():
        raise holds_nul(text.path)
    if not found.filter((pl.col("separators") != fields - 1) & ~pl.col("blank")).is_empty():
        _check_odd_lines(text, delimiter, fields)
    blank = int(found.filter("blank")["len"].sum())
    rows = int(found["len"].sum()) - blank - 1
    if rows < 1:
        raise InputError(
            message("{path}: there is a header line but no row below it; was the download cut off?", path=text.path)
        )
    return Census(rows, blank)


def _check_odd_lines(text: Text, delimiter: str, fields: int) -> None:
    for number, line in lines(text):
        if fault := odd(line, delimiter, fields):
            raise RowsError(
                message(
                    "{path}, line {line}: the row is {fault}; "
                    "was the file cut off, or a name with the delimiter left unquoted?",
                    path=text.path,
                    line=number,
                    fault=fault,
                )
            )


def odd(line: str, delimiter: str, fields: int) -> Message | None:
    """Say how a row is too short or too long; a line that holds nothing is no row."""
    found = 1 + re.sub(_QUOTED, "", line).count(delimiter)
    if found == fields or is_blank(line, delimiter):
        return None
    return message(
        "{fault}, {found} fields where the header has {fields}",
        fault=message("too short") if found < fields else message("too long"),
        found=found,
        fields=fields,
    )


def is_blank(line: str, delimiter: str) -> bool:
    """Tell whether a line holds nothing, so that it is no row."""
    return not line.strip(delimiter + _SPACE)


def lines(text: Text) -> Iterator[tuple[int, str]]:
    """Give the lines below the header with their line numbers, for a closer look after a failure."""
    with text.utf8.open(encoding="utf-8", errors="replace", newline="\n") as file:
        for number, line in enumerate(file, start=text.first_line):
            if number > text.first_line:
                yield number, line.rstrip("\r\n")
