"""The answer to a question with groups as a table: a row per group, years side by side, the change last, and a row for the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.errors import UsageError
from sto_cli.language import either, message, say
from sto_cli.measuring import spoken
from sto_cli.measuring.measure import NO_DENOMINATOR, SERIES_BREAK, Result
from sto_cli.measuring.population import NAME
from sto_cli.present import numbers, sentences
from sto_cli.present.sheet import Column
from sto_cli.years import short

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sto_cli.measuring.question import Question
    from sto_cli.reading.data import Data

ORDERS = ("value", "change", "name")
"""What rows can be sorted by; a minus before it turns them round."""
_WHOLE = message("Netherlands")
_LEFT = message("all of these")

_MADE_OF = 3
"""From more years than two and their change on, what a share is made of is left to machine forms."""

_Row = dict[str, Any]
_Head = tuple[str | None, str]
"""What a column is of: no first year and a school year, or the two of a change."""


class Shown(NamedTuple):
    """Which rows a table for people has, and in which order.

    Attributes:
        sort: one of `ORDERS`, value and change from the greatest down; with `-` before it the other way round.
        top: how many rows are shown of each part; None for all.
        everything: zeros and empty groups too.
    """

    sort: str = ""
    top: int | None = None
    everything: bool = False


class Line(NamedTuple):
    """A row: what it is of, and the result rows by what their columns are of."""

    part: str
    groups: tuple[object, ...]
    cells: dict[_Head, _Row]


def shown(sort: str | None, top: int | None, *, everything: bool, changes: bool) -> Shown:
    """Read what is said of the rows, in the words of either language.

    Raises:
        UsageError: rows cannot be sorted by that.
    """
    named = spoken.column_named((sort or "").removeprefix("-"), ORDERS) if sort else ""
    if named is None:
        raise UsageError("--sort {sort}: {hint}", sort=sort, hint=spoken.near_column(str(sort), ORDERS))
    if named == "change" and not changes:
        raise UsageError("--sort {sort}: there is no change; give its two years with --from and --to.", sort=sort)
    return Shown("-" * bool(sort and sort.startswith("-")) + named, top, everything)


def lines(result: Result) -> list[Line]:
    """Put the rows of a result side by side that differ by year only."""
    found: dict[tuple[Any, ...], Line] = {}
    for row in result.frame.iter_rows(named=True):
        groups = tuple(row[name] for name in result.groups)
        line = found.setdefault((row["part"], *groups), Line(row["part"], groups, {}))
        line.cells[row["from_year"], row["school_year"]] = row
    return [*found.values()]


def chosen(found: Sequence[Line], asked: Shown, parts: Sequence[str]) -> tuple[list[Line], list[str]]:
    """Choose and sort rows, those of each part by themselves; and say what is not shown."""
    kept = [line for line in found if asked.everything or not all(map(_is_nothing, line.cells.values()))]
    kept = kept or [*found]
    notes = []
    if zeros := len(found) - len(kept):
        notes.append(
            say("1 row is 0 or empty; --all shows it.")
            if zeros == 1
            else say("{rows:,} rows are 0 or empty; --all shows them.", rows=zeros)
        )
    picked = []
    for part in parts:
        own = _sorted([line for line in kept if line.part == part], asked.sort)
        picked += own[: asked.top]
    if rest := len(kept) - len(picked):
        notes.append(say("{rows:,} more; --top shows the first.", rows=rest))
    return picked, notes


def _is_nothing(row: _Row) -> bool:
    if row["from_year"] is not None:
        return True
    return bool(row["reason"] == NO_DENOMINATOR or row["numerator_high"] == 0)


def sized(found: list[Line]) -> list[Line]:
    """Sort rows from the greatest number of their last year down."""
    return _sorted(found, "value")


def _sorted(found: list[Line], order: str) -> list[Line]:
    """Sort rows; those without a number stand last either way."""
    name, turned = order.removeprefix("-"), order.startswith("-")
    if name == "name":
        return sorted(
            found, key=lambda line: [spoken.plain(sentences.in_words(group)) for group in line.groups], reverse=turned
        )
    if not name:
        return found
    sized = [(_size(line, is_change=name == "change"), line) for line in found]
    known = [(size, line) for size, line in sized if size is not None]
    known.sort(key=lambda pair: pair[0], reverse=not turned)
    return [line for _, line in known] + [line for size, line in sized if size is None]


def _size(line: Line, *, is_change: bool) -> float | None:
    """Give what a row is sorted by: the number of its last year or of its change; the middle of a range without an estimate."""
    heads = [head for head in line.cells if (head[0] is not None) == is_change]
    row = line.cells[max(heads, key=lambda head: head[1])] if heads else None
    if row is None or row["reason"]:
        return None
    number = row["estimate"] if row["estimate"] is not None else row["value"]
    return float(number if number is not None else (row["low"] + row["high"]) / 2)


def heads(found: Sequence[Line]) -> list[_Head]:
    """List what the columns are of: years in their order, the change last."""
    return sorted({head for line in found for head in line.cells}, key=lambda head: (head[0] is not None, head[1]))


def columns(
    result: Result, found: Sequence[Line], whole: Sequence[Line], years: dict[str, str], *, everything: bool
) -> list[Column]:
    """Lay rows out: a column for each year and for the change, then for each of them what it is made of.

    `whole` are rows uncut, of each part that is not alone; `years` say what to call a school year, with its signs; with
    `everything`, rows without a number on show stay.
    """
    all_lines = [*found, *whole]
    spans = heads(all_lines)
    names = {head: years[head[1]] if head[0] is None else _of_change(head) for head in spans}
    masked = any(row["masked_cells"] for line in all_lines for row in line.cells.values())
    several = len(spans) > 1
    made: list[Column] = []
    for at, head in enumerate(spans):
        # The last year and the change stay on a narrow screen; earlier years go last.
        is_last = at >= len(spans) - 1 - (spans[-1][0] is not None)
        cells = [_value(line.cells.get(head)) for line in all_lines]
        column = Column(names[head], cells, is_number=True, rank=0 if is_last else 1, is_answer=not everything)
        made.append(column._replace(draws="groups") if head[0] is None else column)
    more: list[Column] = []
    latest = next((head for head in reversed(spans) if head[0] is None), None)
    for head in reversed(spans):
        rows = [line.cells.get(head) for line in all_lines]
        behind = f" {short(head[1]) if head[0] is None else say('change')}" * several
        if any(row and row["masked_cells"] for row in rows):
            certain = [numbers.of_row(row, shows="certain") if row else "" for row in rows]
            more.append(Column(say("certain") + behind, certain, is_number=True))
        if head[0] is not None or len(spans) > _MADE_OF:
            continue
        sides = zip(("numerator", "denominator"), result.question.indicator.counted, strict=False)
        for rank, (side, label) in enumerate(sides, start=2):
            cells = [numbers.of_side(row, side) if row else "" for row in rows]
            more.append(Column(f"{label}{behind}", cells, is_number=True, rank=rank * (head == latest)))
        if masked and not several:
            cells = [numbers.exactly(row["masked_cells"]) if row else "" for row in rows]
            more.append(Column(say("masked cells") + behind, cells, is_number=True))
    return [*made, *(column._replace(rank=column.rank or at + 7) for at, column in enumerate(more))]


def labels(result: Result, found: Sequence[Line], whole: Sequence[Line], data: Data) -> list[Column]:
    """Name the groups of rows, with names and places beside codes; the whole in the first of them."""
    said = name_of_whole(result.question)
    made = []
    for at, name in enumerate(result.groups):
        values = [line.groups[at] for line in found]
        cells = [sentences.in_words(value) for value in values]
        blank = [said if at == 0 else ""] * len(whole)
        is_name = name not in {"location", "brin", "profile", "track"}
        made.append(Column(sentences.head(name), [*cells, *blank], rank=4 * (name == NAME), is_name=is_name))
        beside = _beside(name, data, result.question.indicator.facts)
        for head, by_code in beside.items():
            beside_codes = [*(by_code.get(str(value), "") for value in values), *[""] * len(whole)]
            made.append(Column(head, beside_codes, rank=6 if name in {"profile", "track"} else 5, is_name=True))
    return made


def name_of_whole(question: Question) -> str:
    """Name all groups together."""
    return str(_LEFT if question.where else _WHOLE)


def _beside(column: str, data: Data, kind: Any) -> dict[str, dict[str, str]]:  # noqa: ANN401  # a kind of facts
    """Give what stands beside the codes of a column, by its head: labels, and the name and place of a school."""
    if column == "profile":
        return {say("name"): {code: profile.label for code, profile in catalog().profiles.items()}}
    if column == "track":
        return {say("name"): {code: str(track.label) for code, track in catalog().tracks.items()}}
    facts = data.facts(kind)
    if column not in {"location", "brin"} or "place" not in facts.columns:
        return {}
    # The newest; of an institution that of its first location.
    newest = facts.sort("school_year", "location", descending=[False, True]).group_by(column, maintain_order=True)
    last = newest.agg(pl.col("name", "place").last())
    wanted = {"place": say("place")} if column == "location" else {"name": say("name"), "place": say("place")}
    return {head: dict(last.select(column, name).drop_nulls().iter_rows()) for name, head in wanted.items()}


def _value(row: _Row | None) -> object:
    if row is None:
        return ""
    if row["reason"]:
        return numbers.MISSING + " †" * (row["reason"] == SERIES_BREAK)
    return numbers.of_row(row)


def why_nothing(found: Sequence[Line]) -> list[str]:
    """Say below a table why cells have no number, but for the series break, which has its sign."""
    keys = dict.fromkeys(row["reason"] for line in found for row in line.cells.values())
    reasons = [sentences.reason(key) for key in keys if key not in {None, SERIES_BREAK}]
    return [say("–: {reason}.", reason=either(reasons))] if reasons else []


def _of_change(head: _Head) -> str:
    return say("change {span}", span=f"{short(str(head[0]))} → {short(head[1])}")
