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
from sto_cli.reading.wide import file_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sto_cli.reading.raw import Raw

# Whatever is called a total has these letters; `checks` says what is one.
_TOTAL = "(?i)tota"
# What no plain row has: what is no text, and quotes and plus signs, which stand in a name now and then.
_NOT_PLAIN = r'["+\r\x00]'


class Look(NamedTuple):
    """What was seen of a file.

    Attributes:
        odd: something wants a closer look.
        rows: how many rows it has, each of them in shape; None where that was not looked at.
        plus: a plus sign may stand before a count.
        totals: a word like total may stand somewhere, which is told only where everything is checked.
    """

    odd: bool
    rows: int | None = None
    plus: bool = False
    totals: bool = True


def look(raws: Sequence[Raw], level: Checks) -> list[Look]:
    """Look through files of one header: the more is checked, the closer.

    Raises:
        InputError: one of them cannot be read any more.
    """
    first, *_ = raws
    try:
        if level is Checks.ALL or first.quoted:
            return _at_shape(raws, every=level is Checks.ALL)
        return _at_text(raws) if level is Checks.KEYS else [_at_bytes(raw) for raw in raws]
    except pl.exceptions.PolarsError:  # text that is no UTF-8, in one of them
        return [found for raw in raws for found in look([raw], level)] if len(raws) > 1 else [Look(odd=True)]
    except OSError as error:
        raise unreadable(first.path, error) from error


def _at_bytes(raw: Raw) -> Look:
    seen = sweep(raw.text, raw.recognised.width)
    return Look(seen.odd, plus=seen.plus)


def _at_text(raws: Sequence[Raw]) -> list[Look]:
    """Look whether all is text; only a line that is not plain is held against the shape of a row."""
    line = pl.col(LINE)
    first, *others = raws
    # As rows, lines with fewer characters than a row has delimiters would take many times the memory of the file.
    not_plain = line.str.contains(_NOT_PLAIN) | (line.str.len_bytes() < first.recognised.width - 1)
    lines = lines_of(raws).filter(not_plain)
    found = (
        (lines if others else lines.with_columns(file_of(first)))
        .group_by(FILE)
        .agg(
            (~line.str.contains(shape.of_row(first, catalog(), by_track=False))).any().alias("odd"),
            line.str.contains("+", literal=True).any().alias("plus"),
        )
    )
    by_path = {path: (odd, plus) for path, odd, plus in found.collect(engine=engine(raws)).iter_rows()}
    seen = [by_path.get(raw.where, (False, False)) for raw in raws]
    return [Look(odd, plus=plus) for odd, plus in seen]


def _at_shape(raws: Sequence[Raw], *, every: bool) -> list[Look]:
    """Look whether each line is a row; one line is none, the header, of which no text is in the shape of one."""
    line = pl.col(LINE)
    first, *others = raws
    asked = (
        line.len().alias("lines"),
        line.str.contains(shape.of_row(first, catalog(), by_track=every)).sum().alias("rows"),
        (line.str.contains(_TOTAL).any() if every else pl.lit(value=True)).alias("totals"),
    )
    lines = lines_of(raws)
    if not others:
        return [_look(*numbers) for numbers in lines.select(asked).collect(engine=engine(raws)).iter_rows()]
    found = lines.group_by(FILE).agg(asked).collect(engine=engine(raws))
    by_path = {path: _look(*numbers) for path, *numbers in found.iter_rows()}
    return [by_path.get(raw.where, Look(odd=True)) for raw in raws]


def _look(lines: int, rows: int, totals: bool) -> Look:  # a row of a frame
    return Look(odd=rows != lines - 1 or not rows, rows=rows, totals=totals)
