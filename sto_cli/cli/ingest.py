"""`sto ingest`: the tidy facts in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sto_cli.cli.options import CsvDialect, Encoding, FileYears, Paths, Rejects, Sample, form_of
from sto_cli.cli.reading import read_data
from sto_cli.cli.rejects import end
from sto_cli.cli.writing import emit
from sto_cli.errors import UsageError
from sto_cli.language import say
from sto_cli.present.forms import SUFFIXES, Dialect, Form

_FORMS = (Form.PARQUET, Form.CSV, Form.XLSX)

FactsFile = Annotated[
    Path,
    typer.Option("--output", "-o", help="The file to write: .parquet, .csv or .xlsx."),
]


def ingest(
    paths: Paths = None,
    output: FactsFile = Path("facts.parquet"),
    file_year: FileYears = None,
    encoding: Encoding = None,
    rejects: Rejects = None,
    sample: Sample = False,  # noqa: FBT002  # a flag of the command line
    csv_dialect: CsvDialect = Dialect.RFC4180,
) -> None:
    """The tidy facts of files in one Parquet file, for R, DuckDB, Polars or Excel.

    A data dictionary (Frictionless Data Package) is written beside it.

    Example: sto ingest duo/ -o facts.parquet
    """
    from sto_cli import facts as facts_of
    from sto_cli.present.datapackage import describe
    from sto_cli.present.facts import write

    form = form_of(None, output, csv_dialect, suffixes=SUFFIXES)
    if form not in _FORMS:
        raise UsageError(
            "--output {output}: facts are written as .parquet, .csv or .xlsx; choose one of these.", output=output
        )
    dictionary = output.with_suffix(".datapackage.json")
    data = read_data(
        paths,
        encoding,
        file_year,
        outputs=[output, dictionary],
        rejects=rejects,
        sample=sample,
    )
    facts = facts_of(data)
    content = write(facts, data, form, csv_dialect)
    emit(content, output)
    emit(describe(facts, data, output.name, form, content), dictionary)
    typer.echo(
        say(
            "sto: wrote {file}, {rows:,} facts, and its data dictionary {dictionary}",
            file=output,
            rows=facts.height,
            dictionary=dictionary,
        ),
        err=True,
    )
    end(data)
