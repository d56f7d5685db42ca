"""Codes that the catalog does not have are bounded: every way of filling them in lies between low and high."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import isclose
from random import Random

import polars as pl
import pytest

from sto_cli.measuring.measure import measure
from sto_cli.measuring.question import ask
from sto_cli.reading.load import load
from tests.drawing import run
from tests.generated import draw_pupils, random_pupils, write_pupils
from tests.test_rulebook import answer

DRAWN = """
location  track  profile  3 boys  4 girls
00AA00    BB     PIE      20      0
00AA00    KB     Z&W      50      0
00BB00    BB     HBR      30      10
00BB00    TL     -        40      0
00CC00    havo-vwo  -  60      0
"""


def dice(seed):
    """Take the same chances every time."""
    return Random(seed)  # noqa: S311  # no secret


def with_codes(data, column, codes):
    """Put other codes in a column of facts, by the code that stands there."""
    return replace(data, enrolment=data.enrolment.with_columns(pl.col(column).replace(codes)))


def test_a_profile_that_nobody_knows_may_be_technical_or_not(pupils):
    """20 of 110 are technical; the 40 of HBR may be too: 20/110 to 60/110, and the mark says why."""
    data = with_codes(pupils(y2019=DRAWN), "profile", {"HBR": "?Technologieroute Techniek"})
    row = answer(data, "technical_share")
    assert (row["low"], row["high"], row["value"]) == (20 / 110, 60 / 110, None)
    assert (row["numerator_low"], row["numerator_high"]) == (20, 60)
    assert (row["unknown"], row["marks"]) == (40, "unknown_codes")


def test_a_type_that_nobody_knows_may_be_in_the_population_or_not(pupils):
    """Without the 50 of KB, 20 of 60 are technical; with them 20 of 110."""
    data = with_codes(pupils(y2019=DRAWN), "track", {"KB": "?VMBO K nieuw"})
    row = answer(data, "technical_share")
    assert (row["low"], row["high"], row["unknown"]) == (20 / 110, 20 / 60, 50)
    row = answer(with_codes(pupils(y2019=DRAWN), "track", {"BB": "?VMBO B nieuw"}), "technical_share")
    # Of the 20 of PIE and the 40 of HBR each row is counted or not, beside the 50 of Z&W.
    assert (row["low"], row["high"]) == (0 / (50 + 60), 20 / (50 + 20))


def test_in_the_groups_of_other_profiles_an_unknown_type_is_rest_or_nothing(pupils):
    """20 of PIE stand among 60 pupils, or among 110 with the 50 of Z&W."""
    data = with_codes(pupils(y2019=DRAWN), "track", {"KB": "?VMBO K nieuw"})
    row = answer(data, "technical_share", "profile")["technical", "PIE"]
    assert (row["low"], row["high"]) == (20 / 110, 20 / 60)
    assert (row["unknown"], row["marks"]) == (50, "unknown_codes")


@pytest.mark.parametrize(
    "type_", ["HAVO lj 3", "havo/vwo 3", "MAVO lj 3-4", "VMBO TL leerjaar 3", "Praktijkonderwijs 3"]
)
def test_a_type_that_speaks_of_elsewhere_is_nothing_to_the_technical_share(pupils, type_):
    data = with_codes(pupils(y2019=DRAWN), "track", {"havo-vwo": f"?{type_}", "TL": f"?{type_}"})
    row = answer(data, "technical_share")
    assert (row["value"], row["unknown"], row["marks"]) == (20 / 110, 0, None)
    # Of 200 pupils in grade 3, 100 are vmbo for sure and 100 may be.
    row = answer(data, "vmbo_share")
    assert (row["low"], row["high"], row["unknown"]) == (100 / 200, 200 / 200, 100)


@pytest.mark.parametrize("type_", ["HAVO/VMBO BB lj 3", "VMBO nieuw", "ISK", "International School"])
def test_any_other_type_may_be_counted(pupils, type_):
    data = with_codes(pupils(y2019=DRAWN), "track", {"havo-vwo": f"?{type_}"})
    assert answer(data, "technical_share")["unknown"] == 60


def test_what_a_question_does_not_read_leaves_its_number_exact(pupils):
    unknown = with_codes(pupils(y2018=DRAWN, y2019=DRAWN), "profile", {"HBR": "?X"})
    facts = pl.concat([
        unknown.enrolment.filter(school_year="2018-2019"),
        pupils(y2019=DRAWN).enrolment,
    ])  # fmt: skip
    data = replace(unknown, enrolment=facts)
    assert answer(data, "technical_share", years=["2019"])["value"] == 20 / 110
    assert answer(data, "technical_share", years=["2018"])["value"] is None
    assert answer(data, "vmbo_share", years=["2018"])["value"] == 140 / 200
    assert answer(data, "pupil_count", definition="grade3", years=["2018"])["value"] is not None


def test_a_province_that_nobody_knows_is_a_line_and_may_be_any_other(pupils):
    data = pupils(
        y2019="""
        location  province   track  profile  3 boys
        00AA00    Utrecht    BB     PIE      20
        00AA00    Utrecht    BB     HBR      30
        00BB00    Zeeland    BB     PIE      10
        00CC00    Limburg    BB     PIE      5
        """
    )
    data = with_codes(data, "province", {"Limburg": "?Onbekend"})
    rows = {row["province"]: row for row in rows_of(data, "technical_share", by=["province"])}
    assert (rows["Utrecht"]["low"], rows["Utrecht"]["high"]) == (20 / 50, 25 / 55)
    assert (rows["Zeeland"]["low"], rows["Zeeland"]["high"]) == (10 / 10, 15 / 15)
    assert rows["?Onbekend"]["value"] == 5 / 5
    assert answer(data, "technical_share", where={"province": "Utrecht"})["high"] == 25 / 55
    assert answer(data, "technical_share")["value"] == 35 / 65


def rows_of(data, indicator, **options):
    return measure(data, ask(indicator, **options)).frame.to_dicts()


def test_by_profile_each_group_may_have_the_unknown(pupils):
    data = with_codes(pupils(y2019=DRAWN), "profile", {"HBR": "?X"})
    (row,) = rows_of(data, "technical_share", by=["profile"])
    assert (row["profile"], row["low"], row["high"]) == ("PIE", 20 / 110, 60 / 110)


def test_an_unknown_code_at_a_location_may_be_one_profile_more(pupils):
    """PIE at 00AA for sure; the unknown of 00BB may be technical; a minimum of 50 it may complete another."""
    data = with_codes(pupils(y2019=DRAWN), "profile", {"HBR": "?X"})
    rows = {row["part"]: row for row in rows_of(data, "profile_count")}
    assert (rows["technical"]["low"], rows["technical"]["high"]) == (1, 2)
    assert (rows["other"]["low"], rows["other"]["high"]) == (1, 2)
    assert (rows["locations"]["low"], rows["locations"]["high"]) == (1, 2)
    least = {row["part"]: row for row in rows_of(data, "profile_count", min_pupils=21)}
    assert (least["technical"]["low"], least["technical"]["high"]) == (0, 1)


def test_a_change_lies_between_the_crossed_ends(pupils):
    data = pupils(y2018=DRAWN, y2019=DRAWN)
    data = with_codes(data, "profile", {"HBR": "?X"})
    row = measure(data, ask("technical_share", change=("2018", "2019"))).frame.filter(unit="pp").to_dicts()[0]
    assert isclose(row["low"], 20 / 110 - 60 / 110)
    assert isclose(row["high"], 60 / 110 - 20 / 110)
    assert row["estimate"] is None


def test_an_estimate_is_taken_at_both_extremes(pupils):
    """Without the unknown 20 + 12·μ of 62 + 12·μ; the interval with it holds both ends and lies in the bounds."""
    rows = "\n".join(f"00A{letter}00  BB  PIE  20  <5\n00A{letter}00  BB  Z&W  30  <5" for letter in "ABCDEFGHIJKL")
    data = pupils(y2020=f"location  track  profile  3 boys  4 girls\n{rows}\n00ZZ00  BB  HBR  40  0")
    known = answer(data, "technical_share")
    row = answer(with_codes(data, "profile", {"HBR": "?X"}), "technical_share")
    assert row["estimate"] is None
    assert row["low"] <= row["est_low"] <= known["est_low"] + 0.001
    assert known["est_high"] < row["est_high"] <= row["high"]


# --- ALL WAYS OF FILLING IN ---


def test_brute_force_over_all_assignments_equals_the_bounds_of_a_share(pupils):
    """Each unknown row is technical, other, or where its type is unknown not counted at all."""
    chance, data = dice(7), pupils(y2019=DRAWN)
    for _ in range(60):
        known_part, known_rest = chance.randint(0, 30), chance.randint(0, 30)
        unknown = [(chance.choice(["U", "UA", "UB", "UX"]), chance.randint(1, 20)) for _ in range(chance.randint(1, 7))]
        choices = {"U": "AB", "UA": "A-", "UB": "B-", "UX": "AB-"}
        shares = []
        for ways in product(*(choices[kind] for kind, _ in unknown)):
            part = known_part + sum(size for way, (_, size) in zip(ways, unknown, strict=True) if way == "A")
            rest = known_rest + sum(size for way, (_, size) in zip(ways, unknown, strict=True) if way == "B")
            shares += [Fraction(part, part + rest)] if part + rest else []
        row = measure(drawn(data, known_part, known_rest, unknown), ask("technical_share")).frame.to_dicts()[0]
        if known_part + known_rest:
            assert (isclose(row["low"], min(shares)), isclose(row["high"], max(shares))) == (True, True)


KINDS = {"U": ("BB", "?X"), "UA": ("?VMBO X", "PIE"), "UB": ("?VMBO X", "Z&W"), "UX": ("?VMBO X", "?X")}


def drawn(data, part, rest, unknown):
    """Make data of one year from counts: technical, other, and rows with an unknown profile, type, or both."""
    counts = [("BB", "PIE", part), ("BB", "Z&W", rest), *((*KINDS[kind], size) for kind, size in unknown)]
    one = data.enrolment.filter(profile="PIE").head(1)
    rows = [
        one.with_columns(
            track=pl.lit(track), profile=pl.lit(profile), **dict.fromkeys(("printed", "low", "high"), size)
        )
        for track, profile, size in counts
    ]
    amounts = pl.col("printed", "low", "high").cast(pl.Int64)
    return replace(data, enrolment=pl.concat(rows).with_columns(amounts, pl.col("grade").cast(pl.UInt8)))


def test_making_a_code_unknown_only_widens_and_holds_the_answer_of_the_known_file(tmp_path):
    write_pupils(tmp_path, random_pupils(dice(3), rows=120))
    data = load([tmp_path])
    chance = dice(11)
    for column in ("profile", "track", "sector", "province"):
        for code in chance.sample(sorted({*data.enrolment[column]}), min(4, data.enrolment[column].n_unique())):
            unknown = with_codes(data, column, {code: "?X"})
            for indicator, options in (
                ("technical_share", {}), ("technical_share", {"by": ["province"]}), ("technical_share", {"definition": "sector"}),
                ("vmbo_share", {}), ("pupil_count", {"by": ["profile"]}), ("profile_count", {}),
            ):  # fmt: skip
                keys = ["part", "school_year", *options.get("by", [])]
                before = measure(data, ask(indicator, **options)).frame
                after = measure(unknown, ask(indicator, **options)).frame.select(*keys, lower="low", higher="high")
                both = before.join(after, on=keys).drop_nulls(["low", "high", "lower", "higher"])
                assert (both["lower"] <= both["low"] + 1e-12).all()
                assert (both["higher"] >= both["high"] - 1e-12).all()


# --- STAFF ---

STAFF = """
ONDERWIJSTYPE  brin  role     profile   PERSONEN 2018  FTE'S 2018  ZIJ-INSTROMERS 2018
VO             00AA  teacher  PIE       20             10,0        2
XVO            00BB  teacher  PIE       20             20,0        4
"""


def test_staff_of_a_type_that_nobody_knows_may_be_of_vo(staff):
    """10 FTE are, 20 more may be; of the side entrants 2 of 20, or 6 of 40."""
    fte = answer(staff(STAFF), "fte_change")["technical",]
    assert (fte["low"], fte["high"], fte["unknown"], fte["marks"]) == (10, 30, 20, "unknown_codes")
    rate = answer(staff(STAFF), "side_entrant_rate")
    assert (rate["low"], rate["high"], rate["marks"]) == (2 / 20, 6 / 40, "unknown_codes")
    assert answer(staff(STAFF.replace("XVO", "PO ")), "fte_change")["technical",]["value"] == 10


def test_brute_force_over_all_rows_of_unknown_staff_equals_the_bounds_of_a_rate(staff):
    """Each row with an unknown profile counts, its side entrants among its persons, or does not."""
    chance = dice(5)
    for _ in range(12):
        sizes = [chance.randint(1, 20) for _ in range(chance.randint(2, 7))]
        rows = [(chance.randint(0, persons), persons) for persons in sizes]
        table = ["brin  role  profile  PERSONEN 2018  FTE'S 2018  ZIJ-INSTROMERS 2018"]
        table += [
            f"{number:02}AA  teacher  {'Robotica' if number else 'PIE'}  {persons}  1,0  {entrants}"
            for number, (entrants, persons) in enumerate(rows)
        ]
        known, *unknown = rows
        chosen = [
            [known, *(row for row, is_in in zip(unknown, ways, strict=True) if is_in)]
            for ways in product([True, False], repeat=len(unknown))
        ]
        rates = [
            Fraction(sum(entrants for entrants, _ in some), sum(persons for _, persons in some)) for some in chosen
        ]
        row = answer(staff("\n".join(table)), "side_entrant_rate")
        assert (isclose(row["low"], min(rates)), isclose(row["high"], max(rates))) == (True, True)


# --- GROUPS WITH NOBODY FOR SURE ---


def test_a_province_with_unknown_codes_only_has_a_line_that_says_nothing(pupils):
    """Of the 20 of 00AA00 in Utrecht all are technical; of the 30 in Drenthe nobody knows."""
    table = """
    location  province  track  profile  3 boys
    00AA00    Utrecht   BB     PIE      20
    00BB00    Drenthe   BB     HBR      30
    """
    data = with_codes(pupils(y2019=table), "profile", {"HBR": "?Nieuw"})
    shares = answer(data, "technical_share", "province")
    assert (shares["technical", "Drenthe"]["low"], shares["technical", "Drenthe"]["high"]) == (0, 1)
    assert shares["technical", "Utrecht"]["value"] == 1
    counts = answer(data, "profile_count", "province")
    assert (counts["technical", "Drenthe"]["low"], counts["technical", "Drenthe"]["high"]) == (0, 1)


def test_where_all_that_is_in_scope_may_be_technical_the_share_is_that_or_nothing(pupils):
    """The 20 of PIE are the population, or it is empty; the 20 of Z&W are other pupils, or there are none."""
    table = "location  track  profile  3 boys\n00AA00  BB  {}  20"
    for profile, share in (("PIE", 1), ("Z&W", 0)):
        row = answer(with_codes(pupils(y2019=table.format(profile)), "track", {"BB": "?VMBO nieuw"}), "technical_share")
        assert (row["low"], row["high"], row["unknown"]) == (share, share, 20)


def test_the_codes_with_most_pupils_are_named_and_the_others_counted(tmp_path):
    rows = "\n".join(f"00AA00  BB  PIE  {number}" for number in (10, 50, 20, 40, 30))
    path = write_pupils(
        tmp_path,
        [
            row | {"AFDELING": f"Nieuw {row['LEER- OF VERBLIJFSJAAR 3 - MAN']}"}
            for row in draw_pupils(f"location  track  profile  3 boys\n{rows}")
        ],
    )
    notes = [line for line in run("technical-share", path).err.splitlines() if "catalog" in line]
    assert [note.partition("'")[2].partition("'")[0] for note in notes] == ["Nieuw 50", "Nieuw 40", "Nieuw 30"]
    assert "note: sto inspect has 2 more." in run("technical-share", path).err


def test_a_known_profile_under_an_unknown_type_is_not_counted_a_second_time(pupils):
    """Of M&T at 00AA00, 51 pupils are in BB and 40 of a type that nobody knows: one location × profile, from 10 pupils on and from 60."""
    table = """
    location  track  profile  3 boys
    00AA00    BB     M&T      51
    00AA00    KB     M&T      40
    """
    data = with_codes(pupils(y2019=table), "track", {"KB": "?VMBO nieuw"})
    for least, low, high in ((1, 1, 1), (10, 1, 1), (60, 0, 1)):
        row = answer(data, "profile_count", min_pupils=least)["technical",]
        assert (row["low"], row["high"]) == (low, high)
