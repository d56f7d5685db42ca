"""The rules of a verdict, one line each: what was printed, what is possible, and what follows."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sto_cli.claims.verdict import Cause, Possible, Range, Verdict, judge


def percent(text):
    """Write 19.15 for 19.15%."""
    return None if text is None else Fraction(text) / 100


def possible(low, high=None, *, about=None, reason=None):
    """Make what data allow: an exact number, or bounds with the 95% interval `about`."""
    ends = (percent(about[0]), percent(about[1])) if about else (None, None)
    middle = sum(ends) / 2 if about else None
    return Possible(percent(low), percent(high or low), middle, *ends, reason=reason)


# 19,2% is printed of everything from 19.15% to 19.25%, both ends included.
PRINTED = Range(percent("19.15"), percent("19.25"))


@pytest.mark.parametrize(
    ("found", "printable", "expected"),
    [
        # exact: 22,913 ÷ 119,243 = 19.2153…%
        (possible("19.2153"), 1, (Verdict.CONFIRMED, Cause.ALL_INSIDE)),
        (possible("19.15"), 1, (Verdict.CONFIRMED, Cause.ALL_INSIDE)),
        (possible("19.25"), 1, (Verdict.CONFIRMED, Cause.ALL_INSIDE)),
        (possible("19.2500001"), 1, (Verdict.CONTRADICTED, Cause.NONE_INSIDE)),
        (possible("19.1499999"), 1, (Verdict.CONTRADICTED, Cause.NONE_INSIDE)),
        # masked: bounds alone may decide
        (possible("19.16", "19.24"), 1, (Verdict.CONFIRMED, Cause.ALL_INSIDE)),
        (possible("19.26", "24.00"), 1, (Verdict.CONTRADICTED, Cause.NONE_INSIDE)),
        (possible("15.80", "19.14"), 1, (Verdict.CONTRADICTED, Cause.NONE_INSIDE)),
        # masked: 15.8 to 24.0 leaves it open, so the estimate decides
        (possible("15.8", "24.0"), 0, (Verdict.UNDECIDABLE, Cause.NO_ESTIMATE)),
        (possible("15.8", "24.0", about=("19.1", "19.4")), 4, (Verdict.PLAUSIBLE, Cause.ESTIMATE_INSIDE)),
        (possible("15.8", "24.0", about=("19.24", "19.4")), 3, (Verdict.PLAUSIBLE, Cause.ESTIMATE_INSIDE)),
        (possible("15.8", "24.0", about=("19.25", "19.4")), 3, (Verdict.PLAUSIBLE, Cause.ESTIMATE_INSIDE)),
        (possible("15.8", "24.0", about=("19.26", "19.4")), 2, (Verdict.DOUBTFUL, Cause.ESTIMATE_OUTSIDE)),
        (possible("15.8", "24.0", about=("18.9", "19.1")), 2, (Verdict.DOUBTFUL, Cause.ESTIMATE_OUTSIDE)),
        # 19.0 to 19.4 are five values, 18.9 to 19.4 are six
        (possible("15.8", "24.0", about=("18.95", "19.45")), 5, (Verdict.PLAUSIBLE, Cause.ESTIMATE_INSIDE)),
        (possible("15.8", "24.0", about=("18.90", "19.45")), 6, (Verdict.UNDECIDABLE, Cause.TOO_MASKED)),
        # a doubtful number is doubtful however wide the interval is
        (possible("1", "99", about=("20", "30")), 101, (Verdict.DOUBTFUL, Cause.ESTIMATE_OUTSIDE)),
        # no number at all comes before everything else
        (possible("19.2", reason="series_break"), 1, (Verdict.UNDECIDABLE, Cause.NO_NUMBER)),
        (Possible(percent("19.2"), None), 1, (Verdict.UNDECIDABLE, Cause.NO_BOUNDS)),
        (Possible(None, None), 1, (Verdict.UNDECIDABLE, Cause.NO_BOUNDS)),
    ],
)
def test_a_number_is_judged_by_its_bounds_and_then_by_its_estimate(found, printable, expected):
    assert judge(PRINTED, found, printable=printable) == expected


NARROW = percent("2")


@pytest.mark.parametrize(
    ("found", "printable", "expected"),
    [
        (possible("15.8", "24.0", about=("18.90", "19.45")), 6, (Verdict.WEAK, Cause.OTHERS_FIT)),
        (possible("15.8", "24.0", about=("18.25", "20.25")), 20, (Verdict.WEAK, Cause.OTHERS_FIT)),
        (possible("15.8", "24.0", about=("18.24", "20.25")), 20, (Verdict.UNDECIDABLE, Cause.TOO_MASKED)),
        (possible("15.8", "24.0", about=("18.25", "20.25")), 21, (Verdict.UNDECIDABLE, Cause.TOO_MASKED)),
        (possible("15.8", "24.0", about=("18.95", "19.45")), 5, (Verdict.PLAUSIBLE, Cause.ESTIMATE_INSIDE)),
        (possible("15.8", "24.0", about=("19.26", "19.40")), 9, (Verdict.DOUBTFUL, Cause.ESTIMATE_OUTSIDE)),
    ],
)
def test_a_number_that_is_one_of_six_to_twenty_in_a_narrow_interval_is_weak(found, printable, expected):
    """The widest that it may be is 2 points here."""
    assert judge(PRINTED, found, printable=printable, widest=NARROW) == expected


RISES = Range(Fraction(0), None, low_open=True)
FALLS = Range(None, Fraction(0), high_open=True)
STABLE_OR_RISES = Range(Fraction(0), None)
STABLE = Range(percent("-1"), percent("1"))
MORE_THAN_15 = Range(percent("15"), None, low_open=True)


@pytest.mark.parametrize(
    ("direction", "found", "verdict"),
    [
        (RISES, possible("1.2"), Verdict.CONFIRMED),
        (RISES, possible("0"), Verdict.CONTRADICTED),
        (RISES, possible("-0.1"), Verdict.CONTRADICTED),
        (RISES, possible("0.1", "2"), Verdict.CONFIRMED),
        (RISES, possible("-1.1", "4.3"), Verdict.UNDECIDABLE),
        (RISES, possible("-1.1", "4.3", about=("1.1", "1.5")), Verdict.PLAUSIBLE),
        (RISES, possible("-1.1", "4.3", about=("-0.1", "1.5")), Verdict.UNDECIDABLE),
        (RISES, possible("-1.1", "4.3", about=("-0.5", "-0.1")), Verdict.DOUBTFUL),
        (RISES, possible("-1.1", "4.3", about=("-0.5", "0")), Verdict.DOUBTFUL),
        (FALLS, possible("-0.1"), Verdict.CONFIRMED),
        (FALLS, possible("0"), Verdict.CONTRADICTED),
        (STABLE_OR_RISES, possible("0"), Verdict.CONFIRMED),
        (STABLE_OR_RISES, possible("-0.0001"), Verdict.CONTRADICTED),
        (STABLE, possible("0.99", "1"), Verdict.CONFIRMED),
        (MORE_THAN_15, possible("35"), Verdict.CONFIRMED),
        (MORE_THAN_15, possible("15"), Verdict.CONTRADICTED),
        # 30 to 40 have far more than five printable values, which is no matter of limits
        (MORE_THAN_15, possible("10", "60", about=("30", "40")), Verdict.PLAUSIBLE),
        (MORE_THAN_15, possible("10", "60", about=("14", "40")), Verdict.UNDECIDABLE),
        (MORE_THAN_15, possible("10", "60", about=("11", "15")), Verdict.DOUBTFUL),
        (STABLE, possible("-1.01"), Verdict.CONTRADICTED),
    ],
)
def test_a_direction_is_an_interval_without_an_end(direction, found, verdict):
    assert judge(direction, found)[0] is verdict


def test_an_open_end_is_not_part_of_what_was_printed():
    almost_sixty = Range(Fraction(57), Fraction(60), high_open=True)
    assert judge(almost_sixty, Possible(Fraction(60), Fraction(60)), printable=1)[0] is Verdict.CONTRADICTED
    assert judge(almost_sixty, Possible(Fraction(57), Fraction(57)), printable=1)[0] is Verdict.CONFIRMED
