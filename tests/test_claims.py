"""Claims files: every way of being wrong has its sentence, with file, claim and key; the shipped ones are right."""

from __future__ import annotations

import datetime as dt
import re
import time
from fractions import Fraction
from pathlib import Path

import pytest

from sto_cli.claims.asked import Direction
from sto_cli.claims.check import check_claims
from sto_cli.claims.claim import Basis
from sto_cli.claims.file import SHIPPED, claim_keys, is_claims, load_claims, parse
from sto_cli.claims.verdict import Range
from sto_cli.errors import CatalogError, ExitCode
from sto_cli.reading.load import load, sample_folder

RIGHT = {
    "id": '"share"',
    "printed": '"19,2%"',
    "indicator": '"technical_share"',
    "definition": '"letter"',
    "definition_basis": '"assumed"',
    "year": '"2019-2020"',
}
SOURCE = '[source]\ntitle = "A letter"\ndate = 2026-02-10\n'


def claim(**changed):
    """Write a right claim with some keys changed; None leaves one out."""
    keys = RIGHT | changed
    return "[[claim]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items() if value is not None)


def parsed(*claims, source=SOURCE):
    return parse((source + "".join(claims)).encode(), "c.toml")


CHANGE = {"year": None, "from": '"2019-2020"', "to": '"2024-2025"'}
DIRECTION = CHANGE | {"printed": '"toegenomen"', "direction": '"rises"'}
STABLE = {"printed": '"gelijk gebleven"', "direction": '"stable"'}


def test_a_claim_is_parsed_once_into_question_and_interval():
    (found,) = parsed(claim(page=None, where='{ province = "Utrecht" }')).claims
    assert (found.id, found.line, found.basis, found.source.date) == ("share", 4, Basis.ASSUMED, dt.date(2026, 2, 10))
    assert found.asked.years == ("2019-2020",)
    assert found.asked.question.where == {"province": ("Utrecht",)}
    assert found.asked.range == Range(Fraction("0.1915"), Fraction("0.1925"))


def test_a_claim_knows_its_line_in_the_file():
    found = parsed(claim(), "\n# [[claim]] in a comment is none\n", claim(id='"other"'))
    assert [one.line for one in found.claims] == [4, 13]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"direction": '"rises"'}, Range(Fraction(0), None, low_open=True)),
        ({"direction": '"falls"', "printed": '"daling"'}, Range(None, Fraction(0), high_open=True)),
        ({"direction": '"stable_or_rises"'}, Range(Fraction(0), None)),
        ({"direction": '"stable_or_rises"', "margin": '"0,5 procentpunt"'}, Range(Fraction("-0.005"), None)),
        (STABLE | {"margin": '"0,5 procentpunt"'}, Range(Fraction("-0.005"), Fraction("0.005"))),
        (STABLE | {"margin": '"0 procentpunt"'}, Range(Fraction(0), Fraction(0))),
    ],
)
def test_a_direction_is_an_interval(keys, expected):
    (found,) = parsed(claim(**(DIRECTION | keys))).claims
    assert found.asked.direction is Direction(keys["direction"].strip('"'))
    assert found.asked.range == expected


@pytest.mark.parametrize(
    ("keys", "low", "high"),
    [
        ({"printed": '"ruim 19%"'}, "0.19", "0.1995"),
        ({"printed": '"circa 20%"', "tolerance": '"1/20"'}, "0.19", "0.21"),
        ({"printed": '"circa 20%"', "tolerance": '"5%"'}, "0.19", "0.21"),
        ({"printed": '"11%"', "reads_as": '"-11%"', "indicator": '"fte_change"', "part": '"other"', **CHANGE}, "-0.115", "-0.105"),
        ({"printed": '"+1,2 procentpunt"', "whole_unit": "true", **CHANGE}, "0.011", "0.013"),
    ],
)  # fmt: skip
def test_hedges_signs_and_differences_widen_what_was_printed(keys, low, high):
    (found,) = parsed(claim(**keys)).claims
    assert (found.asked.number.low, found.asked.number.high) == (Fraction(low), Fraction(high))


# fmt: off
WRONG = [
    ({"definitoin": '"letter"'}, "key definitoin: this key does not exist; did you mean 'definition'?"),
    ({"indicator": '"technical_shar"'}, "key indicator: 'technical_shar' does not exist; did you mean 'technical_share'?"),
    ({"definition": '"leter"'}, "key definition: technical_share has no definition 'leter'; did you mean 'letter'?"),
    ({"definition": None}, "key definition: it is missing; add it."),
    ({"definition_basis": None}, "key definition_basis: it is missing; add it."),
    ({"definition_basis": '"state"'}, "key definition_basis: 'state' does not exist; did you mean 'stated'?"),
    ({"printed": None}, "key printed: it is missing; add it."),
    ({"printed": "19.2"}, "key printed: 19.2 is float, but text in quotes was expected."),
    ({"printed": '"veel"'}, "key printed: 'veel' is not a printed number; write only a number such as 19,2%, +14%, 11.440, 1,2 procentpunt or ruim 60.000."),
    ({"printed": '" "'}, "key printed: it is blank; text in quotes was expected, or leave the key out."),
    ({"year": "2019.5"}, "key year: 2019.5 is float, but a school year such as '2019-2020' was expected."),
    ({"year": "true"}, "key year: True is bool, but a school year such as '2019-2020' was expected."),
    ({"year": '"2019-2021"'}, "key year: '2019-2021' is not a school year: 2021 does not follow 2019; write 2019-2020 or 2019."),
    ({"year": '"2026-2027"'}, "key year: 2026-2027 was counted after 2026-02-10, the date of its source; correct the year or the date."),
    ({"year": None}, "key year: a claim needs one year (year), or the two years of a change (from and to); give these."),
    ({"to": '"2024-2025"'}, "key year: a claim needs one year (year), or the two years of a change (from and to); give these."),
    (CHANGE | {"to": '"2018-2019"'}, "key from: 2019-2020 does not come before 2018-2019; swap them."),
    ({"part": '"tecnical"'}, "key part: 'tecnical' does not exist; did you mean 'technical'?"),
    ({"indicator": '"profile_count"', "printed": '"559"'}, "key part: profile_count has several parts under letter; choose from technical, other, legacy, locations."),
    ({"where": '{ provincies = "Utrecht" }'}, "key where.provincies: no such column; did you mean 'provincie'?"),
    ({"where": '{ province = "Utrect" }'}, "key where.province: there is no province 'Utrect'; did you mean 'Utrecht'?"),
    ({"where": '{ sex = "girlz" }'}, "key where.sex: there is no sex 'girlz'; did you mean 'girls'?"),
    ({"where": "{ sex = [] }"}, "key where.sex: it is empty; name a value, or leave it out."),
    ({"source": "{ pag = 2 }"}, "key source.pag: this key does not exist; did you mean 'page'?"),
    ({"direction": '"rises"'}, "key direction: a direction needs a change; give from and to."),
    (DIRECTION | {"direction": '"rising"'}, "key direction: 'rising' does not exist; choose from rises, falls, stable, stable_or_rises."),
    (DIRECTION | STABLE, "key margin: it is missing; give the largest change that counts as stable, such as '2%' or '0,5 procentpunt'."),
    (DIRECTION | STABLE | {"margin": '"-0,5 procentpunt"'}, "key margin: '-0,5 procentpunt' is not a size of such a change; a number of percentage points (procentpunt) was expected."),
    (DIRECTION | {"tolerance": '"5%"'}, "key tolerance: it applies to a number, but this claim is a direction; leave it out."),
    (DIRECTION | {"whole_unit": "true"}, "key whole_unit: it applies to a number, but this claim is a direction; leave it out."),
    (DIRECTION | {"reads_as": '"+2%"'}, "key reads_as: it applies to a number, but this claim is a direction; leave it out."),
    (DIRECTION | STABLE | {"margin": '"2%"'}, "key margin: '2%' is not a size of such a change; a number of percentage points (procentpunt) was expected."),
    (DIRECTION | {"margin": '"1 procentpunt"'}, "key margin: a margin does not apply to 'rises'; leave it out."),
    ({"margin": '"1 procentpunt"'}, "key margin: it applies only to a direction; use tolerance for hedged words."),
    ({"printed": '"circa 19%"', "tolerance": '"wide"'}, "key tolerance: 'wide' is not a part of a number; write '1/20' or '5%'."),
    ({"printed": '"11.440"'}, "key printed: '11.440' is read as a number without a unit, but technical_share gives a percentage here; correct the indicator, or write the number with its sign or unit in reads_as."),
    ({"not_computable": '"no data"'}, "key definition: applies only to a claim that is computed; leave it out, or leave out not_computable."),
]
# fmt: on
"""Keys of a claim that are wrong, and what is said of each; tests/test_schemas.py tells which of them an editor sees."""


@pytest.mark.parametrize(("keys", "message"), WRONG)
def test_what_is_wrong_is_named_with_file_claim_and_key(keys, message):
    with pytest.raises(CatalogError) as error:
        parsed(claim(**keys))
    assert re.sub(r"^c.toml:[0-9]+", "c.toml", str(error.value)) == f"c.toml, claim share, {message}"
    assert error.value.exit_code is ExitCode.USAGE


def test_an_id_that_stands_there_twice_is_refused():
    with pytest.raises(CatalogError, match=r"^c.toml:12, claim share, key id: is also used on line 4"):
        parsed(claim(), claim())


def test_claims_in_one_list_cannot_share_an_id_either():
    one = "{ id = 'a', printed = '7', not_computable = 'no data' }"
    with pytest.raises(CatalogError, match="claim a, key id: is also used on line 1"):
        parse(f"claim = [{one}, {one}]\nsource = {{ title = 'x' }}".encode(), "c.toml")


def test_a_claim_without_an_id_is_named_by_its_line():
    with pytest.raises(CatalogError, match=r"^c.toml:4, claim on line 4, key id: it is missing"):
        parsed(claim(id=None))


def test_all_mistakes_of_a_file_are_told_at_once_each_with_its_line():
    wrong = (
        claim(definitoin='"letter"', year="2019.5"),
        claim(id='"other"', indicator='"technical_shar"'),
        claim(id='"share"'),
    )
    missing = (
        claim(id=None, printed='"12"', definition=None),
        claim(id='"e"', source="{ pag = 2 }", where='{ sex = "X", provnce = "Y" }'),
    )
    with pytest.raises(CatalogError) as error:
        parsed(*wrong, *missing)
    assert str(error.value).splitlines() == [
        "c.toml: 9 mistakes.",
        "c.toml:10, claim share, key year: 2019.5 is float, but a school year such as '2019-2020' was expected.",
        "c.toml:11, claim share, key definitoin: this key does not exist; did you mean 'definition'?",
        "c.toml:15, claim other, key indicator: 'technical_shar' does not exist; did you mean 'technical_share'?",
        "c.toml:20, claim share, key id: is also used on line 4; give each claim its own id.",
        "c.toml:26, claim on line 26, key id: it is missing; add it.",
        "c.toml:26, claim on line 26, key definition: it is missing; add it.",
        "c.toml:38, claim e, key source.pag: this key does not exist; did you mean 'page'?",
        "c.toml:39, claim e, key where.sex: there is no sex 'X'; choose from boys, girls, unknown.",
        "c.toml:39, claim e, key where.provnce: no such column; did you mean 'province'?",
    ]


# --- NO SMALL FILE TAKES LONG ---


def many(count):
    return "".join(claim(id=f'"c{number}"') for number in range(count))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (claim(printed='"circa 20%"', tolerance='"1e-999999999"'), "c.toml:11, claim share, key tolerance: '1e-999999999' is not a part of a number; write '1/20' or '5%'."),
        (claim(printed='"circa 20%"', tolerance='"1/9999999"'), "c.toml:11, claim share, key tolerance: '1/9999999' is not a part of a number; write '1/20' or '5%'."),
        ("a." * 20_000 + "a = 1", "c.toml: not valid TOML (line 1 has 40,005 characters, more than the limit of 20,000); correct that place."),
        ("x = 1\n" + "a." * 9_000 + "a = 1", "c.toml: not valid TOML (line 2 has a dotted key of more than 8 parts); correct that place."),
        ("[" + "a . " * 8 + "a]", "c.toml: not valid TOML (line 1 has a dotted key of more than 8 parts); correct that place."),
        ("x = { " + "'a'.\"b\"." * 4 + "a = 1 }", "c.toml: not valid TOML (line 1 has a dotted key of more than 8 parts); correct that place."),
        ("#\n" * 600_000, "c.toml: not valid TOML (it has 1,200,000 characters, more than the limit of 1,000,000); correct that place."),
        ("x = " + "[" * 9_000, "c.toml: not valid TOML (its brackets nest too deeply); correct that place."),
        (many(2_001), "c.toml: the file has 2,001 claims, more than the limit of 2,000; split it."),
    ],
    ids=["exponent", "part", "line", "key", "header", "inline", "size", "brackets", "claims"],
)  # fmt: skip
def test_what_would_take_long_is_refused_at_once(text, message):
    began = time.process_time()
    with pytest.raises(CatalogError) as error:
        parse((text if "[[claim]]" not in text else SOURCE + text).encode(), "c.toml")
    assert str(error.value) == message
    assert time.process_time() - began < 60


def test_a_text_with_many_dots_is_no_key():
    assert parsed(claim(note='"a.b c. d.e.f 1.2 ... www.a.nl/b.c i.e. and so on. And more. And more. And more."'))


def test_as_many_claims_as_there_may_be_are_checked_in_time():
    claims = parsed(many(2_000).replace("19,2%", "19,9%"))
    data = load([sample_folder()])
    began = time.process_time()
    assert len(check_claims(data, claims).checks) == 2_000
    assert time.process_time() - began < 60


NO_CLAIMS = [
    ("", "c.toml: the file has no claims; write each claim as a table [[claim]]."),
    ("claim = []", "c.toml: the file has no claims; write each claim as a table [[claim]]."),
    ("claim = 3", "c.toml:1, key claim: 3 is int, but tables [[claim]] was expected."),
    ("clam = []", "c.toml:1, key clam: this key does not exist; did you mean 'claim'?"),
    ("[[claim]]\nid = 19,2", "c.toml: not valid TOML"),
    ("[claim.share]\nprinted = '1%'", "c.toml, key claim: "),
    ("claim = [1]", "c.toml:1, key claim: each item must be a table; write it as [[claim]]."),
]


@pytest.mark.parametrize(("text", "message"), NO_CLAIMS)
def test_a_file_that_is_no_claims_file_is_refused(text, message):
    with pytest.raises(CatalogError) as error:
        parsed(text, source="")
    assert str(error.value).startswith(message)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CatalogError, match=r"cannot be read \(No such file or directory\)"):
        load_claims(str(tmp_path / "none.toml"))


def test_definitions_of_ones_own_stand_in_the_catalog_and_not_beside_the_claims():
    with pytest.raises(
        CatalogError, match=r"c.toml:1, key definitions: your own definitions belong in the file of --catalog"
    ):
        parse(('definitions = "own.toml"\n' + SOURCE + claim()).encode(), "c.toml")


def test_a_byte_order_mark_does_no_harm():
    assert parse(b"\xef\xbb\xbf" + (SOURCE + claim()).encode(), "c.toml").claims


def test_a_first_argument_is_claims_by_name_or_ending():
    assert [is_claims(text) for text in ("letter", "published", "my/claims.toml", "duo", "letters")] == [
        True, True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_claims_load_and_say_where_each_was_read(name):
    claims = load_claims(name)
    assert all(one.source.page and one.says for one in claims.claims)
    assert len({one.line for one in claims.claims}) == len(claims.claims)


def test_the_letter_has_every_number_with_its_reading_or_its_reason():
    found = load_claims("letter").claims
    assert len(found) == 16
    assert sum(one.asked is None and "what must be believed" in str(one.not_computable) for one in found) == 6
    assert {one.basis for one in found if one.asked} == {Basis.ASSUMED}


def test_the_example_of_the_documentation_loads():
    page = (Path(__file__).parent.parent / "docs" / "check.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert [one.id for one in parse(example.encode(), "example.toml").claims] == ["technical-share", "budget"]
    assert {f"`{key}`" for key in claim_keys()} <= {*re.findall(r"`\w+`", page)}
