"""Documentation that fails when it is wrong: every command line of the READMEs and of docs/ is run, and their pictures are drawn anew."""

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sysconfig
from pathlib import Path

import docx
import pytest
from rich.console import Console
from rich.text import Text

from sto_cli.cli.main import main
from sto_cli.reading.load import sample_folder
from tests.drawing import run

TOP = Path(__file__).parent.parent
READMES = {name: (TOP / name).read_text(encoding="utf-8") for name in ("README.md", "README.nl.md")}
DOCS = {page.name: page.read_text(encoding="utf-8") for page in sorted((TOP / "docs").glob("*.md"))}


def blocks(text, language):
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


COMMANDS = dict.fromkeys(
    line.partition("#")[0].rstrip()
    for text in [*READMES.values(), *DOCS.values()]
    for block in blocks(text, "sh")
    for line in block.splitlines()
    if line.startswith("sto ")
)


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_docs_runs(line, tmp_path):
    prepare(tmp_path, line)
    for before in BEFORE.get(line, []):
        command(before, tmp_path)
    present = {*tmp_path.iterdir()}

    done = command(line, tmp_path)

    assert done.code == FINDINGS.get(line, 0), done.err
    assert done.out or {*tmp_path.iterdir()} - present


def prepare(folder, line):
    """Lay down what a reader has: the sample's files as `duo/`, and a report or a note where a command names one."""
    (folder / "duo").mkdir()
    for file in sample_folder().glob("*.csv"):
        (folder / "duo" / file.name).symlink_to(file)
    if "--document" in line:
        if "--write" not in line:
            (folder / "claims.toml").write_text(CLAIM, encoding="utf-8")
        text = "In 2019-2020 koos 19,2% een technisch profiel."
        for name in ("report.md", "note.md"):
            (folder / name).write_text(f"{text}\n", encoding="utf-8")
        note = docx.Document()
        note.add_paragraph(text)
        note.save(folder / "note.docx")


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


# --- THE TWO READMES ---


def test_both_have_the_same_commands_and_at_most_150_lines():
    english, dutch = READMES.values()
    for language in ("sh", "bat"):
        assert blocks(english, language) == blocks(dutch, language)
    assert [line.count("|") for line in english.splitlines() if line[:1] == "|"] == [
        line.count("|") for line in dutch.splitlines() if line[:1] == "|"
    ]
    assert max(len(text.splitlines()) for text in READMES.values()) <= 150


def test_set_up_on_windows_is_that_of_linux_in_the_words_of_windows():
    unix, windows = (blocks(READMES["README.md"], language)[0] for language in ("sh", "bat"))
    translated = unix.replace("python3", "py").replace(". .venv/bin/activate", ".venv/bin/activate")
    assert translated.replace(".venv/bin/", ".venv\\Scripts\\") == windows


def test_set_up_works_as_printed_and_then_sto_works_by_name(tmp_path):
    """What sto needs comes from this environment; `make release` downloads it."""
    kept = shutil.ignore_patterns(".*", "fuzz", "benchmarks", "golden", "__pycache__")
    folder = shutil.copytree(TOP, tmp_path / "sto", ignore=kept)
    script = f"set -e\n{blocks(READMES['README.md'], 'sh')[0]}cd {tmp_path}\ncommand -v sto\nsto report | head -1\n"
    settings = os.environ | {"PYTHONPATH": sysconfig.get_path("purelib")}
    done = subprocess.run(["sh", "-c", script], cwd=folder, env=settings, capture_output=True, text=True, check=False)
    if "No matching distribution found for hatchling" in done.stderr:
        pytest.skip("the build backend cannot be fetched here")
    assert done.returncode == 0, done.stderr
    by_name, first = done.stdout.splitlines()[:2]
    assert by_name == str(folder / ".venv" / "bin" / "sto")
    assert first.startswith("Synthetic sample")


@pytest.mark.parametrize("name", READMES)
def test_every_number_of_a_real_file_is_in_the_evidence(name):
    language = name.removeprefix("README").removesuffix("md")
    evidence = DOCS[f"evidence{language}md"] + DOCS["small-counts.md"].replace(".", "," if "nl" in language else ".")
    table = READMES[name].partition("![")[0]
    text = READMES[name]
    masked = re.search(r"2019.*?19[.,]22%.*", text).group()
    numbers = re.findall(r"\d+[.,]\d+", table.partition("|---")[2] + masked)
    assert len(numbers) > 10
    for number in numbers:
        assert number in evidence, number


def test_no_text_has_what_fails_on_windows_or_is_not_published():
    for name, text in (READMES | DOCS).items():
        assert "pip install sto-cli" not in text, name
        for line in "".join(blocks(text, "sh") + blocks(text, "console")).splitlines():
            if line.removeprefix("$ ").startswith("sto "):
                words = line.partition("#")[0]
                assert "'" not in words, line
                assert not re.search(r"[,&<>]", re.sub(r'"[^"]*"', "", words)), f"put it between double quotes: {line}"
    assert not any("'" in text for text in READMES.values())


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md"])
def test_every_page_that_is_named_is_there(name):
    for target in re.findall(r"\]\(([^)#]+)", (TOP / name).read_text(encoding="utf-8")):
        assert (TOP / target).exists(), target


def test_ci_runs_the_test_command_of_contributing():
    (line,) = blocks((TOP / "CONTRIBUTING.md").read_text(encoding="utf-8"), "sh")
    assert line.strip() in (TOP / ".ci" / "run").read_text(encoding="utf-8").splitlines()


# --- THE PICTURE ---


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_picture_is_what_the_command_shows(language, monkeypatch):
    for name, value in {"COLUMNS": "80", "TERM": "xterm-256color", "COLORTERM": "", "STO_LANG": language}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)
    with contextlib.redirect_stdout(Terminal()) as shown, contextlib.redirect_stderr(io.StringIO()):
        assert main(["report"]) == 0

    console = Console(record=True, width=80, file=io.StringIO())
    console.print(Text.from_ansi(shown.getvalue().rstrip()), soft_wrap=True)
    picture = re.sub(
        r"@font-face \{.*?\}\n\s*", "", console.export_svg(title="sto report", unique_id="sto"), flags=re.DOTALL
    )

    compare(TOP / "docs" / "pictures" / f"report{'.nl' * (language == 'nl')}.svg", picture)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def compare(path, text):
    """Hold a file against what it should be; `make golden` writes it."""
    if os.environ.get("STO_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text
