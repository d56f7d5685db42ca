"""What one case came to, and the figures of many."""

from __future__ import annotations

import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from random import Random

SLOW = 10.0
"""Seconds after which a case counts as hanging."""


class Kind(StrEnum):
    """How a case ended."""

    RIGHT = "right"
    """Both answer, and the same."""
    REFUSED = "refused"
    """sto refuses what the second reading refuses too."""
    STRICTER = "stricter"
    """sto refuses what the second reading can read: allowed, but worth a look."""
    UNTOLD = "untold"
    """sto answers where the second reading meets a code or a column that it does not know."""
    WRONG = "wrong"
    """sto answers where it must not, or answers something else."""
    TRACEBACK = "traceback"
    """Anything but an answer or a StoError with exit code 2 or 3."""
    SLOW = "slow"
    """It took more than ten seconds."""


BAD = (Kind.WRONG, Kind.TRACEBACK, Kind.SLOW)


@dataclass(frozen=True)
class Outcome:
    """What a case came to; `why` is for people."""

    kind: Kind
    why: str = ""


class Target(Protocol):
    """Something to fuzz."""

    name: str

    def make(self, random: Random) -> bytes:
        """Make one case: a valid input, edited."""

    def edit(self, case: bytes, random: Random) -> bytes:
        """Edit a case once more, for a run that is guided by coverage."""

    def is_case(self, case: bytes) -> bool:
        """Tell whether bytes are a case at all; some targets take several texts as JSON."""

    def check(self, case: bytes) -> Outcome:
        """Give a case to sto and to the second reading."""


@dataclass
class Figures:
    """Figures of one target."""

    target: str
    seconds: float = 0.0
    slowest: float = 0.0
    kinds: Counter[Kind] = field(default_factory=Counter)

    @property
    def cases(self) -> int:
        """How many cases were tried."""
        return self.kinds.total()


def tried(target: Target, case: bytes, figures: Figures) -> Outcome:
    """Try one case, and count it; what escapes from sto is caught here."""
    began = time.perf_counter()
    try:
        outcome = target.check(case)
    except Exception:  # noqa: BLE001  # finding these is the point
        outcome = Outcome(Kind.TRACEBACK, traceback.format_exc())
    took = time.perf_counter() - began
    if took > SLOW and outcome.kind not in BAD:
        outcome = Outcome(Kind.SLOW, f"{took:.1f} s")
    figures.seconds += took
    figures.slowest = max(figures.slowest, took)
    figures.kinds[outcome.kind] += 1
    return outcome


def table(rows: list[Figures]) -> str:
    """Lay figures out as a table of Markdown."""
    heads = ["target", "cases", "seconds", "slowest (s)", *Kind]
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1)]
    for row in [*rows, _total(rows)] if len(rows) > 1 else rows:
        counts = [f"{row.kinds[kind]:,}" for kind in Kind]
        lines.append([row.target, f"{row.cases:,}", f"{row.seconds:,.0f}", f"{row.slowest:.2f}", *counts])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _total(rows: list[Figures]) -> Figures:
    total = Figures("all")
    for row in rows:
        total.seconds += row.seconds
        total.slowest = max(total.slowest, row.slowest)
        total.kinds += row.kinds
    return total
