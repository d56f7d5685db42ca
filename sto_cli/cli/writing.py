"""Where output goes: to the screen, or to a file that is there whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import typer

from sto_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def emit(content: str | bytes, output: Path | None, *, option: str = "--output") -> None:
    """Write to the file, or to stdout.

    Raises:
        UsageError: the file cannot be written; what was there is untouched.
        OSError: stdout cannot be written.
    """
    if output is None:
        typer.echo(content, nl=False)
        return
    try:
        _write(output, content if isinstance(content, bytes) else content.encode("utf-8"), option)
    except OSError as error:
        raise UsageError(
            "{option} {output}: cannot be written ({reason}); name a file in a folder you may write to.",
            option=option,
            output=output,
            reason=error.strerror,
        ) from error


def _write(output: Path, content: bytes, option: str) -> None:
    """Write beside the file and put that in its place in one step; a device or a pipe is written to as it is."""
    if output.exists() and not output.is_file():
        output.write_bytes(content)
        return
    if output.is_symlink():
        raise UsageError(
            "{option} {output}: is a link to {target}; name that file itself, or remove the link.",
            option=option,
            output=output,
            target=output.readlink(),
        )
    new = output.with_name(f".sto-{os.urandom(8).hex()}.part")
    try:
        with new.open("xb") as file:
            file.write(content)
        if output.exists():
            new.chmod(output.stat().st_mode)
        new.replace(output)
    finally:
        new.unlink(missing_ok=True)


def refuse_inputs(outputs: Iterable[Path | None], read: Iterable[Path | None], rejects: Path | None = None) -> None:
    """Refuse to write over what is read, or two things into one file; a member of an archive stands for the archive.

    Raises:
        UsageError: an output, or the file of rejected rows, is such a file.
    """
    from sto_cli.catalog import own

    catalogs = [added.path] if (added := own()) else []
    files = {file for path in (*read, *catalogs) if path for file in (path, *path.parents) if file.is_file()}
    written = [output for output in outputs if output]
    for option, output in [*(("--output", output) for output in written), ("--rejects", rejects)]:
        if output and output.is_file() and any(output.samefile(file) for file in files):
            raise UsageError(
                "{option} {output}: is one of the files that are read; name another.", option=option, output=output
            )
    for number, output in enumerate(written):
        if any(_is_one_file(output, other) for other in written[:number]):
            raise UsageError("{file}: is the file of two outputs; name one for each.", file=output)
    if rejects and any(_is_one_file(rejects, output) for output in written):
        raise UsageError("--rejects {file}: is the file of another output; name another.", file=rejects)


def _is_one_file(first: Path, second: Path) -> bool:
    """Tell whether two paths, however they are spelt, lead to one file."""
    return first.resolve() == second.resolve() or (first.exists() and second.exists() and first.samefile(second))
