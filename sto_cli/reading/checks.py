"""Rules that every row of a file must keep, and where a row breaks one.

A rule is an expression on the raw columns, true where it is broken. It is tried on the grouped
frame, which is small; only when it is broken there is the file read again, to say where.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.errors import InputError, RowsError
from sto_cli.language import every, joined, message
from sto_cli.reading import shape
from sto_cli.reading.census import lines, unclosed
from sto_cli.reading.raw import LINE, SURPLUS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sto_cli.language import Message
    from sto_cli.reading.raw import Raw

_SHOWN = 10


class Rule(NamedTuple):
    """One way for a row to be wrong.

    Attributes:
        column: the canonical column to show.
        broken: true where the rule is broken.
        expected: what was expected there, and what to do, to end the sentence with.
        is_code: the column holds a code that the catalog may not know yet.
        of_whole_row: it says all there is to say about a row that breaks it.
    """

    column: str
    broken: pl.Expr
    expected: Message
    is_code: bool = False
    of_whole_row: bool = False


BRIN = Rule(
    "brin",
    ~pl.col("brin").str.contains(f"^{shape.BRIN}$").fill_null(value=False),
    message("no BRIN; two digits and two capitals were expected"),
)
"""The number of an institution, the same in every source."""

_LOCATION_NUMBER = Rule(
    "location_number",
    ~(
        pl.col("location_number").str.contains(f"^{shape.LOCATION_NUMBER}$")
        | (
            pl.col("location_number").str.contains(r"^\w{4}[0-9][0-9]$")
            & pl.col("location_number").str.starts_with(pl.col("brin"))
        )
    ).fill_null(value=False),
    message("no location number; one or two digits, or the BRIN and two digits, were expected"),
)


# Columns of codes and words in which a total is called one, and names, which are one only if they say nothing else.
_CALLED_TOTAL = ("brin", "education", "sector", "programme", "element_name", "role", "profile")
_NAMED_TOTAL = ("name", "place")
_TOTALS = ("totaal", "total")


def of_every_row(columns: Iterable[str], *, totals: bool = True) -> list[Rule]:
    """List the rules that every row of pupils keeps, in the columns that there are; `totals`: some may be totals."""
    found = [rule for rule in (BRIN, _LOCATION_NUMBER) if rule.column in columns]
    return found + _totals(columns) if totals else found


def _totals(columns: Iterable[str]) -> list[Rule]:
    """List the rules that no row is a total of others: a spreadsheet adds them, and all in them would count again."""
    called = {name: pl.col(name).str.contains_any([*_TOTALS], ascii_case_insensitive=True) for name in _CALLED_TOTAL}
    named = {name: pl.col(name).str.strip_chars().str.to_lowercase().is_in(_TOTALS) for name in _NAMED_TOTAL}
    expected = message("a total, which would be counted again; remove the row")
    return [
        Rule(name, broken.fill_null(value=False), expected, of_whole_row=True)
        for name, broken in (called | named).items()
        if name in columns
    ]


def header_again(raw: Raw) -> Rule:
    """Give the rule that the header stands on the first line only."""
    first = next(iter(raw.recognised.columns))
    return Rule(
        first,
        (pl.col(first).str.strip_chars(" \ufeff") == str(header_of(raw, first))).fill_null(value=False),
        message("the header once more; remove the line, and name files that were put together one by one"),
        of_whole_row=True,
    )


class RejectedError(RowsError):
    """Rows of a file break rules.

    Attributes:
        unknown_codes: each code that the catalog does not know, as `AFDELING 'X': 12 rows`.
    """

    def __init__(self, text: Message, unknown_codes: tuple[Message, ...]) -> None:
        super().__init__(text)
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
    try:
        return _refusal(raw, rules)
    except pl.exceptions.PolarsError as error:  # quotes that are astray as well, further on
        return refuse_unparsed(raw, error)


def _one_per_row(raw: Raw, rules: list[Rule]) -> list[Rule]:
    """Put rules of whole rows first; of a row that breaks one of these, nothing else is said."""
    of_rows = [header_again(raw), *_totals(raw.recognised.columns)]
    told, found = pl.lit(False), []
    for rule in of_rows:
        found.append(rule._replace(broken=rule.broken & ~told))
        told |= rule.broken
    return found + [rule._replace(broken=rule.broken & ~told) for rule in rules if not rule.of_whole_row]


def _refusal(raw: Raw, rules: list[Rule]) -> InputError:
    rules = _one_per_row(raw, rules)
    flags = {f"rule {number}": rule.broken for number, rule in enumerate(rules)}
    total = raw.scan().select(pl.sum_horizontal(flag.sum() for flag in flags.values())).collect().item()
    first = raw.scan(numbered=True).with_columns(**flags).filter(pl.any_horizontal(*flags)).head(_SHOWN).collect()
    places = [
        (row[LINE], rule, row[rule.column])
        for row in first.iter_rows(named=True)
        for flag, rule in zip(flags, rules, strict=True)
        if row[flag]
    ]
    shown = [_sentence(raw, *place) for place in places[:_SHOWN]]
    if total > len(shown):
        shown.append(message("{path}: {more:,} more of the same kinds.", path=raw.path, more=total - len(shown)))
    codes = tuple(code for rule in rules if rule.is_code for code in _codes(raw, rule))
    return RejectedError(joined(shown, "\n"), codes)


def _codes(raw: Raw, rule: Rule) -> list[Message]:
    found = (
        raw.scan().filter(rule.broken).group_by(rule.column).len().sort("len", rule.column, descending=[True, False])
    )
    header = header_of(raw, rule.column)
    return [
        message("{header} {value}: 1 row", header=header, value=repr(value))
        if rows == 1
        else message("{header} {value}: {rows:,} rows", header=header, value=repr(value), rows=rows)
        for value, rows in found.collect().iter_rows()
    ]


def _sentence(raw: Raw, line: int, rule: Rule, value: str | None) -> Message:
    return message(
        "{path}, line {line}, column {column}: {value} is {expected}.",
        path=raw.path,
        line=line,
        column=header_of(raw, rule.column),
        value=message("a blank") if value is None else f"'{_visible(value)}'",
        expected=rule.expected,
    )


def _visible(value: str) -> str:
    """Show spaces that only look like one as escapes: they are why a value that looks right is refused."""
    return re.sub(r"[^\S ]", lambda found: found[0].encode("unicode_escape").decode(), value)


def header_of(raw: Raw, column: str) -> str | Message:
    """Give the header that a canonical column has in this file."""
    if column == SURPLUS:
        return message("after the last")
    return raw.recognised.names[raw.recognised.columns[column]]


def refuse_duplicates(raw: Raw, keys: dict[str, pl.Expr]) -> InputError:
    """Read the file a second time and name the first key that stands there twice.

    A column that tells rows apart may have another name than DUO's, so those that were not read are named too.
    """
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
    before, line = first["lines"]
    if doubled.height == 1:
        found = message(
            "{path}, line {line}: '{key}' stands on line {before} already; remove the copy, since it would be counted again.",
            path=raw.path,
            line=line,
            key=key,
            before=before,
        )
    else:
        found = message(
            "{path}, line {line}: '{key}' stands on line {before} already, and {keys:,} keys in this file occur more "
            "than once; remove the copies, since each would be counted again.",
            path=raw.path,
            line=line,
            key=key,
            before=before,
            keys=doubled.height,
        )
    if not raw.recognised.extra:
        return RowsError(found)
    unread = message(
        "{path}: {columns} was not read, since no column of this layout is called so; if it tells such rows apart, "
        "restore its name.",
        path=raw.path,
        columns=every(f"'{name}'" for name in raw.recognised.extra),
    )
    return InputError(joined([found, unread], "\n"))


def refuse_unparsed(raw: Raw, error: Exception | None = None) -> InputError:
    """Say why Polars saw other rows than there are lines: a quote that is not closed, as a rule."""
    for number, line in lines(raw.text):
        if line.count('"') % 2:
            return unclosed(raw.path, number)
    detail = str(error).splitlines()[0] if error else message("rows and lines do not agree")
    return InputError(
        message(
            "{path}: the file cannot be read as CSV ({detail}); open it and look for stray quotes.",
            path=raw.path,
            detail=detail,
        )
    )
