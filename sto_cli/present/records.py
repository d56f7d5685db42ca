"""Machine forms of results: CSV and JSON. Column names in English, decimal point, unrounded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl

from sto_cli import __version__
from sto_cli.language import in_english

if TYPE_CHECKING:
    from sto_cli.data import Data, FileReport
    from sto_cli.measuring.measure import Result

JSON_FORMAT = 1
"""Raised when a key of the JSON form changes its meaning or goes."""


@in_english
def csv(results: list[Result]) -> str:
    """Write results as one CSV table (RFC 4180, LF): a row per level or change."""
    return _frame(results).write_csv()


@in_english
def as_json(results: list[Result], data: Data) -> str:
    """Write results as JSON: what was asked, of which files, and the rows of the CSV form."""
    return document(results, data, _frame(results))


def document(results: list[Result], data: Data, rows: pl.DataFrame, **more: object) -> str:
    """Write rows as JSON, with what was asked and of which files they are; `more` are keys of a special form."""
    found = {
        "sto": __version__,
        "format": JSON_FORMAT,
        "synthetic_sample": data.sample,
        "files": [_file(report) for report in data.files],
        "questions": [_question(result) for result in results],
        **more,
        "rows": rows.to_dicts(),
    }
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _question(result: Result) -> dict[str, Any]:
    question = result.question
    return {
        "indicator": question.indicator.id,
        "definition": question.definition.id,
        "words": f"{question.indicator.words}: {question.definition.label}",
        "by": list(question.by),
        "where": {column: list(values) for column, values in question.where.items()},
        "series_break": result.broken,
        "provisional": list(result.provisional),
    }


def _file(report: FileReport) -> dict[str, Any]:
    return {
        "name": report.path.name,
        "source": report.raw.source.id,
        "layout": report.raw.recognised.layout.name,
        "school_years": list(report.school_years),
        "rows": report.rows,
        "used": report.used,
        "out_of_scope": {str(why): rows for why, rows in report.out_of_scope.items()},
        "rejected": report.rejected,
        "masked_cells": report.masks,
    }


def _frame(results: list[Result]) -> pl.DataFrame:
    """Join results to one table; columns of whole numbers are written without `.0`."""
    frame = pl.concat([result.frame for result in results], how="diagonal")
    floats = [name for name, type_ in frame.schema.items() if type_ == pl.Float64]
    whole = [name for name in floats if (frame[name].drop_nulls() % 1 == 0).all() and frame[name].drop_nulls().len()]
    return frame.with_columns(pl.col(name).cast(pl.Int64) for name in whole if name not in {"value", "low", "high"})
