"""`--lang` and `--catalog`, which commands have and need not know of."""

from __future__ import annotations

import functools
import inspect
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from sto_cli.errors import UsageError
from sto_cli.language import DUTCH, ENGLISH, speak

if TYPE_CHECKING:
    from collections.abc import Callable


class Language(StrEnum):
    """Languages of screens, notes and errors."""

    ENGLISH = ENGLISH
    DUTCH = DUTCH


def _speak(chosen: Language | None) -> None:
    if chosen:
        speak(chosen)


_GENERAL = "General"


def _lang(**more: Any) -> Any:  # noqa: ANN401  # as Typer has it
    return typer.Option(
        "--lang",
        metavar="en|nl",
        callback=_speak,
        is_eager=True,
        help="Language of screens, notes, errors and help, by default that of STO_LANG; machine forms are English.",
        show_default=False,
        **more,
    )


Lang = Annotated[Language | None, _lang(rich_help_panel=_GENERAL)]
DefaultLang = Annotated[Language | None, _lang(envvar="STO_LANG", show_envvar=False)]
"""The same before the name of a command, where the environment is looked at, once."""


def _use(path: Path | None) -> None:
    from sto_cli import use_catalog

    use_catalog(path)


def _gone(given: str | None) -> None:
    if given is not None:
        from sto_cli.catalog import GONE

        raise UsageError("--definitions {file}: {gone}.", file=given, gone=GONE)


_OPTIONS: dict[str, Any] = {
    "catalog": Annotated[
        Path | None,
        typer.Option(
            "--catalog",
            metavar="FILE",
            callback=_use,
            rich_help_panel=_GENERAL,
            help="Knowledge of your own (TOML): spellings, codes, columns, masks, definitions; see docs/catalog.md.",
            show_default=False,
        ),
    ],
    "definitions": Annotated[
        str | None, typer.Option("--definitions", callback=_gone, hidden=True, rich_help_panel=_GENERAL)
    ],
}
_WITHOUT_CATALOG = {"run", "diff", "verify"}
"""What `sto run` knows stands in its sto.toml, and results are compared as they are."""


def speaks(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that its body need not know of: their callbacks do what they ask."""
    added = {"lang": Lang} | ({} if command.__name__ in _WITHOUT_CATALOG else _OPTIONS)

    @functools.wraps(command)
    def wrapped(*arguments: object, **options: object) -> None:
        command(*arguments, **{name: value for name, value in options.items() if name not in added})

    hints = get_type_hints(command, include_extras=True) | added
    parameters = [each.replace(annotation=hints[each.name]) for each in inspect.signature(command).parameters.values()]
    more = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=option)
        for name, option in added.items()
    ]
    wrapped.__signature__ = inspect.Signature([*parameters, *more])  # type: ignore[attr-defined]  # what Typer reads
    wrapped.__annotations__ = hints
    return wrapped
