"""From what `sto.toml` names to data and claims, and the proof of what was read: size and SHA-256 of every file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from sto_cli.claims.file import load_claims
from sto_cli.errors import CatalogError
from sto_cli.language import in_english
from sto_cli.present import records
from sto_cli.reading import paths as reading_paths
from sto_cli.reading.load import load_entries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sto_cli.claims.claim import Claims
    from sto_cli.reading.data import Data
    from sto_cli.reading.paths import Input
    from sto_cli.yearly.config import Config, Inputs


@dataclass(frozen=True)
class Proof:
    """One file that was read.

    Attributes:
        name: what results call it.
        is_input: whether it is one of the inputs, and no table that a claim is on.
    """

    path: Path
    name: Path
    size: int
    sha256: str
    is_input: bool = True


class Found(NamedTuple):
    """A file that a configuration names.

    Attributes:
        file: the file, to be opened.
        entry: the input that names it.
        name: what results call it: its path from the folder of the configuration, or in full if it is named so.
    """

    file: Input
    entry: Inputs
    name: Path


def find(config: Config) -> list[Found]:
    """List the files that the globs of a configuration give, which begin in its folder.

    Raises:
        CatalogError: a glob gives nothing, or two inputs name one file.
        InputError: a folder is empty.
    """
    found: dict[Path, Found] = {}
    named: dict[Path, Inputs] = {}
    folder = config.path.parent
    for entry in config.inputs:
        for pattern in entry.files:
            here = folder / pattern
            paths = [here] if here.exists() or here.parent.is_file() else sorted(_glob(pattern, folder))
            if not paths:
                raise CatalogError(
                    "{file}, line {line}: '{pattern}' matches no file; correct it, or leave it out.",
                    file=config.path,
                    line=entry.line,
                    pattern=pattern,
                )
            for file in reading_paths.find(paths):
                if named.setdefault(file.path.resolve(), entry) is not entry:
                    raise CatalogError(
                        "{file}, line {line}: '{path}' is already named by the input on line {before}; name it once.",
                        file=config.path,
                        line=entry.line,
                        path=file.path,
                        before=named[file.path.resolve()].line,
                    )
                name = file.path if Path(pattern).is_absolute() else file.path.relative_to(folder)
                found.setdefault(file.path, Found(file, entry, name))
    return [*found.values()]


def _glob(pattern: str, folder: Path) -> list[Path]:
    path = Path(pattern)
    start = Path(path.anchor) if path.anchor else folder
    return [found for found in start.glob(str(path.relative_to(path.anchor))) if not found.name.startswith(".")]


def read(config: Config) -> tuple[Data, list[Proof]]:
    """Read every input of a configuration, and prove what was read; both name files as seen from its folder.

    Raises:
        InputError: a file is refused, or changed while it was read.
    """
    found = find(config)
    with reading_paths.unchanged([each.file for each in found]):
        proofs = [_proof(each.file.path, each.name) for each in found]
        data = load_entries(
            [each.file for each in found],
            encodings={str(each.file.path): each.entry.encoding for each in found},
            file_years={str(each.file.path): each.entry.year for each in found if each.entry.year},
            table=config.small_counts and config.path.parent / config.small_counts,
            reject=config.rejects,
        )
    names = {proof.path: proof.name for proof in proofs}
    seen = replace(
        data,
        files=tuple(replace(report, path=_named(report.path, names)) for report in data.files),
        passed_over={_named(Path(path), names).as_posix(): why for path, why in data.passed_over.items()},
        rejected=data.rejected.with_columns(
            pl.col("file").map_elements(lambda path: _named(Path(path), names).as_posix(), pl.String)
        ),
    )
    return seen, proofs


def _named(path: Path, names: dict[Path, Path]) -> Path:
    """Give the name of a file, or of what lies in it."""
    file = next(each for each in (path, *path.parents) if each in names)
    return names[file] / path.relative_to(file)


def claims_of(config: Config) -> tuple[list[Claims], list[Proof]]:
    """Read the claims of a configuration, and prove the tables of the user's own that they are on.

    Raises:
        CatalogError: a file breaks a rule, or has no such claim.
        InputError: a table changed while it was read.
    """
    claims = [*_claims(config)]
    tables = [claim.table.path for each in claims for claim in each.claims if claim.table]
    found = reading_paths.find({next(path for path in (table, *table.parents) if path.is_file()) for table in tables})
    if not found:
        return claims, []
    with reading_paths.unchanged(found):
        folder = config.path.parent
        named = {path: path.relative_to(folder) if path.is_relative_to(folder) else path for path, *_ in found}
        proofs = [_proof(path, name) for path, name in named.items()]
        return [*_claims(config)], [replace(proof, is_input=False) for proof in proofs]


def _claims(config: Config) -> Iterator[Claims]:
    """Read the claims files, and keep of each the claims that are meant."""
    for name, ids in config.claim_files.items():
        claims = load_claims(name, folder=config.path.parent)
        known = {text: claim.id for claim in claims.claims for text in (claim.id, claim.name.dutch)}
        if absent := [each for each in ids if each not in known]:
            raise CatalogError(
                "{file}, key claims: {name} has no claim '{claim}'; it has {known}.",
                file=config.path,
                name=name,
                claim=absent[0],
                known=", ".join(str(claim.name) for claim in claims.claims),
            )
        yield replace(
            claims, claims=tuple(claim for claim in claims.claims if not ids or claim.id in map(known.get, ids))
        )


def _proof(path: Path, name: Path) -> Proof:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return Proof(path, name, file.tell(), digest)
    except OSError as error:
        raise reading_paths.unreadable(path, error) from error


@in_english
def account(data: Data, proofs: list[Proof]) -> list[dict[str, Any]]:
    """Give for every file its size, its checksum, and what each text in it was recognised as."""
    return [
        {
            "name": proof.name.as_posix(),
            "bytes": proof.size,
            "sha256": proof.sha256,
            "read": [
                records.file(report) | {"notes": [*map(str, report.remarks)]}
                for report in data.files
                if proof.name in (report.path, *report.path.parents)
            ],
            "passed_over": str(data.passed_over.get(proof.name.as_posix(), "")),
        }
        for proof in proofs
    ]
