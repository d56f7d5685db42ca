"""A machine at its worst: pipes that close, disks that are full, settings that are missing, and two at once."""

import ast
import gzip
import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from sto_cli.reading.load import sample_folder
from tests.drawing import PIE, enrolment, enrolment_text, run, write

TOP = Path(__file__).parent.parent
STO = [sys.executable, "-m", "sto_cli"]
YEAR = next(sample_folder().glob("*-2019.csv"))
LARGE = ["pupils", YEAR, "--by", "location,profile,track,sex,grade"]
"""More than a pipe holds."""


def start(arguments, *, before="", after="", limit=None, **environment):
    """Start sto in a shell of its own, with redirections behind it."""
    settings = {"PATH": os.environ["PATH"], "PYTHONPATH": str(TOP), "POLARS_MAX_THREADS": "1"} | environment
    settings["PYTHONDONTWRITEBYTECODE"] = "1"  # under a limit Python keeps half a compiled module
    return subprocess.Popen(
        ["sh", "-c", f'{before} exec "$@" {after}', "sh", *map(str, [*STO, *arguments])],
        env=settings,
        preexec_fn=limit and (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))),  # noqa: PLW1509  # no thread runs in the child
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def sto(*arguments, **settings):
    started = start(arguments, **settings)
    out, err = started.communicate()
    return started.returncode, out, "".join(f"{line}\n" for line in err.splitlines() if not line.startswith("note: "))


@pytest.fixture
def duo(tmp_path):
    folder = tmp_path / "duo"
    folder.mkdir()
    enrolment(folder)
    return folder


# --- STDOUT AND STDERR ---


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [
        (["--help"], {}),
        ([*LARGE, "--format", "csv"], {}),
        ([*LARGE, "--format", "parquet"], {}),
        ([*LARGE, "--format", "json"], {"PYTHONUNBUFFERED": "1"}),
    ],
    ids=["help", "csv", "parquet", "unbuffered"],
)
def test_a_reader_that_has_seen_enough_ends_it_quietly(arguments, environment):
    with start(arguments, **environment) as started:
        started.stdout.close()
        errors = [line for line in started.stderr.read().splitlines() if not line.startswith("note: ")]
    assert (started.returncode, errors) == (128 + signal.SIGPIPE, [])


NOWHERE = "sto: the output cannot be written ({}); make room, or name a file with --output.\n"


def test_an_answer_that_nothing_takes_is_not_lost_in_silence(duo):
    assert sto("report", duo, after=">&-") == (2, "", NOWHERE.format("Bad file descriptor"))
    assert sto("report", duo, after=">/dev/full") == (2, "", NOWHERE.format("No space left on device"))
    assert sto("--help", after=">/dev/full") == (2, "", NOWHERE.format("No space left on device"))


def test_half_an_answer_is_an_error_under_pythonunbuffered_too(duo, tmp_path):
    """Python drops what a full disk did not take when it does not buffer, as is usual in a container."""
    half = tmp_path / "half.csv"
    found = sto("report", duo, "--format", "json", after=f">{half}", limit=3000, PYTHONUNBUFFERED="1")
    assert found == (2, "", NOWHERE.format("File too large"))
    assert half.stat().st_size == 3000


def test_a_closed_stderr_lets_nothing_into_stdout(tmp_path):
    assert sto("report", tmp_path / "weg", after="2>&-") == (3, "", "")
    assert sto("report", tmp_path / "weg", after="2>/dev/full") == (3, "", "")


def test_with_nothing_to_speak_to_a_file_is_written_all_the_same(duo, tmp_path):
    output = tmp_path / "x.csv"
    assert sto("report", duo, "-o", output, after="<&- >&- 2>&-") == (0, "", "")
    assert output.read_text(encoding="utf-8") == run("report", duo, "--format", "csv").out


def test_a_closed_standard_input_holds_no_file():
    assert sto("report", "-", after="<&-") == (
        3, "", "sto: -: standard input is closed; pipe a file in, or name one.\n",
    )  # fmt: skip


# --- OUTPUT FILES ---


def test_a_full_disk_leaves_the_old_output_and_nothing_beside_it(duo):
    output = duo / "x.json"
    output.write_text("old")
    assert sto("report", duo / "leerlingen-2019.csv", "-o", output, limit=3000) == (
        2, "", f"sto: --output {output}: cannot be written (File too large); name a file in a folder you may write to.\n",
    )  # fmt: skip
    assert output.read_text() == "old"
    assert {path.name for path in duo.iterdir()} == {"leerlingen-2019.csv", "x.json"}


def test_a_device_and_a_pipe_are_written_as_they_are(duo, tmp_path):
    found = run("report", duo, "--format", "csv", "--output", "/dev/full")
    assert (found.code, found.err) == (
        2, "sto: --output /dev/full: cannot be written (No space left on device); name a file in a folder you may write to.\n",
    )  # fmt: skip
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE, text=True) as reader:
        run("report", duo, "--output", pipe)
        assert reader.communicate()[0] == run("report", duo, "--format", "csv").out


@pytest.mark.parametrize("target", ["elsewhere.csv", "not there.csv"])
def test_a_link_in_place_of_the_output_is_not_followed(duo, tmp_path, target):
    (tmp_path / "elsewhere.csv").write_text("mine")
    (tmp_path / "x.csv").symlink_to(target)
    found = run("report", duo, "-o", tmp_path / "x.csv")
    assert (found.code, found.err) == (
        2, f"sto: --output {tmp_path}/x.csv: is a link to {target}; name that file itself, or remove the link.\n",
    )  # fmt: skip
    assert (tmp_path / "elsewhere.csv").read_text() == "mine"


@pytest.mark.parametrize("option", ["--output", "--report", "--rejects"])
@pytest.mark.parametrize("target", ["mine.txt", "not there.txt"])
def test_no_output_of_a_check_goes_through_a_link(duo, tmp_path, option, target):
    """What lies behind the link is untouched, and is not made where it is not there."""
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / "x.txt").symlink_to(target)
    file = f"{tmp_path}/x.txt"
    found = run("check", "letter", duo, option, f"json={file}" if option == "--report" else file)
    assert (found.code, f"x.txt: is a link to {target}; name that file itself, or remove the link." in found.err) == (
        2,
        True,
    )
    assert [path.name for path in tmp_path.iterdir() if path.is_file() and not path.is_symlink()].count(
        "not there.txt"
    ) == 0
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert (tmp_path / "x.txt").is_symlink()


def test_a_file_that_is_written_again_keeps_its_permissions_and_a_new_one_gets_the_usual_ones(duo, tmp_path):
    output, plain = tmp_path / "x.csv", tmp_path / "plain"
    plain.touch()
    run("report", duo, "-o", output)
    assert output.stat().st_mode == plain.stat().st_mode
    output.chmod(0o640)
    run("report", duo, "-o", output)
    assert stat.S_IMODE(output.stat().st_mode) == 0o640


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
MINE = """\
[definitions.technical_share.mine]
label = "PIE"
source = "our own"
population = { tracks = ["KB", "GL"], grades = [3, 4] }
parts.technical = { label = "technical", profiles = ["PIE"] }
"""


@pytest.mark.parametrize(
    ("command", "output"),
    [
        ("report duo", "duo/leerlingen-2019.csv"),
        ("report duo/leerlingen-2019.csv", "duo/leerlingen-2019.csv"),
        ("report duo", "duo/../duo/leerlingen-2019.csv"),
        ("report duo", "hard.csv"),
        ("report packed.zip --format csv", "packed.zip"),
        ("pupils duo", "duo/leerlingen-2019.csv"),
        ("technical-share duo --catalog mine.toml --definition mine --format csv", "mine.toml"),
        ("explain technical-share duo", "duo/leerlingen-2019.csv"),
        ("match 50% duo", "duo/leerlingen-2019.csv"),
        ("inspect duo", "duo/leerlingen-2019.csv"),
        ("ingest duo", "duo/leerlingen-2019.csv"),
        ("calibrate duo", "duo/leerlingen-2019.csv"),
        ("check claims.toml duo", "duo/leerlingen-2019.csv"),
        ("check claims.toml duo --format csv", "claims.toml"),
        ("check claims.toml duo --document letter.md", "letter.md"),
        ("report duo --small-counts small.csv", "small.csv"),
        ("diff results results", "results/results.csv"),
    ],
)
@pytest.mark.usefixtures("duo")
def test_an_output_that_is_an_input_is_refused(tmp_path, monkeypatch, command, output):
    monkeypatch.chdir(tmp_path)
    for name, text in {"claims.toml": CLAIMS, "mine.toml": MINE, "letter.md": "50%\n"}.items():
        write(tmp_path / name, text, encoding="utf-8")
    shutil.copy(TOP / "sto_cli" / "catalog" / "small_counts.csv", "small.csv")
    shutil.make_archive("packed", "zip", "duo")
    Path("hard.csv").hardlink_to("duo/leerlingen-2019.csv")
    if command.startswith("diff"):
        write(tmp_path / "sto.toml", '[[input]]\nfiles = ["duo/*.csv"]\n', encoding="utf-8")
        run("run")
    before = Path(output).read_bytes()
    found = run(*command.split(), "--output", output)
    assert (found.code, found.out) == (2, "")
    assert f"sto: --output {output}: is one of the files that are read; name another.\n" in found.err
    assert Path(output).read_bytes() == before


def test_a_report_of_a_check_is_not_written_over_its_claims(duo, tmp_path):
    claims = write(tmp_path / "claims.toml", CLAIMS, encoding="utf-8")
    assert run("check", claims, duo, "--report", f"junit={claims}").code == 2
    assert claims.read_bytes().decode() == CLAIMS.replace("\n", "\r\n")


def test_an_earlier_answer_in_the_folder_of_the_files_is_written_anew(duo):
    output = duo / "report.csv"
    assert run("report", duo, "-o", output).code == 0
    first = output.read_bytes()
    assert run("report", duo, "-o", output).code == 0
    assert output.read_bytes() == first


def test_two_at_once_leave_the_output_of_one(tmp_path):
    output = tmp_path / "x.csv"
    runs = [start([*LARGE, "-o", output]) for _ in range(2)]
    assert [each.communicate()[0] + str(each.returncode) for each in runs] == ["0", "0"]
    assert output.read_text(encoding="utf-8") == run(*LARGE, "--format", "csv").out
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


@pytest.mark.skipif(
    getattr(os, "geteuid", int)() != 0 or not shutil.which("mount"), reason="only root may mount a small disk"
)
def test_a_disk_that_is_really_full(tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", small], check=False)
    if mounted.returncode:
        pytest.skip("this root may not mount")
    try:
        code, _, said = sto(*LARGE, "-o", small / "x.csv")
        assert (code, "cannot be written (No space left on device)" in said) == (2, True)
        assert list(small.iterdir()) == []
    finally:
        subprocess.run(["umount", small], check=True)


def test_what_is_packed_is_read_without_a_place_for_copies(tmp_path):
    """All of it stays in memory: no folder is needed, and no room for more than one byte."""
    file = tmp_path / YEAR.name
    file.write_bytes(gzip.compress(YEAR.read_bytes()))
    assert sto("pupils", file, limit=1, TMPDIR="/not/there")[:2] == (0, run("pupils", YEAR).out)


# --- PERMISSIONS ---

MAY_NOT = ["setpriv", "--inh-caps=-dac_override,-dac_read_search", "--bounding-set=-dac_override,-dac_read_search"]
"""Root without the power to read and write everything."""


@pytest.mark.skipif(
    getattr(os, "geteuid", int)() == 0 and not shutil.which("setpriv"), reason="root may read and write everything"
)
@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["report", "locked/x-2019.csv"], 3, "locked/x-2019.csv: cannot be read (Permission denied); check"),
        (["report", "locked"], 3, "locked: cannot be read (Permission denied); check"),
        (["check", "locked/x"], 2, "locked/x: cannot be used (Permission denied); check the name"),
        (["report", "duo", "-o", "readonly/x.csv"], 2, "readonly/x.csv: cannot be written (Permission denied); name"),
    ],
    ids=["file", "folder", "claims", "output"],
)
@pytest.mark.usefixtures("duo")
def test_what_may_not_be_done_gets_a_sentence(tmp_path, arguments, code, sentence):
    for name, mode in {"locked": 0o600, "readonly": 0o500}.items():
        (tmp_path / name).mkdir()
        enrolment(tmp_path / name).rename(tmp_path / name / "x-2019.csv")
        (tmp_path / name).chmod(mode)
    command = [*(MAY_NOT if getattr(os, "geteuid", int)() == 0 else []), *STO, *arguments]
    done = subprocess.run(
        command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(TOP)}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (code, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


# --- WHERE AND WHEN ---


def test_a_bare_environment_changes_no_byte(duo):
    """No HOME, no TERM, no locale, no UTF-8 mode; Python tells such a machine to speak ASCII."""
    bare = dict.fromkeys(("LC_ALL", "LANG"), "C") | {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    code, out, err = sto("report", duo, "--lang", "nl", before="unset HOME TERM;", **bare)
    assert (code, out, err) == (0, run("report", duo, "--lang", "nl").out, "")
    assert not out.isascii()


def test_without_assertions_and_docstrings_nothing_changes(duo):
    assert sto("report", duo, PYTHONOPTIMIZE="2") == (0, run("report", duo).out, "")


@pytest.mark.parametrize(
    "command",
    [
        "report", "inspect --sample", "catalog definitions", "check --sample", "match 50% --sample", "explain technical-share --year 2019 --sample",
        "profile-counts --flows --sample", "technical-share --from 2019 --to 2024 --decompose sex --sample", "--help", "report --help",
    ],
)  # fmt: skip
def test_a_terminal_of_20_columns_gets_an_answer(monkeypatch, command):
    monkeypatch.setenv("COLUMNS", "20")
    found = run(*command.split())
    assert (found.code, bool(found.out)) in {(0, True), (1, True)}
    assert "Traceback" not in found.err


def test_nothing_reads_the_clock():
    """So it may stand in 1970: no module asks for the time, nor for a date of today."""
    clocks = {"now", "today", "utcnow", "time", "time_ns", "localtime", "gmtime", "monotonic"}
    for path in (TOP / "sto_cli").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Import) and {"time"} & {each.name for each in node.names}), path
            assert not (isinstance(node, ast.Call) and getattr(node.func, "attr", "") in clocks), path


EARLY = """
import sys, time
time.time, time.time_ns = lambda: 0.0, lambda: 0
real = time.localtime, time.gmtime
time.localtime, time.gmtime = (lambda *at, f=each: f(*(at or (0.0,))) for each in real)
from sto_cli.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def test_in_1970_a_workbook_has_the_same_bytes(duo, tmp_path):
    """A zip knows no year before 1980."""
    run("report", duo, "-o", tmp_path / "now.xlsx")
    subprocess.run(
        [sys.executable, "-c", EARLY, "report", str(duo), "-o", str(tmp_path / "then.xlsx")],
        env=os.environ | {"PYTHONPATH": str(TOP)},
        check=True,
    )
    assert (tmp_path / "now.xlsx").read_bytes() == (tmp_path / "then.xlsx").read_bytes()


def test_a_folder_that_is_gone_is_no_hindrance_but_to_what_is_in_it(duo, tmp_path):
    gone = tmp_path / "gone"
    leave = f"mkdir {gone}; cd {gone}; rmdir {gone};"
    assert sto("report", duo, before=leave) == (0, run("report", duo).out, "")
    code, _, said = sto("report", duo, "-o", "x.csv", before=leave)
    assert (code, said.startswith("sto: --output x.csv: cannot be written (No such file or directory)")) == (2, True)


# --- ASKED TO STOP ---

STOPPED_AT = """
import os, signal, sys
at, number = sys.argv[1], int(sys.argv[2])
def watch(event, arguments):
    if at and (at == arguments[0] if event == "import" else event == "open" and at in str(arguments[0])):
        globals()["at"] = ""
        os.kill(os.getpid(), number)
sys.addaudithook(watch)
sys.argv = ["sto", *sys.argv[3:]]
from sto_cli.__main__ import script
script()
"""


@pytest.mark.parametrize("at", ["typer", "polars", "leerlingen-2019", "/.sto-"])
def test_ctrl_c_at_an_awkward_moment_leaves_nothing_and_says_nothing(tmp_path, at):
    """While it starts, while it loads, while it reads, while it writes the output."""
    private, output = tmp_path / "private", tmp_path / "x.csv"
    private.mkdir()
    output.write_text("old")
    file = tmp_path / "leerlingen-2019.csv.gz"
    file.write_bytes(gzip.compress(enrolment_text([PIE]).encode()))
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            STOPPED_AT,
            at,
            str(int(signal.SIGINT)),
            "technical-share",
            str(file),
            "-o",
            str(output),
        ],
        env=os.environ | {"PYTHONPATH": str(TOP), "TMPDIR": str(private)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (130, "")
    assert output.read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"private", "x.csv", file.name}
    assert list(private.iterdir()) == []
