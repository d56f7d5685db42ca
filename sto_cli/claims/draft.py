"""A claims file for a person to complete: only what a machine can see in a document or in the data.

Of a document it knows what is printed and on which line, not what it means; the keys that only a person
can fill in are left out in a comment, so that the file does not load before they are there.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sto_cli.catalog import catalog
from sto_cli.catalog.toml_file import schema_line
from sto_cli.claims import exact, printable, printed
from sto_cli.claims.answers import Answers
from sto_cli.claims.clause import both_ways
from sto_cli.claims.document import numbers
from sto_cli.claims.printed import takes_tolerance
from sto_cli.claims.proposals import propose
from sto_cli.claims.seen import Text
from sto_cli.claims.sentence import tolerance
from sto_cli.errors import InputError
from sto_cli.language import digits, message, say
from sto_cli.measuring.measure import measure
from sto_cli.measuring.question import ask
from sto_cli.measuring.spoken import shown_column, shown_value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from sto_cli.catalog.models import Unit
    from sto_cli.claims.document import Number
    from sto_cli.claims.match import Candidate
    from sto_cli.claims.proposals import Proposed
    from sto_cli.measuring.measure import Result
    from sto_cli.reading.data import Data

_SHOWN = 60
"""Characters of the text to either side of a number, to know it by."""

_NEAR_WORDS = 3
"""Words before a number that tell it from an equal one."""
_OTHERS = 3
"""How many other questions that give a number are named."""

_STYLES: dict[Unit, str] = {"share": "10,0%", "count": "1.000", "fte": "1.000,0 fte"}
"""How a number is printed in a file made of data: in Dutch, with one decimal where it is no count."""

_COMPLETE = """  indicator = ""         # {indicators}
  definition = ""        # sto catalog definitions
  definition_basis = ""  # {basis}
  year = ""              # {years}
  part = ""              # {parts}
  where = {{}}             # {places}
  reads_as = ""          # {change}
"""


def _head(title: str, keys: str = "") -> str:
    lines = [
        say("Read the drafts, and complete the claims that are open. docs/check.md lists what a claim needs."),
        say("If no DUO file can give a number, add to its claim: not_computable = {reason}", reason=_REASON),
        say("With --strict a number of the document without a claim is a finding."),
        *([say("A claim that is open needs these keys:"), *keys.splitlines()] if keys else []),
    ]
    quoted = _quoted(title)
    return (
        schema_line("claims")
        + "".join(f"# {line}\n" for line in lines)
        + f"\ntitle = {quoted}\n\n[source]\ntitle = {quoted}\n"
    )


_REASON = message('"the reason"')


def draft_claims(source: Data | Text, name: str = "", data: Data | None = None) -> str:
    """Write a claims file for a person to complete: of the numbers of a document of that name, or of the data.

    With `data` each number of a document gets the question that gives it, as far as there is one, as a draft.

    Raises:
        InputError: the document has no number that is a quantity.
    """
    return _of_document(source, name, data) if isinstance(source, Text) else _of_data(source)


def _of_document(text: Text, name: str, data: Data | None) -> str:
    """Write a claim for each number of a document that says how much."""
    keys = _COMPLETE.format(
        indicators=", ".join(map(shown_value, catalog().indicators)),
        basis=say("stated (by the publisher) or assumed (by you)"),
        years=say('or from = "" and to = ""'),
        parts=say("where the definition has several"),
        places=say('such as province = "Drenthe"'),
        change=say("for a change, such as 'rise of 3%'"),
    )
    blocks = [_head(name, keys)]
    answers = Answers(data) if data else None
    found = numbers(text)
    if all(one.apart for one in found):
        raise InputError(
            "--document {path}: holds no number that says how much, so there is nothing to draft.", path=name
        )
    wholes = [*_wholes(found)]
    ranges = {one.range for one in found if one.range}
    said = Counter(one.text.casefold() for one in (*found, *(one for one in wholes if one.text in ranges)))
    for rank, number in enumerate(wholes, start=1):
        around = " ".join(text.text[max(0, number.start - _SHOWN) : number.end + _SHOWN].split())
        place = say("line {line}: … {around} …", line=number.line, around=around)
        block = f'[[claim]]\nid = "number-{rank}"\nprinted = {_quoted(number.text)}\n# {place}\n'
        if said[number.text.casefold()] > 1:
            near = " ".join(text.text[max(0, number.start - _SHOWN) : number.start].split()[-_NEAR_WORDS:])
            block += f"near = {_quoted(near)}\n" if near else ""
        blocks.append(block + (_proposed(propose(answers, text, number), number) if answers else ""))
    return "\n".join(blocks)


def _wholes(found: list[Number]) -> Iterator[Number]:
    """Give each number that says how much; two that are a range are one claim."""
    quantities = iter([one for one in found if not one.apart])
    for number in quantities:
        if not number.range:
            yield number
            continue
        upper = next(quantities)
        said = " ".join(number.range.split())
        yield replace(number, text=said, start=upper.end - len(number.range), end=upper.end, shared="", range="")


def _quoted(text: str | list[str]) -> str:
    return json.dumps(text, ensure_ascii=False)


def _proposed(proposed: Proposed, number: Number) -> str:
    """Write the best question that gives a number as a draft, with those beside it; without one the claim is left open."""
    if not proposed.tried:
        return f"# {say('its words do not say what a file of DUO could give')}\n"
    said = [*_beside(proposed), *(_keys(proposed.best, proposed, number) if proposed.best else [])]
    return "".join(f"{line}\n" for line in said)


def _beside(proposed: Proposed) -> Iterator[str]:
    """Write what was tried for a number as comments: what gives it, and the nearest that does not."""
    best, count = proposed.best, len(proposed.others) + bool(proposed.best)
    said = say("this number follows from {count} of {tried} combinations", tried=proposed.tried, count=count)
    yield f"# {said}"
    if best:
        yield f"# {say('proposed: {reading}', reading=_reading(best))}"
    for one in map(_reading, proposed.others[:_OTHERS]):
        far = say("gives it, but is far from its words: {reading}", reading=one)
        yield f"# {say('also: {reading}', reading=one) if best else far}"
    if proposed.uncertain:
        yield f"# {say('too uncertain to tell: {reading}', reading=_reading(proposed.uncertain))}"
    if proposed.nearest:
        yield f"# {say('nearest that does not: {reading}', reading=_reading(proposed.nearest))}"


def _keys(best: Candidate, proposed: Proposed, number: Number) -> Iterator[str]:
    """Write the keys of a draft."""
    asked, question = best.asked, best.asked.question
    yield f"draft = true  # {say('remove this line when you have read the claim, and it is what the text means')}"
    if asked.number and question.change and not asked.number.signed and asked.number.sign:
        plain = asked.number if asked.number.sign > 0 else asked.number.mirrored()
        yield f"reads_as = {_quoted(both_ways(asked.number.text, plain)[asked.number.sign < 0])}"
    elif number.shared:
        yield f"reads_as = {_quoted(number.reads_as)}"
    if asked.number and takes_tolerance(asked.number):
        yield f'tolerance = "{tolerance(asked.number)}"'
    yield f'indicator = "{question.indicator.id}"'
    yield f'definition = "{question.definition.id}"'
    yield 'definition_basis = "assumed"'
    if len(question.definition.parts) > 1:
        yield f'part = "{asked.part.id}"'
    keys = ("from", "to") if question.change else ("year",)
    first, *last = [f'{key} = "{year}"' for key, year in zip(keys, asked.years, strict=True)]
    calendar = say("the text has a calendar year, which may be the school year that begins or ends in it")
    yield f"{first}  # {calendar}" if proposed.is_calendar_year else first
    yield from last
    if question.where:
        pairs = (f"{key} = {_quoted(list(values))}" for key, values in question.where.items())
        yield f"where = {{ {', '.join(pairs)} }}"


def _reading(candidate: Candidate) -> str:
    """Write a question with its answer, in words of the screen: `technical_share letter 2024-2025 ≈ 20.38% (20.31–20.45)`."""
    asked, possible = candidate.asked, candidate.possible
    parts = [str(asked.part.label)] if len(asked.question.definition.parts) > 1 else []
    where = [f"{shown_column(key)}={','.join(map(shown_value, some))}" for key, some in asked.question.where.items()]
    value = possible.estimate if possible.estimate is not None else possible.low
    unit = {"share": "%", "pct_change": "%", "pp": " pp", "fte": " fte"}.get(asked.unit, "")
    names = (shown_value(asked.question.indicator.id), shown_value(asked.question.definition.id), *parts)
    words = " ".join([*names, *where, " → ".join(asked.years)])
    if possible.is_exact or possible.est_low is None or possible.est_high is None:
        return f"{words} = {_digits(value, asked.unit)}{unit}"
    ends = "–".join(_digits(end, asked.unit) for end in (possible.est_low, possible.est_high))
    return f"{words} ≈ {_digits(value, asked.unit)}{unit} ({ends})"


def _digits(value: Fraction | None, unit: Unit) -> str:
    scaled = Decimal(float(value or 0) * (1 if unit in ("count", "fte") else 100))
    return digits(round(scaled, 0 if unit == "count" else 2))


def _of_data(data: Data) -> str:
    """Write a claim for each number that the data give in full, under the default definitions."""
    blocks = [_head(say("Numbers of these files"))]
    for indicator in catalog().indicators:
        try:
            result = measure(data, ask(indicator))
        except InputError:
            continue
        blocks += _rows(result)
    return "\n".join(blocks)


def _rows(result: Result) -> Iterator[str]:
    question = result.question
    like = printed.parse(_STYLES[question.indicator.level_unit], expect=question.indicator.level_unit)
    for row in result.frame.iter_rows(named=True):
        value = exact.level(row, question).low
        if value is None or row["value"] is None:
            continue
        name = f"{row['indicator']}-{row['part']}-{row['school_year']}".replace("_", "-")
        yield (
            f'[[claim]]\nid = "{name}"\nprinted = "{printable.show(value, like)}"\nindicator = "{row["indicator"]}"\n'
            f'definition = "{row["definition"]}"\ndefinition_basis = "stated"\npart = "{row["part"]}"\nyear = "{row["school_year"]}"\n'
        )
