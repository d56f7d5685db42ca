"""The number of a change in the words around it: a rise of 2 points and a fall of 2 points are different claims.

The direction comes from its sign, from the one direction word before it in its clause (*daalde met 2
procentpunt*), or from the one right behind it (*met 2 procentpunt gedaald*). An unclear direction is
refused with the question to answer: a negation, two such words, a word that makes it a level (*naar*).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sto_cli.claims import looks, printed
from sto_cli.claims.printed import PrintedError
from sto_cli.language import every, message

if TYPE_CHECKING:
    from fractions import Fraction

    from sto_cli.claims.printed import Expect, Printed
    from sto_cli.language import Message

# fmt: off
_RISES = """
stijgt stijgen steeg stegen gestegen groeit groeien groeide groeiden gegroeid toegenomen toe verhoogd verhoogde opgelopen
meer hoger groter plus erbij rises rise rose risen rising increases increase increased increasing grows grow grew grown
growing gained climbed up more higher larger
"""
_RISE_NOUNS = "stijging stijgingen toename groei verhoging aanwas growth gain"
_FALLS = """
daalt dalen daalde daalden gedaald krimpt krimpen kromp krompen gekrompen afgenomen af verlaagd verlaagde verminderd verminderde
verminderden teruggelopen terug teruggegaan minder lager kleiner min minus eraf falls fall fell fallen falling decreases decrease
decreased decreasing declines decline declined declining drops drop dropped shrinks shrink shrank shrunk reduced lost down less
fewer lower smaller
"""
_FALL_NOUNS = "daling dalingen afname krimp verlaging vermindering terugloop terugval reduction loss"
_NEGATIONS = """
niet geen nooit noch niets niemand zonder evenmin geenszins allerminst allesbehalve nauwelijks amper not no never nor neither none without
hardly barely scarcely cannot
"""
_AND_NOUNS = {"rise", "increase", "fall", "decrease", "decline", "drop"}
"""English words that are a verb and a noun: *a fall of 2%* is right, and *fell of* is not written."""
# fmt: on
WAYS = dict.fromkeys(f"{_RISES} {_RISE_NOUNS}".split(), 1) | dict.fromkeys(f"{_FALLS} {_FALL_NOUNS}".split(), -1)
"""Words that say which way a number went: 1 is up, and -1 is down."""
NOUNS = {*f"{_RISE_NOUNS} {_FALL_NOUNS}".split(), *_AND_NOUNS}
_NEGATING = {*_NEGATIONS.split()}
_RATES = {"per", "jaarlijks", "jaarlijkse", "annually", "yearly"}
"""Words that make of a change one in each year."""
_BY = {"met", "by", "een", "a", "an"}
_OF = {"van", "of"}
_VERBS = {"is", "zijn", "was", "waren", "werd", "are", "were", "nam", "namen", "neemt", "nemen"}
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SYMBOL = re.compile(r"([^\w\s,;:.!?()'\"“”„‘’])\s*$")
_BREAK = re.compile(r"[,;:.!?()]|\b(?:maar|terwijl|but|while|whereas)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Words:
    """What words say of which way a number went.

    Attributes:
        ways: the direction words, each with 1 or -1.
        negation: the first word that denies it, or makes it one in each year.
    """

    ways: tuple[tuple[str, int], ...]
    negation: str | None


def words_of(text: str) -> Words:
    """Read what all words of a text say of a direction; words that belong to a number say how much."""
    for start, end, _ in reversed([*looks.find(text)]):
        text = f"{text[:start]} {text[end:]}"
    return _words(text, text)


def way_of(text: str) -> int:
    """Tell which way the words around the one number of a text say it went: 1, -1, or 0 where they do not."""
    before, _, after = _parted(text)
    return _way(before, after)[1]


def read(
    text: str, *, expect: Expect | None = None, tolerance: Fraction | None = None, whole_unit: bool = False
) -> Printed:
    """Read the number of a change, with its sign; arguments as of `printed.parse`.

    Raises:
        PrintedError: there is not one number, or it is open whether it rose or fell.
    """
    before, core, after = _parted(text)
    number = printed.parse(core, expect=expect, tolerance=tolerance, whole_unit=whole_unit)
    objection, way = _way(before, after)
    if not objection and number.sign and way and way != number.sign:
        raise PrintedError(
            "'{text}' has a word and a sign that contradict each other; correct one of the two.", text=text
        )
    if not objection and not (number.sign or way) and number.value:
        objection = message("does not say whether it rose or fell")
    if objection:
        raise PrintedError(_question(text, objection, core, number))
    if number.sign or not way:
        return number
    return replace(number if way > 0 else number.mirrored(), sign=way)


def _parted(text: str) -> tuple[str, str, str]:
    """Part a text into what stands before its number, the number with hedge and sign, and what stands behind."""
    found = [(start, end) for start, end, _ in looks.find(text)]
    if not found or looks.PRINTED.fullmatch(text):
        return "", text, ""
    (start, end), rest = found[0], found[1:]
    between = re.search(rf"\b{printed.BETWEEN}$", text[:start], re.IGNORECASE)
    if between:
        start = between.start()
    if len(rest) == 1 and printed.is_range(text[start : rest[0][1]]):
        return text[:start], text[start : rest[0][1]], text[rest[0][1] :]
    return ("", text, "") if rest else (text[:start], text[start:end], text[end:])


def _way(before: str, after: str) -> tuple[Message | None, int]:
    """Tell which way the words around a number say it went: what leaves it open, or 1, -1, or 0 for no word."""
    symbol = _SYMBOL.search(before)
    if symbol:
        return message("has '{unclear}' beside the number, so it may be no change", unclear=symbol[1]), 0
    earlier, later = _BREAK.split(before)[-1], _BREAK.split(after.replace(",", " "))[0]
    words = _words(f"{earlier} {later}", f"{before} {after}")
    if words.negation:
        return message("has '{word}' beside the number, so the direction is not clear", word=words.negation), 0
    if len(words.ways) > 1:
        return message(
            "has more than one word for the direction ({words})", words=every(word for word, _ in words.ways)
        ), 0
    for word, way in words.ways:
        unclear = _unclear(word, _listed(earlier), _listed(later))
        return (
            (message("has '{unclear}' beside the number, so it may be no change", unclear=unclear), 0)
            if unclear
            else (None, way)
        )
    return None, 0


def _unclear(word: str, before: list[str], after: list[str]) -> str | None:
    """Find the word beside a number that lets it be something else than how far it went: *daalde naar 2%*."""
    if word not in before:
        near = before[-1:]
        allowed = _BY | _VERBS
        if after[0] != word:
            return after[0]
    else:
        between = before[before.index(word) + 1 :]
        near = between[-1:]
        allowed = _BY | _OF if len(between) == 1 and word in NOUNS else _BY
    return next((one for one in near if one not in allowed), None)


def _words(clause: str, text: str) -> Words:
    """Find the direction words of a clause, and a negation anywhere in the text."""
    ways = tuple((word, WAYS[word]) for word in _listed(clause) if word in WAYS)
    return Words(ways, next((word for word in _listed(text) if _denies(word)), None))


def _denies(word: str) -> bool:
    return word in _NEGATING or word in _RATES or word.endswith("n't")


def _listed(text: str) -> list[str]:
    return [word.casefold().replace("’", "'").replace("é", "e") for word in _WORD.findall(text)]


def _question(text: str, objection: Message, core: str, number: Printed) -> Message:
    """Ask which way it went, with two answers to choose from."""
    up, down = both_ways(core, number)
    return message(
        "'{text}' {objection}; did it rise or fall? Write reads_as = '{up}' or '{down}'.",
        text=text,
        objection=objection,
        up=up,
        down=down,
    )


def both_ways(core: str, number: Printed) -> tuple[str, str]:
    """Write the number of a change as a rise and as a fall: with a sign, or with a word where a sign is not clear."""
    start = looks.PRINTED.fullmatch(core)
    if start and start["digits"] and not number.hedge and not number.signed:
        at = start.start("digits")
        return f"{core[:at]}+{core[at:]}", f"{core[:at]}-{core[at:]}"
    return f"stijging van {core.strip()}", f"daling van {core.strip()}"
