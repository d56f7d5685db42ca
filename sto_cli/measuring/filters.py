"""What a filter means in the facts, and in which order their rows stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.errors import InputError, WordError
from sto_cli.measuring import spoken
from sto_cli.measuring.membership import is_unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sto_cli.measuring.question import Question

_LISTED = 15
"""How many values that the data have are named where one is asked for that they lack."""


class Filter(NamedTuple):
    """What a user asked for of one column: which facts have it, and which have or may have it."""

    column: str
    has: pl.Expr
    may_have: pl.Expr


def resolve_where(facts: pl.DataFrame, where: dict[str, tuple[str, ...]]) -> list[Filter]:
    """Make a filter of each condition of a user.

    Raises:
        WordError: a value of a column that only the data know does not occur in them.
        InputError: another value does not occur in the data; those that do are listed.
    """
    filters = []
    for key, texts in where.items():
        column, wanted = key.removesuffix(spoken.NOT), values_in(facts, key, texts)
        is_one = pl.col(column).cast(pl.String).is_in(wanted)
        has = is_one if key == column else ~is_one & ~is_unknown(column) & pl.col(column).is_not_null()
        filters.append(Filter(column, has, has | is_unknown(column)))
    return filters


def spelt(facts: pl.DataFrame, question: Question) -> Question:
    """Write the values of a question that only the data know as these spell them.

    Raises:
        WordError: as `values_in`.
    """
    where = {
        key: tuple(values_in(facts, key, texts)) if spoken.is_open(key.removesuffix(spoken.NOT)) else texts
        for key, texts in question.where.items()
    }
    return replace(question, where=where)


def values_in(facts: pl.DataFrame, key: str, texts: Iterable[str]) -> list[str]:
    """Find the values that a filter names among those of the facts; of what is left out, those that are there.

    Raises:
        WordError: a value of a column that only the data know does not occur in them.
        InputError: another value does not occur in the data; those that do are listed.
    """
    column = key.removesuffix(spoken.NOT)
    present = sorted(facts[column].drop_nulls().unique().cast(pl.String).to_list())
    if spoken.is_open(column):
        known = spoken.spellings(column, present)
        pairs = [pair for text in texts for pair in spoken.values_named(text, known)]
    else:
        known, pairs = {}, [(text, text if text in present else None) for text in texts]
    for text, value in pairs:
        if value is None and (known or key == column):
            raise _absent(column, text, present, known)
    return [value for _, value in pairs if value]


def _absent(column: str, text: str, present: list[str], known: Mapping[str, str]) -> InputError:
    if known:
        return WordError(
            "--where {column}={value}: the data has no such {column}; {hint}",
            column=spoken.shown_column(column),
            value=text,
            hint=spoken.near_value(text, known),
        )
    return InputError(
        "--where {column}={value}: the data has no such {column}; it has {some}{more}.",
        column=spoken.shown_column(column),
        value=text,
        some=", ".join(map(spoken.shown_value, present[:_LISTED])) or "–",
        more=" …" if len(present) > _LISTED else "",
    )


def ordered(frame: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
    """Sort rows by columns, codes in the order of the catalog and everything else by name."""
    orders = {"profile": list(catalog().profiles), "track": list(catalog().tracks), "role": list(catalog().roles)}
    keys: list[pl.Expr] = []
    for column in columns:
        if column in orders:
            ranks = {code: rank for rank, code in enumerate(orders[column])}
            keys.append(pl.col(column).replace_strict(ranks, default=len(ranks), return_dtype=pl.Int64))
        keys.append(pl.col(column))
    return frame.sort(keys, nulls_last=False) if keys else frame
