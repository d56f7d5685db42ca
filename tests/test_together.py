"""Files of one header are read together, and quotes around fields are read at full speed: neither changes an answer."""

from __future__ import annotations

import json

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from sto_cli import together
from sto_cli.reading.load import load, sample_files
from sto_cli.measuring.question import ask
from sto_cli.needs import EVERYTHING
from sto_cli.reading import by_quotes, facts
from tests.drawing import PIE, enrolment, enrolment_text, run, write

NATIONAL = ask("technical_share").need
BY_PROVINCE = ask("technical_share", by=["province"]).need
EVERY_NEED = pytest.mark.parametrize("need", [NATIONAL, BY_PROVINCE, EVERYTHING], ids=["national", "province", "all"])


def enrolment_files():
    return [file for file in sample_files() if file.name.startswith("01.")]


def in_order(frame):
    """Sort facts, and leave out the locations at which masks were seen: some of them, not always the same."""
    kept = frame.drop("at", strict=False)
    return kept.sort(kept.columns)


@EVERY_NEED
def test_files_together_give_what_each_gives_alone(need):
    all_ = load(enrolment_files(), need=need)
    alone = [load([file], need=need) for file in enrolment_files()]
    assert_frame_equal(in_order(all_.enrolment), in_order(pl.concat(data.enrolment for data in alone)))
    assert list(all_.files) == [report for data in alone for report in data.files]


@pytest.fixture
def grouped(monkeypatch):
    """Note how many files are summed at once, and which of them one by one, by quotes."""
    seen = {"together": [], "by quotes": 0}
    by_lines, quotes = facts.by_lines.group, by_quotes.group

    def note(pairs, need):
        seen["together"].append(len(pairs))
        return by_lines(pairs, need)

    def note_quotes(raw):
        seen["by quotes"] += 1
        return quotes(raw)

    monkeypatch.setattr(facts.by_lines, "group", note)
    monkeypatch.setattr(facts.by_quotes, "group", note_quotes)
    return seen


def test_one_odd_file_does_not_slow_the_others_down(tmp_path, grouped):
    for year in ("2017", "2018", "2019"):
        enrolment(tmp_path, year=year, layout="2016" if year < "2018" else "2019")
    (tmp_path / "leerlingen-2020.csv").write_text(enrolment_text() + "\n")  # a blank line at the end
    assert run("technical-share", tmp_path).code == 0
    assert grouped == {"together": [1, 2], "by quotes": 1}


def test_files_of_one_header_may_have_the_same_keys(tmp_path, grouped):
    files = [enrolment(tmp_path, year=year) for year in ("2019", "2020")]
    assert load(files, need=NATIONAL).enrolment["known"].sum() == 80
    assert grouped["together"] == [2]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda text: text.replace(";12;", ";12,5;"), "'12,5' is no count"),
        (lambda text: text.replace("Zorg en welzijn;6631", "Zorg en geluk;6631"), "'Zorg en geluk' is no profile"),
        (lambda text: text.replace(";0;0;0;0;10;", ";7;0;0;0;10;"), "'7' is out of place"),
        (lambda text: text + text.splitlines()[1] + "\n", "stands on line 2 already"),
    ],
    ids=["count", "code", "grade", "twice"],
)
@EVERY_NEED
def test_what_is_wrong_in_one_of_several_is_said_of_that_one(tmp_path, spoil, sentence, need):
    good = enrolment(tmp_path, year="2018")
    bad = write(tmp_path / "leerlingen-2019.csv", spoil(enrolment_text()))
    with pytest.raises(Exception, match=r"leerlingen-2019\.csv, line \d") as caught:
        load([good, bad, enrolment(tmp_path, year="2020")], need=need)
    assert sentence in str(caught.value)
    assert "2018" not in str(caught.value)


def test_a_remark_is_on_the_file_that_it_is_true_of(tmp_path):
    files = [
        enrolment(tmp_path, [(*PIE[:4], element, PIE[5])], year=year)
        for year, element in (("2018", "6121"), ("2019", "6631"))
    ]
    notes = [[str(note) for note in report.notes] for report in load(files, need=NATIONAL).files]
    assert notes == [[], ["1 row has an ELEMENTCODE of another profile than its AFDELING; AFDELING was followed."]]


def test_files_that_are_too_much_together_are_read_in_parts(tmp_path, grouped, monkeypatch):
    files = [enrolment(tmp_path, year=str(year)) for year in range(2018, 2023)]
    monkeypatch.setattr(together, "_BYTES_TOGETHER", 2 * files[0].stat().st_size + 10)  # as UTF-8 each has 2 more
    assert load(files, need=NATIONAL).enrolment["known"].sum() == 5 * 40
    assert grouped["together"] == [2, 2, 1]


def test_a_file_that_is_named_twice_is_not_counted_twice(tmp_path):
    file = enrolment(tmp_path)
    assert "20,40,0.5" in run("technical-share", file, file, "--format", "csv").out


# --- QUOTES AROUND FIELDS ---

NAMES = [
    ('"School Één"', "School Één"),
    ('"School ""De Brug"" Één"', 'School "De Brug" Één'),
    ('"School; Één"', "School; Één"),
    ('""', None),
]


@pytest.mark.parametrize(("written", "name"), NAMES)
def test_a_file_of_quoted_fields_is_read_by_lines(tmp_path, grouped, written, name):
    text = enrolment_text(layout="2024").replace('"School Één"', written)
    file = write(tmp_path / "leerlingen-2024.csv", text, encoding="utf-8")
    assert {*load([file]).enrolment["name"]} == {name}
    assert grouped["by quotes"] == 0
    row = run("technical-share", file, "--format", "csv").out.splitlines()[1]
    assert "20,40,0.5" in row


def test_files_of_quoted_fields_are_read_together(tmp_path, grouped):
    files = [enrolment(tmp_path, year=year, layout="2024") for year in ("2024", "2025")]
    assert load(files, need=NATIONAL).enrolment["known"].sum() == 80
    assert grouped == {"together": [2], "by quotes": 0}


def test_fields_that_need_quotes_and_fields_that_do_not_are_read_by_lines(tmp_path, grouped):
    text = enrolment_text().replace("School Één", '"School; Één"', 1)
    data = load([write(tmp_path / "leerlingen-2019.csv", text)])
    assert {*data.enrolment["name"]} == {"School; Één", "School Één"}
    assert grouped["by quotes"] == 0


def test_quotes_within_a_name_are_letters(tmp_path, grouped):
    text = enrolment_text().replace("School Één", 'School "De Brug" Één').replace(";VMBO KB;", ';VMBO "KB" 3-4;')
    data = load([write(tmp_path / "leerlingen-2019.csv", text)])
    assert {*data.enrolment["name"]} == {'School "De Brug" Één'}
    assert grouped["by quotes"] == 0


def test_a_name_of_one_quote_is_shown_where_nobody_looks_at_names(tmp_path):
    file = write(tmp_path / "leerlingen-2019.csv", enrolment_text().replace("School Één", '"'))
    found = run("technical-share", file, "--by", "location", "--checks", "counts", "--format", "json")
    assert {row["location_name"] for row in json.loads(found.out)["rows"]} == {'"'}
    assert run("technical-share", file, "--by", "location").code == 3


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"12"', '"12'),
        ('"12"', '12"'),
        ('"12"', '"1"2'),
        ('"UTRECHT"', '"UTR"ECHT"'),
        ('"UTRECHT"', '"UTRECHT";"UTRECHT"'),
        ('"6121"', '"61a1"'),
    ],
)
def test_quotes_around_fields_hold_what_they_should(tmp_path, old, new):
    text = enrolment_text(layout="2024")
    assert old in text
    file = write(tmp_path / "leerlingen-2024.csv", text.replace(old, new, 1), encoding="utf-8")
    found = run("technical-share", file)
    assert (found.code, found.out) == (3, "")


# --- LOCATIONS THAT BEGIN WITH THE BRIN ---


@pytest.mark.parametrize(("number", "code"), [("00AA00", 0), ("00AB00", 3), ("00AA0", 3), ("000", 3)])
def test_a_location_that_names_its_institution_names_its_own(tmp_path, number, code):
    found = run("technical-share", enrolment(tmp_path, [("00AA", number, *PIE[2:])]))
    assert found.code == code
    assert ("is no location number" in found.err) == bool(code)


# --- AN ENCODING THAT SHOWS LATE ---


@pytest.mark.parametrize("checks", ["all", "keys", "counts"])
def test_a_letter_of_windows_far_down_is_found_wherever_it_is_read(tmp_path, grouped, checks):
    """The beginning of the file is plain, so it is taken for UTF-8; the letter stands in a column that the question reads."""
    rows = [("00AA", f"{n // 100:02}", "KL", PIE[3], f"{n % 100 + 6000}", {"3m": 1}) for n in range(9000)]
    text = enrolment_text(rows).replace("Één", "Een")
    before, province, after = text.rpartition(";Utrecht;")
    file = write(tmp_path / "leerlingen-2019.csv", f"{before}{province.replace('Utrecht', 'Fryslân')}{after}")
    found = run("technical-share", file, "--by", "province", "--format", "csv", "--checks", checks)
    assert ",Friesland,1,1," in found.out
    assert grouped["by quotes"] == 0


def test_a_letter_of_windows_in_one_of_two_files_is_no_matter_of_the_other(tmp_path, grouped):
    plain = enrolment_text().replace("Één", "Een")
    rows = [("00AA", f"{n // 100:02}", "KL", PIE[3], f"{n % 100 + 6000}", {"3m": 1}) for n in range(9000)]
    before, place, after = enrolment_text(rows).replace("Één", "Een").rpartition(";UTRECHT;")
    write(tmp_path / "leerlingen-2018.csv", f"{before}{place.replace('UTRECHT', 'SÚDWEST')}{after}")
    write(tmp_path / "leerlingen-2019.csv", plain)
    found = run("technical-share", tmp_path, "--format", "csv")
    assert [line.split(",")[4:7] for line in found.out.splitlines()[1:]] == [
        ["2018-2019", "9000", "9000"],
        ["2019-2020", "20", "40"],
    ]
    assert grouped["by quotes"] == 0
