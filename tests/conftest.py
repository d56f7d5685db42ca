"""What every test stands in: no setting of the machine it runs on reaches `sto`."""

from __future__ import annotations

import os

# The tests run in several processes, which share the cores already. Read when Polars is first imported.
os.environ["POLARS_MAX_THREADS"] = "1"

import pytest

_SETTINGS = ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "STO_LANG", "TERM", "GITHUB_ACTIONS", "PY_COLORS")


@pytest.fixture(scope="session", autouse=True)
def _plain_environment():
    with pytest.MonkeyPatch.context() as patch:
        for name in _SETTINGS:
            patch.delenv(name, raising=False)
        yield
