"""Tables of the kind that others publish beside DUO, for the numbers of the letter that no file of DUO has.

Invented, and calibrated to the letter like all of the sample; the last column of each says so.
"""

from pathlib import Path
from random import Random

from schools import Location

SYNTHETIC = ("Bron", "synthetisch")
SHORTAGE, SUBJECT = "7,5%", "Beroepsgerichte vakken vmbo"
SUBJECTS = ("Nederlands", "Wiskunde", "Engels", "Duits", "Natuurkunde", "Techniek")
BUDGET, REGION_COUNT, SCARCE = 400_000_000, 74, 6  # four years of 100 million
CLOSED = 43
ELECTIVES = ("Robotica", "Domotica", "Meubelmaken", "Lassen", "Utiliteitsbouw", "Fotografie", "Carrosserie", "Drones")
FIRST, LAST = ("2019-2020", 5), ("2024-2025", 8)  # how many of the electives there are on offer
TECHNICAL = ("BWI", "PIE", "M&T", "MVI", "MaT")


def write_tables(folder: Path, rng: Random, locations: list[Location]) -> None:
    """Write a table for each kind of claim."""
    folder.mkdir(exist_ok=True)
    shares = [
        (SUBJECT, SHORTAGE),
        *((name, f"{2 + int(70 * rng.random()) / 10:.1f}%".replace(".", ",")) for name in SUBJECTS),
    ]
    _write(folder / "shortage.csv", ("Vak", "Tekort"), shares)
    weights = [1 + rng.random() for _ in range(REGION_COUNT)]
    amounts = [int(BUDGET * weight / sum(weights)) for weight in weights]
    amounts[0] += BUDGET - sum(amounts)
    kinds = ["techniekluw" if at >= REGION_COUNT - SCARCE else "techniek" for at in range(REGION_COUNT)]
    rows = [(f"Regio {at + 1}", kind, amount) for at, (kind, amount) in enumerate(zip(kinds, amounts, strict=True))]
    _write(folder / "regions.csv", ("Regio", "Soort", "Bedrag"), rows)
    places = sorted(each.brin + each.number for each in locations)
    closed = sorted((places[int(rng.random() * len(places))], TECHNICAL[int(rng.random() * 5)]) for _ in range(CLOSED))
    _write(
        folder / "closed.csv",
        ("Vestiging", "Profiel", "Laatste jaar"),
        [(*each, 2012 + int(rng.random() * 6)) for each in closed],
    )
    taken = [
        (year, elective, kind, least + int(20 * rng.random()))
        for (year, offered), more in ((FIRST, 0), (LAST, 30))
        for elective in ELECTIVES[:offered]
        for kind, least in (("technisch", 200), ("niet-technisch", 20 + more))
    ]
    _write(folder / "electives.csv", ("Schooljaar", "Keuzevak", "Profiel", "Kandidaten"), taken)


def _write(path: Path, header: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    lines = [(*header, SYNTHETIC[0]), *((*row, SYNTHETIC[1]) for row in rows)]
    path.write_text("".join(";".join(map(str, line)) + "\n" for line in lines), encoding="utf-8", newline="")
