"""The same invented schools in the other layouts and containers in which DUO's numbers go about."""

import datetime as dt
import gzip
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import write
import xlsxwriter
from enrolment import Cells
from schools import Stream

Counts = dict[Stream, Cells]
YEAR_OF_2023_LAYOUT = 2023
YEARS_OF_01VOINS = range(2020, 2025)
VOINS = (
    "_id", "BEVOEGD GEZAG", "BRIN NUMMER", "VESTIGINGSNUMMER", "BRINVESTIGINGSNUMMER", "INSTELLINGSNAAM VESTIGING",
    "PLAATSNAAM VESTIGING", "PROVINCIE VESTIGING", "INDICATIE VO-VAVO", "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR",
    "VMBO SECTOR", "AFDELING", "SCHOOLJAAR", "LEERJAAR", "AANTAL LEERLINGEN",
)  # fmt: skip
MINIMAL = """INSTELLINGSCODE;FUNCTIEGROEP;PROFIEL;PERSONEN 2018;FTE'S 2018;PERSONEN 2023;FTE'S 2023
01AA;Onderwijsgevend personeel;PIE;12;9,5;13;10,8
01AA;Onderwijsgevend personeel;Z&W;20;15,2;18;13,6
02BB;Onderwijsgevend personeel;PIE;*;*;6;4,4
"""


def write_layouts(folder: Path, counts: dict[int, Counts], staff: list[list[str]]) -> None:
    """Write one file in each layout and container that the main sample does not have."""
    folder.mkdir(exist_ok=True)
    stem = "01.-leerlingen-vo-per-vestiging-naar-onderwijstype"
    text = _layout_of_2023(counts[YEAR_OF_2023_LAYOUT])
    (folder / f"{stem}-2023.csv.gz").write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))
    _write_zip(folder / "01voins-v1.zip", {"01voins.csv": _long(counts), "leesmij.txt": "Verzonnen scholen.\n"})

    (folder / "onderwijspersoneel-vo-per-peiljaar.csv").write_bytes(_csv(_per_year(staff)).encode("utf-8-sig"))
    (folder / "onderwijspersoneel-vo-utf-16.csv").write_bytes(_csv(staff).encode("utf-16"))
    (folder / "onderwijspersoneel-vo-bare-cr.csv").write_bytes(_csv(staff).replace("\r\n", "\r").encode("cp1252"))
    _write_workbook(folder / "onderwijspersoneel-vo.xlsx", staff)
    (folder / "personeel-minimaal.csv").write_text(MINIMAL, encoding="utf-8", newline="\r\n")


def _csv(rows: Iterable[list[str]]) -> str:
    return "".join(write.line(fields) + "\r\n" for fields in rows)


def _layout_of_2023(counts: Counts) -> str:
    """Give the file of 2023 as it is known from others' scripts: two other columns, and blanks for zeros."""
    header = write.header(YEAR_OF_2023_LAYOUT)
    header[0] = "INSTELLINGSCODE"
    header[header.index("ELEMENTCODE")] = "ERKENDE OPLEIDINGSCODE"
    at = header.index("PROVINCIE VESTIGING") + 1
    rows = [[*header[:at], "SAMENWERKINGSVERBAND PASSEND ONDERWIJS VO", *header[at:]]]
    for stream in sorted(counts, key=write.order):
        row = write.row(YEAR_OF_2023_LAYOUT, stream, counts[stream])
        numbers = ["" if number == "0" else number for number in row[-len(write.COUNTS) :]]
        rows.append([*row[:at], "VO99.01", *row[at : -len(write.COUNTS)], *numbers])
    return _csv(rows)


def _long(counts: dict[int, Counts]) -> str:
    """Give five years in one file: a row per location, afdeling, track and grade, 1 to 4 pupils printed as 4."""
    sums: dict[tuple[str, ...], int] = defaultdict(int)
    for year in YEARS_OF_01VOINS:
        for stream, cells in counts[year].items():
            place, programme = stream.location, stream.programme
            where = (
                "99100",
                place.brin,
                place.number,
                place.brin + place.number,
                place.name,
                place.place,
                place.province,
            )
            what = ("VO", programme.education, programme.sector, programme.afdeling, str(year))
            for grade, pupils in cells.items():
                sums[*where, *what, str(grade)] += sum(pupils)
    rows = [
        [str(n), *key, str(max(pupils, write.LARGEST_MASKED))]
        for n, (key, pupils) in enumerate(sorted(sums.items()), start=1)
    ]
    return "".join(
        ",".join(f'"{field.replace(chr(34), chr(34) * 2)}"' for field in row) + "\n" for row in [list(VOINS), *rows]
    )


def _per_year(staff: list[list[str]]) -> list[list[str]]:
    """Turn columns per year into rows per year."""
    header, *rows = staff
    keys = [name for name in header if not name[-4:].isdigit()]
    years = sorted({name[-4:] for name in header} - {name[-4:] for name in keys})
    amounts = list(dict.fromkeys(name[:-5] for name in header if name not in keys))
    columns = {year: [header.index(f"{amount} {year}") for amount in amounts] for year in years}
    found = [[*row[: len(keys)], year, *(row[at] for at in columns[year])] for row in rows for year in years]
    return [[*keys, "PEILJAAR", *amounts], *found]


def _write_zip(path: Path, members: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)


def _write_workbook(path: Path, staff: list[list[str]]) -> None:
    """Write a workbook as DUO does: a page of explanation, and a sheet with a title above its header."""
    with xlsxwriter.Workbook(path) as workbook:
        workbook.set_properties({"created": dt.datetime(2024, 10, 1)})  # noqa: DTZ001  # the same bytes every time
        workbook.add_worksheet("toelichting").write(0, 0, "Verzonnen scholen, geijkt op de cijfers van de brief.")
        sheet = workbook.add_worksheet("owtype-best-instelling-functie")
        sheet.write(0, 0, "Onderwijspersoneel in het voortgezet onderwijs")
        for number, row in enumerate(staff, start=2):
            for column, text in enumerate(row):
                amount = text.replace(",", ".")
                if number > 2 and column > 4 and amount.replace(".", "").isdigit():  # header, keys
                    sheet.write_number(number, column, float(amount))
                else:
                    sheet.write_string(number, column, text)
