"""Which facts a question uses: those of the population, and those that each part counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.catalog import Part, catalog
from sto_cli.errors import InputError
from sto_cli.language import Message, every, message
from sto_cli.measuring import membership, spoken
from sto_cli.measuring.exam_source import narrowed
from sto_cli.measuring.filters import resolve_where
from sto_cli.measuring.membership import matches
from sto_cli.reading import places
from sto_cli.reading.enrolment import BOTH_SEXES

if TYPE_CHECKING:
    from sto_cli.catalog.models import FactsKind
    from sto_cli.measuring.question import Question
    from sto_cli.reading.data import Data


NAME = "location_name"
"""The column with the newest name of a location: the key never changes but the name does, so results show both."""

FACTS = {"enrolment": message("enrolment"), "exams": message("exam"), "staffing": message("staffing")}
"""What to call the facts that an indicator needs."""


class Scope(NamedTuple):
    """The facts behind one part of a question.

    Attributes:
        population: facts of everybody who is in scope for sure, and is counted by the part or not.
        counted: of these, what the part counts.
        unknown: facts that may be counted, since a code of theirs is unknown, with `membership.KIND`; once for each group
            that they may be of.
        codes: the codes that make up `unknown` (`membership.CODES`).
        by: the columns asked for.
        both: those that cut the population too, not the numerator only.
        groups: the values of `by` that occur in any year, so that an empty group shows as 0 or missing.
        years: the school years to answer for.
    """

    population: pl.DataFrame
    counted: pl.DataFrame
    unknown: pl.DataFrame
    codes: pl.DataFrame
    by: tuple[str, ...]
    both: tuple[str, ...]
    groups: pl.DataFrame
    years: tuple[str, ...]

    def every_group(self) -> pl.DataFrame:
        """Give every group in every year."""
        years = pl.DataFrame({"school_year": self.years}, schema={"school_year": pl.String})
        return years.join(self.groups, how="cross") if self.by else years

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
    definition = question.definition
    marked = facts.with_columns(
        sure=matches(definition.population) & membership.is_of_vo(facts),
        maybe=membership.may_match(facts, definition.population),
    ).filter("maybe")
    in_years = pl.col("school_year").is_in(years)
    found: dict[Part, Scope] = {}
    idle: set[Part] = set()
    for part in definition.parts:
        # Cut by profile, a count of locations is the count of profiles once more.
        if "profile" in question.by and "profile" not in part.distinct:
            continue
        numerator_only = question.numerator_columns(part)
        both = tuple(column for column in question.by if column not in numerator_only)
        of_all = [one for one in filters if one.column not in numerator_only]
        of_part = [one for one in filters if one.column in numerator_only]
        everybody = pl.all_horizontal("sure", *(one.has for one in of_all))
        anybody = pl.all_horizontal(pl.lit(value=True), *(one.may_have for one in of_all))
        placed = [pl.col(column) != places.UNKNOWN for column in part.distinct if column in places.COLUMNS]
        is_part = pl.all_horizontal(matches(part.selection), *(one.has for one in of_part), *placed)
        may_be = membership.may_match(facts, part.selection)
        may_be_part = pl.all_horizontal(may_be, *(one.may_have for one in of_part), *placed)
        kinds = membership.kind(in_population=everybody, is_part=is_part, may_be_part=may_be_part)
        known = everybody & (is_part | ~may_be_part)
        told = marked.filter(anybody).with_columns(
            pl.when(~known).then(kinds).alias(membership.KIND), counted=known & is_part
        )
        sure = told.filter(pl.col(membership.KIND).is_null())
        counted = sure.filter("counted")
        groups = _groups(told, both, counted, [column for column in question.by if column in numerator_only])
        own = told.filter(in_years).drop("sure", "maybe")
        # Of a fact with an unknown code the part or the group is not certain.
        touched = pl.any_horizontal(pl.col(membership.KIND).is_not_null(), *map(membership.is_unknown, question.by))
        found[part] = Scope(
            population=sure.filter(in_years).select(facts.columns),
            counted=counted.filter(in_years).select(facts.columns),
            unknown=membership.over_groups(own, question.by, both, groups),
            codes=membership.codes(own.filter(touched), {"education", *question.told_apart}),
            by=question.by,
            both=both,
            groups=groups,
            years=years,
        )
        is_filtered = any(one.column in numerator_only for one in filters)
        if question.by and is_filtered and not facts.select(may_be_part.any()).item():
            idle.add(part)
    # A list of one profile has no rows of a part that this profile is never in, unless there is no other part.
    return {part: scope for part, scope in found.items() if part not in idle} or found


def _groups(population: pl.DataFrame, both: tuple[str, ...], counted: pl.DataFrame, own: list[str]) -> pl.DataFrame:
    """Cross the groups of the population, including those that may be empty, with those of the numerator."""
    if not own:
        return population.select(both).unique()
    groups = counted.select(own).unique()
    return population.select(both).unique().join(groups, how="cross") if both else groups


def _years(facts: pl.DataFrame, question: Question) -> tuple[str, ...]:
    present = tuple(facts["school_year"].unique().sort())
    wanted = {*question.years, *(question.change or ())}
    if absent := sorted(wanted - {*present}):
        raise InputError(
            "{indicator}: the files have no {facts} data for {absent}; they have {present}.",
            indicator=spoken.label_of(question.indicator.id),
            facts=FACTS[question.indicator.facts],
            absent=absent[0],
            present=", ".join(present),
        )
    return tuple(sorted(wanted)) or present


def without_region(data: Data, question: Question, year: str) -> list[str]:
    """List the locations in scope that the table of STO regions does not have, with their newest names.

    Raises:
        InputError: the files have no such table.
    """
    (scope, *_) = scopes(facts_for(data, question), replace(question, by=(), years=(year,), change=None)).values()
    others = scope.population.filter(sto_region=places.UNKNOWN).select("location").unique().sort("location")
    named = with_names(others, data.enrolment)
    return [f"{location} {name}" for location, name in named.iter_rows()]


def facts_for(data: Data, question: Question) -> pl.DataFrame:
    """Give the facts that a question is about.

    Raises:
        InputError: the files have no such facts, or lack a column of the question.
    """
    kind = question.indicator.facts
    data = narrowed(data, question)
    facts = _staffing(data, question) if kind == "staffing" else _pupils(data, question)
    if facts.is_empty():
        raise InputError(
            "{indicator}: the files have no {facts} data; name a file that has (sto inspect shows the layout of each file){others}.",
            indicator=spoken.label_of(question.indicator.id),
            facts=FACTS[kind],
            others=_of_another_kind(data, kind),
        )
    return facts


def _of_another_kind(data: Data, kind: FactsKind) -> Message | str:
    """Say which commands read what the files do hold of pupils."""
    others: dict[FactsKind, FactsKind] = {"enrolment": "exams", "exams": "enrolment"}
    other = others.get(kind)
    if other is None or data.facts(other).is_empty():
        return ""
    commands = [f"sto {each.command}" for each in catalog().indicators.values() if each.facts == other]
    return message("; {commands} can read their {facts} data", facts=FACTS[other], commands=every(commands))


def _pupils(data: Data, question: Question) -> pl.DataFrame:
    facts = data.facts(question.indicator.facts)
    if facts.is_empty():
        return facts
    for column in places.COLUMNS:
        if _tells_apart(question, column) and facts[column].is_null().all():
            source = (
                message("a table with the columns location and region")
                if column == "sto_region"
                else message("DUO's file 02, the addresses of all locations")
            )
            raise InputError(
                "{indicator}: none of the files gives the {column} of a location; add {source}.",
                indicator=spoken.label_of(question.indicator.id),
                column=spoken.shown_column(column),
                source=source,
            )
    asked = {*question.years, *(question.change or ())}
    _refuse_without_province(data, question, asked)
    of_asked = pl.col("school_year").is_in(asked) if asked else pl.lit(value=True)
    whole = facts.filter(of_asked & (pl.col("sex") == BOTH_SEXES)) if _tells_apart(question, "sex") else facts.clear()
    if not whole.is_empty():
        raise InputError(
            "{indicator}: the file of {year} ({source}) prints boys and girls as one number, so it cannot be split by "
            "sex; give DUO's file 01 of that year, or choose other years.",
            indicator=spoken.label_of(question.indicator.id),
            year=whole["school_year"].min(),
            source=whole["source"][0],
        )
    return facts


def _refuse_without_province(data: Data, question: Question, asked: set[str]) -> None:
    """Refuse a split by province if the file has no province column."""
    if not _tells_apart(question, "province"):
        return
    for file in data.files:
        is_asked = not asked or not asked.isdisjoint(file.school_years)
        if is_asked and file.family.facts == question.indicator.facts and "province" not in file.columns:
            raise _lacks(file.path, "province", question)


def _lacks(file: object, column: str, question: Question) -> InputError:
    return InputError(
        "{file}: the file has no {header} column, so {indicator} cannot be split by {column}; give a file that has one{duo}{way_out}.",
        file=file,
        header=catalog().header(question.indicator.facts, column),
        indicator=spoken.label_of(question.indicator.id),
        column=column,
        duo=message(" (DUO's own files for vo have no PROFIEL)") if column == "profile" else "",
        way_out=_way_out(question, column),
    )


def _staffing(data: Data, question: Question) -> pl.DataFrame:
    indicator = question.indicator
    amounts = [name for name in (indicator.amount, indicator.numerator_amount, indicator.denominator_amount) if name]
    for name in amounts:
        if not data.staffing.is_empty() and data.staffing[name].is_null().all():
            raise InputError(
                "{indicator}: the files have staffing data, but no column {headers} for any year; give a file that has it.",
                indicator=spoken.label_of(indicator.id),
                headers=catalog().header("staffing", name),
            )
    facts = data.staffing.filter(pl.col(name).is_not_null() for name in amounts)
    for column in ("profile", "role"):
        if _tells_apart(question, column) and facts[column].has_nulls():
            raise _lacks(facts.filter(pl.col(column).is_null())["file"][0], column, question)
    return facts


def _tells_apart(question: Question, column: str) -> bool:
    definition = question.definition
    is_told = definition.selects_by(column) or (column in places.COLUMNS and definition.counts(column))
    return is_told or column in (*question.by, *question.filtered)


def _way_out(question: Question, column: str) -> Message | str:
    for option, columns in (("--by", question.by), ("--where", question.filtered)):
        if column in columns:
            return message(" or leave out {option} {column}", option=option, column=column)
    definitions = catalog().definitions[question.indicator.id].values()
    other = next((definition.id for definition in definitions if not definition.selects_by(column)), None)
    return message(" or use --definition {definition}", definition=other) if other else ""


def with_names(frame: pl.DataFrame, facts: pl.DataFrame, *, place: bool = False) -> pl.DataFrame:
    """Put the newest name in the facts beside `location`, in results cut by it; of two in one year the last in the alphabet.

    With `place`, the newest place as well.
    """
    if "location" not in frame.columns:
        return frame
    shown = [NAME, *["place"] * place]
    named = facts.select("location", "school_year", "name", "place").unique().sort("school_year", "name", "place")
    newest = named.group_by("location").agg(pl.col("name").last().alias(NAME), pl.col("place").last())
    at = frame.columns.index("location") + 1
    return frame.join(newest, on="location", how="left", maintain_order="left").select(
        *frame.columns[:at], *shown, *frame.columns[at:]
    )
