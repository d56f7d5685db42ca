"""Exam candidates: the pupils of the last grade of each year, as DUO prints them by profile and by sector."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import programmes as p
import write
from enrolment import Cells
from schools import Location, Stream

Counts = dict[Stream, Cells]
Key = tuple[str, str, str, str]  # type, LEERWEG, sector, AFDELING
Candidates = Counter[tuple[Location, Key]]

FILES_07 = {
    2018: "BRIN NUMMER;VESTIGINGSNUMMER",
    2021: "INSTELLING;VESTIGINGSNUMMER",
    2023: "INSTELLINGSCODE;VESTIGINGSCODE",
}
WIDE = {False: range(2016, 2019), True: range(2019, 2024)}  # masked or not
FIRST_MASKED = 2019
TYPES = {"VMBO": 4, "HAVO": 5, "VWO": 6}  # the grade that sits the exam
TRACKS = {"BL": "B", "KL": "K", "GL": "G", "TL": "T"}
# Of GL pupils 58 in a hundred sit a GL exam, and the others one of TL; of 25 candidates one fails.
GL_IN_100, FAILS_IN_25 = 58, 1
EXAM_CODES = {"M&T": "MTR", "MaT": "MTE", "E&O": "EO", "Z&W": "ZWE", "Groen": "G", "D&P": "DP"}
# A route sits the exam of a profile of its sector, since the exam files have no routes.
OF_ROUTE = {"Techniek": "PIE", "Economie": "EO", "Zorg & Welzijn": "ZWE", "Landbouw": "G"}
HEADER_07 = (
    "INSTELLINGSNAAM VESTIGING;GEMEENTENAAM VESTIGING;PROVINCIE VESTIGING;ONDERWIJSTYPE VO;LEERWEG VMBO;VMBO SECTOR;AFDELING;"
    "EXAMENKANDIDATEN;GESLAAGDEN;GEZAKTEN;GEMIDDELD CIJFER SCHOOLEXAMEN;GEMIDDELD CIJFER CENTRAAL EXAMEN;GEMIDDELD CIJFER CIJFERLIJST"
)  # fmt: skip
SECTORS = ("Techniek", "Zorg & Welzijn", "Economie", "Landbouw")
FIRST_CODE = {"LWT": 30, "BL": 34, "KL": 38, "GL": 42, "TL": 90}
UPPER = ("Natuur en Techniek", "Natuur en Gezondheid", "Economie en Maatschappij", "Cultuur en Maatschappij")


def candidates(counts: Counts) -> Candidates:
    """Count the candidates of a year, per location and what they sit the exam in."""
    found: Candidates = Counter()
    for stream, cells in counts.items():
        type_, *rest = stream.programme.education.split()
        pupils = sum(cells.get(TYPES.get(type_, 0), (0, 0)))
        if not pupils or (type_ == "VMBO" and rest[0] not in TRACKS):
            continue
        track, sector = (rest[0], stream.programme.sector) if type_ == "VMBO" else ("", "")
        stays = (pupils * GL_IN_100 + 50) // 100 if track == "GL" else pupils
        found[stream.location, (type_, track, _sector(sector), _afdeling(stream.programme, track))] += stays
        if pupils > stays:
            found[stream.location, (type_, "TL", sector if sector in SECTORS else "Economie", "")] += pupils - stays
    return +found


def _sector(sector: str) -> str:
    return "" if sector == p.NONE else sector


def _afdeling(programme: p.Programme, track: str) -> str:
    """Give the exam code of a profile; the whole name of an old afdeling, and nothing of TL."""
    if track == "TL":
        return ""
    if "route" in programme.afdeling:
        return OF_ROUTE[programme.sector]
    if programme.profile and programme.afdeling == p.PROFILES[programme.profile].afdeling:
        return EXAM_CODES.get(programme.profile, programme.profile)
    return programme.afdeling


def write_exams(folder: Path, counts: dict[int, Counts]) -> None:
    """Write a file 07 in each of its dialects, and a wide file in each of its own."""
    of_year = {year: candidates(of_year) for year, of_year in counts.items()}
    for year, keys in FILES_07.items():
        _write_07(folder, year, keys, of_year[year])
    for masked, years in WIDE.items():
        _write_wide(folder, years, of_year, masked=masked)


def _write_07(folder: Path, year: int, keys: str, found: Candidates) -> None:
    rows = [[*keys.split(";"), *HEADER_07.split(";")]]
    blank = "" if year < FIRST_MASKED else " "
    for (place, (type_, *said)), number in sorted(
        found.items(), key=lambda item: (item[0][0].brin, item[0][0].number, item[0][1])
    ):
        failed = number * FAILS_IN_25 // 25
        name = place.name if year != 2021 else "".join(c if c.isascii() else f"&#x{ord(c):04X};" for c in place.name)
        row = [place.brin, place.brin + place.number, name, place.place, place.province, type_]
        row += [text or blank for text in said]
        rows.append([*row, *(_printed(n, year) for n in (number, number - failed, failed)), *_marks(number, year)])
    ending = "\r\n"
    text = "".join(write.line(row, quoted=year >= FIRST_MASKED) + ending for row in rows)
    stem = "07.-geslaagden-gezakten-en-cijfers" if year < FIRST_MASKED else "geslaagden-gezakten-en-cijfers"
    (folder / f"{stem}-{year}-{year + 1}.csv").write_bytes(text.encode("cp1252" if year < FIRST_MASKED else "utf-8"))


def _printed(number: int, year: int) -> str:
    return "<5" if year >= FIRST_MASKED and 0 < number <= write.LARGEST_MASKED else str(number)


def _marks(number: int, year: int) -> list[str]:
    """Give three marks, which nobody reads; the file of 2021 prints more decimals than it has."""
    decimals = "00000095" if year == 2021 else ""
    return [f"6,{(number * step) % 9}{decimals}" for step in (1, 2, 3)]


def _write_wide(folder: Path, years: range, of_year: dict[int, Candidates], *, masked: bool) -> None:
    sexes = ("MAN", "VROUW", "TOTAAL") if masked else ("MAN", "VROUW", "ONBEKEND", "TOTAAL")
    keys = ["INSTELLINGSCODE", "VESTIGINGSCODE"] if masked else ["BRIN NUMMER", "VESTIGINGSNUMMER"]
    head = [*keys, "INSTELLINGSNAAM VESTIGING", "GEMEENTENAAM", "ONDERWIJSTYPE VO", "INSPECTIECODE", "OPLEIDINGSNAAM"]
    words = ("EXAMENKANDIDATEN", "GESLAAGDEN", "SLAAGPERC")
    head += [f"{word} SCHOOLJAAR {year}-{year + 1} - {sex}" for year in years for sex in sexes for word in words]
    table: dict[tuple[Location, str, str, str], dict[int, int]] = {}
    for year in years:
        for (place, key), number in of_year[year].items():
            for code, name, part in _inspection(key, number, year):
                cells = table.setdefault((place, key[0], code, name), {})
                cells[year] = cells.get(year, 0) + part
    rows = [head]
    for (place, type_, code, name), cells in sorted(
        table.items(), key=lambda row: (row[0][0].brin, row[0][0].number, row[0][2])
    ):
        row = [place.brin, place.brin + place.number, place.name, place.place, type_, code, name]
        for year in years:
            number = cells.get(year, 0)
            men = number * (45 + int(code) % 3 * 5) // 100
            counted = (men, number - men, number) if masked else (men, number - men, 0, number)
            row += [text for n in counted for text in _of_sex(n, year, masked=masked)]
        rows.append(row)
    text = "".join(write.line(row, quoted=masked) + "\r\n" for row in rows)
    name = f"examenkandidaten-en-geslaagden-{years[0]}-{years[-1] + 1}.csv"
    (folder / name).write_bytes(text.encode("utf-8" if masked else "cp1252"))


def _of_sex(number: int, year: int, *, masked: bool) -> list[str]:
    """Give candidates, those who passed, and the percentage: `,0%` for none in the older dialect."""
    passed = number - number * FAILS_IN_25 // 25
    tenths = passed * 1000 // number if number else 0
    percentage = f"{tenths / 10:g}" if masked else f"{tenths // 10 or ''},{tenths % 10}%"
    return [_printed(number, year), _printed(passed, year), percentage]


def _inspection(key: Key, number: int, year: int) -> Iterator[tuple[str, str, int]]:
    """Give the INSPECTIECODE of candidates: a part of BB technology is in a leerwerktraject, and D&P moved to economie."""
    type_, track, sector, afdeling = key
    if type_ != "VMBO":
        at = UPPER.index(afdeling)
        yield f"{5 if type_ == 'HAVO' else 6}{at}", f"{type_} - {afdeling}", number
        return
    if track == "TL" and not sector:
        yield "46", "VMBO T", number
        return
    lwt = number // 12 if (track, sector) == ("BL", "Techniek") else 0
    for variant, part in ((track, number - lwt), ("LWT", lwt)):
        if not part:
            continue
        letter = TRACKS.get(variant, variant)
        if sector not in SECTORS and year < 2017:
            code = {"LWT": 26, "BL": 27, "KL": 28, "GL": 29}[variant]
            yield str(code), f"VMBO {letter} - intersectoraal", part
            continue
        kept = sector if sector in SECTORS else "Economie"
        written = kept.lower().replace("&", "&" if variant == "LWT" else "en")
        yield str(FIRST_CODE[variant] + SECTORS.index(kept)), f"VMBO {letter} - {written}", part
