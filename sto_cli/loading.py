"""From paths to data: every file read, checked and made tidy, and no year counted twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from sto_cli import overlap, progress, together
from sto_cli.catalog import catalog
from sto_cli.data import Data, FileReport
from sto_cli.errors import InputError, UsageError
from sto_cli.gathering import read_all, read_stored
from sto_cli.language import message
from sto_cli.measuring import disclosure, small_counts
from sto_cli.needs import EVERYTHING, Checks
from sto_cli.one_file import facts_of, summed, with_missing
from sto_cli.reading import inputs, places, sieve, staffing, tidy
from sto_cli.reading.limits import DEFAULT, Limits
from sto_cli.years import parse_file_years

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sto_cli.catalog.models import FactsKind
    from sto_cli.language import Message
    from sto_cli.needs import Need
    from sto_cli.reading.inputs import Input
    from sto_cli.reading.raw import Raw
    from sto_cli.years import Year


def sample_folder() -> Path:
    """Find the bundled sample: in an installed package beside the code, in a checkout at its top."""
    package = Path(__file__).parent
    installed = package / "sample_data"
    return installed if installed.is_dir() else package.parent / "sample_data"


def sample_files() -> list[Path]:
    """List the data files of the bundled sample; in a checkout its generator lies beside them."""
    return sorted(sample_folder().glob("*.csv"))


def chosen(paths: list[Path] | None, *, sample: bool) -> list[Path]:
    """Give the paths that are named, or the files of the sample where that is asked for.

    Raises:
        UsageError: nothing is asked for, or both.
    """
    if paths and sample:
        raise UsageError(
            message("--sample: goes without files of your own; leave out {path} or --sample.", path=paths[0])
        )
    if not paths and not sample:
        raise UsageError(
            message("no data: name DUO files or a folder of them, or add --sample to try the synthetic sample.")
        )
    return paths or sample_files()


def load(
    paths: list[Path] | None = None,
    *,
    sample: bool = False,
    encoding: str | None = None,
    file_years: Mapping[str, Year] | None = None,
    table: Path | None = None,
    min_cell: int = 0,
    need: Need = EVERYTHING,
    max_unpacked: str | None = None,
    reject: bool = False,
) -> Data:
    """Read files and folders into facts, or the bundled sample if that is asked for.

    Args:
        paths: files, or folders of which every recognised file is read.
        sample: read the bundled sample; then without paths.
        encoding: the encoding of all files; None to find out for each.
        file_years: school years by path or file name, for files that do not say.
        table: the user's own small-count table; None for the shipped one.
        min_cell: withhold what tells of fewer people than this, in unmasked files of one's own; 0 for nothing.
        need: what the facts must tell apart (`Question.need`), so that a large file need not be read for more.
        max_unpacked: what may come out of one packed file, such as `4GB`; None for the limits that hold by themselves.
        reject: leave out rows that are wrong by themselves (`Data.rejected`), where they would stop the run.

    Raises:
        CatalogError: the small-count table is none.
        UsageError: there are neither paths nor `sample`, or both, `max_unpacked` is no size, `min_cell` is asked for and a
            file is masked, what is given as a year is
            none or for a file that is not read, or `reject` is asked for with `min_cell` or with fewer checks than all.
        InputError: a file is refused, two files hold the same year, or nothing was recognised.
    """
    entries = inputs.find(chosen(paths, sample=sample))
    if any(entry.path == inputs.STANDARD_INPUT for entry in entries):
        need = need.with_locations()  # it cannot be read a second time
    data = load_entries(
        entries,
        encodings=defaultdict(lambda: encoding),
        file_years=parse_file_years(file_years or {}),
        table=table,
        min_cell=min_cell,
        need=need,
        limits=Limits.of(max_unpacked),
        reject=reject,
    )
    return replace(data, sample=True) if sample else data


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
    if min_cell:  # what is masked in any grade matters
        need = replace(need, grades=None)
    passed_over: dict[str, Message] = {}
    rejected = [sieve.NONE_REJECTED]
    stored, others = read_stored(entries, passed_over, limits)
    made: dict[int, tuple[pl.DataFrame, FileReport]] = {}
    with (
        progress.doing(message("reading")),
        read_all(others, passed_over, encodings=encodings, file_years=file_years, limits=limits) as raws,
    ):
        places_of = {id(raw): number for number, raw in enumerate(raws)}
        for batch in [[raw] for raw in raws] if reject else together.batches(raws, need):
            progress.tell(message("reading {path}", path=batch[0].path))
            if reject:
                found, left_out = sieve.through(batch[0], catalog(), lambda raw: _facts_of([raw], need))
                rejected.append(left_out)
            else:
                found = _facts_of(batch, need)
            made |= {places_of[id(raw)]: one for raw, one in zip(batch, found, strict=True)}
    read_ = [(summed(frame, report, need), report) for frame, report in stored.files]
    read_ += [made[number] for number in sorted(made)]
    reports = [report for _, report in read_]
    frames: dict[FactsKind, list[pl.DataFrame]] = {"enrolment": [], "staffing": [], "places": []}
    for frame, report in read_:
        frames[report.family.facts].append(frame)
    _refuse_nothing_read(entries, passed_over, reports)
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
        files=tuple(with_missing(frame, report, enrolment) if need.locations else report for frame, report in read_),
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


def _refuse_nothing_read(entries: list[Input], passed_over: dict[str, Message], reports: list[FileReport]) -> None:
    """Refuse a folder of which every file was passed over, since it was meant to hold data; and all of them where nothing was read."""
    named: dict[Path, list[Path]] = {}
    for entry in entries:
        named.setdefault(entry.path if entry.named else entry.path.parent, []).append(entry.path)
    unread = [path for path, files in named.items() if not reports or all(str(file) in passed_over for file in files)]
    if unread:
        raise InputError(
            message(
                "{paths}: none of the {files} files is a DUO layout that sto knows; see sto catalog sources.",
                paths=", ".join(map(str, unread)),
                files=sum(not {Path(file), *Path(file).parents}.isdisjoint(unread) for file in passed_over),
            )
        )


def _facts_of(raws: list[Raw], need: Need) -> list[tuple[pl.DataFrame, FileReport]]:
    """Make facts of files that are read together, and account for the rows of each."""
    return together.enrolment(raws, need) if raws[0].source.facts == "enrolment" else [facts_of(raw) for raw in raws]


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
