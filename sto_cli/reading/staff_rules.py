"""The rules that rows of staff keep, and how their decimal mark is settled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.language import Message, either, message
from sto_cli.reading import cells
from sto_cli.reading.layout import AMOUNTS, COUNT_YEAR, amount_of
from sto_cli.reading.rules import BRIN, Rule, count, totals

if TYPE_CHECKING:
    from sto_cli.reading.file import File

_MOST_FTE = 3
"""FTE a person from which on a decimal mark must have been misread."""


def of_staff(file: File) -> list[Rule]:
    """List the rules that every row of staff in scope, tidied, keeps."""
    columns = [*file.recognised.columns]
    amounts = [column for column in columns if amount_of(column) in AMOUNTS]
    rules = [
        BRIN,
        _blank_among(
            "role",
            columns,
            message(
                "not a FUNCTIEGROEP, but other rows of the institution have one; write Onbekend there, or remove the row if it is a total"
            ),
        ),
        _blank_among(
            "profile",
            columns,
            message(
                "not a profile, but other rows of the institution have one; write N.v.t. there, or remove the row if it is a total"
            ),
        ),
        Rule(
            COUNT_YEAR,
            ~pl.col(COUNT_YEAR).str.contains(r"^(19|20)[0-9][0-9]$").fill_null(value=False),
            message("not a year; four digits such as 2018 were expected"),
        ),
    ]
    rules = [*totals(columns), *(rule for rule in rules if rule.column in columns)]
    rules += [_amount(file, column) for column in amounts]
    beside = [column for column in amounts if persons_of(column) in amounts]
    rules += [_entrants(file, column) for column in beside if amount_of(column) == "side_entrants"]
    return rules + [_fte_a_person(file, column) for column in beside if amount_of(column) == "fte"]


def staff_key(file: File) -> dict[str, pl.Expr]:
    """Give the columns that no two rows of staff in scope may share."""
    keys = ("education", "board", "brin", "role", "profile", COUNT_YEAR)
    return {name: pl.col(name) for name in keys if name in file.recognised.columns}


def _blank_among(column: str, columns: list[str], expected: Message) -> Rule:
    """A row without a role or a profile, beside rows of the same staff that have one, is as a rule their total."""
    keys = ("education", "board", "brin", "role", "profile", COUNT_YEAR)
    same = [name for name in keys if name in columns and name != column]
    others = pl.col(column).is_not_null().any().over(same) if column in columns else pl.lit(value=False)
    return Rule(column, pl.col(column).is_null() & others, expected)


def _amount(file: File, column: str) -> Rule:
    masks = file.source.masks
    if amount_of(column) != "fte":
        return count(file, column)
    mask = either(f"'{mask}'" for mask in masks)
    expected = message("not an amount; a number such as 12,5 or {mask} was expected", mask=mask)
    return Rule(column, cells.is_bad_amount(column, masks), expected)


def _entrants(file: File, column: str) -> Rule:
    """Side entrants are some of the persons, so no row has more of them."""
    persons, masks = persons_of(column), file.source.masks
    both_read = ~cells.is_bad_count(column, masks) & ~cells.is_bad_count(persons, masks)
    more = cells.counted(column, masks)["low"] > cells.counted(persons, masks)["high"]
    return Rule(
        column, both_read & more, message("more than {persons} on the same row", persons=file.header_of(persons))
    )


def _fte_a_person(file: File, column: str) -> Rule:
    """More than three FTE per person means that a decimal mark was misread or is missing."""
    persons, masks = persons_of(column), file.source.masks
    read = ~cells.is_bad_amount(column, masks) & ~cells.is_bad_count(persons, masks)
    more = cells.decimal(column) > cells.counted(persons, masks)["high"] * _MOST_FTE
    return Rule(
        column,
        (read & more).fill_null(value=False),
        message(
            "more than {most} FTE per person (the number after the ÷ is that of the persons, from {persons}); "
            "probably a decimal mark is missing or misread, so write the amount as in the source",
            most=_MOST_FTE,
            persons=file.header_of(persons),
        ),
        shown=pl.format("{} ÷ {}", pl.col(column), pl.col(persons)),
    )


def persons_of(column: str) -> str:
    """Name the column of persons that belongs to an amount."""
    return column.replace(amount_of(column), "persons", 1)


def decimal_mark(rows: pl.DataFrame, columns: list[str]) -> list[Rule]:
    """List the rules that amounts break where `1.204` may be 1,204 as well as 1.204, which the file as a whole settles.

    A decimal comma anywhere settles it: then thousands dots are gone already, and no point may be left. So does a point
    that is not followed by exactly three digits.
    """
    text = pl.concat([pl.Series("text", [], pl.String), *(rows[name].rename("text") for name in columns)]).drop_nulls()
    comma, point = (text.str.contains(mark, literal=True) for mark in ",.")
    if comma.any() and point.any():
        mark, expected = (
            (".", message("an amount with a point where others have a decimal comma; write all in one way"))
            if point.sum() <= comma.sum()
            else (",", message("an amount with a comma where others have a decimal point; write all in one way"))
        )
    elif point.any() and text.filter(point).str.contains(r"^[0-9]{1,3}(\.[0-9]{3})+$").all():
        mark, expected = (
            ".",
            message("an amount with a point that may mark thousands or decimals; write FTE with a decimal comma"),
        )
    else:
        return []
    return [
        Rule(name, pl.col(name).str.contains(mark, literal=True).fill_null(value=False), expected) for name in columns
    ]
