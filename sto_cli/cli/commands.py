"""Which commands there are; the one that is called is loaded and built, so that `sto --version` waits for none."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer

from sto_cli.cli.help import MARKUP, Command, Group
from sto_cli.cli.language import speaks

if TYPE_CHECKING:
    from collections.abc import Callable

HOME = {
    "report": "report",
    "technical-share": "indicators",
    "profile-counts": "indicators",
    "fte-change": "indicators",
    "side-entrants": "indicators",
    "pupils": "indicators",
    "vmbo-share": "indicators",
    "exam-share": "indicators",
    "exam-profiles": "indicators",
    "check": "check",
    "explain": "explain",
    "match": "match",
    "inspect": "inspect",
    "ingest": "ingest",
    "init": "run",
    "run": "run",
    "diff": "diff",
    "calibrate": "calibrate",
    "catalog": "catalog",
}
"""The commands as help lists them, each with the module whose `COMMANDS` holds what it does."""


class Commands(Group):
    """The commands of `sto`, of which only the names are known until one is looked up."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401  # those of Typer
        """Take all commands, whatever was registered."""
        super().__init__(**attributes)
        self.commands = {name: _Unbuilt(name, rich_markup_mode=MARKUP) for name in HOME}

    def get_command(self, *named: Any) -> Any:  # noqa: ANN401  # those of Typer
        """Look a command up, and read its help."""
        found = super().get_command(*named)
        if found:
            found.help = inspect.getdoc(_does(str(found.name)))
        return found


class _Unbuilt(Command):
    """A command without its options, which are built when it is called, completed or asked for its help."""

    def make_context(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401  # those of Typer
        own = typer.Typer(add_completion=False, rich_markup_mode=MARKUP)
        own.command(self.name, cls=Command)(speaks(_does(str(self.name))))
        return typer.main.get_command(own).make_context(*arguments, **named)


def _does(name: str) -> Callable[..., None]:
    commands: dict[str, Callable[..., None]] = import_module(f"sto_cli.cli.{HOME[name]}").COMMANDS
    return commands[name]
