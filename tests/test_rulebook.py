"""The rules, one sentence and one small drawn table each, the answer as the arithmetic of a reader."""

from __future__ import annotations

import pytest

from sto_cli.errors import InputError, UsageError
from sto_cli.measuring.measure import measure
from sto_cli.measuring.question import ask
from sto_cli.reading.load import load
from tests.generated import draw_pupils, write_pupils


def answer(data, indicator, *by, **asked):
    """Answer a question as {(part, group …): row}, or a single row where there is no more."""
    frame = measure(data, ask(indicator, by=by, **asked)).frame
    if asked.get("change"):
        frame = frame.filter(frame["from_year"].is_not_null())
    found = {tuple(row[key] for key in ("part", *by)): row for row in frame.iter_rows(named=True)}
    return next(iter(found.values())) if len(found) == 1 and not by else found


def numerators(found):
    """Give {last group: numerator}."""
    return {key[-1]: row["numerator"] for key, row in found.items()}


# --- TECHNICAL SHARE ---


def test_the_technical_share_is_pupils_in_five_profiles_by_all_pupils_of_bb_kb_gl_in_grades_3_and_4(pupils):
    data = pupils(
        y2019="""
        location  track  profile  3 boys  3 girls  4 boys
        00AA00    BB     PIE      10      1        8
        00AA00    KB     MVI      5       6        0
        00AA00    GL     E&O      7       9        20
        """
    )
    row = answer(data, "technical_share")
    assert row["numerator"] == (10 + 1 + 8) + (5 + 6)
    assert row["denominator"] == (10 + 1 + 8) + (5 + 6) + (7 + 9 + 20)
    assert row["value"] == 30 / 66
    assert (row["unit"], row["reason"], row["masked_cells"]) == ("share", None, 0)


def test_dienstverlening_en_producten_is_not_technical(pupils):
    data = pupils(
        y2019="""
        location  track  profile  3 boys
        00AA00    BB     BWI      10
        00AA00    BB     D&P      30
        """
    )
    assert answer(data, "technical_share")["value"] == 10 / (10 + 30)


def test_tl_is_outside_except_under_all_vmbo(pupils):
    data = pupils(
        y2019="""
        location  track  profile      3 boys
        00AA00    KB     BWI          10
        00AA00    KB     Z&W          10
        00AA00    TL     TL-techniek  60
        """
    )
    assert answer(data, "technical_share")["value"] == 10 / (10 + 10)
    assert answer(data, "technical_share", definition="sector")["value"] == 10 / (10 + 10)
    assert answer(data, "technical_share", definition="all-vmbo")["value"] == 10 / (10 + 10 + 60)


def test_natuur_en_techniek_of_havo_does_not_count(pupils):
    data = pupils(
        y2019="""
        location  track  profile  3 boys  4 boys
        00AA00    KB     PIE      10      0
        00AA00    KB     HBR      10      0
        00AA00    havo   N&T      0       70
        """
    )
    row = answer(data, "technical_share")
    assert (row["numerator"], row["denominator"]) == (10, 10 + 10)


def test_maritiem_en_techniek_in_a_brugjaar_does_not_count(pupils):
    data = pupils(
        y2019="""
        location  track     profile  1 boys  3 boys
        00AA00    brugjaar  MaT      30      0
        00AA00    BB        MaT      0       10
        00AA00    BB        Groen    0       10
        """
    )
    for definition in ("letter", "sector", "all-vmbo"):
        row = answer(data, "technical_share", definition=definition)
        assert (row["numerator"], row["denominator"]) == (10, 10 + 10)
    assert answer(data, "profile_count")["technical",]["value"] == 1
    assert set(data.enrolment.filter(data.enrolment["track"] == "bridge")["profile"]) == {"none"}


def test_a_route_is_technical_under_sector_and_in_the_denominator_only_under_letter(pupils):
    data = pupils(
        y2019="""
        location  track  profile      3 boys
        00AA00    BB     PIE          10
        00AA00    BB     Vakmanschap  5
        00AA00    BB     Z&W          5
        """
    )
    assert answer(data, "technical_share")["value"] == 10 / (10 + 5 + 5)
    assert answer(data, "technical_share", definition="sector")["value"] == (10 + 5) / (10 + 5 + 5)


def test_hard_is_three_profiles_and_grade3_is_one_grade(pupils):
    data = pupils(
        y2019="""
        location  track  profile  3 boys  4 boys
        00AA00    BB     PIE      10      4
        00AA00    BB     MVI      20      0
        00AA00    BB     Z&W      10      6
        """
    )
    assert answer(data, "technical_share", definition="hard")["value"] == (10 + 4) / 50
    assert answer(data, "technical_share", definition="grade3")["value"] == (10 + 20) / 40


def test_afdeling_decides_whatever_the_elementcode_says(pupils):
    data = pupils(
        y2019="""
        location  track  profile  code  3 boys
        00AA00    BB     BWI      6111  10
        00AA00    BB     Z&W      6011  30
        """
    )
    assert answer(data, "technical_share")["value"] == 10 / (10 + 30)


def test_both_rows_count_where_pupils_are_split_by_lwoo(tmp_path):
    table = """
        location  track  profile  lwoo  code  3 boys
        00AA00    BB     PIE      N     6111  10
        00AA00    BB     PIE      J     6155  6
        00AA00    BB     HBR      N     6511  20
        """
    data = load([write_pupils(tmp_path, draw_pupils(table), year="2018-2019", layout="2016")])
    assert answer(data, "technical_share")["numerator"] == 10 + 6
    assert answer(data, "profile_count")["technical",]["value"] == 1


# --- CUT BY COLUMNS ---

TWO_PROVINCES = """
    location  province  track  profile  3 boys  3 girls
    00AA00    Utrecht   BB     PIE      10      1
    00AA00    Utrecht   KB     BWI      5       0
    00AA00    Utrecht   BB     Z&W      4       10
    00BB00    Drenthe   KB     PIE      6       2
    00BB00    Drenthe   KB     D&P      12      0
    """


def test_shares_by_profile_add_up_to_the_technical_share(pupils):
    data = pupils(y2019=TWO_PROVINCES)
    found = answer(data, "technical_share", "profile")
    assert {key[-1]: row["value"] for key, row in found.items()} == {"BWI": 5 / 50, "PIE": (11 + 8) / 50}
    assert answer(data, "technical_share")["value"] == (5 + 11 + 8) / 50


def test_where_profile_leaves_the_denominator_whole(pupils):
    row = answer(pupils(y2019=TWO_PROVINCES), "technical_share", where={"profile": "PIE"})
    assert (row["numerator"], row["denominator"]) == (11 + 8, 50)


def test_where_province_cuts_numerator_and_denominator(pupils):
    row = answer(pupils(y2019=TWO_PROVINCES), "technical_share", where={"province": "Drenthe"})
    assert (row["numerator"], row["denominator"]) == (8, 8 + 12)


def test_numerators_by_province_add_up_to_the_national_one(pupils):
    data = pupils(y2019=TWO_PROVINCES)
    by_province = numerators(answer(data, "technical_share", "province"))
    assert by_province == {"Drenthe": 8, "Utrecht": 11 + 5}
    assert sum(by_province.values()) == answer(data, "technical_share")["numerator"]


def test_pupils_without_a_province_still_add_up_to_the_national_number(tmp_path):
    rows = draw_pupils(TWO_PROVINCES)
    rows[3]["PROVINCIE VESTIGING"] = ""
    data = load([write_pupils(tmp_path, rows)])
    found = answer(data, "technical_share", "province")
    assert sum(row["numerator"] for row in found.values()) == answer(data, "technical_share")["numerator"]
    assert sum(row["denominator"] for row in found.values()) == 50


def test_a_profile_that_a_province_lacks_is_0_there(pupils):
    found = answer(pupils(y2019=TWO_PROVINCES), "technical_share", "province", "profile")
    row = found["technical", "Drenthe", "BWI"]
    assert (row["numerator"], row["denominator"], row["value"]) == (0, 8 + 12, 0)


def test_a_filter_does_not_mind_case(pupils):
    row = answer(pupils(y2019=TWO_PROVINCES), "technical_share", where={"province": "DRENTHE"})
    assert row["denominator"] == 8 + 12


def test_a_filter_on_what_the_data_lacks_is_refused(pupils):
    with pytest.raises(InputError, match="no such province; it has Drenthe, Utrecht"):
        answer(pupils(y2019=TWO_PROVINCES), "technical_share", where={"province": "Zeeland"})


# --- PROFILES OFFERED ---


def test_a_profile_in_three_tracks_of_a_location_is_offered_once(pupils):
    data = pupils(
        y2019="""
        location  track  profile  3 boys  4 girls
        00AA00    BB     PIE      10      0
        00AA00    KB     PIE      10      2
        00AA00    GL     PIE      0       1
        00AA01    GL     PIE      1       0
        00AA01    GL     HBR      1       0
        """
    )
    found = answer(data, "profile_count")
    assert found["technical",]["value"] == 2  # PIE at 00AA00 and at 00AA01
    assert found["other",]["value"] == 1
    by_track = answer(data, "profile_count", "track")
    assert [by_track["technical", track]["value"] for track in ("BB", "KB", "GL")] == [1, 1, 2]


def test_locations_with_several_technical_profiles_are_one_location_each(pupils):
    data = pupils(
        y2019="""
        location  track  profile  3 boys
        00AA00    BB     PIE      10
        00AA00    BB     BWI      10
        00AA01    BB     PIE      10
        00BB00    BB     Z&W      10
        """
    )
    found = answer(data, "profile_count")
    assert found["technical",]["value"] == 3
    assert found["locations",]["value"] == 2


def test_a_masked_cell_counts_as_offered(pupils):
    data = pupils(
        y2020="""
        location  track  profile  3 boys  3 girls
        00AA00    BB     PIE      <5      0
        00AA01    BB     PIE      12      0
        """
    )
    row = answer(data, "profile_count")["technical",]
    assert (row["low"], row["high"], row["value"]) == (2, 2, 2)
    assert row["masked_cells"] == 1


def test_a_minimum_size_counts_what_certainly_and_what_possibly_has_it(pupils):
    data = pupils(
        y2020="""
        location  track  profile  3 boys  3 girls
        00AA00    BB     PIE      10      0
        00AA01    BB     PIE      8       <5
        00AA02    BB     PIE      <5      <5
        00AA03    BB     PIE      6       0
        00AA03    KB     PIE      4       0
        """
    )
    row = answer(data, "profile_count", min_pupils=10)["technical",]
    assert row["low"] == 2  # 10 at 00AA00, and 6 + 4 at 00AA03
    assert row["high"] == 3  # 8 + 4 at 00AA01; 4 + 4 at 00AA02 is too few
    assert row["value"] is None


def test_a_profile_without_a_pupil_is_not_offered(pupils):
    data = pupils(
        y2019="""
        location  track  profile  3 boys
        00AA00    BB     PIE      0
        00AA00    BB     HBR      9
        """
    )
    found = answer(data, "profile_count")
    assert (found["technical",]["value"], found["other",]["value"], found["locations",]["value"]) == (0, 1, 0)


def test_legacy_afdelingen_and_routes_are_counted_apart(pupils):
    data = pupils(
        y2019="""
        location  track  profile       3 boys
        00AA00    BB     PIE           90
        00AA00    BB     Vakmanschap   1
        00AA00    BB     Bouwtechniek  1
        """
    )
    found = answer(data, "profile_count")
    assert (found["technical",]["value"], found["legacy",]["value"]) == (1, 2)


def test_cut_by_profile_each_part_lists_its_own_profiles_only(pupils):
    data = pupils(
        y2019="""
        location  track  profile      3 boys
        00AA00    BB     PIE          90
        00AA00    BB     HBR          9
        00AA00    BB     Vakmanschap  1
        """
    )
    found = answer(data, "profile_count", "profile")
    assert set(found) == {("technical", "PIE"), ("other", "HBR"), ("legacy", "vakmanschap-techniek")}


# --- VMBO SHARE ---


def test_vavo_and_vmbo_mbo2_stand_in_the_denominator_of_the_vmbo_share_only(pupils):
    data = pupils(
        y2017="""
        location  track      profile      3 boys  4 boys
        00AA00    BB         PIE          10      50
        00AA00    TL         -            15      50
        00AA00    havo-vwo   -            20      0
        00AA00    praktijk   -            2       50
        00AA00    vavo       -            3       0
        00AA00    mbo2       TL-techniek  5       0
        """
    )
    row = answer(data, "vmbo_share")
    assert row["value"] == (10 + 15) / (10 + 15 + 20 + 2 + 3 + 5)


def test_the_girls_share_is_of_the_technical_profiles(pupils):
    """Of 10 + 30 + 5 + 5 pupils in PIE and MVI, 5 + 5 are girls; D&P, TL and havo are not looked at."""
    data = pupils(
        y2019="""
        location  track     profile  3 boys  3 girls  4 boys  4 girls
        00AA00    BB        PIE      10      5        0       0
        00AA00    GL        MVI      0       0        30      5
        00AA00    BB        D&P      1       50       0       0
        00AA00    TL        -        1       50       0       0
        00AA00    havo-vwo  -        1       50       0       0
        """
    )
    row = answer(data, "girls_share")
    assert (row["numerator"], row["denominator"], row["value"]) == (5 + 5, 10 + 30 + 5 + 5, 10 / 50)
    assert answer(data, "girls_share", definition="grade3")["value"] == 5 / 15
    by_profile = answer(data, "girls_share", "profile")
    assert {key[-1]: row["value"] for key, row in by_profile.items()} == {"PIE": 5 / 15, "MVI": 5 / 35}
    assert answer(data, "girls_share", where={"profiel": "PIE"})["value"] == 5 / 15


def test_another_set_counts_as_technical(pupils):
    """MVI (30 of 70) is no longer technical but other; a location that offers MVI only is no technical location."""
    data = pupils(
        y2019="""
        location  track  profile  3 boys
        00AA00    BB     PIE      10
        00AA01    BB     MVI      30
        00AA01    BB     D&P      20
        00AA01    BB     Vakmanschap  10
        """
    )
    assert answer(data, "technical_share")["value"] == 40 / 70
    other = answer(data, "technical_share", technical="BWI,PIE,M&T,MaT")
    assert (other["value"], other["definition"]) == (10 / 70, "letter:BWI+PIE+M&T+MaT")
    assert answer(data, "technical_share", technical=["pie", "vakmanschap-techniek"])["value"] == 20 / 70
    counts = {
        part: row["value"]
        for (part,), row in answer(data, "profile_count", technical="PIE,vakmanschap-techniek").items()
    }
    assert counts == {"technical": 2, "other": 1, "legacy": 0, "locations": 2}
    with pytest.raises(UsageError, match="does not count the five technical profiles"):
        answer(data, "technical_share", definition="hard", technical="PIE")


def test_a_profile_left_out_stays_in_the_denominator(pupils):
    data = pupils(
        y2019="""
        location  track  profile  3 boys
        00AA00    BB     PIE      10
        00AA00    BB     MVI      30
        00AA00    BB     D&P      20
        """
    )
    row = answer(data, "technical_share", where={"profile!": "MVI"})
    assert (row["numerator"], row["denominator"]) == (10, 60)
    row = answer(data, "technical_share", where={"profile": "MVI, PIE", "profile!": "MVI"})
    assert (row["numerator"], row["denominator"]) == (10, 60)


def test_what_is_left_out_of_another_column_is_out_of_both(pupils):
    data = pupils(
        y2019="""
        location  province  track  profile  3 boys
        00AA00    Utrecht   BB     PIE      10
        00AA00    Utrecht   BB     D&P      20
        00BB00    Drenthe   BB     PIE      30
        """
    )
    row = answer(data, "technical_share", where={"province!": "Drenthe"})
    assert (row["numerator"], row["denominator"]) == (10, 30)


def test_the_vmbo_share_by_track_adds_up(pupils):
    data = pupils(
        y2019="""
        location  track     profile  3 boys
        00AA00    BB        PIE      10
        00AA00    TL        -        15
        00AA00    havo-vwo  -        25
        """
    )
    found = answer(data, "vmbo_share", "track")
    assert {key[-1]: row["value"] for key, row in found.items()} == {"BB": 10 / 50, "TL": 15 / 50}


# --- PUPILS ---


def test_pupils_are_counted_and_bounded_by_1_to_4_for_each_mask(pupils):
    data = pupils(
        y2019="""
        location  track  profile  3 boys  4 boys
        00AA00    BB     PIE      20      10
        00AA00    TL     -        50      50
        """,
        y2020="""
        location  track  profile  3 boys  4 boys
        00AA00    BB     PIE      <5      10
        00AA00    KB     Z&W      8       <5
        """,
    )
    found = measure(data, ask("pupil_count", change=("2019-2020", "2020-2021"))).frame
    first, last, change = sorted(
        found.iter_rows(named=True), key=lambda row: (row["from_year"] or "", row["school_year"])
    )
    assert first["value"] == 20 + 10
    assert (last["low"], last["high"], last["value"]) == (10 + 8 + 2 * 1, 10 + 8 + 2 * 4, None)
    assert change["low"] == pytest.approx(20 / 30 - 1)
    assert change["high"] == pytest.approx(26 / 30 - 1)


# --- STAFF ---


def test_fte_grows_by_14_percent_where_114_follows_100(staff):
    data = staff(
        """
        brin  role        profile  FTE'S 2018  FTE'S 2023
        00AA  teacher     PIE      60,5        70,0
        00BB  teacher     BWI      39,5        44,0
        00AA  teacher     D&P      200,0       178,0
        00AA  teacher     N.v.t.   55,0        11,0
        00AA  management  PIE      9,0         1,0
        """
    )
    found = answer(data, "fte_change", change=("2018-2019", "2023-2024"))
    technical, other = found["technical",], found["other",]
    assert (technical["numerator"], technical["denominator"]) == (70 + 44, 60.5 + 39.5)
    assert technical["value"] == pytest.approx(114 / 100 - 1, abs=1e-15)
    assert other["value"] == pytest.approx(178 / 200 - 1, abs=1e-15)
    assert technical["unit"] == "pct_change"


def test_a_masked_fte_is_above_0_and_at_most_4_persons_of_1_2_fte(staff):
    data = staff(
        """
        brin  role     profile  FTE'S 2018  FTE'S 2023
        00AA  teacher  PIE      10,0        12,0
        00BB  teacher  PIE      10,0        *
        """
    )
    row = answer(data, "fte_change", change=("2018-2019", "2023-2024"))["technical",]
    assert row["low"] == pytest.approx((12 + 0) / 20 - 1)
    assert row["high"] == pytest.approx((12 + 4 * 1.2) / 20 - 1)
    assert row["value"] is None


def test_a_growth_from_0_is_missing_with_its_reason(staff):
    data = staff(
        """
        brin  role     profile  FTE'S 2018  FTE'S 2023
        00AA  teacher  PIE      0           12,5
        """
    )
    row = answer(data, "fte_change", change=("2018-2019", "2023-2024"))["technical",]
    assert (row["low"], row["high"], row["value"], row["reason"]) == (None, None, None, "from_zero")


def test_a_growth_from_a_mask_alone_has_no_upper_bound_and_says_why(staff):
    data = staff(
        """
        brin  role     profile  FTE'S 2018  FTE'S 2023
        00AA  teacher  PIE      *           12,0
        """
    )
    row = answer(data, "fte_change", change=("2018-2019", "2023-2024"))["technical",]
    assert (row["high"], row["value"]) == (None, None)
    assert row["reason"] is not None


def test_the_side_entrant_rate_is_side_entrants_by_teachers_in_technical_profiles(staff):
    data = staff(
        """
        brin  role        profile  PERSONEN 2018  ZIJ-INSTROMERS 2018
        00AA  teacher     PIE      60             6
        00BB  teacher     MVI      40             5
        00AA  teacher     D&P      50             40
        00AA  management  PIE      10             9
        """
    )
    assert answer(data, "side_entrant_rate")["value"] == (6 + 5) / (60 + 40)
    assert answer(data, "side_entrant_rate", definition="other")["value"] == 40 / 50


def test_masked_side_entrants_are_at_most_the_persons_on_their_row(staff):
    data = staff(
        """
        brin  role     profile  PERSONEN 2018  ZIJ-INSTROMERS 2018
        00AA  teacher  PIE      2              *
        00BB  teacher  PIE      8              0
        """
    )
    row = answer(data, "side_entrant_rate")
    assert (row["low"], row["high"]) == (1 / 10, 2 / 10)
    assert (row["numerator_low"], row["numerator_high"], row["denominator"]) == (1, 2, 10)


def test_masked_persons_are_at_least_their_side_entrants(staff):
    data = staff(
        """
        brin  role     profile  PERSONEN 2018  ZIJ-INSTROMERS 2018
        00AA  teacher  PIE      *              3
        00BB  teacher  PIE      10             0
        """
    )
    row = answer(data, "side_entrant_rate")
    assert (row["low"], row["high"]) == (3 / (4 + 10), 3 / (3 + 10))
    assert (row["denominator_low"], row["denominator_high"]) == (3 + 10, 4 + 10)


def test_one_more_entrant_who_is_one_more_person_raises_the_highest_rate(staff):
    data = staff(
        """
        brin  role     profile  PERSONEN 2018  ZIJ-INSTROMERS 2018
        00AA  teacher  PIE      *              *
        00BB  teacher  PIE      10             0
        """
    )
    row = answer(data, "side_entrant_rate")
    assert (row["low"], row["high"]) == (1 / (4 + 10), 4 / (4 + 10))


def test_masked_side_entrants_among_0_persons_are_refused(staff):
    with pytest.raises(InputError, match="line 2, column ZIJ-INSTROMERS 2018"):
        staff(
            """
            brin  role     profile  PERSONEN 2018  ZIJ-INSTROMERS 2018
            00AA  teacher  PIE      0              *
            00BB  teacher  PIE      10             2
            """
        )


def test_more_side_entrants_than_persons_are_refused(staff):
    with pytest.raises(InputError, match="line 3, column ZIJ-INSTROMERS 2018"):
        staff(
            """
            brin  role     profile  PERSONEN 2018  ZIJ-INSTROMERS 2018
            00AA  teacher  PIE      10             10
            00BB  teacher  PIE      10             11
            """
        )


# --- MASKED COUNTS ---


def test_a_masked_share_lies_between_few_against_many_and_many_against_few(pupils):
    data = pupils(
        y2020="""
        location  track  profile  3 boys  3 girls
        00AA00    BB     PIE      20      <5
        00AA00    BB     Z&W      <5      30
        00AA00    BB     HBR      <5      0
        """
    )
    row = answer(data, "technical_share")
    assert row["low"] == (20 + 1) / ((20 + 1) + (30 + 2 * 4))
    assert row["high"] == (20 + 4) / ((20 + 4) + (30 + 2 * 1))
    assert (row["numerator_low"], row["numerator_high"]) == (20 + 1, 20 + 4)
    assert (row["denominator_low"], row["denominator_high"]) == (50 + 3 * 1, 50 + 3 * 4)
    assert (row["value"], row["numerator"], row["denominator"], row["masked_cells"]) == (None, None, None, 3)


def test_the_bounds_of_one_profile_hold_all_other_pupils_against_it(pupils):
    data = pupils(
        y2020="""
        location  track  profile  3 boys
        00AA00    BB     PIE      <5
        00AA00    BB     BWI      <5
        00AA00    BB     Z&W      10
        """
    )
    row = answer(data, "technical_share", "profile")["technical", "PIE"]
    assert (row["low"], row["high"]) == (1 / (1 + 4 + 10), 4 / (4 + 1 + 10))


def test_a_change_is_bounded_by_its_crossed_extremes(pupils):
    data = pupils(
        y2019="""
        location  track  profile  3 boys
        00AA00    BB     PIE      10
        00AA00    BB     Z&W      <5
        """,
        y2020="""
        location  track  profile  3 boys
        00AA00    BB     PIE      <5
        00AA00    BB     Z&W      10
        """,
    )
    row = answer(data, "technical_share", change=("2019-2020", "2020-2021"))
    assert row["low"] == pytest.approx(1 / (1 + 10) - 10 / (10 + 1), abs=1e-15)
    assert row["high"] == pytest.approx(4 / (4 + 10) - 10 / (10 + 4), abs=1e-15)
    assert (row["value"], row["masked_cells"], row["unit"]) == (None, 2, "pp")


def test_a_share_that_masks_cannot_move_has_a_value(pupils):
    data = pupils(
        y2020="""
        location  track  profile  3 boys
        00AA00    BB     PIE      <5
        00AA00    BB     BWI      <5
        """
    )
    row = answer(data, "technical_share")
    assert (row["low"], row["high"], row["value"]) == (1, 1, 1)
    assert row["numerator"] is None


# --- NOBODY ---


def test_a_share_of_nobody_is_missing_with_its_reason(pupils):
    data = pupils(
        y2019="""
        location  track     profile  3 boys
        00AA00    havo-vwo  -        10
        """
    )
    row = answer(data, "technical_share")
    assert (row["value"], row["low"], row["high"], row["reason"]) == (None, None, None, "no_denominator")
    assert (row["numerator"], row["denominator"]) == (0, 0)


def test_a_province_that_drops_out_is_missing_in_that_year_only(pupils):
    data = pupils(
        y2019=TWO_PROVINCES,
        y2020="""
        location  province  track  profile  3 boys
        00AA00    Utrecht   BB     PIE      10
        """,
    )
    found = measure(data, ask("technical_share", by=["province"])).frame
    reasons = {(row["school_year"], row["province"]): row["reason"] for row in found.iter_rows(named=True)}
    assert reasons == {
        ("2019-2020", "Drenthe"): None,
        ("2019-2020", "Utrecht"): None,
        ("2020-2021", "Drenthe"): "no_denominator",
        ("2020-2021", "Utrecht"): None,
    }


def test_a_rate_among_no_teachers_is_missing_with_its_reason(staff):
    data = staff(
        """
        brin  role     profile  PERSONEN 2018  ZIJ-INSTROMERS 2018
        00AA  teacher  PIE      0              0
        """
    )
    assert answer(data, "side_entrant_rate")["reason"] == "no_denominator"


# --- KEYS ---


def test_lost_zeros_are_put_back_so_that_years_join(tmp_path):
    lost = """
        location  track  profile  code  3 boys
        00AA0     BB     PIE      46    10
        00AA7     BB     Z&W      370   10
        """
    padded = """
        location  track  profile  code  3 boys
        00AA00    BB     PIE      0046  15
        00AA07    BB     Z&W      0370  5
        """
    write_pupils(tmp_path, draw_pupils(lost), year="2018-2019", layout="2016")
    write_pupils(tmp_path, draw_pupils(padded), year="2019-2020")
    data = load([tmp_path])
    assert set(data.enrolment["location"]) == {"00AA00", "00AA07"}
    found = answer(data, "technical_share", "location", change=("2018-2019", "2019-2020"))
    assert found["technical", "00AA00"]["value"] == 10 / 10 - 15 / 15


def test_a_location_number_of_six_characters_is_the_same_location(tmp_path):
    rows = draw_pupils(
        """
        location  track  profile  3 boys
        00AA07    BB     PIE      10
        """
    )
    rows[0]["VESTIGINGSNUMMER"] = "00AA07"
    data = load([write_pupils(tmp_path, rows)])
    assert set(data.enrolment["location"]) == {"00AA07"}


def test_the_same_row_with_and_without_its_zeros_is_a_duplicate(tmp_path):
    rows = draw_pupils(
        """
        location  track  profile  code  3 boys
        00AA0     BB     PIE      46    10
        00AA00    BB     PIE      0046  10
        """
    )
    with pytest.raises(InputError, match="line 3"):
        load([write_pupils(tmp_path, rows, year="2018-2019", layout="2016")])


# --- SERIES BREAKS ---

LEGACY = """
    location  track  profile       3 boys
    00AA00    BB     PIE           {profiles}
    00AA00    BB     Bouwtechniek  {legacy}
    """


@pytest.mark.parametrize(("legacy", "broken"), [(1, False), (20, False), (21, True)])
def test_a_year_is_across_the_break_above_2_percent_of_legacy_pupils(pupils, legacy, broken):
    data = pupils(
        y2018=LEGACY.format(profiles=1000 - legacy, legacy=legacy), y2019=LEGACY.format(profiles=1000, legacy=0)
    )
    result = measure(data, ask("technical_share", change=("2018-2019", "2019-2020")))
    assert result.broken == ({"2018-2019": legacy / 1000} if broken else {})
    assert result.refused is broken


@pytest.mark.parametrize("change", [("2018-2019", "2019-2020"), ("2019-2020", "2020-2021")])
def test_a_break_in_either_year_refuses_the_change(pupils, change):
    data = pupils(
        y2018=LEGACY.format(profiles=100, legacy=0),
        y2019=LEGACY.format(profiles=90, legacy=10),
        y2020=LEGACY.format(profiles=100, legacy=0),
    )
    assert answer(data, "technical_share", change=change)["reason"] == "series_break"
    assert answer(data, "technical_share", change=("2018-2019", "2020-2021"))["reason"] is None


def test_a_break_does_not_matter_to_sector_and_the_vmbo_share(pupils):
    data = pupils(
        y2018=LEGACY.format(profiles=90, legacy=10),
        y2019=LEGACY.format(profiles=100, legacy=0),
    )
    change = ("2018-2019", "2019-2020")
    assert answer(data, "technical_share", definition="sector", change=change)["value"] == 0
    assert answer(data, "vmbo_share", change=change)["value"] == 0


def test_a_break_is_a_matter_of_the_whole_year_not_of_the_filter(pupils):
    data = pupils(
        y2018="""
        location  province  track  profile       3 boys
        00AA00    Utrecht   BB     PIE           50
        00BB00    Drenthe   BB     PIE           40
        00BB00    Drenthe   BB     Bouwtechniek  10
        """,
        y2019=TWO_PROVINCES,
    )
    row = answer(data, "technical_share", where={"province": "Utrecht"}, change=("2018-2019", "2019-2020"))
    assert row["reason"] == "series_break"


@pytest.mark.parametrize("part", ["technical", "other", "locations"])
def test_a_break_refuses_changes_in_profiles_offered_too(pupils, part):
    data = pupils(
        y2018=LEGACY.format(profiles=90, legacy=10),
        y2019=LEGACY.format(profiles=100, legacy=0),
    )
    found = answer(data, "profile_count", change=("2018-2019", "2019-2020"))
    assert found[part,]["reason"] == "series_break"
