"""The results folder of a run, read back and seen to be whole: nothing in it is believed that its manifest does not vouch for."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.errors import InputError
from sto_cli.language import Message, message

if TYPE_CHECKING:
    from sto_cli.reading.paths import Name

MANIFEST, RESULTS, LOCATIONS = "manifest.json", "results.parquet", "locations.parquet"
FORMAT = "sto_run"
"""The key of a manifest that says that the results are ours, and in which form."""
WRITERS = {FORMAT: "sto run", "sto_portraits": "sto portrait"}
"""The commands that write a folder with a manifest, by the key that it has."""
FORMAT_READ = 3
ADDED, CHANGED, GONE = message("added"), message("changed"), message("gone")
"""What may have happened to a file since the run."""
_OF_SYSTEMS = {".DS_Store", "Thumbs.db", "desktop.ini"}
"""What Finder and Explorer put into folders that somebody looked at; it is nobody's work."""
_SEAL = re.compile(rb'(.*),\n  "manifest": "([0-9a-f]{64})"\n\}\n', re.DOTALL)


@dataclass(frozen=True)
class Results:
    """What a run left.

    Attributes:
        rows: its results, a row per level or change.
        locations: what each location offered in each school year.
    """

    folder: Path
    manifest: dict[str, Any] = field(repr=False)
    rows: pl.DataFrame = field(repr=False)
    locations: pl.DataFrame = field(repr=False)

    def inputs(self, kind: str, year: str | None = None) -> dict[str, str]:
        """Name the files that hold facts of a kind, of one school year or of all, by their checksums."""
        sources = catalog().sources
        return {
            entry["sha256"]: entry["name"]
            for entry in self.manifest["inputs"]
            for text in entry["read"]
            if sources[text["source"]].facts == kind and (year is None or year in text["school_years"])
        }

    @property
    def rejected(self) -> int:
        """How many rows of its files were rejected."""
        return sum(text.get("rejected", 0) for entry in self.manifest["inputs"] for text in entry["read"])


def sealed(manifest: bytes) -> bytes:
    """Write into a manifest the checksum of all that stands before it."""
    before = manifest.removesuffix(b"\n}\n")
    return before + b',\n  "manifest": "' + digest(before).encode() + b'"\n}\n'


def read_manifest(folder: Path, key: str = FORMAT) -> dict[str, Any] | None:
    """Read the manifest of a results folder; None if the folder has no manifest of that key.

    Raises:
        OSError: it may not be read.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, ValueError, RecursionError):
        return None
    is_ours = isinstance(manifest, dict) and isinstance(manifest.get("outputs"), dict) and key in manifest
    return manifest if is_ours else None


def checksums(manifest: dict[str, Any]) -> dict[str, str]:
    """Give the SHA-256 of each input of a run, and of each table of the user's own that a claim is on, by name."""
    tables: dict[str, str] = manifest.get("claim_tables", {})
    return {entry["name"]: entry["sha256"] for entry in manifest["inputs"]} | tables


def altered(folder: Path, key: str = FORMAT) -> dict[str, Message]:
    """List what is not as the command of `key` left it, by name: what was changed, is gone, or was added anywhere below."""
    manifest = read_manifest(folder, key)
    outputs = manifest["outputs"] if manifest else {}
    found: dict[str, Message] = {}
    present = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*"))}
    if _is_ours(folder, key) and not (manifest and _is_whole(folder, manifest)):
        found[MANIFEST] = CHANGED
    for name, path in present.items():
        if name in outputs:
            if path.is_symlink() or not path.is_file() or digest(path.read_bytes()) != outputs[name]:
                found[name] = CHANGED
        elif not (name == MANIFEST and _is_ours(folder, key)) and path.name not in _OF_SYSTEMS:
            found[name] = ADDED
    return found | {str(name): GONE for name in outputs if name not in present}


def _is_ours(folder: Path, key: str) -> bool:
    """Tell whether there is a manifest of that key, as it was written or not."""
    file = folder / MANIFEST
    return file.is_file() and f'"{key}"'.encode() in file.read_bytes()


def digest(content: bytes) -> str:
    """Give the checksum of a content, its SHA-256."""
    return hashlib.sha256(content).hexdigest()


def _is_whole(folder: Path, manifest: dict[str, Any]) -> bool:
    """Tell whether a manifest is as it was written; those of older forms did not say."""
    if "manifest" not in manifest and manifest.get(FORMAT) in {1, 2}:
        return True
    seal = _SEAL.fullmatch((folder / MANIFEST).read_bytes())
    return seal is not None and digest(seal[1]).encode() == seal[2]


def verify(named: Name) -> dict[str, Message]:
    """List what is not as it was written, by name, in a folder of results or of portraits.

    Raises:
        InputError: the folder has no results, or another version of `sto` wrote it in a form of its own.
    """
    folder = Path(named)
    if other := next((key for key in WRITERS if key != FORMAT and read_manifest(folder, key)), None):
        return altered(folder, other)
    _manifest(folder)
    return altered(folder)


def read(named: Name) -> Results:
    """Read a results folder.

    Raises:
        InputError: the folder has no results, another version of `sto` wrote it in a form of its own, or it was changed since.
    """
    folder = Path(named)
    manifest = _manifest(folder)
    for name, why in altered(folder).items():
        if why is not ADDED:
            raise InputError(
                "{folder}: {name} is no longer as sto run wrote it ({why}); move this folder elsewhere, and run sto run again.",
                folder=folder,
                name=name,
                why=why,
            )
    rows, locations = (pl.read_parquet((folder / name).read_bytes()) for name in (RESULTS, LOCATIONS))
    return Results(folder, manifest, rows, locations)


def _manifest(folder: Path) -> dict[str, Any]:
    manifest = read_manifest(folder)
    if manifest is None and (folder / MANIFEST).is_file():
        raise InputError(
            "{folder}: {manifest} is damaged or of another program; run sto run again into another folder.",
            folder=folder,
            manifest=MANIFEST,
        )
    if manifest is None:
        raise InputError(
            "{folder}: has no results of sto run ({manifest} is missing); name a folder that sto run wrote.",
            folder=folder,
            manifest=MANIFEST,
        )
    if manifest[FORMAT] != FORMAT_READ:
        raise InputError(
            "{folder}: the results have form {found}, but this version reads form {wanted}; run sto run again.",
            folder=folder,
            found=manifest[FORMAT],
            wanted=FORMAT_READ,
        )
    return manifest
