"""Filters, years and file names as a user types them, each read a second time."""

from __future__ import annotations

import json
import tempfile
import unicodedata
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from fuzz.outcome import Kind, Outcome
from sto_cli.cli.options import where_of
from sto_cli.errors import InputError, UsageError
from sto_cli.measuring.measure import measure
from sto_cli.measuring.question import ask
from sto_cli.reading.load import load
from sto_cli.years import parse_year, years_in_name
from tests import generated, naive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sto_cli.reading.data import Data

_YEAR = "2019-2020"
_COLUMNS = {
    "province": "provincie", "track": "leerweg", "profile": "profiel", "sector": "sector", "grade": "leerjaar",
    "sex": "geslacht", "brin": "instelling", "location": "vestiging",
}  # fmt: skip
"""Columns, each with its Dutch name."""
_DUTCH = {"jongens": "boys", "meisjes": "girls", "brugjaar": "bridge", "geen": "none"}
_NONE_HERE = ["municipality", "rmc", "labour_market_region", "sto_region"]
_VALUES = [
    "Utrecht",
    "utrecht",
    "Drenthe",
    " Drenthe ",
    "Noord-Brabant",
    "Limburg",
    "BB",
    "kb",
    "TL",
    "PIE",
    "pie",
    "D&P",
    "none",
]
_VALUES += [
    "Techniek",
    "Landbouw",
    "3",
    "4",
    "03",
    "3.0",
    "boys",
    "GIRLS",
    "00AA",
    "00aa",
    "00AA00",
    "30ZZ01",
    "",
    " ",
    "ﬀ",
    "İ",
    "ß",
    "=",
    "a=b",
]
_LIKELY = {
    "province": ["Utrecht", "utrecht", "Drenthe", " Drenthe ", "Noord-Brabant"],
    "track": ["BB", "kb", "GL", "TL", "havo", "bridge"],
    "profile": ["PIE", "pie", "D&P", "none", "MVI", "Groen", "bouwtechniek"],
    "sector": ["Techniek", "techniek", "Landbouw", "Economie", "none"],
    "grade": ["1", "3", "4", "5"],
    "sex": ["boys", "girls", "GIRLS", "Meisjes"],
    "brin": ["00AA", "00aa", "30ZZ", "01CC"],
    "location": ["00AA00", "00AA01", "30ZZ01", "00bb02", "01CC02"],
}
_EXTRA = ["", "", "", ",", "=", " ", ",,", "\n", "x", "’", "\u00a0"]


class Where:
    """`--where COLUMN=VALUE`, up to three of them, answered on a small file."""

    name = "where"

    def make(self, random: Random) -> bytes:
        """Put filters together, some of them spoilt."""
        return json.dumps([_filter(random) for _ in range(random.choice([1, 1, 2, 3]))]).encode()

    def edit(self, case: bytes, random: Random) -> bytes:
        """Edit one filter, or put another."""
        texts = json.loads(case)
        at = random.randrange(len(texts))
        texts[at] = random.choice([_spoilt(texts[at], _EXTRA, random), _filter(random)])
        return json.dumps(texts).encode()

    def is_case(self, case: bytes) -> bool:
        """Tell whether it is a list of filters."""
        return is_json(case, [str])

    def check(self, case: bytes) -> Outcome:
        """Count pupils behind the filters twice."""
        texts = json.loads(case)
        cells, data = _small_file()
        expected = _kept(cells, texts)
        try:
            question = ask("pupil_count", where=where_of(texts))
            rows = measure(data, question).frame.to_dicts()
        except (UsageError, InputError) as error:
            return Outcome(Kind.REFUSED if expected is None else Kind.STRICTER, str(error))
        if expected is None:
            return Outcome(Kind.WRONG, f"{texts} is answered, and has a column or value that is not there")
        answer = naive.answers("pupil_count", "letter", expected).get(("all", _YEAR))
        ends = (answer.numerator[0], answer.numerator[1], answer.masked_cells) if answer else (0, 0, 0)
        found = [(row["numerator_low"], row["numerator_high"], row["masked_cells"]) for row in rows]
        return Outcome(Kind.RIGHT) if found == [ends] else Outcome(Kind.WRONG, f"{texts}: {found} and not {ends}")


def _filter(random: Random) -> str:
    column = random.choice(
        [*_COLUMNS, *_COLUMNS, *_NONE_HERE, "school_year", "printed", "Province", *_COLUMNS.values(), "", "x"]
    )
    likely = _LIKELY.get(column, _VALUES) if random.random() < 0.8 else _VALUES
    values = random.choice([",", ",", ", "]).join(random.choices(likely, k=random.choice([1, 1, 1, 2, 3])))
    text = f"{column}{random.choice(['='] * 9 + ['!='] * 2 + [' = ', '==', ':', ''])}{values}"
    if random.random() < 0.6:
        return text
    return _spoilt(text, _EXTRA, random)


def _spoilt(text: str, characters: Sequence[str], random: Random) -> str:
    at = random.randint(0, len(text))
    return text[:at] + random.choice(characters) + text[at + random.choice([0, 0, 0, 1]) :]


def is_json(case: bytes, first: list[type]) -> bool:
    """Tell whether a case is a JSON list that begins with values of these types."""
    try:
        values = json.loads(case)
    except ValueError:
        return False
    return isinstance(values, list) and [type(value) for value in values[: len(first)]] == first


@cache
def _small_file() -> tuple[list[naive.Cell], Data]:
    random = Random(2)  # the same file every time
    with tempfile.TemporaryDirectory() as folder:
        path = generated.write_pupils(Path(folder), generated.masked(generated.random_pupils(random, rows=30)))
        return naive.read_enrolment(path, _YEAR), load([path])


def _plain(text: str) -> str:
    """Give a word without case, accents, apostrophes, and kinds of dashes and spaces."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFC", text).casefold().replace("&", " en "))
    bare = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn" and letter not in "'’‘")
    return " ".join("".join(" " if letter in "_()-" or letter.isspace() else letter for letter in bare).split())


def _kept(cells: list[naive.Cell], texts: list[str]) -> list[naive.Cell] | None:
    """Filter the cells; None where a column or a value does not exist."""
    kept = cells
    wanted: dict[str, set[str]] = {}
    for text in texts:
        name, equals, values = text.partition("=")
        column = next(
            (own for own, dutch in _COLUMNS.items() if _plain(name.rstrip().removesuffix("!")) in {own, dutch}), None
        )
        if not equals or not values or column is None:
            return None
        is_not = name.rstrip().endswith("!")
        present = {_plain(str(getattr(cell, column))) for cell in cells}
        known = (
            present | {_plain(value) for value in _LIKELY[column]}
            if is_not and column not in {"brin", "location"}
            else present
        )
        asked = {_plain(_DUTCH.get(_plain(value), value)) for value in values.split(",")}
        if not asked <= known:
            return None
        if is_not:
            kept = [cell for cell in kept if _plain(str(getattr(cell, column))) not in asked]
        else:
            wanted.setdefault(column, set()).update(asked)
    return [
        cell for cell in kept if all(_plain(str(getattr(cell, column))) in values for column, values in wanted.items())
    ]


_IN_YEARS = "0129-/ ٢_.–"


class Years:
    """School years, and file names that say them."""

    name = "years"

    def make(self, random: Random) -> bytes:
        """Put a year together, and edit it now and then."""
        first = random.choice([1899, 1900, 1999, 2016, 2019, 2024, 2099, random.randint(0, 9999)])
        second = random.choice([first + 1, first + 1, first, first - 1, first + 5])
        mark = random.choice(["-", "-", "/", " - ", "–", ""])
        year = random.choice([f"{first}", f"{first}{mark}{second}", f"{first}{mark}{second % 100:02d}"])
        text = random.choice(
            [
                year,
                year,
                f" {year} ",
                f"leerlingen-{year}.csv",
                f"01.-vo-{year}-{first + 1}.csv",
                f"{year}v2",
                f"{year}{year}",
            ]
        )
        for _ in range(random.choice([0, 0, 1, 2])):
            text = _spoilt(text, _IN_YEARS, random)
        return text.encode()

    def edit(self, case: bytes, random: Random) -> bytes:
        """Edit one character."""
        return _spoilt(case.decode(), _IN_YEARS, random).encode()

    def is_case(self, case: bytes) -> bool:
        """Tell whether it is text."""
        return case.isascii() or case.decode(errors="ignore").encode() == case

    def check(self, case: bytes) -> Outcome:
        """Read it as a year and as a file name."""
        text = case.decode()
        named, other = years_in_name(text), _years_in(text)
        if named != other:
            return Outcome(Kind.WRONG, f"the file name {text!r} says {named}, and on second reading {other}")
        expected = _year(text.strip())
        try:
            found: str | None = parse_year(text)
        except UsageError as error:
            return Outcome(Kind.STRICTER if expected else Kind.REFUSED, str(error))
        return (
            Outcome(Kind.RIGHT) if found == expected else Outcome(Kind.WRONG, f"{text!r} is {found} and not {expected}")
        )


def _year(text: str) -> str | None:
    """Read `2019`, or `2019-2020`, `2019/20` with one mark and spaces around it."""
    first, rest = text[:4], text[4:].strip()
    if not _is_first(first):
        return None
    if not rest:
        return _named(first) if len(text) == 4 else None
    second = rest[1:].strip()
    return _named(first) if rest[0] in "-/" and _follows(first, second) else None


def _is_first(text: str) -> bool:
    return len(text) == 4 and text[:2] in {"19", "20"} and text.isascii() and text.isdecimal()


def _named(first: str) -> str:
    return f"{int(first)}-{int(first) + 1}"


def _follows(first: str, second: str) -> bool:
    later = str(int(first) + 1)
    return second == later[2:] or (second == later and _is_first(later))


def _years_in(name: str) -> list[str]:
    """Take the runs of digits one after another: two that stand together and follow are one year."""
    runs: list[tuple[int, int]] = []
    for at, char in enumerate(name):
        if char.isdecimal():
            runs = [*runs[:-1], (runs[-1][0], at + 1)] if runs and runs[-1][1] == at else [*runs, (at, at + 1)]
    pairs, alone, at = [], [], 0
    while at < len(runs):
        first = name[slice(*runs[at])]
        second = name[slice(*runs[at + 1])] if at + 1 < len(runs) else ""
        between = name[runs[at][1] : runs[at + 1][0]].strip() if second else ""
        is_pair = (
            _is_first(first)
            and between in {"-", "/"}
            and (_is_first(second) or (len(second) == 2 and second.isascii() and second.isdecimal()))
        )
        if is_pair and _follows(first, second):
            pairs.append(_named(first))
            at += 2
            continue
        if is_pair:
            alone += [_named(one) for one in (first, second) if _is_first(one)]
            at += 2
            continue
        if _is_first(first):
            alone.append(_named(first))
        at += 1
    return list(dict.fromkeys(pairs + alone))
