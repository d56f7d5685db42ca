"""What was read: the facts, and for every file an account of its rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl

    from sto_cli.catalog.models import FactsKind
    from sto_cli.language import Message
    from sto_cli.reading.read import Raw


@dataclass(frozen=True)
class FileReport:
    """What one file was recognised as, and where its rows went: rows = used + out of scope + rejected.

    Attributes:
        out_of_scope: number of rows by reason.
        rejected: number of rows refused; a run with any stops, so it is 0 in what is computed from.
        masks: number of masked cells in the rows used.
        notes: what a careful reader would want to know, one sentence each.
    """

    raw: Raw
    school_years: tuple[str, ...]
    used: int
    out_of_scope: dict[Message, int]
    rejected: int
    masks: int
    notes: tuple[Message, ...] = ()

    @property
    def provisional(self) -> str | None:
        """The newest school year of a file of several, where its publisher may still revise that."""
        revisable = self.raw.source.newest_is_provisional and len(self.school_years) > 1
        return self.school_years[-1] if revisable else None

    @property
    def path(self) -> Path:
        """The file."""
        return self.raw.path

    @property
    def rows(self) -> int:
        """All rows below the header that are not blank."""
        return self.raw.census.rows


@dataclass(frozen=True)
class Data:
    """The facts of all files together.

    Attributes:
        enrolment: frame with the schema `tidy.ENROLMENT`, and the columns `places.COLUMNS`.
        staffing: frame with the schema `staffing.STAFFING`.
        files: an account of each file read.
        passed_over: files in a folder that are no DUO layout, with the reason.
        small_counts: the small-count table to estimate with.
        sample: the data is the bundled sample, invented and calibrated.
        min_cell: the smallest count that may be told of these files; 0 for all.
    """

    enrolment: pl.DataFrame = field(repr=False)
    staffing: pl.DataFrame = field(repr=False)
    files: tuple[FileReport, ...]
    passed_over: dict[str, Message]
    small_counts: pl.DataFrame = field(repr=False)
    sample: bool = False
    min_cell: int = 0

    def provisional(self, kind: FactsKind) -> tuple[str, ...]:
        """List the school years that may still be revised: the newest of a file in which DUO prints several."""
        years = {file.provisional for file in self.files if file.raw.source.facts == kind}
        return tuple(sorted(year for year in years if year))

    def facts(self, kind: FactsKind) -> pl.DataFrame:
        """Give the facts of a kind, as indicators name it."""
        return self.enrolment if kind == "enrolment" else self.staffing
