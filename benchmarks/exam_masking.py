"""The masking experiment on exam candidates: mask a year in full by DUO's rule, and see whether sto finds it back.

Every 1 to 4 of a year is masked. The small-count table is learned on the other half of the BRINs, or on other years.
Everything is done by the code of sto itself. docs/small-counts.md explains what comes out.

    python benchmarks/exam_masking.py 07-…-2016-2017.csv 07-…-2018-2019.csv examenkandidaten-…-2014-2019.csv
"""

from __future__ import annotations

import sys
import zlib
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.catalog import Selection, catalog
from sto_cli.measuring import small_counts
from sto_cli.measuring.measure import measure
from sto_cli.measuring.question import Question, ask
from sto_cli.present import numbers
from sto_cli.reading import exams, paths, places
from sto_cli.reading.load import load, recognised
from sto_cli.reading.one_file import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sto_cli.reading.data import Data

_MOST = 4
HALVES = (0, 1)


class Trial(NamedTuple):
    """One year to mask, and what its table is learned on.

    Attributes:
        name: `half` where it is learned on the other half of the BRINs, `year` where on other years.
        cells: the cells of the year, as printed.
        table: the small-count table.
    """

    name: str
    cells: pl.DataFrame
    table: pl.DataFrame


def trials(files: list[Path]) -> tuple[Data, list[Trial]]:
    """Load files in full, and list what is tried on them: each year and kind of file, learned in both ways."""
    data = load(files)
    cells = pl.concat(_cells(files))
    half = pl.Series([zlib.crc32(brin.encode()) % 2 for brin in cells["brin"]])
    found = []
    for (_, year), of_year in cells.with_columns(half=half).group_by("source", "school_year", maintain_order=True):
        same = cells.filter(source=of_year["source"][0])
        for number in HALVES:
            other = of_year.filter(pl.col("half") != number)
            found.append(Trial("half", of_year.filter(half=number), small_counts.learn(other.drop("half"))))
        found.append(Trial("year", of_year, small_counts.learn(same.filter(pl.col("school_year") != year))))
    return data, found


def _cells(files: list[Path]) -> Iterator[pl.DataFrame]:
    for file in recognised(paths.find(files), {}, encodings=defaultdict(lambda: None), file_years={}):
        read = read_rows(file)
        yield exams.printed_cells(read.file, read.rows.frame)


def _facts(cells: pl.DataFrame, *, masked: bool) -> pl.DataFrame:
    """Make facts of cells, masked or not. A region is the first two digits of a BRIN, since the wide file has no province."""
    small = pl.col("printed").is_between(1, _MOST) & masked
    ends = {"low": 1, "high": _MOST}
    held = cells.with_columns(
        pl.when(small).then(0).otherwise("printed").alias("printed"),
        small.cast(pl.Int64).alias("masked_cells"),
        *(pl.when(small).then(end).otherwise("printed").cast(pl.Int64).alias(name) for name, end in ends.items()),
    )
    keys = [name for name in exams.EXAMS if name not in {"printed", "masked_cells", "low", "high"}]
    facts = held.group_by(keys).agg(pl.col("printed", "masked_cells", "low", "high").sum())
    return places.join(facts.select(exams.EXAMS.keys()), []).with_columns(rmc=pl.col("brin").str.head(2))


def questions(source: str) -> dict[tuple[str, str], Question]:
    """List what is asked of a source, by kind of domain and quantity; counts as well as shares."""
    definition = catalog().definitions["exam_technical_share"]["five" if source == "duo-07" else "sector"]
    share = catalog().indicators["exam_technical_share"]
    count = share._replace(kind="sum", level_unit="count", change_unit="pct_change")
    everybody = definition._replace(parts=(definition.parts[0]._replace(selection=Selection()),))
    asked = {}
    for by in ((), ("track",), ("rmc",), ("rmc", "track")):
        kind = " × ".join(by).replace("rmc", "region") or "national"
        asked[kind, "technical share"] = Question(share, definition, by=by)
        asked[kind, "technical candidates"] = Question(count, definition, by=by)
        asked[kind, "candidates"] = Question(count, everybody, by=by)
    if source == "duo-07":
        ten = tuple(code for code, profile in catalog().profiles.items() if profile.group != "legacy")
        by_profile = definition._replace(parts=(definition.parts[0]._replace(selection=Selection(profiles=ten)),))
        for by in (("track", "profile"), ("rmc", "profile")):
            kind = " × ".join(by).replace("rmc", "region")
            asked[kind, "profile share"] = Question(share, by_profile, by=by)
            asked[kind, "candidates of a profile"] = Question(count, by_profile, by=by)
        asked["national", "profiles with 10 candidates"] = ask("exam_profile_count", min_pupils=10)
    return asked


def run(data: Data, trial: Trial) -> pl.DataFrame:
    """Ask everything of one trial, and set every answer with masked cells in its numerator against the truth.

    Returns:
        One row per domain: `certain` if the certain bounds hold the truth, `held` if the interval does as it is printed, and
        `unrounded` if it does by itself.
    """
    source, year = trial.cells.select("source", "school_year").row(0)
    truth, masked = (
        replace(data, exams=_facts(trial.cells, masked=masked), small_counts=trial.table) for masked in (False, True)
    )
    found = []
    for (kind, quantity), question in questions(source).items():
        domain = pl.concat_str("part", *question.by, separator="|").alias("domain")
        true = measure(truth, question).frame.select(domain, truth="value")
        answers = measure(masked, question).frame.with_columns(domain).join(true, on="domain")
        shown = answers.filter(pl.col("numerator_low") < pl.col("numerator_high"), pl.col("estimate").is_not_null())
        found += [
            {
                "learned on": trial.name,
                "source": source,
                "school_year": year,
                "kind": kind,
                "quantity": quantity,
                "domain": row["domain"],
                "cells": row["masked_cells"],
                "truth": row["truth"],
                "estimate": row["estimate"],
                "est_low": row["est_low"],
                "est_high": row["est_high"],
                "certain": row["low"] <= row["truth"] <= row["high"],
                "held": _holds(row),
                "unrounded": row["est_low"] <= row["truth"] <= row["est_high"],
            }
            for row in shown.iter_rows(named=True)
        ]
    return pl.DataFrame(found)


def _holds(row: dict[str, float]) -> bool:
    """Tell whether an interval holds the truth, with its ends as they are printed: rounded outward."""
    low, high = (
        numbers.rounded(row[end], str(row["unit"]), outward=way) for end, way in (("est_low", -1), ("est_high", 1))
    )
    scale = 100 if row["unit"] == "share" else 1
    return float(low) <= row["truth"] * scale <= float(high)


def summary(results: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Give how many domains there are, how many intervals held, and certain bounds that did."""
    return results.group_by(by, maintain_order=True).agg(
        pl.len().alias("n"),
        *((100 * pl.col(name).mean()).round(1).alias(f"{name} %") for name in ("held", "unrounded")),
        pl.format("{} of {}", pl.col("certain").sum(), pl.len()).alias("certain bounds"),
    )


def main() -> None:
    """Print the comparison as Markdown."""
    if len(sys.argv) < 2:  # noqa: PLR2004  # the program and its files
        sys.exit((__doc__ or "").strip())
    data, listed = trials([Path(name) for name in sys.argv[1:]])
    results = pl.concat(run(data, trial) for trial in listed)
    with pl.Config(
        tbl_formatting="MARKDOWN", tbl_rows=-1, tbl_cols=-1, tbl_width_chars=250,
        tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True,
    ):  # fmt: skip
        print(summary(results, "learned on", "source", "quantity"))
        print("\nBy kind of domain\n", summary(results, "source", "kind", "quantity"), sep="\n")
        print("\nNational\n", results.filter(pl.col("kind") == "national"), sep="\n")


if __name__ == "__main__":
    main()
