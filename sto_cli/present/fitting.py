"""Tables that keep to the width of the terminal without breaking a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from sto_cli.present.console import grid as new_grid
from sto_cli.present.console import width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.table import Table

Columns = dict[str, list[str]]
"""What stands in each column, by its head."""

# Between two columns: a space of padding on either side of a rule that is not drawn.
_GAP = 3
_SHORTEST = 12
"""What is left of a name, at least, where there is no room for it."""


def fitted(columns: Columns, keys: int, expendable: Iterable[str]) -> tuple[Table, list[str]]:
    """Lay out columns, the first `keys` of them to the left.

    Args:
        columns: the cells.
        keys: how many columns are words.
        expendable: the heads of columns that may be left out, the first to go first.

    Returns:
        The table, and the heads that the terminal is too narrow for.
    """
    shown, left_out = _without_too_wide(_with_short_names(columns, keys, [*expendable]), expendable)
    measure = _natural if _total(shown, _natural) <= width() else _least
    grid = new_grid()
    for position, (name, column) in enumerate(shown.items()):
        grid.add_column(name, justify="left" if position < keys else "right", width=measure(name, column))
    for row in zip(*shown.values(), strict=True):
        grid.add_row(*map(Text, row))
    return grid, left_out


def _with_short_names(columns: Columns, keys: int, expendable: list[str]) -> Columns:
    """Shorten words that leave no room for the numbers that must be there, the longest column of words first."""
    shown = dict(columns)
    for _ in range(keys):
        needed = {name: cells for name, cells in shown.items() if name not in expendable}
        excess = _total(needed, _least) - width()
        longest = max([*needed][:keys], key=lambda name: _least(name, needed[name]), default=None)
        if excess <= 0 or longest is None:
            break
        most = max(_SHORTEST, _least(longest, shown[longest]) - excess)
        shown[longest] = [_shortened(cell, most) for cell in shown[longest]]
    return shown


def _shortened(text: str, most: int) -> str:
    """Leave out the middle of a text."""
    if len(text) <= most:
        return text
    end = most // 3
    return f"{text[: most - end - 1]}…{text[-end:]}"


def _without_too_wide(columns: Columns, expendable: Iterable[str]) -> tuple[Columns, list[str]]:
    """Take out columns until the rest fits the terminal; name them in the order in which they stood."""
    shown = dict(columns)
    for name in expendable:
        if _total(shown, _least) <= width():
            break
        del shown[name]
    return shown, [name for name in columns if name not in shown]


def _total(columns: Columns, measure: Callable[[str, list[str]], int]) -> int:
    return sum(measure(*column) + _GAP for column in columns.items()) - _GAP


def _natural(name: str, column: list[str]) -> int:
    """Give the width at which neither the head nor a cell is wrapped."""
    return max(map(len, [name, *column]))


def _least(name: str, column: list[str]) -> int:
    """Give the width below which a word of the head or a cell would be broken."""
    return max(map(len, [*name.split(), *column]), default=0)
