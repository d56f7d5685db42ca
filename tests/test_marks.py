"""The column `marks`: what a reader must know of one number stands beside it in every form of output."""

import csv
import io
import json
from itertools import product

import fastexcel
import polars as pl
import pytest

from tests import by_turns
from tests.drawing import enrolment, enrolment_text, run, write
from tests.generated import draw_pupils, draw_staff, write_pupils, write_staff

EVERY = {
    "report": ["report"],
    "every year": ["report", "--years"],
    "a share": ["technical-share", "--by", "province"],
    "a change": ["technical-share", "--from", "2017", "--to", "2019"],
    "profiles": ["profile-counts", "--min-pupils", "10"],
    "flows": ["profile-counts", "--flows"],
    "decomposed": ["technical-share", "--from", "2019", "--to", "2024", "--decompose", "sex"],
    "staff": ["side-entrants"],
    "explained": ["explain", "technical-share", "--year", "2019"],
    "matched": ["match", "19,7%"],
    "checked": ["check", "letter"],
}
SHARES = """
    location  track  profile       3 boys
    00AA00    BB     PIE           {}
    00AA00    BB     Bouwtechniek  {}
    00AA00    BB     Z&W           50
"""


def marks(*words):
    """Give the marks of every row by its years."""
    rows = csv.DictReader(io.StringIO(run(*words, "--format", "csv").out))
    return {(row["from_year"], row["school_year"]): row["marks"] for row in rows}


def sheet(file):
    return fastexcel.read_excel(file).load_sheet("results").to_polars()


def rows_of_json(file):
    found = json.loads(file.read_bytes())
    rows = found.get("rows") or found.get("checks") or found["candidates"]
    return pl.DataFrame(
        [{name: row.get(name) for name in ("marks", "verdict")} for row in rows], infer_schema_length=None
    )


READ = {"csv": pl.read_csv, "parquet": pl.read_parquet, "xlsx": sheet, "json": rows_of_json}


@pytest.mark.parametrize(("name", "form"), by_turns(product(EVERY, READ), 3))
def test_every_number_of_the_sample_is_marked_in_every_form(tmp_path, name, form):
    file = tmp_path / f"answer.{form}"
    assert run(*EVERY[name], "--sample", "-o", file).code in {0, 1}
    rows = READ[form](file)
    if "verdict" in rows.columns:
        rows = rows.filter(pl.col("verdict").ne_missing("not_computable"))
    assert rows.height > 0
    assert rows["marks"].str.contains("synthetic").fill_null(False).all()


@pytest.mark.parametrize(
    "name", ["report", "every year", "a share", "a change", "profiles", "flows", "decomposed", "staff"]
)
def test_tables_in_markdown_have_the_marks(name):
    lines = run(*EVERY[name], "--sample", "--format", "markdown").out.splitlines()
    table = [line for line in lines if line.startswith("|") and not line.startswith("| -")]
    heads = [line for line in table if line.endswith(" marks |")]
    assert table[0] in heads
    assert all("synthetic" in line for line in table if line not in heads)
    assert len(table) > len(heads)


def test_a_number_across_the_series_break_is_marked_and_so_is_the_change_that_is_refused(tmp_path):
    """10 of 100 pupils sit in a legacy afdeling in 2018, 0 in 2019, and 2% is the most that can be compared."""
    for year, (profile, legacy) in {"2018-2019": (40, 10), "2019-2020": (50, 0), "2020-2021": (49, 1)}.items():
        write_pupils(tmp_path, draw_pupils(SHARES.format(profile, legacy)), year=year)
    assert marks("technical-share", tmp_path, "--from", "2018", "--to", "2019") == {
        ("", "2018-2019"): "series_break",
        ("", "2019-2020"): "",
        ("2018-2019", "2019-2020"): "series_break",
    }
    assert {*marks("technical-share", tmp_path, "--from", "2019", "--to", "2020").values()} == {""}
    assert {*marks("pupils", tmp_path).values()} == {""}  # which tells no profiles apart


def test_a_year_that_may_still_be_revised_is_marked_and_so_is_a_change_to_it(tmp_path):
    staff = draw_staff("brin  role  profile  FTE'S 2018  FTE'S 2023\n00AA  teacher  PIE  10,0  15,0")
    write_staff(tmp_path, staff)
    assert marks("fte-change", tmp_path, "--from", "2018", "--to", "2023") == {
        ("", "2018-2019"): "",
        ("", "2023-2024"): "provisional",
        ("2018-2019", "2023-2024"): "provisional",
    }


def test_marks_stand_in_one_order():
    found = marks("technical-share", "--sample", "--from", "2018", "--to", "2019")
    assert found["2018-2019", "2019-2020"] == "series_break synthetic"
    assert marks("fte-change", "--sample")["2018-2019", "2023-2024"] == "provisional synthetic"


def test_only_years_of_which_rows_were_rejected_are_marked(tmp_path):
    enrolment(tmp_path, year="2020")
    write(tmp_path / "leerlingen-2019.csv", enrolment_text() + enrolment_text().splitlines()[1][:40] + "\n")
    rejects = ["--rejects", tmp_path / "rejects.csv"]
    assert marks("technical-share", tmp_path, *rejects, "--from", "2019", "--to", "2020") == {
        ("", "2019-2020"): "rejected_rows",
        ("", "2020-2021"): "",
        ("2019-2020", "2020-2021"): "rejected_rows",
    }


def test_a_claim_that_rejected_rows_may_be_about_is_marked(tmp_path):
    write(tmp_path / "leerlingen-2019.csv", enrolment_text() + enrolment_text().splitlines()[1][:40] + "\n")
    found = run("check", "letter", tmp_path, "--rejects", tmp_path / "rejects.csv", "--format", "json")
    by_id = {check["id"]: check["marks"] for check in json.loads(found.out)["checks"]}
    assert (found.code, by_id["technical-share-2020"], by_id["technical-share-2025"]) == (1, "rejected_rows", None)


def test_rejected_rows_of_a_table_of_places_mark_what_is_cut_by_it(tmp_path):
    enrolment(tmp_path)
    write(tmp_path / "regions.csv", "location;region\n00AA00;Noord\n00BB;Zuid\n")
    words = ["pupils", tmp_path, "--rejects", tmp_path.parent / "rejects.csv"]
    assert [*marks(*words, "--by", "sto_region").values()] == ["rejected_rows"]
    assert [*marks(*words).values()] == [""]
