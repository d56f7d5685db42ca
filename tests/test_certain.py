"""What a reader is told beside a number: what its bounds rest on, which table, and which file is the more certain."""

import json
import shutil

import polars as pl
import pytest

from sto_cli.catalog.small_counts import read_table
from sto_cli.errors import CatalogError
from sto_cli.measuring.question import ask
from sto_cli.measuring.small_counts import calibrate
from sto_cli.present import sentences
from sto_cli.reading.load import load
from tests.drawing import enrolment, run, staffing, write

PIE, CARE = "Produceren, installeren en energie", "Zorg en welzijn"

# --- FTE BEHIND MASKS ---


def test_the_screen_says_that_bounds_of_fte_rest_on_the_cap_and_not_that_cells_stand_for_1_to_4(tmp_path):
    """10 persons have 12 FTE at most: technical FTE lies between 0 and 12."""
    file = staffing(
        tmp_path,
        [("VO", "1", "00AA", "Onderwijsgevend personeel", "PIE", 10, "*", 2, 20, "12,5", "*")],
    )
    screen = " ".join(run("fte-change", file).out.split())
    assert "0.0–12.0" in screen
    assert "Behind a masked FTE lies at most 1.2 for each person of its row" in screen
    assert "stands for 1 to 4" not in screen
    # of side entrants they do
    entrants = " ".join(run("side-entrants", file).out.split())
    assert "Each masked cell stands for 1 to 4." in entrants
    assert "Behind a masked FTE" not in entrants


def test_without_masks_nothing_is_said_of_the_cap(tmp_path):
    assert "masked FTE" not in run("fte-change", staffing(tmp_path)).out


# --- THE NEAREST UNMASKED YEAR ---


def full(folder, year, small=400):
    """Draw a file printed in full that holds so many small counts, of a location each."""
    rows = [(f"{at // 90:02}AA", f"{at % 90:02}", "KL", PIE, "6121", {"3m": 1 + at % 4}) for at in range(small)]
    return enrolment(folder, [*rows, ("99ZZ", "00", "KL", CARE, "6631", {"3m": 1000 + int(year)})], year=year)


def masked(folder, year):
    return enrolment(folder, [("00AA", "00", "KL", PIE, "6121", {"3m": "<5", "4m": int(year)})], year=year)


def nearer(*files, table=None):
    return [str(note) for note in load([*files], table=table).remarks() if "printed in full" in str(note)]


def test_a_file_in_full_that_is_nearer_than_the_table_is_named_with_the_command(tmp_path):
    """The table is of 2019-2020, four years from 2023-2024; 2021-2022 is two."""
    file = full(tmp_path, "2021")
    (note,) = nearer(file, masked(tmp_path, "2023"))
    assert note.startswith(f"{file}: 2021-2022 is printed in full and is nearer to 2023-2024 than 2019-2020,")
    assert f"sto calibrate {file} -o small_counts.csv" in note


@pytest.mark.parametrize(("year", "of"), [("2018", "2020"), ("2019", "2023"), ("2022", "2020")])
def test_a_year_as_far_or_farther_is_not(tmp_path, year, of):
    assert nearer(full(tmp_path, year), masked(tmp_path, of)) == []


def test_a_file_with_few_small_counts_cannot_teach_a_table(tmp_path):
    assert nearer(full(tmp_path, "2021", small=399), masked(tmp_path, "2023")) == []


def test_with_the_table_made_of_it_the_note_goes(tmp_path):
    file = full(tmp_path, "2021")
    table = tmp_path / "small_counts.csv"
    calibrate([file], encoding=None, file_years={}).write_csv(table, quote_style="never")
    assert nearer(file, masked(tmp_path, "2023"), table=table) == []


def test_a_table_that_says_no_school_year_is_refused(tmp_path):
    table = tmp_path / "small_counts.csv"
    read_table().head(1).with_columns(source_year=pl.lit("2019")).write_csv(table)
    with pytest.raises(CatalogError, match="source_year '2019'"):
        read_table(table)


def test_the_manifest_says_which_table_was_used(tmp_path):
    (tmp_path / "duo").mkdir()
    enrolment(tmp_path / "duo")
    shutil.copy(full(tmp_path, "2021"), tmp_path / "full-2021.csv")
    calibrate([tmp_path / "full-2021.csv"], encoding=None, file_years={}).write_csv(tmp_path / "own.csv")
    for line, said in (
        ("", {"file": "shipped", "source_years": ["2019-2020"]}),
        ('small_counts = "own.csv"\n', {"file": "own.csv", "source_years": ["2021-2022"]}),
    ):
        write(tmp_path / "sto.toml", f'{line}[[input]]\nfiles = ["duo/*.csv"]\n', encoding="utf-8", newline="\n")
        assert run("run", tmp_path / "sto.toml").code == 0
        manifest = json.loads((tmp_path / "results" / "manifest.json").read_text())
        assert manifest["small_counts_table"] == said


# --- WHICH OF TWO FILES ---

VOINS = """\
BRIN NUMMER,VESTIGINGSNUMMER,ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR,VMBO SECTOR,AFDELING,SCHOOLJAAR,LEERJAAR,AANTAL LEERLINGEN
00AA,00,VMBO KL lj 3-4,Techniek,PIE,2019,3,16
00AA,00,VMBO KL lj 3-4,Zorg en welzijn,Zorg en welzijn,2019,3,20
"""


@pytest.fixture
def both(tmp_path):
    """Draw one year twice: file 01 with 12 boys and a mask beside 20 others, and 01voins, where all 16 are printed."""
    rows = [
        ("00AA", "00", "KL", PIE, "6121", {"3m": 12, "3v": "<5"}),
        ("00AA", "00", "KL", CARE, "6631", {"3v": 20}),
    ]
    return enrolment(tmp_path, rows), write(tmp_path / "01voins.csv", VOINS, encoding="utf-8", newline="\n")


def test_explain_and_inspect_say_which_of_two_files_gives_the_narrowest_certain_range(both):
    """16 ÷ 36 is 44.4%; 13 ÷ 33 is 39.4% and 16 ÷ 36 is 44.4%, so 5.05 points, outward 5.1."""
    first, voins = both
    said = (
        f"Technical share of 2019-2020: {voins} gives the narrowest certain range, 44.4%, 0.0 pp wide; "
        f"{first} gives 39.3–44.5%, 5.1 pp wide."
    )
    refused = run("explain", "technical-share", *both)
    assert refused.code == 3
    assert "give one file per year" in refused.err
    assert said in refused.err
    assert said.replace(" ", "") in run("inspect", *both).out.replace("\n", "").replace(" ", "")


def test_of_one_file_a_year_nothing_is_compared(both):
    assert "narrowest" not in run("inspect", both[0]).out


# --- WORDS ---


def test_an_estimate_is_said_to_hold_in_19_of_20_such_numbers(tmp_path):
    data = load([masked(tmp_path, "2023")])
    row = {
        "masked_cells": 7,
        "reason": None,
        "estimate": 2.5,
        "low": 1,
        "high": 4,
        "part": "all",
        "est_low": 2,
        "est_high": 3,
        "unit": "count",
    }
    lines = sentences.about_masks([row], ["province"], data, [ask("pupil_count")])
    assert any("it holds in 19 of 20 such numbers, if small groups resemble 2019-2020" in line for line in lines)
    assert any("0.1 pp on average, and by 0.45 pp at most over all pairs of years" in line for line in lines)
