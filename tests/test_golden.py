"""Golden output: the bytes of screens and files, as they stood when a person last read them.

`make golden` writes them anew.
"""

import contextlib
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
import termios
import time
from itertools import product
from pathlib import Path

import pytest

from tests import by_turns
from tests.drawing import run

HERE = Path(__file__).parent / "golden"

SIZES = {80: 24, 120: 40, 200: 50}
"""The terminals that people have: columns and lines."""
FACES = {
    "report": ["report"],
    "report-years": ["report", "--years"],
    "provinces": ["technical-share", "--by", "province", "--from", "2019", "--to", "2024", "--sample"],
    "check": ["check", "--sample"],
}
SCREENS = {
    f"{prefix}{name}-{width}.txt": (command, {"COLUMNS": str(width)} | language)
    for (name, command), width, (prefix, language) in product(
        FACES.items(), SIZES, (("", {}), ("nl-", {"STO_LANG": "nl"}))
    )
} | {
    "report-piped.txt": (["report"], {}),
    "report-all-80.txt": (["report", "--all"], {"COLUMNS": "80"}),
    "report-all-200.txt": (["report", "--all"], {"COLUMNS": "200"}),
    "report.csv": (["report", "--format", "csv"], {}),
    "report.json": (["report", "--format", "json"], {}),
    "technical-share.txt": (["technical-share", "--by", "track", "--year", "2019,2024", "--sample"], {}),
    "technical-share-change.txt": (
        ["technical-share", "--from", "2019", "--to", "2024", "--by", "sex", "--sample"],
        {},
    ),
    "decompose.txt": (["technical-share", "--from", "2019", "--to", "2024", "--decompose", "track", "--sample"], {}),
    "series-break.txt": (["technical-share", "--from", "2017", "--to", "2019", "--sample"], {}),
    "profile-counts.txt": (["profile-counts", "--by", "profile", "--year", "2024", "--sample"], {}),
    "profile-counts-minimum.txt": (["profile-counts", "--min-pupils", "10", "--year", "2019,2024", "--sample"], {}),
    "fte-change.txt": (["fte-change", "--sample"], {}),
    "side-entrants.txt": (["side-entrants", "--from", "2018", "--to", "2023", "--sample"], {}),
    "vmbo-share.txt": (["vmbo-share", "--by", "province", "--year", "2024", "--sample"], {}),
    "pupils.txt": (["pupils", "--by", "profile", "--year", "2024", "--sample"], {}),
    "explain.txt": (["explain", "technical-share", "--year", "2024", "--sample"], {}),
    "explain.json": (["explain", "technical-share", "--year", "2024", "--format", "json", "--sample"], {}),
    "portrait.txt": (["portrait", "--where", "municipality=Hengelo", "--sample"], {"COLUMNS": "80"}),
    "nl-portrait.txt": (["portrait", "--where", "provincie=Zeeland", "--sample"], {"COLUMNS": "80", "STO_LANG": "nl"}),
    "check-document.txt": (["check", "letter", "--document", "sample_data/letter.md", "--sample"], {"COLUMNS": "120"}),
    "nl-report-all-120.txt": (["report", "--all"], {"COLUMNS": "120", "STO_LANG": "nl"}),
    "nl-technical-share.txt": (
        ["technical-share", "--by", "track", "--year", "2019,2024", "--sample"],
        {"STO_LANG": "nl"},
    ),
    "nl-decompose.txt": (
        ["technical-share", "--from", "2019", "--to", "2024", "--decompose", "sex", "--sample"],
        {"STO_LANG": "nl"},
    ),
    "nl-series-break.txt": (["technical-share", "--from", "2017", "--to", "2019", "--sample"], {"STO_LANG": "nl"}),
    "nl-profile-counts.txt": (["profile-counts", "--by", "profile", "--year", "2024", "--sample"], {"STO_LANG": "nl"}),
    "nl-explain.txt": (["explain", "technical-share", "--year", "2024", "--sample"], {"STO_LANG": "nl"}),
    "nl-match.txt": (["match", "19,7%", "--year", "2019", "--sample"], {"COLUMNS": "120", "STO_LANG": "nl"}),
    "nl-inspect.txt": (["inspect", "sample_data/layouts"], {"COLUMNS": "120", "STO_LANG": "nl"}),
    "catalog-sources.txt": (["catalog", "sources"], {"COLUMNS": "100"}),
    "nl-catalog-sources.txt": (["catalog", "sources"], {"COLUMNS": "100", "STO_LANG": "nl"}),
    "nl-catalog-definitions.txt": (["catalog", "definitions"], {"COLUMNS": "120", "STO_LANG": "nl"}),
    "match.txt": (["match", "19,7%", "--year", "2019", "--sample"], {"COLUMNS": "120"}),
    "inspect.txt": (["inspect", "sample_data/layouts"], {"COLUMNS": "120"}),
    "catalog-claims.csv": (["catalog", "claims", "--format", "csv"], {}),
    "catalog-definitions.txt": (["catalog", "definitions"], {"COLUMNS": "120"}),
    "catalog-profiles.csv": (["catalog", "profiles", "--format", "csv"], {}),
}


def screen(arguments, environment):
    """Run a command at the top of the checkout, with nothing else in its environment that matters."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(HERE.parent.parent)
        for name in ("COLUMNS", "NO_COLOR", "STO_LANG"):
            patch.delenv(name, raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        return run(*arguments).out.encode()


def assert_golden(name, found):
    file = HERE / name
    if os.environ.get("STO_GOLDEN") == "write":
        file.write_bytes(found)
    assert found.decode() == file.read_bytes().decode()


@pytest.mark.parametrize("name", SCREENS)
def test_the_screen_is_the_golden_one(name):
    assert_golden(name, screen(*SCREENS[name]))


def test_the_forms_of_a_check_are_the_golden_ones(tmp_path):
    """All of them out of one run, which is how CI writes them."""
    forms = ("json", "junit", "sarif", "github", "summary")
    screen(
        [
            "check",
            "published",
            "--sample",
            *(word for form in forms for word in ("--report", f"{form}={tmp_path / form}")),
        ],
        {},
    )
    for form in forms:
        assert_golden(f"check-published.{form}", (tmp_path / form).read_bytes())


def in_a_terminal(command, width, **environment):
    """Give the bytes that a terminal gets, and the exit code."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (SIZES[width], width))
    clean = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES", "NO_COLOR"}}
    words, environment = [sys.executable, "-m", "sto_cli", *command], clean | {"TERM": "xterm"} | environment
    with subprocess.Popen(
        words, env=environment, stdout=theirs, stderr=subprocess.DEVNULL, cwd=HERE.parent.parent
    ) as running:
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):  # the terminal closes with its last process
            while chunk := os.read(ours, 65536):
                shown += chunk
    return shown, running.returncode


def test_a_terminal_shows_what_a_pipe_of_its_width_gets_but_for_colour():
    shown, code = in_a_terminal(["report"], 80)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown.decode()).replace("\r\n", "\n")
    assert code == 0
    assert "\x1b[1m" in shown.decode()
    assert [line.rstrip() for line in plain.splitlines()] == (HERE / "report-80.txt").read_text().splitlines()


def test_notes_break_between_words_on_a_terminal_and_nowhere_in_a_pipe():
    """The note on lost zeros has 157 characters, of which the file name alone has 79."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    command = [sys.executable, "-m", "sto_cli", "pupils", "--sample", "--year", "2016"]
    subprocess.run(command, stderr=theirs, stdout=subprocess.DEVNULL, cwd=HERE.parent.parent, check=True)
    shown = os.read(ours, 65536).decode().replace("\r\n", "\n")
    (piped,) = run(*command[3:]).err.splitlines()
    assert len(shown.splitlines()) > 1
    assert max(map(len, shown.splitlines())) <= 80
    assert " ".join(shown.split("\n")).strip() == piped


@pytest.mark.parametrize(
    ("name", "encoding", "prefix"),
    by_turns(((name, *page) for name in FACES for page in (("cp1252", ""), ("ascii", ""), ("cp1252", "nl-"))), 4),
)
def test_a_code_page_without_the_signs_loses_no_number_and_no_word(name, encoding, prefix):
    language = {"STO_LANG": "nl" if prefix else "en"}
    shown, code = in_a_terminal(FACES[name], 120, PYTHONIOENCODING=encoding, NO_COLOR="1", **language)
    lines = shown.decode(encoding).splitlines()
    trend = str.maketrans("▁▂▃▄▅▆▇█", "12345678")  # its stand-ins, which are digits too
    golden = (HERE / f"{prefix}{name}-120.txt").read_text(encoding="utf-8").translate(trend).splitlines()
    kept = re.compile(r"\d+(?:[.,]\d+)*%?|[A-Za-z]{3,}")
    assert code in {0, 1}
    assert [kept.findall(line) for line in lines] == [kept.findall(line) for line in golden]


def shown_in_tmux(tmp_path, command, width, **environment):
    """Give the lines that a terminal shows of a command, and what it was sent for their colours."""
    socket, done = str(tmp_path / "tmux"), tmp_path / "done"
    clean = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "LANG": "C.UTF-8",
    } | environment
    line = shlex.join(
        [
            "env",
            "-i",
            "TERM=screen",
            *(f"{name}={value}" for name, value in clean.items()),
            sys.executable,
            "-m",
            "sto_cli",
            *command,
        ]
    )
    tmux = ["tmux", "-f", "/dev/null", "-S", socket]
    start = [
        "new-session",
        "-d",
        "-x",
        str(width),
        "-y",
        str(SIZES[width]),
        f"{line} 2>/dev/null; touch {done}; sleep 60",
    ]
    subprocess.run([*tmux, *start], check=True, cwd=HERE.parent.parent, env=os.environ | {"LANG": "C.UTF-8"})
    try:
        for _ in range(600):
            if done.exists():
                break
            time.sleep(0.1)
        time.sleep(0.3)
        found = subprocess.run(
            [*tmux, "-u", "capture-pane", "-p", "-e", "-S", "-"], check=True, capture_output=True
        ).stdout.decode()
    finally:
        subprocess.run([*tmux, "kill-server"], check=False)
    plain = re.sub(r"\x1b\[[0-9;]*m|\x0e|\x0f", "", found)
    return [line.rstrip() for line in plain.rstrip().splitlines()], found


in_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


@in_tmux
@pytest.mark.parametrize(("name", "prefix", "width"), by_turns(product(FACES, ("", "nl-"), SIZES), 5))
def test_a_real_terminal_shows_the_golden_screen_whole_in_colour(tmp_path, name, prefix, width):
    """At 80 × 24 the report is one screen: its first line is still in sight above the prompt."""
    lines, sent = shown_in_tmux(tmp_path, FACES[name], width, STO_LANG="nl" if prefix else "en")
    assert lines == (HERE / f"{prefix}{name}-{width}.txt").read_text(encoding="utf-8").splitlines()
    assert "\x1b[1m" in sent
    if name == "report":
        assert len(lines) < SIZES[width]
        assert "\x1b[32m" in sent


@in_tmux
@pytest.mark.parametrize("name", by_turns(FACES, 3))
def test_a_real_terminal_shows_the_same_without_colour_where_nobody_wants_it(tmp_path, name):
    lines, sent = shown_in_tmux(tmp_path, FACES[name], 80, NO_COLOR="1")
    assert lines == (HERE / f"{name}-80.txt").read_text(encoding="utf-8").splitlines()
    assert re.findall(r"\x1b\[[0-9;]*m", sent) == []


def test_no_line_of_the_report_is_wider_than_the_terminal():
    """60 columns have no golden screen; those that have one are as wide as it is."""
    for extent in ([], ["--years"], ["--all"]):
        assert max(map(len, screen(["report", *extent], {"COLUMNS": "60"}).decode().splitlines())) <= 60
    wide = [(file, int(file.stem.rpartition("-")[2])) for file in HERE.glob("*report*-[0-9]*.txt")]
    assert len(wide) > 12
    for file, width in wide:
        assert max(map(len, file.read_text(encoding="utf-8").splitlines())) <= width, file.name


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize(
    "command", ["technical-share --by profile,province", "profile-counts --min-pupils 10", "pupils --by sex"]
)
def test_a_narrow_terminal_leaves_columns_out_by_name_rather_than_break_numbers(command, width):
    lines = screen([*command.split(), "--sample", "--year", "2024"], {"COLUMNS": str(width)}).decode().splitlines()

    assert max(map(len, lines)) <= width
    assert not [line for line in lines if re.match(r"\s+[\d,.]+%?$", line)]


def test_a_piped_report_is_not_cut_at_80_columns():
    assert max(map(len, screen(["report", "--all"], {}).decode().splitlines())) > 120


def test_every_screen_of_the_sample_says_that_it_is_synthetic():
    for name, (arguments, environment) in SCREENS.items():
        if name.endswith(".txt") and arguments[0] not in {"catalog", "inspect"}:
            said = "Synthetisch voorbeeld" if "STO_LANG" in environment else "Synthetic sample"
            assert said in (HERE / name).read_text(encoding="utf-8"), name
