"""What stands between a file and its text: compression, an archive, standard input, a workbook.

What is inside goes to a private folder, under a number and never under a name that the archive says, and
stops there as soon as it is more than the limits allow. Told by the first bytes, not by the name.
"""

from __future__ import annotations

import gzip
import struct
import sys
import zipfile
import zlib
from typing import TYPE_CHECKING, NamedTuple

from sto_cli.errors import InputError
from sto_cli.language import message
from sto_cli.reading import archives, excel, inputs, sheet_size
from sto_cli.reading.inputs import unreadable
from sto_cli.reading.limits import DEFAULT, Allowance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sto_cli.catalog import Catalog
    from sto_cli.errors import NotDuoError
    from sto_cli.reading.inputs import Input
    from sto_cli.reading.limits import Limits

_GZIP, _ZIPS = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06")
_START = 4
_WORKBOOK = "xl/workbook.xml"
_DAMAGE = (
    EOFError,
    zlib.error,
    gzip.BadGzipFile,
    zipfile.BadZipFile,
    struct.error,
    UnicodeDecodeError,  # of the name of a member
    NotImplementedError,
    RuntimeError,  # a password is wanted
)


class Piece(NamedTuple):
    """One file of text to read, wherever it was inside.

    Attributes:
        path: what to call it in messages: the user's path, and below it a member or sheet.
        file: where its bytes are: the user's file itself, or a private copy.
        named: the user named it, so that it must be recognised.
        first_line: the line (or the row of the sheet) where its header stands.
        unread: why it cannot be read here, where it may be passed over.
    """

    path: Path
    file: Path
    named: bool
    first_line: int = 1
    unread: NotDuoError | None = None


def unpack(entry: Input, private: Path, catalog: Catalog, limits: Limits = DEFAULT) -> Iterator[Piece]:
    """Give the texts in a file: the file itself, or what it holds.

    Raises:
        InputError: it cannot be read, is damaged, or holds more than the limits allow.
    """
    try:
        yield from _unpack(entry, private, catalog, limits)
    except _DAMAGE as error:
        raise InputError(
            message(
                "{path}: the archive is damaged or locked ({reason}); fetch it again, or unpack it yourself.",
                path=entry.path,
                reason=error,
            )
        ) from error
    except OSError as error:
        raise unreadable(entry.path, error) from error


def _unpack(entry: Input, private: Path, catalog: Catalog, limits: Limits) -> Iterator[Piece]:
    file = _piped(entry.path, private, limits) if entry.path == inputs.STANDARD_INPUT else entry.path
    allowance = Allowance(entry.path, limits, file.stat().st_size)
    yield from _open(Piece(entry.path, file, entry.named), private, catalog, allowance, within_zip=False)


def _piped(path: Path, private: Path, limits: Limits) -> Path:
    """Copy standard input, which may have no end."""
    if sys.stdin is None:
        raise InputError(message("{path}: standard input is closed; pipe a file in, or name one.", path=path))
    return _spool(iter(lambda: sys.stdin.buffer.read(archives.CHUNK), b""), private, Allowance(path, limits))


def _open(piece: Piece, private: Path, catalog: Catalog, allowance: Allowance, *, within_zip: bool) -> Iterator[Piece]:
    with piece.file.open("rb") as opened:
        start = opened.read(_START)
    if start.startswith(_GZIP):
        with gzip.open(piece.file) as inside:
            yield piece._replace(file=_spool(iter(lambda: inside.read(archives.CHUNK), b""), private, allowance))
    elif start in _ZIPS:
        with zipfile.ZipFile(piece.file) as archive:
            if _WORKBOOK in archive.namelist():
                sheet_size.weigh(piece.path, archive, allowance)
                yield from _sheets(piece, private, catalog)
            elif not within_zip:
                yield from _members(piece, archive, private, catalog, allowance)
            else:
                yield piece  # an archive in an archive is no text, and is listed as that
    else:
        yield piece


def _sheets(piece: Piece, private: Path, catalog: Catalog) -> Iterator[Piece]:
    try:
        sheets = excel.sheets(piece.path, piece.file, private, catalog)
    except excel.NoReaderError as error:
        yield piece._replace(unread=error)
        return
    for sheet in sheets:
        name = sheet.name.replace("/", "_")  # Excel allows none, but a sheet that is called /etc/passwd is no such file
        yield Piece(piece.path / name, sheet.file, named=False, first_line=sheet.header_row)


def _members(
    piece: Piece, archive: zipfile.ZipFile, private: Path, catalog: Catalog, allowance: Allowance
) -> Iterator[Piece]:
    """Give the files in a zip; some may be no DUO files, as in a folder."""
    members = archives.files(piece.path, archive, allowance)
    archives.refuse_elsewhere(piece.path, members)
    for member in members:
        copy = _spool(archives.pieces(archive, member), private, allowance)
        found = Piece(piece.path / member.filename, copy, named=False)
        yield from _open(found, private, catalog, allowance, within_zip=True)


def _spool(pieces: Iterable[bytes], private: Path, allowance: Allowance) -> Path:
    """Copy to the private folder, as far as is allowed."""
    copy = inputs.private_file(private)
    with copy.open("wb") as target:
        for piece in pieces:
            allowance.take(len(piece))
            target.write(piece)
    return copy
