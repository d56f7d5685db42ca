"""`sto init` and `sto run`: the yearly job."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sto_cli.cli.writing import emit
from sto_cli.errors import InputError, RowsError, UsageError
from sto_cli.language import is_chosen, joined, message, say, speaking

_CONFIG = Path("sto.toml")
_HINT = message("rejects = true in sto.toml leaves such rows out, writes them into the results folder and goes on.")

ConfigFile = Annotated[Path, typer.Argument(metavar="[sto.toml]", help="What to read, compute, check and write.")]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", envvar="STO_OUTPUT", metavar="FOLDER", help="Results folder, in place of that of the file."
    ),
]


def init(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="DUO files, or folders of them. Without any: the folder you are in.", show_default=False),
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")] = _CONFIG,
) -> None:
    """A first sto.toml for the files that are found, with a word on every key.

    Example: sto init duo/
    """
    from sto_cli import draft_config

    if output.exists():
        raise UsageError("{file}: the file exists, and is not written over; name another with --output.", file=output)
    emit(draft_config(paths or [Path()], output.parent), output)
    typer.echo(say("sto: wrote {file}; look it through, then run sto run {file}", file=output), err=True)


def run(config: ConfigFile = _CONFIG, output: Folder = None) -> None:
    """The yearly job: read every input once, compute and check everything, write one folder of results.

    The same inputs give the same bytes. Exits as sto check does.

    Example: sto run sto.toml --output results
    """
    from sto_cli import read_config
    from sto_cli import run as recalculate
    from sto_cli.language import language
    from sto_cli.present.verdicts import count

    found = read_config(config)
    folder = output or config.parent / found.output
    try:
        done = recalculate(found, folder, language=language() if is_chosen() else found.language)
    except RowsError as error:
        raise error if found.rejects else InputError(joined([error.args[0], _HINT], "\n")) from error
    with speaking(language() if is_chosen() else found.language):
        for note in done.notes:
            typer.echo(say("note: {note}", note=note), err=True)
        for checked in done.checked:
            typer.echo(f"sto: {checked.claims.name}: {count(checked)}", err=True)
        typer.echo(say("sto: wrote {folder}", folder=folder), err=True)
    if done.exit_code:
        raise typer.Exit(done.exit_code)
