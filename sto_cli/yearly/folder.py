"""A results folder that is written completely or not at all.

A run writes into a folder of its own beside the one it is to become, and then the two change places: in one step where the
system has one, else in two. A lock lets one run write at a time. If a run is killed, the results are the old or the new
ones, or the old ones stand under another name, from where the next run puts them back.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from sto_cli import system
from sto_cli.errors import UsageError, reason
from sto_cli.yearly.results import ADDED, FORMAT, WRITERS, altered

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATIENCE = 600
"""How many seconds a run waits for another one that writes; that takes less than one."""
_IN_USE = ("~$", ".~lock.")
"""How the names begin of what Excel and LibreOffice write beside a file that they have open."""


@contextlib.contextmanager
def replacing(target: Path, key: str = FORMAT) -> Iterator[Path]:
    """Give a new folder to write into, which becomes `target` when all went well.

    Raises:
        UsageError: `target` holds what the command of `key` has not written, or cannot be written.
    """
    place = target.absolute()
    new, old = _beside(place, "new"), _beside(place, "old")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _try_to_write(place)
        with FileLock(_beside(place, "lock"), timeout=_PATIENCE):
            _put_back(place, old)
            shutil.rmtree(new, ignore_errors=True)
            refuse_foreign(target, key)
            new.mkdir()
            try:
                yield new
                refuse_foreign(target, key)
                _take_place(new, place, old)
            finally:
                shutil.rmtree(new, ignore_errors=True)
    except Timeout as error:
        raise UsageError(
            "{folder}: another run has been writing there for {seconds} seconds; end it, and run again.",
            folder=target,
            seconds=_PATIENCE,
        ) from error
    except OSError as error:
        if system.is_held(error):
            raise _in_use(str(error.filename or target)) from error
        raise UsageError(
            "{folder}: the results cannot be written ({reason}); name a folder with room that you may write to. The "
            "earlier results are unchanged.",
            folder=target,
            reason=reason(error),
        ) from error


def refuse_foreign(target: Path, key: str = FORMAT) -> None:
    """Refuse a folder that holds anything that the command of `key` did not write, or not as it is: it would be lost.

    Raises:
        UsageError: it does, or it is no folder, a link, or the folder one is in.
    """
    if not target.exists() and not target.is_symlink():
        return
    if Path.cwd().is_relative_to(target.resolve()):
        raise UsageError(
            "{folder}: is the folder you are in, or one above it, and results replace a folder; name one in it.",
            folder=target,
        )
    if target.is_symlink():
        raise UsageError(
            "{folder}: is a link to {target}, and results replace a folder; name that folder itself, or remove the link.",
            folder=target,
            target=target.readlink(),
        )
    if not target.is_dir():
        raise UsageError("{folder}: is not a folder, so results cannot be written there; name another.", folder=target)
    for name, why in altered(target, key).items():
        if name.rpartition("/")[2].startswith(_IN_USE):
            raise _in_use(str(target / name))
        if why is ADDED:
            raise UsageError(
                "{folder}: has {file}, which {command} did not write; name another folder for the results, or move that file.",
                folder=target,
                command=WRITERS[key],
                file=name,
            )
        raise UsageError(
            "{folder}: {file} is no longer as {command} wrote it ({why}); name another folder for the results, or move this one.",
            folder=target,
            command=WRITERS[key],
            file=name,
            why=why,
        )


def _in_use(file: str) -> UsageError:
    return UsageError(
        "{file}: is open in another program; close it in Excel, and run again. The earlier results are unchanged.",
        file=file,
    )


def _beside(target: Path, what: str) -> Path:
    return target.parent / f".{target.name}.sto-{what}"


def _try_to_write(target: Path) -> None:
    """Make a file beside a folder, since a lock that may not be made is waited for as one that another run has.

    Raises:
        OSError: nothing may be made there, or the lock is of somebody else.
    """
    attempt, lock = _beside(target, "try"), _beside(target, "lock")
    attempt.touch()
    attempt.unlink(missing_ok=True)
    if lock.exists() and not os.access(lock, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), lock)


def _put_back(target: Path, old: Path) -> None:
    """Repair what a run left that was killed between two steps: the old results under another name, and no new ones."""
    if not old.exists():
        return
    if target.exists():
        shutil.rmtree(old, ignore_errors=True)
    else:
        old.rename(target)


def _take_place(new: Path, target: Path, old: Path) -> None:
    """Move a folder to where another may be, in one step where the system has such a step."""
    if not target.exists():
        system.when_free(lambda: new.rename(target))
    elif not system.exchanged(new, target):
        system.when_free(lambda: target.rename(old))
        try:
            system.when_free(lambda: new.rename(target))
        except OSError:
            old.rename(target)
            raise
        shutil.rmtree(old, ignore_errors=True)
