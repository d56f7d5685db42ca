"""What the change of a share is made of: changes within groups, and their mix.

With N pupils of D counted in a group, s = N/D its share, w = D/ΣD its weight and S = ΣN/ΣD the share of
all, in year 1 and year 2, the midpoint (Kitagawa) decomposition is

    within = (s2 − s1)·(w1 + w2)/2
    mix    = (w2 − w1)·((s1 + s2)/2 − (S1 + S2)/2)

S = Σ w·s in each year, and s2·w2 − s1·w1 = (s2 − s1)·(w1 + w2)/2 + (w2 − w1)·(s1 + s2)/2. The weights add up
to 1 in both years, so taking the middle of S off every group takes nothing off their sum, and

    Σ within + Σ mix = S2 − S1

to the last digit, which is why all of this is done in fractions.

How far one pupil more moves each term, which the intervals need:
A term is a function of the shares s and weights w of its group and the shares S of all. One pupil more in
what is counted of a group raises its s by (1 − s)/D, and one more in the rest lowers it by s/D; both raise its w
by (1 − w)/ΣD and lower those of all other groups by w/ΣD; S moves as s does. The rest is the chain rule.

An estimate takes the estimated counts, at which the terms still add up to the change. There are no certain bounds: those
that interval arithmetic gives are up to six times wider than masks need.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from sto_cli.measuring import uncertainty
from sto_cli.measuring.small_counts import RANGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# --- THE FORMULA ---

_HALF = Fraction(1, 2)


class Count(NamedTuple):
    """Pupils of one group in one year: those that are counted, and the rest of the population."""

    part: Fraction
    rest: Fraction

    @property
    def whole(self) -> Fraction:
        """All pupils."""
        return self.part + self.rest

    @property
    def share(self) -> Fraction | None:
        """The part of all pupils that is counted; None if there are no pupils."""
        return self.part / self.whole if self.whole else None


Pair = tuple[Count, Count]
"""A group in year 1 and in year 2."""


@dataclass(frozen=True)
class Terms:
    """What one group, or all together, did to the share of all; shares and weights of year 1 and year 2.

    A group that is empty in one of the years has the share of its other year in both: its share has
    not changed, so all that it did is mix.
    """

    shares: tuple[Fraction, Fraction]
    weights: tuple[Fraction, Fraction]
    within: Fraction
    mix: Fraction

    @property
    def together(self) -> Fraction:
        """What it did to the share of all."""
        return self.within + self.mix


def terms(groups: Mapping[str, Pair]) -> tuple[dict[str, Terms], Terms] | None:
    """Decompose the change of a share by groups that have pupils in at least one year.

    Returns:
        The effects of each group and their totals; None if a year has no pupils.
    """
    first, last = (
        Count(*(sum((pair[year][side] for pair in groups.values()), Fraction()) for side in (0, 1))) for year in (0, 1)
    )
    if first.share is None or last.share is None:
        return None
    middle = (first.share + last.share) * _HALF
    found = {group: _terms(pair, (first.whole, last.whole), middle) for group, pair in groups.items()}
    within = sum((own.within for own in found.values()), Fraction())
    mix = sum((own.mix for own in found.values()), Fraction())
    one = Fraction(1)
    return found, Terms((first.share, last.share), (one, one), within, mix)


def _terms(pair: Pair, wholes: tuple[Fraction, Fraction], middle: Fraction) -> Terms:
    before, after = (one.share if one.share is not None else other.share for one, other in (pair, pair[::-1]))
    if before is None or after is None:
        message = "a group needs somebody in it in one year at least"
        raise ValueError(message)
    first, last = (count.whole / whole for count, whole in zip(pair, wholes, strict=True))
    within = (after - before) * (first + last) * _HALF
    mix = (last - first) * ((before + after) * _HALF - middle)
    return Terms((before, after), (first, last), within, mix)


# --- GRADIENTS ---

TERMS = ("within", "mix", "together")
WEIGHTS = ("weight_from", "weight_to")


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


def slopes(
    counts: Mapping[str, Pair], found: Mapping[str, Terms], everybody: Terms, years: tuple[str, str]
) -> Iterator[Slope]:
    """Give the gradient of every group's terms and weights; that of all together is their sum.

    Args:
        counts: the estimated counts, each one number.
        found: the terms of each group at these counts.
        everybody: the terms of all together.
        years: the school years of the change.
    """
    for year, school_year in enumerate(years):
        whole = sum(float(pair[year].whole) for pair in counts.values())
        total = float(everybody.shares[year])
        for group, own in found.items():
            size = float(counts[group][year].whole)
            here = _Here(float(own.shares[year]), float(own.weights[year]), size, total, whole)
            partials = _partials(own, everybody, present=(bool(counts[group][0].whole), bool(counts[group][1].whole)))
            for other in found:
                moved = {name: here.moved(by[year], mine=other == group) for name, by in partials.items()}
                moved["together"] = tuple(a + b for a, b in zip(moved["within"], moved["mix"], strict=True))
                yield from (Slope(group, name, other, school_year, *ends) for name, ends in moved.items())


class _Partial(NamedTuple):
    """A partial derivative in one year's share and weight of a group, and in the share of all."""

    share: float
    weight: float
    total: float


@dataclass(frozen=True)
class _Here:
    """One group in one year: share, weight, pupils; and the share and the pupils of all."""

    share: float
    weight: float
    size: float
    total: float
    whole: float

    def moved(self, by: _Partial, *, mine: bool) -> tuple[float, ...]:
        """Apply the chain rule: one pupil more in the part, and in the rest, of this group (`mine`) or of another."""
        weight = by.weight * (mine - self.weight) / self.whole
        return tuple(
            (by.share * (counts - self.share) / self.size if mine and self.size else 0.0)
            + weight
            + by.total * (counts - self.total) / self.whole
            for counts in (1, 0)
        )


def _partials(own: Terms, everybody: Terms, *, present: tuple[bool, bool]) -> dict[str, tuple[_Partial, _Partial]]:
    """Derive the formulas of `terms` in shares and weights, of the first year and of the last."""
    (s1, s2), (w1, w2) = ([float(one) for one in both] for both in (own.shares, own.weights))
    middle = sum(float(one) for one in everybody.shares) / 2
    weight, grown, apart = (w1 + w2) / 2, (w2 - w1) / 2, (s1 + s2) / 2 - middle
    within = [-weight, weight] if all(present) else [0.0, 0.0]
    # A group absent in one year borrows the share of the other, which then counts twice.
    mix = [2 * grown * here if not all(present) else grown for here in present]
    changed = (s2 - s1) / 2
    return {
        "within": (_Partial(within[0], changed, 0.0), _Partial(within[1], changed, 0.0)),
        "mix": (_Partial(mix[0], -apart, -grown), _Partial(mix[1], apart, -grown)),
        "weight_from": (_Partial(0.0, 1.0, 0.0), _Partial(0.0, 0.0, 0.0)),
        "weight_to": (_Partial(0.0, 0.0, 0.0), _Partial(0.0, 1.0, 0.0)),
    }


# --- ESTIMATES ---

TOTAL = "total"
"""What all groups did together."""

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
    found = terms(counts)
    if found is None:
        return None
    at = {**found[0], TOTAL: found[1]}
    rows = [
        {"group": group, "quantity": name, "shown": shown, "estimate": float(_quantity(name, at[group]))}
        for group in at
        for name, shown in _shown(groups.get(group, whole), whole).items()
    ]
    first, last = (row["school_year"] for row in whole)
    weighed = _weighed(cells, slopes(counts, *found, (first, last)))
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


def _quantity(name: str, of: Terms) -> Fraction:
    named = {"within": of.within, "mix": of.mix, "together": of.together}
    return named[name] if name in named else of.weights[WEIGHTS.index(name)]


def _shown(levels: tuple[Row, Row], whole: tuple[Row, Row]) -> dict[str, bool]:
    """Return which groups may be estimated; an empty group has nothing masked."""
    first, last = (
        all(row["low"] is None or row["estimate"] is not None for row in (own, all_))
        for own, all_ in zip(levels, whole, strict=True)
    )
    return dict(zip(WEIGHTS, (first, last), strict=True)) | dict.fromkeys(TERMS, first and last)


def _weighed(cells: pl.DataFrame, moved: Iterable[Slope]) -> pl.DataFrame:
    """Put beside the masked cells of each group how far they move every quantity, those of `TOTAL` included."""
    own = pl.DataFrame(moved, schema=_SLOPE, orient="row")
    sums = own.group_by("quantity", "other", "school_year", maintain_order=True).agg(pl.col("w_part", "w_rest").sum())
    both = pl.concat([own, sums.select(pl.lit(TOTAL).alias("group"), pl.all()).select(own.columns)])
    both = both.filter((pl.col("w_part") != 0) | (pl.col("w_rest") != 0))
    hidden = cells.drop("w_part", "w_rest").rename({"group": "other"})
    return both.join(hidden, on=["other", "school_year"], maintain_order="left_right").with_columns(
        w=pl.col("in_part") * pl.col("w_part") + pl.col("in_rest") * pl.col("w_rest"),
        w2=pl.col("in_part") * pl.col("w_part") ** 2 + pl.col("in_rest") * pl.col("w_rest") ** 2,
    )
