"""How many rows there are, counted on the lines, and whether each can be read in one way only.

Polars is silent about rows that are too short, about rows that an unclosed quote swallows, about quotes that
stand astray and about a CR at the end of a field, so each line is looked at here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.errors import InputError
from sto_cli.language import message
from sto_cli.reading import odd_lines
from sto_cli.reading.encoding import CHUNK
from sto_cli.reading.odd_lines import LINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sto_cli.reading.text import Text

_WIDEST = 1000
_MOST_BLANK = 1 << 20
"""How many lines may be blank: as many as a sheet of Excel has rows."""
_MOST_SHORT = 1 << 19
"""How many of these may be too short for the delimiters of a row: no spreadsheet writes such, and each takes the memory of one."""


class Census(NamedTuple):
    """What the lines below the header hold: how many are rows, how many are blank."""

    rows: int
    blank: int


class NotUtf8Error(Exception):
    """A line is not UTF-8."""


def take_census(text: Text, delimiter: str, names: Sequence[str], rejected: int = 0) -> Census:
    """Count the rows below the header and see that each has a field for each name; it sees every byte of the file.

    Args:
        text: the file.
        delimiter: what stands between its fields.
        names: its header.
        rejected: how many of its lines are blank because their rows were left out.

    Raises:
        NotUtf8Error: some line is not UTF-8.
        RowsError: a row is too short or too long, a quote stands astray or a CR within a line; the first such line is
            named.
        InputError: there is no row or are too many blank lines, or the file holds NUL bytes.
    """
    if len(names) > _WIDEST:
        raise InputError(
            message(
                "{path}: the header has {columns:,} columns, and no layout of DUO has a tenth of that; remove what is not DUO's.",
                path=text.path,
                columns=len(names),
            )
        )
    rows = blanks = 0
    for number, seen in shapes(text, delimiter, len(names), rejected):
        if (at := seen["odd"].arg_max()) is not None and seen["odd"][at]:
            raise odd_lines.refusal(text.path, number + at, seen[LINE][at], delimiter, names)
        blank = int(seen["blank"].sum())
        blanks += blank
        rows += seen.height - blank
    if rows < 1:
        raise InputError(
            message("{path}: there is a header line but no row below it; was the download cut off?", path=text.path)
        )
    return Census(rows, blanks)


def shapes(text: Text, delimiter: str, width: int, rejected: int = 0) -> Iterator[tuple[int, pl.DataFrame]]:
    """Look at the lines below the header, some at a time: `LINE`, whether it is `blank`, and whether it is `odd`, so no row.

    Yields:
        The number of the first of these lines, and a frame of them.

    Raises:
        NotUtf8Error: some line is not UTF-8.
        InputError: too many lines are blank, beside those of rejected rows.
    """
    number, blanks, short = text.first_line + 1, -rejected, -rejected
    for piece in _pieces(text):
        seen = piece.with_columns(blank=odd_lines.is_blank(delimiter), odd=odd_lines.is_odd(delimiter, width))
        yield number, seen
        number += seen.height
        blanks += int(seen["blank"].sum())
        short += int((seen["blank"] & (seen[LINE].str.len_bytes() < width - 1)).sum())
        if blanks > _MOST_BLANK or short > _MOST_SHORT:
            raise InputError(
                message(
                    "{path}, line {line}: so far {blanks:,} lines are blank; remove them.",
                    path=text.path,
                    line=number - 1,
                    blanks=blanks,
                )
            )


def _pieces(text: Text) -> Iterator[pl.DataFrame]:
    """Give the lines below the header, some at a time: as many short ones as there can be would fill the memory."""
    with text.utf8.open("rb") as file:
        file.readline()
        while chunk := file.read(CHUNK):
            chunk += file.readline()
            try:
                whole = chunk.removesuffix(b"\n").decode()
            except UnicodeDecodeError as error:
                raise NotUtf8Error from error
            yield pl.DataFrame({LINE: [whole]}).select(pl.col(LINE).str.split("\n").explode().str.strip_suffix("\r"))


def lines(text: Text) -> Iterator[tuple[int, str]]:
    """Give the lines below the header with their line numbers, for a closer look after a failure."""
    with text.utf8.open(encoding="utf-8", errors="replace", newline="\n") as file:
        for number, line in enumerate(file, start=text.first_line):
            if number > text.first_line:
                yield number, line.rstrip("\r\n")
