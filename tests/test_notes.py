"""What is said on stderr before an answer: each once, only where it touches the question, and never much of it."""

from pathlib import Path

import pytest

from tests.drawing import run
from tests.generated import draw_pupils, write_pupils

SCHOOLS = """
    location  track  profile  code  3 boys
    00AA00    BB     PIE      6121  10
    00BB00    BB     PIE      6122  20
"""


@pytest.fixture
def folder(tmp_path):
    for year in (2018, 2019):
        write_pupils(tmp_path, draw_pupils(SCHOOLS), year=f"{year}-{year + 1}")
    return tmp_path


def notes(*words):
    found = run(*words)
    assert found.code == 0, found.err
    return found.err.splitlines()


def test_three_notes_stand_before_an_answer_and_the_rest_is_counted(folder):
    for number in range(5):
        (folder / f"other-{number}.csv").write_text(f"a;b{number}\n1;2\n", encoding="utf-8")
    whole = notes("pupils", folder)
    assert len(whole) == 3 + 1
    assert all(line.startswith("note: skipped ") for line in whole[:3])
    assert whole[3].startswith("note: sto inspect has ")


def test_a_quiet_command_says_nothing_but_its_answer(folder):
    (folder / "other.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    assert len(notes("pupils", folder)) == 1
    assert notes("pupils", folder, "--quiet") == []


def test_notes_of_the_sample_name_no_installed_path():
    said = notes("pupils", "--sample", "--year", "2016")
    assert said
    assert str(Path(__file__).parents[1]) not in "".join(said)


def test_a_note_is_of_the_year_that_is_asked_for(folder):
    file = folder / "leerlingen-2018-2019.csv"
    text = file.read_bytes()
    file.write_bytes(text.replace(b"\r\n", b"\r\n\r\n", 1) if b"\r\n" in text else text.replace(b"\n", b"\n\n", 1))
    assert ["1 blank line" in line for line in notes("pupils", folder, "--year", "2018")] == [True]
    assert notes("pupils", folder, "--year", "2019") == []


def test_places_that_lack_a_location_are_told_only_to_who_asks_for_places(folder):
    (folder / "places.csv").write_text("location;region\n00AA00;north\n", encoding="utf-8")
    assert notes("pupils", folder, "--by", "province") == []
    assert ["1 location" in line for line in notes("pupils", folder, "--by", "sto_region")] == [True]
