"""What a masked cell usually holds: the small-count table, learned on unmasked files.

A group of cells is track × sector × profile × sex in BB, KB and GL, with all legacy afdelingen and
routes of a sector as one, and track × sex elsewhere. It is keyed by code, never by "technical under
this definition", so one table serves every definition. docs/small-counts.md describes the experiment.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.catalog.small_counts import ALL, COLUMNS, GROUP, UNPRINTED, N
from sto_cli.errors import InputError
from sto_cli.reading import enrolment, exams, paths
from sto_cli.reading.layout import PUPILS
from sto_cli.reading.load import recognised
from sto_cli.reading.one_file import read_rows
from sto_cli.years import Year, parse_file_years, several

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sto_cli.reading.file import File
    from sto_cli.reading.paths import Names

P = ("p1", "p2", "p3", "p4")
"""Columns of chances: that a masked cell of the group holds 1, 2, 3 and 4."""

RANGE = (1, len(N))
"""The least and the most that a masked cell may hold for the table to tell of it."""

OFF = ("off_location", "off_table", "off_drift", "off_common")
"""Columns of standard errors, in pupils a cell: of the mean of cells of one location and track, of a group for want of cells
in the table, of a profile × sex and of all cells since the table's year."""

STRANGE = "strange"
"""The column that tells whether masked cells stand for another range, so that nothing is estimated of them."""


def group_columns(unprinted: pl.Expr | None = None) -> dict[str, pl.Expr]:
    """Give the group of a cell, as expressions on the columns of the facts; of one in a unit `unprinted` its sex alone."""
    profiled = pl.col("track").is_in(catalog().small_counts.profiled)
    told = pl.col("profile").fill_null("")
    profile = pl.when(told.is_in(catalog().legacy)).then(pl.lit("legacy")).otherwise(told)
    columns = {
        "track": pl.col("track"),
        "sector": pl.when(profiled).then("sector").otherwise(pl.lit("")),
        "profile": pl.when(profiled).then(profile).otherwise(pl.lit("")),
    }
    if unprinted is not None:
        columns = {name: pl.when(~unprinted).then(column).otherwise(pl.lit("")) for name, column in columns.items()}
    return columns | {"sex": pl.col("sex")}


def strange() -> pl.Expr:
    """Tell of facts together whether the masked cells of any stand for another range than the table's."""
    low, high = (pl.col("printed") + end * pl.col("masked_cells") for end in RANGE)
    return ((pl.col("low") != low) | (pl.col("high") != high)).any().alias(STRANGE)


def calibrate(
    named: Names, *, encoding: str | None = None, file_years: Mapping[str, Year] | None = None
) -> pl.DataFrame:
    """Learn from files of pupils or of exam candidates what a cell of 1 to 4 holds, by group and kind of cell.

    Returns:
        The columns `COLUMNS`, one row per grain and group.

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
    return pl.concat(learn(pl.concat(of_source)) for of_source in cells.values())


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


def learn(cells: pl.DataFrame) -> pl.DataFrame:
    """Make the small-count table of unmasked cells (`enrolment.printed_cells`, `exams.printed_cells`) of one or more years.

    One source's cells at a time; those of file 01 teach what cells of 01voins hold too.
    """
    years = "+".join(cells["school_year"].unique().sort())
    grains = cells["grain"].unique().sort().to_list()
    taught = dict.fromkeys([*grains, *(["01", "01voins"] if "01" in grains else [])])
    found = [frequencies(cells, grain, units) for grain in taught for units in (ALL, UNPRINTED)]
    return pl.concat(found).with_columns(source_year=pl.lit(years)).select(COLUMNS)


def frequencies(cells: pl.DataFrame, grain: str, units: str) -> pl.DataFrame:
    """Count the small cells of each group by what they hold, at one grain (`01` or `01voins`), in all units or those unprinted."""
    if one := catalog().small_counts.grains[grain].one:
        cells = cells.group_by(one).agg(pl.col("printed").sum()).with_columns(sex=pl.lit(""))
    held = [(pl.col("printed") == value).sum().cast(pl.Int64).alias(name) for value, name in enumerate(N, start=1)]
    small = pl.col("printed").is_between(1, len(N))
    keyed = cells.with_columns(**group_columns())
    if units == UNPRINTED:
        in_profile = cells.filter(pl.col("track").is_in(catalog().small_counts.profiled))
        unprinted = small.all().over("school_year", "location", "profile")
        keyed = in_profile.filter(unprinted).with_columns(**group_columns(unprinted=pl.lit(value=True)))
    found = keyed.filter(small).group_by(GROUP).agg(held).sort(GROUP)
    return found.with_columns(grain=pl.lit(grain), units=pl.lit(units))


def moments(table: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Give for each group what one masked cell holds, and how its mean may be off.

    A group's distribution is shrunk towards that of its sector × sex, and that towards its sex:
    p(group) = (n + k·p(parent)) / (N + k). A group that was never seen is its parent. Cells in units without any printed
    count are a group for each sex, whose parent is that sex in the table of all cells.

    Args:
        table: frequencies, as `read_table` gives them.
        groups: a frame with `grain`, `units` and the group columns.

    Returns:
        The groups, each once, with `p1` to `p4`, `mean`, `variance`, the key `drift` of the cells whose mean is taken to
        move together, and `OFF`.
    """
    shrink = catalog().small_counts.shrink
    found = groups.select("grain", "units", *GROUP).unique().with_columns(pl.lit(1 / len(P)).alias(name) for name in P)
    of_all = table.filter(units=ALL).drop("units")
    for level in (("sex",), ("units", "sector", "sex"), ("units", *GROUP)):
        sums = (table if "units" in level else of_all).group_by("grain", *level).agg(pl.col(N).sum())
        found = found.join(sums, on=["grain", *level], how="left").with_columns(pl.col(N).fill_null(0))
        found = found.with_columns(weight=(pl.sum_horizontal(N) + shrink).cast(pl.Float64))
        chances = [((pl.col(n) + shrink * pl.col(p)) / pl.col("weight")).alias(p) for n, p in zip(N, P, strict=True)]
        found = found.with_columns(chances).drop(N)
    mean = pl.sum_horizontal(value * pl.col(name) for value, name in enumerate(P, start=1))
    square = pl.sum_horizontal(value**2 * pl.col(name) for value, name in enumerate(P, start=1))
    by_track = [id_ for id_, grain in catalog().small_counts.grains.items() if grain.moves_by_track]
    kind = pl.when((pl.col("profile") == "") | pl.col("grain").is_in(by_track)).then("track").otherwise("profile")
    constant = {
        name: pl.col("grain").replace_strict(
            {id_: getattr(grain, name) for id_, grain in catalog().small_counts.grains.items()}, return_dtype=pl.Float64
        )
        for name in ("location", "common", "drift", "legacy", "unprinted")
    }
    moved = (
        pl.when(pl.col("units") == UNPRINTED)
        .then(constant["unprinted"])
        .when(pl.col("profile") == "legacy")
        .then(constant["legacy"])
        .otherwise(constant["drift"])
    )
    return found.with_columns(mean=mean, variance=square - mean**2).with_columns(
        drift=pl.concat_str("units", "sector", kind, "sex", separator="|"),
        off_location=(constant["location"] * pl.col("variance")).sqrt(),
        off_table=(pl.col("variance") / pl.col("weight")).sqrt(),
        off_drift=moved,
        off_common=constant["common"],
    )
