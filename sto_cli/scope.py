"""Which facts a question is about: those of the population, and of them those that a part counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.errors import InputError
from sto_cli.question import matches, resolve_where

if TYPE_CHECKING:
    from sto_cli.catalog import Part
    from sto_cli.data import Data
    from sto_cli.question import Question


@dataclass(frozen=True)
class Scope:
    """The facts behind one part of a question.

    Attributes:
        population: facts of everybody in scope.
        counted: of these, what the part counts.
        by: the columns asked for.
        both: those that cut the population too, not the numerator only.
        years: the school years to answer for.
    """

    population: pl.DataFrame
    counted: pl.DataFrame
    by: tuple[str, ...]
    both: tuple[str, ...]
    years: tuple[str, ...]

    def every_group(self) -> pl.DataFrame:
        """Give every group in every year, so that an empty one shows as 0 or missing instead of not at all."""
        groups = pl.DataFrame({"school_year": self.years}, schema={"school_year": pl.String})
        if self.both:
            groups = groups.join(self.population.select(self.both).unique(), how="cross")
        if numerator_only := [column for column in self.by if column not in self.both]:
            groups = groups.join(self.counted.select(numerator_only).unique(), how="cross")
        return groups

    def with_sums(self, sums: pl.DataFrame) -> pl.DataFrame:
        """Put sums per year and group beside every group; one without any counts 0."""
        return self.every_group().join(sums, on=["school_year", *self.by], how="left").fill_null(0)


def scopes(facts: pl.DataFrame, question: Question) -> dict[Part, Scope]:
    """Divide facts by the parts of the question's definition.

    Raises:
        InputError: the data lacks a year or a value that is asked for.
    """
    years = _years(facts, question)
    filters = resolve_where(facts, question.where)
    population = facts.filter(pl.col("school_year").is_in(years), matches(question.definition.population))
    found = {}
    for part in question.definition.parts:
        # Cut by profile, a count of locations is the count of profiles once more.
        if "profile" in question.by and "profile" not in part.distinct:
            continue
        numerator_only = question.numerator_columns(part)
        cut = population.filter(pl.lit(True), *(keep for name, keep in filters.items() if name not in numerator_only))
        found[part] = Scope(
            population=cut,
            counted=cut.filter(
                matches(part.selection), *(keep for name, keep in filters.items() if name in numerator_only)
            ),
            by=question.by,
            both=tuple(column for column in question.by if column not in numerator_only),
            years=years,
        )
    return found


def _years(facts: pl.DataFrame, question: Question) -> tuple[str, ...]:
    present = tuple(facts["school_year"].unique().sort())
    wanted = {*question.years, *(question.change or ())}
    if absent := sorted(wanted - {*present}):
        raise InputError(
            f"{question.indicator.id}: the files hold no {question.indicator.facts} data of {absent[0]}; "
            f"they hold {', '.join(present)}."
        )
    return tuple(sorted(wanted)) or present


def facts_for(data: Data, question: Question) -> pl.DataFrame:
    """Give the facts that a question is about.

    Raises:
        InputError: the files hold none, or lack a column that the question tells apart.
    """
    facts = data.enrolment if question.indicator.facts == "enrolment" else _staffing(data, question)
    if facts.is_empty():
        raise InputError(
            f"{question.indicator.id}: the files hold no {question.indicator.facts} data; "
            "name a file that does (sto inspect shows what each is)."
        )
    return facts


def _staffing(data: Data, question: Question) -> pl.DataFrame:
    indicator, definition = question.indicator, question.definition
    amounts = [name for name in (indicator.amount, indicator.numerator_amount, indicator.denominator_amount) if name]
    facts = data.staffing.filter(pl.col(name).is_not_null() for name in amounts)
    needed = {*question.by, *question.where} | {"role" for _ in definition.population.roles}
    needed |= {"profile"} if definition.needs_profiles else set()
    for column, header, other in (("profile", "PROFIEL", "total"), ("role", "FUNCTIEGROEP", "all-staff")):
        if column in needed and facts[column].has_nulls():
            file = facts.filter(pl.col(column).is_null())["file"][0]
            raise InputError(
                f"{file}: there is no {header} column, so {indicator.id} cannot be split by {column}; "
                f"give a file that has one (DUO's own for vo have no PROFIEL) or say --definition {other}."
            )
    return facts
