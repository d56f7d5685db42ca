"""Make a small-count table of the user's own unmasked files."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import polars as pl

from sto_cli import facts_file
from sto_cli.catalog import catalog
from sto_cli.errors import InputError
from sto_cli.gathering import read_all
from sto_cli.language import message
from sto_cli.measuring import small_counts
from sto_cli.needs import CELLS
from sto_cli.reading import facts, inputs, tidy
from sto_cli.reading.limits import Limits
from sto_cli.years import parse_file_years

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sto_cli.reading.inputs import Input
    from sto_cli.reading.raw import Raw
    from sto_cli.years import Year


def calibrate(
    paths: list[Path], *, encoding: str | None, file_years: Mapping[str, Year], max_unpacked: str | None = None
) -> pl.DataFrame:
    """Learn from enrolment files what a cell of 1 to 4 holds, by group and kind of cell.

    Returns:
        The columns `small_counts.COLUMNS`, one row per grain and group.

    Raises:
        UsageError: `max_unpacked` is no size, or a year is none.
        InputError: a file is refused, has masked cells, or none of them is an enrolment file.
    """
    with read_all(
        _own_files(paths),
        {},
        encodings=defaultdict(lambda: encoding),
        file_years=parse_file_years(file_years),
        limits=Limits.of(max_unpacked),
    ) as raws:
        cells = [_unmasked(raw) for raw in raws if raw.source.facts == "enrolment"]
    if not cells:
        raise InputError(
            message(
                "{paths}: no enrolment file among them; a small-count table needs one.",
                paths=", ".join(map(str, paths)),
            )
        )
    return small_counts.learn(pl.concat(cells))


def _own_files(paths: list[Path]) -> list[Input]:
    """List DUO's own files; facts made of them no longer have the cells that they print.

    Raises:
        InputError: there are facts among them.
    """
    entries = inputs.find(paths)
    for entry in entries:
        if facts_file.is_parquet(entry.path):
            raise InputError(
                message(
                    "{path}: facts made by sto ingest no longer have the cells that a file prints; give DUO's own files.",
                    path=entry.path,
                )
            )
    return entries


def _unmasked(raw: Raw) -> pl.LazyFrame:
    (wide,) = facts.group([raw], CELLS)
    (raw,), sums = wide
    cells = tidy.cells(raw, sums, catalog())
    if masked := wide.masks:
        raise InputError(
            message(
                "{path}: {cells:,} cells are masked, so it cannot teach what a masked cell holds; "
                "give files that print 1 to 4 in full (1 October 2019 and before).",
                path=raw.path,
                cells=masked,
            )
        )
    return cells
