"""The files of a command, read as its options ask, and the notes on them on stderr.

`--rejects` leaves out rows that are wrong and writes them to a file, and no answer is green then.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path  # noqa: TC003  # Typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from sto_cli.cli.streams import complain
from sto_cli.cli.writing import emit, refuse_inputs
from sto_cli.errors import ExitCode, InputError, RowsError, UsageError
from sto_cli.language import Message, joined, message, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl

    from sto_cli import Data, Question, Result
    from sto_cli.inspection import Inspected

_MOST = 3
"""How many notes stand before an answer."""
HINT = message("--rejects FILE leaves such rows out, writes them to FILE and goes on without them.")


@dataclass(frozen=True)
class Reading:
    """How files are read: the options of every command that reads them."""

    PANEL: ClassVar = "Reading"
    small_counts: Annotated[
        Path | None,
        typer.Option("--small-counts", metavar="FILE", help="A small-count table of your own, made by sto calibrate."),
    ] = None
    file_year: Annotated[
        list[str] | None,
        typer.Option("--file-year", metavar="FILE=YEAR", help="School year of a file that does not say."),
    ] = None
    encoding: Annotated[
        str | None,
        typer.Option("--encoding", metavar="NAME", help="Encoding of the files, when sto finds the wrong one."),
    ] = None
    rejects: Annotated[
        Path | None,
        typer.Option(
            "--rejects",
            metavar="FILE",
            help="Leave out rows that are wrong, write them to this CSV file and go on; the exit code is then 1.",
        ),
    ] = None
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No notes on stderr.")] = False
    sample: Annotated[
        bool,
        typer.Option("--sample", help="Use the bundled sample, which is synthetic, in the place of files of yours."),
    ] = False

    @property
    def file_years(self) -> dict[str, str]:
        """The school years of `--file-year` by file.

        Raises:
            UsageError: one has no `=`, or its year is no school year.
        """
        from sto_cli.years import parse_year

        pairs = {}
        for option in self.file_year or []:
            file, equals, year = option.rpartition("=")
            if not equals or not file:
                raise UsageError(
                    '--file-year {option}: write FILE=YEAR, for instance "leerlingen.csv=2019-2020".', option=option
                )
            pairs[file] = parse_year(year)
        return pairs

    def load(
        self,
        paths: list[Path] | None,
        *outputs: Path | None,
        sample: bool = False,
        asked: Sequence[Question] = (),
        quiet: bool = False,
    ) -> Data:
        """Load files, or the sample, write the rows that are rejected, and say on stderr what a reader must know.

        `asked` are the questions that are read for: of files that touch none of them nothing is said. `quiet` leaves what is said of
        files to the answer.

        Raises:
            UsageError: an option is wrong or conflicts with these files, or an output is one of them.
            InputError: a file is refused.
        """
        from sto_cli import load

        file_years = self.file_years
        refuse_inputs(outputs, [], self.rejects)
        try:
            data = load(
                paths,
                sample=self.sample or sample,
                encoding=self.encoding,
                file_years=file_years,
                table=self.small_counts,
                reject=self.rejects is not None,
                needs=(lambda *of: any(each.reads(*of) for each in asked)) if asked else None,
            )
        except RowsError as error:
            raise error if self.rejects else InputError(joined([error.args[0], HINT], "\n")) from error
        read = [*(paths or []), self.small_counts, *(report.path for report in data.files)]
        refuse_inputs(outputs, read, self.rejects)
        self.keep(data.rejected)
        if not quiet:
            self._note(data.remarks((lambda *of: any(each.concerns(*of) for each in asked)) if asked else None))
        return data

    def inspect(self, paths: list[Path] | None) -> list[Inspected]:
        """Look at files, or the sample, one by one."""
        from sto_cli import inspect_files

        return inspect_files(
            paths,
            sample=self.sample,
            encoding=self.encoding,
            file_years=self.file_years,
            reject=self.rejects is not None,
        )

    def tell_unknown(self, results: Iterable[Result], data: Data) -> None:
        """Say on stderr which codes weigh in results and are not in the catalog."""
        from sto_cli.present.sentences import unknown_codes

        self._note(unknown_codes(results, data))

    def _note(self, notes: Sequence[Message]) -> None:
        """Say notes on stderr, as many as leave the answer in sight."""
        if self.quiet:
            return
        for note in notes[:_MOST]:
            complain(say("note: {note}", note=note))
        if more := len(notes[_MOST:]):
            complain(say("note: sto inspect has {number:,} more.", number=more))

    def keep(self, rejected: pl.DataFrame) -> None:
        """Write rejected rows where they are asked for, and say so; without any, a header says that there were none.

        Raises:
            UsageError: the file cannot be written.
        """
        from sto_cli.present.forms import as_csv

        if self.rejects is None:
            return
        emit(as_csv(rejected), self.rejects, option="--rejects")
        if rejected.is_empty():
            text = say("sto: no row was rejected; {file} holds its header only", file=self.rejects)
        elif rejected.height == 1:
            text = say("sto: wrote 1 rejected row to {file}", file=self.rejects)
        else:
            text = say("sto: wrote {rows:,} rejected rows to {file}", rows=rejected.height, file=self.rejects)
        complain(text)


def end(data: Data) -> None:
    """End a command that has answered: with a finding where rows are missing.

    Raises:
        typer.Exit: rows were rejected, now or when facts were made of a file.
    """
    if data.incomplete:
        raise typer.Exit(ExitCode.FINDING)
