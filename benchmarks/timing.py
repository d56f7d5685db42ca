"""Check that all programs give the same answer, time them in turn, and lay out what came of it."""

from __future__ import annotations

import hashlib
from statistics import median
from typing import TYPE_CHECKING

import answers
import process

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from process import Run
    from scenarios import Contender, Scenario, Target

    Fill = Callable[[Sequence[str]], list[str]]
    Timed = dict[str, list[Run]]
    """The runs of each program, by round."""

_MEGABYTE = 1_000_000


class WrongAnswerError(Exception):
    """Two programs do not agree, or one does not agree with itself."""


def check(scenario: Scenario, contenders: Sequence[Contender], fill: Fill, folder: Path) -> None:
    """Run everyone once and compare the answers.

    Raises:
        WrongAnswerError: if they differ, or if there is none.
    """
    first: tuple[str, answers.Answer] | None = None
    for contender in contenders:
        run = process.run(fill(contender.asks or contender.command), folder / "answer", contender.environment)
        if contender.reads is None:
            continue
        try:
            answer = contender.reads(run.output)
        except (KeyError, ValueError) as error:
            raise WrongAnswerError(f"{scenario.name}: {contender.name} printed no answer: {error!r}") from error
        first = first or (contender.name, answer)
        differs = answers.difference(first[1], answer)
        if differs or not answer:
            raise WrongAnswerError(
                f"{scenario.name}: {first[0]} and {contender.name} differ: {differs or 'no numbers'}"
            )


def time(contenders: Sequence[Contender], runs: int, fill: Fill, folder: Path) -> Timed:
    """Run everyone in turn, `runs` times: A B C, then C B A.

    Raises:
        WrongAnswerError: if a program prints something else than before.
    """
    timed: Timed = {contender.name: [] for contender in contenders}
    printed: dict[str, str] = {}
    for number in range(runs):
        for contender in reversed(contenders) if number % 2 else contenders:
            run = process.run(fill(contender.command), folder / "timed", contender.environment)
            timed[contender.name].append(run)
            digest = hashlib.sha256(run.output.read_bytes()).hexdigest()
            if printed.setdefault(contender.name, digest) != digest:
                raise WrongAnswerError(f"{contender.name} printed something else in run {number} than before.")
    return timed


# --- Markdown that reads as text too ---


def show(scenario: Scenario, timed: Timed) -> str:
    """Give the heading, the table and how the targets came out."""
    first = next(iter(timed))
    rows = [
        [
            name,
            _spread(_seconds(runs), ".3f"),
            "" if name == first else _spread(_ratios(runs, timed[first]), ".2f"),
            f"{_peak(runs) / _MEGABYTE:,.0f}",
        ]
        for name, runs in timed.items()
    ]
    table = _table([["", "seconds", f"÷ {first}", "peak MB"], *rows])
    found = [_target(target, timed) for target in scenario.targets if {target.contender, target.of} & {*timed}]
    return "\n\n".join([f"## {scenario.title} (`{scenario.name}`)", table, "\n".join(found)]) + "\n"


def _target(target: Target, timed: Timed) -> str:
    """Say whether a promise is kept."""
    runs = timed[target.contender]
    if target.of == "bytes":
        found, shown = float(_peak(runs)), f"{_peak(runs) / _MEGABYTE:,.0f} MB, at most {target.most / _MEGABYTE:,.0f}"
    else:
        values = _seconds(runs) if target.of == "seconds" else _ratios(runs, timed[target.of])
        found, shown = median(values), f"{_spread(values, '.2f')}, at most {target.most:.2f}"
    against = "" if target.of in {"bytes", "seconds"} else f" ÷ {target.of}"
    return f"- {'Met' if found <= target.most else '**MISSED**'}: {target.contender}{against}: {shown}"


def _seconds(runs: Sequence[Run]) -> list[float]:
    return [run.seconds for run in runs]


def _ratios(runs: Sequence[Run], others: Sequence[Run]) -> list[float]:
    """Divide run by run of the same round."""
    return [run.seconds / other.seconds for run, other in zip(runs, others, strict=True)]


def _peak(runs: Sequence[Run]) -> int:
    return max(run.peak for run in runs)


def _spread(values: Sequence[float], form: str) -> str:
    """Write the median, and the least and the most beside it."""
    return f"{median(values):{form}} ({min(values):{form}}–{max(values):{form}})"


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Align the columns: names to the left, numbers to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = [" | ".join(_pad(text, widths[at], at) for at, text in enumerate(row)) for row in rows]
    rule = "|".join("-" * (width + 1) + ("-" if at == 0 else ":") for at, width in enumerate(widths))
    return "\n".join([f"| {lines[0]} |", f"|{rule}|", *(f"| {line} |" for line in lines[1:])])


def _pad(text: str, width: int, at: int) -> str:
    return text.ljust(width) if at == 0 else text.rjust(width)
