"""The `sto` command: what it shows first, and how every mistake leaves it."""

from __future__ import annotations

import signal
import sys
import traceback
from io import TextIOWrapper
from typing import Annotated

import typer

from sto_cli.cli import calibrate, catalog, check, diff, explain, indicators, ingest, inspect, match, report, run
from sto_cli.cli.language import DefaultLang  # noqa: TC001  # Typer reads annotations at run time
from sto_cli.errors import ExitCode, StoError
from sto_cli.language import say, speaking
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

  sto ingest duo/ -o facts.parquet   (the tidy facts, for other tools and as fast input here)
"""

_EPILOG = "Exit codes: 0 fine, 1 a finding (a change refused as a series break), 2 usage or configuration, 3 input refused, 70 a bug in sto."

_SIGNALLED = 128
"""The exit code of a command that a signal stopped is this and the number of the signal."""

app = typer.Typer(help=_HELP, epilog=_EPILOG, pretty_exceptions_enable=False, rich_markup_mode="rich")
report.add_to(app)
indicators.add_to(app)
check.add_to(app)
explain.add_to(app)
match.add_to(app)
inspect.add_to(app)
ingest.add_to(app)
run.add_to(app)
diff.add_to(app)
calibrate.add_to(app)
catalog.add_to(app)


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


def _speak_utf_8() -> None:
    """Write UTF-8 into pipes and files on every machine; a terminal that knows less gets a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def script() -> None:
    """Run as the installed command `sto`; when asked to stop, it leaves no private files behind."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(_SIGNALLED + number))
    sys.exit(main())


def main(arguments: list[str] | None = None) -> int:
    """Run a command line and give its exit code; mistakes of the user are one line on stderr."""
    _speak_utf_8()
    given = sys.argv[1:] if arguments is None else arguments
    with speaking(None):  # until --lang or STO_LANG says otherwise
        return _run(given or ["--help"])


def _run(arguments: list[str]) -> int:
    try:
        app(args=arguments, prog_name="sto")
    except StoError as error:
        for line in str(error).splitlines():
            print(f"sto: {line}", file=sys.stderr)
        return error.exit_code
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else ExitCode.FINE
    except Exception:  # noqa: BLE001  # the last line of defence
        print(say("sto: this is a bug in sto; please report it with the lines below."), file=sys.stderr)
        traceback.print_exc()
        return ExitCode.BUG
    return ExitCode.FINE
