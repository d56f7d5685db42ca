"""Questions in English and in Dutch: every name of a column and a value is understood, without case and accents."""

import re

import pytest

import sto_cli
from sto_cli.catalog import catalog
from sto_cli.errors import ExitCode, InputError, UsageError
from sto_cli.language import DUTCH, ENGLISH, speaking
from sto_cli.measuring import spoken
from sto_cli.measuring.measure import measure
from sto_cli.measuring.question import DIMENSIONS, ask
from tests.drawing import run
from tests.test_claims import claim, parsed

COLUMNS = sorted({*DIMENSIONS["enrolment"], *DIMENSIONS["staffing"]})
CLOSED = [column for column in COLUMNS if not spoken.is_open(column)]

SCHOOLS = """
    location  province  track  grade  sex    profile                      pupils
    00AA00    Utrecht   KB     3      boys   Produceren, installeren en energie  12
    00AA00    Utrecht   KB     3      girls  Mobiliteit en transport             3
"""


def indicator_with(column):
    return "fte_change" if column == "role" else "pupil_count"


@pytest.mark.parametrize("language", [ENGLISH, DUTCH])
@pytest.mark.parametrize("column", COLUMNS)
def test_what_a_screen_calls_a_column_is_understood(column, language):
    with speaking(language):
        shown = spoken.shown_column(column)
    assert ask(indicator_with(column), by=shown).by == (column,)
    assert ask(indicator_with(column), by=f" {shown.upper()} ").by == (column,)


@pytest.mark.parametrize("language", [ENGLISH, DUTCH])
@pytest.mark.parametrize("column", CLOSED)
def test_what_a_screen_calls_a_value_is_understood(column, language):
    """Every value there is, as it is shown, in capitals, and left out with !=."""
    values = {*spoken.spellings(column).values()}
    assert len(values) > 2
    for value in values:
        with speaking(language):
            shown = spoken.shown_value(value)
        for text in (shown, shown.upper(), f" {shown.lower()} "):
            asked = ask(indicator_with(column), where={column: text, f"{column}!": [text]})
            assert asked.where == {column: (value,), f"{column}!": (value,)}


@pytest.mark.parametrize(
    ("dutch", "english"),
    [
        ({"geslacht": "meisjes"}, {"sex": ("girls",)}),
        ({"leerweg": "kaderberoepsgerichte leerweg"}, {"track": ("KB",)}),
        ({"Leerweg": "basis, kader"}, {"track": ("BB", "KB")}),
        ({"profiel": "Mobiliteit en transport"}, {"profile": ("M&T",)}),
        ({"profiel": "mobiliteit & transport"}, {"profile": ("M&T",)}),
        ({"profiel": "mtr"}, {"profile": ("M&T",)}),
        ({"profiel": "Bouwen, wonen en interieur,PIE"}, {"profile": ("BWI", "PIE")}),
        ({"profiel": "bouwen wonen en interieur"}, {"profile": ("BWI",)}),
        ({"profiel!": "mvi"}, {"profile!": ("MVI",)}),
        ({"provincie": "FRYSLAN"}, {"province": ("Friesland",)}),
        ({"provincie": "Noord Brabant"}, {"province": ("Noord-Brabant",)}),
        ({"leerweg": "havo,vwo"}, {"track": ("havo", "vwo")}),
        ({"leerweg": "havo-vwo"}, {"track": ("havo-vwo",)}),
        ({"leerjaar": 3}, {"grade": ("3",)}),
        ({"profiel": "geen"}, {"profile": ("none",)}),
    ],
)
def test_dutch_is_understood_as_its_english(dutch, english):
    assert ask("pupil_count", where=dutch).where == english


def test_no_name_of_a_value_means_two():
    for column in CLOSED:
        known = spoken.spellings(column)
        for value, names in catalog().values.get(column, {}).items():
            assert {known[spoken.plain(name)] for name in names} == {value}


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ({"by": "provincies"}, "did you mean 'provincie'?"),
        ({"by": "provinces"}, "did you mean 'province'?"),
        ({"by": "kleur"}, "choose from province, municipality"),
        ({"where": {"geslacht": "meisje s"}}, "did you mean 'girls'?"),
        ({"where": {"province": "Utrect"}}, "did you mean 'Utrecht'?"),
        ({"where": {"profile": "PIE, mobiliteit"}}, "--where profile=mobiliteit: there is no such profile; did you mean 'M&T'?"),
        ({"where": {"profile!": "QQQ"}}, "choose from BWI, PIE"),
        ({"where": {"leerjaar": "9"}}, "choose from 1, 2, 3, 4, 5, 6"),
    ],
)  # fmt: skip
def test_a_wrong_word_is_refused_with_the_nearest_right_one(wrong, hint):
    with pytest.raises(UsageError, match=re.escape(hint)) as refused:
        ask("pupil_count", **wrong)
    assert refused.value.exit_code == ExitCode.USAGE


def test_a_dutch_screen_names_the_nearest_word_in_dutch(monkeypatch):
    monkeypatch.setenv("STO_LANG", "nl")
    found = run("pupils", "--sample", "--where", "geslacht=meisjse")
    assert found.code == ExitCode.USAGE
    assert "wordt 'meisjes' bedoeld?" in found.err


@pytest.mark.parametrize(
    ("word", "kept"), [("Den Haag", "'s-Gravenhage"), ("the hague", "'s-Gravenhage"), ("Súdwest Fryslan", "SUDWEST-FRYSLÂN")]
)  # fmt: skip
def test_a_municipality_is_found_by_its_other_names(word, kept):
    known = spoken.spellings("municipality", ["'s-Gravenhage", "Utrecht", "SUDWEST-FRYSLÂN"])
    assert spoken.values_named(f"{word}, utrecht", known) == [(word, kept), ("utrecht", "Utrecht")]


def test_a_right_word_that_the_data_lack_is_an_input_that_is_missing(sample):
    with pytest.raises(InputError, match="the data has no such track; it has") as refused:
        measure(sample, ask("pupil_count", where={"leerweg": "european"}))
    assert refused.value.exit_code == ExitCode.INPUT


def test_a_location_that_is_not_there_is_a_wrong_word(sample):
    for key in ("location", "vestiging!"):
        with pytest.raises(InputError, match="the data has no such location; did you mean '") as refused:
            measure(sample, ask("pupil_count", where={key: sample.enrolment["location"][0][:-1]}))
        assert refused.value.exit_code == ExitCode.USAGE


@pytest.fixture(scope="module")
def sample():
    return sto_cli.load(sample=True)


def test_kept_and_left_out_are_everybody(sample):
    """33 pupils with and 67 without are 100 in all."""
    whole = sto_cli.ask(sample, "pupil_count", by="leerjaar", years=2019).frame["value"]
    of = [
        sto_cli.ask(sample, "pupil_count", where={key: "PIE, M&T"}, by="leerjaar", years=2019).frame["value"]
        for key in ("profiel", "profiel!")
    ]
    assert (of[0] > 0).all()
    assert (of[0] + of[1] == whole).all()


def test_a_decomposition_takes_dutch_words(sample):
    asked = sto_cli.question("technical_share", change=(2019, 2024))
    assert sto_cli.decompose(sample, asked, "geslacht").column == "sex"


def test_claims_take_dutch_words():
    (dutch,) = parsed(claim(page=None, where='{ provincie = "fryslan", "profiel!" = "mvi" }')).claims
    (english,) = parsed(claim(page=None, where='{ province = "Friesland", "profile!" = "MVI" }')).claims
    assert dutch.asked.question == english.asked.question
    assert dutch.asked.question.where == {"province": ("Friesland",), "profile!": ("MVI",)}


def test_sto_toml_takes_dutch_words(tmp_path):
    (tmp_path / "sto.toml").write_text(
        "[[input]]\nfiles = ['*.csv']\n[[result]]\nname = 'girls'\nindicator = 'pupil_count'\nby = ['leerweg']\n"
        "where = { geslacht = 'meisjes' }\n",
        encoding="utf-8",
    )
    asked = sto_cli.read_config(tmp_path / "sto.toml").questions["girls"]
    assert (asked.by, asked.where) == (("track",), {"sex": ("girls",)})


# --- THE LINE ABOVE THE TABLE ---


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("technical-share --where profile!=MVI", "Only: profile not MVI (of the numerator only)"),
        ("technical-share --where profiel=BWI,PIE --where geslacht=meisjes", "Only: profile BWI or PIE (of the numerator only); sex girls"),
        ("pupils --where profiel=BWI", "Only: profile BWI"),
    ],
)  # fmt: skip
def test_a_line_says_what_is_filtered(command, line):
    found = run(*command.split(), "--sample", "--year", "2019")
    assert found.code == ExitCode.FINE
    assert line in found.out.splitlines()


def test_nothing_filtered_needs_no_line():
    assert "Only:" not in run("pupils", "--sample", "--year", "2019").out


# --- THE SAME BYTES ---

FILES = [f"sample_data/{name}" for name in ("01.-leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv",)]


@pytest.mark.parametrize("column", [column for column in COLUMNS if column in CLOSED and column != "role"])
def test_both_languages_give_the_same_bytes(column):
    """Cut by the column, and of its first value that the screen names in two ways; else of its first."""
    values = [*dict.fromkeys(spoken.spellings(column).values())]
    said = {}
    for language in (ENGLISH, DUTCH):
        with speaking(language):
            said[language] = [spoken.shown_column(column), [spoken.shown_value(value) for value in values]]
    pairs = zip(said[ENGLISH][1], said[DUTCH][1], strict=True)
    where = next((pair for pair in pairs if pair[0] != pair[1]), (values[0], values[0]))
    found = [
        run("pupils", *FILES, "--by", said[language][0], "--where", f"{said[language][0]}={value}", "--format", "csv")
        for language, value in zip(said, where, strict=True)
    ]
    assert found[0].code == found[1].code
    assert found[0].out == found[1].out
    assert found[0].code in {0, ExitCode.INPUT}


@pytest.mark.parametrize(("dutch", "english"), [("leerjaar3", "grade3"), ("Brief", "letter"), ("sector", "sector")])
def test_a_definition_is_understood_by_its_dutch_name(dutch, english):
    assert ask("technical_share", definition=dutch) == ask("technical_share", definition=english)
