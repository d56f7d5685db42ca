"""Numbers in words, in Dutch and English: *elf*, *anderhalf*, *een op de vijf*, *tientallen*, *verdubbeld*.

`text2num` knows what a numeral is worth; where one begins and ends, and what is a part or a multiple, stands here.
*Een*, *één* and *one* are numbers only in a part, and before a unit or a scale (docs/texts.md).
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import TYPE_CHECKING

from text_to_num import text2num  # type: ignore[import-untyped]  # its __all__ names no names

if TYPE_CHECKING:
    from collections.abc import Iterable


def any_of(words: Iterable[str]) -> str:
    """Match any of these words: a space may be a line break, an apostrophe curly, and *een* may be *één*."""
    longest_first = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return longest_first.replace(r"\ ", r"\s+").replace("'", "['’]").replace("een", "[eé]{2}n")


_ALIKE = {"e": "eé", "é": "eé", "i": "iıİ", "s": "sſ", "k": "kK", "'": "'’"}
"""Letters that IGNORECASE and the tables take for one."""


def starts(words: Iterable[str], also: str) -> str:
    """Match where one of these words may begin, by their first two letters, or something else: nothing else is tried there.

    It spares a text of 1 MB the trial of a hundred alternatives at each word.
    """

    def letters(found: set[str]) -> str:
        alike = {one for letter in found for one in (_ALIKE.get(letter, letter) + _ALIKE.get(letter, letter).upper())}
        return "[" + "".join(r"\s" if one == " " else re.escape(one) for one in sorted(alike)) + "]"

    seconds: dict[str, set[str]] = {}
    for word in words:
        seconds.setdefault(word[0], set()).add(word[1])
    pairs = "|".join(letters({first}) + letters(found) for first, found in seconds.items())
    return f"(?-i:(?={also}|{pairs}))"


def plain(found: str | None) -> str:
    """Give words as the tables spell them; to IGNORECASE a dotless ı and a dotted İ are an i."""
    text = (found or "").translate(str.maketrans("’éıİ", "'eii"))
    return " ".join(text.casefold().replace("é", "e").split())


# fmt: off
SCALES = {
    **dict.fromkeys(("duizend", "thousand"), 10**3), **dict.fromkeys(("miljoen", "miljoenen", "million", "millions", "mln", "mio"), 10**6),
    **dict.fromkeys(("miljard", "miljarden", "billion", "bn", "mld", "mrd"), 10**9), "k": 10**3, "dozijn": 12, "dozen": 12,
}
VAGUE = {
    **dict.fromkeys(("tientallen", "enkele tientallen", "tens of"), 10), "dozens": 12,
    **dict.fromkeys(("honderden", "enkele honderden", "paar honderd", "een paar honderd", "hundreds", "a few hundred", "several hundred"), 100),
    **dict.fromkeys(("duizenden", "enkele duizenden", "paar duizend", "een paar duizend", "thousands", "a few thousand", "several thousand"), 1000),
    **dict.fromkeys(("tienduizenden", "tens of thousands"), 10_000), **dict.fromkeys(("honderdduizenden", "hundreds of thousands"), 100_000),
}
"""Plurals of a size: at least two of it, and less than two of the next."""
_FOLD = {"drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10, "honderd": 100}
TIMES = {
    **dict.fromkeys(("verdubbeld", "verdubbelde", "verdubbelden", "verdubbelt", "verdubbelen", "verdubbeling", "dubbel zo veel", "dubbel zoveel", "doubled", "doubles", "double", "doubling"), Fraction(1)),
    **dict.fromkeys(("tripled", "triples", "tripling"), Fraction(2)), "quadrupled": Fraction(3),
    **{f"ver{word}voudig{end}": Fraction(times - 1) for word, times in _FOLD.items() for end in ("d", "de", "den", "t", "en", "ing")},
    **{f"{word}voudig{end}": Fraction(times - 1) for word, times in _FOLD.items() for end in ("", "e")},
    **{f"{word}fold": Fraction(times - 1) for times, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2)},
    **dict.fromkeys(("gehalveerd", "gehalveerde", "halveerde", "halveerden", "halveert", "halveren", "halvering", "halved", "halves", "halving"), Fraction(-1, 2)),
}
"""Words of growth, as a part of what there was."""
VULGAR = {one: Fraction(unicodedata.numeric(one)).limit_denominator(10) for one in "½¼¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"}
"""Fractions of one character."""
_DUTCH = "nul|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien|achttien|negentien|twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig|honderd|duizend"
_ENGLISH = "two|three|four|five|six|seven|eight|nine|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_ORDINALS = {
    3: ("derde", "derden", "third", "thirds"), 4: ("vierde", "kwart", "quarter", "quarters", "fourth", "fourths"), 5: ("vijfde", "fifth", "fifths"),
    6: ("zesde", "sixth", "sixths"), 7: ("zevende", "seventh", "sevenths"), 8: ("achtste", "eighth", "eighths"), 9: ("negende", "ninth", "ninths"),
    10: ("tiende", "tenth", "tenths"), 20: ("twintigste", "twentieth"), 100: ("honderdste", "hundredth"),
}
_NAMED = "keer|maal|reden|fase|partij|jaar|leerjaar|periode|ronde|persoon|optie|groep|school|pijler|mogelijkheid|punt|stap|categorie|onderzoek|rapport|monitor|locatie|vestiging|profiel|leerling|docent|leraar|vraag|doel|plek|time|reason|phase|party|year|period|round|person|option|group|pillar|step|category|report|location|profile|pupil|teacher|question|goal|place|letter"
"""What *een derde* and *a third* count off, and are no part of."""
_NOT_TEN = "opzichte|minste|hoogste|slotte|aanzien|behoeve|einde|gevolge|tijde|dele|koste|gunste|onrechte|zuiden|noorden|oosten|westen|name|eerste|tweede|derde|vierde|val|onder|tonele|volle|goede|kwade|laatste|strengste|grondslag|dienste|uitvoer|faveure|nadele|bate|overvloede|principale"
_MONTHS = "jan|feb|maart|mrt|april|mei|juni|juli|aug|sep|okt|oct|nov|dec|march|may|june|july"
_SPLIT = "jaar|jaren|uur|dag|dagen|punt|year|hour|day|point"
# fmt: on
_UNIT = rf"(?:procent|percent|per\s+cent|percentage|fte|%|pp\b|(?:{any_of(SCALES)})\b)"
_ONE = "[eé]{2}n|one"
_IN_ACHT = r"(?!(?<=\bin\s)acht(?:\s*(?:[.,;:!?]|\Z)|\s+(?:te\s+)?(?:nem|nam|gen|hou)))"
_NL = rf"{_IN_ACHT}(?!een\b)(?:(?:een|{_DUTCH})(?:[eë]n(?!\w*half))?){{0,8}}?(?:{_DUTCH}|een)"
_NL_WORD = rf"(?:{_NL}(?:(?:(?<=duizend)|(?<=honderd))\s+{_NL})?)"
_EN_SMALL = (
    rf"(?:{_TENS}(?:[-\s](?:one|two|three|four|five|six|seven|eight|nine))?|ten(?!\s+(?:{_NOT_TEN})\b)|{_ENGLISH}|zero)"
)
_EN_WORD = rf"(?:(?:a|one|{_EN_SMALL})\s+hundred(?:\s+(?:and\s+)?(?:{_EN_SMALL}|one))?|{_EN_SMALL})"
_BARE = rf"(?:{_NL_WORD}|{_EN_WORD})"
_HALVES = (
    r"anderhal(?:f|ve)|one\s+and\s+a\s+half"
    rf"|{_NL}[eë]n(?:een)?hal(?:f|ve)|{_NL}\s+en\s+een\s+hal(?:f|ve)|{_EN_SMALL}\s+and\s+a\s+half"
    rf"|(?:(?:[eé]{{2}}n|an?|one)\s+)?hal(?:f|ve)(?:\s+an?)?(?=\s+(?:{_UNIT}|(?:{_SPLIT})\b))"
)
_AS_MANY = r"(?:\s*(?:keer|maal)\s+zo\s*(?:veel|groot|hoog)|\s+times\s+as\s+(?:many|much|large|high))(?:e|er)?"
_SPELT = rf"{_NL_WORD}\s+komma(?:\s+{_NL}){{1,2}}|(?:{_EN_SMALL}|one)\s+point(?:\s+(?:{_EN_SMALL}|one)){{1,3}}"
WORD = rf"(?<!-)(?:{_HALVES}|{_SPELT}|[{''.join(VULGAR)}](?=\s*{_UNIT}|\s+(?:{_SPLIT})\b)|(?:{_ONE}|a)(?=\s+{_UNIT})|{any_of(VAGUE)}|{_NL_WORD}(?:tal|maal)?|{_EN_WORD})(?![^\W\d_])(?!-[^\W\d_])"
"""A number in words; what follows it (*procent*, *miljoen*) is for `printed`."""
_WHOLES = r"(?:[2-9]|1\d|20|25|50|100|1000)"
"""Of how many a part is told in digits; *152 out of 316* are two counts."""
_NUMERATOR = rf"(?:{_ONE}|a|{_BARE})"
PART = (
    rf"(?:{_ONE}|{_NL_WORD})\s+op\s+(?:(?:de|elke|iedere)\s+)?(?:{_NL_WORD}|[1-9]\d{{0,2}})"
    rf"|[1-9]\d?\s+op\s+(?:de|elke|iedere)\s+{_WHOLES}(?![\d.,]*\d)"
    rf"|1\s+op\s+[1-9]\d{{0,2}}(?![\d.,]*\d|\s+(?:{_MONTHS}))"
    rf"|(?:one|{_EN_SMALL})\s+(?:in|out\s+of)\s+(?:every\s+)?(?:{_EN_SMALL}|a\s+hundred|[1-9]\d{{0,2}}(?![\d.,]*\d))"
    rf"|[1-9]\d?\s+out\s+of\s+(?:every\s+)?{_WHOLES}(?![\d.,]*\d)|1\s+in\s+[1-9]\d{{0,2}}(?![\d.,]*\d)"
    rf"|(?:{_ONE}|a)[\s-]*(?:{any_of(word for words in _ORDINALS.values() for word in words)})(?![^\W\d_])(?!\s+(?:{_NAMED})\b)"
    rf"|{_BARE}[\s-]*(?:{any_of(word for words in _ORDINALS.values() for word in words)})"
    r"|(?:(?:de|een|één)\s+)?(?<!eerste\s)(?<!tweede\s)(?<!laatste\s)helft"
    rf"|(?:(?:[eé]{{2}}n|an?|one)\s+)?(?<!first\s)(?<!second\s)half(?!\s+(?:{_MONTHS}|{_UNIT}|(?:an?\s+)?(?:{_SPLIT})\b|a\s+{_UNIT}|\d))"
    rf"|[{''.join(VULGAR)}](?!\s*{_UNIT}|\s+(?:{_SPLIT})\b)|[1-9]\d?[/⁄][1-9]\d{{0,2}}(?=\s+(?:deel|van|part|of|minder|meer|af|toe|less|more)\b|\s+in\s+(?:de|het|the)\b|\s*\Z)"
    rf"|{_NL_WORD}(?<!een)(?<!één)\s+van\s+de\s+(?:vijf|tien|honderd)\b(?!-)"
    rf"|(?:{_BARE}|anderhalf|[1-9]\d{{0,2}}(?:[.,]\d|½)?){_AS_MANY}|twice\s+as\s+(?:many|much|large|high)|{any_of(TIMES)}"
)
"""A part or a multiple in words."""
FIRST = (
    *VAGUE, *TIMES, *_DUTCH.split("|"), *_ENGLISH.split("|"), *_TENS[3:-1].split("|"), "ten", "zero",
    "half", "anderhalf", "helft", "de helft", "een", "one", "a half", "an",
)  # fmt: skip
"""Words of which one stands at the beginning of every number in words."""
_MULTIPLE = re.compile(rf"(?:(?P<times>.+?){_AS_MANY}|twice as \w+)")
_OF = re.compile(r"(?P<part>.+?)(?:\s*[/⁄]\s*|\s+(?:op|in|out of|van de)\s+)(?:de |elke |iedere |every )?(?P<whole>.+)")
_FRACTION = re.compile(
    rf"(?P<part>.+?)[\s-]*(?P<whole>{any_of(word for words in _ORDINALS.values() for word in words)})"
)
_WHOLE = {word: number for number, words in _ORDINALS.items() for word in words}


def size(text: str) -> tuple[Fraction, int] | None:
    """Give what a number in words is worth, and its decimals; None where its words are no number together."""
    word = plain(text).replace("ë", "e")
    if word in VAGUE:
        return Fraction(2 * VAGUE[word]), 0
    if word in VULGAR:
        return VULGAR[word], vulgar_decimals(word)
    if spelt := re.fullmatch(r"(.+) (?:komma|point) (.+)", word):
        return _decimal(spelt[1], spelt[2].split())
    if half := re.fullmatch(
        r"(?:(?P<whole>.+?)(?:en| en | and a ))?(?:ander|(?:een|an?|one) ?)?hal(?:f|ve)(?: an?)?", word
    ):
        whole = 1 if word.startswith("ander") else _numeral(half["whole"]) if half["whole"] else 0
        return None if whole is None else (whole + Fraction(1, 2), 1)
    found = _numeral(word.removesuffix("tal").removesuffix("maal"))
    return None if found is None else (Fraction(found), 0)


def _decimal(whole: str, behind: list[str]) -> tuple[Fraction, int] | None:
    """Read *vijf komma twee* and *nul komma nul vijf*: each word behind the mark is one digit, or it is one numeral."""
    before, digits = _numeral(whole), [_numeral(word) for word in behind]
    if before is None or None in digits:
        return None
    written = "".join(map(str, digits))
    return before + Fraction(int(written), 10 ** len(written)), len(written)


def is_about(text: str) -> bool:
    """Tell whether a number in words is a round one: *een twintigtal*, and not *een drietal*."""
    found = size(text) if plain(text).endswith("tal") else None
    return found is not None and found[0] >= 10  # noqa: PLR2004  # below ten people count


def growth(text: str) -> Fraction | None:
    """Give a multiple in words as what it adds, as a part of what there was: *vier keer zo veel* is 3 more."""
    word = plain(text)
    found = _MULTIPLE.fullmatch(word)
    if not found:
        return TIMES.get(word)
    said = (found["times"] or "2").replace("½", ".5").replace(",", ".")
    times = Fraction(said) if said[0].isdecimal() else (size(said) or (None, 0))[0]
    return times - 1 if times and times > 1 else None


def vulgar_decimals(text: str) -> int:
    """Give the decimals that say as much as a fraction of one character: one of a half, two of a quarter or a third."""
    return 1 if VULGAR[text].denominator in (2, 5) else 2


def part(text: str) -> Fraction | None:
    """Give a part or a multiple in words as a part of 1; None where its words are none together."""
    word = plain(text)
    if (more := growth(word)) is not None:
        return more
    if word in VULGAR:
        return VULGAR[word]
    if word.endswith(("helft", "half")):
        return Fraction(1, 2)
    found = _OF.fullmatch(word) or _FRACTION.fullmatch(word)
    above = _numeral(found["part"]) if found else None
    below = (_WHOLE.get(found["whole"]) or _numeral(found["whole"])) if found else None
    return Fraction(above, below) if above is not None and below else None


def _numeral(text: str) -> int | None:
    if text.isdecimal():
        return int(text)
    if text == "a":
        return 1
    english = re.sub(r"^a ", "one ", text)
    english = re.sub(r"(twee|drie)en(?=[a-z])", r"\1ën", english)  # *tweeëntwintig* is read with its dots only
    for language in ("nl", "en"):
        try:
            return int(text2num(english, language))
        except ValueError:
            continue
    return None
