"""Documentation that fails when it is wrong: every command line of the README and of docs/ is run."""

import contextlib
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from sto_cli.reading.load import sample_folder
from tests.drawing import run

TOP = Path(__file__).parent.parent
README = (TOP / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
DOCS = "".join(page.read_text(encoding="utf-8") for page in sorted((TOP / "docs").glob("*.md")))
COMMANDS = dict.fromkeys(
    line.partition("#")[0].rstrip()
    for block in [*BLOCKS, *re.findall(r"```sh\n(.*?)```", DOCS, re.DOTALL)]
    for line in block.splitlines()
    if line.startswith("sto ")
)


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_docs_runs(line, tmp_path):
    folder = tmp_path / "duo"
    folder.mkdir()
    for file in sample_folder().glob("*.csv"):
        (folder / file.name).symlink_to(file)
    if "--document" in line:
        (tmp_path / "claims.toml").write_text(CLAIM, encoding="utf-8")
        (tmp_path / "report.md").write_text("In 2019-2020 koos 19,2% een technisch profiel.\n", encoding="utf-8")

    for before in BEFORE.get(line, []):
        command(before, tmp_path)
    present = {*tmp_path.iterdir()}

    done = command(line, tmp_path)

    assert done.code == FINDINGS.get(line, 0), done.err
    assert done.out or {*tmp_path.iterdir()} - present


BEFORE = {
    "sto run": ["sto init duo/"],
    "sto verify results-2025": ["sto init duo/", "sto run -o results-2025"],
    "sto diff results-2024 results-2025": ["sto init duo/", "sto run -o results-2024", "sto run -o results-2025"],
}
"""What a reader has done before some of the commands."""
FINDINGS = {"sto check published duo/": 1}
"""What others published was computed from other files than the sample."""
CLAIM = """title = "Report"

[source]
title = "Report"

[[claim]]
id = "share"
printed = "19,2%"
indicator = "technical_share"
definition = "letter"
definition_basis = "stated"
year = "2019-2020"
"""


def command(line, folder):
    with contextlib.chdir(folder):
        return run(*shlex.split(line)[1:])


def test_the_screen_in_the_readme_is_what_the_command_shows():
    found = re.search(r"```text\n\$ sto (.*?)\n(.*?)```", README, re.DOTALL)
    line, shown = found.groups()
    done = subprocess.run(
        [sys.executable, "-m", "sto_cli", *shlex.split(line)],
        env=os.environ | {"COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=True,
    )

    if os.environ.get("STO_GOLDEN") == "write":
        shown = done.stdout
        page = README[: found.start(2)] + shown + README[found.end(2) :]
        (TOP / "README.md").write_text(page, encoding="utf-8")

    assert shown == done.stdout


def test_ci_runs_the_test_command_of_the_readme():
    (line,) = [line for block in BLOCKS for line in block.splitlines() if line.endswith("-m pytest")]

    assert line in (TOP / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_every_page_that_the_readme_names_is_there():
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert (TOP / target).exists(), target
