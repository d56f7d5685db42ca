"""The keys a claims file may have, and how the place of a wrong one is told."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sto_cli.errors import CatalogError
from sto_cli.language import Message, as_message, message
from sto_cli.strict import TEXT, YEAR, Keys, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

_FLAG: Kind = ((bool,), message("true or false"))
_DUTCH: Kind = ((dict,), message("the same in Dutch, such as nl.title"))
NEAR: Kind = ((str, list), message("text in quotes, or a list of texts with one for each place"))

TOP: Keys = {
    "title": TEXT,
    "definitions": TEXT,
    "source": ((dict,), message("a table [source]")),
    "nl": _DUTCH,
    "claim": ((list,), message("tables [[claim]]")),
}
SOURCE: Keys = {
    "title": TEXT,
    "publisher": TEXT,
    "url": TEXT,
    "date": ((dt.date,), message("a date such as 2026-02-10")),
    "page": ((int, str), message("a page number or text")),
    "nl": _DUTCH,
}
TITLE: Keys = {"title": TEXT}
SOURCE_LABELS: Keys = {"title": TEXT, "publisher": TEXT}
LABELS: Keys = {"says": TEXT, "note": TEXT, "not_computable": TEXT}
"""Keys that a table `nl` may have, of the file and of a claim: the same text in Dutch."""

CLAIM: Keys = {
    "id": TEXT,
    "printed": TEXT,
    "says": TEXT,
    "near": NEAR,
    "note": TEXT,
    "source": ((dict,), message("a table such as {{ page = 2 }}")),
    "not_computable": TEXT,
    "nl": _DUTCH,
    "indicator": TEXT,
    "definition": TEXT,
    "definition_basis": TEXT,
    "part": TEXT,
    "year": YEAR,
    "from": YEAR,
    "to": YEAR,
    "where": ((dict,), message("a table such as {{ province = 'Utrecht' }}")),
    "reads_as": TEXT,
    "tolerance": TEXT,
    "tolerance_reason": TEXT,
    "whole_unit": _FLAG,
    "direction": TEXT,
    "margin": TEXT,
}
"""Keys by the types they take and the words for these."""

MEASURED = {*CLAIM} - {"id", "printed", "says", "near", "note", "source", "not_computable", "nl"}
"""Keys of a claim that is computed."""


@dataclass(frozen=True)
class Place:
    """Where in a claims file something is wrong: the file, the claim, and a table inside it.

    Attributes:
        lines: the lines of the file that belong to it; the first of them is number `line`.
    """

    file: str
    claim: str | Message | None
    lines: tuple[str, ...] = ()
    line: int = 1
    table: str = ""

    def within(self, table: str) -> Place:
        """Give the place of a table inside this one."""
        return replace(self, table=f"{self.table}{table}.")

    def line_of(self, key: str) -> int | None:
        """Give the line of a key, or that where the claim begins; None where neither is known."""
        name = re.escape(f"{self.table}{key}".split(".")[0])
        begins = re.compile(rf"""\s*["']?{name}["']?\s*[.=]""")
        found = (number for number, line in enumerate(self.lines, start=self.line) if begins.match(line))
        return next(found, self.line if self.claim else None)

    def error(self, key: str, what: Message | str, /, **values: object) -> CatalogError:
        """Make the error of a key; `what` goes on after the key and ends without a full stop."""
        what = as_message(what, values)
        stop = "" if str(what).endswith("?") else "."
        claim = message(", claim {claim}", claim=self.claim) if self.claim else ""
        line = self.line_of(key)
        return CatalogError(
            "{file}{line}{claim}, key {table}{key}: {what}{stop}",
            file=self.file,
            line=f":{line}" if line else "",
            claim=claim,
            table=self.table,
            key=key,
            what=what,
            stop=stop,
        )


def require(table: dict[str, Any], keys: Iterable[str], place: Place) -> None:
    """Refuse a table that lacks a key.

    Raises:
        CatalogError: a key is missing.
    """
    for key in keys:
        if key not in table:
            raise place.error(
                key,
                message("it is missing; every claim that is computed needs it")
                if key in MEASURED
                else message("it is missing; add it"),
            )
