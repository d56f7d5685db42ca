"""Look at files one by one without computing anything: a refused one does not stop the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sto_cli.errors import InputError, NotDuoError
from sto_cli.load import load, sample_files
from sto_cli.reading import inputs
from sto_cli.reading.checks import RejectedError

if TYPE_CHECKING:
    from pathlib import Path

    from sto_cli.data import FileReport
    from sto_cli.errors import StoError
    from sto_cli.language import Message


@dataclass(frozen=True)
class Inspected:
    """One file: its account, or why it has none.

    Attributes:
        unknown_codes: codes that the catalog does not know, with the number of rows that carry each.
        refused: it was meant to be read, and cannot be. A file in a folder that is no DUO layout is not.
    """

    path: Path
    report: FileReport | None
    why: StoError | None
    refused: bool
    unknown_codes: tuple[Message, ...] = ()


def inspect_files(paths: list[Path] | None, *, encoding: str | None, file_years: dict[str, str]) -> list[Inspected]:
    """Read each file on its own and give its account.

    Raises:
        InputError: a path does not exist, or a folder is empty.
    """
    return [_inspect(entry, encoding, file_years) for entry in inputs.find(paths or sample_files())]


def _inspect(entry: inputs.Input, encoding: str | None, file_years: dict[str, str]) -> Inspected:
    try:
        data = load([entry.path], encoding=encoding, file_years=file_years)
    except NotDuoError as error:
        return Inspected(entry.path, None, error, refused=entry.named)
    except RejectedError as error:
        return Inspected(entry.path, None, error, refused=True, unknown_codes=error.unknown_codes)
    except InputError as error:
        return Inspected(entry.path, None, error, refused=True)
    return Inspected(entry.path, data.files[0], None, refused=False)
