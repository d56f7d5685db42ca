"""Ways of being wrong: each a function that spoils a file of the sample in one place, under its own name.

A way gets the sample as bytes, as lines or as rows of cells, whichever shows best what goes wrong, and gives it back spoilt.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sto_cli.reading.load import sample_folder

Rows = list[list[str]]
Writes = Callable[[Path], list[Path]]

ANSWERED, BOUNDED, REFUSED = "answered", "bounded", "refused"
"""What a way gets: the sample's own answer all the same, bounds that hold it, or no answer."""
EXIT_CODES = {ANSWERED: 0, BOUNDED: 0, REFUSED: 3}

BOYS_3 = "LEER- OF VERBLIJFSJAAR 3 - MAN"
GIRLS_6 = "LEER- OF VERBLIJFSJAAR 6 - VROUW"


@dataclass(frozen=True)
class Sample:
    """A good file: where it lies in the sample, what a user would call it, and two questions that it answers.

    The second question is told every note on the file; the first may need less of it.
    """

    source: str
    name: str
    questions: tuple[tuple[str, ...], ...]

    def read(self) -> bytes:
        """Give its bytes."""
        return (sample_folder() / self.source).read_bytes()


_STEM = "01.-leerlingen-vo-per-vestiging-naar-onderwijstype"
_ASKED = (("technical-share", "--by", "province,profile"), ("pupils", "--by", "location,profile"))
_ASKED_OF_STAFF = (("fte-change",), ("side-entrants", "--by", "brin"))

PUPILS = Sample(f"{_STEM}-2019.csv", "leerlingen-2019.csv", _ASKED)
LOST_ZEROS = Sample(f"{_STEM}-2016-2017.csv", "leerlingen-2016.csv", _ASKED)
WITH_LWOO = Sample(f"{_STEM}-2018-2019.csv", "leerlingen-2018.csv", _ASKED)
MASKED = Sample(f"{_STEM}-2022.csv", "leerlingen-2022.csv", _ASKED)
QUOTED = Sample(f"{_STEM}-2024.csv", "leerlingen-2024.csv", _ASKED)
STAFF = Sample("onderwijspersoneel-vo-per-profiel-2018-2023.csv", "personeel.csv", _ASKED_OF_STAFF)


@dataclass(frozen=True)
class Way:
    """One way of being wrong.

    Attributes:
        name: what is wrong, in a few words.
        section: what kind of thing that is.
        gets: `ANSWERED`, `BOUNDED` or `REFUSED`.
        sample: the good file that it was.
        write: writes what is wrong into an empty folder, and gives the paths to name on the command line.
        options: what else the user says.
        misspelt: it is answered with names as they were read, and the sample's numbers.
    """

    name: str
    section: str
    gets: str
    sample: Sample
    write: Writes
    options: tuple[str, ...] = ()
    misspelt: bool = False

    @property
    def code(self) -> int:
        """The exit code that it must get."""
        return EXIT_CODES[self.gets]


WAYS: dict[str, Way] = {}


def on_disk(
    *,
    sample: Sample = PUPILS,
    gets: str = REFUSED,
    name: str = "",
    options: tuple[str, ...] = (),
    misspelt: bool = False,
) -> Callable[[Writes], Writes]:
    """Register a way that writes files by itself; without a name, under that of the function."""

    def register(write: Writes) -> Writes:
        called = name or write.__name__.replace("_", " ")
        section = sys.modules[write.__module__].__doc__ or ""
        assert called not in WAYS, called
        WAYS[called] = Way(called, section.splitlines()[0].rstrip("."), gets, sample, write, options, misspelt)
        return write

    return register


def of_bytes(
    *,
    sample: Sample = PUPILS,
    gets: str = REFUSED,
    name: str = "",
    options: tuple[str, ...] = (),
    misspelt: bool = False,
) -> Callable[[Callable[[bytes], bytes]], Callable[[bytes], bytes]]:
    """Register a way to spoil the bytes of a file."""

    def register(spoil: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
        def write(folder: Path) -> list[Path]:
            file = folder / sample.name
            file.write_bytes(spoil(sample.read()))
            return [file]

        write.__name__, write.__module__ = spoil.__name__, spoil.__module__
        on_disk(sample=sample, gets=gets, name=name, options=options, misspelt=misspelt)(write)
        return spoil

    return register


def of_lines(
    *, sample: Sample = PUPILS, gets: str = REFUSED, name: str = ""
) -> Callable[[Callable[[list[str]], list[str]]], Callable[[list[str]], list[str]]]:
    """Register a way to spoil lines, the header first; they are written in Windows-1252 with CRLF, as DUO does."""

    def register(spoil: Callable[[list[str]], list[str]]) -> Callable[[list[str]], list[str]]:
        def spoil_bytes(content: bytes) -> bytes:
            spoilt = spoil(text_of(content).splitlines())
            # A letter that Windows-1252 does not have makes it a file in UTF-8.
            fits = all(line.encode("cp1252", errors="replace").decode("cp1252") == line for line in spoilt)
            return in_lines(spoilt, encoding="cp1252" if fits else "utf-8")

        spoil_bytes.__name__, spoil_bytes.__module__ = spoil.__name__, spoil.__module__
        of_bytes(sample=sample, gets=gets, name=name)(spoil_bytes)
        return spoil

    return register


def of_rows(
    *, sample: Sample = PUPILS, gets: str = REFUSED, name: str = "", separator: str = ";"
) -> Callable[[Callable[[Rows], Rows]], Callable[[Rows], Rows]]:
    """Register a way to spoil cells, row by row, the header first."""

    def register(spoil: Callable[[Rows], Rows]) -> Callable[[Rows], Rows]:
        def spoil_lines(lines: list[str]) -> list[str]:
            written = io.StringIO()
            csv.writer(written, delimiter=separator, lineterminator="\n").writerows(
                spoil([*csv.reader(lines, delimiter=";")])
            )
            return written.getvalue().splitlines()

        spoil_lines.__name__, spoil_lines.__module__ = spoil.__name__, spoil.__module__
        of_lines(sample=sample, gets=gets, name=name)(spoil_lines)
        return spoil

    return register


def text_of(content: bytes) -> str:
    """Read a file of the sample."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252")


def in_lines(lines: list[str], *, encoding: str = "cp1252", end: str = "\r\n") -> bytes:
    """Write lines as DUO does, or otherwise."""
    return "".join(f"{line}{end}" for line in lines).encode(encoding)


def put(rows: Rows, column: str, cell: str, *, line: int = 6) -> Rows:
    """Put a cell in the place of another; lines are counted as an editor does, the header being line 1."""
    rows[line - 1][rows[0].index(column)] = cell
    return rows
