"""What a terminal shows while something takes more than a second; a pipe gets nothing."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sto_cli import progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.live import Live

    from sto_cli.language import Message

_SECONDS = 1.0
"""Seconds before the line appears."""


@contextmanager
def shown() -> Iterator[None]:
    """Show on stderr what is being done and for how long, where both stdout and stderr are a terminal."""
    if not (sys.stdout.isatty() and sys.stderr.isatty()) or os.environ.get("TERM") == "dumb":
        yield
        return
    waiting = _Waiting()
    try:
        with progress.told_to(waiting):
            yield
    finally:
        waiting.leave()


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
