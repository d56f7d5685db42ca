"""A file as text in UTF-8, one line below the other, with the header line apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sto_cli.errors import InputError
from sto_cli.language import message
from sto_cli.reading.encoding import CHUNK, as_utf8, holds_nul, not_utf8
from sto_cli.reading.inputs import private_file, unreadable

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from sto_cli.reading.containers import Piece

_LONGEST_HEADER = 1 << 16
# Every so many bytes, a line end is looked for in as many as the longest header has. A line is held in memory as a whole,
# several times over, so that one of 2 GB would fill it; with a look every 16 MB none can be much longer than that.
_LOOK_EVERY = 1 << 24


class Text(NamedTuple):
    """A file as text.

    Attributes:
        utf8: the same text in UTF-8: the file itself, or a private copy.
        encoding: the encoding it was read in (a Python codec name).
        line_end: `CRLF`, `LF` or `CR`, as the header line ends.
        header: the header line, without its end.
        piece: where it came from, to read it again in another encoding.
        private: the folder for private copies.
        certain: the user or a byte order mark says the encoding; it was not found out.
    """

    piece: Piece
    private: Path
    utf8: Path
    encoding: str
    line_end: str
    header: str
    certain: bool

    @property
    def path(self) -> Path:
        """The user's file, for messages."""
        return self.piece.path

    @property
    def first_line(self) -> int:
        """Where the header stands in what the user has: line 1, or a row of a sheet."""
        return self.piece.first_line


def open_text(piece: Piece, private: Path, encoding: str | None = None) -> Text:
    """Find the encoding of a file and give its text; `private` is a folder for a copy in UTF-8.

    Raises:
        UsageError: there is no such encoding as the user asked for.
        NotTextError: the file is binary.
        InputError: the file is empty, unreadable, not in its encoding, or one of its lines has no end.
    """
    try:
        chosen, utf8 = as_utf8(piece, private, encoding)
        line = _first_line(utf8)
        bare = b"\r" in line.rstrip(b"\r\n") or line.endswith(b"\r")
        if bare:
            utf8 = _with_line_feeds(piece.path, utf8, private)
            line = _first_line(utf8)
        _refuse_endless_line(piece.path, utf8)
    except OSError as error:
        raise unreadable(piece.path, error) from error
    line_end = "CR" if bare else "CRLF" if line.endswith(b"\r\n") else "LF"
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
    try:
        header = line.decode("utf-8-sig")
    except UnicodeDecodeError as error:  # a byte order mark or the user says that it is UTF-8
        raise not_utf8(piece) from error
    certain = bool(encoding) or chosen not in {"utf-8", "cp1252"}
    return Text(piece, private, utf8, chosen, line_end, header.rstrip("\r\n"), certain)


def reopened(text: Text) -> Text:
    """Open a text anew that turned out not to be UTF-8 far into the file: it is taken for Windows-1252 then.

    Raises:
        InputError: the encoding was certain, so that the first byte that has no meaning in it is named.
    """
    if text.certain or text.encoding != "utf-8":
        raise not_utf8(text.piece)
    return open_text(text.piece, text.private, "cp1252")


def _first_line(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.readline(_LONGEST_HEADER)


def _refuse_endless_line(path: Path, utf8: Path) -> None:
    """Refuse a file with a line that is too long to be held, before anything tries."""
    with utf8.open("rb") as file:
        for start in range(0, utf8.stat().st_size - _LONGEST_HEADER, _LOOK_EVERY):
            file.seek(start)
            found = file.read(_LONGEST_HEADER)
            if start and b"\n" not in found:
                raise holds_nul(path) if b"\0" in found else _endless(path, file, start)


def _endless(path: Path, file: BinaryIO, start: int) -> InputError:
    file.seek(0)
    line = 1 + sum(file.read(min(CHUNK, start - read)).count(b"\n") for read in range(0, start, CHUNK))
    return InputError(
        message(
            "{path}, line {line}: the line is longer than {bytes:,} bytes, so it is no row; was the file damaged, or are its "
            "line ends gone?",
            path=path,
            line=line,
            bytes=_LONGEST_HEADER,
        )
    )


def _with_line_feeds(path: Path, utf8: Path, private: Path) -> Path:
    """Copy a file whose lines end in a bare CR, as old Macs wrote it; a mixture is refused."""
    copy = private_file(private)
    with utf8.open("rb") as source, copy.open("wb") as target:
        while chunk := source.read(CHUNK):
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
