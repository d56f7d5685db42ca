"""What was read: the facts, and for every file an account of its rows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sto_cli.catalog import catalog
from sto_cli.language import message
from sto_cli.needs import EVERYTHING, Checks
from sto_cli.reading import notes, places
from sto_cli.reading.recognise import COUNT_YEAR
from sto_cli.reading.sieve import NONE_REJECTED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    import polars as pl

    from sto_cli.catalog.models import FactsKind, Source
    from sto_cli.language import Message
    from sto_cli.needs import Need

NOT_LOOKED_FOR = {
    Checks.KEYS: message(
        "Only what the question reads was checked, besides text that is none and rows that stand there twice (--checks keys)."
    ),
    Checks.COUNTS: message(
        "Only what the question reads was checked: a row that stands there twice is counted twice (--checks counts)."
    ),
}
NOT_PROTECTED = message(
    "Counts below the minimum are withheld within each table. Differences between two runs, between tables, or with "
    "what is published elsewhere are not protected against."
)


@dataclass(frozen=True)
class FileReport:
    """What one file was recognised as, and where its rows went: rows = used + out of scope + rejected.

    Attributes:
        path: the file, and below it a member or sheet.
        source: the family it belongs to, as the catalog calls it.
        layout: the vintage of that family.
        columns: the columns of the layout that it has, by their canonical names.
        encoding: what its text was read in; with `line_end` and `delimiter`, how it was taken apart.
        rows: all rows below the header that are not blank.
        out_of_scope: number of rows by reason.
        rejected: number of rows that are wrong, and missing from the facts; 0 unless rows may be rejected.
        masks: number of masked cells in the rows used.
        notes: what a careful reader would want to know of it, one sentence each.
        missing: of a table of places, the locations with pupils that it does not have.
    """

    path: Path
    source: str
    layout: str
    columns: tuple[str, ...]
    encoding: str
    line_end: str
    delimiter: str
    school_years: tuple[str, ...]
    rows: int
    used: int
    out_of_scope: dict[Message, int]
    rejected: int
    masks: int
    notes: tuple[Message, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def family(self) -> Source:
        """What the catalog knows of its source."""
        return catalog().sources[self.source]

    @property
    def rows_say_years(self) -> bool:
        """Whether each row says its school year, so that a row that cannot be read may be of any."""
        return COUNT_YEAR in self.columns

    @property
    def remarks(self) -> tuple[Message, ...]:
        """All that a careful reader would want to know: of the file, and of how the others go with it."""
        return (
            *notes.rejected(self.rejected, self.rows),
            *self.notes,
            *notes.missing(next((name for name in places.COLUMNS if name in self.columns), ""), self.missing),
        )

    @property
    def provisional(self) -> str | None:
        """The newest school year of a file of several, where its publisher may still revise that."""
        revisable = self.family.newest_is_provisional and len(self.school_years) > 1
        return self.school_years[-1] if revisable else None


@dataclass(frozen=True)
class Data:
    """The facts of all files together.

    Attributes:
        enrolment: frame with the schema `tidy.ENROLMENT`, and the columns `places.COLUMNS`.
        staffing: frame with the schema `staffing.STAFFING`.
        places: the tables of places, each with `location` and the columns that it gives.
        files: an account of each file read.
        passed_over: files in a folder that are no DUO layout, with the reason.
        small_counts: the small-count table to estimate with.
        rejected: the rows that were left out since they are wrong, with the schema `sieve.REJECTED`. Of facts that
            `sto ingest` wrote they are not known any more, but counted in `files`.
        sample: the data is the bundled sample, invented and calibrated.
        min_cell: the smallest count that may be told of these files; 0 for all.
        need: what the files were read for; facts tell apart no more than that.
        reread: reads the files again, for another need.
    """

    enrolment: pl.DataFrame = field(repr=False)
    staffing: pl.DataFrame = field(repr=False)
    places: tuple[pl.DataFrame, ...] = field(repr=False)
    files: tuple[FileReport, ...]
    passed_over: dict[str, Message]
    small_counts: pl.DataFrame = field(repr=False)
    rejected: pl.DataFrame = field(default_factory=lambda: NONE_REJECTED, repr=False)
    sample: bool = False
    min_cell: int = 0
    need: Need = EVERYTHING
    reread: Callable[[Need], Data] | None = field(default=None, repr=False, compare=False)

    @property
    def incomplete(self) -> tuple[FileReport, ...]:
        """The files of which rows were rejected."""
        return tuple(report for report in self.files if report.rejected)

    def for_need(self, need: Need) -> Data:
        """Give data that tells apart what is needed: this, or the same files read again."""
        if self.need.covers(need) or self.reread is None:
            return self
        return replace(self.reread(need), sample=self.sample)

    def remarks(self) -> list[Message]:
        """List what a reader must know of the files before any number is believed."""
        return [
            *[NOT_PROTECTED] * bool(self.min_cell),
            *(text for checks, text in NOT_LOOKED_FOR.items() if checks is self.need.checks),
            *(message("passed over {path}: {why}", path=path, why=why) for path, why in self.passed_over.items()),
            *(
                message("{path}: {note}", path=report.path, note=note)
                for report in self.files
                for note in report.remarks
            ),
        ]

    def provisional(self, kind: FactsKind) -> tuple[str, ...]:
        """List the school years that may still be revised: the newest of a file in which DUO prints several."""
        years = {file.provisional for file in self.files if file.family.facts == kind}
        return tuple(sorted(year for year in years if year))

    def mask_ranges(self, kinds: Collection[FactsKind]) -> list[tuple[int, int]]:
        """List what the masked cells of these kinds of facts stand for, at least and at most."""
        masked = (file.family for file in self.files if file.masks)
        return sorted({ends for family in masked if family.facts in kinds for ends in family.masks.values()})

    def facts(self, kind: FactsKind) -> pl.DataFrame:
        """Give the facts of a kind, as indicators name it."""
        return self.enrolment if kind == "enrolment" else self.staffing
