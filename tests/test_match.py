"""Which definitions and years give a printed number."""

import json
from pathlib import Path

import pytest

from tests.drawing import enrolment, run

DUO = Path(__file__).parents[2] / "shared" / "duo"
real = pytest.mark.skipif(not DUO.is_dir(), reason="the real DUO files (../shared/duo) are not here")


def tried(*arguments):
    found = json.loads(run("match", *arguments, "--format", "json").out)
    assert found["tried"] == len(found["candidates"])
    return [(row["verdict"], row["definition"], row["school_year"]) for row in found["candidates"]]


def rows(*arguments):
    return json.loads(run(*arguments, "--format", "json").out)["candidates"]


def summed(row):
    return row["indicator"], row["definition"], row["verdict"]


@real
@pytest.mark.parametrize(("printed", "definition"), [("19,7%", "sector"), ("19,2%", "letter"), ("18,7%", "grade3")])
def test_on_the_real_file_of_2019_a_printed_share_finds_its_definition(printed, definition):
    held = [row for row in tried(printed, DUO, "--year", "2019-2020") if row[0] == "confirmed"]

    assert ("confirmed", definition, "2019-2020") in held


@real
def test_every_definition_and_neighbouring_year_is_tried_and_counted():
    found = tried("19,2%", next(DUO.glob("01*2019.csv")), "--year", "2019", "--indicator", "technical-share")

    assert len(found) == 6
    assert len({definition for _, definition, _ in found}) == 6


def test_neighbouring_years_are_tried_too(tmp_path):
    for year, technical in (("2018", 10), ("2019", 20), ("2020", 30)):
        care = ("00BB", "01", "GL", "Zorg en welzijn", "6631", {"3m": 100 - technical})
        pie = ("00AA", "00", "KL", "Produceren, installeren en energie", "6121", {"3m": technical})
        enrolment(tmp_path, [pie, care], year=year)

    found = tried("30,0%", tmp_path, "--year", "2019")
    assert ("confirmed", "letter", "2020-2021") in found
    assert {year for _, _, year in found} == {"2018-2019", "2019-2020", "2020-2021"}


def test_a_number_that_begins_with_a_minus_is_no_option(tmp_path):
    """From 20 to 10 pupils in technical profiles."""
    for year, technical in (("2019", 20), ("2020", 10)):
        pie = ("00AA", "00", "KL", "Produceren, installeren en energie", "6121", {"3m": technical})
        enrolment(tmp_path, [pie], year=year)
    asked = [tmp_path, "--from", "2019", "--to", "2020", "--indicator", "pupils"]
    assert ("confirmed", "technical", "2019-2020 → 2020-2021") in tried("-50%", *asked)
    assert run("match", "-50%", *asked).out.replace("−", "-") == run(
        "match", *asked[1:], "--", "-50%", tmp_path
    ).out.replace("−", "-")
    assert "No such option: -x" in run("match", "-x", *asked).err


def test_what_holds_comes_first_and_the_closest_of_the_rest_next(tmp_path):
    enrolment(tmp_path)
    order = [verdict for verdict, _, _ in tried("50,0%", tmp_path)]

    assert order == sorted(order, key=["confirmed", "plausible", "undecidable", "doubtful", "contradicted"].index)


def test_a_number_that_nothing_gives_exits_1(tmp_path):
    enrolment(tmp_path)
    found = run("match", "33,3%", tmp_path)

    assert found.code == 1
    assert found.out.startswith("'33,3%': 0 of ")


def test_a_number_in_another_unit_is_a_mistake_of_the_command_line(tmp_path):
    enrolment(tmp_path)

    assert run("match", "1,2 procentpunt", tmp_path).code == 2
    assert run("match", "many", tmp_path).code == 2


def test_a_change_is_matched_between_two_years(tmp_path):
    for year, pupils in (("2018", 100), ("2019", 114)):
        enrolment(tmp_path, [("00AA", "00", "KL", "Groen", "6721", {"3m": pupils})], year=year)
    found = tried("+14%", tmp_path, "--indicator", "pupils", "--from", "2018", "--to", "2019")

    assert found[0][0] == "confirmed"


def test_without_an_indicator_all_in_the_unit_of_the_number_are_tried(tmp_path):
    """20 pupils of PIE and 20 of care: 20 is the technical pupils and no share; 50% is a share and no count."""
    enrolment(tmp_path)
    as_count, as_share = (rows("match", printed, tmp_path) for printed in ("20", "50,0%"))

    assert ("pupil_count", "technical", "confirmed") in [summed(row) for row in as_count]
    assert ("technical_share", "letter", "confirmed") in [summed(row) for row in as_share]
    assert {row["unit"] for row in as_count} == {"count"}
    assert {row["unit"] for row in as_share} == {"share"}


def test_by_tries_every_group_and_where_only_what_it_keeps(tmp_path):
    """12 and 8 pupils of PIE in two provinces: 12 is that of the first, and no other group's."""
    enrolment(
        tmp_path,
        [
            (
                "00AA",
                "00",
                "KL",
                "Produceren, installeren en energie",
                "6121",
                {"3m": 12, "PROVINCIE VESTIGING": "Utrecht"},
            ),
            (
                "00BB",
                "01",
                "KL",
                "Produceren, installeren en energie",
                "6121",
                {"3m": 8, "PROVINCIE VESTIGING": "Drenthe"},
            ),
        ],
    )
    held = [row for row in rows("match", "12", tmp_path, "--by", "province") if row["verdict"] == "confirmed"]
    kept = rows("match", "8", tmp_path, "--where", "province=Drenthe", "--by", "province")

    assert {row["province"] for row in held} == {"Utrecht"}
    assert {row["province"] for row in kept} == {"Drenthe"}
    assert ("pupil_count", "technical", "confirmed") in [summed(row) for row in held]


def test_a_condition_that_suits_no_indicator_is_a_mistake_and_one_that_suits_some_is_none(tmp_path):
    enrolment(tmp_path)

    assert run("match", "20", tmp_path, "--where", "sex=boys").code in {0, 1}
    assert run("match", "20", tmp_path, "--where", "nothing=boys").code == 2


@real
@pytest.mark.parametrize(
    ("printed", "options", "found"),
    [
        ("22.913", [], {("technical", "2019-2020", None)}),
        ("1.095", ["--by", "province", "--year", "2019"], {("technical", "2019-2020", "Groningen")}),
    ],
)
def test_on_the_real_files_a_count_finds_its_indicator_and_its_province(printed, options, found):
    held = [row for row in rows("match", printed, DUO, *options) if row["verdict"] == "confirmed"]

    assert {(row["definition"], row["school_year"], row.get("province")) for row in held} == found
    assert {row["indicator"] for row in held} == {"pupil_count"}


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_screen_has_80_columns_and_breaks_no_number(monkeypatch, language):
    monkeypatch.setenv("COLUMNS", "80")
    screen = run("match", "19,2%", "--sample", "--by", "track", "--lang", language).out

    assert max(map(len, screen.splitlines())) <= 80
    assert "2019-20 " in screen


def test_own_definitions_are_tried_beside_the_shipped_ones(tmp_path):
    folder = tmp_path / "duo"
    folder.mkdir()
    enrolment(folder)
    own = tmp_path / "own.toml"
    own.write_text(
        '[definitions.technical_share.care]\nlabel = "care"\nsource = "test"\npopulation = { tracks = ["KB", "GL"] }\n'
        'parts.technical = { label = "care", profiles = ["Z&W"] }\n',
        encoding="utf-8",
    )

    assert "care" in [definition for _, definition, _ in tried("50,0%", folder, "--catalog", own)]
