"""Markdown: tables and paragraphs in which nothing that comes from data is markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sto_cli.language import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sto_cli.present.fitting import Columns

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_FENCE = "```"


def escaped(text: str) -> str:
    """Write text so that every character of it is shown as itself."""
    return _MARKUP.sub(r"\\\1", harmless(text))


def heading(text: str, level: int = 1) -> str:
    """Write a heading."""
    return f"{'#' * level} {escaped(text)}\n"


def paragraphs(lines: Iterable[str]) -> str:
    """Write each line as an item of a list."""
    return "".join(f"- {escaped(line)}\n" for line in lines)


def table(columns: Columns, keys: int) -> str:
    """Write columns as a table, the first `keys` of them to the left and the others, numbers, to the right."""
    rules = ["---" if position < keys else "---:" for position in range(len(columns))]
    rows = [map(escaped, columns), rules, *(map(escaped, row) for row in zip(*columns.values(), strict=True))]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def document(*parts: str) -> str:
    """Put parts below each other, a blank line between them."""
    return "\n".join(part for part in parts if part)


def fenced(screen: str) -> str:
    """Show a screen as it is."""
    fence = _FENCE
    while fence in screen:
        fence += "`"
    return f"{fence}text\n{screen}{fence}\n"
