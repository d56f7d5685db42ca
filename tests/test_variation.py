"""The seeded part of the variation test; `make proof` runs more edits of each kind."""

from __future__ import annotations

from tests.variation.run import KNOWN, run_all


def test_only_kinds_that_are_known_to_fail_do():
    failures = run_all(1)
    assert {name for _, name, _ in failures} == set(KNOWN), failures
