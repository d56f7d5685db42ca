"""A document and its claims: every number in the text, the claim that covers it, and the numbers that no claim covers.

A number of the document is that of a claim only where sign, digits, scale, unit and hedge are the same, and the
other words of the claim stand around it. A claim covers one place, or one for each of its `near`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from sto_cli.claims import looks, printed
from sto_cli.claims.apart import Kinds
from sto_cli.claims.seen import plain
from sto_cli.errors import InputError
from sto_cli.language import glance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sto_cli.claims.apart import Apart
    from sto_cli.claims.check import Check, Checked
    from sto_cli.claims.seen import Text

NEAR = 60
"""How many characters from a number the words of `near` may stand."""
MOST_NUMBERS = 20_000
"""Numbers in a document; each is listed, and nobody reads more."""

_ALIKE = str.maketrans({"−": "-", "–": "-", "\u2011": "-", "’": "'", "é": "e", "\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u202f": " "})  # fmt: skip
_BEFORE = re.compile(
    r"(?:(?<!\w)(?:min|minus|plus|niet|geen|nooit|nergens|not|never|nowhere)\s|(?<![\w%])(?P<minus>[+-])[€$£]\s?|[€$£](?P<sign>[+-])|(?:[~≈±<≤≥€$£]|(?<![\w\"'])>)\s?|(?:\d|\d%|\d\s%)[-/:])\Z"
)
_AFTER = re.compile(r"[-/:]\d|\+|\s+basis(?=punt|\spoint)|[a-z]+|(?<!%)-[^\W\d]|\s?(?:€|°)", re.IGNORECASE)
_BESIDE = 9
"""How many characters a sign beside a number takes: that of a hedge, of money, of a range, or a word that denies it."""
_BESIDE_WORDS = 20
"""How many characters before a number tell that it begins a range."""
_GROUPS = ("hedge", "behind", "sign", "digits", "word", "scale", "part")

_JOINS = re.compile(rf"-?\s*(?:(?:in|op|bij|voor|vanaf|from|for)\s+(?:(?-i:[A-Z])[\w-]*)?)?\s*(?:(?P<up_to>[-–—]|{printed.UP_TO})|naar|of|or|(?P<and>en|and|&)|(?P<comma>,))\s*(?:(?:de|the|met|by)\s+)?(?:[{looks.MONEY}]\s?)?", re.IGNORECASE)  # fmt: skip
"""What may stand between two numbers that share a unit, apart from a year: *11 in 2015 naar 23 procent*."""
_BETWEEN = re.compile(rf"(?<!\w){printed.BETWEEN}\Z", re.IGNORECASE)
_FROM = re.compile(r"(?<!\w)(?:van|from|vanaf)\s+(?:de\s+|the\s+)?\Z", re.IGNORECASE)
_OF_IT = re.compile(r"\s+(?:daarvan|hiervan|(?:van|of)\s+(?:hen|hun|die|deze|them|these)|ervan|is|zijn|was|waren|werd|kiest|koos|kiezen|kozen|are|were|chose|choose)\b", re.IGNORECASE)  # fmt: skip
_SIZE = re.compile(r"(?:honderd|duizend|\s(?:hundred|thousand))(?=\s|\Z)", re.IGNORECASE)
"""What the second of two words may have alone: *twee- tot driehonderd*."""

_Span = tuple[int, int]


@dataclass(frozen=True)
class Number:
    """A number as it stands in a document.

    Attributes:
        start: where it begins in what a reader sees.
        apart: what it is where it does not say how much: a year, a page, an address.
        shared: the unit and the size that stand once for several: *%* of the 10 in *10-15%*.
        range: the range whose lower end it is, up to its upper end, which is the next number; blank for none.
        claims: the ids of the claims that cover it.
    """

    text: str
    line: int
    start: int
    end: int
    apart: Apart | None = None
    shared: str = ""
    range: str = ""
    claims: tuple[str, ...] = ()

    @property
    def reads_as(self) -> str:
        """The number with what it shares: `10%` for the 10 in *10-15%*, *tweehonderd* for *twee- tot driehonderd*."""
        return f"{self.text}{self.shared}"

    @property
    def said(self) -> str:
        """The number, with what it shares in brackets."""
        return f"{self.text} ({self.shared.strip()})" if self.shared else self.text


@dataclass(frozen=True)
class Coverage:
    """The numbers of a document, and which claims stand there.

    Attributes:
        name: the file, as the user wrote it.
        absent: the ids of claims whose printed text does not stand in the document, or not beside its `near`.
        strict: a number that no claim covers is a finding.
    """

    name: str
    numbers: tuple[Number, ...]
    absent: tuple[str, ...]
    strict: bool = False

    def __repr__(self) -> str:
        """Show the first numbers, each with the claims that cover it."""
        rows = (f"line {each.line}: {each.text} {', '.join(each.claims)}" for each in self.numbers)
        return glance(f"Coverage of {self.name}, {len(self.numbers)} numbers", rows)

    @property
    def unchecked(self) -> list[Number]:
        """The numbers that no claim covers; what stands apart is none."""
        return [number for number in self.numbers if not number.claims and not number.apart]


def numbers(text: Text) -> list[Number]:
    """Find every number of a text.

    Raises:
        InputError: there are more than anybody reads.
    """
    kinds = Kinds(text.text)
    spans = [*islice(looks.find(text.text), MOST_NUMBERS + 1)]
    if len(spans) > MOST_NUMBERS:
        raise InputError(
            "--document: the document has {count:,} numbers, more than the limit of {most:,}; split it.",
            count=len(spans),
            most=MOST_NUMBERS,
        )
    found = [
        Number(" ".join(said.split()), text.line(start), start, end, kinds.of(start, end)) for start, end, said in spans
    ]
    return _sharing(text.text, found)


def _sharing(text: str, found: list[Number]) -> list[Number]:
    """Give numbers the unit and the size that stand once, behind the last of them: *10, 12 en 15 procent*."""
    done = list(found)
    places = [place for place, number in enumerate(found) if not number.apart]
    for place, following in reversed([*pairwise(places)]):
        number, other = done[place], done[following]
        gap = text[number.end : other.start]
        for date in found[place + 1 : following]:
            gap = gap.replace(date.text, "", 1)
        last, looks_like = looks.PRINTED.fullmatch(other.text), looks.PRINTED.fullmatch(number.text)
        tail = other.shared or ("" if not last or last["part"] else printed.tail(last))
        if looks_like and looks_like["word"] and (size := _SIZE.search(other.text)) and not _SIZE.search(number.text):
            tail = size[0] + tail if gap.startswith("-") or size[0].startswith(" ") else tail
        joins = _JOINS.fullmatch(gap)
        if not (tail and joins and looks_like) or looks_like["part"] or printed.tail(looks_like):
            continue
        before = text[max(0, number.start - _BESIDE_WORDS) : number.start]
        between = _BETWEEN.search(before)
        if joins["comma"] and not other.shared:
            continue
        if joins["and"] and not (between or _FROM.search(before)) and _OF_IT.match(text, other.end):
            continue
        start = number.start - len(between[0]) if between and joins["and"] else number.start
        may_be = (between and joins["and"]) or (joins["up_to"] and not _FROM.search(before))
        whole = text[start : other.end] if may_be and printed.is_range(text[start : other.end]) else ""
        done[place] = replace(number, shared=tail, range=whole)
    return done


def cover(checked: Checked, text: Text, name: str, *, strict: bool = False) -> tuple[Checked, Coverage]:
    """Find every number of a document, and mark the claims that no longer stand in it.

    Where it is strict, a number that no claim covers is a finding, and so is a claim without `near` whose number
    stands there more than once.

    Raises:
        InputError: the document has more numbers than anybody reads.
    """
    found = numbers(text)
    places = _Places(text, found)
    covering: dict[int, list[str]] = {}
    checks = []
    for check in checked.checks:
        spans = places.of(check.claim.printed)
        chosen, lost = _chosen(check, spans, places)
        for index in places.inside(chosen):
            covering.setdefault(index, []).append(check.claim.id)
        is_unclear = strict and not check.claim.near and len(spans) > 1 and bool(places.inside(spans[:1]))
        several = tuple(text.line(start) for start, _ in spans) if is_unclear else ()
        checks.append(replace(check, absent=bool(lost) or not chosen, lost=lost, several=several))
    covered = tuple(replace(number, claims=tuple(covering.get(index, ()))) for index, number in enumerate(found))
    absent = tuple(check.claim.id for check in checks if check.absent)
    coverage = Coverage(name, covered, absent, strict)
    return replace(checked, checks=tuple(checks), unchecked=strict and bool(coverage.unchecked)), coverage


def _chosen(check: Check, spans: list[_Span], places: _Places) -> tuple[list[_Span], tuple[str, ...]]:
    """Choose the places that a claim covers: the first, or the nearest to each of its `near`, and which have none."""
    if not check.claim.near:
        return spans[:1], ()
    chosen: list[_Span] = []
    lost = []
    for words in check.claim.near:
        nearest = places.nearest(words, [span for span in spans if span not in chosen])
        if nearest:
            chosen.append(nearest)
        else:
            lost.append(words)
    return chosen, tuple(lost)


class _Places:
    """Where the numbers and the words of a document stand."""

    def __init__(self, text: Text, found: list[Number]) -> None:
        self._flat = text.text.translate(_ALIKE)
        self._numbers = found
        self._starts = [number.start for number in found]
        self._meanings = [_meaning(self._flat, number.start, number.end) for number in found]
        self._by_meaning: dict[tuple[str, ...], list[int]] = {}
        self._known: dict[str, list[_Span]] = {}
        for index, meaning in enumerate(self._meanings):
            self._by_meaning.setdefault(meaning, []).append(index)

    def of(self, said: str) -> list[_Span]:
        """Find where what a claim says was printed stands: the same numbers, with the same words around them."""
        if said not in self._known:
            self._known[said] = self._look_for(said)
        return self._known[said]

    def _look_for(self, said: str) -> list[_Span]:
        flat = plain(said).text.translate(_ALIKE)
        spans = [(start, end) for start, end, _ in looks.find(flat)]
        if not spans:
            return [found.span() for found in re.finditer(_words(flat), self._flat, re.IGNORECASE)]
        meanings = [_meaning(flat, *span) for span in spans]
        ends = [0, *(end for _, end in spans)]
        starts = [*(start for start, _ in spans), len(flat)]
        before, *between, after = [_words(flat[end:start]) for end, start in zip(ends, starts, strict=True)]
        room = 2 * starts[0] + 1
        first = re.compile(rf"{before}\s*\Z", re.IGNORECASE)
        last = re.compile(rf"\s*{after}", re.IGNORECASE)
        found = []
        for index in self._by_meaning.get(meanings[0], ()):
            run = self._numbers[index : index + len(spans)]
            head = first.search(self._flat, max(0, run[0].start - room), run[0].start)
            tail = last.match(self._flat, run[-1].end)
            same = self._meanings[index : index + len(spans)] == meanings
            if head and tail and same and self._parted(run, between):
                found.append((head.start() if starts[0] else run[0].start, tail.end() if after else run[-1].end))
        return found

    def _parted(self, run: list[Number], between: list[str]) -> bool:
        """Tell whether the words between numbers are those of the claim."""
        return all(
            re.fullmatch(rf"\s*{words}\s*", self._flat[one.end : other.start], re.IGNORECASE)
            for one, other, words in zip(run, run[1:], between, strict=False)
        )

    def nearest(self, words: str, spans: list[_Span]) -> _Span | None:
        """Find the place that stands nearest to these words; the first of two that stand as near."""
        best, least = None, NEAR + 1
        starts = [start for start, _ in spans]
        pattern = _words(plain(words).text.translate(_ALIKE)).replace("%", r"\s*%")
        for found in re.finditer(pattern, self._flat, re.IGNORECASE):
            after = bisect_left(starts, found.start())
            for start, end in spans[max(0, after - 1) : after + 1]:
                distance = max(0, found.start() - end, start - found.end())
                if distance < least:
                    best, least = (start, end), distance
        return best

    def inside(self, spans: Iterable[_Span]) -> list[int]:
        """Give the numbers that share a character with one of these places."""
        return [
            index
            for start, end in spans
            for index in range(max(0, bisect_left(self._starts, start) - 1), bisect_left(self._starts, end))
            if self._numbers[index].end > start
        ]


def _meaning(flat: str, start: int, end: int) -> tuple[str, ...]:
    """Give what must be the same in a document and in a claim: all that a number says, and the signs beside it."""
    found = looks.PRINTED.fullmatch(flat, start, end)
    before = _BEFORE.search(flat, max(0, start - _BESIDE), start)
    after = _AFTER.match(flat, end)
    beside = (before[0].strip() if before else "", after[0].strip() if after else "")
    if not found:  # pragma: no cover  # what is found in a text is a number by itself
        return (flat[start:end], *beside)
    said = [" ".join((found[group] or "").casefold().split()) for group in _GROUPS]
    if before and (sign := before["minus"] or before["sign"]):
        said[_GROUPS.index("sign")] = sign
        beside = (before[0].strip().replace(sign, ""), beside[1])
    return (*said, next((unit for unit in looks.UNITS if found[unit]), ""), *beside)


def _words(flat: str) -> str:
    """Match words whole, whatever line breaks stand between them or after a hyphen; nothing where there are none."""
    words = flat.split()
    body = r"\s+".join(re.escape(word).replace(r"\-", r"-\s*") for word in words)
    return (r"(?<!\w)" if body and words[0][0].isalnum() else "") + body + (r"(?!\w)" if body and words[-1][-1].isalnum() else "")  # fmt: skip
