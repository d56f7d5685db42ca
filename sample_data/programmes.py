"""What is taught: DUO's names, sectors and elementcodes, and how many girls choose it.

Everything here is a code list as DUO prints it; nothing here comes from a school.
"""

from dataclasses import dataclass

NONE = "N.v.t."


@dataclass(frozen=True)
class Programme:
    """One value of ELEMENTCODE with the columns that go with it.

    Attributes:
        profile: the profile a department teaches under this code, or "" outside the departments.
        girls: the expected share of girls, in the middle of the period.
    """

    education: str
    sector: str
    afdeling: str
    code: str
    name: str
    girls: float = 0.5
    profile: str = ""

    @property
    def lwoo(self) -> str:
        """Give LWOO INDICATIE, which the names of the elementcodes repeat."""
        return "J" if self.name.startswith(("LWOO", "Lj LWOO")) else "N"


@dataclass(frozen=True)
class Profile:
    """One of the ten profiles.

    Attributes:
        block: the two digits its elementcodes begin with.
        girls: the expected share of girls.
        size: pupils per grade of an ordinary department.
        tracks: how a department is spread over the tracks.
        before: the old afdelingen it came from, as (AFDELING, part of the name, part of the code).
    """

    afdeling: str
    sector: str
    block: str
    girls: float
    size: float
    tracks: dict[str, float]
    before: tuple[tuple[str, str, str], ...] = ()

    @property
    def technical(self) -> bool:
        """Tell whether it is one of the five technical profiles."""
        return self.sector == "Techniek"


WORKSHOP = {"BB": 0.45, "KB": 0.55}
PROFILES = {
    "BWI": Profile(
        "Bouwen, wonen en interieur",
        "Techniek",
        "60",
        0.08,
        23,
        WORKSHOP,
        (("Bouwtechniek", "Tech Bouw", "11"), ("Bouwbreed -ISP", "Tech BB-ISP", "23")),
    ),
    "PIE": Profile(
        "Produceren, installeren en energie",
        "Techniek",
        "61",
        0.055,
        25,
        WORKSHOP | {"GL": 0.1},
        (
            ("Metaaltechniek", "Tech Metaal", "12"),
            ("Elektrotechniek", "Tech Elektro", "13"),
            ("Metalectro -ISP", "Tech ME-ISP", "21"),
            ("Techniek Breed -ISP", "TB-ISP", "1"),
        ),
    ),
    "M&T": Profile(
        "Mobiliteit en transport",
        "Techniek",
        "62",
        0.05,
        21,
        WORKSHOP,
        (("Voertuigentechniek", "Tech Vrtgn", "14"),),
    ),
    "MVI": Profile(
        "Media, vormgeving en ICT",
        "Techniek",
        "63",
        0.38,
        44,
        {"BB": 0.25, "KB": 0.5, "GL": 0.25},
        (("Grafische Techniek", "Grafimedia", "16"),),
    ),
    # No old afdeling: the maritime schools were among the first with the new profile.
    "MaT": Profile("Maritiem en Techniek", "Techniek", "68", 0.10, 26, WORKSHOP),
    "E&O": Profile(
        "Economie en ondernemen",
        "Economie",
        "64",
        0.4,
        58,
        {"BB": 0.34, "KB": 0.66},
        (
            ("Administratie", "Ec Admin", "51"),
            ("Handel en Verkoop", "Ec H & V", "52"),
            ("Handel en Administratie -ISP", "Ec HA-ISP", "62"),
        ),
    ),
    "HBR": Profile(
        "Horeca, bakkerij en recreatie",
        "Economie",
        "65",
        0.46,
        50,
        {"BB": 0.4, "KB": 0.6},
        (("Consumptief", "Ec Cons", "54"), ("Consumptief Breed -ISP", "Ec CB-ISP", "61")),
    ),
    "Z&W": Profile(
        "Zorg en welzijn",
        "Zorg & Welzijn",
        "66",
        0.77,
        84,
        {"BB": 0.38, "KB": 0.62},
        (("Verzorging", "ZrgWlz Vz Alg", "31"), ("Zorg en Welzijn -ISP", "ZrgWlz ZW-ISP", "41")),
    ),
    "Groen": Profile(
        "Groen",
        "Landbouw",
        "67",
        0.52,
        125,
        {"BB": 0.28, "KB": 0.42, "GL": 0.3},
        (
            ("Landbouw en Natuurlijke Omgeving", "Landb LNO", "71"),
            ("Landbouw Breed -ISP", "Landb LB-ISP", "81"),
        ),
    ),
    "D&P": Profile(
        "Dienstverlening en producten",
        "Intersect. programma",
        "69",
        0.44,
        85,
        {"BB": 0.22, "KB": 0.36, "GL": 0.42},
        (
            ("Dienstverlening & Commercie", "D & C", "7"),
            ("Techniek & Commercie", "T & C", "5"),
            ("Techniek & Dienstverlening", "T & D", "6"),
            ("Sport, Dienstverlening en Veiligheid", "SDV", "3"),
        ),
    ),
}

EDUCATION = {"BB": "VMBO BL lj 3-4", "KB": "VMBO KL lj 3-4", "GL": "VMBO GL lj 3-4"}
OLD_TRACK = {"BB": "Basisbg Lw", "KB": "Kaderbg Lw", "GL": "Gemengde Lw"}
DIGIT = {"BB": 1, "KB": 2, "GL": 3}
ORIENTATION = ("Technologie Orientatie", "Technologie(orientatie)", "4")


def of_profile(key: str, track: str, *, lwoo: bool) -> Programme:
    """Give the elementcode of a profile in a track: 6P11 and up, with LWOO 6P55 and up."""
    profile, digit = PROFILES[key], DIGIT[track]
    code = profile.block + (f"{digit + 4}5" if lwoo else f"{digit}1")
    named = profile.afdeling.replace("en Techniek", "en techniek")  # DUO's two spellings of MaT
    name = f"{'LWOO' if lwoo else 'VMBO'} {track} {named}"
    education = EDUCATION[track]
    return Programme(education, profile.sector, profile.afdeling, code, name, profile.girls, key)


def of_afdeling(key: str, old: tuple[str, str, str], track: str, *, lwoo: bool) -> Programme:
    """Give the elementcode of an afdeling of before the profiles, in a track."""
    if key == "D&P" and track == "GL":
        old = ORIENTATION  # the only intersectoral afdeling that is found in GL alone
    afdeling, short, part = old
    if len(part) == 1:  # the codes of the broad programmes are built the other way round
        digit = 1 if old == ORIENTATION else DIGIT[track]
        code = f"{33 if lwoo else 34}{part}{digit}"
    else:
        code = f"{(26 if lwoo else 30) - DIGIT[track]}{part}"
    name = f"{'LWOO' if lwoo else 'VMBO'} {OLD_TRACK[track]} {short}"
    profile = PROFILES[key]
    return Programme(EDUCATION[track], profile.sector, afdeling, code, name, profile.girls, key)


def _route(track: str, sector: str, word: str, code: str, girls: float) -> Programme:
    route, level = ("Beroepsroute", 4) if code[1] == "7" else ("Vakmanschapsroute", 2)
    start = f"{'LWOO' if code.startswith('44') else 'VMBO'} {track}"
    name = f"{start} {route} {word} Niveau-{level}"
    education = EDUCATION.get(track, "VMBO TL lj 3-4")
    return Programme(education, sector, f"{route} {word}", code, name, girls)


ROUTES = (
    _route("BB", "Techniek", "Techniek", "4511", 0.05),
    _route("KB", "Techniek", "Techniek", "4512", 0.05),
    _route("BB", "Techniek", "Techniek", "4411", 0.05),
    _route("BB", "Zorg & Welzijn", "Zorg en Welzijn", "4531", 0.75),
    _route("BB", "Economie", "Economie", "4551", 0.35),
    _route("BB", "Landbouw", "Landbouw", "4571", 0.45),
    _route("GL", "Landbouw", "Landbouw", "4771", 0.52),
)
ROUTE_TL = _route("TL", "Techniek", "Techniek", "4712", 0.1)


def _plain(education: str, code: str, name: str) -> Programme:
    return Programme(education, NONE, NONE, code, name)


def _theoretical(sector: str, code: str, word: str, girls: float) -> Programme:
    name = f"MAVO/Theor Lw-Profiel {word}"
    return Programme("VMBO TL lj 3-4", sector, NONE, code, name, girls)


TL_WHOLE = _plain("VMBO TL lj 3-4", "0400", "MAVO/Theor Lw-VMBO")
TL_LWOO = _plain("VMBO TL lj 3-4", "2210", "LWOO MAVO/Theor Lw")
TL_SPLIT = (
    (_theoretical("Economie", "0472", "Economie", 0.45), 0.50),
    (_theoretical("Zorg & Welzijn", "0471", "Zorg en Welzijn", 0.75), 0.28),
    (_theoretical("Techniek", "0470", "Techniek", 0.15), 0.18),
    (_theoretical("Landbouw", "0473", "Landbouw", 0.5), 0.04),
)
FIRST_YEARS = {
    "vmbo": _plain("Brugjaar 1-2", "0023", "Ljvb op VMBO-Alle Lw"),
    "lwoo": _plain("Brugjaar 1-2", "0046", "Lj LWOO vb op Alle Lw"),
    "mixed": _plain("Brugjaar 1-2", "0024", "Ljvb op VWO/HAVO/VMBO-Alle Lw"),
    "lyceum": _plain("Brugjaar 1-2", "0015", "Ljvb op VWO/HAVO"),
}
# Leerjaar 1-2, yet with sector and afdeling: whoever forgets to look at the grade counts it.
MARITIME_FIRST = Programme(
    "Brugjaar 1-2",
    "Techniek",
    "Maritiem en Techniek",
    "1394",
    "LWOO Maritiem en techniek Algemeen Leerjaar",
    0.1,
)
HAVO_3 = _plain("HAVO/VWO lj 3", "0300", "HAVO")
VWO_3 = _plain("HAVO/VWO lj 3", "0100", "VWO-ATHENEUMSTROOM")
PRACTICAL = _plain("Praktijkonderwijs alle vj", "0090", "Praktijkonderwijs")
VAVO = _plain("VMBO uitbest. aan VAVO", "4040", "VMBO-TL naar VAVO")

# "Natuur en Techniek" is havo/vwo: a search for "Techniek" in AFDELING falls into this trap.
_UPPER = (
    ("Natuur en Techniek", "Nat/Tech", "0", 0.2, 0.15),
    ("Natuur en Gezondheid", "Nat/Gezond", "1", 0.6, 0.27),
    ("Economie en Maatschappij", "Ec/Maat", "2", 0.45, 0.43),
    ("Cultuur en Maatschappij", "Cul/Maat", "3", 0.75, 0.15),
)
HAVO_UPPER = tuple(
    (Programme("HAVO lj 4-5", NONE, name, f"037{digit}", f"HAVO Prf {short}", girls), part)
    for name, short, digit, girls, part in _UPPER
)
VWO_UPPER = tuple(
    (Programme("VWO lj 4-6", NONE, name, f"017{digit}", f"VWO-ATH Prf {short}", girls), part)
    for name, short, digit, girls, part in _UPPER
)
