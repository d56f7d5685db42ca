"""From paths to data: every file read, checked and made tidy, and no year counted twice."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.data import Data, FileReport
from sto_cli.errors import InputError, NotDuoError, UsageError
from sto_cli.measuring import disclosure, small_counts
from sto_cli.reading import facts, inputs, notes, staffing, tidy
from sto_cli.reading.read import Raw, read

if TYPE_CHECKING:
    from collections.abc import Iterator


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
) -> Data:
    """Read files and folders into facts; without paths, the bundled sample.

    Args:
        paths: files, or folders of which every recognised file is read.
        encoding: the encoding of all files; None to find out for each.
        file_years: school years by path or file name, for files that do not say.
        table: the user's own small-count table; None for the shipped one.
        min_cell: withhold what tells of fewer people than this, in unmasked files of one's own; 0 for nothing.

    Raises:
        CatalogError: the small-count table is none.
        UsageError: `min_cell` is asked for and a file is masked, or a year is given for a file that is not read.
        InputError: a file is refused, two files hold the same year, or nothing was recognised.
    """
    wanted = paths or sample_files()
    passed_over: dict[str, str] = {}
    frames: dict[str, list[pl.DataFrame]] = {"enrolment": [], "staffing": []}
    reports: list[FileReport] = []
    for raw in read_all(wanted, passed_over, encoding=encoding, file_years=file_years or {}):
        frame, report = _facts(raw)
        frames[raw.source.facts].append(frame)
        reports.append(report)
    if not reports:
        names = ", ".join(map(str, wanted))
        raise InputError(
            f"{names}: none of the {len(passed_over)} files is a DUO layout that sto knows; see sto catalog sources."
        )
    if min_cell:
        disclosure.refuse_masked(reports)
    _check_years(reports)
    _check_file_years(reports, file_years or {})
    return Data(
        enrolment=pl.concat(frames["enrolment"] or [pl.DataFrame(schema=tidy.ENROLMENT)]),
        staffing=pl.concat(frames["staffing"] or [pl.DataFrame(schema=staffing.STAFFING)]),
        files=tuple(reports),
        passed_over=passed_over,
        small_counts=small_counts.read_table(table),
        sample=not paths,
        min_cell=min_cell,
    )


def read_all(
    paths: list[Path], passed_over: dict[str, str], *, encoding: str | None, file_years: dict[str, str]
) -> Iterator[Raw]:
    """Recognise the files behind paths one by one; a copy in UTF-8 is there until all have been given.

    What a folder holds besides is put into `passed_over`, by path, with the reason.

    Raises:
        InputError: a named file is not recognised, or any is damaged.
    """
    with tempfile.TemporaryDirectory(prefix="sto-") as private:
        for entry in inputs.find(paths):
            try:
                yield read(entry.path, Path(private), catalog(), encoding=encoding, file_years=file_years)
            except NotDuoError as error:
                if entry.named:
                    raise
                passed_over[str(entry.path)] = error.kind


def _facts(raw: Raw) -> tuple[pl.DataFrame, FileReport]:
    if raw.source.facts == "enrolment":
        wide = facts.group(raw)
        frame = tidy.tidy(raw, wide, catalog())
        out_of_scope: dict[str, int] = {}
        masks, years = int(frame["small"].sum()), (str(raw.year),)
        remarks = notes.enrolment(raw, wide, catalog())
    else:
        rows, out_of_scope = staffing.split_scope(raw, staffing.read_rows(raw))
        frame = staffing.tidy(raw, rows, catalog())
        masks = sum(int(frame[f"{amount}_small"].sum()) for amount in staffing.AMOUNTS)
        years = tuple(frame["school_year"].unique().sort())
        remarks = notes.staffing(raw, frame)
    used = raw.census.rows - sum(out_of_scope.values())
    return frame, FileReport(raw, years, used, out_of_scope, 0, masks, remarks)


def _check_file_years(reports: list[FileReport], file_years: dict[str, str]) -> None:
    """Refuse a school year for a file that was not read: a misspelt name would leave the real one to its own name."""
    read_ = {name for report in reports for name in (str(report.path), report.path.name)}
    for name, year in file_years.items():
        if name not in read_:
            raise UsageError(f"--file-year {name}={year[:4]}: no file of that name is read; check the spelling.")


def _check_years(reports: list[FileReport]) -> None:
    """Refuse two files with the same year and subject: adding doubles, and joining layouts would unmask counts."""
    seen: dict[tuple[str, str], FileReport] = {}
    for report in reports:
        subjects = [
            amount
            for amount in staffing.AMOUNTS
            if any(name.startswith(amount) for name in report.raw.recognised.columns)
        ]
        for subject in subjects or ["enrolment"]:
            for year in report.school_years:
                first = seen.setdefault((subject, year), report)
                if first is not report:
                    raise InputError(
                        f"{report.path}: {subject.replace('_', ' ')} of {year} was read from {first.path} already; give one file "
                        "per year, since two would count double and, in two layouts, give masked counts away."
                    )
