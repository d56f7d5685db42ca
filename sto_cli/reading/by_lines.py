"""The fast way: each line is a row, in one streaming pass over files of one header.

That is right while each line has the fields of the header. Where anything at all is odd, nothing is said here: the
file is read again by quotes, which settles it or says where it is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.needs import Checks
from sto_cli.reading import cells, checks, shape
from sto_cli.reading.census import Census
from sto_cli.reading.raw import FILE, Raw, engine, scan_together
from sto_cli.reading.sums import ODD, bad_counts, helpers, summed
from sto_cli.reading.watch import Watch
from sto_cli.reading.wide import PADDED_TO, ROWS, SMALL, Wide, counted, file_of, keys, unique_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sto_cli.needs import Need
    from sto_cli.reading.look import Look

# What is remarked on when everything is checked; see `notes`.
_NOTED = ("education", "programme", "element_code", "province")


def group(pairs: Sequence[tuple[Raw, Look]], need: Need) -> Wide | None:
    """Group files that were looked at, as `facts.group` does; None where anything in them is odd."""
    raws = [raw for raw, _ in pairs]
    first, *_ = raws
    watch = _watch(raws, need, totals=any(seen.totals for _, seen in pairs))
    rows = scan_together(raws)
    try:
        wide = _with_file(raws, _plan(pairs, need, rows, watch).collect(engine=engine(raws)))
        if watch.finds_fault(rows, engine(raws)):
            return None
    except pl.exceptions.PolarsError:
        return None
    counts = dict(wide.group_by(FILE).agg(pl.col(ROWS).sum()).iter_rows())
    whole = all(_is_whole(raw, seen, counts.get(raw.where)) for raw, seen in pairs)
    names = counted(first, need)
    if not whole or wide[ODD].any() or _quoted(first, wide) or bad_counts(first, wide, names):
        return None
    shown = [name for name in shape.NAMES if name in wide.columns and not first.quoted]
    kept = wide.drop(helpers(names)).with_columns(_without_quotes(name) for name in shown)
    read = [raw._replace(census=Census(counts[raw.where], 0), totals=seen.totals) for raw, seen in pairs]
    return Wide(read, kept)


def _plan(pairs: Sequence[tuple[Raw, Look]], need: Need, rows: pl.LazyFrame, watch: Watch) -> pl.LazyFrame:
    """Sum what is needed in one pass over all rows, which `watch` sees go by."""
    raws = [raw for raw, _ in pairs]
    first, *others = raws
    names = counted(first, need)
    told_apart = [*([FILE] if others else []), *keys(first, need)]
    if need.checks is Checks.ALL:
        told_apart += [name for name in _NOTED if name in first.recognised.columns and name not in told_apart]
    in_shape = all(seen.rows is not None for _, seen in pairs)
    *_, last = first.fields
    columns = dict.fromkeys([*told_apart, *names, *[last] * (not in_shape)])
    short = pl.lit(value=False) if in_shape else pl.col(last).is_null()
    plus = any(seen.plus for _, seen in pairs)
    return summed(watch.over(rows, columns), told_apart, first, names, odd=short, plus=plus)


def _with_file(raws: Sequence[Raw], frame: pl.DataFrame) -> pl.DataFrame:
    """Name the file of each row, which a scan of several does, and of one does not."""
    first, *others = raws
    return frame if others else frame.select(file_of(first), pl.all())


def _quoted(raw: Raw, wide: pl.DataFrame) -> bool:
    """Tell whether a quote stands in a code, where it is no letter."""
    if raw.quoted:
        return False
    codes = pl.col([name for name in wide.columns if name in raw.recognised.columns and name not in shape.NAMES])
    return bool(wide.select(pl.any_horizontal(codes.str.contains('"', literal=True).any())).item())


def _is_whole(raw: Raw, seen: Look, rows: int | None) -> bool:
    """Tell whether every line was a row with all its fields.

    No row is too short, as the plan saw; so none is too long either where the header and the rows have all delimiters
    between them.
    """
    if seen.rows is not None:
        return rows == seen.rows
    return rows is not None and raw.delimiters() == (rows + 1) * (raw.recognised.width - 1)


def some_masked(raws: Sequence[Raw], need: Need, rows: int) -> pl.DataFrame:
    """Look in the first rows of files of one header for locations at which masked cells lie.

    Returns:
        One row per file, location and key, of rows with a mask only: the number of masks in each count column.
    """
    first, *_ = raws
    masked = {name: cells.masked(name, first.source.masks) for name in counted(first, need)}
    told_apart = list(dict.fromkeys(["brin", "location_number", *keys(first, need)]))
    masks = [mask.sum().alias(SMALL + name) for name, mask in masked.items()]
    columns = dict.fromkeys([*told_apart, *masked])
    tops = pl.concat([raw.scan().head(rows).select(file_of(raw), *columns) for raw in raws])
    plan = tops.filter(pl.any_horizontal(masked.values())).group_by(FILE, *told_apart).agg(masks)
    return plan.collect(engine=engine(raws))


def _watch(raws: Sequence[Raw], need: Need, *, totals: bool) -> Watch:
    """Watch what is not told apart; of what is, the sums are looked at, which are far fewer (`tidy`)."""
    if need.checks is Checks.COUNTS:
        return Watch({}, {}, [])
    first, *others = raws
    unique = unique_key(first)
    usual = {name: size for name, size in PADDED_TO.items() if name in unique}
    if others:
        unique[FILE] = pl.col(FILE)
    if need.checks is Checks.KEYS:
        return Watch(unique, usual, [])
    told_apart = keys(first, need)
    untold = [name for name in first.recognised.columns if name not in told_apart]
    return Watch(unique, usual, checks.of_every_row(untold, totals=totals), totals=totals)


def _without_quotes(column: str) -> pl.Expr:
    """Take off the quotes around a name; nothing between them is a blank."""
    inside = pl.col(column).str.extract('^"(.*)"$').str.replace_all('""', '"', literal=True)
    return pl.coalesce(inside, column).replace({"": None})
