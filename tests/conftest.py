"""What every test stands in: no setting of the machine it runs on reaches `sto`; and tables drawn in a test, loaded."""

from __future__ import annotations

import inspect
import os
import re
import sys
from importlib import import_module
from types import ModuleType

# The tests run in several processes, which share the cores already. Read when Polars is first imported.
os.environ["POLARS_MAX_THREADS"] = "1"

import pytest

from sto_cli.catalog import catalog
from sto_cli.reading import one_file
from sto_cli.reading.load import load
from tests.generated import draw_pupils, draw_staff, write_pupils, write_staff

_SETTINGS = ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "STO_LANG", "TERM", "GITHUB_ACTIONS", "PY_COLORS")

_OF_UNIX = ("fcntl", "pty", "resource", "termios")
_MISSING = []
for _name in _OF_UNIX:
    try:
        import_module(_name)
    except ImportError:  # as on Windows: what imports it is collected, and what needs it is skipped
        _MISSING.append(_name)
        sys.modules[_name] = ModuleType(_name)


def pytest_collection_modifyitems(items):
    """Skip the tests that name what this system lacks."""
    if not _MISSING:
        return
    needs = re.compile(rf"\b(({'|'.join(_MISSING)})\.|os\.(mkfifo|fork|geteuid|symlink)|symlink_to|preexec_fn|SIGKILL)")
    for item in items:
        if needs.search(inspect.getsource(item.function)):
            item.add_marker(pytest.mark.skip(reason=f"this system has no {', '.join(_MISSING)}"))


_READ = {}


@pytest.fixture(scope="session", autouse=True)
def _read_once():
    """Keep the facts of the last files that were read: most tests ask the sample, of which a process then reads the same bytes once."""
    read = one_file.read

    def remembered(file, *, reject):
        key = (file.text, file.recognised.layout.name, file.year, file.named, str(file.masks), reject, id(catalog()))
        if key not in _READ:
            while len(_READ) >= 40:
                _READ.pop(next(iter(_READ)))
            _READ[key] = read(file, reject=reject)
        return _READ[key]

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
