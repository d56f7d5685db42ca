"""Measure sto beside its rivals: the same question, the same answer, whole processes, in turn.

    make bench
    python benchmarks/run.py --only one-file-table --runs 15

Makes the inputs, checks that everyone gives the same answer, times them, and prints a table per scenario. A wrong
answer ends it with exit code 1; a target that is missed does not. Needs the extra `bench`, and a POSIX system.
"""

from __future__ import annotations

import argparse
import compileall
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import machine
import timing
from process import FailedError
from scenarios import DUCKDB, SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios import Input, Scenario

_HERE = Path(__file__).parent
_STO = Path(sys.executable).with_name("sto")
_QUICK_ROWS = 2_400


def main() -> None:
    """Measure what is asked for."""
    asked = _arguments()
    if not _STO.exists():
        sys.exit(f"There is no {_STO}: install sto first, make bench does.")
    # As pip does for who installs it; of a checkout nothing may be compiled yet.
    compileall.compile_dir(_HERE.parent / "sto_cli", quiet=1)
    quick = ["Tiny inputs, to see that it runs: the times mean nothing."] if asked.quick else []
    shown = ["# What was measured\n", "\n\n".join([*machine.describe(), *quick]) + "\n"]
    print(*shown, sep="\n")
    folder = asked.folder / "sto-benchmark"
    try:
        for name in asked.only or SCENARIOS:
            shown.append(_measure(SCENARIOS[name], folder, asked.runs, quick=asked.quick))
            print(shown[-1], flush=True)
    except (FailedError, timing.WrongAnswerError) as error:
        sys.exit(f"error: {error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if asked.write:
        asked.write.write_text("\n".join(shown), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=SCENARIOS, help="one scenario; may be repeated")
    parser.add_argument("--runs", type=int, default=7, help="of everyone (default: 7)")
    parser.add_argument("--quick", action="store_true", help="tiny inputs and one run, to see that it works")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="where inputs are made")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the tables as Markdown too")
    asked = parser.parse_args()
    if asked.quick:
        asked.runs = 1
    return asked


def _measure(scenario: Scenario, folder: Path, runs: int, *, quick: bool) -> str:
    """Make the input, check the answers, take the times, and show them."""
    wanted = scenario.input
    if wanted and quick:
        wanted = replace(wanted, rows=min(wanted.rows, _QUICK_ROWS))
    made = _make(wanted, folder) if wanted else folder
    contenders = [each for each in scenario.contenders if each.name != DUCKDB or find_spec("duckdb")]

    def fill(command: Sequence[str]) -> list[str]:
        return _filled(command, made)

    with tempfile.TemporaryDirectory(prefix="sto-") as outputs:
        timing.check(scenario, contenders, fill, Path(outputs))
        return timing.show(scenario, timing.time(contenders, runs, fill, Path(outputs)))


def _make(wanted: Input, folder: Path) -> Path:
    """Make the files once, in a process of its own, so that its memory is gone before anything is measured."""
    made = folder / wanted.name
    if not made.exists():
        command = [sys.executable, _HERE / "inputs.py", made, str(wanted.rows), *map(str, wanted.years)]
        subprocess.run(command, check=True)
    return made


def _filled(command: Sequence[str], made: Path) -> list[str]:
    """Put paths in their places; a folder of one file is named by that file."""
    files = sorted(str(path) for path in made.glob("*.csv")) if made.is_dir() else []
    places = {
        "{sto}": str(_STO),
        "{python}": sys.executable,
        "{rivals}": str(_HERE / "rivals"),
        "{sample}": str(_HERE.parent / "sample_data"),
        "{input}": files[0] if len(files) == 1 else str(made),
        "{facts}": str(made.with_name("facts.parquet")),
    }
    filled = []
    for part in command:
        if part == "{files}":
            filled += files
            continue
        whole = part
        for place, path in places.items():
            whole = whole.replace(place, path)
        filled.append(whole)
    return filled


if __name__ == "__main__":
    main()
