"""What was tried against a printed number: those that give it, and those that come close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sto_cli.language import say
from sto_cli.measuring import spoken
from sto_cli.present import numbers, sentences, verdicts
from sto_cli.present.forms import Answer, dumps, from_records
from sto_cli.present.sheet import Column, Sheet

if TYPE_CHECKING:
    from sto_cli.claims.match import Candidate
    from sto_cli.reading.data import Data

CLOSE = 5
"""How many of those that do not give the number people are shown."""


def answer(text: str, tried: list[Candidate], data: Data) -> Answer:
    """Give the combinations that were tried in every form."""
    return Answer(
        sheets=lambda: [_sheet(text, tried)],
        json=lambda: _json(text, tried, data),
        rows=lambda: from_records([record(candidate) for candidate in tried]),
        notes=lambda: sentences.sources(data.files),
        sample=data.sample,
        incomplete=data.incomplete,
    )


def _sheet(text: str, tried: list[Candidate]) -> Sheet:
    """Give the candidates, best first, with how many were tried."""
    held = sum(candidate.holds for candidate in tried)
    shown = [*filter(lambda candidate: candidate.holds, tried), *tried[held : held + CLOSE]]
    rows = [record(candidate) for candidate in shown]
    words_of = {name: [row[name] for row in rows] for name in ("definition", "part", "school_year", "counts")}
    labels = [str(candidate.asked.part.label) for candidate in shown]
    columns = [
        Column("", [str(verdicts.NAMES[candidate.verdict]) for candidate in shown], wraps=True),
        Column(say("definition"), [*map(spoken.shown_value, words_of["definition"])], wraps=True),
        Column(say("part"), labels, wraps=True),
        Column(say("school year"), words_of["school_year"], wraps=True),
        Column(say("number"), [numbers.of_row(row) for row in rows], is_number=True, wraps=True),
        Column(say("what it counts"), words_of["counts"], wraps=True),
    ]
    summary = say(
        "'{text}': {held} of {tried} combinations of definition, part and school year give it; the closest others below.",
        text=text,
        held=held,
        tried=len(tried),
    )
    caution = say("With enough combinations something always fits: a match is a lead, not a proof.")
    rest = len(tried) - len(shown)
    more = [say("{count} more that do not; --format csv has them all.", count=rest)] if rest else []
    return Sheet(summary, columns, [*more, caution])


def record(candidate: Candidate) -> dict[str, Any]:
    """Give a candidate as one flat row."""
    asked, possible = candidate.asked, candidate.possible
    values = {name: getattr(possible, name) for name in ("low", "high", "estimate", "est_low", "est_high")}
    return {
        "verdict": candidate.verdict.value,
        "indicator": asked.question.indicator.id,
        "definition": asked.question.definition.id,
        "part": asked.part.id,
        "school_year": " → ".join(asked.years),
        **{name: None if value is None else float(value) for name, value in values.items()},
        "unit": asked.unit,
        "distance": None if candidate.distance is None else float(candidate.distance),
        "marks": candidate.marks,
        "counts": str(asked.question.definition.label),
    }


def _json(text: str, tried: list[Candidate], data: Data) -> str:
    """Write the number, how many combinations were tried, and each of them."""
    found = {"printed": text, "synthetic_sample": data.sample, "tried": len(tried)}
    return dumps(found | {"candidates": [record(one) for one in tried]})
