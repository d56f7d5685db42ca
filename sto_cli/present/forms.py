"""An answer in every form: what a command says, and the machinery that writes it as what.

Naming a form loads nothing: what lays answers out is imported when it is needed.
"""

from __future__ import annotations

import json
import re
from enum import StrEnum
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from sto_cli.errors import UsageError
from sto_cli.language import ENGLISH, STEERING, harmless, speaking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import polars as pl

    from sto_cli.claims.check import Checked
    from sto_cli.present.sheet import Sheet
    from sto_cli.reading.data import Data


class Form(StrEnum):
    """Output forms."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    PARQUET = "parquet"
    XLSX = "xlsx"
    SVG = "svg"
    PNG = "png"


BINARY = {Form.PARQUET, Form.XLSX, Form.PNG}
"""Forms that are no text."""

SUFFIXES = {
    ".txt": Form.TABLE,
    ".csv": Form.CSV,
    ".json": Form.JSON,
    ".md": Form.MARKDOWN,
    ".html": Form.HTML,
    ".parquet": Form.PARQUET,
    ".xlsx": Form.XLSX,
    ".svg": Form.SVG,
    ".png": Form.PNG,
}
"""The form that an output file has by its ending."""


class Dialect(StrEnum):
    """Ways to write CSV."""

    RFC4180 = "rfc4180"
    """Commas, decimal points, UTF-8, and LF at the end of a line, where RFC 4180 has CRLF."""
    EXCEL_NL = "excel-nl"
    """What Excel expects in the Netherlands: a byte order mark, semicolons, decimal commas, CRLF."""


_MOST_ROWS = {
    **dict.fromkeys((Form.TABLE, Form.SVG, Form.PNG), 20_000),
    **dict.fromkeys((Form.MARKDOWN, Form.HTML, Form.JSON), 100_000),
}
"""How many rows are written in forms that are laid out row by row; more take minutes and gigabytes, and nobody reads them."""


class Answer(NamedTuple):
    """What a command says; only the form that is asked for is made.

    Attributes:
        sheets: for people, in the language of the screen.
        json: for machines, with everything that is known.
        rows: for machines, flat.
        notes: what stands beside rows in a workbook, a line each.
        of: what it was computed from; forms for people say first that it is the bundled sample, and last which files have
            rejected rows.
        height: how many rows there are, of an answer that can have many.
        page: sheets for a page of HTML, where that has more than a screen has room for.
        nobody: whether it is about nobody at all.
    """

    sheets: Callable[[], Sequence[Sheet]]
    json: Callable[[], str]
    rows: Callable[[], pl.DataFrame]
    notes: Callable[[], Iterable[str]] = tuple
    of: Data | Checked | None = None
    height: int = 0
    page: Callable[[], Sequence[Sheet]] | None = None
    nobody: bool = False


def write(answer: Answer, form: Form, dialect: Dialect = Dialect.RFC4180) -> str | bytes:
    """Write an answer in a form: text, or bytes for Parquet, workbooks and PNG. Machine forms speak English.

    Raises:
        UsageError: there are more rows than the form takes, or there is nothing to draw.
    """
    _refuse_too_many(answer, form)
    if form in {Form.CSV, Form.JSON, Form.PARQUET}:
        with speaking(ENGLISH):
            if form is Form.JSON:
                return answer.json()
            return as_csv(answer.rows(), dialect) if form is Form.CSV else as_parquet(answer.rows())
    return _for_people(answer, form, *around(answer))


def _for_people(answer: Answer, form: Form, before: list[str], behind: list[str]) -> str | bytes:
    """Write an answer in the language of the screen, with the lines before and after it."""
    if form is Form.MARKDOWN:
        return as_markdown(answer.sheets(), before, behind)
    if form is Form.HTML:
        from sto_cli.present.page import page

        return page((answer.page or answer.sheets)(), before, behind, answer.notes())
    if form in {Form.SVG, Form.PNG}:
        from sto_cli.present.picture import picture

        drawn = next((sheet.chart for sheet in answer.sheets() if sheet.chart), None)
        return picture(drawn, [*before, *behind], as_png=form is Form.PNG)
    if form is Form.XLSX:
        from sto_cli.present.workbook import as_xlsx

        found = answer.sheets() if answer.height <= _MOST_ROWS[Form.TABLE] else ()
        with speaking(ENGLISH):
            rows = answer.rows()
        return as_xlsx(rows, [*answer.notes(), *behind], found, before)
    from sto_cli.present.screen import screen

    return screen(answer.sheets(), before, behind)


def around(answer: Answer) -> tuple[list[str], list[str]]:
    """Return the lines before and after an answer for people."""
    from sto_cli.present import sentences

    if answer.of is None:
        return [], []
    return [str(sentences.SAMPLE)] * answer.of.sample, sentences.incomplete(answer.of.incomplete)


def _refuse_too_many(answer: Answer, form: Form) -> None:
    most = _MOST_ROWS.get(form, answer.height)
    if answer.height > most:
        raise UsageError(
            "--format {form}: the answer has {rows:,} rows, more than the limit of {most:,} for this format; ask for "
            "fewer rows, or choose csv or parquet.",
            form=form.value,
            rows=answer.height,
            most=most,
        )


def as_parquet(rows: pl.DataFrame) -> bytes:
    """Write rows as Parquet, the same bytes for the same rows."""
    content = BytesIO()
    rows.write_parquet(content, compression="zstd")
    return content.getvalue()


def dumps(value: Any) -> str:  # noqa: ANN401  # anything that JSON takes
    """Write readable JSON; characters that steer a terminal are escaped as JSON does, so that a value stays itself."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    return STEERING.sub(lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}", text) + "\n"


# --- CSV ---

_FORMULA = re.compile(r"[=+\-@\t\r]")
"""How a cell begins that a spreadsheet would compute."""
_NUMBER = re.compile(r"[+\-]?[\d.,]*( ?%)?")
"""What begins so too and is harmless: `-11%`, and a dash alone."""


def as_csv(rows: pl.DataFrame, dialect: Dialect = Dialect.RFC4180) -> str:
    """Write rows below their column names; text that would be computed or would steer a terminal is made harmless."""
    import polars as pl

    texts = [name for name, type_ in rows.schema.items() if type_ == pl.String]
    # A blank text is written as nothing: with quotes around it, other programs see a text where there is none.
    safe = rows.with_columns(_safe(rows[name]) for name in texts)
    if dialect is Dialect.RFC4180:
        return safe.write_csv()
    return safe.write_csv(include_bom=True, separator=";", decimal_comma=True, line_terminator="\r\n")


def _safe(column: pl.Series) -> pl.Series:
    """Make text harmless, and leave blank text out."""
    changed = {value: _cell(value) for value in column.unique().drop_nulls()}
    marked = {value: text for value, text in changed.items() if value != text}
    return column.replace(marked) if marked else column


def _cell(value: str) -> str | None:
    """Put an apostrophe before what looks like a formula, as spreadsheets themselves do."""
    shown = harmless(value)
    computed = _FORMULA.match(shown) and not _NUMBER.fullmatch(shown)
    return f"'{shown}" if computed else shown or None


def from_records(records: Sequence[dict[str, Any]]) -> pl.DataFrame:
    """Make rows of records with the same keys."""
    import polars as pl

    return pl.DataFrame(records, infer_schema_length=None)


# --- MARKDOWN ---

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
"""Nothing that comes from data is markup."""


def escaped(text: str) -> str:
    """Write text so that every character of it is shown as itself."""
    return _MARKUP.sub(r"\\\1", harmless(text))


def as_markdown(found: Sequence[Sheet], warnings: Iterable[str] = (), footers: Iterable[str] = ()) -> str:
    """Write sheets below each other, the first under the title of the document; nothing depends on a width."""
    first, *others = found
    parts = [*_parts(first._replace(above=[*warnings, *first.above]), "#")]
    parts += [part for sheet in others for part in _parts(sheet, "##")]
    return "\n".join(part for part in [*parts, _list(footers)] if part)


def _parts(sheet: Sheet, level: str) -> list[str]:
    title = f"{level} {escaped(sheet.title)}\n" if sheet.title else ""
    return [title, _list(sheet.above), _table(sheet), _list(sheet.notes)]


def _list(lines: Iterable[str]) -> str:
    """Write each line as an item of a list; one that begins with more spaces belongs to the one before."""
    written, depths = "", [0]
    found = [*filter(None, lines)]
    least = min((len(line) - len(line.lstrip()) for line in found), default=0)
    for line in found:
        indent = len(line) - len(line.lstrip()) - least
        depths = [depth for depth in depths if depth < indent] + [indent]
        written += f"{'  ' * (len(depths) - 1)}- {escaped(line.lstrip())}\n"
    return written


def _table(sheet: Sheet) -> str:
    """Write columns as a table, numbers to the right."""
    if not sheet.columns:
        return ""
    heads = [escaped(column.head) for column in sheet.columns]
    rules = ["---:" if column.is_number else "---" for column in sheet.columns]
    cells = [[escaped(str(cell).strip()) for cell in row] for row in sheet.rows()]
    return "".join(f"| {' | '.join(row)} |\n" for row in [heads, rules, *cells])
