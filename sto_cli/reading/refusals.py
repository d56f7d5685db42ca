"""What is said of a file whose rows break rules: it is read a second time, to name lines, columns and values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.errors import InputError, RowsError
from sto_cli.language import every, joined, message
from sto_cli.reading.checks import called_totals, header_again, header_of
from sto_cli.reading.raw import LINE

if TYPE_CHECKING:
    from sto_cli.language import Message
    from sto_cli.reading.checks import Rule
    from sto_cli.reading.raw import Raw

_SHOWN = 10


class RejectedError(RowsError):
    """Rows of a file break rules.

    Attributes:
        unknown_codes: each code that the catalog does not know, as `AFDELING 'X': 12 rows`.
    """

    def __init__(self, text: Message, unknown_codes: tuple[Message, ...]) -> None:
        super().__init__(text)
        self.unknown_codes = unknown_codes


def refuse(raw: Raw, rules: list[Rule]) -> InputError:
    """Read the file a second time and name the first ten places where a rule is broken."""
    try:
        return _refusal(raw, rules)
    except pl.exceptions.PolarsError as error:  # quotes that are astray as well, further on
        return refuse_unparsed(raw, error)


def _one_per_row(raw: Raw, rules: list[Rule]) -> list[Rule]:
    """Put rules of whole rows first; of a row that breaks one of these, nothing else is said."""
    of_rows = [header_again(raw), *called_totals(raw.recognised.columns)]
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
    """Say that Polars read a file otherwise than its lines were counted, as where it changes in between."""
    detail = str(error).splitlines()[0] if error else message("rows and lines do not agree")
    return InputError(
        message(
            "{path}: the file cannot be read as CSV ({detail}); open it and look for stray quotes.",
            path=raw.path,
            detail=detail,
        )
    )
