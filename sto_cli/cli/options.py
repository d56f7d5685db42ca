"""Options that several commands have, said once, and how their texts are taken apart."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from sto_cli.errors import UsageError
from sto_cli.present.forms import BINARY, Dialect, Form

if TYPE_CHECKING:
    from collections.abc import Mapping


Paths = Annotated[
    list[Path] | None,
    typer.Argument(help="DUO files, or folders of them.", show_default=False),
]
Sample = Annotated[
    bool, typer.Option("--sample", help="Use the bundled sample, which is synthetic, in the place of files of yours.")
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
Flows = Annotated[
    bool,
    typer.Option("--flows", help="Of profile-counts: what appeared and what disappeared from year to year."),
]
MinPupils = Annotated[
    int, typer.Option("--min-pupils", metavar="N", help="Count a location × profile from this many pupils on.")
]
DefinitionName = Annotated[
    str | None,
    typer.Option("--definition", help="A named definition; sto catalog definitions lists them.", show_default=False),
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
Rejects = Annotated[
    Path | None,
    typer.Option(
        "--rejects",
        metavar="FILE",
        help="Leave out rows that are wrong, write them to this CSV file and go on; the exit code is then 1.",
        show_default=False,
    ),
]
FormOption = Annotated[
    Form | None,
    typer.Option("--format", help="By default what --output ends in, else table.", show_default=False),
]
CsvDialect = Annotated[
    Dialect,
    typer.Option("--csv-dialect", help="excel-nl: what Excel opens in the Netherlands, with ; and decimal commas."),
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


def where_of(texts: list[str] | None) -> dict[str, list[str]]:
    """Read `--where` options into values by column; one column may be named several times.

    Raises:
        UsageError: one is not COLUMN=VALUE.
    """
    found: dict[str, list[str]] = {}
    for text in texts or []:
        column, equals, values = text.partition("=")
        if not equals or not values:
            raise UsageError("--where {text}: write COLUMN=VALUE, for instance province=Utrecht.", text=text)
        found[column] = found.get(column, []) + values.split(",")
    return found


def change_of(first: str | None, last: str | None) -> tuple[str, str] | None:
    """Read `--from` and `--to`, which go together.

    Raises:
        UsageError: only one is given, or they are not in order.
    """
    if first is None and last is None:
        return None
    if first is None or last is None:
        raise UsageError("--from and --to go together; give both years of the change.")
    begin, end = years([first])[0], years([last])[0]
    if begin >= end:
        raise UsageError("--from {begin} --to {end}: the first year must come before the last.", begin=begin, end=end)
    return begin, end


_Form = TypeVar("_Form", bound=StrEnum)


def form_of(
    chosen: _Form | None, output: Path | None, dialect: Dialect = Dialect.RFC4180, *, suffixes: Mapping[str, _Form]
) -> _Form:
    """Decide the output form: what was said, else the ending of the output file, else a table.

    Raises:
        UsageError: the ending is none that sto writes, a dialect of CSV is asked for what is none, or the form
            is for files only and would go to a terminal.
    """
    form = chosen or (_form_by_suffix(output, suffixes) if output else suffixes[".txt"])
    if dialect is not Dialect.RFC4180 and form != Form.CSV:
        raise UsageError("--csv-dialect {dialect}: goes with CSV; add --format csv.", dialect=dialect)
    if form in BINARY and output is None and sys.stdout.isatty():
        raise UsageError("--format {form}: it is no text for a screen; name a file with --output.", form=form)
    return form


def _form_by_suffix(output: Path, suffixes: Mapping[str, _Form]) -> _Form:
    suffix = output.suffix.lower()
    if suffix not in suffixes:
        raise UsageError(
            "--output {output}: the ending says no form that sto writes; end it in {suffixes} or add --format.",
            output=output,
            suffixes=", ".join(suffixes),
        )
    return suffixes[suffix]


def parse_file_years(options: list[str]) -> dict[str, str]:
    """Read `--file-year FILE=YEAR` options into school years by file.

    Raises:
        UsageError: one has no `=`, or its year is no school year.
    """
    from sto_cli.years import parse_year

    pairs = {}
    for option in options:
        file, equals, year = option.rpartition("=")
        if not equals or not file:
            raise UsageError(
                "--file-year {option}: write FILE=YEAR, for instance 'leerlingen.csv=2019-2020'.", option=option
            )
        pairs[file] = parse_year(year)
    return pairs
