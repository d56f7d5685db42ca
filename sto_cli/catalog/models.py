"""The shapes of the knowledge in the catalog: frozen, typed, parsed once; named tuples, since those load soonest.

Nothing here reads a file (see `load`) and nothing here computes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from sto_cli.language import Label

FactsKind = Literal["enrolment", "exams", "staffing", "places"]
IndicatorKind = Literal["share", "sum", "distinct", "amount", "ratio"]
Unit = Literal["share", "count", "fte", "pct_change", "pp"]


class Column(NamedTuple):
    """One canonical column in one layout.

    Attributes:
        name: the canonical name, used in code.
        kind: `key`, `text`, `count`, `year` (one column per year) or `ignored`.
        optional: the layout is recognised without it too.
        headers: what a file prints above it, any of these: first the name that this layout has, then those of the others;
            `{year}` stands for four digits, and `{next}` for those of the year after.
    """

    name: str
    kind: str
    optional: bool
    headers: tuple[str, ...]


class Layout(NamedTuple):
    """One vintage of a source: a column of its header grid.

    Attributes:
        blank_is_zero: a blank count is a 0 here; elsewhere it is refused.
        first: the earliest year of a count that is known not to contradict this header; None for any.
        last: the latest one.
    """

    name: str
    years: Label
    note: Label
    columns: tuple[Column, ...]
    blank_is_zero: bool = False
    first: int | None = None
    last: int | None = None

    @property
    def optional(self) -> set[str]:
        """The canonical columns that it is recognised without."""
        return {column.name for column in self.columns if column.optional}

    def may_be_of(self, year: int) -> bool:
        """Tell whether the count of 1 October of a year may have this header."""
        return (self.first or year) <= year <= (self.last or year)


class Source(NamedTuple):
    """A family of files that DUO publishes in one or more layouts (`sources.toml`).

    Attributes:
        grain: the name of the kind of cell that gets masked, as in `small_counts.toml`.
        cell: what one cell is.
        delimiters: what may stand between fields.
        masks: what it prints instead of a count, with the least and the most that each stands for.
        may_be_in_full: a mask that looks like a count is one only where no other count that it may stand for occurs.
        newest_is_provisional: the newest year of a file may still be revised.
        telling: columns, by their canonical names, that distinguish it from other files; a file without any of them does not have this layout.
        newer_replaces: of a year that two editions hold, the newer counts; elsewhere two are refused.
        unread: how columns begin that it is known to have for each year, and that nothing is computed from.
    """

    id: str
    title: Label
    facts: FactsKind
    publisher: str
    page: str
    grain: str
    cell: Label
    delimiters: tuple[str, ...]
    year: Label
    layouts: tuple[Layout, ...]
    masks: dict[str, tuple[int, int]] = {}  # noqa: RUF012  # read only
    may_be_in_full: bool = False
    fte_cap: float | None = None
    education_in_scope: tuple[str, ...] = ()
    education_out_of_scope: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    board_rows: tuple[str, ...] = ()
    newest_is_provisional: bool = False
    newer_replaces: bool = False
    telling: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """Hash it by its id: masks cannot be hashed."""
        return hash(self.id)


class Profile(NamedTuple):
    """A vmbo profile, legacy afdeling or route (`profiles.toml`)."""

    code: str
    label: str
    group: str
    sectors: tuple[str, ...]
    spellings: tuple[str, ...]
    elements: tuple[str, ...]
    from_year: str
    to_year: str | None
    exam_code: str | None
    source: Label


class Track(NamedTuple):
    """What ONDERWIJSTYPE says: a track (leerweg) or another type of education (`tracks.toml`)."""

    code: str
    label: Label
    spellings: tuple[str, ...]
    grades: tuple[int, ...]
    profiles: bool = False
    no_profile: tuple[str, ...] = ()
    exam: tuple[str, ...] = ()
    at_vavo: str | None = None


class Role(NamedTuple):
    """A FUNCTIEGROEP in the staffing files (`roles.toml`)."""

    code: str
    label: Label
    spellings: tuple[str, ...]


@dataclass(frozen=True)
class Selection:
    """Which facts count: those that match every key that is given."""

    tracks: tuple[str, ...] = ()
    grades: tuple[int, ...] = ()
    profiles: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    sexes: tuple[str, ...] = ()

    def columns(self) -> dict[str, tuple[str | int, ...]]:
        """Give the keys that are set, by the column of the facts they speak of."""
        named: dict[str, tuple[str | int, ...]] = {
            "track": self.tracks,
            "grade": self.grades,
            "profile": self.profiles,
            "sector": self.sectors,
            "role": self.roles,
            "sex": self.sexes,
        }
        return {column: values for column, values in named.items() if values}


class Part(NamedTuple):
    """One thing that a definition counts; `distinct` has the columns whose combinations it counts."""

    id: str
    label: Label
    selection: Selection
    distinct: tuple[str, ...] = ("location", "profile")


class Definition(NamedTuple):
    """One named way to cut an indicator (`definitions.toml`).

    Attributes:
        title: what to call its numbers where that of the indicator says too much or too little; `words` likewise.
    """

    indicator: str
    id: str
    label: Label
    population: Selection
    parts: tuple[Part, ...]
    source: Label
    caveat: Label | None = None
    title: Label | None = None
    words: Label | None = None

    @property
    def needs_profiles(self) -> bool:
        """Whether it distinguishes profiles: then a series break, or a file without PROFIEL, matters."""
        return self.selects_by("profile")

    def counts(self, column: str) -> bool:
        """Whether what a part counts apart is told by a column."""
        return any(column in part.distinct for part in self.parts)

    def selects_by(self, column: str) -> bool:
        """Tell whether the population or a part selects by a column of the facts."""
        return any(column in s.columns() for s in (self.population, *(part.selection for part in self.parts)))


class Indicator(NamedTuple):
    """What is measured (`indicators.toml`).

    Attributes:
        beside: the indicator that it is a second source of; the report shows it there.
    """

    id: str
    title: Label
    command: str
    help: str
    example: str
    kind: IndicatorKind
    facts: FactsKind
    level_unit: Unit
    change_unit: Unit
    words: Label
    source: Label
    amount: str | None = None
    numerator_amount: str | None = None
    denominator_amount: str | None = None
    counted: tuple[Label, ...] = ()
    not_additive: Label | None = None
    in_report: bool = True
    beside: str | None = None
    tells_technical: bool = True


class Grain(NamedTuple):
    """Constants for one kind of cell (`small_counts.toml` says what each is): ψ, and how far means may have moved.

    With `moves_by_track` the mean of a track × sector drifts as one, elsewhere that of a profile × sex.

    Attributes:
        one: the columns of which every combination is one cell; none where cells are as file 01 prints them.
    """

    id: str
    cell: str
    location: float
    common: float
    drift: float
    legacy: float
    unprinted: float
    one: tuple[str, ...] = ()
    moves_by_track: bool = False


class SmallCountModel(NamedTuple):
    """How the small-count table is used (`small_counts.toml`)."""

    tables: tuple[str, ...]
    shrink: float
    profiled: tuple[str, ...]
    grains: dict[str, Grain]


@dataclass(frozen=True)
class Catalog:
    """All the knowledge, each by its code or id, in the order of its file."""

    sources: dict[str, Source] = field(repr=False)
    profiles: dict[str, Profile] = field(repr=False)
    tracks: dict[str, Track] = field(repr=False)
    roles: dict[str, Role] = field(repr=False)
    provinces: dict[str, tuple[str, ...]] = field(repr=False)
    sectors: dict[str, tuple[str, ...]] = field(repr=False)
    inspection: dict[str, tuple[str, str]] = field(repr=False)
    indicators: dict[str, Indicator] = field(repr=False)
    definitions: dict[str, dict[str, Definition]] = field(repr=False)
    small_counts: SmallCountModel = field(repr=False)
    columns: dict[str, str] = field(repr=False)
    names: dict[str, tuple[str, ...]] = field(repr=False)
    values: dict[str, dict[str, tuple[str, ...]]] = field(repr=False)

    @property
    def profile_spellings(self) -> dict[str, str]:
        """Profile codes by what files print for them, case-folded: names, exam codes, and a name with a code in brackets."""
        found: dict[str, str] = {}
        for code, profile in self.profiles.items():
            short = [code, profile.exam_code] if profile.exam_code else []
            both = [f"{name} ({each})" for name in profile.spellings for each in short]
            found |= dict.fromkeys((name.casefold() for name in [*profile.spellings, *both, *short]), code)
        return found

    @property
    def track_spellings(self) -> dict[str, str]:
        """Track codes by what files print for them."""
        return {name: code for code, track in self.tracks.items() for name in track.spellings}

    @property
    def exam_spellings(self) -> dict[str, str]:
        """Track codes by what exam files print for them."""
        return self.track_spellings | {name: code for code, track in self.tracks.items() for name in track.exam}

    @property
    def role_spellings(self) -> dict[str, str]:
        """Role codes by what files print for them."""
        return {name: code for code, role in self.roles.items() for name in role.spellings}

    @property
    def province_spellings(self) -> dict[str, str]:
        """Provinces by their other spellings."""
        return {other: name for name, others in self.provinces.items() for other in others}

    @property
    def sector_spellings(self) -> dict[str, str]:
        """Sectors by what files print for them."""
        return {text: name for name, others in self.sectors.items() for text in (name, *others)}

    def header(self, facts: FactsKind, column: str) -> str:
        """Give the first header of a column in files of these facts, without its year."""
        layouts = (layout for source in self.sources.values() if source.facts == facts for layout in source.layouts)
        columns = (each for layout in layouts for each in layout.columns if each.name == column)
        return next(columns).headers[0].replace(" {year}", "")

    @property
    def legacy(self) -> list[str]:
        """The codes of legacy afdelingen and routes."""
        return [code for code, profile in self.profiles.items() if profile.group == "legacy"]
