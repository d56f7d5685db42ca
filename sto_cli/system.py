"""What operating systems do differently, behind one door: each call may be missing, and then there is a way without it."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import glob
import os
import signal
import sys
from time import sleep
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_AT_FDCWD, _EXCHANGE = -100, 2
_DENIED, _HELD = 5, (32, 33)
"""What Windows answers where another program holds a file: access denied, or a violation of sharing or of a lock."""
_WAITS = (0.1, 0.3, 0.6)
"""Seconds between attempts to move a file that another program has open."""


def on_stop(stop: Callable[[int, object], None]) -> None:
    """Call a function when the process is told to end, by any of the signals that the system has."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is not signal.SIG_IGN:  # as nohup wants it
            signal.signal(number, stop)


def fill_gaps() -> None:
    """Keep the numbers 0, 1 and 2 from a file that is opened later, which would get what is meant for a screen."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free


def drop(stream: TextIO) -> None:
    """Send what is left in a stream nowhere, so that Python does not complain when it ends."""
    with contextlib.suppress(OSError, ValueError):  # a stream in memory has no number
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot (Linux and macOS can)."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
    except (OSError, TypeError):  # Windows has no library without a name
        return False
    paths = os.fsencode(one), os.fsencode(other)
    if hasattr(libc, "renameat2"):
        return bool(libc.renameat2(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _EXCHANGE) == 0)
    return hasattr(libc, "renamex_np") and bool(libc.renamex_np(*paths, _EXCHANGE) == 0)


def is_held(error: OSError) -> bool:
    """Tell whether a file cannot be touched since another program, such as Excel, has it open.

    Windows says that access is denied of such a file too, and of a folder where nothing may be made, in which it is not there.
    """
    number, files = getattr(error, "winerror", None), (error.filename, error.filename2)
    is_there = any(isinstance(file, str | os.PathLike) and os.path.exists(file) for file in files)  # noqa: PTH110  # as it comes
    return number in _HELD or (number == _DENIED and is_there) or error.errno == errno.ETXTBSY


def when_free(move: Callable[[], object]) -> None:
    """Move a file, and try again for a second where another program has it open: a search for viruses opens what is new.

    Raises:
        OSError: it cannot be moved.
    """
    for wait in _WAITS:
        try:
            move()
        except OSError as error:
            if not is_held(error):
                raise
            sleep(wait)
        else:
            return
    move()


def expanded(arguments: list[str]) -> list[str]:
    """Replace wildcards by the files they match where the shell leaves that to programs, which is on Windows."""
    if not is_windows():
        return arguments
    return [name for word in arguments for name in ([] if word.startswith("-") else sorted(glob.glob(word))) or [word]]  # noqa: PTH207  # of texts


def is_windows() -> bool:
    """Tell whether this is Windows."""
    return sys.platform.startswith("win")
