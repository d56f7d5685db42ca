"""Rows that are wrong by themselves, taken out of a file so that the others can be read.

It is used where the normal way refuses a file, and only if the user allows it. It computes no figure: it gives a
private copy in which rejected lines are blank, so that all others keep their numbers, and that copy goes the normal
way, with every check there is. What is wrong with a file as a whole (header, encoding, container, decimal mark) is
refused as ever.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

import polars as pl

from sto_cli.errors import InputError, RowsError
from sto_cli.language import ENGLISH, joined, message, speaking
from sto_cli.reading import census, faults, inputs, odd_lines
from sto_cli.reading import text as texts
from sto_cli.reading.census import Census
from sto_cli.reading.encoding import holds_nul
from sto_cli.reading.faults import FOUND

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sto_cli.catalog import Catalog
    from sto_cli.reading.raw import Raw
    from sto_cli.reading.text import Text

_Made = TypeVar("_Made")

REJECTED = pl.Schema(
    {
        "file": pl.String,
        "line": pl.Int64,
        "column": pl.String,
        "value": pl.String,
        "reason": pl.String,
        "row": pl.String,
    }
)
"""The schema of rejected rows: where each stands, the first thing that is wrong with it, and its text as read."""
NONE_REJECTED = pl.DataFrame(schema=REJECTED)


_MOST_REJECTED = 100_000
"""How many rows may be left out: somebody is to look them through, and a file of DUO has at most 28,000 in all."""


class _Lines(NamedTuple):
    """The lines of a file that are no blanks, and what is wrong with the shape of some of them (`FOUND`).

    Attributes:
        text: the file, in its encoding.
    """

    text: Text
    rows: int
    odd: pl.DataFrame


def through(raw: Raw, catalog: Catalog, make: Callable[[Raw], _Made]) -> tuple[_Made, pl.DataFrame]:
    """Make something of a file; where rows are wrong by themselves, of the file without them.

    Returns:
        What was made, and the rows that were left out, with the schema `REJECTED`.

    Raises:
        InputError: the file as a whole is wrong, or no row would be left.
    """
    try:
        return make(raw), NONE_REJECTED
    except RowsError as error:
        refused = error.with_traceback(None)  # which would keep all that was read
    try:
        left, rejected = _sieve(raw, catalog, refused)
        return make(left), rejected
    except (RowsError, pl.exceptions.PolarsError):
        raise refused from None  # the fault is none that a line can be blamed for
    except OSError as error:
        raise inputs.unreadable(raw.path, error) from error


def _sieve(raw: Raw, catalog: Catalog, refused: RowsError) -> tuple[Raw, pl.DataFrame]:
    with speaking(ENGLISH):
        lines = _look_at_lines(raw.text, raw)
        text = lines.text
        _refuse_too_many(raw, lines.odd, refused)
        whole = text if lines.odd.is_empty() else _without(text, {*lines.odd["line"]})[0]
        found = faults.find(_to_scan(raw, whole, lines), catalog)
        if found is None:
            raise refused
        found = pl.concat([lines.odd, found]).sort("line", "rank").unique("line", keep="first", maintain_order=True)
        _refuse_too_many(raw, found, refused)
    if found.height >= lines.rows:
        every = message("{path}: every row of it is wrong, so none is left to read.", path=raw.path)
        raise InputError(joined([every, refused.args[0]], "\n"))
    left, taken = _without(text, {*found["line"]})
    rejected = found.with_columns(file=pl.lit(str(raw.path)), row=pl.Series(taken, dtype=pl.String))
    kept = raw._replace(text=left, census=None, by_quotes=False, rejected=found.height)
    return kept, rejected.select(REJECTED.names()).cast(REJECTED)


def _look_at_lines(text: Text, raw: Raw) -> _Lines:
    """Look at the lines until enough are known to be odd to refuse the file for that; anew where they are not in UTF-8."""
    try:
        rows, odd = _shapes(text, raw)
    except census.NotUtf8Error:
        return _look_at_lines(texts.reopened(text), raw)
    return _Lines(text, rows, odd)


def _shapes(text: Text, raw: Raw) -> tuple[int, pl.DataFrame]:
    delimiter, width = raw.recognised.delimiter, len(raw.recognised.names)
    rows, odd = 0, pl.DataFrame(schema=FOUND)
    for first, seen in census.shapes(text, delimiter, width):
        rows += int((~seen["blank"]).sum())
        wrong = seen.with_row_index("number", offset=first).filter("odd")
        if wrong.select(odd_lines.holds_nuls().any()).item():
            raise holds_nul(raw.path)
        said = odd_lines.reason(delimiter, width)
        odd = pl.concat([odd, wrong.select(line="number", column=None, value=None, reason=said, rank=-1).cast(FOUND)])
        if odd.height > _MOST_REJECTED:
            break
    return rows, odd


def _refuse_too_many(raw: Raw, wrong: pl.DataFrame, refused: RowsError) -> None:
    if wrong.height > _MOST_REJECTED:
        many = message(
            "{path}: more than {most:,} rows of it are wrong, too many to leave out; mend the file first.",
            path=raw.path,
            most=_MOST_REJECTED,
        )
        raise InputError(joined([many, refused.args[0]], "\n"))


def _to_scan(raw: Raw, text: Text, lines: _Lines) -> Raw:
    """Give a file to scan by quotes, line by line; blank lines are passed over."""
    left = lines.rows - lines.odd.height
    return raw._replace(text=text, census=Census(left, blank=1), by_quotes=True)


def _without(text: Text, out: Collection[int]) -> tuple[Text, list[str]]:
    """Copy a text with some of its lines blank, and give what stood on these."""
    copy, taken = inputs.private_file(text.private), []
    with (
        text.utf8.open(encoding="utf-8", newline="\n") as source,
        copy.open("w", encoding="utf-8", newline="\n") as target,
    ):
        for number, line in enumerate(source, start=text.first_line):
            if number in out:
                taken.append(line.removesuffix("\n").removesuffix("\r"))
                target.write("\n")
            else:
                target.write(line)
    return text._replace(utf8=copy), taken
