"""Fill the schools with pupils: rows of the enrolment file of each year, calibrated to the letter.

Totals per year are set (`TARGETS`); weights say where pupils sit, and `apportion` divides the totals
over the cells in whole pupils, so that every target is met exactly before anything is masked.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from random import Random

from schools import FIRST, LAST, TECHNICAL, Department, Location

Cell = tuple[int, str]  # grade and sex, as in the header: (3, "MAN")
SEXES = ("MAN", "VROUW")

NAMES = {
    "BWI": "Bouwen, wonen en interieur",
    "PIE": "Produceren, installeren en energie",
    "M&T": "Mobiliteit en transport",
    "MVI": "Media, vormgeving en ICT",
    "MaT": "Maritiem en Techniek",
    "E&O": "Economie en ondernemen",
    "HBR": "Horeca, bakkerij en recreatie",
    "Z&W": "Zorg en welzijn",
    "Groen": "Groen",
    "D&P": "Dienstverlening en producten",
}
SECTORS = {
    **dict.fromkeys(TECHNICAL, "Techniek"),
    "E&O": "Economie",
    "HBR": "Economie",
    "Z&W": "Zorg & Welzijn",
    "Groen": "Landbouw",
    "D&P": "Intersect. programma",
}
_BLOCKS = {
    "BWI": 60,
    "PIE": 61,
    "M&T": 62,
    "MVI": 63,
    "E&O": 64,
    "HBR": 65,
    "Z&W": 66,
    "Groen": 67,
    "MaT": 68,
    "D&P": 69,
}
_TRACKS = {"BL": ("11", "55", 0.29), "KL": ("21", "65", 0.48), "GL": ("31", "75", 0.23)}
# Legacy afdelingen: what the profile of a department was called before, with the element block's last digits.
_OLD = {
    "BWI": ("Bouwtechniek", "11"),
    "PIE": ("Metalectro -ISP", "21"),
    "M&T": ("Voertuigentechniek", "14"),
    "MVI": ("Grafische Techniek", "16"),
    "E&O": ("Handel en Administratie -ISP", "62"),
    "HBR": ("Consumptief", "54"),
    "Z&W": ("Verzorging", "31"),
    "Groen": ("Landbouw Breed -ISP", "81"),
    "D&P": ("Dienstverlening & Commercie", None),
}
_OLD_BLOCKS = {"BL": "29", "KL": "28", "GL": "27"}
# How often a BB department has an LWOO row of its own, and one of leerwerktrajecten.
LWOO_CHANCE = 0.1
LWT_CHANCE = 0.3
_OLD_INTERSECTORAL = {"BL": "3372", "KL": "3371", "GL": "3373"}


@dataclass(frozen=True)
class Target:
    """What a year is calibrated to, as fractions of all pupils of BB, KB and GL in grades 3 and 4.

    Attributes:
        pupils: all of them.
        technical: in the five technical profiles: the letter's indicator.
        old_technical: in legacy afdelingen and routes of sector Techniek.
        old_other: in those of other sectors.
    """

    pupils: int
    technical: float
    old_technical: float
    old_other: float


TARGETS = {
    2016: Target(21_200, 0.0890, 0.1130, 0.287),
    2017: Target(21_000, 0.1710, 0.0270, 0.133),
    2018: Target(20_800, 0.1830, 0.0150, 0.045),
    2019: Target(20_600, 0.1921, 0.0048, 0.0092),
    2020: Target(20_300, 0.1942, 0.0042, 0.0055),
    2021: Target(20_000, 0.1970, 0.0040, 0.0050),
    2022: Target(20_100, 0.2021, 0.0040, 0.0045),
    2023: Target(19_700, 0.2024, 0.0038, 0.0042),
    2024: Target(19_500, 0.2041, 0.0036, 0.0040),
}


@dataclass
class Row:
    """One row of the file: what it is about, and its pupils by grade and sex."""

    location: Location
    education: str
    sector: str
    programme: str
    element: str
    element_name: str
    lwoo: str = "N"
    pupils: dict[Cell, int] = field(default_factory=dict)


def apportion(total: int, weights: list[float]) -> list[int]:
    """Divide a whole number over weights by largest remainder: the parts are whole and add up."""
    scale = total / sum(weights)
    parts = [int(weight * scale) for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: parts[at] - weights[at] * scale)
    for at in by_remainder[: total - sum(parts)]:
        parts[at] += 1
    return parts


def rows_of(year: int, locations: list[Location], seed: int) -> list[Row]:
    """Make all rows of one year's file, without rows that nobody is in, in DUO's order."""
    random = Random(seed * 10_000 + year)
    vmbo = [location for location in locations if location.vmbo]
    rows = _vocational(random, year, vmbo)
    grade3 = sum(row.pupils.get((3, sex), 0) for row in rows for sex in SEXES)
    theory = _theory(random, year, vmbo, round(grade3 * 0.64))
    grade3 += sum(row.pupils.get((3, sex), 0) for row in theory for sex in SEXES)
    rest = _rest(random, year, locations, grade3)
    return sorted(
        (row for row in rows + theory + rest if any(row.pupils.values())),
        key=lambda row: (row.location.brin, row.location.number, row.education, row.element),
    )


def _vocational(random: Random, year: int, locations: list[Location]) -> list[Row]:
    """Fill BB, KB and GL, each group of rows up to its target."""
    target = TARGETS[year]
    rows: dict[str, list[tuple[Row, dict[Cell, float]]]] = defaultdict(list)
    for location in locations:
        for department in location.departments:
            if not department.opens <= year <= department.closes:
                continue
            for group, row, weights in _department_rows(random, year, location, department):
                rows[group].append((row, weights))
    for location in locations[3::9]:
        for group, row, weights in _routes(random, location):
            rows[group].append((row, weights))
    counts = {
        "technical": round(target.pupils * target.technical),
        "old technical": round(target.pupils * target.old_technical),
        "old other": round(target.pupils * target.old_other),
    }
    counts["other"] = target.pupils - sum(counts.values())
    for group, count in counts.items():
        _fill(count, rows[group])
    return [row for group in rows.values() for row, _ in group]


def _fill(count: int, rows: list[tuple[Row, dict[Cell, float]]]) -> None:
    cells = [(row, cell, weight) for row, weights in rows for cell, weight in weights.items()]
    for (row, cell, _), pupils in zip(cells, apportion(count, [weight for *_, weight in cells]), strict=True):
        row.pupils[cell] = pupils


def _department_rows(
    random: Random, year: int, location: Location, department: Department
) -> list[tuple[str, Row, dict[Cell, float]]]:
    """Give a department's rows: one per track, an LWOO row of BB, and its old afdeling until 2018."""
    kind = "technical" if department.profile in TECHNICAL else "other"
    # A department chooses its tracks once: the same every year.
    fixed = Random(f"{location.brin}{location.number}{department.profile}")
    found = []
    for track, (regular, supported, share) in _TRACKS.items():
        if track == "GL" and fixed.random() < (0.6 if kind == "technical" else 0.35):
            continue
        weights = _weights(random, year, location, department, share)
        block = _BLOCKS[department.profile]
        for code, part in _variants(fixed, track, block, regular, supported):
            row = _row(location, track, department.profile, code)
            found.append(
                (kind, row, {cell: weight * part * random.gammavariate(6, 1 / 6) for cell, weight in weights.items()})
            )
        if year <= 2018 and department.profile in _OLD and fixed.random() < _old_chance(year):
            found.append((f"old {kind}", _old_row(location, track, department.profile), _old_weights(year, weights)))
    return found


def _variants(fixed: Random, track: str, block: int, regular: str, supported: str) -> list[tuple[str, float]]:
    """Divide a track over elementcodes: regular, LWOO, and leerwerktrajecten, which are one or two pupils each."""
    found = [(f"{block}{regular}", 1.0)]
    if track == "BL" and fixed.random() < LWOO_CHANCE:
        found = [(f"{block}{regular}", 0.65), (f"{block}{supported}", 0.35)]
    if track == "BL" and fixed.random() < LWT_CHANCE:
        found.append((f"7{block % 10}{regular}", 0.05))
    if track == "KL" and fixed.random() < LWT_CHANCE / 2:
        found.append((f"{block}{supported}", 0.06))
    return found


def _weights(random: Random, year: int, location: Location, department: Department, share: float) -> dict[Cell, float]:
    # An opening department has no grade 4 yet, a closing one no grade 3 any more.
    grades = {
        3: 0.0 if year == department.closes and year != LAST else 1.0,
        4: 0.0 if year == department.opens and year != FIRST else 1.0,
    }
    girls = min(0.95, department.girls * (1 + 0.05 * (year - FIRST) if department.profile in TECHNICAL else 1))
    younger = 0.97 if department.profile in TECHNICAL else 1.03
    sexes = {"MAN": 1 - girls, "VROUW": girls}
    return {
        (grade, sex): location.size
        * department.size
        * share
        * here
        * part
        * (younger if grade == 3 else 1.0)
        * random.gammavariate(14, 1 / 14)
        for grade, here in grades.items()
        for sex, part in sexes.items()
    }


def _old_chance(year: int) -> float:
    return {2016: 0.9, 2017: 0.6, 2018: 0.25}[year]


def _old_weights(year: int, weights: dict[Cell, float]) -> dict[Cell, float]:
    """Old afdelingen run out from grade 3 up: in 2016 still some in grade 3, later grade 4 only."""
    left = {3: 0.3 if year == FIRST else 0.0, 4: 1.0}
    return {(grade, sex): weight * left[grade] for (grade, sex), weight in weights.items()}


def _row(location: Location, track: str, profile: str, element: str) -> Row:
    lwoo = element[2:] in ("55", "65", "75")
    name = f"{'LWOO' if lwoo else 'VMBO'} {track} {NAMES[profile].capitalize()}"
    return Row(location, f"VMBO {track} lj 3-4", SECTORS[profile], NAMES[profile], element, name, "J" if lwoo else "N")


def _old_row(location: Location, track: str, profile: str) -> Row:
    programme, digits = _OLD[profile]
    element = f"{_OLD_BLOCKS[track]}{digits}" if digits else _OLD_INTERSECTORAL[track]
    return Row(location, f"VMBO {track} lj 3-4", SECTORS[profile], programme, element, f"VMBO {track} {programme}")


def _routes(random: Random, location: Location) -> list[tuple[str, Row, dict[Cell, float]]]:
    """Give the routes that exist beside the profiles, at one location in nine."""
    cells = {(grade, "MAN"): random.gammavariate(14, 1 / 14) for grade in (3, 4)}
    mixed = cells | {(grade, "VROUW"): random.gammavariate(14, 1 / 14) for grade in (3, 4)}
    craft = Row(
        location, "VMBO BL lj 3-4", "Techniek", "Vakmanschapsroute Techniek", "4511", "VMBO BL Vakmanschap tech"
    )
    care = Row(
        location,
        "VMBO KL lj 3-4",
        "Zorg & Welzijn",
        "Vakmanschapsroute Zorg en Welzijn",
        "4431",
        "VMBO KL Vakmanschap zorg",
    )
    return [("old technical", craft, cells), ("old other", care, mixed)]


def _theory(random: Random, year: int, locations: list[Location], grade3: int) -> list[Row]:
    """Fill TL at two locations in three: without a sector until 2018, by sector from 2019."""
    sectors = {"Techniek": "0470", "Zorg & Welzijn": "0471", "Economie": "0472"}
    kinds = {"N.v.t.": "0400"} if year <= 2018 else sectors
    found = [
        Row(location, "VMBO TL lj 3-4", sector, "N.v.t.", element, f"VMBO TL {sector}")
        for location in locations
        if location.number % 3 != 2
        for sector, element in kinds.items()
    ]
    for grade, count in ((3, grade3), (4, round(grade3 * 1.08))):
        weights = [
            (row, {(grade, sex): row.location.size * random.gammavariate(8, 1 / 8) for sex in SEXES}) for row in found
        ]
        _fill(count, weights)
    return found


def _rest(random: Random, year: int, locations: list[Location], vmbo_grade3: int) -> list[Row]:
    """Fill everything outside vmbo 3 and 4, so that vmbo is half of grade 3."""
    found = [row for location in locations for row in _other_rows(location)]
    others3 = round(vmbo_grade3 / (0.5 + 0.0006 * (2020 - year)) - vmbo_grade3)
    plan = [
        ("Brugjaar 1-2", {1: 17_500, 2: 17_800}),
        ("HAVO/VWO lj 3", {3: others3 - 960}),
        ("Praktijkonderwijs alle vj", dict.fromkeys((1, 2, 3, 4, 5), 900)),
        ("VMBO uitbest. aan VAVO", {3: 60, 4: 90}),
        ("HAVO lj 4-5", {4: 9_800, 5: 9_300}),
        ("VWO lj 4-6", {4: 7_900, 5: 7_300, 6: 6_600}),
    ]
    for education, grades in plan:
        rows = [row for row in found if row.education == education]
        for grade, count in grades.items():
            weights = [
                (row, {(grade, sex): row.location.size * random.gammavariate(8, 1 / 8) for sex in SEXES})
                for row in rows
            ]
            _fill(count, weights)
    return found


def _other_rows(location: Location) -> list[Row]:
    def row(education: str, programme: str, element: str, name: str, sector: str = "N.v.t.") -> Row:
        return Row(location, education, sector, programme, element, name)

    found = [row("Brugjaar 1-2", "N.v.t.", "0023" if location.vmbo else "0015", "Ljvb")]
    if location.vmbo:
        found += [row("VMBO uitbest. aan VAVO", "N.v.t.", "0900", "VMBO vavo")] if location.number == 1 else []
        if any(department.profile == "MaT" for department in location.departments):
            found.append(row("Brugjaar 1-2", NAMES["MaT"], "1394", "Maritiem alg lj", "Techniek"))
        found += (
            [row("Praktijkonderwijs alle vj", "N.v.t.", "0090", "Praktijkonderwijs")] if location.size > 1.35 else []
        )
        return found
    found.append(row("HAVO/VWO lj 3", "N.v.t.", "0015", "Ljvb op VWO/HAVO"))
    for code, programme in (("0", "Natuur en Techniek"), ("2", "Economie en Maatschappij")):
        found.append(row("HAVO lj 4-5", programme, f"037{code}", "HAVO Prf"))
        found.append(row("VWO lj 4-6", programme, f"017{code}", "VWO Prf"))
    return found
