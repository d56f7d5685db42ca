"""Which commands there are; the one that is called is loaded and built, so that `sto --version` waits for none.

What Typer does not publish is used here alone: a test names the part of it that a new version has moved.
"""

from __future__ import annotations

import inspect
import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

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


MARKUP: Final = "rich"
"""How help texts are marked up."""

# Typer's layout imports these by name, for help in Markdown and for tracebacks on the screen. `sto` has neither,
# and they take half of the time that the layout takes to load (docs/decisions.md, "Start-up is kept short").
_UNUSED = {"rich.markdown": "Markdown", "rich.traceback": "Traceback"}


class Commands(TyperGroup):
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

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  # that of Typer
        """Lay its help out."""
        _load_layout()
        return super().get_help(ctx)


class _Command(TyperCommand):
    """A command that shows its help soon."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  # that of Typer
        _load_layout()
        return super().get_help(ctx)


class _Unbuilt(_Command):
    """A command without its options, which are built when it is called, completed or asked for its help."""

    def make_context(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401  # those of Typer
        own = typer.Typer(add_completion=False, rich_markup_mode=MARKUP)
        own.command(self.name, cls=_Command)(speaks(_does(str(self.name))))
        return get_command(own).make_context(*arguments, **named)


def _does(name: str) -> Callable[..., None]:
    commands: dict[str, Callable[..., None]] = import_module(f"sto_cli.cli.{HOME[name]}").COMMANDS
    return commands[name]


def _load_layout() -> None:
    """Import Typer's layout of help, with empty classes in the place of what it imports and `sto` does not use."""
    stood_in = [name for name in _UNUSED if name not in sys.modules]
    for name in stood_in:
        module = ModuleType(name)
        setattr(module, _UNUSED[name], type(_UNUSED[name], (), {}))
        sys.modules[name] = module
    try:
        import typer.rich_utils  # noqa: F401  # it stays loaded
    finally:
        for name in stood_in:
            del sys.modules[name]
