"""What a file says, read by itself from the bytes: the csv module, dictionaries and strict rules.

It shares no code with sto; what DUO's columns and codes mean stands in `tests.naive`. It gives every
reading of a file that is consistent; a file that has none must be refused. What it is strict about:
row lengths, counts, masks, keys that stand there twice, quotes that close where a field does. Codes and
columns that it does not know it cannot judge (`CANNOT_TELL`): sto keeps such a code as unknown and bounds
it, and tests/test_unknown_codes.py and tests/variation see to that.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

from tests import naive

csv.field_size_limit(1 << 30)

_COUNT = re.compile(r"[0-9]{1,18}")
_AMOUNT = re.compile(r"[0-9]{1,12}([.,][0-9]{1,6})?")
_BRIN = re.compile(r"[0-9]{2}[A-Z]{2}")
_MOST = 2**32 - 1
"""No school has as many pupils as do not fit four bytes; sto says so, and a larger count need not be read."""

_PUPILS = {
    f"LEER- OF VERBLIJFSJAAR {grade} - {dutch}": (grade, sex)
    for grade, (dutch, sex) in product(range(1, 7), [("MAN", "boys"), ("VROUW", "girls")])
}
_BRINS = {"BRIN NUMMER", "INSTELLINGSCODE", "INSTELLING", "BRIN_NUMMER"}
_NUMBERS = {"VESTIGINGSNUMMER", "VESTIGINGSCODE"}
_EDUCATIONS = {"ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR", "ONDERWIJSTYPE EN LEER- OF VERBLIJFSJAAR"}
_ELEMENTS = {"ELEMENTCODE", "ERKENDE OPLEIDINGSCODE"}
_PLACES = {"INSTELLINGSNAAM VESTIGING", "PLAATSNAAM VESTIGING", "PROVINCIE VESTIGING", "VMBO SECTOR", "AFDELING"}
_SECTORS = {"Techniek", "Economie", "Zorg & Welzijn", "Landbouw", "Intersect. programma"}
_NAMED = {"Groningen", "Friesland", "Drenthe", "Overijssel", "Flevoland", "Gelderland", "Utrecht"}
_NAMED |= {"Noord-Holland", "Zuid-Holland", "Zeeland", "Noord-Brabant", "Limburg"}
_PROVINCES = {"Fryslân": "Friesland", "Fryslan": "Friesland", "": "none"}
_TRACKS = naive.TRACKS | {"Int. Baccalaureaat": "baccalaureate"}
_CODES = {code.lower(): code for code in {**naive.TECHNICAL, **naive.OTHER}.values()}
_PROFILES = naive.PROFILES | _CODES | {"landbouw, natuurlijke omgeving en voedsel": "Groen"}
_STAFF_PROFILES = {code.lower(): code for code in naive.PROFILES.values()} | _PROFILES | {"n.v.t.": "none", "": "none"}
_TYPES = {"VO", "PO", "SO", "MBO", "HBO", "WO", "SBO", "BAO"}
_AT_VAVO = {
    "BB": "vmbo-vavo",
    "KB": "vmbo-vavo",
    "GL": "vmbo-vavo",
    "TL": "vmbo-vavo",
    "havo": "havo-vavo",
    "vwo": "vwo-vavo",
}


CANNOT_TELL = "cannot tell: "
"""Stands before a reason for which sto may answer, and the judge does not know what."""


class MustRefuseError(Exception):
    """There is no consistent reading."""


def _cannot_tell(what: str) -> MustRefuseError:
    return MustRefuseError(f"{CANNOT_TELL}{what}")


@dataclass
class Reading:
    """One consistent reading of a file.

    Attributes:
        rows: rows that are not blank.
        masked_cells: those in the rows used.
        facts: of pupils, printed and masked by keys; of staff, how often each row stands there.
    """

    kind: str
    rows: int = 0
    masked_cells: int = 0
    facts: dict[tuple, tuple] = field(default_factory=dict)


def readings(content: bytes, year: str) -> tuple[list[Reading], str]:
    """Give every consistent reading of a file, and why others are none; a file without any must be refused."""
    try:
        whole = text(content)
    except MustRefuseError as error:
        return [], str(error)
    found: list[Reading] = []
    why: dict[str, None] = {}
    for rows, mark in product((_rows_of_csv, _rows_of_lines), ";,\t"):
        try:
            reading = _read([row for row in rows(whole, mark) if row], year)
        except (MustRefuseError, csv.Error) as error:
            why[str(error)] = None
            continue
        if reading not in found:
            found.append(reading)
    return found, "; ".join(why)


# --- BYTES TO ROWS ---


def text(content: bytes) -> str:
    """Unpack and decode a file.

    Raises:
        MustRefuseError: the archive is damaged, or the bytes are no text.
    """
    return _text(_unpacked(content))


def _unpacked(content: bytes) -> bytes:
    try:
        if content.startswith(b"\x1f\x8b"):
            return _unpacked_zip(gzip.decompress(content))
        return _unpacked_zip(content)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError) as error:
        raise MustRefuseError("damaged archive") from error


def _unpacked_zip(content: bytes) -> bytes:
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (member,) = [member for member in archive.infolist() if not member.is_dir()]
        inside = archive.read(member)
    return gzip.decompress(inside) if inside.startswith(b"\x1f\x8b") else inside


def _text(content: bytes) -> str:
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return content.decode("utf-16")
        if b"\0" in content:
            raise MustRefuseError("NUL bytes")
        if content.startswith(codecs.BOM_UTF8):
            return content.decode("utf-8-sig")
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise MustRefuseError("not in its encoding") from error


def _rows_of_csv(text: str, mark: str) -> list[list[str]]:
    """Take CR, LF and CRLF for the end of a row, as the csv module does."""
    end = re.search(r"\r\n|\r|\n", text)
    header, body = (text[: end.start()], text[end.end() :]) if end else (text, "")
    # A stray quote in a header only makes that name an unknown one.
    return [
        *csv.reader([header], delimiter=mark),
        *csv.reader(io.StringIO(body, newline=""), delimiter=mark, strict=True),
    ]


def _rows_of_lines(text: str, mark: str) -> list[list[str]]:
    """Take LF and CRLF for the end of a row, and a CR elsewhere for a character like any other."""
    if "\ue000" in text:
        raise MustRefuseError("private character")
    hidden = text.replace("\r\n", "\n").replace("\r", "\ue000")
    return [[field.replace("\ue000", "\r") for field in row] for row in _rows_of_csv(hidden, mark)]


# --- ROWS TO FACTS ---


def _read(rows: list[list[str]], year: str) -> Reading:
    if not rows:
        raise MustRefuseError("empty")
    names = [" ".join(name.split()).upper().replace("’", "'") for name in rows[0]]
    body = [row for row in rows[1:] if any(field.strip(" \t") for field in row)]  # Excel leaves rows of delimiters
    if not body or any(len(row) != len(names) for row in body):
        raise MustRefuseError(f"{len(names)} columns, and rows of {sorted({len(row) for row in body})}")
    body = [[field.strip(" \t\v\f\u00a0") for field in row] for row in body]
    header = _Header(names)
    if header.has(*_PUPILS):
        return _enrolment(header, body, year)
    if header.has("SCHOOLJAAR", "LEERJAAR", "AANTAL LEERLINGEN"):
        return _long(header, body)
    if header.has_any(_BRINS):
        return _staffing(header, body)
    raise _cannot_tell("no layout")


class _Header:
    """Where the columns stand; one that is asked for and stands there twice, under any of its names, is refused."""

    def __init__(self, names: list[str]) -> None:
        self.names = names

    def has(self, *names: str) -> bool:
        return all(name in self.names for name in names)

    def has_any(self, names: set[str]) -> bool:
        return any(name in names for name in self.names)

    def at(self, *names: str) -> int:
        places = [at for at, name in enumerate(self.names) if name in names]
        if not places:
            raise _cannot_tell(f"no column {names}")
        if len(places) > 1:
            raise MustRefuseError(f"{len(places)} columns {names}")
        return places[0]

    def maybe(self, *names: str) -> int | None:
        return self.at(*names) if self.has_any(set(names)) else None


def _enrolment(header: _Header, rows: list[list[str]], year: str) -> Reading:
    is_2023 = header.has("ERKENDE OPLEIDINGSCODE")
    element = header.at(*_ELEMENTS)
    counts = {header.at(name): where for name, where in _PUPILS.items()}
    seen: set[tuple] = set()
    found, reading = _Sums(), Reading("enrolment", rows=len(rows))
    for row in rows:
        keys, track = _keys(header, row)
        code = row[element]
        unique = (keys[0], row[header.at(*_EDUCATIONS)], code.zfill(4) if code else code)
        if unique in seen:
            raise MustRefuseError(f"twice: {unique}")
        seen.add(unique)
        for at, (grade, sex) in counts.items():
            blank = is_2023 and not row[at]
            printed, masked_cells = (0, 0) if blank else _count(row[at], "<5")
            reading.masked_cells += masked_cells
            found.add(
                (year, *keys[:4], track, *keys[4:], grade, sex),
                printed,
                masked_cells,
                _grades(row[header.at(*_EDUCATIONS)]),
            )
    reading.facts = found.facts()
    return reading


def _long(header: _Header, rows: list[list[str]]) -> Reading:
    year_at, grade_at, pupils_at = header.at("SCHOOLJAAR"), header.at("LEERJAAR"), header.at("AANTAL LEERLINGEN")
    vavo_at = header.maybe("INDICATIE VO-VAVO")
    seen: set[tuple] = set()
    found, reading = _Sums(), Reading("enrolment", rows=len(rows))
    for row in rows:
        keys, track = _keys(header, row)
        vavo = "" if vavo_at is None else row[vavo_at].lower()
        if vavo not in {"vo", "n", "nee", "n.v.t.", "", "vavo", "j", "ja"}:
            raise MustRefuseError(f"vavo {vavo!r}")
        grades = _grades(row[header.at(*_EDUCATIONS)])
        if vavo in {"vavo", "j", "ja"} and track in _AT_VAVO:
            track, grades = _AT_VAVO[track], set(range(1, 7))
            keys = (*keys[:-1], "none")
        year = _school_year(row[year_at])
        if not re.fullmatch("[1-6]", row[grade_at]):
            raise MustRefuseError(f"grade {row[grade_at]!r}")
        raw = [row[header.at(*names)] for names in (_EDUCATIONS, {"VMBO SECTOR"}, {"AFDELING"})]
        unique = (keys[0], *raw, vavo_at is not None and row[vavo_at], row[year_at], row[grade_at])
        if unique in seen:
            raise MustRefuseError(f"twice: {unique}")
        seen.add(unique)
        printed, masked_cells = _count(row[pupils_at], "4")
        reading.masked_cells += masked_cells
        found.add((year, *keys[:4], track, *keys[4:], int(row[grade_at]), ""), printed, masked_cells, grades)
    reading.facts = found.facts()
    return reading


def _school_year(text: str) -> str:
    if not re.fullmatch(r"(19|20)[0-9]{2}([-/](19|20)?[0-9]{2})?", text):
        raise MustRefuseError(f"year {text!r}")
    first = int(text[:4])
    if len(text) > 4 and not str(first + 1).endswith(text[5:]):  # 2019-2021 is no school year
        raise MustRefuseError(f"years {text!r}")
    return f"{first}-{first + 1}"


def _keys(header: _Header, row: list[str]) -> tuple[tuple[str, ...], str]:
    """Give location, name, place, province, sector and profile of a row, and its track."""
    brin, number = row[header.at(*_BRINS)], row[header.at(*_NUMBERS)]
    name, place, province, sector, programme = (row[header.at(column)] for column in sorted(_PLACES, key=_ORDER.index))
    education = row[header.at(*_EDUCATIONS)]
    name, place, province = (" ".join(text.split()) for text in (name, place, province))
    whole = brin + number[-2:] if number.startswith(brin) else brin + number.zfill(2)
    if not _BRIN.fullmatch(brin) or not re.fullmatch(r"[0-9]{1,2}|.{4}[0-9]{2}", number) or len(whole) != 6:
        raise MustRefuseError(f"location {brin!r} {number!r}")
    if education not in _TRACKS or sector not in {*_SECTORS, "N.v.t.", ""}:
        raise _cannot_tell(f"code {education!r} {sector!r}")
    track, profile = _TRACKS[education], "none"
    if track in {"BB", "KB", "GL", "TL"}:
        profile = _PROFILES.get(programme.lower(), "")
        if not profile and track == "TL" and programme.lower() == "n.v.t.":
            profile = "none"
        if not profile:
            raise _cannot_tell(f"profile {programme!r}")
    if province not in _NAMED | _PROVINCES.keys():
        raise _cannot_tell(f"province {province!r}")
    sector = "none" if sector in {"N.v.t.", ""} else sector
    return (whole, name, place, _PROVINCES.get(province, province), sector, profile), track


_ORDER = ["INSTELLINGSNAAM VESTIGING", "PLAATSNAAM VESTIGING", "PROVINCIE VESTIGING", "VMBO SECTOR", "AFDELING"]


def _grades(education: str) -> set[int]:
    """Give the grades that a type of education names itself: `VMBO BL lj 3-4` has 3 and 4."""
    said = re.search(r"(?:lj|Brugjaar) ([1-6])(?:-([1-6]))?$", education)
    return set(range(int(said[1]), int(said[2] or said[1]) + 1)) if said else set(range(1, 7))


def _count(text: str, mask: str) -> tuple[int, int]:
    if text == mask:
        return 0, 1
    text = text.removesuffix(".0")  # as a workbook saves a whole number
    if not _COUNT.fullmatch(text) or int(text) > _MOST:
        raise MustRefuseError(f"count {text!r}")
    return int(text), 0


class _Sums:
    """Printed and masked pupils by keys."""

    def __init__(self) -> None:
        self.printed: Counter[tuple] = Counter()
        self.masked_cells: Counter[tuple] = Counter()

    def add(self, key: tuple, printed: int, masked_cells: int, grades: set[int]) -> None:
        """Add a cell; pupils in a grade that their education does not have are out of place."""
        if not printed and not masked_cells:
            return
        if key[-2] not in grades:
            raise MustRefuseError(f"out of place: {key}")
        self.printed[key] += printed
        self.masked_cells[key] += masked_cells

    def facts(self) -> dict[tuple, tuple]:
        return {key: (self.printed[key], self.masked_cells[key]) for key in self.printed}


# --- STAFF ---


def _staffing(header: _Header, rows: list[list[str]]) -> Reading:
    brin_at, year_at = header.at(*_BRINS), header.maybe("PEILJAAR", "PEILDATUM")
    education, role, profile, board = (
        header.maybe(*names)
        for names in (["ONDERWIJSTYPE"], ["FUNCTIEGROEP"], ["PROFIEL"], ["BEVOEGD GEZAG", "BEVOEGD GEZAG NUMMER"])
    )
    if education is not None and (odd := {row[education] for row in rows} - _TYPES):
        raise _cannot_tell(f"types {odd}")
    amounts = _amounts(header, long=year_at is not None)
    if not amounts:
        raise _cannot_tell("no amounts")
    used = [
        row for row in rows if row[brin_at].lower() != "bovenschools" and (education is None or row[education] == "VO")
    ]
    _settle_marks([row[at] for row in used for (_, amount), at in amounts.items() if amount == "fte"])
    seen: set[tuple] = set()
    found: Counter[tuple] = Counter()
    reading = Reading("staffing", rows=len(rows))
    for row in used:
        unique = tuple(row[at] for at in (education, board, brin_at, role, profile, year_at) if at is not None)
        if unique in seen or not _BRIN.fullmatch(row[brin_at]):
            raise MustRefuseError(f"twice, or no BRIN: {unique}")
        seen.add(unique)
        if role is not None and row[role] not in naive.ROLES:
            raise _cannot_tell(f"role {row[role]!r}")
        if profile is not None and row[profile].lower() not in _STAFF_PROFILES:
            raise _cannot_tell(f"profile {row[profile]!r}")
        said = None if year_at is None else row[year_at]
        if said is not None and not re.fullmatch("(19|20)[0-9]{2}", said):
            raise MustRefuseError(f"year {said!r}")
        for year in sorted({of for of, _ in amounts}):
            first = int(said or year)
            values = _values(row, {amount: at for (of, amount), at in amounts.items() if of == year})
            reading.masked_cells += sum(value[1] for value in values if value)
            key = (
                f"{first}-{first + 1}",
                row[brin_at],
                None if role is None else naive.ROLES[row[role]],
                None if profile is None else _STAFF_PROFILES[row[profile].lower()],
                *values,
            )
            found[key] += 1
    reading.facts = {key: (number,) for key, number in found.items()}
    return reading


_AMOUNT_NAMES = {
    "persons": ["PERSONEN", "AANTAL PERSONEN"],
    "fte": ["FTE'S", "FTE"],
    "side_entrants": ["ZIJ-INSTROMERS"],
}


def _amounts(header: _Header, *, long: bool) -> dict[tuple[str, str], int]:
    """Find the columns of amounts: by year, and by what they are."""
    found = {}
    if long:
        for amount, names in _AMOUNT_NAMES.items():
            at = header.maybe(*names)
            if at is not None:
                found["", amount] = at
        return found
    years = {name[-4:] for name in header.names if re.fullmatch(r".* (19|20)[0-9]{2}", name)}
    for year, (amount, names) in product(years, _AMOUNT_NAMES.items()):
        at = header.maybe(f"{names[0]} {year}")
        if at is not None:
            found[year, amount] = at
    return found


def _settle_marks(texts: list[str]) -> None:
    """Refuse FTE that are written in two ways, or in one that has two readings."""
    points = [text for text in texts if "." in text]
    if points and any("," in text for text in texts):
        raise MustRefuseError("comma and point")
    if points and all(re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", text) for text in points):
        raise MustRefuseError("point of thousands or of decimals")


def _values(row: list[str], at: dict[str, int]) -> list[tuple | None]:
    """Give each amount as what is printed and 1 for a mask; None for one that the file has not."""
    values: dict[str, tuple | None] = {}
    for amount in _AMOUNT_NAMES:
        if amount not in at:
            values[amount] = None
            continue
        text = row[at[amount]]
        if text == "*":
            values[amount] = (Fraction(0), 1)
        elif (_AMOUNT if amount == "fte" else _COUNT).fullmatch(text) and (amount == "fte" or int(text) <= _MOST):
            values[amount] = (Fraction(text.replace(",", ".")), 0)
        else:
            raise MustRefuseError(f"{amount} {text!r}")
    persons, entrants = values["persons"], values["side_entrants"]
    if persons and entrants and max(entrants[0], entrants[1]) > (4 if persons[1] else persons[0]):
        raise MustRefuseError("more side entrants than persons")
    return list(values.values())
