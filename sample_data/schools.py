"""The invented schools: who they are, where they stand and what they teach from when to when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from random import Random

import programmes as p

YEARS = range(2016, 2025)
ALWAYS, NEVER = 1900, 2100
GRADES_34 = (3, 4)

PLACES = {
    "Groningen": "VEENDAM DELFZIJL LEEK",
    "Friesland": "DRACHTEN SNEEK DOKKUM HEERENVEEN",
    "Drenthe": "EMMEN HOOGEVEEN MEPPEL",
    "Overijssel": "HENGELO ALMELO ZWOLLE KAMPEN RAALTE OLDENZAAL",
    "Flevoland": "ALMERE EMMELOORD",
    "Gelderland": "EDE TIEL DOETINCHEM NIJKERK ZUTPHEN WIJCHEN BARNEVELD ELST",
    "Utrecht": "ZEIST WOERDEN VEENENDAAL SOEST HOUTEN",
    "Noord-Holland": "ZAANDAM HOORN ALKMAAR HEERHUGOWAARD HILVERSUM HAARLEM SCHAGEN VOLENDAM",
    "Zuid-Holland": "ROTTERDAM GOUDA DORDRECHT ZOETERMEER NAALDWIJK SPIJKENISSE LEIDEN RIJSWIJK DELFT MIDDELHARNIS",
    "Zeeland": "GOES TERNEUZEN",
    "Noord-Brabant": "BREDA TILBURG HELMOND OSS UDEN ROOSENDAAL WAALWIJK VEGHEL EINDHOVEN BOXTEL",
    "Limburg": "VENLO ROERMOND HEERLEN WEERT SITTARD",
}
# Eleven beginnings and six endings: being coprime, they give 66 different names.
BEGINNINGS = (
    "Zilver", "Wolken", "Kraan", "Höge", "Fûgel", "Amber", "Coëlen", "Vlier", "Tjasker", "Adélie",
    "Mörgen",
)  # fmt: skip
ENDINGS = ("weide", "horst", "waard", "brink", "poort", "donk")
FORMS = (
    "{} College", "Vakcollege {}", "CSG {}", 'Vakschool "De {}"', "SGM {}", "OSG {}", "{}lyceum",
)  # fmt: skip
SITES = ("Noord", "Zuid", "De Werf", "Het Atelier", "Centrum", "De Hallen")

# How many locations of each kind, and how often each teaches which profile.
KINDS = {"technical": 40, "maritime": 2, "general": 22, "care": 18, "green": 13, "lyceum": 20, "pro": 3}
OFFER = {
    "technical": {
        "PIE": 0.85, "BWI": 0.6, "M&T": 0.3, "MVI": 0.17, "Z&W": 0.35, "E&O": 0.33, "HBR": 0.15, "D&P": 0.2,
    },
    "maritime": {"MaT": 1.0, "PIE": 0.5, "E&O": 0.5},
    "general": {"D&P": 1.0, "HBR": 0.1},
    "care": {"Z&W": 0.7, "E&O": 0.6, "HBR": 0.4, "D&P": 0.25},
    "green": {"Groen": 1.0},
    "lyceum": {},
    "pro": {},
}  # fmt: skip
# Departments that open or close while Sterk Techniekonderwijs runs: (opening, closing).
CHANGES = {True: (6, 3), False: (2, 17)}
# Part of the departments whose grade 3 still had the old afdeling in 2015, 2016 and 2017.
OLD_IN_GRADE_3 = {True: (0.95, 0.22, 0.08), False: (0.56, 0.2, 0.09)}
# Where LWOO stands apart, its part of the track; it fades, since regions decide on it themselves.
LWOO = {"BB": (0.45, 0.75), "KB": (0.12, 0.5), "GL": (0.06, 0.25)}
LWOO_FADES = (1.0, 0.9, 0.8, 0.5, 0.26, 0.26, 0.26, 0.26, 0.26)


@dataclass(frozen=True)
class Location:
    """One vestiging of one school."""

    brin: str
    number: str
    name: str
    place: str
    province: str
    kind: str


@dataclass(frozen=True)
class Department:
    """A profile at a location, whatever afdeling it went by at first.

    Attributes:
        adopts: the year in which grade 3 takes up the new profile.
        opens: the first year with a grade 3.
        closes: the first year with nobody left.
    """

    location: Location
    profile: str
    size: float
    adopts: int
    opens: int
    closes: int


@dataclass(frozen=True)
class Stream:
    """The pupils of one elementcode at one location: what becomes a row.

    Attributes:
        group: the pupils whose total is calibrated together.
        sizes: expected pupils per grade, per year; only their proportions matter in a group.
        lag: 1 if a beginning or an end moves up through the grades, 0 if it comes at once.
    """

    location: Location
    programme: p.Programme
    group: str
    grades: tuple[int, ...]
    sizes: tuple[float, ...]
    girls: float
    opens: int = ALWAYS
    closes: int = NEVER
    lag: int = 0

    def runs(self, year: int, grade: int) -> bool:
        """Tell whether the grade has pupils that year."""
        first, last = self.grades[0], self.grades[-1]
        began = self.opens + self.lag * (grade - first)
        return began <= year < self.closes - self.lag * (last - grade)


def _brins(rng: Random, count: int) -> list[str]:
    """Invent BRINs; no real one begins with a 9."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    found: set[str] = set()
    while len(found) < count:
        found.add(f"9{rng.randrange(10)}{rng.choice(letters)}{rng.choice(letters)}")
    return sorted(found)


def locations(rng: Random) -> list[Location]:
    """Invent the locations: one or more per BRIN, all in one place."""
    places = [(place, province) for province, names in PLACES.items() for place in names.split()]
    rng.shuffle(places)
    kinds = [kind for kind, count in KINDS.items() for _ in range(count)]
    rng.shuffle(kinds)
    # The first third of the schools share the locations that are left over, so sizes differ.
    owners = [*range(len(places))]
    owners += [rng.randrange(len(places) // 3) for _ in range(len(kinds) - len(places))]
    brins, seen, found = _brins(rng, len(places)), [0] * len(places), []
    for owner, kind in zip(sorted(owners), kinds, strict=True):
        name = BEGINNINGS[owner % len(BEGINNINGS)] + ENDINGS[owner % len(ENDINGS)]
        name = FORMS[owner % len(FORMS)].format(name)
        if seen[owner]:
            name += f", loc. {SITES[seen[owner] % len(SITES)]}"
        place, province = places[owner]
        found.append(Location(brins[owner], f"{seen[owner]:02}", name, place, province, kind))
        seen[owner] += 1 + (rng.random() < 0.2)  # DUO's numbers have gaps where a location closed
    return found


def departments(rng: Random, places: Iterable[Location]) -> list[Department]:
    """Spread the profiles over the locations, with their openings and closures."""
    offers = [
        (location, profile, p.PROFILES[profile].size * rng.uniform(0.75, 1.4))
        for location in places
        for profile in _offer(rng, location.kind)
    ]
    found = []
    for technical, (opening, closing) in CHANGES.items():
        mine = [offer for offer in offers if p.PROFILES[offer[1]].technical == technical]
        rng.shuffle(mine)
        for index, (location, profile, size) in enumerate(mine):
            opens, closes, adopts = ALWAYS, NEVER, _adopts(rng, profile)
            if index < opening:
                opens = adopts = rng.randrange(2019, 2024)
            elif index < opening + closing:
                closes = rng.randrange(2020, 2025)
            found.append(Department(location, profile, size, adopts, opens, closes))
    return found


def _offer(rng: Random, kind: str) -> list[str]:
    offer = OFFER[kind]
    return [profile for profile, chance in offer.items() if rng.random() < chance] or [*offer][:1]


def _adopts(rng: Random, profile: str) -> int:
    luck, shares = rng.random(), OLD_IN_GRADE_3[p.PROFILES[profile].technical]
    return 2015 + (sum(luck < share for share in shares) if p.PROFILES[profile].before else 0)


def _walk(rng: Random, size: float) -> tuple[float, ...]:
    """Let a size drift a little from year to year, and down with the number of children."""
    steps = (rng.uniform(0.93, 1.045) for _ in YEARS)
    return tuple(accumulate(steps, lambda now, step: now * step, initial=size))[1:]


def department_streams(rng: Random, department: Department) -> Iterator[Stream]:
    """Give the rows of a department: per track, with and without LWOO, old and new."""
    key, place = department.profile, department.location
    profile = p.PROFILES[key]
    old = rng.choice(profile.before) if profile.before else None
    kind = "technical" if profile.technical else "other"
    for track, track_part in profile.tracks.items():
        sizes = _walk(rng, department.size * track_part)
        girls = profile.girls * (rng.uniform(0.6, 1.4) if profile.technical else rng.uniform(0.9, 1.1))
        chance, lwoo_part = LWOO[track]
        variants = [(False, sizes)]
        if rng.random() < chance:
            part = lwoo_part * rng.uniform(0.1, 1.6)
            faded = (size * fades for size, fades in zip(sizes, LWOO_FADES, strict=True))
            variants.append((True, tuple(size * part for size in faded)))
        for lwoo, pupils in variants:
            new = p.of_profile(key, track, lwoo=lwoo)
            start = max(department.opens, department.adopts)
            yield Stream(place, new, kind, GRADES_34, pupils, girls, start, department.closes, 1)
            # Hardly any afdeling had LWOO in GL, and DUO has no code for some.
            if old and department.opens == ALWAYS and not (lwoo and track == "GL"):
                before = p.of_afdeling(key, old, track, lwoo=lwoo)
                end = department.adopts + 1
                yield Stream(place, before, f"old {kind}", GRADES_34, pupils, girls, closes=end, lag=1)


def route_streams(rng: Random, places: list[Location]) -> Iterator[Stream]:
    """Give the routes into mbo, at two locations of a fitting kind each."""
    for programme in p.ROUTES:
        technical = programme.sector == "Techniek"
        fits = [at for at in places if at.kind == ("technical" if technical else "care")]
        group = "route technical" if technical else "route other"
        for place in rng.sample(fits, 2):
            yield Stream(place, programme, group, GRADES_34, _walk(rng, 10), programme.girls)
    for place in rng.sample([at for at in places if at.kind == "technical"], 2):
        yield Stream(place, p.ROUTE_TL, "free", GRADES_34, _walk(rng, 12), p.ROUTE_TL.girls)


def other_streams(rng: Random, places: Iterable[Location]) -> Iterator[Stream]:
    """Give what stands around the departments: first years, TL, havo/vwo, practical training."""
    for place in places:
        for programme, size, grades, group in _around(rng, place.kind):
            yield Stream(place, programme, group, grades, _walk(rng, size), programme.girls)
        if place.kind not in {"lyceum", "pro"} and rng.random() < 0.62:
            yield from _theoretical(rng, place)


def _around(rng: Random, kind: str) -> Iterator[tuple[p.Programme, float, tuple[int, ...], str]]:
    if kind == "pro":
        yield p.PRACTICAL, 28, (1, 2, 3, 4, 5), "free"
        return
    size = rng.uniform(0.6, 1.4)
    havo = kind == "lyceum" or (kind != "green" and rng.random() < 0.35)
    first = "lyceum" if kind == "lyceum" else "mixed" if havo else "vmbo"
    yield p.FIRST_YEARS[first], (190 if havo else 120) * size, (1, 2), "free"
    if kind in {"technical", "care"} and rng.random() < 0.3:
        yield p.FIRST_YEARS["lwoo"], 14 * size, (1, 2), "free"
    if kind == "maritime":
        yield p.MARITIME_FIRST, 12, (1, 2), "free"
    if havo:
        yield p.HAVO_3, 200 * size, (3,), "havo/vwo 3"
        yield p.VWO_3, 150 * size, (3,), "havo/vwo 3"
    elif rng.random() < 0.3:
        yield p.VAVO, 2, (4,), "free"
    if kind == "lyceum":
        for programme, part in p.HAVO_UPPER:
            yield programme, 240 * size * part, (4, 5), "free"
        for programme, part in p.VWO_UPPER:
            yield programme, 170 * size * part, (4, 5, 6), "free"


def _theoretical(rng: Random, place: Location) -> Iterator[Stream]:
    """Give TL: one code up to 2018-2019, split by sector from 2019 on, as DUO did."""
    size = rng.uniform(75, 170)
    sizes = _walk(rng, size)
    yield Stream(place, p.TL_WHOLE, "TL", GRADES_34, sizes, 0.5, closes=2019)
    if rng.random() < 0.15:
        yield Stream(place, p.TL_LWOO, "TL", GRADES_34, _walk(rng, 4), 0.5, closes=2019)
    for programme, part in p.TL_SPLIT:
        if programme.sector != "Landbouw" or place.kind == "green":
            split = tuple(now * part for now in sizes)
            yield Stream(place, programme, "TL", GRADES_34, split, programme.girls, opens=2019)
