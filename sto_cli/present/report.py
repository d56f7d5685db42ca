"""The report as sheets: one for each of the letter's indicators, years across, the change at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from sto_cli import years as school_years
from sto_cli.language import message, say
from sto_cli.present import indicator, numbers, records, verdicts, words
from sto_cli.present.forms import Answer
from sto_cli.present.sheet import Column, Sheet

if TYPE_CHECKING:
    from sto_cli.claims.file import Claim
    from sto_cli.measuring.measure import Result
    from sto_cli.reading.data import Data
    from sto_cli.reporting import Block

_CHANGE = "change"
_LETTER = message(
    "The letter: what it printed, under our reading of its years and definitions (sto catalog claims); sto check letter gives the reasons."
)

Line = tuple[str, dict[str, object]]
"""A label and, by school year or `change`, what stands there."""


def answer(blocks: list[Block], data: Data) -> Answer:
    """Give the report in every form."""
    results = [result for block in blocks for result in block.results]
    return Answer(
        sheets=lambda: [Sheet(_title()), *map(_sheet, blocks), Sheet(notes=_footer(blocks, data))],
        json=lambda: records.as_json(results, data),
        rows=lambda: records.rows(results),
        notes=lambda: records.notes(results, data),
        sample=data.sample,
        incomplete=data.incomplete,
        banded=True,
    )


def _title() -> str:
    return say("Sterk Techniekonderwijs: the indicators of the letter, recomputed from DUO files")


def _sheet(block: Block) -> Sheet:
    """Make the table of an indicator; the head of its last column is the years of its change."""
    title, result = str(block.question.title), block.result
    if result is None:
        beside = _columns(block, _all_exams(block)) if block.exams else ()
        return Sheet(title, beside, [say("not in these files")])
    return Sheet(title, _columns(block, _lines(block, result)))


def _columns(block: Block, lines: list[Line]) -> list[Column]:
    years = sorted({head for _, cells in lines for head in cells} - {_CHANGE})
    span = " → ".join(map(school_years.short, block.question.change or ())) or say("change")
    columns = [Column("", [label for label, _ in lines])]
    for head in [*years, _CHANGE]:
        cells = [cells.get(head, "") for _, cells in lines]
        columns.append(Column(span if head == _CHANGE else head, cells, is_number=True))
    return columns


def _lines(block: Block, result: Result) -> list[Line]:
    """Make the lines of a block: each part, what the letter printed of it, and what a share was made of."""
    lines: list[Line] = []
    for part in block.question.definition.parts:
        rows = result.frame.filter(pl.col("part") == part.id).rows(named=True)
        levels = [row for row in rows if row["from_year"] is None]
        checks = [check for check in block.letter if check.claim.asked and check.claim.asked.part == part]
        lines.append((f"  {part.label}", {_head(row): _cell(row, result) for row in rows}))
        lines += _intervals(rows)
        if checks:
            printed: dict[str, object] = {_head_of(check.claim): verdicts.printed(check.claim) for check in checks}
            judged: dict[str, object] = {_head_of(check.claim): verdicts.Judged(check.verdict) for check in checks}
            lines += [("    " + say("the letter"), printed), ("    " + say("verdict"), judged)]
        lines += _exams(block.exams, part.id, block.question.change)
        for side, label in zip(("numerator", "denominator"), block.question.indicator.counted, strict=False):
            lines.append((f"    {label}", {_head(row): numbers.of_side(row, side) for row in levels}))
        if block.question.indicator.kind != "distinct" and any(row["small"] for row in levels):
            masked: dict[str, object] = {_head(row): numbers.exactly(row["small"]) for row in levels}
            lines.append(("    " + say("masked cells"), masked))
    return lines


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


def _cell(row: dict[str, Any], result: Result) -> object:
    if row["reason"]:
        return words.reason(row["reason"]) if row["from_year"] else numbers.MISSING
    year = row["school_year"]
    marks = indicator.signs(year, result) if row["from_year"] is None else " ‡" * (year in result.provisional)
    return numbers.of_row(row, shows="point", marks=marks)


def _footer(blocks: list[Block], data: Data) -> list[str]:
    lines = [say("Definitions (sto catalog definitions has the others):")]
    lines += [
        f"  {block.question.title}: {block.question.definition.id}, {block.question.definition.label}"
        for block in blocks
    ]
    results = [result for block in blocks for result in block.results]
    beside = [block.exams.question.definition for block in blocks if block.exams]
    if beside:
        lines.append(
            say(
                "Among exam candidates: a second source, beside the letter and never its verdict ({labels}). {caveat}.",
                labels="; ".join(str(each.label) for each in beside),
                caveat=_sentence(str(beside[0].caveat)),
            )
        )
    lines += words.masked(results, data)
    breaks = [words.broken(result) for result in results if result.broken]
    lines += [*breaks[:1], *words.provisional(results)]
    judged = [check for block in blocks for check in block.letter]
    if judged:
        lines += [str(_LETTER), *verdicts.meanings(judged)]
    lines += [say("Not in these files: {reason}", reason=block.missing) for block in blocks if block.missing]
    return lines


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
