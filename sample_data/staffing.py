"""Staff per school and profile, calibrated to the letter's change in FTE and side entrants."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from random import Random

from enrolment import apportion
from programmes import NONE, PROFILES
from schools import Department

YEARS = range(2018, 2024)
AMOUNTS = ("PERSONEN", "FTE'S", "ZIJ-INSTROMERS")
TEACHERS, MANAGEMENT = "Onderwijsgevend personeel", "Directie"
SUPPORT = "Onderwijsondersteunend personeel (OOP/OBP)"
# Per group of profiles (technical or not): persons, tenths of FTE, and side entrants per thousand.
PERSONS = {True: (520, 533, 547, 560, 571, 580), False: (1290, 1262, 1235, 1206, 1178, 1150)}
TENTHS = {
    True: (3600, 3690, 3790, 3900, 4010, 4104),  # +14.0%
    False: (9000, 8820, 8610, 8390, 8190, 8010),  # -11.0%
}
SIDE_ENTRANTS = {True: (110, 130, 155, 182, 208, 230), False: (60, 65, 70, 76, 82, 88)}
LEAST = 5  # no department of the first and last year is small enough to be masked
MASKED_ROWS = {True: 4, False: 3}

Amounts = list[tuple[int, int, int]]  # per year: persons, tenths of FTE, side entrants


def _teachers(rng: Random, departments: Iterable[Department], *, technical: bool) -> dict[tuple[str, str], Amounts]:
    """Count the teachers per school and profile, while the profile is taught there."""
    taught: dict[tuple[str, str], list[Department]] = defaultdict(list)
    for each in departments:
        if PROFILES[each.profile].technical == technical:
            taught[each.location.brin, each.profile].append(each)
    sizes = {key: sum(d.size for d in them) * rng.uniform(0.8, 1.2) for key, them in taught.items()}
    eager = {key: rng.uniform(0.6, 1.4) for key in taught}
    found: dict[tuple[str, str], Amounts] = {key: [] for key in sorted(taught)}
    for t, year in enumerate(YEARS):
        now = [key for key in found if any(d.opens <= year < d.closes for d in taught[key])]
        extra = apportion(PERSONS[technical][t] - LEAST * len(now), [sizes[key] for key in now])
        persons = [LEAST + more for more in extra]
        fte = apportion(TENTHS[technical][t], [n * rng.uniform(0.95, 1.05) for n in persons])
        total = round(sum(persons) * SIDE_ENTRANTS[technical][t] / 1000)
        side = apportion(total, [n * eager[key] for key, n in zip(now, persons, strict=True)])
        amounts = dict(zip(now, zip(persons, fte, side, strict=True), strict=True))
        for key, row in found.items():
            row.append(amounts.get(key, (0, 0, 0)))
    return found


def _mask_some(rng: Random, rows: dict[tuple[str, str], Amounts], count: int) -> None:
    """Let the smallest departments fall under five teachers for a year or two between the ends."""
    steady = [key for key, row in rows.items() if all(persons for persons, _, _ in row)]
    for key in sorted(steady, key=lambda key: (rows[key][1][0], key))[:count]:
        start = rng.randrange(1, 4)
        for t in range(start, start + 2):
            rows[key][t] = (4, 28, 1)


def _staff(rng: Random, least: int, most: int) -> Amounts:
    """Count staff outside the profiles: steady numbers, hardly any side entrants."""
    persons = [rng.randrange(least, most)] * len(YEARS)
    persons = [max(1, n + rng.randrange(-1, 2)) for n in persons]
    return [(n, round(n * rng.uniform(7.2, 8.8)), 0) for n in persons]


def _printed(amounts: Amounts) -> Iterator[str]:
    """Print the amounts of a row, grouped per amount; one to four persons become three stars."""
    for kind in range(len(AMOUNTS)):
        for row in amounts:
            whole, tenth = divmod(row[kind], 10)
            number = f"{whole},{tenth}" if kind == 1 else str(row[kind])
            yield "*" if 0 < row[0] < LEAST else number


def lines(rng: Random, departments: list[Department]) -> list[list[str]]:
    """Give the header and the rows: teachers per profile, other staff, and rows that do not belong."""
    brins = sorted({each.location.brin for each in departments})
    boards = {brin: str(99100 + index * 2 // 3) for index, brin in enumerate(brins)}
    rows = []
    for technical, few in MASKED_ROWS.items():
        counted = _teachers(rng, departments, technical=technical)
        _mask_some(rng, counted, few)
        rows += [
            ("VO", boards[brin], brin, TEACHERS, PROFILES[key].afdeling, amounts)
            for (brin, key), amounts in counted.items()
        ]
    for brin, board in boards.items():
        rows.append(("VO", board, brin, MANAGEMENT, NONE, _staff(rng, 3, 9)))
        rows.append(("VO", board, brin, SUPPORT, NONE, _staff(rng, 12, 45)))
    # Board-level staff has no school, and a school for special or primary education is no vo.
    rows += [
        ("VO", "99100", "bovenschools", MANAGEMENT, NONE, _staff(rng, 5, 9)),
        ("VO", "99104", "bovenschools", SUPPORT, NONE, _staff(rng, 12, 20)),
        ("WEC", "99180", "98ZW", TEACHERS, PROFILES["D&P"].afdeling, _staff(rng, 7, 10)),
        ("BAO", "99181", "98ZB", TEACHERS, NONE, _staff(rng, 12, 25)),
    ]
    keys = ["ONDERWIJSTYPE", "BEVOEGD GEZAG", "INSTELLINGSCODE", "FUNCTIEGROEP", "PROFIEL"]
    header = [*keys, *(f"{amount} {year}" for amount in AMOUNTS for year in YEARS)]
    return [header, *([*row[:5], *_printed(row[5])] for row in sorted(rows))]
