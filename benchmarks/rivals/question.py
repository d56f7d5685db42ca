"""What every rival is asked: the national technical share, and the form in which it answers."""

from __future__ import annotations

import json
from pathlib import Path

TRACK, PROGRAMME = "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR", "AFDELING"
COUNTS = [f"LEER- OF VERBLIJFSJAAR {grade} - {sex}" for grade in (3, 4) for sex in ("MAN", "VROUW")]
TRACKS = ["VMBO BL lj 3-4", "VMBO KL lj 3-4", "VMBO GL lj 3-4"]
TECHNICAL = [
    "Bouwen, wonen en interieur",
    "Produceren, installeren en energie",
    "Mobiliteit en transport",
    "Media, vormgeving en ICT",
    "Maritiem en Techniek",
]
MASK = "<5"
# Technical pupils and all pupils: the sum of what is printed, and the number of masked cells.
NUMBERS = ["technical", "technical_masked", "pupils", "pupils_masked"]


def school_year(file: str) -> str:
    """Tell the school year from the end of a name: `…-2016-2017.csv`, or `…-2019.csv` for 2019-2020."""
    *_, before, last = Path(file).stem.replace(" ", "-").split("-")
    return f"{before}-{last}" if before.isdigit() and len(before) == len(last) else f"{last}-{int(last) + 1}"


def answer(numbers: dict[str, list[int]]) -> None:
    """Print the numbers of every year, in the order of `NUMBERS`."""
    print(json.dumps(numbers))
