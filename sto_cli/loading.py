"""From paths to data: every file read, checked and made tidy, and no year counted twice."""

from __future__ import annotations

from collections import defaultdict
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from sto_cli import facts_file, overlap, progress
from sto_cli.catalog import catalog
from sto_cli.data import Data, FileReport
from sto_cli.errors import InputError, NotDuoError, UsageError
from sto_cli.facts_file import Stored
from sto_cli.language import message
from sto_cli.measuring import disclosure, small_counts
from sto_cli.needs import EVERYTHING, Checks
from sto_cli.reading import facts, inputs, notes, places, sieve, staffing, tidy
from sto_cli.reading.containers import unpack
from sto_cli.reading.limits import DEFAULT, Limits
from sto_cli.reading.read import Raw, read

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from sto_cli.catalog.models import FactsKind
    from sto_cli.language import Message
    from sto_cli.needs import Need
    from sto_cli.reading.inputs import Input

# How far into a large file locations of masked cells are looked for, and how many are kept of each group: more than
# an estimate asks for. Where that tells too little, the file is read again, location by location.
_ROWS_LOOKED_AT = 100_000
_LOCATIONS_KEPT = 10


def sample_folder() -> Path:
    """Find the bundled sample: in an installed package beside the code, in a checkout at its top."""
    package = Path(__file__).parent
    installed = package / "sample_data"
    return installed if installed.is_dir() else package.parent / "sample_data"


def sample_files() -> list[Path]:
    """List the data files of the bundled sample; in a checkout its generator lies beside them."""
    return sorted(sample_folder().glob("*.csv"))


def load(
    paths: list[Path] | None = None,
    *,
    encoding: str | None = None,
    file_years: dict[str, str] | None = None,
    table: Path | None = None,
    min_cell: int = 0,
    need: Need = EVERYTHING,
    max_unpacked: str | None = None,
    reject: bool = False,
) -> Data:
    """Read files and folders into facts; without paths, the bundled sample.

    Args:
        paths: files, or folders of which every recognised file is read.
        encoding: the encoding of all files; None to find out for each.
        file_years: school years by path or file name, for files that do not say.
        table: the user's own small-count table; None for the shipped one.
        min_cell: withhold what tells of fewer people than this, in unmasked files of one's own; 0 for nothing.
        need: what the facts must tell apart (`Question.need`), so that a large file need not be read for more.
        max_unpacked: what may come out of one packed file, such as `4GB`; None for the limits that hold by themselves.
        reject: leave out rows that are wrong by themselves (`Data.rejected`), where they would stop the run.

    Raises:
        CatalogError: the small-count table is none.
        UsageError: `max_unpacked` is no size, `min_cell` is asked for and a file is masked, a year is given for a file
            that is not read, or `reject` is asked for with `min_cell` or with fewer checks than all.
        InputError: a file is refused, two files hold the same year, or nothing was recognised.
    """
    entries = inputs.find(paths or sample_files())
    if any(entry.path == inputs.STANDARD_INPUT for entry in entries):
        need = need.with_locations()  # it cannot be read a second time
    data = load_entries(
        entries,
        encodings=defaultdict(lambda: encoding),
        file_years=file_years or {},
        table=table,
        min_cell=min_cell,
        need=need,
        limits=Limits.of(max_unpacked),
        reject=reject,
    )
    return data if paths else replace(data, sample=True)


def load_entries(
    entries: list[Input],
    *,
    encodings: Mapping[str, str | None],
    file_years: dict[str, str],
    table: Path | None = None,
    min_cell: int = 0,
    need: Need = EVERYTHING,
    limits: Limits = DEFAULT,
    reject: bool = False,
) -> Data:
    """Read files as `load` does, each in an encoding of its own: one by its path, or None to find out.

    Raises:
        CatalogError, UsageError, InputError: as `load`.
    """
    if reject:
        _check_reject(min_cell, need)
    passed_over: dict[str, Message] = {}
    rejected = [sieve.NONE_REJECTED]
    stored, others = _stored(entries, passed_over)
    with (
        progress.doing(message("reading")),
        closing(read_all(others, passed_over, encodings=encodings, file_years=file_years, limits=limits)) as raws,
    ):
        read_ = [(_summed(frame, report, need), report) for frame, report in stored.files]
        for raw in raws:
            if reject:
                made, left_out = sieve.through(raw, catalog(), partial(_facts, need=need))
                rejected.append(left_out)
            else:
                made = _facts(raw, need)
            read_.append(made)
    reports = [report for _, report in read_]
    frames: dict[FactsKind, list[pl.DataFrame]] = {"enrolment": [], "staffing": [], "places": []}
    for frame, report in read_:
        frames[report.family.facts].append(frame)
    if not reports:
        raise InputError(
            message(
                "{paths}: none of the {files} files is a DUO layout that sto knows; see sto catalog sources.",
                paths=", ".join(
                    dict.fromkeys(str(entry.path if entry.named else entry.path.parent) for entry in entries)
                ),
                files=len(passed_over),
            )
        )
    if min_cell:
        disclosure.refuse_masked(reports)
    overlap.refuse(reports)
    overlap.refuse_another_name(read_)
    _check_file_years(reports, file_years)
    enrolment = pl.concat(frames["enrolment"] or [pl.DataFrame(schema=tidy.ENROLMENT)])
    tables = tuple(frames["places"])
    return Data(
        enrolment=places.join(enrolment, tables),
        staffing=pl.concat(frames["staffing"] or [pl.DataFrame(schema=staffing.STAFFING)]),
        places=tables,
        files=tuple(_with_missing(frame, report, enrolment) if need.locations else report for frame, report in read_),
        passed_over=passed_over,
        small_counts=small_counts.read_table(table),
        rejected=pl.concat(rejected),
        sample=stored.sample,
        min_cell=min_cell,
        need=need,
        reread=lambda other: load_entries(
            entries,
            encodings=encodings,
            file_years=file_years,
            table=table,
            min_cell=min_cell,
            need=other,
            limits=limits,
            reject=reject,
        ),
    )


def _check_reject(min_cell: int, need: Need) -> None:
    if min_cell:
        raise UsageError(
            message(
                "--rejects: what is rejected is written in full, small counts too, which --min-cell withholds; leave one of them out."
            )
        )
    if need.checks is not Checks.ALL:
        raise UsageError(
            message("--rejects: goes with every check, so leave --checks {checks} out.", checks=need.checks)
        )


def _stored(entries: list[Input], passed_over: dict[str, Message]) -> tuple[Stored, list[Input]]:
    """Read back the facts that `sto ingest` wrote, and give the files that are still to be read."""
    files: list[tuple[pl.DataFrame, FileReport]] = []
    others, sample = [], False
    for entry in entries:
        if not facts_file.is_parquet(entry.path):
            others.append(entry)
            continue
        try:
            found = facts_file.read(entry.path)
        except NotDuoError as error:
            if entry.named:
                raise
            passed_over[str(entry.path)] = error.kind
        else:
            files += found.files
            sample |= found.sample
    return Stored(files, sample), others


def read_all(
    entries: list[Input],
    passed_over: dict[str, Message],
    *,
    encodings: Mapping[str, str | None],
    file_years: dict[str, str],
    limits: Limits = DEFAULT,
) -> Generator[Raw]:
    """Recognise files one by one; private copies are there until all have been given, or it is closed.

    What a folder holds besides is put into `passed_over`, by path, with the reason.

    Raises:
        InputError: a named file is not recognised, any is damaged, or is written to while it is read.
    """
    with inputs.private_folder() as private:
        for entry in entries:
            progress.tell(message("reading {path}", path=entry.path))
            encoding = encodings[str(entry.path)]
            refuse_changed = inputs.unchanged(entry)
            try:
                for piece in unpack(entry, private, catalog(), limits):
                    try:
                        yield read(piece, private, catalog(), encoding=encoding, file_years=file_years)
                    except NotDuoError as error:
                        if piece.named:
                            raise
                        passed_over[str(piece.path)] = error.kind
            finally:  # what was found wrong in half a file is no fault of the whole one
                refuse_changed()


def _facts(raw: Raw, need: Need) -> tuple[pl.DataFrame, FileReport]:
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


def _summed(frame: pl.DataFrame, report: FileReport, need: Need) -> pl.DataFrame:
    """Sum stored facts over locations where these need not be told apart."""
    if need.columns is None or report.family.facts != "enrolment":
        return frame
    return tidy.without_locations(frame, need.columns, _LOCATIONS_KEPT)


def _with_missing(frame: pl.DataFrame, report: FileReport, enrolment: pl.DataFrame) -> FileReport:
    """Remark on the locations that a table of places does not have."""
    if report.family.facts != "places":
        return report
    return replace(report, missing=tuple(places.missing(enrolment, frame)))


def _check_file_years(reports: list[FileReport], file_years: dict[str, str]) -> None:
    """Refuse a school year for a file that was not read: a misspelt name would leave the real one to its own name."""
    read_ = {name for report in reports for name in (str(report.path), report.path.name)}
    for name, year in file_years.items():
        if name not in read_:
            raise UsageError(
                message(
                    "--file-year {file}={year}: no file of that name is read; check the spelling.",
                    file=name,
                    year=year[:4],
                )
            )
