"""A Rich console made per run: as wide as the terminal, and as wide as the text needs in a pipe."""

from __future__ import annotations

import os
import shutil
import sys
from io import StringIO
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.segment import Segment
from rich.table import Table

from sto_cli.language import harmless

if TYPE_CHECKING:
    from rich.console import ConsoleOptions, RenderableType, RenderResult

_UNLIMITED = 10_000


def width() -> int:
    """Give the width to lay out for: the terminal's, COLUMNS if set, and no limit in a pipe."""
    if sys.stdout.isatty() or "COLUMNS" in os.environ:
        return shutil.get_terminal_size().columns
    return _UNLIMITED


def grid() -> Table:
    """Start a table as every screen has it: a rule below the heads and no frame."""
    return Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)


class _Harmless:
    """What is laid out, with everything in it that would steer the terminal shown as an escape."""

    def __init__(self, part: RenderableType) -> None:
        self.part = part

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self.part, options):
            text = "\n".join(map(harmless, segment.text.split("\n")))
            yield Segment(text, segment.style, segment.control)


def render(*parts: RenderableType, columns: int | None = None) -> str:
    """Lay out parts below each other as text, with colour only on a terminal that wants it."""
    text = StringIO()
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    console = Console(
        file=text,
        width=columns or width(),
        force_terminal=colour,
        no_color=not colour,
        highlight=False,
        legacy_windows=False,
    )
    for part in parts:
        console.print(_Harmless(part), crop=False, soft_wrap=False)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines()) + "\n"
