"""The result row of a claim and what it allows; questions that share one measurement share it here.

A level is measured for all school years at once, since claims and near misses ask for one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sto_cli.claims import exact
from sto_cli.measuring.measure import measure, years_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import polars as pl

    from sto_cli.claims.asked import Asked
    from sto_cli.claims.verdict import Possible
    from sto_cli.measuring.measure import Result
    from sto_cli.measuring.question import Question
    from sto_cli.reading.data import Data, FileReport

Row = dict[str, Any]
Group = tuple[Any, ...]
"""What a row is of, of a question that is cut: a value for each of its columns."""
Rows = dict[tuple[str, str | None, str, Group], Row]
"""Result rows by part, first year of a change, school year, and group."""


@dataclass(frozen=True)
class Answers:
    """Answers out of one set of data, each question measured once."""

    data: Data
    measured: dict[Hashable, Rows] = field(default_factory=dict, repr=False)
    answered: dict[Hashable, tuple[Row, Possible]] = field(default_factory=dict, repr=False)
    present: dict[Hashable, set[str]] = field(default_factory=dict, repr=False)

    def answer(self, asked: Asked, group: Group = ()) -> tuple[Mapping[str, Any], Possible]:
        """Give the result row of a claim and what it allows; of a question that is cut, those of one group.

        Raises:
            InputError: the data lacks what is asked for.
        """
        key = *_key(asked.question), asked.part.id, group
        if key not in self.answered:
            self.answered[key] = self._answer(asked, group)
        return self.answered[key]

    def _answer(self, asked: Asked, group: Group) -> tuple[Row, Possible]:
        question, part = asked.question, asked.part.id
        if question.change is None:
            row = self._level(question, part, group)
            return row, exact.level(row, question)
        rows = self._rows(question)
        first, last = (exact.level(rows[part, None, year, group], question) for year in question.change)
        row = rows[part, *question.change, group]
        return row, exact.change(row, first, last, question)

    def groups(self, asked: Asked) -> list[Group]:
        """List what a question is cut into, in its years; of one that is not cut, one group without a value.

        Raises:
            InputError: the data lacks what is asked for.
        """
        question = asked.question
        rows = self._rows(question if question.change else replace(question, years=()))
        span = question.change or (None, *question.years)
        return [group for part, *years, group in rows if part == asked.part.id and tuple(years) == span]

    def learn(self, result: Result) -> None:
        """Take over what was measured already: its levels, and its change if it has one."""
        for change in {None, result.question.change}:
            question = replace(result.question, years=(), change=change)
            self.measured[_key(question)] = _by_key(result.frame, question)

    def years(self, asked: Asked) -> set[str]:
        """List the school years of which the data has facts for a claim."""
        key = _key(replace(asked.question, years=(), change=None))
        if key not in self.present:
            self.present[key] = {*years_of(self.data, replace(asked.question, years=(), change=None))}
        return self.present[key]

    def incomplete(self, asked: Asked) -> tuple[FileReport, ...]:
        """List the files with rejected rows that a claim may be about: of its years, or of years that a row says."""
        question = asked.question
        kinds = {question.indicator.facts, *(["places"] if question.tells_places else [])}
        return tuple(
            report
            for report in self.data.incomplete
            if report.family.facts in kinds
            and (report.family.facts == "places" or report.rows_say_years or {*asked.years} & {*report.school_years})
        )

    def _level(self, question: Question, part: str, group: Group) -> Row:
        (year,) = question.years
        row = self._rows(replace(question, years=())).get((part, None, year, group))
        # A year that is not there is asked for by name, so that the refusal names it.
        return row or self._rows(question)[part, None, year, group]

    def _rows(self, question: Question) -> Rows:
        key = _key(question)
        if key not in self.measured:
            self.measured[key] = _by_key(measure(self.data, question).frame, question)
        return self.measured[key]


def _key(question: Question) -> tuple[Hashable, ...]:
    where = tuple(sorted(question.where.items()))
    return question.indicator.id, question.definition, question.by, where, question.years, question.change


def _by_key(frame: pl.DataFrame, question: Question) -> Rows:
    return {
        (row["part"], row["from_year"], row["school_year"], tuple(row[name] for name in question.by)): row
        for row in frame.iter_rows(named=True)
    }
