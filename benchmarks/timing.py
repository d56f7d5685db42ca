"""Check that all programs give the same answer, and then time them in turn."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

import answers
import process

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from contenders import Contender, Scenario
    from process import Run

    Fill = Callable[[Sequence[str]], list[str]]


class WrongAnswerError(Exception):
    """Two programs do not agree, or one does not agree with itself."""


@dataclass
class Timed:
    """The runs of one program, by round; round 0 is the one that was checked."""

    contender: Contender
    rounds: dict[int, Run] = field(default_factory=dict)

    @property
    def counted(self) -> list[Run]:
        """What its median is taken over: the checked run only for those that have few."""
        return [run for number, run in self.rounds.items() if number or self.contender.most]

    @property
    def seconds(self) -> list[float]:
        """Wall time of each run."""
        return [run.seconds for run in self.counted]

    @property
    def peak(self) -> int:
        """Most resident memory of all runs, in bytes."""
        return max(run.peak for run in self.rounds.values())

    def ratios(self, other: Timed) -> list[float]:
        """Divide it by another, run by run of the same round."""
        few = self.contender.most or other.contender.most
        both = [number for number in self.rounds if number in other.rounds and (number or few)]
        return [self.rounds[number].seconds / other.rounds[number].seconds for number in both]


def spread(values: Sequence[float], form: str) -> str:
    """Write the median, and the least and the most beside it."""
    return f"{median(values):{form}} ({min(values):{form}}–{max(values):{form}})"


def check(scenario: Scenario, contenders: Sequence[Contender], fill: Fill, folder: Path) -> dict[str, Timed]:
    """Run everyone once and compare the answers.

    Raises:
        WrongAnswerError: if they differ, or if there is none.
    """
    found: dict[str, Timed] = {}
    first: tuple[str, object] | None = None
    for contender in contenders:
        run = process.run(fill(contender.asks or contender.command), folder / "answer", contender.environment)
        found[contender.name] = Timed(contender, {} if contender.asks else {0: run})
        try:
            answer = contender.reads(run.output)
        except (KeyError, ValueError) as error:
            raise WrongAnswerError(f"{scenario.name}: {contender.name} printed no answer: {error!r}") from error
        if answer is None:
            continue
        first = first or (contender.name, answer)
        differs = answers.difference(first[1], answer)
        if differs or not answer:
            raise WrongAnswerError(
                f"{scenario.name}: {first[0]} and {contender.name} differ: {differs or 'no numbers'}"
            )
    return found


def time(timed: dict[str, Timed], runs: int, fill: Fill, folder: Path) -> None:
    """Run everyone in turn, `runs` times: A B C, then C B A; those with fewer runs drop out.

    Raises:
        WrongAnswerError: if a program prints something else than before.
    """
    printed: dict[str, str] = {}
    for number in range(1, runs + 1):
        turn = [each for each in timed.values() if number < (each.contender.most or runs + 1)]
        for each in turn if number % 2 else reversed(turn):
            contender = each.contender
            run = process.run(fill(contender.command), folder / "timed", contender.environment)
            each.rounds[number] = run
            with run.output.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if printed.setdefault(contender.name, digest) != digest:
                raise WrongAnswerError(f"{contender.name} printed something else in run {number} than before.")
