"""`sto catalog`: the knowledge, as shipped."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from sto_cli.cli.options import CsvDialect, FormOption, Output, form_of
from sto_cli.cli.writing import emit
from sto_cli.present.forms import SUFFIXES, Dialect


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
    topic: Annotated[Topic, typer.Argument(help="What to list.", show_default=True)] = Topic.DEFINITIONS,
    form: FormOption = None,
    csv_dialect: CsvDialect = Dialect.RFC4180,
    output: Output = None,
) -> None:
    """The knowledge that sto computes with: definitions, profiles, sources, claims; with --catalog, your own beside it.

    Example: sto catalog profiles
    """
    from sto_cli.present.catalog import answer
    from sto_cli.present.outputs import write

    chosen = form_of(form, output, csv_dialect, suffixes=SUFFIXES)
    emit(write(answer(topic.value), chosen, csv_dialect), output)
