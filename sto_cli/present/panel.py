"""What all panels of charts share: sizes, colours, a frame, an axis, and points with their ranges, in Vega-Lite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sto_cli.language import DUTCH, harmless, language
from sto_cli.present.numbers import UNITS, Number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sto_cli.present.chart import Point

Spec = dict[str, Any]
"""A specification in Vega-Lite, or a part of one."""
Row = dict[str, object]

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"  # a name: nothing is fetched
MOST_TICKS = 12
LONGEST = 24
"""How many characters are drawn of a name; the table has all."""
WIDTH, PLOT, BARS, HEIGHT, ROW = 460, 276, 226, 210, 24
LEFT, NAMES, TOP, YEARS, NUMBERS, BARE = 50, 158, 30, 40, 26, 8
"""Pixels: how wide a panel is, small enough for a phone, and the room in it for numbers over years and beside names; how
high years and a group are; and what is around: left of years and of groups, above, and below by what stands there."""
LINE_HEIGHT, LABEL = 13, 18
_NARROW = 0.04
"""Percentages on an axis that is narrower have a decimal."""


class Theme(NamedTuple):
    """Colours: of series, of words, of rules, and of what is behind all."""

    series: tuple[str, str, str]
    words: str
    rules: str
    behind: str


PAPER = Theme(("#1A5A96", "#A84B00", "#5A6270"), "#1D2329", "#D5D9DE", "#FFFFFF")
"""Of a file: dark on white, with a contrast of 4.5 and more."""
PAGE = Theme(("var(--first)", "var(--second)", "var(--third)"), "var(--words)", "var(--rules)", "var(--behind)")
"""Of a page, whose style sheet says which colours these are, light and dark."""
SHAPES, DASHES = ("circle", "diamond", "square"), ([1, 0], [6, 3], [2, 3])


def cut(text: str, most: int) -> str:
    """Show at most so many characters of a text."""
    shown = harmless(text)
    return shown if len(shown) <= most else f"{shown[: most - 1].rstrip()}…"


FADED = 0.45
"""How strong a point from before the series break is."""
TEXT: Spec = {"field": "text", "type": "nominal"}
BOX: Spec = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
EDGE = 0.25
"""How near the side of a panel words stand beside a rule in place of above its middle."""
Placed = list[tuple[float, "Point"]]
"""Points, each with its place: a year, or the number of a row."""


def looks(theme: Theme) -> Spec:
    """Give what is the same in every picture: colours, letters, and the marks of numbers of the language."""
    dutch = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""]}
    text = {"labelColor": theme.words, "titleColor": theme.words, "labelFontSize": 11}
    lines = {"gridColor": theme.rules, "domainColor": theme.rules, "tickColor": theme.rules}
    config: Spec = {
        "aria": False,
        "font": "sans-serif",
        "view": {"stroke": None},
        "axis": text | lines,
        "title": {"color": theme.words, "subtitleColor": theme.words, "fontSize": 13, "subtitleFontSize": 11},
    }
    locale = {"locale": {"number": dutch}} if language() == DUTCH else {}
    return {"$schema": _SCHEMA, "background": None, "config": config | locale}


def framed(title: str, encoding: Spec, layers: Sequence[Spec], theme: Theme, size: tuple[int, int, int, int]) -> Spec:
    """Put layers over each other in a panel whose size does not depend on letters: room, height, what is left and below."""
    room, height, left, below = size
    words = {
        "type": "text",
        "align": "left",
        "baseline": "middle",
        "fontSize": 12,
        "fontWeight": 600,
        "color": theme.words,
    }
    above = {"x": {"value": 0}, "y": {"value": -30}, "text": TEXT}
    return {
        "width": room,
        "height": height,
        "autosize": {"type": "none"},
        "padding": {"left": left, "right": WIDTH - left - room, "top": TOP + 14 * bool(title), "bottom": below},
        "encoding": encoding,
        "layer": [*layers, *([layer([{"text": cut(title, 2 * LONGEST)}], words, **above)] if title else [])],
    }


def layer(rows: Sequence[Mapping[str, object]], mark: Spec, **encoding: Spec) -> Spec:
    """Draw a mark for each row."""
    return {"data": {"values": [dict(row) for row in rows]}, "mark": mark} | (
        {"encoding": encoding} if encoding else {}
    )


def axis_of(numbers: Iterable[Number]) -> tuple[float, float, Spec]:
    """Give the ends of an axis that has room for every bound, and its encoding; it begins at 0 where that is near."""
    found = [*numbers]
    ends = [
        float(end) for each in found for end in (each.low, each.high, each.est_low, each.est_high) if end is not None
    ]
    least, most = min(ends), max(ends)
    room = max((most - least) * 0.1, abs(most) * 0.05) or 1
    low = 0 if 0 <= least <= most / 2 else least - room
    high = most + room
    is_share = UNITS[found[0].unit].scale != 1
    form = {"format": ".1%" if high - low < _NARROW else ".0%"} if is_share else {"format": ",.0f", "tickMinStep": 1}
    axis = {
        "title": None,
        "tickCount": 4,
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
        "labelFlush": False,
    } | form
    scale = {"domain": [low, high], "nice": False, "zero": False}
    return low, high, {"type": "quantitative", "scale": scale, "axis": axis}


def drawn(placed: Placed, hue: str, theme: Theme, at: int, *, up: bool, fade: float = 1) -> list[Spec]:
    """Draw points with their certain bounds and 95% intervals, numbers upwards or to the right."""
    place_, value, end = ("x", "y", "y2") if up else ("y", "x", "x2")
    layers: list[Spec] = []
    in_band = up and len(placed) > 1
    for is_estimate, opacity in ((True, 0 if in_band else 0.18), (False, 0.5)):
        bounds = [(place, each.low, each.high) for place, (_, each, _) in placed if each.is_estimate == is_estimate]
        bars = [ends_of(place_, place, value, low, high) for place, low, high in bounds if low != high]
        look = {"type": "rule", "color": hue, "opacity": opacity, "strokeWidth": 9}
        layers += [layer(bars, look, **{end: {"field": end}})] if bars and opacity else []
    likely = [(place, each.est_low, each.est_high) for place, (_, each, _) in placed if each.is_estimate]
    whiskers = [ends_of(place_, place, value, low, high) for place, low, high in likely if low is not None]
    rule = {"type": "rule", "color": hue, "strokeWidth": 1.5}
    layers += [layer(whiskers, rule, **{end: {"field": end}})] if whiskers else []
    caps = [{place_: row[place_], value: row[side]} for row in whiskers for side in (value, end)]
    cap = {"type": "tick", "orient": "horizontal" if up else "vertical", "color": hue, "thickness": 1.5, "size": 11}
    layers += [layer(caps, cap)] if caps else []
    for is_hollow in (False, True):
        known = [(place, each.point) for place, (_, each, hollow) in placed if hollow == is_hollow]
        dots = [{place_: place, value: as_float(point)} for place, point in known if point is not None]
        look = {"stroke": hue, "fill": theme.behind if is_hollow else hue, "strokeWidth": 1.8, "opacity": fade}
        point_ = {"type": "point", "shape": SHAPES[min(at, 2)], "size": 34} | look
        layers += [layer(dots, point_)] if dots else []
    return layers


def ends_of(place_: str, place: float, value: str, low: object, high: object) -> Row:
    """Give the row of a range, at its place."""
    return {place_: place, value: as_float(low), f"{value}2": as_float(high)}


def as_float(number: Any) -> float:  # noqa: ANN401  # a fraction, a decimal or a float
    """Give a number as a specification has it, to six decimals."""
    return round(float(number), 6)
