"""sto: indicators of Sterk Techniekonderwijs, recomputed from the files that DUO publishes.

The names below are the public API, and the command line uses nothing else:

    import sto_cli

    data = sto_cli.load(["duo"])
    question = sto_cli.ask("technical_share", by=["province"], years=["2019"])
    sto_cli.calculate(data, question).frame  # a Polars frame

A mistake in a question or a file is a `StoError`, whose text says what to do.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from sto_cli.version import __version__

if TYPE_CHECKING:
    from sto_cli.calibration import calibrate
    from sto_cli.catalog import GONE as DEFINITIONS_GONE
    from sto_cli.catalog import own as own_catalog
    from sto_cli.catalog import use as use_catalog
    from sto_cli.claims.check import Checked
    from sto_cli.claims.check import check_claims as check
    from sto_cli.claims.document import Coverage, cover
    from sto_cli.claims.draft import draft_claims
    from sto_cli.claims.file import SHIPPED as SHIPPED_CLAIMS
    from sto_cli.claims.file import is_claims, load_claims
    from sto_cli.claims.match import match, readings
    from sto_cli.claims.verdict import Verdict
    from sto_cli.claims.visible import read_document
    from sto_cli.comparing.compare import Comparison, compare
    from sto_cli.comparing.results import read as read_results
    from sto_cli.errors import StoError
    from sto_cli.explanation import explain
    from sto_cli.inspection import inspect_files, rejected_of
    from sto_cli.measuring.decomposition import Decomposition, decompose
    from sto_cli.measuring.decomposition import refuse as refuse_decomposition
    from sto_cli.measuring.flows import Flows, flows
    from sto_cli.measuring.flows import refuse as refuse_flows
    from sto_cli.measuring.measure import Result, longest_change
    from sto_cli.measuring.measure import measure as calculate
    from sto_cli.measuring.question import Question, ask
    from sto_cli.reading.data import Data
    from sto_cli.reading.ingest import frame as facts
    from sto_cli.reading.load import chosen, load
    from sto_cli.recalc.config import Config, read_config
    from sto_cli.recalc.draft import draft_config
    from sto_cli.recalc.run import Run, run
    from sto_cli.reporting import Block, report
    from sto_cli.sharing import Shared, share

_HOME = {
    "load": "reading.load",
    "chosen": "reading.load",
    "use_catalog": "catalog:use",
    "own_catalog": "catalog:own",
    "DEFINITIONS_GONE": "catalog:GONE",
    "Data": "reading.data",
    "ask": "measuring.question",
    "Question": "measuring.question",
    "calculate": "measuring.measure:measure",
    "longest_change": "measuring.measure",
    "Result": "measuring.measure",
    "decompose": "measuring.decomposition",
    "refuse_decomposition": "measuring.decomposition:refuse",
    "Decomposition": "measuring.decomposition",
    "flows": "measuring.flows",
    "refuse_flows": "measuring.flows:refuse",
    "Flows": "measuring.flows",
    "report": "reporting",
    "Block": "reporting",
    "explain": "explanation",
    "inspect_files": "inspection",
    "rejected_of": "inspection",
    "share": "sharing",
    "Shared": "sharing",
    "facts": "reading.ingest:frame",
    "calibrate": "calibration",
    "load_claims": "claims.file",
    "is_claims": "claims.file",
    "SHIPPED_CLAIMS": "claims.file:SHIPPED",
    "draft_claims": "claims.draft",
    "check": "claims.check:check_claims",
    "Checked": "claims.check",
    "Verdict": "claims.verdict",
    "read_document": "claims.visible",
    "cover": "claims.document",
    "Coverage": "claims.document",
    "match": "claims.match",
    "readings": "claims.match",
    "read_config": "recalc.config",
    "Config": "recalc.config",
    "draft_config": "recalc.draft",
    "run": "recalc.run",
    "Run": "recalc.run",
    "read_results": "comparing.results:read",
    "compare": "comparing.compare",
    "Comparison": "comparing.compare",
    "StoError": "errors",
}
"""Where each public name lives; nothing is loaded before it is asked for, so that `sto --help` need not wait."""

__all__ = [
    "DEFINITIONS_GONE",
    "SHIPPED_CLAIMS",
    "Block",
    "Checked",
    "Comparison",
    "Config",
    "Coverage",
    "Data",
    "Decomposition",
    "Flows",
    "Question",
    "Result",
    "Run",
    "Shared",
    "StoError",
    "Verdict",
    "__version__",
    "ask",
    "calculate",
    "calibrate",
    "check",
    "chosen",
    "compare",
    "cover",
    "decompose",
    "draft_claims",
    "draft_config",
    "explain",
    "facts",
    "flows",
    "inspect_files",
    "is_claims",
    "load",
    "load_claims",
    "longest_change",
    "match",
    "own_catalog",
    "read_config",
    "read_document",
    "read_results",
    "readings",
    "refuse_decomposition",
    "refuse_flows",
    "rejected_of",
    "report",
    "run",
    "share",
    "use_catalog",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, own = _HOME[name].partition(":")
    return getattr(import_module(f"sto_cli.{module}"), own or name)
