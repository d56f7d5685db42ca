"""Fuzz guided by coverage: `python fuzz/guided.py --target numbers --seconds 300` (atheris, from the extra `fuzz`).

atheris watches which branches of sto a case reaches and edits on from those that reach new ones; the edits are those of
the random run. Finds are written to `fuzz/finds/`, and the figures are printed at the end.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from random import Random

import atheris

os.environ.setdefault("POLARS_MAX_THREADS", "1")
sys.path[0] = str(Path(__file__).parent.parent)  # instead of this folder

with atheris.instrument_imports(include=["sto_cli"]):
    from fuzz.outcome import BAD, Figures, table, tried
    from fuzz.targets import TARGETS

_BEGINNINGS = 200
_KEPT = 20
"""How many finds of a kind are written down."""
_FINDS = Path(__file__).parent / "finds"


def main() -> None:
    """Fuzz one target; atheris ends the process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", choices=sorted(TARGETS), required=True)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    target = TARGETS[asked.target]()
    figures = Figures(f"{target.name}, guided")
    known = Path(__file__).parent.parent / "tests" / "fuzz_corpus" / target.name

    ends = time.monotonic() + asked.seconds

    def one(case: bytes) -> None:
        if time.monotonic() > ends:
            print(table([figures]), flush=True)
            os._exit(int(any(figures.kinds[kind] for kind in BAD)))  # atheris knows no other way to stop
        if not target.is_case(case):
            return
        found = tried(target, case, figures)
        if found.kind in BAD and figures.kinds[found.kind] <= _KEPT:
            kept = _FINDS / f"guided-{target.name}-{found.kind}-{figures.kinds[found.kind]}"
            kept.write_bytes(case)
            print(f"{found.kind}: {kept}\n  {found.why}", file=sys.stderr, flush=True)

    def edited(case: bytes, longest: int, seed: int) -> bytes:
        random = Random(seed)
        fresh = random.random() < 0.2 or not target.is_case(case)
        return target.make(random) if fresh else target.edit(case, random)[:longest]

    with tempfile.TemporaryDirectory() as folder:
        for number in range(_BEGINNINGS):
            (Path(folder) / str(number)).write_bytes(target.make(Random(f"{asked.seed} {number}")))
        _FINDS.mkdir(exist_ok=True)
        options = [
            f"-max_total_time={asked.seconds}",
            f"-seed={asked.seed}",
            "-max_len=20000",
            "-rss_limit_mb=1024",
            "-timeout=10",
        ]
        finds = f"-artifact_prefix={_FINDS}/guided-{target.name}-"
        folders = [folder, str(known)] if known.is_dir() else [folder]
        atheris.Setup([sys.argv[0], *options, finds, *folders], one, custom_mutator=edited)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
