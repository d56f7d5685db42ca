"""What a notebook shows of a result, a check and a report: the same sheets as a page and as Markdown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sto_cli.claims.check import FINDINGS, Checked
from sto_cli.measuring.measure import Result, measure
from sto_cli.portraying import Portrait
from sto_cli.present import check, forms, indicator, portrait, report, table
from sto_cli.present.page import fragment
from sto_cli.reporting import Report

if TYPE_CHECKING:
    from sto_cli.present.forms import Answer

_MOST_ROWS = 100
"""How many groups of each part are shown; the frame has all."""


def html(shown: object) -> str:
    """Write a result, a check, a report or a portrait as HTML for a notebook."""
    answer = _answer(shown)
    before, behind = forms.around(answer)
    return fragment((answer.page or answer.sheets)(), before, behind)


def markdown(shown: object) -> str:
    """Write a result, a check, a report or a portrait as Markdown for a notebook."""
    answer = _answer(shown)
    return forms.as_markdown(answer.sheets(), *forms.around(answer))


def _answer(shown: object) -> Answer:
    if isinstance(shown, Checked):
        return check.answer(shown, FINDINGS)
    if isinstance(shown, Report):
        return report.answer(shown, shown.data)
    if isinstance(shown, Portrait):
        return portrait.answer(shown, shown.data)
    if not isinstance(shown, Result):
        raise TypeError(shown)
    data, uncut = shown.data, replace(shown.question, by=())
    return indicator.answer(shown, data, lambda: measure(data, uncut), table.Shown(top=_MOST_ROWS))
