"""Files of 50 MB, whole and spoilt, and texts made to take long: `python fuzz/large.py` says seconds and memory of each.

Each goes to the command line in a process of its own; more than 10 seconds, more than 1 GB or an exit code other than
0, 1, 2 and 3 is a find. Whether numbers are right is for `fuzz/run.py`, on small files.
"""

from __future__ import annotations

import argparse
import gzip
import os
import subprocess
import sys
import tempfile
import threading
import time
from itertools import islice, product
from pathlib import Path
from random import Random
from string import ascii_uppercase
from typing import TYPE_CHECKING

_TOP = Path(__file__).parent.parent
sys.path[0] = str(_TOP)  # instead of this folder

from benchmarks import inputs  # noqa: E402  # the path is set above
from fuzz import edits  # noqa: E402  # the path is set above

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE = 50_000_000
_ROWS = 300_000
_MOST_ROWS = 920_000  # of 54 bytes, the shortest there are
_MOST_NUMBERS = 790_000  # rows, of 63 bytes
_MOST_REJECTED = 100_000
_COUNTS = ";".join("123456789123")
_MOST_SECONDS, _MOST_MEMORY = 10.0, 1 << 30
_NAME = "leerlingen-2019-2020.csv"
_SHARE = ("technical-share", _NAME)


def shapes(whole: bytes, spoilt: int, seed: str) -> Iterator[tuple[str, bytes, tuple[str, ...]]]:
    """Give what is tried: what it is, the bytes, and the command line."""
    header = whole[: whole.find(b"\n") + 1]
    row = whole[len(header) : whole.find(b"\n", len(header)) + 1]
    yield "a valid file", whole, _SHARE
    yield "in UTF-16", whole.decode().encode("utf-16"), _SHARE
    yield "in Windows-1252", whole.decode().encode("cp1252"), _SHARE
    yield "lines that end in CR", whole.replace(b"\r\n", b"\r"), _SHARE
    yield "gzip", gzip.compress(whole, 1), _SHARE
    yield "gzip of blanks", gzip.compress(b" " * SIZE), _SHARE
    yield "one row, over and over", header + row * (SIZE // len(row)), _SHARE
    yield "one line without an end", header[:-2] * (SIZE // len(header)), _SHARE
    yield "a row without an end", header + b";" * SIZE, _SHARE
    yield "quotes", header + b'"' * SIZE, _SHARE
    yield "an open quote", header + b'"' + whole[len(header) :], _SHARE
    yield "blank lines", header + b"\n" * SIZE, _SHARE
    yield "rows of delimiters", header + (b";" * 21 + b"\n") * (SIZE // 22), _SHARE
    yield "counts of 1,000 digits", header + (b"9" * 1000 + b";" * 21 + b"\n") * (SIZE // 1022), _SHARE
    yield "a bad count in every row", whole.replace(b";0;", b";x;"), _SHARE
    yield "claims: brackets", b"claim = " + b"[" * 1_000_000, ("check", "x.toml")
    yield "claims: one long text", b'title = "' + b"x" * SIZE + b'"', ("check", "x.toml")
    most = header + b"".join(islice(_short_rows(), _MOST_ROWS))
    for command in (_SHARE, ("report", _NAME)):
        yield f"as many rows as can be, {command[0]}", most, command
        yield f"the same and a blank line, {command[0]}", most + b"\n", command
    yield from _rejected(header, most)
    yield from _by_location(whole, header + b"".join(islice(_numbers(), _MOST_NUMBERS)))
    for count in (170_000, 500_000):  # the most that is read of six years, and more
        yield f"{count:,} rows of staff", _staff(count), ("report", "personeel.csv")
    document = ("check", "letter", "--document", "x.md")
    for text in ("1 ", "1.", "1 000 ", "zo'n ", "ruim ", "ruim\n", "1 miljoen ", "+-", "één\u00a0", "<!--", "<a "):
        yield f"a document of {text!r}", text.encode() * (50_000 // len(text)), document
    for number in range(spoilt):
        random = Random(f"{seed} large {number}")
        yield f"spoilt {number}", edits.edit(whole, random, most=2), _SHARE


def _rejected(header: bytes, most: bytes) -> Iterator[tuple[str, bytes, tuple[str, ...]]]:
    """Give files with rows to reject, from one to all, up to the most that are."""
    command = ("report", "--rejects", "r.csv", _NAME)
    rows = most[len(header) :].splitlines(keepends=True)
    few, last = rows[:-_MOST_REJECTED], rows[-_MOST_REJECTED:]
    yield "rejected: one row among the most", most + b"x;y\n", command
    yield "rejected: nearly all rows, by their shape", header + rows[0] + b"x;y\n" * (SIZE // 4), command
    yield "rejected: nearly all rows, quotes astray", most.replace(b";Engelse", b';E"gelse'), command
    yield "rejected: nearly all rows, copies", header + rows[0] * len(rows), command
    yield (
        "rejected: nearly all rows, one key",
        header + b"".join(rows[0].replace(b";0;", b";0;%d" % n) for n in range(SIZE // 60)),
        command,
    )
    yield "rejected: 100,000 rows, by their shape", most + b"x;y\n" * _MOST_REJECTED, command
    for what, wrong in (
        ("a bad count", [row.replace(b";3;", b";x;") for row in last]),
        ("quotes astray", [row.replace(b";Engelse", b';E"gelse') for row in last]),
        ("copies", few[:_MOST_REJECTED]),
        ("copies of one", few[:1] * _MOST_REJECTED),
    ):
        yield f"rejected: 100,000 rows, {what}", header + b"".join([*few, *wrong]), command


def _by_location(whole: bytes, most: bytes) -> Iterator[tuple[str, bytes, tuple[str, ...]]]:
    """Give what keeps locations apart, of a valid file and of the most numbers that are told apart."""
    commands = (
        ("report",),
        ("technical-share", "--by", "location"),
        ("technical-share", "--by", "location", "--format", "json"),
        ("technical-share", "--by", "location", "--output", "x.xlsx"),
        ("profile-counts", "--by", "location"),
        ("profile-counts", "--by", "location", "--format", "csv"),
        ("pupils", "--by", "location,sex", "--min-cell", "5", "--format", "csv"),
        ("explain", "profile-counts"),
        ("inspect",),
        ("ingest", "--output", "facts.parquet"),
        ("ingest", "--output", "facts.xlsx"),
        ("calibrate", "--output", "small.csv"),
    )
    for what, content in (("a valid file", whole), ("the most numbers", most)):
        for command in commands:
            yield f"{what}: {' '.join(command)}", content, (*command, _NAME)


def _short_rows() -> Iterator[bytes]:
    """Give rows without names, each with a key of its own and a pupil in every grade."""
    for brin, code in product(_brins(70), range(20)):
        yield f"{brin};0;;;;Engelse Stroom;;;{code};;{_COUNTS}\n".encode()


def _numbers() -> Iterator[bytes]:
    """Give rows that hold 3 × 12 numbers of pupils for each of 38,500 locations, and again for other elementcodes."""
    kinds = ("Engelse Stroom", "Int. Baccalaureaat", "European Secondary School")
    for code, brin, kind in product(range(1000, 2000), _brins(57), kinds):
        yield f"{brin};0;;;;{kind};;;{code};;{_COUNTS}\n".encode()


def _brins(numbers: int) -> list[str]:
    """List the BRINs with so many numbers before their letters, 676 for each."""
    return [f"{number:02}{a}{b}" for number, a, b in product(range(numbers), ascii_uppercase, ascii_uppercase)]


def _staff(count: int) -> bytes:
    """Give a file of staff over six years, each row with a key of its own."""
    amounts = [f"{name} {year}" for name in ("PERSONEN", "FTE'S", "ZIJ-INSTROMERS") for year in range(2018, 2024)]
    header = ["ONDERWIJSTYPE", "BEVOEGD GEZAG", "INSTELLINGSCODE", "FUNCTIEGROEP", "PROFIEL", *amounts]
    numbers = [*"123456", *(f"{number},5" for number in range(6)), *"111111"]
    rows = [
        ["VO", str(10_000 + number), "00AA", "Onderwijsgevend personeel", "Groen", *numbers] for number in range(count)
    ]
    return "\n".join(";".join(row) for row in [header, *rows]).encode()


def tried(folder: Path, content: bytes, command: tuple[str, ...]) -> tuple[int, float, int]:
    """Run a command on some bytes; give its exit code, its seconds and its highest memory."""
    name = next(part for part in command[::-1] if "." in part)
    (folder / name).write_bytes(content)
    environment = os.environ | {"PYTHONPATH": str(_TOP)}
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "sto_cli", *command],
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    killer = threading.Timer(12 * _MOST_SECONDS, child.kill)
    killer.start()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    killer.cancel()
    return child.returncode, time.perf_counter() - began, usage.ru_maxrss * 1024


def main() -> int:
    """Try all, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--spoilt", type=int, default=20, help="how many spoilt files of 50 MB")
    parser.add_argument("--seed", default="1")
    asked = parser.parse_args()
    finds = 0
    print("| input | MB | exit code | seconds | memory (MB) |", "| --- | ---: | ---: | ---: | ---: |", sep="\n")
    with tempfile.TemporaryDirectory() as folder:
        whole = inputs.write(Path(folder) / "whole.csv", _ROWS).read_bytes()
        for what, content, command in shapes(whole, asked.spoilt, asked.seed):
            code, seconds, memory = tried(Path(folder), content, command)
            is_find = code not in {0, 1, 2, 3} or seconds > _MOST_SECONDS or memory > _MOST_MEMORY
            finds += is_find
            sizes = f"{len(content) / 1e6:.1f} | {code} | {seconds:.1f} | {memory / 1e6:,.0f}"
            print(f"| {what}{' **find**' if is_find else ''} | {sizes} |", flush=True)
    return int(finds > 0)


if __name__ == "__main__":
    sys.exit(main())
