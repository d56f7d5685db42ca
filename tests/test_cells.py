"""What a cell may hold, on the expressions themselves: counts, amounts and years at their limits."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from sto_cli.reading import cells


def of(expression, *texts):
    """Evaluate an expression on a column `text`."""
    return pl.DataFrame({"text": texts}, schema={"text": pl.String}).select(expression).to_series().to_list()


@pytest.mark.parametrize(
    ("text", "printed", "masked", "bad"),
    [
        ("12", 12, False, False),
        ("0", 0, False, False),
        ("007", 7, False, False),
        ("4294967295", 4294967295, False, False),
        ("4294967296", 0, False, True),
        ("<5", 0, True, False),
        ("< 5", 0, False, True),
        ("+5", 5, False, True),  # Polars reads it, and it is refused all the same
        ("+x", 0, False, True),
        ("+", 0, False, True),
        ("-3", 0, False, True),
        ("1.204", 0, False, True),
        ("", 0, False, True),
        (None, 0, False, True),
    ],
)
def test_a_count_is_a_whole_number_or_a_mask(text, printed, masked, bad):
    assert of(cells.counted("text", {"<5": (1, 4)})["printed"], text) == [printed]
    assert of(cells.masked("text", ["<5"]), text) == [masked]
    assert of(cells.is_bad_count("text", ["<5"]), text) == [bad]


def test_a_mask_may_look_like_a_number():
    assert of(cells.counted("text", {"4": (1, 4)})["printed"], "4", "5") == [0, 5]
    assert of(cells.masked("text", ["4"]), "4", "5") == [True, False]


def test_a_blank_is_a_0_where_the_layout_says_so():
    assert of(cells.is_bad_count("text", ["<5"], blank_is_zero=True), None, "x", "+5", "3") == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("12", "12"),
        ("0,123456", "0.123456"),
        ("999999999999,999999", "999999999999.999999"),
        ("0,1234567", None),
        ("1000000000000", None),  # thirteen digits before the comma do not fit
        ("1.204,5", None),
        (",5", None),
        ("12,", None),
        ("-1,5", None),
        ("*", None),
        (None, None),
    ],
)
def test_an_amount_has_up_to_six_decimals(text, amount):
    assert of(cells.decimal("text"), text) == [amount and Decimal(amount)]
    assert of(cells.is_bad_amount("text", ["*"]), text) == [amount is None and text != "*"]


@pytest.mark.parametrize("text", ["2019", "2019-2020", "2019/20"])
def test_a_year_is_that_of_the_count(text):
    assert of(cells.school_year("text"), text) == ["2019-2020"]
