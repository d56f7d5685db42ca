"""Where it happens: the inputs, made once and dropped when nobody needs them, and the programs that are there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contenders import Input

HERE = Path(__file__).parent
STO = Path(sys.executable).with_name("sto")
# A row takes 160 bytes, and the rival of cp1252 writes its file a second time.
_BYTES_A_ROW = 330
_PIECE = 16 * 1024 * 1024


def make(wanted: Input, folder: Path) -> Path:
    """Make the files once, in a process of its own, and read them, so that they are in memory for everyone."""
    made = folder / wanted.name
    if not made.exists():
        _room(wanted, folder)
        partial = made.with_name(f"{made.name}.part")
        shutil.rmtree(partial, ignore_errors=True)
        years = [str(year) for year in wanted.years]
        options = ["--masked-from", str(wanted.masked_from), "--encoding", wanted.encoding, "--layout", wanted.layout]
        command = [sys.executable, HERE / "inputs.py", partial, str(wanted.rows), *options, "--years", *years]
        subprocess.run(command, check=True)
        partial.rename(made)
    for path in made.iterdir():
        with path.open("rb") as file:
            while file.read(_PIECE):
                pass
    return made


def _room(wanted: Input, folder: Path) -> None:
    """End with a sentence when the disk is too full."""
    folder.mkdir(parents=True, exist_ok=True)
    needed, free = wanted.rows * len(wanted.years) * _BYTES_A_ROW, shutil.disk_usage(folder).free
    if needed > free:
        sys.exit(
            f"error: {folder} has {free / 1e9:.1f} GB left, {needed / 1e9:.1f} GB are needed: name another --folder."
        )


def drop(folder: Path, wanted: Input | None, later: Sequence[Input | None]) -> None:
    """Remove an input that nobody needs any more, since all together they are large."""
    if wanted and wanted not in later:
        shutil.rmtree(folder / wanted.name)


def fill(command: Sequence[str], made: Path) -> list[str]:
    """Put paths in their places; a folder of one file is named by that file."""
    files = sorted(str(path) for path in made.glob("*.csv")) if made.is_dir() else []
    places = {
        "{sto}": str(STO),
        "{python}": sys.executable,
        "{rivals}": str(HERE / "rivals"),
        "{sample}": str(HERE.parent / "sample_data"),
        "{input}": files[0] if len(files) == 1 else str(made),
        "{facts}": str(made.with_name("facts.parquet")),
    }
    filled = []
    for part in command:
        if part == "{files}":
            filled += files
        else:
            for place, path in places.items():
                part = part.replace(place, path)  # noqa: PLW2901  # one part, with every place filled in
            filled.append(part)
    return filled


def missing(need: str) -> str:
    """Say why a program cannot run here, or nothing."""
    kind, _, name = need.partition(":")
    if kind == "module" and find_spec(name) is None:
        return f"{name} is not installed (the extra bench has it)"
    if kind == "program" and shutil.which(name) is None:
        return f"there is no {name} on this machine"
    if kind == "option":
        # Without what may colour the words: GITHUB_ACTIONS, FORCE_COLOR and the like.
        plain = {"PATH": os.environ["PATH"]}
        asked = [STO, "technical-share", "--help"]
        told = subprocess.run(asked, check=True, capture_output=True, text=True, env=plain).stdout
        return "" if name in told else f"this sto has no {name}"
    return ""
