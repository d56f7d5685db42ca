"""The audit of a table with withheld cells: which of them follow from the totals of its lines and the cells that are told.

It knows nothing of the rules by which they were withheld (`disclosure`).
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

Key = tuple[Any, ...]
Cells = dict[Key, float]

_SAME = 1e-6


class Lines(NamedTuple):
    """The lines of a table: cells that differ along one column only.

    Attributes:
        cells: those of each line.
        through: for each cell the numbers of its lines, one per column.
    """

    cells: list[tuple[Key, ...]]
    through: dict[Key, list[int]]

    @classmethod
    def of(cls, cells: Iterable[Key], axes: Iterable[int]) -> Lines:
        """Find the lines along the columns `axes`."""
        found: list[tuple[Key, ...]] = []
        through: dict[Key, list[int]] = {key: [] for key in cells}
        for axis in axes:
            lines: dict[Key, list[Key]] = defaultdict(list)
            for key in through:
                lines[key[:axis] + key[axis + 1 :]].append(key)
            for line in lines.values():
                for key in line:
                    through[key].append(len(found))
                found.append(tuple(line))
        return cls(found, through)


def tells(cells: Cells, line: Iterable[Key], least: int) -> bool:
    """Tell whether others may know the total of a line: it has more than one cell, and is itself not too small to tell."""
    counts = [cells[key] for key in line]
    return len(counts) > 1 and not 0 < sum(counts) < least


def recoverable(cells: Cells, hidden: set[Key], lines: Lines, least: int = 1) -> set[Key]:
    """Audit a table: which withheld cells follow from the totals of its lines and the cells that are told.

    Totals are equations in the withheld cells, none of which is below 0. A cell follows where solving the equations
    leaves it no freedom, or where bounds, narrowed equation by equation until nothing moves, meet.
    """
    numbers = {number for key in hidden if key in cells for number in lines.through[key]}
    known = (line for line in map(lines.cells.__getitem__, numbers) if tells(cells, line, least))
    inside = [[key for key in line if key in hidden] for line in known]
    # Short ones first: a long one is then taken from few others, and that leaves few long ones.
    equations: list[Equation] = [
        dict.fromkeys(keys, 1) for keys in sorted(inside, key=lambda keys: (len(keys), str(keys)))
    ]
    solved = _solved(equations)
    return {key for row in solved if len(row) == 1 for key in row} | _bounded(cells, [*equations, *solved])


Equation = dict[Key, int | Fraction]
"""Withheld cells with their coefficients; what they add up to is known. Nearly all are 1 or −1, and whole numbers are fast."""


def _solved(equations: list[Equation]) -> list[Equation]:
    """Eliminate, each equation from all others: a cell that stands alone in one is given away."""
    solved: dict[Key, Equation] = {}
    rows_with: dict[Key, set[Key]] = defaultdict(set)  # the solved rows that each cell stands in, by their pivots
    for equation in equations:
        row = dict(equation)
        for pivot in equation:
            if pivot in solved:  # no solved row holds the pivot of another, so one time each is enough
                _subtract(row, solved[pivot], row[pivot])
        if not row:
            continue
        pivot, first = next(iter(row.items()))
        row = {key: _divided(value, first) for key, value in row.items()}
        for other in [*rows_with[pivot]]:
            before = {*solved[other]}
            _subtract(solved[other], row, solved[other][pivot])
            for key in before.symmetric_difference(solved[other]):
                rows_with[key] ^= {other}
        solved[pivot] = row
        for key in row:
            rows_with[key].add(pivot)
    return [*solved.values()]


def _divided(value: int | Fraction, by: int | Fraction) -> int | Fraction:
    return value * by if by in {1, -1} else Fraction(value) / by


def _subtract(row: Equation, other: Equation, times: int | Fraction) -> None:
    """Take an equation, so many times, from another."""
    for key, value in other.items():
        if left := row.get(key, 0) - times * value:
            row[key] = left
        else:
            row.pop(key, None)


class _Sum:
    """A sum, of which terms may be infinite in one direction; taking one out takes as long whatever their number."""

    def __init__(self, terms: Iterable[float]) -> None:
        self._finite, self._infinite, self._end = 0.0, 0, 0.0
        for term in terms:
            self.add(term)

    def add(self, term: float, times: int = 1) -> None:
        """Add a term; −1 times takes it out again."""
        if math.isinf(term):
            self._infinite, self._end = self._infinite + times, term
        else:
            self._finite += times * term

    @property
    def total(self) -> float:
        """What the terms add up to."""
        return self._end if self._infinite else self._finite


def _bounded(cells: Cells, equations: list[Equation]) -> set[Key]:
    """Narrow bounds from 0 up until nothing moves: a cell whose bounds meet is given away."""
    low = {key: 0.0 for equation in equations for key in equation}
    high = dict.fromkeys(low, float("inf"))
    factors = [{key: float(factor) for key, factor in equation.items()} for equation in equations]
    holding: dict[Key, list[int]] = defaultdict(list)
    for number, equation in enumerate(factors):
        for key in equation:
            holding[key].append(number)
    waiting = deque(range(len(factors)))
    listed = {*waiting}
    while waiting:
        number = waiting.popleft()
        listed.remove(number)
        again = {other for key in _narrow(cells, factors[number], low, high) for other in holding[key]} - listed
        waiting.extend(sorted(again))
        listed |= again
    return {key for key in low if high[key] - low[key] < _SAME}


def _narrow(cells: Cells, equation: dict[Key, float], low: Cells, high: Cells) -> list[Key]:
    """Narrow the bounds of each cell of an equation by those of the others; give the cells of which they moved."""
    total = sum(factor * cells[key] for key, factor in equation.items())
    ends = {key: _ends(factor, low[key], high[key]) for key, factor in equation.items()}
    least, most = (_Sum(pair[side] for pair in ends.values()) for side in (0, 1))
    moved = []
    for key, factor in equation.items():
        least.add(ends[key][0], -1)
        most.add(ends[key][1], -1)
        left = _ends(1 / factor, total - most.total, total - least.total)
        narrowed = max(low[key], left[0]), min(high[key], left[1])
        if narrowed[0] > low[key] + _SAME or narrowed[1] < high[key] - _SAME:
            moved.append(key)
        low[key], high[key] = narrowed
        now = _ends(factor, *narrowed)
        least.add(now[0])
        most.add(now[1])
    return moved


def _ends(factor: float, low: float, high: float) -> tuple[float, float]:
    """Give the bounds of so many times what lies between two bounds, the lower one first."""
    return (factor * low, factor * high) if factor > 0 else (factor * high, factor * low)
