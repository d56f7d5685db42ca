"""What was tried against a printed number: those that give it, and those that come close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sto_cli.language import say
from sto_cli.measuring import spoken
from sto_cli.measuring.filters import spelt
from sto_cli.present import numbers, sentences, verdicts
from sto_cli.present.forms import Answer, dumps, from_records
from sto_cli.present.sheet import Column, Sheet
from sto_cli.years import short

if TYPE_CHECKING:
    from sto_cli.claims.match import Candidate
    from sto_cli.reading.data import Data

HOLDING, CLOSE = 12, 5
"""How many of those that give the number, and of those that do not, people are shown."""


def answer(text: str, tried: list[Candidate], data: Data) -> Answer:
    """Give the combinations that were tried in every form."""
    return Answer(
        sheets=lambda: [_sheet(text, tried, data)],
        json=lambda: _json(text, tried, data),
        rows=lambda: from_records([record(candidate) for candidate in tried]),
        notes=lambda: sentences.sources(data.files),
        of=data,
    )


def _sheet(text: str, tried: list[Candidate], data: Data) -> Sheet:
    """Give the candidates, best first, with how many were tried."""
    held = sum(candidate.holds for candidate in tried)
    shown = [*tried[: min(held, HOLDING)], *tried[held : held + CLOSE]]
    is_one = len({one.asked.question.indicator.id for one in shown}) == 1
    columns = [
        Column("", [str(verdicts.NAMES[candidate.verdict]) for candidate in shown]),
        Column(say("number"), [numbers.of_row(record(one)) for one in shown], is_number=True),
        Column(say("school year"), [" → ".join(map(short, candidate.asked.years)) for candidate in shown]),
        *_groups(shown),
        Column(say("what it counts"), [_counted(one, is_one=is_one) for one in shown], wraps=True),
    ]
    summary = say(
        "'{text}': {held} of {tried} combinations of definition, part and school year give it; the closest others below.",
        text=text,
        held=held,
        tried=len(tried),
    )
    caution = say("With enough combinations something always fits: a match is a lead, not a proof.")
    more = [say("{count} more that do; --format csv has them all.", count=held - HOLDING)] if held > HOLDING else []
    rest = len(tried) - held - CLOSE
    more += [say("{count} more that do not; --format csv has them all.", count=rest)] if rest > 0 else []
    return Sheet(summary, columns, [*more, caution], _filtered(tried, data))


def _filtered(tried: list[Candidate], data: Data) -> list[str]:
    """Say what is filtered; of several indicators without the side of it, which differs."""
    is_one = len({one.asked.question.indicator.id for one in tried}) == 1
    question = tried[0].asked.question
    return sentences.filtered(spelt(data.facts(question.indicator.facts), question), with_side=is_one)


def _counted(candidate: Candidate, *, is_one: bool) -> str:
    """Name the definition and the part, and of several indicators also which it is."""
    asked = candidate.asked
    definition = asked.question.definition
    shown = spoken.shown_value(definition.id)
    name = shown if is_one else f"{asked.question.title}, {shown}"
    part = f" ({asked.part.label})" if len(definition.parts) > 1 else ""
    return f"{name}: {definition.label}{part}"


def _groups(shown: list[Candidate]) -> list[Column]:
    heads = dict.fromkeys(name for one in shown for name in one.asked.question.by)
    return [
        Column(sentences.head(name), [sentences.in_words(one.group[at]) for one in shown])
        for at, name in enumerate(heads)
    ]


def record(candidate: Candidate) -> dict[str, Any]:
    """Give a candidate as one flat row."""
    asked, possible = candidate.asked, candidate.possible
    values = {name: getattr(possible, name) for name in ("low", "high", "estimate", "est_low", "est_high")}
    return {
        "verdict": candidate.verdict.value,
        "indicator": asked.question.indicator.id,
        "definition": asked.question.definition.id,
        "part": asked.part.id,
        **dict(zip(asked.question.by, candidate.group, strict=True)),
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
