"""Definitions: every shipped one answers, and the user's own are checked key by key."""

import re

import pytest

from sto_cli.catalog import catalog
from sto_cli.catalog.toml_file import toml_table
from sto_cli.measuring.measure import measure
from sto_cli.measuring.question import ask
from sto_cli.reading.load import load
from tests.drawing import enrolment, run

GOOD = """
[definitions.technical_share.mine]
label = "PIE and BWI"
source = "our own"
population = { tracks = ["BB", "KB", "GL"], grades = [3, 4] }
parts.technical = { label = "technical", profiles = ["PIE", "BWI"] }
"""


@pytest.fixture(scope="module")
def sample():
    return load(sample=True)


@pytest.mark.parametrize(
    ("indicator", "name"), [(i, name) for i, all_ in catalog().definitions.items() for name in all_]
)
def test_every_shipped_definition_answers_on_the_sample(sample, indicator, name):
    frame = measure(sample, ask(indicator, definition=name)).frame

    assert frame["low"].is_not_null().any()
    assert catalog().definitions[indicator][name].source


def test_every_profile_has_its_spelling_sector_years_and_source():
    for code, profile in catalog().profiles.items():
        assert profile.spellings, code
        assert profile.sectors, code
        assert profile.elements or profile.group == "legacy", code  # no element code of a Technologieroute was seen
        assert profile.from_year, code
        assert profile.source, code


def with_definitions(tmp_path, text, *options):
    own = tmp_path / "own.toml"
    own.write_text(text, encoding="utf-8")
    folder = tmp_path / "duo"
    folder.mkdir(exist_ok=True)
    enrolment(folder)
    found = run("technical-share", folder, "--catalog", own, "--definition", "mine", "--format", "csv", *options)
    return found, re.sub(r"FILE:[0-9]+", "FILE", found.err.replace(str(own), "FILE"))


def test_an_own_definition_may_have_its_dutch(tmp_path):
    text = GOOD.replace('source = "our own"', 'source = "our own"\nnl.label = "alleen van ons"')
    found, _ = with_definitions(tmp_path, text, "--format", "table", "--lang", "nl")
    assert "Definitie mine: alleen van ons\n" in found.out
    found, _ = with_definitions(tmp_path, GOOD, "--format", "table", "--lang", "nl")
    assert "Definitie mine: PIE" in found.out


def test_an_own_definition_is_used_by_name(tmp_path):
    found, _ = with_definitions(tmp_path, GOOD)

    assert found.code == 0
    assert "technical_share,mine,technical,,2019-2020,20,40,0.5," in found.out


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('label = "PIE', 'lable = "PIE'), "sto: FILE, [technical_share.mine]: an unknown key, 'lable'."),
        (('source = "our own"', ""), "sto: FILE, [technical_share.mine]: a missing key, 'source'."),
        (
            ('source = "our own"', "source = 5"),
            "sto: FILE, [technical_share.mine]: 'source' is 5, but text in quotes was expected.",
        ),
        (
            ('source = "our own"', 'source = "our own"\nnl.source = 5'),
            "sto: FILE, [technical_share.mine]: 'source' is 5, but text in quotes was expected.",
        ),
        (
            ('source = "our own"', 'source = "our own"\nnl = "van ons"'),
            "sto: FILE, [technical_share.mine.nl]: 'van ons' is not a table; write it as { key = [values] }.",
        ),
        (
            ('source = "our own"', 'source = "our own"\nnl.bron = "van ons"'),
            "sto: FILE, [technical_share.mine.nl]: an unknown key, 'bron'.",
        ),
        (("profiles =", "profile ="), "sto: FILE, [technical_share.mine.technical]: an unknown key, 'profile'."),
        (
            ('"BWI"', '"BWJ"'),
            "sto: FILE, [technical_share.mine.technical]: 'profiles' has the unknown value 'BWJ'; see sto catalog profiles.",
        ),
        (
            ('"GL"]', '"XL"]'),
            "sto: FILE, [technical_share.mine.population]: 'tracks' has the unknown value 'XL'; see sto catalog tracks.",
        ),
        (
            ("[3, 4]", "[3, 7]"),
            "sto: FILE, [technical_share.mine.population]: 'grades' has the unknown value '7'; see sto catalog tracks.",
        ),
        (
            ("[3, 4]", "[3.0, 4]"),
            "sto: FILE, [technical_share.mine.population]: 'grades' has the unknown value '3.0'; see sto catalog tracks.",
        ),
        (
            ("[3, 4]", "[true]"),
            "sto: FILE, [technical_share.mine.population]: 'grades' has the unknown value 'True'; see sto catalog tracks.",
        ),
        (
            ("[3, 4]", "[[3], 4]"),
            "sto: FILE, [technical_share.mine.population]: 'grades' has the unknown value '[3]'; see sto catalog tracks.",
        ),
        (
            ("grades = [3, 4]", 'roles = ["teacher"]'),
            "sto: FILE, [technical_share.mine.population]: a key that does not apply to this indicator, 'roles'.",
        ),
        (
            ('label = "technical"', 'label = "technical", distinct = ["province"]'),
            "sto: FILE, [technical_share.mine.technical]: 'distinct' has the unknown value 'province'; see sto catalog definitions.",
        ),
        (
            ('label = "PIE and BWI"', 'label = ["PIE", "BWI"]'),
            "sto: FILE, [technical_share.mine]: 'label' is ['PIE', 'BWI'], but text in quotes was expected.",
        ),
        (
            ('["PIE", "BWI"]', "[]"),
            "sto: FILE, [technical_share.mine.technical]: 'profiles' must be a list with at least one value.",
        ),
        (
            ('["PIE", "BWI"]', '"PIE"'),
            "sto: FILE, [technical_share.mine.technical]: 'profiles' must be a list with at least one value.",
        ),
        (
            ("technical_share.mine", "technical.mine"),
            "sto: FILE, key definitions.technical: this key does not exist; did you mean 'technical_share'?",
        ),
        (
            ("technical_share.mine", "technical_share.letter"),
            "sto: FILE, key definitions.technical_share.letter: sto already has a definition with that name; choose another.",
        ),
        (
            ('parts.technical = { label = "technical", profiles = ["PIE", "BWI"] }', ""),
            "sto: FILE, [technical_share.mine]: a definition needs at least one part, such as parts.technical.",
        ),
        (
            ('{ label = "technical", profiles', "{ profiles"),
            "sto: FILE, [technical_share.mine.technical]: a missing key, 'label'.",
        ),
    ],
    ids=lambda value: value[1][:40] if isinstance(value, tuple) else "",
)
def test_a_definition_that_breaks_a_rule_is_refused_with_file_and_key(tmp_path, change, message):
    found, err = with_definitions(tmp_path, GOOD.replace(*change))

    assert (found.code, found.out, err) == (2, "", message + "\n")


def test_a_file_that_is_no_toml_is_refused(tmp_path):
    found, err = with_definitions(tmp_path, "[definitions.technical_share.mine")

    assert found.code == 2
    assert err.startswith("sto: FILE: not valid TOML (")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("grades = " + "[" * 3000, "its brackets nest too deeply"),
        ("grades = [9223372036854775808]", "a whole number has more than 64 bits"),
        ("grades = [0x" + "F" * 5000 + "]", "a whole number has more than 64 bits"),
    ],
    ids=["brackets", "a long number", "a number that Python cannot print"],
)
def test_what_python_cannot_hold_is_refused(tmp_path, text, reason):
    found, err = with_definitions(tmp_path, text)

    assert (found.code, err) == (
        2,
        f"sto: FILE: not valid TOML ({reason}); correct that place.\n",
    )


def test_the_longest_whole_number_of_toml_is_read():
    assert toml_table("n = 9223372036854775807") == {"n": 2**63 - 1}
