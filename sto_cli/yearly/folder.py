"""A results folder that is written completely or not at all.

A run writes into a folder of its own beside the one it is to become, and then the two change places in
one step of the operating system. If a run is killed, the results are the old or the new ones;
the next run deletes what the killed run left.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import shutil
import sys
from typing import TYPE_CHECKING

from sto_cli.errors import UsageError
from sto_cli.yearly.results import MANIFEST, read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_AT_FDCWD, _EXCHANGE = -100, 2


@contextlib.contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Give a new folder to write into, which becomes `target` when all went well.

    Raises:
        UsageError: `target` holds what no run has written, or cannot be written.
    """
    refuse_foreign(target)
    place = target.absolute()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with _locked(place.parent):
            _clear_left_behind(place)
            new = _new_folder(place)
        try:
            with _locked(new):
                yield new
                with _locked(place.parent):
                    refuse_foreign(target)
                    _take_place(new, place)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    except OSError as error:
        raise UsageError(
            "{folder}: the results cannot be written ({reason}); name a folder with room that you may write to. The "
            "earlier results are unchanged.",
            folder=target,
            reason=error.strerror or error,
        ) from error


def refuse_foreign(target: Path) -> None:
    """Refuse a folder that holds anything a run did not write: it would be lost.

    Raises:
        UsageError: it does, or it is no folder.
    """
    if not target.exists() and not target.is_symlink():
        return
    if target.is_symlink() or not target.is_dir():
        raise UsageError("{folder}: is not a folder, so results cannot be written there; name another.", folder=target)
    present = {path.name for path in target.iterdir()}
    outputs = (read_manifest(target) or {}).get("outputs")
    ours = {MANIFEST, *outputs} if isinstance(outputs, dict) else set()
    if strange := sorted(present - ours):
        raise UsageError(
            "{folder}: has {file}, which sto run did not write; name another folder for the results, or move that file.",
            folder=target,
            file=strange[0],
        )


def _prefix(target: Path) -> str:
    return f".{target.name}.sto-run-"


def _new_folder(target: Path) -> Path:
    new = target.parent / f"{_prefix(target)}{secrets.token_hex(4)}"
    new.mkdir()
    return new


def _clear_left_behind(target: Path) -> None:
    """Remove the folders of runs that were killed: nobody holds their lock."""
    for left in target.parent.glob(f"{_prefix(target)}*"):
        with contextlib.suppress(BlockingIOError), _locked(left, wait=False):
            shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def _locked(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold a lock on a folder, which the system lets go when the process ends, however it ends."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(handle)


def _take_place(new: Path, target: Path) -> None:
    """Move a folder to where another may be, in one step where the system has such a step."""
    if not target.exists():
        new.rename(target)
    elif not _exchanged(new, target):
        old = _new_folder(target)
        target.replace(old / target.name)
        new.rename(target)
        shutil.rmtree(old, ignore_errors=True)


def _exchanged(new: Path, target: Path) -> bool:
    """Let two folders change places; False where the system cannot (Linux and macOS can)."""
    if sys.platform == "win32":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "renameat2"):
        done = libc.renameat2(_AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(target), _EXCHANGE)
    elif hasattr(libc, "renamex_np"):
        done = libc.renamex_np(os.fsencode(new), os.fsencode(target), _EXCHANGE)
    else:
        return False
    return bool(done == 0)
