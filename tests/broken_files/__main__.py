"""Write all broken files: `python -m tests.broken_files FOLDER`, each in a folder of its own, with an index."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.broken_files import WAYS


def main(folder: Path) -> None:
    """Write the files and `index.md`, which says for each what to ask of it and the exit code that it must get."""
    lines = ["| what is wrong | ask | exit |", "| --- | --- | ---: |"]
    for way in WAYS.values():
        own = folder / way.name.replace(" ", "-").replace(",", "")
        own.mkdir(parents=True)
        asked = ["sto", *way.sample.questions[-1][:1], *map(str, way.write(own)), *way.options]
        lines.append(f"| {way.name} | `{' '.join(asked)}` | {way.code} |")
    (folder / "index.md").write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder that is not there yet, or is empty")
    main(parser.parse_args().folder)
