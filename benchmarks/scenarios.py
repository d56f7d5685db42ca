"""What is measured: one question on one input each, who answers it, and what sto promises.

In commands `{sto}`, `{python}` and `{rivals}` are found at run time, `{input}` is the file, or the folder of several,
`{files}` are all its files, and `{facts}` is what `sto ingest` makes of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import answers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STO, HAND, DUCKDB, TYPER = "sto", "Polars by hand", "DuckDB", "import typer"
_NATIONAL, _MILLION = 24_000, 1_000_000
# The bundled file has the header of 2019, which none before it may have.
_ONE_YEAR, _TWENTY_YEARS = (2019,), tuple(range(2019, 2039))


@dataclass(frozen=True)
class Input:
    """Files that are made: `rows` each, one a year, masked from the second year on."""

    rows: int
    years: tuple[int, ...] = _ONE_YEAR

    @property
    def name(self) -> str:
        """Its folder: what it is made of."""
        return f"{self.rows}-{self.years[0]}-{self.years[-1]}"


@dataclass(frozen=True)
class Contender:
    """A program that answers the question.

    Attributes:
        name: as it stands in the tables.
        command: what is timed.
        reads: turns what it printed into an answer; None where it prints none.
        asks: the same question in a form that can be read, where what is timed is for people's eyes.
        environment: variables it is run with.
    """

    name: str
    command: tuple[str, ...]
    reads: Callable[[Path], answers.Answer] | None
    asks: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """What sto promises: at most so many times another program, so many seconds, or so many bytes of memory."""

    contender: str
    most: float
    of: str = ""
    """The other program; `seconds`, `bytes`."""


@dataclass(frozen=True)
class Scenario:
    """One question on one input. The first contender is what the others are divided by."""

    name: str
    title: str
    contenders: tuple[Contender, ...]
    targets: tuple[Target, ...]
    input: Input | None = None


def _start_up() -> Scenario:
    words = {"_STO_COMPLETE": "complete_bash", "COMP_WORDS": "sto tech", "COMP_CWORD": "1"}
    return Scenario(
        "start-up",
        "Start-up",
        (
            Contender(TYPER, ("{python}", "-c", TYPER), None),
            Contender("sto --version", ("{sto}", "--version"), None),
            Contender("completion", ("{sto}",), None, environment=words),
            Contender("sto --help", ("{sto}", "--help"), None),
        ),
        (Target("sto --version", 1.5, TYPER), Target("completion", 1.5, TYPER), Target("sto --help", 2.5, TYPER)),
    )


def _share(name: str, title: str, files: Input, form: str, targets: tuple[Target, ...]) -> Scenario:
    """Ask the technical share; a table is timed as a table and read as JSON."""
    asked = ("{sto}", "technical-share", "{input}")
    script = ("{python}", "{rivals}/polars_table.py", "{files}")
    duckdb = Contender(DUCKDB, ("{python}", "{rivals}/duckdb_sql.py", "{files}"), answers.rival_json)
    as_form, as_json = ("--format", form), ("--format", "json")
    if form == "table":
        hand = Contender(HAND, script, answers.rival_json, (*script, *as_json))
        sto = Contender(STO, asked, answers.sto_json, (*asked, *as_json))
    else:
        hand = Contender(HAND, (*script, *as_form), answers.rival_csv)
        sto = Contender(STO, (*asked, *as_form), answers.sto_csv)
    return Scenario(f"{name}-{form}", f"{title}, as {form}", (hand, sto, duckdb), targets, files)


def _report() -> Scenario:
    script, sto, json = ("{python}", "{rivals}/polars_report.py", "{sample}"), ("{sto}", "report", "--sample"), "json"
    return Scenario(
        "report",
        "The letter's table on the bundled sample",
        (
            Contender(HAND, script, answers.rival_report, (*script, "--format", json)),
            Contender(STO, sto, answers.sto_report, (*sto, "--format", json)),
        ),
        (Target(STO, 2.0, HAND),),
    )


def _ingest(files: Input) -> Scenario:
    command = ("{sto}", "ingest", "{input}", "--output", "{facts}")
    targets = (Target(STO, 1.5, "seconds"), Target(STO, 0.4e9, "bytes"))
    return Scenario("ingest", "Tidy facts of twenty yearly files", (Contender(STO, command, None),), targets, files)


def _scenarios() -> tuple[Scenario, ...]:
    one, twenty, million = Input(_NATIONAL), Input(_NATIONAL, _TWENTY_YEARS), Input(_MILLION)
    of_one = (Target(STO, 1.3, HAND),)
    of_twenty = (Target(STO, 3.0, HAND), Target(STO, 1.0, DUCKDB))
    return (
        _start_up(),
        _share("one-file", "One national file of 24 thousand rows", one, "table", of_one),
        _share("one-file", "One national file of 24 thousand rows", one, "csv", of_one),
        _share("twenty-files", "Twenty yearly files of 24 thousand rows", twenty, "table", of_twenty),
        _share("twenty-files", "Twenty yearly files of 24 thousand rows", twenty, "csv", of_twenty),
        _report(),
        _ingest(twenty),
        _share("million", "A million rows in one file", million, "csv", (Target(STO, 3e9, "bytes"),)),
    )


SCENARIOS = {each.name: each for each in _scenarios()}
