"""The GitHub action and the pre-commit hook, run as their hosts run them; and the page that shows them."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from sto_cli.claims.file import SHIPPED
from tests.generated import draw_pupils, write_pupils

TOP = Path(__file__).parent.parent
ACTION = yaml.safe_load((TOP / "action.yml").read_text(encoding="utf-8"))
(HOOK,) = yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
EXAMPLES = [
    yaml.safe_load(text)
    for text in re.findall(r"```yaml\n(.*?)```", (TOP / "docs/ci.md").read_text(encoding="utf-8"), re.DOTALL)
]
CLAIMS = """
[source]
title = "report"
[[claim]]
id = "share"
printed = "{}"
indicator = "technical_share"
definition = "letter"
definition_basis = "stated"
year = "2019-2020"
"""


@pytest.fixture
def workspace(tmp_path):
    """A checkout of somebody's report, in which 20 of 100 pupils are technical."""
    (tmp_path / "duo").mkdir()
    drawn = draw_pupils("""
        location  track  profile  3 boys  3 girls
        00AA00    BB     PIE      20      0
        00AA00    BB     D&P      0       80
    """)
    write_pupils(tmp_path / "duo", drawn)
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "claims.toml").write_text(CLAIMS.format("20%"), encoding="utf-8")
    (tmp_path / "report" / "report.md").write_text("Of all pupils 20% is technical.\n", encoding="utf-8")
    return tmp_path


def environment():
    """The environment of a job: sto is installed, and is found."""
    return os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def run_action(workspace, **inputs):
    """Run the last step of the action as GitHub does: inputs put into its environment, bash without profile."""
    inputs = {name: str(entry.get("default", "")) for name, entry in ACTION["inputs"].items()} | inputs
    step = ACTION["runs"]["steps"][-1]
    filled = {
        name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: inputs[found[1]], value)
        for name, value in step["env"].items()
    }
    script = workspace / "step.sh"
    script.write_text(step["run"], encoding="utf-8")
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
        cwd=workspace,
        env=environment() | filled | {"GITHUB_STEP_SUMMARY": str(workspace / "summary.md")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_action_passes_on_numbers_that_hold(workspace):
    done = run_action(workspace, claims="report/claims.toml", data="duo/", document="report/report.md")
    assert done.returncode == 0, done.stderr
    assert "1 of 1 claims checked: 1 confirmed." in done.stdout
    assert "| ✓ confirmed | 20% | 20.00% (20 ÷ 100) |" in (workspace / "summary.md").read_text(encoding="utf-8")
    assert json.loads((workspace / "sto.sarif").read_bytes())["runs"][0]["results"] == []


def test_the_action_fails_on_one_that_does_not_and_says_where(workspace):
    (workspace / "report" / "claims.toml").write_text(CLAIMS.format("21%"), encoding="utf-8")
    done = run_action(workspace, claims="report/claims.toml", data="duo/", sarif="out.sarif")
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=report/claims.toml,line=4,title=share%3A contradicted::")
    (result,) = json.loads((workspace / "out.sarif").read_bytes())["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "report/claims.toml"
    assert "✗ contradicted" in (workspace / "summary.md").read_text(encoding="utf-8")


def test_the_action_is_not_green_without_the_data(workspace):
    assert run_action(workspace, claims="report/claims.toml", data="nothing/").returncode == 3


def test_the_action_runs_no_text_of_its_inputs(workspace):
    run_action(
        workspace, claims="$(touch claims)", data="duo/ `touch data` $(touch data)", document='"; touch document'
    )
    assert not {"claims", "data", "document"} & {path.name for path in workspace.iterdir()}


@pytest.mark.parametrize(
    "data",
    [
        "other\nduo",
        "\nduo\n",
        "  duo  \n\n  other/more years  ",
        "duo\r\nother\r\n",
        "other/more years\nduo",
    ],
)
def test_the_action_reads_a_path_on_every_line(workspace, data):
    """The year that the claim is about lies in one of two folders; a name may hold spaces, and lines may be blank."""
    drawn = draw_pupils("""
        location  track  profile  3 boys  3 girls
        00AA00    BB     PIE      5       6
    """)
    (workspace / "other" / "more years").mkdir(parents=True)
    write_pupils(workspace / "other", drawn, year="2020")
    write_pupils(workspace / "other" / "more years", drawn, year="2021")
    done = run_action(workspace, claims="report/claims.toml", data=data)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 of 1 claims checked: 1 confirmed." in done.stdout


def test_the_action_says_what_an_empty_input_is_to_be(workspace):
    done = run_action(workspace, claims="report/claims.toml", data="\n")
    assert done.stdout == (
        "::error title=sto check::The input 'data' is empty: a path per line was expected, so nothing was checked.\n"
    )
    assert {name for name, entry in ACTION["inputs"].items() if entry.get("required")} == {"claims", "data"}


def test_the_action_knows_the_claims_that_come_with_sto():
    assert f"{'|'.join(SHIPPED)}|*.toml)" in ACTION["runs"]["steps"][-1]["run"]


def test_the_action_installs_the_folder_that_it_lies_in():
    install = ACTION["runs"]["steps"][1]
    assert install["env"] == {"STO_ACTION": "${{ github.action_path }}"}
    assert install["run"] == 'python -m pip install --quiet "$STO_ACTION"'
    assert not any("${{" in step.get("run", "") for step in ACTION["runs"]["steps"])


def test_the_hook_runs_as_the_page_shows_it(workspace):
    (example,) = [hook for page in EXAMPLES if "repos" in page for hook in page["repos"][0]["hooks"]]
    assert example["id"] == HOOK["id"]
    command = [*shlex.split(HOOK["entry"]), *example["args"]]
    done = subprocess.run(command, cwd=workspace, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "✓ confirmed" in done.stdout


def test_the_page_shows_the_inputs_that_the_action_has():
    (job,) = [page["jobs"]["numbers"] for page in EXAMPLES if "jobs" in page]
    shown = job["steps"][-1]["with"]
    assert {*shown} <= {*ACTION["inputs"]}
    assert {name for name, entry in ACTION["inputs"].items() if entry.get("required")} <= {*shown}


def test_the_gitlab_job_of_the_page_runs(workspace):
    (job,) = [page["numbers"] for page in EXAMPLES if "numbers" in page]
    install, check = job["script"]
    done = subprocess.run(shlex.split(check), cwd=workspace, env=environment(), capture_output=True, check=False)
    assert install == "pip install ./sto"  # a copy of this repository; the package is not published
    assert done.returncode == 0
    assert (workspace / job["artifacts"]["reports"]["junit"]).exists()
