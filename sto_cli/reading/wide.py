"""The wide sums of enrolment files: one row per raw key, and for each count column what is printed, masked and blank.

Counts are grouped wide on the raw keys that a question needs. Unpivoting first was tried and takes twice the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

import polars as pl

from sto_cli.reading.raw import FILE
from sto_cli.reading.recognise import COUNT_YEAR
from sto_cli.reading.shape import grade_of

if TYPE_CHECKING:
    from sto_cli.needs import Need
    from sto_cli.reading.raw import Raw

_Frame = TypeVar("_Frame", pl.DataFrame, pl.LazyFrame)

# Columns of the wide frame beside the keys: rows per key, and per count column its sums.
ROWS = "rows"
KNOWN = "known "
SMALL = "small "
LOW = "low "
HIGH = "high "
BLANK = "blank "
AMOUNTS = (KNOWN, SMALL, LOW, HIGH)

# What facts tell apart, and the raw columns that say it.
_SAID_BY = {
    "province": ("province",),
    "track": ("education", "vavo"),
    "profile": ("education", "vavo", "programme"),
    "sector": ("sector",),
    "grade": ("grade",),
    "school_year": (COUNT_YEAR,),
    "sex": (),
    "location": ("brin", "location_number"),
    "brin": ("brin",),
    "name": ("name",),
    "place": ("place",),
}
PADDED_TO = {"location_number": 2, "element_code": 4}


class Wide(NamedTuple):
    """Files of one header, summed.

    Attributes:
        raws: the files with their rows counted, in the way in which they turned out to be readable.
        sums: one row per file and key: `FILE`, the raw key columns, `rows`, and `known <count>`, `small <count>` and
            `blank <count>` for each count column, which are the sum of the printed counts, the number of masks and that
            of blanks; and `low <count>` and `high <count>`, the least and the most that all of it can be.
    """

    raws: list[Raw]
    sums: pl.DataFrame

    @property
    def masks(self) -> int:
        """How many masked cells there are in all."""
        return int(self.sums.select(pl.sum_horizontal(pl.col(f"^{SMALL}.*$").sum())).item())


def keys(raw: Raw, need: Need) -> list[str]:
    """List the canonical columns that say what a row is about, as far as is needed; unique key columns first."""
    columns = [column for column in raw.recognised.layout.columns if column.name in raw.recognised.columns]
    found = [column.name for kind in ("key", "text") for column in columns if column.kind == kind]
    told_apart = _SAID_BY if need.columns is None else need.columns
    said = {raw_column for column in told_apart for raw_column in _SAID_BY[column]}
    return found if need.cells else [name for name in found if name in said]


def counted(raw: Raw, need: Need) -> list[str]:
    """List the count columns that are summed: those of the grades that are needed."""
    return [name for name in raw.counts if (grade := grade_of(name)) is None or need.counts(grade)]


def file_of(raw: Raw) -> pl.Expr:
    """Name the file that rows are of."""
    return pl.lit(raw.where).alias(FILE)


def of_file(raw: Raw, frame: _Frame) -> _Frame:
    """Keep the rows of one file."""
    return frame.filter(pl.col(FILE) == raw.where)


def holds_pupils(name: str) -> pl.Expr:
    """Tell of wide sums whether there are pupils in a count column, printed or masked."""
    return (pl.col(KNOWN + name) > 0) | (pl.col(SMALL + name) > 0)


def national(wide: Wide, need: Need) -> Wide:
    """Sum over locations what was read, and checked, location by location, so that no row of it is a total."""
    raws, sums = wide
    amounts = pl.col(ROWS, f"^({'|'.join(AMOUNTS)}|{BLANK}).*$")
    found = sums.lazy().group_by(FILE, *keys(raws[0], need)).agg(amounts.sum())
    return Wide([raw._replace(totals=False) for raw in raws], found.collect(engine="streaming"))


def unique_key(raw: Raw) -> dict[str, pl.Expr]:
    """Give the columns that no two rows may share, padded: `0` and `00` are one location, `46` and `0046` one code."""
    columns = [column.name for column in raw.recognised.layout.columns if column.kind == "key"]
    padded = {
        "location_number": pl.col("location_number").str.slice(-2).str.zfill(PADDED_TO["location_number"]),
        "element_code": pl.col("element_code").str.zfill(PADDED_TO["element_code"]),
    }
    return {name: padded.get(name, pl.col(name)) for name in columns if name in raw.recognised.columns}


def as_one(*columns: pl.Expr) -> pl.Expr:
    """Put columns of text into one, to be told apart by it: it takes a third of the memory of a struct.

    Two rows have the same one if all their fields are, since no field of a line holds the end of one.
    """
    return pl.concat_str((column.fill_null("") for column in columns), separator="\n")
