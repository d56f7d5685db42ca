"""Definitions: every shipped one answers, and the user's own are checked key by key."""

import re

import pytest

from sto_cli.catalog import additions, catalog, shipped
from sto_cli.catalog.load import HERE
from sto_cli.catalog.toml_file import Document, toml_table
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


def test_the_shipped_definitions_keep_the_rules_of_the_users_own():
    document = Document((HERE / "definitions.toml").read_bytes(), "definitions.toml")
    keys = additions.definition_keys(shipped(), shipped()).keys
    document.right(document.table, keys, document.top)
    document.tell()


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
        (
            ('label = "PIE', 'lable = "PIE'),
            "sto: FILE: 2 mistakes.\nsto: FILE, key definitions.technical_share.mine.label: it is missing; add it.\nsto: FILE, key definitions.technical_share.mine.lable: this key does not exist; did you mean 'label'?",
        ),
        (('source = "our own"', ""), "sto: FILE, key definitions.technical_share.mine.source: it is missing; add it."),
        (
            ('source = "our own"', "source = 5"),
            "sto: FILE, key definitions.technical_share.mine.source: 5 is int, but text in quotes was expected.",
        ),
        (
            ('source = "our own"', 'source = "our own"\nnl.source = 5'),
            "sto: FILE, key definitions.technical_share.mine.nl.source: 5 is int, but text in quotes was expected.",
        ),
        (
            ('source = "our own"', 'source = "our own"\nnl = "van ons"'),
            "sto: FILE, key definitions.technical_share.mine.nl: 'van ons' is str, but the same in Dutch, such as nl.label was expected.",
        ),
        (
            ('source = "our own"', 'source = "our own"\nnl.bron = "van ons"'),
            "sto: FILE, key definitions.technical_share.mine.nl.bron: this key does not exist; choose from label, source, caveat, title, words.",
        ),
        (
            ("profiles =", "profile ="),
            "sto: FILE, key definitions.technical_share.mine.parts.technical.profile: this key does not exist; did you mean 'profiles'?",
        ),
        (
            ('"BWI"', '"BWJ"'),
            "sto: FILE, key definitions.technical_share.mine.parts.technical.profiles: 'BWJ' does not exist; did you mean 'BWI'?",
        ),
        (
            ('"GL"]', '"XL"]'),
            "sto: FILE, key definitions.technical_share.mine.population.tracks: 'XL' does not exist; choose from BB, KB, GL, TL, bridge, havo-vwo, havo, vwo, pro, vmbo-mbo2, vmbo-vavo, havo-vavo, vwo-vavo, english, baccalaureate, european.",
        ),
        (
            ("[3, 4]", "[3, 7]"),
            "sto: FILE, key definitions.technical_share.mine.population.grades: '7' does not exist; choose from 1, 2, 3, 4, 5, 6.",
        ),
        (
            ("[3, 4]", "[3.0, 4]"),
            "sto: FILE, key definitions.technical_share.mine.population.grades: 3.0 is float, but a grade was expected.",
        ),
        (
            ("[3, 4]", "[true]"),
            "sto: FILE, key definitions.technical_share.mine.population.grades: True is bool, but a grade was expected.",
        ),
        (
            ("[3, 4]", "[[3], 4]"),
            "sto: FILE, key definitions.technical_share.mine.population.grades: [3] is list, but a grade was expected.",
        ),
        (
            ("grades = [3, 4]", 'roles = ["teacher"]'),
            "sto: FILE, key definitions.technical_share.mine.population.roles: this key does not exist; did you mean 'profiles'?",
        ),
        (
            ('label = "technical"', 'label = "technical", distinct = ["province"]'),
            "sto: FILE, key definitions.technical_share.mine.parts.technical.distinct: 'province' does not exist; did you mean 'profile'?",
        ),
        (
            ('label = "PIE and BWI"', 'label = ["PIE", "BWI"]'),
            "sto: FILE, key definitions.technical_share.mine.label: ['PIE', 'BWI'] is list, but text in quotes was expected.",
        ),
        (
            ('["PIE", "BWI"]', "[]"),
            "sto: FILE, key definitions.technical_share.mine.parts.technical.profiles: it is empty; a list of texts in quotes was expected, or leave the key out.",
        ),
        (
            ('["PIE", "BWI"]', '"PIE"'),
            "sto: FILE, key definitions.technical_share.mine.parts.technical.profiles: 'PIE' is str, but a list of texts in quotes was expected.",
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
            "sto: FILE, key definitions.technical_share.mine.parts: it is missing; add it.",
        ),
        (
            ('{ label = "technical", profiles', "{ profiles"),
            "sto: FILE, key definitions.technical_share.mine.parts.technical.label: it is missing; add it.",
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
