"""What a cell may hold: a printed count, a mask, or neither. Expressions on text columns.

A mask stands for a range of counts, which its source declares. Neither is never guessed at:
`1.204`, `+5`, `-3`, `< 5` and a blank are refused, since each has more than one reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_DIGITS_KEPT = 6


def known(column: str, masks: Collection[str]) -> pl.Expr:
    """Give the printed count as an integer; 0 where there is a mask or nothing readable."""
    return number(column, masks).fill_null(0)


def number(column: str, masks: Collection[str]) -> pl.Expr:
    """Give the printed count as an integer; null where there is a mask, which may look like a number, or nothing readable."""
    read = pl.col(column).cast(pl.UInt32, strict=False)
    like_numbers = [mask for mask in masks if mask.isdigit()]
    return pl.when(~masked(column, like_numbers)).then(read) if like_numbers else read


def masked(column: str, masks: Collection[str]) -> pl.Expr:
    """Tell whether the cell is a mask."""
    return pl.any_horizontal(False, *(pl.col(column) == mask for mask in masks)).fill_null(value=False)


def ends(column: str, masks: Mapping[str, tuple[int, int]]) -> tuple[pl.Expr, pl.Expr]:
    """Give the least and the most that the cell holds: the ends of its mask, or what is printed."""
    behind = {mask: pl.col(column).eq(mask).fill_null(value=False).cast(pl.Int64) for mask in masks}
    low, high = (
        pl.sum_horizontal(known(column, masks), *(behind[mask] * pair[end] for mask, pair in masks.items()))
        for end in (0, 1)
    )
    return low, high


def holds_any(column: str, masks: Collection[str]) -> pl.Expr:
    """Tell whether the cell is a count above 0, printed or masked."""
    return masked(column, masks) | (number(column, masks) > 0).fill_null(value=False)


def signed(column: str) -> pl.Expr:
    """Tell whether the cell begins with a plus sign: Polars would read `+5` as 5."""
    return pl.col(column).str.starts_with("+").fill_null(value=False)


def is_bad_count(column: str, masks: Collection[str], *, blank_is_zero: bool = False) -> pl.Expr:
    """Tell whether the cell is neither a whole number nor a mask."""
    unread = number(column, masks).is_null() & ~masked(column, masks)
    return (unread & pl.col(column).is_not_null() if blank_is_zero else unread) | signed(column)


def decimal(column: str) -> pl.Expr:
    """Give an amount with a decimal comma or point as a Decimal of six decimals; null where it is none."""
    plain = pl.col(column).str.replace(",", ".", literal=True)
    return (
        pl.when(plain.str.contains(r"^[0-9]+(\.[0-9]{1,6})?$"))
        .then(plain)
        .cast(pl.Decimal(18, _DIGITS_KEPT), strict=False)
    )


def school_year(column: str) -> pl.Expr:
    """Name the school year of a count: `2019` and `2019-2020` are the count of 1 October 2019."""
    first = pl.col(column).str.slice(0, 4).cast(pl.Int32)
    return pl.format("{}-{}", first, first + 1)


def is_bad_amount(column: str, masks: Collection[str]) -> pl.Expr:
    """Tell whether the cell is neither an amount nor a mask."""
    return decimal(column).is_null() & ~masked(column, masks)
