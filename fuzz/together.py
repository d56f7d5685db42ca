"""Spoilt files beside another year of the same header, which sto reads together: each must say what it says alone."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from fuzz import bases, judge
from fuzz.files import NATIONAL, Files, difference, reading, summed
from fuzz.outcome import Kind, Outcome
from sto_cli.errors import StoError
from sto_cli.reading.load import load
from sto_cli.needs import EVERYTHING

if TYPE_CHECKING:
    from sto_cli.reading.data import Data

_YEARS = {bases.NAME: bases.YEAR, f"other-{bases.NAME}": "2031-2032"}


class Together(Files):
    """Edited files of every layout, each of them as two years."""

    name = "together"

    def check(self, case: bytes) -> Outcome:
        """Let sto read the same bytes as two years, and the judge as each of them."""
        need = EVERYTHING if zlib.crc32(case) % 2 else NATIONAL
        readings = {year: judge.readings(case, year) for year in _YEARS.values()}
        if not all(_is_of(year, possible) for year, (possible, _) in readings.items()):
            return super().check(case)  # it says its years itself
        for name in _YEARS:
            (self.folder / name).write_bytes(case)
        try:
            data = load([self.folder / name for name in _YEARS], file_years=_YEARS, need=need)
        except StoError as error:
            if error.exit_code not in {2, 3}:
                return Outcome(Kind.TRACEBACK, f"exit code {error.exit_code}: {error}")
            return Outcome(Kind.STRICTER if all(one for one, _ in readings.values()) else Kind.REFUSED, str(error))
        for number, (year, (possible, why)) in enumerate(readings.items()):
            expected = [summed(one, need) for one in possible]
            found = summed(reading(_one_year(data, number, year)), need)
            if found not in expected:
                return Outcome(Kind.WRONG, f"{year}: {difference(found, expected, why)}")
        return Outcome(Kind.RIGHT)


def _is_of(year: str, possible: list[judge.Reading]) -> bool:
    """Tell whether a file is of the year that it is said to be; of what nobody can read, it may be."""
    return all(one.kind == "enrolment" and {key[0] for key in one.facts} == {year} for one in possible)


def _one_year(data: Data, number: int, year: str) -> Data:
    return replace(data, files=(data.files[number],), enrolment=data.enrolment.filter(pl.col("school_year") == year))
