"""One file: its rows read and checked against the rules of its kind, and made into facts with an account of the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.errors import InputError, RowsError
from sto_cli.language import Message, joined, message
from sto_cli.reading import (
    codes,
    enrolment,
    exams,
    faults,
    handled,
    layout,
    notes,
    places,
    rules,
    staff_notes,
    staff_rules,
    staffing,
)
from sto_cli.reading.data import FileReport, Read
from sto_cli.reading.faults import NONE_REJECTED
from sto_cli.reading.file import File, refuse_other_years
from sto_cli.reading.rows import Rows, refusal, rows_of

if TYPE_CHECKING:
    from sto_cli.reading.codes import UnknownCode
    from sto_cli.reading.rules import Rule


class Kept(NamedTuple):
    """The rows of a file that keep the rules of its kind.

    Attributes:
        file: the file, with the masks that it has.
        rows: the rows; those of pupils with their codes (`codes.coded`).
        rejected: those that were left out, with the schema `REJECTED`.
        notes: remarks on the file.
    """

    file: File
    rows: Rows
    rejected: pl.DataFrame
    notes: tuple[Message, ...]


def read_rows(file: File, *, reject: bool = False) -> Kept:
    """Read the rows of a file, and see that each keeps the rules of its kind.

    Raises:
        InputError: a row is wrong and may not be left out, or none would be left; or the file as a whole is not believed.
    """
    rows = rows_of(file)
    rows = rows._replace(frame=codes.tidied(file, rows.frame))
    remarks: tuple[Message, ...] = ()
    if file.source.facts in layout.PUPILS:
        file, remarks = handled.judged(file, rows.frame)
        codes.refuse_unread_pupils(file, rows.frame)
        if layout.COUNT_YEAR in rows.frame.columns:
            refuse_other_years(file, rows.frame[layout.COUNT_YEAR].unique())
        is_exam = file.source.facts == "exams"
        coded = exams.coded(file, rows.frame, catalog()) if is_exam else codes.coded(rows.frame, catalog())
        rows = rows._replace(frame=coded)
    left_out = [NONE_REJECTED]
    refused: InputError | None = None
    if not rows.odd.is_empty():
        refused = RowsError(refusal(file, rows.odd))
        left_out.append(faults.odd_rows(file, rows))
    if refused and not reject:
        raise refused
    if file.source.facts == "staffing":
        rows = rows._replace(frame=staffing.tidied(file, rows.frame, catalog()))
    counted, kept, key = _kept(file, rows.frame)
    if found := faults.find(counted, kept, key):
        refused = refused or faults.refusal(file, found)
        if not reject or not isinstance(refused, RowsError):
            raise refused
        left_out.append(faults.rejected(file, found))
    rejected = pl.concat(left_out).sort("line")
    if refused and rejected.height >= rows.number:
        none_left = message("{path}: every row is wrong, so there are no rows to read.", path=file.path)
        raise InputError(joined([none_left, refused.args[0]], "\n"))
    return Kept(file, rows.without(rejected["line"]), rejected, remarks)


def _kept(file: File, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Rule], dict[str, pl.Expr]]:
    """Give the rows that are counted, the rules that they keep, and what no two of them share."""
    if file.source.facts == "enrolment":
        _refuse_blank_codes(file, frame)
        return frame, rules.of_enrolment(file, frame, catalog()), rules.enrolment_key(file, frame, catalog())
    if file.source.facts == "exams":
        return frame, rules.of_exams(file), rules.exams_key(file, frame, catalog())
    if file.source.facts == "places":
        return frame, [rules.header_again(file), rules.LOCATION], {"location": pl.col("location")}
    if again := faults.find(frame, [rules.header_again(file)]):
        raise faults.refusal(file, again)
    counted = frame.filter(staffing.in_scope(file))
    if unsettled := faults.find(counted, staff_rules.decimal_mark(counted, staffing.fte_columns(file))):
        raise faults.refusal(file, unsettled)
    return counted, staff_rules.of_staff(file), staff_rules.staff_key(file)


def _refuse_blank_codes(file: File, frame: pl.DataFrame) -> None:
    """Refuse a file in which no row has an education code: the code distinguishes the rows of one location."""
    if "element_code" in frame.columns and frame["element_code"].is_null().all():
        raise InputError(
            "{path}: column {column} is blank on every row, but the rows of one location differ only in that column; "
            "download the file again, or restore the codes.",
            path=file.path,
            column=file.header_of("element_code"),
        )


def read(file: File, *, reject: bool) -> Read:
    """Make facts of a file, and account for its rows."""
    file, rows, rejected, found = read_rows(file, reject=reject)
    out_of_scope: dict[Message, int] = {}
    unknown: tuple[UnknownCode, ...] = ()
    if file.source.facts == "enrolment":
        facts, unknown = enrolment.facts(file, rows.frame), codes.unknown(file, rows.frame, catalog())
        masked_cells, remarks = int(facts["masked_cells"].sum()), found + notes.enrolment(file, rows.frame, catalog())
    elif file.source.facts == "exams":
        facts, unknown = exams.facts(file, rows.frame), codes.unknown(file, rows.frame, catalog())
        masked_cells, remarks = int(facts["masked_cells"].sum()), found + notes.exams(file, rows.frame)
    elif file.source.facts == "staffing":
        out_of_scope = staffing.out_of_scope(file, rows.frame)
        facts = staffing.facts(file, rows.frame, catalog())
        masked_cells = sum(int(facts[f"{amount}_masked_cells"].sum()) for amount in layout.AMOUNTS)
        remarks = staff_notes.staffing(file, facts, staffing.blank_as_vo(file, rows.frame))
        unknown = staffing.unknown(file, facts, rows.frame)
    else:
        facts, masked_cells = places.facts(rows.frame), 0
        remarks = notes.of_names(file, [name for column in facts.columns[1:] for name in facts[column].unique()])
    school_years = tuple(facts["school_year"].unique().sort()) if "school_year" in facts.columns else ()
    report = FileReport(
        path=file.path,
        source=file.source.id,
        layout=file.recognised.layout.name,
        columns=tuple(file.recognised.columns),
        encoding=file.text.encoding,
        line_end=file.text.line_end,
        delimiter=file.recognised.delimiter,
        school_years=school_years,
        rows=rows.number + rejected.height,
        used=rows.number - sum(out_of_scope.values()),
        out_of_scope=out_of_scope,
        rejected=rejected.height,
        masked_cells=masked_cells,
        masks=file.masks,
        unknown=unknown,
        notes=notes.of_any(file, rows.blank) + notes.to_come(school_years) + remarks,
    )
    return Read(facts, report, rejected)
