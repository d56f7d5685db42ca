"""Make a small-count table of the user's own unmasked files."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.errors import InputError
from sto_cli.measuring import small_counts
from sto_cli.reading import enrolment, exams, paths
from sto_cli.reading.layout import PUPILS
from sto_cli.reading.load import recognised
from sto_cli.reading.one_file import read_rows
from sto_cli.years import parse_file_years, several

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sto_cli.reading.file import File
    from sto_cli.reading.paths import Names
    from sto_cli.years import Year


def calibrate(
    named: Names, *, encoding: str | None = None, file_years: Mapping[str, Year] | None = None
) -> pl.DataFrame:
    """Learn from files of pupils or of exam candidates what a cell of 1 to 4 holds, by group and kind of cell.

    Returns:
        The columns `small_counts.COLUMNS`, one row per grain and group.

    Raises:
        UsageError: a year is not a school year.
        InputError: a file is refused, has masked cells, or none of them counts pupils.
    """
    entries, years = paths.find(named), parse_file_years(file_years or {})
    with paths.unchanged(entries):
        files = recognised(entries, {}, encodings=defaultdict(lambda: encoding), file_years=years)
        cells = defaultdict[str, list[pl.DataFrame]](list)
        for file in files:
            if file.source.facts in PUPILS:
                cells[file.source.id].append(_unmasked(file))
    if not cells:
        raise InputError(
            "{paths}: none of these files counts pupils; a small-count table needs one that does.",
            paths=", ".join(map(str, several(named))),
        )
    return pl.concat(small_counts.learn(pl.concat(of_source)) for of_source in cells.values())


def _unmasked(file: File) -> pl.DataFrame:
    read = read_rows(file)
    printed_cells = exams.printed_cells if file.source.facts == "exams" else enrolment.printed_cells
    cells = printed_cells(read.file, read.rows.frame)
    if masked := int(cells["masked_cells"].sum()):
        raise InputError(
            "{path}: {cells:,} cells are masked, so this file does not show the small counts; give files that print 1 "
            "to 4 in full (1 October 2019 and before).",
            path=file.path,
            cells=masked,
        )
    return cells
