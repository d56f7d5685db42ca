"""The text of a document: what a reader sees of plain text, Markdown or HTML, told by the file's name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sto_cli.claims import markdown, markup, seen
from sto_cli.errors import InputError

if TYPE_CHECKING:
    from sto_cli.claims.seen import Text
    from sto_cli.reading.paths import Name

_HTML = {".html", ".htm", ".xhtml"}
_MARKDOWN = {".md", ".markdown"}
_MOST, _MOST_MARKDOWN = 10 * 10**6, 10**6
"""Bytes of a document; Markdown takes up to 20 seconds for each million."""


def read_document(file: Name) -> Text:
    """Read what a reader sees of a document, each part with its line.

    Raises:
        InputError: it cannot be read, is too large, or is no text.
    """
    path = Path(file)
    suffix = path.suffix.lower()
    most = _MOST_MARKDOWN if suffix in _MARKDOWN else _MOST
    try:
        with path.open("rb") as opened:
            content = opened.read(most + 1)
    except OSError as error:
        raise InputError(
            "--document {path}: cannot be read ({reason}); name a text, Markdown or HTML file.",
            path=path,
            reason=error.strerror,
        ) from error
    if len(content) > most:
        raise InputError(
            "--document {path}: it is larger than {most:,} bytes, the most that is read; divide it.",
            path=path,
            most=most,
        )
    if b"\0" in content or content.startswith(b"%PDF"):
        raise InputError(
            "--document {path}: this is no text; save it as plain text, Markdown or HTML first.", path=path
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if suffix in _HTML:
        return markup.seen(seen.lined(text))
    return markup.seen(markdown.as_html(text)) if suffix in _MARKDOWN else seen.plain(text)
