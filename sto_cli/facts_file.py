"""Facts in one Parquet file: what `sto ingest` writes, for every command here and for other tools.

One row per fact, of three kinds, told apart by the column `kind`; columns that a kind does not have are
null. The account of every file read travels in the metadata, so that a number from here is as well
founded as one from DUO's own file.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli import accounts
from sto_cli.catalog.fingerprint import fingerprint
from sto_cli.errors import InputError, NotDuoError
from sto_cli.language import message
from sto_cli.reading import places
from sto_cli.reading.limits import DEFAULT, Allowance
from sto_cli.reading.staffing import STAFFING
from sto_cli.reading.tidy import ENROLMENT
from sto_cli.version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from sto_cli.catalog.models import FactsKind
    from sto_cli.data import Data, FileReport
    from sto_cli.language import Message
    from sto_cli.reading.limits import Limits

FORMAT = 2
"""Raised when a column changes its meaning or goes; facts of another format are refused."""

_MAGIC = b"PAR1"
_KEY = "sto"
_PLACES = dict.fromkeys(places.COLUMNS, pl.String)
SCHEMA = pl.Schema(
    {"kind": pl.String, "school_year": pl.String, "file": pl.String} | {**ENROLMENT} | _PLACES | {**STAFFING}
)
"""The columns of the facts, in order; `catalog/columns.toml` says what each holds."""
_KEYS = [name for name, kind in SCHEMA.items() if kind == pl.String or name == "grade"]
"""What tells facts apart; the other columns are amounts."""
_PER_FACT = 400
"""What a fact takes in memory, in bytes and roughly; in the file a million of the same take as much as one."""


class NotFactsError(NotDuoError):
    """A Parquet file that `sto` did not write."""

    kind = message("a Parquet file that sto ingest did not write")


class Stored(NamedTuple):
    """What facts files hold.

    Attributes:
        files: the facts of each file that was read, and its account.
        sample: they are those of the bundled sample.
    """

    files: list[tuple[pl.DataFrame, FileReport]]
    sample: bool


def is_parquet(path: Path) -> bool:
    """Tell Parquet by its first bytes; what cannot be opened is told of by who reads it."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def frame(data: Data) -> pl.DataFrame:
    """Put all facts into one frame with the columns `SCHEMA`, in an order that depends on nothing but the facts."""
    file_of = {year: report.path.name for report in _of_kind(data, "enrolment") for year in report.school_years}
    tables = [
        table.with_columns(file=pl.lit(report.path.name))
        for table, report in zip(data.places, _of_kind(data, "places"), strict=True)
    ]
    staffing = data.staffing.with_columns(file=pl.col("file").str.split("/").list.last())
    found = pl.concat(
        [
            data.enrolment.with_columns(
                pl.col("school_year").replace_strict(file_of, return_dtype=pl.String).alias("file"),
                kind=pl.lit("enrolment"),
            ),
            staffing.with_columns(kind=pl.lit("staffing")),
            *(table.with_columns(kind=pl.lit("places")) for table in tables),
        ],
        how="diagonal",
    )
    return found.select(SCHEMA.names()).cast(SCHEMA).sort(SCHEMA.names())


def metadata(data: Data) -> dict[str, str]:
    """Give what goes into the file beside the facts: the versions, and the account of every file read."""
    account = {
        "format": FORMAT,
        "sto": __version__,
        "catalog": fingerprint(),
        "synthetic_sample": data.sample,
        "files": [accounts.plain(report) for report in data.files],
    }
    return {_KEY: json.dumps(account, ensure_ascii=False, sort_keys=True)}


def read(path: Path, limits: Limits = DEFAULT) -> Stored:
    """Read back facts and accounts.

    Raises:
        NotFactsError: `sto` did not write the file.
        InputError: another version of `sto` wrote it in a form of its own, it is damaged, it would fill the memory, or a fact
            is in it twice.
    """
    try:
        account = json.loads(pl.read_parquet_metadata(path.absolute()).get(_KEY, "null"))
        if account is None:
            raise NotFactsError(
                message(
                    "{path}: a Parquet file that sto ingest did not write; give DUO's files, or facts made of them.",
                    path=path,
                )
            )
        if account["format"] != FORMAT:
            raise InputError(
                message(
                    "{path}: facts in form {found}, written by sto {version}, where this sto reads form {wanted}; "
                    "make them anew with sto ingest.",
                    path=path,
                    found=account["format"],
                    version=account["sto"],
                    wanted=FORMAT,
                )
            )
        rows = pl.scan_parquet(path.absolute(), glob=False).select(pl.len()).collect().item()
        Allowance(path, limits).declare(rows * _PER_FACT)
        facts = pl.read_parquet(path.absolute(), schema=SCHEMA, glob=False)
        reports = [accounts.restored(path, fields) for fields in account["files"]]
        made_with, version, sample = account["catalog"], account["sto"], bool(account["synthetic_sample"])
    except (pl.exceptions.PolarsError, OSError, ValueError, TypeError, KeyError) as error:
        raise InputError(
            message(
                "{path}: the facts cannot be read ({reason}); make them anew with sto ingest.",
                path=path,
                reason=str(error).splitlines()[0],
            )
        ) from error
    # Hashes of 64 bits: of the facts of twenty years, two that differ are taken for one once in a hundred million files.
    if facts.select(_KEYS).hash_rows().n_unique() < facts.height:
        raise InputError(
            message(
                "{path}: a fact is in it twice, and would be counted again; make the facts anew with sto ingest.",
                path=path,
            )
        )
    if made_with != fingerprint():
        reports = [replace(report, notes=(*report.notes, _other_catalog(version))) for report in reports]
    return Stored([(_facts_of(facts, path, report), report) for report in reports], sample)


def _other_catalog(version: str) -> Message:
    return message(
        "These facts were made with another catalog, that of sto {version}; make them anew with sto ingest.",
        version=version,
    )


def _facts_of(facts: pl.DataFrame, path: Path, report: FileReport) -> pl.DataFrame:
    """Give the facts of one file, in the form in which they were when it was read."""
    kind = report.family.facts
    own = facts.filter((pl.col("kind") == kind) & (pl.col("file") == report.path.name))
    if kind == "places":
        return own.select("location", *(column for column in places.COLUMNS if column in report.columns))
    schema = ENROLMENT if kind == "enrolment" else STAFFING
    if kind == "staffing":
        own = own.with_columns(file=pl.lit(str(path / report.path.name)))
    return own.select(schema.names())


def _of_kind(data: Data, kind: FactsKind) -> list[FileReport]:
    return [report for report in data.files if report.family.facts == kind]
