"""Staffing facts: one row per institution, role, profile and school year.

A file is wide over years, or has a row for each. Rows of other school types and of boards as a whole are out of scope,
and named; a school type that the catalog does not have is unknown, not out of scope. A printed 0 may mean "not reported": it is kept as 0 and counted, since DUO prints the same for both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli import years
from sto_cli.language import Message, message
from sto_cli.reading import cells
from sto_cli.reading.codes import UnknownCode
from sto_cli.reading.layout import AMOUNTS, COUNT_YEAR, amount_of

if TYPE_CHECKING:
    from sto_cli.catalog import Catalog
    from sto_cli.reading.file import File

# Sorted after every school type.
_BOARD = "~ board"
_THOUSANDS = r"^[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?$"

_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "school_year": pl.String,
    "source": pl.String,
    "file": pl.String,
    "education": pl.String,
    "brin": pl.String,
    "role": pl.String,
    "profile": pl.String,
    "persons": pl.Int64,
    "persons_masked_cells": pl.Int64,
    "persons_low": pl.Int64,
    "persons_high": pl.Int64,
    "fte": pl.Decimal(18, 6),
    "fte_masked_cells": pl.Int64,
    "fte_low": pl.Decimal(18, 6),
    "fte_high": pl.Decimal(18, 6),
    "side_entrants": pl.Int64,
    "side_entrants_masked_cells": pl.Int64,
    "side_entrants_low": pl.Int64,
    "side_entrants_high": pl.Int64,
}
STAFFING = pl.Schema(_COLUMNS)
"""The schema of the staffing facts. Each amount has its printed value, 1 where a mask is printed instead (`_masked_cells`), and
its certain bounds; all are null where the file has no such column for that year. `education`, `role` and `profile` are null
where the file has no such column, and begin with `?` where the catalog does not have the code. `fte_high` is null behind a mask where the source declares no most FTE of a person."""


def tidied(file: File, rows: pl.DataFrame, catalog: Catalog) -> pl.DataFrame:
    """Write each cell as DUO does: no stray spaces, the spelling of the catalog, no thousands dots.

    `1.540` has thousands where a decimal comma stands in an FTE column of the file.
    """
    tidy = rows.with_columns(pl.col(file.fields).str.strip_chars().replace("", None))
    for column, codes in _spellings(file, catalog).items():
        if column in tidy.columns:
            values = tidy[column].drop_nulls().unique()
            written = {value: codes.get(cells.fold(value), value) for value in values}
            tidy = tidy.with_columns(pl.col(column).replace(written))
    in_fte = [pl.col(name).str.contains(",", literal=True).any() for name in fte_columns(file)]
    commas = tidy.filter(in_scope(file)).select(pl.any_horizontal(False, *in_fte)).to_series()
    if not commas.any():
        return tidy
    amounts = [name for name in file.recognised.columns if amount_of(name) in AMOUNTS]
    plain = (
        pl.when(pl.col(name).str.contains(_THOUSANDS))
        .then(pl.col(name).str.replace_all(".", "", literal=True))
        .otherwise(pl.col(name))
        .alias(name)
        for name in amounts
    )
    return tidy.with_columns(plain)


def _spellings(file: File, catalog: Catalog) -> dict[str, dict[str, str]]:
    """Give, by column of codes, how DUO writes what a cell folds to."""
    education = (*file.source.education_in_scope, *file.source.education_out_of_scope)
    roles = {cells.fold(name): role.spellings[0] for role in catalog.roles.values() for name in role.spellings}
    profiles = {cells.fold(name): each.spellings[0] for each in catalog.profiles.values() for name in each.spellings}
    boards = {cells.fold(name): name for name in file.source.board_rows}
    return {
        "education": {cells.fold(name): name for name in education},
        "role": roles,
        "profile": profiles | {cells.fold("N.v.t."): "N.v.t."},
        "brin": boards,
    }


def out_of_scope(file: File, rows: pl.DataFrame) -> dict[Message, int]:
    """Count the rows out of scope, by reason."""
    out = rows.select(reason=_out_of_scope(file)).drop_nulls().group_by("reason").len().sort("reason")
    return {
        message("a board as a whole (bovenschools)")
        if reason == _BOARD
        else message("ONDERWIJSTYPE {education}", education=reason): number
        for reason, number in out.iter_rows()
    }


def in_scope(file: File) -> pl.Expr:
    """Tell whether a row, tidied, is in scope."""
    return _out_of_scope(file).is_null()


def _out_of_scope(file: File) -> pl.Expr:
    """Give the school type, or `_BOARD`, of a row that is out of scope; null where it is in scope."""
    board = pl.col("brin").is_in(file.source.board_rows).fill_null(value=False)
    reason = pl.when(board).then(pl.lit(_BOARD))
    if "education" not in file.recognised.columns:
        return reason.otherwise(None)
    other = pl.col("education").is_in(file.source.education_out_of_scope)
    return reason.when(other).then(pl.col("education")).otherwise(None)


def fte_columns(file: File) -> list[str]:
    """List the columns of FTE."""
    return [column for column in file.recognised.columns if amount_of(column) == "fte"]


def facts(file: File, rows: pl.DataFrame, catalog: Catalog) -> pl.DataFrame:
    """Make staffing facts of rows that keep the rules, of those in scope.

    Returns:
        A frame with the schema `STAFFING`, one row per row of the file and year.
    """
    has, all_of_vo = rows.columns, blank_as_vo(file, rows)
    rows = rows.filter(in_scope(file))
    known = {
        "education": {name: name for name in file.source.education_in_scope},
        "role": catalog.role_spellings,
        "profile": {each.spellings[0]: code for code, each in catalog.profiles.items()}
        | dict.fromkeys(cells.NOT_APPLICABLE, cells.NONE),
    }
    if all_of_vo:
        known["education"][""] = file.source.education_in_scope[0]
    keyed = rows.with_columns(
        source=pl.lit(file.source.id),
        file=pl.lit(str(file.path)),
        **{name: _code(name, codes) if name in has else pl.lit(None, pl.String) for name, codes in known.items()},
    )
    if COUNT_YEAR in has:
        return _facts(file, keyed, cells.school_year(COUNT_YEAR), "")
    return pl.concat(
        [_facts(file, keyed, pl.lit(years.school_year(year)), f" {year}") for year in file.recognised.years]
    )


def blank_as_vo(file: File, rows: pl.DataFrame) -> int:
    """Count the rows without a type of education that count as vo, as they do where every other row is of vo."""
    if (
        "education" not in rows.columns
        or not rows["education"].drop_nulls().is_in(file.source.education_in_scope).all()
    ):
        return 0
    return rows["education"].null_count()


def _code(column: str, codes: dict[str, str]) -> pl.Expr:
    """Give the code of a cell, tidied; an unknown code stays as printed, after a question mark."""
    text = pl.col(column).fill_null("")
    return text.replace_strict(codes, default=pl.lit(cells.UNKNOWN) + text)


def unknown(file: File, facts: pl.DataFrame, rows: pl.DataFrame) -> tuple[UnknownCode, ...]:
    """List the codes that the catalog does not have, with their rows, and the persons of the year that has most."""
    found = []
    for column in ("education", "role", "profile"):
        if column not in file.recognised.columns:
            continue
        here = facts.filter(pl.col(column).str.starts_with(cells.UNKNOWN))
        years = here.group_by(column, "school_year").agg(pl.col("persons_low", "persons_high").sum())
        persons = years.group_by(column).agg(pl.col("persons_low", "persons_high").max()).sort(column)
        for code, low, high in persons.iter_rows():
            printed = code.removeprefix(cells.UNKNOWN)
            number = rows.filter(in_scope(file), pl.col(column).fill_null("") == printed).height
            found.append(UnknownCode(file.header_of(column), printed, number, low, high))
    return tuple(found)


def _facts(file: File, keyed: pl.DataFrame, school_year: pl.Expr, year: str) -> pl.DataFrame:
    """Make facts of the columns of one year, or of those of every year where each row says its own."""
    masks = file.source.masks
    columns: dict[str, pl.Expr] = {"school_year": school_year}
    for amount in AMOUNTS:
        column = f"{amount}{year}"
        said = {"": "printed", "_masked_cells": "masked_cells", "_low": "low", "_high": "high"}
        if column not in keyed.columns:
            columns |= {amount + end: pl.lit(None, STAFFING[amount + end]) for end in said}
        elif amount != "fte":
            counted = cells.counted(column, masks)
            columns |= {amount + end: counted[name] for end, name in said.items()}
        else:
            printed, is_masked = cells.decimal(column).fill_null(0), cells.masked(column, masks)
            # A mask beside 0 persons contradicts them: then the mask says how many there are, as where no persons are printed.
            persons = columns["persons_high"]
            most = pl.when(persons > 0).then(persons).otherwise(cells.counted(column, masks)["high"])
            behind = (most * pl.lit(file.source.fte_cap, pl.Float64)).round(6).cast(STAFFING["fte"])
            columns |= {
                "fte": printed,
                "fte_masked_cells": is_masked,
                "fte_low": printed,
                "fte_high": pl.when(is_masked).then(behind).otherwise(printed),
            }
    return keyed.with_columns(**columns).select(STAFFING.keys()).cast(STAFFING)
