"""From raw text to wide sums: the one place where volume shrinks, in one streaming pass per file.

Counts are parsed (number, mask, neither), rows are checked, and counts are grouped wide on the raw
keys that a question needs. Unpivoting first was tried and takes twice the time.

The pass takes every line for a row and every quote for a letter. That is right while each line has the fields
of the header; where anything at all looks odd, the file is read again by quotes, which settles it or says
where it is wrong.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.language import either, message
from sto_cli.needs import EVERYTHING, Checks
from sto_cli.reading import cells, checks
from sto_cli.reading.census import Census
from sto_cli.reading.checks import Rule
from sto_cli.reading.read import SURPLUS, Raw, carefully
from sto_cli.reading.recognise import COUNT_YEAR
from sto_cli.reading.sweep import sweep
from sto_cli.reading.watch import Watch

if TYPE_CHECKING:
    from sto_cli.needs import Need

# Columns of the wide frame beside the keys: rows per key, and per count column its sums.
ROWS = "rows"
KNOWN = "known "
SMALL = "small "
BLANK = "blank "
_READ, _SIGNED = "read ", "signed "
_SHORT = "short"

# What facts tell apart, and the raw columns that say it.
_SAID_BY = {
    "province": ("province",),
    "track": ("education", "vavo"),
    "profile": ("education", "vavo", "programme"),
    "sector": ("sector",),
    "grade": ("grade",),
    "school_year": (COUNT_YEAR,),
    "sex": (),
}
# What is remarked on, and needs these; see `notes`.
_REMARKED = ("province", "element_code")
_PADDED_TO = {"location_number": 2, "element_code": 4}
# The raw columns whose text is shown as it stands; all others hold codes, where a quote is no letter.
_NAMES = ("name", "place")


def grade_of(column: str) -> int | None:
    """Give the grade of a count column, `pupils_3_boys`; None of `pupils`, beside which the grade is a column."""
    _, *of = column.split("_")
    return int(of[0]) if of else None


def keys(raw: Raw, need: Need = EVERYTHING) -> list[str]:
    """List the canonical columns that say what a row is about, as far as is needed; unique key columns first."""
    columns = [column for column in raw.recognised.layout.columns if column.name in raw.recognised.columns]
    found = [column.name for kind in ("key", "text") for column in columns if column.kind == kind]
    if need.columns is None:
        return found
    said = {raw_column for column in need.columns for raw_column in _SAID_BY[column]}
    remarked = _REMARKED if need.checks is Checks.ALL else ()
    return [name for name in found if name in {*said, *remarked}]


def group(raw: Raw, need: Need = EVERYTHING) -> tuple[Raw, pl.DataFrame]:
    """Sum the counts of a file on its raw keys.

    Returns:
        The file, with its rows counted, in the way in which it turned out to be readable; and one row per key: the
        raw key columns, `rows`, and `known <count>`, `small <count>` and `blank <count>` for each count column: the
        sum of the printed counts, the number of masks and that of blanks.

    Raises:
        InputError: a count is no count, a key occurs twice, or a row is too short, too long or swallowed by a quote.
    """
    found = _by_lines(raw, need)
    if found is None:
        careful = carefully(raw)
        if careful.text is not raw.text:  # it was in another encoding than it seemed to be
            found = _by_lines(replace(raw, text=careful.text), need)
        return found or (careful, _by_quotes(careful))
    return found


def _by_lines(raw: Raw, need: Need) -> tuple[Raw, pl.DataFrame] | None:
    """Group a file of which every line is a row; None where anything looks odd."""
    seen = sweep(raw.text, raw.recognised.delimiter, raw.recognised.width, need.checks)
    if seen.odd:
        return None
    told_apart = keys(raw, need)
    names = [name for name in raw.counts if (grade := grade_of(name)) is None or need.counts(grade)]
    watch = _watch(raw, need, told_apart, totals=seen.total)
    last = raw.fields[-1]
    wanted = list(dict.fromkeys([*told_apart, *names, *watch.columns, last]))
    lines = raw.scan().select(wanted)
    if watch.columns:
        lines = lines.map_batches(watch.see, schema=None, validate_output_schema=False, streamable=True)
    plan = lines.group_by(told_apart).agg(
        pl.len().alias(ROWS),
        pl.col(last).is_null().any().alias(_SHORT),
        *_sums(raw, names, plus=seen.plus),
    )
    try:
        wide = plan.collect(engine=raw.engine)
    except pl.exceptions.PolarsError:
        return None
    rows = int(wide[ROWS].sum())
    # No row is too short, so none is too long either where the header and the rows have all delimiters between them.
    whole = rows > 0 and not wide[_SHORT].any() and raw.delimiters() == (rows + 1) * (raw.recognised.width - 1)
    codes = pl.col([name for name in told_apart if name not in _NAMES])
    quoted = wide.select(pl.any_horizontal(codes.str.contains('"', literal=True).any())).item()
    if not whole or quoted or watch.odd or _bad_counts(raw, wide, names) or watch.finds_twice():
        return None
    shown = [name for name in _NAMES if name in told_apart]
    kept = wide.select(pl.exclude(_SHORT, *_helpers(names)))
    return replace(raw, census=Census(rows, 0)), kept.with_columns(_without_quotes(name) for name in shown)


def first_masked(raw: Raw, need: Need, rows: int) -> pl.DataFrame:
    """Group the first rows of a file by location too, to know some of those at which masked cells lie.

    Returns:
        What `group` gives, of rows with a mask only.
    """
    grades = {name: grade_of(name) for name in raw.counts}
    names = [name for name, grade in grades.items() if grade is None or need.grades is None or grade in need.grades]
    told_apart = list(dict.fromkeys(["brin", "location_number", *keys(raw, need)]))
    masked = pl.any_horizontal(cells.masked(name, raw.source.masks) for name in names)
    plan = raw.scan().head(rows).filter(masked).group_by(told_apart).agg(_sums(raw, names))
    return collect(raw, plan)


def _watch(raw: Raw, need: Need, told_apart: list[str], *, totals: bool) -> Watch:
    """Watch what is not told apart; of what is, the sums are looked at, which are far fewer (`tidy`)."""
    unique = unique_key(raw)
    usual = {name: size for name, size in _PADDED_TO.items() if name in unique}
    columns = [name for name in raw.recognised.columns if name not in told_apart]
    return Watch(unique, usual, checks.of_every_row(columns, totals=totals), need.checks)


def _without_quotes(column: str) -> pl.Expr:
    text = pl.col(column)
    quoted = text.str.starts_with('"') & text.str.ends_with('"') & (text.str.len_bytes() > 1)
    inside = text.str.slice(1, text.str.len_chars() - 2).str.replace_all('""', '"', literal=True)
    return pl.when(~quoted).then(text).when(inside != "").then(inside)


def _by_quotes(raw: Raw) -> pl.DataFrame:
    """Group a file whose lines were counted, in which quotes hold what stands between them."""
    names = raw.counts
    plan = (
        raw.scan()
        .group_by(keys(raw))
        .agg(pl.len().alias(ROWS), pl.col(SURPLUS).is_not_null().any(), *_sums(raw, names))
    )
    wide = collect(raw, plan)
    check_rows(raw, int(wide[ROWS].sum()), surplus=bool(wide[SURPLUS].any()))
    if bad := _bad_counts(raw, wide, names):
        raise checks.refuse(raw, [count_rule(raw, name) for name in bad])
    unique = unique_key(raw)
    if wide.select(pl.struct(unique.values()).n_unique()).item() < wide[ROWS].sum():
        raise checks.refuse_duplicates(raw, unique)
    return wide.select(pl.exclude(SURPLUS, *_helpers(names)))


def _sums(raw: Raw, names: list[str], *, plus: bool = True) -> list[pl.Expr]:
    """Sum count columns: what is printed, the masks, and what tells whether each cell is one or the other.

    `plus` says whether a plus sign stands anywhere in the file.
    """
    masks = raw.source.masks
    numbers = {name: cells.number(name, masks) for name in names}
    return [
        *(number.sum().alias(KNOWN + name) for name, number in numbers.items()),
        *(number.count().alias(_READ + name) for name, number in numbers.items()),
        *(cells.masked(name, masks).sum().alias(SMALL + name) for name in names),
        *(pl.col(name).null_count().alias(BLANK + name) for name in names),
        *((cells.signed(name).any() if plus else pl.lit(value=False)).alias(_SIGNED + name) for name in names),
    ]


def _bad_counts(raw: Raw, wide: pl.DataFrame, names: list[str]) -> list[str]:
    """List the count columns with a cell that is neither a whole number nor a mask, nor a blank where that is 0."""
    blank_is_zero = raw.recognised.layout.blank_is_zero
    sums = wide.select(
        pl.col(ROWS, *_helpers(names), *(kind + name for kind in (SMALL, BLANK) for name in names)).sum()
    )
    found = sums.row(0, named=True)
    return [
        name
        for name in names
        if found[_SIGNED + name]
        or found[_READ + name] + found[SMALL + name] + found[BLANK + name] * blank_is_zero != found[ROWS]
    ]


def _helpers(names: list[str]) -> list[str]:
    return [kind + name for kind in (_READ, _SIGNED) for name in names]


def unique_key(raw: Raw) -> dict[str, pl.Expr]:
    """Give the columns that no two rows may share, padded: `0` and `00` are one location, `46` and `0046` one code."""
    columns = [column.name for column in raw.recognised.layout.columns if column.kind == "key"]
    padded = {
        "location_number": pl.col("location_number").str.slice(-2).str.zfill(_PADDED_TO["location_number"]),
        "element_code": pl.col("element_code").str.zfill(_PADDED_TO["element_code"]),
    }
    return {name: padded.get(name, pl.col(name)) for name in columns if name in raw.recognised.columns}


def collect(raw: Raw, plan: pl.LazyFrame) -> pl.DataFrame:
    """Run a plan over a file; what Polars cannot parse becomes our own error."""
    try:
        return plan.collect(engine=raw.engine)
    except pl.exceptions.PolarsError as error:
        raise checks.refuse_unparsed(raw, error) from error


def read_whole(raw: Raw) -> tuple[Raw, pl.DataFrame]:
    """Read a small file whole, as text, and see that it is: no row too short or too long, none swallowed by a quote.

    Returns:
        The file with its rows counted, and the canonical columns that it has.
    """
    raw = carefully(raw)
    frame = collect(raw, raw.scan().select(*raw.recognised.columns, SURPLUS))
    check_rows(raw, frame.height, surplus=bool(frame[SURPLUS].is_not_null().any()))
    return raw, frame.drop(SURPLUS)


def check_rows(raw: Raw, rows: int, *, surplus: bool) -> None:
    """See that Polars saw as many rows as there are lines, none of them too long."""
    if surplus:
        raise checks.refuse(
            raw, [Rule(SURPLUS, pl.col(SURPLUS).is_not_null(), message("one field more than the header has"))]
        )
    if not raw.census or rows != raw.census.rows:
        raise checks.refuse_unparsed(raw)


def count_rule(raw: Raw, column: str) -> Rule:
    """Say that a cell is no count."""
    mask = either(f"'{mask}'" for mask in raw.source.masks)
    broken = cells.is_bad_count(column, raw.source.masks, blank_is_zero=raw.recognised.layout.blank_is_zero)
    return Rule(column, broken, message("no count; a whole number or {mask} was expected", mask=mask))
