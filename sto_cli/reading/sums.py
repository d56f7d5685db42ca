"""Adding up the count columns of rows, and telling whether each cell is a number, a mask or neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.language import either, message
from sto_cli.reading import cells
from sto_cli.reading.checks import Rule
from sto_cli.reading.wide import BLANK, HIGH, KNOWN, LOW, ROWS, SMALL, unique_key

if TYPE_CHECKING:
    from collections.abc import Collection

    from sto_cli.reading.raw import Raw

ODD = "odd"
"""The column that tells of rows with another length than the header."""
_READ = "read "
_SIGNED = "signed "


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
        *(number.count().alias(_READ + name) for name, number in numbers.items()),
        *(cells.masked(name, masks).sum().alias(SMALL + name) for name in names),
        *(pl.col(name).null_count().alias(BLANK + name) for name in names),
        *(end.sum() for end in _ends(raw, names)),
        *((cells.signed(name).any() if plus else pl.lit(value=False)).alias(_SIGNED + name) for name in names),
    ]


def _of_row(raw: Raw, names: list[str], *, plus: bool) -> list[pl.Expr]:
    """Say of one row what `_of_rows` adds up; as sums of grouped rows these take a twentieth longer."""
    masks = raw.source.masks
    numbers = {name: cells.number(name, masks) for name in names}
    flags = [
        *(number.is_not_null().alias(_READ + name) for name, number in numbers.items()),
        *(cells.masked(name, masks).alias(SMALL + name) for name in names),
        *(pl.col(name).is_null().alias(BLANK + name) for name in names),
        *((cells.signed(name) if plus else pl.lit(value=False)).alias(_SIGNED + name) for name in names),
    ]
    known = [number.cast(pl.Int64).fill_null(0).alias(KNOWN + name) for name, number in numbers.items()]
    return [*known, *_ends(raw, names), *(flag.cast(pl.UInt8) for flag in flags)]


def _ends(raw: Raw, names: list[str]) -> list[pl.Expr]:
    """Give the least and the most that each count of a row can be."""
    return [
        end.alias(kind + name)
        for name in names
        for kind, end in zip((LOW, HIGH), cells.ends(name, raw.source.masks), strict=True)
    ]


def bad_counts(raw: Raw, wide: pl.DataFrame, names: list[str]) -> list[str]:
    """List the count columns with a cell that is neither a whole number nor a mask, nor a blank where that is 0."""
    blank_is_zero = raw.recognised.layout.blank_is_zero
    looked_at = (kind + name for kind in (_READ, _SIGNED, SMALL, BLANK) for name in names)
    (found,) = wide.select(pl.col(ROWS, *looked_at).sum()).rows(named=True)
    return [
        name
        for name in names
        if found[_SIGNED + name]
        or found[_READ + name] + found[SMALL + name] + found[BLANK + name] * blank_is_zero != found[ROWS]
    ]


def helpers(names: list[str]) -> list[str]:
    """List the columns of `summed` that tell whether all is in order, and say no more after that."""
    return [ODD, *(kind + name for kind in (_READ, _SIGNED) for name in names)]


def count_rule(raw: Raw, column: str) -> Rule:
    """Say that a cell is no count."""
    mask = either(f"'{mask}'" for mask in raw.source.masks)
    broken = cells.is_bad_count(column, raw.source.masks, blank_is_zero=raw.recognised.layout.blank_is_zero)
    return Rule(column, broken, message("no count; a whole number or {mask} was expected", mask=mask))
