"""sto: indicators of Sterk Techniekonderwijs, recomputed from the files that DUO publishes.

The names below are the public API:

    import sto_cli as sto

    data = sto.load("duo")
    sto.ask(data, "technical_share", by="province", years=2019).frame  # a Polars frame

A mistake in a question is a `UsageError`, one in a file an `InputError`; both are a `StoError`, whose text says what to do.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from sto_cli.version import __version__ as __version__

if TYPE_CHECKING:
    from sto_cli.catalog import use as _use_catalog
    from sto_cli.claims.check import Checked as Checked
    from sto_cli.claims.check import check_claims as _check
    from sto_cli.claims.document import Coverage as Coverage
    from sto_cli.claims.document import cover as cover
    from sto_cli.claims.draft import draft_claims as draft_claims
    from sto_cli.claims.file import load_claims as load_claims
    from sto_cli.claims.match import match as match
    from sto_cli.claims.match import readings as readings
    from sto_cli.claims.verdict import Verdict as Verdict
    from sto_cli.claims.visible import read_document as read_document
    from sto_cli.errors import InputError as InputError
    from sto_cli.errors import StoError as StoError
    from sto_cli.errors import UsageError as UsageError
    from sto_cli.explanation import explain as explain
    from sto_cli.inspection import Shared as Shared
    from sto_cli.inspection import inspect_files as inspect_files
    from sto_cli.inspection import share as share
    from sto_cli.measuring.decomposition import Decomposition as Decomposition
    from sto_cli.measuring.decomposition import decompose as decompose
    from sto_cli.measuring.flows import Flows as Flows
    from sto_cli.measuring.flows import flows as flows
    from sto_cli.measuring.measure import Result as Result
    from sto_cli.measuring.measure import ask as ask
    from sto_cli.measuring.measure import measure as _calculate
    from sto_cli.measuring.question import Question as Question
    from sto_cli.measuring.question import ask as _question
    from sto_cli.measuring.small_counts import calibrate as calibrate
    from sto_cli.portraying import Portrait as Portrait
    from sto_cli.portraying import portrait as portrait
    from sto_cli.portraying import portraits as portraits
    from sto_cli.reading.data import Data as Data
    from sto_cli.reading.data import facts_of as _facts
    from sto_cli.reading.load import load as load
    from sto_cli.reporting import Block as Block
    from sto_cli.reporting import Report as Report
    from sto_cli.reporting import report as report
    from sto_cli.yearly.compare import Comparison as Comparison
    from sto_cli.yearly.compare import compare as compare
    from sto_cli.yearly.config import Config as Config
    from sto_cli.yearly.config import read_config as read_config
    from sto_cli.yearly.draft import draft_config as draft_config
    from sto_cli.yearly.portraits import write_portraits as write_portraits
    from sto_cli.yearly.results import read as _read_results
    from sto_cli.yearly.results import verify as _verify_results
    from sto_cli.yearly.run import Run as Run
    from sto_cli.yearly.run import run as run

    use_catalog = _use_catalog
    check = _check
    read_results = _read_results
    verify_results = _verify_results
    calculate = _calculate
    question = _question
    facts = _facts

_HOMES = {
    "catalog": "use_catalog=use",
    "claims.check": "Checked check=check_claims",
    "claims.document": "Coverage cover",
    "claims.draft": "draft_claims",
    "claims.file": "load_claims",
    "claims.match": "match readings",
    "claims.verdict": "Verdict",
    "claims.visible": "read_document",
    "yearly.compare": "Comparison compare",
    "yearly.results": "read_results=read verify_results=verify",
    "errors": "InputError StoError UsageError",
    "explanation": "explain",
    "inspection": "Shared inspect_files share",
    "measuring.decomposition": "Decomposition decompose",
    "measuring.flows": "Flows flows",
    "measuring.measure": "Result ask calculate=measure",
    "measuring.question": "Question question=ask",
    "measuring.small_counts": "calibrate",
    "portraying": "Portrait portrait portraits",
    "reading.data": "Data facts=facts_of",
    "reading.load": "load",
    "yearly.config": "Config read_config",
    "yearly.draft": "draft_config",
    "yearly.portraits": "write_portraits",
    "yearly.run": "Run run",
    "reporting": "Block Report report",
}
"""The public names of each module, `public=inner` where they differ; none is loaded before it is asked for: `--help` need not wait."""

_HOME = {
    name.partition("=")[0]: (module, name.rpartition("=")[2])
    for module, names in _HOMES.items()
    for name in names.split()
}
__all__ = [*_HOME, "__version__"]  # noqa: PLE0604  # texts, which a test looks up


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, inner = _HOME[name]
    return getattr(import_module(f"sto_cli.{module}"), inner)


def __dir__() -> list[str]:
    return sorted(__all__)
