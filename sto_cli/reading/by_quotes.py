"""The careful way: quotes hold what stands between them, lines are counted beside, and what is wrong is said.

It takes many times as long as `by_lines`, and is for files that are odd when a line is taken for a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.needs import CELLS
from sto_cli.reading import refusals
from sto_cli.reading.raw import SURPLUS
from sto_cli.reading.read import carefully
from sto_cli.reading.sums import ODD, bad_counts, count_rule, helpers, summed
from sto_cli.reading.wide import ROWS, Wide, as_one, file_of, keys, unique_key

if TYPE_CHECKING:
    from sto_cli.reading.raw import Raw


def group(raw: Raw) -> Wide:
    """Group a file whose rows were counted (`carefully`), on all its keys, as `facts.group` does.

    Raises:
        InputError: a count is no count, a key occurs twice, or a row is too short, too long or swallowed by a quote.
    """
    names = raw.counts
    wide = collect(raw, summed(raw.scan(), keys(raw, CELLS), raw, names, odd=pl.col(SURPLUS).is_not_null()))
    check_rows(raw, int(wide[ROWS].sum()), surplus=bool(wide[ODD].any()))
    if bad := bad_counts(raw, wide, names):
        raise refusals.refuse(raw, [count_rule(raw, name) for name in bad])
    unique = unique_key(raw)
    if wide.select(as_one(*unique.values()).n_unique()).item() < wide[ROWS].sum():
        raise refusals.refuse_duplicates(raw, unique)
    wide = wide.select(file_of(raw), pl.exclude(helpers(names)))
    return Wide([raw], wide)


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
    """See that Polars saw the rows that the census saw: as many, none of them too long."""
    if surplus or not raw.census or rows != raw.census.rows:
        raise refusals.refuse_unparsed(raw)


def collect(raw: Raw, plan: pl.LazyFrame) -> pl.DataFrame:
    """Run a plan over a file; what Polars cannot parse becomes our own error."""
    try:
        return plan.collect(engine=raw.engine)
    except pl.exceptions.PolarsError as error:
        raise refusals.refuse_unparsed(raw, error) from error
