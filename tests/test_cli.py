"""The command line: what goes where, in which form, with which exit code."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import shutil
from importlib.metadata import version

import pytest
from typer.main import get_command

from sto_cli import __version__
from sto_cli.cli.commands import homes
from sto_cli.cli.main import app
from sto_cli.reading.load import sample_folder
from tests.drawing import CARE, PIE, enrolment, run, run_in_pipe, run_python, staffing, write

HOME = homes()
FEW = ("00AA", "00", "KL", "Produceren, installeren en energie", "6121", {"3m": "<5", "4v": 8})
OLD = ("00AA", "00", "KL", "Bouwtechniek", "2811", {"3m": 12, "4v": 8})


@pytest.fixture
def duo(tmp_path):
    """A folder with the letter's years: 2018 across the series break, 2019 exact, 2024 masked, and staff."""
    folder = tmp_path / "duo"
    folder.mkdir()
    enrolment(folder, [OLD, CARE], year="2018-2019", layout="2016")
    enrolment(folder, [PIE, CARE], year="2019")
    enrolment(folder, [FEW, CARE], year="2024", layout="2024")
    staffing(folder)
    return folder


def rows_of_csv(text):
    return list(csv.DictReader(io.StringIO(text)))


# --- HELP ---


def test_bare_sto_prints_help_that_starts_with_examples():
    found = run()
    assert (found.code, found.err) == (0, "")
    assert 0 < found.out.index("Examples") < found.out.index("sto report") < found.out.index("Options")
    assert found == run("--help")


def test_version_is_one_line():
    found = run("--version")
    assert (found.code, found.out, found.err) == (0, f"sto {__version__}\n", "")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["technical-share", "--help"], ["report", "--help"]])
def test_help_and_version_wait_for_neither_polars_nor_the_catalog(arguments):
    """Typer 0.29 itself imports pydantic."""
    slow = {"babel", "polars", "sto_cli.catalog", "rich.markdown", "rich.traceback"}
    slow |= set() if version("typer").startswith("0.29") else {"pydantic"}
    found = run_python(
        f"import sys; from sto_cli.cli.main import main; main({arguments}); "
        f"print(sorted({slow} & {{*sys.modules}}), file=sys.stderr)"
    )
    assert (found.code, found.err) == (0, "[]\n")


def example_of(command):
    """Give the example in the help of a command, as the user would type it."""
    lines = [line.strip() for line in get_command(app).get_command(None, command).help.splitlines()]
    return next(line.removeprefix("Example: ") for line in lines if line.startswith("Example: "))


@pytest.mark.parametrize("command", HOME)
def test_the_help_of_every_command_shows_an_example_of_it(command):
    assert example_of(command).startswith(f"sto {command}")
    assert "Example: sto" in run(command, "--help").out


@pytest.mark.parametrize("command", HOME)
def test_the_example_in_the_help_of_every_command_works(command, duo, monkeypatch):
    monkeypatch.chdir(duo.parent)
    staffing(duo.parent, name="staff.csv")
    enrolment(duo.parent, year="2019")
    if command.startswith("exam-"):
        shutil.copy(next(sample_folder().glob("07*-2018-2019.csv")), duo)
    if command in {"run", "diff", "verify"}:
        write(duo.parent / "sto.toml", '[[input]]\nfiles = ["duo/*.csv"]\n', encoding="utf-8")
    if command in {"diff", "verify"}:
        run("run", "-o", "results-2024")
        run("run", "-o", "results-2025")
    found = run(*shlex.split(example_of(command))[1:])
    assert found.code in {0, 1}, found.err
    assert found.out or any(option in example_of(command) for option in ("-o ", "--output", "init", "sto run"))


@pytest.mark.parametrize("command", HOME)
def test_every_option_of_every_command_is_explained(command):
    built = get_command(app).get_command(None, command).make_context(command, [], resilient_parsing=True).command
    assert len(built.params) > 1
    assert not [option.name for option in built.params if not option.help and not option.hidden]


# --- STDOUT AND STDERR ---


def test_stdout_is_data_only_and_notes_go_to_stderr(duo):
    note = duo / "lees mij.txt"
    note.write_text("niets\n", encoding="utf-8")
    found = run("technical-share", duo, "--format", "csv")
    assert f"note: skipped {note}" in found.err
    assert "note" not in found.out
    assert {row["indicator"] for row in rows_of_csv(found.out)} == {"technical_share"}


def test_a_pipe_gets_the_same_as_a_screen_without_colour(duo):
    piped = run_in_pipe("technical-share", duo, "--by", "province,track,profile,sector,sex,grade")
    assert piped == run("technical-share", duo, "--by", "province,track,profile,sector,sex,grade")
    assert "\x1b" not in piped.out
    assert max(map(len, piped.out.splitlines())) > 100


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_pipe_gets_utf_8_whatever_the_machine_is_set_to(duo, encoding):
    piped = run_in_pipe("fte-change", duo, stdout=encoding)
    assert piped.code == 0, piped.err
    assert "2018-2019 → 2023-2024" in piped.out


def test_a_refusal_in_a_pipe_is_one_line_on_stderr(tmp_path):
    found = run_in_pipe("technical-share", tmp_path / "weg.csv")
    assert (found.code, found.out) == (3, "")
    assert found.err.startswith("sto: ")
    assert found.err.count("\n") == 1


# --- FORMS ---

QUESTIONS = [
    ["technical-share", "--by", "province,profile"],
    ["technical-share", "--from", "2019", "--to", "2024"],
    ["profile-counts", "--by", "profile"],
    ["pupils", "--by", "sex"],
    ["vmbo-share"],
    ["girls-share"],
    ["fte-change"],
    ["side-entrants", "--from", "2018", "--to", "2023"],
    ["report"],
]


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_csv_and_json_hold_the_same_rows(duo, question):
    command, *options = question
    from_csv = rows_of_csv(run(command, duo, *options, "--format", "csv").out)
    from_json = json.loads(run(command, duo, *options, "--format", "json").out)["rows"]
    assert from_json
    assert [list(row) for row in from_json] == [list(row) for row in from_csv]
    for plain, typed in zip(from_csv, from_json, strict=True):
        for column, value in typed.items():
            told = plain[column]
            if value is None:
                assert told == ""
            elif isinstance(value, str):
                assert told == value
            else:
                assert float(told) == value


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_nothing_is_printed_that_is_no_number(duo, question):
    command, *options = question
    for form in ("table", "csv", "json"):
        printed = run(command, duo, *options, "--format", form).out
        assert not re.search(r"\b(NaN|nan|inf|None|Decimal)\b", printed)


def test_shares_are_plain_fractions_with_their_unit(duo):
    row, *_ = rows_of_csv(run("technical-share", duo, "--year", "2019", "--format", "csv").out)
    assert (row["numerator"], row["denominator"], row["value"], row["unit"]) == ("20", "40", "0.5", "share")


def test_the_same_question_gives_the_same_bytes(duo):
    for form in ("table", "csv", "json"):
        first, second = (run("report", duo, "--format", form) for _ in range(2))
        assert first == second


# --- OUTPUT ---


@pytest.mark.parametrize(
    ("name", "form"), [("x.csv", "csv"), ("x.json", "json"), ("x.txt", "table"), ("X.JSON", "json")]
)
def test_output_writes_the_form_that_its_ending_says_and_keeps_stdout_empty(duo, tmp_path, name, form):
    said = run("technical-share", duo, "--format", form)
    found = run("technical-share", duo, "--output", tmp_path / name)
    assert (found.code, found.out) == (0, "")
    assert (tmp_path / name).read_bytes().decode() == said.out


def test_a_form_that_is_said_goes_before_the_ending(duo, tmp_path):
    run("technical-share", duo, "-o", tmp_path / "x.txt", "--format", "csv")
    assert (tmp_path / "x.txt").read_text(encoding="utf-8").startswith("indicator,definition,")


def test_output_that_cannot_be_written_is_a_mistake_of_the_command_line(duo, tmp_path):
    file = tmp_path / "weg" / "x.csv"
    found = run("technical-share", duo, "--output", file)
    assert (found.code, found.out) == (2, "")
    assert found.err == (
        f"sto: --output {file}: cannot be written (No such file or directory); name a file in a folder you may write to.\n"
    )


def test_a_refused_question_writes_no_output(tmp_path):
    file = tmp_path / "x.csv"
    assert run("technical-share", tmp_path / "weg.csv", "--output", file).code == 3
    assert not file.exists()


# --- FINDINGS AND REASONS ---


def test_a_change_across_the_series_break_exits_1_with_the_reason(duo):
    found = run("technical-share", duo, "--from", "2018", "--to", "2019")
    assert found.code == 1
    assert "sto: the change is refused: a year lies across the series break of 2016 to 2018.\n" in found.err
    assert "2018-2019 → 2019-2020   – (series break)" in found.out
    assert "--definition sector can be compared" in found.out


def test_machines_get_the_reason_of_a_refused_change_and_no_number(duo):
    found = run("technical-share", duo, "--from", "2018", "--to", "2019", "--format", "csv")
    change = next(row for row in rows_of_csv(found.out) if row["from_year"])
    assert found.code == 1
    assert (change["value"], change["low"], change["high"], change["estimate"]) == ("", "", "", "")
    assert change["reason"] == "series_break"


def test_the_sector_crosses_the_break_and_a_report_only_shows_it(duo):
    assert run("technical-share", duo, "--from", "2018", "--to", "2019", "--definition", "sector").code == 0
    assert run("report", duo).code == 0


@pytest.fixture
def zeeland_of_2019(tmp_path):
    """Two years, of which the second has nobody in Zeeland."""
    zeeland = ("00BB", "01", "GL", "Zorg en welzijn", "6631", {"3m": 10, "PROVINCIE VESTIGING": "Zeeland"})
    enrolment(tmp_path, [PIE, zeeland], year="2019")
    enrolment(tmp_path, [PIE], year="2020")
    return tmp_path


def in_zeeland_in_2020(rows):
    (row,) = [row for row in rows if row["school_year"] == "2020-2021" and row.get("province", "Zeeland") == "Zeeland"]
    return row


@pytest.mark.parametrize(
    "options",
    [
        ["--by", "province"],
        ["--where", "province=Zeeland"],
        ["--where", "province=Zeeland", "--year", "2020"],
        ["--where", "province=Zeeland", "--by", "province", "--year", "2020"],
    ],
    ids=" ".join,
)
def test_a_share_of_nobody_is_missing_with_its_reason_and_neither_0_nor_nan(zeeland_of_2019, options):
    asked = ("technical-share", zeeland_of_2019, *options)
    told = in_zeeland_in_2020(rows_of_csv(run(*asked, "--format", "csv").out))
    assert (told["denominator"], told["reason"]) == ("0", "no_denominator")
    assert {told[name] for name in ("value", "low", "high", "estimate")} == {""}
    typed = in_zeeland_in_2020(json.loads(run(*asked, "--format", "json").out)["rows"])
    assert {typed[name] for name in ("value", "low", "high", "estimate")} == {None}
    said = run(*asked, "--all").out
    assert "– (nobody is in scope)" in said or "–: nobody is in scope." in said


def test_a_growth_from_0_is_missing_with_its_reason(tmp_path):
    nobody = ("VO", "1", "00AA", "Onderwijsgevend personeel", "PIE", 0, "0", 0, 20, "12,5", 5)
    staffing(tmp_path, [nobody])
    change = next(row for row in rows_of_csv(run("fte-change", tmp_path, "--format", "csv").out) if row["from_year"])
    assert (change["part"], change["value"], change["reason"]) == ("technical", "", "from_zero")
    assert "– (the first year is 0)" in run("fte-change", tmp_path).out


def test_a_masked_number_has_bounds_and_an_estimate_and_no_value(duo):
    row, *_ = rows_of_csv(run("technical-share", duo, "--year", "2024", "--format", "csv").out)
    assert row["value"] == ""
    assert (float(row["low"]), float(row["high"])) == ((8 + 1) / (8 + 1 + 20), (8 + 4) / (8 + 4 + 20))
    assert row["masked_cells"] == "1"
    assert float(row["low"]) < float(row["estimate"]) < float(row["high"])


def test_the_bundled_sample_says_that_it_is_one():
    found = run("report")
    assert found.code == 0
    assert "Synthetic sample" in found.out
    assert "skipped" not in found.err


def test_a_command_is_loaded_only_when_it_is_called():
    modules = {f"sto_cli.cli.{home}" for home in HOME.values()}
    found = run_python(
        "import sys; from sto_cli.cli.main import main; main(['--version']); main(['catalog', '--help']); "
        f"print(sorted({modules} & {{*sys.modules}}), file=sys.stderr)"
    )
    assert (found.code, found.err) == (0, "['sto_cli.cli.files']\n")


@pytest.mark.parametrize("command", [[], ["technical-share"], ["run"]], ids=["sto", "an indicator", "the yearly job"])
def test_the_short_option_shows_the_same_help(command):
    assert run(*command, "-h").out == run(*command, "--help").out != ""


def test_the_id_of_an_indicator_is_its_command_too(duo):
    """Claims files and JSON have `pupil_count`; the command is `pupils`."""
    answers = {run(command, duo, "--format", "csv") for command in ("pupils", "pupil-count", "pupil_count")}
    assert [(answer.code, "pupil_count" in answer.out) for answer in answers] == [(0, True)]
