"""Files as raw text columns under canonical names, or as lines: scanned lazily. It gives no value a meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import polars as pl

from sto_cli.reading import inputs
from sto_cli.reading.odd_lines import BLANKS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sto_cli.catalog import Source
    from sto_cli.reading.census import Census
    from sto_cli.reading.recognise import Recognised
    from sto_cli.reading.text import Text

# One column past the last: anything in it means that a row is too long, which Polars would not say.
SURPLUS = "surplus field"
# Files up to this many bytes are read whole: for them the streaming engine takes three times as long.
_READ_WHOLE = 2_000_000
_COUNTED_AT_ONCE = 1 << 22
FILE = "file"
"""Beside rows of several files: the path of what each was read from (`Raw.where`)."""
# Line numbers as an editor counts them: the header is line 1.
LINE = "line"


Engine = Literal["streaming", "in-memory"]


class Raw(NamedTuple):
    """One recognised file, ready to scan.

    Attributes:
        year: the school year of a file of one year; None where the columns name the years.
        census: its rows and blank lines, once they are counted.
        by_quotes: quotes are taken to hold delimiters and line ends; otherwise a line is a row, which is faster, and
            right for as long as every line has the fields of the header.
        quoted: quotes stand around fields, as they do in the header, so they are no letters where a line is a row either.
        rejected: how many rows were left out; their lines are blank.
        totals: a word like total may stand somewhere in it, so that a row may be one; False once all was looked at.
    """

    text: Text
    recognised: Recognised
    year: str | None
    census: Census | None = None
    by_quotes: bool = False
    quoted: bool = False
    rejected: int = 0
    totals: bool = True

    @property
    def path(self) -> Path:
        """The user's file, for messages."""
        return self.text.path

    @property
    def source(self) -> Source:
        """The family the file belongs to."""
        return self.recognised.source

    @property
    def fields(self) -> list[str]:
        """Every field of a row: canonical names, and `column 7` for one that the layout does not have."""
        names = {position: name for name, position in self.recognised.columns.items()}
        return [names.get(position, f"column {position}") for position in range(self.recognised.width)]

    @property
    def where(self) -> str:
        """Where its text is, in full: Polars would take a `~` at the beginning for somebody's home."""
        return str(self.text.utf8.absolute())

    @property
    def size(self) -> int:
        """How many bytes it has as UTF-8."""
        return self.text.utf8.stat().st_size

    @property
    def engine(self) -> Engine:
        """How Polars is to run a plan over the file."""
        return engine([self])

    @property
    def counts(self) -> list[str]:
        """The canonical columns that hold counts."""
        columns = [column.name for column in self.recognised.layout.columns if column.kind == "count"]
        return [name for name in columns if name in self.recognised.columns]

    def scan(self, *, numbered: bool = False) -> pl.LazyFrame:
        """Scan the file as text, lazily: `fields`, and `line` if asked for; by quotes, `SURPLUS`. A blank field is null.

        By lines, a field too few leaves the last column null, and a field too many goes unsaid.
        """
        frame = _scan([self], numbered=LINE if numbered else None)
        if self.census and self.census.blank:
            every = pl.concat_str(pl.col(self.fields), ignore_nulls=True)
            frame = frame.filter(every.str.strip_chars(BLANKS) != "")
        return frame

    def delimiters(self) -> int:
        """Count the delimiters of the file, quoted or not, its header included.

        Polars counts lines ten times as fast as Python counts bytes, so each piece of the file is one of lines that
        end in a delimiter; the whole at once would stay in memory.

        Raises:
            InputError: it cannot be read any more.
        """
        mark, found = self.recognised.delimiter, 0
        try:
            with self.text.utf8.open("rb") as file:
                while piece := file.read(_COUNTED_AT_ONCE):
                    lines = pl.scan_csv(piece, eol_char=mark, quote_char=None, has_header=False, schema={"": pl.String})
                    found += lines.select(pl.len()).collect().item() - (not piece.endswith(mark.encode()))
        except OSError as error:
            raise inputs.unreadable(self.path, error) from error
        return found


def scan_together(raws: Sequence[Raw]) -> pl.LazyFrame:
    """Scan files of one header as text, lazily, by lines: `fields` as `Raw.scan` does, and of several files, `FILE`."""
    return _scan(raws, paths=FILE if len(raws) > 1 else None)


def lines_of(raws: Sequence[Raw]) -> pl.LazyFrame:
    """Scan the lines of files, headers included, lazily: `LINE` without its end, and of several files, `FILE`."""
    paths = FILE if len(raws) > 1 else None
    return pl.scan_lines([raw.where for raw in raws], name=LINE, include_file_paths=paths, glob=False)


def engine(raws: Sequence[Raw]) -> Engine:
    """Say how Polars is to run a plan over files; in streaming, memory does not grow with them."""
    return "streaming" if sum(raw.size for raw in raws) > _READ_WHOLE else "in-memory"


def _scan(raws: Sequence[Raw], *, numbered: str | None = None, paths: str | None = None) -> pl.LazyFrame:
    first = raws[0]
    quotes = first.by_quotes or first.quoted
    return pl.scan_csv(
        [raw.where for raw in raws],
        separator=first.recognised.delimiter,
        quote_char='"' if quotes else None,
        has_header=False,
        skip_lines=1,
        schema=dict.fromkeys([*first.fields, *[SURPLUS] * first.by_quotes], pl.String),
        null_values="" if quotes else None,  # nothing between quotes is a blank too
        missing_columns="insert",
        glob=False,
        include_file_paths=paths,
        row_index_name=numbered,
        row_index_offset=first.text.first_line + 1,
    )
