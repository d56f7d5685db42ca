"""What every test stands in: no setting of the machine it runs on reaches `sto`; and tables drawn in a test, loaded."""

from __future__ import annotations

import inspect
import os
import re
import sys
import traceback
from functools import cache
from types import ModuleType

# The tests run in several processes, which share the cores already. Read when Polars is first imported.
os.environ["POLARS_MAX_THREADS"] = "1"

import pytest

from sto_cli.catalog import catalog
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


_READ = {}


@pytest.fixture(scope="session", autouse=True)
def _read_once():
    """Keep the facts of the last files that were read: most tests ask the sample, of which a process then reads the same bytes once."""
    read = one_file.read

    def remembered(file, *, reject):
        key = (file.text, file.recognised.layout.name, file.year, file.named, str(file.masks), reject, id(catalog()))
        found = _READ.pop(key, None) or (
            read(file, reject=reject),
            catalog(),
        )  # held, so that no other catalog gets its id
        while len(_READ) >= 60:
            _READ.pop(next(iter(_READ)))
        _READ[key] = found  # behind all others: the one that nobody asked longest goes first
        return found[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(one_file, "read", remembered)
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
