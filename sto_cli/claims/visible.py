"""The text of a document: what a reader sees of plain text, LaTeX, Markdown, HTML or Word. The file's name decides which it is."""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from pathlib import Path
from typing import TYPE_CHECKING

from sto_cli.claims import markup, seen, word
from sto_cli.claims.seen import Text
from sto_cli.errors import InputError, reason

if TYPE_CHECKING:
    from markdown_it.token import Token

    from sto_cli.reading.paths import Name

_FOOTNOTE = re.compile(r"^( {0,3})\[\^", re.MULTILINE)
_VERBATIM = {"fence", "code_block"}
_BREAKS = {"softbreak": "\n", "hardbreak": "<br>"}
_HTML = {".html", ".htm", ".xhtml"}
_MARKDOWN = {".md", ".markdown"}
_WORD = {".docx", ".docm", ".doc"}
_MOST = 10 * 10**6
"""Bytes of a document."""
_MOST_OF = dict.fromkeys(_MARKDOWN, 10**6) | dict.fromkeys(_WORD, 100 * 10**6)
"""Where it is another number: Markdown takes up to 20 seconds for each million, and a document of Word has pictures."""
_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_LATEX = {r"\%": "%", r"\,": "\u2009", "~": "\u00a0", "{,}": ",", r"\&": "&", r"\euro{}": "€", r"\euro": "€"}
"""What LaTeX writes for the signs of a number; a bare % begins a comment."""


def read_document(file: Name) -> Text:
    """Read what a reader sees of a document, each part with its line.

    Raises:
        InputError: it cannot be read, is too large, or is no text.
    """
    path = Path(file)
    suffix = path.suffix.lower()
    most = _MOST_OF.get(suffix, _MOST)
    try:
        with path.open("rb") as opened:
            content = opened.read(most + 1)
    except OSError as error:
        raise InputError(
            "--document {path}: cannot be read ({reason}); name a text, Markdown, HTML or Word file.",
            path=path,
            reason=reason(error),
        ) from error
    if len(content) > most:
        raise InputError(
            "--document {path}: the file is larger than the limit of {most:,} bytes; split it.",
            path=path,
            most=most,
        )
    if content.startswith(b"%PDF"):
        raise InputError(
            "--document {path}: a PDF holds letters and their places, and no sentences; save the document as Word or as text.",
            path=path,
        )
    if content.startswith(_PACKED) or suffix in _WORD:
        return word.seen(content, path)
    if b"\0" in content:
        raise InputError(
            "--document {path}: this file is not text; save it as plain text, Markdown, HTML or Word first.", path=path
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if suffix in _HTML:
        return markup.seen(seen.lined(text))
    if suffix in _MARKDOWN:
        return markup.seen(_as_html(text))
    return seen.plain(_without_latex(text) if suffix == ".tex" else text.replace(r"\%", "%"))


def _without_latex(text: str) -> str:
    """Write the signs of a number as they are printed, and leave comments out."""
    text = re.sub(r"(?<!\\)%.*", "", text)
    return re.sub("|".join(map(re.escape, _LATEX)), lambda found: _LATEX[found[0]], text)


def _as_html(text: str) -> Text:
    """Give HTML with what a reader sees of Markdown; addresses, and what stands in fences, are left out."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("text_join")
    page = _Page()
    # A footnote of one word would pass for an address, which nobody sees.
    for token in reader.parse(_FOOTNOTE.sub(r"\1\\[^", text)):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "inline":
            page.inline(token, line)
        elif token.type == "html_block":
            for number, said in enumerate(token.content.splitlines(keepends=True)):
                page.add(said, line + number)
        elif token.type in _VERBATIM:
            page.add("<hr>", line)
        elif not token.hidden:
            page.add(f"<{'/' if token.nesting < 0 else ''}{token.tag}>", line)
    return Text("".join(page.parts), tuple(page.starts), tuple(page.lines))


class _Page:
    """HTML, part after part; a line of 0 goes on on the line of what came before."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.starts: list[int] = []
        self.lines: list[int] = []
        self._length = 0

    def add(self, said: str, line: int) -> None:
        if line:
            self.starts.append(self._length)
            self.lines.append(line)
        self.parts.append(said)
        self._length += len(said)

    def inline(self, block: Token, first: int) -> None:
        """Write the parts of a paragraph, each looked up in its source, since they do not say where they stood."""
        source = block.content.replace("\n", " ")
        breaks = [found.start() for found in re.finditer("\n", block.content)]
        at = 0
        for token in block.children or ():
            said = token.markup if token.type == "text_special" else token.content or token.markup
            found = source.find(said.replace("\n", " "), at)
            start, at = (found, found + len(said)) if found >= 0 else (at, at)
            if token.type in _BREAKS:
                at = breaks[bisect_left(breaks, start)] + 1 if start <= breaks[-1] else start
            self._child(token, start, first, breaks)

    def _child(self, token: Token, start: int, first: int, breaks: list[int]) -> None:
        line = first + bisect_left(breaks, start)
        if token.type == "html_inline":
            for number, said in enumerate(token.content.splitlines(keepends=True)):
                self.add(said, line + number)
        elif token.type in _BREAKS:
            self.add(_BREAKS[token.type], line)
        elif token.type == "code_inline":
            self.add("<code></code>", line)
        elif token.type in {"text", "text_special"}:
            self.add(html.escape(token.content), line)
        elif token.type != "image":
            self.add(f"<{'/' if token.nesting < 0 else ''}{token.tag}>", line)
