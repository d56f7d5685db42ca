"""Exam candidates: file 07 by profile, the wide file by sector, and which of the two answers what."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from benchmarks import evidence, exam_masking
from sto_cli.catalog.small_counts import read_table
from sto_cli.errors import InputError, UsageError
from sto_cli.explanation import explain
from sto_cli.measuring.measure import measure
from sto_cli.measuring.question import ask
from sto_cli.measuring.small_counts import calibrate
from sto_cli.reading.load import load
from sto_cli.reporting import report
from tests import IS_PROOF
from tests.drawing import run
from tests.generated import draw_pupils, write, write_pupils

DUO = Path(__file__).parents[2] / "shared" / "duo"
on_real_files = pytest.mark.skipif(
    not DUO.is_dir(), reason="the real DUO files are not part of the project, and not here"
)


def file_07(folder, table, year="2018-2019"):
    """Draw a file 07: location, LEERWEG, sector, AFDELING and candidates on each line."""
    names = ("VMBO SECTOR", "AFDELING", "EXAMENKANDIDATEN")
    rows = [
        {
            "BRIN NUMMER": location[:4],
            "VESTIGINGSNUMMER": location,
            "PROVINCIE VESTIGING": "Utrecht",
            "ONDERWIJSTYPE VO": "VMBO" if track != "-" else "HAVO",
            "LEERWEG VMBO": track.replace("-", " "),
            **dict(zip(names, rest, strict=True)),
        }
        for location, track, *rest in (re.split(r"\s{2,}", line.strip()) for line in table.strip().splitlines())
    ]
    return write(folder / f"geslaagden-{year}.csv", rows)


def wide(folder, table, name="examenkandidaten.csv"):
    """Draw a wide file: the head of the table names exam years, its lines a location, INSPECTIECODE and their totals."""
    head, *lines = (re.split(r"\s{2,}", line.strip()) for line in table.strip().splitlines())
    rows = [
        {"BRIN NUMMER": at[:4], "VESTIGINGSNUMMER": at, "ONDERWIJSTYPE VO": "VMBO", "INSPECTIECODE": code}
        | {f"EXAMENKANDIDATEN SCHOOLJAAR {year} - TOTAAL": count for year, count in zip(head[2:], counts, strict=True)}
        for at, code, *counts in lines
    ]
    return write(folder / name, rows)


def answers(data, indicator="exam_technical_share", part="technical", **asked):
    """Answer a question as {school year: (low, high)}; a change under its two years."""
    rows = measure(data, ask(indicator, **asked)).frame.filter(part=part).iter_rows(named=True)
    return {(row["from_year"] or "") + row["school_year"]: (row["low"], row["high"]) for row in rows}


TWO_KINDS_07 = """
    00AA00  BL  Techniek        PIE  10
    00AA00  KL  Techniek        MTR  20
    00AA00  KL  Zorg & Welzijn  ZWE  <5
    00BB01  GL  Intersect. programma  DP  30
    00BB01  TL  Techniek        ' '  50
    00BB01  -   ' '             Natuur en Techniek  60
""".replace("' '", "-")


def test_the_technical_share_of_file_07_counts_the_five_profiles_in_bb_kb_and_gl(tmp_path):
    data = load([file_07(tmp_path, TWO_KINDS_07)])
    # 10 + 20 of 10 + 20 + (1 to 4) + 30.
    assert answers(data) == {"2018-2019": (30 / 64, 30 / 61)}
    assert answers(data, "exam_profile_count") == {"2018-2019": (2, 2)}
    assert answers(data, "exam_profile_count", "other") == {"2018-2019": (2, 2)}
    assert answers(data, "exam_profile_count", "locations") == {"2018-2019": (1, 1)}


WIDE = """
    location  code  2018-2019  2019-2020
    00AA00    30    <5         2
    00AA00    34    10         10
    00AA00    38    20         20
    00AA00    40    30         28
    00BB01    46    99         99
"""


def test_the_wide_file_counts_sector_techniek_with_lwt_in_bb(tmp_path):
    data = load([wide(tmp_path, WIDE)])
    # LWT (30) is in BB: (1 to 4) + 10 + 20 of that and 30; then 32 of 60.
    assert answers(data, definition="sector") == {"2018-2019": (31 / 61, 34 / 64), "2019-2020": (32 / 60, 32 / 60)}
    assert data.provisional("exams") == ("2019-2020",)


def test_profiles_come_from_07_and_the_sector_series_from_the_wide_file(tmp_path):
    data = load([file_07(tmp_path, TWO_KINDS_07), wide(tmp_path, WIDE)])
    assert answers(data) == {"2018-2019": (30 / 64, 30 / 61)}
    assert answers(data, definition="sector")["2018-2019"] == (31 / 61, 34 / 64)
    # The wide file knows no province, so file 07 answers, of its own year.
    assert answers(data, definition="sector", by=["province"]) == {"2018-2019": (30 / 64, 30 / 61)}


def test_a_change_is_within_one_source(tmp_path):
    data = load([file_07(tmp_path, TWO_KINDS_07, "2017-2018"), wide(tmp_path, WIDE)])
    assert {*answers(data, definition="sector")} == {"2017-2018", "2018-2019", "2019-2020"}
    with pytest.raises(InputError, match="the exam files of 2017-2018 and 2019-2020 count differently"):
        answers(data, definition="sector", change=("2017-2018", "2019-2020"))
    low, high = answers(data, definition="sector", change=(2018, 2019))["2018-20192019-2020"]
    assert (low, high) == (32 / 60 - 34 / 64, 32 / 60 - 31 / 61)


def test_two_files_07_make_the_change_where_both_years_are_theirs(tmp_path):
    later = TWO_KINDS_07.replace("MTR  20", "MTR  26")
    files = [file_07(tmp_path, TWO_KINDS_07, "2017-2018"), file_07(tmp_path, later, "2018-2019"), wide(tmp_path, WIDE)]
    found = answers(load(files), definition="sector", change=(2017, 2018))
    # The level of 2018-2019 is that of file 07 too: a change and its levels are of one source.
    assert found["2018-2019"] == (36 / 70, 36 / 67)


def test_the_wide_file_alone_cannot_tell_profiles(tmp_path):
    data = load([wide(tmp_path, WIDE)])
    with pytest.raises(InputError, match=r"do not give the profile of a candidate; .*--definition sector"):
        answers(data)
    with pytest.raises(UsageError, match="counts locations, and tells no profiles apart"):
        ask("exam_profile_count", definition="sector", by=["profile"])


@pytest.mark.parametrize(
    ("made", "command", "says"),
    [
        (file_07, "technical-share", "sto exam-share and sto exam-profiles can read their exam data"),
        (None, "exam-share", "can read their enrolment data"),
    ],
)
def test_files_of_the_other_kind_name_the_command_that_reads_them(tmp_path, pupils, made, command, says):
    if made:
        made(tmp_path, TWO_KINDS_07)
    else:
        pupils(y2019="location  track  profile  3 boys\n00AA00  BB  PIE  10")
    found = run(command, tmp_path)
    assert found.code == 3
    assert says in " ".join(found.err.split())


def test_the_newer_edition_counts_and_the_older_says_what_was_revised(tmp_path):
    newer = WIDE.replace("2018-2019  2019-2020", "2019-2020  2020-2021").replace("30         28", "31         28")
    data = load([wide(tmp_path, WIDE, "oud.csv"), wide(tmp_path, newer, "nieuw.csv")])
    assert answers(data, definition="sector")["2019-2020"] == (31 / 62, 34 / 65)
    (old,) = (file for file in data.files if file.path.name == "oud.csv")
    assert old.school_years == ("2018-2019",)
    assert data.provisional("exams") == ("2020-2021",)
    # KB economie went from 28 to 31. BB techniek was 2 + 10 and is now (1 to 4) + 10, which may be the same.
    assert "1 of 4 cells differ" in str(old.notes[-1])


def test_an_inspectiecode_nobody_knows_is_bounded(tmp_path):
    data = load([wide(tmp_path, WIDE + "    00BB01    47    6          6\n")])
    # 32 of 60, and 6 that may be technical, other or neither.
    assert answers(data, definition="sector")["2019-2020"] == (32 / 66, 38 / 66)


def test_an_explanation_goes_down_to_what_the_file_tells(tmp_path):
    by_profile = explain(load([file_07(tmp_path, TWO_KINDS_07)]), ask("exam_technical_share"))
    assert by_profile.counted["technical"].columns[:2] == ["profile", "track"]
    data = load([wide(tmp_path, WIDE)])
    by_sector = explain(data, ask("exam_technical_share", definition="sector", years=[2019]))
    assert by_sector.rest.select("sector", "track", "printed").rows() == [("Economie", "KB", 28)]
    assert [file.source for file in by_sector.files] == ["duo-exams"]


def test_the_report_shows_exam_candidates_beside_and_never_as_a_verdict():
    blocks = {block.question.indicator.id: block for block in report(load(sample=True))}
    exams = blocks["technical_share"].exams
    assert exams.question.definition.id == "five"
    assert exams.question.change == ("2021-2022", "2023-2024")
    assert {check.claim.asked.question.indicator.id for check in blocks["technical_share"].letter} == {
        "technical_share"
    }
    assert blocks["vmbo_share"].exams is None


def test_the_yearly_job_tells_of_a_revised_edition(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    duo = tmp_path / "duo"
    duo.mkdir()
    wide(duo, WIDE)
    write_pupils(duo, draw_pupils("location  track  profile  3 boys\n00AA00  BB  PIE  10"))
    run("init", "duo/")
    run("run", "-o", "before")
    wide(duo, WIDE.replace("38    20         20", "38    20         23"))
    run("run", "-o", "after")
    told = run("diff", "before", "after")
    # 32 of 60 became 35 of 63.
    assert "53.3%" in told.out
    assert "55.6%" in told.out
    assert "exam" in told.out


# --- THE REAL FILES ---


@pytest.fixture(scope="module")
def duo():
    return load([DUO])


class TestRealFiles:
    pytestmark = on_real_files

    def test_2018_2019_is_exact_by_profile_and_by_sector(self, duo):
        assert answers(duo)["2018-2019"] == (11_186 / 54_013, 11_186 / 54_013)
        assert f"{answers(duo, definition='sector')['2018-2019'][0]:.2%}" == "20.79%"

    @pytest.mark.parametrize(
        ("definition", "year", "low", "high"),
        [
            ("five", "2021-2022", "19.98%", "22.27%"),
            ("five", "2023-2024", "20.01%", "21.97%"),
            ("sector", "2019-2020", "20.96%", "22.01%"),
            ("sector", "2021-2022", "20.61%", "21.88%"),
            ("sector", "2023-2024", "20.54%", "21.67%"),
        ],
    )
    def test_certain_bounds_of_masked_years(self, duo, definition, year, low, high):
        found = answers(duo, definition=definition)[year]
        assert tuple(f"{end:.2%}" for end in found) == (low, high)

    def test_years_in_full_of_the_wide_file(self, duo):
        found = answers(duo, definition="sector")
        assert found["2014-2015"] == (12_175 / 56_133, 12_175 / 56_133)
        first = [f"{found[f'{year}-{year + 1}'][0]:.2%}" for year in range(2014, 2019)]
        assert first == ["21.69%", "22.08%", "21.65%", "21.01%", "20.79%"]

    def test_profiles_offered(self, duo):
        found = [answers(duo, "exam_profile_count", part) for part in ("technical", "other")]
        years = ("2018-2019", "2021-2022", "2023-2024")
        assert [tuple(low for low, _ in map(of.get, years)) for of in found] == [(548, 535, 525), (1_028, 1_013, 978)]

    def test_every_code_is_known_and_every_row_used(self, duo):
        files = [file for file in duo.files if file.family.facts == "exams"]
        assert [(file.used, file.unknown, file.rejected) for file in files] == [(file.rows, (), 0) for file in files]
        assert sorted(file.rows for file in files) == [10_425, 11_428, 11_466, 11_694, 12_782, 13_986]

    def test_estimates_from_07_lie_within_what_the_wide_file_makes_certain(self, duo):
        found = evidence.differences(duo)
        assert len(found) == 8  # two years, all together and three tracks
        for year, track, one, other in found:
            assert other["low"] <= one["estimate"] <= other["high"], (year, track)

    @pytest.mark.parametrize("language", evidence.PAGES)
    def test_the_page_of_evidence_is_what_the_files_say(self, duo, language):
        written = evidence.PAGES[language].read_text(encoding="utf-8")
        date = re.search(r"20\d\d-\d\d-\d\d,", written)[0].rstrip(",")
        assert evidence.page(duo, language, date) == written


@pytest.fixture(scope="module")
def masked():
    """Run the masking experiment, each way once: of one year, or of each (`make proof`)."""
    data, trials = exam_masking.trials([*sorted(DUO.glob("07.*")), *DUO.glob("exam*-2014-2019.csv")])
    return pl.concat(exam_masking.run(data, trial) for trial in (trials if IS_PROOF else trials[:3]))


on_every_year = pytest.mark.skipif(not IS_PROOF, reason="one year is too few to count how often it holds: make proof")


class TestMasking:
    """A year in full, masked by DUO's rule: learned on the other half of the BRINs, or on other years."""

    pytestmark = on_real_files
    QUANTITIES = ("technical share", "technical candidates", "candidates", "profile share", "candidates of a profile")

    def test_certain_bounds_hold_every_time(self, masked):
        assert masked.height > (5_000 if IS_PROOF else 300)
        assert {*masked["learned on"]} == {"half", "year"}
        assert masked["certain"].all()

    @on_every_year
    def test_intervals_hold_as_often_as_they_say(self, masked):
        held = {row["quantity"]: row for row in exam_masking.summary(masked, "quantity").iter_rows(named=True)}
        for quantity in self.QUANTITIES:
            # As printed, ends are rounded outward to a tenth of a point or a whole candidate, so that more hold.
            assert 93 <= held[quantity]["unrounded %"] <= 98.5, quantity
            assert held[quantity]["unrounded %"] <= held[quantity]["held %"], quantity

    @on_every_year
    @pytest.mark.parametrize("learned", ["half", "year"])
    def test_they_hold_whatever_the_table_was_learned_on(self, masked, learned):
        pooled = exam_masking.summary(masked.filter(pl.col("learned on") == learned), "quantity")
        assert (pooled["held %"] >= 97).all()

    def test_the_shipped_table_is_what_the_years_in_full_teach(self):
        files = sorted([*DUO.glob("07.*"), *DUO.glob("exam*-2014-2019.csv")])
        learned = calibrate(files, encoding=None, file_years={})
        shipped = read_table().filter(pl.col("grain").is_in(["07", "exams"]))
        assert learned.sort(learned.columns).equals(shipped.sort(shipped.columns))
