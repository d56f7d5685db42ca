"""Tests of `sto`. With `STO_PROOF` in the environment (`make proof`), families of which the suite runs a seeded part run whole."""

import os

IS_PROOF = "STO_PROOF" in os.environ


def by_turns(cases, step):
    """Give one in so many of a family, always the same ones, in which what varies takes turns; all of them in `make proof`."""
    return [*cases] if IS_PROOF else [*cases][::step]
