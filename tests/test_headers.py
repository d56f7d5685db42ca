"""Headers and cells as people write them: what is the same, what is not needed, and what says the year."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from sto_cli.errors import InputError
from sto_cli.reading.load import load
from sto_cli.years import years_in_name
from tests.drawing import CARE, PIE, PUPILS, enrolment, enrolment_text, run, write

GOOD = enrolment_text()


def read(folder, text, name="leerlingen-2024.csv", encoding="utf-8"):
    return load([write(folder / name, text, encoding=encoding)])


def refused(folder, text, name="leerlingen-2024.csv"):
    with pytest.raises(InputError) as error:
        read(folder, text, name)
    return str(error.value)


def facts(data):
    return data.enrolment.sort(data.enrolment.columns)


def with_column(text, header, cells, separator=";"):
    """Put a column behind the others."""
    lines = text.splitlines()
    return "\n".join(f"{line}{separator}{cell}" for line, cell in zip(lines, [header, *cells], strict=True)) + "\n"


# --- HEADERS ---

BRINS = ("BRIN NUMMER", "INSTELLING", "INSTELLINGSCODE")
LOCATIONS = ("VESTIGINGSNUMMER", "VESTIGINGSCODE")
CODES = ("ELEMENTCODE", "ERKENDE OPLEIDINGSCODE")


@pytest.mark.parametrize("names", [*product(BRINS, LOCATIONS, CODES)], ids=str)
@pytest.mark.parametrize(
    "write_name", [str, str.lower, lambda name: name.replace(" ", "_"), lambda name: f" {name}\u00a0"]
)
def test_every_name_of_a_column_goes_with_every_other(tmp_path, names, write_name):
    text = GOOD
    for usual, name in zip(("BRIN NUMMER", "VESTIGINGSNUMMER", "ELEMENTCODE"), names, strict=True):
        text = text.replace(usual, write_name(name), 1)
    assert facts(read(tmp_path, text)).equals(facts(read(tmp_path, GOOD, "usual-2024.csv")))


@pytest.mark.parametrize("dash", [" – ", "-", " -", "_-_", " &ndash; "])
def test_dashes_and_the_spaces_around_them_are_no_news(tmp_path, dash):
    header, rest = GOOD.split("\n", 1)
    separator = "\t" if ";" in dash else ";"
    text = (header.replace(" - ", "@") + "\n" + rest).replace(";", separator).replace("@", dash)
    assert facts(read(tmp_path, text)).equals(facts(read(tmp_path, GOOD, "usual-2024.csv")))


@pytest.mark.parametrize(
    "gone",
    ["INSTELLINGSNAAM VESTIGING", "PLAATSNAAM VESTIGING", "PROVINCIE VESTIGING", "OPLEIDINGSNAAM", "VMBO SECTOR"],
)
def test_a_column_that_no_key_needs_is_not_required(tmp_path, gone):
    """The sector is that of the profile."""
    lines = [line.split(";") for line in GOOD.splitlines()]
    at = lines[0].index(gone)
    data = read(tmp_path, "\n".join(";".join(line[:at] + line[at + 1 :]) for line in lines) + "\n")
    assert data.enrolment["low"].sum() == 40
    assert {*data.enrolment["sector"]} == {"Techniek", "Zorg & Welzijn"}


@pytest.mark.parametrize("option", [["--by", "province"], ["--where", "province=Utrecht"]])
def test_a_question_on_a_column_that_is_missing_is_refused_with_its_name(tmp_path, option):
    lines = [line.split(";") for line in GOOD.splitlines()]
    at = lines[0].index("PROVINCIE VESTIGING")
    file = write(tmp_path / "x-2024.csv", "\n".join(";".join(line[:at] + line[at + 1 :]) for line in lines) + "\n")
    found = run("technical-share", file, *option)
    assert found.code == 3
    assert (
        "x-2024.csv: the file has no PROVINCIE VESTIGING column, so technical_share cannot be split by province"
        in found.err
    )
    assert run("technical-share", file).code == 0


@pytest.mark.parametrize("missing", ["ELEMENTCODE", "AFDELING", "LEER- OF VERBLIJFSJAAR 3 - MAN"])
def test_a_header_that_is_not_known_blames_nobody(tmp_path, missing):
    assert refused(tmp_path, GOOD.replace(missing, "IETS NIEUWS", 1)).endswith(
        f"this version does not know the layout, which is nearest to duo-01 2019; these columns are new: 'IETS NIEUWS'; these are "
        f"missing: '{missing}'. --catalog can name them, and sto inspect --share prints what to send."
    )


def test_columns_that_duo_is_known_to_have_are_no_news_and_others_are_named(tmp_path):
    text = with_column(
        with_column(GOOD, "GEMEENTENUMMER", ["0344", "0344"]), "LEER- OF VERBLIJFSJAAR 3 - TOTAAL", [20, 20]
    )
    assert read(tmp_path, text).files[0].notes == ()
    (note,) = read(tmp_path, with_column(text, "MOOI", ["x", "y"]), "mooi-2024.csv").files[0].notes
    assert str(note) == "Columns that this layout does not have were not read: 'MOOI'."


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_what_stands_between_fields_is_read_where_every_row_fits(tmp_path, separator):
    quoted = "\n".join(separator.join(f'"{cell}"' for cell in line.split(";")) for line in GOOD.splitlines()) + "\n"
    assert facts(read(tmp_path, quoted)).equals(facts(read(tmp_path, GOOD, "usual-2024.csv")))


def test_a_comma_within_an_unquoted_name_is_refused(tmp_path):
    assert "too long" in refused(tmp_path, GOOD.replace(";", ","))


# --- CELLS ---


@pytest.mark.parametrize("cell", ["012", " 12", "12 ", "12.0", "\u00a012"])
def test_a_count_is_read_with_what_a_spreadsheet_adds(tmp_path, cell):
    assert read(tmp_path, enrolment_text([(*PIE[:5], {"3m": cell})])).enrolment["printed"].sum() == 12


@pytest.mark.parametrize("mask", ["<5 ", "< 5", '"""<5"""', '"&lt;5"', "\u00a0<5"])
def test_a_mask_is_read_with_what_stands_around_it(tmp_path, mask):
    found = read(tmp_path, enrolment_text([(*PIE[:5], {"3m": mask})])).enrolment
    assert found.select("printed", "low", "high").row(0) == (0, 1, 4)


@pytest.mark.parametrize("cell", ["1,0", "1.204", "1e3", "-3", "+5", "5.", "x", "-1", "1-4", "<10", "**", "n/a", ""])
def test_what_has_more_than_one_reading_is_refused(tmp_path, cell):
    assert "is not a count" in refused(tmp_path, enrolment_text([(*PIE[:5], {"3m": cell})]))


@pytest.mark.parametrize(
    ("brin", "number"), [("00aa", "00"), ("00AA ", "0"), ("00AA", " 00"), ("00AA", "00AA00"), ("00aa", "00aa00")]
)
def test_a_location_is_one_in_any_spelling(tmp_path, brin, number):
    assert read(tmp_path, enrolment_text([(brin, number, *PIE[2:])])).enrolment["location"].unique().to_list() == [
        "00AA00"
    ]


@pytest.mark.parametrize(
    ("number", "why"),
    [("0.0", "a decimal number that a spreadsheet made"), ("100", "more than two digits"), ("A0", "one or two digits")],
)
def test_a_wrong_location_number_is_refused_with_its_cause(tmp_path, number, why):
    assert why in refused(tmp_path, enrolment_text([("00AA", number, *PIE[2:])]))


@pytest.mark.parametrize(("code", "noted"), [("6121.0", 0), ("46", 0), ("61210", 1), ("1012O4412", 1)])
def test_a_code_of_an_education_only_tells_rows_apart(tmp_path, code, noted):
    report = read(tmp_path, enrolment_text([(*PIE[:4], code, {"3m": 12})])).files[0]
    assert sum("not four digits" in str(note) for note in report.notes) == noted


def test_codes_that_are_all_blank_are_said_to_be_blank(tmp_path):
    said = refused(tmp_path, enrolment_text([(*row[:4], "", row[5]) for row in PUPILS]))
    assert "column ELEMENTCODE is blank on every row" in said
    assert "remove" not in said


def test_a_row_that_stands_there_in_another_spelling_is_a_copy(tmp_path):
    other = ("00AA", "0", "vmbo kb lj 3-4", "PIE", "6121", {"3m": 12})
    assert "is already on line 2" in refused(tmp_path, enrolment_text([PIE, other]))


def test_entities_are_decoded_in_names(tmp_path):
    text = GOOD.replace("School Één", '"Mari&#x00EB;ndael"')
    assert {*read(tmp_path, text).enrolment["name"]} == {"Mariëndael"}


def test_two_byte_order_marks_are_none(tmp_path):
    assert read(tmp_path, "\ufeff" + GOOD, encoding="utf-8-sig").enrolment["low"].sum() == 40


# --- WHO AND WHICH GRADE ---


def test_pupils_of_unknown_sex_are_pupils(tmp_path):
    """40 pupils are boys or girls, and 7 are neither as the file has it."""
    found = read(tmp_path, with_column(GOOD, "LEER- OF VERBLIJFSJAAR 3 - ONBEKEND", [7, 0])).enrolment
    assert found["low"].sum() == 47
    assert found.filter(sex="unknown")["low"].sum() == 7


def test_a_seventh_grade_is_counted_where_there_may_be_one(tmp_path):
    care = (*CARE[:2], "Praktijkonderwijs alle vj", "N.v.t.", "0090", {"6v": 10})
    text = with_column(enrolment_text([PIE, care]), "LEER- OF VERBLIJFSJAAR 7 - MAN", [0, 5])
    assert read(tmp_path, text).enrolment.filter(grade=7)["low"].sum() == 5


def test_a_seventh_grade_of_kb_is_refused(tmp_path):
    assert "has no grade 7" in refused(tmp_path, with_column(GOOD, "LEER- OF VERBLIJFSJAAR 7 - MAN", [5, 0]))


def test_pupils_in_a_column_of_a_grade_that_nobody_knows_are_refused(tmp_path):
    header = "LEER- OF VERBLIJFSJAAR 3 - ANDERS"
    assert f"column {header} counts pupils" in refused(tmp_path, with_column(GOOD, header, [5, 0]))
    assert read(tmp_path, with_column(GOOD, header, [0, ""]), "x-2024.csv").enrolment["low"].sum() == 40


# --- YEARS ---


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("PEILDATUM", "20231001"),
        ("PEILDATUM", "2023-10-01"),
        ("Peildatum", "1-10-2023"),
        ("PEILDATUM", "2023-10-01 00:00:00"),
        ("SCHOOLJAAR", "2023-2024"),
        ("SCHOOLJAAR", "2023/24"),
        ("PEILJAAR", "2023"),
    ],
)
def test_a_column_says_the_year_and_refuses_a_name_that_contradicts_it(tmp_path, header, cell):
    text = with_column(GOOD, header, [cell, cell])
    for name in ("leerlingen.csv", "leerlingen-2023.csv", "leerlingen-2023-2024.csv"):
        assert read(tmp_path, text, name).files[0].school_years == ("2023-2024",)
    said = refused(tmp_path, text, "leerlingen-2024.csv")
    assert f"column {header} says 2023-2024, but the name or --file-year says 2024-2025" in said


@pytest.mark.parametrize("cell", ["20240201", "morgen", ""])
def test_what_says_no_year_of_a_count_is_refused(tmp_path, cell):
    assert "is not a school year" in refused(tmp_path, with_column(GOOD, "PEILDATUM", ["20231001", cell]), "x.csv")


def test_two_years_in_one_file_are_two_years_and_no_name_is_of_both(tmp_path):
    text = with_column(GOOD, "SCHOOLJAAR", ["2023", "2024"])
    assert read(tmp_path, text, "leerlingen.csv").files[0].school_years == ("2023-2024", "2024-2025")
    assert "says 2023-2024 and 2024-2025" in refused(tmp_path, text, "leerlingen-2024.csv")


@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("leerlingen-2024 (1).csv", ["2024-2025"]),
        ("leerlingen-2024-25.CSV", ["2024-2025"]),
        ("leerlingen_2024_v2.csv", ["2024-2025"]),
        ("leerlingen_2024_2025.csv", ["2024-2025"]),
        ("leerlingen-2024-voorlopig.csv", ["2024-2025"]),
        ("leerlingen-2027-03-15.csv", []),
        ("leerlingen-15-03-2027.csv", []),
        ("leerlingen-20270315-2024.csv", ["2024-2025"]),
        ("leerlingen-2023-en-2024-2025.csv", ["2024-2025", "2023-2024"]),
    ],
)
def test_a_name_says_years_and_a_full_date_is_none(name, years):
    assert years_in_name(name) == years


def test_a_name_may_say_that_a_year_is_provisional(tmp_path):
    (report,) = load([enrolment(tmp_path, year="2024-voorlopig")]).files
    assert report.provisional == "2024-2025"


def test_the_command_line_answers_from_such_a_file(tmp_path):
    file = write(Path(tmp_path) / "leerlingen-2024.csv", GOOD.replace("OPLEIDINGSNAAM", "IETS"))
    found = run("technical-share", file, "--format", "csv")
    assert found.code == 0
    assert "0.5" in found.out
