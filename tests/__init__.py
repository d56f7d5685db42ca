"""Tests of `sto`. With `STO_PROOF` in the environment (`make proof`), families of which the suite runs a seeded part run whole."""

import os

IS_PROOF = "STO_PROOF" in os.environ
