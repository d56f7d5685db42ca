"""What systems lack is taken away call by call, and everything goes on: signals, exchanging folders, locks, wildcards, signs."""

import codecs
import ctypes
import json
import os
import re
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path, PureWindowsPath

import pytest
import yaml

from sto_cli import system
from sto_cli.cli import streams
from sto_cli.language import say
from tests.drawing import PIE, enrolment, run, write

TOP = Path(__file__).parent.parent
SIMULATED = TOP / "tests" / "simulated"
GOLDEN = TOP / "tests" / "golden"
CODE_PAGES = ("cp1252", "cp437", "cp850", "ascii")


# --- CALLS THAT ARE MISSING ---


@pytest.mark.parametrize("missing", ["SIGHUP", "SIGTERM", "SIGINT"])
def test_a_signal_that_the_system_does_not_have_is_left_out(monkeypatch, missing):
    listened = []
    monkeypatch.setattr(signal, "getsignal", lambda _: signal.SIG_DFL)  # nohup has it ignored
    monkeypatch.setattr(signal, "signal", lambda number, _: listened.append(number))
    there = {getattr(signal, name) for name in ("SIGHUP", "SIGTERM", "SIGINT") if name != missing}
    monkeypatch.delattr(signal, missing)
    system.on_stop(lambda *_: None)
    assert {*listened} == there


def no_library(*_, **__):
    raise OSError("no such library")


class Bare:
    """A library of the system without a call that lets folders change places."""


class Apple:
    """One that has macOS's call, which cannot do it on this disk."""

    @staticmethod
    def renamex_np(*_):
        return -1


@pytest.mark.parametrize(
    "library", [no_library, lambda *_, **__: Bare(), lambda *_, **__: Apple()], ids=["none", "bare", "macOS"]
)
def test_folders_that_cannot_change_places_are_replaced_in_two_steps(tmp_path, monkeypatch, library):
    monkeypatch.setattr(ctypes, "CDLL", library)
    enrolment(tmp_path)
    write(tmp_path / "sto.toml", '[[input]]\nfiles = ["*.csv"]\n', encoding="utf-8")
    assert run("run", tmp_path / "sto.toml").code == 0
    enrolment(tmp_path, [PIE])
    assert run("run", tmp_path / "sto.toml").code == 0
    assert run("verify", tmp_path / "results").code == 0
    manifest = json.loads((tmp_path / "results" / "manifest.json").read_text())
    assert manifest["inputs"][0]["read"][0]["rows"] == 1
    assert {path.name for path in tmp_path.glob(".results*")} == {
        ".results.sto-lock",
        ".results-before.sto-lock",
    }


def python(code, *arguments, simulated="win32"):
    """Run Python as on another system, in a process of its own."""
    settings = os.environ | {"PYTHONPATH": f"{TOP}{os.pathsep}{SIMULATED}", "STO_SIMULATE": simulated}
    command = [sys.executable, *(["-c", code] if code else ["-m", "sto_cli"]), *map(str, arguments)]
    return subprocess.run(command, env=settings, capture_output=True, check=False)


@pytest.mark.parametrize("missing", ["win32", "darwin", "geteuid,fork,SIGHUP,SIGPIPE,fcntl"])
def test_a_run_goes_on_without_them(tmp_path, missing):
    enrolment(tmp_path)
    write(tmp_path / "sto.toml", '[[input]]\nfiles = ["*.csv"]\n', encoding="utf-8")
    done = python("", "run", tmp_path / "sto.toml", simulated=missing)
    assert done.returncode == 0, done.stderr
    assert run("verify", tmp_path / "results").code == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "results").iterdir()}
    assert run("run", tmp_path / "sto.toml").code == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "results").iterdir()} == before


def test_no_lock_but_one_that_a_file_makes_is_enough(tmp_path):
    enrolment(tmp_path)
    write(tmp_path / "sto.toml", '[[input]]\nfiles = ["*.csv"]\n', encoding="utf-8")
    code = "import sys; sys.modules['fcntl'] = None\nfrom sto_cli.cli.main import main; sys.exit(main(sys.argv[1:]))"
    done = python(code, "run", tmp_path / "sto.toml", simulated="fcntl")
    assert done.returncode == 0, done.stderr


def test_no_module_but_one_knows_what_only_some_systems_have():
    calls = re.compile(
        r"\b(import (fcntl|signal|ctypes|msvcrt|resource)|os\.(dup2|fstat|geteuid|fork|mkfifo)|sys\.platform)\b"
    )
    found = {path.name for path in (TOP / "sto_cli").rglob("*.py") if calls.search(path.read_text(encoding="utf-8"))}
    assert found == {"system.py", "__main__.py"}  # that one ignores a second signal


PART = "proves or year_of_the_newest or anywhere_below or killed_run or goes_with_csv or has_a_mark or windows_says"


def test_tests_that_name_what_windows_lacks_are_collected_there_and_a_part_passes():
    """The whole suite passes so: `STO_SIMULATE=win32 python -m pytest`."""
    names = re.compile(r"\b(pty|resource|termios|fcntl|geteuid|mkfifo|fork|csv-dialect)\b")
    files = [path for path in (TOP / "tests").glob("test_*.py") if names.search(path.read_text(encoding="utf-8"))]
    assert len(files) > 5
    code = "import sys, pytest; sys.exit(pytest.main(sys.argv[1:]))"
    done = python(code, "-q", "-n0", "-p", "no:cacheprovider", "-k", PART, *files)
    assert done.returncode == 0, done.stdout[-2000:]
    assert done.stdout.partition(b" ")[0].count(b".") >= 8, done.stdout


def test_what_is_simulated_is_seen_by_the_project_and_by_no_library(tmp_path):
    code = """
import io, os, signal, sys, pathlib, platform, tempfile
assert sys.platform == "win32" and platform.system() == "Linux"
assert not hasattr(os, "geteuid") and not hasattr(signal, "SIGHUP")
here = pathlib.Path(sys.argv[1])
(here / "text").write_text("a\\nb\\n", encoding="utf-8")
assert (here / "text").read_bytes() == b"a\\r\\nb\\r\\n"
file = (here / "text").open("rb")
for forbidden in (lambda: (here / "text").unlink(), lambda: here.rename(here.with_name("other")), lambda: os.replace(here / "text", here / "new")):
    try:
        forbidden()
    except PermissionError as error:
        assert error.winerror == 32
    else:
        sys.exit("allowed")
print("seen")
"""
    done = python(code, tmp_path)
    assert done.stdout == b"seen\r\n", done.stderr


# --- FILES THAT ANOTHER PROGRAM HAS OPEN ---

HOLDING = """
import mmap, sys
from sto_cli import system
from sto_cli.cli.main import main
system._WAITS = (0.01,)
file = open(sys.argv[1], "r+b")
if sys.argv[2] == "mapped":
    held = mmap.mmap(file.fileno(), 0)
    file.close()
sys.exit(main(sys.argv[3:]))
"""


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="only Linux says what is open")
@pytest.mark.parametrize("how", ["open", "mapped"])
def test_a_file_that_is_open_is_to_be_closed_in_excel_and_stays_as_it_is(tmp_path, how):
    enrolment(tmp_path)
    write(tmp_path / "sto.toml", '[[input]]\nfiles = ["*.csv"]\n', encoding="utf-8")
    for asked, file in (
        (["run", tmp_path / "sto.toml"], tmp_path / "results" / "results.csv"),
        (["technical-share", tmp_path, "-o", tmp_path / "x.xlsx"], tmp_path / "x.xlsx"),
    ):
        assert run(*asked).code == 0
        before = file.read_bytes()
        done = python(HOLDING, file, how, *asked)
        assert (done.returncode, b"close it in Excel" in done.stderr) == (2, True), done.stderr
        assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if ".part" in path.name or "sto-new" in path.name] == []
    assert run("run", tmp_path / "sto.toml").code == 0


ALL_OF_THEM = """
import json, sys
from sto_cli.cli.main import main
for line in json.loads(sys.argv[1]):
    if code := main(line):
        sys.exit(f"{line}: {code}")
"""


def test_a_job_of_a_year_removes_and_renames_nothing_that_it_has_open_or_mapped(tmp_path, monkeypatch):
    """What reads a results folder or makes a copy beside it lets go of its files first, so nothing is left behind."""
    monkeypatch.chdir(tmp_path)
    for name in ("duo", "revised"):
        (tmp_path / name).mkdir()
    enrolment(tmp_path / "duo")
    enrolment(tmp_path / "revised", [PIE])
    for name in ("duo", "revised"):
        write(tmp_path / f"{name}.toml", f'[[input]]\nfiles = ["{name}/*.csv"]\n', encoding="utf-8")
    again = [["ingest", "duo", "-o", "facts.parquet"], ["technical-share", "duo", "-o", "x.xlsx"]] * 2
    compared = [["diff", "old", "results", "-o", f"d.{form}"] for form in ("html", "json", "md", "csv")] * 2
    lines = [
        ["run", "duo.toml", "-o", "old"],
        *[["run", "duo.toml"]] * 2,
        ["verify", "results"],
        ["run", "revised.toml"],
        *compared,
        *again,
    ]
    done = python(ALL_OF_THEM, json.dumps(lines))
    assert (done.returncode, done.stderr.count(b"Excel")) == (0, 0), done.stderr
    left = [path.name for path in tmp_path.iterdir() if path.name.endswith((".part", ".sto-new", ".sto-old"))]
    assert left == []


@pytest.mark.parametrize(
    ("number", "there", "held"),
    [(32, True, True), (33, False, True), (5, True, True), (5, False, False), (None, True, False)],
)
def test_access_denied_is_a_held_file_only_where_there_is_a_file(tmp_path, number, there, held):
    file = tmp_path / "x.csv"
    if there:
        file.touch()
    error = PermissionError(13, "Access is denied", str(tmp_path / "new"), None, str(file))
    error.winerror = number
    assert system.is_held(error) is held


def test_a_file_that_is_held_for_a_moment_is_waited_for(monkeypatch):
    waited, answers = [], [32, 32, None]
    monkeypatch.setattr(system, "sleep", waited.append)

    def move():
        if number := answers.pop(0):
            error = PermissionError(13, "in use")
            error.winerror = number
            raise error

    system.when_free(move)
    assert (answers, waited) == ([], [0.1, 0.3])


def test_a_relative_path_is_written_with_slashes_as_results_have_it():
    assert say("note: {note}", note=PureWindowsPath("duo", "a.csv")) == "note: duo/a.csv"
    assert say("note: {note}", note=PureWindowsPath("C:/", "a.csv")) == r"note: C:\a.csv"


# --- WILDCARDS ---


def test_wildcards_are_expanded_on_windows_only(tmp_path, monkeypatch):
    for name in ("b.csv", "a.csv"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    asked = ["report", "*.csv", "--where", "profile=M*", "none*.csv", "--output=*.csv"]
    monkeypatch.setattr(sys, "platform", "darwin")
    assert system.expanded(asked) == asked
    monkeypatch.setattr(sys, "platform", "win32")
    assert system.expanded(asked) == ["report", "a.csv", "b.csv", *asked[2:]]


# --- SIGNS THAT A CODE PAGE LACKS ---


@pytest.mark.parametrize("page", CODE_PAGES)
def test_every_sign_of_every_screen_has_a_stand_in_of_its_own(page):
    """A minus is a minus: −0.7 never prints as ?0.7."""
    assert "−0.7".encode(page, "sto") == b"-0.7"
    signs = {sign for file in GOLDEN.glob("*.txt") for sign in file.read_text(encoding="utf-8") if not sign.isascii()}
    lacking = {sign for sign in signs if not sign.encode(page, "ignore")}
    shown = {sign: sign.encode(page, "sto").decode(page) for sign in lacking}
    assert "?" not in shown.values()
    letters = {sign for sign in lacking if sign.isalpha()}
    marks = [text for sign, text in shown.items() if sign not in letters]
    assert len({*marks}) == len(marks)


def test_no_two_signs_have_one_stand_in_nor_that_of_a_verdict():
    given = [*streams.STAND_INS.values()]
    assert len({*given}) == len(given)
    assert not {"~", "?", "–"} & {*given}
    assert all(text.isascii() for text in given)


def test_a_letter_loses_its_accent_and_what_has_no_stand_in_is_a_question_mark():
    assert "één ☃".encode("ascii", "sto") == b"een ?"
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("utf-8", "sto")


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of Linux and macOS")
@pytest.mark.parametrize("page", ["cp1252", "cp437"])
def test_a_terminal_of_such_a_code_page_shows_them(page):
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "sto_cli", "report"]
    environment = os.environ | {"PYTHONIOENCODING": page, "COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb"}
    with subprocess.Popen(command, env=environment, stdout=theirs, stderr=subprocess.DEVNULL):
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:  # the terminal is closed
            pass
    text = shown.decode(page)
    assert "?" not in text.replace("? doubtful", "")
    assert "v confirmed" in text
    assert codecs.lookup_error("sto")


# --- THE WORKFLOW ---

FLOW = TOP / ".github" / "workflows" / "test.yml"


def lint(schema, *files):
    linter = Path(sysconfig.get_path("scripts")) / "check-jsonschema"
    asked = [linter, "--builtin-schema", f"vendor.{schema}", *files]
    return subprocess.run(asked, capture_output=True, text=True, check=False)


def test_a_linter_finds_nothing_in_the_workflows_and_something_in_a_spoilt_one(tmp_path):
    flows = sorted(FLOW.parent.glob("*.yml"))
    assert len(flows) > 1
    for schema, files in (("github-workflows", flows), ("github-actions", [TOP / "action.yml"])):
        assert lint(schema, *files).returncode == 0, lint(schema, *files).stdout
    for wrong in ("runs_on:", "runs-on: [${{ matrix.os }}]\n    step:"):
        spoilt = tmp_path / "test.yml"
        spoilt.write_text(FLOW.read_text(encoding="utf-8").replace("runs-on:", wrong, 1), encoding="utf-8")
        assert lint("github-workflows", spoilt).returncode == 1


def test_the_workflow_runs_the_suite_on_every_system():
    """It cannot run here, so what can be read of it is checked: systems, oldest and newest Python, and the command."""
    flow = yaml.safe_load(FLOW.read_text(encoding="utf-8"))
    job = flow["jobs"]["test"]
    assert {*job["strategy"]["matrix"]["os"]} == {"ubuntu-latest", "macos-latest", "windows-latest"}
    assert {"3.11", "3.14"} <= {*job["strategy"]["matrix"]["python"]}
    assert any("pytest" in step.get("run", "") for step in job["steps"])
    assert all(re.fullmatch(r"[\w/-]+@v\d+", step["uses"]) for step in job["steps"] if "uses" in step)
    assert flow["permissions"] == {"contents": "read"}
