"""What a zip holds, listed before anything is taken out of it.

The names in an archive are never used as paths. One that would lead elsewhere if it were is refused all the
same: no archive of DUO has one, so whoever made this archive meant it for a program that is less careful.
"""

from __future__ import annotations

import stat
import zipfile
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from sto_cli.errors import InputError
from sto_cli.language import message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sto_cli.reading.limits import Allowance

_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""What zipfile unpacks piece by piece; bzip2 and LZMA come out in one piece, however large."""
_UNIX = 3
CHUNK = 1 << 16


def files(path: Path, archive: zipfile.ZipFile, allowance: Allowance) -> list[zipfile.ZipInfo]:
    """List the files in a zip, after a look at what it says of them; `path` is what the user calls it.

    Raises:
        InputError: there are too many, they say that they are too large, or are packed in an unknown way.
    """
    found = archive.infolist()
    allowance.members(len(found))
    allowance.declare(sum(member.file_size for member in found))
    for member in found:
        if member.compress_type not in _METHODS:
            raise InputError(
                message(
                    "{path}: '{member}' is packed in a way that sto does not read; unpack it yourself.",
                    path=path,
                    member=member.filename,
                )
            )
    return [member for member in found if not member.filename.endswith("/")]


def refuse_elsewhere(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Refuse names that are no names of files below the archive, and links.

    Raises:
        InputError: there is one.
    """
    for member in members:
        kind = stat.S_IFMT(member.external_attr >> 16) if member.create_system == _UNIX else 0
        if leads_elsewhere(member.filename) or kind not in {0, stat.S_IFREG}:
            raise InputError(
                message(
                    "{path}: '{member}' is a link, or a name that leads out of the archive; unpack it yourself, "
                    "and name the files that you trust.",
                    path=path,
                    member=member.filename,
                )
            )


def leads_elsewhere(name: str) -> bool:
    """Tell whether a name, taken for a path, would lead out of the folder in which it stands, on any system."""
    windows = PureWindowsPath(name)
    return bool(windows.anchor) or ".." in windows.parts or PurePosixPath(name).name == ""


def pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a file piece by piece."""
    with archive.open(member) as inside:
        while piece := inside.read(CHUNK):
            yield piece
