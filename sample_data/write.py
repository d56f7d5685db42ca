"""The dialects in which DUO has printed the enrolment file over the years."""

from pathlib import Path

from enrolment import Cells
from schools import Stream

GRADES = range(1, 7)
COUNTS = [f"LEER- OF VERBLIJFSJAAR {grade} - {sex}" for grade in GRADES for sex in ("MAN", "VROUW")]
LAST_WITH_LWOO, FIRST_MASKED, LF_YEAR, NEW_NAMES_YEAR = 2018, 2020, 2021, 2024
LARGEST_MASKED = 4


def header(year: int) -> list[str]:
    """Give the columns of a year's file."""
    new = year >= NEW_NAMES_YEAR
    keys = ["INSTELLINGSCODE", "VESTIGINGSCODE"] if new else ["BRIN NUMMER", "VESTIGINGSNUMMER"]
    place = [f"{name} VESTIGING" for name in ("INSTELLINGSNAAM", "PLAATSNAAM", "PROVINCIE")]
    lwoo = ["LWOO INDICATIE"] if year <= LAST_WITH_LWOO else []
    programme = ["VMBO SECTOR", "AFDELING", "ELEMENTCODE", "OPLEIDINGSNAAM"]
    return [*keys, *place, "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR", *lwoo, *programme, *COUNTS]


def row(year: int, stream: Stream, cells: Cells) -> list[str]:
    """Give one row, masked as DUO does from 2020 on."""
    place, programme = stream.location, stream.programme
    number, code = place.number, programme.code
    if year == 2016:  # the file that went through a spreadsheet and lost its zeros
        number, code = str(int(number)), str(int(code))
    if year >= NEW_NAMES_YEAR:
        number = place.brin + number
    numbers = [pupils for grade in GRADES for pupils in cells.get(grade, (0, 0))]
    lwoo = [programme.lwoo] if year <= LAST_WITH_LWOO else []
    return [
        *(place.brin, number, place.name, place.place, place.province, programme.education),
        *lwoo,
        *(programme.sector, programme.afdeling, code, programme.name),
        *("<5" if year >= FIRST_MASKED and 0 < n <= LARGEST_MASKED else str(n) for n in numbers),
    ]


def order(stream: Stream) -> tuple[str, ...]:
    """Give DUO's order of rows."""
    place, programme = stream.location, stream.programme
    return (
        *(place.brin, place.number, programme.education),
        *(programme.sector, programme.afdeling, programme.code),
    )


def line(fields: list[str], *, quoted: bool = False) -> str:
    """Join fields; only a field with a quote is quoted, unless the whole file is."""
    return ";".join('"' + field.replace('"', '""') + '"' if quoted or '"' in field else field for field in fields)


def enrolment(folder: Path, year: int, counts: dict[Stream, Cells]) -> None:
    """Write the enrolment file of a year, in the dialect of that year."""
    quoted = year >= NEW_NAMES_YEAR
    rows = [header(year), *(row(year, s, counts[s]) for s in sorted(counts, key=order))]
    ending = "\n" if year == LF_YEAR else "\r\n"
    text = "".join(line(fields, quoted=quoted) + ending for fields in rows)
    label = f"{year}-{year + 1}" if year <= LAST_WITH_LWOO else str(year)
    name = f"01.-leerlingen-vo-per-vestiging-naar-onderwijstype-{label}.csv"
    (folder / name).write_bytes(text.encode("utf-8" if quoted else "cp1252"))


def staffing(folder: Path, lines: list[list[str]]) -> None:
    """Write the staffing file, wide over years."""
    text = "".join(line(fields) + "\r\n" for fields in lines)
    (folder / "onderwijspersoneel-vo-per-profiel-2018-2023.csv").write_bytes(text.encode("cp1252"))
