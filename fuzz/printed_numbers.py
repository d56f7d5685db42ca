"""Printed numbers: sto's reading against a second one, and what it prints against what it reads."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING

from fuzz import second_number
from fuzz.outcome import Kind, Outcome
from fuzz.questions import is_json
from fuzz.second_number import NoReadingError, Read
from sto_cli.claims import document, printable, printed, seen
from sto_cli.claims.printed import PrintedError

if TYPE_CHECKING:
    from random import Random

_HEDGES = [
    "",
    "",
    "",
    "",
    "ruim ",
    "bijna ",
    "circa ",
    "ongeveer ",
    "zo’n ",
    "ca. ",
    "ca.",
    "meer dan ",
    "iets  meer dan\n",
    "over ",
]
_HEDGES += [
    "about ",
    "nearly ",
    "just over ",
    "minder dan ",
    "ten minste ",
    "Rond de ",
    "net géén ",
    "net geen ",
    "om en\nnabij ",
]
_SIGNS = ["", "", "", "", "+", "-", "−", "–", "\u2011", "± "]
_UNITS = [
    "",
    "",
    "%",
    " %",
    "%",
    " procent",
    " procentpunt",
    "%-punt",
    "%punten",
    " pp",
    " percentage point",
    " percentage-points",
]
_UNITS += [" fte", " FTE’s", " fte's", "fte", " per cent", "\u00a0%", "\u202fprocent", " pupils", "³", "e", " ¹"]
_SCALES = ["", "", "", "", "", " miljoen", " duizend", " mln", "mln", " billion", " miljard", "\u00a0miljoen"]
_PARTS = [
    "de helft",
    "een derde",
    "één derde",
    "twee derde",
    "driekwart",
    "a quarter",
    "een kwart",
    "half",
    "Two-Thirds",
    "drie\nkwart",
]
_MARKS = [".", ",", " ", "\u00a0", "\u202f", "\u2009", "'", ""]
_AROUND = [
    ("", ""),
    ("", ""),
    ("", ""),
    (" ", " "),
    ("“", "”"),
    ("'", "'"),
    ("(", ")"),
    ("", "."),
    ("", ","),
    ("", " ."),
    ("\n", "\n"),
]
_EXPECT = [None, "share", "count", "fte", "pct_change", "pp"]
_TOLERANCES = [None, "1/20", "1/20", "1/25", "1/2", "0", "1", "-1/20", "3/2"]
_NEED_TOLERANCE = ["circa", "ongeveer", "zo’n", "ca.", "about", "rond de", "om en", *_PARTS]
_CHARACTERS = "0123456789.,%+-−– \u00a0\n'’\"()=:/eéEıİſKpPtTn½²٣１_\u200b\ufeff"


class Numbers:
    """Texts that are numbers as somebody prints them, or nearly."""

    name = "numbers"

    def make(self, random: Random) -> bytes:
        """Put a number together, and edit it now and then."""
        text = _text(random)
        for _ in range(random.choice([0, 0, 0, 1, 1, 2])):
            text = _spoilt(text, random)
        hedged = any(word.strip().casefold() in text.casefold() for word in _NEED_TOLERANCE)
        tolerance = random.choice(_TOLERANCES) if hedged or random.random() < 0.05 else None
        said = [text, random.choice(_EXPECT), tolerance, random.random() < 0.1]
        return json.dumps(said).encode()

    def edit(self, case: bytes, random: Random) -> bytes:
        """Edit one character, or ask otherwise."""
        text, expect, tolerance, whole_unit = json.loads(case)
        if random.random() < 0.2:
            expect, tolerance = random.choice(_EXPECT), random.choice(_TOLERANCES)
        return json.dumps([_spoilt(text, random), expect, tolerance, whole_unit]).encode()

    def is_case(self, case: bytes) -> bool:
        """Tell whether it is a text and three options."""
        return is_json(case, [str])

    def check(self, case: bytes) -> Outcome:
        """Read it twice, print it, and read that."""
        text, expect, said, whole_unit = json.loads(case)
        tolerance = None if said is None else Fraction(said)
        options = {"expect": expect, "tolerance": tolerance, "whole_unit": whole_unit}
        try:
            other = second_number.read(text, **options)
            why = ""
        except NoReadingError as error:
            other, why = None, str(error)
        for number in document.numbers(seen.plain(f"Het aandeel is {text} van alle.")):
            _try_to_parse(number.text)
        try:
            found = printed.parse(text, **options)
        except PrintedError as error:
            return Outcome(Kind.STRICTER if other else Kind.REFUSED, str(error))
        if other is None:
            return Outcome(Kind.WRONG, f"{text!r} is {found}, and the second reading refuses: {why}")
        if other != Read(found.unit, found.value, found.low, found.high, found.low_open, found.high_open):
            return Outcome(Kind.WRONG, f"{text!r} is {found}, and on second reading {other}")
        return _printed_again(found, options)


def _spoilt(text: str, random: Random) -> str:
    at = random.randint(0, len(text))
    return text[:at] + random.choice(["", random.choice(_CHARACTERS)]) + text[at + random.choice([0, 1]) :]


def _text(random: Random) -> str:
    before, after = random.choice(_AROUND)
    if random.random() < 0.08:
        return f"{before}{random.choice(['', '', random.choice(_HEDGES)])}{random.choice(_PARTS)}{after}"
    digits = str(
        random.choice([random.randint(0, 99), random.randint(0, 9999), random.randint(0, 10 ** random.randint(1, 20))])
    )
    mark = random.choice(_MARKS)
    if random.random() < 0.5:
        digits = f"{int(digits):,}".replace(",", mark)
    if random.random() < 0.5:
        digits += random.choice([",", ",", "."]) + "".join(
            random.choices("0123456789", k=random.choice([1, 1, 1, 2, 3, 3, 13]))
        )
    parts = [random.choice(kind) for kind in (_HEDGES, _SIGNS)], [random.choice(kind) for kind in (_SCALES, _UNITS)]
    return "".join([before, *parts[0], digits, *parts[1], after])


def _try_to_parse(text: str) -> None:
    try:
        printed.parse(text)
    except PrintedError:
        return


def _printed_again(found: printed.Printed, options: dict) -> Outcome:
    """Print it and its neighbours in its own style; what is printed must be read as that number again."""
    if found.low is None or found.high is None:
        return Outcome(Kind.RIGHT)  # limits have no neighbours
    is_part = not any(char.isdigit() for char in found.text)  # printed as a whole percentage
    again = options | {"tolerance": None} if is_part else options
    for step in (-1, 0, 1):
        value = found.value + step * found.digit
        wanted = printable.rounded(value, found)
        if found.hedge and not wanted:
            continue  # nothing is more or less than 0 by a part of it
        text = printable.show(value, found)
        read = printed.parse(text, **again)
        if read.value != wanted or read.unit != found.unit or (not is_part and read.digit != found.digit):
            return Outcome(
                Kind.WRONG, f"{wanted} is printed {text!r} in the style of {found.text!r}, and read as {read}"
            )
    if not found.low <= found.value <= found.high or not printable.printable(found.low, found.high, found)[0]:
        return Outcome(Kind.WRONG, f"{found} does not hold its own value")
    return Outcome(Kind.RIGHT)
