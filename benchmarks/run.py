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
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import machine
import tables
import timing
import workplace
from process import FailedError
from scenarios import SCENARIOS, tiny

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contenders import Scenario


def main() -> None:
    """Measure what is asked for."""
    asked = _arguments()
    wanted = asked.only or [each.name for each in SCENARIOS if asked.all or asked.quick or not each.is_long]
    chosen = [tiny(each) if asked.quick else each for each in SCENARIOS if each.name in wanted]
    if not workplace.STO.exists():
        sys.exit(f"There is no {workplace.STO}: install sto first, make bench does.")
    # As pip does for who installs it; of a checkout nothing may be compiled yet.
    compileall.compile_dir(workplace.HERE.parent / "sto_cli", quiet=1)
    start = time.monotonic()
    about = [
        *machine.describe(),
        *(["Tiny inputs, to see that it runs: the times mean nothing."] if asked.quick else []),
    ]
    shown = ["# What was measured\n", "\n\n".join(about) + "\n"]
    print(*shown, sep="\n")
    folder = asked.folder / "sto-benchmark"
    try:
        for at, scenario in enumerate(chosen):
            shown.append(_measure(scenario, folder, asked.runs))
            print(shown[-1], flush=True)
            if not asked.keep:
                workplace.drop(folder, scenario.input, [later.input for later in chosen[at + 1 :]])
    except (FailedError, timing.WrongAnswerError) as error:
        sys.exit(f"error: {error}")
    finally:
        if not asked.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"It took {(time.monotonic() - start) / 60:.1f} minutes.")
    if asked.write:
        asked.write.write_text("\n".join(shown), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [each.name for each in SCENARIOS]
    parser.add_argument("--only", action="append", choices=names, help="one scenario; may be repeated")
    parser.add_argument("--all", action="store_true", help="those that take minutes each too: 12 and 20 million rows")
    parser.add_argument("--runs", type=int, default=7, help="of everyone but the slow (default: 7)")
    parser.add_argument("--quick", action="store_true", help="tiny inputs and one run, to see that it works")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="where inputs are made")
    parser.add_argument("--keep", action="store_true", help="leave the inputs for the next time")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the tables as Markdown too")
    asked = parser.parse_args()
    if asked.quick:
        asked.runs = 1
    return asked


def _measure(scenario: Scenario, folder: Path, runs: int) -> str:
    """Make the input, check the answers, take the times, and show them."""
    made = workplace.make(scenario.input, folder) if scenario.input else folder
    skipped = {each.name: reason for each in scenario.contenders if (reason := workplace.missing(each.needs))}
    contenders = [each for each in scenario.contenders if each.name not in skipped]

    def fill(command: Sequence[str]) -> list[str]:
        return workplace.fill(command, made)

    with tempfile.TemporaryDirectory(prefix="sto-") as outputs:
        timed = timing.check(scenario, contenders, fill, Path(outputs))
        timing.time(timed, runs, fill, Path(outputs))
    return tables.show(scenario, timed, skipped, runs)


if __name__ == "__main__":
    main()
