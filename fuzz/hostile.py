"""Files and texts made to take long: `python fuzz/hostile.py` says seconds and memory of each.

Each goes to the command line in a process of its own; more than 10 seconds, more than 1 GB or an exit code other than
0, 1, 2 and 3 is a find. Files have 10 MB, more than twice the largest file of DUO. Whether numbers are right is for
`fuzz/run.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOP = Path(__file__).parent.parent
_SAMPLE = _TOP / "sample_data" / "01.-leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv"
_SIZE = 10_000_000
_MOST_SECONDS, _MOST_MEMORY = 10.0, 1 << 30
_FILE = "leerlingen-2019-2020.csv"


def shapes(size: int) -> Iterator[tuple[str, bytes, tuple[str, ...]]]:
    """Give what is tried: what it is, the bytes, and the command line, which ends with the name of their file."""
    header, row, rest = _SAMPLE.read_bytes().split(b"\n", 2)
    header, row = header + b"\n", row + b"\n"
    share, rejects = ("technical-share", _FILE), ("report", "--rejects", "rejected", _FILE)
    yield "one row, over and over", header + row * (size // len(row)), share
    yield "copies to reject", header + row * (size // len(row)), rejects
    yield "short rows to reject", header + row + b"x;y\n" * (size // 4), rejects
    yield "a bad count in every row", header + row.replace(b";0;", b";x;") * (size // len(row)), share
    yield "counts of 1,000 digits", header + (b"9" * 1000 + b";" * 21 + b"\n") * (size // 1022), share
    yield "one line without an end", header[:-2] * (size // len(header)), share
    yield "a row without an end", header + b";" * size, share
    yield "quotes", header + b'"' * size, share
    yield "a quote in every field", header + row.replace(b";", b';"') * (size // len(row)), share
    yield "an open quote", header + b'"' + row + rest, share
    yield "blank lines", header + b"\n" * size, share
    yield "rows of delimiters", header + (b";" * 21 + b"\n") * (size // 22), share
    yield "claims: brackets", b"claim = " + b"[" * (size // 10), ("check", "--sample", "claims.toml")
    yield "claims: one long text", b'title = "' + b"x" * size + b'"', ("check", "--sample", "claims.toml")
    for text in ("1 ", "1 000 ", "zo'n ", "ruim\n", "+-", "<!--"):
        content = text.encode() * (size // 200 // len(text))
        yield f"a document of {text!r}", content, ("check", "letter", "--sample", "--document", "document.md")


def tried(folder: Path, content: bytes, command: tuple[str, ...]) -> tuple[int, float, int]:
    """Run a command on some bytes; give its exit code, its seconds and its highest memory."""
    (folder / command[-1]).write_bytes(content)
    began = time.perf_counter()
    child = subprocess.Popen(
        ["timeout", str(12 * _MOST_SECONDS), sys.executable, "-m", "sto_cli", *command],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(_TOP)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, time.perf_counter() - began, usage.ru_maxrss * 1024


def main() -> int:
    """Try all, and print a table."""
    finds = 0
    print("| input | MB | exit code | seconds | memory (MB) |", "| --- | ---: | ---: | ---: | ---: |", sep="\n")
    for what, content, command in shapes(_SIZE):
        with tempfile.TemporaryDirectory() as folder:
            code, seconds, memory = tried(Path(folder), content, command)
        is_find = code not in {0, 1, 2, 3} or seconds > _MOST_SECONDS or memory > _MOST_MEMORY
        finds += is_find
        sizes = f"{len(content) / 1e6:.1f} | {code} | {seconds:.1f} | {memory / 1e6:,.0f}"
        print(f"| {what}{' **find**' if is_find else ''} | {sizes} |", flush=True)
    return int(finds > 0)


if __name__ == "__main__":
    sys.exit(main())
