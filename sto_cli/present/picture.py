"""Pictures of charts: vl-convert draws their panels as SVG and PNG, without a network; and what they show in words."""

from __future__ import annotations

import re
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING

from sto_cli.errors import UsageError
from sto_cli.language import Message, harmless, message, say
from sto_cli.present.chart import Chart, Moves, Trend
from sto_cli.present.panel import LONGEST, PAGE, PAPER, Spec, cut, looks
from sto_cli.present.panels import panels

if TYPE_CHECKING:
    from collections.abc import Iterable


_VEGA_LITE = "6.4"
_MOST_GROUPS, _SAID, _LINE = 60, 200, 56
"""How many groups are drawn, and how many characters are said of a title, and written on a line above a panel."""


def why_not(chart: Chart | None) -> Message | None:
    """Return why a chart cannot be drawn; None where it can."""
    if chart is None:
        return message("only the answer of one indicator is drawn, such as that of sto technical-share")
    if isinstance(chart, Moves):
        return None if chart.groups else message("nothing opened or closed")
    if len({(one.label, one.panel, point.at) for one in chart.series for point in one.points}) <= 1:
        return message("it has no two numbers to compare")
    groups = max(len(one.points) for one in chart.series)
    if not isinstance(chart, Trend) and groups > _MOST_GROUPS:
        return message(
            "{groups:,} groups are more than the {most} that a picture has room for; choose some with --top or --where",
            groups=groups,
            most=_MOST_GROUPS,
        )
    return None


def picture(chart: Chart | None, lines: Iterable[str], *, as_png: bool) -> str | bytes:
    """Draw a chart for a file, with its title and what must be said of it above: SVG as text, PNG as bytes.

    Raises:
        UsageError: there is nothing to draw, or what draws is not installed.
    """
    nothing = why_not(chart)
    if chart is None or nothing:
        raise UsageError("This answer has no picture: {reason}. --format html shows its tables.", reason=nothing or "")
    drawn = _drawn(specification(chart, lines))
    if as_png:
        import vl_convert

        return bytes(vl_convert.svg_to_png(drawn, scale=2))
    return drawn.replace(">", f' role="img"><title>{escape(harmless(told(chart)))}</title>', 1) + "\n"


def svgs(chart: Chart) -> list[str]:
    """Draw a chart for a page, a picture for each panel, in the colours of its style sheet.

    Raises:
        UsageError: what draws is not installed.
    """
    return [
        _NAMESPACES.sub('<svg aria-hidden="true"', _drawn(panel | looks(PAGE)), count=1)
        for panel in panels(chart, PAGE)
    ]


_NAMESPACES = re.compile(r'<svg xmlns="[^"]+" xmlns:xlink="[^"]+" version="1.1" class="marks"')


def _drawn(spec: Spec) -> str:
    try:
        import vl_convert
    except ImportError as error:
        raise UsageError(MISSING) from error
    return str(vl_convert.vegalite_to_svg(spec, vl_version=_VEGA_LITE))


MISSING = message("Pictures are drawn by vl-convert-python, which is not installed; run: pip install vl-convert-python")


def specification(chart: Chart, lines: Iterable[str] = ()) -> Spec:
    """Specify all panels of a chart below its title, for a file."""
    found = [{name: part for name, part in panel.items() if name != "autosize"} for panel in panels(chart, PAPER)]
    wide = _LINE * min(len(found), 2)
    above = [line for text in (*lines, key(chart)) for line in _wrapped(text, wide)]
    title = {
        "text": _wrapped(chart.title, wide),
        "subtitle": above,
        "anchor": "start",
        "offset": 14,
        "subtitlePadding": 5,
    }
    inner = {"concat": found, "columns": 2, "spacing": 24}
    return inner | looks(PAPER) | {"padding": 16, "background": PAPER.behind, "title": title}


def key(chart: Chart) -> str:
    """Say what the signs of a chart mean."""
    if isinstance(chart, Moves):
        kinds = [count for move in chart.groups for count in (move.closed, move.opened, move.converted)]
        text = say("How many on each side")
        return f"{text}; {say('hollow: not certain')}." if any(unsure for _, unsure in kinds) else f"{text}."
    points = [point for one in chart.series for point in one.points]
    found = [point.number for point in points]
    signs = {
        say("whisker: 95% interval"): any(each.is_estimate for each in found),
        say("light: certain range"): any(each.low != each.high for each in found),
        say("hollow: provisional"): any(point.is_provisional for point in points),
        say("faded, not joined: before the series break"): isinstance(chart, Trend) and bool(chart.broken),
    }
    text = "; ".join(sign for sign, is_shown in signs.items() if is_shown) or say("every number is exact")
    return f"{text[:1].upper()}{text[1:]}."


def told(chart: Chart) -> str:
    """Say in a sentence what a chart shows, for those who do not see it."""
    if isinstance(chart, Moves):
        closed, opened, converted = (
            sum(sum(getattr(move, kind)) for move in chart.groups) for kind in ("closed", "opened", "converted")
        )
        return say(
            "{title}. {closed:,} closed, {opened:,} opened, {converted:,} converted or new.",
            title=cut(chart.title, _SAID),
            closed=closed,
            opened=opened,
            converted=converted,
        )
    lines = []
    for one in [each for each in chart.series if each.points]:
        label = cut(" ".join(filter(None, (one.panel, one.label))), LONGEST)
        ends = [f"{end.number} ({cut(end.at, LONGEST)})" for end in (one.points[0], one.points[-1])]
        lines.append(f"{label}: ".removeprefix(": ") + say("from {first} to {last}", first=ends[0], last=ends[1]))
    return f"{cut(chart.title, _SAID)}. {'; '.join(lines)}."


def _wrapped(text: str, wide: int) -> list[str]:
    return wrap(harmless(text), wide, max_lines=4, placeholder=" …")
