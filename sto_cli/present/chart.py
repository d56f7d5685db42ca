"""What a picture of an answer shows, as plain data: years as a trend, groups as dots, profiles opened and closed as bars.

A point is a `numbers.Number`, so that no picture has a number without its certain bounds and its 95% interval.
`drawing` makes a picture of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sto_cli.present.numbers import Number


class Point(NamedTuple):
    """One number of a picture.

    Attributes:
        at: what it is of: a school year (`2019-2020`) in a trend, a group in dots.
        number: the number with its bounds and its estimate.
        is_provisional: whether DUO may still revise it; it is drawn hollow.
    """

    at: str
    number: Number
    is_provisional: bool = False


class Series(NamedTuple):
    """Points that belong together, such as the years of one part: the first of a panel has the first colour.

    Attributes:
        label: what stands beside its last point.
        points: in the order of the axis; a year without a number has no point.
        panel: the title of the panel that it is drawn in, with its own axis; the three first of a panel can be told apart.
    """

    label: str
    points: Sequence[Point]
    panel: str = ""


class Trend(NamedTuple):
    """Numbers over school years.

    Attributes:
        title: what is measured, for those who cannot see the picture too.
        series: a line each.
        broken: the school years across the series break: their points are not joined.
    """

    title: str
    series: Sequence[Series]
    broken: Collection[str] = ()


class Dots(NamedTuple):
    """Numbers of groups below each other, in the order in which they are given.

    Attributes:
        title: as of a trend.
        series: a dot each for every group: the first is the newest year, a second one the year before it.
        whole: the number of all groups together, drawn as a rule; its `at` is what it is called.
    """

    title: str
    series: Sequence[Series]
    whole: Point | None = None


class Move(NamedTuple):
    """How many of a group closed, opened and were converted or new, each certain and not certain."""

    group: str
    closed: tuple[int, int] = (0, 0)
    opened: tuple[int, int] = (0, 0)
    converted: tuple[int, int] = (0, 0)


class Moves(NamedTuple):
    """What closed, to the left, and what opened, to the right, of each group."""

    title: str
    groups: Sequence[Move]


Chart: TypeAlias = Trend | Dots | Moves
