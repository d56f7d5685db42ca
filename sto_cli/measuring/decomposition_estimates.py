"""What the change of a share is made of: changes within groups, and their mix.

With N pupils of D counted in a group, s = N/D its share, w = D/ΣD its weight and S = ΣN/ΣD the share of
all, in year 1 and year 2, the midpoint (Kitagawa) decomposition is

    within = (s2 − s1)·(w1 + w2)/2
    mix    = (w2 − w1)·((s1 + s2)/2 − (S1 + S2)/2)

S = Σ w·s in each year, and s2·w2 − s1·w1 = (s2 − s1)·(w1 + w2)/2 + (w2 − w1)·(s1 + s2)/2. The weights add up
to 1 in both years, so taking the middle of S off every group takes nothing off their sum, and

    Σ within + Σ mix = S2 − S1

to the last digit, which is why all of this is done in fractions.

An estimate takes the estimated counts, at which the terms still add up to the change; its interval needs how far one pupil
more moves each term. There are no certain bounds: those that interval arithmetic gives are up to six times wider than masks
need.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from sto_cli.measuring import uncertainty
from sto_cli.measuring.small_counts import RANGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# --- THE FORMULA ---

_HALF = Fraction(1, 2)

TERMS = ("within", "mix", "together")
WEIGHTS = ("weight_from", "weight_to")
TOTAL = "total"
"""What all groups did together."""


class Count(NamedTuple):
    """Pupils of one group in one year: those that are counted, and the rest of the population."""

    part: Fraction
    rest: Fraction

    @property
    def whole(self) -> Fraction:
        """All pupils."""
        return self.part + self.rest


Pair = tuple[Count, Count]
"""A group in year 1 and in year 2."""
Terms = dict[str, Fraction]
"""`WEIGHTS` of one group, or of all together, and its `TERMS`: what it did to the share of all."""


def terms(groups: Mapping[str, Pair]) -> dict[str, Terms] | None:
    """Decompose the change of a share by groups that have pupils in at least one year.

    A group that is empty in one of the years has the share of its other year in both: its share has
    not changed, so all that it did is mix.

    Returns:
        The effects of each group, and of `TOTAL`; None if a year has no pupils.
    """
    first, last = (
        Count(*(sum((pair[year][side] for pair in groups.values()), Fraction()) for side in (0, 1))) for year in (0, 1)
    )
    if not first.whole or not last.whole:
        return None
    middle = (first.part / first.whole + last.part / last.whole) * _HALF
    found = {group: _terms(pair, (first.whole, last.whole), middle) for group, pair in groups.items()}
    names = (*WEIGHTS, *TERMS)
    return found | {TOTAL: {name: sum((own[name] for own in found.values()), Fraction()) for name in names}}


def _terms(pair: Pair, wholes: tuple[Fraction, Fraction], middle: Fraction) -> Terms:
    shares = [count.part / count.whole for count in pair if count.whole]
    before, after = shares[0], shares[-1]
    first, last = (count.whole / whole for count, whole in zip(pair, wholes, strict=True))
    within = (after - before) * (first + last) * _HALF
    mix = (last - first) * ((before + after) * _HALF - middle)
    return dict(zip((*WEIGHTS, *TERMS), (first, last, within, mix, within + mix), strict=True))


_STEP = Fraction(1, 10**15)
"""The terms are exact, so that a step of such a part of a pupil gives their derivative to every digit that a float keeps."""


class Slope(NamedTuple):
    """The derivative of a quantity of a group to the number of pupils of a group in a year.

    `w_part` and `w_rest` are what one pupil more in the numerator and in the rest does, as plain fractions.
    """

    group: str
    quantity: str
    other: str
    school_year: str
    w_part: float
    w_rest: float


def slopes(counts: Mapping[str, Pair], at: Mapping[str, Terms], years: tuple[str, str]) -> Iterator[Slope]:
    """Give the gradient of the weights and terms of every group and of `TOTAL`; `at` are the terms at these counts."""
    for other, pair in counts.items():
        for year, school_year in enumerate(years):
            if not pair[year].whole:
                continue  # nothing is masked where nobody is
            moved = []
            for count in (
                Count(pair[year].part + _STEP, pair[year].rest),
                Count(pair[year].part, pair[year].rest + _STEP),
            ):
                both = (pair[0], count) if year else (count, pair[1])
                moved.append(terms({**counts, other: both}) or {})
            for group, own in at.items():
                for name, value in own.items():
                    part, rest = (float((each[group][name] - value) / _STEP) for each in moved)
                    yield Slope(group, name, other, school_year, part, rest)


# --- ESTIMATES ---

Row = dict[str, Any]
Levels = dict[str, tuple[Row, Row]]
"""By group its level in the first year and in the last, with bounds of numerator and denominator."""

_NUMBER = ["group", "quantity"]
_SLOPE = {name: pl.Float64 if name.startswith("w_") else pl.String for name in Slope._fields}
_More = dict[tuple[str, str], tuple[Fraction, Fraction]]


def estimated(groups: Levels, whole: tuple[Row, Row], cells: pl.DataFrame) -> dict[tuple[str, str], Row] | None:
    """Give the weights and terms of every group and of `TOTAL`, by group and quantity.

    A term is estimated where the level of its group and that of all are, in both years (a weight: in its own).

    Args:
        groups: the levels of each group with pupils.
        whole: the levels of all together.
        cells: the masked cells of the groups, with `group`, `school_year` and what a cell holds.

    Returns:
        Rows with `value`, `estimate`, `est_low` and `est_high`; None if a year has no pupils.
    """
    more = _more(cells)
    counts = {group: (_count(first, more), _count(last, more)) for group, (first, last) in groups.items()}
    at = terms(counts)
    if at is None:
        return None
    rows = [
        {"group": group, "quantity": name, "shown": shown, "estimate": float(at[group][name])}
        for group in at
        for name, shown in _shown(groups.get(group, whole), whole).items()
    ]
    first, last = (row["school_year"] for row in whole)
    weighed = _weighed(cells, slopes(counts, at, (first, last)))
    # What a term can be at all: a share, or a difference of shares.
    limits = {"low": pl.lit(-1.0), "high": pl.lit(1.0)}
    nothing = {name: pl.lit(None, pl.Float64) for name in ("numerator_estimate", "denominator_estimate")}
    numbers = uncertainty.interval(pl.DataFrame(rows).with_columns(**limits, **nothing), weighed, _NUMBER)
    masked = any(level["masked_cells"] for level in whole)
    value = pl.lit(None, pl.Float64) if masked else pl.col("estimate")
    exact = numbers.drop("low", "high").with_columns(value=value)
    return {(row["group"], row["quantity"]): row for row in exact.to_dicts()}


def _more(cells: pl.DataFrame) -> _More:
    """Estimate the pupils of masked cells above their lowest possible number, in the part and in the rest."""
    sums = cells.group_by("group", "school_year", maintain_order=True).agg(
        (pl.col(name) * (pl.col("mean") - RANGE[0])).sum() for name in ("in_part", "in_rest")
    )
    return {(group, year): (Fraction(part), Fraction(rest)) for group, year, part, rest in sums.iter_rows()}


def _count(row: Row, more: _More) -> Count:
    """Count a group in a year, as estimated."""
    in_part, in_rest = more.get((row["group"], row["school_year"]), (0, 0))
    part = Fraction(row["numerator_low"])
    return Count(part + in_part, Fraction(row["denominator_low"]) - part + in_rest)


def _shown(levels: tuple[Row, Row], whole: tuple[Row, Row]) -> dict[str, bool]:
    """Return which groups may be estimated; an empty group has nothing masked."""
    first, last = (
        all(row["low"] is None or row["estimate"] is not None for row in (own, all_))
        for own, all_ in zip(levels, whole, strict=True)
    )
    return dict(zip(WEIGHTS, (first, last), strict=True)) | dict.fromkeys(TERMS, first and last)


def _weighed(cells: pl.DataFrame, moved: Iterable[Slope]) -> pl.DataFrame:
    """Put beside the masked cells of each group how far they move every quantity."""
    both = pl.DataFrame(moved, schema=_SLOPE, orient="row")
    both = both.filter((pl.col("w_part") != 0) | (pl.col("w_rest") != 0))
    hidden = cells.drop("w_part", "w_rest").rename({"group": "other"})
    return both.join(hidden, on=["other", "school_year"], maintain_order="left_right").with_columns(
        w=pl.col("in_part") * pl.col("w_part") + pl.col("in_rest") * pl.col("w_rest"),
        w2=pl.col("in_part") * pl.col("w_part") ** 2 + pl.col("in_rest") * pl.col("w_rest") ** 2,
    )
