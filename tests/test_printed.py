"""Numbers as people print them: what each form promises, what is refused, and that anything shown can be read back."""

from __future__ import annotations

import re
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sto_cli.claims.looks import find
from sto_cli.claims.printable import contains, near_end, printable, rounded, show, touches_end
from sto_cli.claims.printed import Printed, PrintedError, parse

F = Fraction
steady = settings(deadline=None, derandomize=True, database=None)
PERCENT = F(1, 100)
MILLION = 10**6


# --- WHAT A PRINTED NUMBER PROMISES ---

# as printed | value | half a unit of its last digit | unit | decimals; expect where it is needed
FORMS = [
    ("19,2%", F("19.2") * PERCENT, F("0.05") * PERCENT, "percent", 1),
    ("19,2 %", F("19.2") * PERCENT, F("0.05") * PERCENT, "percent", 1),
    ("19.2%", F("19.2") * PERCENT, F("0.05") * PERCENT, "percent", 1),
    ("19.2 %", F("19.2") * PERCENT, F("0.05") * PERCENT, "percent", 1),
    ("19,2\u00a0%", F("19.2") * PERCENT, F("0.05") * PERCENT, "percent", 1),
    ("19,2\n%", F("19.2") * PERCENT, F("0.05") * PERCENT, "percent", 1),
    ("19,2 procent", F("19.2") * PERCENT, F("0.05") * PERCENT, "percent", 1),
    ("19,2 PROCENT", F("19.2") * PERCENT, F("0.05") * PERCENT, "percent", 1),
    ("19.2 per cent", F("19.2") * PERCENT, F("0.05") * PERCENT, "percent", 1),
    ("19.2 percent", F("19.2") * PERCENT, F("0.05") * PERCENT, "percent", 1),
    ("19,20%", F("19.2") * PERCENT, F("0.005") * PERCENT, "percent", 2),
    ("19,215%", F("19.215") * PERCENT, F("0.0005") * PERCENT, "percent", 3),
    ("19.215 procent", F("19.215") * PERCENT, F("0.0005") * PERCENT, "percent", 3),
    ("0,125%", F("0.125") * PERCENT, F("0.0005") * PERCENT, "percent", 3),
    ("1.250,5%", F("1250.5") * PERCENT, F("0.05") * PERCENT, "percent", 1),
    ("20%", 20 * PERCENT, F("0.5") * PERCENT, "percent", 0),
    ("0%", 0 * PERCENT, F("0.5") * PERCENT, "percent", 0),
    ("100%", 100 * PERCENT, F("0.5") * PERCENT, "percent", 0),
    ("+14%", 14 * PERCENT, F("0.5") * PERCENT, "percent", 0),
    ("-11%", -11 * PERCENT, F("0.5") * PERCENT, "percent", 0),
    ("−11%", -11 * PERCENT, F("0.5") * PERCENT, "percent", 0),
    ("–11%", -11 * PERCENT, F("0.5") * PERCENT, "percent", 0),
    ("\u201111%", -11 * PERCENT, F("0.5") * PERCENT, "percent", 0),
    ("−11 procent", -11 * PERCENT, F("0.5") * PERCENT, "percent", 0),
    ("-33,6%", F("-33.6") * PERCENT, F("0.05") * PERCENT, "percent", 1),
    ("1,2 procentpunt", F("1.2") * PERCENT, F("0.05") * PERCENT, "pp", 1),
    ("1,2 procentpunten", F("1.2") * PERCENT, F("0.05") * PERCENT, "pp", 1),
    ("1,2 procent-punt", F("1.2") * PERCENT, F("0.05") * PERCENT, "pp", 1),
    ("1,2 percentagepunt", F("1.2") * PERCENT, F("0.05") * PERCENT, "pp", 1),
    ("1,2%-punt", F("1.2") * PERCENT, F("0.05") * PERCENT, "pp", 1),
    ("1,2 %-punten", F("1.2") * PERCENT, F("0.05") * PERCENT, "pp", 1),
    ("1,2 pp", F("1.2") * PERCENT, F("0.05") * PERCENT, "pp", 1),
    ("1.2pp", F("1.2") * PERCENT, F("0.05") * PERCENT, "pp", 1),
    ("1.2 PP", F("1.2") * PERCENT, F("0.05") * PERCENT, "pp", 1),
    ("1.2 percentage points", F("1.2") * PERCENT, F("0.05") * PERCENT, "pp", 1),
    ("1 percentage point", 1 * PERCENT, F("0.5") * PERCENT, "pp", 0),
    ("12 percentage-points", 12 * PERCENT, F("0.5") * PERCENT, "pp", 0),
    ("+0,3 procentpunt", F("0.3") * PERCENT, F("0.05") * PERCENT, "pp", 1),
    ("−0,1pp", F("-0.1") * PERCENT, F("0.05") * PERCENT, "pp", 1),
    ("1.204 pp", F("1.204") * PERCENT, F("0.0005") * PERCENT, "pp", 3),
    ("1.006,75 fte", F("1006.75"), F("0.005"), "fte", 2),
    ("1,006.75 FTE", F("1006.75"), F("0.005"), "fte", 2),
    ("1 006,75 fte", F("1006.75"), F("0.005"), "fte", 2),
    ("354 fte", F(354), F("0.5"), "fte", 0),
    ("354fte", F(354), F("0.5"), "fte", 0),
    ("3800 fte's", F(3800), F("0.5"), "fte", 0),
    ("3800 FTE’s", F(3800), F("0.5"), "fte", 0),
    ("6,40 fte", F("6.4"), F("0.005"), "fte", 2),
    ("0,125 fte", F("0.125"), F("0.0005"), "fte", 3),
    ("74", F(74), F("0.5"), "plain", 0),
    ("0", F(0), F("0.5"), "plain", 0),
    ("+688", F(688), F("0.5"), "plain", 0),
    ("-263", F(-263), F("0.5"), "plain", 0),
    ("22913", F(22913), F("0.5"), "plain", 0),
    ("19,2", F("19.2"), F("0.05"), "plain", 1),
    ("6.40", F("6.4"), F("0.005"), "plain", 2),
    ("0,125", F("0.125"), F("0.0005"), "plain", 3),
    ("0.125", F("0.125"), F("0.0005"), "plain", 3),
    ("3,1416", F("3.1416"), F("0.00005"), "plain", 4),
    ("1234,567", F("1234.567"), F("0.0005"), "plain", 3),
    ("119.243,0", F("119243"), F("0.05"), "plain", 1),
    ("119,243.0", F("119243"), F("0.05"), "plain", 1),
    ("1.204.500", F(1204500), F("0.5"), "plain", 0),
    ("1,204,500", F(1204500), F("0.5"), "plain", 0),
    ("368.640.080", F(368640080), F("0.5"), "plain", 0),
    ("1,204.500", F("1204.5"), F("0.0005"), "plain", 3),
    ("60 000", F(60000), F("0.5"), "plain", 0),
    ("60\u00a0000", F(60000), F("0.5"), "plain", 0),
    ("60\u202f000", F(60000), F("0.5"), "plain", 0),
    ("60\u2009000", F(60000), F("0.5"), "plain", 0),
    ("1 204 500", F(1204500), F("0.5"), "plain", 0),
    ("30 079,5", F("30079.5"), F("0.05"), "plain", 1),
    ("100 miljoen", F(100 * MILLION), F("0.5") * MILLION, "plain", 0),
    ("100 mln", F(100 * MILLION), F("0.5") * MILLION, "plain", 0),
    ("100 mln.", F(100 * MILLION), F("0.5") * MILLION, "plain", 0),
    ("2,5 miljoen", F("2.5") * MILLION, F("0.05") * MILLION, "plain", 1),
    ("2.5 million", F("2.5") * MILLION, F("0.05") * MILLION, "plain", 1),
    ("335,5 miljoen", F("335.5") * MILLION, F("0.05") * MILLION, "plain", 1),
    ("60 duizend", F(60) * 1000, F("0.5") * 1000, "plain", 0),
    ("60 thousand", F(60) * 1000, F("0.5") * 1000, "plain", 0),
    ("3 billion", F(3000 * MILLION), F("0.5") * 1000 * MILLION, "plain", 0),
    ("1,2 miljard", F("1.2") * 1000 * MILLION, F("0.05") * 1000 * MILLION, "plain", 1),
    (" 19,2% ", F("19.2") * PERCENT, F("0.05") * PERCENT, "percent", 1),
    ("'19,2%'", F("19.2") * PERCENT, F("0.05") * PERCENT, "percent", 1),
    ("“19,2%”", F("19.2") * PERCENT, F("0.05") * PERCENT, "percent", 1),
    ("„−11%”.", -11 * PERCENT, F("0.5") * PERCENT, "percent", 0),
    ("«74».", F(74), F("0.5"), "plain", 0),
    ("19,2%.", F("19.2") * PERCENT, F("0.05") * PERCENT, "percent", 1),
    ("19,2,", F("19.2"), F("0.05"), "plain", 1),
]


@pytest.mark.parametrize(("text", "value", "half", "unit", "decimals"), FORMS, ids=[form[0] for form in FORMS])
def test_a_number_reaches_half_a_unit_of_its_last_digit_to_either_side(text, value, half, unit, decimals):
    read = parse(text)
    assert (read.value, read.low, read.high) == (value, value - half, value + half)
    assert (read.text, read.unit, read.decimals, read.digit) == (text, unit, decimals, 2 * half)
    assert (read.hedge, read.low_open, read.high_open) == (None, False, False)


@pytest.mark.parametrize(("text", "signed"), [("+14%", True), ("−11%", True), ("14%", False), ("ruim −11%", True)])
def test_it_is_remembered_whether_a_sign_was_printed(text, signed):
    assert parse(text).signed is signed


@pytest.mark.parametrize(
    ("text", "expect", "value"),
    [
        ("11.440", "count", F(11440)),
        ("11,440", "count", F(11440)),
        ("1.204", "count", F(1204)),
        ("60.000", "count", F(60000)),
        ("-4.695", "count", F(-4695)),
        ("19,2", "count", F("19.2")),
        ("0,125", "count", F("0.125")),
        ("19.215", "share", F("19.215")),
        ("1,204", "pp", F("1.204")),
        ("1.204", "pct_change", F("1.204")),
        ("1.204%", "count", F("1.204") * PERCENT),
        ("1.006,75", "fte", F("1006.75")),
    ],
)
def test_what_is_expected_settles_a_single_mark_with_three_digits_after_it(text, expect, value):
    assert parse(text, expect=expect).value == value


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("1,2 pp", F("1.2") * PERCENT, "pp"), ("−11%", -11 * PERCENT, "percent"), ("188", F(188), "plain")],
)
def test_a_difference_of_two_rounded_numbers_reaches_a_whole_unit(text, value, unit):
    read = parse(text, whole_unit=True)
    one = {"pp": F("0.1") * PERCENT, "percent": PERCENT, "plain": F(1)}[unit]
    assert (read.low, read.value, read.high) == (value - one, value, value + one)


# --- HEDGES ---


@pytest.mark.parametrize(
    ("text", "hedge", "size"),
    [
        ("ruim 20%", "ruim", 20 * PERCENT),
        ("Iets  meer\ndan 20%", "iets meer dan", 20 * PERCENT),
        ("just over 20%", "just over", 20 * PERCENT),
        ("ruim 60.000", "ruim", F(60000)),
        ("ruim de helft", "ruim", F(1, 2)),
        ("ruim 100 miljoen", "ruim", F(100 * MILLION)),
        ("ruim 100 MİLJOEN", "ruim", F(100 * MILLION)),  # a Turkish keyboard's capital
    ],
)
def test_ruim_reaches_up_to_a_twentieth_more(text, hedge, size):
    read = parse(text, expect="count")
    assert (read.value, read.low, read.high, read.hedge) == (size, size, size * F("1.05"), hedge)
    assert not read.low_open
    assert not read.high_open


@pytest.mark.parametrize(
    ("text", "hedge", "size"),
    [
        ("bijna 60.000", "bijna", F(60000)),
        ("BIJNA 20%", "bijna", 20 * PERCENT),
        ("net geen 20%", "net geen", 20 * PERCENT),
        ("iets minder dan 20%", "iets minder dan", 20 * PERCENT),
        ("nearly 60,000", "nearly", F(60000)),
        ("almost 20%", "almost", 20 * PERCENT),
        ("just under 20%", "just under", 20 * PERCENT),
        ("bijna de helft", "bijna", F(1, 2)),
        ("almost a quarter", "almost", F(1, 4)),
    ],
)
def test_bijna_reaches_a_twentieth_less_and_never_the_number_itself(text, hedge, size):
    read = parse(text, expect="count")
    assert (read.value, read.low, read.high, read.hedge) == (size, size * F("0.95"), size, hedge)
    assert (read.low_open, read.high_open) == (False, True)
    assert contains(read, read.low)
    assert contains(read, size * F("0.99"))
    assert not contains(read, size)
    assert not contains(read, size * F("0.94"))


@pytest.mark.parametrize(
    ("text", "value", "inside"),
    [
        ("meer dan 15%", 15, {"15.001", "35"}),
        ("more than 15%", 15, {"15.001", "35"}),
        ("over 15%", 15, {"15.001", "35"}),
        ("minstens 15%", 15, {"15", "15.001", "35"}),
        ("ten minste 15%", 15, {"15", "15.001", "35"}),
        ("niet minder dan 15%", 15, {"15", "15.001", "35"}),
        ("at least 15%", 15, {"15", "15.001", "35"}),
        ("minder dan 15%", 15, {"3", "14.999"}),
        ("nog geen 15%", 15, {"3", "14.999"}),
        ("less than 15%", 15, {"3", "14.999"}),
        ("hoogstens 15%", 15, {"3", "14.999", "15"}),
        ("maximaal 15%", 15, {"3", "14.999", "15"}),
        ("niet meer dan 15%", 15, {"3", "14.999", "15"}),
        ("at most 15%", 15, {"3", "14.999", "15"}),
        ("tussen 14 en 15%", "14.5", {"14.999", "15"}),
        ("tussen de 14,5 en 15,5 procent", 15, {"14.999", "15", "15.001"}),
        ("between 3% and 15%", 9, {"3", "14.999", "15"}),
        ("minder dan een kwart", 25, {"3", "14.999", "15", "15.001"}),
    ],
)
def test_limits_in_words_have_no_last_digit(text, value, inside):
    read = parse(text)
    tried = ("3", "14.999", "15", "15.001", "35")
    assert {one for one in tried if contains(read, F(one) * PERCENT)} == inside
    assert (read.value, read.limits) == (F(value) * PERCENT, True)
    assert not near_end(read, 15 * PERCENT)
    assert not touches_end(read, 15 * PERCENT)


def test_a_scale_behind_the_last_number_goes_for_both():
    read = parse("tussen 1,2 en 1,4 miljoen")
    assert (read.low, read.high, read.scale) == (1_200_000, 1_400_000, MILLION)


def test_a_hedge_on_a_fall_reaches_the_other_way():
    assert (parse("ruim −20%").low, parse("ruim −20%").high) == (-21 * PERCENT, -20 * PERCENT)
    almost = parse("bijna −20%")
    assert (almost.low, almost.high) == (-20 * PERCENT, -19 * PERCENT)
    assert (almost.low_open, almost.high_open) == (True, False)
    assert not contains(almost, -20 * PERCENT)
    assert contains(almost, -19 * PERCENT)
    assert parse("ca.−20%", tolerance=F(1, 20)).value == -20 * PERCENT


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("circa 20%", 20 * PERCENT),
        ("ca. 20%", 20 * PERCENT),
        ("ca.20%", 20 * PERCENT),
        ("ca 20%", 20 * PERCENT),
        ("ongeveer 20%", 20 * PERCENT),
        ("om en nabij 20%", 20 * PERCENT),
        ("rond 20%", 20 * PERCENT),
        ("rond de 20%", 20 * PERCENT),
        ("zo'n 20%", 20 * PERCENT),
        ("zo’n 20%", 20 * PERCENT),
        ("about 20%", 20 * PERCENT),
        ("around 20%", 20 * PERCENT),
        ("approximately 20%", 20 * PERCENT),
        ("roughly 20%", 20 * PERCENT),
        ("rond 1.500", F(1500)),
        ("de helft", F(1, 2)),
        ("De helft.", F(1, 2)),
        ("half", F(1, 2)),
        ("een half", F(1, 2)),
        ("a half", F(1, 2)),
        ("ongeveer de helft", F(1, 2)),
        ("rond de helft", F(1, 2)),
        ("een derde", F(1, 3)),
        ("één derde", F(1, 3)),
        ("a third", F(1, 3)),
        ("about one third", F(1, 3)),
        ("twee derde", F(2, 3)),
        ("tweederde", F(2, 3)),
        ("two-thirds", F(2, 3)),
        ("een kwart", F(1, 4)),
        ("a quarter", F(1, 4)),
        ("driekwart", F(3, 4)),
        ("three quarters", F(3, 4)),
    ],
)
def test_circa_and_a_part_in_words_reach_as_far_as_was_declared(text, size):
    read = parse(text, expect="count", tolerance=F(1, 20))
    assert (read.value, read.low, read.high) == (size, size - size / 20, size + size / 20)
    assert read.unit == ("plain" if size > 1 else "percent")
    assert read.hedge


def test_a_declared_tolerance_never_makes_a_number_narrower_than_its_own_digits():
    read = parse("circa 20%", tolerance=F(1, 100))
    assert (read.low, read.high) == (F("19.5") * PERCENT, F("20.5") * PERCENT)


def test_a_dotless_i_cannot_slip_past_the_tables():
    assert parse("2 mıljoen").value == 2 * MILLION


# --- WHAT IS REFUSED ---

TWENTIETH = {"tolerance": F(1, 20)}
NO_NUMBER = "is not a printed number; write only a number such as 19,2%, +14%, 11.440, 1,2 procentpunt or ruim 60.000."
OUT_OF_PLACE = "has marks or zeros out of place: groups of three digits and one decimal mark were expected; check the printed text."
NO_REACH = "declare a tolerance, such as 1/20 of the number."

NO_RANGE = "is not a range from a lower to a higher number of one kind; write 'tussen 10 en 12%'."

REFUSED = [
    ("tussen 12 en 10%", {}, f"'tussen 12 en 10%' {NO_RANGE}"),
    ("tussen 10% en 12 procentpunt", {}, f"'tussen 10% en 12 procentpunt' {NO_RANGE}"),
    ("tussen ruim 10 en 12%", {}, f"'tussen ruim 10 en 12%' {NO_RANGE}"),
    (
        "meer dan −11%",
        {},
        "'meer dan −11%' can be read in two ways: 'meer dan' may apply to the size of the fall, or to the number below 0; write it with a word, such as 'daling van meer dan 2%'.",
    ),
    ("", {}, f"'' {NO_NUMBER}"),
    ("   ", {}, f"'   ' {NO_NUMBER}"),
    (".", {}, f"'.' {NO_NUMBER}"),
    ("%", {}, f"'%' {NO_NUMBER}"),
    ("fte", {}, f"'fte' {NO_NUMBER}"),
    ("ruim", {}, f"'ruim' {NO_NUMBER}"),
    ("gestegen", {}, f"'gestegen' {NO_NUMBER}"),
    ("5,50% (sic)", {}, f"'5,50% (sic)' {NO_NUMBER}"),
    ("19,2% van de leerlingen", {}, f"'19,2% van de leerlingen' {NO_NUMBER}"),
    ("€ 100 miljoen", {}, f"'€ 100 miljoen' {NO_NUMBER}"),
    ("+ 14%", {}, f"'+ 14%' {NO_NUMBER}"),
    ("--11%", {}, f"'--11%' {NO_NUMBER}"),
    ("±5%", {}, f"'±5%' {NO_NUMBER}"),
    ("(11%)", {}, f"'(11%)' {NO_NUMBER}"),
    ("19,2%%", {}, f"'19,2%%' {NO_NUMBER}"),
    (",5%", {}, f"',5%' {NO_NUMBER}"),
    ("1O%", {}, f"'1O%' {NO_NUMBER}"),
    ("3e", {}, f"'3e' {NO_NUMBER}"),
    ("1e5", {}, f"'1e5' {NO_NUMBER}"),
    ("１９%", {}, f"'１９%' {NO_NUMBER}"),
    ("12-13", {}, "'12-13' holds 2 numbers (12 and 13), and one was expected; write that one."),
    ("13 – 12%", {}, f"'13 – 12%' {NO_RANGE}"),
    ("van 12 naar 13%", {}, "'van 12 naar 13%' holds 2 numbers (12 and 13%), and one was expected; write that one."),
    (
        "meer dan 10% of minder",
        {},
        "'meer dan 10% of minder' has words on both sides that say how far it reaches; write one of the two.",
    ),
    ("12,5½", {}, "'12,5½' has decimals and a fraction; write one of the two."),
    ("19,2% 20,4%", {}, "'19,2% 20,4%' holds 2 numbers (19,2% and 20,4%), and one was expected; write that one."),
    ("60 00", {}, "'60 00' holds 2 numbers (60 and 00), and one was expected; write that one."),
    ("60  000", {}, "'60  000' holds 2 numbers (60 and 000), and one was expected; write that one."),
    ("1/3", {}, f"'1/3' gives no limit for '1/3'; {NO_REACH}"),
    ("1.20.4", {}, f"'1.20.4' {OUT_OF_PLACE}"),
    ("12.34.567", {}, f"'12.34.567' {OUT_OF_PLACE}"),
    ("1234.567,8", {}, f"'1234.567,8' {OUT_OF_PLACE}"),
    ("1.2345,6", {}, f"'1.2345,6' {OUT_OF_PLACE}"),
    ("1,204,5", {}, f"'1,204,5' {OUT_OF_PLACE}"),
    ("1.204,500.000", {}, f"'1.204,500.000' {OUT_OF_PLACE}"),
    ("0.204.500", {}, f"'0.204.500' {OUT_OF_PLACE}"),
    ("007", {}, f"'007' {OUT_OF_PLACE}"),
    ("012,5%", {}, f"'012,5%' {OUT_OF_PLACE}"),
    (
        "1.204",
        {},
        "'1.204' can be read as 1204 and as 1.204, with thousands or with decimals; write the one that is meant.",
    ),
    (
        "1,204",
        {},
        "'1,204' can be read as 1204 and as 1.204, with thousands or with decimals; write the one that is meant.",
    ),
    (
        "60.000",
        {},
        "'60.000' can be read as 60000 and as 60.000, with thousands or with decimals; write the one that is meant.",
    ),
    (
        "ruim 60.000",
        {},
        "'ruim 60.000' can be read as 60000 and as 60.000, with thousands or with decimals; write the one that is meant.",
    ),
    (
        "1.204 fte",
        {"expect": "count"},
        "'1.204 fte' can be read as 1204 and as 1.204, with thousands or with decimals; write the one that is meant.",
    ),
    (
        "1.204",
        {"expect": "fte"},
        "'1.204' can be read as 1204 and as 1.204, with thousands or with decimals; write the one that is meant.",
    ),
    (
        "1.204 miljoen",
        {"expect": "count"},
        "'1.204 miljoen' can be read as 1204 and as 1.204, with thousands or with decimals; write the one that is meant.",
    ),
    ("circa 20%", {}, f"'circa 20%' gives no limit for 'circa'; {NO_REACH}"),
    ("zo’n 20%", {}, f"'zo’n 20%' gives no limit for 'zo'n'; {NO_REACH}"),
    ("de helft", {}, f"'de helft' gives no limit for 'de helft'; {NO_REACH}"),
    ("ongeveer een derde", {}, f"'ongeveer een derde' gives no limit for 'ongeveer'; {NO_REACH}"),
    (
        "20%",
        TWENTIETH,
        "'20%' takes no tolerance: its last digit sets its limits; leave the tolerance out.",
    ),
    (
        "ruim 20%",
        TWENTIETH,
        "'ruim 20%' takes no tolerance: that word sets its limits; leave the tolerance out.",
    ),
    (
        "circa 20%",
        {"tolerance": F(5)},
        "'circa 20%' cannot have a tolerance of 5: a tolerance is a part of the number; declare one between 0 and 1, such as 1/20.",
    ),
    (
        "circa 20%",
        {"tolerance": F(-1, 20)},
        "'circa 20%' cannot have a tolerance of -1/20: a tolerance is a part of the number; declare one between 0 and 1, such as 1/20.",
    ),
    (
        "circa 20%",
        {"tolerance": F(1)},
        "'circa 20%' cannot have a tolerance of 1: a tolerance is a part of the number; declare one between 0 and 1, such as 1/20.",
    ),
    (
        "circa 20%",
        {"tolerance": F(0)},
        "'circa 20%' cannot have a tolerance of 0: a tolerance is a part of the number; declare one between 0 and 1, such as 1/20.",
    ),
    (
        "ruim 20%",
        {"whole_unit": True},
        "'ruim 20%' is hedged ('ruim'), so its last digit is not exact; leave out whole_unit.",
    ),
    (
        "bijna 0%",
        {},
        "'bijna 0%' is a hedged 0 ('bijna'), but every part of 0 is 0; claim the number that it was derived from.",
    ),
    (
        "ruim 0",
        {},
        "'ruim 0' is a hedged 0 ('ruim'), but every part of 0 is 0; claim the number that it was derived from.",
    ),
]


@pytest.mark.parametrize(("text", "options", "message"), REFUSED, ids=[f"{form[0]}|{form[1]}" for form in REFUSED])
def test_what_is_not_one_number_with_one_reading_is_refused_in_one_sentence(text, options, message):
    with pytest.raises(PrintedError) as refused:
        parse(text, **options)
    assert str(refused.value) == message


@steady
@given(st.text(alphabet=" \n\u00a0+-−–0123456789.,%'’pfteruimcaédnhlgkwoıİſ²", max_size=20))
def test_any_text_is_a_number_or_refused_and_never_a_crash(text):
    with suppress(PrintedError):
        read = parse(text, expect="count")
        assert read.low <= read.value <= read.high


def test_a_number_too_long_to_be_printed_is_refused():
    with pytest.raises(PrintedError, match="out of place"):
        parse("9" * 5000)


# --- PRINTED AND READ BACK ---


TWO_READINGS = re.compile(r"[+−–-]?[1-9][0-9]{0,2}[.,][0-9]{3}(?![0-9.,])")


def in_notation(size, decimals, group, mark):
    """Write a number of last digits with thousands and decimals marked."""
    whole, rest = divmod(size, 10**decimals)
    text = f"{whole:,}".replace(",", group)
    return f"{text}{mark}{rest:0{decimals}d}" if decimals else text


@steady
@given(
    size=st.integers(0, 10**10),
    decimals=st.integers(0, 3),
    marks=st.sampled_from([(".", ","), (",", "."), (" ", ","), ("\u00a0", "."), ("", ","), ("", ".")]),
    sign=st.sampled_from(["", "+", "-", "−", "–"]),
    unit=st.sampled_from(["", "%", " procent", " pp", " fte"]),
)
def test_a_number_in_either_notation_is_read_back_with_its_interval(size, decimals, marks, sign, unit):
    text = f"{sign}{in_notation(size, decimals, *marks)}{unit}"
    assume(not TWO_READINGS.match(text))
    one = F(1, 10**decimals) * (PERCENT if unit in {"%", " procent", " pp"} else 1)
    value = size * one * (-1 if sign in {"-", "−", "–"} else 1)
    read = parse(text)
    assert (read.value, read.low, read.high) == (value, value - one / 2, value + one / 2)
    assert (read.decimals, read.signed) == (decimals, bool(sign))


@steady
@given(size=st.integers(1000, 999_999), mark=st.sampled_from(".,"), sign=st.sampled_from(["", "+", "−"]))
def test_a_single_mark_with_three_digits_after_it_follows_the_unit_or_what_is_expected(size, mark, sign):
    text = f"{sign}{in_notation(size, 0, mark, '')}"
    value = size * (-1 if sign == "−" else 1)
    assert parse(text, expect="count").value == value
    assert parse(text, expect="share").value == F(value, 1000)
    assert parse(f"{text}%").value == F(value, 1000) * PERCENT
    for unsettled in (text, f"{text} fte"):
        with pytest.raises(PrintedError, match=f"can be read as {size} and as {size // 1000}[.]{size % 1000:03d}, "):
            parse(unsettled)


LIKE = ["19,2%", "+14%", "−11 procent", "1,2 procentpunt", "1,006.75 FTE", "1.006,75 fte", "119.243,0", "60 000", "2,5 miljoen", "“7,5%”.", "ruim 60.000", "bijna 20,4%", "74", "0,125%"]  # fmt: skip


@steady
@given(like=st.sampled_from(LIKE), size=st.integers(-(10**7), 10**7), off=st.fractions(F(-49, 100), F(49, 100)))
def test_anything_shown_can_be_read_back_in_the_same_style(like, size, off):
    model = parse(like, expect="count")
    assume(size or not model.hedge)  # nothing is a part more or less than 0
    text = show((size + off) * model.digit, model)
    read = parse(text, expect="count")
    assert read.value == size * model.digit
    assert (read.unit, read.decimals, read.hedge) == (model.unit, model.decimals, model.hedge)


@pytest.mark.parametrize(
    ("like", "value", "mark", "shown"),
    [
        ("19,2%", F("0.19349"), None, "19,3%"),
        ("19,2 procent", F("0.1935"), None, "19,4 procent"),
        ("19,2%", F("0.193"), ".", "19.3%"),
        ("19.2%", F("0.193"), ",", "19,3%"),
        ("19,2%", F("-0.003"), None, "-0,3%"),
        ("−11%", F("-0.125"), None, "−13%"),
        ("−11%", F("0.02"), None, "+2%"),
        ("+14%", F("-0.02"), None, "-2%"),
        ("+14%", F("0.001"), None, "0%"),
        ("1.006,75 fte", F("980.5"), None, "980,50 fte"),
        ("1.006,75 fte", F(1234567), ".", "1,234,567.00 fte"),
        ("1,006.75 fte", F(1234567), ",", "1.234.567,00 fte"),
        ("1 006,75 fte", F(1234567), ".", "1 234 567.00 fte"),
        ("11.440", F(9876), None, "9.876"),
        ("2020", F(12345), None, "12345"),
        ("2,5 miljoen", F(2449999), None, "2,4 miljoen"),
        ("ruim 60.000", F(63000), None, "ruim 63.000"),
        ("“7,5%”.", F("0.08"), None, "“8,0%”."),
        ("bijna de helft", F("0.45"), None, "45%"),
    ],
)
def test_a_number_is_shown_in_the_style_of_another(like, value, mark, shown):
    assert show(value, parse(like, expect="count"), mark) == shown


# --- BESIDE A COMPUTED VALUE ---


def test_half_a_unit_is_rounded_away_from_zero():
    like, fall = parse("19,2%"), parse("−11%")
    assert rounded(F("0.1925"), like) == F("0.193")
    assert rounded(F("0.19249"), like) == F("0.192")
    assert rounded(F("-0.115"), fall) == F("-0.12")


def test_both_ends_belong_to_a_printed_number_and_are_told_apart():
    share = parse("19,2%")
    for value, inside, at_end in [("19.14", 0, 0), ("19.15", 1, 1), ("19.2", 1, 0), ("19.25", 1, 1), ("19.26", 0, 0)]:
        assert contains(share, F(value) * PERCENT) == bool(inside)
        assert touches_end(share, F(value) * PERCENT) == bool(at_end)


def test_near_an_end_is_within_a_fifth_of_the_last_digit_and_inside():
    share = parse("20,3%")
    near = [value for value in ("20.24", "20.25", "20.27", "20.271", "20.3", "20.329", "20.33", "20.35", "20.36") if near_end(share, F(value) * PERCENT)]  # fmt: skip
    assert near == ["20.25", "20.27", "20.33", "20.35"]
    assert near_end(parse("−11%"), F("-11.3") * PERCENT)
    assert not near_end(parse("−11%"), F("-11.2") * PERCENT)
    assert not near_end(parse("11.440", expect="count"), F(11440))


def test_the_ends_of_a_hedge_are_no_matter_of_rounding():
    hedged = parse("ruim 60.000", expect="count")
    assert contains(hedged, F(60000))
    assert not touches_end(hedged, F(60000))
    assert not near_end(hedged, F(60000))


@pytest.mark.parametrize(
    ("like", "low", "high", "fits"),
    [
        ("19,2%", "0.1912", "0.1932", ["19,1%", "19,2%", "19,3%"]),
        ("19,2%", "0.1918", "0.1922", ["19,2%"]),
        ("19,2%", "0.1925", "0.1925", ["19,2%", "19,3%"]),
        ("19,2%", "0.2961", "0.2961", ["29,6%"]),
        ("−11%", "-0.117", "-0.103", ["−12%", "−11%", "−10%"]),
        ("+1,2 procentpunt", "-0.0008", "0.0008", ["-0,1 procentpunt", "0,0 procentpunt", "+0,1 procentpunt"]),
        ("11.440", "11439.6", "11441", ["11.440", "11.441"]),
        ("ruim 60.000", "60500", "62500", ["ruim 60.000"]),
        ("ruim 60.000", "62000", "64000", ["ruim 60.000", "ruim 63.000"]),
        ("bijna 20%", "0.20", "0.205", ["bijna 21%"]),
        ("bijna −20%", "-0.205", "-0.20", ["bijna −21%"]),
        # −19% belongs to it and −20% does not: from −19.5% to −18.5% also fits almost −19%
        ("bijna −20%", "-0.195", "-0.185", ["bijna −20%", "bijna −19%"]),
    ],
)
def test_the_numbers_that_could_have_been_printed_are_listed(like, low, high, fits):
    model = parse(like, expect="count")
    count, values = printable(F(low), F(high), model)
    assert [show(value, model) for value in values] == fits
    assert count == len(fits)


def test_a_wide_interval_is_counted_and_not_listed():
    count, values = printable(F(0), F(10**12), parse("74"))
    assert count == 10**12 + 1
    assert values == (0, 1, 2, 3, 4, 5)


# --- NUMBERS IN A TEXT ---

TEXTS = [
    (
        "is tussen 2020 en 2025 toegenomen van 19,2% naar 20,4%",
        ["2020", "2025", "19,2%", "20,4%"],
    ),
    ("daalt dit voor de niet-technische profielen met 11%.", ["11%"]),
    ("14% meer fte", ["14%"]),
    ("structureel 100 miljoen euro", ["100 miljoen"]),
    ("de helft van alle leerlingen", ["de helft"]),
    ("Kamerstuk 30 079, nr. 119", ["30 079", "119"]),
    ("10 februari 2026", ["10", "2026"]),
    ("2020-2024", ["2020", "2024"]),
    ("2019/20, 2020–2024 en 1-3", ["2019", "20", "2020", "2024", "1", "3"]),
    ("een daling (−11%) na +3%, of ook -4 %", ["−11%", "+3%", "-4 %"]),
    ("tussen 19,1%-19,3%", ["19,1%", "19,3%"]),
    ("ruim\n60.000 leerlingen, dus bijna een derde", ["ruim\n60.000", "bijna een derde"]),
    ("zo’n 20 procent, ca. 3 fte’s en circa 1.006,75 FTE", ["zo’n 20 procent", "ca. 3 fte’s", "circa 1.006,75 FTE"]),
    ("een stijging van 1,2 procentpunt (0,3 %-punt)", ["1,2 procentpunt", "0,3 %-punt"]),
    ("verspreid over 74 STO-regio’s", ["74"]),
    ("minder dan 10% en hoogstens 3", ["minder dan 10%", "hoogstens 3"]),
    ("het programma.1 Daarna", ["1"]),
    ("in 2025² en de 11%-grens", ["2025", "11%"]),
    ("10,5; 11.440, 2025. 3,", ["10,5", "11.440", "2025", "3"]),
    ("10 2026 en 2024 074", ["10", "2026", "2024", "074"]),
    ("de 3e klas van 00AB12, STO2025", []),
    ("geen getal, wel behalve helftig en ruimte", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "numbers"), TEXTS, ids=[text for text, _ in TEXTS])
def test_every_number_in_a_text_is_found_with_its_sign_unit_and_hedge(text, numbers):
    found = list(find(text))
    assert [number for *_, number in found] == numbers
    assert all(text[start:end] == number for start, end, number in found)


LETTER = """
Geachte voorzitter, op 3 maart 2027 schreef ik u dat ruim 58.000 leerlingen in leerjaar 3 een profiel
kozen. Het aandeel in de bouw liep in vijf jaar op van 6,4 naar 7,1
procent, dus met 0,7 procentpunt; bij meisjes verdubbelde het bijna, van 3% naar 5,8%. Het aantal fte
nam af met −2,5%. Hiervoor is 12,5 miljoen euro per jaar beschikbaar, een kwart meer dan in
2021-2022. Zie Kamerstuk 31 289, nr. 45.
"""


def test_a_letter_gives_up_all_its_numbers_and_each_can_be_read():
    numbers = [number for *_, number in find(LETTER)]
    assert numbers == [
        *(
            "3",
            "2027",
            "ruim 58.000",
            "3",
            "vijf",
            "6,4",
            "7,1\nprocent",
            "0,7 procentpunt",
            "verdubbelde",
            "3%",
            "5,8%",
            "−2,5%",
        ),
        *("12,5 miljoen", "een kwart", "2021", "2022", "31 289", "45"),
    ]
    read = [
        parse(number, expect="count", tolerance=F(1, 20) if number in ("een kwart", "verdubbelde") else None)
        for number in numbers
    ]
    assert all(isinstance(number, Printed) for number in read)


@steady
@given(st.sampled_from(FORMS), st.sampled_from(["van {} naar", "({})", "{}", "met {}; dan", "was {}."]))
def test_what_can_be_read_is_found_in_a_sentence_as_one_number(form, sentence):
    core = form[0].strip(" '“”„«».,")
    assert [number for *_, number in find(sentence.format(core))] == [core]


# --- NUMBERS IN WORDS ---


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("elf procent", "11%"),
        ("Elf procent", "11%"),
        ("één procentpunt", "1 procentpunt"),
        ("drie procentpunt", "3 procentpunt"),
        ("anderhalf miljoen", "1,5 miljoen"),
        ("een half procent", "0,5%"),
        ("tweeënhalf", "2,5"),
        ("twaalfhonderd", "1200"),
        ("duizend tweehonderd", "1200"),
        ("drie fte", "3 fte"),
        ("ruim zesentachtig", "ruim 86"),
        ("minder dan twintig", "minder dan 20"),
        ("twenty-five per cent", "25%"),
        ("half a million", "0.5 million"),
        ("one hundred and fifty", "150"),
        ("tussen tien en twaalf procent", "tussen 10 en 12%"),
        ("12½ procent", "12,5%"),
        ("19,2 pct", "19,2%"),
        ("½ procent", "0,5%"),
        ("3¾ miljoen", "3,75 miljoen"),
        ("nul komma vijf procent", "0,5%"),
        ("vijf komma nul twee procent", "5,02%"),
        ("five point two percent", "5.2%"),
        ("vier en een half procent", "4,5%"),
        ("drieëneenhalf procent", "3,5%"),
        ("negentienhonderd drieënzestig", "1963"),
        ("twee dozijn", "2 dozijn"),
        ("20k", "20 duizend"),
        ("3,5mld", "3,5 miljard"),
        ("2,5‰", "0,25%"),
    ],
)
def test_a_number_in_words_is_that_number(text, digits):
    words, same = parse(text, expect="count"), parse(digits, expect="count")
    assert (words.low, words.high, words.unit) == (same.low, same.high, same.unit)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("boven de 10%", F(1, 10), None),
        ("50% of meer", F(1, 2), None),
        ("op zijn minst 50%", F(1, 2), None),
        ("no fewer than 50%", F(1, 2), None),
        ("niet onder de 50%", F(1, 2), None),
        ("niet hoger dan 50%", None, F(1, 2)),
        ("onder de 28 procent", None, F(28, 100)),
        ("50% or less", None, F(1, 2)),
        ("a maximum of 50%", None, F(1, 2)),
        ("tegen de 50 procent", F(475, 1000), F(1, 2)),
        ("een kleine 50%", F(475, 1000), F(1, 2)),
        ("net boven de 50%", F(1, 2), F(525, 1000)),
    ],
)
def test_limits_and_hedges_say_how_far_a_number_reaches(text, low, high):
    """*Tegen* and *een kleine* reach as far as *bijna*, a twentieth below: 47.5%; *net boven* as far as *ruim*."""
    read = parse(text)
    assert (read.low, read.high) == (low, high)


def test_before_a_count_onder_is_among():
    assert [text for *_, text in find("onder 500 leerlingen, en onder de 28% van de scholen")] == [
        "500",
        "onder de 28%",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "10-15%",
        "10 à 15 procent",
        "10 tot 15%",
        "10%–15%",
        "tien tot vijftien procent",
        "10 tot en met 15%",
        "10 t/m 15%",
        "tussen de 10 en de 15%",
    ],
)
def test_two_ends_with_one_unit_are_a_range_as_with_between(text):
    read, between = parse(text), parse("tussen 10 en 15%")
    assert (read.low, read.high, read.unit, read.limits) == (between.low, between.high, "percent", True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("een op de vijf", F(1, 5)),
        ("1 op de 5", F(1, 5)),
        ("negen op de tien", F(9, 10)),
        ("two out of three", F(2, 3)),
        ("drie vijfde", F(3, 5)),
        ("drie van de vijf", F(3, 5)),
        ("½", F(1, 2)),
        ("⅓", F(1, 3)),
        ("vier keer zo veel", F(3)),
        ("2½ keer zoveel", F(3, 2)),
        ("twice as many", F(1)),
        ("een kwart", F(1, 4)),
        ("verdubbeld", F(1)),
        ("verdrievoudigd", F(2)),
        ("gehalveerd", F(-1, 2)),
    ],
)
def test_a_part_in_words_is_a_percentage_as_wide_as_the_claim_says(text, value):
    read = parse(text, tolerance=F(1, 20))
    assert (read.value, read.unit, {read.low, read.high}) == (
        value,
        "percent",
        {value * F(19, 20), value * F(21, 20)},
    )
    with pytest.raises(PrintedError, match="declare a tolerance"):
        parse(text)


@pytest.mark.parametrize(("text", "low", "high"), [("tientallen", 20, 200), ("hundreds", 200, 2000)])
def test_tens_are_two_of_them_and_fewer_than_two_of_the_next(text, low, high):
    read = parse(text, expect="count")
    assert (read.low, read.high, read.high_open, read.low_open, read.limits) == (low, high, True, False, True)


def test_a_round_size_reaches_as_far_as_the_claim_says():
    assert parse("twintigtal", tolerance=F(1, 10)).high == 22
    assert parse("drietal").high == F("3.5")


@pytest.mark.parametrize(
    "text",
    ["een school", "een tweede reden", "een derde reden", "one of the schools", "in acht nemen", "ten opzichte van", "driejarig", "de eerste helft van het jaar", "twee-onder-een-kap", "a third time", "vmbo-drie"],
)  # fmt: skip
def test_words_that_only_look_like_a_number_are_none(text):
    assert list(find(text)) == []


@pytest.mark.parametrize("text", ["tussen 1 en " * 1200 + "5", "1 " * 400, "1" * 5000])
def test_what_is_long_is_refused_in_one_sentence_too(text):
    with pytest.raises(PrintedError) as refused:
        parse(text)
    assert str(refused.value)
