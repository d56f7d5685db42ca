"""What was read: the facts, and for every file an account of its rows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.language import Message, glance, message
from sto_cli.reading import notes, places
from sto_cli.reading.enrolment import ENROLMENT
from sto_cli.reading.faults import NONE_REJECTED
from sto_cli.reading.file import is_in_workbook
from sto_cli.reading.layout import COUNT_YEAR
from sto_cli.reading.staffing import STAFFING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from sto_cli.catalog.models import FactsKind, Source
    from sto_cli.reading.codes import UnknownCode

_TEACHES = 400
"""How many small counts of a year, by location, track, grade, profile and sex, can teach a small-count table."""
_PROVISIONAL = ("voorlopig", "provisional")
"""What a name says of a file that will be revised."""


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
        masked_cells: their number in the rows used.
        masks: the masks that it may print, each with its lowest and highest count.
        unknown: the codes that the catalog does not have.
        notes: what a careful reader would want to know of it, one sentence each.
        missing: of a table of places, the locations with pupils that it does not have.
        superseded: a newer edition of the same source holds some of its years, so none is its newest.
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
    masked_cells: int
    masks: dict[str, tuple[int, int]]
    unknown: tuple[UnknownCode, ...] = ()
    notes: tuple[Message, ...] = ()
    missing: tuple[str, ...] = ()
    superseded: bool = False

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
        """The newest school year, where its publisher may still revise it: of a file of several, or if its name says so."""
        revisable = self.family.newest_is_provisional and len(self.school_years) > 1 and not self.superseded
        said = any(word in self.path.name.casefold() for word in _PROVISIONAL)
        return self.school_years[-1] if self.school_years and (revisable or said) else None


class Read(NamedTuple):
    """One file, read.

    Attributes:
        facts: with the schema of its kind: `ENROLMENT`, `EXAMS`, `STAFFING`, or a table of places.
        rejected: the rows that were left out, with the schema `REJECTED`.
    """

    facts: pl.DataFrame
    report: FileReport
    rejected: pl.DataFrame


@dataclass(frozen=True)
class Data:
    """The facts of all files together.

    Attributes:
        enrolment: frame with the schema `enrolment.ENROLMENT`, and the columns `places.COLUMNS`; always by location.
        exams: frame with the schema `exams.EXAMS`, and the columns `places.COLUMNS`; of several sources, which are never summed.
        staffing: frame with the schema `staffing.STAFFING`.
        places: the tables of places, each with `location` and the columns that it gives.
        files: an account of each file read.
        passed_over: files in a folder that are no DUO layout, with the reason.
        small_counts: the small-count table to estimate with.
        rejected: the rows that were left out since they are wrong, with the schema `faults.REJECTED`.
        sample: the data is the bundled sample, invented and calibrated.
        own_catalog: the SHA-256 of the user's own catalog, with which the files were read; None without one.
    """

    enrolment: pl.DataFrame = field(repr=False)
    exams: pl.DataFrame = field(repr=False)
    staffing: pl.DataFrame = field(repr=False)
    places: tuple[pl.DataFrame, ...] = field(repr=False)
    files: tuple[FileReport, ...]
    passed_over: dict[str, Message]
    small_counts: pl.DataFrame = field(repr=False)
    rejected: pl.DataFrame = field(default_factory=lambda: NONE_REJECTED, repr=False)
    sample: bool = False
    own_catalog: str | None = None

    def __repr__(self) -> str:
        """Show the totals and the first files."""
        head = f"Data: {self.enrolment.height:,} facts of pupils, {self.staffing.height:,} of staff"
        return glance(head, (f"{file.path.name}: {', '.join(file.school_years)}" for file in self.files))

    def table_years(self, facts: FactsKind) -> list[str]:
        """List the school years on which the small counts of files of such facts were learned."""
        grains = {file.family.grain for file in self.files if file.family.facts == facts}
        learned = self.small_counts.filter(pl.col("grain").is_in(grains))
        return sorted({year for said in learned["source_year"].unique() for year in said.split("+")})

    @property
    def incomplete(self) -> tuple[FileReport, ...]:
        """The files with rejected rows."""
        return tuple(report for report in self.files if report.rejected)

    def mask_ranges(self, kinds: Collection[FactsKind]) -> list[tuple[int, int]]:
        """List what the masked cells of these kinds of facts stand for, at least and at most."""
        masked = (file for file in self.files if file.masked_cells and file.family.facts in kinds)
        return sorted({ends for file in masked for ends in file.masks.values()})

    def remarks(self, concerns: Callable[[str, str | None, Collection[str]], bool] | None = None) -> list[Message]:
        """List what a reader must know of the files before any number is believed, each once.

        `concerns` tells of a kind of facts, a school year and the columns of a file whether the question at hand is about
        them; without, all is told.
        """
        asked = self.enrolment
        if concerns:
            asked = asked.filter(
                pl.col("school_year").is_in([y for y in asked["school_year"].unique() if concerns("enrolment", y, ())])
            )
        here = {*asked["location"].unique()}
        told = [
            replace(report, missing=tuple(place for place in report.missing if place in here))
            for report in self.files
            if not concerns
            or any(concerns(report.family.facts, year, report.columns) for year in report.school_years or [None])
        ]
        return [
            *(message("skipped {path}: {why}", path=path, why=why) for path, why in self._passed_over()),
            *(
                # The sample lies where sto is installed, which is nobody's business.
                message("{path}: {note}", path=report.path.name if self.sample else report.path, note=note)
                for report in told
                for note in report.remarks
            ),
            *self._nearer(),
        ]

    def _nearer(self) -> Iterator[Message]:
        """Name files printed in full whose year lies nearer to a masked one than the years of the small-count table."""
        pupils = [report for report in self.files if report.family.facts == "enrolment"]
        masked = [
            (report.family.grain, year) for report in pupils if report.masked_cells for year in report.school_years
        ]
        if not masked:
            return
        small = self.enrolment.filter(self.enrolment["printed"].is_between(1, 4))["school_year"].value_counts()
        enough = {year for year, number in small.iter_rows() if number >= _TEACHES}
        for report in pupils:
            for year in enough.intersection(report.school_years) if not report.masked_cells else ():
                # Cells of 01 can be added up to those of 01voins, and not the other way round.
                near = [
                    of for grain, of in masked if report.family.grain in ("01", grain) and self._is_nearer(year, of)
                ]
                if near:
                    yield notes.nearer(report.path, year, near[0], self.table_years("enrolment"))

    def _is_nearer(self, year: str, masked: str) -> bool:
        of_table = min(abs(int(own[:4]) - int(masked[:4])) for own in self.table_years("enrolment"))
        return abs(int(year[:4]) - int(masked[:4])) < of_table

    def _passed_over(self) -> list[tuple[str, Message]]:
        """List what was passed over, the sheets of one workbook with one reason together."""
        found: dict[tuple[Path, str], list[str]] = {}
        reasons: dict[str, Message] = {}
        for name, why in self.passed_over.items():
            path = Path(name)
            found.setdefault((path.parent if is_in_workbook(path) else path, str(why)), []).append(path.name)
            reasons[str(why)] = why
        return [
            (f"{path}/{', '.join(names)}" if path.name != names[0] else str(path), reasons[why])
            for (path, why), names in found.items()
        ]

    def provisional(self, kind: FactsKind) -> tuple[str, ...]:
        """List the school years that may still be revised: the newest of a file in which DUO prints several."""
        years = {file.provisional for file in self.files if file.family.facts == kind}
        return tuple(sorted(year for year in years if year))

    def facts(self, kind: FactsKind) -> pl.DataFrame:
        """Give the facts of a kind, as indicators name it."""
        return {"enrolment": self.enrolment, "exams": self.exams}.get(kind, self.staffing)


_PLACES = dict.fromkeys(places.COLUMNS, pl.String)
FACTS = pl.Schema(
    {"kind": pl.String, "school_year": pl.String, "file": pl.String} | {**ENROLMENT} | _PLACES | {**STAFFING}
)
"""The columns of the facts, in order; `catalog/columns.toml` says what each holds."""

_ORDER = ("kind", "school_year", "file", "location", "brin", "track", "grade", "sector", "profile", "sex", "role")
"""The columns that distinguish nearly all facts; a sort by every column takes four times as long."""


def facts_of(data: Data) -> pl.DataFrame:
    """Put all facts into one frame, as `sto ingest` writes it for other tools: one row per fact, with the columns `FACTS`, in an order that depends on nothing but the facts."""
    tables = [
        table.with_columns(file=pl.lit(report.path.name))
        for table, report in zip(data.places, _of_kind(data, "places"), strict=True)
    ]
    staffing = data.staffing.with_columns(file=pl.col("file").str.split("/").list.last())
    found = pl.concat(
        [
            _pupils(data, "enrolment"),
            _pupils(data, "exams"),
            staffing.with_columns(kind=pl.lit("staffing")),
            *(table.with_columns(kind=pl.lit("places")) for table in tables),
        ],
        how="diagonal",
    )
    return found.select(FACTS.names()).cast(FACTS).sort(_ORDER, maintain_order=True)


def _pupils(data: Data, kind: FactsKind) -> pl.DataFrame:
    """Put the file beside the facts of a kind: one file holds a year of a source."""
    held = [(report.source, year, report.path.name) for report in _of_kind(data, kind) for year in report.school_years]
    files = pl.DataFrame(held, schema=dict.fromkeys(("source", "school_year", "file"), pl.String), orient="row")
    return data.facts(kind).join(files, on=["source", "school_year"], how="left").with_columns(kind=pl.lit(kind))


def _of_kind(data: Data, kind: FactsKind) -> list[FileReport]:
    return [report for report in data.files if report.family.facts == kind]
