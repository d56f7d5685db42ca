"""From a path to bytes: compression, an archive, standard input, a workbook.

The first bytes decide the kind, never the name. The content stays in memory, and is counted while it is unpacked.
The names in an archive are never used as paths. A name that leads out of the archive is refused: no archive of DUO
has one, so such an archive is an attack on another program.
"""

from __future__ import annotations

import gzip
import io
import stat
import struct
import sys
import zipfile
import zlib
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, TYPE_CHECKING

from sto_cli.errors import InputError
from sto_cli.language import every
from sto_cli.reading import limits, paths, sheets
from sto_cli.reading.limits import Allowance
from sto_cli.reading.text import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sto_cli.catalog import Catalog
    from sto_cli.reading.paths import Input

_GZIP, _ZIPS = b"\x1f\x8b", (b"PK\x03\x04", b"PK\x05\x06")
_WORKBOOK = "xl/workbook.xml"
_CHUNK = 1 << 20
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""What zipfile unpacks piece by piece; bzip2 and LZMA come out in one piece, however large."""
_UNIX = 3
_DAMAGE = (
    EOFError,
    zlib.error,
    gzip.BadGzipFile,
    zipfile.BadZipFile,
    struct.error,
    ValueError,  # a member that stands before the file begins, or whose name is in no encoding
    NotImplementedError,
    RuntimeError,  # a password is wanted
)


def unpack(entry: Input, catalog: Catalog) -> Iterator[Piece]:
    """Give the texts in a file: the file itself, or what it holds.

    Raises:
        InputError: it cannot be read, is damaged, or holds more than the limits allow.
    """
    try:
        content = _read(entry.path)
        allowance = Allowance(entry.path, packed=len(content))
        pieces = _open(Piece(entry.path, content, entry.named), catalog, allowance, within_zip=False)
        yield from _member(entry, pieces) if entry.member else pieces
    except _DAMAGE as error:
        raise InputError(
            "{path}: the archive is damaged or locked ({reason}); download it again, or unpack it yourself.",
            path=entry.path,
            reason=error,
        ) from error
    except OSError as error:
        raise paths.unreadable(entry.path, error) from error


def _member(entry: Input, pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Give the one sheet, or file of an archive, that the user named, also where it is coarser than another."""
    found = {str(piece.path.relative_to(entry.path)): piece for piece in pieces if piece.path != entry.path}
    if entry.member not in found:
        raise InputError(
            "{path}: the archive has no '{member}'; it has {members}.",
            path=entry.path,
            member=entry.member,
            members=every(f"'{name}'" for name in found),
        )
    yield found[entry.member]._replace(named=True, unread=None)


def _read(path: Path) -> bytes:
    """Read a file, or standard input, whole."""
    if path == paths.STANDARD_INPUT:
        if sys.stdin is None:
            raise InputError("{path}: standard input is closed; pipe a file in, or name one.", path=path)
        return _taken(sys.stdin.buffer, Allowance(path))
    with path.open("rb") as file:
        return _taken(file, Allowance(path))


def _taken(source: IO[bytes] | gzip.GzipFile, allowance: Allowance) -> bytes:
    """Read up to the limit."""
    found = io.BytesIO()
    while chunk := source.read(_CHUNK):
        allowance.take(len(chunk))
        found.write(chunk)
    return found.getvalue()


def _open(piece: Piece, catalog: Catalog, allowance: Allowance, *, within_zip: bool) -> Iterator[Piece]:
    if piece.content.startswith(_GZIP):
        with gzip.open(io.BytesIO(piece.content)) as inside:
            yield piece._replace(content=_taken(inside, allowance))
    elif piece.content.startswith(_ZIPS):
        with zipfile.ZipFile(io.BytesIO(piece.content)) as archive:
            if _WORKBOOK in archive.namelist():
                members = _members(piece.path, archive)
                sheets.refuse_too_large(piece.path, (_taken(archive.open(member), allowance) for member in members))
                yield from _sheets(piece, catalog)
            elif not within_zip:
                yield from _files(piece, archive, catalog, allowance)
            else:
                yield piece  # an archive in an archive is no text, and is listed as that
    else:
        yield piece


def _sheets(piece: Piece, catalog: Catalog) -> Iterator[Piece]:
    found = sheets.written_out(piece.path, piece.content, catalog)
    coarser = sheets.finest(found)
    for sheet in found:
        # Excel allows no /, but a sheet that is called /etc/passwd is no such file.
        path = piece.path / sheet.name.replace("/", "_")
        unread = sheets.CoarserError(path, coarser[sheet.name]) if sheet.name in coarser else None
        yield Piece(path, sheet.content, named=False, first_line=sheet.header_row, unread=unread)


def _files(piece: Piece, archive: zipfile.ZipFile, catalog: Catalog, allowance: Allowance) -> Iterator[Piece]:
    """Give the files in a zip; some may be no DUO files, as in a folder."""
    members = [member for member in _members(piece.path, archive) if not member.filename.endswith("/")]
    for member in members:
        kind = stat.S_IFMT(member.external_attr >> 16) if member.create_system == _UNIX else 0
        if _leads_elsewhere(member.filename) or kind not in {0, stat.S_IFREG}:
            raise InputError(
                "{path}: '{member}' is a link, or a name that leads out of the archive; unpack it yourself, "
                "and name the files that you trust.",
                path=piece.path,
                member=member.filename,
            )
    for member in members:
        with archive.open(member) as inside:
            found = Piece(piece.path / member.filename, _taken(inside, allowance), named=False)
        yield from _open(found, catalog, allowance, within_zip=True)


def _members(path: Path, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """List what is in an archive, after a look at how many there are and how they are packed."""
    found = archive.infolist()
    if len(found) > limits.MEMBERS.most:
        raise limits.over(limits.MEMBERS, len(found), path)
    for member in found:
        if member.compress_type not in _METHODS:
            raise InputError(
                "{path}: '{member}' is packed in a way that sto does not read; unpack it yourself.",
                path=path,
                member=member.filename,
            )
    return found


def _leads_elsewhere(name: str) -> bool:
    """Tell whether a name, taken for a path, would lead out of the folder in which it stands, on any system."""
    windows = PureWindowsPath(name)
    return bool(windows.anchor) or ".." in windows.parts or PurePosixPath(name).name == ""
