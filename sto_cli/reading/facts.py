"""From raw text to wide sums: the one place where volume shrinks, in one streaming pass per file.

Counts are parsed (number, mask, neither), rows are checked, and counts are grouped wide on the raw
keys. Unpivoting first was tried and takes twice the time.
"""

from __future__ import annotations

import polars as pl

from sto_cli.reading import cells, checks
from sto_cli.reading.checks import Rule
from sto_cli.reading.read import SURPLUS, Raw

# Columns of the wide frame beside the keys: rows per key, and per count column its two sums.
ROWS = "rows"
KNOWN = "known "
SMALL = "small "
_BAD = "bad "


def counts(raw: Raw) -> list[str]:
    """List the canonical count columns of a file."""
    return [column.name for column in raw.recognised.layout.columns if column.kind == "count"]


def keys(raw: Raw) -> list[str]:
    """List the canonical columns that say what a row is about, unique key columns first."""
    columns = [column for column in raw.recognised.layout.columns if column.name in raw.recognised.columns]
    return [column.name for kind in ("key", "text") for column in columns if column.kind == kind]


def group(raw: Raw) -> pl.DataFrame:
    """Sum the counts of a file on its raw keys.

    Returns:
        One row per key: the raw key columns, `rows`, and `known <count>` and `small <count>` for
        each count column, the sum of the printed counts and the number of masks.

    Raises:
        InputError: a count is no count, a key occurs twice, or a row is too long or swallowed by a quote.
    """
    masks = raw.source.masks
    names = counts(raw)
    plan = (
        raw.scan()
        .group_by(keys(raw))
        .agg(
            pl.len().alias(ROWS),
            pl.col(SURPLUS).is_not_null().any(),
            *(cells.known(name).sum().alias(KNOWN + name) for name in names),
            *(cells.masked(name, masks).sum().alias(SMALL + name) for name in names),
            *(cells.is_bad_count(name, masks).any().alias(_BAD + name) for name in names),
        )
    )
    wide = collect(raw, plan)
    check_rows(raw, int(wide[ROWS].sum()), surplus=bool(wide[SURPLUS].any()))
    if any(wide.select(pl.col(f"^{_BAD}.*$").any()).row(0)):
        raise checks.refuse(raw, [_count_rule(raw, name) for name in names if wide[_BAD + name].any()])
    unique = unique_key(raw)
    if wide.select(pl.struct(unique.values()).n_unique()).item() < wide[ROWS].sum():
        raise checks.refuse_duplicates(raw, unique)
    return wide.drop(SURPLUS, *(_BAD + name for name in names))


def unique_key(raw: Raw) -> dict[str, pl.Expr]:
    """Give the columns that no two rows may share, padded: `0` and `00` are one location, `46` and `0046` one code."""
    names = [column.name for column in raw.recognised.layout.columns if column.kind == "key"]
    padded = {
        "location_number": pl.col("location_number").str.slice(-2).str.zfill(2),
        "element_code": pl.col("element_code").str.zfill(4),
    }
    return {name: padded.get(name, pl.col(name)) for name in names}


def collect(raw: Raw, plan: pl.LazyFrame) -> pl.DataFrame:
    """Run a plan over a file in the streaming engine; what Polars cannot parse becomes our own error."""
    try:
        return plan.collect(engine="streaming")
    except pl.exceptions.PolarsError as error:
        raise checks.refuse_unparsed(raw, error) from error


def check_rows(raw: Raw, rows: int, *, surplus: bool) -> None:
    """See that Polars saw as many rows as there are lines, none of them too long."""
    if surplus:
        raise checks.refuse(raw, [Rule(SURPLUS, pl.col(SURPLUS).is_not_null(), "one field more than the header has")])
    if rows != raw.census.rows:
        raise checks.refuse_unparsed(raw)


def _count_rule(raw: Raw, column: str) -> Rule:
    masks = " or ".join(f"'{mask}'" for mask in raw.source.masks)
    return Rule(
        column, cells.is_bad_count(column, raw.source.masks), f"no count; a whole number or {masks} was expected"
    )
