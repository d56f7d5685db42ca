"""The report: the letter on one screen, every year side by side, and no sign that says something by its colour alone."""

import os
import pty
import re
import subprocess
import sys
import termios

import pytest

from sto_cli.present.numbers import Number
from sto_cli.present.report import _trend
from tests.drawing import enrolment, run
from tests.test_check import DUO, has_duo

PATHS = [pytest.param([], id="the sample"), pytest.param([DUO], id="real files", marks=has_duo)]


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("paths", PATHS)
def test_the_report_is_one_screen_of_23_lines_of_80_with_its_notes(monkeypatch, paths, lang):
    monkeypatch.setenv("COLUMNS", "80")
    found = run("report", *paths, "--lang", lang)
    lines = (found.out + found.err).splitlines()
    assert found.code == 0
    assert 10 < len(lines) <= 23
    assert max(map(len, lines)) <= 80
    assert "made of / certain" in found.out or "waarvan / zeker" in found.out


@has_duo
def test_real_files_confirm_what_they_are_of_and_say_what_they_lack(monkeypatch):
    """22,913 ÷ 119,243 = 19.2%, of the one year of the letter that they hold; no staff."""
    monkeypatch.setenv("COLUMNS", "80")
    out = " ".join(run("report", DUO).out.split())
    assert "19,2% 19.2% ✓ confirmed 22,913 ÷ 119,243" in out
    assert "Not in these files: Teacher FTE, Side-entrant rate." in out
    assert "10 of 16 numbers judged: 1 confirmed, 9 undecidable; 6 cannot be computed." in out


@pytest.mark.parametrize(
    ("ends", "shown"),
    [
        # 20.379 is shown as 20.4, its interval as 20.1 to 20.6: 0.3 reaches both.
        ((0.2038, 0.2015, 0.2059), "≈ 20.4% ±0.3"),
        ((0.2040, 0.2032, 0.2048), "≈ 20.4% ±0.1"),
        ((0.2040, 0.2040, 0.2040), "≈ 20.4% ±0.0"),
    ],
)
def test_a_margin_reaches_both_ends_of_the_interval_as_they_are_shown(ends, shown):
    assert str(Number("share", 0.1, 0.3, *ends, shows="margin")) == shown


def test_the_notes_on_files_are_counted_on_the_one_screen_and_said_in_full_beside_all(tmp_path):
    duo = tmp_path / "duo"
    duo.mkdir()
    enrolment(duo)
    (duo / "other.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    short, full = run("report", duo), run("report", duo, "--all")
    assert (short.err, "sto inspect (notes: 1)" in short.out) == ("", True)
    assert "note: skipped" in full.err


def test_a_year_before_the_series_break_is_marked_where_it_stands_alone(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    out = run("report", "--year", "2017").out
    assert re.search(r"technical +17.1% † +1 Oct 2017", out)
    assert "† before the series break" in out


def test_every_year_has_a_rule_for_the_series_break_and_no_dagger(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    out = run("report", "--years").out
    (share,) = [line for line in out.splitlines() if line.startswith("  technical ") and "8.9%" in line]
    assert re.fullmatch(r"  technical +[▁-█]{3}┊[▁-█]{6} +8.9% +17.1% +18.3%  ┊ +19.2%.*", share)
    assert "†" not in out
    (staff,) = [line for line in out.splitlines() if "360.0" in line]
    assert "┊" not in staff


def test_a_trend_runs_from_the_lowest_to_the_highest_with_gaps():
    points = {"a": 1.0, "b": 8.0, "d": 4.5}
    assert _trend(points, ["a", "b", "c", "d"], {}) == "▁█ ▅"
    assert _trend({"a": 3.0, "b": 3.0}, ["a", "b"], {"after a": "┊"}) == "▁┊▁"
    assert _trend({}, ["a"], {}) == " "


def test_extents_do_not_go_together():
    found = run("report", "--years", "--all")
    assert (found.code, found.err) == (2, "sto: --years and --all do not go together; leave out one of them.\n")


def terminal(**environment):
    """Show the report in a terminal of 80 × 24 and give the bytes that arrive there."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    dropped = {"COLUMNS", "LINES", "NO_COLOR", "PYTHONIOENCODING", "PYTHONUTF8"}
    clean = {name: value for name, value in os.environ.items() if name not in dropped}
    command = [sys.executable, "-m", "sto_cli", "report"]
    with subprocess.Popen(command, env=clean | {"TERM": "xterm"} | environment, stdout=theirs) as running:
        os.close(theirs)
        shown = b""
        try:
            while chunk := os.read(ours, 65536):
                shown += chunk
        except OSError:  # the terminal closes with its last process
            pass
    assert running.returncode == 0
    return shown


def test_colour_carries_weight_and_nothing_is_said_by_it_alone():
    coloured, plain = terminal().decode(), terminal(NO_COLOR="1").decode()
    assert "\x1b[1mTechnical share\x1b[0m" in coloured
    assert re.search(r"\x1b\[32m✓ confirmed *\x1b\[0m", coloured)
    assert re.search(r"\x1b\[36m≈ plausible *\x1b\[0m", coloured)
    assert re.search(r"\x1b\[2m3,883 ÷ 20,214 *\x1b\[0m", coloured)
    assert "\x1b" not in plain
    stripped = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [line.rstrip() for line in stripped.splitlines()] == [line.rstrip() for line in plain.splitlines()]


def test_a_terminal_without_the_signs_gets_stand_ins_and_the_words():
    shown = terminal(PYTHONIOENCODING="cp850", NO_COLOR="1").decode("cp850")
    assert "v confirmed" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert len(shown.splitlines()) <= 23
