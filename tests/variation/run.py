"""Run seeded edits of every kind and judge them by the second implementation: `python -m tests.variation.run [SEEDS]`."""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from pathlib import Path
from random import Random

from tests import generated, naive
from tests.drawing import run
from tests.variation.kinds import HARMFUL, LEGITIMATE

QUESTIONS = {"technical-share": "technical_share", "pupils": "pupil_count", "vmbo-share": "vmbo_share"}
Failure = tuple[str, str, str]
KNOWN = {"small to 0": "no note where a small file has no count of 1 to 4: the thresholds are not reached"}
"""Kinds that fail, each with its reason; one that is mended must leave this list."""


def judge(path: Path, truth: dict, legitimate: bool, usual: dict[str, str]) -> str:
    """Give what is wrong with the answers of a file, or nothing."""
    for command, indicator in QUESTIONS.items():
        done = run(command, path, "--format", "csv")
        lines = list(csv.DictReader(io.StringIO(done.out)))
        if done.code != 0 or not lines:
            if legitimate or done.code != 3 or path.name not in done.err.replace("\n", ""):
                return f"{command}: exit {done.code}: {done.err.strip()[:300]}"
            continue
        low, high = (float(lines[0][name] or "nan") for name in ("low", "high"))
        (answer,) = (a for key, a in truth[indicator].items() if len(key) == 2)
        exact = float(answer.low)
        holds = low - 1e-12 <= exact <= high + 1e-12
        if not holds and (legitimate or done.err in ("", usual[command])):
            return f"{command}: {low} to {high}, truth {exact}: {done.err.strip()[:200]}"
    return ""


def run_all(seeds: int) -> list[Failure]:
    """Give each failing kind with its first sentence."""
    failures: dict[str, Failure] = {}
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(seeds):
            layout, year = [("2016", "2016-2017"), ("2019", "2019-2020"), ("2024", "2024-2025")][seed % 3]
            rows = generated.random_pupils(Random(seed), rows=60)  # noqa: S311  # seeded on purpose
            valid = generated.write_pupils(Path(folder), rows, year=year, layout=layout)
            facts = naive.read_enrolment(valid, year)
            truth = {name: naive.answers(name, "letter", facts) for name in QUESTIONS.values()}
            usual = {command: run(command, valid, "--format", "csv").err for command in QUESTIONS}
            names = list(generated.NEW_NAMES.items()) if layout == "2024" else []
            for kinds, legitimate in ((LEGITIMATE, True), (HARMFUL, False)):
                for name, edit in kinds.items():
                    edited = edit(
                        [{k: v for k, v in r.items() if layout == "2016" or k != "LWOO INDICATIE"} for r in rows]
                    )
                    edited = [{dict(names).get(k, k): v for k, v in r.items()} for r in edited]
                    form = {
                        "encoding": "utf-8",
                        "quoted": layout == "2024" or any(";" in text for row in edited for text in row.values()),
                    }
                    path = generated.write(Path(folder) / f"leerlingen-{year}.csv", edited, **form)
                    if wrong := judge(path, truth, legitimate, usual):
                        failures.setdefault(
                            name, ("legitimate" if legitimate else "harmful", name, f"{layout}: {wrong}")
                        )
    return list(failures.values())


if __name__ == "__main__":
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    found = run_all(many)
    for side, kinds in (("legitimate", LEGITIMATE), ("harmful", HARMFUL)):
        bad = [f for f in found if f[0] == side]
        print(f"{side}: {len(kinds)} kinds, {len(kinds) * many} edits, {len(bad)} kinds fail")
        for failure in bad:
            print("  ", failure[1], "|", " ".join(failure[2].split()))
    sys.exit(bool({name for _, name, _ in found} - set(KNOWN)))
