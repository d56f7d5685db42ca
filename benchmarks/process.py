"""Run one command as a whole process, and tell how long it took and how much memory it had at most.

    python benchmarks/process.py OUTPUT COMMAND…

Started anew for every run: Linux counts into the peak of a process what its parent held when it started it, so the
parent must be small. What the command prints goes to OUTPUT, and what it says on stderr to OUTPUT.err.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Linux counts ru_maxrss in KiB, macOS in bytes.
_MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024
_WRITE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


class FailedError(Exception):
    """A command that is measured did not end well."""


@dataclass(frozen=True)
class Run:
    """One run of a command.

    Attributes:
        seconds: from its start until its end.
        peak: resident memory at its highest, in bytes.
        output: file with what it printed.
    """

    seconds: float
    peak: int
    output: Path


def run(command: Sequence[str], output: Path, environment: Mapping[str, str]) -> Run:
    """Run a command in a small process of its own.

    Raises:
        FailedError: if it ends with another code than 0.
    """
    launcher = [sys.executable, "-I", "-S", __file__, str(output), *command]
    said = subprocess.run(
        launcher, env={**os.environ, **environment}, check=True, capture_output=True, text=True
    ).stdout
    found = json.loads(said)
    if found["code"]:
        complaint = Path(f"{output}.err").read_text(errors="replace").strip()
        raise FailedError(f"{' '.join(command)} ended with code {found['code']}: {complaint}")
    return Run(found["seconds"], found["peak"], output)


def _measure(output: str, command: list[str]) -> dict[str, float]:
    files = [
        (os.POSIX_SPAWN_OPEN, 1, output, _WRITE, 0o600),
        (os.POSIX_SPAWN_OPEN, 2, f"{output}.err", _WRITE, 0o600),
    ]
    start = time.perf_counter()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=files)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "peak": usage.ru_maxrss * _MAXRSS_BYTES, "code": os.waitstatus_to_exitcode(status)}


if __name__ == "__main__":
    print(json.dumps(_measure(sys.argv[1], sys.argv[2:])))
