"""SECURITY.md: nothing is sent, nothing is left, and every promise names a test that holds it."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sto_cli.cli.commands import homes
from sto_cli.reading.load import sample_folder
from tests.drawing import enrolment, staffing

TOP = Path(__file__).parent.parent
NAMED = {
    "report": ["report.xlsx"],
    "technical-share": ["share.csv"],
    "profile-counts": ["flows.json"],
    "fte-change": ["fte.md"],
    "side-entrants": ["entrants.parquet"],
    "pupils": ["pupils.txt"],
    "vmbo-share": ["vmbo.csv"],
    "girls-share": ["girls.csv"],
    "exam-share": ["exams.csv"],
    "exam-profiles": ["exams.json"],
    "explain": ["explain.md"],
    "match": ["match.json"],
    "portrait": ["portrait.html"],
    "check": ["check.xml", "check.sarif"],
    "inspect": ["inspect.csv"],
    "ingest": ["facts.parquet", "facts.datapackage.json"],
    "calibrate": ["small.csv"],
    "catalog": ["catalog.csv"],
    "init": ["sto.toml"],
    "run": ["results"],
    "diff": ["diff.md"],
    "verify": [],
}
"""What each command is told to write."""
OPTIONS = {
    "profile-counts": ["duo", "--flows"],
    "explain": ["technical-share", "duo", "--year=2019"],
    "match": ["50%", "duo"],
    "portrait": ["duo", "--where=province=Utrecht"],
    "check": ["letter", "duo", "--report", "sarif=check.sarif", "--fail-on", "none"],
    "calibrate": ["duo/leerlingen-2019.csv"],
    "catalog": ["claims"],
    "run": ["sto.toml"],
    "diff": ["results", "results"],
    "verify": ["results"],
}
WATCHED = """
import json, os, sys
written = []
FORBIDDEN = ("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork")
def watch(event, arguments):
    if event.startswith(FORBIDDEN):
        print("FORBIDDEN", event, arguments, file=sys.stderr)
        os._exit(99)
    if event == "open":
        path, mode, flags = arguments
        writes = set(mode or "") & set("wxa+") or (flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if isinstance(path, (str, bytes)) and writes:
            written.append(os.path.abspath(os.fsdecode(path)))
    if event == "os.remove" and arguments[1] != -1:
        return  # what shutil.rmtree removes it names from within its folder
    if event in {"os.mkdir", "os.rename", "os.link", "os.symlink", "os.chmod", "os.remove", "os.truncate"}:
        written.extend(os.path.abspath(os.fsdecode(each)) for each in arguments if isinstance(each, (str, bytes)))
sys.addaudithook(watch)
from sto_cli.cli.main import main
codes = {command[0]: main(command) for command in json.loads(sys.argv[1])}
sys.stdout.flush()
print(json.dumps([codes, written]))
"""
CALLS = "trace=network,openat,creat,mkdir,rename,renameat,renameat2"


@pytest.fixture(scope="module")
def watched(tmp_path_factory):
    """Run every command once, in one process that is watched; and by the system too, where it can."""
    top = tmp_path_factory.mktemp("watched")
    for name in ("here", "home", "private", "here/duo"):
        (top / name).mkdir()
    enrolment(top / "here" / "duo")
    enrolment(top / "here" / "duo", year="2020")
    staffing(top / "here" / "duo")
    shutil.copy(next(sample_folder().glob("07*-2018-2019.csv")), top / "here" / "duo")
    commands = [
        [command, *OPTIONS.get(command, ["duo"]), *(word for name in outputs[:1] for word in ("--output", name))]
        for command, outputs in NAMED.items()
    ]
    traced = (
        ["strace", "--seccomp-bpf", "-f", "-qq", "-o", top / "trace", "-e", CALLS] if shutil.which("strace") else []
    )
    done = subprocess.run(
        [*traced, sys.executable, "-B", "-c", WATCHED, json.dumps(commands)],
        cwd=top / "here",
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(TOP),
            "HOME": str(top / "home"),
            "TMPDIR": str(top / "private"),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    codes, written = json.loads(done.stdout.splitlines()[-1])
    return top, codes, {Path(path) for path in written}


def test_every_command_is_watched(watched):
    assert NAMED.keys() == homes().keys(), "name a file for each command to write"
    assert {command: code for command, code in watched[1].items() if code} == {"run": 1}  # the letter has other numbers


def test_no_command_reaches_for_the_network_or_starts_a_program(watched):
    """The hook would have ended the process; the trace is of the system, below Python."""
    top, codes, _ = watched
    assert len(codes) == len(NAMED)
    trace = top / "trace"
    if not trace.exists():
        pytest.skip("strace is not installed; Python's own audit found nothing")
    calls = trace.read_text(encoding="utf-8", errors="replace")
    assert "openat(" in calls
    assert re.findall(r"\b(?:socket|connect|sendto|sendmsg|bind)\(.*", calls) == []


def test_nothing_is_written_but_what_was_named(watched):
    top, _, written = watched
    here, private = top / "here", top / "private"
    named = {here / name for names in NAMED.values() for name in names}
    strange = {
        path
        for path in written - named - {Path(os.devnull)}
        if not (path.parent == here and re.match(r"\.sto-|\.results\.sto-(new|old|lock|try)", path.name))
        and not any(parent.name == ".results.sto-new" for parent in path.parents)
    }
    assert strange - {here} == set()  # the folder of the results is made where it is not there
    # A lock that is removed could be held twice, so it stays, empty.
    assert {*here.iterdir()} == named | {here / "duo", here / ".results.sto-lock"}
    assert (here / ".results.sto-lock").read_bytes() == b""
    assert [*private.iterdir()] == [*(top / "home").iterdir()] == []


def test_below_python_nothing_else_is_written_either(watched):
    top, _, _ = watched
    if not (top / "trace").exists():
        pytest.skip("strace is not installed")
    opened = re.findall(r'openat\([^"]*"([^"]+)", ([A-Z_|]+)', (top / "trace").read_text(errors="replace"))
    paths = {top / "here" / path for path, flags in opened if {"O_WRONLY", "O_RDWR", "O_CREAT"} & {*flags.split("|")}}
    assert {path for path in paths if top not in path.parents} <= {Path(os.devnull), Path("/dev/tty")}


# --- WHAT IS PROMISED ---


def known_tests():
    return {
        f"{path.stem}.{node.name}"
        for path in (TOP / "tests").glob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_promise_names_tests_that_there_are():
    text = (TOP / "SECURITY.md").read_text(encoding="utf-8")
    promises = [line for line in text.splitlines() if line.startswith("| ") and line != "| Promise | Held by |"]
    assert len(promises) > 15
    known = known_tests()
    for promise in promises:
        named = re.findall(r"`(test_\w+\.test_\w+)`", promise)
        assert named, promise
        assert {*named} <= known, promise


# --- THE LOCK ---

LOCK = (TOP / "requirements.lock").read_text(encoding="utf-8")


def locked():
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", LOCK, re.MULTILINE))


def test_the_lock_pins_everything_that_is_installed_to_test():
    from importlib.metadata import requires

    # What the extras for benchmarks and long runs of fuzzing bring, no test needs; those in a browser skip without one.
    wanted = [line for line in requires("sto-cli") if not re.search(r"extra == .(bench|fuzz|browser)", line)]
    names = {re.split(r"[\s<>=!~;\[]", line)[0].lower() for line in wanted}
    assert names - {"sto-cli"} <= locked().keys()


def test_every_pin_has_its_hashes():
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", LOCK, flags=re.MULTILINE).strip())
    assert len(entries) == len(locked()) > 20
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry
