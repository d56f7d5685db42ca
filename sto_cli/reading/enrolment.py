"""Enrolment facts: one row per location, track, grade, profile and sex, with the certain bounds of its count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.reading import cells, codes
from sto_cli.reading.layout import COUNT_YEAR
from sto_cli.reading.rows import LINE

if TYPE_CHECKING:
    from sto_cli.reading.file import File

BOTH_SEXES = ""
"""The sex of a count in which boys and girls are one number."""

ENROLMENT = pl.Schema(
    {
        "school_year": pl.String,
        "source": pl.String,
        "grain": pl.String,
        "location": pl.String,
        "brin": pl.String,
        "name": pl.String,
        "place": pl.String,
        "province": pl.String,
        "track": pl.String,
        "grade": pl.UInt8,
        "sector": pl.String,
        "profile": pl.String,
        "sex": pl.String,
        "printed": pl.Int64,
        "masked_cells": pl.Int64,
        "low": pl.Int64,
        "high": pl.Int64,
    }
)
"""The schema of the enrolment facts. A row says how many pupils are printed (`printed`), how many masked cells there are
besides (`masked_cells`), and between what the number of pupils certainly lies (`low`, `high`)."""

AMOUNTS = ("printed", "masked_cells", "low", "high")
"""What a fact says of a number of pupils."""
HOLDS_ANY = (pl.col("printed") > 0) | (pl.col("masked_cells") > 0)
_KEYS = [name for name in ENROLMENT if name not in {*AMOUNTS, "grade", "sex"}]
PROGRAMME = "programme"
"""AFDELING as printed, beside the cells of a file."""


def facts(file: File, rows: pl.DataFrame) -> pl.DataFrame:
    """Make enrolment facts of rows that keep the rules, with their codes (`codes.coded`).

    Returns:
        A frame with the schema `ENROLMENT`, in no order, without counts of 0.
    """
    keyed = _keyed(file, rows)
    # Rows share keys, and text is slow to group by: once for the rows, and for their cells by the number of the group.
    groups = keyed.group_by(_KEYS).agg(LINE).with_row_index("group")
    group_of = groups.lazy().select("group", LINE).explode(LINE)
    summed = _held(file, rows).join(group_of, on=LINE).group_by("group", "grade", "sex").agg(pl.col(AMOUNTS).sum())
    held = summed.join(groups.lazy().drop(LINE), on="group")
    return held.select(pl.col(name).cast(kind) for name, kind in ENROLMENT.items()).collect()


def printed_cells(file: File, rows: pl.DataFrame) -> pl.DataFrame:
    """Make a row of each cell that the file prints and that holds a pupil: the columns of `ENROLMENT`, and `PROGRAMME`.

    A location has several cells of one profile, track, grade and sex, one for each elementcode.
    """
    return _held(file, rows).join(_keyed(file, rows).lazy(), on=LINE).collect()


def _held(file: File, rows: pl.DataFrame) -> pl.LazyFrame:
    """Make a row of each cell that holds a pupil: the line it stands on, what its column says, and its amounts."""
    printed = pl.concat([_of_column(rows.lazy(), name) for name in file.counts])
    counted = printed.with_columns(**cells.counted("cell", file.masks)).drop("cell")
    return counted.filter(HOLDS_ANY)


def _of_column(rows: pl.LazyFrame, name: str) -> pl.LazyFrame:
    """Take the cells of one count column that are not 0: of `pupils_3_boys` grade and sex, of `pupils` the grade of its row."""
    _, *of = name.split("_")
    grade = pl.lit(int(of[0])) if of else pl.col("grade")
    sex = pl.lit(of[1] if of else BOTH_SEXES)
    return rows.filter(pl.col(name) != "0").select(LINE, cell=name, grade=grade.cast(pl.UInt8), sex=sex)


def _keyed(file: File, rows: pl.DataFrame) -> pl.DataFrame:
    """Give the keys of each row, all but grade and sex."""
    return with_keys(file, rows).select(LINE, *_KEYS, PROGRAMME)


def with_keys(file: File, rows: pl.DataFrame) -> pl.DataFrame:
    """Put the keys of each row of pupils or exam candidates beside its cells; the year where the row or the file says it."""
    absent = {name: pl.lit(None, pl.String) for name in ("name", "place") if name not in rows.columns}
    return rows.with_columns(
        school_year=cells.school_year(COUNT_YEAR) if COUNT_YEAR in rows.columns else pl.lit(file.year),
        source=pl.lit(file.source.id),
        grain=pl.lit(file.source.grain),
        location=pl.col("brin") + cells.location_number(),
        province=codes.PROVINCE,
        sector=codes.SECTOR,
        **absent,
    )
