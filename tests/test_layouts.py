"""The same numbers in other layouts and containers: equal answers, and refusals that say where."""

import csv
import gzip
import os
import subprocess
import sys
import zipfile
from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from sto_cli.measuring.measure import measure
from sto_cli.measuring.question import ask
from sto_cli.reading.load import load, sample_files, sample_folder
from tests.drawing import HINT, STAFF, run, staffing_text, write
from tests.generated import draw, draw_pupils, write_pupils

LAYOUTS = sample_folder() / "layouts"
DUO = Path(__file__).parents[2] / "shared" / "duo"
has_duo = pytest.mark.skipif(not DUO.is_dir(), reason="the real DUO files are not part of the project, and not here")
STEM = "01.-leerlingen-vo-per-vestiging-naar-onderwijstype"
COUNTS = {f"LEER- OF VERBLIJFSJAAR {grade} - {sex}": grade for grade in "123456" for sex in ("MAN", "VROUW")}


def answer(*arguments):
    """Answer as CSV; stderr may remark on the files."""
    found = run(*arguments, "--format", "csv")
    assert found.code == 0, found.err
    return found.out


# --- WHAT THE SAMPLE HAS ---


@pytest.mark.parametrize(
    ("name", "layout", "encoding", "line_end", "rows"),
    [
        (f"{STEM}-2023.csv.gz", "duo-01 2023", "utf-8", "CRLF", 1123),
        ("01voins-v1.zip", "duo-01voins 01voins", "utf-8", "LF", 9822),
        ("onderwijspersoneel-vo-per-peiljaar.csv", "duo-staffing long", "utf-8-sig", "CRLF", 267 * 6),
        ("onderwijspersoneel-vo-utf-16.csv", "duo-staffing wide", "utf-16", "CRLF", 267),
        ("onderwijspersoneel-vo-bare-cr.csv", "duo-staffing wide", "utf-8", "CR", 267),
        ("onderwijspersoneel-vo.xlsx", "duo-staffing wide", "utf-8", "LF", 267),
    ],
)
def test_each_layout_and_container_of_the_sample_is_recognised(name, layout, encoding, line_end, rows):
    (report,) = load([LAYOUTS / name]).files
    assert f"{report.source} {report.layout}" == layout
    assert (report.encoding, report.line_end, report.rows) == (encoding, line_end, rows)


@pytest.mark.parametrize("name", ["per-peiljaar.csv", "utf-16.csv", "bare-cr.csv"])
@pytest.mark.parametrize(
    "command", [["fte-change", "--by", "profile"], ["side-entrants", "--from", "2018", "--to", "2023"]]
)
def test_staff_in_every_layout_gives_the_answer_of_the_wide_file(command, name):
    indicator, *options = command
    wide = answer(indicator, sample_folder() / "onderwijspersoneel-vo-per-profiel-2018-2023.csv", *options)
    assert answer(indicator, LAYOUTS / f"onderwijspersoneel-vo-{name}", *options) == wide
    assert answer(indicator, LAYOUTS / "onderwijspersoneel-vo.xlsx", *options) == wide


def test_the_layout_of_2023_gives_the_answer_of_the_usual_one():
    options = ["--by", "province,sex,profile"]
    usual = answer("technical-share", sample_folder() / f"{STEM}-2023.csv", *options)
    assert answer("technical-share", LAYOUTS / f"{STEM}-2023.csv.gz", *options) == usual


# --- 01VOINS ---

VOINS = """
location  track  profile  SCHOOLJAAR  LEERJAAR  AANTAL LEERLINGEN
00AA00    BB     PIE      2019        3         4
00AA00    BB     D&P      2019        3         5
00AA00    KB     D&P      2019        3         6
00AA00    BB     PIE      2020        3         20
"""


def voins(folder, table=VOINS, *, vavo="VO"):
    """Draw a file of the long form; the columns of the 01 file stand in it under the same names."""
    with (folder / "01voins.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [
            {**{name: text for name, text in row.items() if name not in COUNTS}, **of, "INDICATIE VO-VAVO": vavo}
            for row, of in zip(
                draw_pupils(table.replace("SCHOOLJAAR  LEERJAAR  AANTAL LEERLINGEN", "y  g  n")),
                long(table),
                strict=True,
            )
        ]
        left_out = {"LWOO INDICATIE", "ELEMENTCODE", "OPLEIDINGSNAAM"}
        writer = csv.DictWriter(file, [name for name in rows[0] if name not in left_out], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return folder / "01voins.csv"


def long(table):
    names = ("SCHOOLJAAR", "LEERJAAR", "AANTAL LEERLINGEN")
    return [{name: line[name] for name in names} for line in draw(table)]


def test_a_printed_4_stands_for_1_to_4(tmp_path):
    """PIE has 1 to 4 of 12 to 15 pupils: 1 of 12 at the least, 4 of 15 at the most."""
    rows = list(csv.DictReader(answer("technical-share", voins(tmp_path), "--year", "2019").splitlines()))
    (row,) = rows
    assert (row["numerator_low"], row["numerator_high"], row["masked_cells"]) == ("1", "4", "1")
    assert (float(row["low"]), float(row["high"])) == (1 / 12, 4 / 15)


def test_pupils_at_adult_education_are_counted_there(tmp_path):
    assert {*load([voins(tmp_path)]).enrolment["track"]} == {"BB", "KB"}
    assert {*load([voins(tmp_path, vavo="VAVO")]).enrolment["track"]} == {"vmbo-vavo"}


@pytest.mark.parametrize("options", [["--by", "sex"], ["--where", "sex=girls"]])
def test_boys_and_girls_in_one_number_cannot_be_told_apart(tmp_path, options):
    found = run("technical-share", voins(tmp_path), *options)
    assert (found.code, found.out) == (3, "")
    assert found.err == (
        "sto: technical_share: the file of 2019-2020 (duo-01voins) prints boys and girls as one number, so it cannot be "
        "split by sex; give DUO's file 01 of that year, or choose other years.\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "vavo", "sentence"),
    [
        ("2020        3", "20          3", "VO", "line 5, column SCHOOLJAAR: '20' is not a school year; 2019, 2019-2020 or a 1 October such as 20191001 was expected."),
        ("3         20", "9         20", "VO", "line 5, column LEERJAAR: '9' is not a grade; 1 to 7 was expected."),
        ("3         20", "2         20", "VO", "line 5, column LEERJAAR: '2' is out of place, because VMBO BL lj 3-4 has no grade 2; check whether a column has moved."),
        ("3         20", "5         20", "VO", "line 5, column LEERJAAR: '5' is out of place, because VMBO BL lj 3-4 has no grade 5; check whether a column has moved."),
        ("2020", "2020", "X", "line 2, column INDICATIE VO-VAVO: 'X' is neither VO nor VAVO."),
        ("20\n", "<9\n", "VO", "line 5, column AANTAL LEERLINGEN: '<9' is not a count; a whole number or '4' was expected."),
    ],
)  # fmt: skip
def test_a_bad_cell_of_the_long_form_is_located(tmp_path, old, new, vavo, sentence):
    file = voins(tmp_path, VOINS.replace(old, new), vavo=vavo)
    assert run("technical-share", file).err.splitlines()[0] == f"sto: {file}, {sentence}"


@pytest.mark.parametrize(
    ("cell", "others", "least", "note"),
    [
        ("4", [], 1, None),
        ("04", [], 1, None),
        ("4.0", [], 1, None),
        ("<5", [], 1, None),
        ("4", ["1", "2", "3"], 4, "1, 2 and 3 occur 3 times, against 4 cells of 4, so 4 is read as 4 and not as a mask of 1 to 4."),
        ("4", ["2"], 1, "1, 2 and 3 occur 1 times, against 4 cells of 4, so 4 is still read as a mask of 1 to 4; check where the others come from."),
    ],
)  # fmt: skip
def test_in_the_long_form_a_4_is_a_mask_unless_smaller_counts_are_as_common(tmp_path, cell, others, least, note):
    """Four cells of 4, and counts of 1 to 3 beside them: a full file has more of these than of 4."""
    lines = [f"00AA00  BB  PIE  2019  3  {text}" for text in [*[cell] * 4, *others]]
    lines = [line.replace("00AA00", f"00AA{number:02}") for number, line in enumerate(lines)]
    file = load(
        [voins(tmp_path, "location  track  profile  SCHOOLJAAR  LEERJAAR  AANTAL LEERLINGEN\n" + "\n".join(lines))]
    )
    assert file.enrolment["low"].sum() == 4 * least + sum(map(int, others))
    assert [str(said) for said in file.files[0].notes] == ([note] if note else [])


def test_a_location_under_its_new_name_alone_is_read_and_a_grade_with_a_zero(tmp_path):
    file = voins(tmp_path)
    text = (
        file.read_text(encoding="utf-8").replace("VESTIGINGSNUMMER", "VESTIGINGSCODE").replace(",2020,3,", ",2020,03,")
    )
    file.write_text(text, encoding="utf-8")
    assert load([file]).enrolment["location"].unique().to_list() == ["00AA00"]


def test_a_school_year_that_has_not_begun_is_noted(tmp_path):
    (note,) = load([voins(tmp_path, VOINS.replace("2020", "2099"))]).files[0].notes
    assert str(note) == "2099-2100 has not begun, but the file has rows for it; check whether that year is right."


@pytest.mark.parametrize(
    ("without", "column", "what"),
    [(",,3,", "SCHOOLJAAR", "school year"), (",2020,,", "LEERJAAR", "grade")],
)
def test_a_row_of_the_long_form_without_a_year_or_a_grade_is_located(tmp_path, without, column, what):
    file = voins(tmp_path)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(",2020,3,", without), encoding="utf-8")
    assert f"{file}, line 5, column {column}: a blank is not a {what}" in run("technical-share", file).err


def test_the_same_year_in_two_layouts_is_refused(tmp_path):
    write_pupils(tmp_path, draw_pupils("location  track  profile  3 boys\n00AA00  BB  PIE  20"))
    voins(tmp_path)
    found = run("technical-share", tmp_path)
    assert found.code == 3
    assert "enrolment of 2019-2020 was already read from" in found.err
    assert "can reveal masked counts" in found.err


def test_the_newest_of_several_years_is_provisional(tmp_path):
    data = load([voins(tmp_path), sample_folder() / f"{STEM}-2016-2017.csv"])
    assert data.provisional("enrolment") == ("2020-2021",)
    assert load(sample=True).provisional("staffing") == ("2023-2024",)


def as_voins(source, target):
    """Write a file of one year in the long form, 1 to 4 printed as 4: a row per location, afdeling, track and grade."""
    sums = defaultdict(int)
    for row in csv.DictReader(source.read_text(encoding="cp1252").splitlines(), delimiter=";"):
        where = {name: text for name, text in row.items() if name not in COUNTS}
        for left_out in ("LWOO INDICATIE", "ELEMENTCODE", "OPLEIDINGSNAAM"):
            where.pop(left_out, None)
        for name, grade in COUNTS.items():
            sums[*where.items(), ("SCHOOLJAAR", "2019"), ("LEERJAAR", grade)] += int(row[name])
    rows = [{**dict(key), "AANTAL LEERLINGEN": pupils} for key, pupils in sums.items() if pupils]
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows({**row, "AANTAL LEERLINGEN": max(4, row["AANTAL LEERLINGEN"])} for row in rows)
    return rows


@pytest.mark.parametrize(
    "folder", [pytest.param(sample_folder(), id="sample"), pytest.param(DUO, marks=has_duo, id="real")]
)
def test_a_year_in_both_forms_gives_the_same_answers_where_nothing_is_masked(tmp_path, folder):
    """A cell that both forms print is the same number; where 01voins masks, its certain bounds hold the truth."""
    full, target = folder / f"{STEM}-2019.csv", tmp_path / "01voins.csv"
    cells = as_voins(full, target)
    short, whole = load([target]), load([full])
    printed = [cell["AANTAL LEERLINGEN"] for cell in cells]
    assert short.enrolment["printed"].sum() == sum(pupils for pupils in printed if pupils > 4)
    assert short.enrolment["masked_cells"].sum() == sum(pupils <= 4 for pupils in printed)

    exact = 0
    for indicator, by in (("profile_count", []), ("profile_count", ["profile"]), ("pupil_count", ["province", "profile", "track"]),
                          ("technical_share", ["location"]), ("vmbo_share", ["location"])):  # fmt: skip
        question = ask(indicator, by=by)
        keys = ["part", *by]
        both = measure(short, question).frame.join(measure(whole, question).frame, on=keys, suffix="_true")
        held = both.filter(pl.col("value_true").is_not_null())
        assert held.height > 3
        assert held.filter((pl.col("low") > pl.col("value_true")) | (pl.col("high") < pl.col("value_true"))).is_empty()
        assert held.filter(pl.col("value").is_not_null() & (pl.col("value") != pl.col("value_true"))).is_empty()
        exact += held["value"].is_not_null().sum()
    assert exact > 100


# --- CONTAINERS ---


@pytest.fixture
def year_2019(tmp_path):
    file = tmp_path / "leerlingen-2019.csv"
    file.write_bytes((sample_folder() / f"{STEM}-2019.csv").read_bytes())
    return file


def test_a_member_of_a_zip_takes_its_year_from_its_own_name(tmp_path, year_2019):
    with zipfile.ZipFile(tmp_path / "duo.zip", "w") as archive:
        archive.write(year_2019, "map/leerlingen-2019.csv")
        archive.write(sample_folder() / f"{STEM}-2018-2019.csv", "leerlingen-2018-2019.csv")
        archive.writestr("leesmij.txt", "Toelichting\n")
    found = run("technical-share", tmp_path / "duo.zip", "--format", "csv")
    assert [row["school_year"] for row in csv.DictReader(found.out.splitlines())] == ["2018-2019", "2019-2020"]
    assert f"note: skipped {tmp_path}/duo.zip/leesmij.txt: not a DUO layout that sto knows\n" in found.err


def piped(content, *arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "sto_cli", "technical-share", *arguments, "--format", "csv"],
        input=content,
        env=os.environ | environment,
        capture_output=True,
        check=False,
    )


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_standard_input_is_a_file_too_and_leaves_nothing_behind(tmp_path, year_2019, pack):
    private = tmp_path / "private"
    private.mkdir()
    done = piped(pack(year_2019.read_bytes()), "-", "--file-year", "-=2019-2020", TMPDIR=str(private))
    assert done.stdout.decode() == answer("technical-share", year_2019)
    assert list(private.iterdir()) == []


def test_standard_input_has_no_name_to_take_a_year_from(year_2019):
    done = piped(year_2019.read_bytes(), "-")
    assert done.returncode == 3
    assert b"-: the school year is unknown" in done.stderr
    assert b'--file-year "-=2019-2020"' in done.stderr


def test_a_name_that_says_another_container_does_not_matter(tmp_path, year_2019):
    packed = tmp_path / "leerlingen-2019-2020.csv"
    packed.write_bytes(gzip.compress(year_2019.read_bytes()))
    assert answer("technical-share", packed) == answer("technical-share", year_2019)


@pytest.mark.parametrize("pack", ["gzip", "zip"])
def test_a_damaged_archive_is_refused(tmp_path, year_2019, pack):
    content = gzip.compress(year_2019.read_bytes())
    if pack == "zip":
        with zipfile.ZipFile(tmp_path / "good.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(year_2019, "leerlingen-2019.csv")
        content = (tmp_path / "good.zip").read_bytes()
    damaged = tmp_path / "leerlingen-2019.gz"
    damaged.write_bytes(content[: len(content) // 2])
    found = run("technical-share", damaged)
    assert (found.code, found.out) == (3, "")
    assert found.err.startswith(f"sto: {damaged}: the archive is damaged or locked (")
    assert found.err.endswith("); download it again, or unpack it yourself.\n")


def test_an_archive_without_any_duo_file_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "duo.zip", "w") as archive:
        archive.writestr("leesmij.txt", "Toelichting\n")
    found = run("technical-share", tmp_path / "duo.zip")
    assert found.code == 3
    assert "none of the 1 files has a DUO layout that sto knows" in found.err


# --- WORKBOOKS ---


def workbook(folder, rows, *, above=0, sheet="per bestuur"):
    path = folder / "personeel.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("toelichting").write(0, 0, "Toelichting")
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                page.write(number + above, column, value)
    return path


STAFF_ROWS = [
    ["ONDERWIJSTYPE", "BRIN NUMMER", "FUNCTIEGROEP", "FTE'S 2018", "FTE'S 2023"],
    ["VO", "00AA", "Onderwijsgevend personeel", 1.204, 100.5],
    ["VO", "00BB", "Onderwijsgevend personeel", 98.796, 13.5],
]


def test_a_number_in_a_cell_has_one_reading(tmp_path):
    """1.204 in a cell is 1.204, never 1,204: 100 FTE become 114, 14% more. As text in a CSV it could be either."""
    found = answer(
        "fte-change", workbook(tmp_path, STAFF_ROWS), "--definition", "total", "--from", "2018", "--to", "2023"
    )
    change = next(row for row in csv.DictReader(found.splitlines()) if row["from_year"])
    assert float(change["value"]) == pytest.approx(0.14)


def test_a_bad_cell_is_named_by_its_sheet_and_row(tmp_path):
    rows = [*STAFF_ROWS, ["VO", "0CC", "Onderwijsgevend personeel", 1, 1]]
    file = workbook(tmp_path, rows, above=3)
    found = run("fte-change", file, "--definition", "total")
    assert (
        found.err
        == f"sto: {file}/per bestuur, line 7, column BRIN NUMMER: '0CC' is not a BRIN; two digits and two capitals were expected.\n{HINT}\n"
    )


def test_a_sheet_that_lacks_a_column_is_refused_not_passed_over(tmp_path):
    rows = [["PROVINCIE", "BRIN NUMMER", "VESTIGINGSNUMMER", "GEMEENTENAAM"], ["Utrecht", "00AA", "00AA00", "ZEIST"]]
    file = workbook(tmp_path, rows, above=1)
    assert "nearest to duo-addresses 2020; these columns are missing: 'RMC-REGIO NAAM'" in run("pupils", file).err


@pytest.mark.parametrize("value", ["18", "2018-2019", ""])
def test_a_peiljaar_that_is_none_is_refused(tmp_path, value):
    text = f"BRIN NUMMER;FUNCTIEGROEP;PEILJAAR;PERSONEN\n00AA;Directie;2018;5\n00AA;Directie;{value};5\n"
    file = write(tmp_path / "personeel.csv", text)
    shown = f"'{value}'" if value else "a blank"
    expected = f"sto: {file}, line 3, column PEILJAAR: {shown} is not a year; four digits such as 2018 were expected.\n{HINT}\n"
    assert run("fte-change", file).err == expected


def test_rows_per_year_without_any_amount_are_no_staffing_file(tmp_path):
    file = write(tmp_path / "personeel.csv", "BRIN NUMMER;FUNCTIEGROEP;PEILJAAR\n00AA;Directie;2018\n")
    assert "without 'PERSONEN'" in (err := run("fte-change", file).err) or "lacks 'PERSONEN'" in err


def test_the_drawn_staffing_file_is_the_wide_layout(tmp_path):
    (report,) = load([write(tmp_path / "personeel.csv", staffing_text(STAFF))]).files
    assert report.layout == "wide"


# --- THE SAMPLE AS A WHOLE ---


def test_the_sample_is_read_without_its_folder_of_layouts():
    assert {path.parent for path in sample_files()} == {sample_folder()}


def test_a_provisional_year_is_marked_wherever_it_is_shown(tmp_path):
    """2020-2021 is the newest year of the file: in the table, in the change, and beside a claim."""
    file = voins(tmp_path)
    shown = run("pupils", file, "--from", "2019", "--to", "2020").out
    assert "2020-2021 ‡" in shown
    assert "2019-2020 → 2020-2021 ‡" in shown
    assert "2019-2020 ‡" not in shown
    assert "‡ Provisional: 2020-2021 is the newest year of a file of several; DUO may still revise it." in shown
    assert "‡" not in run("pupils", file, "--year", "2019").out
    assert "  provisional     2020-2021\n" in run("inspect", file).out
    assert (
        "The counts of 2023-2024 are provisional; DUO may still revise them."
        in run("check", "--sample", "--verbose").out
    )


def test_what_is_packed_in_a_zip_is_unpacked_but_no_archive_in_an_archive(tmp_path, year_2019):
    with zipfile.ZipFile(tmp_path / "duo.zip", "w") as archive:
        archive.writestr("leerlingen-2019.csv.gz", gzip.compress(year_2019.read_bytes()))
        archive.write(LAYOUTS / "onderwijspersoneel-vo.xlsx", "personeel.xlsx")
        archive.write(LAYOUTS / "01voins-v1.zip", "nog-een.zip")
    data = load([tmp_path / "duo.zip"])
    assert [str(report.path.relative_to(tmp_path)) for report in data.files] == [
        "duo.zip/leerlingen-2019.csv.gz",
        "duo.zip/personeel.xlsx/owtype-best-instelling-functie",
    ]
    assert {Path(path).name: str(why) for path, why in data.passed_over.items()} == {
        "toelichting": "not a DUO layout that sto knows",
        "nog-een.zip": "not CSV text",
    }


def test_an_empty_zip_holds_no_duo_file(tmp_path):
    zipfile.ZipFile(tmp_path / "duo.zip", "w").close()
    assert "none of the 0 files has a DUO layout that sto knows" in run("report", tmp_path / "duo.zip").err


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_01voins_may_have_been_saved_with_semicolons(tmp_path, delimiter):
    file = voins(tmp_path)
    rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target, delimiter=delimiter).writerows(rows)
    (report,) = load([file]).files
    assert (report.source, report.rows, report.masked_cells) == ("duo-01voins", 4, 1)


def test_01voins_with_every_column_that_was_ever_seen_is_recognised(tmp_path):
    header = (
        "_id,BEVOEGD GEZAG,NAAM BEVOEGD GEZAG,DENOMINATIE BG,BRIN NUMMER,VESTIGINGSNUMMER,BRINVESTIGINGSNUMMER,"
        "DENOMINATIE VESTIGING,INSTELLINGSNAAM VESTIGING,PLAATSNAAM VESTIGING,PROVINCIE VESTIGING,INDICATIE VO-VAVO,"
        "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR,VMBO SECTOR,AFDELING,SCHOOLJAAR,LEERJAAR,AANTAL LEERLINGEN"
    )
    row = '1,41234,"Stichting, X",Openbaar,00AA,00,00AA00,Openbaar,School,UTRECHT,Utrecht,VO,VMBO BL lj 3-4,Techniek,"Produceren, installeren en energie",2019-2020,3,12'
    (report,) = load([write(tmp_path / "x.csv", f"{header}\n{row}\n")]).files
    assert (report.notes, report.school_years, report.used) == ((), ("2019-2020",), 1)
