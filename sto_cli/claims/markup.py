"""What a reader sees of HTML: one pass, in linear time.

No kept parser is linear and keeps lines (docs/decisions.md, "Markdown by markdown-it"). An element that is not closed contains what follows, as
in the HTML standard, so no text is read twice. Style sheets are not applied; attributes `style` are.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import NamedTuple

from sto_cli.claims.seen import Text, Writer
from sto_cli.errors import InputError

MOST_DEEP = 1_000
"""How deep elements may stand in each other; browsers stop at 512."""
# fmt: off
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
_RAW = {"iframe", "noembed", "noframes", "noscript", "script", "style", "title", "xmp"}
_UNSEEN = {"audio", "canvas", "code", "datalist", "del", "object", "rp", "s", "strike", "template", "video"}
_FORMATS = {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
_INLINE = _FORMATS | {"abbr", "bdi", "bdo", "cite", "data", "del", "dfn", "ins", "kbd", "label", "mark", "q", "samp", "span", "time", "var", "wbr"}
_CELLS, _BODIES = {"td", "th"}, {"thead", "tbody", "tfoot"}
_OF_TABLES = _CELLS | _BODIES | {"caption", "tr"}
_LISTS = {"ol", "ul"}
_WALLS = {"caption", "table", "td", "template", "th"}
_BLOCKS = {"address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "menu", "nav", "ol", "p", "pre", "section", "ul"}
_ENDED_BY = {
    "p": _BLOCKS | {"li", "dt", "dd"} | _OF_TABLES, "li": {"li"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"},
    "option": {"option", "optgroup"}, "optgroup": {"optgroup"}, "tr": {"tr"} | _BODIES,
    **dict.fromkeys(_CELLS, _CELLS | {"tr"} | _BODIES), **dict.fromkeys(_BODIES, _BODIES),
}
"""Elements that end without an end tag, and the tags that end them."""
# fmt: on
_OPENING = re.compile(r"<(?:(!--)|([!?])|(/?)([a-zA-Z][^\s/>]*+)|/)")
_COMMENT_END = re.compile(r"--!?>")
_ATTRIBUTE = re.compile(r"""[\s/]*+(=?[^\s/>=]*+)(?:\s*+=\s*+("[^"]*+"?|'[^']*+'?|[^\s>]*+))?+""")
_LONG_NUMBER = re.compile("&#[0-9]{9,}")
_HIDING = {("display", "none"), ("visibility", "hidden"), ("visibility", "collapse")}


class _Element(NamedTuple):
    name: str
    is_hidden: bool


def seen(source: Text) -> Text:
    """Give what a reader sees.

    Raises:
        InputError: elements stand in each other more than 1,000 deep.
    """
    markup, at = source.text, 0
    page = _Page(source)
    while found := _OPENING.search(markup, at):
        page.say(at, found.start())
        if found[1]:
            end = _COMMENT_END.search(markup, found.start() + 2)  # <!--> is a comment too
            at = end.end() if end else len(markup)
        elif not found[4]:
            at = markup.find(">", found.end()) + 1 or len(markup)
        else:
            name = found[4].lower()
            attributes, at = _attributes(markup, found.end())
            if found[3]:
                page.end(name)
            else:
                page.start(name, attributes)
                if name in _RAW and (closing := re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(markup, at)):
                    at = closing.start()
                elif name in _RAW:
                    at = len(markup)
    page.say(at, len(markup))
    return page.text()


def _attributes(markup: str, at: int) -> tuple[dict[str, str], int]:
    """Read the attributes of a tag, and give where it ends; the first of a name counts."""
    attributes: dict[str, str] = {}
    while at < len(markup) and markup[at] != ">":
        found = _ATTRIBUTE.match(markup, at)
        if not found:  # pragma: no cover  # it matches anything
            break
        attributes.setdefault(found[1].lower(), (found[2] or "").strip("\"'"))
        at = found.end()
    return attributes, at + 1


class _Page:
    """What is seen, and the elements that are open."""

    def __init__(self, source: Text) -> None:
        self._source, self._writer = source, Writer()
        self._open: list[_Element] = []
        self._names: Counter[str] = Counter()
        self._hidden = self._at = 0

    def text(self) -> Text:
        return self._writer.text()

    def say(self, start: int, end: int) -> None:
        self._at = end
        if self._hidden or start >= end:
            return
        for said in self._source.text[start:end].split("\n"):
            known = _LONG_NUMBER.sub("\ufffd", said)
            self._writer.add(html.unescape(known), self._source.line(start))
            start += len(said) + 1
            if start <= end:
                self._writer.add("\n", 0)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._part(name)
        if name in _OF_TABLES and not self._names["table"]:
            return
        top = self._top()
        if top >= 0 and name in _ENDED_BY.get(self._open[top].name, ()):
            self._close(top)
            self.start(name, attributes)  # a cell ends, and then its row
            return
        if name in _VOID:
            return
        if len(self._open) == MOST_DEEP:
            raise InputError(
                "--document: HTML elements on line {line} are nested more than {most:,} deep; save it as plain text.",
                line=self._source.line(self._at),
                most=MOST_DEEP,
            )
        element = _Element(name, name in _UNSEEN | _RAW or _hides(attributes))
        if name == "code" and not self._hidden:
            self._writer.add("…", 1)
        self._open.append(element)
        self._names[name] += 1
        self._hidden += element.is_hidden

    def end(self, name: str) -> None:
        self._part(name)
        for index in range(len(self._open) - 1 if self._names[name] else -1, -1, -1):
            element = self._open[index]
            if element.name == name:
                if name in _FORMATS:
                    self._forget(index)
                else:
                    self._close(index)
                return
            if element.name in _WALLS and name not in _WALLS | _OF_TABLES:
                return
            if element.name in _LISTS and name == "li":
                return
            if name in _INLINE - _FORMATS and element.name not in _INLINE:
                return

    def _part(self, name: str) -> None:
        if name not in _INLINE and not self._hidden:
            self._writer.part()

    def _top(self) -> int:
        """Find the innermost open element that is no inline one."""
        index = len(self._open) - 1
        while index >= 0 and self._open[index].name in _INLINE:
            index -= 1
        return index

    def _close(self, index: int) -> None:
        """Close an element with all in it; bold or struck text that is not closed goes on after it."""
        for inner in range(len(self._open) - 1, index - 1, -1):
            if inner == index or not (self._open[inner].name in _FORMATS and self._open[inner].is_hidden):
                self._forget(inner)

    def _forget(self, index: int) -> None:
        element = self._open.pop(index)
        self._names[element.name] -= 1
        self._hidden -= element.is_hidden


def _hides(attributes: dict[str, str]) -> bool:
    """Tell whether attributes hide an element, or strike its text through."""
    if "hidden" in attributes:
        return True
    style = {}
    for rule in html.unescape(attributes.get("style", "")).lower().split(";"):
        name, _, value = rule.partition(":")
        style[name.strip()] = value.replace("!important", "").strip()
    struck = "line-through" in style.get("text-decoration", "") + style.get("text-decoration-line", "")
    return struck or not _HIDING.isdisjoint(style.items())
