"""Checked claims for the CI that runs the check: JUnit XML, SARIF, and the annotations and summary of GitHub.

JUnit XML keeps to the strictest schema there is, that of Jenkins (tests/schemas), which knows no file and no
line of a test case: these stand in the text. SARIF 2.1.0 is what code scanning reads.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

from sto_cli.claims.check import ABSENT, SEVERAL
from sto_cli.claims.verdict import Verdict
from sto_cli.language import harmless, in_english, say
from sto_cli.present import markdown, reasons, verdicts
from sto_cli.present.forms import dumps
from sto_cli.present.sheet import Column, Sheet
from sto_cli.version import __version__

if TYPE_CHECKING:
    from collections.abc import Collection

    from sto_cli.claims.check import Check, Checked
    from sto_cli.claims.document import Coverage

# --- JUNIT ---

_FORBIDDEN = {0xFFFE: "\\ufffe", 0xFFFF: "\\uffff"}
"""Characters that steer no terminal, and that XML 1.0 does not allow, in whatever notation."""


@in_english
def junit(checked: Checked, fail_on: Collection[Verdict]) -> str:
    """Write one suite; a finding is a failure, and what is not computable is skipped."""
    name = checked.claims.name
    found = [check for check in checked.checks if check.is_finding(fail_on)]
    skipped = [check for check in checked.checks if not check.verdict and check not in found]
    totals = {"tests": str(len(checked.checks)), "failures": str(len(found)), "errors": "0", "time": "0"}
    root = ET.Element("testsuites", {"name": "sto check", **totals})
    suite = ET.SubElement(root, "testsuite", {"name": name, "file": name, **totals, "skipped": str(len(skipped))})
    properties = ET.SubElement(suite, "properties")
    ET.SubElement(properties, "property", {"name": "summary", "value": verdicts.summed_up(checked)})
    for check in checked.checks:
        _case(suite, check, name, kind=check.kind(fail_on) if check in found else None)
    ET.indent(root)
    lines = ET.tostring(root, encoding="unicode").translate(_FORBIDDEN).split("\n")
    text = "\n".join(map(harmless, lines))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _case(suite: ET.Element, check: Check, file: str, *, kind: str | None) -> None:
    name = "claims.own_table" if check.claim.table else "claims"
    case = ET.SubElement(suite, "testcase", {"name": check.claim.id, "classname": name, "time": "0"})
    place, sentence = f"{file}:{check.claim.line}", reasons.reason(check)
    if kind:
        failure = ET.SubElement(case, "failure", {"message": sentence, "type": kind})
        failure.text = "\n".join([place, verdicts.about(check.claim), *reasons.notes(check)])
    elif not check.verdict:
        ET.SubElement(case, "skipped", {"message": sentence}).text = place
    else:
        output = ET.SubElement(case, "system-out")
        output.text = "\n".join([place, f"{check.verdict}: {sentence}", *reasons.notes(check)])


# --- SARIF: ONE RESULT PER FINDING ---

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
UNCHECKED = "unchecked"
_RULES = {
    **{str(verdict): meaning for verdict, meaning in verdicts.MEANINGS.items()},
    ABSENT: "the document no longer holds what a claim says is printed there",
    SEVERAL: "the number of a claim without near stands more than once in the document",
    UNCHECKED: "no claim covers this number of the document",
}


@in_english
def sarif(checked: Checked, fail_on: Collection[Verdict], coverage: Coverage | None = None) -> str:
    """Write one run; weak claims and, unless the check is strict, numbers that nobody checks are notes."""
    results = [_finding(check, checked.claims.name, fail_on) for check in checked.checks if check.is_finding(fail_on)]
    weak = [check for check in checked.checks if check.verdict is Verdict.WEAK and not check.is_finding(fail_on)]
    results += [_finding(check, checked.claims.name, [Verdict.WEAK], level="note") for check in weak]
    for number in coverage.unchecked if coverage else ():
        text = f"No claim covers {number.said}."
        results.append(
            _result(
                UNCHECKED,
                "error" if checked.unchecked else "note",
                text,
                coverage.name if coverage else "",
                number.line,
            )
        )
    rules = [{"id": id_, "shortDescription": {"text": _sentence(str(meaning))}} for id_, meaning in _RULES.items()]
    driver = {"name": "sto", "version": __version__, "rules": rules}
    run: dict[str, Any] = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    run["properties"] = {"summary": verdicts.summed_up(checked), "syntheticSample": checked.sample}
    return dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _finding(check: Check, file: str, fail_on: Collection[Verdict], level: str = "error") -> dict[str, Any]:
    text = " ".join([verdicts.about(check.claim) + ":", reasons.reason(check), *reasons.notes(check)])
    found = _result(check.kind(fail_on), level, text, file, check.claim.line)
    own = check.claim.table
    return found | {"properties": {"ownTable": own.name}} if own else found


def _result(rule: str, level: str, text: str, file: str, line: int) -> dict[str, Any]:
    place = {"artifactLocation": {"uri": _uri(file)}, "region": {"startLine": line}}
    return {
        "ruleId": rule,
        "ruleIndex": list(_RULES).index(rule),
        "level": level,
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }


def _uri(file: str) -> str:
    """Give a path as SARIF wants it: relative to where the run stands, or a file: address."""
    path = Path(file)
    with contextlib.suppress(OSError, ValueError):  # the folder is gone, or another
        path = path.relative_to(Path.cwd()) if path.is_absolute() else path
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."


# --- GITHUB ---

_SHOWN = 10
"""How many errors of one step GitHub shows as annotations."""


def commands(checked: Checked, fail_on: Collection[Verdict], coverage: Coverage | None = None) -> str:
    """Write `::error file=…,line=…::` for each finding, and a notice for what is weak or, unless strict, unchecked."""
    lines = []
    findings = sum(check.is_finding(fail_on) for check in checked.checks)
    if findings > _SHOWN:
        title = say("{count} findings", count=findings)
        text = say("GitHub shows {shown} annotations of a step; the log has all.", shown=_SHOWN)
        lines.append(f"::error title={_property(title)}::{_data(text)}")
    for check in checked.checks:
        is_finding = check.is_finding(fail_on)
        if is_finding or check.verdict is Verdict.WEAK:
            title = f"{check.claim.id}: {verdicts.NAMES[check.kind(fail_on) if is_finding else Verdict.WEAK]}"
            text = " ".join([reasons.reason(check), *reasons.notes(check)])
            level = "error" if is_finding else "notice"
            lines.append(_command(level, checked.claims.name, check.claim.line, title, text))
    for number in coverage.unchecked if coverage else ():
        text = say("No claim covers {number}.", number=number.said)
        lines.append(
            _command(
                "error" if checked.unchecked else "notice",
                coverage.name if coverage else "",
                number.line,
                say("not checked"),
                text,
            )
        )
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
    columns = [
        Column(say("verdict"), [verdicts.Judged(check.verdict) for check in checked.checks]),
        Column(say("printed"), [check.claim.printed for check in checked.checks]),
        Column(say("these files give"), [verdicts.found(check) for check in checked.checks]),
        Column(say("what"), [verdicts.about(check.claim) for check in checked.checks]),
    ]
    table = markdown.document([Sheet(columns=columns)])
    return f"### {markdown.escaped(str(checked.claims.title))}\n\n{verdicts.summed_up(checked)}\n\n{table}"
