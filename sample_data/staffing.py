"""Staff of the invented schools: persons, FTE and side entrants per institution, role and profile.

DUO publishes no such file with profiles: this is the table that a user would have to bring.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from enrolment import NAMES, apportion
from schools import TECHNICAL

if TYPE_CHECKING:
    from random import Random

    from schools import Location

YEARS = range(2018, 2024)
TEACHER = "Onderwijsgevend personeel"

# Per year: teachers of technical and of other profiles, FTE in hundredths of both, and side entrants of both.
# Calibrated to the letter: FTE +14% and −11%, side entrants in technical profiles 11% to 23%.
_PERSONS = {"technical": (600, 614, 630, 650, 664, 680), "other": (1_500, 1_470, 1_440, 1_405, 1_375, 1_340)}
_FTE = {
    "technical": (42_000, 43_100, 44_300, 45_700, 46_800, 47_880),
    "other": (105_000, 102_800, 100_400, 97_900, 95_700, 93_450),
}
_ENTRANTS = {"technical": (66, 80, 97, 117, 136, 156), "other": (75, 78, 82, 85, 90, 94)}


def staffing(locations: list[Location], random: Random) -> list[list[str]]:
    """Make the file's rows, header first: amounts wide over years."""
    departments: dict[tuple[str, str], float] = {}
    for location in locations:
        for department in location.departments:
            key = (location.brin, department.profile)
            departments[key] = departments.get(key, 0) + location.size * department.size
    columns: dict[tuple[str, str], dict[str, list[str]]] = {key: {} for key in departments}
    for kind in ("technical", "other"):
        keys = [key for key in departments if (key[1] in TECHNICAL) == (kind == "technical")]
        weights = [departments[key] * random.gammavariate(20, 1 / 20) for key in keys]
        for at, year in enumerate(YEARS):
            _fill(columns, keys, weights, year, [table[kind][at] for table in (_PERSONS, _FTE, _ENTRANTS)])
    header = ["ONDERWIJSTYPE", "BEVOEGD GEZAG", "INSTELLINGSCODE", "FUNCTIEGROEP", "PROFIEL"]
    header += [f"{amount} {year}" for amount in ("PERSONEN", "FTE'S", "ZIJ-INSTROMERS") for year in YEARS]
    boards = {brin: str(90_000 + 7 * at) for at, brin in enumerate(dict.fromkeys(brin for brin, _ in departments))}
    rows = [
        ["VO", boards[brin], brin, TEACHER, NAMES[profile], *_flat(columns[brin, profile])]
        for brin, profile in sorted(departments)
    ]
    return [header, *rows, *_other_staff(random, boards)]


def _fill(
    columns: dict[tuple[str, str], dict[str, list[str]]],
    keys: list[tuple[str, str]],
    weights: list[float],
    year: int,
    totals: list[int],
) -> None:
    """Divide a year's totals: nobody has more side entrants than teachers, nor FTE without a teacher."""
    persons = [1 + more for more in apportion(totals[0] - len(keys), weights)]
    fte = apportion(totals[1], [float(count) for count in persons])
    entrants = apportion(totals[2], [max(0.0, count - 1) for count in persons])
    for key, *amounts in zip(keys, persons, fte, entrants, strict=True):
        # Years in between print the smallest rows as DUO does; the first and the last are shown in full.
        hidden = amounts[0] < 2 and year not in (YEARS[0], YEARS[-1])
        shown = ["*"] * 3 if hidden else [str(amounts[0]), _comma(amounts[1]), str(amounts[2])]
        for name, text in zip(("persons", "fte", "entrants"), shown, strict=True):
            columns[key].setdefault(name, []).append(text)


def _comma(hundredths: int) -> str:
    return f"{Decimal(hundredths) / 100:.2f}".replace(".", ",")


def _flat(columns: dict[str, list[str]]) -> list[str]:
    return [text for name in ("persons", "fte", "entrants") for text in columns[name]]


def _other_staff(random: Random, boards: dict[str, str]) -> list[list[str]]:
    """Add roles without a profile, boards as a whole, and two rows of other school types."""
    found = []
    for brin, board in sorted(boards.items()):
        for role, most in (("Directie", 4), ("Onderwijsondersteunend personeel (OOP/OBP)", 30)):
            persons = [random.randint(1, most) for _ in YEARS]
            shown = ["*" if count < 5 else str(count) for count in persons]
            fte = ["*" if count < 5 else _comma(count * 78) for count in persons]
            found.append(["VO", board, brin, role, "N.v.t.", *shown, *fte, *("0" for _ in YEARS)])
    amounts = ["12"] * len(YEARS) + ["9,50"] * len(YEARS) + ["0"] * len(YEARS)
    first, second, *_ = boards.values()
    found += [["VO", board, "bovenschools", "Directie", "N.v.t.", *amounts] for board in (first, second)]
    return found + [[kind, "99990", "99ZZ", TEACHER, "N.v.t.", *amounts] for kind in ("BAO", "WEC")]
