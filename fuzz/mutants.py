"""Mutation testing of the arithmetic core with cosmic-ray: `python fuzz/mutants.py --group bounds`.

cosmic-ray mutates a copy of the project, one place at a time, and runs the tests that are likeliest to notice, in a
process of their own. Left out: annotations and what dataclasses say of themselves, which no result hangs on; and operators that no arithmetic can be
mistaken for (`+` as `>>`), since nearly all of them fail at once and would flatter the figure. Of a module with many
mutants every n-th is tried, in the order in which cosmic-ray lists them; the table says so.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).parent.parent
_MISTAKEN = {
    *(
        "Add_Sub",
        "Add_Mul",
        "Sub_Add",
        "Sub_Mul",
        "Mul_Add",
        "Mul_Div",
        "Div_Mul",
        "Div_FloorDiv",
        "FloorDiv_Div",
        "Pow_Mul",
    ),
    *("Mod_Mul", "BitOr_BitAnd", "BitAnd_BitOr", "BitOr_BitXor"),
}
"""The binary operators that are tried, as (written, mutated)."""
_SECONDS = 120


@dataclass(frozen=True)
class Group:
    """Modules, the tests that hold them (likeliest to notice first), and which mutants are tried: every n-th."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    every: int = 1


GROUPS = {
    "verdict": Group(("claims/verdict", "claims/check", "claims/exact"), ("exact", "verdict", "claims", "check")),
    "printed": Group(("claims/printed", "claims/printable", "claims/number"), ("printed", "claims", "check"), every=4),
    "cells": Group(("reading/cells",), ("cells", "rulebook", "bad_input")),
    "rows": Group(("reading/text", "reading/rows"), ("lines", "cells", "bad_input", "broken"), every=3),
    "facts": Group(
        ("reading/enrolment", "reading/staffing", "reading/rules"),
        ("rulebook", "lines", "layouts", "bad_input", "broken", "places", "second_implementation"),
        every=3,
    ),
    "rejected": Group(("reading/faults", "reading/load"), ("faults", "rejects", "lines", "limits"), every=3),
    "bounds": Group(("measuring/bounds", "measuring/min_size"), ("min_size", "masking", "rulebook"), every=2),
    "estimates": Group(("measuring/uncertainty",), ("masking",), every=4),
    "levels": Group(("measuring/levels", "measuring/measure"), ("change", "rulebook", "masking"), every=4),
}


def main() -> None:
    """Run the groups asked for and print a table and the survivors of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--group", action="append", choices=sorted(GROUPS), help="by default all")
    parser.add_argument("--every", type=int, help="try every n-th mutant, instead of what the group says")
    asked = parser.parse_args()
    print("| module | tried | of | killed | survived | share |", "| --- | ---: | ---: | ---: | ---: | ---: |", sep="\n")
    survivors: list[str] = []
    for name in asked.group or GROUPS:
        with tempfile.TemporaryDirectory(prefix="sto-mutants-") as folder:
            survivors += _run(GROUPS[name], asked.every or GROUPS[name].every, Path(folder))
    print("", *survivors, sep="\n")


def _run(group: Group, every: int, copy: Path) -> list[str]:
    """Mutate in a copy, print a row for each module, and give the survivors as text."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=TOP, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        if (TOP / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(TOP / name, copy / name)
    tests = " ".join(f"tests/test_{name}.py" for name in group.tests)
    modules = ", ".join(f'"sto_cli/{name}.py"' for name in group.modules)
    (copy / "mutants.toml").write_text(
        f"[cosmic-ray]\nmodule-path = [{modules}]\ntimeout = {_SECONDS}\nexcluded-modules = []\n"
        f'test-command = "{sys.executable} -m pytest -n0 -x -q -p no:cacheprovider {tests}"\n'
        '[cosmic-ray.distributor]\nname = "local"\n',
        encoding="utf-8",
    )
    _cosmic_ray(copy, "init", "mutants.toml", "mutants.sqlite")
    of = _choose(copy, every)
    _cosmic_ray(copy, "baseline", "mutants.toml")
    _cosmic_ray(copy, "exec", "mutants.toml", "mutants.sqlite")
    return _report(copy, of)


def _cosmic_ray(copy: Path, *arguments: str) -> None:
    environment = os.environ | {"PYTHONPATH": str(copy), "POLARS_MAX_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [Path(sys.executable).parent / "cosmic-ray", *arguments]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"cosmic-ray {' '.join(arguments)}: {done.stdout}{done.stderr}")


def _choose(copy: Path, every: int) -> Counter[str]:
    """Leave the mutants that are to be tried in the session; count those that could be, by module."""
    with closing(sqlite3.connect(copy / "mutants.sqlite")) as session, session:
        query = (
            "select job_id, module_path, operator_name, start_pos_row, start_pos_col from mutation_specs order by rowid"
        )
        rows = session.execute(query).fetchall()
        places = {path: _Places(copy / path) for path in {row[1] for row in rows}}
        wanted = [row for row in rows if places[row[1]].wants(row[2], row[3], row[4])]
        kept = {row[0] for row in wanted[::every]}
        for table in ("mutation_specs", "work_items"):
            session.executemany(
                f"delete from {table} where job_id = ?",  # noqa: S608  # one of two names written above
                [(row[0],) for row in rows if row[0] not in kept],
            )
    return Counter(row[1] for row in wanted)


class _Places:
    """Where the annotations, decorators and real operators of a module stand."""

    def __init__(self, path: Path) -> None:
        self._skipped: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self._operators: list[tuple[tuple[int, int], tuple[int, int]]] = []
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.BinOp):
                self._operators.append((_end(node.left), _start(node.right)))
            unread = [getattr(node, "annotation", None), getattr(node, "returns", None), *_of_dataclass(node)]
            self._skipped += [(_start(one), _end(one)) for one in unread if isinstance(one, ast.expr)]
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
                self._skipped.append((_start(node), _end(node)))
            if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("Literal["):
                self._skipped.append((_start(node), _end(node)))

    def wants(self, operator: str, row: int, column: int) -> bool:
        """Tell whether a mutant is one that could be a mistake in what runs."""
        at = (row, column)
        if any(first <= at < last for first, last in self._skipped):
            return False
        if binary := re.search(r"ReplaceBinaryOperator_(\w+)", operator):
            return binary[1] in _MISTAKEN and any(first <= at < last for first, last in self._operators)
        return True


def _of_dataclass(node: ast.AST) -> list[ast.expr]:
    """Find what says of a dataclass how it prints and that it cannot be changed."""
    decorators = [one for one in getattr(node, "decorator_list", []) if isinstance(one, ast.Call)]
    is_field = isinstance(node, ast.Call) and ast.unparse(node.func) == "field"
    return [*decorators, node] if is_field and isinstance(node, ast.expr) else decorators


def _start(node: ast.expr | ast.If) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _end(node: ast.expr | ast.If) -> tuple[int, int]:
    return node.end_lineno or 0, node.end_col_offset or 0


def _report(copy: Path, of: Counter[str]) -> list[str]:
    with closing(sqlite3.connect(copy / "mutants.sqlite")) as session:
        query = (
            "select module_path, operator_name, start_pos_row, test_outcome, diff from mutation_specs "
            "join work_results using (job_id) order by module_path, start_pos_row"
        )
        rows = session.execute(query).fetchall()
    for path, total in sorted(of.items()):
        outcomes = [row[3] for row in rows if row[0] == path]
        survived = outcomes.count("SURVIVED")
        tried = len(outcomes)
        killed = tried - survived
        print(f"| `{path}` | {tried} | {total} | {killed} | {survived} | {killed / max(1, tried):.0%} |", flush=True)
    return [
        f"{path}:{line} {operator}\n{_changed(diff)}"
        for path, operator, line, outcome, diff in rows
        if outcome == "SURVIVED"
    ]


def _changed(diff: str) -> str:
    lines = diff.splitlines()
    return "\n".join(line for line in lines if re.match(r"[-+](?![-+])", line))


if __name__ == "__main__":
    main()
