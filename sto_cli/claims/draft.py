"""A claims file for a person to complete: only what a machine can see in a document or in the data.

Of a document it knows what is printed and on which line, not what it means; the keys that only a person
can fill in are left out in a comment, so that the file does not load before they are there.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sto_cli.catalog import catalog
from sto_cli.catalog.toml_file import schema_line
from sto_cli.claims import exact, printable, printed
from sto_cli.claims.document import numbers
from sto_cli.claims.seen import Text
from sto_cli.errors import InputError
from sto_cli.language import message, say
from sto_cli.measuring.measure import measure
from sto_cli.measuring.question import ask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sto_cli.catalog.models import Unit
    from sto_cli.measuring.measure import Result
    from sto_cli.reading.data import Data

_SHOWN = 60
"""Characters of the text to either side of a number, to know it by."""

_STYLES: dict[Unit, str] = {"share": "10,0%", "count": "1.000", "fte": "1.000,0 fte"}
"""How a number is printed in a file made of data: in Dutch, with one decimal where it is no count."""

_COMPLETE = """# indicator = ""         # {indicators}
# definition = ""        # sto catalog definitions
# definition_basis = ""  # {basis}
# year = ""              # {years}
"""


def _head(title: str) -> str:
    lines = [
        say("Complete each claim, and delete the numbers that are not claims. docs/check.md lists what a claim needs."),
        say("If no DUO file can give a number, add to its claim: not_computable = {reason}", reason=_REASON),
    ]
    quoted = json.dumps(title, ensure_ascii=False)
    return (
        schema_line("claims")
        + "".join(f"# {line}\n" for line in lines)
        + f"\ntitle = {quoted}\n\n[source]\ntitle = {quoted}\n"
    )


_REASON = message('"the reason"')


def draft_claims(source: Data | Text, name: str = "") -> str:
    """Write a claims file for a person to complete: of the numbers of a document of that name, or of the data."""
    return _of_document(source, name) if isinstance(source, Text) else _of_data(source)


def _of_document(text: Text, name: str) -> str:
    """Write a claim for each number of a document that is no date."""
    blocks = [_head(name)]
    keys = _COMPLETE.format(
        indicators=", ".join(catalog().indicators),
        basis=say("stated (by the publisher) or assumed (by you)"),
        years=say('or from = "" and to = ""'),
    )
    for rank, number in enumerate((one for one in numbers(text) if not one.is_date), start=1):
        around = " ".join(text.text[max(0, number.start - _SHOWN) : number.end + _SHOWN].split())
        place = say("line {line}: … {around} …", line=number.line, around=around)
        blocks.append(
            f'[[claim]]\nid = "number-{rank}"\nprinted = {json.dumps(number.text, ensure_ascii=False)}\n'
            f"# {place}\n{keys}"
        )
    return "\n".join(blocks)


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
