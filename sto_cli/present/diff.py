"""Two runs set against each other, as a screen and in the other forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from rich.text import Text

from sto_cli.catalog import catalog
from sto_cli.comparing.causes import Cause
from sto_cli.comparing.compare import SHOWN
from sto_cli.comparing.movements import ALL
from sto_cli.language import message, say
from sto_cli.measuring.flows import FLOWS
from sto_cli.measuring.measure import COLUMNS
from sto_cli.present import markdown, numbers, words
from sto_cli.present.console import render
from sto_cli.present.fitting import fitted
from sto_cli.present.json_text import dumps
from sto_cli.present.outputs import Answer
from sto_cli.version import __version__

if TYPE_CHECKING:
    from rich.console import RenderableType

    from sto_cli.comparing.compare import Comparison, Difference
    from sto_cli.present.fitting import Columns

JSON_FORMAT = 1
"""Raised when a key of the JSON form changes its meaning or goes."""

CAUSES = {
    Cause.NEW_YEAR: message("a new year"),
    Cause.YEAR_GONE: message("its year is gone"),
    Cause.NEWLY_ASKED: message("newly asked"),
    Cause.NO_LONGER_ASKED: message("no longer asked"),
    Cause.FINAL: message("provisional became final"),
    Cause.REVISED: message("data revised"),
    Cause.MASKING: message("masking changed"),
    Cause.DEFINITION: message("definition changed"),
    Cause.CATALOG: message("catalog changed"),
    Cause.SMALL_COUNTS: message("another table of small counts"),
    Cause.VERSION: message("another version of sto or Polars"),
    Cause.ROUNDING: message("rounding only"),
    Cause.UNEXPLAINED: message("unexplained: nothing else differs"),
}
_LISTED = 20
"""How many locations of a kind the screen lists; the other forms have them all."""


def answer(found: Comparison) -> Answer:
    """Give a comparison in every form; for machines a row per number that differs."""
    return Answer(
        screen=lambda: _screen(found),
        markdown=lambda: _markdown(found),
        json=lambda: _json(found),
        rows=lambda: _rows(found),
        notes=lambda: _summary(found),
    )


def _screen(found: Comparison) -> str:
    parts: list[RenderableType] = [Text(_title(found), style="bold"), *map(Text, _summary(found))]
    if found.differences:
        columns = _columns(found)
        grid, left_out = fitted(columns, len(columns), [])
        parts += [Text(""), grid, *map(Text, words.too_narrow(left_out))]
    if found.movements.years:
        parts += [Text(""), Text(_movement_title(found), style="bold"), fitted(_movements(found), 1, [])[0]]
        parts += map(Text, _locations(found, _LISTED))
    return render(*parts)


def _markdown(found: Comparison) -> str:
    sections = [markdown.heading(_title(found)), markdown.paragraphs(_summary(found))]
    if found.differences:
        columns = _columns(found)
        sections.append(markdown.table(columns, len(columns)))
    if found.movements.years:
        sections += [markdown.heading(_movement_title(found), 2), markdown.table(_movements(found), 1)]
        sections.append(markdown.paragraphs(line.strip() for line in _locations(found, None)))
    return markdown.document(*sections)


def _title(found: Comparison) -> str:
    return say("What changed from {old} to {new}", old=found.old.folder, new=found.new.folder)


def _summary(found: Comparison) -> list[str]:
    """Count what differs, and by cause."""
    by_cause = {cause: sum(cause in one.causes for one in found.differences) for cause in Cause}
    lines = [say("{same:,} numbers are the same, {differ:,} differ.", same=found.same, differ=len(found.differences))]
    lines += [f"  {CAUSES[cause]}: {count}" for cause, count in by_cause.items() if count]
    incomplete = [run for run in (found.old, found.new) if run.rejected]
    return lines + [
        say("{folder}: {rows:,} rows were rejected and are missing.", folder=run.folder, rows=run.rejected)
        for run in incomplete
    ]


def _columns(found: Comparison) -> Columns:
    return {
        say("number"): [_about(one) for one in found.differences],
        say("before"): [_number(one, one.before) for one in found.differences],
        say("after"): [_number(one, one.after) for one in found.differences],
        say("cause"): [" + ".join(str(CAUSES[cause]) for cause in one.causes) for one in found.differences],
    }


def _about(one: Difference) -> str:
    """Say in words what a number is of: the indicator and its part, its groups, its years."""
    about = one.about
    indicator = catalog().indicators.get(about["indicator"])
    title = str(indicator.title) if indicator else about["indicator"]
    groups = [words.in_words(value) for name, value in about.items() if name not in {"result", "unit", *COLUMNS}]
    years = " → ".join(year for year in (about["from_year"], about["school_year"]) if year)
    return ", ".join([f"{title} ({about['definition']}, {about['part']})", *groups, years])


def _number(one: Difference, side: dict[str, Any] | None) -> str:
    if side is None:
        return numbers.MISSING
    if side["reason"]:
        return words.nothing(side["reason"])
    return numbers.estimated(side, one.about["unit"])


def _movement_title(found: Comparison) -> str:
    first, last = found.movements.years or ("", "")
    return say("Gross movements behind the net ones, {first} → {last}", first=first, last=last)


def _movements(found: Comparison) -> Columns:
    rows = found.movements.counts.rows(named=True)
    labels = {part.id: str(part.label) for part in next(iter(catalog().definitions["profile_count"].values())).parts}
    heads = (say("before"), say("appeared"), say("disappeared"), say("after"), say("moved"))
    names = [say("all locations") if row["part"] == ALL else labels.get(row["part"], row["part"]) for row in rows]
    counts = {
        head: [numbers.number(row[name], "count") for row in rows] for head, name in zip(heads, FLOWS, strict=True)
    }
    return {say("part"): names, **counts}


def _locations(found: Comparison, most: int | None) -> list[str]:
    """Name the locations that opened, closed and moved."""
    moves = found.movements
    kinds = {
        say("opened"): [f"{row['location']} {row['name']}, {row['place']}" for row in moves.opened.rows(named=True)],
        say("closed"): [f"{row['location']} {row['name']}, {row['place']}" for row in moves.closed.rows(named=True)],
        say("moved"): [
            f"{row['location']} → {row['successor']} {row['name']}, {row['place']}"
            for row in moves.moved.rows(named=True)
        ],
    }
    lines = [f"  {kind}: {name}" for kind, names in kinds.items() for name in names[:most]]
    rest = sum(max(0, len(names) - (most or len(names))) for names in kinds.values())
    more = [say("  {count} more; --format json has them all.", count=rest)] if rest else []
    broken = [
        say("Profiles are not set against each other: a year lies across the series break of 2016 to 2018.")
    ] * moves.broken
    return [*lines, *more, *broken]


def _rows(found: Comparison) -> pl.DataFrame:
    """Write a row per number that differs: what it is of, each of `SHOWN` before and after, the causes."""
    groups = list(dict.fromkeys(name for one in found.differences for name in one.about))
    about = groups or ["result", *COLUMNS, "unit"]
    rows = [
        {name: one.about.get(name) for name in about}
        | {f"{name}_{side}": values and values[name] for name in SHOWN for side, values in _sides(one)}
        | {"causes": " + ".join(one.causes)}
        for one in found.differences
    ]
    texts = {f"reason_{side}" for side in ("before", "after")} | {*about, "causes"}
    columns = [*about, *(f"{name}_{side}" for name in SHOWN for side in ("before", "after")), "causes"]
    schema = {name: pl.String if name in texts else pl.Float64 for name in columns}
    return pl.DataFrame(rows, schema=schema, orient="row", strict=False)


def _sides(one: Difference) -> list[tuple[str, dict[str, Any] | None]]:
    return [("before", one.before), ("after", one.after)]


def _json(found: Comparison) -> str:
    moves = found.movements
    document = {
        "sto": __version__,
        "format": JSON_FORMAT,
        "same": found.same,
        "differences": [
            {**one.about, "before": one.before, "after": one.after, "causes": list(one.causes)}
            for one in found.differences
        ],
        "movements": {
            "years": moves.years,
            "series_break": moves.broken,
            "counts": moves.counts.to_dicts(),
            "opened": moves.opened.to_dicts(),
            "closed": moves.closed.to_dicts(),
            "moved": moves.moved.to_dicts(),
        },
    }
    return dumps(document)
