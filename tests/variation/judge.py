"""A second implementation with unknown codes: each row is in, out or perhaps in; dictionaries and fractions.

It shares no code and no knowledge with sto. A code that nobody knows begins with `?`.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.variation.files import Meant

Bounds = tuple[Fraction, Fraction] | None
"""The least and the most that a number can be; None where there is nobody to divide by."""
Answers = dict[tuple[str, str], Bounds]
"""By part and group; the group of the whole is blank."""
Maybe = bool | None
"""In, out, or None: unknown."""

TECHNICAL = {"BWI", "PIE", "M&T", "MVI", "MaT"}
OTHER = {"E&O", "HBR", "Z&W", "Groen", "D&P"}
_BASIC = {"BB", "KB", "GL"}
_ELSEWHERE = re.compile(r"\b(HAVO|VWO|PRAKTIJKONDERWIJS|MAVO|TL)\b")
_HERE = re.compile(r"\b(BB|KB|GL)\b")


def _is(code: str, among: Iterable[str]) -> Maybe:
    return None if code.startswith("?") else code in among


def basic(track: str) -> Maybe:
    """Tell whether a type of education is BB, KB or GL: one that speaks of elsewhere is not, any other unknown may be."""
    if not track.startswith("?"):
        return track in _BASIC
    words = track.upper()
    alone = re.search(r"\bVMBO\b(?!\W*TL\b)", words)
    return False if _ELSEWHERE.search(words) and not alone and not _HERE.search(words) else None


def _both(*conditions: Maybe) -> Maybe:
    if False in conditions:
        return False
    return None if None in conditions else True


Cell = tuple["Meant", int, int, int]
"""A row, and of one of its cells the grade and the pupils at least and at most."""


def _cells(meant: Iterable[Meant]) -> list[Cell]:
    return [(row, grade, low, high) for row in meant for grade, (low, high) in row.counts if high]


def share(cells: Iterable[tuple[Maybe, Maybe, int, int]]) -> Bounds:
    """Bound a share from (in the population, in the part, low, high); DESIGN calls the unknown kinds U, UA and UB."""
    a_low = a_high = b_low = b_high = 0
    most_part = most_rest = 0
    for population, part, low, high in cells:
        if population is False:
            continue
        if population and part is True:
            a_low, a_high = a_low + low, a_high + high
        elif population and part is False:
            b_low, b_high = b_low + low, b_high + high
        else:
            most_part += high if part is not False else 0
            most_rest += high if part is not True else 0
    least, most = a_low + b_high + most_rest, a_high + most_part + b_low
    if not least and not most:
        return None
    if not most:
        return Fraction(0), Fraction(0)
    return Fraction(a_low, least) if least else Fraction(1), Fraction(a_high + most_part, most)


def total(cells: Iterable[tuple[Maybe, int, int]]) -> Bounds:
    """Bound a sum: what is unknown adds nothing to the least, and all it holds to the most."""
    least = most = 0
    for member, low, high in cells:
        least += low if member else 0
        most += 0 if member is False else high
    return Fraction(least), Fraction(most)


def distinct(found: Iterable[tuple[Maybe, object, bool]]) -> Bounds:
    """Bound how many different things there are, from (there, which, surely has pupils)."""
    known = list(found)
    sure = {which for there, which, pupils in known if there and pupils}
    return Fraction(len(sure)), Fraction(len(sure | {which for there, which, _ in known if there is not False}))


def _population(row: Meant, grade: int, group: str) -> Maybe:
    return _both(basic(row.track), grade in {3, 4}, _in_group(row, group))


def _in_group(row: Meant, group: str) -> Maybe:
    return True if not group else _is(row.province, {group})


def _technical(meant: list[Meant], group: str) -> Answers:
    cells = [(_population(r, g, group), _is(r.profile, TECHNICAL), lo, hi) for r, g, lo, hi in _cells(meant)]
    return {("technical", group): share(cells)}


def _sector(meant: list[Meant], group: str) -> Answers:
    cells = [(_population(r, g, group), _is(r.sector, {"Techniek"}), lo, hi) for r, g, lo, hi in _cells(meant)]
    return {("technical", group): share(cells)}


def _vmbo(meant: list[Meant], group: str) -> Answers:
    cells = [
        (_both(g == 3, _in_group(r, group)), _is(r.track, _BASIC | {"TL"}), lo, hi)  # grade 3
        for r, g, lo, hi in _cells(meant)
    ]
    return {("vmbo", group): share(cells)}


def _pupils(meant: list[Meant], group: str) -> Answers:
    return {("all", group): total((_population(r, g, group), lo, hi) for r, g, lo, hi in _cells(meant))}


def _profiles(meant: list[Meant], group: str) -> Answers:
    parts: dict[str, Callable[[Meant], Maybe]] = {
        "technical": lambda r: _is(r.profile, TECHNICAL),
        "other": lambda r: _is(r.profile, OTHER),
        "legacy": lambda r: _is(r.profile, {"vakmanschap-techniek", "route"}),
        "locations": lambda r: _is(r.profile, TECHNICAL),
    }
    return {
        (part, group): distinct(
            (
                _both(_population(r, g, group), belongs(r)),
                r.location if part == "locations" else (r.location, r.profile),
                lo > 0,
            )
            for r, g, lo, _ in _cells(meant)
        )
        for part, belongs in parts.items()
    }


QUESTIONS: dict[str, tuple[tuple[str, ...], Callable[[list[Meant], str], Answers]]] = {
    "technical share": (("technical-share",), _technical),
    "sector share": (("technical-share", "--definition", "sector"), _sector),
    "vmbo share": (("vmbo-share",), _vmbo),
    "pupils": (("pupils",), _pupils),
    "profiles": (("profile-counts",), _profiles),
}


def answers(question: str, meant: list[Meant], *, by_province: bool = False) -> Answers:
    """Answer a question about rows: for the whole, or for each province that is known."""
    groups = sorted({row.province for row in meant if not row.province.startswith("?")}) if by_province else [""]
    ask = QUESTIONS[question][1]
    return {key: bounds for group in groups for key, bounds in ask(meant, group).items()}


def asked() -> list[tuple[tuple[str, ...], Callable[[list], Answers]]]:
    """List every question, for the whole and by province: its arguments, and what answers it."""
    return [
        (
            (*arguments, *(("--by", "province") if by_province else ())),
            partial(answers, question, by_province=by_province),
        )
        for by_province in (False, True)
        for question, (arguments, _) in QUESTIONS.items()
    ]
