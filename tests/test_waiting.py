"""Whoever waits for long is told what for, on a terminal and nowhere else."""

import os
import pty
import select
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from tests.drawing import PIE, enrolment

TOP = Path(__file__).parent.parent
COMMAND = [sys.executable, "-m", "sto_cli", "technical-share", "-", "--file-year", "-=2019"]


@pytest.fixture
def late(tmp_path):
    """What comes through standard input when the test gives it: as late as it likes."""
    return enrolment(tmp_path, [PIE], year="2019").read_bytes()


def until(terminal, text, shown=b""):
    """Read what a terminal shows up to a text; that it never comes ends with the terminal itself."""
    while text not in shown:
        assert select.select([terminal], [], [], 60)[0], shown
        shown += os.read(terminal, 65536)
    return shown


def test_a_terminal_shows_what_is_being_read_and_clears_it_before_the_answer(late):
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (30, 100))
    environment = os.environ | {"TERM": "xterm", "PYTHONPATH": str(TOP)}
    with subprocess.Popen(COMMAND, env=environment, stdin=subprocess.PIPE, stdout=theirs, stderr=theirs) as running:
        os.close(theirs)
        waited = until(ours, b"reading -")
        running.stdin.write(late)
        running.stdin.close()
        shown = until(ours, b"2019-2020", waited)
    assert running.returncode == 0
    told, answer = shown.rsplit(b"reading -", 1)
    assert b"Technical share" not in told
    assert b"\x1b[2K" in answer.split(b"Technical share")[0]  # the line is erased
    assert b"\x1b[?25h" in answer  # and the cursor is back


LONG = """
import sys
from sto_cli.cli.streams import waiting
from sto_cli.language import message
from sto_cli.progress import doing
with waiting(), doing(message("reading {path}", path="[bold]" + 200 * "x")):
    sys.stdin.read()
"""


def test_a_long_name_takes_one_line_and_markup_in_it_is_text():
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (30, 60))
    environment = os.environ | {"TERM": "xterm", "PYTHONPATH": str(TOP)}
    command = [sys.executable, "-c", LONG]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=theirs, stderr=theirs) as running:
        os.close(theirs)
        shown = until(ours, "…".encode())
        running.stdin.close()
    assert b"reading [bold]xxx" in shown
    assert b"\n" not in shown
    assert running.returncode == 0


def test_a_pipe_is_told_nothing(late, tmp_path):
    slow = tmp_path / "slow.sh"
    slow.write_text(f"(sleep 1.5; cat) | {' '.join(COMMAND)} 2>said | cat\n")
    done = subprocess.run(
        ["sh", slow],
        input=late,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(TOP)},
        capture_output=True,
        check=True,
    )
    assert b"2019-2020" in done.stdout
    assert b"\x1b" not in done.stdout
    assert (tmp_path / "said").read_bytes() == b""
