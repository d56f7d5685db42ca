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

from sto_cli.cli.commands import homes
from sto_cli.cli.main import app
from sto_cli.errors import ExitCode, InputError
from sto_cli.language import DUTCH, ENGLISH, Message, digits, either, every, joined, message, say, speaking
from tests.drawing import run

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
            found |= {part for part in text.split("\n\n") if not part.startswith("Example: ")}
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
SCREENS = [
    ["report", *FEW],
    ["technical-share", *PUPILS, "--by", "province,sex", "--year", "2024"],
    ["profile-counts", *PUPILS, "--by", "track"],
    ["fte-change", STAFF, "--by", "role", "--definition", "all-staff"],
    ["technical-share", *PUPILS, "--from", "2017", "--to", "2019"],
    ["technical-share", *PUPILS, "--from", "2019", "--to", "2024", "--decompose", "province"],
    ["explain", "technical-share", *PUPILS, "--year", "2024"],
    ["explain", "fte-change", STAFF, "--year", "2023"],
    ["match", "19,2%", *PUPILS, "--year", "2019"],
    ["check", "letter", *FEW, "--document", LETTER],
    ["check"],
    ["inspect", str(TOP / "sample_data" / "layouts")],
    *(["catalog", topic] for topic in ("indicators", "definitions", "profiles", "tracks", "roles", "sources")),
]
ENGLISH_WORDS = re.compile(r"\b(the|and|with|which|these|this|not|no|are|as|by|from|pupils?|school year|masked|count(?:ed|s)?)\b")  # fmt: skip
NAMED = tomllib.loads((CATALOG / "names.toml").read_text(encoding="utf-8"))
IDS = re.compile(r"(?<![\w:/.'-])(" + "|".join(
    re.escape(id_) for kind in (NAMED["columns"], *NAMED["values"].values()) for id_, (english, dutch, *_) in kind.items()
    if english.casefold() != dutch.casefold()
) + r")(?![\w-])")  # fmt: skip
"""The ids that have a Dutch name: of columns, values, indicators, definitions, groups, units and sources."""
# What stays English: names of options and columns, and what a user types.
NAMES = re.compile(r"--[a-z-]+|sto \S+( \S+)?|na letter")


@pytest.mark.parametrize("command", SCREENS, ids=lambda command: "-".join(command[:2])[:40])
def test_no_english_is_left_on_a_dutch_screen(monkeypatch, command):
    monkeypatch.setenv("STO_LANG", "nl")
    monkeypatch.setenv("COLUMNS", "400")
    found = run(*command)
    shown = NAMES.sub("", found.out + found.err)
    left = [line for line in shown.splitlines() if ENGLISH_WORDS.search(line) or IDS.search(line)]
    assert left == []
    assert shown != ""


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


@pytest.mark.parametrize("command", MACHINE, ids=lambda command: "-".join(command[:2])[:40])
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
