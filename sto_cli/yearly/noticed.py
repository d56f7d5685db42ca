"""What a run notices besides its numbers: inputs that are new, gone or changed since the last run, files that nobody reads, missing years."""

from __future__ import annotations

import glob
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sto_cli.claims.file import SHIPPED
from sto_cli.language import Message, message
from sto_cli.measuring import spoken
from sto_cli.measuring.population import FACTS
from sto_cli.yearly.results import FORMAT, FORMAT_READ, checksums, read_manifest
from sto_cli.years import first_year, school_year

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sto_cli.reading.data import Data
    from sto_cli.yearly.config import Config
    from sto_cli.yearly.sources import Proof

YEAR = "{year}"
"""What stands in the path of a results folder for the year of the newest data: 2024 for school year 2024-2025."""
_DATA = {".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".zip", ".gz"}
"""What the name of a file that may hold data ends in."""


@dataclass(frozen=True)
class Noticed:
    """What a person must know of a run before its numbers.

    Attributes:
        since: the results of the last run; None without such.
        new: inputs that it did not have, by name; `gone` those that it had, `changed` those of the same name and another checksum.
        unread: files beside the inputs that no input names and the configuration does not ignore.
        missing: school years between the first and the last of a kind of facts.
        older: why the last results cannot be compared.
        kept: where these are afterwards if inputs changed under the same name: a copy beside them where they are replaced.
    """

    since: Path | None
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    missing: tuple[tuple[Message, str], ...] = ()
    older: Message | None = None
    kept: Path | None = None

    @property
    def is_finding(self) -> bool:
        """Whether `--strict` ends with 1. A missing year is a finding once: until the inputs change, a person knows it."""
        others = self.new or self.changed or self.gone or self.unread or self.older
        return bool(others or (self.missing and not self.since))

    @property
    def sentences(self) -> list[Message]:
        """Say each, and what to do."""
        kept = self.kept.name if self.kept else ""
        since = self.since.name if self.since else ""
        return [
            *([self.older] if self.older else []),
            *(message("{file}: new since {since}.", file=file, since=since) for file in self.new),
            *(
                message(
                    "{file}: has changed since {since} under the same name; {kept} keeps those results, so sto diff can compare them.",
                    file=file,
                    since=since,
                    kept=kept,
                )
                for file in self.changed
            ),
            *(
                message("{file}: was read for {since} and is no longer there.", file=file, since=since)
                for file in self.gone
            ),
            *(
                message(
                    "{file}: lies beside the inputs, and no input names it; add it to an [[input]], or to ignore.",
                    file=file,
                )
                for file in self.unread
            ),
            *(
                message(
                    "{year}: there are {facts} data of years before and after, and none of this one.",
                    year=year,
                    facts=facts,
                )
                for facts, year in self.missing
            ),
        ]


def notice(config: Config, data: Data, proofs: list[Proof], target: Path, pattern: Path) -> Noticed:
    """Set the inputs of a run beside those of the last one, what lies beside them, and the years that there are.

    `proofs` are of inputs and of the tables of the user's own that claims are on; `pattern` is where the results go as it is
    named, perhaps with `YEAR` in it.
    """
    since, before, older = _last(target, pattern)
    now = inputs(proofs)
    changed = tuple(sorted(name for name in now.keys() & before.keys() if now[name] != before[name]))
    kept = target.with_name(f"{target.name}-before") if since == target else since
    return Noticed(
        since,
        new=tuple(sorted(now.keys() - before.keys())) if since else (),
        changed=changed,
        gone=tuple(sorted(before.keys() - now.keys())),
        unread=tuple(sorted(_unread(config, proofs))),
        missing=tuple(_missing(data)),
        older=older,
        kept=kept if changed else None,
    )


def inputs(proofs: list[Proof]) -> dict[str, str]:
    """Give the SHA-256 of each input of this run, by name."""
    return {proof.name.as_posix(): proof.sha256 for proof in proofs}


def in_year(pattern: Path, data: Data) -> Path:
    """Put the year of the newest data into the path of a results folder."""
    years = [first_year(year) for report in data.files for year in report.school_years]
    return Path(str(pattern).replace(YEAR, str(max(years)))) if years else pattern


def _last(target: Path, pattern: Path) -> tuple[Path | None, dict[str, str], Message | None]:
    """Find the results of the last run: those that are replaced, or else those of the newest year; and its inputs."""
    named = glob.escape(str(pattern)).replace(YEAR, "[0-9]" * 4)
    folders = [target, *map(Path, sorted(glob.glob(named), reverse=True))] if YEAR in str(pattern) else [target]  # noqa: PTH207  # of a text
    for folder in folders:
        manifest = read_manifest(folder)
        if manifest and manifest[FORMAT] == FORMAT_READ:
            return folder, checksums(manifest), None
        if manifest:
            older = message(
                "{folder}: another version of sto wrote these results, so what is new since then is not known.",
                folder=folder.name,
            )
            return None, {}, older
    return None, {}, None


def _unread(config: Config, proofs: list[Proof]) -> Iterator[str]:
    folder = config.path.parent
    own = [
        *(name for name in config.claim_files if not spoken.named("claims", name, SHIPPED)),
        config.small_counts or "",
    ]
    known = {(folder / name).resolve() for name in own if name}
    known |= {path.resolve() for pattern in config.ignore for path in folder.glob(pattern)}
    known |= {path for proof in proofs for path in (proof.path.resolve(), *proof.path.resolve().parents)}
    for proof in {proof.path.parent: proof for proof in proofs if proof.is_input}.values():
        for path in proof.path.parent.iterdir():
            if _may_hold_data(path) and path.resolve() not in known:
                yield (proof.name.parent / path.name).as_posix() + "/" * path.is_dir()


def _may_hold_data(path: Path) -> bool:
    """Tell whether a path is a file that may hold data, or a folder of such files that is neither hidden nor results."""
    if path.name.startswith((".", "~$")):
        return False
    if path.is_dir():
        with suppress(OSError):  # what may not be opened is read by nobody
            is_own = not path.is_symlink() and read_manifest(path) is None  # a link may lead back to where it lies
            return is_own and any(map(_may_hold_data, path.iterdir()))
        return False
    return path.suffix.lower() in _DATA and path.is_file()


def _missing(data: Data) -> Iterator[tuple[Message, str]]:
    for kind, words in FACTS.items():
        years = {year for report in data.files if report.family.facts == kind for year in report.school_years}
        firsts = sorted(map(first_year, years))
        for year in range(firsts[0], firsts[-1]) if firsts else ():
            if school_year(year) not in years:
                yield words, school_year(year)
