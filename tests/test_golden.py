"""Golden output: the bytes of screens and files, as they stood when a person last read them.

`make golden` writes them anew.
"""

import contextlib
import os
import pty
import re
import subprocess
import sys
import termios
from itertools import product
from pathlib import Path

import pytest

from tests.drawing import run

HERE = Path(__file__).parent / "golden"

SCREENS = {
    "report-80.txt": (["report"], {"COLUMNS": "80"}),
    "report-120.txt": (["report"], {"COLUMNS": "120"}),
    "report-200.txt": (["report"], {"COLUMNS": "200"}),
    "report-piped.txt": (["report"], {}),
    "report-years-80.txt": (["report", "--years"], {"COLUMNS": "80"}),
    "report-years-200.txt": (["report", "--years"], {"COLUMNS": "200"}),
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
    "check-80.txt": (["check", "--sample"], {"COLUMNS": "80"}),
    "check-120.txt": (["check", "--sample"], {"COLUMNS": "120"}),
    "check-document.txt": (["check", "letter", "--document", "sample_data/letter.md", "--sample"], {"COLUMNS": "120"}),
    "nl-report-80.txt": (["report"], {"COLUMNS": "80", "STO_LANG": "nl"}),
    "nl-report-120.txt": (["report"], {"COLUMNS": "120", "STO_LANG": "nl"}),
    "nl-report-200.txt": (["report"], {"COLUMNS": "200", "STO_LANG": "nl"}),
    "nl-report-years-120.txt": (["report", "--years"], {"COLUMNS": "120", "STO_LANG": "nl"}),
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
    "nl-check-120.txt": (["check", "--sample"], {"COLUMNS": "120", "STO_LANG": "nl"}),
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


def test_a_terminal_shows_what_a_pipe_of_its_width_gets_but_for_colour():
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (50, 80))
    clean = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES", "NO_COLOR"}}
    command = [sys.executable, "-m", "sto_cli", "report"]
    with subprocess.Popen(command, env=clean | {"TERM": "xterm"}, stdout=theirs, stderr=subprocess.DEVNULL) as running:
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):  # the terminal closes with its last process
            while chunk := os.read(ours, 65536):
                shown += chunk
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown.decode()).replace("\r\n", "\n")

    assert running.returncode == 0
    assert "\x1b[1m" in shown.decode()
    assert [line.rstrip() for line in plain.splitlines()] == (HERE / "report-80.txt").read_text().splitlines()


def test_no_line_of_the_report_is_wider_than_the_terminal():
    for width, extent in product((60, 80, 120, 200), ([], ["--years"], ["--all"])):
        lines = screen(["report", *extent], {"COLUMNS": str(width)}).decode().splitlines()

        assert max(map(len, lines)) <= width


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
