"""One answer in every form: what a command says, and the machinery that writes it as what."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from sto_cli.errors import UsageError
from sto_cli.language import ENGLISH, speaking
from sto_cli.present import markdown, words
from sto_cli.present.delimited import as_csv
from sto_cli.present.forms import Dialect, Form
from sto_cli.present.workbook import as_xlsx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import polars as pl

    from sto_cli.reading.data import FileReport

Metadata = dict[str, str]

_MOST_ROWS = {Form.TABLE: 20_000, Form.MARKDOWN: 100_000, Form.JSON: 100_000}
"""How many rows are written in forms that are laid out row by row; more take minutes and gigabytes, and nobody reads them."""


class Answer(NamedTuple):
    """What a command says; only the form that is asked for is made.

    Attributes:
        screen: for people, as wide as the terminal.
        markdown: for people, with the numbers of the screen.
        json: for machines, with everything that is known.
        rows: for machines, flat.
        notes: what stands beside rows in a workbook, a line each.
        incomplete: the files of which rows were rejected, for screens, Markdown and notes; rows have a mark.
        height: how many rows there are, of an answer that can have many.
    """

    screen: Callable[[], str]
    markdown: Callable[[], str]
    json: Callable[[], str]
    rows: Callable[[], pl.DataFrame]
    notes: Callable[[], Iterable[str]] = tuple
    incomplete: tuple[FileReport, ...] = ()
    height: int = 0


def write(answer: Answer, form: Form, dialect: Dialect = Dialect.RFC4180) -> str | bytes:
    """Write an answer in a form: text, or bytes for Parquet and workbooks. Machine forms speak English.

    Raises:
        UsageError: there are more rows than the form takes, or what writes workbooks is not installed.
    """
    _refuse_too_many(answer, form)
    people = {Form.TABLE: lambda: _screen(answer), Form.MARKDOWN: lambda: _markdown(answer)}
    if form in people:
        return people[form]()
    machines: dict[Form, Callable[[], str | bytes]] = {
        Form.JSON: answer.json,
        Form.CSV: lambda: as_csv(answer.rows(), dialect),
        Form.PARQUET: lambda: as_parquet(answer.rows()),
        Form.XLSX: lambda: as_xlsx(answer.rows(), [*answer.notes(), *words.incomplete(answer.incomplete)]),
    }
    with speaking(ENGLISH):
        return machines[form]()


def _refuse_too_many(answer: Answer, form: Form) -> None:
    most = _MOST_ROWS.get(form, answer.height)
    if answer.height > most:
        raise UsageError(
            "--format {form}: the answer has {rows:,} rows, and this form takes {most:,} at most; ask for less, or choose csv "
            "or parquet.",
            form=form.value,
            rows=answer.height,
            most=most,
        )


def _screen(answer: Answer) -> str:
    from rich.text import Text  # takes a while to load, and machine forms need not wait

    from sto_cli.present.console import render

    return answer.screen() + "".join(render(Text(line)) for line in words.incomplete(answer.incomplete))


def _markdown(answer: Answer) -> str:
    return markdown.document(answer.markdown(), markdown.paragraphs(words.incomplete(answer.incomplete)))


def as_parquet(rows: pl.DataFrame, metadata: Metadata | None = None) -> bytes:
    """Write rows as Parquet, the same bytes for the same rows."""
    content = BytesIO()
    rows.write_parquet(content, compression="zstd", metadata=metadata)
    return content.getvalue()
