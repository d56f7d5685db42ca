"""What may be meant by a number of a document: each question that the words of its sentence allow is put to the data.

Words allow an indicator, years, places, tracks, profiles, sexes, a part and a direction. With enough of them
something always fits, so a proposal is a lead that a person has to read, and the tries are counted.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING, NamedTuple

from sto_cli.catalog import catalog
from sto_cli.claims.asked import Asked
from sto_cli.claims.match import Candidate
from sto_cli.claims.near_misses import FITS, decide
from sto_cli.claims.sentence import sentence_of
from sto_cli.claims.verdict import Verdict
from sto_cli.claims.words import VAGUE
from sto_cli.errors import InputError, UsageError
from sto_cli.measuring import spoken
from sto_cli.measuring.question import DIMENSIONS, ask

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from fractions import Fraction

    from sto_cli.catalog.models import FactsKind
    from sto_cli.claims.answers import Answers
    from sto_cli.claims.document import Number
    from sto_cli.claims.printed import Printed
    from sto_cli.claims.seen import Text
    from sto_cli.claims.sentence import Date, Sentence

_MOST_YEARS = 6
"""School years that are tried for a change where the sentence names none."""
_MOST_TRIED, _MOST_ASKED = 120, 300
"""Questions that are answered, and asked, for one number, those nearest to its words; each may take some 0.05 s."""
_NO_NAMES = ("none", "unknown")
"""Values whose Dutch names are words of any sentence: *geen*."""
_PLACES = ("province", "municipality")
_SLOTS = (_PLACES, ("track",), ("profile",), ("sex",))
"""Columns of which a question takes one value at a time: a place is a province or a municipality."""
_MOST_NAMES = 4
_MOST_FILTERS = 16
"""Filters that are tried for one number, those that pass over fewest names."""
_BY_CHANCE = 1000
"""Counts below this are easily given by chance."""
_CODE = 3
"""A name of so few letters is one only with a capital: *PIE*, and not *pie*."""


@dataclass(frozen=True)
class Proposed:
    """What was tried for a number.

    Attributes:
        best: the question that gives it, nearest to the words of its sentence; None where all that give it are far from them.
        others: the other questions that give it, best first.
        uncertain: of those whose estimate is the number, but whose range is too wide to tell, the nearest to the words.
        nearest: of those that do not give it the one nearest to the words, and then to the number.
        is_calendar_year: whether the words have a calendar year, which is one of two school years.
    """

    tried: int
    best: Candidate | None
    others: tuple[Candidate, ...]
    uncertain: Candidate | None
    nearest: Candidate | None
    is_calendar_year: bool = False


class _Rank(NamedTuple):
    """How far a question lies from the words around a number; what stands first weighs most.

    Attributes:
        is_earlier: whether only the sentence before is about its indicator.
        names: how many nearer names of places, tracks, profiles and sexes it passes over.
        part: whether it is another part of the definition than the words say.
        dates: how many nearer dates it passes over.
        definition: the place of its definition in the catalog; 0 is the default.
        reading: whether a calendar year is read as the school year that ends in it, not as the one that begins.
        indicator: the place of its indicator among those that the words name.
    """

    is_earlier: bool
    names: int
    part: bool
    dates: int
    definition: int
    reading: int
    indicator: int

    def is_near(self, candidate: Candidate, *, in_brackets: bool) -> bool:
        """Tell whether a question that gives the number passes over no nearer name or date, and departs in one other way at most.

        A limit or a range, which much fits, allows none, and *tientallen* fits too much; an exact count in brackets, which nothing gives by chance, any.
        """
        verdict, number = candidate.verdict, candidate.asked.number
        if in_brackets and verdict is Verdict.CONFIRMED and number and number.value >= _BY_CHANCE:
            return True
        departs = (self.part, self.definition, verdict is Verdict.WEAK)
        most = 0 if number and number.limits else 1
        is_vague = number is not None and number.hedge in VAGUE
        return not (is_vague or self.names or self.dates) and sum(map(bool, departs)) <= most

    @property
    def to_words(self) -> tuple[int, ...]:
        """How far it lies from the words, whatever its number is."""
        return self.is_earlier, self.names, self.part, self.dates, self.indicator, self.definition, self.reading


def propose(answers: Answers, text: Text, number: Number) -> Proposed:
    """Put every question that the words around a number allow to the data."""
    sentence = sentence_of(text, number)
    found: list[tuple[_Rank, Candidate]] = []
    listed = sorted(_questions(answers, sentence), key=lambda one: one[0].to_words)
    for rank, asked, printed in listed[:_MOST_ASKED]:
        if len(found) == _MOST_TRIED:
            break
        with suppress(InputError):
            row, possible = answers.answer(asked)
            value = possible.estimate if possible.estimate is not None else possible.low
            if value is not None and possible.reason is None:
                distance = abs(value - printed.value)
                found.append((rank, Candidate(asked, possible, decide(asked, possible)[0], distance, row["marks"])))
    fitting = sorted((one for one in found if one[1].verdict in FITS), key=_order)
    near = [candidate for rank, candidate in fitting if rank.is_near(candidate, in_brackets=sentence.is_in_brackets)]
    others = tuple(candidate for _, candidate in fitting if candidate not in near[:1])
    rest = sorted((one for one in found if one[1].verdict not in FITS), key=lambda one: (one[0].to_words, _off(one[1])))
    uncertain = [candidate for _, candidate in rest if _is_uncertain(candidate)]
    nearest = [candidate for _, candidate in rest if not _is_uncertain(candidate)]
    is_calendar_year = any(len(date.years) > 1 for date in sentence.dates())
    first: list[Candidate | None] = [next(iter(some), None) for some in (near, uncertain, nearest)]
    return Proposed(len(found), first[0], others, first[1], first[2], is_calendar_year)


def _order(one: tuple[_Rank, Candidate]) -> tuple[object, ...]:
    """Sort what gives the number: the words first, then how sure it is, and then which of two school years is meant."""
    rank, candidate = one
    words = rank[: _Rank._fields.index("reading")]
    return *words, FITS.index(candidate.verdict), rank.reading, rank.indicator, candidate.distance


def _is_uncertain(candidate: Candidate) -> bool:
    """Tell whether an estimate is the number, though its range is too wide to tell."""
    estimate = candidate.possible.estimate
    if candidate.verdict is not Verdict.UNDECIDABLE or estimate is None:
        return False
    return candidate.asked.range.has_all(estimate, estimate)


def _off(candidate: Candidate) -> Fraction:
    """Give how far an answer lies from the number, as a part of that; counts and shares lie beside each other."""
    number, distance = candidate.asked.number, candidate.distance
    if number is None or distance is None:  # pragma: no cover  # only numbers are proposed
        raise ValueError
    return distance / (abs(number.value) or number.digit)


def _questions(answers: Answers, sentence: Sentence) -> Iterator[tuple[_Rank, Asked, Printed]]:
    """List what may be asked, each with its rank, and the number as it is then read."""
    dates = sentence.dates()
    for place, (name, is_earlier, is_change, number) in enumerate(sentence.readings()):
        wheres = _wheres(answers, name, sentence)
        for (order, definition), (names, where) in product(enumerate(sentence.definitions(name)), wheres):
            with suppress(UsageError, InputError):
                question = ask(name, definition=definition, where=where)
                parts = question.definition.parts
                wanted = "other" if sentence.is_other and len(parts) > 1 else parts[0].id
                for part in parts:
                    asked = Asked(question, part, number=number)
                    for span, passed, reading in _spans(dates, sorted(answers.years(asked)), is_change=is_change):
                        rank = _Rank(is_earlier, names, part.id != wanted, passed, order, reading, place)
                        yield rank, asked.in_year(*span), number


def _spans(dates: list[Date], present: list[str], *, is_change: bool) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Give the years, or the two of a change, that dates may mean, or all that there are, with what they pass over."""
    named: dict[str, tuple[int, int]] = {}
    for place, date in enumerate(dates):
        for reading, year in enumerate(date.years):
            if year in present:
                named.setdefault(year, (place, reading))
    if len(named) < 1 + is_change:
        named = {year: named.get(year, (len(dates), 0)) for year in present[-_MOST_YEARS:] if is_change or not named}
    for span in combinations(sorted(named), 1 + is_change):
        passed, reading = (sum(named[year][at] for year in span) for at in (0, 1))
        yield span, max(0, passed - is_change), reading


def _wheres(answers: Answers, name: str, sentence: Sentence) -> list[tuple[int, dict[str, list[str]]]]:
    """List the filters that a sentence names, and none, each with how many nearer names it passes over."""
    facts = catalog().indicators[name].facts
    columns = [column for slot in _SLOTS for column in slot if column in DIMENSIONS[facts]]
    known = {one: _known(answers, facts, one) for one in columns if (name, one) != ("girls_share", "sex")}
    named = _names(sentence, known)
    slots = [sentence.nearest({one: span for one, span in named.items() if one[0] in slot}) for slot in _SLOTS]
    if sentence.is_of_them:
        earlier = _names(sentence.before_it, known)
        slots = [own or [one for one in earlier if one[0] in slot] for own, slot in zip(slots, _SLOTS, strict=True)]
    options = [[*enumerate(_options(own[:_MOST_NAMES], sentence))] for own in slots]
    for own, some in zip(slots, options, strict=True):
        if own and own[0] in named and sentence.is_beyond(*named[own[0]]):
            some[-1] = (0, some[-1][1])  # what a later part of the sentence names need not be meant
    wheres = [
        (sum(passed for passed, _ in chosen), {column: values for _, one in chosen for column, values in one.items()})
        for chosen in product(*options)
    ]
    return sorted(wheres, key=lambda one: one[0])[:_MOST_FILTERS]


def _names(sentence: Sentence, known: dict[str, Mapping[str, str]]) -> dict[tuple[str, str], tuple[int, int]]:
    """Find the values of columns that a sentence names, each where it stands nearest to the number."""
    named: dict[tuple[str, str], tuple[int, int]] = {}
    for span, said in sentence.phrases():
        for column, values in known.items():
            value = values.get(spoken.plain(said))
            is_name = said[0].isupper() if column in _PLACES else len(said) > _CODE or said != said.lower()
            if value and is_name and value not in _NO_NAMES:
                named[column, value] = min(span, named.get((column, value), span), key=lambda one: sentence.far(*one))
    return named


def _options(named: list[tuple[str, str]], sentence: Sentence) -> list[dict[str, list[str]]]:
    """List the filters on the names of one slot, nearest first: each, all of a column together, and none."""
    single = [{column: [value]} for column, value in named]
    columns = dict.fromkeys(column for column, _ in named)
    several = {column: sorted(value for one, value in named if one == column) for column in columns}
    together = [{column: values} for column, values in several.items() if len(values) > 1]
    return [*together, *single, {}] if sentence.is_together else [*single, *together, {}]


def _known(answers: Answers, facts: FactsKind, column: str) -> Mapping[str, str]:
    """Give the spellings of the values of a column; of a place those that the data have."""
    present = answers.data.facts(facts)[column].drop_nulls().unique() if spoken.is_open(column) else ()
    return spoken.spellings(column, map(str, present))
