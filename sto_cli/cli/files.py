"""What files are, and what is made of them: `sto inspect`, `sto ingest`, `sto calibrate`; and `sto catalog`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

import sto_cli
from sto_cli.cli import completion
from sto_cli.cli.options import Paths, one_of, without
from sto_cli.cli.reading import HINT, Reading, end
from sto_cli.cli.streams import complain
from sto_cli.cli.writing import CsvDialect, Output, Writing, emit, form_of, refuse_inputs
from sto_cli.errors import ExitCode, RowsError, UsageError
from sto_cli.language import say
from sto_cli.present.forms import SUFFIXES, Dialect


@without("small_counts")
def inspect(
    reading: Reading,
    writing: Writing,
    paths: Paths = None,
    share: Annotated[  # noqa: FBT002  # a flag of the command line
        bool,
        typer.Option(
            "--share", help="What to send of a file that sto does not understand; without names, BRINs and counts."
        ),
    ] = False,
) -> None:
    """What each file was recognised as and why; encoding, rows, masks, unknown codes, the row account.

    Example: sto inspect duo/
    """
    from sto_cli.inspection import rejected_of
    from sto_cli.present.inspection import answer, to_send
    from sto_cli.reading.load import chosen

    if share:
        files = chosen(paths, sample=reading.sample)
        emit(to_send(sto_cli.share(files, reading.encoding)), writing.output)
        return
    found = reading.inspect(paths)
    read = [*(paths or []), *(file.path for file in found if file.report or file.refused)]
    refuse_inputs([writing.output], read, reading.rejects)
    reading.keep(rejected_of(found))
    if not reading.rejects and any(isinstance(file.why, RowsError) for file in found):
        complain(f"sto: {HINT}")
    writing.write(answer(found, sto_cli.question("technical_share")))
    if any(file.refused for file in found):
        raise typer.Exit(ExitCode.INPUT)
    if any(file.report and file.report.rejected for file in found):
        raise typer.Exit(ExitCode.FINDING)


@without("small_counts")
def ingest(
    reading: Reading,
    paths: Paths = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The file to write: .parquet, .csv or .xlsx.")
    ] = Path("facts.parquet"),
    csv_dialect: CsvDialect = Dialect.RFC4180,
) -> None:
    """The tidy facts of files in one Parquet file, for R, DuckDB, Polars or Excel.

    A data dictionary (Frictionless Data Package) is written beside it.

    Example: sto ingest duo/ -o facts.parquet
    """
    from sto_cli.present.records import MEDIA_TYPES, describe_facts, write_facts

    form = form_of(None, output, csv_dialect, suffixes=SUFFIXES)
    if form not in MEDIA_TYPES:
        raise UsageError(
            "--output {output}: facts are written as .parquet, .csv or .xlsx; choose one of these.", output=output
        )
    dictionary = output.with_suffix(".datapackage.json")
    data = reading.load(paths, output, dictionary)
    facts = sto_cli.facts(data)
    content = write_facts(facts, data, form, csv_dialect)
    emit(content, output)
    emit(describe_facts(facts, data, output.name, form, content), dictionary)
    complain(
        say(
            "sto: wrote {file}, {rows:,} facts, and its data dictionary {dictionary}",
            file=output,
            rows=facts.height,
            dictionary=dictionary,
        )
    )
    end(data)


@without("small_counts", "rejects", "sample")
def calibrate(
    paths: Annotated[list[Path], typer.Argument(metavar="PATHS", help="Unmasked enrolment files, or folders of them.")],
    reading: Reading,
    output: Output = None,
) -> None:
    """How often a cell of 1 to 4 pupils is 1, 2, 3 and 4, learned from unmasked files, as CSV.

    Use the table with --small-counts in place of the one that sto ships.

    Example: sto calibrate leerlingen-2019.csv -o small_counts.csv
    """
    in_folders = [file for folder in paths if folder.is_dir() for file in folder.iterdir()]
    refuse_inputs([output], [*paths, *in_folders])
    table = sto_cli.calibrate(paths, encoding=reading.encoding, file_years=reading.file_years)
    emit(table.write_csv(quote_style="never"), output)


class Topic(StrEnum):
    """What the catalog can list."""

    INDICATORS = "indicators"
    DEFINITIONS = "definitions"
    PROFILES = "profiles"
    TRACKS = "tracks"
    ROLES = "roles"
    SOURCES = "sources"
    CLAIMS = "claims"


def catalog(
    writing: Writing,
    topic: Annotated[
        Topic,
        typer.Argument(
            metavar="[TOPIC]",
            parser=one_of("topic", Topic),
            autocompletion=completion.named(Topic),
            help="What to list: indicators, definitions, profiles, tracks, roles, sources or claims; by default definitions.",
            show_default=False,
        ),
    ] = Topic.DEFINITIONS,
) -> None:
    """The knowledge that sto computes with: definitions, profiles, sources, claims; with --catalog, your own beside it.

    Example: sto catalog profiles
    """
    from sto_cli.present.catalog import answer

    writing.write(answer(topic.value))
