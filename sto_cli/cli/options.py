"""Options that several commands have, said once; and how a command gets those that it names by their group.

A parameter whose type is a dataclass, such as `reading: Reading`, stands for the options that are its fields. The
command is called with the object that they make, so that no command copies what another has.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, get_type_hints

import typer

from sto_cli.cli import completion
from sto_cli.errors import UsageError
from sto_cli.language import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import StrEnum

    from sto_cli import Question

Paths = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[PATHS]", autocompletion=completion.paths, help="DUO files, or folders of them."),
]
Years = Annotated[
    list[str] | None,
    typer.Option("--year", metavar="YEAR", help="School years, 2019-2020; a bare 2019 is the count of 1 October 2019."),
]
SamplePaths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[PATHS]",
        autocompletion=completion.paths,
        help="DUO files, or folders of them. Without any: the bundled sample.",
    ),
]


def without(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Leave options of its groups out of a command that they do not apply to; they have their defaults there."""

    def mark(command: Callable[..., None]) -> Callable[..., None]:
        command.__dict__["without"] = names
        return command

    return mark


def injected(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that are the fields of its groups."""
    left_out = command.__dict__.get("without", ())
    hints = get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {name: kind for name, kind in hints.items() if dataclasses.is_dataclass(kind)}
    parameters = []
    for each in inspect.signature(command).parameters.values():
        own = groups.get(each.name)
        fields = dataclasses.fields(own) if own else ()
        options = {each.name: (hints[each.name], each.default)}
        if own:
            types = get_type_hints(own, include_extras=True)
            options = {field.name: (types[field.name], field.default) for field in fields if field.name not in left_out}
            for kind, _ in options.values():
                kind.__metadata__[0].rich_help_panel = own.PANEL
        parameters += [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
            for name, (kind, default) in options.items()
        ]

    @functools.wraps(command)
    def wrapped(**options: object) -> None:
        made = {
            name: kind(
                **{field.name: options.pop(field.name) for field in dataclasses.fields(kind) if field.name in options}
            )
            for name, kind in groups.items()
        }
        command(**options, **made)

    wrapped.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # what Typer reads
    wrapped.__annotations__ = {each.name: each.annotation for each in parameters}
    return wrapped


@dataclasses.dataclass(frozen=True)
class Asking:
    """What is asked: the options of a question."""

    PANEL: ClassVar = "Question"
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            autocompletion=completion.columns,
            metavar="COLUMN",
            help="Cut by these columns: province, track, profile, sex, …",
        ),
    ] = None
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            autocompletion=completion.conditions,
            metavar="COLUMN=VALUE",
            help="Keep these values only, as province=Utrecht, or leave them out, as profile!=MVI; a list has commas.",
        ),
    ] = None
    year: Years = None
    first: Annotated[str | None, typer.Option("--from", metavar="YEAR", help="First year of a change.")] = None
    last: Annotated[str | None, typer.Option("--to", metavar="YEAR", help="Last year of a change.")] = None
    definition: Annotated[
        str | None,
        typer.Option(
            "--definition",
            autocompletion=completion.definitions,
            metavar="NAME",
            help="A named definition; sto catalog definitions lists them.",
        ),
    ] = None
    technical: Annotated[
        list[str] | None,
        typer.Option(
            "--technical",
            autocompletion=completion.profiles,
            metavar="PROFILE",
            help="Count these profiles as technical in the place of the five.",
        ),
    ] = None
    min_pupils: Annotated[
        int, typer.Option("--min-pupils", metavar="N", help="Count a location × profile from this many pupils on.")
    ] = 1

    @property
    def years(self) -> list[str]:
        """The school years of `--year`."""
        return split(self.year)

    @property
    def change(self) -> tuple[str, str] | None:
        """The years of `--from` and `--to`, which go together.

        Raises:
            UsageError: only one is given, or they are not in order.
        """
        from sto_cli.years import parse_year

        if self.first is None and self.last is None:
            return None
        if self.first is None or self.last is None:
            raise UsageError("--from and --to go together; give both years of the change.")
        begin, end = parse_year(self.first), parse_year(self.last)
        if begin >= end:
            raise UsageError(
                "--from {begin} --to {end}: the first year must come before the last.", begin=begin, end=end
            )
        return begin, end

    def question(self, indicator: str) -> Question:
        """Ask it of an indicator.

        Raises:
            UsageError: an option is wrong, or conflicts with another or with the indicator.
        """
        from sto_cli import question

        return question(
            indicator,
            definition=self.definition,
            by=split(self.by),
            where=where_of(self.where),
            years=self.years,
            change=self.change,
            min_pupils=self.min_pupils,
            technical=self.technical or (),
        )


def one_of(kind: str, names: type[StrEnum]) -> Callable[[str], Any]:
    """Make what reads a word of a kind, such as a form, by its name in either language."""

    def read(text: str) -> StrEnum:
        from sto_cli.measuring import spoken

        if found := spoken.named(kind, text, names):
            return names(found)
        hint = spoken.near(text, names)
        raise typer.BadParameter(say("'{name}' does not exist; {hint}", name=text, hint=hint))

    return read


def split(texts: list[str] | None) -> list[str]:
    """Take apart options that may be given several times, with commas, or both."""
    return [part.strip() for text in texts or [] for part in text.split(",") if part.strip()]


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
        found.setdefault(column, []).append(values)
    return found
