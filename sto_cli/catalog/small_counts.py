"""The small-count table as a file: how many cells of each group held 1, 2, 3 and 4.

It holds two tables. The column `units` separates them: one of all cells, and one of cells in units without any printed count.
"""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.catalog.load import catalog
from sto_cli.errors import CatalogError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from os import PathLike

GROUP = ("track", "sector", "profile", "sex")
"""What makes cells alike; sector and profile are blank outside BB, KB and GL, sex where none is printed."""

N = ("n1", "n2", "n3", "n4")
"""Columns of frequencies: how many cells of the group held 1, 2, 3 and 4."""

ALL, UNPRINTED = "all", "unprinted"
"""The two tables: all cells, and by sex the cells of a location × profile in which every cell holds 1 to 4."""

COLUMNS = ("grain", "units", *GROUP, *N, "source_year")

_YEARS = re.compile(r"[0-9]{4}-[0-9]{4}([+][0-9]{4}-[0-9]{4})*")


def read_table(path: str | PathLike[str] | None = None) -> pl.DataFrame:
    """Read a small-count table; the shipped ones for the kinds of cell that it does not have, or without a path.

    Raises:
        CatalogError: the file cannot be read or lacks a column, or a frequency is no whole number.
    """
    folder = resources.files("sto_cli.catalog")
    shipped = pl.concat(_read(folder / name) for name in catalog().small_counts.tables)
    if path is None:
        return shipped
    own = _read(Path(path))
    return pl.concat([own, shipped.join(own, on="grain", how="anti")])


def _read(source: Path | Traversable) -> pl.DataFrame:
    try:
        frame = pl.read_csv(source.read_bytes(), infer_schema=False, empty_string_is_null=False)
        _refuse_other_years(frame["source_year"])
        return frame.select(COLUMNS).with_columns(pl.col(N).cast(pl.UInt32).cast(pl.Int64))
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        raise CatalogError(
            "{source}: not a small-count table ({reason}); such a table needs the columns {columns}, as sto calibrate writes them.",
            source=source,
            reason=str(error).splitlines()[0],
            columns=", ".join(COLUMNS),
        ) from error


def _refuse_other_years(source_years: pl.Series) -> None:
    for said in source_years.unique():
        if not _YEARS.fullmatch(said):
            message = f"source_year {said!r}"
            raise ValueError(message)
