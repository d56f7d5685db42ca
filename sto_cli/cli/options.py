"""Options that several commands have, said once, and how their texts are taken apart."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sto_cli.errors import UsageError
from sto_cli.language import message, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sto_cli.data import Data


class Format(StrEnum):
    """Output forms."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


Paths = Annotated[
    list[Path] | None,
    typer.Argument(help="DUO files, or folders of them. Without any: the bundled sample.", show_default=False),
]
Encoding = Annotated[
    str | None,
    typer.Option("--encoding", help="Encoding of the files, when sto finds the wrong one.", show_default=False),
]
FileYears = Annotated[
    list[str] | None,
    typer.Option(
        "--file-year", metavar="FILE=YEAR", help="School year of a file that does not say.", show_default=False
    ),
]
Years = Annotated[
    list[str] | None,
    typer.Option(
        "--year",
        metavar="YEAR",
        help="School years, 2019-2020; a bare 2019 is the count of 1 October 2019.",
        show_default=False,
    ),
]
By = Annotated[
    list[str] | None,
    typer.Option(
        "--by", metavar="COLUMN", help="Cut by these columns: province, track, profile, sex, …", show_default=False
    ),
]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        metavar="COLUMN=VALUE",
        help="Keep these values only, for instance province=Utrecht.",
        show_default=False,
    ),
]
From = Annotated[str | None, typer.Option("--from", metavar="YEAR", help="First year of a change.", show_default=False)]
To = Annotated[str | None, typer.Option("--to", metavar="YEAR", help="Last year of a change.", show_default=False)]
Decompose = Annotated[
    str | None,
    typer.Option(
        "--decompose",
        metavar="COLUMN",
        help="Divide the change of a share over the groups of track, province or sex: within them, and their mix.",
        show_default=False,
    ),
]
MinPupils = Annotated[
    int, typer.Option("--min-pupils", metavar="N", help="Count a location × profile from this many pupils on.")
]
DefinitionName = Annotated[
    str | None,
    typer.Option("--definition", help="A named definition; sto catalog definitions lists them.", show_default=False),
]
Definitions = Annotated[
    Path | None,
    typer.Option("--definitions", metavar="FILE", help="A TOML file with definitions of your own.", show_default=False),
]
SmallCounts = Annotated[
    Path | None,
    typer.Option(
        "--small-counts",
        metavar="FILE",
        help="A small-count table of your own, made by sto calibrate.",
        show_default=False,
    ),
]
MinCell = Annotated[
    int,
    typer.Option(
        "--min-cell", metavar="N", help="For unmasked files of your own: withhold what tells of fewer than N people."
    ),
]
Form = Annotated[
    Format | None,
    typer.Option(
        "--format", help="table, csv or json; by default what --output ends in, else table.", show_default=False
    ),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write to a file instead of the screen.", show_default=False)
]


def split(texts: list[str] | None) -> list[str]:
    """Take apart options that may be given several times, with commas, or both."""
    return [part.strip() for text in texts or [] for part in text.split(",") if part.strip()]


def years(texts: list[str] | None) -> list[str]:
    """Read `--year` options."""
    from sto_cli.years import parse_year

    return [parse_year(text) for text in split(texts)]


def change_of(first: str | None, last: str | None) -> tuple[str, str] | None:
    """Read `--from` and `--to`, which go together.

    Raises:
        UsageError: only one is given, or they are not in order.
    """
    if first is None and last is None:
        return None
    if first is None or last is None:
        raise UsageError(message("--from and --to go together; give both years of the change."))
    begin, end = years([first])[0], years([last])[0]
    if begin >= end:
        raise UsageError(
            message("--from {begin} --to {end}: the first year must come before the last.", begin=begin, end=end)
        )
    return begin, end


def form_of(chosen: Format | None, output: Path | None) -> Format:
    """Decide the output form: what was said, else the suffix of the output file, else a table.

    Raises:
        UsageError: the suffix is none that sto writes.
    """
    if chosen or output is None:
        return chosen or Format.TABLE
    suffixes = {".csv": Format.CSV, ".json": Format.JSON, ".txt": Format.TABLE}
    if output.suffix.lower() not in suffixes:
        raise UsageError(
            message(
                "--output {output}: the ending says no form that sto writes; end it in {suffixes} or add --format.",
                output=output,
                suffixes=", ".join(suffixes),
            )
        )
    return suffixes[output.suffix.lower()]


def emit(text: str, output: Path | None) -> None:
    """Write to the file, or to stdout.

    Raises:
        UsageError: the file cannot be written.
    """
    if output is None:
        typer.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise UsageError(
            message(
                "--output {output}: cannot be written ({reason}); name a file in a folder you may write to.",
                output=output,
                reason=error.strerror,
            )
        ) from error


def refuse_locations(min_cell: int, columns: Iterable[str]) -> None:
    """Refuse to set printed numbers against single locations of files with a smallest count.

    Raises:
        UsageError: a filter goes down to a location or an institution.
    """
    fine = sorted({"location", "brin"}.intersection(columns))
    if min_cell and fine:
        raise UsageError(
            message("a filter on {fine}: with --min-cell no number is set against a single location.", fine=fine[0])
        )


def read_data(
    paths: list[Path] | None,
    encoding: str | None,
    file_years: list[str] | None,
    small_counts: Path | None = None,
    min_cell: int = 0,
) -> Data:
    """Load the files of a command and say on stderr what a reader must know of them.

    Raises:
        UsageError: an option is wrong, or goes ill with these files.
        InputError: a file is refused.
    """
    from sto_cli.load import load
    from sto_cli.measuring.disclosure import NOT_PROTECTED
    from sto_cli.reading.read import parse_file_years

    if min_cell < 0:
        raise UsageError(message("--min-cell {min_cell}: a smallest count is 0 or more.", min_cell=min_cell))
    years_said = parse_file_years(file_years or [])
    data = load(paths, encoding=encoding, file_years=years_said, table=small_counts, min_cell=min_cell)
    if min_cell:
        typer.echo(say("note: {note}", note=NOT_PROTECTED), err=True)
    for path, why in data.passed_over.items():
        typer.echo(say("note: passed over {path}: {why}", path=path, why=why), err=True)
    for report in data.files:
        for note in report.notes:
            typer.echo(say("note: {path}: {note}", path=report.path, note=note), err=True)
    return data
