"""How many rows there are, counted on the lines, and whether each can be read in one way only.

Polars is silent about rows that are too short, about rows that an unclosed quote swallows, about quotes that
stand astray and about a CR at the end of a field, so each line is looked at here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.errors import InputError
from sto_cli.language import message
from sto_cli.reading.encoding import holds_nul

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sto_cli.reading.text import Text

BLANKS = " \t"
"""What a blank line may hold, beside delimiters."""


# What stands between two quotes.
_QUOTED = r'"[^"]*"'
# A field is in quotes from end to end, those within it doubled, or it does not begin with one: quotes in pairs are letters then.
_FIELD = r'(?:"[^"]*(?:""[^"]*)*"|(?:[^"{d}][^"{d}]*(?:"[^"{d}]*"[^"{d}]*)*)?)'
_LINE, _NUMBER = "line", "number"
_SHOWN = 40
"""How many characters of a field with a stray quote are shown."""


@dataclass(frozen=True)
class Census:
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
        InputError: a row is too short or too long, a quote stands astray or a CR within a line (the first such line is
            named), there is no row, or the file holds NUL bytes.
    """
    line = pl.col(_LINE)
    quotes = line.str.contains('"', literal=True)
    # A delimiter between quotes does not separate; it may stand for one that is missing.
    bare = pl.when(quotes).then(line.str.replace_all(_QUOTED, "")).otherwise(line)
    blank = line.str.strip_chars(delimiter + BLANKS + '"') == ""
    other_length = ~blank & (bare.str.count_matches(delimiter, literal=True) != len(names) - 1)
    stray = quotes & ~line.str.contains(f"^{_fields(delimiter)}$")
    body = pl.scan_lines(
        text.utf8, name=_LINE, row_index_name=_NUMBER, row_index_offset=text.first_line, glob=False
    ).filter(pl.col(_NUMBER) > text.first_line)
    odd = other_length | stray | line.str.contains("\r", literal=True)
    kinds = body.select(blank=blank, odd=odd, nul=line.str.contains("\0", literal=True))
    try:
        found = kinds.group_by("blank", "odd", "nul").len().collect(engine="streaming")
        first = body.filter(odd).head(1).collect() if found["odd"].any() else None
    except pl.exceptions.ComputeError as error:
        raise NotUtf8Error from error
    if found["nul"].any():
        raise holds_nul(text.path)
    if first is not None:
        number, content = first.select(_NUMBER, _LINE).row(0)
        raise _refusal(text.path, number, content, delimiter, names)
    blank_lines = int(found.filter("blank")["len"].sum())
    rows = int(found["len"].sum()) - blank_lines
    if rows < 1:
        raise InputError(
            message("{path}: there is a header line but no row below it; was the download cut off?", path=text.path)
        )
    return Census(rows, blank_lines)


def _fields(delimiter: str) -> str:
    field = _FIELD.format(d=re.escape(delimiter))
    return f"{field}(?:{re.escape(delimiter)}{field})*"


def _refusal(path: Path, number: int, line: str, delimiter: str, names: Sequence[str]) -> InputError:
    """Say what is wrong with a line: its quotes, its length, or a CR within it."""
    if line.count('"') % 2:
        return unclosed(path, number)
    if stray := _first_stray(line, delimiter):
        at, value = stray
        return InputError(
            message(
                '{path}, line {line}, column {column}: {value} has a quote (") in a place where no field begins or ends; '
                "put the whole field in quotes and double those within it, or remove them.",
                path=path,
                line=number,
                column=names[at] if at < len(names) else message("after the last"),
                value=f"'{value}'" if len(value) <= _SHOWN else f"'{value[:_SHOWN]}'…",
            )
        )
    found = 1 + re.sub(_QUOTED, "", line).count(delimiter)
    if found != len(names):
        return InputError(
            message(
                "{path}, line {line}: the row is {fault}, {found} fields where the header has {fields}; "
                "was the file cut off, or a name with the delimiter left unquoted?",
                path=path,
                line=number,
                fault=message("too short") if found < len(names) else message("too long"),
                found=found,
                fields=len(names),
            )
        )
    return InputError(
        message(
            "{path}, line {line}: a bare CR stands within the line, so it may be one row or two; remove it, or save the "
            "file with one kind of line end.",
            path=path,
            line=number,
        )
    )


def _first_stray(line: str, delimiter: str) -> tuple[int, str] | None:
    """Find the first field that has a quote astray: which one it is, and what stands there up to the next delimiter."""
    field = re.compile(f"(?>{_FIELD.format(d=re.escape(delimiter))})(?={re.escape(delimiter)}|$)")
    at, place = 0, 0
    while match := field.match(line, place):
        if match.end() == len(line):
            return None
        at, place = at + 1, match.end() + 1
    return at, line[place:].partition(delimiter)[0]


def unclosed(path: Path, number: int) -> InputError:
    """Say that a quote is opened on a line and not closed."""
    return InputError(
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
