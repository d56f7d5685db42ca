"""Lines that are no row of their file: which they are, and what is wrong with each, at length for one and in short for all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.errors import InputError, RowsError
from sto_cli.language import message
from sto_cli.reading.encoding import holds_nul

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sto_cli.language import Message

LINE = "line"
"""The column of a frame that holds lines, without their ends."""
BLANKS = " \t"
"""What a blank line may hold, beside delimiters."""

# What stands between two quotes.
_QUOTED = r'"[^"]*"'
# A field is in quotes from end to end, those within it doubled, or it does not begin with one; quotes in pairs are letters
# then. D is the delimiter.
_FIELD = r'(?:"[^"]*(?:""[^"]*)*"|(?:[^"D][^"D]*(?:"[^"D]*"[^"D]*)*)?)'
_BLANK = r'(?:[ \t]*|"[ \t]*")'
_SHOWN = 40
"""How many characters of a field with a stray quote are shown."""


def is_blank(delimiter: str) -> pl.Expr:
    """Tell whether a line holds nothing but delimiters, blanks and empty quotes, so that it is no row."""
    return pl.col(LINE).str.contains(f"^{_row(_BLANK, delimiter)}*$")


def is_odd(delimiter: str, width: int) -> pl.Expr:
    """Tell whether a line cannot be read as a row of so many fields, and in that way only; a blank one is not odd."""
    row = pl.col(LINE).str.contains(f"^{_row(_FIELD, delimiter)}{{{width - 1}}}$")
    return ~(row | is_blank(delimiter)) | pl.col(LINE).str.contains(r"[\r\x00]")


def holds_nuls() -> pl.Expr:
    """Tell whether a NUL stands in a line, so that the file as a whole is no text."""
    return pl.col(LINE).str.contains("\0", literal=True)


def reason(delimiter: str, width: int) -> pl.Expr:
    """Say in short what is wrong with each line that is odd and holds no NUL, in the language that is spoken."""
    fields = _fields(delimiter)
    by_kind = {
        "CR": message("a bare CR within the line"),
        "unclosed": message('a quote (") is opened and not closed'),
        "stray": message('a quote (") in a place where no field begins or ends'),
    }
    kind = _kind(delimiter)
    short, long = (pl.format(str(said), fields) for said in (_too_short("{}", width), _too_long("{}", width)))
    said = [pl.when(kind == name).then(pl.lit(str(text))) for name, text in by_kind.items()]
    return pl.coalesce(*said, pl.when(fields < width).then(short).otherwise(long))


def refusal(path: Path, number: int, line: str, delimiter: str, names: Sequence[str]) -> InputError:
    """Say at length what is wrong with one line that is odd: a NUL, a CR within it, its quotes, or its length."""
    if "\0" in line:
        return holds_nul(path)
    kind, found = pl.DataFrame({LINE: [line]}).select(_kind(delimiter), _fields(delimiter).alias("fields")).row(0)
    match kind:
        case "CR":
            said = message(
                "{path}, line {line}: a bare CR stands within the line, so it may be one row or more; remove it, or save the "
                "file with one kind of line end.",
                path=path,
                line=number,
            )
        case "unclosed":
            said = message(
                '{path}, line {line}: a quote (") is opened and not closed on this line, so the rows after it cannot '
                "be told apart; close it or remove it.",
                path=path,
                line=number,
            )
        case "stray":
            said = _stray(path, number, line, delimiter, names)
        case _:
            said = message(
                "{path}, line {line}: the row is {fault}; was the file cut off, or a name with the delimiter left unquoted?",
                path=path,
                line=number,
                fault=_too_short(found, len(names)) if found < len(names) else _too_long(found, len(names)),
            )
    return RowsError(said)


def _kind(delimiter: str) -> pl.Expr:
    """Tell what is wrong with a line that is odd, the first thing that holds; if nothing else does, its length is."""
    line = pl.col(LINE)
    return (
        pl.when(line.str.contains("\r", literal=True))
        .then(pl.lit("CR"))
        .when(line.str.count_matches('"', literal=True) % 2 == 1)
        .then(pl.lit("unclosed"))
        .when(~line.str.contains(f"^{_row(_FIELD, delimiter)}*$"))
        .then(pl.lit("stray"))
        .otherwise(pl.lit("length"))
    )


def _fields(delimiter: str) -> pl.Expr:
    """Count the fields of a line; a delimiter between quotes ends none."""
    return 1 + pl.col(LINE).str.replace_all(_QUOTED, "").str.count_matches(delimiter, literal=True)


def _row(field: str, delimiter: str) -> str:
    """Give the pattern of a field and, to be repeated, of each that follows a delimiter."""
    one, mark = field.replace("D", re.escape(delimiter)), re.escape(delimiter)
    return f"{one}(?:{mark}{one})"


def _too_short(found: int | str, fields: int) -> Message:
    return message("too short, {found} of {fields} fields", found=found, fields=fields)


def _too_long(found: int | str, fields: int) -> Message:
    return message("too long, {found} fields where the header has {fields}", found=found, fields=fields)


def _stray(path: Path, number: int, line: str, delimiter: str, names: Sequence[str]) -> Message:
    at, value = _first_stray(line, delimiter)
    return message(
        '{path}, line {line}, column {column}: {value} has a quote (") in a place where no field begins or ends; '
        "put the whole field in quotes and double those within it, or remove them.",
        path=path,
        line=number,
        column=names[at] if at < len(names) else message("after the last"),
        value=f"'{value}'" if len(value) <= _SHOWN else f"'{value[:_SHOWN]}'…",
    )


def _first_stray(line: str, delimiter: str) -> tuple[int, str]:
    """Find the first field that has a quote astray: which one it is, and what stands there up to the next delimiter."""
    mark = re.escape(delimiter)
    field = re.compile(f"(?>{_FIELD.replace('D', mark)})(?={mark}|$)")
    at, place = 0, 0
    while (match := field.match(line, place)) and match.end() < len(line):
        at, place = at + 1, match.end() + 1
    return at, line[place:].partition(delimiter)[0]
