"""stdin, stdout and stderr as the machine gives them: in any encoding, closed, full, or with nobody who reads on.

And what a terminal shows while something takes more than a second; a pipe gets nothing.
"""

from __future__ import annotations

import codecs
import contextlib
import errno
import io
import os
import shutil
import sys
import unicodedata
from textwrap import TextWrapper
from typing import TYPE_CHECKING, TextIO

from sto_cli import progress, system

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.live import Live

    from sto_cli.language import Message

UNWRITABLE = {errno.EBADF, errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""What the system says when what is written has no place to go."""

STAND_INS = {
    **dict(zip("−–…→×÷±≈≥≤", ("-", "..", "...", ">", "*", "/", "+-", "=~", ">=", "<="), strict=True)),
    **dict(zip("✓✗†‡┊│─·²€", ("v", "x", "^", "#", "|", "!", "=", ".", "^2", "EUR"), strict=True)),
    **dict(zip("▁▂▃▄▅▆▇█", "12345678", strict=True)),
    **dict(zip("‘’“”„", ("`", "'", '"', "''", ",,"), strict=True)),
}
"""What stands on a terminal for a sign that its code page lacks; no two have the same, nor one that verdicts have."""
_ERRORS = "sto"


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    """Write a sign as its stand-in, a letter without its accent, and anything else as a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    sign = error.object[error.start]
    plain = "".join(each for each in unicodedata.normalize("NFKD", sign) if each.isascii())
    return STAND_INS.get(sign) or plain or "?", error.start + 1


codecs.register_error(_ERRORS, _stand_in)


def prepare() -> tuple[TextIO, TextIO]:
    """Write UTF-8 with LF into pipes and files on every machine; a terminal that knows less gets `STAND_INS`.

    A closed stdout refuses what is written to it, since an answer would be lost; a closed stderr takes it.
    Gives both, as they are now.
    """
    system.fill_gaps()
    if sys.stdout is None:
        sys.stdout = _Closed()
    if sys.stderr is None:  # print() would write to stdout in its place
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  # stays open, as stderr does
    sys.stdout, sys.stderr = _in_utf_8(sys.stdout), _in_utf_8(sys.stderr)
    return sys.stdout, sys.stderr


def _in_utf_8(stream: TextIO) -> TextIO:
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    if isinstance(stream.buffer, io.RawIOBase):
        # Under PYTHONUNBUFFERED, Python drops what the system did not take at once: half an answer, and no error.
        stream = io.TextIOWrapper(io.BufferedWriter(stream.buffer), stream.encoding, line_buffering=True)
    encoding, newline = (None, None) if stream.isatty() else ("utf-8", "\n")  # on Windows Python would write CRLF
    stream.reconfigure(encoding=encoding, errors=_ERRORS, newline=newline)
    return stream


def complain(text: str) -> None:
    """Say something on stderr, if anything can be said there; on a terminal no line breaks within a word."""
    with contextlib.suppress(OSError):
        lines = text.splitlines()
        if sys.stderr.isatty():
            width = shutil.get_terminal_size().columns
            filler = TextWrapper(width, break_long_words=False, break_on_hyphens=False)
            lines = [line if line.startswith(" ") else filler.fill(line) for line in lines]
        print("\n".join(lines), file=sys.stderr, flush=True)


def let_go(written: tuple[TextIO, TextIO]) -> None:
    """Drop what cannot be written, so that Python does not try once more, and complain, when it ends."""
    for stream in written:
        try:
            stream.flush()
        except OSError:
            system.drop(stream)


class _Closed(io.StringIO):
    def write(self, _: str) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


# --- WAITING ---

_SECONDS = 1.0
"""Seconds before the line appears."""


@contextlib.contextmanager
def waiting() -> Iterator[None]:
    """Show on stderr what is being done and for how long, where both stdout and stderr are a terminal."""
    if not (sys.stdout.isatty() and sys.stderr.isatty()) or os.environ.get("TERM") == "dumb":
        yield
        return
    line = _Waiting()
    try:
        with progress.told_to(line):
            yield
    finally:
        line.leave()


class _Waiting:
    """One line that is there while something is done, and gone when others write."""

    def __init__(self) -> None:
        from threading import RLock, Timer

        self._what: str | None = None
        self._long = False
        self._live: Live | None = None
        self._lock = RLock()
        self._timer = Timer(_SECONDS, self._takes_long)
        self._timer.daemon = True

    def begins(self, what: Message) -> None:
        """Take up what is being done."""
        with self._lock:
            if not self._timer.is_alive() and not self._long:
                self._timer.start()
            self._what = str(what)  # the thread of the timer would not know the language
            self._show()

    def ended(self) -> None:
        """Clear the line."""
        with self._lock:
            self._what = None
            if self._live:
                self._live.stop()
                self._live = None

    def leave(self) -> None:
        """Show nothing more."""
        self._timer.cancel()
        self.ended()

    def _takes_long(self) -> None:
        with self._lock:
            self._long = True
            self._show()

    def _show(self) -> None:
        if not self._long or self._what is None:
            return
        from rich.console import Console
        from rich.live import Live
        from rich.spinner import Spinner
        from rich.table import Table
        from rich.text import Text

        console = Console(stderr=True, highlight=False)
        line = Table.grid(padding=(0, 1))
        line.add_row(
            Spinner("dots" if console.encoding.startswith("utf") else "line"),
            Text(self._what, no_wrap=True, overflow="ellipsis"),
        )
        if self._live:
            self._live.update(line)
            return
        self._live = Live(line, console=console, transient=True, redirect_stdout=False, redirect_stderr=False)
        self._live.start()
