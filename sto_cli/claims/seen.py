"""Text as a reader sees it, with the source line of each part.

White space is made alike in all forms of text: one space is a space, whatever its width, and anything more is a
line break, which no number runs over. Characters without width, such as the soft hyphen, are gone.
"""

from __future__ import annotations

import re
from bisect import bisect
from dataclasses import dataclass

_WHITE = re.compile(r"\s+")
_NO_WIDTH = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


@dataclass(frozen=True)
class Text:
    """A text and its lines.

    Attributes:
        starts: where parts of it begin, in rising order.
        lines: the line of the source that each of these parts stands on.
    """

    text: str
    starts: tuple[int, ...]
    lines: tuple[int, ...]

    def line(self, at: int) -> int:
        """Give the line of the source on which a character stands."""
        part = bisect(self.starts, at)
        return self.lines[part - 1] if part else 1


class Writer:
    """What is seen, part after part."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._starts: list[int] = []
        self._lines: list[int] = []
        self._length = 0
        self._gap = ""

    def add(self, said: str, line: int) -> bool:
        """Write what stands on one line, and tell whether anything of it is seen."""
        plain = _WHITE.sub(_alike, said.translate(_NO_WIDTH))
        body = plain.strip()
        if plain[:1].isspace():
            self._gap = "\n" if self._gap else plain[0]
        if not body:
            return False
        gap = self._gap if self._parts else ""
        self._starts.append(self._length + len(gap))
        self._lines.append(line)
        self._parts.append(gap + body)
        self._length += len(gap) + len(body)
        self._gap = plain[-1] if plain[-1].isspace() else ""
        return True

    def part(self) -> None:
        """Part what comes from what was written."""
        self._gap = "\n"

    def text(self) -> Text:
        """Give all that was written."""
        return Text("".join(self._parts), tuple(self._starts), tuple(self._lines))


def lined(text: str) -> Text:
    """Give a text as it stands, with the lines that it has itself."""
    starts = (0, *(found.end() for found in re.finditer("\n", text)))
    return Text(text, starts, tuple(range(1, len(starts) + 1)))


def plain(text: str) -> Text:
    """Give what a reader sees of plain text: all of it."""
    writer = Writer()
    for line, said in enumerate(text.split("\n"), start=1):
        writer.add(said, line)
        writer.part()
    return writer.text()


def _alike(found: re.Match[str]) -> str:
    return " " if len(found[0]) == 1 and found[0] not in "\n\t\v\f" else "\n"
