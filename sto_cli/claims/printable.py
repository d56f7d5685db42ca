"""What a printed number covers and what lies near it, and other numbers written in its style."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from sto_cli.claims.looks import PRINTED

if TYPE_CHECKING:
    from sto_cli.claims.printed import Mark, Printed

NEAR = Fraction(1, 5)
"""How near an end is near, in units of the last digit: 0.02 percentage points for 19,2%."""
SHOWN = 6
"""How many printable values are listed; all of them are counted."""


def contains(printed: Printed, value: Fraction) -> bool:
    """Tell whether a value lies in what was printed."""
    low, high = printed.low, printed.high
    is_above = low is None or value > low or (value == low and not printed.low_open)
    return is_above and (high is None or value < high or (value == high and not printed.high_open))


def touches_end(printed: Printed, value: Fraction) -> bool:
    """Tell whether a value lies exactly where the rounding rule decides; the ends of a hedge are no such place."""
    return not printed.hedge and value in (printed.low, printed.high)


def near_end(printed: Printed, value: Fraction) -> bool:
    """Tell whether a value lies inside, but within a fifth of the last digit of an end: right thanks to rounding."""
    if printed.hedge or printed.low is None or printed.high is None:
        return False
    return 0 <= min(value - printed.low, printed.high - value) <= NEAR * printed.digit


def truncated(value: Fraction, like: Printed) -> Fraction:
    """Cut off behind the last digit of a printed number: 19.27 is 19,2."""
    size = abs(value) // like.digit * like.digit
    return size if value >= 0 else -size


def rounded(value: Fraction, like: Printed) -> Fraction:
    """Round to the last digit of a printed number, half away from zero."""
    size = math.floor(abs(value) / like.digit + Fraction(1, 2)) * like.digit
    return size if value >= 0 else -size


def printable(low: Fraction, high: Fraction, like: Printed) -> tuple[int, tuple[Fraction, ...]]:
    """Count the numbers, as precise as `like`, whose intervals meet the one from `low` to `high`; list the first.

    A hedged number is as coarse as its reach: beside *ruim* 60.000 (to 63.000) stands *ruim* 63.000. Limits
    (*meer dan*) have no such neighbours.
    """
    if like.low is None or like.high is None:
        return 0, ()
    step = max(like.digit, like.high - like.low) if like.hedge else like.digit
    first, last = (low - like.high) / step, (high - like.low) / step
    least = math.floor(first) + 1 if like.high_open else math.ceil(first)
    most = math.ceil(last) - 1 if like.low_open else math.floor(last)
    numbers = range(least, most + 1)
    return len(numbers), tuple(like.value + number * step for number in numbers[:SHOWN])


def show(value: Fraction, like: Printed, decimal_mark: Mark | None = None) -> str:
    """Print a number, rounded, in the style of another: its hedge, marks, decimals and unit.

    A part in words becomes a percent. `decimal_mark` is the mark to write where it must not be that of `like`.
    """
    last = int(rounded(value, like) / like.digit)
    found = PRINTED.fullmatch(like.text)
    if not found or found["part"]:
        return f"{last}%"
    if found["word"] or found["vulgar"]:
        mark = decimal_mark or ","
        text = f"0{mark}{'0' * like.decimals}" if like.decimals else "0"
        digits_like = f"{found['hedge'] or ''} {text}{like.text[max(found.end('word'), found.end('vulgar')) :]}".strip()
        return show(value, replace(like, text=digits_like), decimal_mark)
    before, after = divmod(abs(last), 10**like.decimals)
    end = len(found["digits"]) - (like.decimals + 1 if like.decimals else 0)
    group = re.sub("[0-9]", "", found["digits"][:end])[:1]
    if group and group in ".," and decimal_mark:
        group = ".,".replace(decimal_mark, "")
    digits = f"{before:,}".replace(",", group)
    if like.decimals:
        digits += f"{decimal_mark or found['digits'][end]}{after:0{like.decimals}d}"
    sign = (found["sign"] or "-").replace("+", "-") if last < 0 else "+" if like.sign and last else ""
    start = found.start("sign") if found["sign"] else found.start("digits")
    return like.text[:start] + sign + digits + like.text[found.end("digits") :]
