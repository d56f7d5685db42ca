"""The screen of a decomposed change, a row per group; and its machine forms, a row per group and quantity."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.text import Text

from sto_cli import years as school_years
from sto_cli.language import say
from sto_cli.measuring.decomposition import QUANTITIES
from sto_cli.measuring.gradients import TERMS
from sto_cli.measuring.term_estimates import TOTAL
from sto_cli.present import markdown, numbers, records, words
from sto_cli.present.console import render
from sto_cli.present.fitting import fitted
from sto_cli.present.outputs import Answer
from sto_cli.present.table import caveats, heading

if TYPE_CHECKING:
    from sto_cli.measuring.decomposition import Decomposition
    from sto_cli.reading.data import Data

Group = dict[str, dict[str, Any]]
"""The rows of one group by quantity."""


def answer(found: Decomposition, data: Data) -> Answer:
    """Give a decomposition in every form; for machines a row per group and quantity."""
    return Answer(
        screen=lambda: _screen(found, data),
        markdown=lambda: _markdown(found, data),
        json=lambda: records.document([found.result], data, _frame(found), decomposed_by=found.column),
        rows=lambda: _frame(found),
        notes=lambda: records.notes([found.result], data),
        incomplete=data.incomplete,
    )


def _screen(found: Decomposition, data: Data) -> str:
    """Lay out per group its share and weight in both years, and what it did to the change."""
    groups = _groups(found)
    columns = _columns(found, groups)
    heads = list(columns)
    keys = len(heads) - len(QUANTITIES)
    # Within and mix are what was asked for; weights tell the least, and together is their sum.
    grid, left_out = fitted(
        columns, keys, [*heads[keys + 3 : keys + 1 : -1], *heads[keys + 1 : keys - 1 : -1], heads[-1]]
    )
    lines = [*words.too_narrow(left_out), *_notes(found, groups, data)]
    return render(*heading(found.result.question, data), Text(_title(found)), grid, *map(Text, lines))


def _markdown(found: Decomposition, data: Data) -> str:
    groups = _groups(found)
    columns = _columns(found, groups)
    keys = len(columns) - len(QUANTITIES)
    columns[say("marks")] = [marks_of(found) or ""] * len(groups)
    head = markdown.paragraphs(line.plain for line in heading(found.result.question, data))
    table = markdown.table(columns, keys)
    return markdown.document(
        markdown.heading(_title(found)), head, table, markdown.paragraphs(_notes(found, groups, data))
    )


def _title(found: Decomposition) -> str:
    first, last = found.result.question.change or ("", "")
    return say(
        "Change {first} → {last}, decomposed by {column}", first=first, last=last, column=words.head(found.column)
    )


def _notes(found: Decomposition, groups: list[tuple[str, str, Group]], data: Data) -> list[str]:
    return [
        *_meaning(found, groups),
        *words.about_masks(found.frame.iter_rows(named=True), [found.column], data, [found.result.question]),
        *caveats(found.result),
    ]


def _groups(found: Decomposition) -> list[tuple[str, str, Group]]:
    """Gather rows by part of the definition and group."""
    groups: dict[tuple[str, str], Group] = {}
    for row in found.frame.iter_rows(named=True):
        groups.setdefault((row["part"], row["group"]), {})[row["quantity"]] = row
    return [(part, group, rows) for (part, group), rows in groups.items()]


def _columns(found: Decomposition, groups: list[tuple[str, str, Group]]) -> dict[str, list[str]]:
    question = found.result.question
    first, last = (
        school_years.short(year) + " †" * (year in found.result.broken) + " ‡" * (year in found.result.provisional)
        for year in question.change or ("", "")
    )
    columns = {}
    if len(question.definition.parts) > 1:
        labels = {part.id: str(part.label) for part in question.definition.parts}
        columns[say("part")] = [labels[part] for part, _, _ in groups]
    columns[words.head(found.column)] = [
        say("total") if group == TOTAL else words.in_words(group) for _, group, _ in groups
    ]
    heads = (
        say("share {year}", year=first),
        say("share {year}", year=last),
        say("weight {year}", year=first),
        say("weight {year}", year=last),
        say("within"),
        say("mix"),
        say("together"),
    )
    return columns | {
        head: [_cell(rows[quantity]) for _, _, rows in groups] for head, quantity in zip(heads, QUANTITIES, strict=True)
    }


def _cell(row: dict[str, Any]) -> str:
    if row["reason"]:
        return words.nothing(row["reason"])
    return numbers.estimated(row, numbers.FINE_PP if row["unit"] == "pp" else row["unit"])


def _meaning(found: Decomposition, groups: list[tuple[str, str, Group]]) -> list[str]:
    """Say what the terms are, and what a reader may stumble over."""
    lines = [
        say(
            "Within: the share of a group changed, at the middle of its two weights. Mix: its weight changed, at the middle of how far its share lies from that of all. Together they are the change (midpoint or Kitagawa decomposition)."
        )
    ]
    lines += [
        say(
            "{group}: nobody in {year}. The share of its other year is taken for both, so all that it did is mix.",
            group=words.in_words(group),
            year=year,
        )
        for group, year in found.absent
    ]
    if _is_off(groups):
        lines.append(say("Rounded, not all parts shown add up to the total shown; unrounded they do."))
    return lines


def _is_off(groups: list[tuple[str, str, Group]]) -> bool:
    """Tell whether rounded numbers fail to add up: within and mix of a row, or the groups of a column."""
    for part in dict.fromkeys(part for part, _, _ in groups):
        shown = {group: _shown(rows) for own, group, rows in groups if own == part}
        if any(None in row for row in shown.values()):
            continue
        total = shown.pop(TOTAL)
        if any(within + mix != both for within, mix, both in [*shown.values(), total]):
            return True
        if [sum(column, Decimal(0)) for column in zip(*shown.values(), strict=True)] != total:
            return True
    return False


def _shown(rows: Group) -> list[Any]:
    """Give the three terms of a group as they are printed; None where there is no such number."""
    points = [rows[name]["estimate"] if rows[name]["value"] is None else rows[name]["value"] for name in TERMS]
    return [None if point is None else numbers.rounded(point, numbers.FINE_PP) for point in points]


def _frame(found: Decomposition) -> pl.DataFrame:
    question = found.result.question
    first, last = question.change or ("", "")
    about = {"indicator": question.indicator.id, "definition": question.definition.id}
    span = {"from_year": first, "school_year": last, "decomposed_by": found.column}
    literals = {name: pl.lit(value).alias(name) for name, value in (about | span).items()}
    ahead = [literals.pop("indicator"), literals.pop("definition"), pl.col("part"), *literals.values()]
    return found.frame.select(*ahead, pl.exclude("part"), pl.lit(marks_of(found), pl.String).alias("marks"))


def marks_of(found: Decomposition) -> str | None:
    """Give the marks of the change, which all its terms share."""
    change = found.result.frame.filter(pl.col("from_year").is_not_null())
    marks: str | None = change["marks"][0]
    return marks
