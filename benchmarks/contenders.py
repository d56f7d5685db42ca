"""What a scenario is made of: its input, the programs that answer the same question, and the targets of sto.

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

ALL_CHECKS, KEYS, COUNTS = "sto", "sto --checks keys", "sto --checks counts"
HAND, DUCKDB = "Polars by hand", "DuckDB"


@dataclass(frozen=True)
class Input:
    """Files that are made: `rows` each, one a year, masked from a year on."""

    rows: int
    years: tuple[int, ...] = (2019,)
    masked_from: int = 9999
    encoding: str = "utf8"
    layout: str = "01"

    @property
    def name(self) -> str:
        """Its folder: what it is made of."""
        years = f"{self.years[0]}-{self.years[-1]}"
        return f"{self.layout}-{self.rows}-{years}-masked-{self.masked_from}-{self.encoding}"


@dataclass(frozen=True)
class Contender:
    """A program that answers the question.

    Attributes:
        name: as it stands in the tables.
        command: what is timed.
        reads: turns what it printed into an answer.
        asks: the same question in a form that can be read, where what is timed is for people's eyes.
        most: fewer runs than the others, where it is slow; the run that is checked is then the first.
        needs: `module:…`, `program:…` or `option:…`, without which it is left out.
        environment: variables it is run with.
    """

    name: str
    command: tuple[str, ...]
    reads: Callable[[Path], object]
    asks: tuple[str, ...] = ()
    most: int | None = None
    needs: str = ""
    environment: dict[str, str] = field(default_factory=dict)


# Rows from which a scenario takes minutes.
_LONG_FROM = 5_000_000


@dataclass(frozen=True)
class Target:
    """At most so many times the time of another program."""

    contender: str
    against: str
    ratio: float


@dataclass(frozen=True)
class Scenario:
    """One question on one input. The first contender is what the others are divided by.

    Attributes:
        name: for `--only`.
        title: above its table.
        contenders: who answers.
        targets: ratios that sto should keep to.
        peak: bytes of memory that sto should keep to.
        input: the files that are made for it.
    """

    name: str
    title: str
    contenders: tuple[Contender, ...]
    targets: tuple[Target, ...] = ()
    peak: float | None = None
    input: Input | None = None

    @property
    def is_long(self) -> bool:
        """Whether it takes minutes."""
        return self.input is not None and self.input.rows * len(self.input.years) > _LONG_FROM


def sto(*options: str, name: str = ALL_CHECKS, form: str = "json", most: int | None = None) -> Contender:
    """Ask sto; a table is timed as a table and read as JSON."""
    asked = ("{sto}", "technical-share", "{input}", *options)
    reads = answers.sto_csv if form == "csv" else answers.sto_json
    timed, readable = (asked, (*asked, "--format", "json")) if form == "table" else ((*asked, "--format", form), ())
    return Contender(name, timed, reads, readable, most, "option:--checks" if "--checks" in options else "")


def counts(most: int | None = None, form: str = "json") -> Contender:
    """Ask sto to check the counts only."""
    return sto("--checks", "counts", name=COUNTS, form=form, most=most)


def keys(most: int | None = None) -> Contender:
    """Ask sto to check the counts, that all is text, and that no row stands there twice."""
    return sto("--checks", "keys", name=KEYS, most=most)


def by_hand(script: str, *, form: str = "", most: int | None = None) -> Contender:
    """Ask a script of `rivals/`; one with a choice of forms is timed in that form."""
    asked = ("{python}", f"{{rivals}}/{script}.py", "{files}")
    if form == "table":
        return Contender(HAND, asked, answers.rival_json, (*asked, "--format", "json"))
    if form == "csv":
        return Contender(HAND, (*asked, "--format", "csv"), answers.rival_csv)
    return Contender(HAND, asked, answers.rival_json, most=most)


def other(name: str, script: str, needs: str, *options: str, most: int) -> Contender:
    """Ask another library, by its script of `rivals/`."""
    command = ("{python}", f"{{rivals}}/{script}.py", "{files}", *options)
    return Contender(name, command, answers.rival_json, most=most, needs=needs)
