"""A decomposed change: for people a row per group, for machines a row per group and quantity."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from sto_cli import years as school_years
from sto_cli.language import say
from sto_cli.measuring.decomposition import QUANTITIES, Decomposition
from sto_cli.measuring.decomposition_estimates import TERMS, TOTAL
from sto_cli.present import indicator, numbers, records, sentences
from sto_cli.present.forms import Answer
from sto_cli.present.sheet import Column, Sheet

if TYPE_CHECKING:
    from sto_cli.reading.data import Data

Group = dict[str, dict[str, Any]]
"""The rows of one group by quantity."""
_RANKS = (2, 1, 4, 3, 0, 0, 5)
"""Within and mix are what was asked for; weights tell the least but for together, which is the sum of those two."""


def answer(found: Decomposition, data: Data) -> Answer:
    """Give a decomposition in every form; for machines a row per group and quantity."""
    return Answer(
        sheets=lambda: [_sheet(found, data)],
        json=lambda: records.document([found.result], data, _frame(found), decomposed_by=found.column),
        rows=lambda: _frame(found),
        notes=lambda: records.notes([found.result], data),
        of=data,
    )


def _sheet(found: Decomposition, data: Data) -> Sheet:
    """Give per group its share and weight in both years, and what it did to the change."""
    question = found.result.question
    groups: dict[tuple[str, str], Group] = {}
    for row in found.frame.iter_rows(named=True):
        groups.setdefault((row["part"], row["group"]), {})[row["quantity"]] = row
    years = question.change or ("", "")
    span = say(
        "Change {first} → {last}, decomposed by {column}",
        first=years[0],
        last=years[1],
        column=sentences.head(found.column),
    )
    first, last = (school_years.short(year) + indicator.signs(year, found.result) for year in years)
    heads = (
        say("share {year}", year=first),
        say("share {year}", year=last),
        say("weight {year}", year=first),
        say("weight {year}", year=last),
        say("within"),
        say("mix"),
        say("together"),
    )
    columns = indicator.part_of(question, (part for part, _ in groups))
    names = [say("total") if group == TOTAL else sentences.in_words(group) for _, group in groups]
    columns.append(Column(sentences.head(found.column), names))
    for head, quantity, rank in zip(heads, QUANTITIES, _RANKS, strict=True):
        cells = [_cell(rows[quantity]) for rows in groups.values()]
        columns.append(Column(head, cells, is_number=True, rank=rank))
    columns.append(indicator.marks([marks_of(found)] * len(groups)))
    notes = [
        *_meaning(found, groups),
        *sentences.about_masks(found.frame.iter_rows(named=True), [found.column], data, [question]),
        *indicator.caveats(found.result),
    ]
    return Sheet(
        indicator.title(question), columns, notes, [indicator.definition(question), *sentences.filtered(question), span]
    )


def _cell(row: dict[str, Any]) -> object:
    return indicator.value(row, numbers.FINE_PP if row["unit"] == "pp" else row["unit"])


def _meaning(found: Decomposition, groups: dict[tuple[str, str], Group]) -> list[str]:
    """Say what the terms are, and what a reader may stumble over."""
    lines = [
        say(
            "Within: the effect of the change in a group's share, at its average weight. Mix: the effect of the change in its weight, at the average difference between its share and the overall share. Together they are the change (midpoint or Kitagawa decomposition)."
        )
    ]
    lines += [
        say(
            "{group} is empty in {year}. The share of the other year is used for both years, so its whole effect is mix.",
            group=sentences.in_words(group),
            year=year,
        )
        for group, year in found.absent
    ]
    if _is_off(groups):
        lines.append(say("The rounded parts do not all add up to the rounded total; the unrounded parts do."))
    return lines


def _is_off(groups: dict[tuple[str, str], Group]) -> bool:
    """Tell whether rounded numbers fail to add up: within and mix of a row, or the groups of a column."""
    for part in dict.fromkeys(part for part, _ in groups):
        shown = {group: _shown(rows) for (own, group), rows in groups.items() if own == part}
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
