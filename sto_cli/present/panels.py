"""The panels of charts as specifications in Vega-Lite.

One look for all: two hues and grey that colour-blind people can tell apart, with another shape and line for each; names
beside what they name; a light band for the certain range, a whisker for the 95% interval, a hollow point for a
provisional year. A range without an estimate is a bar without a point.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sto_cli.language import digits, say
from sto_cli.present.chart import Chart, Dots, Moves, Point, Series, Trend
from sto_cli.present.panel import (
    BARE,
    BARS,
    BOX,
    DASHES,
    EDGE,
    FADED,
    HEIGHT,
    LABEL,
    LEFT,
    LINE_HEIGHT,
    LONGEST,
    MOST_TICKS,
    NAMES,
    NUMBERS,
    PLOT,
    ROW,
    SHAPES,
    TEXT,
    WIDTH,
    YEARS,
    Placed,
    Row,
    Spec,
    Theme,
    as_float,
    axis_of,
    cut,
    drawn,
    ends_of,
    framed,
    layer,
)
from sto_cli.years import first_year

if TYPE_CHECKING:
    from collections.abc import Sequence


def panels(chart: Chart, theme: Theme) -> list[Spec]:
    """Specify a chart, panel by panel."""
    if isinstance(chart, Moves):
        return [_moves(chart, theme)]
    titles = dict.fromkeys(one.panel for one in chart.series if one.points)
    found = {title: [one for one in chart.series if one.panel == title and one.points] for title in titles}
    if isinstance(chart, Trend):
        return [_trend(title, series, chart, theme) for title, series in found.items()]
    return [_dots(title, series, chart, theme) for title, series in found.items()]


# --- OVER YEARS ---


def _trend(title: str, series: Sequence[Series], chart: Trend, theme: Theme) -> Spec:
    """Specify a panel: years to the right, numbers up, a line that stops at the series break, a name at its end."""
    every = [first_year(point.at) for one in chart.series for point in one.points]
    first, last = min(every), max(every)
    low, high, axis = axis_of(point.number for one in series for point in one.points)
    layers: list[Spec] = []
    for at, one in reversed([*enumerate(series)]):
        look = _look(one, at)
        aside = round(min(0.16, 0.02 * (last - first + 1)) * (at - (len(series) - 1) / 2), 2)
        hue = theme.series[look]
        runs = [[*run] for _, run in groupby(one.points, lambda point: point.at if point.at in chart.broken else "")]
        for run in runs:
            placed = [(first_year(point.at) + aside, point) for point in run]
            fade = FADED if run[0].at in chart.broken else 1
            following = _following(placed)
            layers += [band for each in following for band in _band(each, hue)]
            layers += _line(placed, hue, look)
            for each in following:
                layers += drawn(each, hue, theme, look, up=True, fade=fade)
    layers += _break(chart, (first, last), (low, high), theme)
    layers += _names(series, (low, high), last, theme)
    years = {
        "values": [*range(first, last + 1, 1 + (last - first) // MOST_TICKS)],
        "labelExpr": "[datum.value + '-', '' + (datum.value + 1)]",
        "grid": False,
        "title": None,
        "labelFontSize": 10,
    }
    x = {"field": "x", "type": "quantitative", "scale": {"domain": [first - 0.5, last + 0.3], "nice": False}}
    return framed(
        title, {"x": x | {"axis": years}, "y": {"field": "y"} | axis}, layers, theme, (PLOT, HEIGHT, LEFT, YEARS)
    )


def _look(one: Series, at: int) -> int:
    """Choose the colour, sign and line of the series at a place."""
    return min(at if one.look is None else one.look, 2)


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
    band = [ends_of("x", place, "y", low, high) for place, low, high in bounds if low is not None]
    return [layer(band, {"type": "area", "color": hue, "opacity": 0.14}, y2={"field": "y2"})]


def _line(placed: Placed, hue: str, look: int) -> list[Spec]:
    """Join the points of a run that have a number."""
    layers: list[Spec] = []
    for is_known, run in groupby(placed, lambda one: one[1].number.point is not None):
        rows = [{"x": place, "y": as_float(point.number.point)} for place, point in run] if is_known else []
        mark = {"type": "line", "color": hue, "strokeWidth": 2, "strokeDash": DASHES[look]}
        layers += [layer(rows, mark)] if len(rows) > 1 else []
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
        layer([{"x": at, "y": ends[0], "y2": ends[1]}], rule, y2={"field": "y2"}),
        layer([{"x": at, "y": ends[1], "text": say("series break")}], words, text=TEXT),
    ]


def _names(series: Sequence[Series], ends: tuple[float, float], last: int, theme: Theme) -> list[Spec]:
    """Write the name and the last number of each series to the right, with its year where others go on, none over another."""
    line = (ends[1] - ends[0]) / HEIGHT * LINE_HEIGHT
    wanted = []
    for at, one in enumerate(series):
        number = one.points[-1].number
        middle = number.point if number.point is not None else (as_float(number.low) + as_float(number.high)) / 2
        year = f"({one.points[-1].at})" if first_year(one.points[-1].at) < last else ""
        text = [*filter(None, (cut(one.label, LABEL), str(number), year))]
        wanted.append((as_float(middle), at, text))
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
        look = words | {"color": theme.series[_look(series[at], at)], "lineHeight": LINE_HEIGHT}
        layers.append(layer(rows, look, x={"value": PLOT + 4}, text=TEXT))
    return layers


# --- OF GROUPS ---


def _dots(title: str, series: Sequence[Series], chart: Dots, theme: Theme) -> Spec:
    """Specify a panel: a row for each group, its name to the left and its newest number to the right."""
    groups = [*dict.fromkeys(point.at for one in series for point in one.points)]
    wholes = [point for one in chart.wholes if one.panel == title for point in one.points]
    low, high, axis = axis_of(each.number for each in (*(point for one in series for point in one.points), *wholes))
    layers: list[Spec] = []
    for each in wholes:
        layers += _whole(each, len(groups), (low, high), theme)
    for at, one in reversed([*enumerate(series)]):
        placed = [(groups.index(point.at) - 0.28 * at, point) for point in one.points]
        hue, above = theme.series[2 * min(at, 1)], {"value": -9 - 13 * at}
        layers += drawn(placed, hue, theme, at, up=False)
        words = {"type": "text", "align": "right", "baseline": "middle", "fontSize": 10, "color": hue}
        layers.append(layer([{"text": cut(one.label, LABEL)}], words, x={"value": -20}, y=above, text=TEXT))
        sign = {"type": "point", "shape": SHAPES[min(at, 2)], "size": 34, "fill": hue, "stroke": hue, "opacity": 1}
        layers.append(layer([{}], sign, x={"value": -13}, y=above))
    newest = {point.at: str(point.number) for point in series[0].points}
    layers += _rows(groups, [newest.get(group, "") for group in groups], theme)
    encoding = {"x": {"field": "x"} | axis, "y": _rows_of(len(groups))}
    return framed(title, encoding, layers, theme, (BARS, ROW * len(groups), NAMES, NUMBERS))


def _whole(whole: Point, groups: int, ends: tuple[float, float], theme: Theme) -> list[Spec]:
    """Draw the number of all groups as a rule over the rows, with its range, and its name above."""
    number, grey = whole.number, theme.series[2]
    top: Row = {"y": -0.5, "y2": groups - 0.5}
    layers: list[Spec] = []
    if number.low is not None and number.low != number.high:
        band: Row = top | {"x": as_float(number.low), "x2": as_float(number.high)}
        layers.append(layer([band], {"type": "rect", "color": grey, "opacity": 0.12}, **BOX))
    if number.point is not None:
        at: Row = {"x": as_float(number.point)}
        share = (as_float(number.point) - ends[0]) / (ends[1] - ends[0])
        rule = {"type": "rule", "color": grey, "strokeDash": [4, 3]}
        align = "left" if share < EDGE else "right" if share > 1 - EDGE else "center"
        words = {"type": "text", "align": align, "baseline": "bottom", "dy": -3, "fontSize": 10, "color": grey}
        layers.append(layer([at | top], rule, y2={"field": "y2"}))
        layers.append(layer([at | {"y": -0.5, "text": f"{cut(whole.at, LABEL)} {number}"}], words, text=TEXT))
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
        layer(left, words | {"align": "right"}, x={"value": -10}, text=TEXT),
        layer(right, words | {"align": "left", "fontWeight": 600}, x={"value": BARS + 10}, text=TEXT),
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
    layers = [layer(rows, {"type": "rect", "color": hue}, **BOX) for hue, rows in solid.items() if rows]
    outline = {"type": "rect", "fill": theme.behind, "strokeWidth": 1.5}
    layers += [layer(rows, outline | {"stroke": hue}, **BOX) for hue, rows in hollow.items() if rows]
    layers.append(
        layer([{"x": 0, "y": -0.5, "y2": count - 0.5}], {"type": "rule", "color": theme.words}, y2={"field": "y2"})
    )
    words: Spec = {"type": "text", "baseline": "middle", "fontSize": 11, "fontWeight": 600}
    for side, align, hue, kind in ((-1, "right", second, say("closed")), (1, "left", first, say("opened"))):
        own = [row for row in numbers if row["side"] == side]
        layers.append(layer(own, words | {"align": align, "dx": 5 * side, "color": theme.words}, text=TEXT))
        head: Row = {"x": 0, "y": -0.5, "text": f"← {kind}" if side < 0 else f"{kind} →"}
        look = {"align": align, "dx": 8 * side, "dy": -9, "color": hue}
        layers.append(layer([head], words | look, text=TEXT))
    if solid[grey] or hollow[grey]:
        converted: Row = {"y": -0.5, "text": say("+ converted or new")}
        look = {"align": "right", "dy": -9, "color": grey}
        layers.append(layer([converted], words | look, x={"value": WIDTH - NAMES - 4}, text=TEXT))
    layers.append(_rows([move.group for move in chart.groups], [""] * count, theme)[0])
    x = {"field": "x", "type": "quantitative", "axis": None, "scale": {"domain": [-most, most], "nice": False}}
    return framed("", {"x": x, "y": _rows_of(count)}, layers, theme, (BARS, ROW * count, NAMES, BARE))
