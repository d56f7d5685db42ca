"""Files of staff as DUO and people write them: spellings, thousands dots, sheets, and amounts that cannot be."""

from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from sto_cli import load
from tests.drawing import run, write

CASES = Path(__file__).parents[2] / "shared" / "cases"
HEADER = "ONDERWIJSTYPE;BEVOEGD GEZAG;INSTELLINGSCODE;FUNCTIEGROEP;PERSONEN 2018;PERSONEN 2019;FTE'S 2018;FTE'S 2019"
ROWS = ("VO;1;01AA;Onderwijsgevend personeel;10;12;8,5;9,0", "VO;1;02BB;Onderwijsgevend personeel;20;20;15,5;16,0")


def staff(tmp_path, *rows, header=HEADER):
    return write(tmp_path / "personeel.csv", "\n".join([header, *(rows or ROWS)]) + "\n", encoding="utf-8")


def fte(file):
    """Give the FTE of teachers by year."""
    teachers = load([file]).staffing.filter(role="teacher")
    totals = teachers.group_by("school_year").agg(pl.col("fte_low").sum()).sort("school_year")
    return [float(value) for value in totals["fte_low"]]


def case(name):
    if not (CASES / name).exists():
        pytest.skip("the shared cases are not on this machine")
    return CASES / name


@pytest.mark.parametrize(
    "row",
    [
        "VO ;1;02BB;Onderwijsgevend personeel;20;20;15,5;16,0",
        "vo;1;02BB;onderwijsgevend  Personeel ;20 ;20;15,5;16,0",
        ";1;02BB;Onderwijsgevend personeel;20;20;15,5;16,0",
    ],
)
def test_a_row_of_vo_is_counted_however_it_is_written(tmp_path, row):
    assert fte(staff(tmp_path, ROWS[0], row)) == [24.0, 25.0]


def test_a_type_of_education_nobody_knows_is_unknown_and_known_others_are_out_of_scope(tmp_path):
    rows = [
        "XVO;1;02BB;Onderwijsgevend personeel;20;20;15,5;16,0",
        "mbo;1;03CC;Onderwijsgevend personeel;20;20;15,5;16,0",
    ]
    data = load([staff(tmp_path, ROWS[0], *rows)])
    assert set(data.staffing["education"]) == {"VO", "?XVO"}
    assert {str(why): rows for why, rows in data.files[0].out_of_scope.items()} == {"ONDERWIJSTYPE MBO": 1}
    assert [(each.code, each.rows, each.low) for each in data.files[0].unknown] == [("XVO", 1, 20)]


def test_onbekend_is_unknown_staff_and_its_growth_is_told(tmp_path):
    data = load(
        [staff(tmp_path, "VO;1;01AA;Onderwijsgevend personeel;40;12;30,5;9,0", "VO;1;01AA;Onbekend;0;30;0;22,5")]
    )
    assert set(data.staffing["role"]) == {"teacher", "?Onbekend"}
    assert "FUNCTIEGROEP 'Onbekend' has 22.5 FTE in 2019-2020, against 0.0 in 2018-2019" in " ".join(
        map(str, data.remarks())
    )


def test_thousands_dots_are_read_where_decimal_commas_stand(tmp_path):
    file = staff(tmp_path, ROWS[0], "VO;1;02BB;Onderwijsgevend personeel;1.540;20;1.200,5;16,0")
    assert fte(file) == [8.5 + 1200.5, 25.0]
    assert load([file]).staffing["persons"].max() == 1540


def test_a_point_that_is_no_thousands_dot_beside_commas_is_refused(tmp_path):
    found = run("fte-change", staff(tmp_path, ROWS[0], "VO;1;02BB;Onderwijsgevend personeel;20;20;15.5;16,0"))
    assert (found.code, "a point where others have a decimal comma" in found.err) == (3, True)


def test_more_than_three_fte_a_person_is_refused(tmp_path):
    found = run("fte-change", staff(tmp_path, ROWS[0], "VO;1;02BB;Onderwijsgevend personeel;20;20;15,5;160"))
    assert found.code == 3
    assert "line 3, column FTE'S 2019: '160 ÷ 20' is more than 3 FTE per person" in found.err


def test_more_than_the_cap_is_a_note(tmp_path):
    """25 FTE of 20 persons are 1.25 a person."""
    found = run(
        "fte-change",
        staff(tmp_path, ROWS[0], "VO;1;02BB;Onderwijsgevend personeel;20;20;15,5;25"),
        "--definition",
        "total",
    )
    assert found.code == 0
    assert (
        "1 times there are more than 1.2 FTE per person, such as 25.0 FTE of 20 persons at 02BB in 2019-2020"
        in found.err
    )


def test_a_mask_beside_no_persons_is_bounded_by_the_mask(tmp_path):
    """`*` is 4 persons at most, at 1.2 FTE each."""
    data = load([staff(tmp_path, ROWS[0], "VO;1;02BB;Onderwijsgevend personeel;20;0;15,5;*")])
    assert float(data.staffing.filter(brin="02BB", school_year="2019-2020")["fte_high"].item()) == 4.8


def test_an_institution_that_has_0_in_the_last_year_is_told_with_the_amount(tmp_path):
    data = load([staff(tmp_path, ROWS[0], "VO;1;02BB;Onderwijsgevend personeel;20;0;15,5;0")])
    assert "In 2019-2020 these have 0, and in 2018-2019 they had 15.5 FTE: 02BB." in " ".join(map(str, data.remarks()))


def test_a_blank_role_beside_others_is_refused_as_a_total(tmp_path):
    found = run("fte-change", staff(tmp_path, ROWS[0], "VO;1;01AA;;20;20;15,5;16,0"))
    assert (found.code, "not a FUNCTIEGROEP, but other rows of the institution have one" in found.err) == (3, True)


@pytest.mark.parametrize("name", ["FTE {}", "fte's {}", "FTE’S {}"])
def test_fte_has_several_names(tmp_path, name):
    header = HEADER.replace("FTE'S 2018", name.format(2018)).replace("FTE'S 2019", name.format(2019))
    assert fte(staff(tmp_path, header=header)) == [24.0, 25.0]


def test_columns_that_duo_is_known_to_have_are_no_news(tmp_path):
    header = HEADER + ";MANNEN 2018;GEMIDDELDE LEEFTIJD 2018;FTE'S PERSONEN 0 - 0.5 FTE'S 2018;EIGEN KOLOM"
    data = load([staff(tmp_path, *(f"{row};1;45,2;*;x" for row in ROWS), header=header)])
    told = [str(note) for note in data.remarks() if "not read" in str(note)]
    assert [note.partition(": ")[2] for note in told] == [
        "Columns that this layout does not have were not read: 'EIGEN KOLOM'."
    ]


# --- workbooks ---


def workbook(path, **sheets):
    with xlsxwriter.Workbook(path) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line.split(";"))
    return path


COARSE = ["ONDERWIJSTYPE;INSTELLINGSCODE;PERSONEN 2018;PERSONEN 2019;FTE'S 2018;FTE'S 2019", "VO;01AA;11;13;9,5;10,0"]
COARSEST = ["ONDERWIJSTYPE;FUNCTIEGROEP;PERSONEN 2018;FTE'S 2018", "VO;Onderwijsgevend personeel;30;24,0"]


def test_of_sheets_with_the_same_staff_the_finest_is_read(tmp_path):
    file = workbook(tmp_path / "p.xlsx", grof=COARSE, fijn=[HEADER, *ROWS], zonder=COARSEST)
    data = load([file])
    assert fte(file) == [24.0, 25.0]
    notes = [str(note) for note in data.remarks() if "less detailed" in str(note)]
    assert notes == [f"skipped {file}/grof, zonder: less detailed staff data than the sheet 'fijn', which is read"]


def test_a_sheet_is_named_on_the_command_line(tmp_path):
    file = workbook(tmp_path / "p.xlsx", grof=COARSE, fijn=[HEADER, *ROWS])
    assert load([file / "grof"]).staffing["fte_low"].sum() == 19.5
    found = run("fte-change", file / "fyn")
    assert (found.code, found.err) == (3, f"sto: {file}: the archive has no 'fyn'; it has 'grof' and 'fijn'.\n")


def test_the_name_of_a_workbook_gives_the_year_where_the_sheet_says_none(tmp_path):
    from tests.drawing import enrolment_text

    lines = enrolment_text().splitlines()
    file = workbook(tmp_path / "leerlingen-2019.xlsx", Blad1=lines)
    assert load([file]).files[0].school_years == ("2019-2020",)
    file = workbook(tmp_path / "leerlingen.xlsx", Blad1=lines)
    assert load([file], file_years={"leerlingen.xlsx": 2020}).files[0].school_years == ("2020-2021",)


# --- the shared cases, and what is documented ---


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("thousands-dots-in-fte/personeel.csv", [1231.0, 121.45]),
        ("staff-rows-drop-out/personeel-klein.csv", [111.0, 121.45]),
        ("staff-rows-drop-out/personeel-leeg.csv", [111.0, 121.45]),
        ("staff-rows-drop-out/personeel-spatie.csv", [111.0, 121.45]),
        ("duo-staff-workbook-two-sheets/personeel-twee-bladen.xlsx", [30.5, 33.2]),
        ("duo-staff-workbook-two-sheets/personeel-met-bestuur.xlsx", [30.5, 33.2]),
    ],
)
def test_the_shared_cases_give_what_their_table_says(name, expected):
    assert fte(case(name)) == expected


def test_the_shared_case_of_a_lost_decimal_mark_is_refused():
    found = run("fte-change", case("fte-ten-times-too-high"))
    assert (found.code, "'332 ÷ 44' is more than 3 FTE per person" in found.err) == (3, True)


def test_the_shared_case_of_a_wide_sheet_has_one_short_note():
    notes = [str(note) for note in load([case("staffing-sheet-as-wide-as-duo-s")]).remarks()]
    assert len(notes) == 1
    assert max(map(len, notes)) < 300


def test_the_smallest_file_is_the_one_on_the_page_and_is_read():
    top = Path(__file__).parents[1]
    file = top / "sample_data" / "layouts" / "personeel-minimaal.csv"
    assert file.read_text(encoding="utf-8") in (top / "docs" / "files.md").read_text(encoding="utf-8")
    assert len(file.read_text(encoding="utf-8").splitlines()) == 4
    assert run("fte-change", file).code == 0


# --- what to send ---


def test_what_to_send_has_codes_and_masks_and_no_name_brin_or_count(tmp_path):
    file = staff(
        tmp_path, ROWS[0], "VO;77777;02BB;Docent;-1;20;n.b.;16,0", header=HEADER.replace("BEVOEGD GEZAG", "NAAM")
    )
    found = run("inspect", "--share", file)
    assert found.code == 0
    assert "unknown code: FUNCTIEGROEP 'Docent', 1 rows" in found.out
    assert "not a number: PERSONEN 2018 '-1', 1 rows" in found.out
    assert not any(text in found.out for text in ("02BB", "77777", "16,0"))


def test_inspect_lists_unknown_codes_and_the_lines_that_declare_them(tmp_path):
    found = run("inspect", staff(tmp_path, ROWS[0], "VO;1;02BB;Docent;20;20;15,5;16,0"))
    assert "unknown code    FUNCTIEGROEP 'Docent' (rows: 1, pupils or persons: 20)" in found.out
    assert '[roles.CODE]\n    spellings = ["Docent"]' in found.out
