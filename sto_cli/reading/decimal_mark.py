"""Whether a point in an amount stands for decimals or for thousands, which the file as a whole must settle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.language import message
from sto_cli.reading import refusals
from sto_cli.reading.checks import Rule

if TYPE_CHECKING:
    from sto_cli.errors import InputError
    from sto_cli.language import Message
    from sto_cli.reading.raw import Raw


def check(raw: Raw, amounts: pl.DataFrame, in_scope: pl.Expr) -> None:
    """Refuse a file where `1.204` may be 1,204 as well as 1.204.

    A decimal comma anywhere settles it (then no point may occur), and so does a point that is not
    followed by exactly three digits.

    Args:
        raw: the file.
        amounts: its columns of amounts, in the rows that are in scope.
        in_scope: tells which rows these are.

    Raises:
        InputError: nothing settles it, or both marks are there.
    """
    columns = amounts.columns
    if not columns:
        return
    text = pl.concat([amounts[column].rename("text") for column in columns]).drop_nulls()
    comma = text.str.contains(",", literal=True)
    point = text.str.contains(".", literal=True)
    if comma.any() and point.any():
        few, expected = (
            (".", message("an amount with a point where others have a decimal comma; write all in one way"))
            if point.sum() <= comma.sum()
            else (",", message("an amount with a comma where others have a decimal point; write all in one way"))
        )
        raise _refusal(raw, columns, in_scope, few, expected)
    if point.any() and text.filter(point).str.contains(r"^[0-9]{1,3}(\.[0-9]{3})+$").all():
        expected = message(
            "an amount with a point that may stand for thousands or for decimals, and nothing in the file says which; "
            "write FTE with a decimal comma"
        )
        raise _refusal(raw, columns, in_scope, ".", expected)


def _refusal(raw: Raw, columns: list[str], in_scope: pl.Expr, mark: str, expected: Message) -> InputError:
    """Name the amounts with a mark, in the rows that are in scope."""
    has_mark = {name: pl.col(name).str.contains(mark, literal=True).fill_null(value=False) for name in columns}
    return refusals.refuse(raw, [Rule(name, in_scope & has, expected) for name, has in has_mark.items()])
