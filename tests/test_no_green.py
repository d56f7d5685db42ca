"""Nothing is green that was not earned: ways in which nothing is checked, on every surface, and none exits with 0.

One report, whose claim of 20% holds; each row below takes something away that the check needs. The action and the hook are
run by bash, as their hosts run them (test_ci_surfaces).
"""

import json
import shlex
import subprocess
from pathlib import Path

import polars as pl
import pytest

from sto_cli.cli import streams
from sto_cli.cli.commands import homes
from tests import by_turns
from tests.drawing import run
from tests.test_ci_surfaces import CLAIMS, HOOK, environment, run_action, workspace  # noqa: F401  # a fixture

HELD = "report/claims.toml"
OTHER_YEAR = CLAIMS.replace("{}", "20%").replace("2019-2020", "2011-2012")
NOT_COMPUTABLE = """
[source]
title = "report"
[[claim]]
id = "budget"
printed = "100 miljoen"
not_computable = "money is in no DUO file"
"""


pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture
def here(workspace, monkeypatch):  # noqa: F811  # the imported fixture is what it asks for
    """Stand in the checkout of somebody's report, with files beside it that hold nothing to check by."""
    monkeypatch.chdir(workspace)
    for name in ("empty", "other"):
        Path(name).mkdir()
    Path("other/letter.txt").write_text("20%", encoding="utf-8")
    (drawn,) = Path("duo").iterdir()
    header = drawn.read_text(encoding="cp1252").splitlines()[0]
    Path("header-2019.csv").write_text(header + "\n", encoding="cp1252")
    for name, text in {
        "empty.csv": "",
        "empty.md": "",
        "empty.toml": "",
        "none.toml": '[source]\ntitle = "report"\n',
        "year.toml": OTHER_YEAR,
        "money.toml": NOT_COMPUTABLE,
    }.items():
        Path(name).write_text(text, encoding="utf-8")
    return workspace


# --- THE COMMAND LINE ---

CHECKS = [
    ("", 3),
    ("letter", 3),
    ("published", 3),
    ("letter published", 3),
    (HELD, 3),
    (f"{HELD} --document report/report.md", 3),
    (f"{HELD} --fail-on none", 3),
    (f"{HELD} --report junit=check.xml", 3),
    (f"{HELD} --lang nl", 3),
    (f"{HELD} {HELD}", 3),
    (f"{HELD} ''", 2),
    ("'' duo", 2),
    (f"{HELD} nothing", 3),
    (f"{HELD} empty", 3),
    (f"{HELD} other", 3),
    (f"{HELD} duo other", 3),
    (f"{HELD} duo nothing", 3),
    (f"{HELD} duo/*.csv", 3),
    (f"{HELD} 'duo duo'", 3),
    (f"{HELD} empty.csv", 3),
    (f"{HELD} header-2019.csv", 3),
    (f"{HELD} report/report.md", 3),
    (f"{HELD} duo --sample", 2),
    (f"{HELD} -- --sample", 3),
    (f"duo {HELD}", 3),
    ("report duo", 3),
    ("report/claims duo", 2),
    ("report/claims.txt duo", 3),
    ("nothing.toml duo", 2),
    ("-- --help duo", 2),
    ("empty.toml duo", 2),
    ("none.toml duo", 2),
    ("money.toml duo", 3),
    ("year.toml duo", 3),
    ("year.toml duo --fail-on none", 3),
    (f"{HELD} duo --fail-on ''", 2),
    (f"{HELD} duo --fail-on ,", 2),
    (f"{HELD} duo --fail-on confirmed", 2),
    (f"{HELD} duo --document empty.md", 1),
    (f"{HELD} duo --document nothing.md", 3),
    (f"{HELD} duo --document other", 3),
    (f"{HELD} duo --document ''", 2),
    (f"{HELD} duo --report json=", 2),
    (f"{HELD} duo --report json={HELD}", 2),
    (f"{HELD} duo --report json=a --report junit=a", 2),
    (f"{HELD} duo --report json=a --report junit=report/../a", 2),
    (f"{HELD} duo --report json=a.txt --output a.txt", 2),
    (f"{HELD} duo --write new.toml", 2),
    ("duo --write new.toml --report json=a", 2),
    ("--write new.toml", 2),
]


@pytest.mark.parametrize(("words", "code"), CHECKS)
def test_check_without_something_to_check_is_not_green(words, code):
    found = run("check", *shlex.split(words))
    assert found.code == code, found.out + found.err
    assert "1 confirmed" not in found.out or code == 1


def test_claims_without_data_are_told_what_to_do():
    assert run("check", HELD).err == (
        f"sto: nothing was checked: no data was named. Name DUO files or a folder of them behind {HELD}, or add "
        "--sample to try the synthetic sample.\n"
    )
    assert run("check", HELD, "duo").code == 0


NEED_DATA = [
    name for name in homes() if name not in {"report", "check", "init", "run", "diff", "verify", "calibrate", "catalog"}
]


@pytest.mark.parametrize("name", NEED_DATA)
@pytest.mark.parametrize("lang", ["en", "nl"])
def test_only_report_falls_back_on_the_sample(name, lang):
    words = {"explain": ["technical-share"], "match": ["20%"], "portrait": ["--where", "province=Utrecht"]}.get(
        name, []
    )
    found = run(name, *words, "--lang", lang)
    assert (found.code, found.out) == (2, "")
    assert "--sample" in found.err


@pytest.mark.parametrize(
    "words", [[], ["--lang", "nl"], ["--year", "2019"], ["--format", "csv"], ["-o", "x.md"], ["--sample"]], ids=" ".join
)
def test_report_without_a_path_is_on_the_sample_whatever_its_options(words):
    assert run("report", *words).code == 0


def test_an_option_of_the_environment_names_no_data(monkeypatch):
    for name in ("STO_SAMPLE", "STO_PATHS", "STO_OUTPUT"):
        monkeypatch.setenv(name, "1")
    assert run("check", "letter").code == 3


# --- THE YEARLY JOB ---

RUNS = [
    ("", 2),
    ("claims = []", 2),
    ("input = []", 2),
    ("[[input]]", 2),
    ("[[input]]\nfiles = []", 2),
    ("[[input]]\nfiles = ['']", 2),
    ("[[input]]\nfiles = ['duo/*.tsv']", 2),
    ("[[input]]\nfiles = ['nothing']", 2),
    ("[[input]]\nfiles = ['empty']", 3),
    ("[[input]]\nfiles = ['other']", 3),
    ("[[input]]\nfiles = ['duo', 'other']", 3),
    ("claims = ['']\n[[input]]\nfiles = ['duo']", 2),
    ("claims = ['nothing.toml']\n[[input]]\nfiles = ['duo']", 2),
    ("claims = ['none.toml']\n[[input]]\nfiles = ['duo']", 2),
    ("claims = ['money.toml']\n[[input]]\nfiles = ['duo']", 3),
    ("claims = ['year.toml']\nfail_on = []\n[[input]]\nfiles = ['duo']", 3),
    (f"claims = ['{HELD}', 'year.toml']\n[[input]]\nfiles = ['duo']", 3),
]


@pytest.mark.parametrize(("config", "code"), RUNS)
def test_a_run_without_inputs_or_with_claims_that_meet_none_is_not_green(config, code):
    Path("sto.toml").write_text(config, encoding="utf-8")
    assert run("run").code == code


def test_a_run_without_a_configuration_is_not_green():
    assert run("run").code == 2


# --- THE HOOK ---


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 3),
        (["letter"], 3),
        ([HELD], 3),
        ([HELD, ""], 2),
        ([HELD, "nothing"], 3),
        ([HELD, "-"], 3),
        (["--", "--help"], 2),
    ],
)
def test_the_hook_refuses_without_data(arguments, code):
    done = subprocess.run(
        [*shlex.split(HOOK["entry"]), *arguments],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert done.returncode == code


# --- THE ACTION ---

INPUTS = [
    ({"data": ""}, 3),
    ({"data": " \n\t\n"}, 3),
    ({"data": "nothing"}, 3),
    ({"data": "duo\nnothing"}, 3),
    ({"data": "duo other"}, 3),
    ({"data": "duo\n\nother"}, 3),
    ({"data": "--help"}, 3),
    ({"data": "--sample"}, 3),
    ({"data": "duo\n--version"}, 3),
    ({"data": "-"}, 3),
    ({"data": HELD}, 3),
    ({"claims": ""}, 2),
    ({"claims": "--help"}, 2),
    ({"claims": "--version"}, 2),
    ({"claims": "--sample"}, 2),
    ({"claims": "duo"}, 2),
    ({"claims": "report"}, 2),
    ({"claims": "--help.toml"}, 2),
    ({"claims": "letter", "data": ""}, 3),
    ({"claims": "year.toml"}, 3),
    ({"claims": "money.toml"}, 3),
    ({"document": "--help"}, 3),
    ({"document": "empty.md"}, 1),
    ({"fail-on": ""}, 2),
    ({"fail-on": "--help"}, 2),
    ({"sarif": ""}, 2),
    ({"sarif": HELD}, 2),
    ({"sarif": "summary.md"}, 2),
]


@pytest.mark.parametrize(("inputs", "code"), by_turns(INPUTS, 2), ids=json.dumps)
def test_the_action_is_not_green_with_inputs_that_are_empty_hostile_or_missing(here, inputs, code):
    done = run_action(here, **({"claims": HELD, "data": "duo"} | inputs))
    assert done.returncode == code, done.stdout + done.stderr


# --- A BUG OF OURS ---


def test_a_panic_inside_polars_is_a_bug_of_ours(monkeypatch):
    """It is no Exception of Python: let through, the process would end with 1, as with a finding."""

    def panic():
        raise pl.exceptions.PanicException("index out of bounds")

    monkeypatch.setattr(streams, "waiting", panic)
    found = run("pupils", "--sample")
    assert (found.code, found.out) == (70, "")
    assert found.err.startswith("sto: this is a bug in sto; please report it with the lines below.\n")
    assert "index out of bounds" in found.err
