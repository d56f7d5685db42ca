"""Claims on a table of the user's own: a cell, a sum, a number of rows; counted apart from DUO's files."""

import csv
import io
import json
import shutil
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest
import xlsxwriter

from sto_cli.claims.check import check_claims
from sto_cli.claims.file import load_claims
from sto_cli.claims.near_misses import decide
from sto_cli.errors import CatalogError, ExitCode
from sto_cli.reading.load import load, sample_folder
from tests.drawing import enrolment, run
from tests.generated import draw_pupils, write_pupils

SHORTAGE = """\
Vak;Jaar;Tekort;Aantal;Euro
Beroepsgerichte vakken vmbo;2023;9,1%;12;97,2
Wiskunde;2023;7,4%;1.204;97,2
Wiskunde;2024;8,0%;31;97,2
"""
HEAD = '[source]\ntitle = "Nota"\n'


def written(folder, printed, table, *, text=SHORTAGE, encoding="utf-8", more=""):
    """Write a table, and a claims file with one claim on it."""
    (folder / "tekort.csv").write_bytes(text.encode(encoding))
    claim = f'{HEAD}[[claim]]\nid = "a"\nprinted = "{printed}"\n{more}\n[claim.table]\nfile = "tekort.csv"\n{table}\n'
    (folder / "claims.toml").write_text(claim, encoding="utf-8")
    return folder / "claims.toml"


def given(folder, printed, table, **more):
    """Say what a table gives, and the verdict."""
    (claim,) = load_claims(written(folder, printed, table, **more)).claims
    return claim.table.value, str(decide(claim.table, claim.table.possible())[0])


def refused(folder, printed, table, **more):
    with pytest.raises(CatalogError) as error:
        load_claims(written(folder, printed, table, **more))
    return str(error.value)


VMBO = "where = { Vak = 'Beroepsgerichte vakken vmbo' }\n"


@pytest.mark.parametrize(
    ("printed", "table", "value", "verdict"),
    [
        ("9,1%", VMBO + 'column = "Tekort"', Fraction(91, 1000), "confirmed"),
        ("7,5%", VMBO + 'column = "Tekort"', Fraction(91, 1000), "contradicted"),
        ("ruim 9%", VMBO + 'column = "Tekort"', Fraction(91, 1000), "confirmed"),
        ("2", "count = true\nwhere = { Vak = 'wiskunde' }", Fraction(2), "confirmed"),  # as people compare names
        ("3", "count = true", Fraction(3), "confirmed"),
        ("2", "count = true\nwhere = { Jaar = 2023 }", Fraction(2), "confirmed"),
        ("7,4%", "column = 'Tekort'\nwhere = { Vak = 'Wiskunde', Jaar = 2023 }", Fraction(74, 1000), "confirmed"),
        ("1.247", 'sum = "Aantal"\nunit = "count"', Fraction(12 + 1204 + 31), "confirmed"),
        ("1.248", 'sum = "Aantal"\nunit = "count"', Fraction(12 + 1204 + 31), "contradicted"),
        ("43", 'sum = "Aantal"\nunit = "count"\nwhere = { Tekort = ["9,1%", "8,0%"] }', Fraction(12 + 31), "confirmed"),
        ("291,6 miljoen", 'sum = "Euro"\nunit = "million"', 3 * Fraction("97.2") * 10**6, "confirmed"),
        ("97,2%", VMBO + 'column = "Euro"\nunit = "percent"', Fraction(972, 1000), "confirmed"),
        ("meer dan 90 procentpunt", VMBO + 'column = "Euro"\nunit = "percent"', Fraction(972, 1000), "confirmed"),
    ],
)
def test_a_table_gives_one_exact_number(tmp_path, printed, table, value, verdict):
    assert given(tmp_path, printed, table) == (value, verdict)


def test_a_part_of_one_is_a_percentage_when_the_claim_says_so(tmp_path):
    text = "Vak,Tekort\nvmbo,0.091\n"
    assert given(tmp_path, "9,1%", 'column = "Tekort"\nunit = "part"', text=text) == (Fraction(91, 1000), "confirmed")
    said = refused(tmp_path, "9,1%", 'column = "Tekort"', text=text)
    assert "'9,1%' is read as percent, but the table gives a number without a unit; say with unit" in said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_delimiters_and_encodings_are_those_of_every_file(tmp_path, encoding, mark):
    text = 'Naam;Aantal\nCafé;"7"\nRest;8\n'.replace(";", mark).replace("\n", "\r\n")
    table = "column = 'Aantal'\nwhere = { Naam = 'Café' }"
    assert given(tmp_path, "7", table, text=text, encoding=encoding) == (7, "confirmed")


def test_an_encoding_that_was_guessed_wrongly_is_named_and_can_be_said(tmp_path):
    text, table = "Naam;Aantal\nCafé;7\n", "column = 'Aantal'\nwhere = { Naam = 'Café' }\n"
    assert "encoding = 'cp850' gives 'Café'" in refused(tmp_path, "7", table, text=text, encoding="cp850")
    assert given(tmp_path, "7", table + 'encoding = "cp850"', text=text, encoding="cp850") == (7, "confirmed")
    said = refused(tmp_path, "7", table + 'encoding = "klingon"', text=text)
    assert "key table.encoding: encoding klingon: this encoding does not exist" in said


def test_a_sum_is_what_a_slow_reader_adds(tmp_path):
    slow = sum(Fraction(row["Euro"].replace(",", ".")) for row in csv.DictReader(io.StringIO(SHORTAGE), delimiter=";"))
    assert given(tmp_path, "291,6", 'sum = "Euro"') == (slow, "confirmed")


def workbook(folder, *sheets):
    with xlsxwriter.Workbook(folder / "own.xlsx") as book:
        for name in sheets:
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Vak", "Tekort", "Leeg"])
            sheet.write_row(1, 0, ["vmbo", 0.091])
            sheet.write_formula(1, 2, "=B2*2", value="")


def test_a_sheet_of_a_workbook_is_a_table(tmp_path):
    workbook(tmp_path, "Een")
    table = "column = 'Tekort'\nunit = 'part'"
    one = written(tmp_path, "9,1%", table).read_text(encoding="utf-8")
    for sheets, file in ((("Een",), "own.xlsx"), (("Een", "Twee"), "own.xlsx/Twee")):
        workbook(tmp_path, *sheets)
        (tmp_path / "claims.toml").write_text(one.replace("tekort.csv", file), encoding="utf-8")
        (claim,) = load_claims(tmp_path / "claims.toml").claims
        assert claim.table.value == Fraction(91, 1000)
    (tmp_path / "claims.toml").write_text(one.replace("tekort.csv", "own.xlsx"), encoding="utf-8")
    with pytest.raises(CatalogError, match=r"holds 2 tables, and one was expected; name it, such as own.xlsx/Een"):
        load_claims(tmp_path / "claims.toml")
    unsaved = one.replace("tekort.csv", "own.xlsx/Een").replace("'Tekort'", "'Leeg'")
    (tmp_path / "claims.toml").write_text(unsaved, encoding="utf-8")
    with pytest.raises(CatalogError, match=r"line 2, column Leeg: it is blank; .* let the spreadsheet save"):
        load_claims(tmp_path / "claims.toml")


@pytest.mark.parametrize(
    ("table", "change", "sentence"),
    [
        ("column = 'Tekort'\nwhere = { Vak = 'Wiskunde' }", {}, "tekort.csv has 2 rows that match (lines 3, 4), and one was expected"),
        ("column = 'Tekort'\nwhere = { Vak = 'Wiskund' }", {}, "has no row with 'Wiskund' in column Vak; did you mean 'Wiskunde'?"),
        ("count = true\nwhere = { Vak = 'Wiskund' }", {}, "has no row with 'Wiskund'"),
        ("column = 'Tekort'\nwhere = { Vak = 'Beroepsgerichte vakken vmbo', Jaar = 2024 }", {}, "has no row with '2024' in column Jaar among the rows that the other values leave"),
        (VMBO + "column = 'Tekorten'", {}, "has no column 'Tekorten'; did you mean 'Tekort'?"),
        (VMBO + "column = 'Tekort'", {"Aantal;": "Tekort;"}, "has the column 'Tekort' twice"),
        (VMBO + "column = 'Tekort'", {"7,4%": "0.074"}, "has '9,1%' on line 2 and '0.074' on line 3 in one column; write all with % or none"),
        (VMBO + "column = 'Tekort'", {"9,1%": "=B2/C2%"}, "line 2, column Tekort: '=B2/C2%' is a formula"),
        (VMBO + "column = 'Tekort'", {"9,1%": ""}, "line 2, column Tekort: it is blank"),
        (VMBO + "column = 'Tekort'", {"9,1%": "ruim 9%"}, "'ruim 9%' is not exact"),
        (VMBO + "column = 'Tekort'", {"9,1%": "{x}%"}, "'{x}%' is not a printed number"),
        (VMBO + "column = 'Tekort'\nunit = 'percent'", {}, "'9,1%' says itself what it is; leave out unit"),
        ("sum = 'Aantal'", {}, "line 3, column Aantal: '1.204' can be read as 1204 and as 1.204"),
        ("sum = 'Aantal'\nunit = 'count'", {}, "'9,1%' is read as percent, but the table gives a number without a unit."),
        ("count = true", {}, "'9,1%' is read as percent, but the table gives a number without a unit."),
        ("count = true\nunit = 'count'", {}, "it applies to cells, but rows are counted here"),
        ("count = true", {"2023;7,4%": "2023"}, "tekort.csv, line 3: the row is too short, 4 of 5 fields"),
        (VMBO + "column = 'Tekort'", {"Wiskunde;2024": '"Wiskunde;2024'}, 'line 4: a quote (") is opened and not closed'),
        ("count = true\nsum = 'Aantal'", {}, "give one of these"),
        ("", {}, "give one of these"),
        ("column = 'Tekort'\nunit = 'parts'", {}, "did you mean 'part'?"),
        ("colum = 'Tekort'", {}, "did you mean 'column'?"),
    ],
)  # fmt: skip
def test_what_a_table_does_not_say_for_certain_is_refused_in_a_sentence(tmp_path, table, change, sentence):
    text = SHORTAGE
    for old, new in change.items():
        text = text.replace(old, new)
    assert sentence in refused(tmp_path, "9,1%", table, text=text)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [("none.csv", "there is no such file"), (".", "is no file"), ("empty.csv", "the file is empty"), ("only.csv", "but no rows")],
)  # fmt: skip
def test_a_table_that_cannot_be_read_is_named_with_the_line_of_the_claim(tmp_path, file, sentence):
    (tmp_path / "empty.csv").touch()
    (tmp_path / "only.csv").write_text("Vak;Aantal\n", encoding="utf-8")
    claims = written(tmp_path, "7", "count = true")
    claims.write_text(claims.read_text(encoding="utf-8").replace("tekort.csv", file), encoding="utf-8")
    with pytest.raises(CatalogError) as error:
        load_claims(claims)
    assert f"{claims}:8, claim a, key table.file: " in str(error.value)
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ('indicator = "technical_share"', "key indicator: applies only to a claim on DUO's files"),
        ('year = "2019-2020"', "key year: applies only to a claim on DUO's files"),
        ('not_computable = "money"\npart = "all"', "key part: applies only to a claim on DUO's files"),
    ],
)
def test_a_claim_is_on_a_table_or_on_the_files_of_duo(tmp_path, more, sentence):
    assert sentence in refused(tmp_path, "3", "count = true", more=more)


# --- COUNTED APART ---

TWO = """
[[claim]]
id = "share"
printed = "50%"
indicator = "technical_share"
definition = "letter"
definition_basis = "assumed"
year = "2019-2020"
"""


def both(folder, printed="9,1%", more=""):
    """Write a claim on a table beside one on DUO's files, of which half the pupils is technical."""
    claims = written(folder, printed, VMBO + 'column = "Tekort"', more=more)
    claims.write_text(claims.read_text(encoding="utf-8") + TWO, encoding="utf-8")
    return claims, enrolment(folder, year="2019")


@pytest.mark.parametrize(
    ("printed", "apart", "code"),
    [("9,1%", "1 confirmed", ExitCode.FINE), ("7,5%", "1 contradicted", ExitCode.FINDING)],
)
def test_its_verdict_is_never_among_those_of_the_files(tmp_path, printed, apart, code):
    claims, data = both(tmp_path, printed)
    found = run("check", claims, data)
    assert found.code == code
    assert f"1 of 2 claims checked: 1 confirmed; on tables of your own: {apart}." in found.out
    checked = check_claims(load([data]), load_claims(claims))
    assert [check.claim.id for check in checked.judged] == ["share"]
    assert [check.claim.id for check in checked.on_tables] == ["a"]


def test_every_machine_form_says_whose_table_it_is(tmp_path):
    claims, data = both(tmp_path, "7,5%")
    record, other = json.loads(run("check", claims, data, "--format", "json").out)["checks"]
    assert (record["own_table"], record["marks"], record["verdict"]) == ("tekort.csv", "own_table", "contradicted")  # fmt: skip
    assert record["possible"]["low"] == record["possible"]["high"] == 0.091
    assert (other["own_table"], other["marks"]) == (None, None)
    cases = ET.fromstring(run("check", claims, data, "--format", "junit").out).iter("testcase")  # noqa: S314  # our own
    assert [case.get("classname") for case in cases] == ["claims.own_table", "claims"]
    (result,) = json.loads(run("check", claims, data, "--format", "sarif").out)["runs"][0]["results"]
    assert result["properties"] == {"ownTable": "tekort.csv"}
    assert "does not follow from a table of your own: it gives 9.1%" in result["message"]["text"]


def test_files_without_data_are_no_green_beside_a_table_that_confirms(tmp_path):
    claims, data = both(tmp_path)
    text = claims.read_text(encoding="utf-8").replace("2019-2020", "2021-2022")
    claims.write_text(text, encoding="utf-8")
    assert run("check", claims, data, "--fail-on", "none").code == ExitCode.INPUT
    claims.write_text(text.partition(TWO.partition("printed")[0])[0], encoding="utf-8")
    assert run("check", claims, data).code == ExitCode.FINE


def test_a_draft_on_a_table_is_a_finding(tmp_path):
    claims, data = both(tmp_path, more="draft = true")
    found = run("check", claims, data, "--fail-on", "none")
    assert found.code == ExitCode.FINDING
    assert "is a draft that nobody has read; a table of your own gives 9.1%" in " ".join(found.out.split())


def test_an_output_is_never_written_over_the_table(tmp_path):
    claims, data = both(tmp_path)
    found = run("check", claims, data, "--output", tmp_path / "tekort.csv")
    assert (found.code, found.err.count("is one of the files that are read")) == (ExitCode.USAGE, 1)
    assert (tmp_path / "tekort.csv").read_text(encoding="utf-8") == SHORTAGE


# --- DIVIDED, PER COUNT, AND AS A CHANGE ---

BUDGET = "Jaar;Soort;Bedrag;Deel\n2020;a;368640080;11%\n2020;b;20000000;80%\n2025;a;400000000;23%\n2025;b;30000000;9%\n"
EURO = "unit = 'count'\n"


@pytest.mark.parametrize(
    ("printed", "table", "value", "verdict"),
    [
        # 368,640,080 + 20,000,000 = 388,640,080 over four years is 97,160,020 a year
        ("97,2 miljoen", "sum = 'Bedrag'\nwhere = { Jaar = 2020 }\ndivide_by = 4\n" + EURO, Fraction(388640080, 4), "confirmed"),
        ("100 miljoen", "sum = 'Bedrag'\nwhere = { Jaar = 2020 }\ndivide_by = 4\n" + EURO, Fraction(388640080, 4), "contradicted"),
        ("+8,5%", "column = 'Bedrag'\nwhere = { Soort = 'a' }\nfrom = { Jaar = 2020 }\nto = { Jaar = 2025 }\n" + EURO, Fraction(400000000, 368640080) - 1, "confirmed"),
        ("-8,5%", "column = 'Bedrag'\nwhere = { Soort = 'a' }\nfrom = { Jaar = 2020 }\nto = { Jaar = 2025 }\n" + EURO, Fraction(400000000, 368640080) - 1, "contradicted"),
        ("+12 procentpunt", "column = 'Deel'\nwhere = { Soort = 'a' }\nfrom = { Jaar = 2020 }\nto = { Jaar = 2025 }", Fraction(12, 100), "confirmed"),
        ("daalde met 71 procentpunt", "column = 'Deel'\nwhere = { Soort = 'b' }\nfrom = { Jaar = 2020 }\nto = { Jaar = 2025 }", Fraction(-71, 100), "confirmed"),
        ("+100%", "count = true\nfrom = { Jaar = 2020, Soort = 'a' }\nto = { Jaar = 2025 }", Fraction(1), "confirmed"),
    ],
)  # fmt: skip
def test_a_table_is_divided_and_two_of_it_are_a_change(tmp_path, printed, table, value, verdict):
    assert given(tmp_path, printed, table, text=BUDGET) == (value, verdict)


RISES = "column = 'Bedrag'\nunit = 'count'\nwhere = { Soort = 'a' }\nfrom = { Jaar = 2020 }\nto = { Jaar = 2025 }"


@pytest.mark.parametrize(
    ("way", "verdict"),
    [("rises", "confirmed"), ("falls", "contradicted"), ("stable'\nmargin = '9%", "confirmed"), ("stable'\nmargin = '8%", "contradicted")],
)  # fmt: skip
def test_a_change_of_a_table_may_be_a_direction(tmp_path, way, verdict):
    reason = "\ntolerance_reason = 'wide'" if "margin" in way else ""
    printed = {"rises": "meer", "falls": "minder"}.get(way, "gelijk")
    claims = written(tmp_path, printed, RISES, text=BUDGET, more=f"direction = '{way}'{reason}")
    (claim,) = load_claims(claims).claims
    assert str(decide(claim.table, claim.table.possible())[0]) == verdict


@pytest.mark.parametrize(
    ("printed", "table", "more", "sentence"),
    [
        ("1", "count = true\nfrom = { Jaar = 2020 }", "", "a change needs from and to, each with values of columns; add the other"),
        ("1", "sum = 'Bedrag'\ndivide_by = 0\n" + EURO, "", "0 is not a size; give 1 or more"),
        ("1", "sum = 'Bedrag'\ndivide_by = '4'\n" + EURO, "", "'4' is str, but a whole number was expected"),
        ("meer", "count = true", "direction = 'rises'", "a direction needs a change; give from and to"),
        ("12%", "column = 'Deel'\nwhere = { Soort = 'a' }\nfrom = { Jaar = 2020 }\nto = { Jaar = 2025 }", "", "does not say whether it rose or fell"),
        ("+12%", "column = 'Deel'\nwhere = { Soort = 'a' }\nfrom = { Jaar = 2020 }\nto = { Jaar = 2025 }", "", "is read as percent, but the table gives percentage points"),
        ("+1%", "count = true\nfrom = { Jaar = 2020 }\nto = { Jaar = 2024 }", "", "key table.to.Jaar: {0} has no row with '2024'"),
        ("9", "column = 'Deel'\nwhere = { Jaar = 2025, Soort = 'b' }\nper = { indicator = 'pupil_count', definition = 'letter', year = 2019 }", "", "only a plain number of a table"),
        ("9", "count = true\nper = { indicator = 'pupil_count', definition = 'lettr', year = 2019 }", "", "did you mean 'letter'?"),
        ("9", "count = true\nper = { indicator = 'pupil_count', definition = 'letter' }", "", "key table.per.year: it is missing"),
        ("9", "count = true\nper = { indicator = 'pupil_count', definition = 'letter', year = 'x' }", "", "key table.per.year: 'x' is not a school year"),
    ],
)  # fmt: skip
def test_what_cannot_be_divided_or_compared_is_refused_in_a_sentence(tmp_path, printed, table, more, sentence):
    assert sentence.format(tmp_path / "tekort.csv") in refused(tmp_path, printed, table, text=BUDGET, more=more)


def on_pupils(folder, printed, cell):
    """Set 600,000 euro beside the technical pupils of a file with 20 of them for certain, and a masked cell or none."""
    rows = draw_pupils(f"location  track  profile  3 boys  4 boys\n00AA00    BB     PIE      20      {cell}\n")
    path = write_pupils(folder, rows)
    table = "sum = 'Bedrag'\nunit = 'count'\nper = { indicator = 'pupil_count', definition = 'technical', year = 2019 }"
    claims = written(folder, printed, table, text="Bedrag\n600000\n")
    (check,) = check_claims(load([path]), load_claims(claims)).checks
    return check


def test_a_number_of_a_table_is_divided_by_a_count_and_its_bounds_travel_along(tmp_path):
    """600,000 over 20 pupils is 30,000; over 20 and 1 to 4 more it lies between 600,000 ÷ 24 and 600,000 ÷ 21."""
    exact = on_pupils(tmp_path, "30.000", "0")
    assert (str(exact.verdict), exact.possible.low, exact.possible.high) == ("confirmed", 30_000, 30_000)
    masked = on_pupils(tmp_path, "26.087", "<5")
    assert (masked.possible.low, masked.possible.high) == (Fraction(600_000, 24), Fraction(600_000, 21))
    assert masked.possible.est_low < masked.possible.estimate < masked.possible.est_high
    assert str(masked.verdict) == "undecidable"
    assert str(on_pupils(tmp_path, "24.999", "<5").verdict) == "contradicted"
    assert str(on_pupils(tmp_path, "meer dan 24.000", "<5").verdict) == "confirmed"


def near(folder, printed, table, **more):
    claims = load_claims(written(folder, printed, table, **more))
    (check,) = check_claims(load([enrolment(folder, year="2019")]), claims).checks
    return [(str(one.kind), one.line) for one in check.near]


@pytest.mark.parametrize(
    ("printed", "table", "text", "found"),
    [
        ("7,4%", VMBO + "column = 'Tekort'", SHORTAGE, [("row", 3)]),
        ("9,1%", VMBO + "column = 'Tekort'", SHORTAGE.replace("9,1%", "9,14%"), [("rounding", None)]),
        ("9,1%", VMBO + "column = 'Tekort'", SHORTAGE.replace("9,1%", "9,15%"), [("touches", None)]),
        ("9,1%", VMBO + "column = 'Tekort'", SHORTAGE.replace("9,1%", "9,19%"), [("truncation", None)]),
        ("-12 procentpunt", "column = 'Deel'\nwhere = { Soort = 'a' }\nfrom = { Jaar = 2020 }\nto = { Jaar = 2025 }", BUDGET, [("sign", None)]),
        ("9,1%", VMBO + "column = 'Tekort'", SHORTAGE, []),
        ("6,6%", VMBO + "column = 'Tekort'", SHORTAGE, []),
    ],
)  # fmt: skip
def test_near_misses_of_a_table_are_those_of_its_number_and_its_other_rows(tmp_path, printed, table, text, found):
    assert near(tmp_path, printed, table, text=text) == found


def test_another_row_is_named_with_how_many_were_tried(tmp_path):
    claims, data = both(tmp_path, "7,4%")
    said = " ".join(run("check", claims, data).out.split())
    assert "Right for another row of the table: line 3 gives 7.4%; 2 other rows were tried." in said


def test_a_table_that_is_not_there_leaves_a_claim_that_says_why_uncomputed(tmp_path):
    claims, data = both(tmp_path, more='not_computable = "it takes the table of shortages"')
    assert "on tables of your own: 1 confirmed" in run("check", claims, data).out
    (tmp_path / "tekort.csv").unlink()
    found = run("check", claims, data)
    assert (found.code, "not computable from these files: 1" in found.out) == (ExitCode.FINE, True)


# --- THE LETTER ---


def test_the_letters_other_numbers_are_judged_by_tables_beside_the_data_and_counted_apart(tmp_path):
    data = tmp_path / "duo"
    data.mkdir()
    enrolment(data, year="2019")
    without = [claim.id for claim in load_claims(data=[data]).claims if claim.stated is None]
    assert len(without) == 6
    shutil.copytree(sample_folder() / "tables", data / "tables")
    assert sorted(claim.id for claim in load_claims(data=[data]).claims if claim.table) == sorted(without)
    (data / "tables" / "shortage.csv").write_text("Vak;Tekort\nBeroepsgerichte vakken vmbo;9,1%\n", encoding="utf-8")
    record = json.loads(run("check", "letter", data, "--format", "json", "--fail-on", "none").out)
    verdicts = {check["id"]: check["verdict"] for check in record["checks"] if check["own_table"]}
    assert verdicts.pop("teacher-shortage") == "contradicted"
    assert {*verdicts.values()} == {"confirmed"}
    assert "on tables of your own: 5 confirmed, 1 contradicted" in record["summary"]
    assert "; own tables: 5 confirmed, 1 contradicted." in " ".join(run("report", data).out.split())


def test_the_tables_of_the_sample_are_synthetic_and_say_so():
    for path in (sample_folder() / "tables").glob("*.csv"):
        assert {line.rpartition(";")[2] for line in path.read_text(encoding="utf-8").splitlines()} == {
            "Bron",
            "synthetisch",
        }
    record = json.loads(run("check", "letter", "--sample", "--format", "json").out)
    assert {check["marks"] for check in record["checks"] if check["own_table"]} == {"synthetic own_table"}
    assert len([check for check in record["checks"] if check["own_table"]]) == 6
    for check in record["checks"]:
        assert not check["own_table"] or any("what must be believed" in note for note in check["notes"])
