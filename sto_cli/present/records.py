"""Machine forms of results: CSV and JSON. Column names in English, decimal point, unrounded.

And the facts of `sto ingest` as the bytes of a file, with its Frictionless Data Package: columns in words, sources, checksum
(https://datapackage.org/standard/data-package/, version 2).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.language import in_english, say
from sto_cli.measuring import spoken
from sto_cli.present import sentences
from sto_cli.present.forms import Dialect, Form, as_csv, as_parquet, dumps
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


# --- FACTS ---

_TYPES = {pl.String: "string", pl.Decimal: "number"}
MEDIA_TYPES = {
    Form.PARQUET: "application/vnd.apache.parquet",
    Form.CSV: "text/csv",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The forms that facts are written in."""


@in_english
def write_facts(facts: pl.DataFrame, data: Data, form: Form, dialect: Dialect = Dialect.RFC4180) -> bytes:
    """Write facts as Parquet, as CSV, or as a workbook with the account of every file.

    Raises:
        UsageError: a workbook does not take so many facts.
    """
    if form is Form.PARQUET:
        return as_parquet(facts)
    if form is Form.CSV:
        return as_csv(facts, dialect).encode()
    told = [
        *sentences.mask_ranges(data),
        *sentences.fte_cap(data),
        *sentences.sources(data.files),
        *sentences.incomplete(data.incomplete),
    ]
    from sto_cli.present.workbook import as_xlsx

    return as_xlsx(facts, told)


@in_english
def describe_facts(facts: pl.DataFrame, data: Data, name: str, form: Form, content: bytes) -> str:
    """Describe a facts file of a name, form and content; the same facts give the same text."""
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "sto-facts",
        "title": "Facts of Sterk Techniekonderwijs, made of DUO's files",
        "description": " ".join(
            [str(sentences.SAMPLE)] * data.sample
            + [*sentences.mask_ranges(data), *sentences.fte_cap(data), *sentences.incomplete(data.incomplete)]
        ),
        "version": __version__,
        "sources": [
            {"title": f"{report.family.title}: {report.path.name}", "path": _page(report.family.page)}
            for report in data.files
        ],
        "resources": [
            {
                "name": "facts",
                "path": name,
                "format": form.value,
                "mediatype": MEDIA_TYPES[form],
                "bytes": len(content),
                "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
                "schema": {"fields": _fields(facts), "missingValues": [""]},
            }
        ],
    }
    return dumps(package)


def _page(page: str) -> str:
    return page if "://" in page else f"https://{page}"


def _fields(facts: pl.DataFrame) -> list[dict[str, Any]]:
    described = catalog().columns
    return [
        {"name": name, "type": _TYPES.get(type_.base_type(), "integer"), "description": described[name]}
        for name, type_ in facts.schema.items()
    ]
