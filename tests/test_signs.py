"""Signs and words of a printed change: each word, sign and way of the data in one table, and no wrong *confirmed*."""

from __future__ import annotations

import json
from fractions import Fraction
from random import Random

import pytest

from sto_cli.claims import clause
from sto_cli.claims.answers import Answers
from sto_cli.claims.check import check_claims, judge
from sto_cli.claims.file import parse
from sto_cli.claims.near_misses import Kind
from sto_cli.claims.verdict import Verdict
from sto_cli.errors import CatalogError
from sto_cli.present import reasons
from sto_cli.reading.load import load
from tests.generated import draw_pupils, write_pupils

F = Fraction
HEAD = '[source]\ntitle = "test"\n'
CHANGE = {"from": "2018-2019", "to": "2019-2020"}


def written(printed, **changed):
    """Write a claim on the technical share; without a year it is on its change from 2018 to 2019."""
    keys = {
        "id": "c",
        "printed": printed,
        "indicator": "technical_share",
        "definition": "letter",
        "definition_basis": "stated",
        **({} if "year" in changed else CHANGE),
        **changed,
    }
    return "[[claim]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items())


def claim(printed, **changed):
    (found,) = parse((HEAD + written(printed, **changed)).encode(), "c.toml").claims
    return found


def refusal(printed, **changed):
    with pytest.raises(CatalogError) as error:
        claim(printed, **changed)
    return str(error.value).split(", key ", 1)[1]


def drawn(folder, counts):
    """Load pupils of PIE and D&P of school years, written as {2019: (20, 80)}."""
    folder.mkdir(exist_ok=True)
    for year, (technical, rest) in counts.items():
        table = f"location  track  profile  3 boys\n00AA00  BB  PIE  {technical}\n00AA00  BB  D&P  {rest}"
        write_pupils(folder, draw_pupils(table), year=f"{year}-{year + 1}")
    return Answers(load([folder]))


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Draw 20% to 22% of 100 pupils, which is up by 2 points, and 22% to 20%, which is down by 2."""
    folder = tmp_path_factory.mktemp("signs")
    return {
        1: drawn(folder / "up", {2018: (20, 80), 2019: (22, 78)}),
        -1: drawn(folder / "down", {2018: (22, 78), 2019: (20, 80)}),
    }


def verdict(answers, printed, **changed):
    return judge(answers, claim(printed, **changed)).verdict


# --- EVERY WORD, SIGN AND WAY OF THE DATA ---

UP, DOWN = 1, -1
PHRASES = [
    ("{}", None),
    ("steeg met {}", UP),
    ("is gestegen met {}", UP),
    ("nam toe met {}", UP),
    ("is met {} toegenomen", UP),
    ("nam met {} toe", UP),
    ("een stijging van {}", UP),
    ("een toename van {}", UP),
    ("een groei met {}", UP),
    ("plus {}", UP),
    ("{} meer", UP),
    ("rose by {}", UP),
    ("an increase of {}", UP),
    ("grew {}", UP),
    ("daalde met {}", DOWN),
    ("Daalde  met\n{}", DOWN),
    ("is gedaald met {}", DOWN),
    ("nam af met {}", DOWN),
    ("is met {} afgenomen", DOWN),
    ("nam met {} af", DOWN),
    ("een daling van {}", DOWN),
    ("een afname van {}", DOWN),
    ("een krimp met {}", DOWN),
    ("minus {}", DOWN),
    ("min {}", DOWN),
    ("{} minder", DOWN),
    ("fell by {}", DOWN),
    ("a decrease of {}", DOWN),
    ("down {}", DOWN),
    ("daalde voor de niet-technische profielen met {}.", DOWN),
    ("het aantal steeg, maar het aandeel daalde met {}", DOWN),
]
SIGNS = [("", None), ("+", UP), ("-", DOWN), ("−", DOWN), ("–", DOWN), ("\u2011", DOWN)]
# a word | a sign | what it says: with neither nothing, and with both that disagree nothing either
SAYS = {
    (None, None): None, (None, UP): UP, (None, DOWN): DOWN,
    (UP, None): UP, (UP, UP): UP, (UP, DOWN): None,
    (DOWN, None): DOWN, (DOWN, UP): None, (DOWN, DOWN): DOWN,
}  # fmt: skip


@pytest.mark.parametrize(("phrase", "word"), PHRASES)
@pytest.mark.parametrize(("sign", "way"), SIGNS)
def test_a_change_is_confirmed_by_data_that_went_its_way_and_by_no_other(data, phrase, word, sign, way):
    printed = phrase.format(f"{sign}2 procentpunt")
    said = SAYS[word, way]
    if said is None:
        question, contradiction = "did it rise or fall?", "contradict each other"
        assert (question if word is None else contradiction) in refusal(printed)
        return
    assert claim(printed).asked.number.sign == said
    assert verdict(data[said], printed) is Verdict.CONFIRMED
    assert verdict(data[-said], printed) is Verdict.CONTRADICTED


@pytest.mark.parametrize("word", clause.WAYS)
def test_no_direction_word_is_confirmed_by_the_other_direction(data, word):
    for phrase in (f"{word} met 2 procentpunt", f"{word} by 2 pp", f"met 2 procentpunt {word}"):
        assert verdict(data[clause.WAYS[word]], phrase) is Verdict.CONFIRMED
        assert verdict(data[-clause.WAYS[word]], phrase) is Verdict.CONTRADICTED


@pytest.mark.parametrize(
    "printed",
    [
        "2 procentpunt",
        "veranderde met 2 procentpunt",
        "daalde niet met 2 procentpunt",
        "geen daling van 2 procentpunt",
        "nauwelijks gedaald, met 2 procentpunt",
        "is niet met 2 procentpunt gedaald",
        "did not fall by 2 pp",
        "didn't fall by 2 pp",
        "hardly rose by 2 pp",
        "steeg en daalde met 2 procentpunt",
        "de daling nam af met 2 procentpunt",
        "steeg met 2 procentpunt minder",
        "daalde naar 2 procentpunt",
        "daalde tot 2 procentpunt",
        "daalde van 2 procentpunt",
        "is naar 2 procentpunt gedaald",
        "daalde met misschien 2 procentpunt",
        "met 2 procentpunt per school gedaald",
        "daalde met 2 procentpunt per jaar",
        "een daling (2 procentpunt)",
        "steeg met − 2 procentpunt",
        "steeg met −nog geen 2 procentpunt",
        "steeg met ±2 procentpunt",
        "daalde met 2 procentpunt, of minder",
        "de groei viel terug met 2 procentpunt",
        "meer dan 2 procentpunt",
        "tussen 1 en 3 procentpunt",
    ],
)
def test_what_leaves_the_direction_open_is_refused_with_the_question(printed):
    said = refusal(printed)
    assert said.startswith(f"printed: '{printed}' ")
    assert "; did it rise or fall? Write reads_as = '" in said


def test_the_answers_that_the_question_offers_are_read():
    assert refusal("2 procentpunt").endswith("Write reads_as = '+2 procentpunt' or '-2 procentpunt'.")
    assert refusal("ruim 2%").endswith("Write reads_as = 'stijging van ruim 2%' or 'daling van ruim 2%'.")
    assert refusal("nog geen 2%").endswith("Write reads_as = 'stijging van nog geen 2%' or 'daling van nog geen 2%'.")
    for printed, answer, sign in [
        ("2 procentpunt", "-2 procentpunt", -1),
        ("ruim 2 procentpunt", "ruim -2 procentpunt", -1),
        ("nog geen 2 procentpunt", "daling van nog geen 2 procentpunt", -1),
        ("daalde niet met 2 procentpunt", "+2 procentpunt", 1),
    ]:
        assert claim(printed, reads_as=answer).asked.number.sign == sign


def test_nothing_that_changed_needs_no_sign(data, tmp_path):
    same = drawn(tmp_path / "same", {2018: (20, 80), 2019: (20, 80)})
    assert verdict(same, "0,0 procentpunt") is Verdict.CONFIRMED
    assert verdict(data[1], "0,0 procentpunt") is Verdict.CONTRADICTED


def test_a_fall_that_rounds_to_0_is_no_rise(tmp_path):
    """2,000 to 1,999 of 10,000 is −0.01 points, which is printed as −0,0."""
    falls = drawn(tmp_path / "falls", {2018: (2000, 8000), 2019: (1999, 8001)})
    assert verdict(falls, "-0,0 procentpunt") is Verdict.CONFIRMED
    assert verdict(falls, "+0,0 procentpunt") is Verdict.CONTRADICTED
    assert verdict(falls, "steeg met 0 procentpunt") is Verdict.CONTRADICTED
    assert verdict(falls, "+1 procentpunt", whole_unit=True) is Verdict.CONTRADICTED


# --- READS_AS ---


@pytest.mark.parametrize(
    ("printed", "reads_as"),
    [
        ("2%", "-2 procentpunt"),
        ("2 procentpunt", "+2,0 procentpunt"),
        ("1.204", "+1,204 procentpunt"),
        ("de helft", "+50 procentpunt"),
        ("verdubbeld", "+100 procentpunt"),
        ("daalde met 2 procentpunt", "−2 procentpunt"),
        ("ruim 2 procentpunt", "ruim −2 procentpunt"),
    ],
)
def test_reads_as_has_the_digits_of_what_was_printed(printed, reads_as):
    if ",0" in reads_as:
        assert "is a different number from" in refusal(printed, reads_as=reads_as)
    else:
        assert claim(printed, reads_as=reads_as)


@pytest.mark.parametrize(
    ("printed", "reads_as"),
    [
        ("12%", "-11%"),
        ("1,2%", "-12%"),
        ("-12%", "+12%"),
        ("daalde met 12%", "+12%"),
        ("steeg met 12%", "-12%"),
        ("nog geen 12%", "+12%"),
        ("ruim 12%", "+12%"),
        ("12 procentpunt", "+12%"),
        ("van 12% naar 14%", "+2%"),
        ("een derde", "+33%"),
        ("tussen 2 en 3%", "+3%"),
        ("1,2 miljoen", "+1,2%"),
    ],
)
def test_what_an_edit_of_one_of_the_two_leaves_behind_is_refused(printed, reads_as):
    expected = f"reads_as: '{reads_as}' is a different number from '{printed}'; keep the digits and words"
    assert refusal(printed, reads_as=reads_as).startswith(expected)


# --- DIRECTIONS ---


@pytest.mark.parametrize(
    ("printed", "fitting"),
    [
        ("toegenomen", {"rises", "stable_or_rises"}),
        ("licht gestegen", {"rises", "stable_or_rises"}),
        ("daling", {"falls"}),
        ("+2 procentpunt", {"rises", "stable_or_rises"}),
        ("met –2 procentpunt", {"falls"}),
        ("niet gestegen", {"stable"}),
        ("nauwelijks gedaald", {"stable", "stable_or_rises"}),
        ("steeg en daalde", set()),
        ("gelijk gebleven", {"rises", "falls", "stable", "stable_or_rises"}),
        ("niet-technische profielen", {"rises", "falls", "stable", "stable_or_rises"}),
    ],
)
def test_a_word_that_contradicts_the_direction_is_refused(printed, fitting):
    for way in ("rises", "falls", "stable", "stable_or_rises"):
        keys = {"direction": way} | ({"margin": "0,5 procentpunt"} if way == "stable" else {})
        if way in fitting:
            assert claim(printed, **keys)
        else:
            assert refusal(printed, **keys).startswith(f"direction: '{way}' does not match '{printed}'")


def test_a_reason_names_direction_margin_and_sign(data):
    keys = {"direction": "stable", "margin": "0,5 procentpunt"}
    found = judge(data[1], claim("gelijk gebleven", **keys))
    assert reasons.reason(found).startswith("'gelijk gebleven' (it stays the same, within 0.5 pp) does not follow")
    found = judge(data[1], claim("licht gestegen", direction="stable_or_rises"))
    assert reasons.reason(found).startswith("'licht gestegen' (it stays the same or rises) is reproduced")
    found = judge(data[-1], claim("daalde met 2 procentpunt"))
    assert reasons.reason(found).startswith("'daalde met 2 procentpunt' (read as '-2 procentpunt') is reproduced")
    found = judge(data[-1], claim("2%", reads_as="-2 procentpunt"))
    assert reasons.reason(found).startswith("'2%' (read as '-2 procentpunt') is reproduced")


# --- LIMITS ---


@pytest.mark.parametrize(
    ("printed", "holds"),
    # 20% of 2018, and the change of +2 points
    [
        ("meer dan 15%", True),
        ("meer dan 20%", False),
        ("minstens 20%", True),
        ("nog geen 20%", False),
        ("nog geen 21%", True),
        ("hoogstens 20%", True),
        ("niet meer dan 19%", False),
        ("tussen 20 en 25%", True),
        ("tussen 15 en 19%", False),
        ("steeg met meer dan 1 procentpunt", True),
        ("steeg met meer dan 2 procentpunt", False),
        ("steeg met nog geen 3 procentpunt", True),
        ("steeg met hoogstens 2 procentpunt", True),
        ("steeg met tussen 1 en 3 procentpunt", True),
        ("daalde met nog geen 3 procentpunt", False),
        ("daalde met hoogstens 3 procentpunt", False),
        ("daalde met meer dan 1 procentpunt", False),
        ("daalde met tussen 1 en 3 procentpunt", False),
    ],
)
def test_limits_hold_on_their_side_only(data, printed, holds):
    keys = {} if "procentpunt" in printed else {"year": "2018-2019"}
    assert verdict(data[1], printed, **keys) is (Verdict.CONFIRMED if holds else Verdict.CONTRADICTED)


def test_more_than_15_percent_is_confirmed_by_35(tmp_path):
    share = drawn(tmp_path / "share", {2019: (35, 65)})
    assert verdict(share, "meer dan 15%", year="2019-2020") is Verdict.CONFIRMED


# --- TOLERANCES THAT SAY NOTHING ---


@pytest.mark.parametrize(
    ("keys", "is_wide"),
    [
        ({"printed": "circa 20%", "tolerance": "1/5", "year": "2019-2020"}, False),
        ({"printed": "circa 20%", "tolerance": "21%", "year": "2019-2020"}, True),
        ({"printed": "circa 60%", "tolerance": "1/12", "year": "2019-2020"}, False),
        ({"printed": "circa 60%", "tolerance": "1/11", "year": "2019-2020"}, True),
        ({"printed": "gelijk", "direction": "stable", "margin": "5 procentpunt"}, False),
        ({"printed": "gelijk", "direction": "stable", "margin": "5,1 procentpunt"}, True),
    ],
)
def test_a_tolerance_that_says_nothing_needs_a_reason(data, keys, is_wide):
    """A fifth of 20% is 4 points; a twelfth of 60% is 5, and an eleventh is 5.45."""
    if is_wide:
        assert "is over a fifth of the number, or over 5 points" in refusal(**keys)
        keys |= {"tolerance_reason": "the publisher says so"}
        notes = reasons.notes(judge(data[1], claim(**keys)))
        assert notes == ["A tolerance was declared, because: the publisher says so."]
    else:
        assert claim(**keys)


def test_a_reason_without_a_tolerance_is_refused():
    assert refusal("+2 procentpunt", tolerance_reason="so").startswith(
        "tolerance_reason: it applies only with a tolerance"
    )


# --- NEAR MISSES ---


def near(answers, printed, **changed):
    claims = parse((HEAD + written(printed, **changed)).encode(), "c.toml")
    (found,) = check_claims(answers.data, claims).checks
    return [each.kind for each in found.near]


def test_a_fall_that_is_printed_as_a_rise_is_named(data):
    assert near(data[-1], "steeg met 2 procentpunt") == [Kind.SIGN]
    assert near(data[-1], "daalde met 2 procentpunt") == []


def test_digits_that_were_cut_off_are_named(tmp_path):
    """1,928 ÷ 10,000 = 19.28%, rounded 19,3 and cut off 19,2."""
    share = drawn(tmp_path / "share", {2019: (1928, 8072)})
    assert near(share, "19,2%", year="2019-2020") == [Kind.TRUNCATION]
    assert near(share, "19,1%", year="2019-2020") == []
    assert near(share, "19,3%", year="2019-2020") == []


# --- A THOUSAND CLAIMS, COMPUTED A SECOND TIME ---

INFINITY = F(10**9)
LIMITS = {
    "meer dan": lambda n: (n, INFINITY, "()"),
    "minstens": lambda n: (n, INFINITY, "[)"),
    "minder dan": lambda n: (-INFINITY, n, "()"),
    "nog geen": lambda n: (-INFINITY, n, "()"),
    "hoogstens": lambda n: (-INFINITY, n, "(]"),
    "ruim": lambda n: (n, n * 21 / 20, "[]"),
    "bijna": lambda n: (n * 19 / 20, n, "[)"),
}
WORDS = {1: ["steeg met", "een toename van", "+"], -1: ["daalde met", "een afname van", "-", "−", "–"]}


def holds(values, low, high, ends):
    """Tell whether all of these values lie between two ends; True, False, or None for some."""
    inside = [low < v < high or (v == low and ends[0] == "[") or (v == high and ends[1] == "]") for v in values]
    return all(inside) if all(inside) or not any(inside) else None


def random_claim(random, kind, truth):
    """Make up a number near the truth: as it is printed, and the ends of what that says."""
    is_share, is_change = kind.startswith("share"), kind.endswith("change")
    decimals = random.choice([0, 1, 2]) if is_share or is_change else 0
    size = F(round(abs(truth) * (100 if is_share or is_change else 1) * 10**decimals) + random.choice([-1, 0, 0, 0, 1]))
    size = max(size, F(1)) / 10**decimals
    digits = f"{float(size):.{decimals}f}".replace(".", ",")
    unit = " procentpunt" if kind == "share change" else "%" if is_share or is_change else ""
    hedge = random.choice(["", "", "", *LIMITS])
    sign = random.choice([1, -1]) if is_change else 0
    word = random.choice(WORDS[sign]) if is_change else ""
    if word in ("+", "-", "−", "–"):
        hedge = hedge if hedge in ("ruim", "bijna") else ""
        text = f"{hedge} {word}{digits}{unit}".strip()
    else:
        text = " ".join(part for part in (word, hedge, digits + unit) if part)
    half = F(1, 2) / 10**decimals
    low, high, ends = LIMITS[hedge](size) if hedge else (size - half, size + half, "[]")
    if sign == -1:
        low, high, ends = -high, -low, mirrored(ends)
    if sign == 1 and low <= 0:
        low, ends = F(0), "(" + ends[1]
    if sign == -1 and high >= 0:
        high, ends = F(0), ends[0] + ")"
    scale = 100 if is_share or is_change else 1
    return text, low / scale, high / scale, ends


def mirrored(ends):
    return {"[": "]", "(": ")", "]": "[", ")": "("}[ends[1]] + {"[": "]", "(": ")", "]": "[", ")": "("}[ends[0]]


def fillings(count):
    return [1, 2, 3, 4] if count == "<5" else [count]


def extremes(kind, first, last):
    """Give the least and the most, by trying every way to fill in what is masked."""
    share = kind.startswith("share")
    olds = [F(a, a + b) if share else F(a) for a in fillings(first[0]) for b in fillings(first[1])]
    news = [F(a, a + b) if share else F(a) for a in fillings(last[0]) for b in fillings(last[1])]
    if not kind.endswith("change"):
        return min(news), max(news)
    values = [new - old if share else new / old - 1 for old in olds for new in news]
    return min(values), max(values)


@pytest.mark.parametrize("seed", range(20))
def test_fifty_random_claims_are_judged_as_plain_fractions_say(tmp_path, seed):
    random = Random(seed)  # noqa: S311  # the same claims every time
    counts = [random.choice(["<5", *[random.randint(5, 400) for _ in range(4)]]) for _ in range(4)]
    first, last = (counts[0], counts[1]), (counts[2], counts[3])
    answers = drawn(tmp_path / "data", {2018: first, 2019: last})
    seen = set()
    for _ in range(50):
        kind = random.choice(["share", "share change", "count", "count change"])
        low, high = extremes(kind, first, last)
        text, least, most, ends = random_claim(random, kind, random.choice([low, high]))
        keys = {} if kind.endswith("change") else {"year": "2019-2020"}
        if kind.startswith("count"):
            keys |= {"indicator": "pupil_count", "definition": "technical-grade3"}
        found = judge(answers, claim(text, **keys)).verdict
        # what lies between the two ends of the data may be true as well, so all of it must lie outside
        outside = high < least or low > most or (high == least and ends[0] == "(") or (low == most and ends[1] == ")")
        if holds([low, high], least, most, ends):
            expected = {Verdict.CONFIRMED}
        elif outside:
            expected = {Verdict.CONTRADICTED}
        else:
            expected = {*Verdict} - {Verdict.CONFIRMED, Verdict.CONTRADICTED}
        assert found in expected, (text, keys, counts)
        seen.add(found)
    assert len(seen) > 1
