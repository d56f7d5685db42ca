"""Bounds of a number with masked cells: the lowest and highest possible value, and the 95% interval where cells are few.

Certain bounds: each fact has a lowest and a highest value. A sum lies between the sums of these; a share A/(A+B)
between A_low/(A_low+B_high) and A_high/(A_high+B_low); a change between the crossed extremes.
Expressions on columns, so that nothing loops over rows.

95% intervals of levels with few masked cells: the chances of 1, 2, 3 and 4 of every cell, convolved; of a share, all pairs
of what its numerator and the rest can be. The scale is that of the variance formula, since convolution knows nothing of
cells in one school, the error of the table and drift: the distance from the estimate is stretched by the standard error
over that of the convolution. From 10 cells on this and the normal form differ by about 1% of their width
(docs/small-counts.md).
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


def exact(low: str, high: str) -> pl.Expr:
    """Give a number where its bounds meet; null where they do not."""
    return pl.when(pl.col(low) == pl.col(high)).then(pl.col(low))


def quotient(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Divide; null where the denominator is 0, never NaN or infinity."""
    return pl.when(denominator != 0).then(numerator.cast(pl.Float64) / denominator.cast(pl.Float64))


def share(part_low: pl.Expr, part_high: pl.Expr, rest_low: pl.Expr, rest_high: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Bound A/(A+B), where A and B have no cell in common; if one end divides by 0, it is the other end."""
    low, high = quotient(part_low, part_low + rest_high), quotient(part_high, part_high + rest_low)
    return pl.coalesce(low, high), pl.coalesce(high, low)


def rows_of_ratio() -> dict[str, pl.Expr]:
    """Bound, per staffing row, side entrants S and persons P for the least and the greatest ΣS/ΣP.

    S is some of P, so a row caps S at its P, and a masked P is at least S. The least ratio takes S low
    and P high. The greatest takes S as high as P allows, and P no higher than that needs: one more
    entrant who is also one more person raises a ratio below 1.
    """
    entrants_low, persons_high = pl.col("side_entrants_low"), pl.col("persons_high")
    persons_low = pl.max_horizontal("persons_low", entrants_low)
    entrants_high = pl.min_horizontal("side_entrants_high", persons_high)
    return {
        "numerator_low": entrants_low,
        "numerator_high": entrants_high,
        "denominator_low": persons_low,
        "denominator_high": persons_high,
        "persons_at_greatest": pl.max_horizontal(persons_low, entrants_high),
    }


def difference() -> tuple[pl.Expr, pl.Expr]:
    """Bound the change of a share: `low` and `high` of the later year against those of the earlier (`_from`)."""
    return pl.col("low") - pl.col("high_from"), pl.col("high") - pl.col("low_from")


def growth() -> tuple[pl.Expr, pl.Expr]:
    """Bound the relative change of a count or an amount; null where the first year is 0."""
    return quotient(pl.col("low"), pl.col("high_from")) - 1, quotient(pl.col("high"), pl.col("low_from")) - 1


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
