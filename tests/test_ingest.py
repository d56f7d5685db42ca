"""Facts in one file: as good an input as DUO's own files, and documented for everybody else."""

import hashlib
import json

import duckdb
import polars as pl
import pytest

from sto_cli import load
from sto_cli.facts_file import SCHEMA
from tests.drawing import CARE, PIE, enrolment, run, staffing, write

COMMANDS = [
    ["report"],
    ["technical-share", "--by", "province,sex", "--from", "2019", "--to", "2024"],
    ["profile-counts", "--by", "profile", "--min-pupils", "10"],
    ["profile-counts", "--flows", "--by", "sto_region"],
    ["fte-change", "--from", "2018", "--to", "2023"],
    ["side-entrants", "--by", "profile"],
    ["technical-share", "--by", "rmc", "--year", "2024"],
    ["technical-share", "--from", "2019", "--to", "2024", "--decompose", "track"],
    ["check", "letter"],
]


@pytest.fixture(scope="module")
def facts(tmp_path_factory):
    """The facts of the bundled sample."""
    file = tmp_path_factory.mktemp("facts") / "facts.parquet"
    found = run("ingest", "--sample", "-o", file)
    assert (found.code, found.out) == (0, "")
    return file


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_says_the_same_of_facts_as_of_the_files(facts, command):
    name, *options = command
    words = [options.pop(0)] if name == "check" else []
    form = ["--format", "json"] if name == "check" else ["--format", "csv"]
    own, stored = run(name, *words, *options, "--sample", *form), run(name, *words, facts, *options, *form)
    assert (stored.code, stored.out) == (own.code, own.out)


def test_facts_of_the_sample_still_say_that_it_is_one(facts):
    assert "Synthetic sample" in run("report", facts).out


def test_the_account_of_every_file_travels_along(facts):
    own = {(file.path.name, file.rows, file.used, file.masks, file.encoding) for file in load(sample=True).files}
    assert {(file.path.name, file.rows, file.used, file.masks, file.encoding) for file in load([facts]).files} == own
    assert "1,344 rows have a location number without its leading zero" in run("inspect", facts).out
    assert "1.344 rijen" in run("inspect", facts, "--lang", "nl").out


def test_another_program_reads_them(facts):
    """DuckDB finds 3,883 ÷ 20,214 = 19.2% of 2019 in the facts."""
    technical = "('BWI', 'PIE', 'M&T', 'MVI', 'MaT')"
    query = f"""
        SELECT sum(known) FILTER (profile IN {technical}), sum(known) FROM '{facts}'
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
    assert [field["name"] for field in resource["schema"]["fields"]] == pl.read_parquet(facts).columns == SCHEMA.names()
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
        assert frame.columns == SCHEMA.names()
        assert frame["known"].cast(pl.Int64).sum() == 40


# --- FACTS BESIDE FILES ---


def test_facts_and_a_new_year_go_together(tmp_path):
    enrolment(tmp_path)
    run("ingest", tmp_path, "-o", tmp_path / "facts.parquet")
    (tmp_path / "leerlingen-2019.csv").unlink()
    enrolment(tmp_path, [PIE], year="2020")
    found = run("technical-share", tmp_path, "--format", "csv")
    assert [line.split(",")[4] for line in found.out.splitlines()[1:]] == ["2019-2020", "2020-2021"]


def test_a_year_that_is_in_the_facts_and_in_a_file_is_refused(tmp_path):
    file = enrolment(tmp_path)
    run("ingest", file, "-o", tmp_path / "facts.parquet")
    found = run("technical-share", tmp_path)
    assert found.code == 3
    assert "enrolment of 2019-2020 was read from" in found.err


def test_regions_from_a_table_of_today_are_joined_to_facts_of_yesterday(tmp_path):
    file = enrolment(tmp_path)
    run("ingest", file, "-o", tmp_path / "facts.parquet")
    regions = write(tmp_path / "regions.csv", "location,region\n00AA00,Noord\n", encoding="utf-8")
    found = run("technical-share", tmp_path / "facts.parquet", regions, "--by", "sto_region", "--format", "csv")
    assert "Noord,20,20,1.0" in found.out
    assert "unknown,0,20,0.0" in found.out
    assert "1 location with pupils is not in this file" in found.err


def test_a_table_of_places_lies_in_the_facts_with_what_it_has_of_locations_without_pupils(tmp_path):
    enrolment(tmp_path, [PIE])
    write(tmp_path / "regions.csv", "location,region\n00AA00,Noord\n00BB01,Zuid\n", encoding="utf-8")
    run("ingest", tmp_path, "-o", tmp_path / "facts.parquet")
    late = enrolment(tmp_path, [CARE], year="2020")
    found = run("pupils", tmp_path / "facts.parquet", late, "--by", "sto_region", "--year", "2020", "--format", "csv")
    assert "Zuid,20" in found.out


# --- WHAT IS NOT OURS ---


def test_a_parquet_file_of_another_program_is_refused_by_name_and_passed_over_in_a_folder(tmp_path):
    enrolment(tmp_path)
    pl.DataFrame({"x": [1]}).write_parquet(tmp_path / "other.parquet")
    found = run("report", tmp_path / "other.parquet")
    assert (found.code, "a Parquet file that sto ingest did not write; give DUO's files" in found.err) == (3, True)
    assert "passed over" in run("technical-share", tmp_path).err


def stored(facts, tmp_path, **changed):
    """Write the facts with another account."""
    account = json.loads(pl.read_parquet_metadata(facts)["sto"]) | changed
    pl.read_parquet(facts).write_parquet(tmp_path / "x.parquet", metadata={"sto": json.dumps(account)})
    return tmp_path / "x.parquet"


def test_facts_of_another_form_are_refused(facts, tmp_path):
    found = run("report", stored(facts, tmp_path, format=99, sto="9.9"))
    assert (
        "facts in form 99, written by sto 9.9, where this sto reads form 2; make them anew with sto ingest" in found.err
    )
    assert found.code == 3


def test_facts_of_another_catalog_are_read_with_a_warning(facts, tmp_path):
    found = run("vmbo-share", stored(facts, tmp_path, catalog="x", sto="0.0.1"))
    assert found.code == 0
    assert "made with another catalog, that of sto 0.0.1; make them anew with sto ingest" in found.err


@pytest.mark.parametrize(
    "files",
    [[{}], ["x"], "x", [{"path": "x", "nonsense": 1}]],
    ids=["nothing", "text", "no list", "another field"],
)
def test_an_account_that_is_none_is_refused_without_a_traceback(facts, tmp_path, files):
    found = run("report", stored(facts, tmp_path, files=files))
    assert (found.code, found.err.count("\n")) == (3, 1), found.err
    assert "the facts cannot be read" in found.err


def test_a_stored_note_cannot_look_into_the_program(facts, tmp_path):
    """A note is a text with places, and `{x.__class__}` would be one that looks behind the value."""
    account = json.loads(pl.read_parquet_metadata(facts)["sto"])
    account["files"][0]["notes"] = [{"text": "{rows.__class__}", "values": {"rows": 1}}]
    found = run("inspect", stored(facts, tmp_path, files=account["files"]))
    assert (found.code, "class 'int'" in found.out + found.err) == (3, False)


def test_a_truncated_file_is_refused(facts, tmp_path):
    (tmp_path / "cut.parquet").write_bytes(facts.read_bytes()[:5000])
    found = run("report", tmp_path / "cut.parquet")
    assert (found.code, found.err.count("\n")) == (3, 1), found.err
    assert "the facts cannot be read" in found.err


def test_calibration_wants_the_cells_of_duos_own_files(facts):
    found = run("calibrate", facts)
    assert (found.code, "no longer have the cells that a file prints" in found.err) == (3, True)


def test_facts_are_not_written_as_a_table(tmp_path):
    staffing(tmp_path)
    found = run("ingest", tmp_path, "-o", tmp_path / "facts.txt")
    assert (found.code, "facts are written as .parquet, .csv or .xlsx" in found.err) == (2, True)
