"""Dutch: every text has a translation with the same places, every screen uses it, and machine forms never change."""

import ast
import re
import string
import tomllib
from decimal import Decimal
from functools import cache
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st
from typer import Context
from typer.main import get_command

import sto_cli
from sto_cli.claims.file import SHIPPED
from sto_cli.cli.commands import homes, indicators
from sto_cli.cli.main import app
from sto_cli.errors import ExitCode, InputError
from sto_cli.language import DUTCH, ENGLISH, Message, digits, either, every, joined, message, say, speaking
from sto_cli.present import verdicts
from tests import by_turns
from tests.drawing import PIE, enrolment, run, staffing

TOP = Path(__file__).parent.parent
PACKAGE = TOP / "sto_cli"
CATALOG = PACKAGE / "catalog"
LABELS = {"title", "label", "words", "source", "caveat", "note", "not_additive", "counted", "cell", "year", "years", "says", "not_computable"}  # fmt: skip


def calls():
    """Find every text in the package: of `message`, of `say`, and of an error, whose template is its last argument."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name, method = getattr(node.func, "id", ""), getattr(node.func, "attr", "")
            is_error = (name.endswith("Error") and name != "ValueError") or method == "error"
            if name in {"message", "say"} or (is_error and node.args and isinstance(node.args[-1], ast.Constant)):
                node.args = node.args[-1:]
                yield f"{path.relative_to(TOP)}:{node.lineno}", node


@cache
def help_texts():
    """Give every text of the help of every command, and what Typer says in it."""
    group, found = get_command(app), set()
    built = [
        group,
        *(group.get_command(None, name).make_context(name, [], resilient_parsing=True).command for name in homes()),
    ]
    for command in built:
        texts = [command.help, command.epilog]
        for each in command.get_params(Context(command)):
            texts += [] if each.hidden else [each.help, each.metavar, each.rich_help_panel]
        for text in filter(None, texts):
            found |= {part.removeprefix("Example: ") for part in text.split("\n\n")}
    return found


@cache
def translations():
    with (CATALOG / "nl.po").open("rb") as file:
        return {entry.id: entry.string for entry in read_po(file) if entry.id}


def places(template):
    return {name for _, name, *_ in string.Formatter().parse(template) if name}


# --- NOTHING IS LEFT UNTRANSLATED ---


def test_every_text_is_written_out_where_it_is_said():
    """A text put together elsewhere could not be found by a translator."""
    loose = [where for where, call in calls() if not isinstance(call.args[0], ast.Constant)]
    assert [where for where in loose if not where.startswith("sto_cli/language.py")] == []


def test_every_text_has_its_dutch():
    said = {call.args[0].value for _, call in calls() if isinstance(call.args[0], ast.Constant)}
    said |= help_texts()
    known = translations()
    assert sorted(said - known.keys()) == []
    assert sorted(known.keys() - said) == []
    assert [text for text, dutch in known.items() if not dutch] == []


def test_a_translation_has_the_places_of_its_text():
    assert [text for text, dutch in translations().items() if places(text) != places(dutch)] == []


def test_every_place_of_a_text_gets_a_value():
    """`filled` gives values later, to texts that have none yet."""
    for where, call in calls():
        given = {keyword.arg for keyword in call.keywords}
        if given and isinstance(call.args[0], ast.Constant):
            assert places(call.args[0].value) == given, where


def test_the_compiled_translations_are_those_of_the_source():
    """After a change of nl.po, or a merge: `make dutch`."""
    with (CATALOG / "nl.po").open("rb") as source, (CATALOG / "nl.mo").open("rb") as compiled:
        write_mo(fresh := BytesIO(), read_po(source))
        fresh.seek(0)
        expected, shipped = read_mo(fresh), read_mo(compiled)
    assert {each.id: each.string for each in shipped} == {each.id: each.string for each in expected}
    assert len(shipped) == len(translations())


def tables(name):
    """Give every table of a file of the catalog that holds labels, with its path."""
    todo = [((), tomllib.loads((CATALOG / name).read_text(encoding="utf-8")))]
    while todo:
        path, table = todo.pop()
        yield path, table
        for key, value in table.items():
            inner = value if isinstance(value, list) else [value]
            todo += [((*path, key), one) for one in inner if isinstance(one, dict) and key != "nl"]


@pytest.mark.parametrize("name", ["indicators", "definitions", "tracks", "roles", "sources", "claims/letter", "claims/published"])  # fmt: skip
def test_every_label_of_the_catalog_has_its_dutch(name):
    found = 0
    for path, table in tables(f"{name}.toml"):
        if path[-1:] == ("source",):  # where a claim was read: the name of a publication
            continue
        labels = {key for key in LABELS & table.keys() if not isinstance(table[key], (dict, int))}
        assert (
            labels - {"year"} <= table.get("nl", {}).keys() if "claim" in path else labels == table.get("nl", {}).keys()
        ), path
        found += len(labels)
    assert found >= 4


# --- HOW TEXTS ARE PUT TOGETHER ---


def test_a_text_speaks_the_language_of_the_screen_when_it_is_shown():
    text = message("{choice} or {other}", choice=either(["a", "b"]), other=1)
    assert str(text) == "a or b or 1"
    with speaking(DUTCH):
        assert str(text) == "a of b of 1"
        assert say("{rows:,} used", rows=1234) == "1.234 gebruikt"
        with speaking(ENGLISH):
            assert str(every(["a", "b"])) == "a and b"
    assert str(either([])) == str(every([])) == str(joined([])) == ""
    assert str(joined([text, text], "; ")) == "a or b or 1; a or b or 1"


def test_an_error_speaks_it_too():
    error = InputError(message("series break"))
    with speaking(DUTCH):
        assert str(error) == "reeksbreuk"


def test_a_text_without_a_translation_is_shown_in_english():
    with speaking(DUTCH):
        assert str(Message("nobody wrote {this} down", {"this": 1})) == "nobody wrote 1 down"


@pytest.mark.parametrize(
    ("number", "english", "dutch"),
    [
        (Decimal("19.215"), "19.215", "19,215"),
        (Decimal("-1234567.50"), "-1,234,567.50", "-1.234.567,50"),
        (22913, "22,913", "22.913"),
        (Decimal(0), "0", "0"),
    ],
)
def test_numbers_have_the_marks_of_the_language(number, english, dutch):
    with speaking(DUTCH):
        assert digits(number) == dutch
    assert digits(number) == english


@given(
    st.integers(-(10**15), 10**15)
    | st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4)
)
def test_babel_writes_every_number_the_same(number):
    decimals = 0 if isinstance(number, int) else 4
    for language in (ENGLISH, DUTCH):
        with speaking(language):
            assert digits(number) == format_decimal(number, "#,##0" + ".0000" * bool(decimals), locale=language)


# --- SCREENS ---

STEM = "01.-leerlingen-vo-per-vestiging-naar-onderwijstype"
STAFF = str(TOP / "sample_data" / "onderwijspersoneel-vo-per-profiel-2018-2023.csv")
PUPILS = [str(TOP / "sample_data" / f"{STEM}-{year}.csv") for year in ("2017-2018", "2019", "2024")]
FEW = [*PUPILS, STAFF]
LETTER = str(TOP / "sample_data" / "letter.md")
BOTH = {
    "names of bodies, codes, programs and encodings": """duo vo vmbo havo vwo mbo vavo ocw cbs statline anp seo spv bwi pie mvi mat hbr groen gl tl bb kb
        lio sterk techniekonderwijs techniekpact monitor platform talent technologie centerdata voion kitagawa frictionless data package
        duckdb polars excel word windows github vl convert rfc utf cp sig crlf lf cr voins stderr manifest""",
    "forms of files": "csv json html xlsx parquet markdown junit sarif toml xml md docx svg png",
    "as files of DUO and Dutch texts write it, which English texts quote": """afdelingen leerlingen leraren vestiging zij instromers
        basisberoepsgerichte kaderberoepsgerichte theoretische beroepsgerichte engelse stroom erkende opleidingscode peildatum
        samenwerkingsverband vakantieregio elementcodes cijfers daling procentpunt ruim vakken van tussen int international baccalaureate
        european secondary""",
    "of both languages": """in is per circa interval effect rest minimum routes route pp id bytes stop over had ten of en code codes apart argument
        budget dialect document half indicator lang later let mail moment monitors net school spelling stand""",
    "keys of sto.toml and of claims": "near",
}
"""Words of Dutch screens that English texts have too, each kind with why it may stand there."""
CELL = re.compile(r"[^\W\d_]{2,}")
TYPED = re.compile(
    r"--[a-z-]+|STO_[A-Z]+|(?:\bsto |│ |')(?:" + "|".join([*homes(), "help"]) + r")\b|" + "|".join({*indicators()} - {"pupils"})
    + r"|[\w.*…-]*/[\w.*/-]*|[\w*.-]+\.(?:csv|toml|md|xlsx|xml|json|txt|html|parquet|docx)\b"
)  # fmt: skip
"""Names of commands, options and files, which are the same in every language."""


def words(text):
    return {word.casefold() for word in CELL.findall(TYPED.sub(" ", re.sub(r"\{[^}]*\}", " ", text)))}


@cache
def english():
    """Give every word of the English texts: messages, help, labels, names, and ids that have a Dutch name."""
    found = words(" ".join(str(text) for text in translations()))
    for name in ("indicators", "definitions", "tracks", "roles", "sources", "claims/letter", "claims/published"):
        for _, table in tables(f"{name}.toml"):
            found |= words(" ".join(str(table[key]) for key in table.get("nl", {}) if key in table))
    named = tomllib.loads((CATALOG / "names.toml").read_text(encoding="utf-8"))
    for id_, (first, dutch, *_) in (
        pair for kind in (named["columns"], *named["values"].values()) for pair in kind.items()
    ):
        found |= words(f"{id_} {first}".replace("_", " ")) - words(dutch)
    return found


@cache
def of_files():
    """Give every word of the files of the sample: names of schools, places, headers and codes are shown as they stand there."""
    texts = (path.read_bytes().decode(errors="replace") for path in (TOP / "sample_data").rglob("*.csv"))
    return frozenset().union(*map(words, texts))


def leftovers(shown):
    """Find the English words of a screen, each with its line."""
    allowed = {*" ".join(BOTH.values()).split(), *of_files()}
    return [(word, line) for line in shown.splitlines() for word in sorted(words(line) & english() - allowed)]


SPAN = {"enrolment": ("2019", "2024"), "exams": ("2021", "2023"), "staffing": ("2018", "2023")}


def walk():
    """Give a command line for every screen that there is."""
    yield from (["report"], ["report", "--years"], ["report", "--all"], ["check"], ["inspect"], ["inspect", "layouts"])
    for name, told in indicators().items():
        first, last = SPAN[told["facts"]]
        yield [name, "--sample", "--all"]
        yield ["explain", name, "--sample", "--year", last]
    for name in ("technical-share", "pupils", "fte-change"):
        first, last = SPAN[indicators()[name]["facts"]]
        yield [name, "--sample", "--by", "profile", "--from", first, "--to", last]
        yield ["explain", name, "--sample", "--from", first, "--to", last]
    for column in ("province", "track", "sector", "grade", "sex", "brin", "location"):
        yield ["pupils", "--sample", "--by", column, "--year", "2019,2024", "--all"]
    yield ["fte-change", "--sample", "--by", "role", "--definition", "all-staff"]
    for column in ("track", "province", "sex"):
        yield ["technical-share", "--sample", "--from", "2019", "--to", "2024", "--decompose", column]
    for by in ("location", "province", "track"):
        yield ["profile-counts", "--sample", "--flows", "--from", "2017", "--to", "2019", "--by", by]
    yield ["technical-share", "--sample", "--where", "sex=girls", "--where", "profile!=MVI", "--technical", "BWI,PIE"]
    yield ["technical-share", "--sample", "--from", "2017", "--to", "2019"]
    yield ["profile-counts", "--sample", "--min-pupils", "10", "--year", "2019,2024"]
    yield ["check", "letter", "--sample", "--verbose"]
    yield ["check", "letter", "--sample", "--document", LETTER]
    yield from (["match", number, "--sample", "--year", "2019"] for number in ("19,7%", "3883"))
    yield ["match", "20%", "--sample", "--by", "province", "--year", "2024"]
    yield from (
        ["catalog", topic]
        for topic in ("indicators", "definitions", "profiles", "tracks", "roles", "sources", "claims")
    )
    yield from ([*([name] if name else []), "--help"] for name in ("", *homes()))
    yield from (line.split() for line in WRONG)


WRONG = [
    "hlep", "repotr", "report --srot x", "report --format tabl", "report -o /nowhere/x.csv", "report -o x.doc", "report --years --all",
    "technical-share /nowhere", "technical-share --sample --by kleur", "technical-share --sample --by provinci",
    "technical-share --sample --where geslacht=x", "technical-share --sample --where gemeente=x", "technical-share --sample --where x",
    "technical-share --sample --definition x", "technical-share --sample --year 1990", "technical-share --sample --year x",
    "technical-share --sample --from 2019", "technical-share --sample --from 2024 --to 2019", "technical-share --sample --sort x",
    "technical-share --sample --decompose x", "technical-share --sample --technical x", "technical-share --sample --top 0",
    "technical-share --sample --encoding x", "technical-share --sample --file-year x", "technical-share --sample --catalog /nowhere",
    "technical-share --sample --small-counts /nowhere", "technical-share --sample --csv-dialect excel-nl", "technical-share",
    "profile-counts --sample --flows --year 2019", "profile-counts --sample --min-pupils 0", "explain x --sample", "explain pupils --sample",
    "match x --sample", "match 19,2% --sample --indicator pupils", "match --sample", "check /nowhere.toml --sample", "check x --sample",
    "check letter --sample --fail-on x", "check letter --sample --report x", "check letter --sample --document /nowhere.md",
    "check letter --sample --strict", "catalog x", "diff /nowhere /nowhere", "diff /nowhere", "verify /nowhere", "run /nowhere.toml",
    "ingest --sample -o x.json", "calibrate /nowhere",
]  # fmt: skip


@pytest.fixture(scope="module")
def sample():
    return sto_cli.load(sample=True)


@pytest.mark.parametrize("command", [*walk()], ids=" ".join)
def test_no_english_is_left_on_a_dutch_screen(monkeypatch, sample, command):
    load = sto_cli.load
    monkeypatch.setattr(sto_cli, "load", lambda *paths, **more: sample if more.get("sample") else load(*paths, **more))
    monkeypatch.setenv("STO_LANG", "nl")
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.chdir(TOP / "sample_data")
    found = run(*command)
    assert leftovers(found.out + found.err) == []
    assert found.out + found.err != ""


KEYS = """assumed stated bits blue bold byte catalog change claim claims column computable not count definitions name title label part parts technical
    percent percentage share pct sum draft true false encoding from to year tolerance margin reads whole unit printed reason ignore input rejects
    table where mapping exact install pip python download open letters new nul pdf spreadsheet tab"""
"""Words in messages: keys of TOML files and of Python, which are the same in every language, and words of both."""


def test_no_message_has_english_words_in_its_dutch():
    """Beside the screens that are walked: every message there is."""
    texts = [re.sub(r"\{[^}]*\}", " ", dutch) for text, dutch in translations().items() if dutch != text]
    assert [(word, line) for text in texts for word, line in leftovers(text) if word not in KEYS.split()] == []
    with speaking(DUTCH):
        claims = [claim for name in SHIPPED for claim in sto_cli.load_claims(name).claims]
        of_claims = {
            text
            for claim in claims
            for text in (str(claim.name), verdicts.read_in(claim.source), str(claim.note or ""))
        }
    assert [pair for text in of_claims for pair in leftovers(text)] == []


def test_no_english_is_left_on_the_dutch_screens_of_the_yearly_job(tmp_path, monkeypatch):
    """Two runs, of which the second has another year and a revised number; their difference, and the check of results."""
    monkeypatch.setenv("STO_LANG", "nl")
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "duo").mkdir()
    (tmp_path / "sto.toml").write_text('claims = ["brief"]\n[[input]]\nfiles = ["duo/*.csv"]\n', encoding="utf-8")
    enrolment(tmp_path / "duo")
    found = [run("run", "-o", "vorig")]
    enrolment(tmp_path / "duo", [(*PIE[:5], {"3m": 11, "4v": 8})])
    enrolment(tmp_path / "duo", year="2020")
    staffing(tmp_path / "duo")
    found += [
        run("run", "-o", "nieuw"),
        run("diff", "vorig", "nieuw"),
        run("diff", "vorig", "nieuw", "--subject"),
        run("verify", "nieuw"),
    ]
    with (tmp_path / "nieuw" / "report.md").open("a") as report:
        report.write("x")
    found += [run("verify", "nieuw"), run("run", "-o", "nieuw"), run("diff", "vorig", "nieuw")]
    assert [one.code for one in found] == [1, 1, 0, 0, 0, 1, 2, 3], [one.err for one in found]
    assert [pair for one in found for pair in leftovers(one.out + one.err)] == []
    assert "Aandeel techniek (brief, technisch), 2019-2020" in found[2].out


def test_a_screen_with_an_english_word_would_be_found():
    """The search itself, tried on English screens."""
    assert [word for word, _ in leftovers("sto: de files, technical_share; sto pupils --by x: sex")] == [
        "files",
        "sex",
        "share",
        "technical",
    ]


MACHINE = [
    *(["report", *FEW, "--format", form] for form in ("csv", "json")),
    ["technical-share", *PUPILS, "--by", "sex", "--format", "json"],
    *(["technical-share", *PUPILS, "--from", "2019", "--to", "2024", "--decompose", "sex", "--format", form] for form in ("csv", "json")),
    ["explain", "technical-share", *PUPILS, "--year", "2024", "--format", "json"],
    *(["match", "19,7%", *PUPILS, "--format", form] for form in ("csv", "json")),
    *(["inspect", *FEW, "--format", form] for form in ("csv", "json")),
    *(["catalog", topic, "--format", form] for topic, form in product(("definitions", "sources", "claims"), ("csv", "json"))),
    *(["check", claims, *FEW, "--document", LETTER, "--format", form]
      for claims, form in product(("letter", "published"), ("json", "junit", "sarif"))),
]  # fmt: skip


@pytest.mark.parametrize("command", by_turns(MACHINE, 2), ids=lambda command: "-".join(command[:2])[:40])
def test_machine_forms_are_the_same_in_every_language(monkeypatch, command):
    english = run(*command)
    monkeypatch.setenv("STO_LANG", "nl")
    assert run(*command).out == english.out != ""


# --- CHOOSING ---


@pytest.mark.parametrize("arguments", [["--lang", "nl", "report"], ["report", "--lang", "nl"]])
def test_the_option_is_heard_before_and_after_the_command_and_over_the_environment(monkeypatch, arguments):
    monkeypatch.setenv("STO_LANG", "en")
    assert "Kamerbrief over Sterk Techniekonderwijs" in run(*arguments).out


def test_a_language_lasts_for_one_command():
    assert "Aandeel techniek" in run("report", "--lang", "nl").out
    assert "Technical share" in run("report").out


@pytest.mark.parametrize(("arguments", "lang"), [(["report", "--lang", "fr"], ""), (["report"], "fr")])
def test_a_language_that_sto_does_not_speak_is_refused(monkeypatch, arguments, lang):
    monkeypatch.setenv("STO_LANG", lang)
    found = run(*arguments)
    assert (found.code, found.out) == (ExitCode.USAGE, "")
    assert "'fr' is not one of 'en', 'nl'" in " ".join(re.sub("[│╭╮╰╯─]", " ", found.err).split())


@pytest.mark.parametrize("command", [[], *([name] for name in homes())], ids=str)
def test_help_is_dutch_whichever_option_comes_first(monkeypatch, command):
    """Every text of the help of a command has its Dutch, so none of the English ones stands there."""
    monkeypatch.setenv("COLUMNS", "1000")
    known = translations()
    english = {text for text in help_texts() if text != known[text] and len(text) > 2}
    shown = run(*command, "--lang", "nl", "--help").out
    words = " ".join(re.sub("[│╭╮╰╯─]", " ", shown).split())
    assert "Gebruik: sto" in words
    assert [text for text in english if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", words)] == []
    monkeypatch.setenv("STO_LANG", "nl")
    assert run(*command, "--help").out == run("help", *command).out == run(*command, "-h").out == shown


def test_errors_and_notes_are_dutch(tmp_path):
    missing = tmp_path / "weg.csv"
    found = run("report", missing, "--lang", "nl")
    assert (found.code, found.out) == (ExitCode.INPUT, "")
    assert (
        found.err
        == f"sto: {missing}: dat bestand of die map bestaat niet; controleer de spelling en de map waarin u staat.\n"
    )
    assert run("report", "--year", "1990", "--lang", "nl").err.endswith(
        "wel van 2016-2017, 2017-2018, 2018-2019, 2019-2020, 2020-2021, 2021-2022, 2022-2023, 2023-2024, 2024-2025.\n"
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("hlep", "Er is geen opdracht 'hlep'."),
        ("chekc", "Er is geen opdracht 'chekc'. Bedoelde u 'check'?"),
        ("diff old", "Er ontbreekt een argument: 'NIEUW'."),
        ("report --srot x", "Er is geen optie: --srot"),
        ("technical-share --top 0", "Ongeldige waarde voor '--top': 0 ligt niet in het bereik x>=1."),
        ("technical-share --by", "Optie '--by' vraagt een waarde."),
        ("catalog sources too many", "Te veel argumenten: (too many)"),
    ],
)
def test_a_wrong_command_line_is_told_in_dutch(monkeypatch, line, said):
    monkeypatch.setenv("STO_LANG", "nl")
    found = run(*line.split())
    text = " ".join(found.err.replace("│", " ").split())
    assert (found.code, said in text, "Fout" in text) == (2, True, True), text
