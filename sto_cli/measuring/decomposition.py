"""The change of a share by groups: the effect of changes within groups, and that of their mix.

`decomposition_estimates` has the formula and its identity. With masked cells every term has an estimate from the
estimated counts, whose 95% interval runs over the masked cells of all groups and both years (`uncertainty`), and no
certain bounds.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.errors import UsageError
from sto_cli.measuring import spoken
from sto_cli.measuring.decomposition_estimates import TERMS, TOTAL, WEIGHTS, Levels, Row, estimated
from sto_cli.measuring.exam_source import narrowed
from sto_cli.measuring.filters import ordered
from sto_cli.measuring.levels import levels
from sto_cli.measuring.measure import NO_DENOMINATOR, Result, measure
from sto_cli.measuring.question import DIMENSIONS, Question
from sto_cli.reading.layout import PUPILS

if TYPE_CHECKING:
    from sto_cli.reading.data import Data

COLUMNS = ("track", "province", "sex")
"""What a change can be decomposed by."""

SHARES = ("share_from", "share_to")
QUANTITIES = (*SHARES, *WEIGHTS, *TERMS)
"""What there is of each group: its share and its weight in both years, and what it did to the change."""

_NUMBERS = ("value", "low", "high", "estimate", "est_low", "est_high")
_SCHEMA = {
    **dict.fromkeys(("part", "group", "quantity"), pl.String),
    **dict.fromkeys(_NUMBERS, pl.Float64),
    "masked_cells": pl.Int64,
    **dict.fromkeys(("unit", "reason"), pl.String),
}
_UNITS = dict.fromkeys((*SHARES, *WEIGHTS), "share") | dict.fromkeys(TERMS, "pp")


@dataclass(frozen=True)
class Decomposition:
    """A change, taken apart.

    Attributes:
        result: the undivided levels of both years and their change.
        column: what it is divided by.
        frame: a row per part of the definition, group and quantity, `TOTAL` last, with the numbers of a result:
            shares and weights are fractions, terms fractions of the unit `pp`.
        absent: groups that are empty in one of the years, with that year.
    """

    result: Result
    column: str
    frame: pl.DataFrame = field(repr=False)
    absent: tuple[tuple[str, str], ...]


def refuse(question: Question, column: str) -> str:
    """Refuse what cannot be decomposed, before a file is read; give the column of that name.

    Raises:
        UsageError: the indicator is not a share, two years are missing, the column does not exist, or an option conflicts.
    """
    option = f"--decompose {column}"
    if question.indicator.kind != "share" or question.indicator.facts not in PUPILS:
        shares = [each.command for each in catalog().indicators.values() if each.kind == "share"]
        raise UsageError(
            "{option}: only shares of pupils can be decomposed; use one of {shares}.",
            option=option,
            shares=", ".join(shares),
        )
    cut = {name for part in question.definition.parts for name in question.numerator_columns(part)}
    choices = [name for name in COLUMNS if name not in cut and name in DIMENSIONS[question.indicator.facts]]
    named = spoken.column_named(column, choices)
    if named is None:
        raise UsageError(
            "{option}: {command} is decomposed by one of {choices}.",
            option=option,
            command=question.indicator.command,
            choices=", ".join(map(spoken.shown_column, choices)),
        )
    if question.by:
        raise UsageError("{option}: this option sets the groups; leave out --by.", option=option)
    if question.change is None:
        raise UsageError(
            "{option}: only a change can be decomposed; give its two years with --from and --to.", option=option
        )
    if question.years:
        raise UsageError("{option}: --from and --to set the years; leave out --year.", option=option)
    return named


def decompose(data: Data, question: Question, column: str) -> Decomposition:
    """Divide the change that a question asks for over the groups of a column.

    Raises:
        UsageError: it cannot be decomposed (`refuse`).
        InputError: the data lacks what is asked for.
    """
    column = refuse(question, column)
    data = narrowed(data, replace(question, by=(column,)))
    result = measure(data, question)
    found = levels(data, replace(question, by=(column,)))
    rows: list[Row] = []
    absent: dict[tuple[str, str], None] = {}
    for part in question.definition.parts:
        own = pl.col("part") == part.id
        whole = result.frame.filter(own).to_dicts()
        groups = _groups(ordered(found.frame.filter(own), [column]).rename({column: "group"}))
        cells = found.cells.filter(own).rename({column: "group"})
        rows += [{"part": part.id, **row} for row in _rows(groups, whole, cells)]
        absent |= dict.fromkeys(_absent(groups))
    return Decomposition(result, column, pl.DataFrame(rows, schema=_SCHEMA, orient="row"), tuple(absent))


def _groups(frame: pl.DataFrame) -> Levels:
    """Pair the levels of each group, the first year first; leave out groups that are empty in both."""
    found: dict[str, list[Row]] = {}
    for row in frame.to_dicts():
        found.setdefault(row["group"], []).append(row)
    pairs = {group: (first, last) for group, (first, last) in found.items()}
    return {group: pair for group, pair in pairs.items() if any(row["denominator_low"] for row in pair)}


def _absent(groups: Levels) -> list[tuple[str, str]]:
    rows = (row for pair in groups.values() for row in pair)
    return [(row["group"], row["school_year"]) for row in rows if not row["denominator_low"]]


def _rows(groups: Levels, whole: list[Row], cells: pl.DataFrame) -> list[Row]:
    """Write down every quantity of every group, and of all."""
    first, last, change = sorted(whole, key=lambda row: (row["from_year"] is not None, row["school_year"]))
    pairs = {**groups, TOTAL: (first, last)}
    numbers = estimated(groups, (first, last), cells) or {}
    masked_cells = {
        **dict(zip(WEIGHTS, (first["masked_cells"], last["masked_cells"]), strict=True)),
        **dict.fromkeys(TERMS, change["masked_cells"]),
    }
    rows = []
    for group, pair in pairs.items():
        rows += [_share(level) | {"group": group, "quantity": name} for name, level in zip(SHARES, pair, strict=True)]
        for name in (*WEIGHTS, *TERMS):
            number = numbers.get((group, name), {"reason": NO_DENOMINATOR})
            # What all groups did together is the change itself; one that is refused has no terms.
            if name in TERMS and (change["reason"] or (group, name) == (TOTAL, "together")):
                number = change
            rows.append(
                _numbers(number)
                | {"group": group, "quantity": name, "unit": _UNITS[name], "masked_cells": masked_cells[name]}
            )
    return rows


def _share(level: Row) -> Row:
    reason = NO_DENOMINATOR if level["low"] is None else None
    return _numbers(level) | {"masked_cells": level["masked_cells"], "unit": "share", "reason": reason}


def _numbers(row: Row) -> Row:
    found = {name: row.get(name) for name in (*_NUMBERS, "reason")}
    if found["value"] is not None:
        found |= dict.fromkeys(("low", "high"), found["value"])
    return found if found["low"] is None else found | {"value": found["low"] if found["low"] == found["high"] else None}
