"""How many rows there are, counted on the lines, and whether each can be read in one way only.

Polars is silent about rows that are too short, about rows that an unclosed quote swallows, about quotes that
stand astray and about a CR at the end of a field, so each line is looked at here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.errors import InputError, RowsError
from sto_cli.language import message
from sto_cli.reading.encoding import CHUNK, holds_nul

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sto_cli.language import Message
    from sto_cli.reading.text import Text

BLANKS = " \t"
"""What a blank line may hold, beside delimiters."""


# What stands between two quotes.
_QUOTED = r'"[^"]*"'
# A field is in quotes from end to end, those within it doubled, or it does not begin with one; quotes in pairs are letters
# then. D is the delimiter.
_FIELD = r'(?:"[^"]*(?:""[^"]*)*"|(?:[^"D][^"D]*(?:"[^"D]*"[^"D]*)*)?)'
_BLANK = r'(?:[ \t]*|"[ \t]*")'
LINE = "line"
_WIDEST = 1000
_MOST_BLANK = 1 << 20
"""How many lines may be blank: as many as a sheet of Excel has rows."""
_SHOWN = 40
"""How many characters of a field with a stray quote are shown."""


class Census(NamedTuple):
    """What the lines below the header hold: how many are rows, how many are blank."""

    rows: int
    blank: int


class NotUtf8Error(Exception):
    """A line is not UTF-8."""


def take_census(text: Text, delimiter: str, names: Sequence[str]) -> Census:
    """Count the rows below the header and see that each has a field for each name; it sees every byte of the file.

    A line of nothing but delimiters, blanks and empty quotes is no row.

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
    for number, seen in shapes(text, delimiter, len(names)):
        if (at := seen["odd"].arg_max()) is not None and seen["odd"][at]:
            raise _refusal(text.path, number + at, seen[LINE][at], delimiter, names)
        blanks += int(seen["blank"].sum())
        rows += seen.height - int(seen["blank"].sum())
        if blanks > _MOST_BLANK:
            raise InputError(
                message(
                    "{path}, line {line}: so far {blanks:,} lines are blank; remove them.",
                    path=text.path,
                    line=number + seen.height - 1,
                    blanks=blanks,
                )
            )
    if rows < 1:
        raise InputError(
            message("{path}: there is a header line but no row below it; was the download cut off?", path=text.path)
        )
    return Census(rows, blanks)


def shapes(text: Text, delimiter: str, width: int) -> Iterator[tuple[int, pl.DataFrame]]:
    """Look at the lines below the header, some at a time: `LINE`, whether it is `blank`, and whether it is `odd`, so no row.

    Yields:
        The number of the first of these lines, and a frame of them.

    Raises:
        NotUtf8Error: some line is not UTF-8.
    """
    line = pl.col(LINE)
    blank = line.str.contains(f"^{_row(_BLANK, delimiter)}*$")
    row = line.str.contains(f"^{_row(_FIELD, delimiter)}{{{width - 1}}}$")
    odd = ~(row | blank) | line.str.contains(r"[\r\x00]")
    number = text.first_line + 1
    for piece in _pieces(text):
        yield number, piece.with_columns(blank=blank, odd=odd)
        number += piece.height


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


def _row(field: str, delimiter: str) -> str:
    """Give the pattern of a field and, to be repeated, of each that follows a delimiter."""
    one, mark = field.replace("D", re.escape(delimiter)), re.escape(delimiter)
    return f"{one}(?:{mark}{one})"


def _refusal(path: Path, number: int, line: str, delimiter: str, names: Sequence[str]) -> InputError:
    """Say what is wrong with a line: a NUL, a CR within it, its quotes, or its length."""
    if "\0" in line:
        return holds_nul(path)
    if "\r" in line:
        return RowsError(
            message(
                "{path}, line {line}: a bare CR stands within the line, so it may be one row or more; remove it, or save the "
                "file with one kind of line end.",
                path=path,
                line=number,
            )
        )
    if line.count('"') % 2:
        return _unclosed(path, number)
    if stray := _first_stray(line, delimiter):
        at, value = stray
        return RowsError(
            message(
                '{path}, line {line}, column {column}: {value} has a quote (") in a place where no field begins or ends; '
                "put the whole field in quotes and double those within it, or remove them.",
                path=path,
                line=number,
                column=names[at] if at < len(names) else message("after the last"),
                value=f"'{value}'" if len(value) <= _SHOWN else f"'{value[:_SHOWN]}'…",
            )
        )
    return RowsError(
        message(
            "{path}, line {line}: the row is {fault}; was the file cut off, or a name with the delimiter left unquoted?",
            path=path,
            line=number,
            fault=_other_length(line, delimiter, names) or "",
        )
    )


def _other_length(line: str, delimiter: str, names: Sequence[str]) -> Message | None:
    found = 1 + re.sub(_QUOTED, "", line).count(delimiter)
    if found == len(names):
        return None
    return message(
        "{fault}, {found} fields where the header has {fields}",
        fault=message("too short") if found < len(names) else message("too long"),
        found=found,
        fields=len(names),
    )


def fault(line: str, delimiter: str, names: Sequence[str]) -> Message | None:
    """Say, in short, what is wrong with the shape of a line; a blank one is no row."""
    if is_blank(line, delimiter):
        return None
    if "\r" in line:
        return message("a bare CR within the line")
    if line.count('"') % 2:
        return message('a quote (") is opened and not closed')
    if _first_stray(line, delimiter):
        return message('a quote (") in a place where no field begins or ends')
    return _other_length(line, delimiter, names)


def is_blank(line: str, delimiter: str) -> bool:
    """Tell whether a line holds nothing, so that it is no row."""
    return bool(re.fullmatch(f"{_row(_BLANK, delimiter)}*", line))


def _first_stray(line: str, delimiter: str) -> tuple[int, str] | None:
    """Find the first field that has a quote astray: which one it is, and what stands there up to the next delimiter."""
    mark = re.escape(delimiter)
    field = re.compile(f"(?>{_FIELD.replace('D', mark)})(?={mark}|$)")
    at, place = 0, 0
    while match := field.match(line, place):
        if match.end() == len(line):
            return None
        at, place = at + 1, match.end() + 1
    return at, line[place:].partition(delimiter)[0]


def _unclosed(path: Path, number: int) -> RowsError:
    """Say that a quote is opened on a line and not closed."""
    return RowsError(
        message(
            '{path}, line {line}: a quote (") is opened and not closed on this line, so the rows after it cannot '
            "be told apart; close it or remove it.",
            path=path,
            line=number,
        )
    )


def lines(text: Text) -> Iterator[tuple[int, str]]:
    """Give the lines below the header with their line numbers, for a closer look after a failure."""
    with text.utf8.open(encoding="utf-8", errors="replace", newline="\n") as file:
        for number, line in enumerate(file, start=text.first_line):
            if number > text.first_line:
                yield number, line.rstrip("\r\n")
