"""The encoding ladder: byte order mark, strict UTF-8, Windows-1252, or what the user says.

A file that is not UTF-8 is copied once, as UTF-8, to a private folder: Polars scans nothing else.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from sto_cli.errors import InputError, NotDuoError, UsageError
from sto_cli.language import message
from sto_cli.reading.inputs import private_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sto_cli.reading.containers import Piece

CHUNK = 1 << 20
"""How many bytes are held at a time."""

_BINARY_WITHIN = 4096
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class NotTextError(NotDuoError):
    """The file begins with bytes that no text has: a picture, an old spreadsheet."""

    kind = message("no CSV text")


def as_utf8(piece: Piece, private: Path, encoding: str | None) -> tuple[str, Path]:
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
            while chunk := file.read(CHUNK):
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
