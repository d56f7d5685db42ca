"""What a cell may hold: a printed count, a mask, an amount, a code. Expressions on text columns.

A mask stands for a range of counts, which its source declares. Nothing is guessed at: `1.204`, `+5`, `-3` and a blank are
refused, since each has more than one reading. White space, quotes and entities around what is printed mean nothing.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import TYPE_CHECKING

import polars as pl

from sto_cli import years
from sto_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_DIGITS_KEPT = 6
_SPACE = re.compile(r"[\s_,()\-\u2010-\u2015\u200b\ufeff]+")
UNKNOWN = "?"
"""What a code begins with that the catalog does not have; what the file printed follows."""
NONE = "none"
"""The value of a profile or sector column in a row without a profile or sector."""
NOT_APPLICABLE = ("N.v.t.", "")
"""DUO's words for none."""
AT_SCHOOL = ("vo", "n", "nee", "n.v.t.", "")
AT_VAVO = ("vavo", "j", "ja")
"""What INDICATIE VO-VAVO says of pupils at school and of pupils at adult education."""


def fold(text: str | None) -> str:
    """Give a text as people compare it.

    Without case, entities decoded, `&` as *en*, and any run of white space, `_`,
    commas, brackets and dashes as one space.
    """
    plain = unicodedata.normalize("NFC", html.unescape(text or "")).casefold().replace("&", " en ")
    return _SPACE.sub(" ", plain).strip()


def codes(values: Iterable[str | None], spellings: Mapping[str, str], none: str | None = None) -> dict[str | None, str]:
    """Give the code of each value of a column, by spellings that are folded already.

    Args:
        values: the distinct values.
        spellings: codes by folded spelling.
        none: the code of a blank and of *N.v.t.*; None where these are unknown too.
    """
    known = dict(spellings) | ({} if none is None else {fold(text): none for text in NOT_APPLICABLE})
    return {value: known.get(fold(value), UNKNOWN + " ".join((value or "").split())) for value in values}


_ELSEWHERE = re.compile(r"\b(?:havo|vwo|praktijkonderwijs|mavo|tl)\b")
_LOWER_VMBO = re.compile(r"\b(?:bb|kb|gl|bl|kl|vmbo)\b(?! tl\b)")


def is_elsewhere(education: str) -> bool:
    """Tell whether a type of education that the catalog does not have is not BB, KB or GL according to its text."""
    words = fold(education.removeprefix(UNKNOWN))
    return bool(_ELSEWHERE.search(words)) and not _LOWER_VMBO.search(words)


_ODD_SPACE = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u200b": None, "\ufeff": None})
_WHOLE = re.compile(r"([0-9]+)\.0")
_DATE = re.compile(r"((?:19|20)[0-9]{2})[-/.]?10[-/.]?0?1(?:[ T]0?0:00(?::00)?)?|0?1[-/.]10[-/.]((?:19|20)[0-9]{2})")


def tidy(value: str) -> str | None:
    """Give a text without white space around it, its entities decoded, each accent with its letter; None of a blank."""
    plain = html.unescape(value) if "&" in value else value
    return (plain if plain.isascii() else unicodedata.normalize("NFC", plain).translate(_ODD_SPACE)).strip() or None


def tidy_code(value: str) -> str | None:
    """Give a code of digits without what a spreadsheet adds: `6011.0` is 6011."""
    plain = tidy(value) or ""
    whole = _WHOLE.fullmatch(plain)
    return whole[1] if whole else plain or None


def tidy_count(value: str, masks: Iterable[str]) -> str | None:
    """Give a count or a grade as DUO prints it: `12.0` and `012` are 12, and `< 5` and `"<5"` are `<5`."""
    plain = tidy_code(value) or ""
    bare = "".join(plain.replace('"', "").split())
    if bare in masks:
        return bare
    return (plain.lstrip("0") or "0") if plain.isascii() and plain.isdigit() else plain or None


def tidy_year(value: str) -> str | None:
    """Give the calendar year of a count, of a school year or a 1 October; any other text as it is."""
    plain = tidy(value) or ""
    if date := _DATE.fullmatch(plain):
        return date[1] or date[2]
    try:
        return years.parse_year(plain)[:4]
    except UsageError:
        return plain or None


def number(column: str, masks: Iterable[str]) -> pl.Expr:
    """Give the printed count as an integer; null where there is a mask, which may look like a number, or nothing readable."""
    read = pl.col(column).cast(pl.UInt32, strict=False)
    like_numbers = [mask for mask in masks if mask.isdigit()]
    return pl.when(~masked(column, like_numbers)).then(read) if like_numbers else read


def masked(column: str, masks: Iterable[str]) -> pl.Expr:
    """Tell whether the cell is a mask."""
    return pl.any_horizontal(False, *(pl.col(column) == mask for mask in masks)).fill_null(value=False)


def counted(column: str, masks: dict[str, tuple[int, int]]) -> dict[str, pl.Expr]:
    """Give what a cell says of a count: `printed`, 0 for a mask, `masked_cells` 1 for a mask, `low` and `high` its certain bounds."""
    printed = number(column, masks).cast(pl.Int64).fill_null(0)
    low, high = printed, printed
    for mask, (least, most) in masks.items():
        is_mask = (pl.col(column) == mask).fill_null(value=False)
        low = pl.when(is_mask).then(least).otherwise(low)
        high = pl.when(is_mask).then(most).otherwise(high)
    return {"printed": printed, "masked_cells": masked(column, masks).cast(pl.Int64), "low": low, "high": high}


def holds_any(column: str, masks: Iterable[str]) -> pl.Expr:
    """Tell whether the cell is a count above 0, printed or masked."""
    return masked(column, masks) | (number(column, masks) > 0).fill_null(value=False)


def is_bad_count(column: str, masks: Iterable[str], *, blank_is_zero: bool = False) -> pl.Expr:
    """Tell whether the cell is neither a whole number nor a mask. Polars would read `+5` as 5."""
    unread = number(column, masks).is_null() & ~masked(column, masks)
    signed = pl.col(column).str.starts_with("+").fill_null(value=False)
    return (unread & pl.col(column).is_not_null() if blank_is_zero else unread) | signed


def decimal(column: str) -> pl.Expr:
    """Give an amount with a decimal comma or point as a Decimal of six decimals; null if the text is not an amount."""
    plain = pl.col(column).str.replace(",", ".", literal=True)
    return (
        pl.when(plain.str.contains(r"^[0-9]+(\.[0-9]{1,6})?$"))
        .then(plain)
        .cast(pl.Decimal(18, _DIGITS_KEPT), strict=False)
    )


def is_bad_amount(column: str, masks: Iterable[str]) -> pl.Expr:
    """Tell whether the cell is neither an amount nor a mask."""
    return decimal(column).is_null() & ~masked(column, masks)


def school_year(column: str) -> pl.Expr:
    """Name the school year of a count: `2019` and `2019-2020` are the count of 1 October 2019."""
    first = pl.col(column).str.slice(0, 4).cast(pl.Int32)
    return pl.format("{}-{}", first, first + 1)


def location_number() -> pl.Expr:
    """Give a location number in two digits: `0`, `00` and `00AH00` are one."""
    return pl.col("location_number").str.slice(-2).str.zfill(2)


def element_code() -> pl.Expr:
    """Give an elementcode in four digits: `46` and `0046` are one."""
    return pl.col("element_code").str.zfill(4)


def folded(column: str) -> pl.Expr:
    """Compare a column without regard to case, a blank as nothing."""
    return pl.col(column).fill_null("").str.to_lowercase()
