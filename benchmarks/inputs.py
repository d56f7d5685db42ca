"""Make the files that are timed: the bundled 01 file repeated over new institutions until it is as large as asked.

    python benchmarks/inputs.py FOLDER ROWS YEAR…

Every row keeps a key of its own, so that nothing is a duplicate; names and places have accents.
"""

from __future__ import annotations

import io
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = Path(__file__).parent.parent / "sample_data" / "01.-leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv"
_BRIN, _NUMBER, _NAME, _PLACE = "BRIN NUMMER", "VESTIGINGSNUMMER", "INSTELLINGSNAAM VESTIGING", "PLAATSNAAM VESTIGING"
_COUNT = r"^LEER- OF VERBLIJFSJAAR (\d) - .*$"
_SMALL = ["1", "2", "3", "4"]
_COPIES_AT_ONCE = 200
# A BRIN is two digits and two capitals; each may have 100 locations.
_INSTITUTIONS = 100 * 26 * 26


def write(path: Path, rows: int, *, masked: bool = False, shift: int = 0) -> Path:
    """Write a 01 file; `shift` moves the names, so that yearly files differ.

    Args:
        path: where to.
        rows: how many rows, the header not counted.
        masked: print 1 to 4 as `<5`, as DUO does since 2020.
        shift: put off the numbering of institutions by so many.
    """
    once = pl.read_csv(io.StringIO(SAMPLE.read_bytes().decode("cp1252")), separator=";", infer_schema=False)
    once = once.with_columns(at=pl.concat_str(_BRIN, _NUMBER).rank("dense").cast(pl.Int64) - 1)
    if masked:
        small = pl.col(_COUNT).is_in(_SMALL)
        once = once.with_columns(pl.when(small).then(pl.lit("<5")).otherwise(pl.col(_COUNT)).name.keep())
    chunks, written = _copies(once, shift), 0
    with path.open("wb") as file:
        while written < rows:
            chunk = next(chunks).head(rows - written)
            file.write(chunk.write_csv(include_header=not written, separator=";", line_terminator="\r\n").encode())
            written += chunk.height
    return path


def _copies(once: pl.DataFrame, shift: int) -> Iterator[pl.DataFrame]:
    """Give copies without end, a good number of them at once."""
    locations = int(once["at"].n_unique())
    for first in count(0, _COPIES_AT_ONCE):
        numbers = pl.DataFrame({"copy": range(first, first + _COPIES_AT_ONCE)})
        yield _renumbered(numbers.join(once, how="cross"), locations, shift).drop("copy", "at")


def _renumbered(frame: pl.DataFrame, locations: int, shift: int) -> pl.DataFrame:
    """Give each copy of a location a BRIN and number of its own, and here and there an accent."""
    number = pl.col("copy") * locations + pl.col("at") + shift
    institution = number % _INSTITUTIONS
    letter = [pl.lit(0x41) + part for part in (institution // 26 % 26, institution % 26)]
    brin = pl.concat_str((institution // 676).cast(pl.String).str.zfill(2), *(_capital(each) for each in letter))
    accented = pl.col("copy") % 7 == 0
    # In DUO's file of 2019, 5 rows of 24,243 have a quote; in the sample, every eighth row has.
    quoted = pl.col("copy") % 500 == 0
    name = pl.when(quoted).then(pl.col(_NAME)).otherwise(pl.col(_NAME).str.replace_all('"', "", literal=True))
    return frame.with_columns(
        pl.when(True).then(brin).alias(_BRIN),
        (number // _INSTITUTIONS).cast(pl.String).str.zfill(2).alias(_NUMBER),
        pl.when(accented).then(pl.format("{} Coöperatief", name)).otherwise(name).alias(_NAME),
        pl.when(accented).then(pl.lit("SÚDWEST-FRYSLÂN")).otherwise(pl.col(_PLACE)).alias(_PLACE),
    )


def _capital(code: pl.Expr) -> pl.Expr:
    return (code - 0x41).replace_strict(list(range(26)), list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), return_dtype=pl.String)


def main() -> None:
    """Write one file a year into a folder; later years have a few rows more, so that no two give the same answer."""
    folder, rows, years = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    folder.mkdir(parents=True)
    for later, year in enumerate(years):
        write(folder / f"01-{year}.csv", rows + 37 * later, masked=later > 0, shift=later)


if __name__ == "__main__":
    main()
