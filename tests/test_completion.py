"""Completion in the four shells, asked as their scripts ask it; and what is offered is understood."""

import re

import pytest

from sto_cli.language import speaking
from sto_cli.measuring import spoken
from sto_cli.measuring.question import DIMENSIONS, ask
from tests.drawing import run

SHELLS = ("bash", "zsh", "fish", "powershell")


def completed(shell, line, language="en"):
    """Give what a shell is offered behind a line that ends in the word to complete; bash takes a line apart at `=`."""
    environment = {"STO_LANG": language, "_STO_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": line}
    if shell == "bash":
        words = re.findall(r"=|[^\s=]+", line) + [""] * line.endswith(" ")
        environment |= {"COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    if shell == "fish":
        environment["_TYPER_COMPLETE_FISH_ACTION"] = "get-args"
    if shell == "powershell":
        environment["_TYPER_COMPLETE_WORD_TO_COMPLETE"] = line.split(" ")[-1]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        shown = run().out
    if shell == "zsh":
        return re.findall(r'^(?:_arguments \'\*: :\(\()?"([^"]+)"', shown, re.MULTILINE)
    return [re.split(r"\t|:::", text)[0] for text in shown.splitlines()]


CASES = [
    ("sto tech", ["technical-share"]),
    ("sto help tech", ["technical-share"]),
    ("sto technical-share --by pr", ["province", "profile"]),
    ("sto technical-share --by province,tr", ["province,track"]),
    ("sto fte-change --by r", ["role"]),
    ("sto pupils --where se", ["sector=", "sex="]),
    ("sto pupils --where gr", [f"grade={grade}" for grade in range(1, 7)]),
    ("sto pupils --where mun", ["municipality=", "municipality!="]),
    ("sto pupils --where sex=", ["boys", "girls", "unknown"]),
    ("sto pupils --where sex!=g", ["girls"]),
    ("sto pupils --where profile=BWI,M", ["M-en-T", "MVI", "MaT"]),
    ("sto technical-share --definition s", ["sector", "sector-grade3"]),
    ("sto technical-share --sort v", ["value"]),
    ("sto technical-share --technical BW", ["BWI"]),
    ("sto technical-share --decompose t", ["track"]),
    ("sto match 12 --indicator girls", ["girls-share"]),
    ("sto explain vmbo", ["vmbo-share"]),
    ("sto report --lang n", ["nl"]),
    ("sto portrait --where l", ["labour_market_region=", "location="]),
    ("sto portrait --each l", ["labour_market_region", "location"]),
    ("sto report --format pa", ["parquet"]),
    ("sto catalog pr", ["profiles"]),
]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_a_shell_is_offered_what_can_stand_there(shell, case):
    """What stands before a `=` or a comma in the word is part of what is offered, but bash has no word before a `=`."""
    line, expected = case
    last = line.split(" ")[-1]
    before = re.match(r".*[=,]|", last)[0]
    if shell == "bash":
        before = before.rpartition("=")[2]
    if before.rstrip(",") and expected[0].startswith(before):
        before = ""
    assert {*completed(shell, line)} == {f"{before}{each}" for each in expected}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_dutch_user_is_offered_dutch_words(shell):
    assert completed(shell, "sto pupils --by ge", "nl") == ["gemeente", "geslacht"]
    assert completed(shell, "sto pupils --where geslacht=m", "nl") == [
        "meisjes" if shell == "bash" else "geslacht=meisjes"
    ]
    assert {*completed(shell, "sto pupils --sort ", "nl")} == {"waarde", "verandering", "naam", "-waarde", "-verandering", "-naam"}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_value_that_is_offered_is_understood_and_needs_no_quotes(language):
    from sto_cli.cli.completion import _values

    for indicator, facts in (("pupil_count", "enrolment"), ("fte_change", "staffing")):
        for column in DIMENSIONS[facts]:
            with speaking(language):
                offered = _values(spoken.shown_column(column), "")
            assert bool(offered) is not spoken.is_open(column)
            for value in offered:
                assert re.fullmatch(r"[\w.-]+", value), value
                assert ask(indicator, where={column: value}).where[column]
