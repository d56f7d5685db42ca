"""What is wrong with each row of a file by itself: rules that it breaks, and rows with its key.

Every rule is tried on every row, which `checks` does on sums only; so this is for files that were refused already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.language import message
from sto_cli.reading import checks, places, rules, staffing
from sto_cli.reading.checks import Rule
from sto_cli.reading.raw import LINE, SURPLUS
from sto_cli.reading.wide import as_one, unique_key

if TYPE_CHECKING:
    from sto_cli.catalog import Catalog
    from sto_cli.reading.raw import Raw

FOUND = pl.Schema({"line": pl.Int64, "column": pl.String, "value": pl.String, "reason": pl.String, "rank": pl.Int64})
"""The schema of faults: `rank` orders those of one line, the one to name first."""
_COPY, _OTHER = 1_000_000, 1_000_001
"""Ranks of rows with one key: a fault of its own is named before either."""


class _Rows(NamedTuple):
    """What holds for the rows of a kind of file.

    Attributes:
        unique: the columns that no two rows may share, each in the one way to write it.
        counted: true for the rows of which that holds.
    """

    rules: list[Rule]
    unique: dict[str, pl.Expr]
    counted: pl.Expr


def find(raw: Raw, catalog: Catalog) -> pl.DataFrame | None:
    """Find the rows that are wrong by themselves, and those that share a key.

    Args:
        raw: a file whose rows were counted; it is read by quotes.
        catalog: the codes.

    Returns:
        The schema `FOUND`, up to three rows per line; None where lines and rows do not agree.

    Raises:
        InputError: the file as a whole is wrong.
        PolarsError: it cannot be parsed.
    """
    rows = raw.scan(numbered=True).select(pl.len()).collect(engine="streaming").item()
    if raw.census is None or rows != raw.census.rows:
        return None
    kept = _kept(raw, catalog)
    surplus = Rule(SURPLUS, pl.col(SURPLUS).is_not_null(), message("one field more than the header has"))
    places_of = {**raw.recognised.columns, SURPLUS: raw.recognised.width}
    rules = sorted([*kept.rules, surplus], key=lambda rule: places_of[rule.column])
    return pl.concat([_broken(raw, rules), _sharing(raw, kept)])


def _kept(raw: Raw, catalog: Catalog) -> _Rows:
    if raw.source.facts == "enrolment":
        return _Rows(rules.row_rules(raw, catalog), unique_key(raw), pl.lit(value=True))
    if raw.source.facts == "places":
        return _Rows([places.LOCATION], {"location": pl.col("location")}, pl.lit(value=True))
    counted = staffing.in_scope(raw)
    staffing.check_decimal_mark(raw, raw.scan().filter(counted).select(*raw.recognised.columns).collect())
    keys = staffing.unique_key([*raw.recognised.columns])
    return _Rows(staffing.row_rules(raw, catalog), {key: pl.col(key) for key in keys}, counted)


def _broken(raw: Raw, rules: list[Rule]) -> pl.DataFrame:
    """Find for each row the first rule that it breaks."""
    first = pl.coalesce(pl.when(rule.broken).then(pl.lit(rank, pl.Int16)) for rank, rule in enumerate(rules))
    columns = {rule.column for rule in rules}
    # Streaming takes three times the memory for a hundred rules at once, and longer.
    wrong = raw.scan(numbered=True).filter(pl.any_horizontal(rule.broken for rule in rules))
    found = wrong.select(LINE, *columns, rank=first).collect(engine="in-memory")
    by_rule = [
        found.filter(rank=rank).select(
            pl.col(LINE).alias("line"),
            column=pl.lit(str(checks.header_of(raw, rule.column))),
            value=pl.col(rule.column),
            reason=pl.lit(str(rule.expected)),
            rank="rank",
        )
        for rank, rule in enumerate(rules)
    ]
    return pl.concat(part.cast(FOUND) for part in by_rule)


def _sharing(raw: Raw, kept: _Rows) -> pl.DataFrame:
    """Find rows with one key: of identical ones all but the first, of different ones all.

    A row whose key is no key says nothing of another; one that is wrong elsewhere does.
    """
    no_key = pl.any_horizontal(rule.broken for rule in kept.rules if rule.column in kept.unique)
    rows = raw.scan(numbered=True).filter(kept.counted & ~no_key.fill_null(value=False)).with_columns(**kept.unique)
    keys = [*kept.unique]
    content = as_one(*map(pl.col, raw.fields))
    alike = content.min() == content.max()
    groups = rows.group_by(keys).agg(pl.len(), first=pl.col(LINE).min(), alike=alike)
    told = groups.filter(pl.col("len") > 1).drop("len").collect(engine="streaming")
    if told.is_empty():
        return pl.DataFrame(schema=FOUND)
    doubled = (
        rows.select(LINE, *keys).join(told.lazy(), on=keys, nulls_equal=True).sort(LINE).collect(engine="streaming")
    )
    marked = doubled.filter(~pl.col("alike") | (pl.col(LINE) > pl.col("first")))
    copy = message("a copy of the row on line {line}, which is kept")
    other = message("a key that stands on other lines too, the first of them {line}, with other content; none is kept")
    return marked.select(
        pl.col(LINE).alias("line"),
        column=pl.lit(None, pl.String),
        value=pl.concat_str(keys, separator=" ", ignore_nulls=True),
        reason=pl.when("alike")
        .then(pl.format(str(copy.filled(line="{}")), "first"))
        .otherwise(pl.format(str(other.filled(line="{}")), "first")),
        rank=pl.when("alike").then(_COPY).otherwise(_OTHER),
    ).cast(FOUND)
