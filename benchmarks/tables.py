"""Lay measurements out: a table per scenario and a line per target, as Markdown that reads as text too."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from contenders import ALL_CHECKS, COUNTS, KEYS
from timing import spread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from contenders import Scenario
    from timing import Timed

MEGABYTE = 1_000_000


def show(scenario: Scenario, timed: dict[str, Timed], skipped: dict[str, str], runs: int) -> str:
    """Give the heading, the table, what was left out and how the targets came out."""
    first = next(iter(timed.values()))
    rows = [
        [
            name,
            spread(each.seconds, ".3f"),
            "" if each is first else spread(each.ratios(first), ".2f"),
            f"{each.peak / MEGABYTE:,.0f}",
            str(len(each.seconds)),
        ]
        for name, each in timed.items()
    ]
    head = ["", "seconds", f"÷ {first.contender.name}", "peak MB", "runs"]
    parts = [f"## {scenario.title} (`{scenario.name}`)", _table([head, *rows])]
    if notes := [*_fewer(timed, runs), *(f"Left out: {name}, {reason}." for name, reason in skipped.items())]:
        parts.append("\n".join(f"- {note}" for note in notes))
    if targets := [*_ratios(scenario, timed), *_peaks(scenario, timed)]:
        parts.append("\n".join(f"- {target}" for target in targets))
    return "\n\n".join(parts) + "\n"


def _fewer(timed: dict[str, Timed], runs: int) -> Iterable[str]:
    """Say who has fewer runs than the others."""
    few = [name for name, each in timed.items() if each.contender.most and len(each.seconds) < runs]
    if few:
        yield f"Fewer than {runs} runs, the checked one among them, so that all ends within a quarter of an hour: {', '.join(few)}."


def _ratios(scenario: Scenario, timed: dict[str, Timed]) -> Iterable[str]:
    for target in scenario.targets:
        if target.contender in timed and target.against in timed:
            ratios = timed[target.contender].ratios(timed[target.against])
            what = f"{target.contender} ÷ {target.against}: {spread(ratios, '.2f')}, target {target.ratio:.2f}"
            yield f"{_verdict(median(ratios) <= target.ratio)}: {what}"


def _peaks(scenario: Scenario, timed: dict[str, Timed]) -> Iterable[str]:
    for name in (ALL_CHECKS, KEYS, COUNTS):
        if scenario.peak and name in timed:
            peak = timed[name].peak
            what = f"peak memory of {name}: {peak / MEGABYTE:,.0f} MB, target {scenario.peak / MEGABYTE:,.0f} MB"
            yield f"{_verdict(peak <= scenario.peak)}: {what}"


def _verdict(met: bool) -> str:
    return "Met" if met else "**MISSED**"


def _table(rows: Sequence[Sequence[str]]) -> str:
    """Align the columns: names to the left, numbers to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = [" | ".join(_pad(text, widths[at], at) for at, text in enumerate(row)) for row in rows]
    rule = "|".join("-" * (width + 1) + ("-" if at == 0 else ":") for at, width in enumerate(widths))
    return "\n".join([f"| {lines[0]} |", f"|{rule}|", *(f"| {line} |" for line in lines[1:])])


def _pad(text: str, width: int, at: int) -> str:
    return text.ljust(width) if at == 0 else text.rjust(width)
