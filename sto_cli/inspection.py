"""Look at files one by one without computing anything: a refused one does not stop the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.errors import InputError, NotDuoError
from sto_cli.reading import paths as reading_paths
from sto_cli.reading.faults import NONE_REJECTED, RejectedError
from sto_cli.reading.load import chosen, load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sto_cli.errors import StoError
    from sto_cli.language import Message
    from sto_cli.reading.data import FileReport
    from sto_cli.reading.paths import Names
    from sto_cli.years import Year


@dataclass(frozen=True)
class Inspected:
    """One file: its account, or why it has none.

    Attributes:
        unknown_codes: codes that the catalog does not know, with the number of rows that carry each.
        rejected: the rows that were left out, with the schema `faults.REJECTED`.
        refused: it was meant to be read, and cannot be. A file in a folder that is no DUO layout is not.
    """

    path: Path
    report: FileReport | None
    why: StoError | Message | None
    refused: bool
    unknown_codes: tuple[Message, ...] = ()
    rejected: pl.DataFrame = field(default_factory=lambda: NONE_REJECTED, repr=False, compare=False)


def inspect_files(
    paths: Names | None = None,
    *,
    sample: bool = False,
    encoding: str | None = None,
    file_years: Mapping[str, Year] | None = None,
    reject: bool = False,
) -> list[Inspected]:
    """Read each file on its own and give its account; an archive or a workbook has one for each file or sheet in it.

    Raises:
        UsageError: there are neither paths nor `sample`, or both, or a year is none.
        InputError: a path does not exist, or a folder is empty.
    """
    entries = reading_paths.find(chosen(paths, sample=sample))
    return [found for entry in entries for found in _inspect(entry, encoding, file_years or {}, reject=reject)]


def rejected_of(found: list[Inspected]) -> pl.DataFrame:
    """Put the rejected rows of files below each other."""
    return pl.concat([NONE_REJECTED, *(file.rejected for file in found)])


def _inspect(
    entry: reading_paths.Input, encoding: str | None, file_years: Mapping[str, Year], *, reject: bool
) -> list[Inspected]:
    try:
        data = load([entry.path / (entry.member or "")], encoding=encoding, file_years=file_years, reject=reject)
    except NotDuoError as error:
        return [Inspected(entry.path, None, error, refused=entry.named)]
    except RejectedError as error:
        return [Inspected(entry.path, None, error, refused=True, unknown_codes=error.unknown_codes)]
    except InputError as error:
        return [Inspected(entry.path, None, error, refused=True)]
    read = [
        Inspected(report.path, report, None, refused=False, rejected=data.rejected.filter(file=str(report.path)))
        for report in data.files
    ]
    return read + [Inspected(Path(path), None, why, refused=False) for path, why in data.passed_over.items()]
