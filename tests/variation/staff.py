"""Files of staff: valid ones, the judge of their questions, and kinds of edits."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import product
from typing import TYPE_CHECKING

from tests.variation.files import Draft
from tests.variation.judge import OTHER, TECHNICAL, Answers, Bounds

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.variation.judge import Maybe

YEARS = ("2018", "2023")
LAYOUTS = ["wide", "masked", "long"]
TEACHER = "Onderwijsgevend personeel"
_ROLES = {"teacher": TEACHER, "management": "Directie", "support": "Onderwijsondersteunend personeel (OOP/OBP)"}
_AMOUNTS = {"persons": "PERSONEN", "fte": "FTE'S", "entrants": "ZIJ-INSTROMERS"}
_CAP = Fraction(6, 5)
_MASK = (1, 4)
Range = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Meant:
    """What a row of staff says: codes, `?` before one that nobody knows, and by year persons, FTE and side entrants."""

    brin: str
    education: str
    role: str
    profile: str
    amounts: dict[str, tuple[Range, Range, Range]]


def valid(random: Random, layout: str) -> Draft:
    """Make up a valid file of staff: six institutions, of which one is very large."""
    lines, meant, true = [], [], []
    for number, (brin, role, profile) in enumerate(
        product(["00AA", "01BB", "02CC", "17HN", "20DD", "25EE"], _ROLES, ["PIE", "BWI", "E&O", "D&P", "N.v.t."])
    ):
        if number % 4 == 3 and brin != "17HN":  # leave some out
            continue
        keys = [_ROLES[role], profile, "VO", "40123", brin]
        codes = dict(
            zip(("FUNCTIEGROEP", "PROFIEL", "ONDERWIJSTYPE", "BEVOEGD GEZAG", "INSTELLINGSCODE"), keys, strict=True)
        )
        years = {year: _year(random, number, masked=layout == "masked") for year in YEARS}
        for some in [(year,) for year in YEARS] if layout == "long" else [YEARS]:
            row = codes | ({"PEILJAAR": some[0]} if layout == "long" else {})
            for year, (amount, name) in product(some, enumerate(_AMOUNTS.values())):
                row[name if layout == "long" else f"{name} {year}"] = years[year][0][amount]
            lines.append(row)
            for each, which in ((meant, 1), (true, 2)):
                amounts = {year: tuple(years[year][which]) for year in some}
                each.append(Meant(brin, "VO", role, "none" if profile == "N.v.t." else profile, amounts))
    roles = {
        "education": "ONDERWIJSTYPE",
        "board": "BEVOEGD GEZAG",
        "brin": "INSTELLINGSCODE",
        "role": "FUNCTIEGROEP",
        "programme": "PROFIEL",
    }
    for role, name in _AMOUNTS.items():
        roles |= {role: name} if layout == "long" else {f"{role} {year}": f"{name} {year}" for year in YEARS}
    return Draft(f"staff {layout}", "personeel.csv", roles, lines, meant, true, encoding="cp1252")


def _year(random: Random, number: int, *, masked: bool) -> tuple[list[str], list[Range], list[Range]]:
    """Make up persons, FTE and side entrants of a row: as printed, what that stands for, and what is true."""
    persons = 1300 if number == 45 else random.randint(3, 60)  # the first row of 17HN
    fte, entrants = Fraction(persons * random.randint(40, 100) // 10 * 10 + 5, 100), random.randint(0, persons // 3)
    true = [(Fraction(each), Fraction(each)) for each in (persons, fte, entrants)]
    shown, seen = [str(persons), f"{float(fte):.2f}".replace(".", ","), str(entrants)], list(true)
    if masked and persons < 5:
        shown[:2], seen[:2] = ["*", "*"], [_fractions(_MASK), (Fraction(0), 4 * _CAP)]
    if masked and 1 <= entrants < 5:
        shown[2], seen[2] = "*", _fractions(_MASK)
    return shown, seen, true


def _fractions(amount: tuple[int, int]) -> Range:
    return Fraction(amount[0]), Fraction(amount[1])


# --- THE JUDGE ---


def _member(row: Meant, roles: set[str] | None, profiles: set[str] | None) -> Maybe:
    conditions: list[Maybe] = [None if row.education.startswith("?") else row.education == "VO"]
    for code, among in ((row.role, roles), (row.profile, profiles)):
        conditions += [] if among is None else [None if code.startswith("?") else code in among]
    return False if False in conditions else None if None in conditions else True


def _school_year(year: str) -> str:
    return f"{year}-{int(year) + 1}"


def fte_change(roles: set[str] | None, parts: dict[str, set[str] | None], meant: list[Meant]) -> Answers:
    """Bound the FTE of each year and its growth, which lies between the crossed extremes."""
    found: Answers = {}
    for part, profiles in parts.items():
        totals = {}
        for year in YEARS:
            low = high = Fraction(0)
            for row in meant:
                member = _member(row, roles, profiles)
                least, most = row.amounts.get(year, [(0, 0)] * 3)[1]
                low += least if member else 0
                high += 0 if member is False else most
            totals[year] = found[part, _school_year(year)] = low, high
        (low_1, high_1), (low_2, high_2) = totals.values()
        ends = low_2 / high_1 - 1 if high_1 else None, high_2 / low_1 - 1 if low_1 else None
        found[part, " ".join(map(_school_year, YEARS))] = None if None in ends else ends  # type: ignore[assignment]  # `in` narrows no tuple for mypy
    return found


def side_entrants(meant: list[Meant]) -> Answers:
    """Bound side entrants ÷ teachers: each row that is unknown is there or not, as a whole."""
    return {("technical", _school_year(year)): _ratio(meant, year) for year in YEARS}


def _ratio(meant: list[Meant], year: str) -> Bounds:
    possible = []
    for row in meant:
        member = _member(row, {"teacher"}, TECHNICAL)
        if member is False or year not in row.amounts:
            continue
        persons, _, entrants = row.amounts[year]
        pairs = [(s, p) for s, p in product(entrants, persons) if s <= p] + [(s, max(s, persons[0])) for s in entrants]
        possible.append(pairs if member else [*pairs, (Fraction(0), Fraction(0))])
    return _extreme(possible, min), _extreme(possible, max)


def _extreme(possible: list[list[Range]], extreme: Callable) -> Fraction:
    """Find the least or most of Σ entrants ÷ Σ persons over one choice a row, by Dinkelbach's steps."""
    choice = [pairs[0] for pairs in possible]
    while True:
        ratio = sum((s for s, _ in choice), Fraction(0)) / sum((p for _, p in choice), Fraction(0))
        better = [extreme(pairs, key=lambda pair, r=ratio: pair[0] - r * pair[1]) for pairs in possible]
        if sum(p for _, p in better) == 0 or sum((s - ratio * p for s, p in better), Fraction(0)) == 0:
            return ratio
        choice = better


_CHANGE = ("fte-change", "--from", YEARS[0], "--to", YEARS[1])
ASKED = [
    (_CHANGE, partial(fte_change, {"teacher"}, {"technical": TECHNICAL, "other": OTHER})),
    (("side-entrants",), side_entrants),
    ((*_CHANGE, "--definition", "total"), partial(fte_change, {"teacher"}, {"total": None})),
    ((*_CHANGE, "--definition", "all-staff"), partial(fte_change, None, {"total": None})),
]
