"""Checked claims as JUnit XML: one test case per claim, for every CI that shows test results.

It keeps to the strictest schema there is, that of Jenkins (tests/schemas), which knows no file and no
line of a test case: these stand in the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from sto_cli.language import harmless, in_english
from sto_cli.present import verdicts

if TYPE_CHECKING:
    from collections.abc import Collection

    from sto_cli.claims.check import Check, Checked
    from sto_cli.claims.verdict import Verdict

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
    case = ET.SubElement(suite, "testcase", {"name": check.claim.id, "classname": "claims", "time": "0"})
    place, sentence = f"{file}:{check.claim.line}", verdicts.reason(check)
    if kind:
        failure = ET.SubElement(case, "failure", {"message": sentence, "type": kind})
        failure.text = "\n".join([place, verdicts.about(check.claim), *verdicts.notes(check)])
    elif not check.verdict:
        ET.SubElement(case, "skipped", {"message": sentence}).text = place
    else:
        output = ET.SubElement(case, "system-out")
        output.text = "\n".join([place, f"{check.verdict}: {sentence}", *verdicts.notes(check)])
