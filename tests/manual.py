"""The page of commands and the man page, made from the help that `sto` shows."""

import re
from dataclasses import dataclass

import typer
from rich.text import Text

from sto_cli.cli.main import app
from sto_cli.version import __version__

HEAD = """# Commands

Made from the help of `sto`; `sto COMMAND --help` shows the same, and `sto --help` lists all commands. Paths are DUO files, or folders
of them. Where a path is left out, `sto report` takes the synthetic sample, and most other commands need a path or `--sample`.

"""


@dataclass
class Told:
    """What help tells of a command: how it is called, its paragraphs, and its options, each with its panel."""

    usage: str
    help: list[str]
    options: list[tuple[str, str, str]]


def told():
    """Give what help tells of `sto` and of each of its commands."""
    group = typer.main.get_command(app)
    top = group.make_context("sto", [], resilient_parsing=True)
    yield _told(group, top)
    for name in group.list_commands(top):
        made = group.get_command(top, name).make_context(f"sto {name}", [], resilient_parsing=True)
        yield _told(made.command, made)


def _told(command, ctx):
    panels = [getattr(option, "rich_help_panel", None) for option in command.get_params(ctx)]
    last = next((panel for panel in reversed(panels) if panel), "Options")  # that of --help, as on the screen
    options = [
        (
            getattr(option, "rich_help_panel", None) or last,
            ", ".join(sorted([*option.opts, *option.secondary_opts], key=len))
            + ("" if option.is_flag else f" {option.make_metavar(ctx)}"),
            _plain(option.help) + (f" Default: {option.default}." if option.show_default and option.default else ""),
        )
        for option in command.get_params(ctx)
        if option.param_type_name == "option" and not option.hidden
    ]
    arguments = [option for option in command.get_params(ctx) if option.param_type_name == "argument"]
    usage = " ".join([ctx.info_name, "[OPTIONS]", *(f"[{str(each.name).upper()}]" for each in arguments)])
    return Told(usage, _plain(command.help).split("\n\n"), options)


def _plain(text):
    return Text.from_markup(str(text or "")).plain.strip()


def commands_page():
    """Give docs/commands.md."""
    whole, *each = told()
    parts = [
        HEAD,
        _options(whole),
        "Exit codes: 0 fine; 1 a finding; 2 usage or configuration; 3 input refused or nothing checked; 70 a bug.\n\n",
    ]
    for one in each:
        name = one.usage.partition(" [")[0]
        parts += [f"## {name}\n\n```text\n{one.usage}\n```\n\n"]
        parts += [
            f"Example: `{part[9:]}`\n\n" if part.startswith("Example: ") else f"{_joined(part)}\n\n"
            for part in one.help
        ]
        parts += [_options(one)]
    return "".join(parts).rstrip() + "\n"


def _options(one):
    panels = {}
    for panel, name, does in one.options:
        panels.setdefault(str(panel), []).append(f"- `{name}`: {_joined(does)}\n")
    titles = {panel: f"**{panel}**\n\n" if len(panels) > 1 else "" for panel in panels}
    return "".join(titles[panel] + "".join(lines) + "\n" for panel, lines in panels.items())


def _joined(text):
    return re.sub(r"\s+", " ", text).replace("*", r"\*")


def man_page():
    """Give docs/sto.1, in the macros of man."""
    whole, *each = told()
    lines = [
        f'.TH STO 1 "" "sto {__version__}" "User Commands"',
        ".SH NAME",
        r"sto \- indicators of Sterk Techniekonderwijs from open data",
    ]
    lines += [".SH SYNOPSIS", r".B sto", r".I COMMAND", r"[OPTIONS] [PATHS]"]
    lines += [".SH DESCRIPTION", _roff(whole.help[0]), ".SH OPTIONS", *_tagged(whole), ".SH COMMANDS"]
    for one in each:
        lines += [f".SS {_roff(one.usage)}"]
        lines += [line for part in one.help for line in (_roff(_joined(part)), ".PP")][:-1] + _tagged(one)
    codes = {
        0: "fine",
        1: "a finding",
        2: "usage or configuration",
        3: "input refused or nothing checked",
        70: "a bug in sto",
    }
    lines += [".SH EXIT STATUS", *(line for code, means in codes.items() for line in (".TP", str(code), means))]
    return "\n".join(lines) + "\n"


def _tagged(one):
    return [line for _, name, does in one.options for line in (".TP", rf"\fB{_roff(name)}\fR", _roff(_joined(does)))]


def _roff(text):
    escaped = text.replace("\\", r"\e").replace("-", r"\-").replace("\n", " ")
    return rf"\&{escaped}" if escaped[:1] in {".", "'"} else escaped
