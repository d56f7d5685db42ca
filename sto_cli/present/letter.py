"""The letter on one screen: for each of its numbers what it printed, what the files give, the verdict, and what that rests on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from sto_cli.language import joined, message, say
from sto_cli.measuring import marks
from sto_cli.present import indicator, numbers, sentences, verdicts
from sto_cli.present.sheet import Column, Dim, Heading, Sheet
from sto_cli.reporting import Block, letter, on_tables
from sto_cli.years import first_year, short

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sto_cli.claims.asked import Asked
    from sto_cli.claims.check import Check
    from sto_cli.claims.claim import Claims
    from sto_cli.measuring.measure import Result
    from sto_cli.reading.data import Data


class _Row(NamedTuple):
    label: str
    printed: str
    found: object
    verdict: object
    why: str
    marks: str


def sheet(blocks: list[Block], data: Data) -> Sheet:
    """Make the sheet: a heading for each indicator that the files have, and a row for each number of the letter on it."""
    rows = [row for block in blocks if block.results for row in _block(block, data)]
    label, printed, found, verdict, why, marked = zip(*rows, strict=True)
    columns = [
        Column("", label),
        Column(say("letter"), printed, is_number=True),
        Column(say("these files"), found, is_number=True),
        Column(say("verdict"), verdict),
        Column(say("made of / certain"), why, rank=1, style="dim"),
        indicator.marks(marked),
    ]
    claims = letter(data)
    title = say("{title} (files: {count})", title=claims.title, count=len(data.files))
    summary = _summary(blocks, claims, on_tables(claims, data))
    return Sheet(title, columns, [*absent(blocks), summary, *map(Dim, [*_signs(rows), _further(data)])])


def absent(blocks: list[Block]) -> list[str]:
    """Name the indicators that the files do not have; nothing where they have all."""
    titles = [str(block.question.title) for block in blocks if block.result is None]
    return [say("Not in these files: {indicators}.", indicators=", ".join(titles))] if titles else []


def _block(block: Block, data: Data) -> list[_Row]:
    """Give the heading of an indicator, with exam candidates behind it, and its rows."""
    rows = [_row(check, block.result, data) for check in block.letter] if block.result else []
    if block.result and not rows:
        rows = [_unprinted(part.id, str(part.label), block.result) for part in block.question.definition.parts]
    own = [mark for result in block.results for found in result.frame["marks"].drop_nulls() for mark in found.split()]
    marked = " ".join(row.marks for row in rows).split() or own
    title = Heading(block.question.title)
    span = _span(block) if block.result else ""
    return [_Row(title, span, "", "", _exams(block.exams), marks.joined(marked) or ""), *rows]


def _span(block: Block) -> str:
    """Give the years of the changes in a block, where no rows of single years say them."""
    asked = [check.claim.asked for check in block.letter if check.claim.asked]
    spans = {each.years for each in asked if each.question.change}
    told = {each.years for each in asked if not each.question.change}
    return ", ".join(" → ".join(str(first_year(year)) for year in span) for span in spans if not told)


def _row(check: Check, result: Result, data: Data) -> _Row:
    asked = check.claim.asked
    assert asked  # noqa: S101  # the report judges what can be computed
    found = _number(check, asked)
    why = _why(check, asked, found, result)
    marked = verdicts.marks(check, sample=data.sample)
    judged = verdicts.Judged(check.verdict)
    return _Row(f"  {_label(asked)}", verdicts.printed(check.claim), found, judged, why, marked or "")


def _label(asked: Asked) -> str:
    """Name a row by its part where there are several, by its year, or as the change."""
    part = str(asked.part.label) if len(asked.question.definition.parts) > 1 else ""
    if asked.question.change:
        return part or say("change")
    return f"{part} {say('1 Oct {year}', year=first_year(asked.years[0]))}".lstrip()


def _number(check: Check, asked: Asked) -> numbers.Number:
    found = check.possible
    if found is None:
        return numbers.Number(asked.unit, None, None)
    ends = (found.low, found.high, found.estimate, found.est_low, found.est_high)
    return numbers.Number(asked.unit, *ends, check.row["masked_cells"], "margin", marks=" ‡" * bool(check.provisional))


def _levels(result: Result, part: str) -> dict[str, dict[str, Any]]:
    """Give the rows of a part by school year."""
    return {row["school_year"]: row for row in result.levels(part)}


def _why(check: Check, asked: Asked, found: numbers.Number, result: Result) -> str:
    """Say what a number is made of, or where it certainly lies; without one the reason, with what there is instead."""
    if check.incomplete:
        return say("rows were rejected")
    if check.possible and check.possible.reason:
        return sentences.reason(check.possible.reason)
    if found.is_estimate:
        return str(replace(found, shows="certain", marks=""))
    levels = _levels(result, asked.part.id)
    if asked.question.change and {*asked.years} & levels.keys():
        ends = [numbers.of_row(levels[year], shows="point") if year in levels else "" for year in asked.years]
        return " → ".join(str(end) or numbers.MISSING for end in ends)
    if check.possible:
        return _sides(check.row, asked.question.indicator.counted)
    newest = max(levels)
    return f"{first_year(newest)}: {_level(levels[newest], result, 'point')}"


def _level(row: dict[str, Any], result: Result, shows: numbers.Shows) -> numbers.Number:
    return numbers.of_row(row, shows=shows, marks=indicator.signs(row["school_year"], result))


def _sides(row: Mapping[str, Any], counted: Sequence[object]) -> str:
    sides = ("numerator", "denominator")[: len(counted)]
    return " ÷ ".join(str(numbers.of_side(row, side)) for side in sides)


def _unprinted(part: str, label: str, result: Result) -> _Row:
    """Give the newest number of a part that the letter prints nothing on in these years."""
    levels = _levels(result, part)
    row = levels[max(levels)]
    year = say("1 Oct {year}", year=first_year(row["school_year"]))
    return _Row(f"  {label}", "", _level(row, result, "margin"), "", year, row["marks"] or "")


def _exams(result: Result | None) -> str:
    """Give the first part among exam candidates, over the years of its change, or in the newest where there is none."""
    if result is None:
        return ""
    part, *others = result.question.definition.parts
    levels = {year: row for year, row in _levels(result, part.id).items() if row["high"] is not None}
    if not levels:
        return ""
    change = None if result.refused else result.question.change
    years = change if change and {*change} <= levels.keys() else (max(levels),)
    label = f"{part.label} " if others else ""
    shown = " → ".join(str(numbers.of_row(levels[year], shows="point")) for year in years)
    return say("exams {years}: {numbers}", years=" → ".join(map(short, years)), numbers=label + shown)


def _summary(blocks: list[Block], claims: Claims, own: list[Check]) -> str:
    """Sum up, with the verdicts on tables apart from those on DUO's files."""
    judged = [check for block in blocks for check in block.letter]
    rest = sum(claim.stated is None for claim in claims.claims)
    return say(
        "{judged} of {count} numbers judged: {verdicts}{left}.",
        judged=len(judged),
        count=len(claims.claims),
        verdicts=verdicts.sums(judged),
        left=joined(
            [
                message("; own tables: {sums}", sums=verdicts.sums(own)) if own else "",
                message("; {rest} cannot be computed", rest=rest) if rest else "",
            ],
            "",
        ),
    )


def _signs(rows: list[_Row]) -> list[str]:
    """Explain the signs that stand in the rows, on one line."""
    shown = " ".join(f"{row.found} {row.why}" for row in rows)
    signs = {
        "±": say("≈ ± an estimate and its 95% interval, then its certain bounds"),
        "‡": say("‡ may be revised"),
        "†": say("† before the series break"),
    }
    told = [meaning for sign, meaning in signs.items() if sign in shown]
    return ["; ".join(told)] if told else []


def _further(data: Data) -> str:
    count = len(data.remarks())
    notes = say(" (notes: {count})", count=count) if count else ""
    return say("Further: sto check letter, sto report --years, sto inspect{notes}", notes=notes)
