"""What every test stands in: no setting of the machine it runs on reaches `sto`; and tables drawn in a test, loaded."""

from __future__ import annotations

import inspect
import os
import re
import sys
from types import ModuleType

# The tests run in several processes, which share the cores already. Read when Polars is first imported.
os.environ["POLARS_MAX_THREADS"] = "1"

import pytest

from sto_cli.reading.load import load
from tests.generated import draw_pupils, draw_staff, write_pupils, write_staff
from tests.simulated import sitecustomize

_SETTINGS = ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "STO_LANG", "TERM", "GITHUB_ACTIONS", "PY_COLORS")

_LACKED = {  # what some system lacks, and how a test names it
    **{name: rf"\b{name}\." for name in sitecustomize.MODULES},
    **{name: rf"\b{of.__name__}\.{name}\b" for of, names in sitecustomize.CALLS.items() for name in names},
}


def _is_lacked(name):
    if name not in sitecustomize.MODULES:
        return not any(hasattr(of, name) for of in sitecustomize.CALLS)
    try:
        __import__(name)
    except ImportError:  # what imports it is collected, and what needs it is skipped
        sitecustomize.instead[name] = sys.modules.setdefault(name, ModuleType(name))
        return True
    return False


_MISSING = [name for name in _LACKED if _is_lacked(name)]
_PATTERNS = [_LACKED[name] for name in _MISSING]
if sys.platform == "win32":
    _MISSING.append("signals, links and shells as Unix has them")
    _PATTERNS += [r"\bos\.(kill|symlink)\b", r"symlink_to|preexec_fn|chmod\(", r"\bsignal\.SIG", r"\"(ba)?sh\""]


def _named(function):
    """Give the source of a test, and that of what it names in its own file."""
    found = [inspect.getsource(function)]
    for name in function.__code__.co_names:
        value = function.__globals__.get(name)
        if isinstance(value, str):
            found.append(value)
        elif inspect.isfunction(value) and value.__module__ == function.__module__:
            found.append(inspect.getsource(value))
    return "\n".join(found)


def pytest_collection_modifyitems(items):
    """Skip the tests that name what this system lacks."""
    if not _MISSING:
        return
    needs = re.compile("|".join(_PATTERNS))
    for item in items:
        if found := needs.search(_named(inspect.unwrap(item.function))):
            item.add_marker(pytest.mark.skip(reason=f"this system has no {found[0].rstrip('.')}"))


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
