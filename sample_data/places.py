"""Where the invented schools lie: an address file as DUO publishes it, and a table of STO regions."""

from collections.abc import Iterable
from pathlib import Path

import write
from schools import PLACES, Location

# What DUO prints in its file of 2020, between and after what is filled in here.
COLUMNS = [
    "PROVINCIE",
    "BEVOEGD GEZAG NUMMER",
    "BRIN NUMMER",
    "VESTIGINGSNUMMER",
    "VESTIGINGSNAAM",
    "STRAATNAAM",
    "HUISNUMMER-TOEVOEGING",
    "POSTCODE",
    "PLAATSNAAM",
    "GEMEENTENUMMER",
    "GEMEENTENAAM",
    "DENOMINATIE",
    "TELEFOONNUMMER",
    "INTERNETADRES",
    "ONDERWIJSSTRUCTUUR",
    "STRAATNAAM CORRESPONDENTIEADRES",
    "HUISNUMMER-TOEVOEGING CORRESPONDENTIEADRES",
    "POSTCODE CORRESPONDENTIEADRES",
    "PLAATSNAAM CORRESPONDENTIEADRES",
    "NODAAL GEBIED CODE",
    "NODAAL GEBIED NAAM",
    "RPA-GEBIED CODE",
    "RPA-GEBIED NAAM",
    "WGR-GEBIED CODE",
    "WGR-GEBIED NAAM",
    "COROPGEBIED CODE",
    "COROPGEBIED NAAM",
    "ONDERWIJSGEBIED CODE",
    "ONDERWIJSGEBIED NAAM",
    "RMC-REGIO CODE",
    "RMC-REGIO NAAM",
]
BLANK = " " * 10  # DUO fills up blank fields with spaces


def _region(location: Location) -> str:
    """Divide a province in two by the order of its places."""
    names = PLACES[location.province].split()
    return f"{location.province} {'Noord' if names.index(location.place) < (len(names) + 1) // 2 else 'Zuid'}"


def write_places(folder: Path, locations: Iterable[Location]) -> None:
    """Write both tables, one row per location."""
    rows, regions = [list(COLUMNS)], [["location", "region"]]
    for each in sorted(locations, key=lambda one: (one.brin, one.number)):
        known = {
            "PROVINCIE": each.province,
            "BRIN NUMMER": each.brin,
            "VESTIGINGSNUMMER": each.brin + each.number,
            "VESTIGINGSNAAM": each.name,
            "PLAATSNAAM": each.place,
            "GEMEENTENAAM": each.place,
            "RPA-GEBIED NAAM": each.province,
            "RMC-REGIO NAAM": _region(each),
        }
        rows.append([known.get(column, BLANK) for column in COLUMNS])
        regions.append([each.brin + each.number, f"STO {_region(each)}"])
    text = "".join(write.line(fields) + "\r\n" for fields in rows)
    (folder / "02.-alle-vestigingen-vo-2024.csv").write_bytes(text.encode("cp1252"))
    (folder / "sto-regions.csv").write_text(
        "".join(f"{','.join(row)}\n" for row in regions), encoding="utf-8", newline=""
    )
