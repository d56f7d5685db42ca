"""From text to rows: every field as text, under canonical names, with the line that each row stands on.

Polars is silent about rows that are too short, about rows that an unclosed quote swallows, about misplaced
quotes and about a CR at the end of a field. So each line is first compared with the pattern of a row, and only lines
that fit are read. Every other line is a fault.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.errors import InputError
from sto_cli.language import Message, message
from sto_cli.reading import limits

if TYPE_CHECKING:
    from sto_cli.reading.file import File

LINE = "line"
"""The number of a line as an editor shows it: the header is line 1, in a sheet its own row."""
TEXT = "text"
"""The text of a line, without its end."""

# What stands between two quotes.
_QUOTED = r'"[^"]*"'
# A field is in quotes from end to end, those within it doubled, or it does not begin with one; quotes in pairs are letters
# then. D is the delimiter.
_FIELD = r'(?:"[^"]*(?:""[^"]*)*"|(?:[^"D][^"D]*(?:"[^"D]*"[^"D]*)*)?)'
_BLANK = r'(?:[ \t]*|"[ \t]*")'
_SHOWN = 40
"""How many characters of a field with a stray quote are shown."""


class Rows(NamedTuple):
    """What the lines below the header hold.

    Attributes:
        frame: `LINE`, and every field of a row (`File.fields`) as text; a blank field is null.
        odd: `LINE` and `TEXT` of the lines that are no rows: too short, too long, or with a quote or a CR astray.
        blank: how many lines are blank.
    """

    frame: pl.DataFrame
    odd: pl.DataFrame
    blank: int

    @property
    def number(self) -> int:
        """How many rows there are, odd ones included."""
        return self.frame.height + self.odd.height

    def without(self, lines: pl.Series) -> Rows:
        """Leave out rows by their lines."""
        if lines.is_empty():
            return self
        kept = ~pl.col(LINE).is_in(lines.implode())
        return Rows(self.frame.filter(kept), self.odd.filter(kept), self.blank)


def rows_of(file: File) -> Rows:
    """Read the rows of a file.

    Raises:
        InputError: there are no rows, a line is too long, or there are too many lines.
    """
    delimiter, width = file.recognised.delimiter, len(file.recognised.names)
    lines = lines_of(file)
    told = lines.select(LINE, TEXT, fits=_fits(delimiter, width))
    others = told.filter(~pl.col("fits")).select(LINE, TEXT, blank=_is_blank(delimiter))
    odd, blank = others.filter(~pl.col("blank")).drop("blank"), int(others["blank"].sum())
    if lines.height == blank:
        raise InputError("{path}: the file has a header line but no rows; was the download cut off?", path=file.path)
    if others.is_empty():
        content, fitting = file.text.content, lines
        content = content[content.index(b"\n") + 1 :]
    else:
        fitting = told.filter("fits")
        content = "\n".join(fitting[TEXT]).encode() + b"\n"
    return Rows(_parsed(file, content, fitting[LINE]), odd, blank)


def lines_of(file: File) -> pl.DataFrame:
    """Give the lines below the header: `LINE` and `TEXT`.

    Raises:
        InputError: a line is longer than any row, or there are more than are read.
    """
    lines = pl.scan_lines(file.text.content, name=TEXT, row_index_name=LINE, row_index_offset=file.text.first_line)
    found = lines.slice(1).collect()
    if found.height > limits.ROWS.most:
        raise limits.over(limits.ROWS, found.height, file.path)
    is_long = found[TEXT].str.len_bytes() > limits.LINE.most
    if is_long.any():  # with a CR in it, it may be many lines, and is refused as that
        for line, text in found.filter(is_long, ~pl.col(TEXT).str.contains("\r", literal=True)).iter_rows():
            raise limits.over(limits.LINE, len(text.encode()), file.path, line)
    return found


def _parsed(file: File, content: bytes, lines: pl.Series) -> pl.DataFrame:
    """Read lines that are rows as text."""
    if lines.is_empty():
        return pl.DataFrame(schema={LINE: lines.dtype} | dict.fromkeys(file.fields, pl.String))
    try:
        frame = pl.read_csv(
            content,
            separator=file.recognised.delimiter,
            has_header=False,
            schema=dict.fromkeys(file.fields, pl.String),
            null_values="",
        )
    except pl.exceptions.PolarsError as error:
        raise _unparsed(file, str(error).splitlines()[0]) from error
    if frame.height != lines.len():
        raise _unparsed(file, message("rows and lines do not agree"))
    return frame.insert_column(0, lines)


def _unparsed(file: File, detail: Message | str) -> InputError:
    return InputError(
        "{path}: the file cannot be read as CSV ({detail}); open it and look for stray quotes.",
        path=file.path,
        detail=detail,
    )


def _fits(delimiter: str, width: int) -> pl.Expr:
    """Tell whether a line can be read as a row of so many fields, and in that way only; a blank line is not a row."""
    is_row = pl.col(TEXT).str.contains(f"^{_row(_FIELD, delimiter)}{{{width - 1}}}$")
    is_empty = pl.col(TEXT).str.contains(f'^[ \\t"{re.escape(delimiter)}]*$')
    return is_row & ~is_empty & ~pl.col(TEXT).str.contains("\r", literal=True)


def _is_blank(delimiter: str) -> pl.Expr:
    """Tell whether a line holds nothing but delimiters, blanks and empty quotes, so that it is no row."""
    return pl.col(TEXT).str.contains(f"^{_row(_BLANK, delimiter)}*$")


def _row(field: str, delimiter: str) -> str:
    """Give the pattern of a field and, to be repeated, of each that follows a delimiter."""
    one, mark = field.replace("D", re.escape(delimiter)), re.escape(delimiter)
    return f"{one}(?:{mark}{one})"


# --- what is wrong with a line that is no row ---


def reasons(odd: pl.DataFrame, file: File) -> list[Message]:
    """Say in short what is wrong with each line that is no row."""
    width = len(file.recognised.names)
    return [_reason(kind, fields, width) for kind, fields in odd.select(*_kinds(file)).iter_rows()]


def _reason(kind: str, fields: int, width: int) -> Message:
    by_kind = {
        "CR": message("a bare CR within the line"),
        "unclosed": message('a quote (") is opened and not closed'),
        "stray": message('a quote (") in a place where no field begins or ends'),
    }
    return by_kind.get(kind) or _length(fields, width)


def _length(found: int, width: int) -> Message:
    return (
        message("too short, {found} of {fields} fields", found=found, fields=width)
        if found < width
        else message("too long, {found} fields where the header has {fields}", found=found, fields=width)
    )


def _kinds(file: File) -> tuple[pl.Expr, pl.Expr]:
    """Tell what is wrong with a line that is no row, the first thing that holds, and how many fields it has."""
    line, delimiter = pl.col(TEXT), file.recognised.delimiter
    kind = (
        pl.when(line.str.contains("\r", literal=True))
        .then(pl.lit("CR"))
        .when(line.str.count_matches('"', literal=True) % 2 == 1)
        .then(pl.lit("unclosed"))
        .when(~line.str.contains(f"^{_row(_FIELD, delimiter)}*$"))
        .then(pl.lit("stray"))
        .otherwise(pl.lit("length"))
    )
    # A delimiter between quotes ends no field.
    fields = 1 + line.str.replace_all(_QUOTED, "").str.count_matches(delimiter, literal=True)
    return kind.alias("kind"), fields.alias("fields")


def whole(file: File) -> Rows:
    """Take the lines of a file apart, as `rows_of`.

    Raises:
        InputError: a line is no row, or there are none.
    """
    rows = rows_of(file)
    if not rows.odd.is_empty():
        raise InputError(refusal(file, rows.odd))
    return rows


def refusal(file: File, odd: pl.DataFrame) -> Message:
    """Say at length what is wrong with the first line that is no row: a CR within it, its quotes, or its length."""
    number, line = odd.select(LINE, TEXT).row(0)
    kind, fields = odd.head(1).select(*_kinds(file)).row(0)
    match kind:
        case "CR":
            return message(
                "{path}, line {line}: the line has a bare CR inside it, so it may be more than one row; remove it, or "
                "save the file with one kind of line end.",
                path=file.path,
                line=number,
            )
        case "unclosed":
            return message(
                '{path}, line {line}: a quote (") is opened and not closed on this line, so sto cannot separate the rows '
                "after it; close it or remove it.",
                path=file.path,
                line=number,
            )
        case "stray":
            names, (at, value) = file.recognised.names, _first_stray(line, file.recognised.delimiter)
            return message(
                '{path}, line {line}, column {column}: {value} has a quote (") in a place where no field begins or ends; '
                "put the whole field in quotes and double those within it, or remove them.",
                path=file.path,
                line=number,
                column=names[at] if at < len(names) else message("after the last"),
                value=f"'{value}'" if len(value) <= _SHOWN else f"'{value[:_SHOWN]}'…",
            )
    return message(
        "{path}, line {line}: the row is {fault}; was the file cut off, or a name with the delimiter left unquoted?",
        path=file.path,
        line=number,
        fault=_length(fields, len(file.recognised.names)),
    )


def _first_stray(line: str, delimiter: str) -> tuple[int, str]:
    """Find the first field with a misplaced quote: its index, and its text up to the next delimiter."""
    mark = re.escape(delimiter)
    field = re.compile(f"(?>{_FIELD.replace('D', mark)})(?={mark}|$)")
    at, place = 0, 0
    while (match := field.match(line, place)) and match.end() < len(line):
        at, place = at + 1, match.end() + 1
    return at, line[place:].partition(delimiter)[0]
