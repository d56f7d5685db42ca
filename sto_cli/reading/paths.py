"""From the user's paths to a list of files. Only folders are opened."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sto_cli.errors import InputError, reason
from sto_cli.years import several

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from os import PathLike

    Name = str | PathLike[str]
    Names = Iterable[Name] | Name
    """A file or a folder as a user names it, or several."""

STANDARD_INPUT = Path("-")
"""How a user names what is piped in."""


class Input(NamedTuple):
    """One file to read.

    Attributes:
        path: where it is, as the user wrote it.
        named: the user named the file itself, rather than a folder that holds it. A named file
            must be recognised; others in a folder are passed over and listed.
        member: the sheet of a workbook, or the file in an archive, that the user named; None for all.
    """

    path: Path
    named: bool
    member: str | None = None


def find(paths: Names) -> list[Input]:
    """List the files behind paths: of a folder every file directly in it, sorted by name.

    Raises:
        InputError: a path does not exist, is neither a file nor a folder, has no name in UTF-8, or a folder holds no
            file, or a link that leads nowhere.
    """
    found: dict[Path, Input] = {}
    for path in map(Path, several(paths)):
        try:
            files = _files(path)
        except OSError as error:
            raise unreadable(path, error) from error
        for entry in files:
            _refuse_no_text(entry.path)
            found.setdefault(entry.path.resolve() / (entry.member or ""), entry)
    return list(found.values())


def _files(path: Path) -> list[Input]:
    if path == STANDARD_INPUT:
        return [Input(path, named=True)]
    if path.is_dir():
        entries = sorted(entry for entry in path.iterdir() if not entry.name.startswith("."))
        files = [entry for entry in entries if not entry.is_dir()]
        for file in files:
            _refuse_no_file(file)  # passed over, the year that it stands for would be missing in silence
        if not files:
            raise InputError("{path}: the folder has no files; put DUO files in it or name them one by one.", path=path)
        return [Input(file, named=False) for file in files]
    for above in path.parents:
        if above.is_file():
            return [Input(above, named=True, member=path.relative_to(above).as_posix())]
    _refuse_no_file(path)
    return [Input(path, named=True)]


def _refuse_no_file(path: Path) -> None:
    """Refuse what is not there, a link to such, and what may never end or never begin: a device, a pipe."""
    if path.is_file():
        return
    if path.exists():
        raise InputError(
            "{path}: a device or a pipe, not a file or a folder; name a CSV file or a folder of them, or pipe it in "
            "as the file '-'.",
            path=path,
        )
    if path.is_symlink():
        raise InputError(
            "{path}: a link to {target}, which does not exist; repair the link or remove it.",
            path=path,
            target=path.readlink(),
        )
    raise InputError(
        "{path}: there is no such file or folder; check the spelling and the folder you are in.", path=path
    )


def _refuse_no_text(path: Path) -> None:
    """Refuse a name that is no text, as files have that an old system packed: no output could say it."""
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise InputError(
            "{path}: the name is not in UTF-8, so it cannot be printed; rename the file.", path=path
        ) from error


@contextmanager
def unchanged(entries: list[Input]) -> Iterator[None]:
    """See that no file changes until it is read and checked: half of one state and half of another never was a file.

    Raises:
        InputError: one did.
    """
    files = [entry.path for entry in entries if entry.path != STANDARD_INPUT]
    before = [_state(path) for path in files]
    yield
    for path, state in zip(files, before, strict=True):
        if _state(path) != state:
            raise InputError("{path}: the file changed while sto read it; run again when it is complete.", path=path)


def _state(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise unreadable(path, error) from error
    return found.st_size, found.st_mtime_ns


def unreadable(path: Path, error: OSError) -> InputError:
    """Say that the system does not let a file be read."""
    return InputError(
        "{path}: cannot be read ({reason}); check the file and its permissions.", path=path, reason=reason(error)
    )
