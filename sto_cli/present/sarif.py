"""Checked claims as SARIF 2.1.0, the form that code scanning reads: one result per finding."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sto_cli.claims.check import ABSENT, SEVERAL
from sto_cli.claims.verdict import Verdict
from sto_cli.language import in_english
from sto_cli.present import verdicts
from sto_cli.present.json_text import dumps
from sto_cli.version import __version__

if TYPE_CHECKING:
    from collections.abc import Collection

    from sto_cli.claims.check import Check, Checked
    from sto_cli.claims.document import Coverage

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
        text = f"No claim covers {number.text}."
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
    text = " ".join([verdicts.about(check.claim) + ":", verdicts.reason(check), *verdicts.notes(check)])
    return _result(check.kind(fail_on), level, text, file, check.claim.line)


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
