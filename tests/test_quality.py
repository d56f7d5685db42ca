"""The checks of `make check`, so that one test command is all that CI needs."""

import gzip
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "format", "--check", "."],
        ["ruff", "check", "."],
        ["mypy"],
    ],
    ids=["format", "lint", "types"],
)
def test_the_code_keeps_its_rules(command):
    done = subprocess.run([sys.executable, "-m", *command], cwd=TOP, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_imports_go_one_way():
    tool = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([tool, "--no-cache"], cwd=TOP, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_sample_is_what_its_generator_makes(tmp_path):
    script = TOP / "sample_data" / "make_sample.py"
    subprocess.run([sys.executable, "-B", script, tmp_path], check=True)

    made = [file for file in sorted(tmp_path.rglob("*")) if file.is_file()]
    assert len(made) > 10
    for file in made:
        assert contents(file) == contents(TOP / "sample_data" / file.relative_to(tmp_path)), file.name


def contents(file):
    """Look inside what is compressed: other machines compress to other bytes."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()


def test_the_sample_stays_under_3_mb():
    files = (TOP / "sample_data").rglob("*")

    assert sum(file.stat().st_size for file in files if file.is_file()) < 3_000_000
