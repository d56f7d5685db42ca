"""Make the files that are timed: the bundled 01 file repeated over new institutions until it is as large as asked.

Every row keeps a key of its own, so that nothing is a duplicate; names and places have accents, so that
cp1252 and UTF-8 differ.
"""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl

SAMPLE = Path(__file__).parent.parent / "sample_data" / "01.-leerlingen-vo-per-vestiging-naar-onderwijstype-2019.csv"
_BRIN, _NUMBER, _NAME, _PLACE = "BRIN NUMMER", "VESTIGINGSNUMMER", "INSTELLINGSNAAM VESTIGING", "PLAATSNAAM VESTIGING"
_COUNTS = r"^LEER- OF VERBLIJFSJAAR \d - .*$"
_COPIES_AT_ONCE = 200
# A BRIN is two digits and two capitals; each may have 100 locations.
_INSTITUTIONS = 100 * 26 * 26


def sample() -> pl.DataFrame:
    """Read the bundled file as text."""
    text = SAMPLE.read_bytes().decode("cp1252")
    return pl.read_csv(io.StringIO(text), separator=";", infer_schema=False)


def write(path: Path, rows: int, *, masked: bool = False, encoding: str = "utf8", shift: int = 0) -> Path:
    """Write a 01 file of about `rows` rows; `shift` moves the names, so that yearly files differ.

    Args:
        path: where to.
        rows: how many rows at least.
        masked: print 1 to 4 as `<5`, as DUO does since 2020.
        encoding: of the text.
        shift: put off the numbering of institutions by so many.
    """
    if path.exists():
        return path
    once = sample().with_columns(at=pl.concat_str(_BRIN, _NUMBER).rank("dense").cast(pl.Int64) - 1)
    if masked:
        small = pl.col(_COUNTS).is_in(["1", "2", "3", "4"])
        once = once.with_columns(pl.when(small).then(pl.lit("<5")).otherwise(pl.col(_COUNTS)).name.keep())
    copies = -(-rows // once.height)
    partial = path.with_suffix(".part")
    with partial.open("wb") as file:
        for first in range(0, copies, _COPIES_AT_ONCE):
            numbers = pl.DataFrame({"copy": range(first, min(first + _COPIES_AT_ONCE, copies))})
            chunk = _renumbered(numbers.join(once, how="cross"), int(once["at"].max() or 0) + 1, shift)
            text = chunk.write_csv(separator=";", line_terminator="\r\n", include_header=not first)
            file.write(text.encode(encoding))
    partial.rename(path)
    return path


def _renumbered(frame: pl.DataFrame, locations: int, shift: int) -> pl.DataFrame:
    """Give each copy of a location a BRIN and number of its own, and here and there an accent."""
    number = pl.col("copy") * locations + pl.col("at") + shift
    institution = number % _INSTITUTIONS
    letter = [pl.lit(0x41) + part for part in (institution // 26 % 26, institution % 26)]
    brin = pl.concat_str((institution // 676).cast(pl.String).str.zfill(2), *(_capital(each) for each in letter))
    accented = pl.col("copy") % 7 == 0
    return frame.with_columns(
        pl.when(True).then(brin).alias(_BRIN),
        (number // _INSTITUTIONS).cast(pl.String).str.zfill(2).alias(_NUMBER),
        pl.when(accented).then(pl.format("{} Coöperatief", _NAME)).otherwise(pl.col(_NAME)).alias(_NAME),
        pl.when(accented).then(pl.lit("SÚDWEST-FRYSLÂN")).otherwise(pl.col(_PLACE)).alias(_PLACE),
    ).drop("copy", "at")


def _capital(code: pl.Expr) -> pl.Expr:
    return (code - 0x41).replace_strict(list(range(26)), list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), return_dtype=pl.String)
