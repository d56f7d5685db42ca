"""From the inputs of `sto.toml` to data, and the proof of what was read: size and SHA-256 of every file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sto_cli.errors import CatalogError, InputError
from sto_cli.language import in_english
from sto_cli.present import records
from sto_cli.reading import paths as reading_paths
from sto_cli.reading.load import load_entries

if TYPE_CHECKING:
    from sto_cli.reading.data import Data, FileReport
    from sto_cli.reading.paths import Input
    from sto_cli.recalc.config import Config, Inputs


@dataclass(frozen=True)
class Proof:
    """One file that was read.

    Attributes:
        name: its path, relative to `sto.toml`.
        state: its size and the moment of its last change, by which another writer is noticed.
    """

    name: Path
    size: int
    sha256: str
    state: tuple[int, int]


def find(config: Config) -> dict[Input, Inputs]:
    """List the files that the globs of a configuration give, relative to it, each with the input that names it.

    The working folder must be that of the configuration.

    Raises:
        CatalogError: a glob gives nothing, or two inputs name one file.
        InputError: a folder is empty.
    """
    found: dict[Input, Inputs] = {}
    named: dict[Path, Inputs] = {}
    for entry in config.inputs:
        for pattern in entry.files:
            here = Path(pattern)
            paths = [here] if here.exists() or here.parent.is_file() else sorted(_glob(pattern))
            if not paths:
                raise CatalogError(
                    "{file}, line {line}: '{pattern}' matches no file; mend it, or leave it out.",
                    file=config.path,
                    line=entry.line,
                    pattern=pattern,
                )
            for file in reading_paths.find(paths):
                if named.setdefault(file.path.resolve(), entry) is not entry:
                    raise CatalogError(
                        "{file}, line {line}: '{path}' is named by the input on line {before} already; let one of them name it.",
                        file=config.path,
                        line=entry.line,
                        path=file.path,
                        before=named[file.path.resolve()].line,
                    )
                if file.path not in {other.path for other in found}:
                    found[file] = entry
    return found


def _text(report: FileReport) -> dict[str, Any]:
    return records.file(report) | {"notes": [str(note) for note in report.remarks]}


def _glob(pattern: str) -> list[Path]:
    path = Path(pattern)
    start = Path(path.anchor) if path.anchor else Path()
    return [found for found in start.glob(str(path.relative_to(path.anchor))) if not found.name.startswith(".")]


def read(config: Config) -> tuple[Data, list[Proof]]:
    """Read every input of a configuration, and prove what was read.

    Raises:
        InputError: a file is refused, or changed while it was read.
    """
    files = find(config)
    proofs = [_proof(file.path) for file in files]
    data = load_entries(
        [*files],
        encodings={str(file.path): entry.encoding for file, entry in files.items()},
        file_years={str(file.path): entry.year for file, entry in files.items() if entry.year},
        table=config.small_counts,
        reject=config.rejects,
    )
    for proof in proofs:
        if _state(proof.name) != proof.state:
            raise InputError("{path}: the file changed while it was read; run again when it is whole.", path=proof.name)
    return data, proofs


def _proof(path: Path) -> Proof:
    state = _state(path)
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise reading_paths.unreadable(path, error) from error
    return Proof(path, state[0], digest, state)


def _state(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


@in_english
def account(data: Data, proofs: list[Proof]) -> list[dict[str, Any]]:
    """Give for every file its size, its checksum, and what each text in it was recognised as."""
    return [
        {
            "name": proof.name.as_posix(),
            "bytes": proof.size,
            "sha256": proof.sha256,
            "read": [_text(report) for report in data.files if proof.name in (report.path, *report.path.parents)],
            "passed_over": str(data.passed_over.get(str(proof.name), "")),
        }
        for proof in proofs
    ]
