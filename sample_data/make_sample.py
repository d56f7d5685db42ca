"""Make the bundled sample: the same bytes every time, from a fixed seed.

    python sample_data/make_sample.py [FOLDER]

Everything in it is invented, and calibrated to the figures of the letter: it is evidence of nothing.
"""

from __future__ import annotations

import csv
import sys
from io import StringIO
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from enrolment import SEXES, Row, rows_of
from schools import FIRST, LAST, invent
from staffing import staffing

if TYPE_CHECKING:
    from collections.abc import Iterable

SEED = 2029
MASKED_FROM = 2020
_SMALL = range(1, 5)
_STEM = "01.-leerlingen-vo-per-vestiging-naar-onderwijstype"
_CELLS = [(grade, sex) for grade in range(1, 7) for sex in SEXES]


def main(folder: Path) -> None:
    """Write all files of the sample into a folder."""
    locations = invent(Random(SEED))
    for year in range(FIRST, LAST + 1):
        name = f"{_STEM}-{year}-{year + 1}.csv" if year < 2019 else f"{_STEM}-{year}.csv"
        (folder / name).write_bytes(_file(year, rows_of(year, locations, SEED)))
    table = staffing(locations, Random(SEED + 1))
    (folder / "onderwijspersoneel-vo-per-profiel-2018-2023.csv").write_bytes(_text(table).encode("cp1252"))


def _file(year: int, rows: list[Row]) -> bytes:
    """Write a year's file as DUO did then: header, padding, masks, quotes, encoding and line ends."""
    lines = [_header(year), *(_line(year, row) for row in rows)]
    if year >= 2024:
        return _text(lines, quoting=csv.QUOTE_ALL).encode("utf-8")
    return _text(lines, line_end="\n" if year == 2021 else "\r\n").encode("cp1252")


def _header(year: int) -> list[str]:
    codes = ["INSTELLINGSCODE", "VESTIGINGSCODE"] if year >= 2024 else ["BRIN NUMMER", "VESTIGINGSNUMMER"]
    lwoo = ["LWOO INDICATIE"] if year <= 2018 else []
    return [
        *codes,
        "INSTELLINGSNAAM VESTIGING",
        "PLAATSNAAM VESTIGING",
        "PROVINCIE VESTIGING",
        "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR",
        *lwoo,
        "VMBO SECTOR",
        "AFDELING",
        "ELEMENTCODE",
        "OPLEIDINGSNAAM",
        *(f"LEER- OF VERBLIJFSJAAR {grade} - {sex}" for grade, sex in _CELLS),
    ]


def _line(year: int, row: Row) -> list[str]:
    place = row.location
    number = f"{place.number:02}"
    if year == FIRST:  # this vintage lost its leading zeros
        number, element = str(place.number), row.element.lstrip("0")
    else:
        number, element = (f"{place.brin}{number}" if year >= 2024 else number), row.element
    lwoo = [row.lwoo] if year <= 2018 else []
    about = [place.brin, number, place.name, place.place, place.province, row.education, *lwoo, row.sector]
    return [
        *about,
        row.programme,
        element,
        row.element_name,
        *(_count(year, row.pupils.get(cell, 0)) for cell in _CELLS),
    ]


def _count(year: int, pupils: int) -> str:
    return "<5" if year >= MASKED_FROM and pupils in _SMALL else str(pupils)


def _text(rows: Iterable[list[str]], *, line_end: str = "\r\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    text = StringIO()
    csv.writer(text, delimiter=";", lineterminator=line_end, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return text.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
