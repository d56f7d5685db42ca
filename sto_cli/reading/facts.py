"""From raw text to wide sums: the one place where volume shrinks, in one streaming pass per file.

Counts are parsed (number, mask, neither), rows are checked, and counts are grouped wide on the raw
keys. Unpivoting first was tried and takes twice the time.
"""

from __future__ import annotations

import polars as pl

from sto_cli.language import either, message
from sto_cli.reading import cells, checks
from sto_cli.reading.checks import Rule
from sto_cli.reading.read import SURPLUS, Raw

# Columns of the wide frame beside the keys: rows per key, and per count column its two sums.
ROWS = "rows"
KNOWN = "known "
SMALL = "small "
BLANK = "blank "
_BAD = "bad "


def counts(raw: Raw) -> list[str]:
    """List the canonical count columns of a file."""
    columns = [column.name for column in raw.recognised.layout.columns if column.kind == "count"]
    return [name for name in columns if name in raw.recognised.columns]


def keys(raw: Raw) -> list[str]:
    """List the canonical columns that say what a row is about, unique key columns first."""
    columns = [column for column in raw.recognised.layout.columns if column.name in raw.recognised.columns]
    return [column.name for kind in ("key", "text") for column in columns if column.kind == kind]


def group(raw: Raw) -> pl.DataFrame:
    """Sum the counts of a file on its raw keys.

    Returns:
        One row per key: the raw key columns, `rows`, and `known <count>`, `small <count>` and `blank <count>`
        for each count column: the sum of the printed counts, the number of masks and that of blanks.

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
            *(cells.known(name, masks).sum().alias(KNOWN + name) for name in names),
            *(cells.masked(name, masks).sum().alias(SMALL + name) for name in names),
            *(pl.col(name).is_null().sum().alias(BLANK + name) for name in names),
            *(bad.any().alias(_BAD + name) for name, bad in _bad_counts(raw).items()),
        )
    )
    wide = collect(raw, plan)
    check_rows(raw, int(wide[ROWS].sum()), surplus=bool(wide[SURPLUS].any()))
    if any(wide.select(pl.col(f"^{_BAD}.*$").any()).row(0)):
        bad = {name: broken for name, broken in _bad_counts(raw).items() if wide[_BAD + name].any()}
        raise checks.refuse(raw, [count_rule(raw, name, broken) for name, broken in bad.items()])
    unique = unique_key(raw)
    if wide.select(pl.struct(unique.values()).n_unique()).item() < wide[ROWS].sum():
        raise checks.refuse_duplicates(raw, unique)
    return wide.drop(SURPLUS, *(_BAD + name for name in names))


def unique_key(raw: Raw) -> dict[str, pl.Expr]:
    """Give the columns that no two rows may share, padded: `0` and `00` are one location, `46` and `0046` one code."""
    columns = [column.name for column in raw.recognised.layout.columns if column.kind == "key"]
    padded = {
        "location_number": pl.col("location_number").str.slice(-2).str.zfill(2),
        "element_code": pl.col("element_code").str.zfill(4),
    }
    return {name: padded.get(name, pl.col(name)) for name in columns if name in raw.recognised.columns}


def collect(raw: Raw, plan: pl.LazyFrame) -> pl.DataFrame:
    """Run a plan over a file in the streaming engine; what Polars cannot parse becomes our own error."""
    try:
        return plan.collect(engine="streaming")
    except pl.exceptions.PolarsError as error:
        raise checks.refuse_unparsed(raw, error) from error


def read_whole(raw: Raw) -> pl.DataFrame:
    """Read a small file whole, as text, and see that it is: no row too long, none swallowed by a quote."""
    frame = collect(raw, raw.scan())
    check_rows(raw, frame.height, surplus=bool(frame[SURPLUS].is_not_null().any()))
    return frame.drop(SURPLUS)


def check_rows(raw: Raw, rows: int, *, surplus: bool) -> None:
    """See that Polars saw as many rows as there are lines, none of them too long."""
    if surplus:
        raise checks.refuse(
            raw, [Rule(SURPLUS, pl.col(SURPLUS).is_not_null(), message("one field more than the header has"))]
        )
    if rows != raw.census.rows:
        raise checks.refuse_unparsed(raw)


def _bad_counts(raw: Raw) -> dict[str, pl.Expr]:
    masks, blank_is_zero = raw.source.masks, raw.recognised.layout.blank_is_zero
    return {name: cells.is_bad_count(name, masks, blank_is_zero=blank_is_zero) for name in counts(raw)}


def count_rule(raw: Raw, column: str, broken: pl.Expr) -> Rule:
    """Say that a cell is no count."""
    mask = either(f"'{mask}'" for mask in raw.source.masks)
    return Rule(column, broken, message("no count; a whole number or {mask} was expected", mask=mask))
