"""Valid files of every layout, each row beside what it means, and how an edited one is written."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.generated import COUNTS, EDUCATION, PROFILES, TRACKS, Row

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from random import Random

Amount = tuple[int, int]
"""A count at least and at most."""
SMALL = {"1", "2", "3", "4"}
MASKS = {"2023": "<5", "2024": "<5", "01voins": "4"}
"""What a valid file of a layout prints for 1 to 4 pupils; the others print them in full."""
YEARS = {
    "2016": "2016-2017",
    "2019": "2019-2020",
    "2023": "2023-2024",
    "2024": "2024-2025",
    "01voins": "2018-2019",
}
LAYOUTS = list(YEARS)


@dataclass(frozen=True)
class Meant:
    """What a row says: its codes, `?` before one that nobody knows, and by grade the pupils at least and at most."""

    location: str
    province: str
    track: str
    sector: str
    profile: str
    counts: tuple[tuple[int, Amount], ...]


@dataclass(frozen=True)
class Draft:
    """A file about to be written: rows by the headers of its layout, and beside each what it means.

    `true` is the same without masks, whatever an edit does to codes. `roles` names the columns by what they hold, whatever
    the layout calls them; `spoil` works on the bytes in the end, `arguments` go to every command,
    and `beside` are other files of the same folder.
    """

    layout: str
    name: str
    roles: dict[str, str]
    rows: list[Row]
    meant: list
    true: list
    delimiter: str = ";"
    quoted: bool = False
    encoding: str = "utf-8"
    newline: str = "\r\n"
    spoil: tuple[Callable[[bytes], bytes], ...] = ()
    arguments: tuple[str, ...] = ()
    beside: tuple[Draft, ...] = ()

    @property
    def counts(self) -> list[str]:
        """The headers of counts."""
        return [name for role, name in self.roles.items() if role.startswith("count ")]

    def content(self) -> bytes:
        """Give the bytes of the file."""
        out = io.StringIO()
        quoting = csv.QUOTE_ALL if self.quoted else csv.QUOTE_MINIMAL
        writer = csv.writer(out, delimiter=self.delimiter, quoting=quoting, lineterminator=self.newline)
        writer.writerows([list(self.rows[0]) if self.rows else [], *(list(row.values()) for row in self.rows)])
        try:
            content = out.getvalue().encode(self.encoding)
        except UnicodeEncodeError:
            content = out.getvalue().encode("utf-8")
        for change in self.spoil:
            content = change(content)
        return content

    def write(self, folder: Path) -> Path:
        """Write the file and give its path."""
        path = folder / self.name
        path.write_bytes(self.content())
        for other in self.beside:
            other.write(folder)
        return path

    def without_unknown(self) -> list:
        """Give what the rows would mean if every code were known, masks as they are."""
        amounts = "counts" if hasattr(self.meant[0], "counts") else "amounts"
        return [
            replace(true, **{amounts: getattr(means, amounts)})
            for means, true in zip(self.meant, self.true, strict=True)
        ]

    def cut(self, rows: int) -> Draft:
        """Keep the first rows."""
        return replace(self, rows=self.rows[:rows], meant=self.meant[:rows], true=self.true[:rows])


_PLACES = ["Friesland", "Noord-Brabant", "Utrecht", "Zeeland", "Noord-Holland", "Limburg"]
_BLOCKS = dict(
    zip(["BWI", "PIE", "M&T", "MVI", "E&O", "HBR", "Z&W", "Groen", "MaT", "D&P"], range(60, 70), strict=True)
)
_ENDS = {"BB": "11", "KB": "21", "GL": "31"}
_ELSEWHERE = [
    ("brugjaar", "-", "0023", "12"),
    ("TL", "-", "0400", "34"),
    ("havo-vwo", "-", "0011", "3"),
    ("havo", "N&T", "0370", "45"),
]


def enrolment(random: Random, layout: str, *, rows: int = 200) -> Draft:
    """Make up a valid file of pupils, with elementcodes that fit and small counts as often as in the real files."""
    wide: list[Row] = []
    meant: list[Meant] = []
    for number in range(rows):
        brin, place = f"{number // 14:02}{'ABCEH'[number % 5]}{'KLRTX'[number // 14 % 5]}", number // 14 % len(_PLACES)
        if number % 9 in (0, 4):
            track, profile, code, grades = _ELSEWHERE[number // 9 % 4]
        elif number % 41 == 1:
            track, profile, code, grades = "KB", "Vakmanschap", "4512", "34"
        else:
            track, profile = random.choice(list(_ENDS)), random.choice(list(_BLOCKS))
            code, grades = f"{_BLOCKS[profile]}{_ENDS[track]}", "34"
        location = f"0{random.randint(0, 2)}"
        sector, programme = PROFILES[profile]
        known = [_count(random) if str(index // 2 + 1) in grades else 0 for index in range(len(COUNTS))]
        codes = {
            "BRIN NUMMER": brin,
            "VESTIGINGSNUMMER": location,
            "INSTELLINGSNAAM VESTIGING": f"Collège {number % 14}",
            "PLAATSNAAM VESTIGING": "SNEEK",
            "PROVINCIE VESTIGING": _PLACES[place],
            EDUCATION: TRACKS[track],
            "LWOO INDICATIE": "N",
            "VMBO SECTOR": sector,
            "AFDELING": programme,
            "ELEMENTCODE": code,
            "OPLEIDINGSNAAM": f"Opleiding {code}",
        }
        key = brin, location, code, track
        if any((r["BRIN NUMMER"], r["VESTIGINGSNUMMER"], r["ELEMENTCODE"]) == key[:3] for r in wide):
            continue
        wide.append(codes | dict(zip(COUNTS, map(str, known), strict=True)))
        profile = "none" if profile in {"-", "N&T"} else "vakmanschap-techniek" if profile == "Vakmanschap" else profile
        amounts = tuple((index // 2 + 1, (count, count)) for index, count in enumerate(known))
        track = track if track in {"BB", "KB", "GL", "TL"} else f"no {track}"
        meant.append(Meant(brin + location, _PLACES[place], track, sector, profile, amounts))
    return _IN[layout](layout, wide, meant)


def _count(random: Random) -> int:
    return random.choice([0, random.randint(1, 4), random.randint(5, 9), random.randint(10, 40), random.randint(1, 30)])


def printed(layout: str, text: str) -> str:
    """Print a count as a layout does."""
    return MASKS.get(layout, text) if text in SMALL else text


def reach(layout: str, count: int) -> Amount:
    """Give what a printed count stands for in a layout."""
    return (1, 4) if layout in MASKS and 1 <= count <= 4 else (count, count)


def _masked(layout: str, meant: list[Meant]) -> list[Meant]:
    return [replace(m, counts=tuple((grade, reach(layout, low)) for grade, (low, _) in m.counts)) for m in meant]


_ROLES = {
    "brin": "BRIN NUMMER",
    "location": "VESTIGINGSNUMMER",
    "name": "INSTELLINGSNAAM VESTIGING",
    "place": "PLAATSNAAM VESTIGING",
    "province": "PROVINCIE VESTIGING",
    "education": EDUCATION,
    "sector": "VMBO SECTOR",
    "programme": "AFDELING",
    "element": "ELEMENTCODE",
    "title": "OPLEIDINGSNAAM",
}
_NAMES = {
    "2023": {"BRIN NUMMER": "INSTELLINGSCODE", "ELEMENTCODE": "ERKENDE OPLEIDINGSCODE"},
    "2024": {"BRIN NUMMER": "INSTELLINGSCODE", "VESTIGINGSNUMMER": "VESTIGINGSCODE"},
}


def _wide(layout: str, wide: list[Row], meant: list[Meant]) -> Draft:
    names = _NAMES.get(layout, {})
    rows = []
    for row in wide:
        kept = {name: text for name, text in row.items() if layout == "2016" or name != "LWOO INDICATIE"}
        if layout == "2023":
            kept = dict(list(kept.items())[:5]) | {"SAMENWERKINGSVERBAND PASSEND ONDERWIJS VO": "VO3101"} | kept
        rows.append(
            {names.get(name, name): printed(layout, text) if name in COUNTS else text for name, text in kept.items()}
        )
    roles = {role: names.get(name, name) for role, name in _ROLES.items()}
    roles |= {f"count {name[-9 if name.endswith('VROUW') else -7]} {name[-1]}": name for name in COUNTS}
    new = layout in {"2023", "2024"}
    return Draft(
        layout,
        f"leerlingen-{YEARS[layout]}.csv",
        roles,
        rows,
        _masked(layout, meant),
        meant,
        quoted=layout == "2024",
        encoding="utf-8" if new else "cp1252",
    )


def _long(layout: str, wide: list[Row], meant: list[Meant]) -> Draft:
    """One row for each grade with pupils, of both sexes together, as the portal has it."""
    rows, meanings, true, roles = (
        [],
        [],
        [],
        {role: name for role, name in _ROLES.items() if role not in {"element", "title"}},
    )
    roles |= {"count": "AANTAL LEERLINGEN", "grade": "LEERJAAR", "year": "SCHOOLJAAR"}
    for row, means in zip(wide, meant, strict=True):
        codes = {name: row[name] for role, name in roles.items() if role in _ROLES}
        for grade in range(1, 7):
            count = sum(low for each, (low, _) in means.counts if each == grade)
            if count:
                year = {"SCHOOLJAAR": YEARS[layout][:4], "LEERJAAR": str(grade)}
                rows.append(codes | year | {"AANTAL LEERLINGEN": printed(layout, str(count))})
                meanings.append(replace(means, counts=((grade, reach(layout, count)),)))
                true.append(replace(means, counts=((grade, (count, count)),)))
    roles["count all"] = roles.pop("count")
    return Draft(layout, "01voins.csv", roles, rows, meanings, true, delimiter=",")


_IN = dict.fromkeys(["2016", "2019", "2023", "2024"], _wide) | {"01voins": _long}
