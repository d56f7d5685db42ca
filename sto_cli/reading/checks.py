"""Rules that every row of a file must keep, and where a row breaks one.

A rule is an expression on the raw columns, true where it is broken. It is tried on the grouped
frame, which is small; only when it is broken there is the file read again, to say where.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.errors import InputError
from sto_cli.reading import text as texts
from sto_cli.reading.read import LINE, SURPLUS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sto_cli.reading.read import Raw

_SHOWN = 10


@dataclass(frozen=True)
class Rule:
    """One way for a row to be wrong.

    Attributes:
        column: the canonical column to show.
        broken: true where the rule is broken.
        expected: what was expected there, and what to do, to end the sentence with.
        is_code: the column holds a code that the catalog may not know yet.
    """

    column: str
    broken: pl.Expr
    expected: str
    is_code: bool = False


BRIN = Rule(
    "brin",
    ~pl.col("brin").str.contains(r"^\d\d[A-Z]{2}$").fill_null(value=False),
    "no BRIN; two digits and two capitals were expected",
)
"""The number of an institution, the same in every source."""


class RejectedError(InputError):
    """Rows of a file break rules.

    Attributes:
        unknown_codes: each code that the catalog does not know, as `AFDELING 'X': 12 rows`.
    """

    def __init__(self, message: str, unknown_codes: tuple[str, ...]) -> None:
        super().__init__(message)
        self.unknown_codes = unknown_codes


def broken(frame: pl.DataFrame, rules: Iterable[Rule]) -> list[Rule]:
    """List the rules that any row of the frame breaks."""
    listed = list(rules)
    if not listed:
        return []
    flags = frame.select(rule.broken.any().alias(str(number)) for number, rule in enumerate(listed)).row(0)
    return [rule for rule, flag in zip(listed, flags, strict=True) if flag]


def refuse(raw: Raw, rules: list[Rule]) -> InputError:
    """Read the file a second time and name the first ten places where a rule is broken."""
    places: list[tuple[int, Rule, str | None]] = []
    for rule in rules:
        found = raw.scan(numbered=True).filter(rule.broken).select(LINE, rule.column).head(_SHOWN).collect()
        places += [(line, rule, value) for line, value in found.iter_rows()]
    places.sort(key=lambda place: place[0])
    shown = [_sentence(raw, *place) for place in places[:_SHOWN]]
    total = sum(raw.scan().select(rule.broken.sum()).collect().item() for rule in rules)
    if total > len(shown):
        shown.append(f"{raw.path}: {total - len(shown):,} more of the same kinds.")
    return RejectedError("\n".join(shown), tuple(code for rule in rules if rule.is_code for code in _codes(raw, rule)))


def _codes(raw: Raw, rule: Rule) -> list[str]:
    found = (
        raw.scan().filter(rule.broken).group_by(rule.column).len().sort("len", rule.column, descending=[True, False])
    )
    header = header_of(raw, rule.column)
    return [f"{header} {value!r}: {rows:,} row{'s' * (rows != 1)}" for value, rows in found.collect().iter_rows()]


def _sentence(raw: Raw, line: int, rule: Rule, value: str | None) -> str:
    value_shown = "a blank" if value is None else f"'{value}'"
    return f"{raw.path}, line {line}, column {header_of(raw, rule.column)}: {value_shown} is {rule.expected}{'' if rule.expected.endswith('?') else '.'}"


def header_of(raw: Raw, column: str) -> str:
    """Give the header that a canonical column has in this file."""
    if column == SURPLUS:
        return "after the last"
    return raw.recognised.names[raw.recognised.columns[column]]


def refuse_duplicates(raw: Raw, keys: dict[str, pl.Expr]) -> InputError:
    """Read the file a second time and name the first key that stands there twice."""
    doubled = (
        raw.scan(numbered=True)
        .with_columns(**keys)
        .group_by(*keys)
        .agg(pl.col(LINE).sort().head(2).alias("lines"))
        .filter(pl.col("lines").list.len() > 1)
        .sort(pl.col("lines").list.last())
        .collect()
    )
    first = doubled.row(0, named=True)
    key = " ".join(str(first[key]) for key in keys if first[key] is not None)
    place = f"{raw.path}, line {first['lines'][1]}: '{key}' stands on line {first['lines'][0]} already"
    if doubled.height == 1:
        return InputError(f"{place}; remove the copy, since it would be counted again.")
    return InputError(
        f"{place}, and {doubled.height:,} keys in this file occur more than once; remove the copies, "
        "since each would be counted again."
    )


def refuse_unparsed(raw: Raw, error: Exception | None = None) -> InputError:
    """Say why Polars saw other rows than there are lines: a quote that is not closed, as a rule."""
    for number, line in texts.lines(raw.text):
        if line.count('"') % 2:
            return InputError(
                f'{raw.path}, line {number}: a quote (") is opened and not closed on this line, so the rows after it cannot '
                "be told apart; close it or remove it."
            )
    detail = str(error).splitlines()[0] if error else "rows and lines do not agree"
    return InputError(f"{raw.path}: the file cannot be read as CSV ({detail}); open it and look for stray quotes.")
