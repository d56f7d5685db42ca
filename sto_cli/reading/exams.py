"""Facts of exam candidates: one row per location, track, sector and profile, with the certain bounds of its count.

Only candidates are read. The numbers who passed and failed, and the sexes beside a total, would reveal masked counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli import years
from sto_cli.reading import cells, codes
from sto_cli.reading.cells import NONE, UNKNOWN
from sto_cli.reading.enrolment import AMOUNTS, BOTH_SEXES, ENROLMENT, HOLDS_ANY, with_keys

if TYPE_CHECKING:
    from sto_cli.catalog import Catalog, Source
    from sto_cli.reading.file import File

EXAMS = pl.Schema({name: type_ for name, type_ in ENROLMENT.items() if name != "grade"})
"""The schema of the facts of exam candidates. `profile` is null where the file tells sectors only, `province` where it has
none, and `sex` is blank."""

_KEYS = [name for name in EXAMS if name not in AMOUNTS]
_TYPE, _TRACK = "type", "education"


def tells(source: Source, column: str) -> bool:
    """Tell whether the files of a source say the profile or the province of exam candidates."""
    printed = {"profile": "programme"}.get(column, column)
    return any(each.name == printed for layout in source.layouts for each in layout.columns)


def coded(file: File, rows: pl.DataFrame, catalog: Catalog) -> pl.DataFrame:
    """Put the codes of each row beside its cells, as `codes.coded` does for enrolment."""
    if tells(file.source, "profile"):
        # Havo and vwo have no LEERWEG.
        none = pl.col(_TRACK).is_null() | cells.folded(_TRACK).str.strip_chars().is_in(["n.v.t."])
        typed = rows.with_columns(pl.when(none).then(_TYPE).otherwise(_TRACK).alias(_TRACK))
        return codes.coded(typed, catalog, catalog.exam_spellings)
    known = {cells.fold(name): code for name, code in catalog.exam_spellings.items()}
    kinds = rows.select(_TYPE, _TRACK).unique()
    said = [_of_inspection(type_ or "", code or "", known, catalog) for type_, code in kinds.iter_rows()]
    tracks, sectors = zip(*said, strict=True) if said else ((), ())
    found = kinds.with_columns(
        pl.Series(codes.TRACK, tracks, pl.String),
        pl.Series(codes.SECTOR, sectors, pl.String),
        pl.lit(None, pl.String).alias(codes.PROFILE),
        pl.lit(None, pl.String).alias(codes.PROVINCE),
    )
    return rows.join(found, on=[_TYPE, _TRACK], how="left", nulls_equal=True, maintain_order="left")


def _of_inspection(type_: str, code: str, known: dict[str, str], catalog: Catalog) -> tuple[str, str]:
    """Give the track and the sector of an INSPECTIECODE; one that is not known is of havo or vwo where ONDERWIJSTYPE says so."""
    if code in catalog.inspection:
        return catalog.inspection[code]
    other = known.get(cells.fold(type_))
    if other and not catalog.tracks[other].profiles:
        return other, NONE
    return known.get(cells.fold(code), UNKNOWN + code), UNKNOWN + code


def facts(file: File, rows: pl.DataFrame) -> pl.DataFrame:
    """Make facts of rows that keep the rules, with their codes.

    Returns:
        A frame with the schema `EXAMS`, in no order, without counts of 0.
    """
    return printed_cells(file, rows).group_by(_KEYS).agg(pl.col(AMOUNTS).sum()).select(EXAMS.keys())


def printed_cells(file: File, rows: pl.DataFrame) -> pl.DataFrame:
    """Make a row of each cell that the file prints and that holds a candidate: the columns of `EXAMS`."""
    keyed = with_keys(file, rows).lazy().with_columns(sex=pl.lit(BOTH_SEXES))
    found = []
    for name in file.counts:
        _, _, first = name.partition(" ")  # a column of each year says which
        year = pl.lit(years.school_year(int(first))) if first else pl.col("school_year")
        counted = keyed.with_columns(school_year=year, **cells.counted(name, file.masks))
        found.append(counted.filter(HOLDS_ANY).select(EXAMS.keys()))
    return pl.concat(found).cast(EXAMS).collect()
