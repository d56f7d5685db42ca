"""Make the files that are timed: the bundled 01 file repeated over new institutions until it is as large as asked.

Every row keeps a key of its own, so that nothing is a duplicate; names and places have accents, so that
cp1252 and UTF-8 differ. Run as a process of its own (`python benchmarks/inputs.py FOLDER ROWS …`), so that its
memory is gone before anything is measured.
"""

from __future__ import annotations

import argparse
import io
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = Path(__file__).parent.parent / "sample_data" / "01.-leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv"
Quotes = Literal["necessary", "always"]
LAYOUTS = ("01", "01voins")
YEARS_OF_01VOINS = range(2020, 2025)
_BRIN, _NUMBER, _NAME, _PLACE = "BRIN NUMMER", "VESTIGINGSNUMMER", "INSTELLINGSNAAM VESTIGING", "PLAATSNAAM VESTIGING"
_COUNT = r"^LEER- OF VERBLIJFSJAAR (\d) - .*$"
_SMALL = ["1", "2", "3", "4"]
_COPIES_AT_ONCE = 200
# A BRIN is two digits and two capitals; each may have 100 locations.
_INSTITUTIONS = 100 * 26 * 26
# What file 01 has of 01voins; the grade and its pupils are made of the columns of counts.
_ONCE = (_BRIN, _NUMBER, _NAME, _PLACE, "PROVINCIE VESTIGING", "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR")
_KEPT = (*_ONCE, "VMBO SECTOR", "AFDELING")


def sample() -> pl.DataFrame:
    """Read the bundled file as text."""
    text = SAMPLE.read_bytes().decode("cp1252")
    return pl.read_csv(io.StringIO(text), separator=";", infer_schema=False)


def write(path: Path, rows: int, *, masked: bool = False, encoding: str = "utf8", shift: int = 0) -> Path:
    """Write a 01 file; `shift` moves the names, so that yearly files differ.

    Args:
        path: where to; a file that is there stays as it is.
        rows: how many rows, the header not counted.
        masked: print 1 to 4 as `<5`, as DUO does since 2020.
        encoding: of the text.
        shift: put off the numbering of institutions by so many.
    """
    once = _placed(sample())
    if masked:
        small = pl.col(_COUNT).is_in(_SMALL)
        once = once.with_columns(pl.when(small).then(pl.lit("<5")).otherwise(pl.col(_COUNT)).name.keep())
    chunks = (chunk.drop("copy", "at") for chunk in _copies(once, shift))
    return _write(path, rows, chunks, (";", "\r\n", "necessary"), encoding)


def write_long(path: Path, rows: int) -> Path:
    """Write five years in the layout of 01voins, in which a cell has both sexes and 1 to 4 pupils are printed as 4."""
    counts = sample().unpivot(pl.selectors.matches(_COUNT), index=_KEPT, value_name="pupils")
    cells = counts.group_by(*_KEPT, LEERJAAR=pl.col("variable").str.extract(_COUNT), maintain_order=True).agg(
        pl.col("pupils").cast(pl.Int64).sum()
    )
    once = _placed(cells.filter(pl.col("pupils") > 0)).join(pl.DataFrame({"SCHOOLJAAR": YEARS_OF_01VOINS}), how="cross")
    return _write(path, rows, map(_long, _copies(once, 0)), (",", "\n", "always"))


def _long(copies: pl.DataFrame) -> pl.DataFrame:
    """Lay copies out as 01voins does, every year with other numbers of pupils."""
    most = pl.lit(int(_SMALL[-1]))
    more = pl.col("pupils") + pl.col("SCHOOLJAAR") - YEARS_OF_01VOINS[0]
    pupils = pl.when(pl.col("pupils") <= most).then(most).otherwise(more)
    ids = pl.int_range(pl.len()) + pl.col("copy").min() * (copies.height // _COPIES_AT_ONCE)
    return copies.select(
        ids.alias("_id"), pl.lit("99100").alias("BEVOEGD GEZAG"), _BRIN, _NUMBER,
        pl.concat_str(_BRIN, _NUMBER).alias("BRINVESTIGINGSNUMMER"), _NAME, _PLACE, "PROVINCIE VESTIGING",
        pl.lit("VO").alias("INDICATIE VO-VAVO"), "ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR", "VMBO SECTOR", "AFDELING",
        "SCHOOLJAAR", "LEERJAAR", pupils.alias("AANTAL LEERLINGEN"),
    )  # fmt: skip


def _placed(once: pl.DataFrame) -> pl.DataFrame:
    """Number the locations, so that every copy can have its own."""
    return once.with_columns(at=pl.concat_str(_BRIN, _NUMBER).rank("dense").cast(pl.Int64) - 1)


def _copies(once: pl.DataFrame, shift: int) -> Iterator[pl.DataFrame]:
    """Give copies without end, a good number of them at once."""
    locations = int(once["at"].n_unique())
    for first in count(0, _COPIES_AT_ONCE):
        numbers = pl.DataFrame({"copy": range(first, first + _COPIES_AT_ONCE)})
        yield _renumbered(numbers.join(once, how="cross"), locations, shift)


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


def _write(
    path: Path, rows: int, chunks: Iterator[pl.DataFrame], dialect: tuple[str, str, Quotes], encoding: str = "utf8"
) -> Path:
    """Write as many rows as asked; the name is given when the file is whole."""
    if path.exists():
        return path
    partial = path.with_suffix(".part")
    separator, line_end, quotes = dialect
    written = 0
    with partial.open("wb") as file:
        while written < rows:
            chunk = next(chunks).head(rows - written)
            text = chunk.write_csv(
                include_header=not written, separator=separator, line_terminator=line_end, quote_style=quotes
            )
            file.write(text.encode(encoding))
            written += chunk.height
    return partial.rename(path)


def main() -> None:
    """Write one file a year into a folder; later years have a few rows more, so that no two give the same answer."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("rows", type=int)
    parser.add_argument("--years", type=int, nargs="+", default=[2019])
    parser.add_argument("--masked-from", type=int, default=9999, help="the first year that prints <5")
    parser.add_argument("--encoding", default="utf8")
    parser.add_argument("--layout", choices=LAYOUTS, default="01")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    if asked.layout == "01voins":
        write_long(asked.folder / "01voins.csv", asked.rows)
        return
    for later, year in enumerate(asked.years):
        path, rows, masked = asked.folder / f"01-{year}.csv", asked.rows + 37 * later, year >= asked.masked_from
        write(path, rows, masked=masked, encoding=asked.encoding, shift=later)


if __name__ == "__main__":
    main()
