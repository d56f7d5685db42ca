"""More than DUO can have is refused where it would fill the memory, and more than anybody reads where it would take minutes."""

import json
import subprocess
import sys
from itertools import islice, product
from string import ascii_uppercase

import pytest

from sto_cli.reading import limits
from tests.drawing import enrolment_text, run, write

PIE = ("00AA", "00", "KL", "Produceren, installeren en energie", "6121", {"3m": 9, "3v": 8, "4m": 2, "4v": 1})
HEADER, TECHNICAL = enrolment_text([PIE]).splitlines()
MOST_LOCATIONS = 50_000
NATIONAL = ("technical-share", "--format", "csv")
BY_LOCATION = (*NATIONAL, "--by", "location")


def brins(count):
    """Give as many BRINs as asked: 676 for each of 00 to 99."""
    pairs = product(range(100), product(ascii_uppercase, repeat=2))
    return [f"{number:02}{first}{second}" for number, (first, second) in islice(pairs, count)]


def locations(folder, count):
    """Write a file with a row of 20 technical pupils at each of so many locations."""
    rows = (TECHNICAL.replace("00AA;00;", f"{brin};00;") for brin in brins(count))
    return write(folder / "leerlingen-2019.csv", "\n".join([HEADER, *rows]) + "\n")


@pytest.fixture(scope="module")
def most(tmp_path_factory):
    return locations(tmp_path_factory.mktemp("most"), MOST_LOCATIONS)


# --- WHAT IS READ ---


@pytest.fixture
def at_most(monkeypatch):
    """Set a limit to a number that a small file reaches."""
    return lambda name, most: monkeypatch.setattr(limits, name, getattr(limits, name)._replace(most=most))


def refusal(file, *options):
    found = run(*NATIONAL, file, *options)
    assert (found.code, found.out) == (3, "")
    return found.err.replace(str(file), "FILE")


@pytest.mark.parametrize(
    ("limit", "most", "said"),
    [
        (
            "BYTES",
            500,
            "FILE: {size} bytes of text, more than the 500 that sto reads; DUO's files have at most 4,000,000",
        ),
        (
            "COLUMNS",
            20,
            "FILE: 22 columns in the header, more than the 20 that sto reads; DUO's files have at most 500",
        ),
        (
            "LINE",
            99,
            "FILE, line 1: {header} bytes on one line, more than the 99 that sto reads; DUO's files have at most 20,000",
        ),
        ("ROWS", 2, "FILE: 3 lines, more than the 2 that sto reads; DUO's files have at most 30,000"),
    ],
)
def test_more_than_any_file_of_duo_has_is_refused(tmp_path, at_most, limit, most, said):
    file = locations(tmp_path, 3)
    at_most(limit, most)
    said = said.format(size=f"{file.stat().st_size:,}", header=len(HEADER))
    assert refusal(file) == f"sto: {said}, so check whether this is the right file.\n"


@pytest.mark.parametrize(("limit", "most"), [("BYTES", None), ("COLUMNS", 22), ("LINE", len(HEADER)), ("ROWS", 3)])
def test_as_much_as_is_allowed_is_read(tmp_path, at_most, limit, most):
    file = locations(tmp_path, 3)
    at_most(limit, most or file.stat().st_size)
    assert run(*NATIONAL, file).code == 0


def test_a_line_that_is_longer_than_any_row_is_named(tmp_path, at_most):
    file = write(
        tmp_path / "leerlingen-2019.csv", f"{HEADER}\n{TECHNICAL}\n{TECHNICAL.replace('School', 'S' * 1000)}\n"
    )
    at_most("LINE", 900)
    assert refusal(file).startswith("sto: FILE, line 3: 1,126 bytes on one line, more than the 900")


def test_blank_lines_are_lines(tmp_path, at_most):
    file = write(tmp_path / "leerlingen-2019.csv", f"{HEADER}\n{TECHNICAL}\n\n\n")
    at_most("ROWS", 2)
    assert refusal(file).startswith("sto: FILE: 3 lines, more than the 2 that sto reads")


def test_every_location_is_told_apart(most):
    found = run(*BY_LOCATION, most)
    assert (found.code, found.out.count("\n")) == (0, 1 + MOST_LOCATIONS)


# --- FORMS ---


@pytest.mark.parametrize(
    ("form", "by", "rows", "takes"),
    [
        ("table", "location", "50,000", "20,000"),
        ("markdown", "location,sex,grade", "200,000", "100,000"),
        ("json", "location,sex,grade", "200,000", "100,000"),
    ],
)
def test_a_form_that_is_laid_out_row_by_row_has_an_end(most, form, by, rows, takes):
    found = run("pupils", most, "--by", by, "--format", form)
    assert (found.code, found.out) == (2, "")
    assert found.err.endswith(
        f"sto: --format {form}: the answer has {rows} rows, more than the limit of {takes} for this format; ask for fewer rows, or choose csv or parquet.\n"
    )


def test_a_workbook_of_too_many_facts_is_refused_and_nothing_is_written(most, tmp_path):
    found = run("ingest", most, "-o", tmp_path / "facts.xlsx")
    assert (found.code, [*tmp_path.iterdir()]) == (2, [])
    assert "for a workbook; choose CSV or Parquet." in found.err


# --- MEMORY ---


@pytest.mark.parametrize("own", [None, "muzzy_decay_ms:0"])
def test_what_polars_frees_goes_back_to_the_machine(own, monkeypatch):
    """It is said where Polars reads it, before Polars is loaded; what the user says instead stays."""
    monkeypatch.delenv("_RJEM_MALLOC_CONF", raising=False)  # Polars sets it for itself as it is loaded
    if own:
        monkeypatch.setenv("_RJEM_MALLOC_CONF", own)
    told = (
        "import json, os, sys; from sto_cli.__main__ import script; sys.argv = ['sto', 'catalog'];"
        "import sto_cli.cli.main as m;"
        "m.main = lambda: print(json.dumps([os.environ['_RJEM_MALLOC_CONF'], 'polars' in sys.modules]), flush=True) or 0;"
        "script()"
    )
    said, loaded = json.loads(subprocess.run([sys.executable, "-c", told], capture_output=True, check=True).stdout)
    assert (said, loaded) == (own or "dirty_decay_ms:100,muzzy_decay_ms:0", False)
