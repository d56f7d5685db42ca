"""Who is counted if a code is unknown: yes, no, or perhaps.

A fact is *out* of a selection if one known key is outside it, *in* if all are known and inside, and else perhaps in. Facts
that may be counted are of three kinds, by what they are to the share of a part A in a population of A and a rest B:

    U    may be A or B, or neither
    UA   A if in the population at all
    UB   B if in the population at all

so that the share lies between A_low / (A_low + B_high + U + UB) and (A_high + U + UA) / (A_high + U + UA + B_low), each
unknown at its most. Each row is assigned by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.reading.cells import UNKNOWN, is_elsewhere

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sto_cli.catalog import Selection

KIND = "kind"
EITHER, PART, REST = "U", "UA", "UB"
AMOUNTS = ("unknown_either", "unknown_part", "unknown_rest")
"""The columns of sums of what may be counted: U, UA and UB, each at its most."""

CODES = pl.Schema({"school_year": pl.String, "column": pl.String, "code": pl.String, "most": pl.Float64})
"""The schema of unknown codes: a column of the facts, the code as printed, and how many pupils or persons have it at most."""
_CODED = ("education", "track", "sector", "profile", "role", "province")

_LOWER_VMBO = frozenset({"BB", "KB", "GL"})


def is_unknown(column: str) -> pl.Expr:
    """Tell whether a fact has an unknown code in a column."""
    return pl.col(column).cast(pl.String).str.starts_with(UNKNOWN).fill_null(value=False)


def is_of_vo(facts: pl.DataFrame) -> pl.Expr:
    """Tell which facts are of secondary education for sure; staff of an unknown type of education may be."""
    return ~is_unknown("education") if "education" in facts.columns else pl.lit(value=True)


def may_be(facts: pl.DataFrame, column: str, values: Collection[str | int]) -> pl.Expr:
    """Tell whether the code of a fact may be one of these values: it is one, or is unknown.

    A type of education that speaks of havo, vwo, praktijkonderwijs, mavo or TL, and not of the lower tracks of vmbo, is none
    of BB, KB and GL.
    """
    inside = pl.col(column).is_in(values)
    if facts.schema[column] != pl.String:
        return inside
    unknown = is_unknown(column)
    if column == "track" and {*values} <= _LOWER_VMBO:
        types = facts["track"].unique().drop_nulls().to_list()
        elsewhere = [type_ for type_ in types if type_.startswith(UNKNOWN) and is_elsewhere(type_)]
        unknown &= ~pl.col("track").is_in(elsewhere)
    return inside | unknown


def matches(selection: Selection) -> pl.Expr:
    """Tell which facts a selection of a definition keeps."""
    return pl.all_horizontal(
        pl.lit(value=True), *(pl.col(column).is_in(values) for column, values in selection.columns().items())
    )


def may_match(facts: pl.DataFrame, selection: Selection) -> pl.Expr:
    """Tell which facts a selection of a definition may keep."""
    conditions = (may_be(facts, column, values) for column, values in selection.columns().items())
    return pl.all_horizontal(pl.lit(value=True), *conditions)


def kind(*, in_population: pl.Expr, is_part: pl.Expr, may_be_part: pl.Expr) -> pl.Expr:
    """Give the kind of a fact that may be counted: `in_population` for sure, `is_part` for sure once it is in there."""
    either = may_be_part & ~is_part
    of_others = pl.when(is_part).then(pl.lit(PART)).otherwise(pl.lit(REST))
    return pl.when(either | in_population).then(pl.lit(EITHER)).otherwise(of_others)


def over_groups(facts: pl.DataFrame, by: Iterable[str], both: Collection[str], groups: pl.DataFrame) -> pl.DataFrame:
    """Give what may be counted in each group: facts without a known group may be of any.

    Args:
        facts: facts that are counted or may be, with `KIND`; null of what is counted for sure.
        by: the columns of the groups.
        both: those of them that cut the population too.
        groups: the groups, a column for each of `by`.

    Returns:
        The facts that may be counted, with `KIND`, once for each known group that they may be of. In the other groups of
        the numerator they are of the rest.
    """
    found = facts.with_row_index("fact")
    for column in by:
        if facts.schema[column] != pl.String:
            continue
        known = groups.select(column).unique().filter(~is_unknown(column))
        lost = found.filter(is_unknown(column))
        # In a group of the population they are of that population or not; else they are in it, and of the part or not.
        own = pl.coalesce(
            KIND, pl.when("counted").then(pl.lit(PART if column in both else EITHER)).otherwise(pl.lit(REST))
        )
        moved = lost.drop(column).with_columns(own.alias(KIND)).join(known, how="cross")
        if column not in both:
            moved = moved.filter(pl.col(KIND) != REST)
        found = pl.concat([found, moved.select(found.columns)])
    found = found.filter(pl.col(KIND).is_not_null()).drop("counted")
    if own_columns := [column for column in by if column not in both]:
        here = ["fact", *both]
        others = found.unique(here).drop(own_columns).with_columns(pl.lit(REST).alias(KIND))
        others = others.join(groups.select(own_columns).unique(), how="cross").select(found.columns)
        found = pl.concat([found, others.join(found, on=[*here, *own_columns], how="anti", nulls_equal=True)])
    return found.drop("fact")


def codes(facts: pl.DataFrame, columns: Collection[str]) -> pl.DataFrame:
    """List the unknown codes of facts in some columns (`CODES`)."""
    most = "high" if "high" in facts.columns else "persons_high"
    found = [
        facts.filter(is_unknown(column))
        .group_by("school_year", code=pl.col(column).str.strip_prefix(UNKNOWN))
        .agg(pl.col(most).sum().cast(pl.Float64).alias("most"))
        .filter(pl.col("most") > 0)
        .select("school_year", column=pl.lit(column), code="code", most="most")
        for column in _CODED
        if column in columns and column in facts.columns
    ]
    return pl.concat([pl.DataFrame(schema=CODES), *found])


def sums(unknown: pl.DataFrame, by: Iterable[str], amount: str) -> pl.DataFrame:
    """Sum what may be counted, at its most, per year and group: `AMOUNTS`."""
    of_kind = [
        pl.col(amount).filter(pl.col(KIND) == one).sum().cast(pl.Float64).alias(name)
        for one, name in zip((EITHER, PART, REST), AMOUNTS, strict=True)
    ]
    return unknown.group_by("school_year", *by).agg(of_kind)
