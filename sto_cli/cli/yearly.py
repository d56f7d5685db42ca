"""The yearly job: `sto init`, `sto run`, and what changed since, `sto diff`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import sto_cli
from sto_cli.cli.streams import complain
from sto_cli.cli.writing import Writing, emit, refuse_inputs
from sto_cli.errors import ExitCode, InputError, RowsError, UsageError
from sto_cli.language import is_chosen, joined, language, message, say, speaking

if TYPE_CHECKING:
    from sto_cli import Run

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
    emit(sto_cli.draft_config(paths or [Path()], output.parent, output.name), output)
    complain(say("sto: wrote {file}; look it through, then run sto run {file}", file=output))


def run(
    config: ConfigFile = _CONFIG,
    output: Folder = None,
    strict: Annotated[  # noqa: FBT002  # a flag of the command line
        bool,
        typer.Option(
            "--strict",
            help="What is new, changed or gone since the last run or unread is a finding too, and at the first run a missing year.",
        ),
    ] = False,
    quiet: Annotated[  # noqa: FBT002  # as above
        bool,
        typer.Option(
            "--quiet",
            "-q",
            help="Nothing on stderr where the exit code is 0, so that a scheduled job mails only what is to be looked at.",
        ),
    ] = False,
) -> None:
    """The yearly job: read every input once, compute and check everything, write one folder of results.

    The same inputs give the same bytes. Exits as sto check does.

    Example: sto run sto.toml --strict
    """
    found = sto_cli.read_config(config)
    folder, spoken = output or config.parent / found.output, language() if is_chosen() else found.language
    try:
        done = sto_cli.run(found, folder, language=spoken)
    except RowsError as error:
        raise error if found.rejects else InputError(joined([error.args[0], _HINT], "\n")) from error
    code = done.exit_code or (ExitCode.FINDING if strict and done.noticed.is_finding else ExitCode.FINE)
    with speaking(spoken):
        notes = [say("note: {note}", note=note) for note in (*done.notes, *done.noticed.sentences)]
        lines = [*notes, *(f"sto: {line}" for line in _summary(done))]
    for line in lines if code or not quiet else ():
        complain(line)
    if code:
        raise typer.Exit(code)


def _summary(done: Run) -> list[str]:
    """Say in three lines what was read, what became of the claims, and where the results are."""
    from sto_cli.present.verdicts import called, count

    seen, (first, last) = done.noticed, done.years
    read = say("read {files:,} files, {first} to {last}", files=done.files, first=first, last=last)
    counts = say(
        "{new:,} new, {changed:,} changed, {gone:,} gone, {unread:,} unread, {missing}",
        new=len(seen.new),
        changed=len(seen.changed),
        gone=len(seen.gone),
        unread=len(seen.unread),
        missing=message("1 missing year")
        if len(seen.missing) == 1
        else message("{missing:,} missing years", missing=len(seen.missing)),
    )
    checked = [f"{called(each.claims)}: {count(each)}" for each in done.checked]
    return [
        f"{read}: {counts}",
        " ".join(checked) or say("no claims to check"),
        say("wrote {folder}: {numbers:,} numbers", folder=done.folder, numbers=done.numbers),
    ]


def verify(folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A results folder of sto run.")]) -> None:
    """Whether results are as sto run wrote them: every file against its checksum in the manifest, and that against its own.

    Exits with 1 where a file was changed or added, or is gone.

    Example: sto verify results-2024
    """
    found = sto_cli.verify_results(folder)
    for name, why in found.items():
        typer.echo(f"{folder / name}: {why}")
    if found:
        raise typer.Exit(ExitCode.FINDING)
    typer.echo(say("{folder}: every file is as sto wrote it.", folder=folder))


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The results folder of the earlier run.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="That of the later run.")],
    writing: Writing,
    exit_code: Annotated[  # noqa: FBT002  # a flag of the command line
        bool, typer.Option("--exit-code", help="Exit with 1 where anything differs.")
    ] = False,
    only_subject: Annotated[  # noqa: FBT002  # as above
        bool, typer.Option("--subject", help="One line only, for the subject of a mail.")
    ] = False,
) -> None:
    """What changed between two runs of sto run, by cause: revised numbers with both values, a new year in a line.

    Example: sto diff results-2024 results-2025 --format html
    """
    from sto_cli.present.diff import answer, subject

    refuse_inputs([writing.output], [file for folder in (old, new) if folder.is_dir() for file in folder.iterdir()])
    found = sto_cli.compare(sto_cli.read_results(old), sto_cli.read_results(new))
    if only_subject:
        emit(subject(found) + "\n", writing.output)
    else:
        writing.write(answer(found))
    if exit_code and found.differs:
        raise typer.Exit(ExitCode.FINDING)
