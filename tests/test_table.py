"""Answers by group as people read them: years side by side, the change last, a row for the whole, sorted and shortened."""

import csv
import io

import pytest

from tests.drawing import run
from tests.generated import draw_pupils, write_pupils

TWO_YEARS = {
    2018: """
        location  province  track  profile  3 boys
        00AA00    Utrecht   BB     PIE      10
        00AA00    Utrecht   BB     D&P      30
        00BB00    Drenthe   BB     PIE      5
        00BB00    Drenthe   BB     D&P      5
        00CC00    Zeeland   BB     D&P      8
    """,
    2019: """
        location  province  track  profile  3 boys
        00AA00    Utrecht   BB     PIE      20
        00AA00    Utrecht   BB     D&P      20
        00BB00    Drenthe   BB     PIE      6
        00BB00    Drenthe   BB     D&P      4
        00CC00    Zeeland   BB     D&P      8
    """,
}


@pytest.fixture
def ask(tmp_path):
    """Answer a command on the two years, as the cells of its table."""
    for year, table in TWO_YEARS.items():
        write_pupils(tmp_path, draw_pupils(table), year=f"{year}-{year + 1}")

    def answer(command, *, form="table"):
        found = run(*command.split(), tmp_path, "--format", form)
        assert found.code == 0, found.err
        return found.out

    return answer


def rows(text):
    """Read the rows of a Markdown table."""
    table = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in (table[0], *table[2:])]


def first(text):
    return [row[0] for row in rows(text)][1:]


def test_a_list_of_one_profile_has_no_rows_of_parts_that_it_is_never_in(ask):
    """PIE is technical, so no location has it as another profile or as a legacy one; where nothing else is left they stay."""
    listed = [
        line.split(",")[2]
        for line in ask("profile-counts --where profile=PIE --by location", form="csv").splitlines()[1:]
    ]
    assert {*listed} == {"technical", "locations"}
    uncut = ask("profile-counts --where profile=PIE", form="csv").splitlines()[1:]
    assert {line.split(",")[2] for line in uncut} == {"technical", "other", "legacy", "locations"}
    assert ",technical,,2019-2020,Zeeland,0,8,0.0," in ask(
        "technical-share --where profile=D&P --by province", form="csv"
    )


def test_years_stand_side_by_side_the_change_last_and_the_whole_below(ask):
    """Utrecht 10 and 20 of 40, Drenthe 5 and 6 of 10, all 15 and 26 of 58; Zeeland has no technical pupil in either year."""
    shown = rows(ask("technical-share --by province --from 2018 --to 2019", form="markdown"))
    assert [row[:4] for row in shown] == [
        ["province", "2018-2019", "2019-2020", "change 2018-19 → 2019-20"],
        ["Drenthe", "50.0%", "60.0%", "+10.0 pp"],
        ["Utrecht", "25.0%", "50.0%", "+25.0 pp"],
        ["Netherlands", "25.9%", "44.8%", "+19.0 pp"],
    ]
    assert "1 row is 0 or empty" in ask("technical-share --by province --from 2018 --to 2019")


def test_the_whole_is_what_the_filter_leaves(ask):
    shown = rows(ask("pupils --by province --where provincie!=Drenthe --year 2019", form="markdown"))
    assert [row[:2] for row in shown[1:]] == [["Utrecht", "40"], ["Zeeland", "8"], ["all of these", "48"]]


@pytest.mark.parametrize(
    ("order", "provinces"),
    [
        ("value", ["Drenthe", "Utrecht"]),
        ("-value", ["Utrecht", "Drenthe"]),
        ("change", ["Utrecht", "Drenthe"]),
        ("-verandering", ["Drenthe", "Utrecht"]),
        ("naam", ["Drenthe", "Utrecht"]),
        ("-name", ["Utrecht", "Drenthe"]),
    ],
)
def test_rows_are_sorted_and_the_whole_stays_last(ask, order, provinces):
    text = ask(f"technical-share --by province --from 2018 --to 2019 --sort {order}", form="markdown")
    assert first(text) == [*provinces, "Netherlands"]


def test_only_the_first_rows_are_shown_and_the_rest_is_counted(ask):
    text = ask("pupils --by province --year 2019 --sort value --top 1", form="markdown")
    assert first(text) == ["Utrecht", "Netherlands"]
    assert "2 more; --top shows the first." in text


def test_zeros_are_shown_when_asked_for(ask):
    text = ask("technical-share --by province --year 2019 --all", form="markdown")
    assert first(text) == ["Drenthe", "Utrecht", "Zeeland", "Netherlands"]


def test_on_a_narrow_screen_names_are_cut_and_what_a_share_is_made_of_stays(tmp_path, monkeypatch):
    """The name and the place are 40 letters long; 15 and 20 of 25 and 30 pupils are technical."""
    for year, technical in ((2018, 15), (2019, 20)):
        drawn = draw_pupils(f"""
            location  track  profile  3 boys
            00AA00    BB     PIE      {technical}
            00AA00    BB     D&P      10
        """)
        for row in drawn:
            row |= {"INSTELLINGSNAAM VESTIGING": "Lange naam " * 4, "PLAATSNAAM VESTIGING": "VERWEGGISTAN " * 3}
        write_pupils(tmp_path, drawn, year=f"{year}-{year + 1}")
    monkeypatch.setenv("COLUMNS", "80")
    text = run("technical-share", tmp_path, "--by", "location").out
    line = next(line for line in text.splitlines() if line.startswith("00AA00")).split("   ")
    assert [cell.strip() for cell in line if cell.strip()][-4:] == ["60.0%", "66.7%", "20", "30"]
    assert "…" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_row_of_which_only_years_out_of_sight_have_a_number_is_left_out_of_a_narrow_screen(tmp_path, monkeypatch):
    """D&P had 30 pupils in the first of five years only, which has no room beside the last ones."""
    for year in range(2015, 2020):
        pupils = 30 if year == 2015 else 0
        table = f"""
            location  track  profile  3 boys
            00AA00    BB     PIE      1234
            00AA00    BB     D&P      {pupils}
        """
        write_pupils(tmp_path, draw_pupils(table), year=f"{year}-{year + 1}")
    asked = ("pupils", tmp_path, "--by", "location,profile")
    monkeypatch.setenv("COLUMNS", "50")
    text = run(*asked).out
    assert "D&P" not in text
    assert "1 row is 0 or empty in the years on show; --all shows it." in text.replace("\n", " ")
    assert "D&P" in run(*asked, "--all").out
    monkeypatch.setenv("COLUMNS", "200")
    assert "D&P" in run(*asked).out


def test_machine_forms_stay_long_and_whole(ask):
    text = ask("technical-share --by province --from 2018 --to 2019 --top 1 --sort value", form="csv")
    found = [*csv.DictReader(io.StringIO(text))]
    assert len(found) == 3 * (2 + 1)
    assert {row["province"] for row in found} == {"Utrecht", "Drenthe", "Zeeland"}


def test_names_and_places_stand_beside_codes(ask):
    shown = rows(ask("pupils --by location,profile --year 2019", form="markdown"))
    assert shown[0][:5] == ["location", "place", "name", "profile", "name"]
    assert shown[1][:5] == ["00AA00", "UTRECHT", "School", "PIE", "Produceren, installeren en energie"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--sort size", "--sort size: choose from value, change, name"),
        ("--sort valeu", "--sort valeu: did you mean 'value'?"),
        ("--sort change --year 2019", "--sort change: there is no change; give its two years with --from and --to."),
    ],
)
def test_a_wrong_order_is_refused(options, said, tmp_path):
    write_pupils(tmp_path, draw_pupils(TWO_YEARS[2019]), year="2019-2020")
    found = run("pupils", tmp_path, "--by", "province", *options.split())
    assert (found.code, found.out) == (2, "")
    assert said in found.err
