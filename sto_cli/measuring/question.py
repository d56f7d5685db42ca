"""What is asked: an indicator under a definition, cut by columns, for some of the data.

A column that a definition's parts select by (`profile` for the technical share, `track` for the
vmbo share) belongs to the numerator: `--by profile` then gives each profile's share of all pupils,
which add up, and `--where profile=PIE` leaves the denominator whole. Any other column cuts both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.errors import InputError, UsageError
from sto_cli.measuring.membership import is_unknown
from sto_cli.reading import places
from sto_cli.years import parse_change, parse_years, several

if TYPE_CHECKING:
    from sto_cli.catalog import Definition, Indicator, Part, Selection
    from sto_cli.language import Label
    from sto_cli.years import Year

DIMENSIONS = {
    "enrolment": ("province", *places.COLUMNS, "track", "profile", "sector", "grade", "sex", "brin", "location"),
    "exams": ("province", *places.COLUMNS, "track", "profile", "sector", "brin", "location"),
    "staffing": ("profile", "role", "brin"),
}
"""The columns that facts can be cut by, per kind of facts."""

# A profile lies in a sector, so a part that selects by one is cut by both.
_LISTED = 15
Values = str | int | Iterable[str | int]
"""The value of a filter, or several."""

_NUMERATOR = {"profile": ("profile", "sector"), "sector": ("profile", "sector"), "track": ("track",)}


@dataclass(frozen=True)
class Question:
    """One question to the facts.

    Attributes:
        by: columns to cut by.
        where: values to keep, by column.
        years: school years to answer for; empty for all that the data has.
        change: the two school years of a change; None for levels only.
        min_pupils: for `distinct`, how many pupils a location × profile must have to count.
    """

    indicator: Indicator
    definition: Definition
    by: tuple[str, ...] = ()
    where: dict[str, tuple[str, ...]] = field(default_factory=dict)
    years: tuple[str, ...] = ()
    change: tuple[str, str] | None = None
    min_pupils: int = 1

    def __repr__(self) -> str:
        """Show what is not as in every question."""
        asked = {"by": self.by, "where": self.where, "years": self.years, "change": self.change}
        said = "".join(f", {name}={value}" for name, value in asked.items() if value)
        least = f", min_pupils={self.min_pupils}" if self.min_pupils > 1 else ""
        return f"Question({self.indicator.id}, definition={self.definition.id}{said}{least})"

    @property
    def title(self) -> Label:
        """What to call its numbers."""
        return self.definition.title or self.indicator.title

    @property
    def words(self) -> Label:
        """What its numbers are, in a few words."""
        return self.definition.words or self.indicator.words

    @property
    def told_apart(self) -> frozenset[str]:
        """The columns whose codes decide what is counted where."""
        selections = (self.definition.population, *(part.selection for part in self.definition.parts))
        return frozenset({*self.by, *self.where, *(column for one in selections for column in one.columns())})

    def reads(self, facts: str, year: str | None) -> bool:
        """Tell whether a file of such facts and of one school year is read; None is a file of several."""
        asked = {*self.years, *(self.change or ())}
        return facts in (self.indicator.facts, "places") and (not asked or not year or year in asked)

    def numerator_columns(self, part: Part) -> set[str]:
        """List the columns that cut what a part counts, and not the population."""
        return {column for key in part.selection.columns() for column in _NUMERATOR.get(key, ())}


def ask(  # each is one option of the user's question
    indicator: str,
    *,
    definition: str | None = None,
    by: str | Iterable[str] = (),
    where: Mapping[str, Values] | None = None,
    years: Iterable[Year] | Year = (),
    change: tuple[Year, Year] | None = None,
    min_pupils: int = 1,
) -> Question:
    """Make a question of names as a user writes them; without `definition`, the default one.

    Args:
        indicator: its id or its command.
        definition: a named definition of it.
        by: a column to cut by, or several.
        where: the value to keep of a column, or several of them: `{"province": "Utrecht", "grade": [3, 4]}`.
        years: a school year, or several; none for all that the data have.
        change: the two school years of a change.
        min_pupils: for `profile_count`, how many pupils a location × profile must have to count.

    Raises:
        UsageError: a name is not in the catalog, `where` is no mapping, or a year is none.
    """
    known = catalog()
    chosen = known.indicators[indicator_named(indicator)]
    indicator = chosen.id
    named = known.definitions[indicator]
    if definition is not None and definition not in named:
        raise UsageError(
            "--definition {definition}: {indicator} has no such definition; it has {named}.",
            definition=definition,
            indicator=indicator,
            named=", ".join(named),
        )
    columns = DIMENSIONS[chosen.facts]
    cut: tuple[str, ...] = tuple(dict.fromkeys(several(by)))
    for column in cut:
        _check_column("--by", column, columns)
    if not isinstance(where, Mapping | None):
        raise UsageError(
            "where takes a mapping such as {{'province': 'Utrecht'}}, and {given} was given.", given=repr(where)
        )
    kept = {column: tuple(map(str, several(values))) for column, values in (where or {}).items()}
    for column in kept:
        _check_column("--where", column, columns)
    definition = definition or next(iter(named))
    counts_profiles = any("profile" in part.distinct for part in named[definition].parts)
    if chosen.kind == "distinct" and "profile" in cut and not counts_profiles:
        raise UsageError(
            "--by profile: definition {definition} counts locations, and tells no profiles apart; choose another definition.",
            definition=definition,
        )
    if min_pupils < 1:
        raise UsageError("--min-pupils {min_pupils}: a minimum is 1 or more.", min_pupils=min_pupils)
    if min_pupils > 1 and chosen.kind != "distinct":
        raise UsageError(
            "--min-pupils {min_pupils}: a minimum goes with profile-counts and exam-profiles only.",
            min_pupils=min_pupils,
        )
    return Question(
        chosen,
        named[definition],
        by=cut,
        where=kept,
        years=parse_years(years),
        change=parse_change(change),
        min_pupils=min_pupils,
    )


def indicator_named(name: str) -> str:
    """Find an indicator by its id or by its command.

    Raises:
        UsageError: there is none of that name.
    """
    for entry in catalog().indicators.values():
        if name in {entry.id, entry.command}:
            return entry.id
    raise UsageError(
        "'{name}' is no indicator; choose from {indicators}.", name=name, indicators=", ".join(catalog().indicators)
    )


def _check_column(option: str, column: str, columns: tuple[str, ...]) -> None:
    if column not in columns:
        raise UsageError(
            "{option} {column}: no such column here; choose from {columns}.",
            option=option,
            column=column,
            columns=", ".join(columns),
        )


def matches(selection: Selection) -> pl.Expr:
    """Tell which facts a selection of a definition keeps."""
    return pl.all_horizontal(
        pl.lit(value=True), *(pl.col(column).is_in(values) for column, values in selection.columns().items())
    )


def resolve_where(facts: pl.DataFrame, where: dict[str, tuple[str, ...]]) -> dict[str, tuple[pl.Expr, pl.Expr]]:
    """Make two filters per column of the values a user asked for: what has one, and what has one or may have it.

    Raises:
        InputError: a value does not occur in the data; those that do are listed.
    """
    filters = {}
    for column, values in where.items():
        present = facts[column].drop_nulls().unique().cast(pl.String).to_list()
        folded = {value.casefold(): value for value in present}
        for value in values:
            if value.strip().casefold() not in folded:
                some = ", ".join(sorted(present)[:_LISTED]) or "nothing"
                raise InputError(
                    "--where {column}={value}: the data has no such {column}; it has {some}{more}.",
                    column=column,
                    value=value,
                    some=some,
                    more=" …" if len(present) > _LISTED else "",
                )
        wanted = [folded[value.strip().casefold()] for value in values]
        has = pl.col(column).cast(pl.String).is_in(wanted)
        filters[column] = has, has | is_unknown(column)
    return filters


def ordered(frame: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
    """Sort rows by columns, codes in the order of the catalog and everything else by name."""
    orders = {"profile": list(catalog().profiles), "track": list(catalog().tracks), "role": list(catalog().roles)}
    keys: list[pl.Expr] = []
    for column in columns:
        if column in orders:
            ranks = {code: rank for rank, code in enumerate(orders[column])}
            keys.append(pl.col(column).replace_strict(ranks, default=len(ranks), return_dtype=pl.Int64))
        keys.append(pl.col(column))
    return frame.sort(keys, nulls_last=False) if keys else frame
