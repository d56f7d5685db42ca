"""Questions in English and in Dutch: every name of a column and a value is understood, without case and accents."""

import re
from pathlib import Path

import pytest

import sto_cli
from sto_cli.catalog import catalog
from sto_cli.errors import ExitCode, InputError, UsageError
from sto_cli.language import DUTCH, ENGLISH, speaking
from sto_cli.measuring import spoken
from sto_cli.measuring.filters import resolve_where
from sto_cli.measuring.measure import measure
from sto_cli.measuring.question import DIMENSIONS, ask
from tests.drawing import enrolment, run, write
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
            for key, given in ((column, text), (f"{column}!", [text])):
                assert ask(indicator_with(column), where={key: given}).where == {key: (value,)}


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


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("technical-share --where sto_region=twente,ONBEKEND", "Alleen: STO-regio TWENTE of onbekend"),
        ("profile-counts --flows --where sto-regio=Twente", "Alleen: STO-regio TWENTE"),
        ("match 19% --where sto-regio=Twente", "Alleen: STO-regio TWENTE"),
        ("pupils --where location!=00aa00", "Alleen: vestiging niet 00AA00"),
    ],
)
def test_the_line_spells_what_only_the_data_know_as_they_do(asked, line, tmp_path):
    for year in ("2019", "2020"):
        enrolment(tmp_path, year=year)
    write(tmp_path / "regions.csv", "location,region\n00AA00,TWENTE\n")
    assert line in run(*asked.split(), tmp_path, "--lang", "nl").out.splitlines()


def test_nothing_filtered_needs_no_line():
    assert "Only:" not in run("pupils", "--sample", "--year", "2019").out


# --- THE SAME BYTES ---

SAMPLE = Path(__file__).parents[1] / "sample_data"
FILES = [
    SAMPLE / "01.-leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv", SAMPLE / "02.-alle-vestigingen-vo-2024.csv",
    SAMPLE / "sto-regions.csv", SAMPLE / "onderwijspersoneel-vo-per-profiel-2018-2023.csv",
]  # fmt: skip


@pytest.fixture(scope="module")
def one_year():
    return sto_cli.load(FILES)


def values_of(data, column):
    """List every value that the facts of a column have."""
    facts = data.staffing if column == "role" else data.enrolment
    return sorted(facts[column].drop_nulls().unique().cast(str).to_list())


def in_both(column, values):
    """Give a column and its values as an English and as a Dutch screen name them."""
    for language in (ENGLISH, DUTCH):
        with speaking(language):
            yield spoken.shown_column(column), [spoken.shown_value(value) for value in values]


@pytest.mark.parametrize("column", COLUMNS)
def test_every_value_of_the_sample_is_understood_as_both_languages_show_it(one_year, column):
    """Those that only data know too, with capitals, and with other dashes."""
    values, indicator = values_of(one_year, column), indicator_with(column)
    assert len(values) > 1
    facts = one_year.staffing if column == "role" else one_year.enrolment
    for named, shown in in_both(column, values):
        for text, value in zip(shown, values, strict=True):
            for said in (text, text.upper(), text.replace("-", " ")):
                (kept,) = resolve_where(facts, ask(indicator, where={named: said}).where)
                assert facts.filter(kept.has)[column].cast(str).unique().to_list() == [value], said


@pytest.mark.parametrize("column", COLUMNS)
def test_a_dutch_command_gives_the_bytes_of_the_english_one(one_year, monkeypatch, column):
    """All values of the column but the last, in one list, and the last left out: the same rows, since machine forms are English."""
    monkeypatch.setattr(sto_cli, "load", lambda *_, **__: one_year)
    values = [value for value in values_of(one_year, column) if "," not in value]
    found = {}
    for language, (named, shown) in zip((ENGLISH, DUTCH), in_both(column, values), strict=True):
        command = [
            *(["fte-change", "--definition", "all-staff"] if column == "role" else ["pupils"]),
            *FILES,
            "--by",
            named,
            "--format",
            "csv",
            "--lang",
            language,
        ]
        for condition in (f"{named}={','.join(shown[:-1])}", f"{named}!={shown[-1]}"):
            found.setdefault(language, []).append(run(*command, "--where", condition))
    assert [each.out for each in found[ENGLISH]] == [each.out for each in found[DUTCH]]
    assert [each.code for each in found[DUTCH]] == [ExitCode.FINE, ExitCode.FINE], found[DUTCH][0].err
    assert found[DUTCH][0].out.count("\n") > 1


@pytest.mark.parametrize(("dutch", "english"), [("leerjaar3", "grade3"), ("Brief", "letter"), ("sector", "sector")])
def test_a_definition_is_understood_by_its_dutch_name(dutch, english):
    assert ask("technical_share", definition=dutch) == ask("technical_share", definition=english)


@pytest.mark.parametrize(
    "name",
    [
        "aandeel techniek",
        "aandeel-techniek",
        "Aandeel_Techniek",
        "technical share",
        "technical-share",
        "TECHNICAL_SHARE",
    ],
)
def test_an_indicator_has_its_names_with_a_hyphen_a_space_or_an_underscore(name):
    assert ask(name) == ask("technical_share")


@pytest.mark.parametrize("entry", catalog().indicators.values(), ids=lambda entry: entry.id)
def test_every_indicator_is_understood_by_its_command_its_titles_and_its_dutch_name(entry):
    with speaking(DUTCH):
        shown = spoken.shown_value(entry.id)
    assert shown != entry.id
    for name in (entry.id, entry.command, str(entry.title.english), entry.title.dutch, shown, shown.replace(" ", "-")):
        assert ask(name).indicator.id == entry.id
    found = [run("match", "12", *FILES, "--indicator", name) for name in (entry.command, shown)]
    assert (found[0].code, found[0].out, found[0].err) == (found[1].code, found[1].out, found[1].err)


def test_explain_match_claims_and_sto_toml_take_the_dutch_name_of_an_indicator(tmp_path):
    explained = [run("explain", name, *FILES, "--year", "2019").out for name in ("technical-share", "aandeel-techniek")]
    assert explained[0] == explained[1] != ""
    (dutch,) = parsed(claim(page=None, indicator='"aandeel techniek"', definition='"brief"', part='"Technisch"')).claims
    (english,) = parsed(
        claim(page=None, indicator='"technical_share"', definition='"letter"', part='"technical"')
    ).claims
    assert dutch.asked == english.asked
    (tmp_path / "sto.toml").write_text(
        "fail_on = ['zwak']\nclaims = ['brief#budget']\n[[input]]\nfiles = ['*.csv']\n[[result]]\nname = 'x'\nindicator = 'aandeel-meisjes'\n",
        encoding="utf-8",
    )
    config = sto_cli.read_config(tmp_path / "sto.toml")
    assert (config.questions["x"].indicator.id, config.fail_on) == ("girls_share", (sto_cli.Verdict.WEAK,))


@pytest.mark.parametrize(
    ("english", "dutch"),
    [
        ("catalog sources --format csv", "catalog bronnen --format CSV"),
        ("catalog profiles --format table", "catalog profielen --format tabel"),
        ("check letter --sample --fail-on weak,plausible", "check brief --sample --fail-on zwak,aannemelijk"),
        ("check letter --sample --fail-on none --format summary", "check Brief --sample --fail-on geen --format samenvatting"),
    ],
)  # fmt: skip
def test_what_options_take_has_its_dutch_name(english, dutch):
    found = [run(*line.split()) for line in (english, dutch)]
    assert (found[0].code, found[0].out) == (found[1].code, found[1].out)
    assert found[0].out != ""


def test_claims_have_a_dutch_id_that_no_two_share():
    for name in ("brief", "gepubliceerd"):
        claims = sto_cli.load_claims(name).claims
        assert len({one.name.dutch for one in claims}) == len(claims)
    assert sto_cli.load_claims("brief").claims[0].name.dutch == "aandeel-techniek-2020"


# --- A QUESTION THAT LEAVES NOTHING ---


@pytest.mark.parametrize(
    ("where", "code", "sentence"),
    [
        (["profiel=BWI", "profile!=BWI"], 2, "--where profile=BWI: the same is left out with !=, so nothing is left; leave out one of the two."),
        (["province=Utrecht", "provincie!=utrecht,Zeeland"], 2, "--where province=Utrecht: the same is left out"),
        (["gemeente=ede", "municipality!=EDE"], 2, "--where municipality=ede: the same is left out"),
        (["province=Zeeland", "municipality=EDE"], 3, "sto: nothing is left: under this definition nobody in these files meets all of --where."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("more", [[], ["--by", "sex"]])
def test_conditions_of_which_nobody_is_left_say_so(one_year, monkeypatch, where, code, sentence, more):
    monkeypatch.setattr(sto_cli, "load", lambda *_, **__: one_year)
    found = run("technical-share", *FILES, *(word for each in where for word in ("--where", each)), *more)
    assert (found.code, sentence in found.err) == (code, True), found.err


def test_a_part_of_nobody_is_a_share_of_nought_and_an_answer(one_year, monkeypatch):
    monkeypatch.setattr(sto_cli, "load", lambda *_, **__: one_year)
    found = run("technical-share", *FILES, "--where", "province=Zeeland", "--where", "profile=MaT")
    assert (found.code, "nothing is left" in found.err) == (0, False)
    assert "0.0%" in found.out
