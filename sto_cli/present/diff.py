"""Two runs compared, as a screen and in the other forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.language import message, say
from sto_cli.measuring.measure import COLUMNS
from sto_cli.present import indicator, numbers, sentences
from sto_cli.present.forms import Answer, dumps
from sto_cli.present.sheet import Column, Sheet
from sto_cli.version import __version__
from sto_cli.yearly.causes import Cause
from sto_cli.yearly.compare import SHOWN
from sto_cli.yearly.movements import ALL

if TYPE_CHECKING:
    from sto_cli.yearly.compare import Comparison, Difference

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
_LISTED = 60
"""How many locations a screen lists; the other forms have them all."""


def answer(found: Comparison) -> Answer:
    """Give a comparison in every form; for machines a row per number that differs."""
    return Answer(
        sheets=lambda: _sheets(found),
        json=lambda: _json(found),
        rows=lambda: _rows(found),
        notes=lambda: _summary(found),
    )


def _sheets(found: Comparison) -> list[Sheet]:
    sheets = [Sheet(_title(found), notes=_summary(found))]
    if found.differences:
        sheets.append(Sheet(columns=_columns(found)))
    if found.movements.years:
        first, last = found.movements.years
        title = say("Gross movements behind the net change, {first} → {last}", first=first, last=last)
        sheets.append(Sheet(title, _movements(found), _locations(found), most=_LISTED))
    return sheets


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


def _columns(found: Comparison) -> list[Column]:
    every = found.differences
    return [
        Column(say("number"), [_about(one) for one in every]),
        Column(say("before"), [_number(one, one.before) for one in every]),
        Column(say("after"), [_number(one, one.after) for one in every]),
        Column(say("cause"), [" + ".join(str(CAUSES[cause]) for cause in one.causes) for one in every]),
    ]


def _about(one: Difference) -> str:
    """Say in words what a number is of: the indicator and its part, its groups, its years."""
    about = one.about
    known = catalog().indicators.get(about["indicator"])
    title = str(known.title) if known else about["indicator"]
    groups = [sentences.in_words(value) for name, value in about.items() if name not in {"result", "unit", *COLUMNS}]
    years = " → ".join(year for year in (about["from_year"], about["school_year"]) if year)
    return ", ".join([f"{title} ({about['definition']}, {about['part']})", *groups, years])


def _number(one: Difference, side: dict[str, Any] | None) -> object:
    return numbers.MISSING if side is None else indicator.value(side, one.about["unit"])


def _movements(found: Comparison) -> list[Column]:
    rows = found.movements.counts.rows(named=True)
    labels = {part.id: str(part.label) for part in next(iter(catalog().definitions["profile_count"].values())).parts}
    names = [say("all locations") if row["part"] == ALL else labels.get(row["part"], row["part"]) for row in rows]
    counts = [
        Column(head, [numbers.exactly(row[name]) for row in rows], is_number=True)
        for name, head in indicator.flow_heads().items()
    ]
    return [Column(say("part"), names), *counts]


def _locations(found: Comparison) -> list[str]:
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
    broken = [say("Profiles are not compared: a year lies in the series break of 2016 to 2018.")] * moves.broken
    return [*broken, *(f"  {kind}: {name}" for kind, names in kinds.items() for name in names)]


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
