"""Tiny files as DUO would publish them, drawn as text in a test, and the command line run on them.

A drawing is text with one line per row, so that a test spoils it with `str.replace` and the reader
sees what is wrong with it. `write` puts it on disk, in Windows-1252 with CRLF as DUO does.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from sto_cli.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Sequence

Cell = str | int

# --- FILE 01 ---

_KEYS = {
    "BRIN NUMMER": "00AA",
    "VESTIGINGSNUMMER": "00",
    "INSTELLINGSNAAM VESTIGING": "School Één",
    "PLAATSNAAM VESTIGING": "UTRECHT",
    "PROVINCIE VESTIGING": "Utrecht",
    "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR": "VMBO KL lj 3-4",
    "LWOO INDICATIE": "N",
    "VMBO SECTOR": "Techniek",
    "AFDELING": "Produceren, installeren en energie",
    "ELEMENTCODE": "6121",
    "OPLEIDINGSNAAM": "VMBO KB",
}
_COUNTS = [f"LEER- OF VERBLIJFSJAAR {grade} - {sex}" for grade, sex in product(range(1, 7), ("MAN", "VROUW"))]
_SHORT_COUNTS = [f"{grade}{sex}" for grade, sex in product(range(1, 7), "mv")]
_SECTORS = {
    "Zorg en welzijn": "Zorg & Welzijn",
    "Economie en ondernemen": "Economie",
    "Groen": "Landbouw",
    "Dienstverlening en producten": "Intersect. programma",
    "N.v.t.": "N.v.t.",
}
_NEW_NAMES = {"BRIN NUMMER": "INSTELLINGSCODE", "VESTIGINGSNUMMER": "VESTIGINGSCODE"}

PIE = ("00AA", "00", "KL", "Produceren, installeren en energie", "6121", {"3m": 12, "4v": 8})
CARE = ("00BB", "01", "GL", "Zorg en welzijn", "6631", {"3m": 10, "4v": 10})
PUPILS = (PIE, CARE)
"""Two rows: 20 pupils in PIE and 20 in Zorg en welzijn, so a technical share of 50%."""

Pupils = tuple[str, str, str, str, str, dict[str, Cell]]


def enrolment_text(rows: Sequence[Pupils] = PUPILS, *, layout: str = "2019") -> str:
    """Draw an 01 file: rows of BRIN, location number, track, AFDELING, elementcode, and printed counts.

    Tracks are BL, KL, GL, TL, or an ONDERWIJSTYPE in full. Counts are `3m` for boys in grade 3; the others
    are 0. The same mapping sets any other column by its header, `{"PROVINCIE VESTIGING": "Zeeland"}`.
    """
    header = [name for name in [*_KEYS, *_COUNTS] if layout == "2016" or name != "LWOO INDICATIE"]
    drawn = [_pupils(*row) for row in rows]
    names = [_NEW_NAMES.get(name, name) if layout == "2024" else name for name in header]
    return _text([names, *([row[name] for name in header] for row in drawn)], quoted=layout == "2024")


def _pupils(brin: str, number: str, track: str, programme: str, code: str, more: dict[str, Cell]) -> dict[str, str]:
    long = dict(zip(_SHORT_COUNTS, _COUNTS, strict=True))
    keys = {
        "BRIN NUMMER": brin,
        "VESTIGINGSNUMMER": number,
        "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR": f"VMBO {track} lj 3-4" if len(track) == 2 else track,
        "VMBO SECTOR": _SECTORS.get(programme, "Techniek"),
        "AFDELING": programme,
        "ELEMENTCODE": code,
    }
    return _KEYS | dict.fromkeys(_COUNTS, "0") | keys | {long.get(name, name): str(cell) for name, cell in more.items()}


def enrolment(
    folder: Path,
    rows: Sequence[Pupils] = PUPILS,
    *,
    year: str = "2019",
    layout: str = "2019",
    encoding: str | None = None,
    newline: str = "\r\n",
) -> Path:
    """Write an 01 file, `leerlingen-2019.csv`, in the encoding that DUO used for that layout."""
    text = enrolment_text(rows, layout=layout)
    chosen = encoding or ("utf-8" if layout == "2024" else "cp1252")
    return write(folder / f"leerlingen-{year}.csv", text, encoding=chosen, newline=newline)


# --- STAFFING ---

TEACHERS = "Onderwijsgevend personeel"
STAFF_HEADER = ("ONDERWIJSTYPE", "BEVOEGD GEZAG", "BRIN NUMMER", "FUNCTIEGROEP", "PROFIEL")
STAFF_AMOUNTS = (
    "PERSONEN 2018",
    "FTE'S 2018",
    "ZIJ-INSTROMERS 2018",
    "PERSONEN 2023",
    "FTE'S 2023",
    "ZIJ-INSTROMERS 2023",
)
STAFF = (
    ("VO", "1", "00AA", TEACHERS, "PIE", 20, "10,0", 2, 20, "12,5", 5),
    ("VO", "1", "00AA", TEACHERS, "Z&W", 20, "20,0", 0, 20, "15,0", 0),
)
"""Two rows: technical FTE from 10 to 12.5 (+25%), other FTE from 20 to 15 (−25%)."""


def staffing_text(rows: Sequence[Sequence[Cell]] = STAFF, *, without: Sequence[str] = ()) -> str:
    """Draw a staffing file: rows in the order of its header; columns can be left out."""
    header = [*STAFF_HEADER, *STAFF_AMOUNTS]
    kept = [position for position, name in enumerate(header) if name not in without]
    return _text([[str(row[position]) for position in kept] for row in (header, *rows)])


def staffing(
    folder: Path, rows: Sequence[Sequence[Cell]] = STAFF, *, without: Sequence[str] = (), name: str = "personeel.csv"
) -> Path:
    """Write a staffing file."""
    return write(folder / name, staffing_text(rows, without=without))


# --- ON DISK ---


def _text(lines: Sequence[Sequence[str]], *, quoted: bool = False) -> str:
    shown = [[f'"{cell}"' for cell in line] for line in lines] if quoted else lines
    return "".join(";".join(line) + "\n" for line in shown)


def write(path: Path, text: str, *, encoding: str = "cp1252", newline: str = "\r\n") -> Path:
    """Write a drawing as DUO does."""
    path.write_bytes(text.replace("\n", newline).encode(encoding))
    return path


# --- THE COMMAND LINE ---


@dataclass(frozen=True)
class Outcome:
    """What a command line gave: its exit code, stdout and stderr."""

    code: int
    out: str
    err: str


def run(*arguments: object) -> Outcome:
    """Run `sto` in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(argument) for argument in arguments])
    return Outcome(int(code), out.getvalue(), err.getvalue())


HINT = "sto: --rejects FILE leaves such rows out, writes them to FILE and goes on without them."
"""What a refusal ends with where rows are wrong, each by itself."""


def run_in_pipe(*arguments: object, stdout: str = "utf-8") -> Outcome:
    """Run `sto` in a process of its own, with real pipes that Python would write in the encoding `stdout`."""
    return _process("-m", "sto_cli", *map(str, arguments), stdout=stdout)


def run_python(code: str) -> Outcome:
    """Run Python code in a process of its own."""
    return _process("-c", code)


def _process(*arguments: str, stdout: str = "utf-8") -> Outcome:
    top = Path(__file__).parent.parent
    environment = os.environ | {"PYTHONPATH": str(top), "PYTHONIOENCODING": stdout}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    return Outcome(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))
