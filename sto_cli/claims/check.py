"""Claims against data: each printed number is computed again and judged, and near misses are named.

A claim that the data cannot answer is undecidable and keeps its reason. No claim is skipped.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sto_cli.claims import near_misses
from sto_cli.claims.answers import Answers
from sto_cli.claims.near_misses import FITS
from sto_cli.claims.verdict import Cause, Possible, Verdict
from sto_cli.errors import ExitCode, InputError
from sto_cli.language import Shown, glance
from sto_cli.measuring.exam_source import narrowed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sto_cli.claims.claim import Claim, Claims, Reading
    from sto_cli.claims.near_misses import NearMiss
    from sto_cli.errors import StoError
    from sto_cli.reading.data import Data, FileReport

FINDINGS = (Verdict.CONTRADICTED, Verdict.DOUBTFUL, Verdict.UNDECIDABLE)
"""Verdicts that make exit code 1, unless the user says otherwise."""

ABSENT = "absent"
"""The finding of a claim whose printed text the document does not hold."""
SEVERAL = "several"
"""The finding of a claim that does not say which of several places it is about."""


@dataclass(frozen=True)
class Check:
    """One claim and what the data say of it.

    Attributes:
        verdict: None for a claim that its file marks as not computable.
        possible: what the data allow; None without data.
        row: the result row behind it.
        missing: why there is no data, as a sentence.
        tried: how many other definitions and years were looked at for near misses.
        printable: how many values of the printed precision the 95% interval allows; None without one.
        fits: the first few of them besides what was printed.
        absent: the document does not hold what was printed, or not beside its `near`.
        lost: the `near` beside which it does not stand.
        several: the lines of its places, where it does not say which is meant and that is a finding.
        provisional: school years of the claim that DUO may still revise.
        incomplete: the files that it is about and of which rows were rejected.
    """

    claim: Claim
    verdict: Verdict | None = None
    cause: Cause | None = None
    possible: Possible | None = None
    row: Mapping[str, Any] = field(default_factory=dict, repr=False)
    missing: StoError | None = None
    near: tuple[NearMiss, ...] = ()
    tried: int = 0
    printable: int | None = None
    fits: tuple[str, ...] = ()
    absent: bool = False
    lost: tuple[str, ...] = ()
    several: tuple[int, ...] = ()
    incomplete: tuple[FileReport, ...] = ()
    provisional: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Show what was printed, and the verdict."""
        return f"Check({self.claim.id}, {self.claim.printed!r}: {self.verdict or 'not computable'})"

    def kind(self, fail_on: Collection[Verdict]) -> str:
        """Name what it is a finding of: its verdict, or that the document does not hold it, or more than once."""
        if self.verdict in fail_on or self.cause is Cause.DRAFT:
            return str(self.verdict)
        return ABSENT if self.absent else SEVERAL

    def is_finding(self, fail_on: Collection[Verdict]) -> bool:
        """Tell whether it makes the run red; a draft does, whatever fails."""
        return self.absent or bool(self.several) or self.cause is Cause.DRAFT or self.verdict in fail_on


@dataclass(frozen=True)
class ReadAs:
    """A reading of some claims, and what the data say of each under it."""

    reading: Reading
    checks: tuple[Check, ...]

    @property
    def fits(self) -> bool | None:
        """Whether none of its claims is doubtful or contradicted; None where that cannot be told of one of them."""
        verdicts = {check.verdict for check in self.checks if check.verdict in FINDINGS}
        return not verdicts if verdicts != {Verdict.UNDECIDABLE} else None


@dataclass(frozen=True)
class Checked(Shown):
    """A claims file, checked.

    Attributes:
        incomplete: the files with rejected rows.
        files: all that were read.
        unchecked: numbers of the document that no claim covers are a finding.
        readings: how some claims can be read together; these are no findings.
    """

    claims: Claims
    checks: tuple[Check, ...]
    sample: bool
    incomplete: tuple[FileReport, ...] = ()
    files: tuple[FileReport, ...] = ()
    unchecked: bool = False
    readings: tuple[ReadAs, ...] = ()

    def __repr__(self) -> str:
        """Show its first claims, each with its verdict."""
        return glance(f"Checked {self.claims.name}, {len(self.checks)} claims", self.checks)

    @property
    def judged(self) -> list[Check]:
        """The claims that have a verdict of DUO's files: all but the not computable, and those on tables of the user's own."""
        return [check for check in self.checks if check.verdict and not check.claim.table]

    @property
    def on_tables(self) -> list[Check]:
        """The claims on tables of the user's own."""
        return [check for check in self.checks if check.claim.table]

    def exit_code(self, fail_on: Collection[Verdict] = FINDINGS) -> ExitCode:
        """Decide the exit code; where no claim met any data, nothing was checked, and that is never green.

        Nor is it where rows were rejected, whatever fails.
        """
        if all(check.cause is Cause.NO_DATA for check in self.judged or self.on_tables):
            return ExitCode.INPUT
        found = any(check.is_finding(fail_on) for check in self.checks)
        return ExitCode.FINDING if found or self.incomplete or self.unchecked else ExitCode.FINE


def check_claims(data: Data, claims: Claims) -> Checked:
    """Check every claim of a file, and look for near misses."""
    answers = Answers(data)
    checks = tuple(_with_near_misses(answers, judge(answers, it)) for it in claims.claims)
    readings = tuple(ReadAs(one, tuple(judge(answers, claim) for claim in one.claims)) for one in claims.readings)
    return Checked(claims, checks, data.sample, data.incomplete, data.files, readings=readings)


def judge(answers: Answers, claim: Claim) -> Check:
    """Judge one claim, without a look at other definitions and years."""
    stated, asked = claim.stated, claim.table.per if claim.table else claim.asked
    if stated is None:
        return Check(claim)
    try:
        row, possible = answers.answer(asked) if asked else ({}, None)
    except InputError as error:
        return Check(claim, Verdict.UNDECIDABLE, Cause.NO_DATA, missing=error)
    if asked and (incomplete := answers.incomplete(asked)):
        # What was read may be far from what there is, so nothing of it is set beside the claim.
        return Check(claim, Verdict.UNDECIDABLE, Cause.REJECTED, incomplete=incomplete)
    if claim.table:
        row, possible = {}, claim.table.possible(possible)
    if claim.draft or possible is None:
        return Check(claim, Verdict.UNDECIDABLE, Cause.DRAFT, possible, row)
    verdict, cause = near_misses.decide(stated, possible)
    count, fits = near_misses.fits(stated, possible)
    provisional: tuple[str, ...] = ()
    if asked:
        revisable = narrowed(answers.data, asked.question).provisional(asked.question.indicator.facts)
        provisional = tuple(year for year in asked.years if year in revisable)
    return Check(claim, verdict, cause, possible, row, printable=count, fits=fits, provisional=provisional)


def _with_near_misses(answers: Answers, check: Check) -> Check:
    stated, asked, possible = check.claim.stated, check.claim.asked, check.possible
    if stated is None or possible is None or check.claim.draft:
        return check
    fits = check.verdict in FITS
    if own := check.claim.table:
        rows = [] if fits else near_misses.rows(own)
        return replace(check, near=(*near_misses.edges(own, possible), *rows), tried=len(own.others))
    if asked is None:  # pragma: no cover  # a claim is on a table or on the files
        return check
    others = [] if fits or asked.is_wrong_unit else near_misses.others(answers, asked)
    near = (
        *near_misses.edges(asked, possible),
        *near_misses.units(answers, asked, possible),
        *near_misses.reproduced(answers, others),
    )
    return replace(check, near=near, tried=len(others))
