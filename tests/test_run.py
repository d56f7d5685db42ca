"""The yearly job: one file says what, one run does it, and the results are there whole or not at all."""

import hashlib
import json
import os
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import time
import tomllib
import zipfile
from pathlib import Path

import polars as pl
import pytest
from filelock import FileLock

from sto_cli import load_claims, system
from sto_cli.errors import UsageError
from sto_cli.yearly import folder
from sto_cli.yearly.folder import replacing
from sto_cli.yearly.results import FORMAT, sealed
from tests import IS_PROOF, proving_runs
from tests.drawing import CARE, PIE, enrolment, run, staffing, write

SHARED = Path(__file__).parent.parent.parent / "shared" / "duo"
CONFIG = """\
claims = ["claims.toml"]

[[input]]
files = ["duo/*.csv"]

[[result]]
indicator = "technical_share"
by = ["province"]
"""
CLAIMS = """\
title = "Half"
[source]
title = "A letter"

[[claim]]
id = "half"
printed = "50%"
indicator = "technical_share"
definition = "letter"
definition_basis = "stated"
year = "2019-2020"
"""


@pytest.fixture
def job(tmp_path):
    """Draw a folder with data, claims and a configuration; 20 of 40 pupils are technical."""
    (tmp_path / "duo").mkdir()
    enrolment(tmp_path / "duo")
    staffing(tmp_path / "duo")
    write(tmp_path / "claims.toml", CLAIMS, encoding="utf-8", newline="\n")
    write(tmp_path / "sto.toml", CONFIG, encoding="utf-8", newline="\n")
    return tmp_path


def contents(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def configured(job, text):
    write(job / "sto.toml", text, encoding="utf-8", newline="\n")
    return run("run", job / "sto.toml")


def process(job, *options, **environment):
    return subprocess.run(
        [sys.executable, "-m", "sto_cli", "run", str(job / "sto.toml"), *options],
        env=os.environ | environment,
        cwd=environment.get("PWD"),
        capture_output=True,
        text=True,
        check=False,
    )


# --- WHAT A RUN LEAVES ---


def test_a_run_writes_results_report_verdicts_and_a_manifest(job):
    found = run("run", job / "sto.toml")
    assert found.code == 0, found.err
    assert "claims.toml: 1 of 1 claims checked: 1 confirmed." in found.err
    assert found.out == ""
    assert {*contents(job / "results")} == {
        "results.csv", "results.parquet", "locations.parquet", "report.md", "verdicts.json", "manifest.json",
    }  # fmt: skip


def test_the_results_hold_the_report_and_what_else_was_asked(job):
    run("run", job / "sto.toml")
    rows = pl.read_parquet(job / "results" / "results.parquet")
    assert {*rows["result"]} == {"report", "technical_share-by-province"}
    (row,) = rows.filter(pl.col("result") == "technical_share-by-province").rows(named=True)
    assert (row["province"], row["numerator"], row["denominator"], row["value"]) == ("Utrecht", 20, 40, 0.5)
    again = pl.read_csv(job / "results" / "results.csv", schema=rows.schema)
    assert again.height == rows.height
    assert again.columns == rows.columns


def test_the_manifest_proves_what_went_in_and_what_came_out(job):
    run("run", job / "sto.toml")
    manifest = json.loads((job / "results" / "manifest.json").read_text())
    by_name = {entry["name"]: entry for entry in manifest["inputs"]}
    file = job / "duo" / "leerlingen-2019.csv"
    entry = by_name["duo/leerlingen-2019.csv"]
    assert entry["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert entry["bytes"] == file.stat().st_size
    (text,) = entry["read"]
    assert (text["source"], text["layout"], text["encoding"], text["rows"], text["used"]) == (
        "duo-01", "2019", "cp1252", 2, 2,
    )  # fmt: skip
    hashes = contents(job / "results")
    del hashes["manifest.json"]
    assert manifest["outputs"] == hashes
    assert {"sto", "polars", "catalog", "definitions", "small_counts", "configuration"} <= manifest.keys()


def test_no_path_of_the_machine_and_no_clock_is_in_any_result(job):
    run("run", job / "sto.toml")
    for path in (job / "results").iterdir():
        assert str(job).encode() not in path.read_bytes()
        assert str(time.gmtime().tm_year).encode() not in path.read_bytes(), path.name


@pytest.mark.parametrize(
    "environment",
    [{"LC_ALL": "C", "TZ": "Asia/Tokyo"}, {"PWD": "/"}, {"PYTHONHASHSEED": "7"}],
    ids=["locale and time zone", "another folder", "another hash seed"],
)
def test_the_same_inputs_give_the_same_bytes(job, environment):
    assert run("run", job / "sto.toml").code == 0
    before = contents(job / "results")
    assert process(job, **environment).returncode == 0
    assert contents(job / "results") == before


def test_the_sample_gives_the_same_bytes_on_four_threads(tmp_path):
    write(
        tmp_path / "sto.toml", '[[input]]\nfiles = ["SAMPLE/*.csv"]\n'.replace("SAMPLE", str(SAMPLE)), encoding="utf-8"
    )
    assert run("run", tmp_path / "sto.toml").code == 0  # on one thread, as all tests
    before = contents(tmp_path / "results")
    assert process(tmp_path, POLARS_MAX_THREADS="4").returncode == 0
    assert contents(tmp_path / "results") == before


SAMPLE = Path(__file__).parent.parent / "sample_data"


def test_the_report_speaks_the_language_of_the_file_and_a_flag_goes_before_it(job):
    configured(job, 'language = "nl"\n' + CONFIG)
    assert "Definities" in (job / "results" / "report.md").read_text()
    run("run", job / "sto.toml", "--lang", "en")
    assert "Definitions" in (job / "results" / "report.md").read_text()


def test_flags_go_before_the_environment_and_that_before_the_file(job, monkeypatch):
    configured(job, 'output = "file"\n' + CONFIG)
    assert (job / "file").is_dir()
    monkeypatch.setenv("STO_OUTPUT", str(job / "environment"))
    run("run", job / "sto.toml")
    assert (job / "environment").is_dir()
    run("run", job / "sto.toml", "--output", job / "flag")
    assert (job / "flag").is_dir()


def test_what_a_reader_must_know_of_the_inputs_is_said_and_kept(job):
    """A column that the layout does not have is not read, and both stderr and the manifest say so."""
    file = job / "duo" / "leerlingen-2019.csv"
    header, *rows = file.read_text(encoding="cp1252").splitlines()
    write(file, "\n".join([header + ";EXTRA", *(row + ";x" for row in rows)]) + "\n")
    found = run("run", job / "sto.toml")
    note = "Columns that this layout does not have were not read: 'EXTRA'."
    assert f"note: duo/leerlingen-2019.csv: {note}\n" in found.err
    manifest = json.loads((job / "results" / "manifest.json").read_text())
    assert note in manifest["inputs"][0]["read"][0]["notes"]


# --- EXIT CODES ---


def test_a_claim_that_does_not_follow_makes_the_exit_code_1_and_the_results_are_there(job):
    write(job / "claims.toml", CLAIMS.replace("50%", "51%"), encoding="utf-8")
    assert run("run", job / "sto.toml").code == 1
    (checked,) = json.loads((job / "results" / "verdicts.json").read_text())
    assert checked["checks"][0]["verdict"] == "contradicted"
    assert configured(job, 'fail_on = ["undecidable"]\n' + CONFIG).code == 0


def test_claims_of_which_none_could_be_checked_exit_3(job):
    write(job / "claims.toml", CLAIMS.replace("2019-2020", "2012-2013"), encoding="utf-8")
    assert run("run", job / "sto.toml").code == 3


# --- A WRONG CONFIGURATION ---


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ('langauge = "nl"\n' + CONFIG, ":1, key langauge: this key does not exist; did you mean 'language'?"),
        (CONFIG.replace("files", "flies"), ":4, key flies: this key does not exist; did you mean 'files'?"),
        (CONFIG.replace("by =", "bye ="), ":8, key bye: this key does not exist; did you mean 'by'?"),
        (CONFIG.replace('["province"]', '["provence"]'), ":8, key by: provence: no such column here"),
        (CONFIG.replace("technical_share", "tecnical_share"), ":7, key indicator: 'tecnical_share' does not exist; did you mean 'technical_share'?"),
        (CONFIG.replace("duo/*.csv", "dou/*.csv"), "line 4: 'dou/*.csv' matches no file; correct it, or leave it out."),
        (CONFIG + 'years = ["2019-2021"]\n', ":9, key years: '2019-2021' is not a school year"),
        (CONFIG + 'from = "2019"\n', ":9, key from: from and to go together"),
        (CONFIG + 'definition = "leter"\n', ":9, key definition: leter: technical_share has no such definition"),
        (CONFIG + "min_pupils = 5\n", ":9, key min_pupils: 5: a minimum applies to profile-counts and exam-profiles only."),
        (CONFIG + 'name = "report"\n', ":9, key name: 'report' is already used"),
        ('fail_on = ["wrong"]\n' + CONFIG, ":1, key fail_on: 'wrong' does not exist"),
        ('language = "de"\n' + CONFIG, ":1, key language: 'de' does not exist; choose from en, nl."),
        ("output = 3\n" + CONFIG, ":1, key output: 3 is int, but text in quotes was expected."),
        ("output = \n" + CONFIG, "not valid TOML"),
        (CONFIG.replace("[[input]]", "[input]"), ":3, key input: {'files': ['duo/*.csv']} is dict, but tables [[input]] was expected."),
        ('claims = ["letter"]\n', "toml, key input: it is missing; add it."),
        (CONFIG + '\n[[input]]\nfiles = ["duo/leerlingen-2019.csv"]\n', "is already named by the input on line 4"),
    ],
)  # fmt: skip
def test_a_wrong_configuration_is_named_by_its_line_and_exits_2(job, wrong, sentence):
    found = configured(job, wrong)
    assert found.code == 2, found.err
    assert sentence in found.err
    assert found.err.count("\n") == (3 if "flies" in sentence else 1)  # what is misspelt is missing too
    assert not (job / "results").exists()


def test_all_mistakes_of_a_configuration_are_told_at_once(job):
    wrong = CONFIG.replace('["province"]', '["provence"]') + 'years = ["2019-2021"]\n[[result]]\nindicator = "x"\n'
    found = configured(job, 'language = "de"\n' + wrong)
    first, *others = found.err.splitlines()
    assert first.endswith("sto.toml: 3 mistakes.")
    assert [other.partition("toml:")[2].partition(":")[0] for other in others] == [
        "1, key language",
        "10, key years",
        "12, key indicator",
    ]


def test_there_is_no_configuration(tmp_path):
    found = run("run", tmp_path / "sto.toml")
    assert (found.code, found.err) == (
        2, f"sto: {tmp_path / 'sto.toml'}: cannot be read (No such file or directory); sto init writes one.\n",
    )  # fmt: skip


def test_two_inputs_with_one_year_are_refused(job):
    enrolment(job / "duo", year="2019-2020")
    found = run("run", job / "sto.toml")
    assert found.code == 3
    assert f"enrolment of 2019-2020 was already read from {job}/duo/leerlingen-2019-2020.csv" in found.err


def test_year_and_encoding_are_those_of_the_input(job):
    (job / "duo" / "leerlingen-2019.csv").rename(job / "duo" / "leerlingen.csv")
    assert "the school year is unknown" in run("run", job / "sto.toml").err
    text = 'claims = ["claims.toml"]\n[[input]]\nfiles = ["duo/leerlingen.csv"]\nyear = 2019\nencoding = "cp850"\n'
    assert configured(job, text).code == 0
    manifest = json.loads((job / "results" / "manifest.json").read_text())
    assert manifest["inputs"][0]["read"][0]["encoding"] == "cp850"


# --- A FOLDER THAT IS NOT OURS, AND ONE THAT CANNOT BE WRITTEN ---


def test_a_folder_with_anything_that_no_run_wrote_is_refused(job):
    (job / "results").mkdir()
    (job / "results" / "thesis.docx").write_text("mine")
    found = run("run", job / "sto.toml")
    assert found.code == 2
    assert "has thesis.docx, which sto run did not write" in found.err
    assert (job / "results" / "thesis.docx").read_text() == "mine"


def test_a_file_laid_among_old_results_is_not_lost(job):
    run("run", job / "sto.toml")
    (job / "results" / "notes.txt").write_text("mine")
    assert run("run", job / "sto.toml").code == 2
    assert (job / "results" / "notes.txt").read_text() == "mine"


def test_a_file_that_is_laid_among_them_during_a_run_is_not_lost(job):
    """The folder is looked at a second time, just before it is replaced."""
    run("run", job / "sto.toml")
    before = contents(job / "results")

    def lay():
        with replacing(job / "results") as new:
            (new / "results.csv").write_text("new")
            (job / "results" / "notes.txt").write_text("mine")

    with pytest.raises(UsageError, match=r"has notes.txt, which sto run did not write"):
        lay()
    assert contents(job / "results").items() >= before.items()
    assert (job / "results" / "notes.txt").read_text() == "mine"


def test_what_a_killed_run_left_is_cleared_or_put_back(job):
    """A run was killed while it wrote, and another between two steps: there are no results, and the old ones stand aside."""
    run("run", job / "sto.toml")
    (job / ".results.sto-new").mkdir()
    (job / ".results.sto-new" / "results.csv").write_text("half of it")
    (job / "results").rename(job / ".results.sto-old")
    (job / ".results.sto-old" / "report.md").write_text("mine")
    found = run("run", job / "sto.toml")
    # They are put back before they are looked at, so that what somebody wrote is not lost.
    assert (found.code, "results: report.md is no longer as sto run wrote it (changed)" in found.err) == (2, True)
    assert (job / "results" / "report.md").read_text() == "mine"
    assert not (job / ".results.sto-new").exists()
    assert not (job / ".results.sto-old").exists()


def test_a_run_waits_for_another_that_writes_and_not_for_ever(job, monkeypatch):
    monkeypatch.setattr(folder, "_PATIENCE", 0.1)
    with FileLock(job / ".results.sto-lock"):
        found = run("run", job / "sto.toml")
    assert (found.code, "results: another run has been writing there for 0.1 seconds" in found.err) == (2, True)
    assert run("run", job / "sto.toml").code == 0


@pytest.mark.parametrize("name", ["report.md", "results.parquet", "manifest.json"])
def test_a_file_in_which_a_person_wrote_stops_a_run(job, name):
    run("run", job / "sto.toml")
    file = job / "results" / name
    file.write_bytes(file.read_bytes() + b"\nmy remark\n")
    found = run("run", job / "sto.toml")
    assert (found.code, f"{name} is no longer as sto run wrote it (changed)" in found.err) == (2, True)
    assert file.read_bytes().endswith(b"my remark\n")


@pytest.mark.parametrize("name", ["notes/mine.txt", ".hidden", "empty"])
def test_a_file_that_was_added_anywhere_below_stops_a_run(job, name):
    run("run", job / "sto.toml")
    added = job / "results" / name
    added.parent.mkdir(exist_ok=True)
    added.mkdir() if name == "empty" else added.write_text("mine")
    found = run("run", job / "sto.toml")
    assert (found.code, f"has {name.partition('/')[0]}" in found.err) == (2, True)
    assert added.exists()


def test_what_the_system_leaves_in_a_folder_is_nobodys_work(job):
    run("run", job / "sto.toml")
    (job / "results" / "Thumbs.db").write_text("icons")
    assert run("run", job / "sto.toml").code == 0


def test_a_file_that_is_open_elsewhere_is_to_be_closed_in_excel(job):
    run("run", job / "sto.toml")
    (job / "results" / "~$results.csv").write_text("somebody")
    found = run("run", job / "sto.toml")
    assert (found.code, "is open in another program; close it in Excel" in found.err) == (2, True)


def test_windows_says_that_a_file_is_held_and_the_old_results_stay(job, monkeypatch):
    """As on Windows: folders cannot change places, and one with an open file cannot be renamed."""
    run("run", job / "sto.toml")
    before = contents(job / "results")
    held = PermissionError(13, "Access is denied")
    held.winerror = 32

    def rename(path, *_):
        held.filename = str(path)
        raise held

    monkeypatch.setattr(system, "exchanged", lambda *_: False)
    monkeypatch.setattr(system, "_WAITS", ())
    monkeypatch.setattr(Path, "rename", rename)
    found = run("run", job / "sto.toml")
    monkeypatch.undo()
    assert (found.code, "results: is open in another program; close it in Excel" in found.err) == (2, True)
    assert contents(job / "results") == before


@pytest.mark.parametrize("target", ["elsewhere", "nowhere"])
def test_a_link_in_place_of_the_folder_is_not_followed(job, target):
    (job / "elsewhere").mkdir()
    (job / "results").symlink_to(target)
    found = run("run", job / "sto.toml")
    assert (found.code, f"results: is a link to {target}, and results replace a folder; name" in found.err) == (2, True)
    assert (job / "results").is_symlink()
    assert ([*(job / "elsewhere").iterdir()], (job / "nowhere").exists()) == ([], False)


@pytest.mark.parametrize("named", [".", "..", "../below", "./"])
def test_the_folder_that_one_is_in_is_not_replaced(job, monkeypatch, named):
    """Its place would be taken by another folder, and who stands in the old one sees nothing of it."""
    (job / "below").mkdir()
    monkeypatch.chdir(job / "below")
    found = run("run", job / "sto.toml", "-o", named)
    assert (found.code, f"{Path(named)}: is the folder you are in, or one above it" in found.err) == (2, True)
    assert [*(job / "below").iterdir()] == []
    assert [path.name for path in job.iterdir() if "sto-" in path.name] == []


def test_a_file_in_place_of_the_folder_is_refused(job):
    (job / "results").write_text("mine")
    assert "is not a folder, so results cannot be written there" in run("run", job / "sto.toml").err


def test_a_full_disk_leaves_the_old_results(job):
    """The system lets no file grow beyond 3,000 bytes: the inputs fit, the results do not."""
    run("run", job / "sto.toml")
    before = contents(job / "results")
    found = subprocess.run(
        [sys.executable, "-m", "sto_cli", "run", str(job / "sto.toml")],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000)),  # no thread runs in the child
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},  # under a limit Python keeps half a compiled module
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, contents(job / "results")) == (2, before)
    assert re.search(r"results: the results cannot be written \(.+\); name a folder with room", found.stderr)
    assert [path.name for path in job.iterdir() if "sto-new" in path.name] == []


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_refused(job):
    (job / "locked").mkdir(mode=0o500)
    found = run("run", job / "sto.toml", "-o", job / "locked" / "results")
    assert (found.code, "Permission denied" in found.err) == (2, True)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only Linux has a folder in which nobody may make anything")
def test_a_folder_in_which_no_lock_can_be_made_is_refused_at_once(job, monkeypatch):
    monkeypatch.setattr(folder, "_PATIENCE", 5)
    found = run("run", job / "sto.toml", "-o", "/proc/results")
    assert (found.code, found.err.count("\n")) == (2, 1)
    assert "/proc/results: the results cannot be written (No such file or directory); name a folder" in found.err


# --- INTERRUPTED AT ANY POINT ---

KILLED_AT = """
import os, sys
left = int(sys.argv[1])
def watch(event, arguments):
    global left
    if any(".sto-new" in str(argument) for argument in arguments):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), 9)
sys.addaudithook(watch)
from sto_cli import load_claims, system
if sys.argv[3] == "in two steps":
    system.exchanged = lambda *_: False
from sto_cli.cli.main import main
sys.exit(main(["run", sys.argv[2]]))
"""


@pytest.mark.parametrize("replaced", ["in one step", "in two steps"])
def test_killed_at_any_step_it_leaves_the_old_results_or_the_new_ones(job, replaced):
    """Every opening, renaming and removal in the new folder is one step; the run is killed before one in seventeen, or each (`make proof`)."""
    run("run", job / "sto.toml")
    old = contents(job / "results")
    enrolment(job / "duo", [PIE, CARE, ("00CC", "00", "BL", "Groen", "6751", {"3m": 60})])
    assert run("run", job / "sto.toml", "-o", job / "new").code == 1
    new = contents(job / "new")
    assert old != new
    seen = []
    for step in range(0, 120, 1 if IS_PROOF else 17):
        done = subprocess.run(
            [sys.executable, "-c", KILLED_AT, str(step), str(job / "sto.toml"), replaced],
            capture_output=True,
            check=False,
        )
        aside = job / ".results.sto-old"
        found = contents(job / "results" if (job / "results").exists() else aside)
        assert found in (old, new)
        seen.append(found == new)
        if done.returncode != -signal.SIGKILL:
            break
    assert done.returncode == 1
    assert seen[0] is False
    assert seen[-1] is True
    assert len(seen) > 2
    assert [path.name for path in job.iterdir() if "sto-new" in path.name] == []


STOPPED_AT = """
import os, sys
at, number = sys.argv[1], int(sys.argv[2])
def watch(event, arguments):
    if at and event in {"open", "os.mkdir"} and at in str(arguments[0]):
        globals()["at"] = ""
        os.kill(os.getpid(), number)
sys.addaudithook(watch)
sys.argv = ["sto", "run", sys.argv[3]]
from sto_cli.__main__ import script
script()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("at", ["leerlingen-vo", ".results.sto-new"], ids=["while it reads", "while it writes"])
def test_a_run_that_is_told_to_stop_leaves_nothing_behind(tmp_path, at, number):
    write(tmp_path / "sto.toml", f'[[input]]\nfiles = ["{SAMPLE}/01*-2019.csv"]\n', encoding="utf-8")
    assert run("run", tmp_path / "sto.toml").code == 0
    before = contents(tmp_path / "results")
    started = subprocess.Popen(
        [sys.executable, "-c", STOPPED_AT, at, str(int(number)), str(tmp_path / "sto.toml")],
        stderr=subprocess.PIPE,
        text=True,
    )
    _, errors = started.communicate()
    assert started.returncode == 128 + number
    assert "Traceback" not in errors
    assert contents(tmp_path / "results") == before
    assert {path.name for path in tmp_path.iterdir()} == {"sto.toml", "results", ".results.sto-lock"}


def test_two_runs_into_one_folder_leave_the_results_of_one(job):
    runs = [
        subprocess.Popen([sys.executable, "-m", "sto_cli", "run", str(job / "sto.toml")], stderr=subprocess.DEVNULL)
        for _ in range(3)
    ]
    assert [each.wait() for each in runs] == [0, 0, 0]
    manifest = json.loads((job / "results" / "manifest.json").read_text())
    hashes = contents(job / "results")
    del hashes["manifest.json"]
    assert hashes == manifest["outputs"]
    assert [path.name for path in job.iterdir() if "sto-new" in path.name] == []


# --- WHAT A RUN NOTICES ---


def test_a_quiet_run_says_only_what_is_to_be_looked_at(job):
    """Cron mails whatever is said."""
    run("run", job / "sto.toml")
    found = run("run", job / "sto.toml", "--strict", "--quiet")
    assert (found.code, found.out, found.err) == (0, "", "")
    (job / "duo" / "more.xlsx").write_text("later")
    found = run("run", job / "sto.toml", "--strict", "--quiet")
    assert (found.code, "more.xlsx: lies beside the inputs" in found.err, "sto: wrote " in found.err) == (1, True, True)


def test_a_run_says_what_is_new_changed_gone_unread_and_missing(job):
    """2019 is revised, 2021 is new and 2020 never came; a file of exams lies beside them and nobody reads it."""
    assert run("run", job / "sto.toml", "--strict").code == 1  # staff of 2018 and 2023 leaves years out
    assert run("run", job / "sto.toml", "--strict").code == 0  # which is told once
    (job / "duo" / "personeel.csv").unlink()
    enrolment(job / "duo", [(*PIE[:5], {"3m": 12, "4v": 8}), CARE, ("00CC", "00", "BL", "Groen", "6751", {"3m": 1})])
    enrolment(job / "duo", year="2021")
    (job / "duo" / "examens.xlsx").write_text("later")
    found = run("run", job / "sto.toml")
    for told in (
        "note: duo/leerlingen-2021.csv: new since results.",
        "note: duo/leerlingen-2019.csv: has changed since results under the same name",
        "note: duo/personeel.csv: was read for results and is no longer there.",
        "note: duo/examens.xlsx: lies beside the inputs, and no input names it",
        "note: 2020-2021: there are enrolment data of years before and after, and none of this one.",
        "sto: read 2 files, 2019-2020 to 2021-2022: 1 new, 1 changed, 1 gone, 1 unread, 1 missing year\n",
    ):
        assert told in found.err
    assert [line.startswith("sto: ") for line in found.err.splitlines()[-3:]] == [True] * 3
    ignoring = 'ignore = ["duo/*.xlsx"]\n' + CONFIG
    assert "0 new, 0 changed, 0 gone, 0 unread, 1 missing year" in configured(job, ignoring).err


def test_what_is_replaced_is_kept_where_a_file_changed_under_the_same_name(job):
    run("run", job / "sto.toml")
    before = results_of(job)
    enrolment(job / "duo", [(*PIE[:5], {"3m": 14, "4v": 8}), CARE])
    assert "results-before keeps those results" in run("run", job / "sto.toml").err
    assert results_of(job, "results-before") == before != results_of(job)
    found = run("diff", job / "results-before", job / "results")
    assert "leerlingen-2019.csv" in found.out
    assert run("verify", job / "results-before").code == 0
    run("run", job / "sto.toml")  # nothing changed since, so the copy stays
    assert results_of(job, "results-before") == before


def test_a_folder_of_data_below_the_inputs_is_noticed(job):
    (job / "duo" / "2025").mkdir()
    (job / "duo" / ".hidden").mkdir()
    (job / "duo" / "empty").mkdir()
    (job / "duo" / "round").symlink_to(job / "duo")
    for name in ("2025", ".hidden"):
        enrolment(job / "duo" / name, year="2025")
    found = run("run", job / "sto.toml", "--strict")
    assert found.code == 1
    assert [line for line in found.err.splitlines() if "no input names it" in line] == [
        "note: duo/2025/: lies beside the inputs, and no input names it; add it to an [[input]], or to ignore."
    ]


def test_a_file_that_is_gone_is_the_cause_and_not_another_question(job):
    run("run", job / "sto.toml", "-o", job / "results-1")
    (job / "duo" / "personeel.csv").unlink()
    run("run", job / "sto.toml", "-o", job / "results-2")
    found = run("diff", job / "results-1", job / "results-2").out
    assert "no longer asked" not in found
    assert "personeel.csv" in found or "its year is gone" in found


def results_of(job, name="results"):
    return {path.name: path.read_bytes() for path in (job / name).iterdir()}


def test_nothing_to_notice_is_no_finding(job):
    (job / "duo" / "personeel.csv").unlink()
    assert run("run", job / "sto.toml", "--strict").code == 0
    found = run("run", job / "sto.toml", "--strict", "--lang", "nl")
    assert (found.code, "0 nieuw, 0 gewijzigd, 0 weg, 0 ongelezen, 0 ontbrekende jaren" in found.err) == (0, True)
    enrolment(job / "duo", [PIE], year="2020")
    assert run("run", job / "sto.toml").code == 0
    enrolment(job / "duo", [PIE], year="2021")
    assert run("run", job / "sto.toml", "--strict").code == 1


def test_the_name_of_the_folder_holds_the_year_of_the_newest_data(job):
    (job / "duo" / "personeel.csv").unlink()
    text = 'output = "results-{year}"\n' + CONFIG
    assert configured(job, text).code == 0
    enrolment(job / "duo", [PIE], year="2020")
    found = configured(job, text)
    assert {path.name for path in job.glob("results-*")} == {"results-2019", "results-2020"}
    assert "duo/leerlingen-2020.csv: new since results-2019." in found.err
    assert run("diff", job / "results-2019", job / "results-2020").code == 0


def test_the_year_may_stand_in_a_folder_above(job):
    (job / "duo" / "personeel.csv").unlink()
    text = 'output = "archive/{year}/results"\n' + CONFIG
    assert configured(job, text).code == 0
    enrolment(job / "duo", [PIE], year="2020")
    assert "duo/leerlingen-2020.csv: new since results." in configured(job, text).err
    assert [path.parent.name for path in sorted(job.glob("archive/*/results"))] == ["2019", "2020"]


ON_A_TABLE = """
[[claim]]
id = "shortage"
printed = "9,1%"
[claim.table]
file = "tables/tekort.csv"
column = "Tekort"
"""


def test_a_table_that_a_claim_is_on_is_proved_and_its_change_is_noticed(job):
    (job / "tables").mkdir()
    table, beside = (job / "tables" / name for name in ("tekort.csv", "other.csv"))
    table.write_bytes(b"Vak;Tekort\nvmbo;9,1%\n")
    beside.write_bytes(b"a;b\n")  # lies beside no input
    write(job / "claims.toml", CLAIMS + ON_A_TABLE, encoding="utf-8")
    assert run("run", job / "sto.toml").code == 0
    before = results_of(job)
    manifest = json.loads(before["manifest.json"])
    assert manifest["claim_tables"] == {"tables/tekort.csv": hashlib.sha256(b"Vak;Tekort\nvmbo;9,1%\n").hexdigest()}
    assert "0 new, 0 changed, 0 gone, 0 unread" in run("run", job / "sto.toml").err
    table.write_bytes(b"Vak;Tekort\nvmbo;9,4%\n")
    found = run("run", job / "sto.toml", "--strict")
    assert (found.code, "tables/tekort.csv: has changed since results under the same name" in found.err) == (1, True)
    assert results_of(job, "results-before") == before
    write(job / "claims.toml", CLAIMS, encoding="utf-8")
    assert "tables/tekort.csv: was read for results and is no longer there." in run("run", job / "sto.toml").err


def test_results_of_an_older_form_get_a_sentence_and_are_replaced(job):
    run("run", job / "sto.toml")
    older(job / "results")
    found = run("run", job / "sto.toml")
    assert (found.code, "another version of sto wrote these results" in found.err) == (0, True)
    older(job / "results")
    (job / "results" / "report.md").write_text("mine")
    assert run("run", job / "sto.toml").code == 2


def older(folder):
    """Write a manifest as older versions did: of another form, and without its own checksum."""
    manifest = json.loads((folder / "manifest.json").read_text()) | {FORMAT: 2}
    del manifest["manifest"]
    (folder / "manifest.json").write_text(json.dumps(manifest))


# --- RESULTS THAT CAN BE TRUSTED LATER ---


def test_verify_names_every_file_that_was_touched(job):
    run("run", job / "sto.toml")
    found = run("verify", job / "results")
    assert (found.code, found.out) == (0, f"{job / 'results'}: every file is as sto wrote it.\n")
    (job / "results" / "report.md").write_text("mine")
    (job / "results" / "results.csv").unlink()
    (job / "results" / "mine.txt").write_text("mine")
    found = run("verify", job / "results", "--lang", "nl")
    assert found.code == 1
    assert found.out.splitlines() == [
        f"{job / 'results' / 'mine.txt'}: toegevoegd",
        f"{job / 'results' / 'report.md'}: gewijzigd",
        f"{job / 'results' / 'results.csv'}: weg",
    ]
    assert run("verify", job / "duo").code == 3


def test_a_manifest_vouches_for_itself(job):
    """Whoever edits a file and its checksum must seal the manifest anew, which is no accident."""
    run("run", job / "sto.toml")
    file = job / "results" / "manifest.json"
    file.write_bytes(file.read_bytes().replace(b'"synthetic_sample": false', b'"synthetic_sample": true'))
    assert run("verify", job / "results").out == f"{file}: changed\n"
    manifest = json.loads(file.read_bytes())
    del manifest["manifest"]
    file.write_bytes(sealed((json.dumps(manifest, indent=2) + "\n").encode()))
    assert run("verify", job / "results").code == 0


def test_a_manifest_that_may_not_be_read_is_not_called_damaged(job, monkeypatch):
    run("run", job / "sto.toml")
    read = Path.read_bytes

    def denied(path):
        if path.name == "manifest.json":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", denied)
    for line in (["verify", job / "results"], ["diff", job / "results", job / "results"], ["run", job / "sto.toml"]):
        found = run(*line)
        assert (found.code, "manifest.json: cannot be used (Permission denied)" in found.err) == (2, True)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize("in_one_step", [True, False])
def test_runs_that_are_killed_at_random_moments_leave_no_mix(tmp_path, in_one_step):
    found = proving_runs.kill(tmp_path / "results", 12, 7, in_one_step=in_one_step)
    assert (found["mixes"], found["left"]) == (0, 0)
    assert found["versions"] > 1


def test_every_bit_that_is_turned_is_noticed(tmp_path):
    found = proving_runs.turn_bits(proving_runs.results(tmp_path / "results"), 150, 7)
    assert found == {"flips": 150, "verify": 150, "read": 150}


# --- SETTING UP ---


@pytest.fixture
def drawn(job, monkeypatch):
    """Give the folder of the job without its configuration, to be in."""
    monkeypatch.chdir(job)
    (job / "sto.toml").unlink()
    return job


def test_init_writes_a_configuration_that_runs(drawn):
    found = run("init", "duo")
    assert (found.code, found.out) == (0, "")
    text = (drawn / "sto.toml").read_text()
    assert 'files = ["duo/leerlingen*.csv"]' in text
    assert 'files = ["duo/personeel*.csv"]' in text
    (cron,) = re.findall(r"# +cron +0 7 1 \* \* cd (.*) && (.*) run --strict --quiet\n", text)
    assert cron[0] == str(drawn)
    # A scheduler knows no environment of Python, so the program is named by its whole path.
    version = subprocess.run([*shlex.split(cron[1]), "--version"], env={}, capture_output=True, text=True, check=True)
    assert version.stdout.startswith("sto ")
    assert run("run").code in {0, 1}
    assert (drawn / "results-2023" / "manifest.json").exists()
    assert "the file exists, and is not written over" in run("init", "duo").err


def test_init_speaks_dutch_and_what_it_writes_means_the_same(drawn):
    """Keys and indicators are the contract; comments are Dutch, and so are columns, verdicts and claims, which both languages know."""
    (drawn / "duo" / "personeel.csv").unlink()
    write(drawn / "duo" / "leerlingen-extra.csv", "a;b\n1;2\n")
    enrolment(drawn / "duo", year="2019-2020")
    assert run("init", "duo", "-o", "en.toml").code == run("init", "duo", "-o", "nl.toml", "--lang", "nl").code == 0
    english, dutch = (tomllib.loads((drawn / name).read_text(encoding="utf-8")) for name in ("en.toml", "nl.toml"))
    assert (english.pop("language"), dutch.pop("language")) == ("en", "nl")
    columns = {"province": "provincie", "profile": "profiel"}
    for result in english["result"]:
        result["by"] = [columns[name] for name in result["by"]]
    dutch_ids = {f"letter#{claim.id}": f"brief#{claim.name.dutch}" for claim in load_claims("letter").claims}
    english["claims"] = [dutch_ids[claim] for claim in english["claims"]]
    assert (english.pop("fail_on"), dutch.pop("fail_on")) == (
        ["contradicted", "doubtful"],
        ["weersproken", "twijfelachtig"],
    )
    assert english == dutch
    text = (drawn / "nl.toml").read_text(encoding="utf-8")
    for told in (
        "# De jaarlijkse herberekening: sto run leest dit bestand",
        " run nl.toml --strict --quiet\n#   Taakplanner     schtasks /Create",
        '    # "brief#fte-technisch",    # fte leraren: de bestanden bevatten geen gegevens over personeel\n',
        '# "duo/leerlingen-2019.csv": 2019-2020 wordt al uit leerlingen-2019-2020.csv gelezen; noem een van beide',
        "# Leerlingen per vestiging: 2019-2020\n[[input]]",
        'where = { provincie = "Utrecht" }',
    ):
        assert told in text
    spoken = [line.partition("# ")[2] for line in text.splitlines()[1:] if "# " in line]
    english_text = (drawn / "en.toml").read_text(encoding="utf-8")
    assert [line for line in spoken if " " in line and " = " not in line and line in english_text] == []
    for name in ("en", "nl"):
        assert run("run", f"{name}.toml", "-o", name).code in {0, 1}
    names = [{*pl.read_parquet(drawn / name / "results.parquet")["result"]} for name in ("en", "nl")]
    assert names[0] == names[1] > {"report", "technical_share-by-province"}


def test_cron_and_toml_can_read_the_line_whatever_the_folder_is_called(tmp_path, monkeypatch):
    """A % ends the command in a table of cron, and a line break the comment."""
    folder = tmp_path / "50% of\nit"
    folder.mkdir()
    monkeypatch.chdir(folder)
    enrolment(folder)
    assert run("init").code == 0
    text = (folder / "sto.toml").read_text(encoding="utf-8")
    assert r"50\% of\nit' && " in text
    assert tomllib.loads(text)["input"] == [{"files": ["leerlingen*.csv"]}]


def test_init_knows_the_catalog_that_it_was_given(drawn):
    write(drawn / "mine.toml", '[profiles.PIE]\nspellings = ["P.I.E."]\n', encoding="utf-8")
    run("init", "duo", "--catalog", "mine.toml")
    assert tomllib.loads((drawn / "sto.toml").read_text(encoding="utf-8"))["catalog"] == "mine.toml"


def test_the_file_of_next_year_is_read_without_a_word(drawn):
    run("init", "duo")
    run("run")
    enrolment(drawn / "duo", [PIE], year="2024")
    assert "duo/leerlingen-2024.csv: new since results-2023." in run("run").err
    assert json.loads((drawn / "results-2024" / "verdicts.json").read_text())[0]["checks"]


def test_a_glob_matches_no_file_that_cannot_be_read(drawn):
    """`leerlingen*.csv` would take a list of pupils that DUO did not write, and a second file of 2019; so names are given."""
    write(drawn / "duo" / "leerlingen-extra.csv", "a;b\n1;2\n")
    enrolment(drawn / "duo", year="2019-2020")
    assert run("init", "duo").code == 0
    text = (drawn / "sto.toml").read_text()
    assert 'files = ["duo/leerlingen-2019-2020.csv"]' in text
    assert '# "duo/leerlingen-2019.csv": 2019-2020 is read from leerlingen-2019-2020.csv; name one of the two' in text
    assert 'ignore = ["duo/leerlingen-extra.csv"]' in text
    assert "leerlingen-extra" not in run("run").err


def test_claims_that_these_files_never_decide_are_comments_with_the_reason(drawn):
    """Without a file of staff nothing can be said of FTE, of whatever year; the pupils of 2024 may still come."""
    (drawn / "duo" / "personeel.csv").unlink()
    run("init", "duo")
    text = (drawn / "sto.toml").read_text()
    assert '    # "letter#fte-technical",    # fte_change: the files have no staffing data\n' in text
    assert '    "letter#technical-share-2025",\n' in text
    assert (
        'fail_on = ["contradicted", "doubtful"]    # add undecidable when these files decide all claims; now ' in text
    )
    run("run")
    (checked,) = json.loads((drawn / "results-2019" / "verdicts.json").read_text())
    assert "fte-technical" not in {check["id"] for check in checked["checks"]}


def test_claims_that_come_with_sto_are_called_as_their_user_does(job):
    assert "\nsto: letter: " in configured(job, CONFIG.replace("claims.toml", "letter")).err
    assert "\nsto: brief: " in configured(job, 'language = "nl"\n' + CONFIG.replace("claims.toml", "letter")).err


def test_one_claim_of_a_file_can_be_meant(job):
    text = CLAIMS + CLAIMS.partition("[[claim]]\n")[2].join(["\n[[claim]]\n", ""]).replace('"half"', '"other"')
    write(job / "claims.toml", text, encoding="utf-8")
    assert "1 of 1 claims checked" in configured(job, CONFIG.replace("claims.toml", "claims.toml#other")).err
    assert "2 of 2 claims checked" in configured(job, CONFIG).err
    found = configured(job, CONFIG.replace("claims.toml", "claims.toml#others"))
    assert (found.code, "claims.toml has no claim 'others'; it has half, other." in found.err) == (2, True)


def test_init_asks_for_a_year_that_nothing_says_and_the_run_waits_for_it(job, monkeypatch):
    monkeypatch.chdir(job)
    (job / "sto.toml").unlink()
    (job / "duo" / "leerlingen-2019.csv").rename(job / "duo" / "leerlingen.csv")
    run("init", "duo")
    found = run("run")
    assert (found.code, "key year: it is blank" in found.err) == (2, True)
    text = (job / "sto.toml").read_text()
    (job / "sto.toml").write_text(text.replace('year = ""', 'year = "2019"'))
    assert run("run").code in {0, 1}


def test_init_names_an_archive_and_not_what_lies_in_it(job, monkeypatch):
    monkeypatch.chdir(job)
    (job / "sto.toml").unlink()
    with zipfile.ZipFile(job / "both.zip", "w") as archive:
        archive.writestr("a read me.txt", "nothing")
        for file in (job / "duo").iterdir():
            archive.write(file, file.name)
    run("init", "both.zip")
    assert (job / "sto.toml").read_text().count("[[input]]") == 1
    assert run("run").code in {0, 1}


@pytest.mark.skipif(not SHARED.is_dir(), reason="the real DUO files are not here")
def test_a_year_of_the_job_on_the_real_files(tmp_path, monkeypatch):
    """A whole year: set up, run, the file of 2019 comes, another is revised, and somebody writes in the results.

    22,913 ÷ 119,243 = 19.215% in 2019. docs/recalculation.md tells the same.
    """
    monkeypatch.chdir(tmp_path)
    duo = tmp_path / "duo"
    duo.mkdir()
    for path in [*SHARED.glob("01*2017-2018.csv"), *SHARED.glob("02*.csv")]:
        shutil.copy(path, duo)
    run("init", "duo")
    assert run("run").code == 3  # the letter has no claim on 2017
    assert run("run", "--strict").code == 3

    shutil.copy(next(SHARED.glob("01*-2019.csv")), duo)
    places = next(duo.glob("02*.csv"))
    places.write_bytes(places.read_bytes().replace(b"GRONINGEN", b"DRENTHE", 1))
    found = run("run", "--strict")
    assert found.code == 1
    assert "-2019.csv: new since results-2017." in found.err
    assert "has changed since results-2017 under the same name" in found.err
    assert "2018-2019: there are enrolment data of years before and after" in found.err

    rows = pl.read_parquet("results-2019/results.parquet")
    (share,) = rows.filter(
        pl.col("from_year").is_null(),
        result="report", part="technical", school_year="2019-2020", indicator="technical_share",
    ).rows(named=True)  # fmt: skip
    assert (share["numerator"], share["denominator"]) == (22_913, 119_243)
    assert run("verify", "results-2017").code == run("verify", "results-2019").code == 0

    found = json.loads(run("diff", "results-2017", "results-2019", "--format", "json").out)
    assert {cause for one in found["differences"] for cause in one["causes"]} == {"new_year"}
    assert found["movements"]["series_break"] is True
    (every,) = found["movements"]["counts"]
    assert every["before"] + every["appeared"] - every["disappeared"] == every["after"] == 1_450
    assert run("diff", "results-2017", "results-2019", "--subject").out.startswith(
        "sto diff, results-2017 → results-2019: a new year: "
    )

    report = tmp_path / "results-2019" / "report.md"
    report.write_text(report.read_text() + "Ask DUO about Groningen.\n")
    assert run("verify", "results-2019").out == "results-2019/report.md: changed\n"
    assert run("run").code == 2
    assert run("diff", "results-2017", "results-2019").code == 3
    assert report.read_text().endswith("Ask DUO about Groningen.\n")
