"""English for a reader whose second language it is: phrases that are not written in messages, help and docs."""

import ast
import re
from functools import cache

import pytest

from tests.test_dutch import PACKAGE, TOP, calls

# What is banned, and what is written instead.
BANNED = {
    r"\btold apart\b|\btells? \w+ apart\b": "distinguish, separate",
    r"\bis none\b(?! of )": "say what it is: 'is not a list'",
    r"\bis no (table|text|TOML|range|folder|number|count|school year|size|part)\b": "is not a",
    r"^no (count|BRIN|grade|location|amount|year|profile|code)\b.* expected$": "not a",
    r"\bstands? (there|beside it)\b|\bstands on line\b": "is on line, occurs",
    r"\bgoes (with|without|ill)\b": "applies only to, cannot be combined with",
    r"\bwhoever\b|\bwho looks\b": "name the person: the user, the caller",
    r"\bnobody (checks|knows)\b": "not checked, unknown",
    r"\bfor want of\b": "because there is no",
    r"\bset against\b": "compared with",
    r"\bmend(s|ed)?\b": "correct, fix, repair",
    r"\bsaid of\b|\bthe said\b|\bis said to\b": "the message, the report",
    r"\bspeaks of\b": "has, names",
    r"\bthanks to\b": "because of",
    r"\bat the middle of\b": "the average",
    r"\bhold every way\b|\bhowever .* (is|are) filled in\b": "every possible value of the masked cells",
    r"\b(is|are) the most\b(?! common)|\bis the most that\b": "the limit is",
    r"\bno longer than it\b|\bnot un[a-z]+ed\b(?<!unmasked)": "say it without two negations",
    r"\bgives? \w+ counts away\b|\bgive masked counts away\b": "reveal",
}
DOCS = [TOP / "README.md", TOP / "CONTRIBUTING.md", TOP / "SECURITY.md", *sorted((TOP / "docs").glob("*.md"))]
FOREIGN = {"decisions.md", "evidence.nl.md", "texts.nl.md"}


@cache
def all_texts():
    return tuple(texts())


def texts():
    """Give every text that a user reads, with its place: messages, docstrings of modules and commands, lines of docs."""
    for where, call in calls():
        if isinstance(call.args[0], ast.Constant):
            yield where, call.args[0].value
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        commands = tree.body if path.parent.name == "cli" else []
        for node in [tree, *(one for one in commands if isinstance(one, ast.FunctionDef))]:
            yield f"{path.relative_to(TOP)}:{getattr(node, 'lineno', 1)}", ast.get_docstring(node) or ""
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == "help" and isinstance(node.value, ast.Constant):
                yield f"{path.relative_to(TOP)}:{node.value.lineno}", str(node.value.value)
    for path in DOCS:
        if path.name not in FOREIGN:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                yield f"{path.relative_to(TOP)}:{number}", line


def test_texts_are_found():
    found = all_texts()
    assert len([where for where, _ in found if where.startswith("sto_cli/cli/")]) > 50
    assert len(found) > 1500


@pytest.mark.parametrize(("phrase", "better"), BANNED.items())
def test_no_text_has_a_banned_phrase(phrase, better):
    found = {f"{where}: {text}" for where, text in all_texts() if re.search(phrase, text)}
    assert sorted(found) == [], f"write: {better}"


@pytest.mark.parametrize(
    "text",
    [
        "{value} is no table; write [table]",
        "no count; a whole number was expected",
        "'{key}' stands on line {before} already",
        "so the rows cannot be told apart",
        "{count} numbers that nobody checks",
    ],
)
def test_the_phrases_find_what_they_are_for(text):
    assert any(re.search(phrase, text) for phrase in BANNED)
