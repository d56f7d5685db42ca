"""A document and its claims: every number in the text, the claim that covers it, and those nobody checks.

Plain text and Markdown are read as they stand; of HTML what a reader sees. A number keeps its line,
so that an annotation can point at it.
"""

from __future__ import annotations

import html
import re
from bisect import bisect
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sto_cli.claims import printed
from sto_cli.errors import InputError
from sto_cli.language import message

if TYPE_CHECKING:
    from pathlib import Path

    from sto_cli.claims.check import Check, Checked

NEAR = 60
"""How many characters from a number the words of `near` may stand."""

_UNSEEN = re.compile(r"<!--.*?-->|<(script|style|head)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(
    r"(?:[1-9]|[12]\d|3[01])\s+(?:jan|feb|maart|march|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]*\b",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^>]*>")
# Tags inside a word or a number; all others part what stands around them, as the sup of a footnote does.
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|data|em|font|i|ins|mark|s|small|span|strong|time|u|wbr)\b[^>]*>",
    re.IGNORECASE,
)
_MINUS = str.maketrans({"−": "-", "–": "-", "\u00a0": " ", "\u202f": " ", "\u2011": "-"})


@dataclass(frozen=True)
class Number:
    """A number as it stands in a document.

    Attributes:
        is_date: it looks like a year or a day of a month, which says when and not how much.
        claims: the ids of the claims that cover it.
    """

    text: str
    line: int
    start: int
    end: int
    is_date: bool = False
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Coverage:
    """The numbers of a document, and which claims stand there.

    Attributes:
        name: the file, as the user wrote it.
        absent: the ids of claims whose printed text does not stand in the document.
    """

    name: str
    numbers: tuple[Number, ...]
    absent: tuple[str, ...]

    @property
    def unchecked(self) -> list[Number]:
        """The numbers that no claim covers; dates are none."""
        return [number for number in self.numbers if not number.claims and not number.is_date]


def read_document(path: Path) -> str:
    """Read the text of a document; of HTML what stands between the tags, each on its own line number.

    Raises:
        InputError: it cannot be read, or is no text.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(
            message(
                "--document {path}: cannot be read ({reason}); name a text, Markdown or HTML file.",
                path=path,
                reason=error.strerror,
            )
        ) from error
    if b"\0" in content or content.startswith(b"%PDF"):
        raise InputError(
            message("--document {path}: this is no text; save it as plain text, Markdown or HTML first.", path=path)
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return _seen(text) if path.suffix.lower() in {".html", ".htm"} else text


def _seen(markup: str) -> str:
    """Leave what a reader sees; line breaks inside what goes are kept, so lines keep their numbers."""
    inline = _INLINE.sub(lambda found: "\n" * found[0].count("\n"), _UNSEEN.sub(_blank, markup))
    rest = _TAG.sub(_blank, inline)
    return html.unescape(rest)


def _blank(found: re.Match[str]) -> str:
    return " " + "\n" * found[0].count("\n")


def numbers(text: str) -> list[Number]:
    """Find every number of a text."""
    ends = [found.start() for found in re.finditer("\n", text)]
    return [
        Number(" ".join(said.split()), bisect(ends, start - 1) + 1, start, end, is_date=_is_date(text, start, said))
        for start, end, said in printed.find(text)
    ]


def cover(checked: Checked, text: str, name: str) -> tuple[Checked, Coverage]:
    """Find every number of a document, and mark the claims that no longer stand in it."""
    flat = text.translate(_MINUS)
    places = {check.claim.id: _places(check, flat) for check in checked.checks}
    covered = tuple(
        replace(number, claims=tuple(id_ for id_, spans in places.items() if _inside(number, spans)))
        for number in numbers(text)
    )
    absent = tuple(id_ for id_, spans in places.items() if not spans)
    checks = tuple(replace(check, absent=check.claim.id in absent) for check in checked.checks)
    return replace(checked, checks=checks), Coverage(name, covered, absent)


def _is_date(text: str, start: int, said: str) -> bool:
    return bool(_YEAR.fullmatch(said) or _DAY.match(text, start))


def _inside(number: Number, spans: list[tuple[int, int]]) -> bool:
    """Tell whether a number and a place of a claim share a character."""
    return any(start < number.end and number.start < end for start, end in spans)


def _places(check: Check, flat: str) -> list[tuple[int, int]]:
    """Find where the printed text of a claim stands, beside its `near` words where it has any."""
    claim = check.claim
    spans = [found.span() for found in _pattern(claim.printed).finditer(flat)]
    if claim.near is None:
        return spans
    near = _pattern(claim.near)
    return [(start, end) for start, end in spans if near.search(flat, max(0, start - NEAR), end + NEAR)]


def _pattern(words: str) -> re.Pattern[str]:
    """Match words whole, whatever line breaks stand between them, after a hyphen, or before a %.

    *19,2%-punt* is another number than 19,2%.
    """
    flat = re.sub(r"\s+%", "%", words.translate(_MINUS)).split()
    body = r"\s+".join(re.escape(word).replace(r"\-", r"-\s*").replace("%", r"\s*%") for word in flat)
    return re.compile(rf"(?<!\w)(?<!\d[.,]){body}(?!\w)(?![.,]\d)(?!\s*-?punt)", re.IGNORECASE)
