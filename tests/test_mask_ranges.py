"""Masks that stand for other ranges than 1 to 4: every bound follows the range of its own mask, in its own source."""

from __future__ import annotations

import copy
import json
import tempfile
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sto_cli.catalog import catalog
from sto_cli.catalog.load import shipped, toml
from sto_cli.errors import CatalogError
from sto_cli.reading.load import load
from tests import naive
from tests.drawing import run
from tests.generated import COUNTS, draw_pupils, draw_staff, random_pupils, write_pupils, write_staff
from tests.test_properties import near, randoms, row_of, some
from tests.test_rulebook import answer

PUPILS = {"<5": (1, 4), "<10": (1, 9), "5-9": (5, 9), "2-4": (2, 4)}
STAFF = {"*": (1, 4), "<10": (1, 9)}


@pytest.fixture(scope="module", autouse=True)
def _other_masks():
    """Let file 01 print `<10` and `5-9` besides, and files of staff `<10`."""
    with pytest.MonkeyPatch.context() as patch:
        for name, masks in {"duo-01": PUPILS, "duo-staffing": STAFF}.items():
            patch.setitem(catalog().sources, name, catalog().sources[name]._replace(masks=masks))
        yield


# --- PUPILS ---


def test_a_share_behind_less_than_10_lies_between_1_against_9_and_9_against_1(pupils):
    data = pupils(
        y2020="""
        location  track  profile  3 boys  3 girls
        00AA00    BB     PIE      20      <10
        00AA00    BB     Z&W      <10     30
        00AA00    BB     HBR      <10     0
        """
    )
    row = answer(data, "technical_share")
    assert row["low"] == (20 + 1) / ((20 + 1) + (30 + 2 * 9))
    assert row["high"] == (20 + 9) / ((20 + 9) + (30 + 2 * 1))
    assert (row["numerator_low"], row["numerator_high"]) == (20 + 1, 20 + 9)
    assert (row["denominator_low"], row["denominator_high"]) == (50 + 3 * 1, 50 + 3 * 9)
    assert (row["value"], row["masked_cells"]) == (None, 3)


def test_each_mask_of_a_source_has_its_own_range(pupils):
    data = pupils(
        y2020="""
        location  track  profile  3 boys  3 girls  4 boys
        00AA00    BB     PIE      20      <5       5-9
        00AA00    BB     Z&W      <10     30       0
        """
    )
    row = answer(data, "technical_share")
    assert (row["numerator_low"], row["numerator_high"]) == (20 + 1 + 5, 20 + 4 + 9)
    assert row["low"] == (20 + 1 + 5) / ((20 + 1 + 5) + (30 + 9))
    assert row["high"] == (20 + 4 + 9) / ((20 + 4 + 9) + (30 + 1))
    assert answer(data, "pupil_count")["high"] == 50 + 4 + 9 + 9


def test_a_change_crosses_the_extremes_of_the_mask_of_each_year(pupils):
    data = pupils(
        y2019="""
        location  track  profile  3 boys
        00AA00    BB     PIE      10
        00AA00    BB     Z&W      <5
        """,
        y2020="""
        location  track  profile  3 boys
        00AA00    BB     PIE      <10
        00AA00    BB     Z&W      10
        """,
    )
    change = ("2019-2020", "2020-2021")
    row = answer(data, "technical_share", change=change)
    assert row["low"] == pytest.approx(1 / (1 + 10) - 10 / (10 + 1), abs=1e-15)
    assert row["high"] == pytest.approx(9 / (9 + 10) - 10 / (10 + 4), abs=1e-15)
    row = answer(data, "pupil_count", change=change)
    assert row["low"] == pytest.approx((1 + 10) / (10 + 4) - 1, abs=1e-15)
    assert row["high"] == pytest.approx((9 + 10) / (10 + 1) - 1, abs=1e-15)


def test_a_minimum_size_counts_with_the_range_of_each_mask(pupils):
    data = pupils(
        y2020="""
        location  track  profile  3 boys  3 girls
        00AA00    BB     PIE      8       <10
        00AA01    BB     PIE      8       5-9
        00AA02    BB     PIE      <5      <5
        """
    )
    # 8 + 1 to 8 + 9, 8 + 5 to 8 + 9, and 1 + 1 to 4 + 4
    possible = {9: (2, 2), 10: (1, 2), 13: (1, 2), 14: (0, 2), 17: (0, 2), 18: (0, 0)}
    for least, (low, high) in possible.items():
        row = answer(data, "profile_count", min_pupils=least)["technical",]
        assert (row["low"], row["high"]) == (low, high)


def test_a_series_break_is_certain_only_with_the_range_of_its_masks(pupils):
    drawing = """
        location  track  profile       3 boys  3 girls
        00AA00    BB     PIE           {inside}  {more}
        00AA00    BB     Bouwtechniek  20      {outside}
        """
    # it is one where the least outside the profiles is over 2% of that and the most inside
    for more, outside, broken in (
        ("0", "1", (20 + 1) / (20 + 1 + 1025) > 0.02),
        ("<5", "<10", (20 + 1) / (20 + 1 + 1025 + 4) > 0.02),
        ("<10", "1", (20 + 1) / (20 + 1 + 1025 + 9) > 0.02),
        ("<10", "2-4", (20 + 2) / (20 + 2 + 1025 + 9) > 0.02),
    ):
        data = pupils(
            y2018=drawing.format(inside=1025, more=more, outside=outside),
            y2019=drawing.format(inside=2000, more="0", outside="0"),
        )
        row = answer(data, "technical_share", change=("2018-2019", "2019-2020"))
        assert row["reason"] == ("series_break" if broken else None)


# --- WHAT IS ESTIMATED ---

TWELVE = "\n".join(["location  track  profile  3 boys", *(f"{n:02}AA00    BB     PIE      MASK" for n in range(12))])
REST = "\n50AA00    BB     Z&W      100"


@pytest.mark.parametrize(("mask", "estimated"), [("<5", True), ("<10", False), ("5-9", False), ("2-4", False)])
def test_only_cells_of_1_to_4_are_estimated(pupils, mask, estimated):
    data = pupils(y2020=(TWELVE + REST).replace("MASK", mask))
    for indicator, asked in (
        ("technical_share", {}),
        ("pupil_count", {"definition": "technical"}),
        ("profile_count", {"min_pupils": PUPILS[mask][0] + 1}),
    ):
        found = answer(data, indicator, **asked)
        row = found["technical",] if indicator == "profile_count" else found
        assert row["low"] < row["high"]
        assert [row[name] is not None for name in ("estimate", "est_low", "est_high")] == [estimated] * 3


def test_one_cell_of_another_range_leaves_all_that_rests_on_it_without_an_estimate(pupils):
    data = pupils(
        y2020=(TWELVE + REST).replace("MASK", "<5"),
        y2021=(TWELVE + REST).replace("MASK", "<5") + "\n51AA00    BB     Z&W      <10",
    )
    frame = answer(data, "technical_share", "sex", change=("2020-2021", "2021-2022"))
    assert frame["technical", "boys"]["estimate"] is None
    national = answer(data, "technical_share", years=["2020"])
    assert national["estimate"] is not None
    assert answer(data, "technical_share", years=["2021"])["estimate"] is None
    # in what is counted there is no such cell
    assert answer(data, "pupil_count", definition="technical", years=["2021"])["estimate"] is not None


# --- STAFF ---


def test_side_entrants_behind_less_than_10_are_1_to_9_and_no_more_than_the_persons(staff):
    data = staff(
        """
        brin  role     profile  PERSONEN 2018  ZIJ-INSTROMERS 2018
        00AA  teacher  PIE      20             <10
        00BB  teacher  PIE      6              <10
        00CC  teacher  PIE      <10            7
        00DD  teacher  PIE      <10            *
        """
    )
    row = answer(data, "side_entrant_rate")
    assert row["low"] == (1 + 1 + 7 + 1) / (20 + 6 + 9 + 9)
    assert row["high"] == (9 + 6 + 7 + 4) / (20 + 6 + 7 + 4)
    assert (row["numerator_low"], row["numerator_high"]) == (1 + 1 + 7 + 1, 9 + 6 + 7 + 4)
    assert (row["denominator_low"], row["denominator_high"]) == (20 + 6 + 7 + 1, 20 + 6 + 9 + 9)


def test_more_side_entrants_than_a_mask_of_persons_can_stand_for_are_refused(tmp_path):
    drawing = """
        brin  role     profile  PERSONEN 2018  ZIJ-INSTROMERS 2018
        00AA  teacher  PIE      {persons}      7
        """
    for persons, code in (("<10", 0), ("*", 3)):
        file = write_staff(tmp_path, draw_staff(drawing.format(persons=persons)))
        assert run("side-entrants", file).code == code


def test_fte_behind_a_mask_is_at_most_the_persons_of_its_row_times_the_cap(staff):
    """A mask of FTE says nothing of how many persons there are: 20 of them have 24 FTE at most."""
    data = staff(
        """
        brin  role     profile  PERSONEN 2018  FTE'S 2018
        00AA  teacher  PIE      20             10,5
        00BB  teacher  PIE      20             <10
        00CC  teacher  PIE      3              <10
        00DD  teacher  PIE      <10            *
        00EE  teacher  PIE      *              <10
        """
    )
    row = answer(data, "fte_change")["technical",]
    assert (row["low"], row["masked_cells"]) == (10.5, 4)
    assert row["high"] == pytest.approx(10.5 + (20 + 3 + 9 + 4) * 1.2, abs=1e-12)


def test_fte_behind_a_mask_without_a_column_of_persons_rests_on_the_mask_alone(staff):
    data = staff(
        """
        brin  role     profile  FTE'S 2018
        00AA  teacher  PIE      <10
        00BB  teacher  PIE      *
        """
    )
    assert answer(data, "fte_change")["technical",]["high"] == pytest.approx((9 + 4) * 1.2, abs=1e-12)


def test_fte_behind_a_mask_has_no_upper_bound_without_a_cap(staff, monkeypatch):
    source = catalog().sources["duo-staffing"]
    monkeypatch.setitem(catalog().sources, "duo-staffing", source._replace(fte_cap=None))
    data = staff(
        """
        brin  role     profile  PERSONEN 2018  FTE'S 2018
        00AA  teacher  PIE      20             10,5
        00BB  teacher  PIE      20             <10
        00CC  teacher  D&P      20             8
        """
    )
    found = answer(data, "fte_change")
    assert (found["technical",]["low"], found["technical",]["high"]) == (10.5, None)
    assert found["technical",]["reason"] == "unbounded"
    assert found["other",]["value"] == 8


# --- EVERY WAY OF FILLING THEM IN ---

TWO_MASKS = {"<5": (1, 4), "5-9": (5, 9)}


def with_masks(random, rows, most):
    """Mask at most so many cells of pupils, each with one mask or the other."""
    places = [(number, name) for number, row in enumerate(rows) for name in COUNTS if row[name] != "0"]
    hidden = {place: random.choice([*TWO_MASKS]) for place in random.sample(places, min(most, len(places)))}
    return [{name: hidden.get((number, name), text) for name, text in row.items()} for number, row in enumerate(rows)]


def filled(cells):
    """Give every way to fill in the masked cells, of which each has one mask."""
    ways = [
        [cell._replace(low=count, high=count, masked_cells=0) for count in range(cell.low, cell.high + 1)]
        for cell in cells
    ]
    return map(list, product(*ways))


@some
@given(randoms)
def test_the_bounds_are_the_extremes_of_every_filling_within_the_range_of_each_mask(random):
    with tempfile.TemporaryDirectory() as folder:
        path = write_pupils(Path(folder), with_masks(random, random_pupils(random, rows=6), 4))
        data, cells = load([path]), naive.read_enrolment(path, "2019-2020", TWO_MASKS)
    ways = list(filled(cells))
    for indicator, part in (("technical_share", "technical"), ("vmbo_share", "vmbo"), ("pupil_count", "all")):
        row = row_of(data, indicator, part)
        values = [found.low for way in ways for key, found in naive.answers(indicator, "letter", way).items()]
        possible = [value for value in values if value is not None]
        if possible:
            assert near(row["low"], min(possible))
            assert near(row["high"], max(possible))
    for least in (2, 6, 10, 25):
        row = row_of(data, "profile_count", "technical", min_pupils=least)
        counts = [naive.at_least(way, least).get("2019-2020", (0, 0))[0] for way in ways]
        assert (row["low"], row["high"]) == (min(counts), max(counts))


entrants, persons = (st.sampled_from([*STAFF, *printed]) for printed in (["0", "2", "6"], ["2", "6", "12"]))


@some
@given(st.lists(st.tuples(persons, entrants, st.sampled_from([*STAFF, "2,5"])), min_size=1, max_size=2))
def test_the_bounds_of_staff_are_the_extremes_of_every_filling_within_the_range_of_each_mask(drawn):
    ways = [[(p, s) for p, s in product(possible(all_), possible(some_)) if s <= p] for all_, some_, _ in drawn]
    rows = [
        {"ONDERWIJSTYPE": "VO", "BRIN NUMMER": f"0{number}AA", "FUNCTIEGROEP": "Onderwijsgevend personeel"}
        | dict(zip(("PERSONEN 2018", "ZIJ-INSTROMERS 2018", "FTE'S 2018"), amounts, strict=True))
        for number, amounts in enumerate(drawn)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = write_staff(Path(folder), rows)
        if not all(ways):
            assert run("side-entrants", path, "--definition", "total").code == 3
            return
        data = load([path])
    rates = [
        Fraction(sum(s for _, s in way), everybody) for way in product(*ways) if (everybody := sum(p for p, _ in way))
    ]
    row = row_of(data, "side_entrant_rate", "total", definition="total")
    if rates:
        assert near(row["low"], min(rates))
        assert near(row["high"], max(rates))
    most = sum(
        Fraction(5, 2) if fte not in STAFF else (max(p for p, _ in way) or STAFF[fte][1]) * Fraction(6, 5)
        for way, (_, _, fte) in zip(ways, drawn, strict=True)
    )
    high = row_of(data, "fte_change", "total", definition="total")["high"]
    assert near(high, most)


def possible(text):
    """List what a printed number of staff can be."""
    low, high = STAFF.get(text) or (int(text), int(text))
    return range(low, high + 1)


# --- WHAT SCREENS AND FILES SAY ---


def test_the_screen_names_what_masks_stand_for_and_what_is_not_estimated(tmp_path):
    drawing = (TWELVE + REST).replace("MASK", "<10")
    file = write_pupils(tmp_path, draw_pupils(drawing), year="2020-2021")
    found = run("technical-share", file)
    assert "Each masked cell stands for 1 to 9." in found.out
    assert "Nothing is estimated from masked cells that stand for anything but 1 to 4" in found.out.replace("\n", " ")
    assert "≈" not in found.out.partition("Each masked cell")[0]
    assert (
        "Each masked cell stands for 1 to 4 or 1 to 9."
        in run("side-entrants", _some_staff(tmp_path), "--definition", "total").out
    )


def _some_staff(folder):
    return write_staff(
        folder,
        draw_staff(
            """
            brin  role     profile  PERSONEN 2018  ZIJ-INSTROMERS 2018
            00AA  teacher  PIE      20             <10
            """
        ),
    )


def test_explain_weighs_masks_by_their_range(tmp_path):
    drawing = """
        location  track  profile  3 boys
        00AA00    BB     PIE      <10
        00AA00    BB     BWI      <5
        00AA00    BB     MVI      12
        """
    file = write_pupils(tmp_path, draw_pupils(drawing), year="2020-2021")
    found = json.loads(run("explain", "pupils", file, "--format", "json").out)
    assert [(row["profile"], row["low"], row["high"]) for row in found["counted"]["all"]] == [
        ("BWI", 1, 4),
        ("PIE", 1, 9),
        ("MVI", 12, 12),
    ]
    # a pupil is a pupil: from 1 to 9, and from 1 to 4
    assert [(row["profile"], row["moves"]) for row in found["masked_weights"]] == [("PIE", 9 - 1), ("BWI", 4 - 1)]
    found = json.loads(run("explain", "technical-share", _and_care(tmp_path), "--format", "json").out)
    # with A = 5 and N = 5 + 2.5 in the middle, one pupil more moves A ÷ N by (N − A) ÷ N², and by −A ÷ N² in the rest
    (first, second) = (row["moves"] for row in found["masked_weights"])
    assert first == pytest.approx((9 - 1) * 2.5 / 7.5**2)
    assert second == pytest.approx((4 - 1) * 5 / 7.5**2)


def _and_care(folder):
    drawing = """
        location  track  profile  3 boys
        00AA00    BB     PIE      <10
        00AA00    BB     Z&W      <5
        """
    return write_pupils(folder, draw_pupils(drawing), year="2020-2021")


def test_the_catalog_lists_each_mask_with_its_range():
    assert "<5, for 1 to 4 or <10, for 1 to 9 or 5-9, for 5 to 9 or 2-4" in run("catalog", "sources").out


@pytest.mark.parametrize("wrong", [[0, 4], [4, 1], [1], [1, 2, 3], 4, ["1", "4"], [1.5, 4]])
def test_a_mask_stands_for_a_range_of_counts_from_1_on(monkeypatch, wrong):
    sources = copy.deepcopy(toml("sources.toml"))
    sources["duo-01"]["masks"] = {"<5": wrong}
    monkeypatch.setattr("sto_cli.catalog.load.toml", lambda name: sources if name == "sources.toml" else toml(name))
    with pytest.raises(CatalogError, match=r"\[duo-01.masks\]: '<5' is .*, such as \[1, 4\]"):
        shipped.__wrapped__()


def test_a_year_of_masked_persons_is_no_gap_between_years_with_staff(tmp_path):
    drawing = """
        brin  role     profile  PERSONEN 2018  PERSONEN 2019  PERSONEN 2020
        00AA  teacher  PIE      20             {persons}      20
        """
    for persons, gap in (("*", False), ("0", True)):
        file = write_staff(tmp_path, draw_staff(drawing.format(persons=persons)))
        assert ("Once an institution has 0 persons between years" in run("inspect", file).out) is gap
