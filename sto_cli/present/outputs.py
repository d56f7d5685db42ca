"""One answer in every form: what a command says, and the machinery that writes it as what."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from sto_cli.language import ENGLISH, speaking
from sto_cli.present.delimited import as_csv
from sto_cli.present.forms import Dialect, Form
from sto_cli.present.workbook import as_xlsx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import polars as pl

Metadata = dict[str, str]


@dataclass(frozen=True)
class Answer:
    """What a command says; only the form that is asked for is made.

    Attributes:
        screen: for people, as wide as the terminal.
        markdown: for people, with the numbers of the screen.
        json: for machines, with everything that is known.
        rows: for machines, flat.
        notes: what stands beside rows in a workbook, a line each.
    """

    screen: Callable[[], str]
    markdown: Callable[[], str]
    json: Callable[[], str]
    rows: Callable[[], pl.DataFrame]
    notes: Callable[[], Iterable[str]] = tuple


def write(answer: Answer, form: Form, dialect: Dialect = Dialect.RFC4180) -> str | bytes:
    """Write an answer in a form: text, or bytes for Parquet and workbooks. Machine forms speak English.

    Raises:
        UsageError: what writes workbooks is not installed, or a sheet cannot hold the rows.
    """
    people = {Form.TABLE: answer.screen, Form.MARKDOWN: answer.markdown}
    if form in people:
        return people[form]()
    machines: dict[Form, Callable[[], str | bytes]] = {
        Form.JSON: answer.json,
        Form.CSV: lambda: as_csv(answer.rows(), dialect),
        Form.PARQUET: lambda: as_parquet(answer.rows()),
        Form.XLSX: lambda: as_xlsx(answer.rows(), answer.notes()),
    }
    with speaking(ENGLISH):
        return machines[form]()


def as_parquet(rows: pl.DataFrame, metadata: Metadata | None = None) -> bytes:
    """Write rows as Parquet, the same bytes for the same rows."""
    content = BytesIO()
    rows.write_parquet(content, compression="zstd", metadata=metadata)
    return content.getvalue()
