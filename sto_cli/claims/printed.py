"""A number as somebody printed it: from text to an exact interval, and back to text in the same style.

`19,2%` promises 19.15% to 19.25%, and *meer dan 15%* everything above 15%. What can be read in two ways
(`1.204` is one thousand, or one and a bit) is refused, never guessed. Percent and percentage points are
parts of 1: 19,2% is 0.192. The words around the number of a change are for `clause`.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from sto_cli.claims import looks, words
from sto_cli.claims.words import plain as _word
from sto_cli.errors import UsageError
from sto_cli.language import every, message

if TYPE_CHECKING:
    from sto_cli.language import Message

Expect = Literal["share", "count", "fte", "pct_change", "pp"]
Mark = Literal[".", ","]

HEDGE_REACH = Fraction(1, 20)
"""How far *ruim* and *bijna* reach: *ruim* x is x to 1.05x, *bijna* x is 0.95x to x."""
BETWEEN = r"(?:tussen|between)\s+(?:(?:de|the)\s+)?"
UP_TO = r"à|a|tot(?:\s+en\s+met)?|t/m|to|through"
"""Words before a range, and between its ends."""
_BETWEEN = re.compile(
    rf"(?P<word>{BETWEEN})(?P<first>\S.*?)\s+(?:en|and)\s+(?:(?:de|the)\s+)?(?P<last>\S.*)", re.IGNORECASE
)
_JOINED = re.compile(
    rf"(?P<first>\S.*?)(?:\s*[-–—]\s*|\s+(?P<word>{UP_TO})\s+(?:(?:de|the)\s+)?)(?P<last>\S.*)", re.IGNORECASE
)
_GROUPED = re.compile(
    rf"(?P<whole>[1-9][0-9]{{0,2}}(?P<group>[.,]|{looks.SPACE})[0-9]{{3}}(?:(?P=group)[0-9]{{3}}){{0,4}})"
    r"(?:(?!(?P=group))[.,](?P<decimals>[0-9]{1,12}))?"
)
_UNGROUPED = re.compile(r"(?P<whole>0|[1-9][0-9]{0,14})(?:[.,](?P<decimals>[0-9]{1,12}))?")


_LISTED = 10
"""How many numbers of a text that should have one are named."""


class PrintedError(UsageError):
    """What was printed is not one number, or is one that can be read in two ways."""


@dataclass(frozen=True)
class Printed:
    """What somebody printed, as an exact interval from `low` to `high`, both included unless marked open.

    Attributes:
        text: the number with its hedge, sign and unit, without other words.
        unit: what the text itself says; a part in words (*de helft*) is a percent.
        low: the least it can stand for; None where words leave it without an end (*minder dan*).
        digit: one unit of the last digit: 0.001 for 19,2%; 1% for a part in words.
        sign: 1 or -1 where a sign, or the words around the number of a change, say so; else 0.
        signed: whether a plus or a minus stands there.
        scale: what a word multiplies it by: a million for *miljoen*, else 1.
        hedge: the word that widens it, or the part in words itself.
        limits: whether words give limits (*meer dan*, *tussen*): it is then no number that was rounded.
    """

    text: str
    unit: looks.Unit
    value: Fraction
    low: Fraction | None
    high: Fraction | None
    digit: Fraction
    decimals: int
    sign: int = 0
    signed: bool = False
    scale: int = 1
    hedge: str | None = None
    limits: bool = False
    low_open: bool = False
    high_open: bool = False

    def mirrored(self) -> Printed:
        """Give the same on the other side of 0: a fall of 2 to 3 for a rise of 2 to 3."""
        low, high = (None if end is None else -end for end in (self.high, self.low))
        return replace(
            self,
            value=-self.value,
            low=low,
            high=high,
            sign=-self.sign,
            low_open=self.high_open,
            high_open=self.low_open,
        )


def parse(
    text: str, *, expect: Expect | None = None, tolerance: Fraction | None = None, whole_unit: bool = False
) -> Printed:
    """Read one printed number, in Dutch or English notation.

    Args:
        text: as it was printed.
        expect: what it is the number of, which settles `11.440`: a count has thousands, a share decimals.
        tolerance: how far *circa*, *ongeveer* and *de helft* reach, as a part of the number.
        whole_unit: whether it is a difference of two rounded numbers, so that its last digit may be 1 off.

    Raises:
        PrintedError: it is not one number, has two readings, or lacks (or has needlessly) a tolerance.
    """
    found = looks.PRINTED.fullmatch(text)
    between = None if found else _range_of(text)
    if between:
        return _parse_range(text, between, expect)
    hedge = _hedge(found) if found else ""
    objection = _objection(hedge, tolerance, whole_unit=whole_unit) if found else _no_number(text)
    if not found or objection or not looks.is_number(found):
        raise PrintedError("'{text}' {objection}.", text=text, objection=objection or _no_number(text))
    unit: looks.Unit = "percent" if found["part"] else next((unit for unit in looks.UNITS if found[unit]), "plain")
    if found["digits"]:
        digits, decimals = digits_of(text, found, _has_thousands(found, unit, expect))
    else:
        digits, decimals = _spelt(found["word"])
    scale = words.SCALES[_word(found["scale"])] if found["scale"] else 1
    hundred = 1000 if _word(found["percent"]) in looks.PER_MILLE else 100
    digit = Fraction(scale, 10**decimals) / (hundred if unit in ("percent", "pp") else 1)
    part = words.part(found["part"]) if found["part"] else None
    value = digits * digit if part is None else abs(part)
    grows = part is not None and words.growth(found["part"]) is not None
    signed = bool(found["sign"]) or grows
    minus = (found["sign"] or "+") in looks.MINUS if part is None else part < 0
    if found["hedge"] and found["behind"]:
        raise PrintedError(
            "'{text}' has words on both sides that say how far it reaches; write one of the two.", text=text
        )
    if objection := _against_sign(value, hedge, minus=minus):
        raise PrintedError("'{text}' {objection}.", text=text, objection=objection)
    exact = Fraction(0) if found["part"] else digit if whole_unit else digit / 2
    low, high = _reach(value, hedge, exact, tolerance)
    vague = words.VAGUE.get(hedge)
    if vague:
        low, high = value, 10 * value
    read = Printed(
        text,
        unit,
        value,
        low,
        high,
        digit,
        decimals,
        sign=1 if signed else 0,
        signed=signed,
        scale=scale,
        hedge=hedge or None,
        limits=bool(vague) or hedge in looks.LIMITS,
        low_open=hedge in looks.MORE,
        high_open=bool(vague) or hedge in {*looks.BELOW, *looks.LESS},
    )
    return read.mirrored() if minus else read


def _range_of(text: str) -> re.Match[str] | None:
    """Part *tussen 10 en 12%*, *10 à 12%* or *10-12%* in its ends; 2019-2020, without a unit, is none."""
    said = " ".join(text.split())
    found = _BETWEEN.fullmatch(said) or _JOINED.fullmatch(said)
    ends = [looks.PRINTED.fullmatch(found[end]) for end in ("first", "last")] if found else []
    if not found or not all(end and looks.is_number(end) for end in ends):
        return None
    has_unit = any(end and (end["scale"] or any(end[unit] for unit in looks.UNITS)) for end in ends)
    return found if found["word"] or has_unit else None


def is_range(text: str) -> bool:
    """Tell whether a text is one range, from a lower to a higher number."""
    if looks.PRINTED.fullmatch(text) or _range_of(text) is None:
        return False
    with suppress(PrintedError):
        return parse(text, expect="count").limits
    return False


def tail(found: re.Match[str]) -> str:
    """Give what stands behind the digits or the word of a number: its size and its unit, and no hedge."""
    start = max(found.end(group) for group in ("digits", "vulgar", "word"))
    return found.string[start : found.start("behind") if found["behind"] else found.end()].rstrip()


def _parse_range(text: str, found: re.Match[str], expect: Expect | None) -> Printed:
    """Read *tussen 10 en 12%*: both ends belong to it, and what stands behind the last number goes for both."""
    first, last = found["first"], found["last"]
    one, other = looks.PRINTED.fullmatch(first), looks.PRINTED.fullmatch(last)
    if one and other and not other["part"] and not (one["scale"] or any(one[unit] for unit in looks.UNITS)):
        first += tail(other)
    low, high = parse(first, expect=expect), parse(last, expect=expect)
    is_clear = low.unit == high.unit and low.signed == high.signed and not (low.hedge or high.hedge)
    if not is_clear or low.value >= high.value:
        raise PrintedError(
            "'{text}' is not a range from a lower to a higher number of one kind; write 'tussen 10 en 12%'.", text=text
        )
    middle, word = (low.value + high.value) / 2, (_word(found["word"]) or "-").split()[0]
    return replace(
        high,
        text=text,
        value=middle,
        low=low.value,
        high=high.value,
        sign=0,
        hedge=word,
        limits=True,
        decimals=max(low.decimals, high.decimals),
    )


def _spelt(word: str | None) -> tuple[Fraction, int]:
    """Give a number in words as its digits without a mark, and how many of them are decimals; 0 for none."""
    size, decimals = (word and words.size(word)) or (Fraction(0), 0)
    return size * 10**decimals, decimals


def _hedge(found: re.Match[str]) -> str:
    """Give the word that widens a number: the one before it, else the part in words or the round size itself."""
    word = _word(found["word"])
    own = word if word in words.VAGUE else "-tal" if word and words.is_about(word) else ""
    return _word(found["hedge"] or found["behind"] or found["part"]) or own


def _no_number(text: str) -> Message:
    numbers = [number for *_, number in looks.find(text)]
    if len(numbers) > 1:
        return message(
            "holds {count} numbers ({numbers}), and one was expected; write that one",
            count=len(numbers),
            numbers=every([*numbers[:_LISTED], *["…"] * (len(numbers) > _LISTED)]),
        )
    return message(
        "is not a printed number; write only a number such as 19,2%, +14%, 11.440, 1,2 procentpunt or ruim 60.000"
    )


def takes_tolerance(read: Printed) -> bool:
    """Tell whether a claim on a number has to say how far its words reach."""
    return _is_loose(read.hedge or "")


def _is_loose(hedge: str) -> bool:
    return hedge in looks.ABOUT or hedge == "-tal" or words.part(hedge) is not None


def _objection(hedge: str, tolerance: Fraction | None, *, whole_unit: bool) -> Message | None:
    """Say what is wrong with a hedge, or with how far it was declared to reach."""
    is_loose = _is_loose(hedge)
    if hedge and whole_unit:
        return message("is hedged ('{hedge}'), so its last digit is not exact; leave out whole_unit", hedge=hedge)
    if is_loose and tolerance is None:
        return message("gives no limit for '{hedge}'; declare a tolerance, such as 1/20 of the number", hedge=hedge)
    if tolerance is not None and not is_loose:
        return message(
            "takes no tolerance: {what} sets its limits; leave the tolerance out",
            what=message("that word") if hedge else message("its last digit"),
        )
    if tolerance is not None and not 0 < tolerance < 1:
        return message(
            "cannot have a tolerance of {tolerance}: a tolerance is a part of the number; declare one between 0 and 1, such as 1/20",
            tolerance=tolerance,
        )
    return None


def _against_sign(value: Fraction, hedge: str, *, minus: bool) -> Message | None:
    """Say what is wrong with a hedge beside a value and its sign."""
    if not value and hedge in {*looks.ABOVE, *looks.BELOW}:
        return message(
            "is a hedged 0 ('{hedge}'), but every part of 0 is 0; claim the number that it was derived from",
            hedge=hedge,
        )
    if minus and hedge in looks.LIMITS:
        return message(
            "can be read in two ways: '{hedge}' may apply to the size of the fall, or to the number below 0; write it with a word, such as 'daling van {hedge} 2%'",
            hedge=hedge,
        )
    return None


def _has_thousands(found: re.Match[str], unit: looks.Unit, expect: Expect | None) -> bool | None:
    """Tell whether a single mark with three digits after it divides thousands; None where nothing says so."""
    if unit in ("percent", "pp"):
        return False
    is_left_open = unit == "fte" or found["scale"] or expect in (None, "fte")
    return None if is_left_open else expect == "count"


def digits_of(text: str, found: re.Match[str], has_thousands: bool | None) -> tuple[Fraction, int]:
    """Give the digits without marks as one number, and how many of them are decimals; *12½* is 125 with one.

    Raises:
        PrintedError: the marks can be read in two ways, or stand where none can.
    """
    digits = found["digits"]
    grouped, ungrouped = _GROUPED.fullmatch(digits), _UNGROUPED.fullmatch(digits)
    if grouped and ungrouped and has_thousands is None:
        raise PrintedError(
            "'{text}' can be read as {whole} and as {decimal}, with thousands or with decimals; write the one that is meant.",
            text=text,
            whole=f"{ungrouped['whole']}{ungrouped['decimals']}",
            decimal=f"{ungrouped['whole']}.{ungrouped['decimals']}",
        )
    read = grouped if grouped and (has_thousands or not ungrouped) else ungrouped
    if not read:
        raise PrintedError(
            "'{text}' has marks or zeros out of place: groups of three digits and one decimal mark were expected; "
            "check the printed text.",
            text=text,
        )
    decimals = read["decimals"] or ""
    whole = Fraction(int(re.sub("[^0-9]", "", read["whole"]) + decimals))
    if not found["vulgar"]:
        return whole, len(decimals)
    if decimals:
        raise PrintedError("'{text}' has decimals and a fraction; write one of the two.", text=text)
    places = words.vulgar_decimals(found["vulgar"])
    return (whole + words.VULGAR[found["vulgar"]]) * 10**places, places


def _reach(
    size: Fraction, hedge: str, exact: Fraction, tolerance: Fraction | None
) -> tuple[Fraction | None, Fraction | None]:
    """Give the least and the most that a number without its sign can stand for; None is without end."""
    if hedge in looks.LIMITS:
        return (size, None) if hedge in {*looks.MORE, *looks.LEAST} else (None, size)
    if hedge in looks.ABOVE:
        return size, size * (1 + HEDGE_REACH)
    if hedge in looks.BELOW:
        return size * (1 - HEDGE_REACH), size
    around = max(exact, size * (tolerance or 0))
    return size - around, size + around
