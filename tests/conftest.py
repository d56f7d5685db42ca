"""What every test stands in: no setting of the machine it runs on reaches `sto`; and tables drawn in a test, loaded."""

from __future__ import annotations

import inspect
import os
import re
import sys
import traceback
from dataclasses import fields
from functools import cache
from pathlib import Path
from types import ModuleType

# The tests run in several processes, which share the cores already. Read when Polars is first imported.
os.environ["POLARS_MAX_THREADS"] = "1"

import pytest

from sto_cli.catalog import catalog
from sto_cli.measuring import decomposition
from sto_cli.measuring import measure as measuring
from sto_cli.reading import load as loading
from sto_cli.reading import one_file
from sto_cli.reading.load import load
from tests.generated import draw_pupils, draw_staff, write_pupils, write_staff
from tests.simulated import sitecustomize

_SETTINGS = ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "STO_LANG", "TERM", "GITHUB_ACTIONS", "PY_COLORS")

_PATTERNS = []
"""How a test names what this system lacks."""
for _name in sitecustomize.MODULES:
    try:
        __import__(_name)
    except ImportError:  # what imports it is collected, and what needs it is skipped
        sitecustomize.instead[_name] = sys.modules.setdefault(_name, ModuleType(_name))
        _PATTERNS.append(rf"\b{_name}\.")
if sys.platform == "win32":  # signals, links and shells are not as Unix has them
    _PATTERNS += [
        r"\bos\.(kill|symlink)\b",
        r"symlink_to|preexec_fn|chmod\((0\b|mode\b|0o640)",
        r"\bsignal\.SIG",
        r"\"(ba)?sh\"",
    ]


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call():
    """Skip a test that itself makes a call which this system lacks; one that sto makes is an error."""
    try:
        return (yield)
    except AttributeError as error:
        callers = [frame.f_globals["__name__"] for frame, _ in traceback.walk_tb(error.__traceback__)]
        caller = [name for name in callers if not name.endswith("sitecustomize")][-1]
        lacked = [name for of, names in sitecustomize.CALLS.items() if error.obj is of for name in names]
        if caller.startswith("tests.") and error.name in lacked:
            pytest.skip(f"this system has no {error.name}")
        raise


@cache
def _named(function):
    """Give the source of a test, and that of what it uses in its own file."""
    found, todo = {}, [function]
    while todo:
        one = todo.pop()
        found[one] = inspect.getsource(one)
        named = [one.__globals__.get(name) for name in one.__code__.co_names]
        functions = [each for each in named if inspect.isfunction(each) and each.__module__ == function.__module__]
        todo += [each for each in map(inspect.unwrap, functions) if each not in found]
        found |= {text: text for text in named if isinstance(text, str)}
    return "\n".join(found.values())


def pytest_collection_modifyitems(items):
    """Skip the tests that name what this system lacks."""
    if not _PATTERNS:
        return
    needs = re.compile("|".join(_PATTERNS))
    for item in items:
        if found := needs.search(_named(inspect.unwrap(item.function))):
            item.add_marker(pytest.mark.skip(reason=f"this system has no {found[0].rstrip('.')}"))


_STAY = {loading.sample_folder().resolve(), Path(__file__).resolve().parents[2] / "shared" / "duo"}
"""Folders of files that no test changes: the sample, and DUO's files where they are."""


def _once(function, key, most):
    """Call a function once for each key; what nobody asked longest is let go. What a key names by its id is held."""
    held = {}

    def remembered(*arguments, **more):
        name = key(*arguments, **more)
        if name is None:
            return function(*arguments, **more)
        found = held.pop(name, None) or (function(*arguments, **more), arguments, catalog())
        while len(held) >= most:
            held.pop(next(iter(held)), None)
        held[name] = found
        return found[0]

    return remembered


def _by_text(file, *, reject):
    return file.text, file.recognised.layout.name, file.year, file.named, str(file.masks), reject, id(catalog())


def _by_files(entries, *, table=None, reject=False, encodings, file_years, **_):
    """Name a call that reads files that stay as they are; no question passes one of them over."""
    files = [entry.path.resolve() for entry in entries]
    if table or not {file.parent for file in files} <= _STAY:
        return None
    given = [encodings[str(entry.path)] for entry in entries]
    return *entries, *files, *given, *file_years.items(), reject, id(catalog())


def _by_facts(data, question):
    """Name a question to files that stay as they are."""
    if not {report.path.resolve().parent for report in data.files} <= _STAY:
        return None
    asked = (question.by, *question.where.items(), question.years, question.change, question.min_pupils)
    known = (id(getattr(data, field.name)) for field in fields(data))
    return *known, id(question.indicator), id(question.definition), asked


@pytest.fixture(scope="session", autouse=True)
def _read_once():
    """Keep what was read and measured last: most tests ask the sample, of which a process then reads and measures the same once."""
    levels = _once(measuring.levels, _by_facts, 200)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(one_file, "read", _once(one_file.read, _by_text, 60))
        patch.setattr(loading, "load_entries", _once(loading.load_entries, _by_files, 4))
        patch.setattr(measuring, "narrowed", _once(measuring.narrowed, _by_facts, 40))
        patch.setattr(measuring, "levels", levels)
        patch.setattr(decomposition, "levels", levels)
        yield


@pytest.fixture(scope="session", autouse=True)
def _plain_environment():
    with pytest.MonkeyPatch.context() as patch:
        for name in _SETTINGS:
            patch.delenv(name, raising=False)
        yield


@pytest.fixture
def pupils(tmp_path):
    """Load drawn tables of pupils, one per school year."""

    def load_pupils(**tables):
        for year, table in tables.items():
            first = int(year.removeprefix("y"))
            write_pupils(tmp_path, draw_pupils(table), year=f"{first}-{first + 1}")
        return load([tmp_path])

    return load_pupils


@pytest.fixture
def staff(tmp_path):
    """Load a drawn table of staff."""
    return lambda table: load([write_staff(tmp_path, draw_staff(table))])
