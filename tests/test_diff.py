"""What changed between two runs, one pair of runs per cause."""

import json
import re
from pathlib import Path

import pytest

from sto_cli.yearly import causes
from sto_cli.yearly.causes import Cause
from sto_cli.yearly.results import sealed
from tests.drawing import CARE, PIE, enrolment, run, staffing, write
from tests.test_exams import file_07, wide

SMALL = Path(__file__).parent.parent / "sto_cli" / "catalog" / "small_counts.csv"
CONFIG = '[[input]]\nfiles = ["duo/*.csv"]\n\n[[result]]\nname = "share"\nindicator = "technical_share"\n'


@pytest.fixture
def job(tmp_path, monkeypatch):
    """Draw one year and run the job on it, into `old`; 20 of 40 pupils are technical."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "duo").mkdir()
    enrolment(tmp_path / "duo")
    recalculate(tmp_path, "old")
    return tmp_path


def recalculate(job, folder, config=CONFIG):
    write(job / "sto.toml", config, encoding="utf-8", newline="\n")
    found = run("run", job / "sto.toml", "-o", job / folder)
    assert found.code == 0, found.err


def diff(*options):
    return run("diff", "old", "new", *options)


def differences():
    """Give what differs between `old` and `new`, by what it is of: the exact values and the causes."""
    found = json.loads(diff("--format", "json").out)
    return {
        (one["result"], one["part"], one["from_year"], one["school_year"]): (
            one["before"] and one["before"]["value"],
            one["after"] and one["after"]["value"],
            one["causes"],
        )
        for one in found["differences"]
        if one["indicator"] == "technical_share"
    }


SHARE = ("share", "technical", None, "2019-2020")


def test_the_same_run_twice_has_no_difference(job):
    recalculate(job, "new")
    found = diff("--exit-code")
    assert (found.code, found.err) == (0, "")
    assert "0 differ" in found.out


def test_a_new_year(job):
    enrolment(job / "duo", [PIE], year="2020")
    recalculate(job, "new")
    assert differences() == {
        ("report", "technical", None, "2020-2021"): (None, 1.0, ["new_year"]),
        ("report", "technical", "2019-2020", "2020-2021"): (None, 0.5, ["new_year"]),
        ("share", "technical", None, "2020-2021"): (None, 1.0, ["new_year"]),
    }
    assert diff("--exit-code").code == 1
    assert diff().code == 0


def test_a_year_that_is_gone(job):
    enrolment(job / "duo", [PIE], year="2020")
    recalculate(job, "new")
    found = json.loads(run("diff", "new", "old", "--format", "json").out)
    assert {tuple(one["causes"]) for one in found["differences"]} == {("year_gone",)}


def test_a_change_whose_end_is_now_a_newer_year(job):
    """The report shows the longest change: 2019 to 2020 makes way for 2019 to 2021."""
    enrolment(job / "duo", [PIE], year="2020")
    recalculate(job, "old")
    enrolment(job / "duo", [CARE], year="2021")
    recalculate(job, "new")
    assert differences()["report", "technical", "2019-2020", "2020-2021"] == (0.5, None, ["new_year"])


def test_data_revised(job):
    """20 ÷ 40 becomes 30 ÷ 50."""
    enrolment(job / "duo", [(*PIE[:5], {"3m": 22, "4v": 8}), CARE])
    recalculate(job, "new")
    assert differences()[SHARE] == (0.5, 0.6, ["data_revised"])


def test_provisional_became_final(tmp_path, monkeypatch):
    """2023 is the newest year of a staffing file until a file with 2024 says that it is final."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "duo").mkdir()
    config = '[[input]]\nfiles = ["duo/*.csv"]\n'
    file = staffing(tmp_path / "duo")
    recalculate(tmp_path, "old", config)
    text = file.read_text(encoding="cp1252").replace("12,5", "13,0")
    header, *rows = text.splitlines()
    more = [header + ";PERSONEN 2024;FTE'S 2024;ZIJ-INSTROMERS 2024", *(f"{row};20;14,0;5" for row in rows)]
    write(file, "\n".join(more) + "\n")
    recalculate(tmp_path, "new", config)
    found = json.loads(diff("--format", "json").out)["differences"]
    (fte,) = (
        one
        for one in found
        if (one["indicator"], one["part"], one["school_year"]) == ("fte_change", "technical", "2023-2024")
        and one["from_year"] is None
    )
    assert (fte["before"]["value"], fte["after"]["value"], fte["causes"]) == (12.5, 13.0, ["provisional_became_final"])


def test_masking_changed(job):
    """A printed 3 becomes <5: the old share lies within the new bounds, so masking alone can have done it."""
    few = (*PIE[:5], {"3m": 17, "4v": 3})
    enrolment(job / "duo", [few, CARE])
    recalculate(job, "old")
    enrolment(job / "duo", [(*few[:5], {"3m": 17, "4v": "<5"}), CARE])
    recalculate(job, "new")
    assert differences()[SHARE] == (0.5, None, ["masking_changed"])


def test_masked_and_revised_are_both_named_where_masking_alone_cannot_have_done_it(job):
    enrolment(job / "duo", [(*PIE[:5], {"3m": 40, "4v": "<5"}), CARE])
    recalculate(job, "new")
    assert differences()[SHARE][2] == ["data_revised", "masking_changed"]


def test_a_revised_file_that_changes_no_number_is_named(job):
    """Another name of a school is in no number."""
    file = next((job / "duo").glob("*.csv"))
    file.write_bytes(file.read_bytes().replace("School Één".encode("cp1252"), b"School Twee"))
    recalculate(job, "new")
    shown = diff().out
    assert " 0 differ.\n" in shown
    assert f"  files revised, and no number differs: duo/{file.name}\n" in shown
    assert json.loads(diff("--format", "json").out)["files_without_effect"] == [f"duo/{file.name}"]
    enrolment(job / "duo", [PIE])
    recalculate(job, "other")
    assert "no number differs" not in run("diff", "old", "other").out


def test_a_report_that_chooses_another_definition_has_not_changed_one(job):
    """One year of file 07 tells the five profiles; with the wide file two years can be compared, by sector."""
    file_07(job / "duo", "00AA00  KL  Techniek  PIE  20")
    recalculate(job, "old")
    wide(job / "duo", "location  code  2018-2019  2019-2020\n00AA00    34    20         10")
    recalculate(job, "new")
    found = json.loads(diff("--format", "json").out)["differences"]
    causes_of = {(one["definition"], one["school_year"]): one["causes"] for one in found if one["part"] == "technical"}
    assert causes_of["five", "2018-2019"] == causes_of["sector", "2018-2019"] == ["other_definition"]
    assert "definition changed" not in diff().out


def test_definition_changed(job):
    """The user's own definition counted BWI and PIE, and counts BWI only; a new name or text would be no change."""
    mine = """
[definitions.technical_share.mine]
label = "{}"
source = "our own"
population = {{ tracks = ["BB", "KB", "GL"], grades = [3, 4] }}
parts.technical = {{ label = "technical", profiles = {} }}
"""
    config = 'catalog = "mine.toml"\n' + CONFIG + 'definition = "mine"\n'
    for folder, label, profiles in (
        ("old", "x", '["BWI", "PIE"]'),
        ("text", "y", '["BWI", "PIE"]'),
        ("new", "x", '["BWI"]'),
    ):
        write(job / "mine.toml", mine.format(label, profiles), encoding="utf-8", newline="\n")
        recalculate(job, folder, config)
    assert differences() == {SHARE: (0.5, 0.0, ["definition_changed"])}
    assert "0 differ" in run("diff", "old", "text").out


def test_another_table_of_small_counts_moves_estimates_only(job):
    rows = [
        (f"{number:02}AA", "00", "KL", "Produceren, installeren en energie", "6121", {"3m": "<5", "4m": 30})
        for number in range(30)
    ]
    enrolment(job / "duo", [*rows, CARE])
    recalculate(job, "old")
    table = SMALL.read_text(encoding="utf-8")
    header, *lines = table.splitlines()
    # Every group now holds fours only: n1, n2, n3 and n4 are the last but one columns.
    changed = [",".join([*line.split(",")[:6], "0", "0", "0", "100", "2019-2020"]) for line in lines]
    write(job / "table.csv", "\n".join([header, *changed]) + "\n", encoding="utf-8", newline="\n")
    recalculate(job, "new", 'small_counts = "table.csv"\n' + CONFIG)
    assert differences()[SHARE][2] == ["small_counts_changed"]


def test_newly_and_no_longer_asked(job):
    recalculate(job, "new", CONFIG.replace("share", "aandeel", 1))
    assert differences() == {
        SHARE: (0.5, None, ["no_longer_asked"]),
        ("aandeel", *SHARE[1:]): (None, 0.5, ["newly_asked"]),
    }


# What follows needs another version of sto, of Polars or of the catalog, so the manifest is told of one.


def as_if(job, folder, **changed):
    file = job / folder / "manifest.json"
    manifest = json.loads(file.read_text()) | changed
    del manifest["manifest"]
    file.write_bytes(sealed((json.dumps(manifest, indent=2) + "\n").encode()))


def test_catalog_changed(job):
    enrolment(job / "duo", [(*PIE[:5], {"3m": 22, "4v": 8}), CARE])
    recalculate(job, "new")
    old = json.loads((job / "old" / "manifest.json").read_text())
    as_if(job, "new", catalog="another", inputs=old["inputs"])
    assert differences()[SHARE] == (0.5, 0.6, ["catalog_changed"])
    as_if(job, "new", catalog=old["catalog"], sto="9.9.9")
    assert differences()[SHARE] == (0.5, 0.6, ["version_changed"])
    as_if(job, "new", sto=old["sto"])
    assert differences()[SHARE] == (0.5, 0.6, ["unexplained"])
    assert "unexplained: nothing else differs" in diff().out


@pytest.mark.parametrize(("after", "expected"), [(0.5 + 1e-12, True), (0.5 + 1e-6, False)])
def test_rounding_only_is_a_difference_in_the_last_digits(job, after, expected):
    results = __import__("sto_cli").read_results(job / "old")
    row = {"indicator": "technical_share", "definition": "letter", "result": "share", "from_year": None, "school_year": "2019-2020", "masked_cells": 0, "low": 0.5, "high": 0.5}  # fmt: skip
    found = causes.of_change(results, results, row | {"value": 0.5}, row | {"value": after})
    assert (found == [Cause.ROUNDING]) is expected


# --- GROSS AND NET ---


def school(brin, number, name, place, profile="Produceren, installeren en energie"):
    return (
        brin,
        number,
        "KL",
        profile,
        "6121",
        {"3m": 9, "INSTELLINGSNAAM VESTIGING": name, "PLAATSNAAM VESTIGING": place},
    )


def test_locations_that_opened_closed_and_moved(job):
    """Net nothing happens: 4 locations before and after. Gross one closes, one opens and two go on under another number."""
    enrolment(
        job / "duo",
        [
            school("00AA", "00", "Blijft", "UTRECHT"),
            school("00BB", "00", "Fuseert", "ZWOLLE"),
            school("00CC", "00", "Oud gebouw", "GOUDA"),
            school("00DD", "00", "Sluit", "EDE"),
        ],
    )
    recalculate(job, "old")
    (job / "duo" / "leerlingen-2019.csv").unlink()
    enrolment(
        job / "duo",
        [
            school("00AA", "00", "Blijft", "UTRECHT"),
            school("11ZZ", "03", "fuseert", "Zwolle"),
            school("00CC", "05", "Nieuw gebouw", "GOUDA"),
            school("00EE", "00", "Opent", "TIEL"),
        ],
        year="2020",
    )
    recalculate(job, "new")
    moves = json.loads(diff("--format", "json").out)["movements"]
    assert [row["location"] for row in moves["opened"]] == ["00EE00"]
    assert [row["location"] for row in moves["closed"]] == ["00DD00"]
    assert [(row["location"], row["successor"]) for row in moves["moved"]] == [
        ("00BB00", "11ZZ03"),
        ("00CC00", "00CC05"),
    ]
    every = {"before": 4, "appeared": 1, "disappeared": 1, "after": 4, "moved": 2}
    assert moves["counts"] == [{"part": "all locations", **every}, {"part": "technical", **every}]
    screen = diff().out
    assert "opened: 00EE00 Opent, TIEL" in screen
    assert "moved: 00BB00 → 11ZZ03 Fuseert, ZWOLLE" in screen


# --- WHAT IS NO RESULTS FOLDER ---


@pytest.mark.usefixtures("job")
def test_a_folder_without_results_is_refused():
    found = run("diff", "old", "duo")
    assert (found.code, "duo: has no results of sto run (manifest.json is missing)" in found.err) == (3, True)


def test_results_that_were_changed_since_are_refused(job):
    file = job / "old" / "results.parquet"
    file.write_bytes(file.read_bytes() + b"x")
    found = run("diff", "old", "old")
    assert (found.code, "old: results.parquet is no longer as sto run wrote it (changed)" in found.err) == (
        3,
        True,
    )


def test_results_of_another_form_are_refused(job):
    as_if(job, "old", sto_run=99)
    assert "old: the results have form 99, but this version reads form 3" in run("diff", "old", "old").err


@pytest.mark.parametrize("form", ["csv", "json"])
def test_every_machine_form_tells_of_every_difference(job, form):
    enrolment(job / "duo", [PIE], year="2020")
    recalculate(job, "new")
    found = diff("--format", form)
    assert found.code == 0
    assert found.out.count("2020-2021") >= len(differences())


# --- GROUPED BY CAUSE, FOR PEOPLE ---


def revised_and_new(job):
    """Revise 12 + 8 of 40 pupils to 12 + 9 of 41, and add a year."""
    enrolment(job / "duo", [(*PIE[:5], {"3m": 12, "4v": 9}), CARE])
    enrolment(job / "duo", [PIE], year="2020")
    recalculate(job, "new")


@pytest.mark.parametrize("form", ["table", "markdown", "html"])
def test_revisions_are_listed_with_their_file_and_a_new_year_is_one_line(job, form):
    revised_and_new(job)
    found = diff("--format", form).out

    assert found.count("2020-2021") == found.count("→ 2020-2021") + 1
    assert "a new year: " in found
    assert "Data revised: duo/leerlingen-2019.csv" in found
    assert [text in found for text in ("50.0%", "51.2%")] == [True, True]  # 20 ÷ 40 and 21 ÷ 41


def test_both_numbers_are_written_to_the_digit_that_differs(job):
    """20,000 ÷ 40,000 is 50.000%, and 20,001 ÷ 40,001 is 50.001%: a usual screen prints both as 50.0%."""
    enrolment(job / "duo", [(*PIE[:5], {"3m": 20_000}), (*CARE[:5], {"3m": 20_000})])
    recalculate(job, "old")
    enrolment(job / "duo", [(*PIE[:5], {"3m": 20_001}), (*CARE[:5], {"3m": 20_000})])
    recalculate(job, "new")
    screen = diff().out

    assert re.search(r"Technical share .*50\.000% +50\.001%", screen)
    assert re.search(r"Profiles offered", screen) is None


def test_a_screen_of_80_columns_holds_it(job, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    revised_and_new(job)
    assert max(map(len, diff().out.splitlines())) <= 80


def test_the_subject_of_a_mail_is_one_line_in_both_languages(job):
    assert run("diff", "old", "old", "--subject").out == "sto diff, old → old: no number differs\n"
    revised_and_new(job)
    assert re.fullmatch(r"sto diff, old → new: data revised: \d+, a new year: \d+\n", diff("--subject").out)
    assert re.fullmatch(
        r"sto diff, old → new: gegevens herzien: \d+, een nieuw jaar: \d+\n", diff("--subject", "--lang", "nl").out
    )


def test_causes_go_down_to_the_files_whose_checksum_changed(job):
    revised_and_new(job)
    found = json.loads(diff("--format", "json").out)["differences"]
    files = {(one["school_year"], one["from_year"]): one["files"] for one in found if one["result"] == "share"}

    assert files == {
        ("2019-2020", None): ["duo/leerlingen-2019.csv"],
        ("2020-2021", None): ["duo/leerlingen-2020.csv"],
    }
    assert "duo/leerlingen-2019.csv" in diff("--format", "csv").out


def test_a_page_of_html_shows_names_as_text_and_loads_nothing(job):
    (job / "duo" / "leerlingen-2019.csv").rename(job / "duo" / "<b>&leerlingen-2019.csv")
    recalculate(job, "old")
    file = job / "duo" / "<b>&leerlingen-2019.csv"
    write(file, file.read_text(encoding="cp1252").replace(";12;", ";13;"))
    recalculate(job, "new")
    page = diff("--format", "html").out

    assert "&lt;b&gt;&amp;leerlingen-2019.csv" in page
    assert not re.search('<b>|<script|src=|href="[^#]', page)


@pytest.mark.parametrize("folder", ["old", "new"])
def test_nothing_is_written_among_results(job, folder):
    recalculate(job, "new")
    for command in ("diff old new", "report duo"):
        found = run(*command.split(), "-o", f"{folder}/difference.html")
        assert (found.code, found.err) == (
            2,
            f"sto: --output {folder}/difference.html: {folder} holds results of sto run, which stay as it wrote them; name a file elsewhere.\n",
        )
    assert run("verify", folder).code == 0
