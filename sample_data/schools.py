"""Invent schools: locations, what they offer and since when. No register holds any of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

FIRST, LAST = 2016, 2024

TECHNICAL = ("BWI", "PIE", "M&T", "MVI", "MaT")
OTHER = ("E&O", "HBR", "Z&W", "Groen", "D&P")

# Provinces with the number of locations that have BB, KB or GL: a sixth of the country, small ones included.
_PLACES = {
    "Drenthe": (4, ["EMMEN", "MEPPEL", "ASSEN"]),
    "Flevoland": (3, ["ALMERE", "LELYSTAD"]),
    "Friesland": (6, ["LEEUWARDEN", "SNEEK", "DRACHTEN"]),
    "Gelderland": (13, ["APELDOORN", "EDE", "TIEL", "ZUTPHEN"]),
    "Groningen": (4, ["GRONINGEN", "STADSKANAAL"]),
    "Limburg": (7, ["ROERMOND", "HEERLEN", "VENRAY"]),
    "Noord-Brabant": (13, ["TILBURG", "HELMOND", "OSS", "BREDA"]),
    "Noord-Holland": (12, ["HOORN", "HAARLEM", "PURMEREND"]),
    "Overijssel": (9, ["ZWOLLE", "HENGELO", "DEVENTER"]),
    "Utrecht": (6, ["NIEUWEGEIN", "AMERSFOORT"]),
    "Zeeland": (4, ["GOES", "TERNEUZEN"]),
    "Zuid-Holland": (17, ["ROTTERDAM", "GOUDA", "LEIDEN", "DORDRECHT"]),
}
_NAMES = ("De Wilgen", "Het Kompas", "Zuiderlicht", "De Brug", "Noorderpoort", "'t Höfke", "De Linie", "Het Baken")
_KINDS = ("Vakcollege", "Scholengemeenschap", "Vmbo", "Praktijkcollege", "Lyceum", 'Vakschool "Het Anker"', "Collège")

# How many of a hundred locations offer a profile, and how large a department is beside others.
_OFFER = {
    "BWI": (29, 1.1),
    "PIE": (35, 1.35),
    "M&T": (15, 0.9),
    "MVI": (9, 1.7),
    "MaT": (2, 2.2),
    "E&O": (47, 0.8),
    "HBR": (19, 0.75),
    "Z&W": (56, 1.2),
    "Groen": (15, 2.2),
    "D&P": (53, 1.7),
}


@dataclass(frozen=True)
class Department:
    """One profile at one location, with pupils from `opens` to `closes` (first years of school years)."""

    profile: str
    size: float
    girls: float
    opens: int = FIRST
    closes: int = LAST


@dataclass(frozen=True)
class Location:
    """A location: `vmbo` has BB, KB and GL, the others are havo/vwo."""

    brin: str
    number: int
    name: str
    place: str
    province: str
    vmbo: bool
    size: float
    departments: tuple[Department, ...] = field(default=())


def invent(random: Random) -> list[Location]:
    """Invent all locations, by BRIN and number. BRINs start with a 9: no register goes that far."""
    brins = iter(f"9{number}{letter}{other}" for number in range(10) for letter in "KLMN" for other in "ABCDEFGHJK")
    found: list[Location] = []
    for province, (count, places) in _PLACES.items():
        for vmbo, many in ((True, count), (False, max(2, round(count * 0.55)))):
            brin, number = next(brins), 0
            for _ in range(many):
                if number and random.random() < 0.6:
                    brin, number = next(brins), 0
                found.append(_location(random, brin, number, province, random.choice(places), vmbo=vmbo))
                number += 1
    return sorted(_with_changes(random, found), key=lambda location: (location.brin, location.number))


def _location(random: Random, brin: str, number: int, province: str, place: str, *, vmbo: bool) -> Location:
    name = f"{random.choice(_KINDS if vmbo else (*_KINDS[-1:], 'Lyceum', 'Gymnasium'))} {random.choice(_NAMES)}"
    size = random.lognormvariate(0, 0.3)
    return Location(brin, number, name, place, province, vmbo, size, _departments(random) if vmbo else ())


def _departments(random: Random) -> tuple[Department, ...]:
    """Let a location offer some profiles; a technical one, where there is any, tends to come with a second."""
    chosen: list[str] = []
    technical = random.random() < 0.5
    for profile, (percent, _) in _OFFER.items():
        chance = percent / 100 * (2 if technical else 0) if profile in TECHNICAL else percent / 100
        if random.random() < chance:
            chosen.append(profile)
    if not any(profile in OTHER for profile in chosen):
        chosen.append("D&P")
    return tuple(_department(random, profile) for profile in chosen)


def _department(random: Random, profile: str) -> Department:
    # Few technical departments draw girls at all; where they do it is more than one or two.
    girls = {"MVI": 0.4, "Z&W": 0.86, "E&O": 0.46, "HBR": 0.5, "Groen": 0.55, "D&P": 0.5}.get(
        profile, random.choice((0.0, 0.0, 0.02, 0.04, 0.1))
    )
    return Department(profile, _OFFER[profile][1] * random.lognormvariate(0, 0.55), girls)


def _with_changes(random: Random, locations: list[Location]) -> list[Location]:
    """Open a few technical departments and close more of the others, between 2019 and 2024."""
    vmbo = [location for location in locations if location.vmbo]
    technical = [(place, d) for place in vmbo for d in place.departments if d.profile in TECHNICAL]
    other = [
        (place, d) for place in vmbo for d in place.departments if d.profile in OTHER and len(place.departments) > 2
    ]
    dates: dict[int, tuple[int, int]] = {}
    for _, department in random.sample(technical, 5):
        dates[id(department)] = (random.randint(2020, 2023), LAST)
    for _, department in random.sample([pair for pair in technical if id(pair[1]) not in dates], 3):
        dates[id(department)] = (FIRST, random.randint(2019, 2022))
    for _, department in random.sample(other, 18):
        dates[id(department)] = (FIRST, random.randint(2018, 2023))
    return [_dated(location, dates) for location in locations]


def _dated(location: Location, dates: dict[int, tuple[int, int]]) -> Location:
    departments = tuple(
        Department(d.profile, d.size, d.girls, *dates.get(id(d), (d.opens, d.closes))) for d in location.departments
    )
    return Location(**{**vars(location), "departments": departments})
