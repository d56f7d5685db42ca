"""One file: its facts, and an account of its rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.data import FileReport
from sto_cli.reading import facts, notes, places, staffing, tidy

if TYPE_CHECKING:
    from sto_cli.language import Message
    from sto_cli.needs import Need
    from sto_cli.reading.read import Raw

# How far into a large file locations of masked cells are looked for, and how many are kept of each group: more than
# an estimate asks for. Where that tells too little, the file is read again, location by location.
_ROWS_LOOKED_AT = 100_000
_LOCATIONS_KEPT = 10


def facts_of(raw: Raw, need: Need) -> tuple[pl.DataFrame, FileReport]:
    """Make facts of a file, whichever they are, and account for its rows."""
    out_of_scope: dict[Message, int] = {}
    remarks: tuple[Message, ...] = ()
    if raw.source.facts == "enrolment":
        raw, frame, remarks = _enrolment(raw, need)
        masks = int(frame["small"].sum())
    elif raw.source.facts == "staffing":
        raw, whole = facts.read_whole(raw)
        rows, out_of_scope = staffing.split_scope(raw, whole)
        frame = staffing.tidy(raw, rows, catalog())
        masks = sum(int(frame[f"{amount}_small"].sum()) for amount in staffing.AMOUNTS)
        remarks = notes.staffing(raw, frame)
    else:
        raw, frame = places.tidy(raw)
        names = [name for column in places.COLUMNS if column in frame.columns for name in frame[column].unique()]
        masks, remarks = 0, notes.of_any(raw) + notes.of_names(raw, names)
    rows_read = raw.census.rows if raw.census else 0
    return frame, FileReport(
        path=raw.path,
        source=raw.source.id,
        layout=raw.recognised.layout.name,
        columns=tuple(raw.recognised.columns),
        encoding=raw.text.encoding,
        line_end=raw.text.line_end,
        delimiter=raw.recognised.delimiter,
        school_years=tuple(frame["school_year"].unique().sort()) if "school_year" in frame.columns else (),
        rows=rows_read + raw.rejected,
        used=rows_read - sum(out_of_scope.values()),
        out_of_scope=out_of_scope,
        rejected=raw.rejected,
        masks=masks,
        notes=remarks,
    )


def _enrolment(raw: Raw, need: Need) -> tuple[Raw, pl.DataFrame, tuple[Message, ...]]:
    """Make enrolment facts of a file, location by location only where that is needed; and what is to be remarked on."""
    raw, wide = facts.group(raw, need)
    frame = tidy.tidy(raw, wide, catalog())
    remarks = notes.enrolment(raw, wide, catalog())
    if need.columns is None:
        return raw, frame, remarks
    if "location_number" in wide.columns:  # it was read carefully, and so in full
        return raw, tidy.without_locations(frame, need.columns, _LOCATIONS_KEPT), remarks
    keys = [name for name in tidy.ENROLMENT if name in need.columns]
    first = pl.DataFrame(schema={**tidy.ENROLMENT})
    if frame["small"].sum():
        first = tidy.tidy(raw, facts.first_masked(raw, need, _ROWS_LOOKED_AT), catalog())
    seen = tidy.without_locations(first, need.columns, _LOCATIONS_KEPT).select(*keys, tidy.AT)
    return raw, frame.join(seen, on=keys, how="left", maintain_order="left"), remarks


def summed(frame: pl.DataFrame, report: FileReport, need: Need) -> pl.DataFrame:
    """Sum stored facts over locations where these need not be told apart."""
    if need.columns is None or report.family.facts != "enrolment":
        return frame
    return tidy.without_locations(frame, need.columns, _LOCATIONS_KEPT)


def with_missing(frame: pl.DataFrame, report: FileReport, enrolment: pl.DataFrame) -> FileReport:
    """Remark on the locations that a table of places does not have."""
    if report.family.facts != "places":
        return report
    return replace(report, missing=tuple(places.missing(enrolment, frame)))
