"""Staffing facts: one row per institution, role, profile and school year, from a file wide over years.

These files are small (thousands of rows), so they are read whole. Rows of other school types and of
boards as a whole are out of scope, and named. A printed 0 may mean "not reported": it is kept as 0
and counted, since DUO prints the same for both.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from sto_cli import years
from sto_cli.errors import InputError
from sto_cli.reading import cells, checks, facts
from sto_cli.reading.checks import Rule
from sto_cli.reading.read import SURPLUS
from sto_cli.reading.tidy import NONE

if TYPE_CHECKING:
    from sto_cli.catalog import Catalog
    from sto_cli.reading.read import Raw

AMOUNTS = ("persons", "fte", "side_entrants")

_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "school_year": pl.String,
    "source": pl.String,
    "file": pl.String,
    "brin": pl.String,
    "role": pl.String,
    "profile": pl.String,
    "persons": pl.Int64,
    "persons_small": pl.Int64,
    "fte": pl.Decimal(18, 6),
    "fte_small": pl.Int64,
    "side_entrants": pl.Int64,
    "side_entrants_small": pl.Int64,
}
STAFFING = pl.Schema(_COLUMNS)
"""The schema of the staffing facts. Each amount has its printed value and, beside it, 1 where a mask
of 1 to 4 is printed instead; both are null where the file has no such column for that year. `role`
and `profile` are null where the file has no such column."""


def read_rows(raw: Raw) -> pl.DataFrame:
    """Read the file whole, as text, and see that it is: no row too long, none swallowed by a quote."""
    frame = facts.collect(raw, raw.scan())
    facts.check_rows(raw, frame.height, surplus=frame[SURPLUS].is_not_null().any())
    return frame.drop(SURPLUS)


def split_scope(raw: Raw, rows: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, int]]:
    """Divide rows into those in scope and the number of those out of it, by reason."""
    marked = rows.with_columns(reason=_out_of_scope(raw))
    out = marked.filter(pl.col("reason").is_not_null()).group_by("reason").len().sort("reason")
    return marked.filter(pl.col("reason").is_null()).drop("reason"), dict(out.iter_rows())


def _out_of_scope(raw: Raw) -> pl.Expr:
    """Give the reason why a row is out of scope; null where it is in scope."""
    board = pl.col("brin").str.to_lowercase().is_in(raw.source.board_rows)
    reason = pl.when(board).then(pl.lit("a board as a whole (bovenschools)"))
    if "education" not in raw.recognised.columns:
        return reason
    other = ~pl.col("education").fill_null("blank").is_in(raw.source.education_in_scope)
    return reason.when(other).then(pl.format("ONDERWIJSTYPE {}", pl.col("education").fill_null("blank")))


def tidy(raw: Raw, rows: pl.DataFrame, catalog: Catalog) -> pl.DataFrame:
    """Make staffing facts of the rows in scope.

    Returns:
        A frame with the schema `STAFFING`, one row per row of the file and year.

    Raises:
        InputError: a key is no BRIN, an amount is no amount, a code is not in the catalog, a key
            occurs twice, or the decimal mark cannot be told from a thousands mark.
    """
    keys = [column for column in ("education", "board", "brin", "role", "profile") if column in rows.columns]
    amounts = [column for column in rows.columns if column.partition(" ")[0] in AMOUNTS]
    _check_decimal_mark(raw, rows, [column for column in amounts if column.startswith("fte ")])
    if wrong := checks.broken(rows, _rules(raw, catalog, rows.columns, amounts)):
        raise checks.refuse(raw, wrong)
    if rows.select(pl.struct(keys).n_unique()).item() < rows.height:
        raise checks.refuse_duplicates(raw, {key: pl.col(key) for key in keys})
    keyed = rows.with_columns(
        source=pl.lit(raw.source.id),
        file=pl.lit(str(raw.path)),
        role=pl.col("role").replace_strict(catalog.role_spellings) if "role" in keys else pl.lit(None, pl.String),
        profile=_profile().replace_strict(_profiles(catalog)) if "profile" in keys else pl.lit(None, pl.String),
    )
    return pl.concat([_of_year(keyed, year, raw.source.masks) for year in raw.recognised.years]).cast(STAFFING)


def _of_year(keyed: pl.DataFrame, year: int, masks: tuple[str, ...]) -> pl.DataFrame:
    columns: dict[str, pl.Expr] = {"school_year": pl.lit(years.school_year(year))}
    for amount in AMOUNTS:
        column = f"{amount} {year}"
        if column in keyed.columns:
            printed = cells.decimal(column).fill_null(0) if amount == "fte" else cells.known(column)
            columns |= {amount: printed, f"{amount}_small": cells.masked(column, masks).cast(pl.Int64)}
        else:
            columns |= {amount: pl.lit(None, STAFFING[amount]), f"{amount}_small": pl.lit(None, pl.Int64)}
    return keyed.with_columns(**columns).select(STAFFING.keys()).cast(STAFFING)


def _rules(raw: Raw, catalog: Catalog, columns: list[str], amounts: list[str]) -> list[Rule]:
    rules = [checks.BRIN]
    if "role" in columns:
        unknown = ~pl.col("role").is_in(list(catalog.role_spellings)).fill_null(value=False)
        rules.append(
            Rule("role", unknown, "no FUNCTIEGROEP that the catalog knows; see sto catalog roles", is_code=True)
        )
    if "profile" in columns:
        unknown = ~_profile().is_in(list(_profiles(catalog)))
        rules.append(
            Rule("profile", unknown, "no profile that the catalog knows; see sto catalog profiles", is_code=True)
        )
    rules += [_amount_rule(raw, column) for column in amounts]
    entrants = [column for column in amounts if column.startswith("side_entrants ")]
    rules += [_entrants_rule(raw, column) for column in entrants if _persons_of(column) in amounts]
    in_scope = _out_of_scope(raw).is_null()
    return [replace(rule, broken=in_scope & rule.broken) for rule in rules]


def _amount_rule(raw: Raw, column: str) -> Rule:
    masks = raw.source.masks
    mask = " or ".join(f"'{mask}'" for mask in masks)
    if column.startswith("fte "):
        return Rule(
            column, cells.is_bad_amount(column, masks), f"no amount; a number such as 12,5 or {mask} was expected"
        )
    return Rule(column, cells.is_bad_count(column, masks), f"no count; a whole number or {mask} was expected")


def _entrants_rule(raw: Raw, column: str) -> Rule:
    """Side entrants are some of the persons, so no row has more of them."""
    persons = _persons_of(column)
    most = pl.when(cells.masked(persons, raw.source.masks)).then(raw.source.mask_high).otherwise(cells.known(persons))
    least = pl.when(cells.masked(column, raw.source.masks)).then(raw.source.mask_low).otherwise(cells.known(column))
    both_read = ~cells.is_bad_count(column, raw.source.masks) & ~cells.is_bad_count(persons, raw.source.masks)
    return Rule(column, both_read & (least > most), f"more than {checks.header_of(raw, persons)} on the same row")


def _persons_of(column: str) -> str:
    return column.replace("side_entrants", "persons")


def _profile() -> pl.Expr:
    return pl.col("profile").fill_null("").str.to_lowercase()


def _profiles(catalog: Catalog) -> dict[str, str]:
    return catalog.profile_spellings | {"n.v.t.": NONE, "": NONE}


def _check_decimal_mark(raw: Raw, rows: pl.DataFrame, columns: list[str]) -> None:
    """Refuse a file where `1.204` may be 1,204 as well as 1.204.

    A decimal comma anywhere settles it (then no point may occur), and so does a point that is not
    followed by exactly three digits.
    """
    if not columns:
        return
    text = pl.concat([rows[column].rename("text") for column in columns]).drop_nulls()
    comma = text.str.contains(",", literal=True)
    point = text.str.contains(".", literal=True)
    if comma.any() and point.any():
        at = text.filter(point)[0]
        raise InputError(
            f"{raw.path}: FTE amounts with a decimal comma and with a point ('{at}') stand in one file; write them in one way."
        )
    if point.any() and text.filter(point).str.contains(r"^\d{1,3}(\.\d{3})+$").all():
        at = text.filter(point)[0]
        raise InputError(
            f"{raw.path}: '{at}' can be read with a thousands point or a decimal point and nothing in the file settles which; write FTE with a decimal comma."
        )
