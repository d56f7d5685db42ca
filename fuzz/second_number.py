"""A second reading of a printed number, left to right and without a regular expression for the whole.

It shares no code with `sto_cli.claims.printed`; the words stand below once more.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

_ABOVE = {"ruim", "iets meer dan", "slightly more than", "just over"}
_BELOW = {"bijna", "net geen", "iets minder dan", "slightly less than", "nearly", "almost", "just under"}
# fmt: off
_ABOUT = {"circa", "ca.", "ca", "ongeveer", "om en nabij", "rond", "rond de", "zo'n", "about", "around", "roughly", "approximately"}
# fmt: on
_LEAST = {
    "minstens",
    "ten minste",
    "tenminste",
    "minimaal",
    "niet minder dan",
    "at least",
    "no less than",
    "not less than",
}
_MORE = {"meer dan", "more than", "over"}
_MOST = {
    "hoogstens",
    "ten hoogste",
    "hooguit",
    "maximaal",
    "niet meer dan",
    "at most",
    "no more than",
    "not more than",
    "up to",
}
_LESS = {"minder dan", "nog geen", "less than", "fewer than"}
_LIMITS = _LEAST | _MORE | _MOST | _LESS
_HALVES = {"de helft", "helft", "half", "een half", "a half", "one half"}
_PARTS = {
    **dict.fromkeys(_HALVES, Fraction(1, 2)),
    **dict.fromkeys(["een derde", "a third", "one third"], Fraction(1, 3)),
    **dict.fromkeys(["twee derde", "tweederde", "two thirds", "two-thirds"], Fraction(2, 3)),
    **dict.fromkeys(["een kwart", "a quarter", "one quarter"], Fraction(1, 4)),
    **dict.fromkeys(["driekwart", "drie kwart", "three quarters", "three-quarters"], Fraction(3, 4)),
}
_SCALES = {"duizend": 3, "thousand": 3, "miljoen": 6, "million": 6, "mln": 6, "miljard": 9, "billion": 9}
_POINTS = {
    f"{word}{between}{end}"
    for word in ("%", "procent", "percentage")
    for between in ("", "-")
    for end in ("punt", "punten")
}
_POINTS |= {f"percentage{between}{end}" for between in (" ", "-") for end in ("point", "points")} | {"pp"}
_PERCENT = {"%", "procent", "percent", "per cent"}
_FTE = {"fte", "fte's", "ftes"}
_GAPS = " \u00a0\u2007\u2009\u202f"
_QUOTES = "\"'„“”‘’«»"
_SIGNS = "+−–\u2011-"
_DIGITS = "0123456789"
_REACH = Fraction(1, 20)


class NoReadingError(Exception):
    """It is not one number, or one with two readings."""


@dataclass(frozen=True)
class Read:
    """What was printed: what the text says it is, its value and its ends."""

    unit: str
    value: Fraction
    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False


def read(text: str, *, expect: str | None, tolerance: Fraction | None, whole_unit: bool) -> Read:
    """Read one printed number.

    Raises:
        NoReadingError: it has none, or two.
    """
    rest = _bare(text)
    words, rest = _leading_words(rest)
    if not rest:
        return _part_in_words(words, tolerance, whole_unit=whole_unit)
    if words and words not in _ABOVE | _BELOW | _ABOUT | _LIMITS:
        raise NoReadingError(f"words {words!r}")
    if (
        (tolerance is not None) != (words in _ABOUT)
        or (words and whole_unit)
        or (tolerance is not None and not 0 < tolerance < 1)
    ):
        raise NoReadingError("tolerance")
    sign = rest[0] if rest[0] in _SIGNS else ""
    number, rest = _digits(rest[len(sign) :])
    scale, unit = _scale_and_unit(rest)
    whole, decimals = _marks(number, unit, expect, scaled=bool(scale))
    digit = Fraction(10**scale, 10 ** len(decimals)) / (100 if unit in {"percent", "pp"} else 1)
    value = int(whole + decimals) * digit
    if not value and words in _ABOVE | _BELOW:
        raise NoReadingError("more or less than 0")
    if words in _LIMITS:
        return _limited(unit, value, words, sign)
    if words in _ABOVE:
        low, high = value, value + value * _REACH
    elif words in _BELOW:
        low, high = value - value * _REACH, value
    else:
        around = digit if whole_unit else digit / 2
        if tolerance is not None:
            around = max(around, value * tolerance)
        low, high = value - around, value + around
    if sign in ("", "+"):
        return Read(unit, value, low, high, high_open=words in _BELOW)
    return Read(unit, -value, -high, -low, low_open=words in _BELOW)


def _limited(unit: str, value: Fraction, words: str, sign: str = "") -> Read:
    if sign not in ("", "+"):
        raise NoReadingError("limits of a number below 0")
    if words in _LEAST | _MORE:
        return Read(unit, value, value, None, low_open=words in _MORE)
    return Read(unit, value, None, value, high_open=words in _LESS)


def _bare(text: str) -> str:
    """Take off what stands round a number in a sentence: spaces, quotes, and one full stop or comma."""

    def stripped(text: str) -> str:
        while text and (text[-1].isspace() or text[-1] in _QUOTES):
            text = text[:-1]
        return text

    while text and (text[0].isspace() or text[0] in _QUOTES):
        text = text[1:]
    text = stripped(text)
    return stripped(text[:-1]) if text.endswith((".", ",")) else text


def _leading_words(text: str) -> tuple[str, str]:
    """Divide words from the number after them; the words in lower case with single spaces."""
    at = next((at for at, char in enumerate(text) if char in _DIGITS), len(text))
    if at and at < len(text) and text[at - 1] in _SIGNS:
        at -= 1
    words = text[:at]
    if at < len(text) and words and not (words[-1].isspace() or words.endswith(".")):
        raise NoReadingError("a number glued to a word")
    return _folded(words), text[at:]


def _folded(words: str) -> str:
    return " ".join(
        words.casefold().replace("’", "'").replace("é", "e").replace("ı", "i").replace("i\u0307", "i").split()
    )


def _part_in_words(words: str, tolerance: Fraction | None, *, whole_unit: bool) -> Read:
    hedges = (hedge for hedge in sorted(_ABOVE | _BELOW | _ABOUT | _LIMITS) if words.startswith((f"{hedge} ", "ca.")))
    hedge = next((hedge for hedge in hedges if words.removeprefix(hedge).strip() in _PARTS and words not in _PARTS), "")
    part = words.removeprefix(hedge).strip()
    widened = hedge not in _ABOVE | _BELOW | _LIMITS
    if (
        part not in _PARTS
        or (tolerance is not None) != widened
        or whole_unit
        or not 0 < (_REACH if tolerance is None else tolerance) < 1
    ):
        raise NoReadingError("no part")
    value = _PARTS[part]
    if hedge in _LIMITS:
        return _limited("percent", value, hedge)
    if hedge in _ABOVE:
        return Read("percent", value, value, value + value * _REACH)
    if hedge in _BELOW:
        return Read("percent", value, value - value * _REACH, value, high_open=True)
    tolerance = tolerance or Fraction(0)
    return Read("percent", value, value - value * tolerance, value + value * tolerance)


def _digits(text: str) -> tuple[str, str]:
    """Take the digits with their marks; a gap belongs to them where three digits follow, and no fourth."""
    at = 0
    while at < len(text):
        char, rest = text[at], text[at + 1 :]
        is_digit = char in _DIGITS
        is_mark = char in ".," and rest[:1] and rest[0] in _DIGITS
        if not ((at and (is_digit or is_mark)) or (is_digit and not at)):
            break
        at += 1
    if at == 0:
        raise NoReadingError("no digits")
    plain = text[:at]
    grouped = _gaps(text)
    return (grouped, text[len(grouped) :]) if grouped else (plain, text[at:])


def _gaps(text: str) -> str:
    """Take digits in groups of three with gaps between them; nothing where they are not so grouped."""
    first = next((at for at, char in enumerate(text) if char not in _DIGITS), len(text))
    if not 1 <= first <= 3 or text[0] == "0":
        return ""
    at = first
    while text[at : at + 1] and text[at] in _GAPS and _all_digits(text[at + 1 : at + 4]):
        at += 4
    if at == first or (text[at : at + 1] and text[at] in _DIGITS):
        return ""
    if text[at : at + 1] in {".", ","} and text[at + 1 : at + 2] and text[at + 1] in _DIGITS:
        at += 1
        while at < len(text) and text[at] in _DIGITS:
            at += 1
    return text[:at]


def _all_digits(text: str) -> bool:
    return len(text) == 3 and all(char in _DIGITS for char in text)


def _scale_and_unit(text: str) -> tuple[int, str]:
    rest = _folded(text)
    scale = 0
    for word, power in _SCALES.items():
        after = rest[len(word) : len(word) + 1]
        if rest.startswith(word) and not (after.isalnum() or after == "_"):
            scale, rest = power, rest[len(word) :].strip()
            break
    for unit, words in (("pp", _POINTS), ("percent", _PERCENT), ("fte", _FTE), ("plain", {""})):
        if rest in words:
            return scale, unit
    raise NoReadingError(f"after the digits {text!r}")


def _marks(number: str, unit: str, expect: str | None, *, scaled: bool) -> tuple[str, str]:
    """Tell thousands from decimals: the digits before the decimal mark and those after it."""
    marks = [char for char in number if char not in _DIGITS]
    pieces = "".join(char if char in _DIGITS else " " for char in number).split(" ")
    as_decimal = _as_decimal(pieces, marks)
    as_thousands = _as_thousands(pieces, marks)
    if as_decimal and as_thousands and as_decimal != as_thousands:
        if unit in {"percent", "pp"} or (unit == "plain" and not scaled and expect in {"share", "pct_change", "pp"}):
            return as_decimal
        if unit == "plain" and not scaled and expect == "count":
            return as_thousands
        raise NoReadingError("two readings")
    found = as_decimal or as_thousands
    if not found:
        raise NoReadingError("marks out of place")
    return found


def _as_decimal(pieces: list[str], marks: list[str]) -> tuple[str, str] | None:
    whole = pieces[0]
    if (
        len(marks) > 1
        or (marks and marks[0] not in ".,")
        or len(whole) > 15
        or (whole.startswith("0") and whole != "0")
    ):
        return None
    if marks and len(pieces[1]) > 12:
        return None
    return whole, pieces[1] if marks else ""


def _as_thousands(pieces: list[str], marks: list[str]) -> tuple[str, str] | None:
    """Groups of three behind one and the same mark, then at most one other mark with decimals."""
    if not marks or pieces[0].startswith("0") or not 1 <= len(pieces[0]) <= 3:
        return None
    groups = len([mark for mark in marks if mark == marks[0]])
    if any(mark == marks[0] for mark in marks[groups:]) or len(marks) > groups + 1 or groups > 5:
        return None
    if len(marks) > groups and marks[-1] not in ".,":
        return None
    if any(len(piece) != 3 for piece in pieces[1 : groups + 1]):
        return None
    decimals = pieces[groups + 1] if len(marks) > groups else ""
    return ("".join(pieces[: groups + 1]), decimals) if len(decimals) <= 12 else None
