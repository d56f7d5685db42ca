"""The same of files in Windows-1252, which Polars cannot scan: each is written as UTF-8 first, a piece at a time."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from polars_streaming import years
from question import answer

PIECE = 4 * 1024 * 1024


def main(files: list[str]) -> None:
    """Answer from private copies, which are gone when it is done."""
    with tempfile.TemporaryDirectory() as folder:
        copies = [str(Path(folder, Path(file).name)) for file in files]
        for file, copy in zip(files, copies, strict=True):
            with (
                open(file, encoding="cp1252", newline="") as source,  # noqa: PTH123  # as one writes it by hand
                open(copy, "w", encoding="utf-8", newline="") as target,  # noqa: PTH123  # as one writes it by hand
            ):
                shutil.copyfileobj(source, target, PIECE)
        answer(years(copies))


if __name__ == "__main__":
    main(sys.argv[1:])
