"""The names of output forms; nothing is loaded by naming one."""

from __future__ import annotations

from enum import StrEnum


class Form(StrEnum):
    """Output forms."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"
    PARQUET = "parquet"
    XLSX = "xlsx"


BINARY = {Form.PARQUET, Form.XLSX}
"""Forms that are no text."""

SUFFIXES = {
    ".txt": Form.TABLE,
    ".csv": Form.CSV,
    ".json": Form.JSON,
    ".md": Form.MARKDOWN,
    ".parquet": Form.PARQUET,
    ".xlsx": Form.XLSX,
}
"""The form that an output file has by its ending."""


class Dialect(StrEnum):
    """Ways to write CSV."""

    RFC4180 = "rfc4180"
    """Commas, decimal points, UTF-8, and LF at the end of a line, where RFC 4180 has CRLF."""
    EXCEL_NL = "excel-nl"
    """What Excel expects in the Netherlands: a byte order mark, semicolons, decimal commas, CRLF."""
