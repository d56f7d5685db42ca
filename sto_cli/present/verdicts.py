"""The words for a verdict, its reason and its near misses, said once for every output form.

*Does not follow from these files under this definition* is not *false*: the files may be other ones
than the publisher used, and the definition may be our reading. The words keep that apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sto_cli.claims import printable
from sto_cli.claims.asked import Asked, Direction
from sto_cli.claims.check import ABSENT, SEVERAL
from sto_cli.claims.claim import Basis
from sto_cli.claims.near_misses import Kind
from sto_cli.claims.verdict import Cause, Verdict
from sto_cli.language import DUTCH, digits, either, every, joined, language, message, say
from sto_cli.measuring import marks as known
from sto_cli.measuring import spoken
from sto_cli.measuring.measure import REASONS, SERIES_BREAK
from sto_cli.present import numbers, sentences
from sto_cli.reading.load import sample_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sto_cli.claims.asked import Stated
    from sto_cli.claims.check import Check, Checked
    from sto_cli.claims.claim import Claim, Source
    from sto_cli.claims.near_misses import NearMiss
    from sto_cli.claims.own_table import OwnTable
    from sto_cli.claims.verdict import Possible
    from sto_cli.language import Message

_PARTS = ("share", "pp")
_DECIMALS = (2, 6)
"""Decimals of a number of a table that was divided, and of a part."""
_FEW = 5
"""Places of a claim that are named."""
_SAID = {"fte": numbers.SAID_FTE}

NAMES = {
    Verdict.CONFIRMED: message("confirmed"),
    Verdict.PLAUSIBLE: message("plausible"),
    Verdict.WEAK: message("weak"),
    Verdict.DOUBTFUL: message("doubtful"),
    Verdict.CONTRADICTED: message("contradicted"),
    Verdict.UNDECIDABLE: message("undecidable"),
    ABSENT: message("absent"),
    SEVERAL: message("more than one place"),
}
MEANINGS = {
    Verdict.CONFIRMED: message("every value that these files allow is printed like this"),
    Verdict.PLAUSIBLE: message("the estimate fits; some of the counts are masked, so other numbers fit too"),
    Verdict.WEAK: message("the estimate fits, as do six to twenty numbers of this precision"),
    Verdict.DOUBTFUL: message("possible, but outside the 95% interval of the estimate"),
    Verdict.CONTRADICTED: message(
        "does not follow from these files under this definition, which is not the same as false"
    ),
    Verdict.UNDECIDABLE: message("these files cannot decide it; the reason is given with it"),
}
_SIGNS = {
    Verdict.CONFIRMED: ("✓", "green"),
    Verdict.PLAUSIBLE: ("≈", "cyan"),
    Verdict.WEAK: ("~", "cyan"),
    Verdict.DOUBTFUL: ("?", "yellow"),
    Verdict.CONTRADICTED: ("✗", "bold red"),
    Verdict.UNDECIDABLE: ("–", ""),
}


class Judged(NamedTuple):
    """A cell with a verdict: its name behind a sign, so that it can be found in a long list, and its colour."""

    verdict: Verdict | None

    @property
    def style(self) -> str:
        """The colour on a terminal; the sign says the same without."""
        return _SIGNS[self.verdict][1] if self.verdict else ""

    def __str__(self) -> str:
        if not self.verdict:
            return "· " + say("not computable")
        return f"{_SIGNS[self.verdict][0]} {NAMES[self.verdict]}"


def shortly(check: Check) -> object:
    """Give a cell with what the data give: a number, ≈ where it is an estimate, or both ends where there is none."""
    asked, possible, own = check.claim.asked, check.possible, check.claim.table
    if own and possible:
        return in_full(possible, own)
    if asked is None or possible is None or possible.low is None or possible.high is None:
        return numbers.MISSING
    if not possible.is_exact and possible.estimate is None:
        return in_full(possible, asked)
    decimals = _decimals(asked, asked.unit, exact=possible.is_exact)
    ends = (possible.low, possible.high, possible.estimate)
    return numbers.Number(_SAID.get(asked.unit, asked.unit), *ends, shows="point", decimals=decimals)


def found(check: Check) -> str:
    """Show what the data give: the number, or an estimate with where it probably and certainly lies."""
    asked, possible, own = check.claim.asked, check.possible, check.claim.table
    if own and possible:
        return say("{amount} ({place})", amount=in_full(possible, own), place=_place(own))
    if asked is None or possible is None:
        return numbers.MISSING
    text = in_full(possible, asked)
    counted = [check.row[name] for name in ("numerator", "denominator") if check.row.get(name) is not None]
    if possible.is_exact and not asked.question.change and len(counted) > 1:
        text += f" ({' ÷ '.join(digits(round(number)) for number in counted)})"
    return text


def _place(own: OwnTable) -> Message:
    """Say where in a table a number stands, and what it was divided by."""
    if own.per is None:
        return own.what
    by = own.per.question
    return message(
        "{what}, per {per}", what=own.what, per=f"{by.title} ({spoken.shown_value(by.definition.id)}, {by.years[0]})"
    )


def in_full(possible: Possible, asked: Stated, unit: str | None = None) -> str:
    """Write a number with its interval and bounds, with more decimals than were printed, so that a rounding shows."""
    unit = unit or asked.unit
    decimals, unit = _decimals(asked, unit, exact=possible.is_exact), _SAID.get(unit, unit)
    if possible.low is None or possible.high is None:
        return numbers.MISSING
    if possible.is_exact and not asked.is_change and not isinstance(asked, Asked):
        return numbers.amount(
            round(possible.low, _DECIMALS[unit in _PARTS]), unit
        )  # what stands in a table is shown as it stands
    if possible.is_exact:
        return numbers.number(possible.low, unit, decimals)
    certain = numbers.span(possible.low, possible.high, unit, decimals, in_words=True)
    if possible.estimate is None or possible.est_low is None or possible.est_high is None:
        return say("certainly {range}", range=certain)
    return say(
        "about {number} (probably {probable}, certainly {certain})",
        number=numbers.number(possible.estimate, unit, decimals),
        probable=numbers.span(possible.est_low, possible.est_high, unit, decimals, outward=False, in_words=True),
        certain=certain,
    )


def _decimals(asked: Stated, unit: str, *, exact: bool) -> int:
    """Show more decimals than were printed, so that a rounding shows: two of an exact number, one of an estimate."""
    return 0 if unit == "count" else (asked.number.decimals if asked.number else 0) + 1 + exact


def marks(check: Check, *, sample: bool) -> str | None:
    """Give the marks of a claim: those of its number, and those of the data."""
    if table := check.claim.table:
        is_synthetic = sample and (table.per is not None or sample_folder() in table.path.parents)
        return known.joined([*[known.SYNTHETIC] * is_synthetic, known.OWN_TABLE])
    own = str(check.row.get("marks") or "").split()
    return known.joined([*own, *[known.SYNTHETIC] * sample, *[known.REJECTED_ROWS] * bool(check.incomplete)])


def meanings(checks: Iterable[Check]) -> list[str]:
    """Explain each verdict that occurs, a sentence each."""
    used = {check.verdict for check in checks}
    return [
        say("{verdict}: {meaning}.", verdict=NAMES[each], meaning=meaning)
        for each, meaning in MEANINGS.items()
        if each in used
    ]


def printed(claim: Claim) -> str:
    """Show what was printed: as the number it was read as, where the text says its sign or unit in words."""
    return claim.reads_as or claim.printed


def about(claim: Claim) -> str:
    """Say what a claim is about: in its own words, with the years and the definition it is checked under."""
    said = str(claim.says or claim.name)
    return f"{said} ({measured(claim)})" if claim.asked else said


def measured(claim: Claim) -> str:
    """Name indicator, definition, years and filter."""
    asked = claim.asked
    if asked is None:
        return ""
    question = asked.question
    part = (
        [str(asked.part.label) if language() == DUTCH else asked.part.id] if len(question.definition.parts) > 1 else []
    )
    where = sentences.filters(question)
    span = " → ".join(asked.years)
    definition = say("definition {id}", id=spoken.shown_value(question.definition.id))
    return ", ".join([f"{spoken.shown_value(question.indicator.id)} {span}", *part, *where, definition])


def read_in(source: Source) -> str:
    """Say where a number was read: title, publisher, date, page, address."""
    page = say("page {page}", page=source.page) if isinstance(source.page, int) else source.page
    return ", ".join(str(part) for part in (source.title, source.publisher, source.date, page, source.url) if part)


def reason(check: Check) -> str:
    """Give the reason for the verdict as a sentence, and what is wrong with its place in the document."""
    return str(joined([_reason(check), *_in_document(check)]))


def _reason(check: Check) -> Message:
    claim = check.claim
    if claim.table:
        told = {"reading": "", "others": (check.printable or 1) - 1, "why": _why(check)}
        cause = check.cause or Cause.DRAFT
        printed = _as_read(claim, claim.table)
        return {**_SENTENCES, **_ON_TABLE}[cause].filled(printed=printed, found=found(check), **told)
    if claim.asked is None:
        return message("Not computable: {reason}.", reason=claim.not_computable)
    masked = check.cause is Cause.ALL_INSIDE and check.possible is not None and not check.possible.is_exact
    assumed = claim.basis is Basis.ASSUMED
    sentence = _CERTAIN if masked else _SENTENCES[check.cause or Cause.NO_DATA]
    if check.cause is Cause.WRONG_UNIT and claim.asked.unit != "pp":
        sentence = _NOT_IN_POINTS
    return sentence.filled(
        printed=_as_read(claim, claim.asked),
        found=found(check),
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
            message(", within {margin}", margin=numbers.amount(asked.margin, _SAID.get(asked.unit, asked.unit)))
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
    value = in_full(near.possible, stated, unit="pct_change" if near.kind is Kind.GROWTH else None)
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


def count(checked: Checked) -> str:
    """Sum up: how many claims were checked, and with what result."""
    judged, own = checked.judged, checked.on_tables
    rest = len(checked.checks) - len(judged) - len(own)
    aside = message("; on tables of your own: {sums}", sums=sums(own))
    left = message("; {count} cannot be computed from these files", count=rest)
    text = say(
        "{judged} of {claims} claims checked: {sums}{left}.",
        judged=len(judged),
        claims=len(checked.checks),
        sums=sums(judged),
        left=joined([aside if own else "", left if rest else ""], ""),
    )
    proof = say("The data is the synthetic sample: this proves nothing.")
    return f"{text} {proof}" if checked.sample else text


def sums(checks: list[Check]) -> Message:
    """Count the verdicts, in their order."""
    totals = [(each, sum(check.verdict is each for check in checks)) for each in Verdict]
    return joined((f"{number} {NAMES[each]}" for each, number in totals if number), ", ") if checks else message("none")


def summed_up(checked: Checked) -> str:
    """Sum up the verdicts, and name the files with rejected rows."""
    return " ".join([count(checked), *sentences.incomplete(checked.incomplete)])
