"""One file of staff or places: its facts; and of any file, an account of its rows."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from sto_cli.catalog import catalog
from sto_cli.data import FileReport
from sto_cli.reading import by_quotes, notes, places, staffing, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from sto_cli.language import Message
    from sto_cli.needs import Need
    from sto_cli.reading.raw import Raw

# How many locations at which masked cells lie are kept of each group: more than an estimate asks for.
LOCATIONS_KEPT = 10


def facts_of(raw: Raw) -> tuple[pl.DataFrame, FileReport]:
    """Make facts of a file of staff or of places, and account for its rows."""
    if raw.source.facts == "staffing":
        raw, whole = by_quotes.read_whole(raw)
        rows, out_of_scope = staffing.split_scope(raw, whole)
        frame = staffing.tidy(raw, rows, catalog())
        masks = sum(int(frame[f"{amount}_small"].sum()) for amount in staffing.AMOUNTS)
        return frame, account(raw, frame, notes.staffing(raw, frame), masks=masks, out_of_scope=out_of_scope)
    raw, frame = places.tidy(raw)
    names = [name for column in places.COLUMNS if column in frame.columns for name in frame[column].unique()]
    return frame, account(raw, frame, notes.of_any(raw) + notes.of_names(raw, names))


def account(
    raw: Raw,
    frame: pl.DataFrame,
    remarks: tuple[Message, ...],
    *,
    masks: int = 0,
    out_of_scope: Mapping[Message, int] = MappingProxyType({}),
) -> FileReport:
    """Account for the rows of a file of which facts were made."""
    rows_read = raw.census.rows if raw.census else 0
    return FileReport(
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
        out_of_scope={**out_of_scope},
        rejected=raw.rejected,
        masks=masks,
        notes=remarks,
    )


def summed(frame: pl.DataFrame, report: FileReport, need: Need) -> pl.DataFrame:
    """Sum stored facts over locations where these need not be told apart."""
    if need.columns is None or report.family.facts != "enrolment":
        return frame
    return tidy.without_locations(frame, need.columns, LOCATIONS_KEPT)


def with_missing(frame: pl.DataFrame, report: FileReport, enrolment: pl.DataFrame) -> FileReport:
    """Remark on the locations that a table of places does not have."""
    if report.family.facts != "places":
        return report
    return replace(report, missing=tuple(places.missing(enrolment, frame)))
