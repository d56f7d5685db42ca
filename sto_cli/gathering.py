"""From paths to files that are recognised, one by one, and facts that were stored."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sto_cli import facts_file, progress
from sto_cli.catalog import catalog
from sto_cli.errors import NotDuoError
from sto_cli.facts_file import Stored
from sto_cli.language import message
from sto_cli.reading import inputs
from sto_cli.reading.containers import unpack
from sto_cli.reading.limits import DEFAULT, Limits
from sto_cli.reading.read import read

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    import polars as pl

    from sto_cli.data import FileReport
    from sto_cli.language import Message
    from sto_cli.reading.inputs import Input
    from sto_cli.reading.raw import Raw


def read_stored(
    entries: list[Input], passed_over: dict[str, Message], limits: Limits = DEFAULT
) -> tuple[Stored, list[Input]]:
    """Read back the facts that `sto ingest` wrote, and give the files that are still to be read."""
    files: list[tuple[pl.DataFrame, FileReport]] = []
    others, sample = [], False
    for entry in entries:
        if not facts_file.is_parquet(entry.path):
            others.append(entry)
            continue
        try:
            found = facts_file.read(entry.path, limits)
        except NotDuoError as error:
            if entry.named:
                raise
            passed_over[str(entry.path)] = error.kind
        else:
            files += found.files
            sample |= found.sample
    return Stored(files, sample), others


@contextmanager
def read_all(
    entries: list[Input],
    passed_over: dict[str, Message],
    *,
    encodings: Mapping[str, str | None],
    file_years: dict[str, str],
    limits: Limits = DEFAULT,
) -> Generator[list[Raw]]:
    """Recognise files; private copies are there for as long as the files are wanted.

    What a folder holds besides is put into `passed_over`, by path, with the reason.

    Raises:
        InputError: a named file is not recognised, any is damaged, or is written to while it is read.
    """
    refusals: list[Callable[[], None]] = []
    with inputs.private_folder() as private:
        try:
            found: list[Raw] = []
            for entry in entries:
                progress.tell(message("reading {path}", path=entry.path))
                refusals.append(inputs.unchanged(entry))
                for piece in unpack(entry, private, catalog(), limits):
                    try:
                        encoding = encodings[str(entry.path)]
                        found.append(read(piece, private, catalog(), encoding=encoding, file_years=file_years))
                    except NotDuoError as error:
                        if piece.named:
                            raise
                        passed_over[str(piece.path)] = error.kind
            yield found
        finally:  # what was found wrong in half a file is no fault of the whole one
            for refuse_changed in refusals:
                refuse_changed()
