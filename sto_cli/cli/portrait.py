"""`sto portrait`: one place beside its province and the country, or a page for every place of a kind."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Annotated, ClassVar

import typer

import sto_cli
from sto_cli.cli import completion
from sto_cli.cli.options import Paths, Years, split, where_of
from sto_cli.cli.reading import Reading, end
from sto_cli.cli.writing import Writing
from sto_cli.errors import UsageError
from sto_cli.language import say
from sto_cli.present.forms import Form


@dataclass(frozen=True)
class Place:
    """Which place is meant, and when."""

    PANEL: ClassVar = "Question"
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            autocompletion=completion.conditions,
            metavar="COLUMN=VALUE",
            help="The place: a province, municipality, rmc, labour_market_region, sto_region or location, as municipality=Hengelo.",
        ),
    ] = None
    year: Years = None


@dataclass(frozen=True)
class Pages(Writing):
    """Where a portrait goes, or those of all places: the options of `Writing`, and a folder in the place of its file.

    Raises:
        UsageError: as `Writing`, or the pages have no folder or another form than HTML.
    """

    PANEL: ClassVar = "Output"
    each: Annotated[
        str | None,
        typer.Option(
            "--each",
            autocompletion=completion.place_kinds,
            metavar="COLUMN",
            help="A page of HTML for every municipality, province, …, with an index, into the folder of --output.",
        ),
    ] = None

    def __post_init__(self) -> None:
        if self.each is None:
            super().__post_init__()
        elif self.output is None:
            raise UsageError(
                "--each {column}: writes a page for every place; name their folder with --output.", column=self.each
            )
        elif self.form not in {None, Form.HTML}:
            raise UsageError(
                "--each {column}: the pages are HTML; leave out --format {form}.", column=self.each, form=self.form
            )


def portrait(
    place: Place,
    reading: Reading,
    writing: Pages,
    paths: Paths = None,
) -> None:
    """One province, region, municipality or location beside the country, with its rank; or a page for each of them.

    Example: sto portrait duo/ --where province=Utrecht
    """
    from sto_cli.measuring.one_place import kind_of_place, place_meant
    from sto_cli.present.portrait import answer

    where, years = where_of(place.where), split(place.year)
    column = kind_of_place(writing.each) if writing.each is not None else place_meant(where)[0]
    if writing.each is not None and where:
        raise UsageError("--each and --where do not go together; leave out one of them.")
    asked = [sto_cli.question(name, by=column) for name in ("technical_share", "exam_technical_share")]
    data = reading.load(paths, *([] if writing.each else [writing.output]), asked=asked)
    if writing.each is None or writing.output is None:
        found = sto_cli.portrait(data, where, years=years)
        reading.tell_unknown(found.results, data)
        writing.write(answer(found, data))
    else:
        number = sto_cli.write_portraits(data, column, writing.output, years=years)
        text = say("sto: wrote {number:,} portraits and index.html to {folder}", number=number, folder=writing.output)
        typer.echo(text, file=sys.stderr)
    end(data)
