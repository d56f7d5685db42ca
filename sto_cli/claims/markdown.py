"""Markdown as the HTML that it stands for, with the lines that it stands on."""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from sto_cli.claims.seen import Text

if TYPE_CHECKING:
    from markdown_it.token import Token

_FOOTNOTE = re.compile(r"^( {0,3})\[\^", re.MULTILINE)
_VERBATIM = {"fence", "code_block"}
_BREAKS = {"softbreak": "\n", "hardbreak": "<br>"}


def as_html(text: str) -> Text:
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
