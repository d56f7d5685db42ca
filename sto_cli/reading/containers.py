"""What stands between a file and its text: compression, an archive, standard input, a workbook.

What is inside goes to a private folder, under a number and never under a name that the archive says.
Told by the first bytes, not by the name.
"""

from __future__ import annotations

import gzip
import shutil
import sys
import zipfile
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sto_cli.errors import InputError
from sto_cli.language import message
from sto_cli.reading import excel, inputs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from gzip import GzipFile
    from pathlib import Path
    from typing import IO

    from sto_cli.catalog import Catalog
    from sto_cli.errors import NotDuoError
    from sto_cli.reading.inputs import Input

_GZIP, _ZIPS = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06")
_START = 4
_WORKBOOK = "xl/workbook.xml"


@dataclass(frozen=True)
class Piece:
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


def unpack(entry: Input, private: Path, catalog: Catalog) -> Iterator[Piece]:
    """Give the texts in a file: the file itself, or what it holds.

    Raises:
        InputError: it cannot be read, or is damaged.
    """
    try:
        yield from _unpack(entry, private, catalog)
    except OSError as error:
        raise unreadable(entry.path, error) from error
    except (EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise InputError(
            message(
                "{path}: the archive is damaged or locked ({reason}); fetch it again, or unpack it yourself.",
                path=entry.path,
                reason=error,
            )
        ) from error


def unreadable(path: Path, error: OSError) -> InputError:
    """Say that the system does not let a file be read."""
    return InputError(
        message(
            "{path}: cannot be read ({reason}); check the file and its permissions.",
            path=path,
            reason=error.strerror or str(error),
        )
    )


def _unpack(entry: Input, private: Path, catalog: Catalog) -> Iterator[Piece]:
    file = _spool(sys.stdin.buffer, private) if entry.path == inputs.STANDARD_INPUT else entry.path
    yield from _open(Piece(entry.path, file, entry.named), private, catalog, within_zip=False)


def _open(piece: Piece, private: Path, catalog: Catalog, *, within_zip: bool) -> Iterator[Piece]:
    with piece.file.open("rb") as opened:
        start = opened.read(_START)
    if start.startswith(_GZIP):
        with gzip.open(piece.file) as inside:
            yield replace(piece, file=_spool(inside, private))
    elif start in _ZIPS:
        with zipfile.ZipFile(piece.file) as archive:
            if _WORKBOOK in archive.namelist():
                yield from _sheets(piece, private, catalog)
            elif not within_zip:
                yield from _members(piece, archive, private, catalog)
            else:
                yield piece  # an archive in an archive is no text, and is listed as that
    else:
        yield piece


def _sheets(piece: Piece, private: Path, catalog: Catalog) -> Iterator[Piece]:
    try:
        sheets = excel.sheets(piece.path, piece.file, private, catalog)
    except excel.NoReaderError as error:
        yield replace(piece, unread=error)
        return
    for sheet in sheets:
        yield Piece(piece.path / sheet.name, sheet.file, named=False, first_line=sheet.header_row)


def _members(piece: Piece, archive: zipfile.ZipFile, private: Path, catalog: Catalog) -> Iterator[Piece]:
    """Give the files in a zip; some may be no DUO files, as in a folder."""
    for member in archive.infolist():
        if not member.is_dir():
            with archive.open(member) as inside:
                found = Piece(piece.path / member.filename, _spool(inside, private), named=False)
            yield from _open(found, private, catalog, within_zip=True)


def _spool(source: IO[bytes] | GzipFile, private: Path) -> Path:
    copy = inputs.private_file(private)
    with copy.open("wb") as target:
        shutil.copyfileobj(source, target)
    return copy
