"""Exact 95% intervals of levels with few masked cells, from the convolved small-count distribution.

The shape is exact: the chances of 1, 2, 3 and 4 of every cell, convolved; of a share, all pairs of what its
numerator and the rest can be. The scale is that of the variance formula, since convolution knows nothing of
cells in one school, the error of the table and drift: the distance from the estimate is stretched by the
standard error over that of the convolution. From 10 cells on this and the normal form differ by about 1% of
their width (docs/small-counts.md).
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate, product
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.measuring.small_counts import P

if TYPE_CHECKING:
    from collections.abc import Iterable

FEW = 30
"""Below this number of masked cells the interval is exact."""

_ENDS = (0.025, 0.975)

Distribution = list[float]


def exact_ends(numbers: pl.DataFrame, cells: pl.DataFrame, level: list[str], *, with_rest: bool) -> pl.DataFrame:
    """Replace `est_low` and `est_high` of levels with few masked cells.

    Args:
        numbers: levels with `printed_part`, `printed_rest`, `in_part`, `in_rest`, `estimate` and its ends, the certain
            bounds, `variance` and `plain` (the variance of the convolution).
        cells: their masked cells by group, with `in_part`, `in_rest` and the chances.
        level: the columns that distinguish levels.
        with_rest: whether the number is part ÷ (part + rest), or the part itself.
    """
    is_few = pl.col("in_part") + pl.col("in_rest") < FEW
    few = numbers.filter(is_few & pl.col("estimate").is_not_null() & (pl.col("plain") > 0))
    if few.is_empty():
        return numbers
    groups = cells.join(few.select(level), on=level).partition_by(level, as_dict=True, maintain_order=True)
    ends = [_ends(row, groups[tuple(row[name] for name in level)], with_rest=with_rest) for row in few.to_dicts()]
    exact = few.select(level).with_columns(
        exact_low=pl.Series([low for low, _ in ends]), exact_high=pl.Series([high for _, high in ends])
    )
    found = numbers.join(exact, on=level, how="left", maintain_order="left")
    return found.with_columns(
        pl.coalesce(pl.col(f"exact_{end}").clip(pl.col("low"), pl.col("high")), pl.col(f"est_{end}")).alias(
            f"est_{end}"
        )
        for end in ("low", "high")
    )


def _ends(row: dict[str, float], groups: pl.DataFrame, *, with_rest: bool) -> tuple[float, float]:
    values = _sums(row["printed_part"], groups.select("in_part", *P))
    if with_rest:
        others = _sums(row["printed_rest"], groups.select("in_rest", *P))
        values = [(a / (a + b), p * q) for (a, p), (b, q) in product(values, others)]
    stretch = (row["variance"] / row["plain"]) ** 0.5
    low, high = (row["estimate"] + (at - row["estimate"]) * stretch for at in _quantiles(values))
    return low, high


def _sums(known: float, cells: pl.DataFrame) -> list[tuple[float, float]]:
    """Give what printed and masked counts can be together, each with its chance."""
    return [(known + extra, chance) for extra, chance in enumerate(convolve(cells.iter_rows())) if chance]


def _quantiles(values: list[tuple[float, float]]) -> list[float]:
    """Give the values at which the summed chance reaches 2.5% and 97.5%."""
    values = sorted(values)
    reached = list(accumulate(chance for _, chance in values))
    return [values[bisect_left(reached, end)][0] for end in _ENDS]


def convolve(cells: Iterable[tuple[float, ...]]) -> Distribution:
    """Give the chances of the sum of masked cells: entry k is the chance that together they hold k.

    Args:
        cells: per group, how many masked cells and the chances that one holds 1, 2, 3 and 4.
    """
    total: Distribution = [1.0]
    for count, *held in cells:
        for _ in range(int(count)):
            total = _with_one_more(total, held)
    return total


def _with_one_more(total: Distribution, held: list[float]) -> Distribution:
    longer = [0.0] * (len(total) + len(held))
    for sum_, chance in enumerate(total):
        for value, own in enumerate(held, start=1):
            longer[sum_ + value] += chance * own
    return longer
