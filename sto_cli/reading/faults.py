"""Which rows of a file are wrong, and the report on them: a refusal, or a list of rejected rows.

Both come from one table of faults: the rules that a row breaks, and rows that share a key.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.errors import InputError, RowsError
from sto_cli.language import ENGLISH, Message, every, joined, message, speaking
from sto_cli.reading import rows as reading_rows
from sto_cli.reading import rules as reading_rules
from sto_cli.reading.rows import LINE, TEXT, Rows

if TYPE_CHECKING:
    from sto_cli.reading.file import File
    from sto_cli.reading.rules import Rule

_SHOWN = 10
REJECTED = pl.Schema(
    {
        "file": pl.String,
        "line": pl.Int64,
        "column": pl.String,
        "value": pl.String,
        "reason": pl.String,
        "row": pl.String,
    }
)
"""The schema of rejected rows: where each stands, the first thing that is wrong with it, and its text as read."""
NONE_REJECTED = pl.DataFrame(schema=REJECTED)
_KEY = "key"


class Faults(NamedTuple):
    """What is wrong with the rows of a file.

    Attributes:
        broken: the rules that some row breaks, each as an index into `places`.
        places: `LINE`, `rule`, `value`: every rule that each row breaks.
        twice: `LINE`, `key`, `first` and `alike`: rows whose key stands on another line too; `first` is the first of these
            lines, `alike` tells that all rows with the key are the same.
    """

    broken: list[Rule]
    places: pl.DataFrame
    twice: pl.DataFrame

    def __bool__(self) -> bool:
        """Tell whether anything is wrong."""
        return bool(self.broken) or not self.twice.is_empty()


def find(frame: pl.DataFrame, rules: list[Rule], key: dict[str, pl.Expr] | None = None) -> Faults:
    """Find the rows that break rules, and of the others those that share a key.

    Args:
        frame: rows, with `LINE`.
        rules: what each row keeps.
        key: the columns that no two rows may share, each in the one way to write it; None where rows may share any.
    """
    key = key or {LINE: pl.col(LINE).cast(pl.String)}
    broken = reading_rules.broken(frame, rules)
    places = _places(frame, broken)
    # A row whose key is none says nothing of another; one that is wrong elsewhere does.
    no_key = [number for number, rule in enumerate(broken) if rule.column in key or rule.of_whole_row]
    if no_key:
        keyless = places.filter(pl.col("rule").is_in(no_key))[LINE]
        frame = frame.filter(~pl.col(LINE).is_in(keyless.implode()))
    return Faults(broken, places, _sharing(frame, key))


def _places(frame: pl.DataFrame, broken: list[Rule]) -> pl.DataFrame:
    """List each rule that each row breaks; if a broken rule explains the whole row, list only that rule."""
    found, told = [], pl.lit(value=False)
    for number, rule in sorted(enumerate(broken), key=lambda pair: not pair[1].of_whole_row):
        here = frame.filter(rule.broken & ~told)
        shown = pl.col(rule.column) if rule.shown is None else rule.shown
        found.append(here.select(LINE, rule=pl.lit(number), value=shown))
        told = told | rule.broken if rule.of_whole_row else told
    empty = frame.clear().select(LINE, rule=pl.lit(0), value=pl.lit(None, pl.String))
    return pl.concat([empty, *found]).sort(LINE, "rule", maintain_order=True)


def _sharing(frame: pl.DataFrame, key: dict[str, pl.Expr]) -> pl.DataFrame:
    one = pl.concat_str((column.fill_null("") for column in key.values()), separator="\n").alias(_KEY)
    keys = frame.select(one).to_series()
    if keys.n_unique() == frame.height:
        return pl.DataFrame(schema={LINE: pl.UInt32, _KEY: pl.String, "first": pl.UInt32, "alike": pl.Boolean})
    content = pl.concat_str(pl.exclude(LINE, _KEY).fill_null(""), separator="\n")
    shown = pl.concat_str(key.values(), separator=" ", ignore_nulls=True)
    return (
        frame.with_columns(keys)
        .filter(pl.col(_KEY).is_duplicated())
        .select(
            LINE,
            shown.alias(_KEY),
            first=pl.col(LINE).min().over(_KEY),
            alike=(content.n_unique() == 1).over(_KEY),
        )
        .sort(LINE)
    )


# --- refused ---


def refusal(file: File, faults: Faults) -> InputError:
    """Name the first ten places where rules are broken; or else the first key that occurs twice."""
    if not faults.broken:
        return _twice(file, faults.twice)
    first = [
        _sentence(file, line, faults.broken[number], value)
        for line, number, value in faults.places.head(_SHOWN).iter_rows()
    ]
    if (more := faults.places.height - len(first)) > 0:
        first.append(message("{path}: {more:,} more of the same kinds.", path=file.path, more=more))
    return RowsError(joined(first, "\n"))


def _sentence(file: File, line: int, rule: Rule, value: str | None) -> Message:
    return message(
        "{path}, line {line}, column {column}: {value} is {expected}.",
        path=file.path,
        line=line,
        column=file.header_of(rule.column),
        value=message("a blank") if value is None else f"'{_visible(value)}'",
        expected=rule.expected,
    )


def _visible(value: str) -> str:
    """Show spaces that only look like one as escapes: they are why a value that looks right is refused."""
    return re.sub(r"[^\S ]", lambda found: found[0].encode("unicode_escape").decode(), value)


def _twice(file: File, twice: pl.DataFrame) -> InputError:
    """Name the first key that occurs twice.

    A column that distinguishes rows may not have DUO's name, so the columns that were not read are named too.
    """
    copies = twice.filter(pl.col(LINE) > pl.col("first"))
    line, key, before = copies.select(LINE, _KEY, "first").row(0)
    keys = twice[_KEY].n_unique()
    if keys == 1:
        found = message(
            "{path}, line {line}: '{key}' is already on line {before}; remove the copy, because it would be counted again.",
            path=file.path,
            line=line,
            key=key,
            before=before,
        )
    else:
        found = message(
            "{path}, line {line}: '{key}' is already on line {before}, and {keys:,} keys in this file occur more than "
            "once; remove the copies, because each would be counted again.",
            path=file.path,
            line=line,
            key=key,
            before=before,
            keys=keys,
        )
    if not (extra := file.unknown_columns):
        return RowsError(found)
    unread = message(
        "{path}: {columns} was not read, since no column of this layout is called so; if it tells such rows apart, "
        "restore its name.",
        path=file.path,
        columns=every(f"'{name}'" for name in extra),
    )
    return InputError(joined([found, unread], "\n"))


# --- rejected ---


def odd_rows(file: File, rows: Rows) -> pl.DataFrame:
    """List the lines that are no rows, with the schema `REJECTED`."""
    with speaking(ENGLISH):
        said = [str(reason) for reason in reading_rows.reasons(rows.odd, file)]
    return rows.odd.select(
        file=pl.lit(str(file.path)),
        line=LINE,
        column=pl.lit(None, pl.String),
        value=pl.lit(None, pl.String),
        reason=pl.Series(said, dtype=pl.String),
        row=TEXT,
    ).cast(REJECTED)


def rejected(file: File, faults: Faults) -> pl.DataFrame:
    """List the rows that are wrong, with the schema `REJECTED`: the first rule that each breaks, or the key it shares.

    Of identical rows with one key the first is kept, of different ones none.
    """
    with speaking(ENGLISH):
        said = {number: str(rule.expected) for number, rule in enumerate(faults.broken)}
        copy = str(message("a copy of the row on line {line}, which is kept").filled(line="{}"))
        other = str(
            message(
                "a key that stands on other lines too, the first of them {line}, with other content; none is kept"
            ).filled(line="{}")
        )
    columns = {number: file.header_of(rule.column) for number, rule in enumerate(faults.broken)}
    one = faults.places.group_by(LINE, maintain_order=True).first()
    wrong = one.select(
        line=LINE,
        column=pl.col("rule").replace_strict(columns, return_dtype=pl.String),
        value="value",
        reason=pl.col("rule").replace_strict(said, return_dtype=pl.String),
    )
    shared = faults.twice.filter(~pl.col("alike") | (pl.col(LINE) > pl.col("first"))).select(
        line=LINE,
        column=pl.lit(None, pl.String),
        value=_KEY,
        reason=pl.when("alike").then(pl.format(copy, "first")).otherwise(pl.format(other, "first")),
    )
    both = pl.concat(each.cast({"column": pl.String, "reason": pl.String}) for each in (wrong, shared)).with_columns(
        file=pl.lit(str(file.path))
    )
    texts = reading_rows.lines_of(file).rename({LINE: "line", TEXT: "row"})
    named = both.join(texts, on="line", how="left").select(REJECTED.names()).cast(REJECTED)
    return named.unique("line", keep="first", maintain_order=True).sort("line")
