"""Sheets as Markdown and as HTML: headings, tables and lists in which nothing that comes from data is markup."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from sto_cli.language import harmless, language
from sto_cli.present import sheet as sheets
from sto_cli.present.sheet import Link

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
    cells = [[escaped(str(cell).strip()) for cell in row] for row in sheets.rows(sheet)]
    return "".join(f"| {' | '.join(row)} |\n" for row in [heads, rules, *cells])


_STYLE = "body{font-family:sans-serif;max-width:60em;margin:2em auto}td,th{padding:.2em .8em;border-bottom:1px solid #999;text-align:left}.n{text-align:right}li{white-space:pre-wrap}"


def page(found: Sequence[Sheet], warnings: Iterable[str] = (), footers: Iterable[str] = ()) -> str:
    """Write sheets as one page of HTML that loads nothing: it can be mailed."""
    first, *others = found
    sheets_ = [first._replace(above=[*warnings, *first.above]), *others]
    body = "".join(_section(sheet, "h2" if at else "h1") for at, sheet in enumerate(sheets_)) + _items(footers)
    head = f'<meta charset="utf-8"><title>{_plain(first.title)}</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="{language()}"><head>{head}</head><body>\n{body}</body></html>\n'


def _section(sheet: Sheet, level: str) -> str:
    title = f"<{level}>{_plain(sheet.title)}</{level}>\n" if sheet.title else ""
    numbers = [' class="n"' * column.is_number for column in sheet.columns]
    heads = "".join(
        f"<th{is_n}>{_plain(column.head)}</th>" for is_n, column in zip(numbers, sheet.columns, strict=True)
    )
    rows = [
        "".join(f"<td{is_n}>{_cell(cell)}</td>" for is_n, cell in zip(numbers, row, strict=True))
        for row in sheets.rows(sheet)
    ]
    table = "".join(f"<tr>{row}</tr>\n" for row in [heads, *rows])
    return title + _items(sheet.above) + f"<table>\n{table}</table>\n" * bool(sheet.columns) + _items(sheet.notes)


def _items(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{_plain(line)}</li>\n" for line in lines if line)
    return f"<ul>\n{items}</ul>\n" * bool(items)


def _cell(cell: object) -> str:
    return f'<a href="{escape(cell.target)}">{_plain(cell)}</a>' if isinstance(cell, Link) else _plain(cell)


def _plain(text: object) -> str:
    return escape(harmless(str(text)))
