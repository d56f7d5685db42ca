"""Checked claims as a screen and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from sto_cli.claims.verdict import Cause
from sto_cli.language import in_english, message, say
from sto_cli.present import markdown, verdicts, words
from sto_cli.present.console import grid as new_grid
from sto_cli.present.console import render
from sto_cli.present.delimited import from_records
from sto_cli.present.json_text import dumps
from sto_cli.present.outputs import Answer
from sto_cli.present.possible import shortly
from sto_cli.version import __version__

if TYPE_CHECKING:
    from collections.abc import Collection
    from fractions import Fraction

    from rich.table import Table

    from sto_cli.claims.check import Check, Checked
    from sto_cli.claims.document import Coverage
    from sto_cli.claims.verdict import Possible, Verdict

JSON_FORMAT = 1
"""Raised when a key of the JSON form changes its meaning or goes; docs/schema/check.schema.json describes it."""

_ENDS = ("low", "high", "estimate", "est_low", "est_high")
_QUESTION = ("indicator", "definition", "part", "school_years", "unit")


def answer(checked: Checked, fail_on: Collection[Verdict], coverage: Coverage | None = None) -> Answer:
    """Give a check in the forms that every command has; for machines a row per claim."""
    return Answer(
        screen=lambda: screen(checked, coverage),
        markdown=lambda: markdown.fenced(screen(checked, coverage)),
        json=lambda: as_json(checked, fail_on, coverage),
        rows=lambda: from_records([_row(check, fail_on) for check in checked.checks]),
        notes=lambda: [str(checked.claims.title), verdicts.count(checked)],
        incomplete=checked.incomplete,
    )


def _row(check: Check, fail_on: Collection[Verdict]) -> dict[str, Any]:
    """Write a claim as one flat row: its question and possible values as columns, lists as text."""
    record = _check(check, fail_on)
    question = record.pop("question") or dict.fromkeys(_QUESTION)
    possible = record.pop("possible") or dict.fromkeys(_ENDS)
    del record["near_misses"], record["source"]
    flat = record | {name: question[name] for name in _QUESTION} | possible
    flat |= {"read_in": verdicts.read_in(check.claim.source)}
    return {name: _joined(value) for name, value in flat.items()}


def _joined(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def screen(checked: Checked, coverage: Coverage | None = None) -> str:
    """Lay out a row per claim, then the reasons, then what nobody checks, then the sums."""
    title = Text(str(checked.claims.title), style="bold")
    sample = [Text(str(words.SAMPLE), style="yellow")] if checked.sample else []
    lines = [
        *_reasons(checked),
        *_left_out(checked),
        *(_document(checked, coverage) if coverage else []),
        *_meanings(checked),
    ]
    return render(title, *sample, _grid(checked), *map(Text, lines), Text(verdicts.count(checked), style="bold"))


def _grid(checked: Checked) -> Table:
    grid = new_grid()
    grid.add_column(say("verdict"), no_wrap=True)
    for head in (say("printed"), say("these files give"), say("claim")):
        grid.add_column(head, overflow="fold")
    for check in checked.judged:
        claim = check.claim
        cells = (verdicts.verdict(check), claim.printed, shortly(check), claim.id)
        grid.add_row(*map(Text, cells))
    return grid


def _reasons(checked: Checked) -> list[str]:
    """Give each claim the reason for its verdict, what to know beside it, and where it was read."""
    lines = []
    for check in checked.judged:
        if check.cause is not Cause.NO_DATA:
            notes = [f"  {note}" for note in verdicts.notes(check)]
            head = f"{check.claim.id}: {verdicts.about(check.claim)}"
            lines += [
                head,
                f"  {verdicts.reason(check)}",
                *notes,
                say("  Read in {source}.", source=verdicts.read_in(check.claim.source)),
                "",
            ]
    without: dict[str, list[str]] = {}
    for check in checked.judged:
        if check.missing:
            without.setdefault(str(check.missing), []).append(check.claim.id)
    for missing, ids in without.items():
        lines += [say("No data for {claims}:", claims=", ".join(ids)), f"  {missing}", ""]
    return lines


def _left_out(checked: Checked) -> list[str]:
    left = [check for check in checked.checks if not check.verdict]
    if not left:
        return []
    lines = [
        f"  {check.claim.id}: '{check.claim.printed}', {verdicts.about(check.claim)}: {verdicts.reason(check)}"
        for check in left
    ]
    return [say("Not judged:"), *lines, ""]


def _document(checked: Checked, coverage: Coverage) -> list[str]:
    covered = sum(bool(number.claims) for number in coverage.numbers)
    rest = len(coverage.unchecked)
    dated = len(coverage.numbers) - covered - rest
    lines = [
        say(
            "{name}: {covered} numbers covered by a claim, {rest} that nobody checks, {dated} in dates.",
            name=coverage.name,
            covered=covered,
            rest=rest,
            dated=dated,
        )
    ]
    lines += [
        say(
            "  line {line}: {number} – {claims}",
            line=number.line,
            number=number.text,
            claims=", ".join(number.claims) or message("nobody checks it"),
        )
        for number in coverage.numbers
        if number.claims or not number.is_date
    ]
    name = checked.claims.name
    for check in checked.checks:
        claim, line = check.claim.id, check.claim.line
        if check.absent and not check.lost:
            lines.append(say("  no longer there: {claim} ({file}:{line})", claim=claim, file=name, line=line))
        lines += [
            say("  not beside '{words}': {claim} ({file}:{line})", words=words, claim=claim, file=name, line=line)
            for words in check.lost
        ]
        if check.several:
            lines.append(
                say(
                    "  in more than one place{lines}: {claim} ({file}:{line})",
                    lines=verdicts.places(check),
                    claim=claim,
                    file=name,
                    line=line,
                )
            )
    return [*lines, ""]


def _meanings(checked: Checked) -> list[str]:
    lines = verdicts.meanings(checked.checks)
    if any(check.possible and check.possible.estimate and not check.possible.is_exact for check in checked.judged):
        lines.append(
            say(
                "Probably: 19 times in 20, if small groups resemble those of the small-count table. "
                "Certainly: however masked counts are filled in."
            )
        )
    return lines


@in_english
def as_json(checked: Checked, fail_on: Collection[Verdict], coverage: Coverage | None = None) -> str:
    """Write claims, verdicts and numbers, unrounded."""
    document: dict[str, Any] = {
        "sto": __version__,
        "format": JSON_FORMAT,
        "synthetic_sample": checked.sample,
        "claims_file": checked.claims.name,
        "title": str(checked.claims.title),
        "exit_code": int(checked.exit_code(fail_on)),
        "summary": verdicts.summed_up(checked),
        "checks": [_check(check, fail_on) for check in checked.checks],
    }
    if coverage:
        document["document"] = {
            "name": coverage.name,
            "numbers": [
                {"text": number.text, "line": number.line, "claims": list(number.claims), "is_date": number.is_date}
                for number in coverage.numbers
            ],
            "absent": list(coverage.absent),
        }
    return dumps(document)


def _check(check: Check, fail_on: Collection[Verdict]) -> dict[str, Any]:
    claim = check.claim
    return {
        "id": claim.id,
        "line": claim.line,
        "printed": claim.printed,
        "says": str(claim.says or ""),
        "verdict": str(check.verdict or "not_computable"),
        "cause": check.cause and str(check.cause),
        "finding": check.is_finding(fail_on),
        "reason": verdicts.reason(check),
        "notes": verdicts.notes(check),
        "definition_basis": claim.basis and str(claim.basis),
        "question": _question(check),
        "possible": _possible(check.possible),
        "numerator": check.row.get("numerator"),
        "denominator": check.row.get("denominator"),
        "masked_cells": check.row.get("small"),
        "printable_values": check.printable,
        "other_readings_tried": check.tried,
        "also_fits": list(check.fits),
        "near_misses": [
            {
                "kind": str(near.kind),
                "definition": near.definition,
                "school_years": list(near.years),
                "possible": _possible(near.possible),
            }
            for near in check.near
        ],
        "absent_from_document": check.absent,
        "source": {
            "title": str(claim.source.title),
            "publisher": claim.source.publisher and str(claim.source.publisher),
            "url": claim.source.url,
            "date": claim.source.date and claim.source.date.isoformat(),
            "page": claim.source.page,
        },
    }


def _question(check: Check) -> dict[str, Any] | None:
    asked = check.claim.asked
    if asked is None:
        return None
    return {
        "indicator": asked.question.indicator.id,
        "definition": asked.question.definition.id,
        "part": asked.part.id,
        "school_years": list(asked.years),
        "where": {column: list(values) for column, values in asked.question.where.items()},
        "unit": asked.unit,
    }


def _possible(possible: Possible | None) -> dict[str, float | None] | None:
    if possible is None:
        return None
    return {end: _float(getattr(possible, end)) for end in _ENDS}


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
