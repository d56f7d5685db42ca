"""From what the user names to a list of files. It opens nothing but folders."""

from __future__ import annotations

import contextlib
import errno
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sto_cli.errors import InputError
from sto_cli.language import message

if TYPE_CHECKING:
    from collections.abc import Iterator

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""What the system says of writing only, never of reading."""

STANDARD_INPUT = Path("-")
"""How a user names what is piped in."""


@dataclass(frozen=True)
class Input:
    """One file to read.

    Attributes:
        path: where it is, as the user wrote it.
        named: the user named the file itself, rather than a folder that holds it. A named file
            must be recognised; others in a folder are passed over and listed.
    """

    path: Path
    named: bool


def find(paths: list[Path]) -> list[Input]:
    """List the files behind `paths`: a file is itself, a folder is every file directly in it, by name.

    Raises:
        InputError: a path does not exist, is neither a file nor a folder, has no name in UTF-8, or a folder holds no file.
    """
    found: dict[Path, Input] = {}
    for path in paths:
        try:
            files = _files(path)
        except OSError as error:
            raise unreadable(path, error) from error
        for entry in files:
            _refuse_no_text(entry.path)
            found.setdefault(entry.path.resolve(), entry)
    return list(found.values())


def _files(path: Path) -> list[Input]:
    if path == STANDARD_INPUT:
        return [Input(path, named=True)]
    if path.is_dir():
        files = sorted(entry for entry in path.iterdir() if entry.is_file() and not entry.name.startswith("."))
        if not files:
            raise InputError(
                message("{path}: the folder holds no files; put DUO files in it or name them one by one.", path=path)
            )
        return [Input(file, named=False) for file in files]
    if path.is_file():
        return [Input(path, named=True)]
    if path.is_symlink() or path.exists():
        raise InputError(
            message(
                "{path}: neither a file nor a folder that can be read; name a CSV file or a folder of them.", path=path
            )
        )
    raise InputError(
        message("{path}: there is no such file or folder; check the spelling and the folder you are in.", path=path)
    )


def _refuse_no_text(path: Path) -> None:
    """Refuse a name that is no text, as files have that an old system packed: no output could say it."""
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise InputError(
            message("{path}: the name is not in UTF-8, so no output can say it; rename the file.", path=path)
        ) from error


def unreadable(path: Path, error: OSError) -> InputError:
    """Say that the system does not let a file be read, or has no room for the private copy that is read instead."""
    reason = error.strerror or str(error)
    if error.errno in _NO_ROOM:
        return InputError(
            message(
                "{path}: the private copy that is made of it does not fit in {folder} ({reason}); make room there, "
                "or let TMPDIR name a folder that has it.",
                path=path,
                folder=tempfile.gettempdir(),
                reason=reason,
            )
        )
    return InputError(
        message("{path}: cannot be read ({reason}); check the file and its permissions.", path=path, reason=reason)
    )


@contextlib.contextmanager
def private_folder() -> Iterator[Path]:
    """Give a folder for private copies, which nobody else may read, and which is gone at the end.

    Raises:
        InputError: there is no place for one.
    """
    try:
        made = tempfile.TemporaryDirectory(prefix="sto-")
    except OSError as error:
        raise InputError(
            message(
                "there is no folder for private copies ({reason}); let TMPDIR name one that you may write to.",
                reason=error.strerror or str(error),
            )
        ) from error
    with made as folder:
        yield Path(folder)


def private_file(private: Path) -> Path:
    """Name a new file in the private folder, whatever the user's file is called."""
    return private / f"{len(list(private.iterdir()))}.part"
