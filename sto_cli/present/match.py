"""What was tried against a printed number: those that give it, and those that come close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from sto_cli.language import say
from sto_cli.present import markdown, numbers, verdicts, words
from sto_cli.present.console import grid as new_grid
from sto_cli.present.console import render
from sto_cli.present.delimited import from_records
from sto_cli.present.json_text import dumps
from sto_cli.present.outputs import Answer

if TYPE_CHECKING:
    from sto_cli.claims.match import Candidate
    from sto_cli.reading.data import Data

_NUMBER = 4
CLOSE = 5
"""How many of those that do not give the number the screen shows."""


def answer(text: str, tried: list[Candidate], data: Data) -> Answer:
    """Give the combinations that were tried in every form."""
    return Answer(
        screen=lambda: _screen(text, tried, data),
        markdown=lambda: markdown.fenced(_screen(text, tried, data)),
        json=lambda: _json(text, tried, data),
        rows=lambda: from_records([record(candidate) for candidate in tried]),
        notes=lambda: words.files(data.files),
        incomplete=data.incomplete,
    )


def _screen(text: str, tried: list[Candidate], data: Data) -> str:
    """Lay out the candidates, best first, with how many were tried."""
    held = [candidate for candidate in tried if candidate.holds]
    close = tried[len(held) : len(held) + CLOSE]
    grid = new_grid()
    heads = ("", say("definition"), say("part"), say("school year"), say("number"), say("what it counts"))
    for at, head in enumerate(heads):
        grid.add_column(head, justify="right" if at == _NUMBER else "left", overflow="fold")
    for candidate in [*held, *close]:
        row = record(candidate)
        number = numbers.estimated(row, row["unit"])
        verdict = str(verdicts.NAMES[candidate.verdict])
        grid.add_row(*map(Text, (verdict, row["definition"], row["part"], row["school_year"], number, row["counts"])))
    summary = say(
        "'{text}': {held} of {tried} combinations of definition, part and school year give it; the closest others below.",
        text=text,
        held=len(held),
        tried=len(tried),
    )
    caution = say("With enough combinations something always fits: a match is a lead, not a proof.")
    notes = [Text(str(words.SAMPLE), style="yellow")] if data.sample else []
    rest = len(tried) - len(held) - len(close)
    more = [Text(say("{count} more that do not; --format csv has them all.", count=rest))] if rest else []
    return render(*notes, Text(summary, style="bold"), grid, *more, Text(caution))


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
