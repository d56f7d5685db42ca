"""A workbook for somebody else: the answer as on the screen in real numbers, its chart, machine rows, and where it all comes from.

The workbook is read by another library and by LibreOffice, and as the XML that it is.
"""

import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile
from math import ceil, floor
from xml.etree import ElementTree as ET

import fastexcel
import pytest

from sto_cli.reading.load import sample_folder
from tests.drawing import run

UTF_8 = "csv:Text - txt - csv (StarCalc):44,34,76"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
PROVINCES = ["technical-share", "--by", "province", "--year", "2019,2024", "--sample"]


def book_of(tmp_path, *command):
    """Give the file of a workbook, and its pages as rows of text."""
    file = tmp_path / "x.xlsx"
    found = run(*command, "-q", "-o", file)
    assert found.code in {0, 1}, found.err
    book = fastexcel.read_excel(file)
    pages = [book.load_sheet(name, header_row=None, dtypes="string").to_polars().rows() for name in book.sheet_names]
    return file, dict(zip(book.sheet_names, pages, strict=True))


def table_below(rows, head):
    """Give the rows below the heads that begin with this one, up to the first of one cell, by their heads."""
    at = next(number for number, row in enumerate(rows) if row[0] == head)
    found = []
    for row in rows[at + 1 :]:
        if sum(cell is not None for cell in row) == 1:
            break
        found.append(dict(zip(rows[at], row, strict=True)))
    return found


def charts(file):
    """Give the charts of a workbook: the kind of each, and the ranges of its series."""
    with zipfile.ZipFile(file) as parts:
        files = [parts.read(name) for name in parts.namelist() if "/charts/chart" in name]
    roots = [*map(ET.fromstring, files)]
    return [
        (
            next(kind for kind in ("barChart", "lineChart") if root.find(f".//{CHART}{kind}") is not None),
            [
                tuple(series.find(f"{CHART}{end}//{CHART}f").text.replace("$", "") for end in ("cat", "val"))
                for series in root.iter(f"{CHART}ser")
            ],
        )
        for root in roots
    ]


# --- NUMBERS ---


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_first_page_has_the_numbers_of_the_json_form_unrounded_and_the_ends_of_estimates_rounded_outward(
    tmp_path, language
):
    _, pages = book_of(tmp_path, "--lang", language, *PROVINCES)
    head, start, end, whole = {
        "en": ("province", "from (95%)", "to (95%)", "Netherlands"),
        "nl": ("provincie", "van (95%)", "tot (95%)", "Nederland"),
    }[language]
    shown = {row[head]: row for row in table_below(next(iter(pages.values())), head)}
    known = json.loads(run(*PROVINCES, "--format", "json").out)["rows"]
    whole_known = json.loads(run(*PROVINCES[:1], *PROVINCES[3:], "--format", "json").out)["rows"]
    assert [*shown][-1] == whole
    checked = 0
    for row in [*known, *(row | {"province": whole} for row in whole_known)]:
        year, line = row["school_year"], shown.get(row["province"])
        if line is None:  # a province without pupils stands on no screen
            assert row["numerator_high"] == 0
            continue
        point = row["value"] if row["value"] is not None else row["estimate"]
        assert float(line[year]) == pytest.approx(point, abs=1e-8)
        if row["value"] is None:
            assert float(line[f"{year}, {start}"]) == pytest.approx(floor(row["est_low"] * 1000) / 1000)
            assert float(line[f"{year}, {end}"]) == pytest.approx(ceil(row["est_high"] * 1000) / 1000)
            checked += 1
    assert checked == len(shown)


def test_the_second_page_has_the_rows_and_the_names_of_the_csv_form(tmp_path):
    _, pages = book_of(tmp_path, "--lang", "nl", *PROVINCES)
    rows = [*csv.reader(io.StringIO(run(*PROVINCES, "--format", "csv").out))]
    second = [*pages.values()][1]
    assert [*second[0]] == rows[0]
    for ours, theirs in zip(second[1:], rows[1:], strict=True):
        for cell, text in zip(ours, theirs, strict=True):
            assert (cell or "") == text or float(cell) == pytest.approx(float(text))


def test_the_third_page_has_definitions_notes_and_every_source_with_its_checksum(tmp_path):
    _, pages = book_of(tmp_path, *PROVINCES)
    lines = [row[0] for row in pages["notes"]]
    assert [line for line in lines if line in {"Definitions", "Notes", "Sources"}] == [
        "Definitions",
        "Notes",
        "Sources",
    ]
    sources = lines[lines.index("Sources") + 1 :]
    assert sources
    for line in sources:
        name, digest = re.fullmatch(r"(.+?): .* \(SHA-256 ([0-9a-f]{64})\)", line).groups()
        assert hashlib.sha256((sample_folder() / name).read_bytes()).hexdigest() == digest


def test_a_dutch_workbook_has_dutch_pages(tmp_path):
    _, pages = book_of(tmp_path, "--lang", "nl", *PROVINCES)
    assert [*pages] == ["antwoord", "resultaten", "toelichting"]
    assert pages["antwoord"][0][0].startswith("Synthetisch voorbeeld")


# --- HOW IT LOOKS ---


def test_the_head_stays_in_sight_and_groups_can_be_filtered_without_the_whole(tmp_path):
    file, pages = book_of(tmp_path, *PROVINCES)
    with zipfile.ZipFile(file) as parts:
        page = ET.fromstring(parts.read("xl/worksheets/sheet1.xml"))  # noqa: S314  # our own file
    top = int(page.find(f".//{MAIN}pane").get("ySplit"))
    first, last = re.findall(r"\d+", page.find(f"{MAIN}autoFilter").get("ref"))
    whole = next(int(cell.get("r")) for cell in page.iter(f"{MAIN}row") if int(cell.get("r")) == int(last) + 1)
    assert (int(first), whole) == (top, top + 1 + len(table_below(pages["answer"], "province")) - 1)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("command", [PROVINCES, ["fte-change", "--sample"], ["report"]], ids=lambda command: command[0])
def test_libreoffice_shows_the_numbers_of_the_screen(tmp_path, command):
    file, _ = book_of(tmp_path, *command)
    made = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", UTF_8]
    subprocess.run([*made, "--outdir", str(tmp_path), str(file)], check=True, capture_output=True, timeout=120)
    digits = re.compile(r"(?<![±\d.,])\d[\d.,]*(?!\w)")
    numbers = {number.rstrip(".,") for number in digits.findall(run(*command, "-q").out)}
    assert len(numbers) >= 10
    cells = [cell for row in csv.reader(io.StringIO((tmp_path / "x.csv").read_text("utf-8"))) for cell in row]
    assert numbers - {number.rstrip(".,") for number in digits.findall("\n".join(cells))} == set()


# --- THE CHART ---


@pytest.mark.parametrize(
    ("command", "kind", "series"),
    [
        (PROVINCES, "barChart", 2),
        (["technical-share", "--by", "track", "--year", "2019,2022,2024", "--sample"], "lineChart", 3),
        (["profile-counts", "--sample"], "lineChart", 4),
        (["fte-change", "--sample"], "lineChart", 2),
        (["technical-share", "--year", "2024", "--sample"], None, 0),
        (["fte-change", "--by", "role", "--from", "2018", "--to", "2023", "--sample", "--format", "xlsx"], "barChart", 2),
        (["report"], None, 0),
        (["check", "--sample"], None, 0),
    ],
    ids=lambda value: "-".join(value[:3]) if isinstance(value, list) else str(value),
)  # fmt: skip
def test_years_are_lines_groups_are_bars_and_one_number_is_no_drawing(tmp_path, command, kind, series):
    file, _ = book_of(tmp_path, *command)
    found = charts(file)
    assert [(one, len(ranges)) for one, ranges in found] == ([(kind, series)] if kind else [])


def test_a_line_begins_behind_the_series_break_and_a_change_is_no_year(tmp_path):
    """Sheet rows: the sample, title, definition, a blank, heads, then 2016, 2017, 2018 † and 2019 to 2024."""
    file, pages = book_of(tmp_path, "technical-share", "--sample")
    ((_, [(years, values)]),) = charts(file)
    assert (years, values) == ("answer!A9:A14", "answer!B9:B14")
    rows = table_below(pages["answer"], "school year")
    assert [row["school year"] for row in rows][3:] == [f"{year}-{year + 1}" for year in range(2019, 2025)]
    file, _ = book_of(tmp_path, "fte-change", "--sample")
    assert [values for _, ranges in charts(file) for _, values in ranges] == ["answer!C6:C7", "answer!C9:C10"]
