"""The words for a verdict, its reason and its near misses, said once for every output form.

*Does not follow from these files under this definition* is not *false*: the files may be other ones
than the publisher used, and the definition may be our reading. The words keep that apart.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from sto_cli.claims.file import Basis
from sto_cli.claims.near_misses import Kind
from sto_cli.claims.verdict import Cause, Possible, Verdict
from sto_cli.measuring.measure import REASONS, SERIES_BREAK

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sto_cli.claims.asked import Asked
    from sto_cli.claims.check import Check, Checked
    from sto_cli.claims.file import Claim, Source
    from sto_cli.claims.near_misses import NearMiss

NOT_COMPUTABLE = "not computable"
MEANINGS = {
    Verdict.CONFIRMED: "every value that these files allow is printed like this",
    Verdict.PLAUSIBLE: "the estimate fits; some of the counts are masked, so other numbers fit too",
    Verdict.DOUBTFUL: "possible, but outside the 95% interval of the estimate",
    Verdict.CONTRADICTED: "does not follow from these files under this definition, which is not the same as false",
    Verdict.UNDECIDABLE: "these files cannot tell; the reason stands beside it",
}
_SIGNS = {
    Verdict.CONFIRMED: "✓",
    Verdict.PLAUSIBLE: "≈",
    Verdict.DOUBTFUL: "?",
    Verdict.CONTRADICTED: "✗",
    Verdict.UNDECIDABLE: "–",
}
_ROUND_SCALE = {"share": 100, "pp": 100, "pct_change": 100}
_SUFFIX = {"share": "%", "pp": " pp", "pct_change": "%", "fte": " FTE"}
_SIGNED = ("pp", "pct_change")
_MORE_DIGITS = 2
"""Decimals of an exact number beyond the printed ones: enough to see on which side of a rounding it lies."""


def verdict(check: Check) -> str:
    """Name the verdict, with a sign so that it can be found in a long list."""
    return f"{_SIGNS[check.verdict]} {check.verdict}" if check.verdict else f"· {NOT_COMPUTABLE}"


def meanings(checks: Iterable[Check]) -> list[str]:
    """Explain each verdict that occurs, a sentence each."""
    used = {check.verdict for check in checks}
    return [f"{verdict}: {meaning}." for verdict, meaning in MEANINGS.items() if verdict in used]


def printed(claim: Claim) -> str:
    """Show what was printed: as the number it was read as, where the text says its sign or unit in words."""
    return claim.reads_as or claim.printed


def about(claim: Claim) -> str:
    """Say what a claim is about: in its own words, with the years and the definition it is checked under."""
    return f"{claim.says or claim.id} ({measured(claim)})" if claim.asked else claim.says or claim.id


def measured(claim: Claim) -> str:
    """Name indicator, definition, years and filter."""
    asked = claim.asked
    if asked is None:
        return ""
    question = asked.question
    part = [asked.part.id] if len(question.definition.parts) > 1 else []
    where = [f"{column} {' or '.join(values)}" for column, values in question.where.items()]
    span = " → ".join(asked.years)
    return ", ".join([f"{question.indicator.id} {span}", *part, *where, f"definition {question.definition.id}"])


def read_in(source: Source) -> str:
    """Say where a number was read: title, publisher, date, page, address."""
    page = f"page {source.page}" if isinstance(source.page, int) else source.page
    return ", ".join(str(part) for part in (source.title, source.publisher, source.date, page, source.url) if part)


def shortly(check: Check) -> str:
    """Show what the data give as one number; ≈ where it is an estimate, both ends where there is none."""
    asked, possible = check.claim.asked, check.possible
    if asked is None or possible is None or possible.low is None or possible.high is None:
        return "–"
    if possible.is_exact or possible.estimate is None:
        return _possible(possible, asked)
    return f"≈ {_digits(possible.estimate, asked.unit, _decimals(asked, asked.unit, exact=False))}"


def found(check: Check) -> str:
    """Show what the data give: the number, or an estimate with where it probably and certainly lies."""
    asked, possible = check.claim.asked, check.possible
    if asked is None or possible is None:
        return "–"
    text = _possible(possible, asked)
    counted = [check.row.get(name) for name in ("numerator", "denominator")]
    if possible.is_exact and not asked.question.change and None not in counted:
        text += f" ({counted[0]:,.0f} ÷ {counted[1]:,.0f})"
    return text


def reason(check: Check) -> str:
    """Give the reason for the verdict as a sentence."""
    claim, asked = check.claim, check.claim.asked
    if asked is None:
        return f"Not computable: {claim.not_computable}."
    printed = f"'{claim.printed}'"
    masked = check.cause is Cause.ALL_INSIDE and check.possible is not None and not check.possible.is_exact
    sentence = (_CERTAIN if masked else _SENTENCES[check.cause or Cause.NO_DATA]).format(
        printed=printed,
        found=found(check),
        reading=" under our reading of the definition"
        if claim.basis is Basis.ASSUMED
        else " under the stated definition",
        why=_why(check),
        unit="percentage points",
    )
    return sentence + (" The document does not hold this number." if check.absent else "")


_CERTAIN = "{printed} is reproduced{reading}, however the masked counts are filled in: these files give {found}."
_SENTENCES = {
    Cause.ALL_INSIDE: "{printed} is reproduced{reading}: these files give {found}.",
    Cause.NONE_INSIDE: "{printed} does not follow from these files{reading}: they give {found}.",
    Cause.ESTIMATE_INSIDE: "{printed} fits{reading}: these files give {found}.{why}",
    Cause.ESTIMATE_OUTSIDE: "{printed} is possible but unlikely{reading}: these files give {found}.",
    Cause.TOO_MASKED: "{printed} cannot be decided, since too many counts are masked: these files give {found}.{why}",
    Cause.BOTH_SIDES: "{printed} cannot be decided, since the masked counts leave both directions open: these files give {found}.",
    Cause.NO_ESTIMATE: "{printed} cannot be decided: these files give {found}, and no estimate is made of so few masked counts, or of staff.",
    Cause.NO_BOUNDS: "{printed} cannot be decided: masked amounts leave the answer with no upper bound.",
    Cause.NO_NUMBER: "{printed} cannot be decided: {why}.",
    Cause.NO_DATA: "{printed} cannot be decided, since there is no data for it: {why}",
    Cause.WRONG_UNIT: "{printed} is in percent, and the change of a share is in {unit}: these files give {found}.",
}


def _why(check: Check) -> str:
    if check.missing:
        return check.missing
    if check.possible and check.possible.reason:
        offer = "; pupils sat partly in legacy afdelingen, so the years cannot be compared under this definition"
        return REASONS[check.possible.reason] + (offer if check.possible.reason == SERIES_BREAK else "")
    if check.cause is Cause.TOO_MASKED:
        return f" {check.printable} numbers of this precision fit."
    return f" It could as well have been printed as {' or '.join(check.fits)}." if check.fits else ""


def notes(check: Check) -> list[str]:
    """Name the near misses and what else a reader should know, a sentence each."""
    claim = check.claim
    lines = [_near(near, check) for near in check.near]
    if any(near.kind in {Kind.DEFINITION, Kind.YEAR} for near in check.near):
        lines.append(f"{check.tried} other definitions and years were tried; with enough of them, something fits.")
    if claim.asked and claim.asked.question.definition.caveat and check.possible:
        lines.append(f"Caveat of this definition: {claim.asked.question.definition.caveat}.")
    return lines + ([claim.note] if claim.note else [])


def _near(near: NearMiss, check: Check) -> str:
    asked = check.claim.asked
    if asked is None:
        return ""
    value = _possible(near.possible, asked, unit="pct_change" if near.kind is Kind.GROWTH else None)
    return _NEAR[near.kind].format(value=value, definition=near.definition, years=" → ".join(near.years))


_NEAR = {
    Kind.ROUNDING: "Right only thanks to rounding: {value} lies just inside an end of what was printed.",
    Kind.TOUCHES: "{value} lies exactly between two printable values, so it is right under one rounding rule only.",
    Kind.DEFINITION: "Under the definition '{definition}' it does follow: {value}.",
    Kind.YEAR: "Right for a neighbouring year: {years} gives {value}.",
    Kind.UNIT: "It would be right with percentage points in the place of percent: {value}.",
    Kind.GROWTH: "As growth of the share itself it would be right ({value}); then say so.",
}


def _possible(possible: Possible, asked: Asked, unit: str | None = None) -> str:
    unit = unit or asked.unit
    decimals = _decimals(asked, unit, exact=possible.is_exact)
    if possible.low is None or possible.high is None:
        return "–"
    if possible.is_exact:
        return _digits(possible.low, unit, decimals)
    certain = _ends(_digits(possible.low, unit, decimals, -1), _digits(possible.high, unit, decimals, 1), unit)
    if possible.estimate is None or possible.est_low is None or possible.est_high is None:
        return f"certainly {certain}"
    probable = _ends(_digits(possible.est_low, unit, decimals), _digits(possible.est_high, unit, decimals), unit)
    return f"about {_digits(possible.estimate, unit, decimals)} (probably {probable}, certainly {certain})"


def _decimals(asked: Asked, unit: str, *, exact: bool) -> int:
    """Show more decimals than were printed: two where the number is exact, one where it is estimated."""
    if unit == "count":
        return 0
    return (asked.number.decimals if asked.number else 0) + (_MORE_DIGITS if exact else 1)


def _ends(low: str, high: str, unit: str) -> str:
    return f"{low.removesuffix(_SUFFIX.get(unit, ''))} to {high}"


def _digits(value: Fraction, unit: str, decimals: int, outward: int = 0) -> str:
    """Write a fraction with a number of decimals: half away from zero, or down (−1) or up (1)."""
    scaled = value * _ROUND_SCALE.get(unit, 1) * 10**decimals
    whole = math.floor(scaled) if outward < 0 else math.ceil(scaled) if outward > 0 else _half_up(scaled)
    text = f"{Decimal(abs(whole)).scaleb(-decimals):,}"
    sign = "−" if whole < 0 else "+" if unit in _SIGNED and whole > 0 else ""
    return sign + text + _SUFFIX.get(unit, "")


def _half_up(value: Fraction) -> int:
    whole = int(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


def count(checked: Checked) -> str:
    """Sum up: how many claims were checked, and with what result."""
    judged = checked.judged
    totals = [(verdict, sum(check.verdict is verdict for check in judged)) for verdict in Verdict]
    sums = ", ".join(f"{number} {verdict}" for verdict, number in totals if number)
    rest = len(checked.checks) - len(judged)
    left = f"; {rest} cannot be computed from these files" if rest else ""
    sample = " The data is the synthetic sample: this proves nothing." if checked.sample else ""
    return f"{len(judged)} of {len(checked.checks)} claims checked: {sums or 'none'}{left}.{sample}"
