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
from dataclasses import dataclass
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
    """

    path: Path
    file: Path
    named: bool
    first_line: int = 1


def unpack(entry: Input, private: Path, catalog: Catalog) -> Iterator[Piece]:
    """Give the texts in a file: the file itself, or what it holds.

    Raises:
        InputError: it cannot be read, or is damaged.
    """
    try:
        yield from _unpack(entry, private, catalog)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            message(
                "{path}: cannot be read ({reason}); check the file and its permissions.", path=entry.path, reason=reason
            )
        ) from error
    except (EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise InputError(
            message(
                "{path}: the archive is damaged or locked ({reason}); fetch it again, or unpack it yourself.",
                path=entry.path,
                reason=error,
            )
        ) from error


def _unpack(entry: Input, private: Path, catalog: Catalog) -> Iterator[Piece]:
    file = _spool(sys.stdin.buffer, private) if entry.path == inputs.STANDARD_INPUT else entry.path
    with file.open("rb") as opened:
        start = opened.read(_START)
    if start.startswith(_GZIP):
        with gzip.open(file) as inside:
            yield Piece(entry.path, _spool(inside, private), entry.named)
    elif start in _ZIPS:
        yield from _members(entry.path, file, private, catalog)
    else:
        yield Piece(entry.path, file, entry.named)


def _members(path: Path, file: Path, private: Path, catalog: Catalog) -> Iterator[Piece]:
    """Give the files in a zip, or the sheets if it is a workbook; some may be no DUO files, as in a folder."""
    with zipfile.ZipFile(file) as archive:
        if _WORKBOOK in archive.namelist():
            for sheet in excel.sheets(path, file, private, catalog):
                yield Piece(path / sheet.name, sheet.file, named=False, first_line=sheet.header_row)
            return
        for member in archive.infolist():
            if not member.is_dir():
                with archive.open(member) as inside:
                    yield Piece(path / member.filename, _spool(inside, private), named=False)


def _spool(source: IO[bytes] | GzipFile, private: Path) -> Path:
    copy = inputs.private_file(private)
    with copy.open("wb") as target:
        shutil.copyfileobj(source, target)
    return copy
