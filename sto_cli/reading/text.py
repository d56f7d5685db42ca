"""From bytes to UTF-8 text: the encoding ladder, and a count of lines and fields.

The ladder is byte order mark, strict UTF-8, Windows-1252, or what the user says. A file that is
not UTF-8 is copied once, as UTF-8, to a private folder: Polars scans nothing else. Polars is also
silent about rows that are too short and about rows that an unclosed quote swallows, so the lines
and their separators are counted here, on the bytes.
"""

from __future__ import annotations

import codecs
import mmap
from collections import Counter
from dataclasses import dataclass
from operator import methodcaller
from typing import TYPE_CHECKING

from sto_cli.errors import InputError, NotDuoError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CHUNK = 1 << 20
_LONGEST_HEADER = 1 << 16
_BINARY_WITHIN = 4096
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class NotTextError(NotDuoError):
    """The file begins with bytes that no text has: a spreadsheet, an archive, a picture."""

    kind = "no CSV text"


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
        UsageError: there is no such encoding as the user asked for.
        NotTextError: the file is binary.
        InputError: the file is empty, unreadable, or not in its encoding.
    """
    try:
        chosen, utf8 = _as_utf8(path, private, encoding)
        with utf8.open("rb") as file:
            line = file.readline(_LONGEST_HEADER)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the file and its permissions.") from error
    header = line.decode("utf-8-sig", errors="replace")
    text = Text(path, utf8, chosen, "CRLF" if header.endswith("\r\n") else "LF", header.rstrip("\r\n"))
    if not line.strip():
        raise InputError(f"{path}: the file is empty or starts with a blank line; a header line was expected.")
    if "\r" in text.header:
        raise InputError(
            f"{path}: the first line holds a bare CR, which sto does not take for a line end; "
            "save the file with LF or CRLF line ends."
        )
    if len(line) == _LONGEST_HEADER:
        raise InputError(f"{path}: the first line is longer than {_LONGEST_HEADER:,} bytes, so it is no DUO header.")
    return text


def _as_utf8(path: Path, private: Path, encoding: str | None) -> tuple[str, Path]:
    """Climb the ladder, and give the encoding with the path of the text in UTF-8."""
    with path.open("rb") as file:
        start = file.read(_BINARY_WITHIN)
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    chosen = _known(encoding) if encoding else marked or "utf-8"
    _refuse_nul(path, start, chosen, NotTextError)
    if not chosen.startswith("utf-8"):
        return chosen, _copy(path, private, chosen)
    problem = _not_utf8(path)
    if problem is None:
        return chosen, path
    if encoding or marked:
        raise problem
    return "cp1252", _copy(path, private, "cp1252")


def _not_utf8(path: Path) -> _UndecodableError | None:
    """Say why a file is not UTF-8; None where it is."""
    try:
        for _ in _decoded(path, "utf-8"):
            pass
    except _UndecodableError as error:
        return error
    return None


def _refuse_nul(path: Path, content: bytes, encoding: str, error: type[InputError]) -> None:
    if b"\0" in content and not encoding.startswith("utf-16"):
        raise error(f"{path}: the file holds NUL bytes, so it is not CSV text; save it as CSV and try again.")


def _known(encoding: str) -> str:
    try:
        found = codecs.lookup(encoding)
    except LookupError:
        found = None
    # rot13 and base64 are codecs too, but from text to text or from bytes to bytes.
    if found is None or not getattr(found, "_is_text_encoding", True):
        raise UsageError(f"--encoding {encoding}: there is no such encoding of text; try utf-8, cp1252 or cp850.")
    return found.name


def _copy(path: Path, private: Path, encoding: str) -> Path:
    copy = private / f"{len(list(private.iterdir()))}.utf8"
    with copy.open("wb") as file:
        file.writelines(text.encode("utf-8") for text in _decoded(path, encoding))
    return copy


class _UndecodableError(InputError):
    """A byte has no meaning in the encoding."""


def _decoded(path: Path, encoding: str) -> Iterator[str]:
    """Give the text of a file piece by piece, so that a large one is never held whole."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line = 1
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                _refuse_nul(path, chunk, encoding, InputError)
                yield (text := decoder.decode(chunk))
                line += text.count("\n")
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        line += error.object[: error.start].count(b"\n")
        raise _UndecodableError(
            f"{path}, line {line}: byte 0x{error.object[error.start]:02x} has no meaning in {encoding}; "
            "name the encoding of the file with --encoding, for instance cp850."
        ) from error


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
        found = 1 + sum(part.count(delimiter) for part in line.split('"')[::2])  # those between quotes do not separate
        if found != fields:
            short_or_long = "too short" if found < fields else "too long"
            raise InputError(
                f"{text.path}, line {number}: the row is {short_or_long}, {found} fields where the header has {fields}; "
                "was the file cut off, or a name with the delimiter left unquoted?"
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
        for number, line in enumerate(file, start=1):
            if number > 1:
                yield number, line.rstrip("\r\n")
