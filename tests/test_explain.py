"""Why a number is what it is: the parts of the explanation, and where it stops."""

import json

import pytest

from tests.drawing import enrolment, run, staffing

ROWS = [
    ("00AA", "00", "KL", "Produceren, installeren en energie", "6121", {"3m": 12, "4v": "<5"}),
    ("00AA", "00", "BL", "Media, vormgeving en ICT", "6311", {"3m": 9}),
    ("00BB", "01", "GL", "Zorg en welzijn", "6631", {"3m": 10, "4v": "<5"}),
    ("00BB", "01", "TL", "N.v.t.", "0400", {"3m": 40, "4m": 50}),
    ("00BB", "01", "Brugjaar 1-2", "N.v.t.", "0023", {"1m": 7}),
]


@pytest.fixture
def explained(tmp_path):
    """Explain the technical share of the rows above, as JSON."""
    enrolment(tmp_path, ROWS)

    def explain(*options):
        found = run("explain", "technical-share", tmp_path, "--format", "json", *options)
        assert found.code == 0, found.err
        return json.loads(found.out)

    return explain


def by_key(rows):
    return {(row["profile"], row["track"], row["grade"]): (row["printed"], row["masked_cells"]) for row in rows}


def test_numerator_and_rest_go_down_to_profile_by_track_by_grade(explained):
    found = explained()

    assert by_key(found["counted"]["technical"]) == {
        ("PIE", "KB", 3): (12, 0),
        ("PIE", "KB", 4): (0, 1),
        ("MVI", "BB", 3): (9, 0),
    }
    assert by_key(found["rest"]) == {("Z&W", "GL", 3): (10, 0), ("Z&W", "GL", 4): (0, 1)}


def test_the_parts_add_up_to_the_answer(explained):
    found = explained()
    (answer,) = found["rows"]

    parts = found["counted"]["technical"]
    assert sum(row["low"] for row in parts) == answer["numerator_low"] == 12 + 1 + 9
    assert sum(row["high"] for row in parts + found["rest"]) == answer["denominator_high"] == 12 + 4 + 9 + 10 + 4


def test_what_is_left_out_is_counted_by_the_key_that_leaves_it_out(explained):
    assert [(row["reason"], row["printed"]) for row in explained()["left_out"]] == [
        ("track TL is not BB, KB, GL", 40 + 50),
        ("track bridge is not BB, KB, GL", 7),
    ]
    grade3 = explained("--definition", "grade3")["left_out"]
    assert ("grade 4 is not 3", 0, 2) in [(row["reason"], row["printed"], row["masked_cells"]) for row in grade3]


def test_masked_cells_are_weighed_by_how_far_they_move_the_answer(explained):
    weights = {row["profile"]: row["moves"] for row in explained()["masked_weights"]}

    # In the middle of their bounds: 12 + 9 + 2.5 technical of 36 pupils; one cell moves 3 pupils from end to end.
    part, rest = 12 + 9 + 2.5, 10 + 2.5
    assert weights["PIE"] == pytest.approx(3 * rest / (part + rest) ** 2)
    assert weights["Z&W"] == pytest.approx(3 * part / (part + rest) ** 2)


def test_it_stops_above_the_location_where_cells_are_masked(tmp_path):
    enrolment(tmp_path, ROWS)
    found = run("explain", "technical-share", tmp_path, "--by", "location")

    assert (found.code, found.out) == (2, "")
    assert found.err == "sto: sto explain does not show single locations where cells are masked; leave out location.\n"


def test_it_takes_one_school_year_at_a_time(tmp_path):
    for year in ("2018", "2019"):
        enrolment(tmp_path, ROWS, year=year)
    found = run("explain", "technical-share", tmp_path)

    assert found.code == 2
    assert (
        found.err
        == "sto: sto explain takes one school year or a change; give --year, one of 2018-2019, 2019-2020, or two of them with --from and --to.\n"
    )


def test_an_indicator_that_is_none_is_a_mistake_of_the_command_line(tmp_path):
    enrolment(tmp_path, ROWS)

    assert run("explain", "kleur", tmp_path).err.startswith("sto: 'kleur' is not an indicator; choose from ")


def test_the_screen_reads_from_the_answer_down_to_the_files(tmp_path):
    file = enrolment(tmp_path, ROWS)
    screen = run("explain", "technical_share", tmp_path).out
    order = [
        "Technical share",
        "Source of this definition",
        "Counted as technical",
        "The rest",
        "Left out",
        "Effect of masked cells",
    ]

    places = [screen.index(heading) for heading in [*order, "\nFiles\n", file.name]]
    assert places == sorted(places)


def test_staff_is_explained_by_profile_and_role(tmp_path):
    staffing(tmp_path)
    found = json.loads(run("explain", "side-entrants", tmp_path, "--year", "2018", "--format", "json").out)

    assert {row["role"] for row in found["counted"]["technical"]} == {"teacher"}


# --- A CHANGE ---


def two_years(folder):
    """Draw 12 + 9 of 41 pupils in 2019 and 20 + <5 of 50 in 2020, in two technical profiles; the last cell of care is masked."""
    pie, mvi, care = (row[:5] for row in (ROWS[0], ROWS[1], ROWS[2]))
    enrolment(folder, [(*pie, {"3m": 12}), (*mvi, {"3m": 9}), (*care, {"3m": 20})], year="2019")
    enrolment(folder, [(*pie, {"3m": 20}), (*mvi, {"3m": "<5"}), (*care, {"3m": 26})], year="2020")


def test_each_group_has_its_part_in_a_change_and_the_parts_add_up(tmp_path):
    two_years(tmp_path)
    out = run("explain", "technical-share", tmp_path, "--from", "2019", "--to", "2020", "--format", "json").out
    changed = {row["profile"]: row for row in json.loads(out)["changed"]}

    assert changed["PIE"]["low_before"] == changed["PIE"]["high_before"] == 12 / 41
    # 20 of 20 + 26 and one to four in MVI, which are in the denominator either way.
    assert (changed["PIE"]["low_after"], changed["PIE"]["high_after"]) == (20 / 50, 20 / 47)
    assert (changed["MVI"]["low_after"], changed["MVI"]["high_after"]) == (1 / 47, 4 / 50)
    assert changed["MVI"]["change_low"] == pytest.approx(1 / 47 - 9 / 41)
    estimated = sum(row["change_estimate"] for row in changed.values())
    (whole,) = (row for row in json.loads(out)["rows"] if row["from_year"])
    assert estimated == pytest.approx(whole["estimate"])


def test_a_change_of_a_count_is_divided_in_the_unit_of_the_count(tmp_path):
    """PIE has 12 pupils and then 20: +8 of the +8 + (1 to 4) − 9."""
    two_years(tmp_path)
    options = ("--definition", "technical", "--from", "2019", "--to", "2020", "--format", "csv")
    header, *lines = run("explain", "pupils", tmp_path, *options).out.splitlines()
    rows = [dict(zip(header.split(","), line.split(","), strict=True)) for line in lines]

    assert [(row["profile"], float(row["change_low"]), float(row["change_high"])) for row in rows] == [
        ("PIE", 8, 8),
        ("MVI", 1 - 9, 4 - 9),
    ]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_greatest_part_stands_first_in_80_columns(monkeypatch, language):
    monkeypatch.setenv("COLUMNS", "80")
    asked = ("--from", "2019", "--to", "2024", "--by", "province", "--lang", language)
    screen = run("explain", "technical-share", "--sample", *asked).out
    below = screen.split({"en": "part in the change\n", "nl": "deel in de verandering\n"}[language])[-1]

    assert max(map(len, screen.splitlines())) <= 80
    assert below.splitlines()[1].startswith("Noord-Holland")


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_a_change_across_the_series_break_is_refused_and_has_no_parts(form):
    found = run("explain", "technical-share", "--sample", "--from", "2017", "--to", "2019", "--format", form)

    assert found.code == 1
    assert "the change is refused" in found.err
    assert "PIE" not in found.out
    assert ("A change that is refused is not divided over groups" in found.out) == (form == "table")


def test_by_ends_in_the_whole_and_goes_no_further_down_on_a_screen(tmp_path):
    """21 of 31 printed; each table below has a row per sex, and the machine form all that it had."""
    enrolment(tmp_path, ROWS)
    shown = run("explain", "technical-share", tmp_path, "--by", "sex", "--format", "markdown").out
    rows = [line.strip("| ").split(" | ") for line in shown.splitlines() if line.startswith("| ")]
    assert [row[0].strip() for row in rows if row[0].strip() == "Netherlands"] == ["Netherlands"]
    after = shown.split("Counted as technical")[1].split("\n\n")[1]
    assert [line.split(" | ")[0].strip("| ") for line in after.splitlines()[2:]] == ["boys", "girls"]
    (full,) = {
        len(
            json.loads(run("explain", "technical-share", tmp_path, "--by", "sex", "--format", "json").out)["counted"][
                "technical"
            ]
        )
    }
    assert full == 3
