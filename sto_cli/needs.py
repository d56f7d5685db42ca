"""What a question needs of the files, so that a large one need not be read for more, and how much is checked besides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class Checks(StrEnum):
    """How much of an enrolment file is looked at besides what is counted."""

    ALL = "all"
    """Every rule, on every column."""
    KEYS = "keys"
    """What the question reads, that the rest is text as it should be, and that no row stands there twice."""
    COUNTS = "counts"
    """What the question reads: its counts and masks, its codes, the length of every row and the row account."""


@dataclass(frozen=True)
class Need:
    """What facts must tell apart.

    Attributes:
        columns: columns of the enrolment facts; None for all, locations among them.
        grades: the grades that are counted; None for all.
        cells: whether the cells that a file prints are told apart, of which a location has several with one profile.
        checks: how much is looked at besides.
    """

    columns: frozenset[str] | None = None
    grades: frozenset[int] | None = None
    checks: Checks = Checks.ALL
    cells: bool = False

    @property
    def locations(self) -> bool:
        """Whether locations are told apart."""
        return self.columns is None

    def counts(self, grade: int) -> bool:
        """Tell whether a grade is counted."""
        return self.grades is None or grade in self.grades

    def covers(self, other: Need) -> bool:
        """Tell whether facts read for this need answer what needs the other."""
        columns = self.columns is None or (other.columns is not None and other.columns <= self.columns)
        grades = self.grades is None or (other.grades is not None and other.grades <= self.grades)
        return columns and grades

    def with_locations(self) -> Need:
        """Give the need of the same, location by location."""
        return replace(self, columns=None)


EVERYTHING = Need()
CELLS = Need(cells=True)
