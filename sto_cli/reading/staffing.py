"""Staffing facts: one row per institution, role, profile and school year.

A file is wide over years, or has a row for each. These files are small (thousands of rows), so they are read whole. Rows of other school types and of
boards as a whole are out of scope, and named. A printed 0 may mean "not reported": it is kept as 0
and counted, since DUO prints the same for both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli import years
from sto_cli.errors import InputError
from sto_cli.language import either, message
from sto_cli.reading import cells, checks, decimal_mark, refusals
from sto_cli.reading.checks import Rule
from sto_cli.reading.codes import NONE
from sto_cli.reading.recognise import COUNT_YEAR
from sto_cli.reading.sums import count_rule
from sto_cli.reading.wide import as_one

if TYPE_CHECKING:
    from sto_cli.catalog import Catalog, Source
    from sto_cli.language import Message
    from sto_cli.reading.raw import Raw

# Sorted after every school type.
_BOARD = "~ board"
AMOUNTS = ("persons", "fte", "side_entrants")
_MOST_FACTS = 1 << 20
"""How many rows times years a file may have in scope, since it is read whole: as many as a sheet of Excel has rows."""

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
"""The schema of the staffing facts. Each amount has its printed value and, beside it, 1 where a mask is printed instead,
and the least and the most that it can be; all are null where the file has no such column for that year, and so is
`fte_high` of a mask where the source declares no cap. `role` and `profile` are null where the file has no such column."""


def split_scope(raw: Raw, rows: pl.DataFrame) -> tuple[pl.DataFrame, dict[Message, int]]:
    """Divide rows into those in scope and the number of those out of it, by reason.

    Raises:
        InputError: the header stands among the rows.
    """
    if again := checks.broken(rows, [checks.header_again(raw)]):
        raise refusals.refuse(raw, again)
    marked = rows.with_columns(reason=_out_of_scope(raw))
    out = marked.filter(pl.col("reason").is_not_null()).group_by("reason").len().sort("reason")
    reasons = {
        message("a board as a whole (bovenschools)")
        if reason == _BOARD
        else message("ONDERWIJSTYPE {education}", education=reason or message("blank")): number
        for reason, number in out.iter_rows()
    }
    return marked.filter(pl.col("reason").is_null()).drop("reason"), reasons


def in_scope(raw: Raw) -> pl.Expr:
    """Tell whether a row is in scope."""
    return _out_of_scope(raw).is_null()


def _out_of_scope(raw: Raw) -> pl.Expr:
    """Give the school type, or `_BOARD`, of a row that is out of scope; null where it is in scope."""
    board = pl.col("brin").str.to_lowercase().is_in(raw.source.board_rows)
    reason = pl.when(board).then(pl.lit(_BOARD))
    if "education" not in raw.recognised.columns:
        return reason
    education = pl.col("education").fill_null("")
    return reason.when(~education.is_in(raw.source.education_in_scope)).then(education)


def tidy(raw: Raw, rows: pl.DataFrame, catalog: Catalog) -> pl.DataFrame:
    """Make staffing facts of the rows in scope.

    Returns:
        A frame with the schema `STAFFING`, one row per row of the file and year.

    Raises:
        InputError: a key is no BRIN, an amount is no amount, a code is not in the catalog, a key
            occurs twice, the decimal mark cannot be told from a thousands mark, or there are too many rows.
    """
    _refuse_too_many(raw, rows.height)
    keys = unique_key(rows.columns)
    check_decimal_mark(raw, rows)
    if wrong := checks.broken(rows, row_rules(raw, catalog)):
        raise refusals.refuse(raw, wrong)
    if rows.select(as_one(*map(pl.col, keys)).n_unique()).item() < rows.height:
        raise refusals.refuse_duplicates(raw, {key: pl.col(key) for key in keys})
    keyed = rows.with_columns(
        source=pl.lit(raw.source.id),
        file=pl.lit(str(raw.path)),
        role=pl.col("role").replace_strict(catalog.role_spellings) if "role" in keys else pl.lit(None, pl.String),
        profile=_profile().replace_strict(_profiles(catalog)) if "profile" in keys else pl.lit(None, pl.String),
    )
    if COUNT_YEAR in keys:
        return _facts(keyed, cells.school_year(COUNT_YEAR), "", raw.source)
    found = [_facts(keyed, pl.lit(years.school_year(year)), f" {year}", raw.source) for year in raw.recognised.years]
    return pl.concat(found)


def _refuse_too_many(raw: Raw, rows: int) -> None:
    years_told = max(1, len(raw.recognised.years))
    if rows * years_told > _MOST_FACTS:
        raise InputError(
            message(
                "{path}: {rows:,} rows of staff in scope, times the years that each tells of, are {facts:,}, more than the {most:,} "
                "that sto reads from one file; divide it by years.",
                path=raw.path,
                rows=rows,
                facts=rows * years_told,
                most=_MOST_FACTS,
            )
        )


def unique_key(columns: list[str]) -> list[str]:
    """List the columns that no two rows in scope may share."""
    return [name for name in ("education", "board", "brin", "role", "profile", COUNT_YEAR) if name in columns]


def _amount(column: str) -> str:
    """Name the amount of a column: `fte` of `fte 2018`, or of `fte` beside a column of years."""
    return column.partition(" ")[0]


def _facts(keyed: pl.DataFrame, school_year: pl.Expr, year: str, source: Source) -> pl.DataFrame:
    """Make facts of the columns of one year, or of those of every year where each row says its own."""
    columns: dict[str, pl.Expr] = {"school_year": school_year}
    for amount in AMOUNTS:
        column, names = f"{amount}{year}", [amount, *(f"{amount}_{what}" for what in ("small", "low", "high"))]
        values = [pl.lit(None)] * len(names)
        if column in keyed.columns:
            is_masked, (low, high) = cells.masked(column, source.masks), cells.ends(column, source.masks)
            printed = cells.known(column, source.masks)
            if amount == "fte":
                printed = low = cells.decimal(column).fill_null(0)
                most = (pl.min_horizontal(high, columns["persons_high"]) * source.fte_cap).round(6)
                high = pl.when(is_masked).then(most.cast(pl.Decimal(18, 6))).otherwise(printed)
            values = [printed, is_masked, low, high]
        columns |= dict(zip(names, values, strict=True))
    return keyed.with_columns(**columns).select(STAFFING.keys()).cast(STAFFING)


def row_rules(raw: Raw, catalog: Catalog) -> list[Rule]:
    """List the rules that every row in scope keeps."""
    columns = [*raw.recognised.columns]
    amounts = [column for column in columns if _amount(column) in AMOUNTS]
    rules = [checks.BRIN]
    if "role" in columns:
        unknown = ~pl.col("role").is_in(list(catalog.role_spellings)).fill_null(value=False)
        rules.append(
            Rule(
                "role", unknown, message("no FUNCTIEGROEP that the catalog knows; see sto catalog roles"), is_code=True
            )
        )
    if "profile" in columns:
        rules.append(_blank_profile(columns))
        unknown = ~_profile().is_in(list(_profiles(catalog)))
        rules.append(
            Rule(
                "profile", unknown, message("no profile that the catalog knows; see sto catalog profiles"), is_code=True
            )
        )
    if COUNT_YEAR in columns:
        no_year = ~pl.col(COUNT_YEAR).str.contains(r"^(19|20)[0-9][0-9]$").fill_null(value=False)
        rules.append(Rule(COUNT_YEAR, no_year, message("no year; four digits such as 2018 were expected")))
    rules += [_amount_rule(raw, column) for column in amounts]
    entrants = [column for column in amounts if _amount(column) == "side_entrants"]
    rules += [_entrants_rule(raw, column) for column in entrants if _persons_of(column) in amounts]
    return [rule._replace(broken=in_scope(raw) & rule.broken) for rule in rules]


def _blank_profile(columns: list[str]) -> Rule:
    """A row without a profile, beside rows of the same staff that have one, is as a rule their total."""
    same = [name for name in ("education", "board", "brin", "role", COUNT_YEAR) if name in columns]
    others = pl.col("profile").is_not_null().any().over(same)
    expected = message(
        "no profile, where others of the same institution have one; write N.v.t. there, or remove the row if it is a total"
    )
    return Rule("profile", pl.col("profile").is_null() & others, expected)


def _amount_rule(raw: Raw, column: str) -> Rule:
    masks = raw.source.masks
    if _amount(column) != "fte":
        return count_rule(raw, column)
    mask = either(f"'{mask}'" for mask in masks)
    expected = message("no amount; a number such as 12,5 or {mask} was expected", mask=mask)
    return Rule(column, cells.is_bad_amount(column, masks), expected)


def _entrants_rule(raw: Raw, column: str) -> Rule:
    """Side entrants are some of the persons, so no row has more of them."""
    persons, masks = _persons_of(column), raw.source.masks
    (_, most), (least, _) = cells.ends(persons, masks), cells.ends(column, masks)
    both_read = ~cells.is_bad_count(column, masks) & ~cells.is_bad_count(persons, masks)
    expected = message("more than {persons} on the same row", persons=checks.header_of(raw, persons))
    return Rule(column, both_read & (least > most), expected)


def _persons_of(column: str) -> str:
    return column.replace("side_entrants", "persons")


def _profile() -> pl.Expr:
    return pl.col("profile").fill_null("").str.to_lowercase()


def _profiles(catalog: Catalog) -> dict[str, str]:
    return catalog.profile_spellings | {"n.v.t.": NONE, "": NONE}


def check_decimal_mark(raw: Raw, rows: pl.DataFrame) -> None:
    """Refuse rows in scope whose FTE may have a point for thousands or for decimals (`decimal_mark.check`)."""
    fte = [column for column in rows.columns if _amount(column) == "fte"]
    decimal_mark.check(raw, rows.select(fte), in_scope(raw))
