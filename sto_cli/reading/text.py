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
from sto_cli.language import message
from sto_cli.reading.inputs import private_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sto_cli.reading.containers import Piece

_CHUNK = 1 << 20
_LONGEST_HEADER = 1 << 16
_BINARY_WITHIN = 4096
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class NotTextError(NotDuoError):
    """The file begins with bytes that no text has: a picture, an old spreadsheet."""

    kind = message("no CSV text")


@dataclass(frozen=True)
class Text:
    """A file as text.

    Attributes:
        path: the user's file, for messages.
        utf8: the same text in UTF-8: the file itself, or a private copy.
        encoding: the encoding it was read in (a Python codec name).
        line_end: `CRLF`, `LF` or `CR`, as the header line ends.
        header: the header line, without its end.
        first_line: where the header stands in what the user has: line 1, or a row of a sheet.
    """

    path: Path
    utf8: Path
    encoding: str
    line_end: str
    header: str
    first_line: int = 1


@dataclass(frozen=True)
class Census:
    """What the lines below the header hold: how many are rows, how many are blank."""

    rows: int
    blank: int


def open_text(piece: Piece, private: Path, encoding: str | None = None) -> Text:
    """Find the encoding of a file and give its text; `private` is a folder for a copy in UTF-8.

    Raises:
        UsageError: there is no such encoding as the user asked for.
        NotTextError: the file is binary.
        InputError: the file is empty, unreadable, or not in its encoding.
    """
    try:
        chosen, utf8 = _as_utf8(piece, private, encoding)
        line = _first_line(utf8)
        bare = b"\r" in line.rstrip(b"\r\n") or line.endswith(b"\r")
        if bare:
            utf8 = _with_line_feeds(piece.path, utf8, private)
            line = _first_line(utf8)
    except OSError as error:
        raise InputError(
            message(
                "{path}: cannot be read ({reason}); check the file and its permissions.",
                path=piece.path,
                reason=error.strerror,
            )
        ) from error
    header = line.decode("utf-8-sig", errors="replace")
    line_end = "CR" if bare else "CRLF" if header.endswith("\r\n") else "LF"
    if not line.strip():
        raise InputError(
            message(
                "{path}: the file is empty or starts with a blank line; a header line was expected.", path=piece.path
            )
        )
    if len(line) == _LONGEST_HEADER:
        raise InputError(
            message(
                "{path}: the first line is longer than {bytes:,} bytes, so it is no DUO header.",
                path=piece.path,
                bytes=_LONGEST_HEADER,
            )
        )
    return Text(piece.path, utf8, chosen, line_end, header.rstrip("\r\n"), piece.first_line)


def _first_line(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.readline(_LONGEST_HEADER)


def _with_line_feeds(path: Path, utf8: Path, private: Path) -> Path:
    """Copy a file whose lines end in a bare CR, as old Macs wrote it; a mixture is refused."""
    copy = private_file(private)
    with utf8.open("rb") as source, copy.open("wb") as target:
        while chunk := source.read(_CHUNK):
            if b"\n" in chunk:
                raise InputError(
                    message(
                        "{path}: some lines end in a bare CR and some in LF, so rows cannot be told apart; "
                        "save the file with one kind of line end.",
                        path=path,
                    )
                )
            target.write(chunk.replace(b"\r", b"\n"))
    return copy


def _as_utf8(piece: Piece, private: Path, encoding: str | None) -> tuple[str, Path]:
    """Climb the ladder, and give the encoding with the path of the text in UTF-8."""
    with piece.file.open("rb") as file:
        start = file.read(_BINARY_WITHIN)
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    chosen = _known(encoding) if encoding else marked or "utf-8"
    _refuse_nul(piece.path, start, chosen, NotTextError)
    if not chosen.startswith("utf-8"):
        return chosen, _copy(piece, private, chosen)
    problem = _not_utf8(piece)
    if problem is None:
        return chosen, piece.file
    if encoding or marked:
        raise problem
    return "cp1252", _copy(piece, private, "cp1252")


def _not_utf8(piece: Piece) -> _UndecodableError | None:
    """Say why a file is not UTF-8; None where it is."""
    try:
        for _ in _decoded(piece, "utf-8"):
            pass
    except _UndecodableError as error:
        return error
    return None


def _refuse_nul(path: Path, content: bytes, encoding: str, error: type[InputError]) -> None:
    if b"\0" in content and not encoding.startswith("utf-16"):
        raise error(
            message("{path}: the file holds NUL bytes, so it is not CSV text; save it as CSV and try again.", path=path)
        )


def _known(encoding: str) -> str:
    try:
        found = codecs.lookup(encoding)
    except LookupError:
        found = None
    # rot13 and base64 are codecs too, but from text to text or from bytes to bytes.
    if found is None or not getattr(found, "_is_text_encoding", True):
        raise UsageError(
            message(
                "--encoding {encoding}: there is no such encoding of text; try utf-8, cp1252 or cp850.",
                encoding=encoding,
            )
        )
    return found.name


def _copy(piece: Piece, private: Path, encoding: str) -> Path:
    copy = private_file(private)
    with copy.open("wb") as file:
        file.writelines(text.encode("utf-8") for text in _decoded(piece, encoding))
    return copy


class _UndecodableError(InputError):
    """A byte has no meaning in the encoding."""


def _decoded(piece: Piece, encoding: str) -> Iterator[str]:
    """Give the text of a file piece by piece, so that a large one is never held whole."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line = 1
    try:
        with piece.file.open("rb") as file:
            while chunk := file.read(_CHUNK):
                _refuse_nul(piece.path, chunk, encoding, InputError)
                yield (text := decoder.decode(chunk))
                line += text.count("\n")
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        line += error.object[: error.start].count(b"\n")
        raise _UndecodableError(
            message(
                "{path}, line {line}: byte 0x{byte:02x} has no meaning in {encoding}; "
                "name the encoding of the file with --encoding, for instance cp850.",
                path=piece.path,
                line=line,
                byte=error.object[error.start],
                encoding=encoding,
            )
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
