"""Every number that differs between two runs, with its old and new value and the causes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from sto_cli.measuring.marks import REJECTED_ROWS
from sto_cli.measuring.measure import COLUMNS, NUMBERS
from sto_cli.measuring.population import NAME
from sto_cli.yearly import causes
from sto_cli.yearly.movements import Movements, movements

if TYPE_CHECKING:
    from sto_cli.yearly.causes import Cause
    from sto_cli.yearly.results import Results

SHOWN = ("value", "low", "high", "estimate", "est_low", "est_high", "masked_cells", "reason")
"""What is compared of a row, and shown of both runs."""


@dataclass(frozen=True)
class Difference:
    """One number that differs.

    Attributes:
        about: what it is of: the name of the result, `COLUMNS` and its groups, and its unit.
        before: `SHOWN` in the earlier run; None where only the later has the number.
        after: the same in the later run.
        files: those of its years that are not in both runs, or not with the same content.
    """

    about: dict[str, Any]
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    causes: tuple[Cause, ...]
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Two runs compared.

    Attributes:
        same: how many numbers are the same in both.
        movements: what opened and closed between their newest years.
    """

    old: Results
    new: Results
    differences: tuple[Difference, ...] = field(repr=False)
    same: int
    movements: Movements

    @property
    def differs(self) -> bool:
        """Whether anything is not the same: a number, or the locations behind them."""
        moved = (self.movements.opened, self.movements.closed, self.movements.moved)
        return bool(self.differences) or any(frame.height for frame in moved)


def compare(old: Results, new: Results) -> Comparison:
    """Set two runs against each other, number by number."""
    groups = list(
        dict.fromkeys(
            name for run in (old, new) for name in run.rows.columns if name not in {*NUMBERS, NAME, REJECTED_ROWS}
        )
    )
    before, after = _by_key(old.rows, groups), _by_key(new.rows, groups)
    found = []
    for key in [*after, *(key for key in before if key not in after)]:
        first, last = before.get(key), after.get(key)
        if first is None or last is None or _shown(first) != _shown(last):
            found.append(_difference(old, new, groups, first, last))
    return Comparison(old, new, tuple(found), len(before.keys() | after.keys()) - len(found), movements(old, new))


def _by_key(rows: pl.DataFrame, groups: list[str]) -> dict[tuple[Any, ...], dict[str, Any]]:
    absent = [name for name in groups if name not in rows.columns]
    full = rows.with_columns(pl.lit(None).alias(name) for name in absent)
    return {tuple(row[name] for name in groups): row for row in full.iter_rows(named=True)}


def _difference(
    old: Results, new: Results, groups: list[str], first: dict[str, Any] | None, last: dict[str, Any] | None
) -> Difference:
    row = last or first or {}
    about = {name: row[name] for name in groups if name in {"result", *COLUMNS} or row[name] is not None}
    if first is None:
        found = causes.of_new(old, new, row)
    elif last is None:
        found = causes.of_gone(old, new, row)
    else:
        found = causes.of_change(old, new, about | _shown(first), about | _shown(last))
    shown = [None if side is None else _shown(side) for side in (first, last)]
    return Difference(about | {"unit": row["unit"]}, shown[0], shown[1], tuple(found), causes.files(old, new, row))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in SHOWN}
