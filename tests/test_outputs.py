"""Every answer in every form: the same numbers, the same bytes, and nothing in them that comes alive."""

import csv
import io
import json
import shutil
import subprocess
import sys
import zipfile
from itertools import product
from pathlib import Path

import fastexcel
import jsonschema
import polars as pl
import pytest

from sto_cli.language import harmless
from sto_cli.present.forms import as_csv, escaped
from sto_cli.present.workbook import as_xlsx
from tests import by_turns
from tests.drawing import CARE, PIE, enrolment, run, write

ANSWERS = {
    "report": ["report"],
    "indicator": ["technical-share", "--by=province"],
    "flows": ["profile-counts", "--flows"],
    "explain": ["explain", "technical-share"],
    "match": ["match", "50%"],
    "check": ["check", "letter"],
    "inspect": ["inspect"],
}
SUFFIXES = {
    "table": ".txt",
    "csv": ".csv",
    "json": ".json",
    "markdown": ".md",
    "html": ".html",
    "parquet": ".parquet",
    "xlsx": ".xlsx",
}
EVIL = "=cmd|' /C calc'!A0\x1b[31m\u202e<b>[bold]x[/bold]|`*"
"""A name that is a formula, steers a terminal, turns its own direction, and holds HTML, Rich markup and Markdown."""


@pytest.fixture(scope="module")
def duo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("duo")
    enrolment(folder)
    return folder


def written(duo, folder, answer, suffix):
    file = folder / f"answer{suffix}"
    found = run(*ANSWERS[answer], duo, "--output", file)
    assert found.out == ""
    assert found.code in {0, 1, 3}, found.err
    return file


@pytest.mark.parametrize(("answer", "suffix"), by_turns(product(ANSWERS, SUFFIXES.values()), 3))
def test_every_answer_is_written_by_the_ending_of_the_file_the_same_bytes_each_time(duo, tmp_path, answer, suffix):
    if answer == "flows":
        enrolment(tmp_path, year="2020")
        enrolment(tmp_path, [PIE], year="2021")
        duo = tmp_path
    first = written(duo, tmp_path, answer, suffix).read_bytes()
    (tmp_path / f"answer{suffix}").unlink()
    assert first
    assert written(duo, tmp_path, answer, suffix).read_bytes() == first


def test_the_form_goes_before_the_ending(duo, tmp_path):
    file = tmp_path / "answer.txt"
    run("technical-share", duo, "--format", "json", "--output", file)
    assert json.loads(file.read_text())["rows"][0]["value"] == 0.5


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("report -o answer.xlsx --format csv", "--format csv: answer.xlsx ends as xlsx does; choose one of the two."),
        ("report -o answer.csv --format xlsx", "--format xlsx: answer.csv ends as csv does; choose one of the two."),
        (
            "report -o answer.txt --format parquet",
            "--format parquet: answer.txt ends as table does; choose one of the two.",
        ),
        ("check --sample --report junit=x.xlsx", "--report junit: x.xlsx ends as xlsx does; choose one of the two."),
    ],
)
def test_a_form_and_an_ending_that_contradict_each_other_are_refused(tmp_path, monkeypatch, command, sentence):
    monkeypatch.chdir(tmp_path)
    found = run(*command.split())
    assert (found.code, found.err, [*tmp_path.iterdir()]) == (2, f"sto: {sentence}\n", [])


@pytest.mark.parametrize("report", ["sarif=x.json", "summary=x.md", "github=x.txt", "csv=x", "junit=x.xml"])
def test_an_ending_that_suits_a_form_is_taken(tmp_path, monkeypatch, report):
    monkeypatch.chdir(tmp_path)
    assert run("check", "--sample", "--report", report, "--fail-on", "none").code == 0
    assert [path.name for path in tmp_path.iterdir()] == [report.partition("=")[2]]


def test_every_machine_form_has_the_same_rows(duo, tmp_path):
    parquet = pl.read_parquet(written(duo, tmp_path, "indicator", ".parquet"))
    (row,) = parquet.rows(named=True)
    assert (row["province"], row["numerator"], row["denominator"], row["value"], row["unit"]) == (
        "Utrecht", 20, 40, 0.5, "share",
    )  # fmt: skip
    (text,) = csv.DictReader(io.StringIO(written(duo, tmp_path, "indicator", ".csv").read_text(encoding="utf-8")))
    assert {name: "" if value is None else str(value) for name, value in row.items()} == text
    assert json.loads(written(duo, tmp_path, "indicator", ".json").read_text())["rows"] == [row]


@pytest.mark.parametrize(
    "command",
    [
        ["report"],
        ["technical-share", "--by", "province,sex"],
        ["technical-share", "--from", "2019", "--to", "2024", "--decompose", "track"],
        ["profile-counts", "--flows", "--by", "location"],
    ],
    ids=" ".join,
)
def test_json_keeps_to_its_schema(command):
    schema = Path(__file__).parent.parent / "docs" / "schema" / "results.schema.json"
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    found = json.loads(run(*command, "--sample", "--format", "json").out)
    assert [error.message for error in validator.iter_errors(found)] == []
    found["rows"][0].pop("unit", None)
    assert bool([*validator.iter_errors(found)]) is ("decomposed_by" not in found and "question" not in found)


# --- WORKBOOKS, READ BY ANOTHER LIBRARY ---


def test_a_workbook_holds_real_numbers_below_a_frozen_header_and_notes(duo, tmp_path):
    file = written(duo, tmp_path, "indicator", ".xlsx")
    book = fastexcel.read_excel(file)
    assert book.sheet_names == ["answer", "results", "notes"]
    rows = book.load_sheet("results").to_polars()
    assert rows["numerator"].dtype.is_numeric()
    assert rows.row(0, named=True)["value"] == 0.5
    notes = book.load_sheet("notes", header_row=None).to_polars().to_series().to_list()
    assert any("letter: five technical profiles" in note for note in notes)
    assert any("leerlingen-2019.csv: duo-01 2019, 2 rows" in note for note in notes)
    with zipfile.ZipFile(file) as parts:
        answer, sheet = (parts.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2))
    assert 'state="frozen"' in sheet
    assert "<f>" not in answer + sheet


def test_a_workbook_of_more_cells_than_anybody_waits_for_is_refused():
    rows = pl.DataFrame({"x": pl.int_range(1_000_001, eager=True), "y": 0})
    with pytest.raises(
        Exception, match="1,000,001 rows of 2 columns are 2,000,002 cells, more than the limit of 2,000,000"
    ):
        as_xlsx(rows, [])


# --- CSV ---


def test_the_dutch_dialect_has_a_mark_semicolons_and_decimal_commas(duo, tmp_path):
    file = tmp_path / "x.csv"
    run("technical-share", duo, "--csv-dialect", "excel-nl", "-o", file)
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfindicator;definition;")
    assert b";20;40;0,5;0,5;0,5;" in content
    assert content.endswith(b"\r\n")


def test_a_dialect_goes_with_csv_only(duo):
    found = run("technical-share", duo, "--csv-dialect", "excel-nl")
    assert (found.code, found.err) == (2, "sto: --csv-dialect excel-nl: applies to CSV only; add --format csv.\n")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_dutch_dialect_as_numbers(duo, tmp_path):
    file = tmp_path / "x.csv"
    run("technical-share", duo, "--csv-dialect", "excel-nl", "-o", file)
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
    imported = "--infilter=CSV:59,34,76,1,,1043,false,true"
    command = ["soffice", "--headless", imported, "--convert-to", options, "--outdir", str(tmp_path / "out"), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (row,) = csv.DictReader(io.StringIO((tmp_path / "out" / "x.csv").read_text(encoding="utf-8")))
    assert float(row["value"].replace(",", ".")) == 0.5


# --- HOSTILE TEXT ---


@pytest.fixture(scope="module")
def evil(tmp_path_factory):
    """A location whose name, and an STO region whose name, come alive wherever they are taken for more than text."""
    folder = tmp_path_factory.mktemp("evil")
    name = {"INSTELLINGSNAAM VESTIGING": EVIL.replace("\u202e", "").replace("'", "")}
    enrolment(folder, [(*PIE[:5], {**PIE[5], **name}), CARE])
    write(folder / "sto-regions.csv", f'location,region\n00AA00,"{EVIL}"\n00BB01,Rest\n', encoding="utf-8")
    return folder


@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
def test_hostile_names_are_shown_harmlessly_and_recognisably(evil, form):
    for by in ("sto_region", "location"):
        found = run("technical-share", evil, "--by", by, "--format", form)
        assert found.code == 0, found.err
        assert "\x1b" not in found.out
        assert "\u202e" not in found.out
        assert "calc" in found.out
        if form == "csv":
            cells = [cell for row in csv.reader(io.StringIO(found.out)) for cell in row]
            assert not [cell for cell in cells if cell.startswith("=")]
            assert any(cell.startswith("'=cmd|") for cell in cells)
        if form == "markdown":
            assert "\\<b\\>" in found.out
        if form == "json" and by == "sto_region":
            assert EVIL in {row["sto_region"] for row in json.loads(found.out)["rows"]}


def test_hostile_names_are_text_in_a_workbook(evil, tmp_path):
    file = tmp_path / "x.xlsx"
    run("technical-share", evil, "--by", "sto_region", "-o", file)
    with zipfile.ZipFile(file) as parts:
        for number in (1, 2, 3):
            assert b"<f>" not in parts.read(f"xl/worksheets/sheet{number}.xml")
            assert b"hyperlink" not in parts.read(f"xl/worksheets/sheet{number}.xml")
    texts = fastexcel.read_excel(file).load_sheet("results").to_polars()["sto_region"].to_list()
    assert any(text.startswith("=cmd|") for text in texts)


def test_a_file_name_cannot_steer_the_terminal(tmp_path):
    path = tmp_path / "x\x1b[2J\n-2019.csv"
    write(path, "a;b\n1;2\n")
    for found in (run("technical-share", path), run("inspect", path)):
        assert "\x1b" not in found.out + found.err
        assert "\\x1b[2J\\n-2019.csv" in found.out + found.err


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é €", "plain é €"),
        ("\x1b[0m", "\\x1b[0m"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u200bb", "a\\u200bb"),
        ("a\nb", "a\\nb"),
        ("\x9b31m", "\\x9b31m"),
    ],
)
def test_what_steers_is_shown_as_an_escape(text, shown):
    assert harmless(text) == shown


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd", "'+cmd"),
        ("-2+3", "'-2+3"),
        ("@SUM", "'@SUM"),
        ("-11%", "-11%"),
        ("+10,4%", "+10,4%"),
        ("-", "-"),
        ("a=b", "a=b"),
    ],
)
def test_a_cell_that_a_spreadsheet_would_compute_gets_an_apostrophe(cell, shown):
    ((found,),) = csv.reader(io.StringIO(as_csv(pl.DataFrame({"x": [cell]})).split("\n", 1)[1]))
    assert found == shown


def test_markdown_shows_every_character_as_itself():
    assert escaped("<b>|*_`[x](y)#") == "\\<b\\>\\|\\*\\_\\`\\[x\\](y)\\#"


def test_a_form_for_files_does_not_go_to_a_terminal(duo):
    code = f"""
import pty, sys
pty.spawn([sys.executable, "-m", "sto_cli", "technical-share", {str(duo)!r}, "--format", "parquet"])
"""
    top = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=top, check=False)
    assert (
        "--format parquet: this form is not text, so it cannot go to a screen; name a file with --output."
        in " ".join(done.stdout.split())  # a terminal breaks it between words
    )
