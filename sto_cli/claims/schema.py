"""The keys a claims file may have, and how the place of a wrong one is told."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sto_cli.language import message
from sto_cli.strict import TEXT, YEAR, FilePlace, Keys, Kind

Place = FilePlace

if TYPE_CHECKING:
    from collections.abc import Iterable

_FLAG: Kind = ((bool,), message("true or false"))
_DUTCH: Kind = ((dict,), message("the same in Dutch, such as nl.title"))
NEAR: Kind = ((str, list), message("text in quotes, or a list of texts with one for each place"))

TOP: Keys = {
    "title": TEXT,
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
