"""One look at all that stands in a file, before it is read: whether every line of it can be a row.

A finding here is no verdict. It makes the file be read again, carefully, and that says what is wrong and where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.needs import Checks
from sto_cli.reading import shape
from sto_cli.reading.inputs import unreadable
from sto_cli.reading.raw import FILE, LINE, engine, lines_of
from sto_cli.reading.sweep import sweep

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sto_cli.reading.raw import Raw

# Whatever is called a total has these letters; `checks` says what is one.
_TOTAL = "(?i)tota"


class Look(NamedTuple):
    """What was seen of a file.

    Attributes:
        odd: something wants a closer look.
        rows: how many rows it has, each of them in shape; None where only its bytes were looked at.
        plus: a plus sign may stand before a count.
        total: a word like total may stand somewhere; told where everything is checked.
    """

    odd: bool
    rows: int | None
    plus: bool
    total: bool


_ODD = Look(odd=True, rows=None, plus=True, total=True)


def look(raws: Sequence[Raw], level: Checks) -> list[Look]:
    """Look through files of one header; the least level of checks leaves their text alone.

    Raises:
        InputError: one of them cannot be read any more.
    """
    first, *_ = raws
    if level is Checks.COUNTS and not first.quoted:
        return [_at_bytes(raw) for raw in raws]
    try:
        return _at_lines(raws, level)
    except pl.exceptions.PolarsError:  # text that is no UTF-8, in one of them
        return [found for raw in raws for found in look([raw], level)] if len(raws) > 1 else [_ODD]
    except OSError as error:
        raise unreadable(first.path, error) from error


def _at_bytes(raw: Raw) -> Look:
    seen = sweep(raw.text, raw.recognised.width)
    return Look(seen.odd, rows=None, plus=seen.plus, total=False)


def _at_lines(raws: Sequence[Raw], level: Checks) -> list[Look]:
    every = level is Checks.ALL
    line = pl.col(LINE)
    first, *others = raws
    row = shape.of_row(first, catalog(), by_track=every)
    found = (
        line.len().alias("lines"),
        line.str.contains(row).sum().alias("fitting"),
        (line.str.contains(_TOTAL).any() if every else pl.lit(value=False)).alias("total"),
    )
    lines = lines_of(raws)
    if not others:
        return [_look(*numbers) for numbers in lines.select(found).collect(engine=engine(raws)).iter_rows()]
    seen = lines.group_by(FILE).agg(found).collect(engine=engine(raws))
    by_file = {path: _look(*numbers) for path, *numbers in seen.iter_rows()}
    return [by_file.get(raw.where, _ODD) for raw in raws]


def _look(lines: int, fitting: int, total: bool) -> Look:  # a row of a frame
    """One line is no row, the header, of which no text is in the shape of one."""
    return Look(odd=fitting != lines - 1 or not fitting, rows=fitting, plus=False, total=total)
