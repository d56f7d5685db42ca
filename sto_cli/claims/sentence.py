"""The words around a number of a document: what they name, how far away it stands, and what the number may be of.

Nothing here knows the data; `proposals` puts to them what the words allow.
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from sto_cli import years
from sto_cli.catalog import catalog
from sto_cli.claims import clause, looks, printed
from sto_cli.claims.asked import UNITS
from sto_cli.claims.number import WIDEST_POINTS
from sto_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sto_cli.catalog.models import Unit
    from sto_cli.claims.document import Number
    from sto_cli.claims.seen import Text

_WIDEST = 400
"""How far the words of a sentence are looked for to either side of a number."""
_REACH = 20
"""How far words such as *circa* and *de helft* reach in a draft, as 1 ÷ this; a person decides."""
_PER_BREAK = 100
"""How many characters farther a word is for each break between it and the number."""
_BEHIND = 4
"""How many words behind a number may say what is counted."""
_LONGEST_NAME = 5
"""Words of the longest name of a profile."""
# fmt: off
_END = re.compile(r"[.!?]\s+(?=[^\Wa-z])|\n(?=[^\Wa-z])")
_BREAK = re.compile(r"[,;:()]|\b(?:en|and|maar|but|terwijl|while|tegen|tegenover|against|naar|to)\b", re.IGNORECASE)
_BACK = re.compile(r"\b(?:dat|dit|die|daar|daarvan|hiervan|ervan|waarvan|oftewel|ofwel|ook|het (?:aandeel|aantal|percentage)|this|that|these|those|it|them|whom|also|the (?:share|number|percentage))\b", re.IGNORECASE)
"""Words with which a sentence is about what the one before it was about."""
_OF_THEM = re.compile(r"\b(?:daarvan|hiervan|ervan|waarvan|van (?:hen|wie|deze|die)|of (?:whom|them|these|those)|(?:onder|bij) (?:de )?(?:jongens|meisjes)|among (?:the )?(?:boys|girls)|die (?:provincie|gemeente|regio))\b", re.IGNORECASE)
"""Words with which a count is a part of what was counted before."""
_MONEY = re.compile(r"[€$£]|\b(?:euro|huur|kosten|subsidie|budget|begroting|prij[sz]|bedrag|rent|costs?|grant|price|funding)", re.IGNORECASE)
"""What no file of DUO has."""
_WHOLE = re.compile(r"\s*(?:van|of)\s+(?:(?:de|het|alle|al|the|all|our|onze|deze|these)\s+)*(?:[\w-]+e\s+)?(?P<noun>[\w-]+)(?:\s+[\w-]+)?", re.IGNORECASE)
_PEOPLE = re.compile(r"leerling|pupil|scholier|jonger|meisje|girl|jongen|boy|stud|klasser|grade|vmbo|kandida|candidate|bovenbouw|hen|them|deze|die|these|jaar|year", re.IGNORECASE)
_STAFF = re.compile(r"docent|lera|teacher|fte|personeel|staff", re.IGNORECASE)
"""What is behind *19,2% van de*: shares are of pupils, or of teachers."""
_FROM_TO = re.compile(r"\b(?:van|from)\s+$", re.IGNORECASE), re.compile(r"\s*(?:\([^()]*\)\s*|(?:in|op)\s+[\d/-]+\s*)?(?:naar|to)\s", re.IGNORECASE)
_TO = re.compile(r"\d[\d.,]*\s*(?:\([^()]*\)\s*|(?:in|op)\s+[\d/-]+\s*)?(?:naar|to)\s+$", re.IGNORECASE)
"""What stands beside the two counts of *van 669 (2019) naar 634 (2024)*."""
_JOINED = re.compile(r"\s*(?:\([^()]*\)|(?:in|op)\s+[\d/-]+)?\s*(?:,|en|and|naar|to|tot)\s*(?:en|and)?\s*", re.IGNORECASE)
"""What stands between numbers, or names, of one row."""
_DENIED = re.compile(r"\b(?:niet|geen|nooit|nergens|not|never|nowhere)\s+$", re.IGNORECASE)
_TIME = re.compile(r"\s*(?:uur|jaar|jaren|dag|dagen|week|weken|maand|maanden|minuten|hours?|days?|years?|weeks?|months?|minutes?)\b", re.IGNORECASE)
_SEXES = re.compile(r"meisje|girl|jongen|boy", re.IGNORECASE)
_IDIOMS = re.compile(r"op basis van|in het kader van|on the basis of", re.IGNORECASE)
"""Words that name no track here."""
_AMOUNT = re.compile(r"(?:aantal|number of)\s[^.,;]*$", re.IGNORECASE)
_MET = re.compile(rf"\b(?:met|by|(?:{'|'.join(sorted(clause.NOUNS))})\s+(?:van|of))\s+$", re.IGNORECASE)
"""What stands before how much something changed."""
_PART_OF = re.compile(r"\(\s*$"), re.compile(r"\s*(?:van|of|uit|op|out of|/)\s*(?:de|the)?\s*\d[^()]*\)", re.IGNORECASE)
_WHOLE_OF = re.compile(r"\(\s*\d[\d.,\s]*(?:van|of|uit|op|out of|/)\s*(?:de|the)?\s*$", re.IGNORECASE), re.compile(r"[^()]{0,60}\)")
"""What stands before and behind a numerator and a denominator: *20,4% (22.913 van 112.000)*."""
_ABOUT = {
    "side_entrant_rate": r"zij-?\s?instroo?m|side[\s-]entrant", "fte_change": r"\bfte|docent|leraar|leraren|teacher|personeel",
    "girls_share": r"meisje|girl", "exam_technical_share": r"examen|exam", "exam_profile_count": r"examen|exam",
    "profile_count": r"profielen|aanbod|aanbied|bieden|afdeling|vestiging|locatie|profiles|locations|\boffer|regio['’]?s|regions",
    "technical_share": r"techni|techno", "vmbo_share": r"alle leerlingen|derdeklasser|all pupils|all schoolchildren|third-year|\bvmbo",
    "pupil_count": r"leerling|pupil|derdeklasser|meisje|girl|jongen|\bboy",
}
"""Words that make a sentence about an indicator."""
_REGIONS = re.compile(r"regio['’]?s|regions", re.IGNORECASE)
_OWN = {"pupil_count": (re.compile(_ABOUT["technical_share"], re.IGNORECASE), "technical"), "profile_count": (_REGIONS, "sto-regions")}
"""Words of what is counted, and how the definitions for it begin."""
_OTHER = re.compile(r"niet-technisch|overige|andere|non-technical|\bother", re.IGNORECASE)
_NAME = re.compile(r"(?<=[\w,;] )[A-Z][\w&-]+")
_TOGETHER = re.compile(r"\b(?:samen|tezamen|together|combined(?!\s+track))\b", re.IGNORECASE)
_WORDS = re.compile(r"[^\W_]+(?:[’'&][^\W_]+)*")
_DATE = re.compile(r"(?P<october>(?:1\s+(?:oktober|october)|(?:october|oktober)\s+1,?)\s+)?(?P<first>(?:19|20)\d\d)(?:\s?[-–/]\s?(?P<last>(?:19|20)?\d\d)(?!\d))?", re.IGNORECASE)
# fmt: on

_T = TypeVar("_T")


class Reading(NamedTuple):
    """How a number may be read.

    Attributes:
        is_earlier: whether only the sentence before is about such an indicator.
        is_change: whether it is one between two years.
    """

    indicator: str
    is_earlier: bool
    is_change: bool
    number: printed.Printed


class Date(NamedTuple):
    """A date of a sentence, with the school years that it may mean, the likelier first."""

    start: int
    end: int
    years: tuple[str, ...]


class Sentence(NamedTuple):
    """The words around a number: those before its sentence, its own on both sides of it, and the number itself.

    Attributes:
        context: all before its sentence that is looked at.
        earlier: the sentence before.
    """

    context: str
    earlier: str
    before: str
    said: str
    after: str

    @property
    def whole(self) -> str:
        """The sentence of the number."""
        return _IDIOMS.sub(lambda found: " " * len(found[0]), f"{self.before} {self.said} {self.after}")

    @property
    def is_in_brackets(self) -> bool:
        """Whether it is a numerator or a denominator in brackets."""
        return self._is(_PART_OF) or self._is(_WHOLE_OF)

    @property
    def is_other(self) -> bool:
        """Whether it is about what is not technical."""
        return _OTHER.search(self.whole) is not None

    @property
    def is_together(self) -> bool:
        """Whether it is about several names together."""
        return _TOGETHER.search(self.whole) is not None

    def far(self, start: int, end: int) -> int:
        """Give how far a place in the sentence lies from the number, in characters; a break counts for many."""
        first, last = len(self.before), len(self.before) + len(self.said) + 2
        between = self.whole[end:first] if end <= first else self.whole[last:start]
        return len(between) + _PER_BREAK * len(_BREAK.findall(between))

    def nearest(self, spans: dict[_T, tuple[int, int]]) -> list[_T]:
        """Sort what stands in the sentence by how far it lies; of as many as there are numbers in a row, the order tells."""
        in_order = sorted(spans, key=lambda one: spans[one])
        place, numbers = self._row()
        own = in_order[place] if len(in_order) == numbers > 1 else None
        return sorted(spans, key=lambda one: (one != own, self.far(*spans[one])))

    def _row(self) -> tuple[int, int]:
        """Give the place of the number in a row such as *27,6%, 31,3% en 8,9%* or *van 340 naar 465*, and how many stand there."""
        text, own = self.whole, len(self.before) + 1
        found = [(start, end) for start, end, _ in looks.find(text) if not _DATE.fullmatch(text, start, end)]
        rows: list[list[int]] = []
        for (start, _), (_, before) in zip(found, [(0, -1), *found], strict=False):
            if rows and _JOINED.fullmatch(text[before:start]):
                rows[-1].append(start)
            else:
                rows.append([start])
        row = next((row for row in rows if own in row), [own])
        return row.index(own), len(row)

    def is_beyond(self, start: int, end: int) -> bool:
        """Tell whether a place stands behind the number, beyond a break: *19,2% koos techniek; daarvan 8% meisjes*."""
        return start > len(self.before) and self.far(start, end) >= _PER_BREAK

    def phrases(self) -> Iterator[tuple[tuple[int, int], str]]:
        """Give each word, and each row of words, as the spelling of a name would have it, with where it stands."""
        words = [*_WORDS.finditer(self.whole)]
        for at in range(len(words)):
            for last in words[at : at + _LONGEST_NAME]:
                start, end = words[at].start(), last.end()
                yield (start, end), re.sub(r"['’]s$", "", " ".join(self.whole[start:end].split()))

    @property
    def before_it(self) -> Sentence:
        """The sentence before, as that of a number at its end."""
        return Sentence("", "", self.earlier, "", "")

    def dates(self) -> list[Date]:
        """List the dates, the nearest first; without one, those of the sentence before, or the last before that."""
        found = _dates(self.whole) or _dates(self.earlier) or _dates(self.context)[-self._row()[1] :]
        return self.nearest({date: (date.start, date.end) for date in found})

    @property
    def is_of_them(self) -> bool:
        """Whether it goes on about the same places, tracks and profiles: *daarvan*."""
        return _OF_THEM.search(self.whole) is not None

    def readings(self) -> list[Reading]:
        """List how the number may be read, by what its sentence is about, and then by what the one before is about."""
        own = self._readings(self.whole, is_earlier=False)
        leans = _BACK.search(self.whole) or (not own and (_dates(self.whole) or _NAME.search(self.whole)))
        if not leans or _MONEY.search(self.whole):
            return own
        known = {one.indicator for one in own}
        return own + [one for one in self._readings(self.earlier, is_earlier=True) if one.indicator not in known]

    def definitions(self, indicator: str) -> list[str]:
        """List the definitions of an indicator; those of technical pupils or of regions where these are counted."""
        known = list(catalog().definitions[indicator])
        if indicator not in _OWN:
            return known
        words, start = _OWN[indicator]
        if words.search(self._behind()):
            return [id_ for id_ in known if id_.startswith(start)]
        is_part = self._is(_PART_OF) and words.search(self.whole)
        return sorted(known, key=lambda id_: not id_.startswith(start)) if is_part else known

    def _behind(self) -> str:
        return " ".join(self.after.split()[:_BEHIND])

    def _is(self, place: tuple[re.Pattern[str], re.Pattern[str]]) -> bool:
        return bool(place[0].search(self.before) and place[1].match(self.after))

    def _counts(self) -> set[str]:
        """List what a number without a unit may be a count of: what stands right behind it, or what is called its number."""
        amount = _AMOUNT.search(self.before)
        beside = f"{self.before[-20:]} {self.after[:20]}"
        is_pupils = self.is_in_brackets or _OF_THEM.search(beside)
        is_of_two = self._is(_FROM_TO) or _TO.search(self.before)
        said = [self._behind(), amount[0] if amount else "", self.whole if is_of_two else ""]
        return {*_named(" ".join(said)), *(["pupil_count"] if is_pupils else [])}

    def _readings(self, about: str, *, is_earlier: bool) -> list[Reading]:
        names = _named(about) + (["pupil_count"] if "pupil_count" in self._counts() else [])
        return [
            Reading(name, is_earlier, is_change, number)
            for name in dict.fromkeys(names)
            if self._may_be_of(name)
            for is_change, number in self._numbers(name)
        ]

    def _may_be_of(self, name: str) -> bool:
        """Tell whether a share can be one of what stands behind it: *19,2% van de kosten* is of no indicator."""
        if _DENIED.search(self.before) or _TIME.match(self.after):
            return False
        whole = _WHOLE.match(self.after)
        if whole and name == "girls_share" and _SEXES.search(whole["noun"]):
            return False
        if not whole or catalog().indicators[name].level_unit != "share":
            return True
        return bool((_STAFF if name == "side_entrant_rate" else _PEOPLE).search(whole[0]))

    def _numbers(self, name: str) -> list[tuple[bool, printed.Printed]]:
        """Read the number as a level and as a change of an indicator, as far as its unit and the words allow."""
        indicator = catalog().indicators[name]
        found: list[tuple[bool, printed.Printed]] = []
        ways = [way for _, way in clause.words_of(self.before).ways][-1:] or [
            *{way for _, way in clause.words_of(self.whole).ways}
        ]
        for is_change, unit in ((False, indicator.level_unit), (True, indicator.change_unit)):
            with suppress(UsageError):
                number = parsed(self.said, unit)
                says_how_much = ways and number.unit != "plain" and _MET.search(self.before)
                if number.unit not in UNITS[unit] or (not is_change and (number.sign or says_how_much)):
                    continue
                if number.unit == "plain" and name not in self._counts():
                    continue
                if not is_change or number.sign:
                    found.append((is_change, number))
                    continue
                found += [(True, replace(number if way > 0 else number.mirrored(), sign=way)) for way in ways]
        return found


def sentence_of(text: Text, number: Number) -> Sentence:
    """Give the words around a number of a document."""
    before = text.text[max(0, number.start - _WIDEST) : number.start]
    after = text.text[number.end : number.end + _WIDEST]
    ends = [found.end() for found in _END.finditer(before)]
    stop, (second, first) = _END.search(after), [0, 0, *ends][-2:]
    return Sentence(
        before[:first],
        before[second:first],
        before[first:],
        number.reads_as,
        after[: stop.start() if stop else len(after)],
    )


def parsed(said: str, unit: Unit) -> printed.Printed:
    """Read a number; one that needs a tolerance with that of a draft.

    Raises:
        PrintedError: as `printed.parse`.
    """
    try:
        return printed.parse(said, expect=unit)
    except printed.PrintedError:
        number = printed.parse(said, expect=unit, tolerance=Fraction(1, _REACH))
        return printed.parse(said, expect=unit, tolerance=Fraction(tolerance(number)))


def tolerance(number: printed.Printed) -> str:
    """Give the tolerance of a draft: a part of the number, and of a percentage 5 points at most."""
    in_points = math.ceil(abs(number.value) / WIDEST_POINTS) if number.unit in ("percent", "pp") else 0
    return f"1/{max(_REACH, in_points)}"


def _named(text: str) -> list[str]:
    return [name for name, words in _ABOUT.items() if re.search(words, text, re.IGNORECASE)]


def _dates(text: str) -> list[Date]:
    """List the dates of a text: 2020 is 2020-2021, which is counted on 1 October 2020, or 2019-2020, which ends in it."""
    found: list[Date] = []
    for date in _DATE.finditer(text):
        first = int(date["first"])
        is_school_year = bool(date["last"]) and int(date["last"]) % 100 == (first + 1) % 100
        ends = [first, int(date["last"]) % 100 + first // 100 * 100] if date["last"] else [first]
        if is_school_year or date["october"]:
            found.append(Date(*date.span(), (years.school_year(first),)))
        else:
            found += [Date(*date.span(), (years.school_year(end), years.school_year(end - 1))) for end in ends]
    return found
