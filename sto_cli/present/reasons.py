"""Why a verdict is what it is, in a sentence, and what a reader should know besides: near misses and caveats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sto_cli.claims import printable
from sto_cli.claims.asked import Direction, Stated
from sto_cli.claims.claim import Basis, Claim
from sto_cli.claims.near_misses import Kind, NearMiss
from sto_cli.claims.verdict import Cause
from sto_cli.language import Message, either, every, joined, message, say
from sto_cli.measuring import spoken
from sto_cli.measuring.measure import REASONS, SERIES_BREAK
from sto_cli.present import numbers, sentences, verdicts

if TYPE_CHECKING:
    from sto_cli.claims.check import Check

_FEW = 5
"""Places of a claim that are named."""


def reason(check: Check) -> str:
    """Give the reason for the verdict as a sentence, and what is wrong with its place in the document."""
    return str(joined([_reason(check), *_in_document(check)]))


def _reason(check: Check) -> Message:
    claim = check.claim
    if claim.table:
        told = {"reading": "", "others": (check.printable or 1) - 1, "why": _why(check)}
        cause = check.cause or Cause.DRAFT
        printed = _as_read(claim, claim.table)
        return {**_SENTENCES, **_ON_TABLE}[cause].filled(printed=printed, found=verdicts.found(check), **told)
    if claim.asked is None:
        return message("Not computable: {reason}.", reason=claim.not_computable)
    masked = check.cause is Cause.ALL_INSIDE and check.possible is not None and not check.possible.is_exact
    assumed = claim.basis is Basis.ASSUMED
    sentence = _CERTAIN if masked else _SENTENCES[check.cause or Cause.NO_DATA]
    if check.cause is Cause.WRONG_UNIT and claim.asked.unit != "pp":
        sentence = _NOT_IN_POINTS
    return sentence.filled(
        printed=_as_read(claim, claim.asked),
        found=verdicts.found(check),
        others=(check.printable or 1) - 1,
        reading=message(" under our reading of the definition") if assumed else message(" under the stated definition"),
        why=_why(check),
    )


def places(check: Check) -> Message:
    """Name the lines of the first places of a claim that stands in several."""
    lines = [*dict.fromkeys(check.several[:_FEW])]
    return message(" (line {lines})", lines=every(lines))


def _in_document(check: Check) -> list[Message]:
    """Say what is wrong with the place of a claim in the document."""
    said = [message("The document does not hold this number beside '{words}'.", words=words) for words in check.lost]
    if check.absent and not said:
        said = [message("The document does not hold this number.")]
    if check.several:
        said.append(
            message(
                "The document has it in {count:,} places{lines}; name the right place with near.",
                count=len(check.several),
                lines=places(check),
            )
        )
    return said


def _as_read(claim: Claim, asked: Stated) -> Message | str:
    """Quote what was printed, with the direction and margin or the sign that it is read with."""
    number, way = asked.number, asked.direction
    if way:
        margin = (
            message(", within {margin}", margin=numbers.amount(asked.margin, verdicts.SAID.get(asked.unit, asked.unit)))
            if asked.margin
            else ""
        )
        return message("'{printed}' ({way}{margin})", printed=claim.printed, way=_WAYS[way], margin=margin)
    read = claim.reads_as
    if number and not read and number.sign and not (number.signed or number.limits):
        read = printable.show(number.value, number)
    if read:
        return message("'{printed}' (read as '{read}')", printed=claim.printed, read=read)
    return f"'{claim.printed}'"


_WAYS = {
    Direction.RISES: message("it rises"),
    Direction.FALLS: message("it falls"),
    Direction.STABLE: message("it stays the same"),
    Direction.STABLE_OR_RISES: message("it stays the same or rises"),
}
_ON_TABLE = {
    Cause.ALL_INSIDE: message("{printed} follows from a table of your own: it gives {found}."),
    Cause.NONE_INSIDE: message("{printed} does not follow from a table of your own: it gives {found}."),
    Cause.DRAFT: message(
        "{printed} is a draft that nobody has read; a table of your own gives {found}. If the text means that, remove draft = true."
    ),
}
_CERTAIN = message(
    "{printed} is reproduced{reading} for every possible value of the masked counts: these files give {found}."
)
_NOT_IN_POINTS = message(
    "{printed} is in percentage points, but the change of this indicator is in percent: these files give {found}."
)
_SENTENCES = {
    Cause.ALL_INSIDE: message("{printed} is reproduced{reading}: these files give {found}."),
    Cause.NONE_INSIDE: message("{printed} does not follow from these files{reading}: they give {found}."),
    Cause.ESTIMATE_INSIDE: message("{printed} fits{reading}: these files give {found}.{why}"),
    Cause.OTHERS_FIT: message("{printed} fits{reading}, as do {others} others: these files give {found}."),
    Cause.ESTIMATE_OUTSIDE: message("{printed} is possible but unlikely{reading}: these files give {found}."),
    Cause.TOO_MASKED: message(
        "{printed} cannot be decided, because too many counts are masked: these files give {found}.{why}"
    ),
    Cause.BOTH_SIDES: message(
        "{printed} cannot be decided, because the masked counts allow it and its opposite: these files give {found}."
    ),
    Cause.NO_ESTIMATE: message(
        "{printed} cannot be decided: these files give {found}, and sto makes no estimate for staff or for masks outside the table of small counts."
    ),
    Cause.DRAFT: message(
        "{printed} is a draft that nobody has read; these files give {found}. If the text means that, remove draft = true."
    ),
    Cause.NO_BOUNDS: message("{printed} cannot be decided: masked amounts leave the answer without an upper bound."),
    Cause.NO_NUMBER: message("{printed} cannot be decided: {why}."),
    Cause.NO_DATA: message("{printed} cannot be decided, because the files have no data for it: {why}"),
    Cause.REJECTED: message(
        "{printed} cannot be decided, because rows that may count towards it were rejected: {why}."
    ),
    Cause.WRONG_UNIT: message(
        "{printed} is in percent, but the change of a share is in percentage points: these files give {found}."
    ),
}


def _why(check: Check) -> object:
    if check.missing:
        return check.missing
    if check.incomplete:
        return joined((sentences.rejected(report) for report in check.incomplete), "; ")
    if check.possible and check.possible.reason == SERIES_BREAK:
        return message(
            "series break; some pupils were in legacy afdelingen, so the years cannot be compared under this definition"
        )
    if check.possible and check.possible.reason:
        return REASONS[check.possible.reason]
    if check.cause is Cause.TOO_MASKED:
        return message(" {count} numbers of this precision fit.", count=check.printable)
    return message(" It could also have been printed as {numbers}.", numbers=either(check.fits)) if check.fits else ""


def notes(check: Check) -> list[str]:
    """Name the near misses and what else a reader should know, a sentence each."""
    claim = check.claim
    lines = [str(_near(near, check)) for near in check.near]
    if any(near.kind in {Kind.DEFINITION, Kind.YEAR} for near in check.near):
        lines.append(
            say(
                "{count} other definitions and years were tried; with enough of them, something fits.",
                count=check.tried,
            )
        )
    if claim.asked and claim.asked.question.definition.caveat and check.possible:
        lines.append(say("Caveat of this definition: {caveat}.", caveat=claim.asked.question.definition.caveat))
    lines += [
        say("The counts of {year} are provisional; DUO may still revise them.", year=year) for year in check.provisional
    ]
    if claim.tolerance_reason:
        lines.append(say("A tolerance was declared, because: {reason}.", reason=claim.tolerance_reason.rstrip(".")))
    if claim.table and claim.not_computable:
        lines.append(say("No file of DUO has it: {reason}.", reason=claim.not_computable))
    return lines + ([str(claim.note)] if claim.note else [])


def _near(near: NearMiss, check: Check) -> Message | str:
    stated = check.claim.stated
    if stated is None:
        return ""
    value = verdicts.in_full(near.possible, stated, unit="pct_change" if near.kind is Kind.GROWTH else None)
    told = {"years": " → ".join(near.years), "line": near.line, "rows": check.tried}
    return _NEAR[near.kind].filled(value=value, definition=spoken.shown_value(near.definition or ""), **told)


_NEAR = {
    Kind.ROUNDING: message("Right only because of rounding: {value} lies just inside a limit of the printed number."),
    Kind.TRUNCATION: message("Its last digits were cut off and not rounded: {value}."),
    Kind.SIGN: message("With the other sign it would be right: {value}."),
    Kind.TOUCHES: message(
        "{value} lies exactly between two printable values, so it is right under one rounding rule only."
    ),
    Kind.DEFINITION: message("It follows under the definition '{definition}': {value}."),
    Kind.YEAR: message("Right for a neighbouring year: {years} gives {value}."),
    Kind.ROW: message("Right for another row of the table: line {line} gives {value}; {rows} other rows were tried."),
    Kind.UNIT: message("It would be right with percentage points instead of percent: {value}."),
    Kind.GROWTH: message(
        "It would be right as growth of the share itself: {value}. If that is meant, say so in the text."
    ),
}
