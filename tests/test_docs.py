"""The site of docs/: its screens and generated pages are what sto shows, its examples run, and it builds without a warning."""

import csv
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import duckdb
import fastexcel
import pytest
import yaml

from sto_cli.version import __version__
from tests import manual
from tests.drawing import run
from tests.test_readme import DOCS, READMES, blocks, command, compare, prepare

TOP = Path(__file__).parent.parent
PAGES = TOP / "docs"
SHOWN = re.compile(r"(```console\n\$ (sto .*?)(?: # first (\d+) lines)?\n)(.*?)(```)", re.DOTALL)
TRANSLATED = ("index", "questions", "portrait", "check", "ci", "recalculation")


@pytest.mark.parametrize("name", [name for name, text in DOCS.items() if SHOWN.search(text)])
def test_every_screen_is_what_the_command_shows(name, tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("STO_LANG", "nl" if ".nl." in name else "en")
    prepare(tmp_path, "--document")

    def screen(found):
        head, line, first, _, end = found.groups()
        done = command(line, tmp_path)
        assert done.out, done.err
        lines = done.out.splitlines(keepends=True)[: int(first or 1000)]
        return f"{head}{''.join(lines)}{end}"

    compare(PAGES / name, SHOWN.sub(screen, DOCS[name]))


def test_the_cookbook_has_twenty_questions_in_two_languages():
    english, dutch = ([found[1] for found in SHOWN.findall(DOCS[name])] for name in ("questions.md", "questions.nl.md"))
    assert english == dutch
    assert len(english) == 20


def test_the_page_of_commands_and_the_man_page_say_what_help_says():
    compare(PAGES / "commands.md", manual.commands_page())
    compare(PAGES / "sto.1", manual.man_page())


# --- THE SITE ---


def nav(entries):
    for entry in entries:
        for value in entry.values():
            yield from [value] if isinstance(value, str) else nav(value)


def test_every_page_is_in_the_menu_once():
    named = [*nav(tomllib.loads((TOP / "zensical.toml").read_text(encoding="utf-8"))["project"]["nav"])]
    assert sorted(named) == sorted(DOCS)


def test_the_site_builds_without_a_warning(tmp_path):
    """Strict: a link to a page or a heading that does not exist is an error."""
    pytest.importorskip("zensical", reason="the extra docs is not installed")
    shutil.copy(TOP / "zensical.toml", tmp_path)
    shutil.copytree(PAGES, tmp_path / "docs")
    build = [sys.executable, "-m", "zensical", "build", "--strict", "--clean"]
    done = subprocess.run(build, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for page in DOCS:
        html = (tmp_path / "site" / page).with_suffix(".html").read_text(encoding="utf-8")
        assert not re.findall(r'<(?:script|img|link|iframe)[^>]*(?:src|href)="?https?://[^>]*', html), page
    assert "<5" in (tmp_path / "site" / "search.json").read_text(encoding="utf-8").replace("&lt;", "<")


@pytest.mark.parametrize("name", TRANSLATED)
def test_a_dutch_page_runs_the_commands_of_the_english_one(name):
    english, dutch = (
        [
            line.partition("#")[0].split()
            for block in blocks(DOCS[f"{name}{language}.md"], "sh")
            for line in block.splitlines()
        ]
        for language in ("", ".nl")
    )
    assert all(line in english for line in dutch)
    assert english == dutch or name == "recalculation"  # which is shorter in Dutch
    assert f"({name}.md)" in DOCS[f"{name}.nl.md"]


# --- OTHER TOOLS: docs/outputs.md ---


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """What the page has a reader write: facts.parquet, provinces.csv and provinces.xlsx."""
    folder = tmp_path_factory.mktemp("tools")
    prepare(folder, "")
    for line in "".join(blocks(DOCS["outputs.md"], "sh")).splitlines():
        assert command(line, folder).code == 0
    return folder


def shares(year):
    """Give what sto itself answers: the least and the most that the share of each province may be."""
    done = run("technical-share", "--by", "province", "--year", year, "--format", "csv", "--sample", "--quiet")
    rows = csv.DictReader(done.out.splitlines())
    return {row["province"]: (float(row["low"]), float(row["high"])) for row in rows if row["low"]}


def test_the_sql_gives_the_shares_of_sto_and_0_where_there_are_no_technical_pupils(files, monkeypatch):
    monkeypatch.chdir(files)
    (query,) = blocks(DOCS["outputs.md"], "sql")
    answered = shares("2024")
    assert any(low < high for low, high in answered.values())
    found = {province: ends for province, *ends in duckdb.sql(query).fetchall()}
    for province, ends in answered.items():
        if province:
            assert found[province] == pytest.approx(ends), province

    duckdb.sql("COPY (SELECT * FROM 'facts.parquet' WHERE province <> 'Zeeland' OR profile = 'D&P') TO 'none.parquet'")
    assert ("Zeeland", 0, 0) in duckdb.sql(query.replace("facts", "none")).fetchall()


def test_r_reads_the_csv(files):
    if not shutil.which("Rscript"):
        pytest.skip("R is not installed")
    (script,) = blocks(DOCS["outputs.md"], "r")
    done = subprocess.run(["Rscript", "-e", script], cwd=files, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Zeeland" in done.stdout


def test_excel_has_a_sheet_with_the_same_numbers(files):
    rows = fastexcel.read_excel(files / "provinces.xlsx").load_sheet("results").to_polars()
    assert dict(rows.select("province", "value").drop_nulls().rows()) == pytest.approx(
        {province: low for province, (low, high) in shares("2019").items() if low == high}
    )


def test_no_page_has_a_word_of_the_machine():
    for name, text in (READMES | DOCS).items():
        assert not re.search(r"/(home|Users|work|tmp)/", text), name


# --- THE RELEASE ---


def test_the_workflow_of_a_release_runs_what_there_is_and_only_for_the_tag_of_this_version():
    jobs = yaml.safe_load((TOP / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))["jobs"]
    (tag,) = [step["run"] for step in jobs["build"]["steps"] if step.get("name") == "The tag is the version"]
    for name, code in {f"v{__version__}": 0, "v9.9.9": 1}.items():
        settings = os.environ | {"GITHUB_REF_NAME": name}
        assert subprocess.run(["bash", "-c", tag], cwd=TOP, env=settings, check=False).returncode == code

    targets = re.findall(r"^([a-z-]+):", (TOP / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    runs = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    assert [run.removeprefix("make ") for run in runs if run.startswith("make ")] == ["release"]
    assert {"docs", "release"} <= {*targets}
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
