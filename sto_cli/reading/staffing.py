"""Staffing facts: one row per institution, role, profile and school year.

A file is wide over years, or has a row for each. Rows of other school types and of boards as a whole are out of scope,
and named. A printed 0 may mean "not reported": it is kept as 0 and counted, since DUO prints the same for both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli import years
from sto_cli.language import message
from sto_cli.reading import cells, rules
from sto_cli.reading.layout import COUNT_YEAR
from sto_cli.reading.rules import AMOUNTS, amount_of

if TYPE_CHECKING:
    from sto_cli.catalog import Catalog
    from sto_cli.language import Message
    from sto_cli.reading.layout import File

# Sorted after every school type.
_BOARD = "~ board"

_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "school_year": pl.String,
    "source": pl.String,
    "file": pl.String,
    "brin": pl.String,
    "role": pl.String,
    "profile": pl.String,
    "persons": pl.Int64,
    "persons_small": pl.Int64,
    "persons_low": pl.Int64,
    "persons_high": pl.Int64,
    "fte": pl.Decimal(18, 6),
    "fte_small": pl.Int64,
    "fte_low": pl.Decimal(18, 6),
    "fte_high": pl.Decimal(18, 6),
    "side_entrants": pl.Int64,
    "side_entrants_small": pl.Int64,
    "side_entrants_low": pl.Int64,
    "side_entrants_high": pl.Int64,
}
STAFFING = pl.Schema(_COLUMNS)
"""The schema of the staffing facts. Each amount has its printed value, 1 where a mask is printed instead (`_small`), and
its certain bounds; all are null where the file has no such column for that year. `role` and `profile` are null where the
file has no such column. `fte_high` is null behind a mask where the source declares no most FTE of a person."""


def out_of_scope(file: File, rows: pl.DataFrame) -> dict[Message, int]:
    """Count the rows out of scope, by reason."""
    out = rows.select(reason=_out_of_scope(file)).drop_nulls().group_by("reason").len().sort("reason")
    return {
        message("a board as a whole (bovenschools)")
        if reason == _BOARD
        else message("ONDERWIJSTYPE {education}", education=reason or message("blank")): number
        for reason, number in out.iter_rows()
    }


def in_scope(file: File) -> pl.Expr:
    """Tell whether a row is in scope."""
    return _out_of_scope(file).is_null()


def _out_of_scope(file: File) -> pl.Expr:
    """Give the school type, or `_BOARD`, of a row that is out of scope; null where it is in scope."""
    board = pl.col("brin").str.to_lowercase().is_in(file.source.board_rows)
    reason = pl.when(board).then(pl.lit(_BOARD))
    if "education" not in file.recognised.columns:
        return reason.otherwise(None)
    education = pl.col("education").fill_null("")
    return reason.when(~education.is_in(file.source.education_in_scope)).then(education).otherwise(None)


def fte_columns(file: File) -> list[str]:
    """List the columns of FTE."""
    return [column for column in file.recognised.columns if amount_of(column) == "fte"]


def facts(file: File, rows: pl.DataFrame, catalog: Catalog) -> pl.DataFrame:
    """Make staffing facts of rows in scope that keep the rules.

    Returns:
        A frame with the schema `STAFFING`, one row per row of the file and year.
    """
    has = rows.columns
    profile = pl.col("profile").fill_null("").str.to_lowercase().replace_strict(rules.profile_names(catalog))
    keyed = rows.with_columns(
        source=pl.lit(file.source.id),
        file=pl.lit(str(file.path)),
        role=pl.col("role").replace_strict(catalog.role_spellings) if "role" in has else pl.lit(None, pl.String),
        profile=profile if "profile" in has else pl.lit(None, pl.String),
    )
    if COUNT_YEAR in has:
        return _facts(file, keyed, cells.school_year(COUNT_YEAR), "")
    return pl.concat(
        [_facts(file, keyed, pl.lit(years.school_year(year)), f" {year}") for year in file.recognised.years]
    )


def _facts(file: File, keyed: pl.DataFrame, school_year: pl.Expr, year: str) -> pl.DataFrame:
    """Make facts of the columns of one year, or of those of every year where each row says its own."""
    masks = file.source.masks
    columns: dict[str, pl.Expr] = {"school_year": school_year}
    for amount in AMOUNTS:
        column, said = f"{amount}{year}", {"": "known", "_small": "small", "_low": "low", "_high": "high"}
        if column not in keyed.columns:
            columns |= {amount + end: pl.lit(None, STAFFING[amount + end]) for end in said}
        elif amount != "fte":
            counted = cells.counted(column, masks)
            columns |= {amount + end: counted[name] for end, name in said.items()}
        else:
            printed, is_masked = cells.decimal(column).fill_null(0), cells.masked(column, masks)
            most = pl.min_horizontal(cells.counted(column, masks)["high"], columns["persons_high"])
            behind = (most * pl.lit(file.source.fte_cap, pl.Float64)).round(6).cast(STAFFING["fte"])
            columns |= {
                "fte": printed,
                "fte_small": is_masked,
                "fte_low": printed,
                "fte_high": pl.when(is_masked).then(behind).otherwise(printed),
            }
    return keyed.with_columns(**columns).select(STAFFING.keys()).cast(STAFFING)
