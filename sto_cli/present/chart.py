"""What a picture of an answer shows, as plain data: years as a trend, groups as dots, profiles opened and closed as bars.

A point is a `numbers.Number`, so that no picture has a number without its certain bounds and its 95% interval.
`picture` draws these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sto_cli.language import say
from sto_cli.measuring.flows import CLOSED, CONVERTED, OPENED, Flows
from sto_cli.present import numbers, sentences

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from sto_cli.measuring.measure import Result
    from sto_cli.present.numbers import Number
    from sto_cli.present.table import Line


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
        look: which of the three colours, signs and lines a trend draws it in; None for those of its place in the panel.
    """

    label: str
    points: Sequence[Point]
    panel: str = ""
    look: int | None = None


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
        wholes: the share of all groups together, a series of one point for each panel; its `at` is what it is called.
    """

    title: str
    series: Sequence[Series]
    wholes: Sequence[Series] = ()


class Move(NamedTuple):
    """How many of a group closed, opened, and were converted or new: of each how many for certain, and how many not."""

    group: str
    closed: tuple[int, int] = (0, 0)
    opened: tuple[int, int] = (0, 0)
    converted: tuple[int, int] = (0, 0)


class Moves(NamedTuple):
    """What closed, to the left, and what opened, to the right, of each group."""

    title: str
    groups: Sequence[Move]


Chart: TypeAlias = Trend | Dots | Moves
"""What a picture shows."""


def trend(title: str, result: Result, beside: Result | None = None) -> Trend:
    """Give the years of a result, a panel for each of several parts, and below each the same among exam candidates."""
    parts = result.question.definition.parts
    series = []
    for part in parts:
        panel = str(part.label) if len(parts) > 1 else ""
        label = say("all pupils") if beside and not panel else ""
        series.append(Series(label, _years(result, part.id), panel))
        if beside and (exams := _years(beside, part.id)):
            series.append(Series(say("exam candidates"), exams, panel))
    return Trend(title, [one for one in series if one.points], frozenset(result.broken))


def _years(result: Result, part: str) -> list[Point]:
    return points(((row["school_year"], row) for row in result.levels(part)), result)


def points(named: Iterable[tuple[str, Mapping[str, Any] | None]], result: Result) -> list[Point]:
    """Give a point for each row of a result that has a number, by the name of what it is of."""
    return [
        Point(name, numbers.of_row(row, shows="point"), row["school_year"] in result.provisional)
        for name, row in named
        if row and None not in (row["low"], row["high"])
    ]


def dots(title: str, result: Result, lines: Iterable[Line], uncut: Iterable[Line], whole: str) -> Dots:
    """Give the groups of a result in its newest year and the first that can be compared with it, in the order of its table.

    `uncut` are the rows of all groups together, which are called `whole`.
    """
    found, all_groups = [*lines], [*uncut]
    years = sorted({year for line in found for first, year in line.cells if first is None}, reverse=True)
    if years and years[0] not in result.broken:  # no year is compared across the series break
        years = [year for year in years if year not in result.broken]
    shown = [*dict.fromkeys([*years[:1], *years[-1:]])]
    parts = result.question.definition.parts if shown else ()
    # Profiles are parts that add up to the whole, which is no yardstick for them.
    is_yardstick = result.question.indicator.level_unit == "share" and not {*result.groups} & {"profile", "sector"}
    series, wholes = [], []
    for part in parts:
        panel = str(part.label) if len(parts) > 1 else ""
        for year in shown:
            points = _of_year([line for line in found if line.part == part.id], year, result)
            series += [Series(year, points, panel)] if points else []
        point = _of_year(
            [line._replace(groups=(whole,)) for line in all_groups if line.part == part.id], shown[0], result
        )
        wholes += [Series(shown[0], point, panel)] if point and is_yardstick else []
    return Dots(title, series, wholes)


def _of_year(lines: Iterable[Line], year: str, result: Result) -> list[Point]:
    return points(
        ((", ".join(map(sentences.in_words, line.groups)), line.cells.get((None, year))) for line in lines), result
    )


def moves(title: str, found: Flows) -> Moves:
    """Count what closed and opened by the groups that were asked for, or else by profile and part."""
    by = [name for name in found.question.by if name not in {"location", "profile"}]
    labels = {part.id: str(part.label) for part in found.question.definition.parts}
    counted: dict[str, dict[str, list[int]]] = {}
    for row in found.frame.iter_rows(named=True):
        words = ", ".join(sentences.in_words(row[name]) for name in by)
        kinds = counted.setdefault(words or row["profile"] or labels[row["part"]], {})
        kinds.setdefault(row["kind"], [0, 0])[not row["certain"]] += 1
    return Moves(
        title,
        [
            Move(group, *((certain, unsure) for certain, unsure in (kinds.get(kind, (0, 0)) for kind in _KINDS)))
            for group, kinds in counted.items()
        ],
    )


_KINDS = (CLOSED, OPENED, CONVERTED)
