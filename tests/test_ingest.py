"""Facts in one file, documented for other programs."""

import hashlib
import json

import duckdb
import polars as pl
import pytest

from sto_cli import load
from sto_cli.reading.data import FACTS
from tests.drawing import enrolment, run, staffing


@pytest.fixture(scope="module")
def facts(tmp_path_factory):
    """The facts of the bundled sample."""
    file = tmp_path_factory.mktemp("facts") / "facts.parquet"
    found = run("ingest", "--sample", "-o", file)
    assert (found.code, found.out) == (0, "")
    return file


def test_another_program_reads_them(facts):
    """DuckDB finds 3,883 ÷ 20,214 = 19.2% of 2019 in the facts."""
    technical = "('BWI', 'PIE', 'M&T', 'MVI', 'MaT')"
    query = f"""
        SELECT sum(printed) FILTER (profile IN {technical}), sum(printed) FROM '{facts}'
        WHERE kind = 'enrolment' AND school_year = '2019-2020' AND track IN ('BB', 'KB', 'GL') AND grade IN (3, 4)
    """  # noqa: S608  # a path of our own
    assert duckdb.sql(query).fetchall() == [(3883, 20214)]


def test_the_same_files_give_the_same_bytes(facts, tmp_path):
    again = tmp_path / "facts.parquet"
    run("ingest", "--sample", "-o", again)
    assert again.read_bytes() == facts.read_bytes()


def test_the_dictionary_describes_every_column_and_proves_the_file(facts):
    package = json.loads(facts.with_suffix(".datapackage.json").read_text())
    (resource,) = package["resources"]
    assert resource["path"] == "facts.parquet"
    assert resource["hash"] == "sha256:" + hashlib.sha256(facts.read_bytes()).hexdigest()
    assert resource["bytes"] == facts.stat().st_size
    assert [field["name"] for field in resource["schema"]["fields"]] == pl.read_parquet(facts).columns == FACTS.names()
    assert all(field["description"] for field in resource["schema"]["fields"])
    assert {field["type"] for field in resource["schema"]["fields"]} == {"string", "integer", "number"}
    assert len(package["sources"]) == len(load(sample=True).files)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_facts_for_other_programs(tmp_path, suffix):
    enrolment(tmp_path)
    assert run("ingest", tmp_path, "-o", tmp_path / f"facts{suffix}").code == 0
    package = json.loads((tmp_path / "facts.datapackage.json").read_text())
    assert package["resources"][0]["format"] == suffix[1:]
    if suffix == ".csv":
        frame = pl.read_csv(tmp_path / "facts.csv", infer_schema=False)
        assert frame.columns == FACTS.names()
        assert frame["printed"].cast(pl.Int64).sum() == 40


def test_facts_are_no_input(facts, tmp_path):
    """Of one that is named it is said; in a folder it is passed over, as what else lies there."""
    found = run("report", facts)
    assert (found.code, found.out) == (3, "")
    enrolment(tmp_path)
    pl.read_parquet(facts).write_parquet(tmp_path / "facts.parquet")
    found = run("technical-share", tmp_path, "--format", "csv")
    assert (found.code, "20,40,0.5" in found.out) == (0, True)
    assert f"skipped {tmp_path / 'facts.parquet'}: not CSV text" in found.err


def test_facts_are_not_written_as_a_table(tmp_path):
    staffing(tmp_path)
    found = run("ingest", tmp_path, "-o", tmp_path / "facts.txt")
    assert (found.code, "facts are written as .parquet, .csv or .xlsx" in found.err) == (2, True)
