"""How a number looks in a text: hedge, sign, digits or words, scale and unit, as one pattern; what it says is for `printed`."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal

from sto_cli.claims import words
from sto_cli.claims.words import any_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Unit = Literal["percent", "pp", "fte", "plain"]

# fmt: off
UNITS: tuple[Unit, ...] = ("pp", "percent", "fte")
_SHARE_MORE, _SHARE_LESS, _SHARE_BELOW = ("boven de", "boven", "above", "over"), ("onder de", "onder", "beneden de", "below", "under"), ("tegen de",)
"""Limits before a percentage only: *onder 500 leerlingen* is among them."""
ABOVE = ("ruim", "een dikke", "net boven de", "net boven", "iets boven de", "a little over", "iets meer dan", "just above", "slightly more than", "just over")
BELOW = (*_SHARE_BELOW, "bijna", "haast", "krap", "een kleine", "net onder de", "net onder", "just below", "just shy of", "close to", "approaching", "net geen", "iets minder dan", "slightly less than", "nearly", "almost", "just under")
ABOUT = ("circa", "ca.", "ca", "ongeveer", "om en nabij", "om en bij de", "in de buurt van de", "in de buurt van", "zowat", "pakweg", "plusminus", "grofweg", "rond", "rond de", "zo'n", "naar schatting", "some", "an estimated", "about", "around", "roughly", "approximately")
MORE = (*_SHARE_MORE, "meer dan", "hoger dan", "well over", "in excess of", "upwards of", "higher than", "more than", "over")
LEAST = ("of meer", "of hoger", "or more", "or higher", "minstens", "op zijn minst", "op z'n minst", "ten minste", "tenminste", "minimaal", "een minimum van", "niet minder dan", "niet lager dan", "niet onder de", "nooit minder dan", "no fewer than", "not fewer than", "not below", "not under", "at the very least", "a minimum of", "at least", "no less than", "not less than")
LESS = (*_SHARE_LESS, "nog niet eens", "minder dan", "lager dan", "lower than", "nog geen", "less than", "fewer than")
_MOST = ("of minder", "of lager", "or less", "or fewer", "or lower", "hoogstens", "op zijn hoogst", "op z'n hoogst", "ten hoogste", "hooguit", "maximaal", "een maximum van", "niet meer dan", "niet hoger dan", "niet boven de", "nooit meer dan", "not above", "not over", "a maximum of", "at most", "no more than", "not more than", "up to")
_OF_SHARES = {*_SHARE_MORE, *_SHARE_LESS, *_SHARE_BELOW}
LIMITS = (*MORE, *LEAST, *LESS, *_MOST)
_BEHIND = {word for word in LIMITS if word.startswith(("of ", "or "))}
"""Limits that stand behind a number."""
_HEDGES = {*ABOVE, *BELOW, *ABOUT, *LIMITS} - _BEHIND - _OF_SHARES
_PERCENT = r"(?:%|procent|percent|pct|per\s+cent)"
# fmt: on
PER_MILLE = ("‰", "promille")
SPACE = "[ \u00a0\u2007\u2009\u202f]"
_QUOTES = "\"'„“”‘’«»"
MONEY = "€$£"
MINUS = "−–\u2011-"
_GLUED = "(?:[mx]|[km]m|cm|kg)"
"""What may be glued to a number; all else that is makes it a name: *3e*, *00AB*."""
_SIGNS = rf"[\d{''.join(words.VULGAR)}+{MINUS}]"


def _number(hedges: Iterable[str]) -> str:
    return (
        rf"(?:(?<!\w)|(?<=\dx)){words.starts([*hedges, *_OF_SHARES, *words.FIRST], _SIGNS)}"
        rf"(?:(?P<hedge>{any_of(hedges)}|(?:{any_of(_OF_SHARES)})(?=\s+\S+\s?{_PERCENT}))(?:\s++|(?<=\.))(?:[{MONEY}]{SPACE}?)?)?"
        rf"(?:(?P<part>{words.PART})|(?:(?:(?:(?<![^\s(\[:={_QUOTES}{MONEY}])|(?<=\bca\.))(?P<sign>[+{MINUS}]))?"
        rf"(?P<digits>(?>[1-9][0-9]{{0,2}}(?:{SPACE}[0-9]{{3}})+(?![0-9])(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)*))(?:{SPACE}?(?P<vulgar>[{''.join(words.VULGAR)}]))?"
        rf"|(?P<word>{words.WORD}))"
        rf"(?:\s*+(?P<scale>{any_of(words.SCALES)})\b)?"
        r"(?:\s*+(?:(?P<pp>(?:%-?|procent-?|percentage-?)\s?punt(?:en)?\b|%\s?-?pt\b|percentage[\s-]points?\b|ppt?\b|p\.p\.)"
        r"|(?P<percent>%|‰|(?:procent|percent|pct|per\s+cent|promille)\b)|(?P<fte>fte(?:['’]?s)?\b)))?"
        rf")(?:\s+(?P<behind>{any_of(_BEHIND)})\b)?(?:(?<=[%‰.])|(?={_GLUED}\b|x\d)|(?![^\W¹²³⁰⁴-⁹]))"
    )


PRINTED = re.compile(rf"[\s{_QUOTES}]*+{_number(_HEDGES)}[\s{_QUOTES}]*+[.,]?+[\s{_QUOTES}]*+", re.IGNORECASE)
"""A printed number by itself, taken apart: hedge, sign, digits, scale and unit."""


@cache
def _in_a_text() -> re.Pattern[str]:
    """Compile the pattern of a number in a text where the first text is read: it takes some 20 ms."""
    return re.compile(_number(_HEDGES - {"over", "not over"}), re.IGNORECASE)


def found_in(text: str) -> Iterator[re.Match[str]]:
    """Find every number in a text, taken apart."""
    return (found for found in _in_a_text().finditer(text) if is_number(found))


def find(text: str) -> Iterator[tuple[int, int, str]]:
    """Find every number in a text, with its sign, unit and hedge: where it starts, where it ends, and what it says.

    Years, dates and references count, and a range is two numbers; a digit glued to a letter (`3e`, `00AB`) is
    none. *over* is not taken along, since in Dutch it is no hedge.
    """
    yield from ((found.start(), found.end(), found[0]) for found in found_in(text))


def is_number(found: re.Match[str]) -> bool:
    """Tell whether words are a number together; digits always are."""
    if found["part"]:
        return words.part(found["part"]) is not None
    return not found["word"] or words.size(found["word"]) is not None
