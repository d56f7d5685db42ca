"""Commands that are built when they are called, so that `sto --version` need not wait for the options of all."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import typer

from sto_cli.cli.help import MARKUP, Command
from sto_cli.cli.language import speaks

if TYPE_CHECKING:
    from collections.abc import Callable


def register(app: typer.Typer, name: str, command: Callable[..., None], text: str | None = None) -> None:
    """Add a command to an app; until it is called, the app knows its name and help only.

    Args:
        app: what it is added to.
        name: what a user types.
        command: what it does; its parameters are those that Typer reads, to which --lang is added.
        text: its help; None for its docstring.
    """
    told = text or inspect.getdoc(command)

    class Unbuilt(Command):
        def make_context(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401  # those of Typer
            own = typer.Typer(add_completion=False, rich_markup_mode=MARKUP)
            own.command(name, help=told, cls=Command)(speaks(command))
            return typer.main.get_command(own).make_context(*arguments, **named)

    app.command(name, help=told, cls=Unbuilt)(_nothing)


def _nothing() -> None:
    """Stand for a command that is not built."""
