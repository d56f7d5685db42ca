"""A change taken apart: what happened within groups and what is their mix, adding up to the change."""

from __future__ import annotations

import json
import math
import re
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sto_cli
from sto_cli.measuring.decomposition import decompose, refuse
from sto_cli.measuring.decomposition_estimates import TERMS, WEIGHTS, Count, slopes, terms
from sto_cli.measuring.measure import measure
from sto_cli.measuring.question import ask
from sto_cli.reading.load import load
from tests import generated, naive
from tests.drawing import run
from tests.generated import draw_pupils, masked, write_pupils

DUO = Path(__file__).parents[2] / "shared" / "duo"
SPAN = ("2019-2020", "2024-2025")


@pytest.fixture
def pupils(tmp_path):
    """Load drawn tables of pupils, one per school year."""

    def load_pupils(*, mask=False, **tables):
        for year, table in tables.items():
            first = int(year.removeprefix("y"))
            rows = draw_pupils(table)
            write_pupils(tmp_path, masked(rows) if mask else rows, year=f"{first}-{first + 1}")
        return load([tmp_path])

    return load_pupils


def apart(data, column, indicator="technical_share", change=SPAN, **asked):
    """Decompose, as {(group, quantity): row}."""
    found = decompose(data, ask(indicator, change=change, **asked), column)
    return {(row["group"], row["quantity"]): row for row in found.frame.iter_rows(named=True)}


def values(found, name="value"):
    return {key: row[name] for key, row in found.items()}


def close(one, other):
    return math.isclose(one, other, rel_tol=1e-14, abs_tol=1e-15)


# --- THE RULES ---

TWO_TRACKS = {
    "y2019": """
        location  track  profile  3 boys
        00AA00    BB     PIE      30
        00AA00    BB     Z&W      30
        00AA00    KB     PIE      8
        00AA00    KB     Z&W      32
        """,
    "y2024": """
        location  track  profile  3 boys
        00AA00    BB     PIE      24
        00AA00    BB     Z&W      16
        00AA00    KB     PIE      18
        00AA00    KB     Z&W      42
        """,
}


def test_within_is_the_change_of_a_share_at_the_middle_of_its_weights_and_mix_the_change_of_a_weight(pupils):
    # BB: 30 of 60, then 24 of 40. KB: 8 of 40, then 18 of 60. All: 38%, then 42%, in the middle 40%.
    found = values(apart(pupils(**TWO_TRACKS), "track"))
    expected = {
        ("BB", "share_from"): 0.50,
        ("BB", "share_to"): 0.60,
        ("BB", "weight_from"): 0.60,
        ("BB", "weight_to"): 0.40,
        ("BB", "within"): (0.60 - 0.50) * (0.60 + 0.40) / 2,  # +5 pp
        ("BB", "mix"): (0.40 - 0.60) * ((0.50 + 0.60) / 2 - 0.40),  # −3 pp
        ("BB", "together"): 0.05 - 0.03,
        ("KB", "share_from"): 0.20,
        ("KB", "share_to"): 0.30,
        ("KB", "weight_from"): 0.40,
        ("KB", "weight_to"): 0.60,
        ("KB", "within"): (0.30 - 0.20) * (0.40 + 0.60) / 2,  # +5 pp
        ("KB", "mix"): (0.60 - 0.40) * ((0.20 + 0.30) / 2 - 0.40),  # −3 pp
        ("KB", "together"): 0.05 - 0.03,
        ("total", "share_from"): 0.38,
        ("total", "share_to"): 0.42,
        ("total", "weight_from"): 1,
        ("total", "weight_to"): 1,
        ("total", "within"): 0.05 + 0.05,
        ("total", "mix"): -0.03 - 0.03,
        ("total", "together"): 0.42 - 0.38,
    }
    assert found == pytest.approx(expected, abs=1e-12)


def test_exact_counts_give_exact_terms(pupils):
    for row in apart(pupils(**TWO_TRACKS), "track").values():
        assert row["low"] == row["value"] == row["high"] == row["estimate"] == row["est_low"] == row["est_high"]


def test_a_group_that_was_not_there_has_one_share_for_both_years_so_that_all_it_did_is_mix(pupils):
    without_kb = "\n".join(line for line in TWO_TRACKS["y2019"].splitlines() if "KB" not in line)
    data = pupils(y2019=without_kb, y2024=TWO_TRACKS["y2024"])
    found = decompose(data, ask("technical_share", change=SPAN), "track")
    rows = {(row["group"], row["quantity"]): row for row in found.frame.iter_rows(named=True)}
    middle = (0.50 + 0.42) / 2  # of all: 30 of 60, then 42 of 100
    assert found.absent == (("KB", "2019-2020"),)
    assert rows["KB", "share_from"]["reason"] == "no_denominator"
    assert rows["KB", "share_from"]["value"] is None
    assert rows["KB", "weight_from"]["value"] == 0
    assert rows["KB", "within"]["value"] == 0
    assert rows["KB", "mix"]["value"] == pytest.approx((0.60 - 0) * (0.30 - middle))
    assert rows["BB", "together"]["value"] + rows["KB", "together"]["value"] == pytest.approx(0.42 - 0.50)


def test_a_group_that_was_not_there_is_named(pupils, tmp_path):
    pupils(**TWO_TRACKS | {"y2019": TWO_TRACKS["y2019"].replace("KB", "GL")})
    shown = run("technical-share", tmp_path, "--from", "2019", "--to", "2024", "--decompose", "track").out
    assert "KB is empty in 2019-2020. The share of the other year is used for both years" in shown
    assert "GL is empty in 2024-2025." in shown


def test_a_group_that_is_in_neither_year_is_left_out(pupils):
    data = pupils(**TWO_TRACKS, y2020=TWO_TRACKS["y2019"].replace("KB", "GL"))
    assert {group for group, _ in apart(data, "track")} == {"BB", "KB", "total"}


def test_a_filter_narrows_everything(pupils):
    found = values(apart(pupils(**TWO_TRACKS), "track", where={"track": "KB"}))
    assert found["total", "within"] == found["KB", "within"] == 0.1
    assert found["total", "together"] == pytest.approx(0.1)
    assert found["KB", "mix"] == found["total", "mix"] == 0


def test_a_year_with_nobody_in_it_has_no_terms(pupils):
    data = pupils(y2019=TWO_TRACKS["y2019"].replace("BB ", "TL ").replace("KB ", "TL "), y2024=TWO_TRACKS["y2024"])
    found = apart(data, "track")
    assert {found[group, name]["reason"] for group in ("BB", "KB", "total") for name in TERMS} == {"no_denominator"}
    assert found["BB", "share_to"]["value"] == 0.60


# --- THE SUM ---

pairs = st.tuples(st.integers(0, 50), st.integers(0, 50))
present = st.tuples(pairs, pairs).filter(lambda pair: any(map(any, pair)))


def number(part, rest):
    return Count(Fraction(part), Fraction(rest))


@settings(deadline=None, derandomize=True, database=None)
@given(st.lists(present, min_size=1, max_size=6))
def test_the_parts_add_up_to_the_change_to_the_last_digit(drawn):
    found = terms({str(at): (number(*first), number(*last)) for at, (first, last) in enumerate(drawn)})
    sums = [[sum(pair[year][side] for pair in drawn) for side in (0, 1)] for year in (0, 1)]
    if not all(map(sum, sums)):
        assert found is None
        return
    total = found.pop("total")
    first, last = (Fraction(part, part + rest) for part, rest in sums)
    assert sum(own["within"] + own["mix"] for own in found.values()) == last - first
    assert total["within"] + total["mix"] == total["together"] == last - first
    assert sum(own["together"] for own in found.values()) == last - first
    assert [sum(own[name] for own in found.values()) for name in WEIGHTS] == [1, 1]


# --- A SECOND IMPLEMENTATION ---


def slowly(indicator, definition, cells, column, change):
    """Take a change apart by counterfactuals: replace the shares first or the weights first, and average."""
    (part,) = naive.DEFINITIONS[indicator, definition].parts
    counted = naive.answers(indicator, definition, cells, [column])
    groups = sorted({group for _, year, group in counted if year in change})
    nothing = naive.Answer((Fraction(0),) * 2, (Fraction(0),) * 2, None, None, 0)
    rows = {group: [counted.get((part, year, group), nothing) for year in change] for group in groups}
    sums = [sum(rows[group][year].denominator[0] for group in groups) for year in (0, 1)]
    all_ = [sum(rows[group][year].numerator[0] for group in groups) / sums[year] for year in (0, 1)]
    found = {}
    for group, (first, last) in rows.items():
        shares = [first.low if first.low is not None else last.low, last.low if last.low is not None else first.low]
        weights = [first.denominator[0] / sums[0], last.denominator[0] / sums[1]]
        found[group, "within"] = sum(w * shares[1] - w * shares[0] for w in weights) / 2
        ahead = [s - S for s, S in product(shares, all_)]
        found[group, "mix"] = sum(weights[1] * one - weights[0] * one for one in ahead) / 4
        found[group, "together"] = found[group, "within"] + found[group, "mix"]
    for name in TERMS:
        found["total", name] = sum(found[group, name] for group in groups)
    assert found["total", "together"] == all_[1] - all_[0]
    return found


CUTS = [
    ("technical_share", "sector", "track"),
    ("technical_share", "sector", "province"),
    ("technical_share", "sector-grade3", "sex"),
    ("vmbo_share", "letter", "province"),
    ("vmbo_share", "grades34", "sex"),
]


@pytest.mark.parametrize(("indicator", "definition", "column"), CUTS)
@pytest.mark.parametrize("seed", range(3))
def test_a_slow_and_obvious_implementation_gives_the_same_terms(tmp_path, seed, indicator, definition, column):
    random = Random(seed)  # noqa: S311 - the same files every time
    cells = []
    for year in SPAN:
        path = write_pupils(tmp_path, generated.random_pupils(random, rows=30), year=year)
        cells += naive.read_enrolment(path, year)
    found = values(apart(load([tmp_path]), column, indicator, definition=definition))
    for key, exact in slowly(indicator, definition, cells, column, SPAN).items():
        assert close(found[key], exact), key


# --- MASKED ---


@pytest.fixture(scope="module")
def sample():
    return load(sample=True)


CUT = ["track", "province", "sex"]


@pytest.mark.parametrize("column", CUT)
@pytest.mark.parametrize("change", [SPAN, ("2022-2023", "2024-2025")])
def test_all_together_is_the_change_as_it_is_told_without_groups(sample, column, change):
    found = apart(sample, column, change=change)
    frame = measure(sample, ask("technical_share", change=change)).frame
    (told,) = (row for row in frame.iter_rows(named=True) if row["from_year"])
    for name in ("value", "low", "high", "estimate", "est_low", "est_high", "masked_cells", "unit", "reason"):
        assert found["total", "together"][name] == told[name]
    assert close(found["total", "within"]["estimate"] + found["total", "mix"]["estimate"], told["estimate"])


def by_chain_rule(counts, group, other, at):
    """Derive the formulas by hand: how far a pupil more of `other` in year `at`, in the part and in the rest, moves a group."""
    pair, sign = counts[group], (-1, 1)[at]
    wholes = [sum(each[year].whole for each in counts.values()) for year in (0, 1)]
    all_ = [sum(each[year].part for each in counts.values()) / wholes[year] for year in (0, 1)]
    present = all(count.whole for count in pair)
    known = [count.part / count.whole for count in pair if count.whole]
    shares, weights = (known[0], known[-1]), [count.whole / whole for count, whole in zip(pair, wholes, strict=True)]
    grown, apart_ = weights[1] - weights[0], sum(shares) / 2 - sum(all_) / 2
    moved = []
    for counts_in_part in (1, 0):
        share = (counts_in_part - shares[at]) / pair[at].whole if group == other else 0
        weight = ((group == other) - weights[at]) / wholes[at]
        total = (counts_in_part - all_[at]) / wholes[at]
        within = sign * share * sum(weights) / 2 * present + (shares[1] - shares[0]) / 2 * weight
        # A group that is absent in the other year has this share in both.
        mix = grown * share * (0.5 if present else 1) + sign * weight * apart_ - grown * total / 2
        own = {"weight_from": weight * (at == 0), "weight_to": weight * (at == 1), "within": within, "mix": mix}
        moved.append(own | {"together": within + mix})
    return moved


@pytest.mark.parametrize("absent", [False, True])
def test_the_gradient_is_how_far_one_pupil_moves_a_term(absent):
    counts = {
        "BB": (number(30, 30), number(24, 16)),
        "KB": (number(0, 0) if absent else number(8, 32), number(18, 42)),
        "GL": (number(7, 50), number(9, 60)),
    }
    found = [*slopes(counts, terms(counts), SPAN)]
    assert len(found) == 4 * 5 * (5 if absent else 6)  # three groups and all; two weights and three terms; who and when
    for slope in found:
        at, name = SPAN.index(slope.school_year), slope.quantity
        groups = counts if slope.group == "total" else [slope.group]
        moved = [by_chain_rule(counts, group, slope.other, at) for group in groups]
        assert slope.w_part == pytest.approx(float(sum(part[name] for part, _ in moved)), abs=1e-13), slope
        assert slope.w_rest == pytest.approx(float(sum(rest[name] for _, rest in moved)), abs=1e-13), slope


FILLED = {
    "y2019": """
        location  track  profile  3 boys
        00AA00    BB     PIE      3
        00AA00    BB     Z&W      9
        00AA00    KB     PIE      6
        00AA00    KB     Z&W      2
        """,
    "y2024": """
        location  track  profile  3 boys
        00AA00    BB     PIE      7
        00AA00    BB     Z&W      1
        00AA00    KB     PIE      4
        00AA00    KB     Z&W      8
        """,
}


def test_masked_terms_are_estimated_in_an_interval_and_have_no_certain_bounds(pupils):
    for (group, name), row in apart(pupils(**FILLED, mask=True), "track").items():
        if name in TERMS and (group, name) != ("total", "together"):
            assert row["value"] is row["low"] is row["high"] is None
            assert row["est_low"] < row["estimate"] < row["est_high"]


@pytest.mark.parametrize("column", CUT)
def test_estimates_lie_in_their_intervals_and_of_shares_in_the_certain_bounds(sample, column):
    for (group, name), row in apart(sample, column).items():
        assert row["est_low"] <= row["estimate"] <= row["est_high"]
        if name in {"share_from", "share_to"} or (group, name) == ("total", "together"):
            assert row["low"] <= row["est_low"]
            assert row["est_high"] <= row["high"]


def test_intervals_hold_the_truth_behind_the_masks(tmp_path):
    """A few of a hundred may miss: of 168 numbers of six pairs of files, at least nine in ten hold it."""
    held = []
    for seed in range(6):
        random = Random(seed)  # noqa: S311 - the same files every time
        plain, hidden = tmp_path / f"plain-{seed}", tmp_path / f"hidden-{seed}"
        for year in SPAN:
            rows = generated.random_pupils(random, rows=60, highest=12)
            for folder, drawn in ((plain, rows), (hidden, masked(rows))):
                folder.mkdir(exist_ok=True)
                write_pupils(folder, drawn, year=year)
        truth = values(apart(load([plain]), "track", definition="sector"))
        rows = [(truth[key], row) for key, row in apart(load([hidden]), "track", definition="sector").items()]
        held += [row["est_low"] - 1e-12 <= true <= row["est_high"] + 1e-12 for true, row in rows if true is not None]
    assert len(held) == 168
    assert sum(held) >= 0.9 * len(held)


# --- ON THE COMMAND LINE ---


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("technical-share --decompose track", "give its two years with --from and --to"),
        ("technical-share --from 2019 --to 2024 --decompose track --by sex", "leave out --by"),
        ("technical-share --from 2019 --to 2024 --decompose track --year 2020", "leave out --year"),
        ("technical-share --from 2019 --to 2024 --decompose profile", "decomposed by one of track, province, sex"),
        ("vmbo-share --from 2019 --to 2024 --decompose track", "vmbo-share is decomposed by one of province, sex"),
    ],
)
def test_what_cannot_be_decomposed_is_refused_with_a_sentence(arguments, says):
    outcome = run(*arguments.split())
    assert outcome.code == 2
    assert says in outcome.err
    assert outcome.out == ""
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize(("indicator", "column"), [("profile_count", "track"), ("side_entrant_rate", "sex")])
def test_what_is_no_share_of_pupils_is_refused_from_python_too(indicator, column):
    """The commands do not have the option (tests/test_sheet.py)."""
    question = sto_cli.question(indicator, change=("2019", "2024"))
    with pytest.raises(sto_cli.StoError, match="only shares of pupils can be decomposed"):
        refuse(question, column)


def test_a_series_break_refuses_the_terms_as_it_refuses_the_change():
    span = ["--from", "2017", "--to", "2019"]
    plain, divided = (run("technical-share", "--sample", *span, *more) for more in ([], ["--decompose", "track"]))
    assert plain.code == divided.code == 1
    assert plain.err.splitlines()[-1] == divided.err.splitlines()[-1]
    assert plain.out.splitlines()[-1] == divided.out.splitlines()[-1]
    assert "share 2017-18 †" in divided.out
    assert re.search(r"BB +21.5% +24.0% +37.1% +35.4% +– \(series break\)", divided.out)
    assert divided.out.count("– (series break)") == 4 * 3
    rows = json.loads(run("technical-share", "--sample", *span, "--decompose", "track", "--format", "json").out)["rows"]
    refused = [row for row in rows if row["quantity"] in TERMS]
    assert {row["reason"] for row in refused} == {"series_break"}
    assert {row["marks"] for row in rows} == {"series_break synthetic"}
    assert {row[name] for row in refused for name in ("value", "low", "high", "estimate", "est_low")} == {None}


def test_machine_forms_have_a_row_per_group_and_quantity():
    asked = ["technical-share", "--sample", "--from", "2019", "--to", "2024", "--decompose", "sex", "--format"]
    header, *lines = run(*asked, "csv").out.splitlines()
    document = json.loads(run(*asked, "json").out)
    assert header == (
        "indicator,definition,part,from_year,school_year,decomposed_by,group,quantity,"
        "value,low,high,estimate,est_low,est_high,masked_cells,unit,reason,marks"
    )
    assert len(lines) == len(document["rows"]) == 3 * 7
    assert document["decomposed_by"] == "sex"
    assert list(document["rows"][0]) == header.split(",")


def test_rounded_parts_that_do_not_add_up_are_said_to(pupils, tmp_path):
    told = "The rounded parts do not all add up to the rounded total; the unrounded parts do."
    ask_ = ["technical-share", tmp_path, "--from", "2019", "--to", "2024", "--decompose", "track"]
    pupils(**TWO_TRACKS)
    assert told not in run(*ask_).out
    pupils(**TWO_TRACKS | {"y2019": TWO_TRACKS["y2019"].replace("32", "31")})
    shown = run(*ask_).out
    assert told in shown


# --- THE REAL FILES ---


@pytest.mark.skipif(not DUO.is_dir(), reason="the real DUO files are not part of the project, and not here")
def test_sector_techniek_from_2017_to_2019_by_track():
    change = ("2017-2018", "2019-2020")
    found = values(apart(load([DUO]), "track", change=change, definition="sector"))
    exact = 23_474 / 119_243 - 25_512 / 129_131
    assert close(found["total", "together"], exact)
    parts = [found[group, name] for group in ("BB", "KB", "GL") for name in ("within", "mix")]
    assert sum(parts) == pytest.approx(exact, abs=1e-15)
    assert found["total", "within"] + found["total", "mix"] == pytest.approx(exact, abs=1e-15)


def test_a_file_without_sexes_is_decomposed_by_track_and_not_by_sex():
    """The newest of its five years is provisional, and marked so in the head of its columns."""
    file = Path(__file__).parents[1] / "sample_data" / "layouts" / "01voins-v1.zip"
    span = ["--from", "2020", "--to", "2024"]
    by_sex = run("technical-share", file, *span, "--decompose", "sex")
    assert (by_sex.code, by_sex.out) == (3, "")
    assert "prints boys and girls as one number" in by_sex.err
    by_track = run("technical-share", file, *span, "--decompose", "track")
    assert by_track.code == 0
    assert "share 2024-25 ‡" in by_track.out
    assert "share 2020-21 ‡" not in by_track.out
