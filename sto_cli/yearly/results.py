"""The results folder of a run, read back and seen to be whole."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.errors import InputError

if TYPE_CHECKING:
    from sto_cli.reading.paths import Name

MANIFEST, RESULTS, LOCATIONS = "manifest.json", "results.parquet", "locations.parquet"
FORMAT = "sto_run"
"""The key of a manifest that says that the results are ours, and in which form."""
_FORMAT_READ = 2
_NEEDED = {
    "sto", "polars", "catalog", "definitions", "small_counts", "inputs", "provisional", "series_break", "outputs",
}  # fmt: skip


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


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Read the manifest of a results folder; None if the folder has no manifest of `sto`."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and FORMAT in manifest else None


def read(named: Name) -> Results:
    """Read a results folder.

    Raises:
        InputError: the folder has no results, another version of `sto` wrote it in a form of its own, or it was changed since.
    """
    folder = Path(named)
    manifest = read_manifest(folder)
    if manifest is None or not manifest.keys() >= (_NEEDED if manifest[FORMAT] == _FORMAT_READ else set()):
        raise InputError(
            "{folder}: has no results of sto run ({manifest} is missing); name a folder that sto run wrote.",
            folder=folder,
            manifest=MANIFEST,
        )
    if manifest[FORMAT] != _FORMAT_READ:
        raise InputError(
            "{folder}: the results have form {found}, but this version reads form {wanted}; run sto run again.",
            folder=folder,
            found=manifest[FORMAT],
            wanted=_FORMAT_READ,
        )
    rows, locations = (_parquet(folder, manifest, name) for name in (RESULTS, LOCATIONS))
    return Results(folder, manifest, rows, locations)


def _parquet(folder: Path, manifest: dict[str, Any], name: str) -> pl.DataFrame:
    try:
        content = (folder / name).read_bytes()
        if hashlib.sha256(content).hexdigest() == manifest["outputs"][name]:
            return pl.read_parquet(content)
    except (OSError, KeyError):
        pass
    raise InputError(
        "{folder}: {name} changed after the run, because its checksum differs; run sto run again.",
        folder=folder,
        name=name,
    )
