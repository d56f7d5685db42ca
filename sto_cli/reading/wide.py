"""The wide sums of enrolment files: one row per raw key, and for each count column what is printed, masked and blank.

Counts are grouped wide on the raw keys that a question needs. Unpivoting first was tried and takes twice the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.language import either, message
from sto_cli.reading import cells
from sto_cli.reading.checks import Rule
from sto_cli.reading.raw import FILE
from sto_cli.reading.recognise import COUNT_YEAR
from sto_cli.reading.shape import grade_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from sto_cli.needs import Need
    from sto_cli.reading.raw import Raw

# Columns of the wide frame beside the keys: rows per key, and per count column its sums.
ROWS = "rows"
ODD = "odd"
KNOWN = "known "
SMALL = "small "
BLANK = "blank "
READ = "read "
SIGNED = "signed "

# What facts tell apart, and the raw columns that say it.
_SAID_BY = {
    "province": ("province",),
    "track": ("education", "vavo"),
    "profile": ("education", "vavo", "programme"),
    "sector": ("sector",),
    "grade": ("grade",),
    "school_year": (COUNT_YEAR,),
    "sex": (),
    "location": ("brin", "location_number"),
    "brin": ("brin",),
    "name": ("name",),
    "place": ("place",),
}
PADDED_TO = {"location_number": 2, "element_code": 4}


class Wide(NamedTuple):
    """Files of one header, summed.

    Attributes:
        raws: the files with their rows counted, in the way in which they turned out to be readable.
        sums: one row per file and key: `FILE`, the raw key columns, `rows`, and `known <count>`, `small <count>` and
            `blank <count>` for each count column, which are the sum of the printed counts, the number of masks and that
            of blanks.
    """

    raws: list[Raw]
    sums: pl.DataFrame


def keys(raw: Raw, need: Need) -> list[str]:
    """List the canonical columns that say what a row is about, as far as is needed; unique key columns first."""
    columns = [column for column in raw.recognised.layout.columns if column.name in raw.recognised.columns]
    found = [column.name for kind in ("key", "text") for column in columns if column.kind == kind]
    told_apart = _SAID_BY if need.columns is None else need.columns
    said = {raw_column for column in told_apart for raw_column in _SAID_BY[column]}
    return found if need.cells else [name for name in found if name in said]


def counted(raw: Raw, need: Need) -> list[str]:
    """List the count columns that are summed: those of the grades that are needed."""
    return [name for name in raw.counts if (grade := grade_of(name)) is None or need.counts(grade)]


def file_of(raw: Raw) -> pl.Expr:
    """Name the file that rows are of."""
    return pl.lit(raw.where).alias(FILE)


def of_file(raw: Raw, frame: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows of one file."""
    return frame.filter(pl.col(FILE) == raw.where)


def summed(
    rows: pl.LazyFrame, told_apart: Collection[str], raw: Raw, names: list[str], *, odd: pl.Expr, plus: bool = True
) -> pl.LazyFrame:
    """Sum count columns: what is printed, the masks, and what tells whether each cell is one or the other.

    Where the keys are those that no two rows share, a row is its own sum, and grouping would take four times its memory.

    Args:
        rows: the rows, as text.
        told_apart: the keys to sum on.
        raw: the file, or one of several with the same header.
        names: the count columns.
        odd: tells of a row that it has another length than the header.
        plus: a plus sign may stand before a count.
    """
    odd = odd.alias(ODD)
    if {*unique_key(raw)} <= {*told_apart}:
        return rows.select(*told_apart, pl.lit(1, pl.UInt32).alias(ROWS), odd, *_of_row(raw, names, plus=plus))
    return rows.group_by(told_apart).agg(pl.len().alias(ROWS), odd.any(), *_of_rows(raw, names, plus=plus))


def _of_rows(raw: Raw, names: list[str], *, plus: bool) -> list[pl.Expr]:
    """Add the counts of rows up; Polars adds 32 bits up in 32 bits and drops what does not fit."""
    masks = raw.source.masks
    numbers = {name: cells.number(name, masks) for name in names}
    return [
        *(number.cast(pl.Int64).sum().alias(KNOWN + name) for name, number in numbers.items()),
        *(number.count().alias(READ + name) for name, number in numbers.items()),
        *(cells.masked(name, masks).sum().alias(SMALL + name) for name in names),
        *(pl.col(name).null_count().alias(BLANK + name) for name in names),
        *((cells.signed(name).any() if plus else pl.lit(value=False)).alias(SIGNED + name) for name in names),
    ]


def _of_row(raw: Raw, names: list[str], *, plus: bool) -> list[pl.Expr]:
    """Say of one row what `_of_rows` adds up; as sums of grouped rows these take a twentieth longer."""
    masks = raw.source.masks
    numbers = {name: cells.number(name, masks) for name in names}
    flags = [
        *(number.is_not_null().alias(READ + name) for name, number in numbers.items()),
        *(cells.masked(name, masks).alias(SMALL + name) for name in names),
        *(pl.col(name).is_null().alias(BLANK + name) for name in names),
        *((cells.signed(name) if plus else pl.lit(value=False)).alias(SIGNED + name) for name in names),
    ]
    known = [number.cast(pl.Int64).fill_null(0).alias(KNOWN + name) for name, number in numbers.items()]
    return [*known, *(flag.cast(pl.UInt8) for flag in flags)]


def national(wide: Wide, need: Need, rows: int) -> tuple[list[Raw], pl.DataFrame, pl.DataFrame]:
    """Sum over locations a file that was read, and checked, location by location.

    Returns:
        The file, of which no row is a total; its sums; and those of some locations besides, which are in them: the
        locations of masked cells in so many rows.
    """
    told_apart = [FILE, *keys(wide.raws[0], need)]
    sums = wide.sums.group_by(told_apart).agg(pl.col(ROWS, f"^({KNOWN}|{SMALL}|{BLANK}).*$").sum())
    masks = pl.col(f"^{SMALL}.*$")
    masked = wide.sums.head(rows).filter(pl.any_horizontal(masks > 0))
    some = masked.group_by(*dict.fromkeys([*told_apart, "brin", "location_number"])).agg(masks.sum())
    return [raw._replace(totals=False) for raw in wide.raws], sums, some


def bad_counts(raw: Raw, wide: pl.DataFrame, names: list[str]) -> list[str]:
    """List the count columns with a cell that is neither a whole number nor a mask, nor a blank where that is 0."""
    blank_is_zero = raw.recognised.layout.blank_is_zero
    looked_at = (kind + name for kind in (READ, SIGNED, SMALL, BLANK) for name in names)
    (found,) = wide.select(pl.col(ROWS, *looked_at).sum()).rows(named=True)
    return [
        name
        for name in names
        if found[SIGNED + name]
        or found[READ + name] + found[SMALL + name] + found[BLANK + name] * blank_is_zero != found[ROWS]
    ]


def helpers(names: list[str]) -> list[str]:
    """List the columns of `summed` that tell whether all is in order, and say no more after that."""
    return [ODD, *(kind + name for kind in (READ, SIGNED) for name in names)]


def unique_key(raw: Raw) -> dict[str, pl.Expr]:
    """Give the columns that no two rows may share, padded: `0` and `00` are one location, `46` and `0046` one code."""
    columns = [column.name for column in raw.recognised.layout.columns if column.kind == "key"]
    padded = {
        "location_number": pl.col("location_number").str.slice(-2).str.zfill(PADDED_TO["location_number"]),
        "element_code": pl.col("element_code").str.zfill(PADDED_TO["element_code"]),
    }
    return {name: padded.get(name, pl.col(name)) for name in columns if name in raw.recognised.columns}


def count_rule(raw: Raw, column: str) -> Rule:
    """Say that a cell is no count."""
    mask = either(f"'{mask}'" for mask in raw.source.masks)
    broken = cells.is_bad_count(column, raw.source.masks, blank_is_zero=raw.recognised.layout.blank_is_zero)
    return Rule(column, broken, message("no count; a whole number or {mask} was expected", mask=mask))
