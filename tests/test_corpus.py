"""Sentences with their numbers marked by hand: every number is found, none is read wrongly, and none is found where there is none.

`[19,2%]` is a quantity, `[elf procent=11%]` one in words with the same in digits, and `{2020}` says when or where. Half of the
sentences was written before the reader was finished, the other half after it, without a look at what it does. The blind part is of
somebody who had not seen the code, and the mended part is what that taught. The second part is of another such reader.
"""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from sto_cli.claims import printed
from sto_cli.claims.document import numbers
from sto_cli.claims.seen import lined

CORPUS = Path(__file__).parent / "corpus"
_MARK = re.compile(r"\[(?P<number>[^\]=]+)(?:=(?P<value>[^\]]+))?\]|\{(?P<apart>[^}]+)\}")


def sentences(name):
    text = (CORPUS / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def marked(sentence):
    """Give the sentence without marks, its quantities with where they begin, and the places that say when or where."""
    plain, quantities, apart, at = "", {}, set(), 0
    for found in _MARK.finditer(sentence):
        plain += sentence[at : found.start()]
        said = found["number"] or found["apart"]
        if found["apart"]:
            apart |= {*range(len(plain), len(plain) + len(said))}
        else:
            quantities[len(plain)] = (said, found["value"])
        plain, at = plain + said, found.end()
    return plain + sentence[at:], quantities, apart


def value(text):
    """Give value and unit of a number; a fraction such as 200/3% is one of this file's own."""
    if own := re.fullmatch(r"(\d+)/(\d+)%", text):
        return Fraction(int(own[1]), int(own[2]) * 100), "percent"
    for tolerance in (None, Fraction(1, 20)):
        try:
            read = printed.parse(text, expect="count", tolerance=tolerance)
        except printed.PrintedError as error:
            last = error
        else:
            return read.value, read.unit
    raise last


def misses(sentence):
    """List what is not found, found too much, or read as another number."""
    plain, quantities, apart = marked(sentence)
    found = {one.start: one for one in numbers(lined(plain))}
    for start, (said, meant) in quantities.items():
        one = found.pop(start, None)
        if one is None:
            yield f"missed [{said}]"
        elif one.apart:
            yield f"[{said}] is told apart as {one.apart}"
        elif one.text != " ".join(said.split()):
            yield f"[{said}] is read as '{one.text}'"
        elif meant and value(one.reads_as)[1] != value(meant)[1]:
            yield f"[{said}] is no {value(meant)[1]}"
        elif meant and value(one.reads_as) != value(meant):
            yield f"[{said}] is {value(one.reads_as)} and not {value(meant)}"
    for start, one in found.items():
        if start not in apart:
            yield f"'{one.text}' is no number"
        elif not one.apart:
            yield f"{{{one.text}}} is not told apart"


# fmt: off
KNOWN = {
    "dutch_before": [], "english_before": [], "dutch_after": [], "english_after": [], "dutch_mended": [], "english_mended": [],
    "dutch_blind": [
        "[4 mln.] is read as '4 mln'", "[6,4] is read as '6,4 fte'", "[4,8] is read as '4,8 fte'", "[vijf keer zo vaak] is read as 'vijf'",
        "[circa 1.450] is read as 'circa 1.450 fte'", "[1:18] is read as '1'", "'18' is no number",
        "{3526} is not told apart", "missed [één]", "{2032} is not told apart", "'acht' is no number",
    ],
    "english_blind": ["{54} is not told apart", "[42.6] is read as '42.6 FTE'", "[four times as likely] is read as 'four'"],
    "dutch_second": [
        "missed [−\xa01,8 %]", "'1,8 %' is no number", "{2030} is not told apart", "[60] is no percent",
        "missed [plus 4,75 procent]", "missed [min 0,5 procent]", "'4,75 procent' is no number", "'0,5 procent' is no number",
        "[drie ton] is read as 'drie'", "missed [±\xa0300]", "'300' is no number", "{2035} is not told apart",
        "missed [een tiental]", "'tiental' is no number", "{1969} is not told apart", "missed [+\xa03,5%]", "'3,5%' is no number",
    ],
    "english_second": [
        "{2018} is not told apart", "[three times as long] is read as 'three'", "{2023} is not told apart",
        "missed [over four hundred]", "'four hundred' is no number", "missed [only 6.1%]", "'6.1%' is no number",
    ],
}
# fmt: on
"""What is read otherwise than marked, in the order of the sentences."""


@pytest.mark.parametrize("name", KNOWN)
def test_every_number_of_a_sentence_is_found_and_read_rightly(name):
    assert [said for sentence in sentences(name) for said in misses(sentence)] == KNOWN[name]


def test_no_quantity_is_hidden_and_at_least_99_of_100_are_found_whole():
    """A quantity is hidden where a part of it is told apart, and found whole where one number stands in its place."""
    hidden, split, missed, count = [], [], [], 0
    for sentence in [each for name in KNOWN for each in sentences(name)]:
        plain, quantities, _ = marked(sentence)
        for start, (said, _) in quantities.items():
            inside = [one for one in numbers(lined(plain)) if one.start < start + len(said) and one.end > start]
            count += 1
            hidden += [(said, one.apart) for one in inside if one.apart]
            missed += [said] if not inside else []
            split += [said] if len(inside) > 1 else []
    assert (hidden, missed) == ([], ["één"])  # één decaan op 600 leerlingen
    assert split == ["1:18"]
    assert len(split) <= count / 100


def test_every_dutch_numeral_below_two_hundred_is_read():
    """Such as tweeëndertig and honderdtweeëndertig, with and without the dots."""
    tens = dict(
        zip(
            range(20, 100, 10),
            ["twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig"],
            strict=True,
        )
    )
    ones = dict(enumerate(["een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen"], 1))
    linked = {one: word + ("ën" if word.endswith("ee") or word == "drie" else "en") for one, word in ones.items()}
    words = {ten + one: linked[one] + tens[ten] for ten in tens for one in ones}
    words |= {100 + value: f"honderd{word}" for value, word in words.items()}
    plain = {word.replace("ë", "e"): value for value, word in words.items()}
    for word, meant in {**{word: value for value, word in words.items()}, **plain}.items():
        (one,) = numbers(lined(f"Dit is {word} procent."))
        assert (one.text, value(one.text)) == (f"{word} procent", (Fraction(meant, 100), "percent"))
