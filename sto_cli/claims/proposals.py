"""What may be meant by a number of a document: each question that the words of its sentence allow is put to the data.

Words allow an indicator, years, places, tracks, profiles, sexes, a part and a direction. With enough of them
something always fits, so a proposal is a lead that a person has to read, and the tries are counted.
"""

from __future__ import annotations

import math
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, product
from typing import TYPE_CHECKING, NamedTuple

from sto_cli import years
from sto_cli.catalog import catalog
from sto_cli.claims import clause, printed
from sto_cli.claims.asked import UNITS, Asked
from sto_cli.claims.match import Candidate
from sto_cli.claims.near_misses import FITS, decide
from sto_cli.claims.number import WIDEST_POINTS
from sto_cli.errors import InputError, UsageError
from sto_cli.measuring import spoken
from sto_cli.measuring.question import DIMENSIONS, ask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sto_cli.catalog.models import FactsKind, Unit
    from sto_cli.claims.answers import Answers
    from sto_cli.claims.document import Number
    from sto_cli.claims.seen import Text
    from sto_cli.measuring.question import Question

_WIDEST = 400
"""How far the words of a sentence are looked for to either side of a number."""
_MOST_YEARS = 12
"""School years whose pairs are tried for a change."""
_REACH = 20
"""How far words such as *circa* and *de helft* reach in a draft, as 1 ÷ this; a person decides."""
_END = re.compile(r"[.!?]\s+(?=[^\Wa-z])|\n(?=[^\Wa-z])")
_AMOUNT = re.compile(r"(?:aantal|number of)\s[^.,;]*$", re.IGNORECASE)
_BEHIND = 4
"""How many words behind a number may say what is counted."""
_BY_DEFAULT = 2
"""The place in a rank of the definition: 0 is the default."""
_WORDS = re.compile(r"[^\W_]+(?:[-'’&][^\W_]+)*")
# fmt: off
_ABOUT = {
    "side_entrant_rate": r"zij-?\s?instrom|side[\s-]entrant", "fte_change": r"\bfte|docent|leraar|leraren|teacher|personeel",
    "girls_share": r"meisje|girl", "exam_technical_share": r"examen|exam", "exam_profile_count": r"examen|exam",
    "vmbo_share": r"alle leerlingen|alle derdeklassers|all pupils|all schoolchildren|(?:op|in|naar) het vmbo",
    "profile_count": r"profielen|aanbod|aanbied|bieden|afdeling|vestiging|locatie|profiles|locations|\boffer",
    "technical_share": r"techni|techniek", "pupil_count": r"leerling|pupil",
}
"""Words that make a sentence about an indicator."""
_OTHER = re.compile(r"niet-technisch|overige|andere|non-technical|\bother", re.IGNORECASE)
_PLACES = ("province", "municipality")
_COLUMNS = (*_PLACES, "track", "profile", "sex")
_MOST_FILTERS = 5
_DATE = re.compile(r"(?P<october>(?:1\s+(?:oktober|october)|(?:october|oktober)\s+1,?)\s+)?(?P<first>(?:19|20)\d\d)(?:\s?[-–/]\s?(?P<last>(?:19|20)?\d\d)(?!\d))?", re.IGNORECASE)
# fmt: on


@dataclass(frozen=True)
class Proposed:
    """What was tried for a number.

    Attributes:
        fitting: the readings that give it, best first.
        nearest: the one nearest to it of those that do not, in the words of the sentence.
    """

    tried: int
    fitting: tuple[Candidate, ...]
    nearest: Candidate | None


def propose(answers: Answers, text: Text, number: Number) -> Proposed:
    """Put every question that the words around a number allow to the data."""
    earlier, before, after = _sentence(text.text, number)
    words = _Words(earlier, before, number.text, after)
    found: list[tuple[tuple[int, ...], Candidate]] = []
    for rank, asked in _questions(answers, words):
        with suppress(InputError):
            row, possible = answers.answer(asked)
            value = possible.estimate if possible.estimate is not None else possible.low
            if value is not None and asked.number is not None and possible.reason is None:
                distance = abs(value - asked.number.value)
                found.append((rank, Candidate(asked, possible, decide(asked, possible)[0], distance, row["marks"])))
    fitting = sorted((one for one in found if one[1].verdict in FITS), key=lambda one: (one[0], one[1].distance))
    others = [one for one in found if one[1].verdict not in FITS]
    nearest = min(others, key=lambda one: (one[0][_BY_DEFAULT], _off(one[1]), one[0]), default=None)
    return Proposed(len(found), tuple(one for _, one in fitting), nearest[1] if nearest else None)


def _off(candidate: Candidate) -> Fraction:
    """Give how far an answer lies from the number, as a part of that; counts and shares lie beside each other."""
    number, distance = candidate.asked.number, candidate.distance
    if number is None or distance is None:  # pragma: no cover  # only numbers are proposed
        raise ValueError
    return distance / (abs(number.value) or number.digit)


def _sentence(text: str, number: Number) -> tuple[str, str, str]:
    """Give the words before the sentence of a number, and of the sentence before and after it."""
    before, after = text[max(0, number.start - _WIDEST) : number.start], text[number.end : number.end + _WIDEST]
    ends = [found.end() for found in _END.finditer(before)]
    end, (second, first) = _END.search(after), [0, 0, *ends][-2:]
    return before[second:first], before[first:], after[: end.start() if end else len(after)]


class _Words(NamedTuple):
    """The words around a number: the sentence before, and its own on both sides of it."""

    earlier: str
    before: str
    said: str
    after: str

    @property
    def sentence(self) -> str:
        return f"{self.before} {self.said} {self.after}"

    def about(self) -> list[str]:
        """List the indicators that the sentence is about, then those of the one before; all where there are none."""
        said = [name for text in (self.sentence, self.earlier) for name in _named(text)]
        return list(dict.fromkeys(said)) or list(catalog().indicators)

    def counts(self) -> list[str]:
        """List what a number without a unit may be a count of: what stands right behind it, or what is called its number."""
        amount = _AMOUNT.search(self.before)
        return _named(" ".join(self.after.split()[:_BEHIND])) + (_named(amount[0]) if amount else [])


def _named(text: str) -> list[str]:
    return [name for name, words in _ABOUT.items() if re.search(words, text, re.IGNORECASE)]


def _questions(answers: Answers, words: _Words) -> Iterator[tuple[tuple[int, ...], Asked]]:
    """List what may be asked, each with its rank: the words first, then the definitions as the catalog has them."""
    sentence = words.sentence
    usable = {name: found for name in words.about() if (found := _numbers(name, words))}
    for place, name in enumerate(usable):
        wheres = _wheres(answers, name, sentence)
        for change, number in usable[name]:
            for (order, definition), (less, where) in product(enumerate(catalog().definitions[name]), wheres):
                with suppress(UsageError, InputError):
                    question = ask(name, definition=definition, where=where)
                    for rank, asked in _asked(answers, question, number, words, is_change=change):
                        yield (less, rank, order, place), asked


def _numbers(name: str, words: _Words) -> list[tuple[bool, printed.Printed]]:
    """Read a number as a level and as a change of an indicator, as far as its unit and the words allow."""
    indicator, found = catalog().indicators[name], []
    for is_change, unit in ((False, indicator.level_unit), (True, indicator.change_unit)):
        with suppress(UsageError):
            number = parsed(words.said, unit)
            if number.unit not in UNITS[unit] or (not is_change and number.sign):
                continue
            if number.unit == "plain" and name not in words.counts():
                continue
            if not is_change or number.sign:
                found.append((is_change, number))
                continue
            ways = [way for _, way in clause.words_of(words.before).ways][-1:] or {
                way for _, way in clause.words_of(words.sentence).ways
            }
            found += [(True, replace(number if way > 0 else number.mirrored(), sign=way)) for way in ways]
    return found


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


def _asked(
    answers: Answers, question: Question, number: printed.Printed, words: _Words, *, is_change: bool
) -> Iterator[tuple[int, Asked]]:
    """Ask of each part, in the years of the sentence, or in all that there are."""
    parts = {part.id: part for part in question.definition.parts}
    wanted = "other" if _OTHER.search(words.sentence) else next(iter(parts))
    for part in parts.values():
        asked = Asked(question, part, number=number)
        present = sorted(answers.years(asked))
        said = [year for year in _years(words.sentence) or _years(words.earlier) if year in present]
        spans = combinations(sorted({*said}) if len({*said}) > 1 else present[-_MOST_YEARS:], 2 if is_change else 1)
        for span in [(year,) for year in said or present] if not is_change else spans:
            yield (part.id != wanted and len(parts) > 1), asked.in_year(*span)


def _years(sentence: str) -> list[str]:
    """List the school years that a sentence may mean: 2020 is 2019-2020, whose count it begins with, or 2020-2021."""
    found: list[str] = []
    for date in _DATE.finditer(sentence):
        first = int(date["first"])
        is_school_year = bool(date["last"]) and int(date["last"]) % 100 == (first + 1) % 100
        if is_school_year or date["october"]:
            found.append(years.school_year(first))
        else:
            ends = [first, int(date["last"]) % 100 + first // 100 * 100] if date["last"] else [first]
            found += [years.school_year(end + step) for end in ends for step in (-1, 0)]
    return list(dict.fromkeys(found))


def _wheres(answers: Answers, name: str, sentence: str) -> list[tuple[int, dict[str, str]]]:
    """List the filters that a sentence names, and none; those that leave a name out come later."""
    facts = catalog().indicators[name].facts
    words = [found[0] for found in _WORDS.finditer(sentence)]
    phrases = {" ".join(words[at : at + size]) for size in (1, 2, 3) for at in range(len(words))}
    named: list[tuple[str, str]] = []
    for column in _COLUMNS:
        if column in DIMENSIONS[facts] and not (name == "girls_share" and column == "sex"):
            known = _known(answers, facts, column)
            pieces = [spoken.plain(one) for one in sorted(phrases) if column not in _PLACES or one[0].isupper()]
            named += [(column, value) for value in dict.fromkeys(known[one] for one in pieces if one in known)]
    named = named[:_MOST_FILTERS]
    wheres = [dict(some) for size in range(len(named), -1, -1) for some in combinations(named, size)]
    return [(len(named) - len(where), where) for where in wheres if len(where) <= len({column for column, _ in named})]


def _known(answers: Answers, facts: FactsKind, column: str) -> Mapping[str, str]:
    """Give the spellings of the values of a column; of a place those that the data have."""
    present = answers.data.facts(facts)[column].drop_nulls().unique() if spoken.is_open(column) else ()
    return spoken.spellings(column, map(str, present))
