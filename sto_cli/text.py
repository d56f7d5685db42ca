"""From bytes to UTF-8 text: the encoding ladder, and a count of lines and fields.

The ladder is byte order mark, strict UTF-8, Windows-1252, or what the user says. A file that is
not UTF-8 is copied once, as UTF-8, to a private folder: Polars scans nothing else. Polars is also
silent about rows that are too short and about rows that an unclosed quote swallows, so the lines
and their separators are counted here, on the bytes.
"""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from dataclasses import dataclass
from operator import methodcaller
from typing import TYPE_CHECKING

from sto_cli.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CHUNK = 1 << 20
_LONGEST_HEADER = 1 << 16
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Text:
    """A file as text.

    Attributes:
        path: the user's file, for messages.
        utf8: the same text in UTF-8: the file itself, or a private copy.
        encoding: the encoding it was read in (a Python codec name).
        line_end: `CRLF` or `LF`, as the header line ends.
        header: the header line, without its end.
    """

    path: Path
    utf8: Path
    encoding: str
    line_end: str
    header: str


@dataclass(frozen=True)
class Census:
    """What the lines below the header hold: how many are rows, how many are blank."""

    rows: int
    blank: int


def open_text(path: Path, private: Path, encoding: str | None = None) -> Text:
    """Find the encoding of `path` and give its text; `private` is a folder for a copy in UTF-8.

    Raises:
        InputError: the file is empty, unreadable, not text, or not in the encoding that was asked for.
    """
    try:
        chosen, utf8 = _as_utf8(path, private, encoding)
        with utf8.open("rb") as file:
            line = file.readline(_LONGEST_HEADER)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the file and its permissions.") from error
    if not line.strip():
        raise InputError(f"{path}: the file is empty or starts with a blank line; a header line was expected.")
    header = line.decode("utf-8-sig", errors="replace")
    if not line.endswith(b"\n") and len(line) == _LONGEST_HEADER:
        raise InputError(
            f"{path}: the first line is longer than {_LONGEST_HEADER:,} bytes, so it is no header of a DUO file."
        )
    return Text(path, utf8, chosen, "CRLF" if header.endswith("\r\n") else "LF", header.rstrip("\r\n"))


def _as_utf8(path: Path, private: Path, encoding: str | None) -> tuple[str, Path]:
    with path.open("rb") as file:
        start = file.read(4)
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    chosen = encoding or marked or "utf-8"
    if chosen in {"utf-8", "utf-8-sig"}:
        if _is_utf8(path):
            return chosen, path
        if encoding or marked:
            raise InputError(f"{path}: the file is not in UTF-8, which it claims to be; name another with --encoding.")
        chosen = "cp1252"
    copy = private / f"{len(list(private.iterdir()))}.utf8"
    try:
        with copy.open("wb") as file:
            file.writelines(text.encode("utf-8") for text in _decoded(path, chosen))
    except (UnicodeError, LookupError) as error:
        raise InputError(
            f"{path}: the file cannot be read as {chosen} ({error}); name its encoding with --encoding."
        ) from error
    return chosen, copy


def _is_utf8(path: Path) -> bool:
    try:
        for _ in _decoded(path, "utf-8"):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _decoded(path: Path, encoding: str) -> Iterator[str]:
    """Give the text of a file piece by piece, so that a large one is never held whole."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if b"\0" in chunk and not encoding.startswith("utf-16"):
                raise InputError(
                    f"{path}: the file holds NUL bytes, so it is not CSV text; save it as CSV and try again."
                )
            yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def take_census(text: Text, delimiter: str, fields: int) -> Census:
    """Count the rows below the header and see that each has `fields` fields.

    Raises:
        InputError: a row is too short or too long; the first one is named by its line.
    """
    with text.utf8.open("rb") as file:
        file.readline()
        separators = Counter(map(methodcaller("count", delimiter.encode()), file))
    expected = separators.pop(fields - 1, 0)
    blank = _check_odd_lines(text, delimiter, fields) if separators else 0
    rows = expected + sum(separators.values()) - blank
    if not rows:
        raise InputError(f"{text.path}: there is a header line but no row below it; was the download cut off?")
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
        found = len(next(csv.reader([line], delimiter=delimiter)))  # a separator may stand between quotes
        if found != fields:
            short_or_long = "too short" if found < fields else "too long"
            raise InputError(
                f"{text.path}, line {number}: the row is {short_or_long}, {found} fields where the header has {fields}; "
                "was the file cut off, or a name with the delimiter left unquoted?"
            )
    return blank


def lines(text: Text) -> Iterator[tuple[int, str]]:
    """Give the lines below the header with their line numbers, for a closer look after a failure."""
    with text.utf8.open(encoding="utf-8", errors="replace", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            if number > 1:
                yield number, line.rstrip("\r\n")
