"""`--rejects`: rows that are wrong are left out and written down, everything says so, and nothing is green."""

import csv
import gzip
import io
import json
import zipfile

import polars as pl
import pytest

from tests.drawing import CARE, HINT, PIE, STAFF, enrolment_text, run, staffing_text, write

# Line 2 has 20 pupils in PIE and line 3 has 20 in Zorg en welzijn: 20 ÷ 40. What is added below is wrong.
GOOD = enrolment_text()
ROW = enrolment_text([("00CC", "00", "KL", "Produceren, installeren en energie", "6121", {"3m": 40})]).splitlines()[1]
SHORT = ROW.replace("School Één;UTRECHT;Utrecht", ";;").replace("VMBO KB;", ";")
MOVED = ROW.replace(";0;0;0;0;40;", ";40;0;0;0;0;")
UNKNOWN = "no profile or afdeling of KB that the catalog knows; see sto catalog profiles"
FAULTS = {
    "a count that is none": (
        ROW.replace(";40;", ";1.204;"),
        "1.204",
        "not a count; a whole number or '<5' was expected",
    ),
    "a field too many": (ROW + ";0", "", "too long, 23 fields where the header has 22"),
    "a row that is cut off": (ROW[:40], "", "too short, 6 of 22 fields"),
    "an open quote": (ROW.replace("School Één", '"School Één'), "", 'a quote (") is opened and not closed'),
    "a quote astray": (
        ROW.replace("School Één", '""School Één""'),
        "",
        'a quote (") in a place where no field begins or ends',
    ),
    "a CR within the line": (ROW.replace(";UTRECHT;", ";UTRECHT\r;"), "", "a bare CR within the line"),
    "no BRIN": (ROW.replace("00CC", "0CC"), "0CC", "not a BRIN; two digits and two capitals were expected"),
    "a total": (
        ROW.replace("VMBO KL lj 3-4", "Totaal"),
        "Totaal",
        "a total, which would be counted again; remove the row",
    ),
    "no elementcode": (
        ROW.replace(";6121;", ";1-mrt;"),
        "1-mrt",
        "not an education code; one such as 6121 was expected",
    ),
    "counts that moved": (
        MOVED,
        "40",
        "out of place, because VMBO KL lj 3-4 has no grade 1; check whether a column has moved",
    ),
    "a copy": (GOOD.splitlines()[1], "00AA 00 VMBO KL lj 3-4 6121", "a copy of the row on line 2, which is kept"),
}


def share(file, *options):
    """Give the only row of an answer, and what was said of it."""
    found = run("technical-share", file, "--format", "json", *options)
    answer = json.loads(found.out) if found.out else {"rows": [{}], "files": []}
    return answer["rows"][0], answer["files"], found


def rejected(file):
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))


def spoilt(folder, *rows, at=3, name="leerlingen-2019.csv"):
    """Write the two good rows with others between or below them."""
    lines = GOOD.splitlines()
    return write(folder / name, "\n".join([*lines[: at - 1], *rows, *lines[at - 1 :]]) + "\n")


# --- WHAT IS LEFT OUT ---


@pytest.mark.parametrize("fault", FAULTS)
def test_a_row_that_is_wrong_by_itself_is_left_out_and_written_with_its_reason(tmp_path, fault):
    row, value, reason = FAULTS[fault]
    file = spoilt(tmp_path, row)
    numbers, files, found = share(file, "--rejects", tmp_path / "rejects.csv")

    assert found.code == 1
    assert (numbers["numerator"], numbers["denominator"]) == (20, 40)
    assert [(each["rows"], each["used"], each["rejected"]) for each in files] == [(3, 2, 1)]
    (written,) = rejected(tmp_path / "rejects.csv")
    assert (written["file"], written["line"], written["value"], written["reason"]) == (str(file), "3", value, reason)
    assert written["row"] == row.replace("\r", "\\r")


@pytest.mark.parametrize("fault", FAULTS)
def test_without_the_option_it_stops_the_run_and_the_option_is_named(tmp_path, fault):
    found = run("technical-share", spoilt(tmp_path, FAULTS[fault][0]))
    assert (found.code, found.out) == (3, "")
    assert found.err.endswith(f"\n{HINT}\n")


def test_every_wrong_row_is_written_once_under_its_own_line_number(tmp_path):
    wrong = [row for row, *_ in FAULTS.values()]
    file = spoilt(tmp_path, *wrong)
    numbers, files, found = share(file, "--rejects", tmp_path / "rejects.csv")
    assert (found.code, numbers["numerator"], numbers["denominator"]) == (1, 20, 40)
    assert [each["line"] for each in rejected(tmp_path / "rejects.csv")] == [str(3 + n) for n in range(len(wrong))]
    assert (files[0]["rows"], files[0]["rejected"]) == (2 + len(wrong), len(wrong))


def test_the_answer_is_that_of_the_file_without_the_rows(tmp_path):
    (tmp_path / "good").mkdir()
    for by in ("province", "track", "sex", "location"):
        without = run(
            "technical-share", write(tmp_path / "good" / "leerlingen-2019.csv", GOOD), "--by", by, "--format", "csv"
        )
        found = run(
            "technical-share", spoilt(tmp_path, ROW.replace(";40;", ";x;")), "--by", by, "--format", "csv",
            "--rejects", tmp_path / "rejects.csv",
        )  # fmt: skip
        rows = pl.read_csv(io.StringIO(found.out)).drop("marks")
        assert rows.equals(pl.read_csv(io.StringIO(without.out)).drop("marks"))


def test_of_the_faults_of_one_row_the_first_is_named_and_one_of_its_own_before_a_shared_key(tmp_path):
    """`x` stands in an earlier column than `y`; the last row has the key of line 2 and a count that is none."""
    two = ROW.replace(";40;", ";x;").removesuffix(";0") + ";y"
    copied = GOOD.splitlines()[1].replace(";12;", ";z;")
    share(spoilt(tmp_path, two, copied), "--rejects", tmp_path / "rejects.csv")
    assert [(row["line"], row["value"]) for row in rejected(tmp_path / "rejects.csv")][1:] == [("3", "x"), ("4", "z")]


def test_of_rows_with_one_key_and_other_content_none_is_kept(tmp_path):
    """Nothing is guessed: the row of line 2 goes as well, so 0 ÷ 20."""
    other = GOOD.splitlines()[1].replace(";12;", ";13;")
    numbers, _, found = share(spoilt(tmp_path, other), "--rejects", tmp_path / "rejects.csv")
    assert (found.code, numbers["numerator"], numbers["denominator"]) == (1, 0, 20)
    assert [each["line"] for each in rejected(tmp_path / "rejects.csv")] == ["2", "3"]


def test_a_row_that_ends_in_two_crs_is_left_out_as_it_stands(tmp_path):
    file = write(tmp_path / "leerlingen-2019.csv", GOOD + ROW + "\r\r\n", newline="\n")
    numbers, *_ = share(file, "--rejects", tmp_path / "rejects.csv")
    (written,) = rejected(tmp_path / "rejects.csv")
    assert (numbers["numerator"], numbers["denominator"]) == (20, 40)
    assert (written["reason"], written["row"]) == ("a bare CR within the line", ROW + "\\r")


@pytest.mark.parametrize("row", ["x;y\n", SHORT.replace(";40;", ";x;") + "\n"], ids=["by its shape", "by a rule"])
def test_a_hundred_thousand_rows_may_be_left_out(tmp_path, row):
    """More than three times as many as a file of DUO has."""
    rejects = tmp_path / "rejects.csv"
    file = write(tmp_path / "leerlingen-2019.csv", GOOD + row * 100_000)
    numbers, files, found = share(file, "--rejects", rejects)
    assert (found.code, numbers["numerator"], numbers["denominator"]) == (1, 20, 40)
    assert (files[0]["rejected"], len(rejected(rejects))) == (100_000, 100_000)


def test_blank_lines_are_passed_over_beside_rejected_rows(tmp_path):
    file = write(tmp_path / "leerlingen-2019.csv", GOOD + "\n\n" + "x;y\n", newline="\n")
    numbers, _, found = share(file, "--rejects", tmp_path / "rejects.csv")
    assert (found.code, numbers["numerator"], numbers["denominator"]) == (1, 20, 40)
    assert "note: " in found.err
    assert "2 blank lines were skipped" in found.err
    assert [each["line"] for each in rejected(tmp_path / "rejects.csv")] == ["6"]


def test_a_file_of_wrong_rows_only_is_refused(tmp_path):
    bad = GOOD.replace(";12;", ";x;").replace(";10;", ";y;")
    found = run("technical-share", write(tmp_path / "leerlingen-2019.csv", bad), "--rejects", tmp_path / "rejects.csv")
    assert (found.code, found.out) == (3, "")
    assert "every row is wrong, so there are no rows to read" in found.err
    assert not (tmp_path / "rejects.csv").exists()


@pytest.mark.parametrize(
    "text",
    [GOOD.replace("BRIN NUMMER", "BRIN"), GOOD.replace("School", "Scho\0ol"), "x;y\n1;2\n"],
    ids=["header", "NUL", "another file"],
)
def test_a_file_that_is_wrong_as_a_whole_is_refused_as_ever(tmp_path, text):
    file = write(tmp_path / "leerlingen-2019.csv", text)
    plain = run("technical-share", file)
    found = run("technical-share", file, "--rejects", tmp_path / "rejects.csv")
    assert (found.code, found.out, found.err) == (3, "", plain.err)
    assert HINT not in plain.err


def test_nuls_below_a_wrong_row_are_of_the_file_as_a_whole(tmp_path):
    file = spoilt(tmp_path, "x;y", ROW.replace("School", "Scho\0ol"))
    found = run("technical-share", file, "--rejects", tmp_path / "rejects.csv")
    assert (found.code, found.out) == (3, "")
    assert "the file has NUL bytes" in found.err


def test_where_nothing_is_wrong_the_answer_is_green_and_the_file_has_its_header_only(tmp_path):
    file = write(tmp_path / "leerlingen-2019.csv", GOOD)
    found = run("technical-share", file, "--rejects", tmp_path / "rejects.csv")
    assert (found.code, found.out) == (0, run("technical-share", file).out)
    assert found.err == f"sto: no row was rejected; {tmp_path / 'rejects.csv'} holds its header only\n"
    assert (tmp_path / "rejects.csv").read_text() == "file,line,column,value,reason,row\n"


# --- OTHER FILES ---


def test_staff_and_tables_of_places_have_rows_that_are_wrong_too(tmp_path):
    staff = write(
        tmp_path / "staff.csv", staffing_text([*STAFF, ("VO", "1", "00BB", *STAFF[0][3:5], "tien", *STAFF[0][6:])])
    )
    found = run("fte-change", staff, "--format", "json", "--rejects", tmp_path / "rejects.csv")
    changes = {row["part"]: row["value"] for row in json.loads(found.out)["rows"] if row["from_year"]}
    assert (found.code, changes["technical"], changes["other"]) == (1, 0.25, -0.25)
    assert [each["line"] for each in rejected(tmp_path / "rejects.csv")] == ["4"]

    write(tmp_path / "leerlingen-2019.csv", GOOD)
    write(tmp_path / "regions.csv", "location,region\n00AA00,Noord\n00BB01,Zuid\n00CC0,Zuid\n00AA00,Noord\n")
    found = run(
        "technical-share", tmp_path / "leerlingen-2019.csv", tmp_path / "regions.csv", "--by", "sto_region",
        "--format", "csv", "--rejects", tmp_path / "rejects.csv",
    )  # fmt: skip
    assert (found.code, pl.read_csv(io.StringIO(found.out))["sto_region"].to_list()) == (1, ["Noord", "Zuid"])
    assert [each["value"] for each in rejected(tmp_path / "rejects.csv")] == ["00CC0", "00AA00"]


def test_packed_files_have_their_rows_rejected_as_well(tmp_path):
    text = spoilt(tmp_path, ROW.replace(";40;", ";x;")).read_bytes()
    (tmp_path / "leerlingen-2019.csv").unlink()
    with gzip.open(tmp_path / "leerlingen-2019.csv.gz", "wb") as packed:
        packed.write(text)
    with zipfile.ZipFile(tmp_path / "files.zip", "w") as archive:
        archive.writestr("leerlingen-2019.csv", text)
    for name in ("leerlingen-2019.csv.gz", "files.zip"):
        numbers, _, found = share(tmp_path / name, "--rejects", tmp_path / "rejects.csv")
        assert (found.code, numbers["numerator"], numbers["denominator"]) == (1, 20, 40)
        assert rejected(tmp_path / "rejects.csv")[0]["line"] == "3"


# --- EVERY OUTPUT SAYS SO ---

SAID = "Rows were rejected and are missing: 1 of 3 in leerlingen-2019.csv."


@pytest.fixture
def bad(tmp_path):
    return spoilt(tmp_path, ROW.replace(";40;", ";=1+1;"))


def test_a_claim_that_holds_is_not_green_where_rows_of_another_year_are_missing(tmp_path):
    """20 ÷ 40 in 2019, of which no row is wrong; the wrong one is of 2020."""
    (tmp_path / "duo").mkdir()
    write(tmp_path / "duo" / "leerlingen-2019.csv", GOOD)
    spoilt(tmp_path / "duo", ROW.replace(";40;", ";x;"), name="leerlingen-2020.csv")
    claims = """
        [source]
        title = "report"
        [[claim]]
        id = "half"
        printed = "50%"
        indicator = "technical_share"
        definition = "letter"
        definition_basis = "stated"
        year = "2019-2020"
    """
    file = write(tmp_path / "claims.toml", claims, encoding="utf-8", newline="\n")
    found = run("check", file, tmp_path / "duo", "--rejects", tmp_path / "rejects.csv", "--fail-on", "none")
    assert (found.code, "1 of 1 claims checked: 1 confirmed." in found.out) == (1, True)


@pytest.mark.parametrize("command", ["technical-share", "report", "profile-counts"])
@pytest.mark.parametrize("form", ["table", "markdown"])
def test_people_read_how_many_rows_are_missing(bad, tmp_path, command, form):
    found = run(command, bad, "--format", form, "--rejects", tmp_path / "rejects.csv")
    assert found.code == 1
    assert SAID in " ".join(found.out.split())
    assert f"note: {bad}: 1 of 3 rows was rejected, and is missing from every number.\n" in found.err


def test_machines_read_it_in_a_column_or_a_key(bad, tmp_path):
    for form, read in (("csv", pl.read_csv), ("parquet", pl.read_parquet)):
        output = tmp_path / f"answer.{form}"
        assert run("technical-share", bad, "-o", output, "--rejects", tmp_path / "rejects.csv").code == 1
        assert read(output)["marks"].to_list() == ["rejected_rows"]
    _, files, _ = share(bad, "--rejects", tmp_path / "rejects.csv")
    assert files[0]["rejected"] == 1


def test_what_is_written_is_no_formula(bad, tmp_path):
    run("technical-share", bad, "--rejects", tmp_path / "rejects.csv")
    assert rejected(tmp_path / "rejects.csv")[0]["value"] == "'=1+1"


def test_a_claim_is_undecidable_while_rows_that_it_may_be_about_are_missing(bad, tmp_path):
    found = run("check", "letter", bad, "--format", "json", "--rejects", tmp_path / "rejects.csv")
    judged = {each["id"]: each["verdict"] for each in json.loads(found.out)["checks"]}
    assert found.code == 1
    assert judged["technical-share-2020"] == "undecidable"
    assert "confirmed" not in judged.values()


def test_inspect_accounts_for_them(bad, tmp_path):
    found = run("inspect", bad, "--rejects", tmp_path / "rejects.csv")
    assert found.code == 1
    assert "3 = 2 used + 0 out of scope + 1 rejected" in found.out


def test_facts_made_of_such_a_file_lack_its_rows(bad, tmp_path):
    facts = tmp_path / "facts.parquet"
    assert run("ingest", bad, "-o", facts, "--rejects", tmp_path / "rejects.csv").code == 1
    assert pl.read_parquet(facts)["printed"].sum() == 40


def test_the_yearly_job_writes_them_into_its_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = write(tmp_path / "leerlingen-2019.csv", GOOD)
    assert run("init", file).code == 0
    spoilt(tmp_path, ROW.replace(";40;", ";x;"))
    refused = run("run")
    assert (refused.code, "rejects = true in sto.toml" in refused.err) == (3, True)
    config = tmp_path / "sto.toml"
    config.write_text(config.read_text().replace("# rejects = true", "rejects = true"))
    assert run("run").code == 1
    (file,) = tmp_path.rglob("rejected.csv")
    assert [each["line"] for each in rejected(file)] == ["3"]


# --- ON THE COMMAND LINE ---


def test_it_never_writes_over_what_is_read_or_what_is_answered(bad, tmp_path):
    before = bad.read_bytes()
    assert run("technical-share", bad, "--rejects", bad).code == 2
    assert bad.read_bytes() == before
    both = tmp_path / "one.csv"
    assert run("technical-share", bad, "--rejects", both, "-o", both).code == 2
    assert not both.exists()


def test_it_speaks_dutch_to_people_and_english_in_its_file(bad, tmp_path):
    found = run("technical-share", bad, "--lang", "nl", "--rejects", tmp_path / "rejects.csv")
    assert "Er zijn rijen afgekeurd die ontbreken: 1 van 3 in leerlingen-2019.csv." in " ".join(found.out.split())
    assert rejected(tmp_path / "rejects.csv")[0]["reason"].startswith("not a count; ")


def test_drawn_rows_are_what_they_seem():
    """20 in PIE and 20 beside it; the row that is spoilt would have added 40."""
    assert (PIE[5], CARE[5]) == ({"3m": 12, "4v": 8}, {"3m": 10, "4v": 10})
    assert ";40;" in ROW
