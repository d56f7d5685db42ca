"""Which commands there are; the one that is called is loaded and built, so that `sto --version` waits for none.

What Typer does not publish is used here alone: a test names the part of it that a new version has moved.
"""

from __future__ import annotations

import inspect
import re
import sys
from contextlib import contextmanager
from copy import copy
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from sto_cli.cli.language import speaks
from sto_cli.cli.options import injected
from sto_cli.language import Message, message, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_AFTER = {
    "check": "check",
    "explain": "indicators",
    "match": "indicators",
    "portrait": "portrait",
    "inspect": "files",
    "ingest": "files",
    "init": "yearly",
    "run": "yearly",
    "diff": "yearly",
    "verify": "yearly",
    "calibrate": "files",
    "catalog": "files",
}
"""The commands behind those of the indicators, each with the module that has the function of its name."""


@cache
def indicators() -> dict[str, dict[str, Any]]:
    """List what the catalog says of each indicator, by its command; only the file is read, since nothing else is needed for help."""
    from tomllib import load

    with (Path(__file__).parents[1] / "catalog" / "indicators.toml").open("rb") as file:
        return {table["command"]: {"id": id_} | table for id_, table in load(file).items()}


@cache
def homes() -> dict[str, str]:
    """List the commands as help does, each with the module that has it."""
    return {"report": "indicators"} | dict.fromkeys(indicators(), "indicators") | _AFTER


HELP: Final = {"help_option_names": ["-h", "--help"]}
"""The options that show help."""
MARKUP: Final = "rich"
"""How help texts are marked up."""

# Typer's layout imports these by name, for help in Markdown and for tracebacks on the screen. `sto` has neither,
# and they take half of the time that the layout takes to load (docs/decisions.md, "Start-up is kept short").
_UNUSED = {"rich.markdown": "Markdown", "rich.traceback": "Traceback"}


_TITLES: Final = {
    "ARGUMENTS_PANEL_TITLE": message("Arguments"),
    "OPTIONS_PANEL_TITLE": message("Options"),
    "COMMANDS_PANEL_TITLE": message("Commands"),
    "ERRORS_PANEL_TITLE": message("Error"),
    "DEFAULT_STRING": message("[default: {value}]", value="{}"),
    "ENVVAR_STRING": message("[env var: {name}]", name="{}"),
    "REQUIRED_LONG_STRING": message("[required]"),
    "RICH_HELP": message(
        "Try [blue]'{command_path} {help_option}'[/] for help.",
        command_path="{command_path}",
        help_option="{help_option}",
    ),
}
_MISTAKES: Final = (
    message("No such command"),
    message("No such option:"),
    message("Did you mean"),
    message("(Possible options:"),
    message("Invalid value for"),
    message("is not one of"),
    message("is not in the range"),
    message("is not a valid"),
    message("int range"),
    message("Missing argument"),
    message("Missing option"),
    message("Got unexpected extra argument(s)"),
    message("Option '"),
    message("requires an argument"),
    message("does not take a value"),
)
"""What Typer says of a wrong command line, piece by piece."""


class _Spoken:
    """What a command and the group of all have in common: help in the language of the screen, which is shown soon."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401  # that of Typer
        """Lay its help out."""
        _prepare(self, ctx)
        return str(super().get_help(ctx))  # type: ignore[misc]  # the class of Typer beside it has one

    def get_usage(self, ctx: Any) -> str:  # noqa: ANN401  # as above
        """Say how it is called."""
        text = str(super().get_usage(ctx))  # type: ignore[misc]  # as above
        for piece in _USAGE:
            text = text.replace(piece.template, str(piece), 1)
        return text


class Commands(_Spoken, TyperGroup):
    """The commands of `sto`, of which only the names are known until one is looked up."""

    def make_context(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401  # those of Typer
        """Read the options that stand before a command."""
        with _mistakes_spoken():
            return super().make_context(*arguments, **named)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  # that of Typer
        """Look up what is called, and do it."""
        with _mistakes_spoken():
            return super().invoke(ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401  # as above
        """Look up what is called; `help COMMAND` is `COMMAND --help`, and `help` alone the help of all."""
        if args[0] == "help":
            if not args[1:] and not ctx.resilient_parsing:
                typer.echo(ctx.get_help())
                raise typer.Exit
            if args[1:] and not ctx.resilient_parsing:
                args = [args[1], "--help"]
            elif ctx.resilient_parsing:
                return "help", self, args[1:]
        self.list_commands(ctx)
        by_id = {table["id"]: name for name, table in indicators().items()}
        args = [by_id.get(args[0].replace("-", "_"), args[0]), *args[1:]]  # `sto pupil-count` is `sto pupils`
        self.commands = {**self.commands, "help": self}  # so that it is suggested as others are
        try:
            return super().resolve_command(ctx, args)
        finally:
            del self.commands["help"]

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401  # that of Typer
        """List all commands, whatever was registered."""
        self.commands = self.commands or {name: _Unbuilt(name, rich_markup_mode=MARKUP) for name in homes()}
        return super().list_commands(ctx)

    def get_command(self, ctx: Any, *named: Any) -> Any:  # noqa: ANN401  # those of Typer
        """Look a command up, and read its help."""
        self.list_commands(ctx)
        found = super().get_command(ctx, *named)
        if found:
            found.help = spoken(inspect.getdoc(_does(str(found.name))))
        return found


class _Command(_Spoken, TyperCommand):
    """A command with its options."""


class _Unbuilt(_Command):
    """A command without its options, which are built when it is called, completed or asked for its help."""

    def make_context(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401  # those of Typer
        name, args, *more = arguments
        if self.name == "match" and "--" not in args:  # a minus before its number begins no option
            args = [re.sub(r"^-(?=[\d.,])", "−", word) for word in args]
        own = typer.Typer(add_completion=False, rich_markup_mode=MARKUP)
        own.command(self.name, cls=_Command, context_settings=HELP)(speaks(injected(_does(str(self.name)))))
        return get_command(own).make_context(name, args, *more, **named)


def _prepare(command: Any, ctx: Any) -> None:  # noqa: ANN401  # those of Typer
    """Put the help of a command into the language of the screen; what shows it stands among the last options."""
    _load_layout()
    *own, shows_help = command.get_params(ctx)
    shows_help.rich_help_panel = own[-1].rich_help_panel
    for each in (*own, shows_help):
        for name in ("help", "metavar", "rich_help_panel"):
            setattr(each, name, spoken(getattr(each, name)))
        if each.param_type_name == "argument":
            each.type = copy(each.type)
            each.type.get_metavar = lambda *_, **__: ""  # its name says it, and <path> is no Dutch
    command.help, command.epilog = spoken(command.help), spoken(command.epilog)


@contextmanager
def _mistakes_spoken() -> Iterator[None]:
    """Put what Typer says of a wrong command line into the language of the screen."""
    try:
        yield
    except Exception as error:
        said, ctx = getattr(error, "format_message", None), getattr(error, "ctx", None)
        if said is not None:
            _load_layout()
            if ctx is not None:
                _prepare(ctx.command, ctx)
            text = said()
            for piece in _MISTAKES:
                text = text.replace(piece.template, str(piece))
            error.format_message = lambda: text  # type: ignore[attr-defined]  # what Typer shows of an error of its own
        raise


_USAGE: Final = (message("Usage:"), message("[OPTIONS]"), message("COMMAND [ARGS]..."))


def spoken(text: str | None) -> str | None:
    """Give a text of help in the language of the screen, each paragraph by itself."""
    return "\n\n".join(map(_spoken, text.split("\n\n"))) if text else text


def _spoken(part: str) -> str:
    example = part.removeprefix("Example: ")
    return str(Message(part, {})) if example == part else say("Example: {command}", command=Message(example, {}))


def _does(name: str) -> Callable[..., None]:
    module = import_module(f"sto_cli.cli.{homes()[name]}")
    found: Callable[..., None] = module.command(name) if name in indicators() else getattr(module, name)
    return found


def _load_layout() -> None:
    """Import Typer's layout of help, with empty classes in the place of what it imports and `sto` does not use."""
    stood_in = [name for name in _UNUSED if name not in sys.modules]
    for name in stood_in:
        module = ModuleType(name)
        setattr(module, _UNUSED[name], type(_UNUSED[name], (), {}))
        sys.modules[name] = module
    try:
        import typer.rich_utils  # noqa: F401  # it stays loaded

        for name, title in _TITLES.items():
            setattr(sys.modules["typer.rich_utils"], name, str(title))
    finally:
        for name in stood_in:
            del sys.modules[name]
