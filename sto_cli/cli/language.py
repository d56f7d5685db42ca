"""`--lang`, which every command has and no command needs to know of."""

from __future__ import annotations

import functools
import inspect
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, get_type_hints

import typer

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


_LANG_HELP = "Language of screens, notes and errors; machine forms and --help are English."
Lang = Annotated[
    Language | None,
    typer.Option("--lang", callback=_speak, is_eager=True, help=_LANG_HELP, show_default=False),
]
DefaultLang = Annotated[
    Language | None,
    typer.Option("--lang", envvar="STO_LANG", callback=_speak, is_eager=True, help=_LANG_HELP, show_default=False),
]
"""The same before the name of a command, where the environment is looked at, once."""


def speaks(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the option --lang, of which its body need not know."""

    @functools.wraps(command)
    def wrapped(*arguments: object, lang: Language | None = None, **options: object) -> None:  # noqa: ARG001  # set by the callback
        command(*arguments, **options)

    hints = get_type_hints(command, include_extras=True) | {"lang": Lang}
    parameters = [each.replace(annotation=hints[each.name]) for each in inspect.signature(command).parameters.values()]
    lang = inspect.Parameter("lang", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Lang)
    wrapped.__signature__ = inspect.Signature([*parameters, lang])  # type: ignore[attr-defined]  # what Typer reads
    wrapped.__annotations__ = hints
    return wrapped
