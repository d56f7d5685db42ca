"""Valid files to spoil: every layout that sto reads counts or staff from, small and made up at random."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from tests import generated

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

Row = dict[str, str]
NAME = "leerlingen-2019-2020.csv"
YEAR = "2019-2020"


def base(random: Random) -> bytes:
    """Make up one valid file."""
    return random.choice(_BASES)(random)


def _pupils(random: Random) -> list[Row]:
    rows = generated.random_pupils(random, rows=random.randint(1, 6))
    rows = [row | {"INSTELLINGSNAAM VESTIGING": random.choice(_SCHOOLS)} for row in rows]
    return generated.masked(rows) if random.random() < 0.6 else rows


_SCHOOLS = ["School", "Collège Zoë", "De Brug, locatie Zuid", "Het 4e", "Škola"]


def _written(rows: list[Row], random: Random, *, delimiter: str = ";", may_quote: bool = True) -> bytes:
    quoted = may_quote and random.random() < 0.35
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    cells = [[_cell(text, delimiter, quoted=quoted) for text in line] for line in lines]
    text = random.choice(["\r\n", "\r\n", "\n"]).join(delimiter.join(line) for line in cells)
    end = random.choice(["\r\n", "\n", "\n", ""])
    return (text + end).encode(random.choice(["cp1252", "utf-8", "utf-8", "utf-8-sig"]), errors="replace")


def _cell(text: str, delimiter: str, *, quoted: bool) -> str:
    return f'"{text}"' if quoted or delimiter in text else text


def _layout_2016(random: Random) -> bytes:
    return _written(_pupils(random), random)


def _layout_2019(random: Random) -> bytes:
    return _written(_without(_pupils(random), "LWOO INDICATIE"), random)


def _layout_2023(random: Random) -> bytes:
    """Layout of 2023-2024, in which a blank count is a 0."""
    names = {
        generated.EDUCATION: random.choice(["ONDERWIJSTYPE EN LEER- OF VERBLIJFSJAAR", generated.EDUCATION]),
        "ELEMENTCODE": "ERKENDE OPLEIDINGSCODE",
        "BRIN NUMMER": random.choice(["INSTELLINGSCODE", "BRIN NUMMER", "INSTELLING"]),
    }
    rows = []
    for row in _without(_pupils(random), "LWOO INDICATIE"):
        zero = random.choice(["", "0"])
        renamed = {
            names.get(name, name): zero if name in generated.COUNTS and text == "0" else text
            for name, text in row.items()
        }
        rows.append({"SAMENWERKINGSVERBAND": "VO2601"} | renamed)
    return _written(rows, random)


def _layout_2024(random: Random) -> bytes:
    rows = _without(_pupils(random), "LWOO INDICATIE")
    return _written([{generated.NEW_NAMES.get(name, name): text for name, text in row.items()} for row in rows], random)


def _without(rows: list[Row], column: str) -> list[Row]:
    return [{name: text for name, text in row.items() if name != column} for row in rows]


def _long(random: Random) -> bytes:
    """Layout of 01voins: a row per year and grade, no sexes, and every 1 to 4 printed as 4."""
    found: dict[tuple[str, ...], Row] = {}
    for row, year in product(generated.random_pupils(random, rows=random.randint(1, 4)), ("2019", "2020")):
        for grade in range(1, 7):
            pupils = sum(int(row[f"LEER- OF VERBLIJFSJAAR {grade} - {sex}"]) for sex in ("MAN", "VROUW"))
            if not pupils:
                continue
            kept = [name for name in generated.HEADER[:9] if name != "LWOO INDICATIE"]
            told = {name: row[name] for name in kept} | {
                "INDICATIE VO-VAVO": random.choice(["VO", "VO", "VAVO"]),
                "SCHOOLJAAR": year,
                "LEERJAAR": str(grade),
            }
            found[tuple(told.values())] = told | {"AANTAL LEERLINGEN": str(max(4, pupils))}
    return _written(list(found.values()), random, delimiter=random.choice([",", ",", ";"]))


def _staff_wide(random: Random) -> bytes:
    return _written(generated.random_staff(random)[: random.randint(1, 8)], random)


def _staff_long(random: Random) -> bytes:
    rows = []
    for row, year in product(generated.random_staff(random)[:4], ("2018", "2023")):
        keys = {name: text for name, text in row.items() if not name[-1].isdigit()}
        rows.append(
            keys | {"PEILJAAR": year} | {name[:-5]: text for name, text in row.items() if name.endswith(f" {year}")}
        )
    return _written(rows, random)


_BASES: list[Callable[[Random], bytes]] = [
    *[_layout_2016, _layout_2019, _layout_2023, _layout_2023, _layout_2024],
    *[_long, _staff_wide, _staff_long],
]
