"""Run seeded edits of every kind and judge them by the second implementation: `python -m tests.variation.run [SEEDS]`.

A legitimate edit must be answered: with the bytes of the valid file where only spelling changed, else with the bounds
of the judge. A harmful one must be refused with the file named, or bounded so that the truth is within, or noted in a
word that names what was altered. Edits that leave the bytes as they were do not count. Kinds weigh the same.
"""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from tests.drawing import Outcome, run
from tests.variation import files, judge, kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.variation.edits import Kind
    from tests.variation.files import Draft

_NEAR = 1e-12
KNOWN: dict[str, str] = {}
"""Kinds that fail, each with its reason; one that is mended must leave this list."""


class Subject(NamedTuple):
    """Files of one sort: how a valid one is made, what is asked of it, and the kinds of edits by side."""

    layouts: list[str]
    valid: Callable[[Random, str], Draft]
    asked: list[tuple[tuple[str, ...], Callable[[list], judge.Answers]]]
    kinds: dict[str, dict[str, Kind]]


class Judged(NamedTuple):
    """What came of one edit under one question; `wrong` is blank where it came out as it should."""

    side: str
    kind: str
    layout: str
    question: str
    wrong: str


PUPILS = Subject(
    files.LAYOUTS,
    files.enrolment,
    judge.asked(),
    {"legitimate": kinds.LEGITIMATE, "harmful": kinds.HARMFUL, "undetectable": kinds.UNDETECTABLE},
)
SUBJECTS = {"pupils": PUPILS}


def cases(subject: Subject, seed: int, *, questions: int) -> Iterator[Judged]:
    """Make every kind of edit in a file of one layout, ask each some of the questions, and judge the answers."""
    layout = subject.layouts[seed % len(subject.layouts)]
    valid = subject.valid(Random(seed), layout)  # noqa: S311  # seeded on purpose
    usual: dict[tuple[str, ...], Outcome] = {}
    number = seed
    with tempfile.TemporaryDirectory() as folder:
        for side, by_name in subject.kinds.items():
            for name, kind in by_name.items():
                draft = kind.edit(valid)
                if draft is None or _same_file(draft, valid):
                    continue
                path = draft.write(Path(folder))
                for _ in range(questions):
                    arguments, ask = subject.asked[number % len(subject.asked)]
                    number += 1
                    done = _asked(arguments, path, draft)
                    if arguments not in usual:
                        usual[arguments] = _asked(arguments, replace(valid, name=f"valid-{valid.name}").write(Path(folder)), valid)
                    wrong = (_legitimate if side == "legitimate" else _harmful)(
                        done, usual[arguments], kind, draft, valid, ask
                    )
                    yield Judged(side, name, layout, " ".join(arguments), wrong)
                path.unlink()


def _asked(arguments: tuple[str, ...], path: Path, draft: Draft) -> Outcome:
    done = run(*arguments, path, "--format", "csv", *draft.arguments)
    said = " ".join(done.err.replace("\n", " ").split())
    return Outcome(done.code, done.out, said.replace(str(path), "FILE").replace(path.name, "FILE"))


def _same_file(draft: Draft, valid: Draft) -> bool:
    return (draft.name, draft.arguments, draft.content()) == (valid.name, valid.arguments, valid.content())


def _legitimate(
    done: Outcome, usual: Outcome, kind: Kind, draft: Draft, valid: Draft, ask: Callable[[list], judge.Answers]
) -> str:
    if done.code != 0:
        return f"exit {done.code}: {done.err[:300]}"
    if kind.same:
        return "" if done.out == usual.out else f"not the answer of the valid file: {done.out[-300:]!r} {done.err[:200]}"
    found, expected, truth = _found(done.out), ask(draft.meant), ask(draft.true)
    for key, bounds in expected.items():
        low_high = found.get(key)
        if not _near(low_high, bounds):
            return f"{key}: {_shown(low_high)}, the judge {_shown(bounds)}: {done.err[:200]}"
        if (true := truth.get(key)) and bounds and not bounds[0] <= true[0] <= bounds[1]:
            return f"{key}: the judge is wrong: {_shown(bounds)}, truth {_shown(true)}"
    if kind.says and expected != ask(valid.meant) and not _noted(done, usual, kind):
        return f"no note with {' or '.join(kind.says)}: {done.err[:300]}"
    return ""


def _harmful(
    done: Outcome, usual: Outcome, kind: Kind, draft: Draft, valid: Draft, ask: Callable[[list], judge.Answers]
) -> str:
    del valid
    if done.code != 0:
        return "" if done.code == 3 and "FILE" in done.err else f"exit {done.code}: {done.err[:300]}"  # noqa: PLR2004
    found = _found(done.out)
    for key, bounds in ask(draft.true).items():
        low_high = found.get(key)
        if bounds and bounds[1] and not (low_high and low_high[0] - _NEAR <= bounds[0] <= low_high[1] + _NEAR):
            return "" if _noted(done, usual, kind) else f"{key}: {_shown(low_high)}, truth {_shown(bounds)}: {done.err[:300]}"
    return ""


def _noted(done: Outcome, usual: Outcome, kind: Kind) -> bool:
    """Tell whether there is a note that the valid file has not, with a word for what was altered."""
    new = set(done.err.split("note: ")) - set(usual.err.split("note: "))
    return any(word in note.replace("FILE", "") for note in new for word in kind.says)


def _found(out: str) -> dict[tuple[str, str], tuple[float, float] | None]:
    return {
        (row["part"], row.get("province", "")): (float(row["low"]), float(row["high"])) if row["low"] else None
        for row in csv.DictReader(io.StringIO(out))
    }


def _near(found: tuple[float, float] | None, bounds: judge.Bounds) -> bool:
    if not bounds or not found:
        return not found and (not bounds or not bounds[1])
    return all(abs(a - float(b)) < _NEAR for a, b in zip(found, bounds, strict=True))


def _shown(bounds) -> str:
    return "nothing" if not bounds else " to ".join(f"{float(each):.5f}" for each in bounds)


def failures(judged: list[Judged]) -> dict[str, dict[str, list[Judged]]]:
    """Give by side each kind, with what was wrong in its edits."""
    found: dict[str, dict[str, list[Judged]]] = defaultdict(dict)
    for each in judged:
        found[each.side].setdefault(each.kind, []).extend([each] if each.wrong else [])
    return found


def main(seeds: int, only: str = "") -> int:
    """Print both rates and every kind that fails, with its reason; undetectable kinds apart."""
    del only
    judged = [each for subject in SUBJECTS.values() for seed in range(seeds) for each in cases(subject, seed, questions=3)]
    new = set()
    for side, by_kind in failures(judged).items():
        edits = len({(each.kind, each.layout) for each in judged if each.side == side})
        bad = {name: wrong for name, wrong in by_kind.items() if wrong}
        rate = 1 - len(bad) / len(by_kind)
        print(f"{side}: {len(by_kind)} kinds, {edits} edits, {rate:.1%} of the kinds as they should")
        for name, wrong in bad.items():
            layouts = sorted({each.layout for each in wrong})
            print(f"   {name} | {', '.join(layouts)} | {wrong[0].question} | {wrong[0].wrong} | {KNOWN.get(name, '')}")
        if side != "undetectable":
            new |= set(bad) - set(KNOWN)
    return bool(new)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 6))
