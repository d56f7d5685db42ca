"""The words for a verdict, its reason and its near misses, said once for every output form.

*Does not follow from these files under this definition* is not *false*: the files may be other ones
than the publisher used, and the definition may be our reading. The words keep that apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sto_cli.claims.asked import Asked
from sto_cli.claims.check import ABSENT, SEVERAL
from sto_cli.claims.verdict import Verdict
from sto_cli.language import DUTCH, digits, joined, language, message, say
from sto_cli.measuring import marks as known
from sto_cli.measuring import spoken
from sto_cli.present import numbers, sentences
from sto_cli.reading.load import sample_folder

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sto_cli.claims.asked import Stated
    from sto_cli.claims.check import Check, Checked
    from sto_cli.claims.claim import Claim, Source
    from sto_cli.claims.own_table import OwnTable
    from sto_cli.claims.verdict import Possible
    from sto_cli.language import Message

_PARTS = ("share", "pp")
_DECIMALS = (2, 6)
"""Decimals of a number of a table that was divided, and of a part."""
SAID = {"fte": numbers.SAID_FTE}

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
    return numbers.Number(SAID.get(asked.unit, asked.unit), *ends, shows="point", decimals=decimals)


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
    decimals, unit = _decimals(asked, unit, exact=possible.is_exact), SAID.get(unit, unit)
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
    said = str(claim.says or f"'{claim.printed}'")
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


def count(checked: Checked) -> str:
    """Sum up: how many claims were checked, and with what result."""
    judged, own = checked.judged, checked.on_tables
    rest = len(checked.checks) - len(judged) - len(own)
    if own and not judged:
        return say("Claims on tables of your own: {sums}; none on files of DUO.", sums=sums(own))
    aside = message("; on tables of your own: {sums}", sums=sums(own))
    left = message("; not computable from these files: {count}", count=rest)
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
