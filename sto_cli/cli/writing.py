"""Where output goes: to the screen, or to a file that is there whole or not at all."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path  # Typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeVar

import typer

from sto_cli import system
from sto_cli.cli import completion
from sto_cli.cli.options import one_of
from sto_cli.errors import UsageError, reason
from sto_cli.present.forms import BINARY, SUFFIXES, Answer, Dialect, Form, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


CsvDialect = Annotated[
    Dialect,
    typer.Option(
        "--csv-dialect",
        metavar="DIALECT",
        help="rfc4180, or excel-nl: what Excel opens in the Netherlands, with ; and decimal commas.",
        show_default=False,
    ),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to a file instead of the screen.")
]


@dataclass(frozen=True)
class Writing:
    """Where an answer goes and in which form: the options of every command that gives one.

    Raises:
        UsageError: `form_of`; before a file is read.
    """

    PANEL: ClassVar = "Output"
    form: Annotated[
        Form | None,
        typer.Option(
            "--format",
            metavar="FORM",
            parser=one_of("form", Form),
            autocompletion=completion.named(Form),
            help="table, csv, json, markdown, html, parquet, xlsx, or svg or png for the picture of an answer; by default what --output ends in, else table.",
        ),
    ] = None
    csv_dialect: CsvDialect = Dialect.RFC4180
    output: Output = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "form", form_of(self.form, self.output, self.csv_dialect, suffixes=SUFFIXES))

    def write(self, answer: Answer) -> None:
        """Write an answer.

        Raises:
            UsageError: the form does not take so many rows, or the file cannot be written.
        """
        emit(write(answer, self.form or Form.TABLE, self.csv_dialect), self.output)


_Form = TypeVar("_Form", bound=StrEnum)


def form_of(
    chosen: _Form | None, output: Path | None, dialect: Dialect = Dialect.RFC4180, *, suffixes: Mapping[str, _Form]
) -> _Form:
    """Decide the output form: what was said, else the ending of the output file, else a table.

    Raises:
        UsageError: the ending is not one that sto writes, the dialect is for another form than CSV, or the form
            is for files only and would go to a terminal.
    """
    suffix = output.suffix.lower() if output else ".txt"
    if chosen and output:
        refuse_ending(chosen, output, suffixes)
    form = chosen or suffixes.get(suffix)
    if form is None:
        raise UsageError(
            "--output {output}: sto writes no form with this ending; end it in {suffixes} or add --format.",
            output=output,
            suffixes=", ".join(suffixes),
        )
    if dialect is not Dialect.RFC4180 and form != Form.CSV:
        raise UsageError("--csv-dialect {dialect}: applies to CSV only; add --format csv.", dialect=dialect)
    if form in BINARY and output is None and sys.stdout.isatty():
        raise UsageError(
            "--format {form}: this form is not text, so it cannot go to a screen; name a file with --output.", form=form
        )
    return form


def refuse_ending(form: StrEnum, file: Path, suffixes: Mapping[str, StrEnum], option: str = "--format") -> None:
    """Refuse to write a form into a file whose ending says another; any text may go into a `.txt`.

    Raises:
        UsageError: the ending is that of another form.
    """
    said = suffixes.get(file.suffix.lower())
    if said not in {None, form, *_ENDS_LIKE.get(form, ())} and not (said == Form.TABLE and form not in BINARY):
        raise UsageError(
            "{option} {form}: {file} ends as {said} does; choose one of the two.",
            option=option,
            form=form,
            file=file,
            said=said,
        )


_ENDS_LIKE = {"sarif": ("json",), "summary": ("markdown",)}
"""Forms that are one of another: SARIF is JSON."""


def emit(content: str | bytes, output: Path | None, *, option: str = "--output") -> None:
    """Write to the file, or to stdout.

    Raises:
        UsageError: the file cannot be written; what was there is untouched.
        OSError: stdout cannot be written.
    """
    if output is None:
        typer.echo(content, nl=False, file=sys.stdout)
        return
    try:
        _write(output, content if isinstance(content, bytes) else content.encode("utf-8"), option)
    except OSError as error:
        if system.is_held(error):
            raise UsageError(
                "{option} {output}: is open in another program, or may only be read; close it in Excel, and run again. It is unchanged.",
                option=option,
                output=output,
            ) from error
        raise UsageError(
            "{option} {output}: cannot be written ({reason}); name a file in a folder you may write to.",
            option=option,
            output=output,
            reason=reason(error),
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
        system.when_free(lambda: new.replace(output))
    finally:
        new.unlink(missing_ok=True)


def refuse_inputs(outputs: Iterable[Path | None], read: Iterable[Path | None], rejects: Path | None = None) -> None:
    """Refuse to write over what is read, or two things into one file; a member of an archive stands for the archive.

    Raises:
        UsageError: an output, or the file of rejected rows, is such a file, or would lie among the results of a run.
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
        if output and (output.parent / "manifest.json").is_file():
            from sto_cli.yearly.results import read_manifest

            if read_manifest(output.parent):
                raise UsageError(
                    "{option} {output}: {folder} holds results of sto run, which stay as it wrote them; name a file elsewhere.",
                    option=option,
                    output=output,
                    folder=output.parent,
                )
    for number, output in enumerate(written):
        if any(_is_one_file(output, other) for other in written[:number]):
            raise UsageError("{file}: is the file of two outputs; name one for each.", file=output)
    if rejects and any(_is_one_file(rejects, output) for output in written):
        raise UsageError("--rejects {file}: is the file of another output; name another.", file=rejects)


def _is_one_file(first: Path, second: Path) -> bool:
    """Tell whether two paths, however they are spelt, lead to one file."""
    return first.resolve() == second.resolve() or (first.exists() and second.exists() and first.samefile(second))
