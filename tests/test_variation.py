"""The seeded part of the variation test, a sixth of the kinds of edits once; `make proof` makes all of them in every layout."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.drawing import Outcome
from tests.variation import judge
from tests.variation.edits import Kind
from tests.variation.files import Draft, Meant
from tests.variation.run import KNOWN, SUBJECTS, Judged, cases, harmful, report

FILES = [
    pytest.param(name, layout, id=f"{name} {layout}") for name, each in SUBJECTS.items() for layout in each.layouts
]


@pytest.mark.parametrize(("name", "layout"), FILES)
def test_edits_of_a_valid_file_are_answered_refused_bounded_or_noted(name, layout):
    subject = SUBJECTS[name]
    seed = subject.layouts.index(layout)
    judged = list(cases(subject, seed, questions=1, every=6 * len(subject.layouts)))
    assert judged
    assert [each for each in judged if each.wrong and each.side != "undetectable" and each.kind not in KNOWN] == []


def test_what_is_known_to_fail_is_a_kind_and_has_a_reason():
    kinds = {kind for subject in SUBJECTS.values() for kinds in subject.kinds.values() for kind in kinds}
    assert set(KNOWN) <= kinds
    assert all(KNOWN.values())


def test_the_proof_fails_on_a_failure_that_is_not_known_and_on_a_known_one_that_is_mended(capsys):
    def told(*failing):
        judged = [Judged(side, "fine", "2019", 0, "pupils", "") for side in ("legitimate", "harmful", "undetectable")]
        return report([*judged, *(Judged("harmful", kind, "2019", 0, "pupils", "exit 0") for kind in failing)])

    assert told(*KNOWN) == 0
    assert told(*KNOWN, "a new one") == 1
    assert "a new one | 2019 | pupils | exit 0" in capsys.readouterr().out
    mended, *rest = sorted(KNOWN)
    assert told(*rest) == 1
    assert f"mended, so it must leave the list of known failures: {mended}" in capsys.readouterr().out


# --- THE JUDGE ---


def row(track, profile, low, high=None, *, province="Utrecht", location="00AA00"):
    return Meant(location, province, track, "Techniek", profile, ((3, (low, high or low)),))


KNOWN_ROWS = [row("BB", "PIE", 20), row("KB", "Z&W", 1, 4), row("TL", "none", 40)]


@pytest.mark.parametrize(
    ("unknown", "low", "high"),
    [
        ([], Fraction(20, 24), Fraction(20, 21)),
        ([row("GL", "?X", 10)], Fraction(20, 24 + 10), Fraction(20 + 10, 21 + 10)),
        ([row("?X", "PIE", 10)], Fraction(20, 24), Fraction(20 + 10, 21 + 10)),
        ([row("?X", "Z&W", 10)], Fraction(20, 24 + 10), Fraction(20, 21)),
        ([row("?HAVO lj 3", "?N.v.t.", 10)], Fraction(20, 24), Fraction(20, 21)),
    ],
    ids=["a mask", "U: part or rest", "UA: part or nothing", "UB: rest or nothing", "elsewhere"],
)
def test_the_judge_bounds_a_share(unknown, low, high):
    """20 in PIE and 1 to 4 in Z&W, and 10 of whom a code is unknown."""
    assert judge.answers("technical share", KNOWN_ROWS + unknown) == {("technical", ""): (low, high)}


def test_the_judge_counts_profiles_and_pupils():
    rows = [*KNOWN_ROWS, row("GL", "?X", 10), row("GL", "?Y", 10, location="00BB00"), row("?Z", "PIE", 5)]
    assert judge.answers("profiles", rows) == {
        ("technical", ""): (1, 1 + 2),
        ("other", ""): (1, 1 + 2),
        ("legacy", ""): (0, 2),
        ("locations", ""): (1, 2),
    }
    assert judge.answers("pupils", rows) == {("all", ""): (20 + 1 + 10 + 10, 20 + 4 + 10 + 10 + 5)}


def test_the_judge_gives_a_province_what_may_lie_in_it():
    rows = [row("BB", "PIE", 20), row("BB", "Z&W", 10), row("BB", "PIE", 5, province="?Elders")]
    found = judge.answers("technical share", rows, by_province=True)
    assert found == {("technical", "Utrecht"): (Fraction(20, 30), Fraction(25, 35))}


# --- WHAT IS ACCEPTED OF A HARMFUL EDIT ---

DRAFT = Draft("2019", "x.csv", {}, [], KNOWN_ROWS, [row("BB", "PIE", 10), row("KB", "Z&W", 10)])
OUT = "indicator,part,school_year,low,high\ntechnical_share,technical,2019-2020,{},{}\n"


@pytest.mark.parametrize(
    ("code", "out", "err", "accepted"),
    [
        (3, "", "sto: FILE: no AFDELING", True),
        (3, "", "sto: FILE: no such thing", False),
        (3, "", "sto: something else", False),
        (70, "", "sto: FILE: a bug", False),
        (0, OUT.format(0.4, 0.6), "", True),
        (0, OUT.format(0.6, 0.6), "", False),
        (0, OUT.format(0.6, 0.6), "note: FILE: the column AFDELING", True),
        (0, OUT.format(0.6, 0.6), "note: FILE: as ever", False),
        (0, OUT.format(0.6, 0.6), "note: FILE: another column", False),
    ],
)
def test_a_harmful_edit_is_refused_bounded_or_noted_by_name(code, out, err, accepted):
    """The truth is a half: 10 of 20."""
    usual = Outcome(0, "", "note: FILE: as ever")
    kind = Kind(lambda draft: draft, ("AFDELING", "as ever"))
    wrong = harmful(Outcome(code, out, err), usual, kind, DRAFT, lambda meant: judge.answers("technical share", meant))
    assert (wrong == "") is accepted
