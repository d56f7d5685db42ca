"""Results as fractions: each bound divided again from its counts, and changes from the crossed extremes."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sto_cli.claims import exact
from sto_cli.claims.check import Check
from sto_cli.claims.verdict import Cause, Possible, Range, Verdict, judge
from sto_cli.measuring.question import ask

F = Fraction
SHARE = ask("technical_share")
COUNT = ask("profile_count")
FTE = ask("fte_change", change=("2018-2019", "2023-2024"))


def row(numerator, denominator=None, *, value=None, low=None, high=None, reason=None):
    """Make a result row of counts, each as (least, most)."""
    one = numerator[0] if numerator[0] == numerator[1] else None
    return {
        "value": value,
        "low": low,
        "high": high,
        "numerator": one,
        "denominator": denominator and (denominator[0] if denominator[0] == denominator[1] else None),
        "numerator_low": numerator[0],
        "numerator_high": numerator[1],
        "denominator_low": denominator and denominator[0],
        "denominator_high": denominator and denominator[1],
        "estimate": None,
        "est_low": None,
        "est_high": None,
        "reason": reason,
    }


def test_a_float_is_the_shortest_decimal_that_prints_it():
    assert exact.fraction(0.1925) == F(77, 400)
    assert exact.fraction(None) is None


def test_a_share_that_is_printed_in_full_is_its_two_counts():
    # 1 ÷ 3 as a float is not a third
    possible = exact.level(row((1, 1), (3, 3), value=1 / 3, low=1 / 3, high=1 / 3), SHARE)
    assert possible.low == possible.high == F(1, 3)
    assert possible.is_exact


def test_a_rate_that_is_printed_in_full_is_its_two_counts_too():
    possible = exact.level(row((1, 1), (3, 3), value=1 / 3, low=1 / 3, high=1 / 3), ask("side_entrant_rate"))
    assert possible.low == possible.high == F(1, 3)


def test_a_masked_share_is_bounded_by_what_else_is_counted():
    # A is 10 to 13 and A + B is 21 to 27, so that B is 11 to 14: 10 ÷ (10 + 14) and 13 ÷ (13 + 11)
    possible = exact.level(row((10, 13), (21, 27), low=0.4, high=0.5), SHARE)
    assert (possible.low, possible.high) == (F(10, 24), F(13, 24))
    assert not possible.is_exact


def test_a_share_of_nobody_has_no_bounds():
    assert exact.level(row((0, 0), (0, 0)), SHARE) == Possible(None, None)
    # nobody for certain, somebody perhaps: 0 ÷ 0 has no value, and 4 ÷ 4 is 1
    possible = exact.level(row((0, 4), (0, 4), low=0.0, high=1.0), SHARE)
    assert (possible.low, possible.high) == (None, F(1))


def test_a_count_is_what_its_row_says():
    assert exact.level(row((70, 70), value=70, low=70, high=70), COUNT).low == 70
    assert exact.level(row((70, 70), value=70, low=70, high=72), COUNT).high == 72


def test_a_change_of_a_share_is_a_difference_between_crossed_extremes():
    # 10 to 12% becomes 15 to 20%: from +3 to +10 percentage points
    assert exact.difference(Possible(F(10), F(12)), Possible(F(15), F(20))) == (3, 10)
    assert exact.change(row((0, 0)), Possible(F(10), F(12)), Possible(F(15), F(20)), SHARE).low == 3


def test_a_change_of_an_amount_is_growth_between_crossed_extremes():
    # 10 to 12 becomes 15 to 20: 15 ÷ 12 − 1 is a quarter more, 20 ÷ 10 − 1 twice as much
    assert exact.growth(Possible(F(10), F(12)), Possible(F(15), F(20))) == (F(1, 4), 1)
    possible = exact.change(row((0, 0)), Possible(F(10), F(12)), Possible(F(15), F(21)), FTE)
    assert (possible.low, possible.high) == (F(1, 4), F(11, 10))


@pytest.mark.parametrize("at", range(4))
@pytest.mark.parametrize("of", [exact.difference, exact.growth])
def test_a_change_of_an_unbounded_level_has_no_bounds(of, at):
    ends = [F(1), F(2), F(3), F(4)]
    ends[at] = None
    assert of(Possible(*ends[:2]), Possible(*ends[2:])) == (None, None)


def test_nothing_grows_from_0():
    assert exact.growth(Possible(F(0), F(2)), Possible(F(1), F(1))) == (None, None)
    assert exact.growth(Possible(F(0), F(0)), Possible(F(1), F(1))) == (None, None)
    assert exact.growth(Possible(F(2), F(2)), Possible(F(0), F(0))) == (-1, -1)


def test_a_change_that_is_refused_has_no_bounds():
    possible = exact.change(row((0, 0), reason="series_break"), Possible(F(1), F(1)), Possible(F(2), F(2)), FTE)
    assert (possible.low, possible.high, possible.reason) == (None, None, "series_break")


def test_only_what_has_one_value_is_exact():
    assert Possible(F(1), F(1)).is_exact is True
    assert Possible(F(1), F(2)).is_exact is False
    assert Possible(None, None).is_exact is False


def test_an_open_end_is_not_part_of_what_was_printed():
    above, below = Range(F(0), None, low_open=True), Range(None, F(0), high_open=True)
    assert not above.has_all(F(0), F(1))
    assert above.has_none(F(-1), F(0))
    assert not above.has_none(F(0), F(1))
    assert not below.has_all(F(-1), F(0))
    assert below.has_none(F(0), F(1))


@pytest.mark.parametrize("ends", [(F(1), None), (None, F(1))])
def test_half_an_estimate_is_none(ends):
    possible = Possible(F(0), F(9), None, *ends)
    assert judge(Range(F(1), F(2)), possible, printable=1) == (Verdict.UNDECIDABLE, Cause.NO_ESTIMATE)


def test_without_a_look_at_other_readings_none_was_tried():
    assert Check(claim=None).tried == 0
