"""The `sto` command: what it shows first, and how every mistake leaves it."""

from __future__ import annotations

import errno
import os
import sys
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer

from sto_cli import system
from sto_cli.cli import streams
from sto_cli.cli.commands import HELP, MARKUP, Commands
from sto_cli.cli.language import DefaultLang  # noqa: TC001  # Typer reads annotations at run time
from sto_cli.errors import ExitCode, StoError, UsageError, reason
from sto_cli.language import DUTCH, ENGLISH, say, speaking
from sto_cli.version import __version__

_HELP = """Recompute the indicators of Sterk Techniekonderwijs from DUO's files.

[bold]Examples[/bold]

  sto report                 (the letter's table, on the bundled sample)

  sto report duo/            (the same, on your own files)

  sto technical-share duo/ --by province --year 2019-2020

  sto profile-counts duo/ --by profile --output profiles.csv

  sto check letter duo/      (are the letter's numbers still true?)

  sto check claims.toml duo/ --document report.md --report junit=check.xml

  sto inspect duo/           (what each file is, and where its rows went)

  sto init duo/, then sto run    (the yearly job: everything computed and checked, one folder of results)

  sto diff results-2024 results-2025   (what changed since, and why)

  sto ingest duo/ -o facts.parquet   (the tidy facts, for other tools)
"""

_EPILOG = "Exit codes: 0 fine, 1 a finding (a change refused as a series break), 2 usage or configuration, 3 input refused or nothing checked, 70 a bug in sto."

_NOBODY_READS = 128 + 13
"""The exit code of `sto report | head -1`: that of SIGPIPE, which Python turns into an error of the system."""

app = typer.Typer(
    help=_HELP,
    epilog=_EPILOG,
    pretty_exceptions_enable=False,
    rich_markup_mode=MARKUP,
    cls=Commands,
    context_settings=HELP,
)


def _version(wanted: bool) -> None:  # a Typer callback takes the value by position
    if wanted:
        typer.echo(f"sto {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[  # noqa: FBT002  # a flag of the command line
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")
    ] = False,
    lang: DefaultLang = None,
) -> None:
    pass


def main(arguments: list[str] | None = None) -> int:
    """Run a command line and give its exit code; mistakes of the user are one line on stderr."""
    written = streams.prepare()
    given = system.expanded(sys.argv[1:]) if arguments is None else arguments
    said = [word for before, word in pairwise(given) if before == "--lang"]  # wherever it stands, for help and mistakes
    chosen = said[-1] if said else os.environ.get("STO_LANG")
    with speaking(chosen if chosen in {ENGLISH, DUTCH} else None):  # until --lang says otherwise
        code = _run(given or ["--help"])
    streams.let_go(written)
    return code


def _run(arguments: list[str]) -> int:
    try:
        _refuse_no_text(arguments)
        with streams.waiting():
            app(args=arguments, prog_name="sto")
    except StoError as error:
        for line in str(error).splitlines():
            streams.complain(f"sto: {line}")
        return error.exit_code
    except SystemExit as stop:
        if isinstance(stop.__context__, BrokenPipeError):
            return _NOBODY_READS
        return stop.code if isinstance(stop.code, int) else ExitCode.FINE
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # noqa: BLE001  # the last line of defence; a panic inside Polars is no Exception
        return _unforeseen(error)
    return ExitCode.FINE


def _unforeseen(error: BaseException) -> int:
    """Tell what nobody caught: a signal in an awkward moment, a path or a stdout that is of no use, or a bug."""
    before: BaseException = error
    while before.__context__:
        before = before.__context__
        if isinstance(before, SystemExit) and isinstance(before.code, int):
            return before.code
    if isinstance(error, OSError) and error.errno in streams.UNWRITABLE:
        streams.complain(
            say(
                "sto: the output cannot be written ({reason}); make room, or name a file with --output.",
                reason=reason(error),
            )
        )
        return ExitCode.USAGE
    if isinstance(error, OSError) and (error.filename or error.errno == errno.ENOENT):
        text = say(
            "sto: {path}: cannot be used ({reason}); check the name, and what you may do there.",
            path=error.filename or Path(),  # the folder one is in has no name when it is gone
            reason=reason(error),
        )
        streams.complain(text)
        return ExitCode.USAGE
    import traceback

    streams.complain(say("sto: this is a bug in sto; please report it with the lines below."))
    streams.complain("".join(traceback.format_exception(error)))
    return ExitCode.BUG


def _refuse_no_text(arguments: list[str]) -> None:
    """Refuse what is empty, which would be read as the folder one is in, and bytes that are no text.

    Those that are none in the encoding of the machine Python passes on as halves of characters.
    """
    for argument in arguments:
        if not argument:
            raise UsageError(
                "an argument is empty, as one of a variable without a value is; say what it is to be, or leave it out."
            )
        try:
            argument.encode()
        except UnicodeEncodeError as error:
            raise UsageError(
                "{argument}: is not in UTF-8; write it anew, or rename the file.", argument=argument
            ) from error
