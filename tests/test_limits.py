"""More than DUO can have is refused where it would fill the memory, and more than anybody reads where it would take minutes."""

import json
import subprocess
import sys
from itertools import islice, product
from string import ascii_uppercase

import polars as pl
import pytest

from tests.drawing import enrolment_text, run, write

PIE = ("00AA", "00", "KL", "Produceren, installeren en energie", "6121", {"3m": 5, "3v": 5, "4m": 5, "4v": 5})
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


# --- LOCATIONS AND NUMBERS OF PUPILS ---


def test_as_many_locations_as_are_told_apart(most):
    found = run(*BY_LOCATION, most)
    assert (found.code, found.out.count("\n")) == (0, 1 + MOST_LOCATIONS)


def test_one_location_more_is_refused_by_location_and_answered_as_a_whole(tmp_path):
    file = locations(tmp_path, MOST_LOCATIONS + 1)
    found = run(*BY_LOCATION, file)
    assert (found.code, found.out) == (3, "")
    assert found.err == (
        f"sto: {file}: it has 50,001 locations, and at most 50,000 are told apart in a file of its size; DUO has some 1,500, "
        "so see whether BRIN and location number are what they seem.\n"
    )
    (row,) = pl.read_csv(run(*NATIONAL, file).out.encode()).rows(named=True)
    assert (row["numerator_low"], row["denominator_low"]) == (20 * 50_001, 20 * 50_001)


def test_a_large_file_may_have_more_locations(tmp_path):
    """One for a thousand bytes: with names that fill 51 MB, 50,001 are told apart."""
    rows = (TECHNICAL.replace("00AA;00;School Één", f"{brin};00;{'x' * 950}") for brin in brins(MOST_LOCATIONS + 1))
    file = write(tmp_path / "leerlingen-2019.csv", "\n".join([HEADER, *rows]) + "\n")
    assert run(*BY_LOCATION, file).code == 0


def test_more_numbers_of_pupils_than_a_file_of_its_size_can_have(tmp_path):
    """Three types of education with a pupil in every grade and sex: 12 × 3 × 38,889 = 1,400,004 numbers."""
    counts = ";".join("1" * 12)
    kinds = ("Engelse Stroom", "Int. Baccalaureaat", "European Secondary School")
    rows = [f"{brin};00;;;;{kind};;;0001;;{counts}" for brin in brins(38_889) for kind in kinds]
    file = write(tmp_path / "leerlingen-2019.csv", "\n".join([HEADER, *rows]) + "\n")
    found = run("report", file)
    assert (found.code, found.out) == (3, "")
    assert "it has 1,400,004 numbers of pupils, and at most 1,400,000 are told apart by location" in found.err

    zeros = (row.replace(counts, "1" + ";0" * 11) for row in rows)  # as many cells, of which one in twelve is a number
    write(file, "\n".join([HEADER, *zeros]) + "\n")
    assert run("report", file).code == 0

    write(file, "\n".join([HEADER, *rows[:-6]]) + "\n")
    assert run("report", file).code == 0


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
        f"sto: --format {form}: the answer has {rows} rows, and this form takes {takes} at most; ask for less, or choose csv or parquet.\n"
    )


def test_a_workbook_of_too_many_facts_is_refused_and_nothing_is_written(most, tmp_path):
    found = run("ingest", most, "-o", tmp_path / "facts.xlsx")
    assert (found.code, [*tmp_path.iterdir()]) == (2, [])
    assert "at most are written into a workbook; choose CSV or Parquet." in found.err


def test_a_table_too_large_to_see_what_gives_withheld_numbers_away_is_refused(most):
    found = run("pupils", most, "--by", "location,sex,grade", "--min-cell", "5", "--format", "csv")
    assert (found.code, found.out) == (2, "")
    assert (
        "--min-cell 5: of 200,000 numbers in one table it would take minutes to see which give others away" in found.err
    )
    assert run("pupils", most, "--by", "location,sex", "--min-cell", "5", "--format", "csv").code == 0


# --- FACTS IN PARQUET ---


@pytest.fixture
def facts(tmp_path):
    file = write(tmp_path / "leerlingen-2019.csv", enrolment_text())
    assert run("ingest", file, "-o", tmp_path / "facts.parquet").code == 0
    return tmp_path / "facts.parquet"


def test_a_fact_that_stands_there_twice_is_refused(facts):
    """20 ÷ 40 would be 40 ÷ 60, were the facts of PIE counted again."""
    frame, metadata = pl.read_parquet(facts), pl.read_parquet_metadata(facts)
    again = frame.filter(pl.col("profile") == "PIE")
    pl.concat([frame, again]).write_parquet(facts, metadata={"sto": metadata["sto"]})
    found = run("technical-share", facts)
    assert (found.code, found.out) == (3, "")
    assert found.err == (
        f"sto: {facts}: a fact is in it twice, and would be counted again; make the facts anew with sto ingest.\n"
    )


def test_a_small_file_of_a_great_many_facts_is_refused_before_it_is_read(facts):
    """30,000 times the same fact, at 400 bytes each: 12 MB out of some kilobytes, where 10 are allowed."""
    frame, metadata = pl.read_parquet(facts).head(1), pl.read_parquet_metadata(facts)
    many = frame.select(pl.all().repeat_by(30_000).explode())
    many.write_parquet(facts, metadata={"sto": metadata["sto"]})
    assert facts.stat().st_size < 30_000
    found = run("technical-share", facts, "--max-unpacked", "10MB")
    assert (found.code, found.out) == (3, "")
    assert "what comes out of it is more than 10MB; if you trust it, add --max-unpacked 12MB." in found.err


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
