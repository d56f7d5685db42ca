"""Machine forms of results: CSV and JSON. Column names in English, decimal point, unrounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from sto_cli.language import say
from sto_cli.measuring import spoken
from sto_cli.present import sentences
from sto_cli.present.forms import dumps
from sto_cli.present.sheet import Heading
from sto_cli.version import __version__

if TYPE_CHECKING:
    from sto_cli.measuring.measure import Result
    from sto_cli.measuring.question import Question
    from sto_cli.reading.data import Data, FileReport

JSON_FORMAT = 1
"""Raised when a key of the JSON form changes its meaning or goes."""


def as_json(results: list[Result], data: Data) -> str:
    """Write results as JSON: what was asked, of which files, and the rows."""
    return document(results, data, rows(results))


def document(results: list[Result], data: Data, found: pl.DataFrame, **more: object) -> str:
    """Write rows as JSON, with what was asked and of which files they are; `more` are keys of a special form."""
    written = {
        "sto": __version__,
        "format": JSON_FORMAT,
        "synthetic_sample": data.sample,
        "files": [file(report) for report in data.files],
        "questions": [_question(result) for result in results],
        **more,
        "rows": found.to_dicts(),
    }
    return dumps(written)


def _question(result: Result) -> dict[str, Any]:
    return asked(result.question) | {"series_break": result.broken, "provisional": list(result.provisional)}


def asked(question: Question) -> dict[str, Any]:
    """Say what was asked, under which definition."""
    return {
        "indicator": question.indicator.id,
        "definition": question.definition.id,
        "words": f"{question.words}: {question.definition.label}",
        "by": list(question.by),
        "where": {column: list(values) for column, values in question.where.items()},
    }


def file(report: FileReport) -> dict[str, Any]:
    """Say what a file was recognised as, and where its rows went."""
    return {
        "name": report.path.name,
        "source": report.source,
        "layout": report.layout,
        "encoding": report.encoding,
        "school_years": list(report.school_years),
        "provisional": report.provisional,
        "rows": report.rows,
        "used": report.used,
        "out_of_scope": {str(why): rows for why, rows in report.out_of_scope.items()},
        "rejected": report.rejected,
        "masked_cells": report.masked_cells,
    }


def rows(results: list[Result]) -> pl.DataFrame:
    """Join results to one table, a row per level or change; columns of whole numbers are written without `.0`."""
    frame = pl.concat([result.frame for result in results], how="diagonal")
    floats = [name for name, type_ in frame.schema.items() if type_ == pl.Float64]
    whole = [name for name in floats if (frame[name].drop_nulls() % 1 == 0).all() and frame[name].drop_nulls().len()]
    return frame.with_columns(pl.col(name).cast(pl.Int64) for name in whole if name not in {"value", "low", "high"})


def notes(results: list[Result], data: Data) -> list[str]:
    """List what a reader of the rows must know: of which data they are, what is measured how, and the files."""
    questions = [result.question for result in results]
    return [
        Heading(say("Definitions")),
        *dict.fromkeys(f"{asked.title}: {asked.words}" for asked in questions),
        *dict.fromkeys(
            f"{asked.title}, {spoken.shown_value(asked.definition.id)}: {asked.definition.label} ({asked.definition.source})"
            for asked in questions
        ),
        Heading(say("Notes")),
        f"sto {__version__}",
        *[str(sentences.SAMPLE)] * data.sample,
        str(sentences.UNITS),
        *sentences.masked(results, data),
        *dict.fromkeys(sentences.broken(result) for result in results if result.broken),
        *sentences.provisional(results),
        *sentences.sources(data.files),
    ]
