"""Which exam file answers a question: one source for a year, and one for both years of a change.

File 07 has profiles, the wide file has sectors. Together they would reveal masked counts, so they are never joined,
intersected or summed. If a question needs no profile, the wide file comes first, because it has every year.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.catalog import Source, catalog
from sto_cli.errors import InputError
from sto_cli.language import every, message
from sto_cli.measuring import spoken
from sto_cli.reading import exams

if TYPE_CHECKING:
    from sto_cli.measuring.question import Question
    from sto_cli.reading.data import Data

_TOLD = ("profile", "province")
"""The columns that not every source of exam candidates has."""


def narrowed(data: Data, question: Question) -> Data:
    """Leave the exam candidates of one source for each year; other questions get the data as they are.

    Raises:
        InputError: no file that is read tells what the question asks for, or a change would be from one source to another.
    """
    if question.indicator.facts != "exams" or data.exams.is_empty():
        return data
    sources = _sources(data, question)
    years = {source.id: _years(data, source) for source in sources}
    if question.change:
        sources = _of_change(question.change, sources, years)
    chosen = {year: source.id for source in reversed(sources) for year in years[source.id]}
    kept = pl.DataFrame(
        {"school_year": [*chosen], "source": [*chosen.values()]},
        schema=data.exams.select("school_year", "source").schema,
    )
    files = tuple(
        report
        for report in data.files
        if report.family.facts != "exams" or any(chosen.get(year) == report.source for year in report.school_years)
    )
    return replace(data, exams=data.exams.join(kept, on=["school_year", "source"], how="semi"), files=files)


def spans(data: Data, question: Question) -> list[tuple[str, ...]]:
    """List the years of each source that can answer a question, those of the first choice first; none where none can.

    Raises:
        InputError: as `narrowed`.
    """
    if data.exams.is_empty():
        return []
    return [_years(data, source) for source in _sources(data, question)]


def _years(data: Data, source: Source) -> tuple[str, ...]:
    return tuple(data.exams.filter(source=source.id)["school_year"].unique().sort())


def _sources(data: Data, question: Question) -> list[Source]:
    """List the sources that can answer a question, the first choice first."""
    given = {*data.exams["source"].unique()}
    present = [source for source in catalog().sources.values() if source.id in given]
    wanted = [
        column
        for column in _TOLD
        if column in (*question.by, *question.filtered) or question.definition.selects_by(column)
    ]
    able = [source for source in present if all(exams.tells(source, column) for column in wanted)]
    if not able:
        raise InputError(
            "{indicator}: the exam files do not give the {columns} of a candidate; give DUO's file 07 of these years{way_out}.",
            indicator=spoken.label_of(question.indicator.id),
            columns=every(wanted),
            way_out=_way_out(question),
        )
    return sorted(able, key=lambda source: exams.tells(source, "profile"))


def _way_out(question: Question) -> object:
    asked = [column for column in _TOLD if column in (*question.by, *question.filtered)]
    if asked:
        return message(" or leave out {columns}", columns=every(asked))
    others = catalog().definitions[question.indicator.id].values()
    other = next((each.id for each in others if not each.needs_profiles), None)
    return message(" or use --definition {definition}", definition=other) if other else ""


def _of_change(change: tuple[str, str], sources: list[Source], years: dict[str, tuple[str, ...]]) -> list[Source]:
    """Put the source that has both years of a change first."""
    both = [source for source in sources if {*change} <= {*years[source.id]}]
    anywhere = {year for of_source in years.values() for year in of_source}
    if not both and {*change} <= anywhere:
        raise InputError(
            "the exam files of {first} and {last} count differently, so their change is not computed; give both years "
            "in files of one kind: 07, or the wide one.",
            first=change[0],
            last=change[1],
        )
    return [*both, *(source for source in sources if source not in both)]
