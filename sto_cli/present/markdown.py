"""Sheets as Markdown: headings, tables and lists in which nothing that comes from data is markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sto_cli.language import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sto_cli.present.sheet import Sheet

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&])")


def escaped(text: str) -> str:
    """Write text so that every character of it is shown as itself."""
    return _MARKUP.sub(r"\\\1", harmless(text))


def document(found: Sequence[Sheet], warnings: Iterable[str] = (), footers: Iterable[str] = ()) -> str:
    """Write sheets below each other, the first under the title of the document; nothing depends on a width."""
    first, *others = found
    parts = [*_parts(first._replace(above=[*warnings, *first.above]), "#")]
    parts += [part for sheet in others for part in _parts(sheet, "##")]
    return "\n".join(part for part in [*parts, _list(footers)] if part)


def _parts(sheet: Sheet, level: str) -> list[str]:
    title = f"{level} {escaped(sheet.title)}\n" if sheet.title else ""
    return [title, _list(sheet.above), _table(sheet), _list(sheet.notes)]


def _list(lines: Iterable[str]) -> str:
    """Write each line as an item of a list; one that begins with more spaces belongs to the one before."""
    written, depths = "", [0]
    found = [*filter(None, lines)]
    least = min((len(line) - len(line.lstrip()) for line in found), default=0)
    for line in found:
        indent = len(line) - len(line.lstrip()) - least
        depths = [depth for depth in depths if depth < indent] + [indent]
        written += f"{'  ' * (len(depths) - 1)}- {escaped(line.lstrip())}\n"
    return written


def _table(sheet: Sheet) -> str:
    """Write columns as a table, numbers to the right."""
    if not sheet.columns:
        return ""
    heads = [escaped(column.head) for column in sheet.columns]
    rules = ["---:" if column.is_number else "---" for column in sheet.columns]
    cells = [[escaped(str(cell).strip()) for cell in row] for row in sheet.rows()]
    return "".join(f"| {' | '.join(row)} |\n" for row in [heads, rules, *cells])
