"""A second implementation of every indicator, slow and obvious: the csv module, dictionaries, fractions.

It shares no code and no knowledge with sto: what AFDELING and the other columns mean stands below as
literals, copied from the description of DUO's files, and only the names of definitions are those of the
catalog. What a mask stands for is told to whoever reads a file: by itself 1 to 4.

A new indicator has a place in `DEFINITIONS` and in `_COMPUTED`; a share also in `NUMERATOR_ONLY`.
"""

from __future__ import annotations

import csv
import html
import io
from collections import defaultdict
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

TRACKS = {
    "VMBO BL lj 3-4": "BB",
    "VMBO KL lj 3-4": "KB",
    "VMBO GL lj 3-4": "GL",
    "VMBO TL lj 3-4": "TL",
    "Brugjaar 1-2": "bridge",
    "HAVO/VWO lj 3": "havo-vwo",
    "HAVO lj 4-5": "havo",
    "VWO lj 4-6": "vwo",
    "Praktijkonderwijs alle vj": "pro",
    "VMBO-MBO2 lj 3-6": "vmbo-mbo2",
    "VMBO uitbest. aan VAVO": "vmbo-vavo",
    "HAVO uitbest. aan VAVO": "havo-vavo",
    "VWO uitbest. aan VAVO": "vwo-vavo",
    "Engelse Stroom": "english",
    "Int. Baccelaureaat": "baccalaureate",
    "European Secondary School": "european",
}
TECHNICAL = {
    "bouwen, wonen en interieur": "BWI",
    "produceren, installeren en energie": "PIE",
    "mobiliteit en transport": "M&T",
    "media, vormgeving en ict": "MVI",
    "maritiem en techniek": "MaT",
}
OTHER = {
    "economie en ondernemen": "E&O",
    "horeca, bakkerij en recreatie": "HBR",
    "zorg en welzijn": "Z&W",
    "groen": "Groen",
    "dienstverlening en producten": "D&P",
}
LEGACY = {
    "vakmanschapsroute techniek": "vakmanschap-techniek",
    "vakmanschapsroute economie": "vakmanschap-economie",
    "vakmanschapsroute zorg en welzijn": "vakmanschap-zorg",
    "vakmanschapsroute landbouw": "vakmanschap-landbouw",
    "vakmanschapsroute intersectoraal": "vakmanschap-intersectoraal",
    "beroepsroute techniek": "beroepsroute-techniek",
    "beroepsroute economie": "beroepsroute-economie",
    "beroepsroute zorg en welzijn": "beroepsroute-zorg",
    "beroepsroute landbouw": "beroepsroute-landbouw",
    "beroepsroute intersectoraal": "beroepsroute-intersectoraal",
    "technologieroute techniek": "technologieroute-techniek",
    "technologieroute economie": "technologieroute-economie",
    "technologieroute zorg en welzijn": "technologieroute-zorg",
    "technologieroute landbouw": "technologieroute-landbouw",
    "technologieroute intersectoraal": "technologieroute-intersectoraal",
    "tech m & t": "tech-mt",
    "administratie": "administratie",
    "consumptief": "consumptief",
    "consumptief breed -isp": "consumptief-breed",
    "handel en administratie -isp": "handel-administratie",
    "handel en verkoop": "handel-verkoop",
    "mode en commercie": "mode-commercie",
    "landbouw breed -isp": "landbouw-breed",
    "landbouw en natuurlijke omgeving": "landbouw",
    "bouwbreed -isp": "bouwbreed",
    "bouwtechniek": "bouwtechniek",
    "elektrotechniek": "elektrotechniek",
    "grafische techniek": "grafische-techniek",
    "instalektro -isp": "instalektro",
    "installatietechniek": "installatietechniek",
    "metaaltechniek": "metaaltechniek",
    "metalectro -isp": "metalectro",
    "transport en logistiek": "transport-logistiek",
    "voertuigentechniek": "voertuigentechniek",
    "kust-, rijn- en binnenvaart": "kust-rijn-binnenvaart",
    "haven- en vervoerschool": "haven-vervoer",
    "uiterlijke verzorging": "uiterlijke-verzorging",
    "verzorging": "verzorging",
    "zorg en welzijn -isp": "zorg-welzijn-isp",
    "techniek breed -isp": "techniek-breed",
    "ict -route": "ict-route",
    "sport, dienstverlening en veiligheid": "sport-dienstverlening",
    "technologie orientatie": "technologie-orientatie",
    "techniek & commercie": "techniek-commercie",
    "techniek & dienstverlening": "techniek-dienstverlening",
    "dienstverlening & commercie": "dienstverlening-commercie",
}
PROFILES = TECHNICAL | OTHER | LEGACY
ROLES = {
    "Onderwijsgevend personeel": "teacher",
    "Directie": "management",
    "Onderwijsondersteunend personeel (OOP/OBP)": "support",
    "Leraren in opleiding (LIO)": "trainee",
    "Onbekend": "unknown",
}
MOST_FTE_OF_A_PERSON = Fraction(6, 5)

Masks = dict[str, tuple[int, int]]
"""What is printed instead of a count, with the least and the most that it stands for."""


class Cell(NamedTuple):
    """Pupils of one location, track, profile, grade and sex: `masked_cells` among them, from `low` to `high` in all."""

    school_year: str
    brin: str
    location: str
    province: str
    track: str
    sector: str
    profile: str
    grade: int
    sex: str
    printed: int
    masked_cells: int
    low: int
    high: int


class Staff(NamedTuple):
    """One row of a staffing file in one year, each amount as printed; `masks` says what may be printed instead of a number."""

    school_year: str
    brin: str
    role: str | None
    profile: str | None
    persons: str | None
    entrants: str | None
    fte: str | None
    masks: Masks


class Answer(NamedTuple):
    """What one result row says: bounds of numerator, denominator and value, and its masked cells."""

    numerator: tuple[Fraction, Fraction]
    denominator: tuple[Fraction, Fraction] | None
    low: Fraction | None
    high: Fraction | None
    masked_cells: int


def _rows(path: Path) -> Iterable[dict[str, str]]:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    return csv.DictReader(io.StringIO(text, newline=""), delimiter=";")


def read_enrolment(path: Path, school_year: str, masks: Masks = {"<5": (1, 4)}) -> list[Cell]:  # noqa: B006  # read only
    """Read an 01 file of any layout, one cell per different set of keys."""
    found: dict[tuple, list[list[int]]] = defaultdict(list)
    for row in _rows(path):
        brin = row.get("BRIN NUMMER") or row["INSTELLINGSCODE"]
        number = row.get("VESTIGINGSNUMMER") or row["VESTIGINGSCODE"]
        track = TRACKS[row["ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR"]]
        profile = PROFILES.get(row["AFDELING"].lower(), "none") if track in {"BB", "KB", "GL", "TL"} else "none"
        sector = "none" if row["VMBO SECTOR"] == "N.v.t." else row["VMBO SECTOR"]
        place = brin, brin + number[-2:].zfill(2), row["PROVINCIE VESTIGING"]
        for grade, (dutch, sex) in product(range(1, 7), [("MAN", "boys"), ("VROUW", "girls")]):
            printed = row[f"LEER- OF VERBLIJFSJAAR {grade} - {dutch}"]
            key = school_year, *place, track, sector, profile, grade, sex
            if printed in masks:
                found[key].append([0, 1, *masks[printed]])
            elif int(printed):
                found[key].append([int(printed), 0, int(printed), int(printed)])
    return [Cell(*key, *map(sum, zip(*amounts, strict=True))) for key, amounts in found.items()]


def read_staffing(path: Path, masks: Masks = {"*": (1, 4)}) -> list[Staff]:  # noqa: B006  # read only
    """Read a staffing file, one row per row and year; only vo, no board as a whole."""
    found = []
    for row in _rows(path):
        brin = row.get("BRIN NUMMER") or row.get("INSTELLINGSCODE") or ""
        if row.get("ONDERWIJSTYPE", "VO") != "VO" or brin.lower() == "bovenschools":
            continue
        years = sorted({name[-4:] for name in row if name[-4:].isdigit()})
        role = ROLES[row["FUNCTIEGROEP"]] if "FUNCTIEGROEP" in row else None
        profile = None
        if "PROFIEL" in row:
            codes = {code.lower(): code for code in PROFILES.values()}
            name = row["PROFIEL"].lower()
            profile = PROFILES.get(name) or codes.get(name, "none")
        for year in years:
            amounts = (row.get(f"{name} {year}") for name in ("PERSONEN", "ZIJ-INSTROMERS", "FTE'S"))
            found.append(Staff(f"{year}-{int(year) + 1}", brin, role, profile, *amounts, masks))
    return found


EXAM_TRACKS = {"BL": "BB", "KL": "KB", "GL": "GL", "TL": "TL", "HAVO": "havo", "VWO": "vwo"}
EXAM_CODES = {
    "bwi": "BWI",
    "pie": "PIE",
    "mtr": "M&T",
    "mvi": "MVI",
    "mte": "MaT",
    "eo": "E&O",
    "hbr": "HBR",
    "zwe": "Z&W",
    "g": "Groen",
    "dp": "D&P",
}
# INSPECTIECODE in fours: LWT, B, K and G, of technology, care, economy and agriculture; before them the intersectoral ones.
INSPECTION = {
    **dict(zip(("26", "27", "28", "29"), product(("BB", "BB", "KB", "GL"), ["Intersect. programma"]), strict=True)),
    **{
        str(first + at): (track, sector)
        for first, track in ((30, "BB"), (34, "BB"), (38, "KB"), (42, "GL"), (90, "TL"))
        for at, sector in enumerate(("Techniek", "Zorg & Welzijn", "Economie", "Landbouw"))
    },
    "46": ("TL", "none"),
    **{str(code): ("havo" if code < 60 else "vwo", "none") for code in range(50, 70)},
}


def read_file_07(path: Path, school_year: str, masks: Masks = {"<5": (1, 4)}) -> list[Cell]:  # noqa: B006  # read only
    """Read exam candidates by profile, one cell per row."""
    found = []
    for row in _rows(path):
        plain = {name: html.unescape(text).strip() for name, text in row.items()}
        brin = plain.get("BRIN NUMMER") or plain.get("INSTELLING") or plain["INSTELLINGSCODE"]
        number = plain.get("VESTIGINGSNUMMER") or plain["VESTIGINGSCODE"]
        track = EXAM_TRACKS[plain["LEERWEG VMBO"] or plain["ONDERWIJSTYPE VO"]]
        named = plain["AFDELING"].lower()
        profile = EXAM_CODES.get(named) or PROFILES.get(named, "none") if track in {"BB", "KB", "GL"} else "none"
        keys = brin, brin + number[-2:], plain["PROVINCIE VESTIGING"], track, plain["VMBO SECTOR"] or "none", profile
        found += _candidates(plain["EXAMENKANDIDATEN"], masks, school_year, *keys)
    return found


def read_wide(path: Path, masks: Masks = {"<5": (1, 4)}) -> list[Cell]:  # noqa: B006  # read only
    """Read exam candidates by sector, one cell per row and year."""
    found = []
    for row in _rows(path):
        brin = row.get("BRIN NUMMER") or row["INSTELLINGSCODE"]
        number = row.get("VESTIGINGSNUMMER") or row["VESTIGINGSCODE"]
        track, sector = INSPECTION[row["INSPECTIECODE"]]
        for name, printed in row.items():
            if name.startswith("EXAMENKANDIDATEN SCHOOLJAAR") and name.endswith("TOTAAL"):
                keys = brin, brin + number[-2:], "", track, sector, "none"
                found += _candidates(printed, masks, name.split()[2], *keys)
    return found


def _candidates(printed: str, masks: Masks, *keys: str) -> list[Cell]:
    low, high = masks.get(printed) or (int(printed), int(printed))
    known = 0 if printed in masks else low
    return [Cell(*keys, 4, "", known, int(printed in masks), low, high)] if high else []


def one_exam_source(file_07: list[Cell], wide: list[Cell], *, needs_file_07: bool) -> list[Cell]:
    """Choose what answers a question: file 07 where it must, elsewhere the wide file for each year that it has."""
    if needs_file_07:
        return file_07
    years = {cell.school_year for cell in wide}
    return wide + [cell for cell in file_07 if cell.school_year not in years]


class Definition(NamedTuple):
    """Who is counted at all, and the parts that are set against them."""

    population: Callable
    parts: dict[str, Callable]


def _basic(*tracks: str, grades: set[int]) -> Callable:
    return lambda cell: cell.track in tracks and cell.grade in grades


_TECHNICAL = set(TECHNICAL.values())
_OTHER = set(OTHER.values())
_OFFERED: dict[str, Callable] = {
    "technical": lambda cell: cell.profile in _TECHNICAL,
    "other": lambda cell: cell.profile in _OTHER,
    "legacy": lambda cell: cell.profile in set(LEGACY.values()),
    "locations": lambda cell: cell.profile in _TECHNICAL,
}
_SPLIT = {name: _OFFERED[name] for name in ("technical", "other")}
_FIVE = {"technical": _OFFERED["technical"]}
_SECTOR: dict[str, Callable] = {"technical": lambda cell: cell.sector == "Techniek"}
_VMBO: dict[str, Callable] = {"vmbo": lambda cell: cell.track in {"BB", "KB", "GL", "TL"}}
_GIRLS: dict[str, Callable] = {"girls": lambda cell: cell.sex == "girls"}
_TOTAL: dict[str, Callable] = {"total": lambda _: True}
_ALL: dict[str, Callable] = {"all": lambda _: True}

REGIONS: dict[str, str] = {}
"""The STO region of each location that has one; filled by who reads a table of them."""

DEFINITIONS = {
    ("technical_share", "letter"): Definition(_basic("BB", "KB", "GL", grades={3, 4}), _FIVE),
    ("technical_share", "grade3"): Definition(_basic("BB", "KB", "GL", grades={3}), _FIVE),
    ("technical_share", "hard"): Definition(
        _basic("BB", "KB", "GL", grades={3, 4}), {"technical": lambda cell: cell.profile in {"BWI", "PIE", "M&T"}}
    ),
    ("technical_share", "sector"): Definition(_basic("BB", "KB", "GL", grades={3, 4}), _SECTOR),
    ("technical_share", "sector-grade3"): Definition(_basic("BB", "KB", "GL", grades={3}), _SECTOR),
    ("technical_share", "all-vmbo"): Definition(_basic("BB", "KB", "GL", "TL", grades={3, 4}), _FIVE),
    ("profile_count", "letter"): Definition(_basic("BB", "KB", "GL", grades={3, 4}), _OFFERED),
    ("profile_count", "grade3"): Definition(_basic("BB", "KB", "GL", grades={3}), _OFFERED),
    ("profile_count", "sto-regions"): Definition(
        _basic("BB", "KB", "GL", "TL", grades={3, 4}),
        {
            "regions": lambda cell: cell.location in REGIONS,
            "covered": lambda cell: cell.location in REGIONS,
            "vmbo": lambda _: True,
        },
    ),
    ("vmbo_share", "letter"): Definition(lambda cell: cell.grade == 3, _VMBO),
    ("vmbo_share", "grades34"): Definition(lambda cell: cell.grade in {3, 4}, _VMBO),
    ("girls_share", "letter"): Definition(
        lambda cell: _basic("BB", "KB", "GL", grades={3, 4})(cell) and cell.profile in _TECHNICAL, _GIRLS
    ),
    ("girls_share", "grade3"): Definition(
        lambda cell: _basic("BB", "KB", "GL", grades={3})(cell) and cell.profile in _TECHNICAL, _GIRLS
    ),
    ("pupil_count", "letter"): Definition(_basic("BB", "KB", "GL", grades={3, 4}), _ALL),
    ("pupil_count", "grade3"): Definition(_basic("BB", "KB", "GL", grades={3}), _ALL),
    ("pupil_count", "technical"): Definition(_basic("BB", "KB", "GL", grades={3, 4}), _FIVE),
    ("pupil_count", "technical-grade3"): Definition(_basic("BB", "KB", "GL", grades={3}), _FIVE),
    ("pupil_count", "vmbo-grade3"): Definition(_basic("BB", "KB", "GL", "TL", grades={3}), _ALL),
    ("fte_change", "letter"): Definition(lambda row: row.role == "teacher", _SPLIT),
    ("fte_change", "total"): Definition(lambda row: row.role == "teacher", _TOTAL),
    ("fte_change", "all-staff"): Definition(lambda _: True, _TOTAL),
    ("side_entrant_rate", "letter"): Definition(
        lambda row: row.role == "teacher" and row.profile in _TECHNICAL, {"technical": lambda _: True}
    ),
    ("side_entrant_rate", "other"): Definition(
        lambda row: row.role == "teacher" and row.profile in _OTHER, {"other": lambda _: True}
    ),
    ("side_entrant_rate", "total"): Definition(lambda row: row.role == "teacher", _TOTAL),
}
DEFINITIONS |= {
    ("exam_technical_share", "five"): Definition(_basic("BB", "KB", "GL", grades={4}), _FIVE),
    ("exam_technical_share", "sector"): Definition(_basic("BB", "KB", "GL", grades={4}), _SECTOR),
    ("exam_profile_count", "five"): Definition(_basic("BB", "KB", "GL", grades={4}), _OFFERED),
    ("exam_profile_count", "sector"): Definition(
        _basic("BB", "KB", "GL", grades={4}), {"locations": lambda cell: cell.sector == "Techniek"}
    ),
}
# Cutting by these gives each its share of everybody; any other column cuts numerator and denominator.
NUMERATOR_ONLY = {"technical_share": {"profile", "sector"}, "vmbo_share": {"track"}, "girls_share": {"sex"}}
NUMERATOR_ONLY["exam_technical_share"] = NUMERATOR_ONLY["technical_share"]

Answers = dict[tuple, Answer]


def answers(indicator: str, definition: str, facts: Sequence, by: Sequence[str] = ()) -> Answers:
    """Answer one question for every year, by (part, school year, *group)."""
    return _COMPUTED[indicator](indicator, DEFINITIONS[indicator, definition], facts, by)


def _grouped(facts: Iterable, by: Sequence[str]) -> dict[tuple, list]:
    groups = defaultdict(list)
    for fact in facts:
        groups[(fact.school_year, *(getattr(fact, column) for column in by))].append(fact)
    return groups


def _least(cells: Iterable[Cell]) -> Fraction:
    return Fraction(sum(cell.low for cell in cells))


def _most(cells: Iterable[Cell]) -> Fraction:
    return Fraction(sum(cell.high for cell in cells))


def _divide(part: Fraction, whole: Fraction) -> Fraction | None:
    return part / whole if whole else None


def _share(indicator: str, definition: Definition, cells: Sequence[Cell], by: Sequence[str]) -> Answers:
    found = {}
    both = [column for column in by if column not in NUMERATOR_ONLY[indicator]]
    apart = [column for column in by if column in NUMERATOR_ONLY[indicator]]
    everybody = [cell for cell in cells if definition.population(cell)]
    for part, belongs in definition.parts.items():
        counted = [cell for cell in everybody if belongs(cell)]
        kinds = sorted({tuple(getattr(cell, column) for column in apart) for cell in counted})
        for (year, *group), population in _grouped(everybody, both).items():
            split = _grouped(filter(belongs, population), apart)
            for kind in kinds:
                a = split.get((year, *kind), [])
                a_low, a_high = _least(a), _most(a)
                b_low, b_high = _least(population) - a_low, _most(population) - a_high
                values = dict(zip([*both, *apart], [*group, *kind], strict=True))
                found[part, year, *(values[column] for column in by)] = Answer(
                    (a_low, a_high),
                    (_least(population), _most(population)),
                    _divide(a_low, a_low + b_high),
                    _divide(a_high, a_high + b_low),
                    sum(cell.masked_cells for cell in population),
                )
    return found


def _sum(_: str, definition: Definition, cells: Sequence[Cell], by: Sequence[str]) -> Answers:
    found = {}
    for part, belongs in definition.parts.items():
        counted = [cell for cell in cells if definition.population(cell) and belongs(cell)]
        for key, group in _grouped(counted, by).items():
            low, high = _least(group), _most(group)
            found[part, *key] = Answer((low, high), None, low, high, sum(cell.masked_cells for cell in group))
    return found


def _distinct(_: str, definition: Definition, cells: Sequence[Cell], by: Sequence[str]) -> Answers:
    found = {}
    for part, belongs in definition.parts.items():
        if part == "locations" and "profile" in by:
            continue
        counted = [cell for cell in cells if definition.population(cell) and belongs(cell)]
        for key, group in _grouped(counted, by).items():
            units = {cell: cell.location for cell in group}
            if part == "regions":
                units = {cell: REGIONS[cell.location] for cell in group}
            elif part not in {"locations", "covered", "vmbo"}:
                units = {cell: (cell.location, cell.profile) for cell in group}
            count = Fraction(len({*units.values()}))
            found[part, *key] = Answer((count, count), None, count, count, sum(cell.masked_cells for cell in group))
    return found


def _amount(_: str, definition: Definition, rows: Sequence[Staff], by: Sequence[str]) -> Answers:
    found = {}
    for part, belongs in definition.parts.items():
        counted = [row for row in rows if row.fte is not None and definition.population(row) and belongs(row)]
        for key, group in _grouped(counted, by).items():
            masked = [row for row in group if row.fte in row.masks]
            printed = sum((Fraction(row.fte.replace(",", ".")) for row in group if row not in masked), Fraction(0))
            high = printed + sum(most_persons_behind(row) * MOST_FTE_OF_A_PERSON for row in masked)
            found[part, *key] = Answer((printed, high), None, printed, high, len(masked))
    return found


def most_persons_behind(row: Staff) -> int:
    """Give how many persons the masked FTE of a row is of at most: those that it has, or else those that the mask stands for."""
    persons = 0 if row.persons is None else _possible(row.persons, row.masks)[-1]
    return persons or row.masks[row.fte or ""][1]


def _possible(text: str | None, masks: Masks) -> range:
    low, high = masks[text] if text in masks else (int(text or 0), int(text or 0))
    return range(low, high + 1)


def _ratio(_: str, definition: Definition, rows: Sequence[Staff], by: Sequence[str]) -> Answers:
    found = {}
    for part, belongs in definition.parts.items():
        counted = [
            row
            for row in rows
            if row.persons is not None and row.entrants is not None and definition.population(row) and belongs(row)
        ]
        for key, group in _grouped(counted, by).items():
            possible = [possible_pairs(row) for row in group]
            found[part, *key] = Answer(
                _extremes([[entrants for entrants, _ in pairs] for pairs in possible]),
                _extremes([[persons for _, persons in pairs] for pairs in possible]),
                extreme_ratio(possible, min),
                extreme_ratio(possible, max),
                sum((row.persons in row.masks) + (row.entrants in row.masks) for row in group),
            )
    return found


def possible_pairs(row: Staff) -> list[tuple[int, int]]:
    """List what (side entrants, persons) of a row can be: entrants are some of the persons."""
    entrants, persons = (_possible(text, row.masks) for text in (row.entrants, row.persons))
    return [(some, everybody) for some, everybody in product(entrants, persons) if some <= everybody]


def _extremes(values: list[list[int]]) -> tuple[Fraction, Fraction]:
    return Fraction(sum(map(min, values))), Fraction(sum(map(max, values)))


def extreme_ratio(possible: list[list[tuple[int, int]]], extreme: Callable) -> Fraction | None:
    """Find the least or greatest sum of entrants ÷ sum of persons, choosing one pair per row.

    From any ratio r, the choice with the extreme of entrants − r·persons in each row is at least as
    extreme; when it is no better, r is the answer.
    """
    choice = [pairs[0] for pairs in possible]
    while persons := sum(pair[1] for pair in choice):
        ratio = Fraction(sum(pair[0] for pair in choice), persons)
        better = [extreme(pairs, key=lambda pair, r=ratio: pair[0] - r * pair[1]) for pairs in possible]
        if Fraction(sum(pair[0] for pair in better), sum(pair[1] for pair in better)) == ratio:
            return ratio
        choice = better
    return None


_COMPUTED: dict[str, Callable[..., Answers]] = {
    "technical_share": _share,
    "vmbo_share": _share,
    "girls_share": _share,
    "profile_count": _distinct,
    "pupil_count": _sum,
    "fte_change": _amount,
    "side_entrant_rate": _ratio,
    "exam_technical_share": _share,
    "exam_profile_count": _distinct,
}


def change(indicator: str, earlier: Answer, later: Answer) -> tuple[Fraction | None, Fraction | None]:
    """Give the least and greatest change: a difference of shares, a growth of counts and amounts."""
    if _COMPUTED[indicator] in {_share, _ratio}:
        if earlier.low is None or later.low is None:
            return None, None
        return later.low - earlier.high, later.high - earlier.low
    least, most = _divide(later.low, earlier.high), _divide(later.high, earlier.low)
    return (None if least is None else least - 1), (None if most is None else most - 1)


def at_least(cells: Sequence[Cell], least: int) -> dict[str, tuple[int, int]]:
    """Count, by year, the location × technical profile that certainly and that possibly have so many pupils."""
    population, parts = DEFINITIONS["profile_count", "letter"]
    counted = [cell for cell in cells if population(cell) and parts["technical"](cell)]
    found = {}
    for (year,), group in _grouped(counted, ()).items():
        units = _grouped(group, ("location", "profile")).values()
        found[year] = (sum(_least(unit) >= least for unit in units), sum(_most(unit) >= least for unit in units))
    return found


def legacy_share(definition: Definition, cells: Sequence[Cell]) -> dict[str, Fraction]:
    """Give the least share of legacy afdelingen and routes in a definition's population, by year."""
    shares = {}
    for (year,), everybody in _grouped(filter(definition.population, cells), ()).items():
        legacy = [cell for cell in everybody if cell.profile in set(LEGACY.values())]
        rest = _most(everybody) - _most(legacy)
        shares[year] = _divide(_least(legacy), _least(legacy) + rest) or Fraction(0)
    return shares
