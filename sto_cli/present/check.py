"""Checked claims for people and as JSON."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sto_cli.claims.apart import Apart
from sto_cli.claims.verdict import Cause, Verdict
from sto_cli.language import in_english, joined, message, say
from sto_cli.present import reasons, sentences, verdicts
from sto_cli.present.forms import Answer, dumps, from_records
from sto_cli.present.sheet import Column, Sheet
from sto_cli.version import __version__

if TYPE_CHECKING:
    from collections.abc import Collection
    from fractions import Fraction

    from sto_cli.claims.check import Check, Checked
    from sto_cli.claims.document import Coverage
    from sto_cli.claims.verdict import Possible

JSON_FORMAT = 1
"""Raised when a key of the JSON form changes its meaning or goes; docs/schema/check.schema.json describes it."""

_KINDS = {
    Apart.YEAR: message("in years"),
    Apart.DATE: message("in dates"),
    Apart.ARTICLE: message("in articles of law"),
    Apart.PAGE: message("of pages"),
    Apart.LABEL: message("of grades, tables and the like"),
    Apart.PHONE: message("in phone numbers"),
    Apart.ADDRESS: message("in addresses"),
}
"""Where the numbers stand that say when or where."""
_ENDS = ("low", "high", "estimate", "est_low", "est_high")
_QUESTION = ("indicator", "definition", "part", "school_years", "unit")


def answer(
    checked: Checked, fail_on: Collection[Verdict], coverage: Coverage | None = None, *, verbose: bool = False
) -> Answer:
    """Give a check in the forms that every command has; for machines a row per claim."""
    return Answer(
        sheets=lambda: _sheets(checked, coverage, verbose=verbose),
        json=lambda: as_json(checked, fail_on, coverage),
        rows=lambda: from_records([_row(check, fail_on, sample=checked.sample) for check in checked.checks]),
        notes=lambda: [str(checked.claims.title), verdicts.count(checked), *sentences.sources(checked.files)],
        sample=checked.sample,
        incomplete=checked.incomplete,
    )


def _row(check: Check, fail_on: Collection[Verdict], *, sample: bool) -> dict[str, Any]:
    """Write a claim as one flat row: its question and possible values as columns, lists as text."""
    record = _check(check, fail_on, sample=sample)
    question = record.pop("question") or dict.fromkeys(_QUESTION)
    possible = record.pop("possible") or dict.fromkeys(_ENDS)
    del record["near_misses"], record["source"]
    flat = record | {name: question[name] for name in _QUESTION} | possible
    flat |= {"read_in": verdicts.read_in(check.claim.source)}
    return {name: _joined(value) for name, value in flat.items()}


def _joined(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def _sheets(checked: Checked, coverage: Coverage | None, *, verbose: bool) -> list[Sheet]:
    """Give a row per claim, then the reasons where it is not confirmed, then what nobody checks, then the sums."""
    judged = [*checked.judged, *checked.on_tables]
    told = [check for check in judged if verbose or _is_told(check)]
    lines = [*_reasons(told, coverage), *_sources(told), *_left_out(checked), *_readings(checked)]
    lines += [*(_document(checked, coverage, verbose=verbose) if coverage else []), *_meanings(checked)]
    columns = _columns(checked.judged, say("these files give"))
    sheets = [Sheet(str(checked.claims.title), columns)] if checked.judged or not checked.on_tables else []
    if own := checked.on_tables:
        columns = _columns(own, say("the table gives"))
        sheets.append(
            Sheet(say("{title}: tables of your own, which are no files of DUO", title=checked.claims.title), columns)
        )
    sheets[-1] = sheets[-1]._replace(notes=lines)
    return [*sheets, Sheet(verdicts.count(checked))]


def _is_told(check: Check) -> bool:
    """Tell whether a claim has its reason on the screen: it is not confirmed, or by a table in which something must be believed."""
    has_table = check.claim.table is not None and check.claim.not_computable is not None
    return has_table or check.absent or bool(check.several) or check.verdict is not Verdict.CONFIRMED


def _columns(checks: list[Check], head: str) -> list[Column]:
    return [
        Column(say("verdict"), [verdicts.Judged(check.verdict) for check in checks]),
        Column(say("printed"), [check.claim.printed for check in checks], wraps=True),
        Column(head, [verdicts.shortly(check) for check in checks], wraps=True),
        Column(say("claim"), [str(check.claim.name) for check in checks], wraps=True),
    ]


def _reasons(told: list[Check], coverage: Coverage | None) -> list[str]:
    """Give each claim the reason for its verdict, and what to know beside it; in front its place in the document."""
    lines = []
    for check in told:
        if check.cause is not Cause.NO_DATA:
            head = f"{_place(check, coverage)}{check.claim.name}: {verdicts.about(check.claim)}"
            lines += [head, f"  {reasons.reason(check)}", *(f"  {note}" for note in reasons.notes(check)), ""]
    without: dict[str, list[str]] = {}
    for check in told:
        if check.missing:
            without.setdefault(str(check.missing), []).append(f"{_place(check, coverage)}{check.claim.name}")
    for missing, ids in without.items():
        lines += [say("No data for {claims}:", claims=", ".join(ids)), f"  {missing}", ""]
    return lines


def _place(check: Check, coverage: Coverage | None) -> str:
    """Name the first place in the document that a claim covers, such as `note.md:4 `."""
    numbers = coverage.numbers if coverage else ()
    line = next((number.line for number in numbers if check.claim.id in number.claims), None)
    return f"{coverage.name}:{line} " if coverage and line else ""


def _sources(told: list[Check]) -> list[str]:
    """Say once of each source which of the claims were read in it."""
    found: dict[str, list[str]] = {}
    for check in told:
        found.setdefault(verdicts.read_in(check.claim.source), []).append(str(check.claim.name))
    if len(found) == 1:
        return [say("Read in {source}.", source=next(iter(found))), ""]
    lines = [f"  {source}: {', '.join(ids)}" for source, ids in found.items()]
    return [say("Read in:"), *lines, ""] if found else []


def _left_out(checked: Checked) -> list[str]:
    left = [check for check in checked.checks if not check.verdict]
    if not left:
        return []
    lines = [
        f"  {check.claim.name}: '{check.claim.printed}'{f', {check.claim.says}' if check.claim.says else ''}: {reasons.reason(check)}"
        for check in left
    ]
    return [say("Not judged:"), *lines, ""]


_FITS = {True: ("✓", message("fits")), False: ("✗", message("does not fit")), None: ("–", message("cannot be told"))}
"""What is said of a reading."""


def _readings(checked: Checked) -> list[str]:
    """Say which readings fit, and what the files give under those that do not."""
    lines = []
    for one in checked.readings:
        sign, fits = _FITS[one.fits]
        lines.append(f"  {sign} {fits}: {one.reading.says}")
        for check in () if one.fits else one.checks:
            verdict = verdicts.NAMES[check.verdict] if check.verdict else ""
            given = verdicts.found(check) if check.possible else say("no data for these years")
            lines.append(f"      {verdicts.printed(check.claim)}, {verdicts.measured(check.claim)}: {given}, {verdict}")
    return [say("Readings of these numbers together:"), *lines, ""] if lines else []


def _document(checked: Checked, coverage: Coverage, *, verbose: bool) -> list[str]:
    """Count the numbers of the document, and list those that nobody checks, or all."""
    covered = sum(bool(number.claims) for number in coverage.numbers)
    rest = len(coverage.unchecked)
    apart = Counter(number.apart for number in coverage.numbers if number.apart and not number.claims)
    kinds = joined((joined((apart[kind], _KINDS[kind])) for kind in Apart if apart[kind]), ", ")
    lines = [
        say(
            "{name}: numbers with a claim: {covered}; not checked: {rest}{apart}.",
            name=coverage.name,
            covered=covered,
            rest=rest,
            apart=message("; apart from these {kinds}", kinds=kinds) if apart else "",
        )
    ]
    named = {check.claim.id: str(check.claim.name) for check in checked.checks}
    lines += [
        say(
            "  line {line}: {number} – {claims}",
            line=number.line,
            number=number.said,
            claims=", ".join(named[claim] for claim in number.claims) or message("not checked"),
        )
        for number in coverage.numbers
        if (verbose if number.claims else not number.apart)
    ]
    name = checked.claims.name
    for check in checked.checks:
        claim, line = check.claim.name, check.claim.line
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
                    lines=reasons.places(check),
                    claim=claim,
                    file=name,
                    line=line,
                )
            )
    return [*lines, ""]


def _meanings(checked: Checked) -> list[str]:
    lines = verdicts.meanings(checked.judged)
    if any(check.possible and check.possible.estimate and not check.possible.is_exact for check in checked.judged):
        lines.append(
            say(
                "Probably: the range of 19 in 20 such numbers, if small groups are like those of the small-count table. "
                "Certainly: the range for every possible value of the masked counts."
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
        "checks": [_check(check, fail_on, sample=checked.sample) for check in checked.checks],
    }
    if checked.readings:
        document["readings"] = [
            {
                "id": one.reading.id,
                "says": str(one.reading.says),
                "fits": one.fits,
                "checks": [_check(check, fail_on, sample=checked.sample) for check in one.checks],
            }
            for one in checked.readings
        ]
    if coverage:
        document["document"] = {
            "name": coverage.name,
            "numbers": [
                {"text": number.text, "reads_as": number.reads_as, "line": number.line, "claims": list(number.claims)}
                | {"is_date": number.apart in (Apart.YEAR, Apart.DATE), "apart": number.apart and str(number.apart)}
                for number in coverage.numbers
            ],
            "absent": list(coverage.absent),
        }
    return dumps(document)


def _check(check: Check, fail_on: Collection[Verdict], *, sample: bool) -> dict[str, Any]:
    claim = check.claim
    return {
        "id": claim.id,
        "line": claim.line,
        "printed": claim.printed,
        "says": str(claim.says or ""),
        "verdict": str(check.verdict or "not_computable"),
        "cause": check.cause and str(check.cause),
        "finding": check.is_finding(fail_on),
        "reason": reasons.reason(check),
        "notes": reasons.notes(check),
        "definition_basis": claim.basis and str(claim.basis),
        "own_table": claim.table and claim.table.name,
        "question": _question(check),
        "possible": _possible(check.possible),
        "numerator": check.row.get("numerator"),
        "denominator": check.row.get("denominator"),
        "masked_cells": check.row.get("masked_cells"),
        "marks": verdicts.marks(check, sample=sample) if check.verdict else None,
        "printable_values": check.printable,
        "other_readings_tried": check.tried,
        "also_fits": list(check.fits),
        "near_misses": [
            {
                "kind": str(near.kind),
                "definition": near.definition,
                "school_years": list(near.years),
                "line": near.line,
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
            "page": claim.source.page if isinstance(claim.source.page, int | None) else str(claim.source.page),
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
