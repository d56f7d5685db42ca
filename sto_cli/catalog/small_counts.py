"""The small-count table as a file: how many cells of each group held 1, 2, 3 and 4."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.catalog.load import catalog
from sto_cli.errors import CatalogError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

GROUP = ("track", "sector", "profile", "sex")
"""What makes cells alike; sector and profile are blank outside BB, KB and GL, sex where none is printed."""

N = ("n1", "n2", "n3", "n4")
"""Columns of frequencies: how many cells of the group held 1, 2, 3 and 4."""

COLUMNS = ("grain", *GROUP, *N, "source_year")


def read_table(path: Path | None = None) -> pl.DataFrame:
    """Read a small-count table; the shipped ones for the kinds of cell that it does not have, or without a path.

    Raises:
        CatalogError: the file cannot be read or lacks a column, or a frequency is no whole number.
    """
    folder = resources.files("sto_cli.catalog")
    shipped = pl.concat(_read(folder / name) for name in catalog().small_counts.tables)
    if path is None:
        return shipped
    own = _read(path)
    return pl.concat([own, shipped.join(own, on="grain", how="anti")])


def _read(source: Path | Traversable) -> pl.DataFrame:
    try:
        frame = pl.read_csv(source.read_bytes(), infer_schema=False, empty_string_is_null=False)
        return frame.select(COLUMNS).with_columns(pl.col(N).cast(pl.UInt32).cast(pl.Int64))
    except (OSError, pl.exceptions.PolarsError) as error:
        raise CatalogError(
            "{source}: no small-count table ({reason}); it needs the columns {columns}, as sto calibrate writes them.",
            source=source,
            reason=str(error).splitlines()[0],
            columns=", ".join(COLUMNS),
        ) from error
