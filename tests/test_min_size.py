"""Units of at least a minimum size whose masks leave it open, by the chance that they reach it."""

from __future__ import annotations

import pytest

from sto_cli.measuring.measure import measure
from sto_cli.measuring.question import ask
from sto_cli.reading.load import load
from tests.drawing import enrolment


def counted(folder, *units, least):
    """Give the result row of technical profiles for units of (printed boys, printed or masked girls), one location each."""
    rows = [
        (f"{number:02}AA", "00", "KL", "Produceren, installeren en energie", "6121", {"3m": boys, "3v": girls})
        for number, (boys, girls) in enumerate(units)
    ]
    data = load([enrolment(folder, rows, year="2023")])
    frame = measure(data, ask("profile_count", min_pupils=least)).frame
    return next(row for row in frame.iter_rows(named=True) if row["part"] == "technical")


OPEN = [(6, "<5")] * 12
"""Each has 7 to 10 pupils."""


def test_a_unit_that_reaches_the_minimum_only_with_a_full_mask_counts_for_that_chance(tmp_path):
    row = counted(tmp_path, *OPEN, least=10)
    assert (row["low"], row["high"]) == (0, 12)
    # the chance of a 4 where 1 to 4 are masked is neither 0 nor a half
    assert 0 < row["estimate"] < 6


def test_a_unit_one_above_what_its_masks_can_give_does_not_count(tmp_path):
    row = counted(tmp_path, *OPEN, least=11)
    assert row["low"] == row["high"] == row["estimate"] == 0


def test_a_unit_that_its_masks_cannot_keep_below_the_minimum_counts_whole(tmp_path):
    row = counted(tmp_path, *OPEN, least=7)
    assert row["low"] == row["high"] == row["estimate"] == 12


def test_units_that_are_certain_are_added_to_those_that_are_open(tmp_path):
    (tmp_path / "open").mkdir()
    alone = counted(tmp_path / "open", *OPEN, least=10)
    row = counted(tmp_path, *OPEN, (9, "<5"), (20, "<5"), (10, 0), (1, "<5"), least=10)
    assert (row["low"], row["high"]) == (3, 15)
    assert row["estimate"] == pytest.approx(alone["estimate"] + 3)
    assert row["est_low"] >= row["low"]


def test_a_unit_that_cannot_reach_the_minimum_adds_nothing_to_the_estimate(tmp_path):
    # nine masked cells are open; the tenth is decided
    row = counted(tmp_path, *[(6, "<5")] * 9, (1, "<5"), least=10)
    without = counted(tmp_path, *[(6, "<5")] * 9, least=10)
    assert (row["low"], row["high"], row["estimate"]) == (0, 9, without["estimate"])
