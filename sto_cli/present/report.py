"""The report screen: the letter's indicators as blocks, years across, the change at the end.

Years that do not fit side by side go on in a further band below; none is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.table import Table
from rich.text import Text

from sto_cli import years as school_years
from sto_cli.language import message, say
from sto_cli.present import markdown, numbers, records, verdicts, words
from sto_cli.present.console import render
from sto_cli.present.console import width as terminal_width
from sto_cli.present.outputs import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sto_cli.claims.check import Check
    from sto_cli.claims.file import Claim
    from sto_cli.measuring.measure import Result
    from sto_cli.reading.data import Data
    from sto_cli.reporting import Block

_CHANGE = "change"
_LETTER = message(
    "The letter: what it printed, under our reading of its years and definitions (sto catalog claims); sto check letter gives the reasons."
)
_GAP = 2


def answer(blocks: list[Block], data: Data) -> Answer:
    """Give the report in every form."""
    results = [result for block in blocks for result in block.results]
    return Answer(
        screen=lambda: screen(blocks, data),
        markdown=lambda: _markdown(blocks, data),
        json=lambda: records.as_json(results, data),
        rows=lambda: records.rows(results),
        notes=lambda: records.notes(results, data),
        incomplete=data.incomplete,
    )


def screen(blocks: list[Block], data: Data, *, width: int | None = None) -> str:
    """Lay out the report for a width in characters; the terminal's by default, no limit in a pipe."""
    columns = width or terminal_width()
    sample = [Text(str(words.SAMPLE), style="yellow")] if data.sample else []
    lines = [_lines(block) for block in blocks]
    bands = _bands([line for block in lines for line in block], columns)
    tables = [_band(lines, heads, first=heads is bands[0]) for heads in bands]
    footer = [Text(line) for line in _footer(blocks, data)]
    return render(Text(_title(), style="bold"), *sample, Text(""), *tables, *footer, columns=columns)


def _title() -> str:
    return say("Sterk Techniekonderwijs: the indicators of the letter, recomputed from DUO files")


def _markdown(blocks: list[Block], data: Data) -> str:
    """Write a section with a table for each indicator; nothing depends on the width of a terminal."""
    sample = markdown.paragraphs([str(words.SAMPLE)] if data.sample else [])
    sections = [part for block in blocks for part in _section(block)]
    notes = markdown.paragraphs(line.strip() for line in _footer(blocks, data))
    return markdown.document(markdown.heading(_title()), sample, *sections, notes)


def _section(block: Block) -> tuple[str, str]:
    title, *lines = _lines(block)
    if block.result:
        lines.append(
            _Line(say("marks"), {_head(row): row["marks"] or "" for row in block.result.frame.rows(named=True)})
        )
    heads = _heads([title, *lines])
    columns = {"": [line.label.strip() for line in lines]}
    columns |= {_head_text(head): [line.cells.get(head, "") for line in lines] for head in heads}
    span = title.cells.get(_CHANGE, "")
    return markdown.heading(f"{title.label} ({span})" if span else title.label, 2), markdown.table(columns, 1)


@dataclass(frozen=True)
class _Line:
    """One line of a block: a label and, by school year or `change`, what stands there."""

    label: str
    cells: dict[str, str]
    style: str = ""


def _lines(block: Block) -> list[_Line]:
    """Make the lines of a block: its title, each part, and what a share was made of."""
    question, result = block.question, block.result
    if result is None:
        missing = _Line("  " + say("not in these files"), {})
        return [_Line(str(question.title), {}, "bold"), missing, *_all_exams(block)]
    span = " → ".join(map(school_years.short, question.change or ()))
    lines = [_Line(str(question.title), {_CHANGE: span}, "bold")]
    for part in question.definition.parts:
        rows = result.frame.filter(pl.col("part") == part.id).rows(named=True)
        lines += [_Line(f"  {part.label}", {_head(row): _cell(row, result) for row in rows}), *_intervals(rows)]
        lines += _letter([check for check in block.letter if check.claim.asked and check.claim.asked.part == part])
        lines += _exams(block.exams, part.id, question.change)
        levels = [row for row in rows if row["from_year"] is None]
        for name, label in zip(("numerator", "denominator"), question.indicator.counted, strict=False):
            lines.append(_Line(f"    {label}", {_head(row): numbers.about(row, name) for row in levels}))
        if question.indicator.kind != "distinct" and any(row["small"] for row in levels):
            lines.append(
                _Line(
                    "    " + say("masked cells"), {_head(row): numbers.number(row["small"], "count") for row in levels}
                )
            )
    return lines


def _all_exams(block: Block) -> list[_Line]:
    """Show what exam files say of an indicator that the files do not have themselves."""
    parts = block.exams.question.definition.parts if block.exams else ()
    return [line for part in parts for line in (_Line(f"  {part.label}", {}), *_exams(block.exams, part.id, None))]


def _exams(result: Result | None, part: str, span: tuple[str, str] | None) -> list[_Line]:
    """Show the same number among exam candidates, with the years of the change where they are other ones."""
    rows = result.frame.filter(pl.col("part") == part).rows(named=True) if result else []
    if result is None or not rows or not all(row["high"] for row in rows if row["from_year"] is None):
        return []
    cells = {_head(row): _cell(row, result) for row in rows}
    if result.question.change and result.question.change != span:
        cells[_CHANGE] += " (" + " → ".join(map(school_years.short, result.question.change)) + ")"
    return [_Line("    " + say("among exam candidates"), cells), *_intervals(rows, deeper="  ")]


def _intervals(rows: list[dict[str, Any]], deeper: str = "") -> list[_Line]:
    """Give an estimate its two lines, so that years stay narrow: where it probably lies and where certainly."""
    estimates = [row for row in rows if numbers.is_estimate(row)]
    if not estimates:
        return []
    probably = {_head(row): numbers.probable(row, row["unit"]) for row in estimates}
    certainly = {_head(row): numbers.interval(row["low"], row["high"], row["unit"]) for row in estimates}
    return [
        _Line(f"    {deeper}{say('probably')}", probably),
        _Line(f"    {deeper}{say('certainly')}", certainly),
    ]


def _letter(checks: list[Check]) -> list[_Line]:
    """Show what the letter printed, and below it the verdict, so that years stay narrow."""
    if not checks:
        return []
    printed = {_head_of(check.claim): verdicts.printed(check.claim) for check in checks}
    judged = {_head_of(check.claim): verdicts.verdict(check) for check in checks}
    return [_Line("    " + say("the letter"), printed), _Line("    " + say("verdict"), judged)]


def _head(row: Mapping[str, Any]) -> str:
    return str(row["school_year"]) if row["from_year"] is None else _CHANGE


def _head_of(claim: Claim) -> str:
    """Name the column of a claim: a year, or the change."""
    question = claim.asked.question if claim.asked else None
    return question.years[0] if question and not question.change else _CHANGE


def _cell(row: dict[str, Any], result: Result) -> str:
    if row["reason"]:
        return words.reason(row["reason"]) if row["from_year"] else numbers.MISSING
    shown = (
        f"≈ {numbers.number(row['estimate'], row['unit'])}"
        if numbers.is_estimate(row)
        else numbers.interval(row["low"], row["high"], row["unit"])
    )
    broken = row["from_year"] is None and row["school_year"] in result.broken
    return shown + " †" * broken + " ‡" * (row["school_year"] in result.provisional)


def _heads(lines: list[_Line]) -> list[str]:
    """List the school years of lines, and the change after them."""
    return [*sorted({head for line in lines for head in line.cells} - {_CHANGE}), _CHANGE]


def _head_text(head: str) -> str:
    return say("change") if head == _CHANGE else head


def _bands(lines: list[_Line], columns: int) -> list[list[str]]:
    """Divide school years, and the change after them, over bands that fit the width."""
    heads = _heads(lines)
    label = max(len(line.label) for line in lines) + _GAP
    widths = {head: max(len(head), *(len(line.cells.get(head, "")) for line in lines)) + _GAP for head in heads}
    bands: list[list[str]] = [[]]
    for head in heads:
        if bands[-1] and label + sum(widths[other] for other in [*bands[-1], head]) - _GAP > columns:
            bands.append([])
        bands[-1].append(head)
    return bands


def _band(blocks: list[list[_Line]], heads: list[str], *, first: bool) -> Table:
    """Lay out some years; a block without any of them is left out, one without a result stands in the first band."""
    grid = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold")
    grid.add_column("", no_wrap=True)
    for head in heads:
        grid.add_column(_head_text(head), justify="left" if head == _CHANGE else "right", no_wrap=True)
    for lines in blocks:
        shown = [line for line in lines[1:] if any(head in line.cells for head in heads)]
        if not shown and first and not any(line.cells for line in lines):
            shown = lines[1:]
        for line in [*lines[:1], *shown] if shown else []:
            grid.add_row(Text(line.label, line.style), *(Text(line.cells.get(head, "")) for head in heads))
    grid.add_row("")
    return grid


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
