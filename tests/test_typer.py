"""What `sto` uses of Typer that Typer does not publish: a version that moves a part of it is named here.

`make versions` runs this, and every command, under the newest and under the lowest versions of what `sto` needs.
"""

import ast
from importlib import import_module
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "sto_cli"
ONE_PLACE = PACKAGE / "cli" / "commands.py"
PUBLIC = {"Argument", "BadParameter", "Context", "Exit", "Option", "Typer", "echo"}
USED = [
    "typer.core:TyperCommand.get_help",
    "typer.core:TyperCommand.make_context",
    "typer.core:TyperGroup.get_command",
    "typer.core:TyperGroup.get_help",
    "typer.main:get_command",
    "typer.rich_utils:rich_format_help",
]


@pytest.mark.parametrize("part", USED)
def test_this_part_of_typer_is_where_it_was(part):
    module, _, path = part.partition(":")
    found = import_module(module)
    for name in path.split("."):
        found = getattr(found, name, None)
    assert callable(found), f"Typer moved {part}; see {ONE_PLACE}"


def inner_parts(path):
    """Give the parts of Typer that a module uses and that are not public."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "typer":
            yield from {node.attr} - PUBLIC
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in {"typer", "click"}:
            yield from (f"{node.module}:{each.name}" for each in node.names)
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name.startswith(("typer.", "click")))


def test_they_are_used_in_one_place():
    found = {path: [*inner_parts(path)] for path in PACKAGE.rglob("*.py")}
    assert {path for path, parts in found.items() if parts} == {ONE_PLACE}
    assert {part.partition(":")[0] for part in found[ONE_PLACE]} == {part.partition(":")[0] for part in USED}
