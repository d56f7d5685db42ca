"""From paths to data: the files found, recognised and read, and no year counted twice."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from sto_cli import progress
from sto_cli.catalog import catalog, own, small_counts, use
from sto_cli.errors import InputError, NotDuoError, UsageError
from sto_cli.language import Message, message
from sto_cli.reading import enrolment, exams, one_file, overlap, paths, places, staffing, text
from sto_cli.reading.data import Data, FileReport, Read
from sto_cli.reading.faults import NONE_REJECTED
from sto_cli.reading.file import File, file_of, is_in_workbook
from sto_cli.reading.unpack import unpack
from sto_cli.years import Year, parse_file_years, several

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sto_cli.catalog.models import FactsKind
    from sto_cli.reading.paths import Input, Name, Names
    from sto_cli.reading.text import Piece

_THREADS = 2
"""How many files are read at a time; Polars reads each with threads of its own."""


def sample_folder() -> Path:
    """Find the bundled sample: in an installed package beside the code, in a checkout at its top."""
    package = Path(__file__).parents[1]
    installed = package / "sample_data"
    return installed if installed.is_dir() else package.parent / "sample_data"


def sample_files() -> list[Path]:
    """List the data files of the bundled sample; in a checkout its generator lies beside them."""
    return sorted(sample_folder().glob("*.csv"))


def chosen(named: Names | None, *, sample: bool) -> list[Path]:
    """Give the paths that are named, or the files of the sample where that is asked for.

    Raises:
        UsageError: nothing is asked for, or both.
    """
    listed = [*map(Path, several(named or []))]
    if listed and sample:
        raise UsageError(
            "--sample: cannot be combined with your own files; leave out {path} or --sample.", path=listed[0]
        )
    if not listed and not sample:
        raise UsageError("no data: name DUO files or a folder of them, or add --sample to try the synthetic sample.")
    return listed or sample_files()


def load(
    named: Names | None = None,
    *,
    sample: bool = False,
    encoding: str | None = None,
    file_years: Mapping[str, Year] | None = None,
    table: Name | None = None,
    reject: bool = False,
    catalog: Name | None = None,
    needs: Callable[[str, str | None], bool] | None = None,
) -> Data:
    """Read files and folders into facts, or the bundled sample if that is asked for.

    Args:
        named: files and folders; of a folder every recognised file is read.
        sample: read the bundled sample; then without paths.
        encoding: the encoding of all files; None to find out for each.
        file_years: school years by path or file name, for files that do not say.
        table: the user's own small-count table; None for the shipped one.
        reject: leave out rows that are wrong by themselves (`Data.rejected`), where they would stop the run.
        catalog: a file of the user's own knowledge, which is in use from now on; None for what is in use already.
        needs: tells of a kind of facts, and a school year or None for several, whether the question at hand reads them; a file
            that it does not read is passed over where it would be refused. None for a question that reads all.

    Raises:
        CatalogError: the small-count table or the catalog is not valid.
        UsageError: paths and `sample` are both given or both missing, a year is not a school year, or its file is not
            read.
        InputError: a file is refused, two files hold the same year, or nothing was recognised.
    """
    if catalog is not None:
        use(catalog)
    data = load_entries(
        paths.find(chosen(named, sample=sample)),
        encodings=defaultdict(lambda: encoding),
        file_years=parse_file_years(file_years or {}),
        table=table,
        reject=reject,
        needs=needs,
    )
    return replace(data, sample=True) if sample else data


def load_entries(
    entries: list[Input],
    *,
    encodings: Mapping[str, str | None],
    file_years: dict[str, str],
    table: Name | None = None,
    reject: bool = False,
    needs: Callable[[str, str | None], bool] | None = None,
) -> Data:
    """Read files as `load` does, each in an encoding of its own: one by its path, or None to find out.

    Raises:
        CatalogError, UsageError, InputError: as `load`.
    """
    passed_over: dict[str, Message] = {}
    with progress.doing(message("reading")), paths.unchanged(entries):
        files = recognised(entries, passed_over, encodings=encodings, file_years=file_years)
        with ThreadPoolExecutor(_THREADS) as pool:
            needed = [needs is None or needs(file.source.facts, file.year) for file in files]
            tried = [*pool.map(partial(_read_if_needed, reject=reject), files, needed)]
    read = [one for one in tried if isinstance(one, Read)]
    _refuse_nothing_read(entries, passed_over, anything=bool(files))
    for file, refused in zip(files, tried, strict=True):
        if isinstance(refused, InputError):
            if not read:
                raise refused
            why = message(
                "the question does not use this file, which sto refuses: {why}", why=str(refused).splitlines()[0]
            )
            passed_over[str(file.path)] = why
    read = overlap.newer(read)
    overlap.refuse([one.report for one in read])
    overlap.refuse_another_name(read)
    _check_file_years([one.report for one in read], file_years)
    pupils = _of_kind(read, "enrolment", enrolment.ENROLMENT)
    tables = tuple(one.facts for one in read if one.report.family.facts == "places")
    return Data(
        enrolment=places.join(pupils, tables),
        exams=places.join(_of_kind(read, "exams", exams.EXAMS), tables),
        staffing=_of_kind(read, "staffing", staffing.STAFFING),
        places=tables,
        files=tuple(_with_missing(one, pupils) for one in read),
        passed_over=passed_over,
        small_counts=small_counts.read_table(table),
        rejected=pl.concat([NONE_REJECTED, *(one.rejected for one in read)]),
        own_catalog=added.sha256 if (added := own()) else None,
    )


def _refuse_nothing_read(entries: list[Input], passed_over: dict[str, Message], *, anything: bool) -> None:
    """Refuse a folder if every file in it was skipped, because the user expects data in it."""
    named: dict[Path, list[Path]] = {}
    for entry in entries:
        named.setdefault(entry.path if entry.named else entry.path.parent, []).append(entry.path)
    unread = [path for path, files in named.items() if not anything or all(str(file) in passed_over for file in files)]
    if unread:
        raise InputError(
            "{paths}: none of the {files} files has a DUO layout that sto knows; see sto catalog sources.",
            paths=", ".join(map(str, unread)),
            files=sum(not {Path(file), *Path(file).parents}.isdisjoint(unread) for file in passed_over),
        )


def recognised(
    entries: list[Input],
    passed_over: dict[str, Message],
    *,
    encodings: Mapping[str, str | None],
    file_years: dict[str, str],
) -> list[File]:
    """Recognise files by their headers; `passed_over` gets the other files of a folder, by path, with the reason.

    Raises:
        InputError: a named file is not recognised, or any is damaged.
    """
    found = []
    for entry in entries:
        progress.tell(message("reading {path}", path=entry.path))
        for piece in unpack(entry, catalog()):
            try:
                found.append(_recognised(piece, encodings[str(entry.path)], file_years))
            except NotDuoError as error:
                if piece.named:
                    raise
                passed_over[str(piece.path)] = error.kind
    return found


def _recognised(piece: Piece, encoding: str | None, file_years: dict[str, str]) -> File:
    if piece.unread:
        raise piece.unread
    return file_of(text.text_of(piece, encoding), catalog(), file_years)


def _read_if_needed(file: File, needed: bool, *, reject: bool) -> Read | InputError:  # one of two iterables
    """Read a file, or give why one that is not needed is refused."""
    try:
        return one_file.read(file, reject=reject)
    except InputError as error:
        if needed:
            raise
        return error


def _of_kind(read: list[Read], kind: FactsKind, schema: pl.Schema) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema=schema), *(one.facts for one in read if one.report.family.facts == kind)])


def _with_missing(one: Read, pupils: pl.DataFrame) -> FileReport:
    """Remark on the locations that a table of places does not have."""
    if one.report.family.facts != "places":
        return one.report
    return replace(one.report, missing=tuple(places.missing(pupils, one.facts)))


def _check_file_years(reports: list[FileReport], file_years: dict[str, str]) -> None:
    """Refuse a school year for a file that was not read: a misspelt name would leave the real one to its own name."""
    paths_read = [
        path for report in reports for path in (report.path, report.path.parent)[: 1 + is_in_workbook(report.path)]
    ]
    read = {name for path in paths_read for name in (str(path), path.name)}
    for name, year in file_years.items():
        if name not in read:
            raise UsageError(
                "--file-year {file}={year}: no file with that name is read; check the spelling.",
                file=name,
                year=year[:4],
            )
