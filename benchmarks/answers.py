"""What a program answered, read from what it printed, in one form for all: numbers by key.

The key is a school year, with the figure where there are several. The numbers are those of
`rivals/question.py`: the sum of what is printed and the number of masked cells, of the numerator and of the denominator.
"""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Answer = dict[tuple[str, ...], tuple[float, ...]]
# A masked cell stands for 1 to 4.
_LEAST, _MOST = 1, 4
_DIGITS = 6
_NUMBERS = ("technical", "technical_masked", "pupils", "pupils_masked")
# The figures of polars_report.py, by what sto calls them.
_FIGURES = {
    ("technical_share", "technical"): "technical share",
    ("vmbo_share", "vmbo"): "vmbo share",
    ("side_entrant_rate", "technical"): "side entrants",
    ("fte_change", "technical"): "fte technical",
    ("fte_change", "other"): "fte other",
}


def rival_json(path: Path) -> Answer:
    """Read `{year: numbers}`."""
    return {(year,): tuple(numbers) for year, numbers in json.loads(path.read_text()).items()}


def rival_csv(path: Path) -> Answer:
    """Read a row per year."""
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["school_year"],): tuple(int(row[name]) for name in _NUMBERS) for row in csv.DictReader(file)}


def sto_json(path: Path) -> Answer:
    """Read the levels of a share, each from its certain bounds."""
    return {(row["school_year"],): _share(row) for row in json.loads(path.read_text())["rows"]}


def sto_csv(path: Path) -> Answer:
    """Read the same from CSV."""
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["school_year"],): _share(row) for row in csv.DictReader(file)}


def rival_report(path: Path) -> Answer:
    """Read `{figure: {year: numbers}}`."""
    figures = json.loads(path.read_text())
    return {(figure, year): _rounded(numbers) for figure, years in figures.items() for year, numbers in years.items()}


def sto_report(path: Path) -> Answer:
    """Read the levels of every figure of the letter."""
    found: Answer = {}
    for row in json.loads(path.read_text())["rows"]:
        if row["from_year"] is not None:
            continue
        figure, year = (row["indicator"], row["part"]), row["school_year"]
        if row["unit"] == "share":
            found[_FIGURES[figure], year] = _share(row)
        elif row["unit"] == "fte":
            # A masked FTE is more than 0, so the lower bound is the sum of what is printed.
            found[_FIGURES[figure], year] = _rounded([row["low"], row["masked_cells"]])
        elif row["low"] == row["high"]:
            found[f"profiles {row['part']}", year] = (row["low"],)
    return found


def difference(one: Answer, other: Answer) -> str:
    """Say where two answers part, or nothing."""
    if one == other:
        return ""
    parts = [key for key in {**one, **other} if one.get(key) != other.get(key)]
    return f"{len(parts)} of {len(one)}, for instance {parts[0]}: {one.get(parts[0])} and {other.get(parts[0])}"


def _share(row: Mapping[str, str | float]) -> tuple[float, ...]:
    return _counted(row, "numerator") + _counted(row, "denominator")


def _counted(row: Mapping[str, str | float], name: str) -> tuple[float, float]:
    """Tell printed sum and masked cells from the certain bounds of a number."""
    low, high = float(row[f"{name}_low"]), float(row[f"{name}_high"])
    masked = (high - low) / (_MOST - _LEAST)
    return (low - _LEAST * masked, masked)


def _rounded(numbers: list[float]) -> tuple[float, ...]:
    return tuple(round(number, _DIGITS) for number in numbers)
