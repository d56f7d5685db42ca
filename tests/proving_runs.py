"""Proof that a results folder is whole: runs that are killed at random moments, and results in which one bit is turned.

    python -m tests.proving_runs 300 1000

Kills use the real lock and both ways of replacing a folder; one to three runs write at once. A seeded part is in the suite.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from random import Random

import polars as pl

from sto_cli import system
from sto_cli.errors import InputError
from sto_cli.yearly.folder import replacing
from sto_cli.yearly.results import FORMAT, FORMAT_READ, LOCATIONS, MANIFEST, RESULTS, altered, read, sealed, verify

NAMES = ("results.csv", "report.md", "verdicts.json")


def write(place: Path, version: int) -> None:
    """Do what a run does at its end: write all files of one version, and put the folder into its place."""
    contents = {name: f"{version}\n".encode() * 500 for name in NAMES}
    outputs = {name: sha256(content).hexdigest() for name, content in contents.items()}
    manifest = sealed((json.dumps({FORMAT: FORMAT_READ, "outputs": outputs}, indent=2) + "\n").encode())
    with replacing(place) as new:
        for name, content in (contents | {MANIFEST: manifest}).items():
            (new / name).write_bytes(content)


def kill(place: Path, kills: int, seed: int, *, in_one_step: bool) -> dict[str, int]:
    """Kill runs at random moments, and count what is found after each."""
    random = Random(seed)  # noqa: S311  # the same moments every time
    found = {"kills": 0, "mixes": 0, "put aside": 0, "versions": 0}
    seen = set()
    write(place, 0)
    for number in range(kills):
        running = [_start(place, 1000 * number + 1 + at, in_one_step=in_one_step) for at in range(random.randint(1, 3))]
        time.sleep(random.uniform(0, 0.04))
        for process in running:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        aside = place.parent / f".{place.name}.sto-old"
        whole = place if place.exists() else aside
        found["kills"] += len(running)
        found["put aside"] += whole is aside
        versions = {(whole / name).read_text(encoding="utf-8").split("\n")[0] for name in NAMES}
        found["mixes"] += bool(altered(whole)) or len(versions) != 1
        seen |= versions
    write(place, -1)  # the next run repairs what the last one left
    left = {path.name for path in place.parent.iterdir()} - {place.name, f".{place.name}.sto-lock"}
    return found | {"versions": len(seen), "left": len(left)}


def _start(place: Path, version: int, *, in_one_step: bool) -> int:
    process = os.fork()
    if process:
        return process
    if not in_one_step:
        system.exchanged = lambda *_: False
        system.when_free = _slowly
    while True:
        write(place, version)
        version += 10


def _slowly(move) -> None:
    """Wait after each renaming, so that many a kill falls between the two."""
    move()
    time.sleep(0.004)


def turn_bits(folder: Path, flips: int, seed: int) -> dict[str, int]:
    """Turn one bit at a time of the files of a results folder, and count who notices."""
    random = Random(seed)  # noqa: S311  # the same bits every time
    files = sorted(folder.iterdir())
    found = {"flips": flips, "verify": 0, "read": 0}
    for _ in range(flips):
        file = random.choice(files)
        content = file.read_bytes()
        at = random.randrange(8 * len(content))
        file.write_bytes(content[: at // 8] + bytes([content[at // 8] ^ 1 << at % 8]) + content[at // 8 + 1 :])
        found["verify"] += _notices(verify, folder)
        found["read"] += _notices(read, folder)
        file.write_bytes(content)
    return found


def _notices(function, folder: Path) -> bool:
    try:
        found = function(folder)
    except InputError:
        return True
    return function is verify and bool(found)


def results(folder: Path) -> Path:
    """Write a small results folder."""
    folder.mkdir()
    frame = pl.DataFrame({"result": ["report"] * 50, "value": range(50)})
    for name in (RESULTS, LOCATIONS):
        frame.write_parquet(folder / name)
    (folder / "results.csv").write_text(frame.write_csv(), encoding="utf-8", newline="\n")
    outputs = {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}
    manifest = {
        FORMAT: FORMAT_READ,
        "sto": "0",
        "inputs": [{"name": "duo/a.csv", "sha256": "0" * 64}],
        "outputs": outputs,
    }
    (folder / MANIFEST).write_bytes(sealed((json.dumps(manifest, indent=2) + "\n").encode()))
    return folder


def main(kills: int, flips: int) -> None:
    """Print what was found; fail on a mix, on something that is left, or on a bit that nobody notices."""
    failed = False
    for in_one_step in (True, False):
        with tempfile.TemporaryDirectory() as folder:
            found = kill(Path(folder) / "results", kills, 1, in_one_step=in_one_step)
        print("in one step:" if in_one_step else "in two steps:", found)
        failed |= bool(found["mixes"] or found["left"])
    with tempfile.TemporaryDirectory() as folder:
        turned = turn_bits(results(Path(folder) / "results"), flips, 1)
    print("bits:", turned)
    sys.exit(failed or {turned["verify"], turned["read"]} != {flips})


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
