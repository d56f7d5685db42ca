"""`make bench` on tiny inputs: everyone gives the same answer, and who does not makes it fail."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def bench(benchmarks, folder, *options):
    command = [sys.executable, benchmarks / "run.py", "--quick", "--folder", folder, *options]
    return subprocess.run(command, check=False, capture_output=True, text=True)


@pytest.fixture
def copied(tmp_path):
    """The benchmarks in a place of their own, to put something wrong into."""
    shutil.copytree(ROOT / "benchmarks", tmp_path / "benchmarks")
    (tmp_path / "sample_data").symlink_to(ROOT / "sample_data")
    return tmp_path / "benchmarks"


def test_sto_and_its_rivals_give_the_same_answer_and_are_timed(tmp_path):
    done = bench(
        ROOT / "benchmarks", tmp_path / "inputs", "--only", "twenty-files-csv", "--write", tmp_path / "table.md"
    )
    assert done.returncode == 0, done.stderr
    written = (tmp_path / "table.md").read_text()
    assert written in done.stdout
    for words in (
        "Machine: ",
        "Versions: Python ",
        "| Polars by hand",
        "| sto ",
        "| DuckDB ",
        "sto ÷ Polars by hand: ",
        "at most 3.00",
    ):
        assert words in written
    assert not list(tmp_path.rglob("*.csv")), "inputs are removed at the end"


def test_a_rival_with_a_wrong_answer_makes_it_fail_before_any_time_is_shown(copied, tmp_path):
    wrong = copied / "rivals" / "polars_table.py"
    # One technical pupil too many.
    wrong.write_text(
        wrong.read_text().replace("[year, found[0] / found[2], *found]", "[year, 0, found[0] + 1, *found[1:]]")
    )
    done = bench(copied, tmp_path, "--only", "one-file-csv")
    assert done.returncode == 1
    assert (
        "error: one-file-csv: Polars by hand and sto differ: 1 of 1, for instance ('2019-2020',): (8306, 0, "
        in done.stderr
    )
    assert "seconds" not in done.stdout
