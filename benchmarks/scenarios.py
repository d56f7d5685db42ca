"""What is measured, and the targets of sto: whole-process ratios, and memory."""

from __future__ import annotations

from dataclasses import replace

import answers
from contenders import (
    ALL_CHECKS,
    COUNTS,
    DUCKDB,
    HAND,
    KEYS,
    Contender,
    Input,
    Scenario,
    Target,
    by_hand,
    counts,
    keys,
    other,
    sto,
)

MILLION = 1_000_000
NATIONAL = 24_000
_QUICK_ROWS = 2_400
_TARGETS_OF_LARGE = (
    Target(KEYS, HAND, 1.6),
    Target(COUNTS, HAND, 1.25),
    Target(KEYS, DUCKDB, 1.0),
    Target(COUNTS, DUCKDB, 1.0),
)
# The bundled file has the header of 2019, which none before it may have.
_DECADES = tuple(range(2019, 2039))
_TWENTY = Input(NATIONAL, _DECADES, masked_from=2020)
_ONE = Input(NATIONAL)
_MANY = Input(MILLION, _DECADES, masked_from=2020)
_THREE_MILLION = Input(3 * MILLION, (2019,), masked_from=2020)


def _start_up() -> Scenario:
    typer = "import typer"
    words = {"_STO_COMPLETE": "complete_bash", "COMP_WORDS": "sto tech", "COMP_CWORD": "1"}
    command = "technical-share"
    return Scenario(
        "start-up",
        "Start-up",
        (
            Contender(typer, ("{python}", "-c", typer), answers.contains("")),
            Contender("sto --version", ("{sto}", "--version"), answers.contains("sto ")),
            Contender("completion", ("{sto}",), answers.contains(command), environment=words),
            Contender("sto --help", ("{sto}", "--help"), answers.contains(command)),
        ),
        (Target("sto --version", typer, 1.5), Target("completion", typer, 1.5), Target("sto --help", typer, 2.5)),
    )


def _small(name: str, title: str, files: Input, form: str, ratio: float) -> Scenario:
    return Scenario(
        f"{name}-{form}",
        f"{title}, as {form}",
        (by_hand("polars_table", form=form), sto(form=form), counts(form=form)),
        (Target(ALL_CHECKS, HAND, ratio),),
        input=files,
    )


def _report() -> Scenario:
    script = ("{python}", "{rivals}/polars_report.py", "{sample}")
    json = ("--format", "json")
    return Scenario(
        "report",
        "The letter's table on the bundled sample",
        (
            Contender(HAND, script, answers.rival_report, (*script, *json)),
            Contender(ALL_CHECKS, ("{sto}", "report"), answers.sto_report, ("{sto}", "report", *json)),
        ),
        (Target(ALL_CHECKS, HAND, 1.35),),
    )


def _large(millions: int, *, masked: bool) -> Scenario:
    """Ask one large file; with 12 million rows everyone has fewer runs, and Miller none."""
    small = millions == 3  # noqa: PLR2004  # the smaller of two sizes
    most, slow = (None, 3) if small else (3, 1)
    miller = ("mlr", "--icsvlite", "--oxtab", "--ifs", ";", "put", "-q", "-f", "{rivals}/share.mlr", "{files}")
    contenders = [
        by_hand("polars_streaming", most=most),
        sto(most=most),
        keys(most),
        counts(most),
        other(DUCKDB, "duckdb_sql", "module:duckdb", most=slow),
        other("pandas", "pandas_usecols", "module:pandas", most=slow),
    ]
    if small:
        contenders.append(Contender("Miller", miller, answers.rival_json, most=1, needs="program:mlr"))
    return Scenario(
        f"{millions}-million" + ("-masked" if masked else ""),
        f"One UTF-8 file of {millions} million rows, " + ("masked" if masked else "unmasked"),
        tuple(contenders),
        _TARGETS_OF_LARGE,
        0.6e9 + 30 * (millions - 3) * MILLION,
        Input(millions * MILLION, (2021,) if masked else (2019,), masked_from=2020),
    )


def _cp1252() -> Scenario:
    return Scenario(
        "cp1252",
        "One cp1252 file of 3 million rows",
        (
            by_hand("polars_cp1252"),
            sto(),
            keys(),
            counts(),
            other(DUCKDB, "duckdb_sql", "module:duckdb", "--latin-1", most=3),
        ),
        (Target(COUNTS, HAND, 1.25),),
        input=Input(3 * MILLION, encoding="cp1252"),
    )


def _by_location() -> Scenario:
    command = ("{sto}", "technical-share", "{input}", "--by", "location", "--format", "csv")
    return Scenario(
        "by-location",
        "The share of every location, 3 million rows",
        (
            replace(by_hand("polars_locations"), reads=answers.rival_csv),
            Contender(ALL_CHECKS, command, answers.sto_csv, most=3),
        ),
        input=_THREE_MILLION,
    )


def _facts() -> Scenario:
    """Twenty files, what it takes to make facts of them, and the facts; all by sto."""
    ingest = ("{sto}", "ingest", "{input}", "--output", "{facts}")
    facts = ("{sto}", "technical-share", "{facts}", "--format", "json")
    return Scenario(
        "facts",
        "What sto ingest saves: twenty yearly files of 24 thousand rows, or the facts made of them",
        (
            replace(sto(), name="sto, from files"),
            Contender("sto ingest", ingest, answers.contains(""), most=3),
            Contender("sto, from facts.parquet", facts, answers.sto_json),
        ),
        input=_TWENTY,
    )


SCENARIOS = (
    _start_up(),
    _small("one-file", "One national file of 24 thousand rows", _ONE, "table", 1.35),
    _small("one-file", "One national file of 24 thousand rows", _ONE, "csv", 1.2),
    _small("twenty-files", "Twenty yearly files of 24 thousand rows", _TWENTY, "table", 1.35),
    _small("twenty-files", "Twenty yearly files of 24 thousand rows", _TWENTY, "csv", 1.2),
    _facts(),
    _report(),
    _large(3, masked=False),
    _by_location(),
    _large(3, masked=True),
    _cp1252(),
    Scenario(
        "01voins",
        "01voins, five years in one file of 3 million rows",
        (by_hand("polars_voins"), sto(), counts()),
        input=Input(3 * MILLION, layout="01voins"),
    ),
    _large(12, masked=False),
    _large(12, masked=True),
    Scenario(
        "twenty-million",
        "Twenty yearly files of one million rows",
        (by_hand("polars_streaming", most=3), sto(most=3), keys(3), counts(3)),
        input=_MANY,
    ),
)


def tiny(scenario: Scenario) -> Scenario:
    """Make the input tiny, and let the checked run of the slow be their only one, to see that everything runs."""
    made = scenario.input and replace(scenario.input, rows=min(scenario.input.rows, _QUICK_ROWS))
    once = tuple(replace(each, most=1) if each.most else each for each in scenario.contenders)
    return replace(scenario, input=made, contenders=once)
