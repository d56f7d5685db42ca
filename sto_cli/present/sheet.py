"""An answer as sheets: title, columns, rows and notes, made once, from which every form for people is laid out.

A cell is a value: text, a `numbers.Number` with its unit, or a verdict. `str()` writes it in the language of the
screen; what has a `style` is coloured on a terminal, and numbers are numbers in a workbook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sto_cli.present.chart import Chart


class Heading(str):
    """A first cell whose row is no row but a title: what stands in it goes over the columns."""

    __slots__ = ()
    style = "bold"


class Dim(str):
    """A note that explains, and stands back."""

    __slots__ = ()
    style = "dim"


class Link(str):
    """A cell that leads to another page, in forms that have links."""

    __slots__ = ("target",)
    target: str


class Column(NamedTuple):
    """One column of a sheet.

    Attributes:
        is_number: whether it stands to the right.
        rank: the columns of the highest rank are left out first on a narrow screen; those of rank 0 stay.
        wraps: whether its cells go on in a further line where there is no room.
        is_mark: whether it is for forms that have no † and ‡, and not for a screen.
        style: how a terminal shows cells that have no style of their own.
        is_name: whether its cells are cut in the middle before a column is left out.
        is_answer: whether it is a number that was asked for: a screen leaves out a row whose answers on show are all 0 or empty.
        draws: what the chart of a workbook has along its axis where these cells are drawn: the years that its rows are,
            or the groups that they are, a column for each year.
    """

    head: str
    cells: Sequence[object]
    is_number: bool = False
    rank: int = 0
    wraps: bool = False
    is_mark: bool = False
    style: str = ""
    is_name: bool = False
    is_answer: bool = False
    draws: Literal["", "years", "groups"] = ""


class Sheet(NamedTuple):
    """What stands together below a title.

    Attributes:
        above: lines between the title and the columns.
        notes: lines below them; one that begins with spaces belongs to the one before.
        most: how many notes a screen shows; None for all.
        goes_on: whether columns that a screen is too narrow for stand below, beside the first once more.
        whole: how many of the last rows are the whole of the others.
        chart: the picture of its numbers, in forms that have pictures.
        as_cards: whether a page shows a card for each row in place of a table, and a title for each heading.
    """

    title: str = ""
    columns: Sequence[Column] = ()
    notes: Sequence[str] = ()
    above: Sequence[str] = ()
    most: int | None = None
    goes_on: bool = False
    whole: int = 0
    chart: Chart | None = None
    as_cards: bool = False

    def rows(self) -> list[tuple[object, ...]]:
        """Give the cells row by row."""
        return [*zip(*(column.cells for column in self.columns), strict=True)]
