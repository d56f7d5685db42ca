"""The yearly job: `sto init`, `sto run`, and what changed since, `sto diff`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import sto_cli
from sto_cli.cli.writing import Writing, emit, refuse_inputs
from sto_cli.errors import ExitCode, InputError, RowsError, UsageError
from sto_cli.language import is_chosen, joined, language, message, say, speaking

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
        typer.Argument(
            metavar="[PATHS]",
            help="DUO files, or folders of them. Without any: the folder you are in.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The file to write.")] = _CONFIG,
) -> None:
    """A first sto.toml for the files that are found, with a word on every key.

    Example: sto init duo/
    """
    if output.exists():
        raise UsageError("{file}: the file exists, and is not written over; name another with --output.", file=output)
    emit(sto_cli.draft_config(paths or [Path()], output.parent), output)
    typer.echo(say("sto: wrote {file}; look it through, then run sto run {file}", file=output), err=True)


def run(config: ConfigFile = _CONFIG, output: Folder = None) -> None:
    """The yearly job: read every input once, compute and check everything, write one folder of results.

    The same inputs give the same bytes. Exits as sto check does.

    Example: sto run sto.toml --output results
    """
    from sto_cli.present.verdicts import count

    found = sto_cli.read_config(config)
    folder, spoken = output or config.parent / found.output, language() if is_chosen() else found.language
    try:
        done = sto_cli.run(found, folder, language=spoken)
    except RowsError as error:
        raise error if found.rejects else InputError(joined([error.args[0], _HINT], "\n")) from error
    with speaking(spoken):
        for note in done.notes:
            typer.echo(say("note: {note}", note=note), err=True)
        for checked in done.checked:
            typer.echo(f"sto: {checked.claims.name}: {count(checked)}", err=True)
        typer.echo(say("sto: wrote {folder}", folder=folder), err=True)
    if done.exit_code:
        raise typer.Exit(done.exit_code)


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The results folder of the earlier run.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="That of the later run.")],
    writing: Writing,
    exit_code: Annotated[  # noqa: FBT002  # a flag of the command line
        bool, typer.Option("--exit-code", help="Exit with 1 where anything differs.")
    ] = False,
) -> None:
    """What changed between two runs of sto run: every number with its old and new value, and the cause.

    Example: sto diff results-2024 results-2025
    """
    from sto_cli.present.diff import answer

    refuse_inputs([writing.output], [file for folder in (old, new) if folder.is_dir() for file in folder.iterdir()])
    found = sto_cli.compare(sto_cli.read_results(old), sto_cli.read_results(new))
    writing.write(answer(found))
    if exit_code and found.differs:
        raise typer.Exit(ExitCode.FINDING)
