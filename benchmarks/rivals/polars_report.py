"""The letter's figures from the files of the sample, hand-written: Polars counts, Rich draws. No estimates, no verdicts.

Prints, by figure and school year, the numbers of which it is made: for pupils and staff the sum of what is printed and the
number of masked cells, of a share first the numerator and then the denominator; for profiles offered their number.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path  # noqa: TC003  # Typer reads annotations at run time
from typing import Annotated

import polars as pl
import typer
from question import MASK, TECHNICAL, TRACK, TRACKS, school_year

OTHER = [
    "Economie en ondernemen", "Horeca, bakkerij en recreatie", "Zorg en welzijn", "Groen", "Dienstverlening en producten",
]  # fmt: skip
VMBO = [*TRACKS, "VMBO TL lj 3-4"]
PARTS = {"technical": TECHNICAL, "other": OTHER}
Figures = dict[str, dict[str, list[float]]]
_GRADES = {grade: [f"LEER- OF VERBLIJFSJAAR {grade} - {sex}" for sex in ("MAN", "VROUW")] for grade in (3, 4)}
_BOTH = [name for names in _GRADES.values() for name in names]


def enrolment(file: Path) -> Figures:
    """Give the figures of one 01 file."""
    text, year = _read(file), school_year(file.name)
    pupils = text.filter(pl.col(TRACK).is_in(TRACKS))
    technical = pupils.filter(pl.col("AFDELING").is_in(TECHNICAL))
    offers = pupils.filter(pl.any_horizontal(pl.col(_BOTH) != "0"))
    place = pl.concat_str(*text.columns[:2]).alias("place")
    offered = offers.select(place, "AFDELING").unique()
    found = {f"profiles {part}": [float(_in(offered, names).height)] for part, names in PARTS.items()}
    legacy = offered.filter(~pl.col("AFDELING").is_in([*TECHNICAL, *OTHER, "N.v.t."]))
    locations = _in(offered, TECHNICAL)["place"].n_unique()
    found |= {"profiles legacy": [float(legacy.height)], "profiles locations": [float(locations)]}
    found["technical share"] = [*_count(technical, _BOTH, MASK), *_count(pupils, _BOTH, MASK)]
    vmbo = text.filter(pl.col(TRACK).is_in(VMBO))
    found["vmbo share"] = [*_count(vmbo, _GRADES[3], MASK), *_count(text, _GRADES[3], MASK)]
    return {figure: {year: numbers} for figure, numbers in found.items()}


def staff(file: Path) -> Figures:
    """Give FTE and side entrants of the staff file, a column for each year."""
    text = _read(file).filter(
        pl.col("ONDERWIJSTYPE") == "VO",
        pl.col("FUNCTIEGROEP") == "Onderwijsgevend personeel",
        pl.col("INSTELLINGSCODE").str.to_lowercase() != "bovenschools",
    )
    figures: Figures = {"side entrants": {}} | {f"fte {part}": {} for part in PARTS}
    technical = _in(text, TECHNICAL, "PROFIEL")
    for name in text.columns:
        if not name.startswith("PERSONEN "):
            continue
        year = school_year(name)
        for part, names in PARTS.items():
            figures[f"fte {part}"][year] = _count(_in(text, names, "PROFIEL"), [name.replace("PERSONEN", "FTE'S")], "*")
        entrants = _count(technical, [name.replace("PERSONEN", "ZIJ-INSTROMERS")], "*")
        figures["side entrants"][year] = [*entrants, *_count(technical, [name], "*")]
    return figures


def _read(file: Path) -> pl.DataFrame:
    raw = file.read_bytes()
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("cp1252")
    return pl.read_csv(io.StringIO(text), separator=";", infer_schema=False)


def _in(frame: pl.DataFrame, names: list[str], column: str = "AFDELING") -> pl.DataFrame:
    return frame.filter(pl.col(column).is_in(names))


def _count(frame: pl.DataFrame, columns: list[str], mask: str) -> list[float]:
    """Give the sum of what is printed and the number of masked cells."""
    number = pl.col(columns).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    printed, masked = frame.select(number.sum()), frame.select((pl.col(columns) == mask).sum())
    return [sum(printed.row(0)), float(sum(masked.row(0)))]


def main(folder: Path, form: Annotated[str, typer.Option("--format")] = "table") -> None:
    """Print the letter's figures of a folder."""
    figures: Figures = {}
    places: dict[str, int] = {}
    for file in sorted(folder.glob("*.csv")):
        if file.name.startswith("01."):
            found = enrolment(file)
        elif file.name.startswith("onderwijspersoneel"):
            found = staff(file)
        else:
            found, places[file.name] = {}, _read(file).height
        for figure, years in found.items():
            figures.setdefault(figure, {}).update(years)
    if form == "json":
        json.dump(figures, sys.stdout)
    else:
        _draw(figures, places)


def _draw(figures: Figures, places: dict[str, int]) -> None:
    from rich.console import Console
    from rich.table import Table

    years = sorted({year for found in figures.values() for year in found})
    table = Table("", *years, title="The indicators of the letter", caption=f"Places: {places}")
    for figure, found in figures.items():
        share = len(next(iter(found.values()))) > 2  # noqa: PLR2004  # numerator and denominator
        cells = (found.get(year) for year in years)
        table.add_row(figure, *(_cell(numbers, share=share) if numbers else "" for numbers in cells))
    Console(width=200).print(table)


def _cell(numbers: list[float], *, share: bool) -> str:
    texts = [f"{number:,.1f}".removesuffix(".0") for number in numbers]
    first = [f"{numbers[0] / numbers[2]:.1%}"] if share else []
    return "\n".join([*first, *texts])


if __name__ == "__main__":
    typer.run(main)
