"""Checked claims for GitHub: annotations in the log, and a job summary in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sto_cli.language import harmless, say
from sto_cli.present import verdicts
from sto_cli.present.markdown import escaped
from sto_cli.present.possible import found

if TYPE_CHECKING:
    from collections.abc import Collection

    from sto_cli.claims.check import Checked
    from sto_cli.claims.document import Coverage
    from sto_cli.claims.verdict import Verdict


_SHOWN = 10
"""How many errors of one step GitHub shows as annotations."""


def commands(checked: Checked, fail_on: Collection[Verdict], coverage: Coverage | None = None) -> str:
    """Write `::error file=…,line=…::` for each finding, and a notice for each number that nobody checks."""
    lines = []
    findings = sum(check.is_finding(fail_on) for check in checked.checks)
    if findings > _SHOWN:
        title = say("{count} findings", count=findings)
        text = say("GitHub shows {shown} annotations of a step; the log has all.", shown=_SHOWN)
        lines.append(f"::error title={_property(title)}::{_data(text)}")
    for check in checked.checks:
        if check.is_finding(fail_on):
            title = f"{check.claim.id}: {verdicts.NAMES[check.kind(fail_on)]}"
            text = " ".join([verdicts.reason(check), *verdicts.notes(check)])
            lines.append(_command("error", checked.claims.name, check.claim.line, title, text))
    for number in coverage.unchecked if coverage else ():
        text = say("No claim covers {number}.", number=number.text)
        lines.append(_command("notice", coverage.name if coverage else "", number.line, say("not checked"), text))
    lines.append(verdicts.summed_up(checked))
    return "\n".join(lines) + "\n"


def _command(level: str, file: str, line: int, title: str, text: str) -> str:
    return f"::{level} file={_property(file)},line={line},title={_property(title)}::{_data(text)}"


def _data(text: str) -> str:
    """Escape as the runner reads it: %, carriage return and line feed; what else steers a log is shown."""
    return harmless(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def summary(checked: Checked) -> str:
    """Write a Markdown table for a job summary or a pull request."""
    rows = [
        f"| {verdicts.verdict(check)} | {escaped(check.claim.printed)} | {escaped(found(check))} | {escaped(verdicts.about(check.claim))} |"
        for check in checked.checks
    ]
    head = [f"### {escaped(str(checked.claims.title))}", "", verdicts.summed_up(checked), ""]
    heads = " | ".join([say("verdict"), say("printed"), say("these files give"), say("what")])
    return "\n".join([*head, f"| {heads} |", "|---|---|---|---|", *rows]) + "\n"
