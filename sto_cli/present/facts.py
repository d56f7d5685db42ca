"""The facts of `sto ingest` as the bytes of a file, and its Frictionless Data Package: columns in words, sources, checksum.

https://datapackage.org/standard/data-package/ (version 2)
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.language import in_english
from sto_cli.present import sentences
from sto_cli.present.forms import Dialect, Form, as_csv, as_parquet, dumps
from sto_cli.present.workbook import as_xlsx
from sto_cli.version import __version__

if TYPE_CHECKING:
    from sto_cli.reading.data import Data

_TYPES = {pl.String: "string", pl.Decimal: "number"}
MEDIA_TYPES = {
    Form.PARQUET: "application/vnd.apache.parquet",
    Form.CSV: "text/csv",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The forms that facts are written in."""


@in_english
def write(facts: pl.DataFrame, data: Data, form: Form, dialect: Dialect = Dialect.RFC4180) -> bytes:
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
    return as_xlsx(facts, told)


@in_english
def describe(facts: pl.DataFrame, data: Data, name: str, form: Form, content: bytes) -> str:
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
