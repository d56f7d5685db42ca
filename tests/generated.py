"""Small files in DUO's layouts: drawn as a table in a test, or made up at random.

A random file takes its choices from a `random.Random`, seeded or handed out by Hypothesis.
"""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from random import Random

Row = dict[str, str]
"""A row by the headers of its file."""

COUNTS = [f"LEER- OF VERBLIJFSJAAR {grade} - {sex}" for grade, sex in product(range(1, 7), ("MAN", "VROUW"))]
EDUCATION = "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR"
NEW_NAMES = {"BRIN NUMMER": "INSTELLINGSCODE", "VESTIGINGSNUMMER": "VESTIGINGSCODE"}
HEADER = [
    "BRIN NUMMER",
    "VESTIGINGSNUMMER",
    "INSTELLINGSNAAM VESTIGING",
    "PLAATSNAAM VESTIGING",
    "PROVINCIE VESTIGING",
    EDUCATION,
    "LWOO INDICATIE",
    "VMBO SECTOR",
    "AFDELING",
    "ELEMENTCODE",
    "OPLEIDINGSNAAM",
    *COUNTS,
]

# --- DRAWN IN A TEST ---

TRACKS = {
    "BB": "VMBO BL lj 3-4",
    "KB": "VMBO KL lj 3-4",
    "GL": "VMBO GL lj 3-4",
    "TL": "VMBO TL lj 3-4",
    "brugjaar": "Brugjaar 1-2",
    "havo-vwo": "HAVO/VWO lj 3",
    "havo": "HAVO lj 4-5",
    "praktijk": "Praktijkonderwijs alle vj",
    "mbo2": "VMBO-MBO2 lj 3-6",
    "vavo": "VMBO uitbest. aan VAVO",
}
PROFILES = {
    "BWI": ("Techniek", "Bouwen, wonen en interieur"),
    "PIE": ("Techniek", "Produceren, installeren en energie"),
    "M&T": ("Techniek", "Mobiliteit en transport"),
    "MVI": ("Techniek", "Media, vormgeving en ICT"),
    "MaT": ("Techniek", "Maritiem en Techniek"),
    "E&O": ("Economie", "Economie en ondernemen"),
    "HBR": ("Economie", "Horeca, bakkerij en recreatie"),
    "Z&W": ("Zorg & Welzijn", "Zorg en welzijn"),
    "Groen": ("Landbouw", "Groen"),
    "D&P": ("Intersect. programma", "Dienstverlening en producten"),
    "Bouwtechniek": ("Techniek", "Bouwtechniek"),
    "Vakmanschap": ("Techniek", "Vakmanschapsroute Techniek"),
    "Verzorging": ("Zorg & Welzijn", "Verzorging"),
    "N&T": ("N.v.t.", "Natuur en Techniek"),
    "TL-techniek": ("Techniek", "N.v.t."),
    "-": ("N.v.t.", "N.v.t."),
}


def draw(table: str) -> list[dict[str, str]]:
    """Read a drawn table; at least two spaces stand between columns."""
    lines = [re.split(r"\s{2,}", line.strip()) for line in table.strip().splitlines()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def draw_pupils(table: str) -> list[Row]:
    """Draw rows of an 01 file.

    Columns: `location` (00AA00), `track`, `profile`, counts such as `3 boys`, and where they matter
    `province` (Utrecht), `lwoo` (N) and `code` (a different one for each row).
    """
    rows = []
    for number, line in enumerate(draw(table)):
        sector, programme = PROFILES[line["profile"]]
        row = {
            "BRIN NUMMER": line["location"][:4],
            "VESTIGINGSNUMMER": line["location"][4:],
            "INSTELLINGSNAAM VESTIGING": "School",
            "PLAATSNAAM VESTIGING": "UTRECHT",
            "PROVINCIE VESTIGING": line.get("province", "Utrecht"),
            EDUCATION: TRACKS[line["track"]],
            "LWOO INDICATIE": line.get("lwoo", "N"),
            "VMBO SECTOR": sector,
            "AFDELING": programme,
            "ELEMENTCODE": line.get("code", f"{number + 1:04}"),
            "OPLEIDINGSNAAM": "Opleiding",
        } | dict.fromkeys(COUNTS, "0")
        for name, printed in line.items():
            if name[0].isdigit():
                row[f"LEER- OF VERBLIJFSJAAR {name[0]} - {'MAN' if name.endswith('boys') else 'VROUW'}"] = printed
        rows.append(row)
    return rows


def draw_staff(table: str) -> list[Row]:
    """Draw rows of a staffing file; the columns are `brin`, `role`, `profile` and DUO's of each year."""
    roles = {"teacher": "Onderwijsgevend personeel", "management": "Directie"}
    heads = {"brin": "BRIN NUMMER", "role": "FUNCTIEGROEP", "profile": "PROFIEL"}
    return [
        {"ONDERWIJSTYPE": "VO"} | {heads.get(name, name): roles.get(value, value) for name, value in line.items()}
        for line in draw(table)
    ]


# --- MADE UP AT RANDOM ---

PLACES = {"00AA": "Utrecht", "00BB": "Utrecht", "01CC": "Drenthe", "30ZZ": "Noord-Brabant"}
_VMBO = ["BWI", "PIE", "PIE", "M&T", "MVI", "MaT", "E&O", "HBR", "Z&W", "Groen", "D&P", "D&P"]
_LEGACY = ["Bouwtechniek", "Vakmanschap", "Verzorging"]
_WHERE = [
    *product(["BB", "KB", "GL"], _VMBO + _LEGACY),
    ("TL", "-"),
    ("TL", "TL-techniek"),
    ("brugjaar", "-"),
    ("brugjaar", "MaT"),
    ("havo-vwo", "-"),
    ("havo", "N&T"),
    ("praktijk", "-"),
    ("mbo2", "TL-techniek"),
    ("vavo", "-"),
]
_GRADES = {"brugjaar": "12", "havo-vwo": "3", "havo": "45", "vavo": "34"}


def random_pupils(random: Random, *, rows: int = 12, highest: int = 30) -> list[Row]:
    """Make up rows of an 01 file, every count printed in full; a pupil in a brugjaar is always there."""
    lines = ["location  province  track  profile  lwoo  " + "  ".join(f"{g} {s}" for g in "123456" for s in _SEXES)]
    for _ in range(rows):
        brin = random.choice(list(PLACES))
        track, profile = random.choice(_WHERE)
        counts = [
            str(_count(random, highest) if grade in _GRADES.get(track, "34") else 0)
            for grade in "123456"
            for _ in _SEXES
        ]
        place = [f"{brin}0{random.randint(0, 2)}", PLACES[brin]]
        lines.append("  ".join([*place, track, profile, random.choice("NJ"), *counts]))
    lines.append("  ".join(["00AA00", "Utrecht", "brugjaar", "-", "N", "7", *["0"] * 11]))
    return draw_pupils("\n".join(lines))


_SEXES = ("boys", "girls")


EXAM_NAMES = {"BWI": "BWI", "PIE": "PIE", "M&T": "MTR", "MVI": "MVI", "MaT": "MTE", "E&O": "EO", "HBR": "HBR"}
EXAM_NAMES |= {"Z&W": "ZWE", "Groen": "G", "D&P": "DP"}
_SECTORS = ("Techniek", "Zorg & Welzijn", "Economie", "Landbouw")
_FIRST_CODE = {"BL": 34, "KL": 38, "GL": 42, "TL": 90}


def random_candidates(random: Random, *, rows: int = 25, highest: int = 30) -> list[Row]:
    """Make up rows of a file 07, every count printed in full; a candidate of D&P is always there."""
    kinds = [*product(["BL", "KL", "GL"], [*_VMBO, "Bouwtechniek", "Verzorging"]), ("TL", "TL-techniek"), ("", "N&T")]
    found = {("00AA00", "KL", "Dienstverlening en producten"): _candidates("00AA00", "KL", "D&P", "7")}
    for _ in range(rows):
        track, profile = random.choice(kinds)
        location = f"{random.choice(list(PLACES))}0{random.randint(0, 2)}"
        found[location, track, PROFILES[profile][1]] = _candidates(
            location, track, profile, str(_count(random, highest))
        )
    return list(found.values())


def _candidates(location: str, track: str, profile: str, number: str) -> Row:
    sector, name = PROFILES[profile]
    return {
        "BRIN NUMMER": location[:4],
        "VESTIGINGSNUMMER": location,
        "PROVINCIE VESTIGING": PLACES[location[:4]],
        "ONDERWIJSTYPE VO": "VMBO" if track else "HAVO",
        "LEERWEG VMBO": track,
        "VMBO SECTOR": "" if sector == "N.v.t." else sector,
        "AFDELING": "" if track == "TL" else EXAM_NAMES.get(profile, name),
        "EXAMENKANDIDATEN": number,
    }


def wide(years: dict[str, list[Row]]) -> list[Row]:
    """Make the wide file of files 07 by school year, each in full: their sums by location, track and sector."""
    sums: dict[tuple[str, str, str], dict[str, int]] = {}
    for year, rows in years.items():
        for row in rows:
            sector = row["VMBO SECTOR"] if row["VMBO SECTOR"] in _SECTORS else "Economie"
            code = "50" if not row["LEERWEG VMBO"] else str(_FIRST_CODE[row["LEERWEG VMBO"]] + _SECTORS.index(sector))
            of_years = sums.setdefault(
                (row["VESTIGINGSNUMMER"], row["ONDERWIJSTYPE VO"], code), dict.fromkeys(years, 0)
            )
            of_years[year] += int(row["EXAMENKANDIDATEN"])
    return [
        {"BRIN NUMMER": at[:4], "VESTIGINGSNUMMER": at, "ONDERWIJSTYPE VO": type_, "INSPECTIECODE": code}
        | {f"EXAMENKANDIDATEN SCHOOLJAAR {year} - TOTAAL": str(number) for year, number in counts.items()}
        for (at, type_, code), counts in sums.items()
    ]


def masked_candidates(rows: list[Row]) -> list[Row]:
    """Print 1 to 4 candidates as DUO does."""
    return [
        {
            name: "<5" if name.startswith("EXAMENK") and text in {"1", "2", "3", "4"} else text
            for name, text in row.items()
        }
        for row in rows
    ]


def _count(random: Random, highest: int) -> int:
    """Choose a count that is often small, as in the real files."""
    return random.choice([0, random.randint(1, 4), random.randint(0, highest)])


def masked(rows: list[Row]) -> list[Row]:
    """Print 1 to 4 pupils as DUO does from 2020 on."""
    return [
        {name: "<5" if name in COUNTS and text in {"1", "2", "3", "4"} else text for name, text in row.items()}
        for row in rows
    ]


def random_staff(random: Random, *, years: Sequence[int] = (2018, 2023), mask: bool = True) -> list[Row]:
    """Make up rows of a staffing file, some of them out of scope, small amounts masked or not.

    A small number of persons is now and then printed beside masked side entrants, which it then caps.
    """
    keys = [
        *product(["VO"], ["00AA", "00BB"], ["Onderwijsgevend personeel", "Directie"], ["PIE", "BWI", "D&P", "N.v.t."]),
        ("VO", "01CC", "Onderwijsgevend personeel", "Bouwen, wonen en interieur"),
        ("BAO", "02PO", "Onderwijsgevend personeel", "PIE"),
        ("VO", "bovenschools", "Onderwijsgevend personeel", "PIE"),
    ]
    rows = []
    for education, brin, role, profile in random.sample(keys, 8):
        row = {"ONDERWIJSTYPE": education, "BRIN NUMMER": brin, "FUNCTIEGROEP": role, "PROFIEL": profile}
        for year in years:
            persons = _count(random, 30)
            entrants = random.randint(0, persons)
            fte = f"{persons * random.randint(20, 120) / 100:.2f}".replace(".", ",")
            hidden = random.choice([True, True, False]) and mask and 1 <= persons <= 4
            row[f"PERSONEN {year}"] = "*" if hidden else str(persons)
            row[f"FTE'S {year}"] = "*" if hidden else fte
            row[f"ZIJ-INSTROMERS {year}"] = "*" if mask and 1 <= entrants <= 4 else str(entrants)
        rows.append(row)
    return rows


# --- WRITTEN DOWN ---


def write(
    path: Path, rows: list[Row], *, encoding: str = "cp1252", newline: str = "\r\n", quoted: bool = False
) -> Path:
    """Write rows as a file with the columns of the first row."""
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    if quoted:
        lines = [[f'"{text}"' for text in line] for line in lines]
    path.write_bytes("".join(";".join(line) + newline for line in lines).encode(encoding))
    return path


def write_pupils(folder: Path, rows: list[Row], *, year: str = "2019-2020", layout: str = "", **form) -> Path:
    """Write an 01 file in the layout of 2016, 2019 or 2024; by itself, in one that its year may have."""
    layout = layout or ("2019" if year >= "2018" else "2016")
    names = [name for name in rows[0] if layout == "2016" or name != "LWOO INDICATIE"]
    if layout == "2024":
        form = {"encoding": "utf-8", "quoted": True} | form
    renamed = [{NEW_NAMES.get(name, name) if layout == "2024" else name: row[name] for name in names} for row in rows]
    return write(folder / f"leerlingen-{year}.csv", renamed, **form)


def write_staff(folder: Path, rows: list[Row], **form) -> Path:
    """Write a staffing file."""
    return write(folder / "personeel.csv", rows, **form)
