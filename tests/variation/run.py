"""Run seeded edits of every kind and judge them by the second implementation: `python -m tests.variation.run [SEEDS]`.

A legitimate edit must be answered: with the bytes of the valid file where only spelling changed, else with the bounds
of the judge. A harmful one must be refused or noted in a word that names what was altered, or bounded so that the
truth is within. Edits that leave the bytes as they were do not count. Kinds weigh the same.
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
from tests.variation import files, judge, kinds, places, staff, staff_kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.variation.edits import Kind
    from tests.variation.files import Draft

    Ask = Callable[[list], judge.Answers]

_NEAR = 1e-12
_REASONS = {
    "in the layout of 2023 a blank is 0, so the refusal is of counts that are gone and not of blanks": [
        "mask: ''",
        "mask: ' '",
    ],
    "the rules on small counts look at the file as a whole": ["own: small counts of grade 3 turned to 0"],
}
KNOWN = {kind: reason for reason, kinds_ in _REASONS.items() for kind in kinds_}
"""Kinds that fail, each with its reason; one that is mended must leave this list."""


_WRONG = {
    "legitimate": ("wrongly refused", "answered with other bounds than the judge's"),
    "harmful": ("refused without naming what was altered", "silently wrong"),
    "undetectable": ("refused", "answered otherwise without a word"),
}


class Subject(NamedTuple):
    """Files of one sort: how a valid one is made, what is asked of it, and the kinds of edits by side."""

    layouts: list[str]
    valid: Callable[[Random, str], Draft]
    asked: list[tuple[tuple[str, ...], Ask]]
    kinds: dict[str, dict[str, Kind]]


class Judged(NamedTuple):
    """What came of one edit under one question; `wrong` is blank where it came out as it should."""

    side: str
    kind: str
    layout: str
    seed: int
    question: str
    wrong: str


PUPILS = Subject(
    files.LAYOUTS,
    files.enrolment,
    judge.asked(),
    {"legitimate": kinds.LEGITIMATE, "harmful": kinds.HARMFUL, "undetectable": kinds.UNDETECTABLE},
)
STAFF = Subject(
    staff.LAYOUTS,
    staff.valid,
    staff.ASKED,
    {"legitimate": staff_kinds.LEGITIMATE, "harmful": staff_kinds.HARMFUL, "undetectable": staff_kinds.UNDETECTABLE},
)
PLACES = Subject(
    places.LAYOUTS, places.valid, places.ASKED, {"legitimate": places.LEGITIMATE, "harmful": places.HARMFUL}
)
SUBJECTS = {"pupils": PUPILS, "staff": STAFF, "places": PLACES}


def cases(subject: Subject, seed: int, *, questions: int, every: int = 1) -> Iterator[Judged]:
    """Make every kind of edit in a file of one layout, ask each some of the questions, and judge the answers.

    With `every` only one in so many kinds, others for each seed.
    """
    layout = subject.layouts[seed % len(subject.layouts)]
    valid = subject.valid(Random(seed), layout)  # noqa: S311  # seeded on purpose
    usual: dict[tuple[str, ...], Outcome] = {}
    number = seed
    with tempfile.TemporaryDirectory() as folder:
        for side, by_name in subject.kinds.items():
            for name, kind in list(by_name.items())[seed % every :: every]:
                draft = kind.edit(valid)
                if draft is None or _same_file(draft, valid):
                    continue
                path = draft.write(Path(folder))
                for _ in range(questions):
                    arguments, ask = subject.asked[number % len(subject.asked)]
                    number += 1
                    done = _asked(arguments, path, draft)
                    if arguments not in usual:
                        usual[arguments] = _asked(
                            arguments, replace(valid, name=f"valid-{valid.name}").write(Path(folder)), valid
                        )
                    judge_of = legitimate if side == "legitimate" else harmful
                    wrong = judge_of(done, usual[arguments], kind, draft, ask)
                    yield Judged(side, name, layout, seed, " ".join(arguments), wrong)
                path.unlink()


def _asked(arguments: tuple[str, ...], path: Path, draft: Draft) -> Outcome:
    beside = [path.parent / other.name for other in draft.beside]
    done = run(*arguments, path, *beside, "--format", "csv", *draft.arguments)
    said = " ".join(done.err.replace("\n", " ").split())
    return Outcome(done.code, done.out, said.replace(str(path), "FILE").replace(path.name, "FILE"))


def _same_file(draft: Draft, valid: Draft) -> bool:
    return (draft.name, draft.beside, draft.content()) == (valid.name, valid.beside, valid.content())


def legitimate(done: Outcome, usual: Outcome, kind: Kind, draft: Draft, ask: Ask) -> str:
    """Tell what is wrong with the answer to a legitimate edit, or nothing."""
    if done.code != 0:
        return f"exit {done.code}: {done.err[:300]}"
    if kind.same:
        return (
            "" if done.out == usual.out else f"not the answer of the valid file: {done.out[-300:]!r} {done.err[:200]}"
        )
    if kind.says and ask(draft.meant) != ask(draft.without_unknown()) and not _noted(done, usual, kind):
        return f"no note with {' or '.join(kind.says)}: {done.err[:300]}"
    return _bounded(done, draft, ask)


def _bounded(done: Outcome, draft: Draft, ask: Ask) -> str:
    found, expected, truth = _found(done.out, draft), ask(draft.meant), ask(draft.true)
    for key, bounds in expected.items():
        if not _near(found.get(key), bounds):
            return f"{key}: {_shown(found.get(key))}, the judge {_shown(bounds)}: {done.err[:200]}"
        if (true := truth.get(key)) and bounds and not bounds[0] <= true[0] <= bounds[1]:
            return f"{key}: the judge is wrong: {_shown(bounds)}, truth {_shown(true)}"
    more = [key for key in found if key not in expected and key[1][:1] != "?" and key[1] != "none"]
    return f"lines that nobody expected: {more}" if more else ""


def harmful(done: Outcome, usual: Outcome, kind: Kind, draft: Draft, ask: Ask) -> str:
    """Tell what is wrong with the answer to a harmful edit: neither refused by name, nor true or bounded, nor noted by name."""
    if done.code != 0:
        named = any(word in done.err.replace("FILE", "") for word in kind.says) if kind.says else "FILE" in done.err
        return "" if done.code == 3 and named else f"exit {done.code}: {done.err[:300]}"
    found = _found(done.out, draft)
    for key, true in ask(draft.true).items():
        low_high = found.get(key) or ((0, 0) if true and not true[1] else None)
        if true and not (low_high and low_high[0] - _NEAR <= true[0] <= low_high[1] + _NEAR):
            wrong = f"{key}: {_shown(low_high)}, truth {_shown(true)}: {done.err[:300]}"
            return "" if _noted(done, usual, kind) else wrong
    return ""


def _noted(done: Outcome, usual: Outcome, kind: Kind) -> bool:
    """Tell whether there is a note that the valid file has not, with a word for what was altered."""
    new = set(done.err.split("note: ")) - set(usual.err.split("note: "))
    return any(word in note.replace("FILE", "") for note in new for word in kind.says)


def _found(out: str, draft: Draft) -> dict[tuple[str, str], tuple[float, float] | None]:
    return {
        (row["part"], _group(row)): (float(row["low"]), float(row["high"])) if row["low"] else None
        for row in csv.DictReader(io.StringIO(out))
        if row["school_year"] == files.YEARS.get(draft.layout, row["school_year"])
    }


def _group(row: dict[str, str]) -> str:
    if row["indicator"] in {"fte_change", "side_entrant_rate"}:
        return f"{row['from_year']} {row['school_year']}".strip()
    return row.get("province") or row.get("municipality") or ""


def _near(found: tuple[float, float] | None, bounds: judge.Bounds) -> bool:
    if not bounds or not found:
        return not found and (not bounds or not bounds[1])
    return all(abs(a - float(b)) < _NEAR for a, b in zip(found, bounds, strict=True))


def _shown(bounds) -> str:
    return "nothing" if not bounds else " to ".join(f"{float(each):.5f}" for each in bounds)


def report(judged: list[Judged]) -> int:
    """Print the rates of both sides and every kind that fails, with its reason; undetectable kinds apart.

    Gives 1 where a kind fails that is not in `KNOWN`, or one in `KNOWN` fails no more.
    """
    failed = set()
    for side, (refused, answered) in _WRONG.items():
        here = [each for each in judged if each.side == side]
        every, edits = {each.kind for each in here}, {(each.kind, each.layout, each.seed) for each in here}
        wrong: dict[str, list[Judged]] = defaultdict(list)
        for each in here:
            if each.wrong:
                wrong[each.kind].append(each)
        exits = {kind for kind, each in wrong.items() if any(one.wrong.startswith("exit") for one in each)}
        rates = [
            f"{len(some)} ({len(some) / len(every):.1%}) {what}"
            for some, what in ((exits, refused), (set(wrong) - exits, answered))
        ]
        print(f"{side}: {len(every)} kinds, {len(edits)} edits; of the kinds {', '.join(rates)}")
        for name, each in wrong.items():
            layouts = ", ".join(sorted({one.layout for one in each}))
            print(f"   {name} | {layouts} | {each[0].question} | {each[0].wrong} | {KNOWN.get(name, '')}")
        failed |= set(wrong) if side != "undetectable" else set()
    for name in sorted(set(KNOWN) - failed):
        print(f"mended, so it must leave the list of known failures: {name}")
    return int(failed != set(KNOWN))


if __name__ == "__main__":
    seeds = range(int(sys.argv[1]) if len(sys.argv) > 1 else len(files.LAYOUTS))
    sys.exit(
        report([each for subject in SUBJECTS.values() for seed in seeds for each in cases(subject, seed, questions=3)])
    )
