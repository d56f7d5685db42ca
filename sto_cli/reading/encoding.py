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
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sto_cli.reading.containers import Piece

CHUNK = 1 << 20
"""How many bytes are held at a time."""

_BINARY_WITHIN = 4096
_SNIFFED = 1 << 16
# What is pure ASCII is copied as it stands; accents are rare, so small blocks leave little to decode.
_BLOCK = 1 << 11
# Encodings that write ASCII as ASCII and everything else in one byte, so that a block can be decoded by itself.
_ONE_BYTE = ("cp1252", "iso8859-1", "iso8859-15", "cp850", "cp437", "mac-roman")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class NotTextError(NotDuoError):
    """The file begins with bytes that no text has: a picture, an old spreadsheet."""

    kind = message("no CSV text")


def as_utf8(piece: Piece, private: Path, encoding: str | None) -> tuple[str, Path]:
    """Climb the ladder, and give the encoding with the path of the text in UTF-8.

    Whether a file is UTF-8 is told from its beginning; whoever reads it whole has the last word.
    """
    with piece.file.open("rb") as file:
        start = file.read(_SNIFFED)
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    chosen = _known(encoding) if encoding else marked or ("utf-8" if _may_be_utf8(start) else "cp1252")
    _refuse_nul(piece.path, start[:_BINARY_WITHIN], chosen, NotTextError)
    return chosen, piece.file if chosen.startswith("utf-8") else _copy(piece, private, chosen)


def not_utf8(piece: Piece) -> InputError:
    """Say where a file stops being UTF-8, after something else found that it does."""
    try:
        for _ in _decoded(piece, "utf-8"):
            pass
    except InputError as error:
        return error
    return InputError(message("{path}: the file changed while it was read; try again.", path=piece.path))


def _may_be_utf8(start: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(start)
    except UnicodeDecodeError:
        return False
    return True


def holds_nul(path: Path, error: type[InputError] = InputError) -> InputError:
    """Refuse a file with NUL bytes, which no encoding of DUO but UTF-16 has."""
    return error(
        message("{path}: the file holds NUL bytes, so it is not CSV text; save it as CSV and try again.", path=path)
    )


def _refuse_nul(path: Path, content: bytes, encoding: str, error: type[InputError]) -> None:
    if b"\0" in content and not encoding.startswith("utf-16"):
        raise holds_nul(path, error)


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
        file.writelines(_decoded(piece, encoding))
    return copy


class _UndecodableError(InputError):
    """A byte has no meaning in the encoding."""


def _decoded(piece: Piece, encoding: str) -> Iterator[bytes]:
    """Give a file in UTF-8 piece by piece, so that a large one is never held whole."""
    in_utf8 = _by_blocks if encoding in _ONE_BYTE else _as_it_comes(encoding)
    line = 1
    try:
        with piece.file.open("rb") as file:
            while chunk := file.read(CHUNK):
                _refuse_nul(piece.path, chunk, encoding, InputError)
                yield in_utf8(chunk, encoding)
                line += chunk.count(b"\n")
        yield in_utf8(b"", encoding)
    except UnicodeDecodeError as error:
        raise _UndecodableError(
            message(
                "{path}, line {line}: byte 0x{byte:02x} has no meaning in {encoding}; "
                "name the encoding of the file with --encoding, for instance cp850.",
                path=piece.path,
                line=line + error.object[: error.start].count(b"\n"),
                byte=error.object[error.start],
                encoding=encoding,
            )
        ) from error


def _by_blocks(chunk: bytes, encoding: str) -> bytes:
    blocks = (chunk[start : start + _BLOCK] for start in range(0, len(chunk), _BLOCK))
    try:
        return b"".join(block if block.isascii() else block.decode(encoding).encode() for block in blocks)
    except UnicodeDecodeError:
        return chunk.decode(encoding).encode()  # fails again, and says where in the whole chunk


def _as_it_comes(encoding: str) -> Callable[[bytes, str], bytes]:
    """Decode with what was left over of the chunk before; an empty chunk is the last."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    return lambda chunk, _: decoder.decode(chunk, final=not chunk).encode()
