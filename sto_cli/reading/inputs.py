"""From what the user names to a list of files. It opens nothing but folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sto_cli.errors import InputError
from sto_cli.language import message

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
        InputError: a path does not exist, is neither a file nor a folder, or a folder holds no file.
    """
    found: dict[Path, Input] = {}
    for path in paths:
        for entry in _files(path):
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


def private_file(private: Path) -> Path:
    """Name a new file in the private folder, whatever the user's file is called."""
    return private / f"{len(list(private.iterdir()))}.part"
