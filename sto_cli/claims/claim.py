"""A claim as it was read: what somebody printed, of what, and where; the keys of the file are for `file`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sto_cli.language import Label, glance

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from sto_cli.claims.asked import Asked, Stated
    from sto_cli.claims.own_table import OwnTable


class Basis(StrEnum):
    """Where a claim's definition comes from."""

    STATED = "stated"
    """The publisher says how the number was counted."""
    ASSUMED = "assumed"
    """The publisher does not; the definition is our reading."""


@dataclass(frozen=True)
class Source:
    """Where a number was read."""

    title: Label
    publisher: Label | None = None
    url: str | None = None
    date: dt.date | None = None
    page: int | Label | None = None


@dataclass(frozen=True)
class Claim:
    """One printed number, or one printed direction.

    Attributes:
        printed: what the document says, letter for letter.
        source: where it was read.
        line: the line of the claims file where it begins.
        says: what it is the number of, for a reader.
        near: words beside the number in the document, to tell it from an equal one; for each place that it covers.
        reads_as: the number in full, where the text says its sign or unit in words.
        basis: whether the publisher states the definition.
        asked: the question and what was printed, parsed; None for a claim that no DUO file is asked for.
        table: what a table of the user's own gives, and what was printed; None for a claim on DUO's files.
        tolerance_reason: why its tolerance or margin is as wide as it is.
        not_computable: why these files cannot give it.
        note: what a reader should know.
        draft: whether a machine proposed it and nobody has read it.
        dutch: what a Dutch screen calls it.
    """

    id: str
    printed: str
    source: Source
    line: int
    says: Label | None = None
    near: tuple[str, ...] = ()
    reads_as: str | None = None
    basis: Basis | None = None
    asked: Asked | None = None
    table: OwnTable | None = None
    tolerance_reason: str | None = None
    not_computable: Label | None = None
    note: Label | None = None
    draft: bool = False
    dutch: str = ""

    @property
    def name(self) -> Label:
        """What screens call it; machine forms have its id."""
        return Label(self.id, self.dutch or self.id)

    @property
    def stated(self) -> Stated | None:
        """What was printed, as an interval; None for a claim that is not computed."""
        return self.table or self.asked


@dataclass(frozen=True)
class Reading:
    """One way to read some of the claims together: under another definition, or in other years.

    Attributes:
        says: what it reads them as, for a reader.
        claims: these claims, as it reads them.
    """

    id: str
    says: Label
    claims: tuple[Claim, ...]


@dataclass(frozen=True)
class Claims:
    """A claims file.

    Attributes:
        name: how the user named it, for messages and annotations.
    """

    name: str
    title: Label
    claims: tuple[Claim, ...]
    readings: tuple[Reading, ...] = ()

    @property
    def tables(self) -> set[Path]:
        """The tables of the user's own that its claims are about."""
        return {claim.table.path for claim in self.claims if claim.table}

    def __repr__(self) -> str:
        """Show the first claims."""
        rows = (f"{claim.id}: {claim.printed!r}" for claim in self.claims)
        return glance(f"Claims of {self.name}, {len(self.claims)}", rows)
