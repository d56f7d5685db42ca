"""How many locations and numbers of pupils a file may hold where its locations are told apart.

Sums over all locations are few whatever a file holds. Location by location a small file can fill the memory, if it is none of
DUO's. A large one may take memory as it has bytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.errors import InputError
from sto_cli.language import message
from sto_cli.reading.wide import KNOWN, holds_pupils, of_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sto_cli.reading.raw import Raw

_LOCATIONS, _BYTES_OF_LOCATION = 50_000, 1_000
"""DUO has 1,500 locations, and a file of it one for every 2,400 bytes."""
_NUMBERS, _BYTES_OF_NUMBER = 1_400_000, 35
"""DUO has 33,000 numbers a year, and a file of it one for every 107 bytes."""


def refuse_crowds(raws: Sequence[Raw], sums: pl.DataFrame) -> None:
    """See that files hold no more than DUO's could.

    Args:
        raws: the files.
        sums: what is known of each key, with `location` if locations are told apart.

    Raises:
        InputError: one of them has too many locations, or too many numbers of pupils.
    """
    if "location" not in sums.columns or sums.height <= _LOCATIONS:
        return
    for raw in raws:
        rows = of_file(raw, sums)
        locations, most = rows["location"].n_unique(), max(_LOCATIONS, raw.size // _BYTES_OF_LOCATION)
        if locations > most:
            raise InputError(
                message(
                    "{path}: it has {locations:,} locations, and at most {most:,} are told apart in a file of its size; DUO has "
                    "some 1,500, so see whether BRIN and location number are what they seem.",
                    path=raw.path,
                    locations=locations,
                    most=most,
                )
            )
        numbers, most = _numbers(raw, rows), max(_NUMBERS, raw.size // _BYTES_OF_NUMBER)
        if numbers > most:
            raise InputError(
                message(
                    "{path}: it has {numbers:,} numbers of pupils, and at most {most:,} are told apart by location in a file of its "
                    "size; DUO has 33,000 a year, so see what else is in it.",
                    path=raw.path,
                    numbers=numbers,
                    most=most,
                )
            )


def _numbers(raw: Raw, rows: pl.DataFrame) -> int:
    """Count the cells in which there are pupils."""
    names = [name for name in raw.counts if KNOWN + name in rows.columns]
    return int(rows.select(pl.sum_horizontal(holds_pupils(name).sum().cast(pl.Int64) for name in names)).item())
