"""What closed, opened and was converted between two years, by name, and the totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from sto_cli.catalog import Part, catalog
from sto_cli.language import message, say
from sto_cli.measuring import spoken
from sto_cli.measuring.flows import CLOSED, CONVERTED, FLOWS, OPENED, Flows
from sto_cli.measuring.population import NAME
from sto_cli.measuring.successors import RULE, TABLE
from sto_cli.present import chart, indicator, numbers, records, sentences
from sto_cli.present.forms import Answer
from sto_cli.present.sheet import Column, Sheet
from sto_cli.reading import places

if TYPE_CHECKING:
    from sto_cli.reading.data import Data


def answer(found: Flows, data: Data, *, everything: bool = False) -> Answer:
    """Give what opened and closed in every form; for machines a row per pair of years and location × profile.

    With `everything`, forms for people have totals of groups in which nothing changed too.
    """
    more = {
        "question": records.asked(found.question),
        "counts": found.counts.to_dicts(),
        "successors": found.successors.to_dicts(),
        "unused": list(found.unused),
    }
    return Answer(
        sheets=lambda: _flows(found, data, everything=everything),
        json=lambda: records.document([], data, found.frame, **more),
        rows=lambda: found.frame,
        notes=lambda: [*_flow_notes(found, data), *sentences.sources(data.files)],
        of=data,
        height=found.frame.height,
        nobody=not any(row["before"] or row["after"] or row["reason"] for row in found.counts.iter_rows(named=True)),
    )


KINDS = {CLOSED: message("closed"), OPENED: message("opened"), CONVERTED: message("converted or new")}


def _flows(found: Flows, data: Data, *, everything: bool) -> list[Sheet]:
    """Make a table for each part, one of those under another number, and one of the totals; without what is empty."""
    question = found.question
    totals = found.counts.filter(pl.col("reason").is_null())
    if question.by and not everything:
        totals = totals.filter(pl.any_horizontal(pl.col(FLOWS[1], FLOWS[2], FLOWS[4]) > 0))
    made = [_changed(found, part) for part in question.definition.parts]
    kept = [one for one in (*made, _went_on(found), _totals(found, totals)) if one.columns[0].cells]
    first = kept[0] if kept else Sheet(say("Nothing opened or closed."))
    spans = _spans(found)
    above = [
        indicator.definition(question),
        *sentences.filtered(question),
        *(spans if len(spans) == 1 else []),
        first.title,
    ]
    drawn = chart.moves("; ".join([indicator.title(question), *spans]), found)
    shown = [first._replace(title=indicator.title(question), above=above, chart=drawn), *kept[1:]]
    return [*shown[:-1], shown[-1]._replace(notes=[*shown[-1].notes, *_flow_notes(found, data)])]


def _changed(found: Flows, part: Part) -> Sheet:
    """Make a table of what opened and closed of a part, with how many of each kind above it."""
    changed = found.frame.filter(part=part.id)
    rows = changed.rows(named=True)
    columns = [
        *_years(found, rows),
        Column(say("what"), [str(KINDS[row["kind"]]) for row in rows]),
        *(_group(name, rows) for name in found.question.by if name not in {"location", "profile"}),
        *(_group(name, rows, rank=rank) for name, rank in {"location": 1, NAME: 0, "place": 0}.items()),
    ]
    if changed["profile"].null_count() < changed.height:
        names = {code: profile.label for code, profile in catalog().profiles.items()}
        columns += [
            _group("profile", rows),
            Column(say("name of the profile"), [names[row["profile"]] for row in rows], rank=2, is_name=True),
        ]
    if not changed["certain"].all():
        columns.append(Column(say("certain"), ["" if row["certain"] else say("no") for row in rows]))
    closed, opened, converted = (changed.filter(kind=kind).height for kind in KINDS)
    counted = say(
        "{part}: {closed:,} closed, {opened:,} opened, {converted:,} converted or new.",
        part=str(part.label).capitalize(),
        closed=closed,
        opened=opened,
        converted=converted,
    )
    return Sheet(counted, [*columns, indicator.marks(row["marks"] for row in rows)])


def _spans(found: Flows) -> list[str]:
    """List the pairs of years."""
    pairs = found.counts.select("from_year", "school_year").unique(maintain_order=True)
    return [f"{first} → {last}" for first, last in pairs.iter_rows()]


def _years(found: Flows, rows: list[dict[str, Any]]) -> list[Column]:
    """Make the column of years; where there is one pair of them it stands above."""
    if len(_spans(found)) == 1:
        return []
    return [Column(say("school year"), [f"{row['from_year']} → {row['school_year']}" for row in rows])]


def _group(name: str, rows: list[dict[str, Any]], rank: int = 0) -> Column:
    head = say("place") if name == "place" else sentences.head(name)
    is_name = name not in {"location", "profile"}
    return Column(head, [sentences.in_words(row[name]) for row in rows], rank=rank, is_name=is_name)


def _went_on(found: Flows) -> Sheet:
    rows = found.successors.rows(named=True)
    by = {TABLE: say("the table"), RULE: say("the rule")}
    columns = [
        *_years(found, rows),
        *(_group(name, rows) for name in ("location", NAME, "place")),
        Column(say("went on as"), [row["successor"] for row in rows]),
        Column(say("according to"), [by[row["found_by"]] for row in rows]),
    ]
    return Sheet(say("Under another number"), columns)


def _totals(found: Flows, totals: pl.DataFrame) -> Sheet:
    rows = totals.rows(named=True)
    groups = [name for name in found.question.by if name != "location"]
    columns = [
        *_years(found, rows),
        *indicator.part_of(found.question, (row["part"] for row in rows), always=True),
        *(_group(name, rows) for name in groups),
        *(Column(head, [_flow(row, name) for row in rows], is_number=True) for name, head in heads().items()),
    ]
    note = say("Before + appeared − disappeared = after. Moved are among those that stayed, under another number.")
    return Sheet(
        say("Totals"), [*indicator.expendable(columns, 0), indicator.marks(row["marks"] for row in rows)], [note]
    )


def heads() -> dict[str, str]:
    """Name the columns of flows."""
    heads = (say("before"), say("appeared"), say("disappeared"), say("after"), say("moved"))
    return dict(zip(FLOWS, heads, strict=True))


def _flow(row: dict[str, Any], name: str) -> object:
    if name not in {"appeared", "disappeared"}:
        return numbers.exactly(row[name])
    return numbers.exactly(row[name] if name == "appeared" else -row[name], numbers.GAIN)


def _flow_notes(found: Flows, data: Data) -> list[str]:
    """Say what must be known of the list and the totals, each where it is touched."""
    lines, frame = [], found.frame
    if (frame["kind"] == CONVERTED).any():
        lines.append(say("Converted or new: the location had legacy pupils of that sector in the first year."))
    if any(file.masked_cells and file.family.facts == "enrolment" for file in data.files):
        lines.append(say("A masked count is of one pupil at least, so the profile behind it is offered for certain."))
    if not frame["certain"].all():
        lines.append(
            say("Not certain: a code of that location is unknown in the year in which the profile is missing.")
        )
    if (found.successors["found_by"] == RULE).any():
        lines.append(
            say(
                "The rule: one location is gone and one is new, and they alone share name and place, or institution and place. "
                "A table goes before it: --successors."
            )
        )
    lines += [
        say(
            "{rows:,} more opened or closed at locations whose {column} is unknown in these files; "
            "--where {column}={unknown} lists them.",
            rows=rows,
            column=spoken.shown_column(column),
            unknown=spoken.shown_value(places.UNKNOWN),
        )
        for column, rows in found.unplaced.items()
    ]
    if found.unused:
        lines.append(
            say(
                "--successors: of no location that is gone between these years and went on: {numbers}.",
                numbers=", ".join(found.unused),
            )
        )
    shown = {*found.counts["from_year"], *found.counts["school_year"]}
    if shown & {*found.broken}:
        lines.append(sentences.broken(found))
        lines.append(say("Totals over that break are left out; what opened and closed is listed."))
    return lines
