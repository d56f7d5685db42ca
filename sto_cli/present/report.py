"""The report: the letter on one screen, every year side by side, or a sheet for each indicator with all that is known."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from sto_cli import years as school_years
from sto_cli.claims.file import load_claims
from sto_cli.language import message, say
from sto_cli.measuring import marks, spoken
from sto_cli.present import chart, indicator, letter, numbers, records, sentences, verdicts
from sto_cli.present.forms import Answer
from sto_cli.present.sheet import Column, Dim, Heading, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from sto_cli.catalog.models import Part
    from sto_cli.claims.check import Check
    from sto_cli.claims.claim import Claim
    from sto_cli.measuring.measure import Result
    from sto_cli.reading.data import Data
    from sto_cli.reporting import Block

_CHANGE = "change"
_BREAK = "┊"
_LEVELS = "▁▂▃▄▅▆▇█"
_LETTER = message(
    "The letter: what it printed, under our reading of its years and definitions (sto catalog claims); sto check letter gives the reasons."
)

Shows = Literal["letter", "years", "all"]
"""What a report shows of what was computed."""

Line = tuple[str, dict[str, object]]
"""A label and, by school year or `change`, what stands there."""


def answer(blocks: list[Block], data: Data, shows: Shows = "letter") -> Answer:
    """Give the report in every form; those for machines have everything."""
    results = [result for block in blocks for result in block.results]
    sheets: dict[Shows, Callable[[], list[Sheet]]] = {
        "letter": lambda: [letter.sheet(blocks, data)],
        "years": lambda: [_years(blocks)],
        "all": lambda: [Sheet(_title()), *map(_sheet, blocks), Sheet(notes=_footer(blocks, data))],
    }
    return Answer(
        sheets=sheets[shows],
        json=lambda: records.as_json(results, data),
        rows=lambda: records.rows(results),
        notes=lambda: records.notes(results, data),
        of=data,
        page=None if shows == "years" else lambda: _page(blocks, data),
    )


def _page(blocks: list[Block], data: Data) -> list[Sheet]:
    """Make the sheets of a page: the letter as cards, and for each indicator its years, with exam candidates beside them."""
    years = sorted({year for report in data.files for year in report.school_years})
    first = letter.sheet(blocks, data)
    span = say(
        "Files: {count}, of the school years {first} to {last}.", count=len(data.files), first=years[0], last=years[-1]
    )
    notes = [*first.notes[:-1], *_judged(blocks)]  # the last one names commands
    sheets = [first._replace(title=str(load_claims().title), above=[span], notes=notes, as_cards=True)]
    for block in blocks:
        if block.result:
            own = indicator.sheet(block.result, data)
            sheets.append(own._replace(chart=chart.trend(own.title, block.result, block.exams)))
        else:
            sheets.append(
                Sheet(str(block.question.title), notes=[say("Not in these files: {reason}", reason=block.missing)])
            )
        if block.exams:
            beside, caveat = indicator.sheet(block.exams, data), str(block.exams.question.definition.caveat)
            others = [note for note in beside.notes if caveat not in note]
            sheets.append(beside._replace(chart=None, notes=[*_second_source([block]), *others]))
    return sheets


def _title() -> str:
    return say("Sterk Techniekonderwijs: the indicators of the letter, recomputed from DUO files")


def _sheet(block: Block) -> Sheet:
    """Make the table of an indicator; the head of its last column is the years of its change."""
    title, result = str(block.question.title), block.result
    if result is None:
        beside = _columns(block, _all_exams(block)) if block.exams else ()
        return Sheet(title, beside, [say("not in these files")], goes_on=True)
    return Sheet(title, _columns(block, _lines(block, result)), goes_on=True)


def _columns(block: Block, lines: list[Line]) -> list[Column]:
    years = sorted({head for _, cells in lines for head in cells} - {_CHANGE})
    span = " → ".join(map(school_years.short, block.question.change or ())) or say("change")
    columns = [Column("", [label for label, _ in lines])]
    for at, head in enumerate([*years, _CHANGE], start=1):
        cells = [cells.get(head, "") for _, cells in lines]
        columns.append(Column(span if head == _CHANGE else head, cells, is_number=True, rank=at))
    marked = [*dict.fromkeys(mark for result in block.results for mark in _marks(result.frame))]
    return [*columns, indicator.marks([marks.joined(marked)] * len(lines))]


def _marks(frame: pl.DataFrame) -> list[str]:
    return [mark for found in frame["marks"].drop_nulls().unique() for mark in found.split()]


# --- EVERY YEAR ---


def _years(blocks: list[Block]) -> Sheet:
    """Make a row for each part of each indicator: how it went, each year, and its change."""
    results = [block.result for block in blocks if block.result]
    years = sorted({year for result in results for year in result.frame["school_year"]})
    lines = [line for result in results for line in _across(result, years)]
    columns = [Column("", [label for label, _, _ in lines]), Column(say("trend"), [trend for _, trend, _ in lines])]
    for rank, year in enumerate(reversed(years), start=1):
        cells = [cells.get(year, "") for _, _, cells in lines]
        rule = [cells.get(_rule(year), "") for _, _, cells in lines]
        found = [Column(school_years.short(year), cells, is_number=True, rank=rank)]
        columns[2:2] = found + ([Column("", rule, rank=rank)] if any(rule) else [])
    columns.append(Column(say("change"), [cells.get(_CHANGE, "") for _, _, cells in lines], is_number=True))
    columns.append(indicator.marks(str(cells["marks"]) for _, _, cells in lines))
    if not results:
        return Sheet(_title(), notes=letter.absent(blocks))
    notes = [sentences.broken(result).replace("†", _BREAK, 1) for result in results if result.broken][:1]
    told = [
        say("Trend: each from its lowest to its highest; ≈ an estimate; sto report --all has intervals and bounds.")
    ]
    return Sheet(_title(), columns, [*letter.absent(blocks), *notes, *sentences.provisional(results), *map(Dim, told)])


def _across(result: Result, years: list[str]) -> list[tuple[str, str, dict[str, object]]]:
    """Give the heading of an indicator and the lines of its parts: label, trend, and cells by year."""
    change = " → ".join(map(school_years.short, result.question.change or ()))
    lines: list[tuple[str, str, dict[str, object]]] = []
    for part in result.question.definition.parts:
        frame = result.frame.filter(pl.col("part") == part.id)
        rows = frame.rows(named=True)
        cells = {_head(row): _cell(row, result, broken="") for row in rows}
        for year, following in pairwise(years):
            if year in result.broken and following not in result.broken:
                cells[_rule(year)] = _BREAK
        trend = _trend({_head(row): _point(row) for row in rows}, years, cells)
        lines.append((f"  {part.label}", trend, cells | {"marks": marks.joined(_marks(frame)) or ""}))
    heading: dict[str, object] = {"marks": marks.joined(_marks(result.frame)) or ""}
    return [(Heading(result.question.title), change, heading), *lines]


def _rule(year: str) -> str:
    return f"after {year}"


def _point(row: dict[str, Any]) -> float | None:
    """Give what a year is drawn at: its number or estimate, else the middle of its range."""
    if row["estimate"] is not None:
        return float(row["estimate"])
    return None if None in (row["low"], row["high"]) else (row["low"] + row["high"]) / 2


def _trend(points: dict[str, float | None], years: list[str], cells: dict[str, object]) -> str:
    """Draw a sparkline with a space where there is no number, and the rule of the series break."""
    known = [point for year in years if (point := points.get(year)) is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    drawn = ""
    for year in years:
        point = points.get(year)
        level = round((point - low) / (high - low) * (len(_LEVELS) - 1)) if point is not None and high > low else 0
        drawn += (" " if point is None else _LEVELS[level]) + str(cells.get(_rule(year), ""))
    return drawn


# --- EVERYTHING ---


def _lines(block: Block, result: Result) -> list[Line]:
    """Make the lines of a block: each part, what the letter printed of it, and what a share was made of."""
    lines: list[Line] = []
    for part in block.question.definition.parts:
        rows = result.frame.filter(pl.col("part") == part.id).rows(named=True)
        levels = [row for row in rows if row["from_year"] is None]
        checks = [check for check in block.letter if _shows(block, check, part)]
        lines.append((f"  {part.label}", {_head(row): _cell(row, result) for row in rows}))
        lines += _intervals(rows)
        if checks:
            printed: dict[str, object] = {_head_of(check.claim): verdicts.printed(check.claim) for check in checks}
            judged: dict[str, object] = {_head_of(check.claim): verdicts.Judged(check.verdict) for check in checks}
            lines += [("    " + say("the letter"), printed), ("    " + say("verdict"), judged)]
        lines += _exams(block.exams, part.id, block.question.change)
        for side, label in zip(("numerator", "denominator"), block.question.indicator.counted, strict=False):
            lines.append((f"    {label}", {_head(row): numbers.of_side(row, side) for row in levels}))
        if block.question.indicator.kind != "distinct" and any(row["masked_cells"] for row in levels):
            masked: dict[str, object] = {_head(row): numbers.exactly(row["masked_cells"]) for row in levels}
            lines.append(("    " + say("masked cells"), masked))
    return lines


def _shows(block: Block, check: Check, part: Part) -> bool:
    """Tell whether a claim is about a number of a part that the block shows."""
    asked, question = check.claim.asked, block.question
    return (
        asked is not None
        and asked.part == part
        and asked.years in [*((year,) for year in question.years), question.change]
    )


def _intervals(rows: list[dict[str, Any]], indent: str = "    ") -> list[Line]:
    """Give an estimate its two lines, so that years stay narrow: where it probably lies and where certainly."""
    estimates = [row for row in rows if numbers.of_row(row).is_estimate]
    probable: dict[str, object] = {_head(row): numbers.of_row(row, shows="probable") for row in estimates}
    certain: dict[str, object] = {_head(row): numbers.of_row(row, shows="certain") for row in estimates}
    return [(indent + say("probably"), probable), (indent + say("certainly"), certain)] if estimates else []


def _all_exams(block: Block) -> list[Line]:
    """Show what exam files say of an indicator that the files do not have themselves."""
    parts = block.exams.question.definition.parts if block.exams else ()
    return [line for part in parts for line in ((f"  {part.label}", {}), *_exams(block.exams, part.id, None))]


def _exams(result: Result | None, part: str, span: tuple[str, str] | None) -> list[Line]:
    """Show the same number among exam candidates, with the years of the change where they are other ones."""
    rows = result.frame.filter(pl.col("part") == part).rows(named=True) if result else []
    if result is None or not rows or not all(row["high"] for row in rows if row["from_year"] is None):
        return []
    cells = {_head(row): _cell(row, result) for row in rows}
    if result.question.change and result.question.change != span:
        cells[_CHANGE] = f"{cells[_CHANGE]} (" + " → ".join(map(school_years.short, result.question.change)) + ")"
    return [("    " + say("among exam candidates"), cells), *_intervals(rows, "      ")]


def _head(row: dict[str, Any]) -> str:
    return str(row["school_year"]) if row["from_year"] is None else _CHANGE


def _head_of(claim: Claim) -> str:
    """Name the column of a claim: a year, or the change."""
    question = claim.asked.question if claim.asked else None
    return question.years[0] if question and not question.change else _CHANGE


def _cell(row: dict[str, Any], result: Result, broken: str = " †") -> object:
    if row["reason"]:
        return sentences.reason(row["reason"]) if row["from_year"] else numbers.MISSING
    year = row["school_year"]
    signs = broken * (row["from_year"] is None and year in result.broken) + " ‡" * (year in result.provisional)
    return numbers.of_row(row, shows="point", marks=signs)


def _footer(blocks: list[Block], data: Data) -> list[str]:
    lines = [say("Definitions (sto catalog definitions has the others):")]
    lines += [
        f"  {block.question.title}: {spoken.shown_value(block.question.definition.id)}, {block.question.definition.label}"
        for block in blocks
    ]
    results = [result for block in blocks for result in block.results]
    lines += _second_source(blocks)
    lines += sentences.masked(results, data)
    breaks = [sentences.broken(result) for result in results if result.broken]
    lines += [*breaks[:1], *sentences.provisional(results)]
    lines += _judged(blocks)
    lines += [say("Not in these files: {reason}", reason=block.missing) for block in blocks if block.missing]
    return lines


def _second_source(blocks: list[Block]) -> list[str]:
    """Say what exam candidates beside the letter are; nothing where there are none."""
    beside = [block.exams.question.definition for block in blocks if block.exams]
    if not beside:
        return []
    return [
        say(
            "Among exam candidates: a second source, beside the letter and never its verdict ({labels}). {caveat}.",
            labels="; ".join(str(each.label) for each in beside),
            caveat=_sentence(str(beside[0].caveat)),
        )
    ]


def _judged(blocks: list[Block]) -> list[str]:
    """Say how the letter was judged, and what its verdicts mean; nothing where there is none."""
    judged = [check for block in blocks for check in block.letter if block.result and check.possible]
    return [str(_LETTER), *verdicts.meanings(judged)] if judged else []


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
