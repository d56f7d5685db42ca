"""Fuzz at random, reproducibly: `python fuzz/run.py --target files --seconds 120`.

Case number i of a seed is always the same; `--case i` tries it alone and shows it. What goes wrong is written to
`fuzz/finds/`, from where it goes into `tests/fuzz_corpus/` with its mending.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import resource
import sys
import time
from pathlib import Path
from random import Random

os.environ.setdefault("POLARS_MAX_THREADS", "1")
_TOP = Path(__file__).parent.parent
sys.path[0] = str(_TOP)  # instead of this folder

from fuzz import outcome  # noqa: E402  # the path is set above
from fuzz.outcome import BAD, Figures, Outcome, Target  # noqa: E402  # the path is set above
from fuzz.targets import TARGETS  # noqa: E402  # the path is set above

_FINDS = Path(__file__).parent / "finds"
PROOF = {
    "files": 12_000,
    "rejects": 6_000,
    "numbers": 90_000,
    "claims": 12_000,
    "definitions": 2_000,
    "sto.toml": 8_000,
    "where": 10_000,
    "years": 60_000,
}
"""How many cases of each target `make proof` tries: 200,000. `make fuzz` tries five times as many."""
_LONG = 5
_STUCK = 120
"""Seconds after which a case that does not return ends the run, with where it hangs."""
_SHOWN = 3


def main() -> int:
    """Fuzz the targets asked for, and print the figures of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", action="append", choices=sorted(TARGETS), help="by default all")
    parser.add_argument("--seconds", type=float, default=60, help="for each target")
    parser.add_argument("--cases", type=int, help="for each target, instead of --seconds")
    parser.add_argument("--proof", action="store_true", help="200,000 cases, divided over the targets")
    parser.add_argument("--long", action="store_true", help="a million cases, divided in the same way")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--first", type=int, default=0, help="the number of the first case, for a long run in pieces")
    parser.add_argument("--case", type=int, help="try this one alone and show it")
    asked = parser.parse_args()
    times = _LONG if asked.long else 1 if asked.proof else 0
    rows = []
    for name in asked.target or TARGETS:
        target = TARGETS[name]()
        if asked.case is not None:
            _show(target, asked.seed, asked.case)
            continue
        rows.append(_fuzz(target, asked, times * PROOF[name] or asked.cases))
    if rows:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(outcome.table(rows), f"\nseed {asked.seed}, highest memory {peak:,} MB", sep="\n")
    return int(any(row.kinds[kind] for row in rows for kind in BAD))


def _made(target: Target, seed: str, number: int) -> bytes:
    """Make the case of a number."""
    return target.make(Random(f"{seed} {target.name} {number}"))  # the same cases every time


def _fuzz(target: Target, asked: argparse.Namespace, cases: int | None) -> Figures:
    figures = Figures(target.name)
    began, number = time.monotonic(), asked.first
    while number < asked.first + cases if cases is not None else time.monotonic() - began < asked.seconds:
        if number % 100 == 0:
            faulthandler.dump_traceback_later(_STUCK, exit=True)
        case = _made(target, asked.seed, number)
        _keep_if_bad(target, asked.seed, number, case, outcome.tried(target, case, figures), figures)
        number += 1
    faulthandler.cancel_dump_traceback_later()
    return figures


def _keep_if_bad(target: Target, seed: str, number: int, case: bytes, found: Outcome, figures: Figures) -> None:
    if found.kind not in BAD:
        return
    _FINDS.mkdir(exist_ok=True)
    kept = _FINDS / f"{target.name}-{found.kind}-{seed}-{number}"
    kept.write_bytes(case)
    if figures.kinds[found.kind] <= _SHOWN:
        print(
            f"{found.kind}: --target {target.name} --seed {seed} --case {number} ({kept})\n  {found.why}",
            file=sys.stderr,
        )


def _show(target: Target, seed: str, number: int) -> None:
    case = _made(target, seed, number)
    print(case.decode(errors="backslashreplace"))
    print(outcome.tried(target, case, Figures(target.name)))


if __name__ == "__main__":
    sys.exit(main())
