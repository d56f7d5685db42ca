"""Certain bounds: the lowest and the highest possible value of a number, given its masked cells.

Each fact has a lowest and a highest value. A sum lies between the sums of these; a share A/(A+B)
between A_low/(A_low+B_high) and A_high/(A_high+B_low); a change between the crossed extremes.
Expressions on columns, so that nothing loops over rows.
"""

from __future__ import annotations

import polars as pl


def exact(low: str, high: str) -> pl.Expr:
    """Give a number where its bounds meet; null where they do not."""
    return pl.when(pl.col(low) == pl.col(high)).then(pl.col(low))


def quotient(numerator: pl.Expr, denominator: pl.Expr) -> pl.Expr:
    """Divide; null where the denominator is 0, never NaN or infinity."""
    return pl.when(denominator != 0).then(numerator.cast(pl.Float64) / denominator.cast(pl.Float64))


def share(part_low: pl.Expr, part_high: pl.Expr, rest_low: pl.Expr, rest_high: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Bound A/(A+B), where A and B have no cell in common; where one of the ends divides by nobody, it is the other."""
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
