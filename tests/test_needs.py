"""How much of a file is read for a question, and what is looked at besides; no timing decides here."""

from __future__ import annotations

import json

import polars as pl
import pytest

from tests.drawing import PIE, enrolment_text, run, write

GOOD = enrolment_text()
TWICE = GOOD + GOOD.splitlines()[1] + "\n"
"""PIE has 20 pupils on a row that stands there twice, so 20 ÷ 40, or 40 ÷ 60 for who does not look."""
MANY = 100_001
"""More rows than are looked at for the locations of masked cells, before a file is read a second time for them."""
SHARED = {"3m": "<5", "3v": "<5", "4m": "<5", "4v": "<5"}


def share(file, *options):
    found = run("technical-share", file, "--format", "json", *options)
    return (json.loads(found.out)["rows"][0] if found.code == 0 else {}), found


def test_a_row_that_stands_there_twice_is_found_unless_nobody_looks(tmp_path):
    file = write(tmp_path / "leerlingen-2019.csv", TWICE)
    for checks in ("all", "keys"):
        assert run("technical-share", file, "--checks", checks).code == 3
    row, found = share(file, "--checks", "counts")
    assert (row["numerator"], row["denominator"]) == (40, 60)
    assert "a row that stands there twice is counted twice" in found.err


@pytest.mark.parametrize(
    ("of_grade_1", "passing"),
    [
        ("1.204", ["keys", "counts"]),
        ("", ["keys", "counts"]),
        ("12", ["keys", "counts"]),  # a count, but kader has no grade 1
    ],
)
def test_a_fault_in_what_the_question_does_not_read_is_found_by_who_looks_there(tmp_path, of_grade_1, passing):
    spoilt = GOOD.replace(";6121;VMBO KB;0;", f";6121;VMBO KB;{of_grade_1};")
    assert spoilt != GOOD
    file = write(tmp_path / "leerlingen-2019.csv", spoilt)
    for checks in ("all", "keys", "counts"):
        row, found = share(file, "--checks", checks)
        if checks not in passing:
            assert found.code == 3
            continue
        assert (row["numerator"], row["denominator"]) == (20, 40)
        assert f"--checks {checks}" in found.err


@pytest.mark.parametrize("checks", ["all", "keys", "counts"])
@pytest.mark.parametrize(
    "spoilt", [GOOD.replace(";12;", ";12,5;"), GOOD.replace("UTRECHT;", "")], ids=["count", "short"]
)
def test_what_the_question_reads_is_always_checked(tmp_path, checks, spoilt):
    assert run("technical-share", write(tmp_path / "leerlingen-2019.csv", spoilt), "--checks", checks).code == 3


def test_a_file_in_order_is_scanned_once_and_an_odd_one_again(tmp_path, monkeypatch):
    scans = []
    for name in ("scan_csv", "scan_lines"):
        real = getattr(pl, name)
        monkeypatch.setattr(pl, name, lambda *args, real=real, **more: scans.append(real) or real(*args, **more))
    assert run("technical-share", write(tmp_path / "a-2019.csv", GOOD)).code == 0
    assert len(scans) == 2  # its lines, and its cells
    assert run("technical-share", write(tmp_path / "b-2019.csv", GOOD + "\n")).code == 0
    assert len(scans) > 4


def test_locations_that_are_far_down_in_a_large_file_count_for_an_estimate(tmp_path):
    # The masks of the first rows lie at 4 locations, so that too little is known without a second look.
    first = [("00AA", f"{n % 4:02}", "KL", PIE[3], f"{n:04}", SHARED) for n in range(12)]
    last = [("00BB", f"{n:02}", "KL", PIE[3], "6121", SHARED) for n in range(3)]
    header, *rows = enrolment_text([*first, *last]).splitlines()
    blank = enrolment_text([("00CC", "00", "KL", PIE[3], "9999", {})]).splitlines()[1]
    few = write(tmp_path / "few-2021.csv", "\n".join([header, *rows]) + "\n")
    between = (
        blank.replace(";9999;", f";{n % 10000:04};").replace("00CC;00;", f"01CC;{n // 10000:02};") for n in range(MANY)
    )
    many = write(tmp_path / "many-2021.csv", "\n".join([header, *rows[:12], *between, *rows[12:]]) + "\n")
    assert share(few)[0]["estimate"] == share(many)[0]["estimate"] is not None


IN_MEMORY = 'fillcolor="0.0 0.3 1.0"'
"""How Polars draws the part of a plan for which its streaming engine falls back on the other."""


@pytest.mark.parametrize("checks", ["all", "keys", "counts"])
def test_a_large_file_is_read_in_streaming_from_end_to_end(tmp_path, monkeypatch, checks):
    """What falls back holds all rows in memory at once. One plan is over whole lines, one over cells, one over facts."""
    header, row = enrolment_text([PIE]).splitlines()
    rows = (
        row.replace(";6121;", f";{n % 10000:04};").replace("00AA;00;", f"00AA;{n // 10000:02};") for n in range(MANY)
    )
    file = write(tmp_path / "large-2019.csv", "\n".join([header, *rows]) + "\n")
    drawn = []

    def spy(plan, *, engine="auto", **more):
        if engine == "streaming":
            drawn.append(plan.show_graph(engine=engine, plan_stage="physical", raw_output=True, show=False))
        return collect(plan, engine=engine, **more)

    collect = pl.LazyFrame.collect
    monkeypatch.setattr(pl.LazyFrame, "collect", spy)
    assert run("technical-share", file, "--checks", checks).code == 0
    assert [plan.count(IN_MEMORY) for plan in drawn] == [0] * (2 if checks == "counts" else 3)
