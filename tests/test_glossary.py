"""The glossary: what it says of the code is so."""

import ast
import re
from pathlib import Path

import pytest

from sto_cli.measuring import measure
from sto_cli.reading import enrolment, exams, staffing

TOP = Path(__file__).parent.parent
PAGE = (TOP / "docs" / "glossary.md").read_text(encoding="utf-8")
LINES = [re.split(r" *\| *", line.strip("| ")) for line in PAGE.splitlines() if line.startswith("| ")][1:]
COLUMNS = {*measure.COLUMNS, *measure.NUMBERS, *enrolment.ENROLMENT, *exams.EXAMS, *staffing.STAFFING}


def names(body):
    """Name the classes, functions and constants of a module, and the fields of a class as `Class.field`."""
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield node.name
            yield from (f"{node.name}.{field}" for field in names(node.body))
        elif isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


@pytest.mark.parametrize(("word", "where"), [(word, where) for word, _, where in LINES], ids=lambda text: text[:20])
def test_what_the_glossary_names_is_there(word, where):
    named = re.findall(r"`([^`]+)`", where)
    assert named, word
    for name in named:
        path, _, inner = name.partition(": ")
        if path.endswith(".py"):
            module = ast.parse((TOP / "sto_cli" / path).read_text(encoding="utf-8"))
            assert not inner or inner in {*names(module.body)}, name
        else:
            assert name in COLUMNS, name


def test_every_word_stands_once_and_every_number_of_a_result_is_in_it():
    words = [word for line in LINES for word in line[0].split(", ")]
    assert sorted(words) == sorted(set(words))
    assert {"value", "low", "high", "estimate", "est_low", "est_high", "unknown", "unit", "marks"} <= {
        *re.findall(r"`(\w+)`", PAGE)
    }
