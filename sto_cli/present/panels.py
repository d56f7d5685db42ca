"""The panels of charts as specifications in Vega-Lite.

One look for all: two hues and grey that colour-blind people can tell apart, with another shape and line for each; names
beside what they name; a light band for the certain range, a whisker for the 95% interval, a hollow point for a
provisional year. A range without an estimate is a bar without a point.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from sto_cli.language import DUTCH, digits, harmless, language, say
from sto_cli.present.chart import Moves, Trend
from sto_cli.present.numbers import UNITS
from sto_cli.years import first_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sto_cli.present.chart import Chart, Dots, Point, Series
    from sto_cli.present.numbers import Number

Spec = dict[str, Any]
"""A specification in Vega-Lite, or a part of one."""
Row = dict[str, object]

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"  # a name: nothing is fetched
_MOST_TICKS = 12
LONGEST = 24
"""How many characters are drawn of a name; the table has all."""
_WIDTH, _PLOT, _BARS, _HEIGHT, _ROW = 460, 276, 226, 210, 24
_LEFT, _NAMES, _TOP, _YEARS, _NUMBERS, _BARE = 50, 158, 30, 40, 26, 8
"""Pixels: how wide a panel is, small enough for a phone, and the room in it for numbers over years and beside names; how
high years and a group are; and what is around: left of years and of groups, above, and below by what stands there."""
_LINE_HEIGHT, _LABEL = 13, 18
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
_SHAPES, _DASHES = ("circle", "diamond", "square"), ([1, 0], [6, 3], [2, 3])


def panels(chart: Chart, theme: Theme) -> list[Spec]:
    """Specify a chart, panel by panel."""
    if isinstance(chart, Moves):
        return [_moves(chart, theme)]
    titles = dict.fromkeys(one.panel for one in chart.series if one.points)
    found = {title: [one for one in chart.series if one.panel == title and one.points] for title in titles}
    if isinstance(chart, Trend):
        return [_trend(title, series, chart, theme) for title, series in found.items()]
    return [_dots(title, series, chart, theme) for title, series in found.items()]


def cut(text: str, most: int) -> str:
    """Show at most so many characters of a text."""
    shown = harmless(text)
    return shown if len(shown) <= most else f"{shown[: most - 1].rstrip()}…"


# --- WHAT ALL PANELS SHARE ---

_FADED = 0.45
"""How strong a point from before the series break is."""
_TEXT: Spec = {"field": "text", "type": "nominal"}
_BOX: Spec = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
_EDGE = 0.25
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


def _panel(title: str, encoding: Spec, layers: Sequence[Spec], theme: Theme, size: tuple[int, int, int, int]) -> Spec:
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
    above = {"x": {"value": 0}, "y": {"value": -30}, "text": _TEXT}
    return {
        "width": room,
        "height": height,
        "autosize": {"type": "none"},
        "padding": {"left": left, "right": _WIDTH - left - room, "top": _TOP + 14 * bool(title), "bottom": below},
        "encoding": encoding,
        "layer": [*layers, *([_layer([{"text": cut(title, 2 * LONGEST)}], words, **above)] if title else [])],
    }


def _layer(rows: Sequence[Mapping[str, object]], mark: Spec, **encoding: Spec) -> Spec:
    return {"data": {"values": [dict(row) for row in rows]}, "mark": mark} | (
        {"encoding": encoding} if encoding else {}
    )


def _axis(numbers: Iterable[Number]) -> tuple[float, float, Spec]:
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


def _marks(placed: Placed, hue: str, theme: Theme, at: int, *, up: bool, fade: float = 1) -> list[Spec]:
    """Draw points with their certain bounds and 95% intervals, numbers upwards or to the right."""
    place_, value, end = ("x", "y", "y2") if up else ("y", "x", "x2")
    layers: list[Spec] = []
    in_band = up and len(placed) > 1
    for is_estimate, opacity in ((True, 0 if in_band else 0.18), (False, 0.5)):
        bounds = [(place, each.low, each.high) for place, (_, each, _) in placed if each.is_estimate == is_estimate]
        bars = [_ends(place_, place, value, low, high) for place, low, high in bounds if low != high]
        look = {"type": "rule", "color": hue, "opacity": opacity, "strokeWidth": 9}
        layers += [_layer(bars, look, **{end: {"field": end}})] if bars and opacity else []
    likely = [(place, each.est_low, each.est_high) for place, (_, each, _) in placed if each.is_estimate]
    whiskers = [_ends(place_, place, value, low, high) for place, low, high in likely if low is not None]
    rule = {"type": "rule", "color": hue, "strokeWidth": 1.5}
    layers += [_layer(whiskers, rule, **{end: {"field": end}})] if whiskers else []
    caps = [{place_: row[place_], value: row[side]} for row in whiskers for side in (value, end)]
    cap = {"type": "tick", "orient": "horizontal" if up else "vertical", "color": hue, "thickness": 1.5, "size": 11}
    layers += [_layer(caps, cap)] if caps else []
    for is_hollow in (False, True):
        known = [(place, each.point) for place, (_, each, hollow) in placed if hollow == is_hollow]
        dots = [{place_: place, value: _float(point)} for place, point in known if point is not None]
        look = {"stroke": hue, "fill": theme.behind if is_hollow else hue, "strokeWidth": 1.8, "opacity": fade}
        point_ = {"type": "point", "shape": _SHAPES[min(at, 2)], "size": 34} | look
        layers += [_layer(dots, point_)] if dots else []
    return layers


def _ends(place_: str, place: float, value: str, low: object, high: object) -> Row:
    return {place_: place, value: _float(low), f"{value}2": _float(high)}


def _float(number: Any) -> float:  # noqa: ANN401  # a fraction, a decimal or a float
    return round(float(number), 6)


# --- OVER YEARS ---


def _trend(title: str, series: Sequence[Series], chart: Trend, theme: Theme) -> Spec:
    """Specify a panel: years to the right, numbers up, a line that stops at the series break, a name at its end."""
    every = [first_year(point.at) for one in chart.series for point in one.points]
    first, last = min(every), max(every)
    low, high, axis = _axis(point.number for one in series for point in one.points)
    layers: list[Spec] = []
    for at, one in reversed([*enumerate(series)]):
        aside = round(min(0.16, 0.02 * (last - first + 1)) * (at - (len(series) - 1) / 2), 2)
        hue = theme.series[min(at, 2)]
        runs = [[*run] for _, run in groupby(one.points, lambda point: point.at if point.at in chart.broken else "")]
        for run in runs:
            placed = [(first_year(point.at) + aside, point) for point in run]
            fade = _FADED if run[0].at in chart.broken else 1
            following = _following(placed)
            layers += [band for each in following for band in _band(each, hue)]
            layers += _line(placed, hue, at)
            for each in following:
                layers += _marks(each, hue, theme, at, up=True, fade=fade)
    layers += _break(chart, (first, last), (low, high), theme)
    layers += _names(series, (low, high), last, theme)
    years = {
        "values": [*range(first, last + 1, 1 + (last - first) // _MOST_TICKS)],
        "labelExpr": "[datum.value + '-', '' + (datum.value + 1)]",
        "grid": False,
        "title": None,
        "labelFontSize": 10,
    }
    x = {"field": "x", "type": "quantitative", "scale": {"domain": [first - 0.5, last + 0.3], "nice": False}}
    return _panel(
        title, {"x": x | {"axis": years}, "y": {"field": "y"} | axis}, layers, theme, (_PLOT, _HEIGHT, _LEFT, _YEARS)
    )


def _following(placed: Placed) -> list[Placed]:
    """Divide the points of a run where a year is missing, of which no bound is known."""
    found: list[Placed] = []
    for one in placed:
        if found and one[0] - found[-1][-1][0] <= 1.5:  # noqa: PLR2004  # the next year
            found[-1].append(one)
        else:
            found.append([one])
    return found


def _band(placed: Placed, hue: str) -> list[Spec]:
    """Draw the certain bounds of years that follow each other."""
    bounds = [(place, each.low, each.high) for place, (_, each, _) in placed]
    if len(placed) == 1 or all(low == high for _, low, high in bounds):
        return []
    band = [_ends("x", place, "y", low, high) for place, low, high in bounds if low is not None]
    return [_layer(band, {"type": "area", "color": hue, "opacity": 0.14}, y2={"field": "y2"})]


def _line(placed: Placed, hue: str, at: int) -> list[Spec]:
    """Join the points of a run that have a number."""
    layers: list[Spec] = []
    for is_known, run in groupby(placed, lambda one: one[1].number.point is not None):
        rows = [{"x": place, "y": _float(point.number.point)} for place, point in run] if is_known else []
        mark = {"type": "line", "color": hue, "strokeWidth": 2, "strokeDash": _DASHES[min(at, 2)]}
        layers += [_layer(rows, mark)] if len(rows) > 1 else []
    return layers


def _break(chart: Trend, years: tuple[int, int], ends: tuple[float, float], theme: Theme) -> list[Spec]:
    """Draw the series break as a dashed rule behind the last year before it."""
    shown = [first_year(year) for year in chart.broken if years[0] <= first_year(year) < years[1]]
    if not shown:
        return []
    at, grey = max(shown) + 0.5, theme.series[2]
    rule = {"type": "rule", "color": grey, "strokeDash": [4, 4]}
    words = {"type": "text", "align": "center", "baseline": "bottom", "dy": -2, "fontSize": 10, "color": grey}
    return [
        _layer([{"x": at, "y": ends[0], "y2": ends[1]}], rule, y2={"field": "y2"}),
        _layer([{"x": at, "y": ends[1], "text": say("series break")}], words, text=_TEXT),
    ]


def _names(series: Sequence[Series], ends: tuple[float, float], last: int, theme: Theme) -> list[Spec]:
    """Write the name and the last number of each series to the right, with its year where others go on, none over another."""
    line = (ends[1] - ends[0]) / _HEIGHT * _LINE_HEIGHT
    wanted = []
    for at, one in enumerate(series):
        number = one.points[-1].number
        middle = number.point if number.point is not None else (_float(number.low) + _float(number.high)) / 2
        year = f"({one.points[-1].at})" if first_year(one.points[-1].at) < last else ""
        text = [*filter(None, (cut(one.label, _LABEL), str(number), year))]
        wanted.append((_float(middle), at, text))
    placed: list[tuple[float, int, list[str]]] = []
    below = ends[0] - line
    for value, at, text in sorted(wanted, key=lambda one: one[:2]):
        middle = max(value, below + line * len(text) / 2)
        below = middle + line * len(text) / 2
        placed.append((middle, at, text))
    down = max(0.0, below - ends[1] - line)  # a pile that is higher than the panel moves down as a whole
    words = {"type": "text", "align": "left", "baseline": "middle", "fontSize": 11, "fontWeight": 600}
    layers: list[Spec] = []
    for middle, at, text in placed:
        # The first line stands at what `y` says, and the others below it.
        rows: list[Row] = [{"y": round(middle - down + line * (len(text) - 1) / 2, 6), "text": text}]
        look = words | {"color": theme.series[min(at, 2)], "lineHeight": _LINE_HEIGHT}
        layers.append(_layer(rows, look, x={"value": _PLOT + 4}, text=_TEXT))
    return layers


# --- OF GROUPS ---


def _dots(title: str, series: Sequence[Series], chart: Dots, theme: Theme) -> Spec:
    """Specify a panel: a row for each group, its name to the left and its newest number to the right."""
    groups = [*dict.fromkeys(point.at for one in series for point in one.points)]
    wholes = [point for one in chart.wholes if one.panel == title for point in one.points]
    low, high, axis = _axis(each.number for each in (*(point for one in series for point in one.points), *wholes))
    layers: list[Spec] = []
    for each in wholes:
        layers += _whole(each, len(groups), (low, high), theme)
    for at, one in reversed([*enumerate(series)]):
        placed = [(groups.index(point.at) - 0.28 * at, point) for point in one.points]
        hue, above = theme.series[2 * min(at, 1)], {"value": -9 - 13 * at}
        layers += _marks(placed, hue, theme, at, up=False)
        words = {"type": "text", "align": "right", "baseline": "middle", "fontSize": 10, "color": hue}
        layers.append(_layer([{"text": cut(one.label, _LABEL)}], words, x={"value": -20}, y=above, text=_TEXT))
        sign = {"type": "point", "shape": _SHAPES[min(at, 2)], "size": 34, "fill": hue, "stroke": hue, "opacity": 1}
        layers.append(_layer([{}], sign, x={"value": -13}, y=above))
    newest = {point.at: str(point.number) for point in series[0].points}
    layers += _rows(groups, [newest.get(group, "") for group in groups], theme)
    encoding = {"x": {"field": "x"} | axis, "y": _rows_of(len(groups))}
    return _panel(title, encoding, layers, theme, (_BARS, _ROW * len(groups), _NAMES, _NUMBERS))


def _whole(whole: Point, groups: int, ends: tuple[float, float], theme: Theme) -> list[Spec]:
    """Draw the number of all groups as a rule over the rows, with its range, and its name above."""
    number, grey = whole.number, theme.series[2]
    top: Row = {"y": -0.5, "y2": groups - 0.5}
    layers: list[Spec] = []
    if number.low is not None and number.low != number.high:
        band: Row = top | {"x": _float(number.low), "x2": _float(number.high)}
        layers.append(_layer([band], {"type": "rect", "color": grey, "opacity": 0.12}, **_BOX))
    if number.point is not None:
        at: Row = {"x": _float(number.point)}
        share = (_float(number.point) - ends[0]) / (ends[1] - ends[0])
        rule = {"type": "rule", "color": grey, "strokeDash": [4, 3]}
        align = "left" if share < _EDGE else "right" if share > 1 - _EDGE else "center"
        words = {"type": "text", "align": align, "baseline": "bottom", "dy": -3, "fontSize": 10, "color": grey}
        layers.append(_layer([at | top], rule, y2={"field": "y2"}))
        layers.append(_layer([at | {"y": -0.5, "text": f"{cut(whole.at, _LABEL)} {number}"}], words, text=_TEXT))
    return layers


def _rows_of(count: int) -> Spec:
    """Encode rows from the top down."""
    scale = {"domain": [-0.5, count - 0.5], "reverse": True, "nice": False, "zero": False}
    return {"field": "y", "type": "quantitative", "axis": None, "scale": scale}


def _rows(groups: Sequence[str], numbers: Sequence[str], theme: Theme) -> list[Spec]:
    """Write the names of rows to the left, and their numbers to the right."""
    words = {"type": "text", "baseline": "middle", "fontSize": 11, "color": theme.words}
    left: list[Row] = [{"y": at, "text": cut(group, LONGEST)} for at, group in enumerate(groups)]
    right: list[Row] = [{"y": at, "text": number} for at, number in enumerate(numbers)]
    return [
        _layer(left, words | {"align": "right"}, x={"value": -10}, text=_TEXT),
        _layer(right, words | {"align": "left", "fontWeight": 600}, x={"value": _BARS + 10}, text=_TEXT),
    ]


# --- WHAT OPENED AND CLOSED ---


def _moves(chart: Moves, theme: Theme) -> Spec:
    """Specify a panel: from 0 in the middle what closed to the left, what opened to the right, converted ones behind it."""
    first, second, grey = theme.series
    count = len(chart.groups)
    solid: dict[str, list[Row]] = {first: [], second: [], grey: []}
    hollow: dict[str, list[Row]] = {first: [], second: [], grey: []}
    numbers: list[Row] = []
    for at, move in enumerate(chart.groups):
        for hues, side in (((second, move.closed),), -1), (((first, move.opened), (grey, move.converted)), 1):
            reached = 0
            for hue, found in hues:
                for bars, width in zip((solid, hollow), found, strict=True):
                    row: Row = {"y": at - 0.3, "y2": at + 0.3, "x": side * reached, "x2": side * (reached + width)}
                    bars[hue] += [row] if width else []
                    reached += width
            shown = [digits(sum(found)) if sum(found) else "" for _, found in hues]
            text = " + ".join(shown) if shown[-1] else shown[0]
            numbers += [{"y": at, "x": side * reached, "text": text, "side": side}] if reached else []
    most = max(abs(int(str(row["x"]))) for row in numbers) * 1.15
    layers = [_layer(rows, {"type": "rect", "color": hue}, **_BOX) for hue, rows in solid.items() if rows]
    outline = {"type": "rect", "fill": theme.behind, "strokeWidth": 1.5}
    layers += [_layer(rows, outline | {"stroke": hue}, **_BOX) for hue, rows in hollow.items() if rows]
    layers.append(
        _layer([{"x": 0, "y": -0.5, "y2": count - 0.5}], {"type": "rule", "color": theme.words}, y2={"field": "y2"})
    )
    words: Spec = {"type": "text", "baseline": "middle", "fontSize": 11, "fontWeight": 600}
    for side, align, hue, kind in ((-1, "right", second, say("closed")), (1, "left", first, say("opened"))):
        own = [row for row in numbers if row["side"] == side]
        layers.append(_layer(own, words | {"align": align, "dx": 5 * side, "color": theme.words}, text=_TEXT))
        head: Row = {"x": 0, "y": -0.5, "text": f"← {kind}" if side < 0 else f"{kind} →"}
        look = {"align": align, "dx": 8 * side, "dy": -9, "color": hue}
        layers.append(_layer([head], words | look, text=_TEXT))
    if solid[grey] or hollow[grey]:
        converted: Row = {"y": -0.5, "text": say("+ converted or new")}
        look = {"align": "right", "dy": -9, "color": grey}
        layers.append(_layer([converted], words | look, x={"value": _WIDTH - _NAMES - 4}, text=_TEXT))
    layers.append(_rows([move.group for move in chart.groups], [""] * count, theme)[0])
    x = {"field": "x", "type": "quantitative", "axis": None, "scale": {"domain": [-most, most], "nice": False}}
    return _panel("", {"x": x, "y": _rows_of(count)}, layers, theme, (_BARS, _ROW * count, _NAMES, _BARE))
