"""The answers to one question as sheets: a row per level or change, and what appeared and disappeared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.language import joined, message, say
from sto_cli.measuring import spoken
from sto_cli.measuring.flows import CLOSED, CONVERTED, FLOWS, OPENED
from sto_cli.measuring.marks import OWN_CATALOG, PROVISIONAL, REJECTED_ROWS, SERIES_BREAK, SYNTHETIC, UNKNOWN_CODES
from sto_cli.measuring.names import NAME
from sto_cli.measuring.population import without_region
from sto_cli.measuring.successors import RULE, TABLE
from sto_cli.present import chart, numbers, records, sentences, table
from sto_cli.present.forms import Answer
from sto_cli.present.sheet import Column, Sheet
from sto_cli.reading import places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sto_cli.catalog import Part
    from sto_cli.measuring.flows import Flows
    from sto_cli.measuring.measure import Result
    from sto_cli.measuring.question import Question
    from sto_cli.reading.data import Data

_MARKS = {
    SERIES_BREAK: message("series break"),
    PROVISIONAL: message("provisional"),
    SYNTHETIC: message("synthetic"),
    REJECTED_ROWS: message("rejected rows"),
    UNKNOWN_CODES: message("unknown codes"),
    OWN_CATALOG: message("own catalog"),
}

_LISTED = 15
"""Locations that are named."""


_SIDES = ("numerator_high", "denominator_high")


def answer(
    result: Result, data: Data, whole: Callable[[], Result] | None = None, asked: table.Shown | None = None
) -> Answer:
    """Give a result in every form.

    Args:
        result: what was asked and answered.
        data: what it is of.
        whole: answers the same uncut, for the forms that have a row for the whole.
        asked: which rows these have, and in which order.
    """
    return Answer(
        sheets=lambda: [_groups(result, data, whole, asked) if result.groups else sheet(result, data)],
        json=lambda: records.as_json([result], data),
        rows=lambda: records.rows([result]),
        notes=lambda: records.notes([result], data),
        sample=data.sample,
        incomplete=data.incomplete,
        height=result.frame.height,
        nobody=not any(row[side] for row in result.frame.iter_rows(named=True) for side in _SIDES),
    )


def sheet(result: Result, data: Data) -> Sheet:
    """Make a table of a result, with its definition above and its caveats below."""
    question, rows = result.question, result.frame.rows(named=True)
    masked = any(row["masked_cells"] for row in rows)
    columns = [Column(say("school year"), [_year(row, result) for row in rows])]
    columns += part_of(question, (row["part"] for row in rows))
    columns += [Column(sentences.head(name), [sentences.in_words(row[name]) for row in rows]) for name in result.groups]
    columns.append(Column(_head(str(question.title)), [value(row) for row in rows], is_number=True, draws="years"))
    if masked:
        columns.append(Column(say("certain"), [numbers.of_row(row, shows="certain") for row in rows], is_number=True))
    for side, label in zip(("numerator", "denominator"), question.indicator.counted, strict=False):
        cells = [numbers.of_side(row, side) if row["from_year"] is None else "" for row in rows]
        columns.append(Column(str(label), cells, is_number=True))
    if masked:
        columns.append(
            Column(say("masked cells"), [numbers.exactly(row["masked_cells"]) for row in rows], is_number=True)
        )
    columns = expendable(columns, 1)
    notes = [*sentences.masked([result], data), *caveats(result), *_without_region(result, data)]
    return Sheet(
        title(question),
        [*columns, marks(row["marks"] for row in rows)],
        notes,
        [definition(question), *sentences.filtered(question)],
        chart=chart.trend(title(question), result),
    )


def _groups(result: Result, data: Data, whole: Callable[[], Result] | None, asked: table.Shown | None) -> Sheet:
    """Make a table of a result that is cut: a row per group, years side by side, and a row for the whole."""
    question = result.question
    shown = asked or table.Shown()
    found, left_out = table.chosen(table.lines(result), shown, [part.id for part in question.definition.parts])
    cut = {line.part for line in found}
    uncut = [line for line in table.lines(whole()) if line.part in cut] if whole and found else []
    years = {year: year + signs(year, result) for year in {*result.frame["school_year"]}}
    lines = [*found, *uncut]
    columns = [
        *part_of(question, (line.part for line in lines)),
        *table.labels(result, found, uncut, data),
        *table.columns(result, found, uncut, years, everything=shown.everything),
        marks(", ".join(dict.fromkeys(row["marks"] for row in line.cells.values() if row["marks"])) for line in lines),
    ]
    notes = [*left_out, *table.why_nothing(lines), *sentences.masked([result], data), *caveats(result)]
    notes += _without_region(result, data)
    above = [definition(question), *sentences.filtered(question)]
    # Rows stand in the order of the catalog, unless another one is asked for; a picture needs them by size.
    sized = found if shown.sort else table.sized(found)
    drawn = chart.dots(title(question), result, sized, uncut, table.name_of_whole(question))
    return Sheet(title(question), columns, notes, above, whole=len(uncut), chart=drawn)


def _head(title: str) -> str:
    """Begin a title with a small letter, unless it begins with an abbreviation."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def expendable(columns: list[Column], kept: int) -> list[Column]:
    """Let columns of numbers go on a narrow screen, the last first, but for the first `kept` of them."""
    first = next(at for at, column in enumerate(columns) if column.is_number) + kept
    return [column._replace(rank=max(0, at - first + 1)) for at, column in enumerate(columns)]


def marks(found: Iterable[str | None]) -> Column:
    """Make the column of marks, for forms in which no sign stands beside a number."""
    named = [dict.fromkeys(re.findall(r"\w+", text or "")) for text in found]
    words = [", ".join(str(_MARKS[mark]) for mark in each) for each in named]
    return Column(say("marks"), words, is_number=True, is_mark=True)


def title(question: Question) -> str:
    """Say what is measured."""
    return f"{question.title}: {question.words}"


def definition(question: Question) -> str:
    """Say under which definition."""
    return say(
        "Definition {id}: {label}", id=spoken.shown_value(question.definition.id), label=question.definition.label
    )


def part_of(question: Question, parts: Iterable[str], *, always: bool = False) -> list[Column]:
    """Make the column that names the part of the definition, where there is more than one."""
    labels = {part.id: str(part.label) for part in question.definition.parts}
    return [Column(say("part"), [labels[part] for part in parts])] if always or len(labels) > 1 else []


def caveats(result: Result) -> list[str]:
    """List what is true of the numbers above whether or not they are masked."""
    question, frame = result.question, result.frame
    lines = []
    if set(result.broken) & {*frame["school_year"], *frame["from_year"].drop_nulls()}:
        lines.append(sentences.broken(result))
    lines += sentences.provisional([result])
    if question.definition.caveat:
        lines.append(say("Caveat: {caveat}.", caveat=question.definition.caveat))
    if question.indicator.not_additive and question.by:
        lines.append(say("Not additive: {reason}.", reason=question.indicator.not_additive))
    return lines


def _without_region(result: Result, data: Data) -> list[str]:
    """Name the locations without a region in the newest year that is shown, of a count of regions."""
    question = result.question
    if not question.definition.counts("sto_region"):
        return []
    year = max(result.frame["school_year"])
    found = without_region(data, question, year)
    more = message("; {more:,} more (--by location --where sto_region=unknown lists them)", more=len(found) - _LISTED)
    names = joined(["; ".join(found[:_LISTED]), more if len(found) > _LISTED else ""], "")
    return [
        say("Without a region in {year}: {names}.", year=year, names=names)
        if found
        else say("Every location has a region in {year}.", year=year)
    ]


def value(row: dict[str, Any], unit: str | None = None) -> object:
    """Give the number of a row, or say why there is none."""
    return sentences.nothing(row["reason"]) if row["reason"] else numbers.of_row(row, unit)


def signs(year: str, result: Result) -> str:
    """Give the signs behind a year: † across the series break, ‡ provisional."""
    return " †" * (year in result.broken) + " ‡" * (year in result.provisional)


def _year(row: dict[str, Any], result: Result) -> str:
    year = str(row["school_year"])
    if row["from_year"] is None:
        return year + signs(year, result)
    return f"{row['from_year']} → {year}" + " ‡" * (year in result.provisional)


def flows(found: Flows, data: Data, *, everything: bool = False) -> Answer:
    """Give what opened and closed in every form; for machines a row per pair of years and location × profile.

    Args:
        found: what was found.
        data: what it is of.
        everything: in forms for people, totals of groups in which nothing changed too.
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
        sample=data.sample,
        incomplete=data.incomplete,
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
    above = [definition(question), *sentences.filtered(question), *(spans if len(spans) == 1 else []), first.title]
    drawn = chart.moves(title(question), found)
    shown = [first._replace(title=title(question), above=above, chart=drawn), *kept[1:]]
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
    return Sheet(counted, [*columns, marks(row["marks"] for row in rows)])


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
        *part_of(found.question, (row["part"] for row in rows), always=True),
        *(_group(name, rows) for name in groups),
        *(Column(head, [_flow(row, name) for row in rows], is_number=True) for name, head in flow_heads().items()),
    ]
    note = say("Before + appeared − disappeared = after. Moved are among those that stayed, under another number.")
    return Sheet(say("Totals"), [*expendable(columns, 0), marks(row["marks"] for row in rows)], [note])


def flow_heads() -> dict[str, str]:
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
        lines.append(sentences.series_break(found.question, found.broken))
        lines.append(say("Totals over that break are left out; what opened and closed is listed."))
    return lines
