"""What systems lack is taken away call by call, and everything goes on: signals, exchanging folders, locks, wildcards, signs."""

import codecs
import ctypes
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from sto_cli import system
from sto_cli.cli import streams
from tests.drawing import PIE, enrolment, run, write

TOP = Path(__file__).parent.parent
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


WITHOUT = """
import os, signal, sys
for module in {modules}:
    sys.modules[module] = None
for name in {calls}:
    for of in (os, signal):
        if hasattr(of, name):
            delattr(of, name)
from sto_cli.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("modules", "calls"),
    [
        (["fcntl"], []),
        (["resource", "pwd", "grp"], []),
        ([], ["geteuid", "getuid", "fork", "mkfifo"]),
        ([], ["SIGHUP", "SIGKILL", "SIGPIPE"]),
    ],
)
def test_a_run_goes_on_without_them(tmp_path, modules, calls):
    enrolment(tmp_path)
    write(tmp_path / "sto.toml", '[[input]]\nfiles = ["*.csv"]\n', encoding="utf-8")
    code = WITHOUT.format(modules=modules, calls=calls)
    done = subprocess.run(
        [sys.executable, "-c", code, "run", str(tmp_path / "sto.toml")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert run("verify", tmp_path / "results").code == 0


def test_no_module_but_one_knows_what_only_some_systems_have():
    calls = re.compile(
        r"\b(import (fcntl|signal|ctypes|msvcrt|resource)|os\.(dup2|fstat|geteuid|fork|mkfifo)|sys\.platform)\b"
    )
    found = {path.name for path in (TOP / "sto_cli").rglob("*.py") if calls.search(path.read_text(encoding="utf-8"))}
    assert found == {"system.py", "__main__.py"}  # that one ignores a second signal


COLLECTED = """
import os, sys
for module in ("fcntl", "pty", "resource", "termios"):
    sys.modules[module] = None
del os.geteuid, os.mkfifo, os.fork
import pytest
sys.exit(pytest.main(["--collect-only", "-q", "-n0", "-W", "ignore", "-p", "no:cacheprovider", *sys.argv[1:]]))
"""


def test_all_tests_that_name_what_windows_lacks_are_collected_without_it():
    names = re.compile(r"\b(pty|resource|termios|fcntl|geteuid|mkfifo|fork)\b")
    files = [str(path) for path in (TOP / "tests").glob("test_*.py") if names.search(path.read_text(encoding="utf-8"))]
    assert len(files) > 4
    done = subprocess.run(
        [sys.executable, "-c", COLLECTED, *files], cwd=TOP, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:]


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


def test_the_workflow_runs_the_suite_on_every_system():
    """It cannot run here, so what can be read of it is checked: systems, oldest and newest Python, and the command."""
    flow = yaml.safe_load((TOP / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8"))
    job = flow["jobs"]["test"]
    assert {*job["strategy"]["matrix"]["os"]} == {"ubuntu-latest", "macos-latest", "windows-latest"}
    assert {"3.11", "3.14"} <= {*job["strategy"]["matrix"]["python"]}
    assert any("pytest" in step.get("run", "") for step in job["steps"])
    assert all(re.fullmatch(r"[\w/-]+@v\d+", step["uses"]) for step in job["steps"] if "uses" in step)
    assert flow["permissions"] == {"contents": "read"}
