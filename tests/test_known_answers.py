"""What is known of two real files: DUO's 01 of 1 October 2017 and of 1 October 2019."""

from __future__ import annotations

from pathlib import Path

import pytest

from sto_cli.measuring.measure import measure
from sto_cli.measuring.question import ask
from sto_cli.reading.load import load

DUO = Path(__file__).parents[2] / "shared" / "duo"
pytestmark = pytest.mark.skipif(not DUO.is_dir(), reason="the real DUO files are not part of the project, and not here")


@pytest.fixture(scope="module")
def duo():
    return load([DUO])


def rows(data, indicator, *by, **asked):
    """Answer a question as {(part, school year, group …): row}."""
    frame = measure(data, ask(indicator, by=by, **asked)).frame
    keys = ["part", "school_year", *by]
    return {tuple(row[key] for key in keys): row for row in frame.iter_rows(named=True)}


def values(data, indicator, *by, **asked):
    """Answer for 2019-2020 as {group: value}."""
    found = rows(data, indicator, *by, years=["2019-2020"], **asked)
    return {key[2:]: row for key, row in found.items()}


def test_both_years_are_read_from_the_folder_in_one_call(duo):
    years = sorted(report.school_years[0] for report in duo.files if report.source == "duo-01")
    assert years == ["2017-2018", "2019-2020"]


def test_every_row_is_used(duo):
    accounts = {
        year: (report.rows, report.used, report.out_of_scope, report.rejected)
        for report in duo.files
        if report.source == "duo-01"
        for year in report.school_years
    }
    assert accounts["2017-2018"] == (25_172, 25_172, {}, 0)
    assert accounts["2019-2020"] == (24_243, 24_243, {}, 0)


def test_the_staffing_excerpt_is_of_primary_schools_and_out_of_scope(duo):
    (staffing,) = (report for report in duo.files if report.family.facts == "staffing")
    assert (staffing.rows, staffing.used) == (12, 0)
    assert list(staffing.out_of_scope.values()) == [12]


def test_files_of_another_kind_are_passed_over_by_name(duo):
    names = [Path(path).name[:4] for path in duo.passed_over]
    assert names == ["elem"]


def test_nothing_is_masked_in_these_years(duo):
    assert [report.masked_cells for report in duo.files if report.source == "duo-01"] == [0, 0]


@pytest.mark.parametrize(
    ("definition", "technical", "everybody"),
    [("letter", 22_913, 119_243), ("sector", 23_474, 119_243), ("hard", 9_798 + 6_492 + 3_002, 119_243)],
)
def test_the_technical_share_of_1_october_2019(duo, definition, technical, everybody):
    row = rows(duo, "technical_share", definition=definition)["technical", "2019-2020"]
    assert (row["numerator"], row["denominator"]) == (technical, everybody)
    assert row["value"] == row["low"] == row["high"] == technical / everybody


def test_the_letter_is_the_default_and_rounds_to_the_printed_19_2_percent(duo):
    row = rows(duo, "technical_share")["technical", "2019-2020"]
    assert row["definition"] == "letter"
    assert f"{row['value']:.3%}" == "19.215%"


def test_pupils_per_profile_in_2019(duo):
    found = values(duo, "technical_share", "profile", definition="letter")
    pupils = {profile: row["numerator"] for (profile,), row in found.items()}
    assert pupils == {"BWI": 6_492, "PIE": 9_798, "M&T": 3_002, "MVI": 3_081, "MaT": 540}


def test_the_sector_adds_the_vakmanschapsroute(duo):
    found = values(duo, "technical_share", "profile", definition="sector")
    assert found["vakmanschap-techniek",]["numerator"] == 561


def test_locations_per_profile_in_2019(duo):
    found = rows(duo, "profile_count", "profile", years=["2019-2020"])
    offered = {(part, profile): row["value"] for (part, _, profile), row in found.items() if row["value"]}
    assert {profile: count for (part, profile), count in offered.items() if part == "technical"} == {
        "BWI": 179,
        "PIE": 223,
        "M&T": 98,
        "MVI": 53,
        "MaT": 6,
    }
    assert offered["other", "D&P"] == 311
    assert offered["legacy", "vakmanschap-techniek"] == 12


@pytest.mark.parametrize(
    ("year", "by_track"),
    [
        ("2017-2018", {"BB": 9_609, "KB": 12_952, "GL": 2_951}),
        ("2019-2020", {"BB": 8_305, "KB": 12_487, "GL": 2_682}),
    ],
)
def test_sector_techniek_per_track(duo, year, by_track):
    found = rows(duo, "technical_share", "track", definition="sector", years=[year])
    assert {key[2]: row["numerator"] for key, row in found.items()} == by_track


def test_sector_techniek_in_2017_and_2019(duo):
    found = rows(duo, "technical_share", definition="sector")
    assert found["technical", "2017-2018"]["numerator"] == 25_512
    assert found["technical", "2019-2020"]["numerator"] == 23_474


@pytest.mark.parametrize(("year", "locations"), [("2017-2018", 308), ("2019-2020", 281)])
def test_locations_with_sector_techniek(duo, year, locations):
    found = rows(duo, "technical_share", "location", definition="sector", years=[year])
    assert sum(bool(row["numerator"]) for row in found.values()) == locations


def test_vmbo_is_half_of_all_pupils_of_grade_3(duo):
    row = rows(duo, "vmbo_share")["vmbo", "2019-2020"]
    assert (row["numerator"], row["denominator"]) == (99_591, 199_047)
    assert row["value"] == 99_591 / 199_047


def test_location_times_technical_profile(duo):
    found = rows(duo, "profile_count")
    assert found["technical", "2017-2018"]["value"] == 540
    assert found["technical", "2019-2020"]["value"] == 559


@pytest.mark.parametrize("indicator", ["technical_share", "profile_count"])
def test_a_change_from_2017_is_refused_as_a_series_break(duo, indicator):
    result = measure(duo, ask(indicator, change=("2017-2018", "2019-2020")))
    assert result.refused
    assert list(result.broken) == ["2017-2018"]
    assert result.broken["2017-2018"] == pytest.approx(0.159, abs=0.0005)
    changes = result.frame.filter(result.frame["from_year"].is_not_null())
    assert set(changes["reason"]) == {"series_break"}
    assert changes.select("value", "low", "high").null_count().row(0) == (changes.height,) * 3


def test_the_same_change_under_sector_is_computed(duo):
    result = measure(duo, ask("technical_share", definition="sector", change=("2017-2018", "2019-2020")))
    assert not result.refused
    assert result.broken == {}
    (change,) = result.frame.filter(result.frame["from_year"].is_not_null()).iter_rows(named=True)
    assert change["unit"] == "pp"
    assert change["value"] == pytest.approx(23_474 / 119_243 - 25_512 / 129_131, abs=1e-15)


def test_the_share_of_2017_is_shown_even_so(duo):
    row = rows(duo, "technical_share")["technical", "2017-2018"]
    assert f"{row['value']:.1%}" == "17.1%"


def test_girls_in_technical_profiles(duo):
    found = rows(duo, "girls_share")
    assert {year: (row["numerator"], row["denominator"]) for (_, year), row in found.items()} == {
        "2017-2018": (2_086, 22_124),
        "2019-2020": (2_356, 22_913),
    }


def test_the_technical_share_without_mvi(duo):
    left_out = rows(duo, "technical_share", years=[2019], where={"profiel!": "mvi"})["technical", "2019-2020"]
    other_set = rows(duo, "technical_share", years=[2019], technical="BWI,PIE,M&T,MaT")["technical", "2019-2020"]
    for row in (left_out, other_set):
        assert (row["numerator"], row["denominator"]) == (22_913 - 3_081, 119_243) == (19_832, 119_243)
