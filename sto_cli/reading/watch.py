"""What is looked at in every row beside its counts: keys that stand there twice, and rules that are broken.

A finding here is no verdict. It makes the file be read again, carefully, and that says what is wrong and where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sto_cli.reading.checks import Rule
    from sto_cli.reading.raw import Engine

_KEY = "key"
_UNUSUAL = "unusual"


class Watch:
    """Keeps the key of each row while files of one header are summed, as a hash."""

    def __init__(
        self, unique: dict[str, pl.Expr], usual: dict[str, int], rules: Sequence[Rule], *, totals: bool = False
    ) -> None:
        """Watch for rows with the same key, and for broken rules.

        Args:
            unique: the columns that no two rows may share, each in the one way to write it.
            usual: how many characters a column has where it is written in that way already.
            rules: what else every row keeps, where its key is written as usual and it is no total.
            totals: some rows may be totals.
        """
        self._unique = unique
        self._usual = usual
        self._rules = rules
        self._totals = totals
        self._keys: list[pl.Series] = []
        self._unusual: list[pl.Series] = []

    def over(self, rows: pl.LazyFrame, columns: Iterable[str]) -> pl.LazyFrame:
        """Give these columns of all rows, and keep their keys when they are collected.

        Each key is hashed as it stands, since to write each in the one way takes as long as reading them.
        """
        if not self._unique:
            return rows.select(*columns)
        unusual = [pl.col(name).str.len_bytes() != size for name, size in self._usual.items()]
        key = pl.struct(self._unique.keys()).hash().alias(_KEY)
        keyed = rows.select(*columns, key, pl.any_horizontal(False, *unusual).alias(_UNUSUAL))
        return keyed.map_batches(self._keep, schema=None, validate_output_schema=False, streamable=True)

    def _keep(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Keep what is known of the keys of some rows, from any thread."""
        self._keys.append(batch[_KEY])
        self._unusual.append(batch[_UNUSUAL])
        return batch

    def finds_fault(self, rows: pl.LazyFrame, engine: Engine) -> bool:
        """Tell whether two rows may have the same key or one breaks a rule, once all rows were collected."""
        if not self._unique:
            return False
        unusual = any(batch.any() for batch in self._unusual)
        broken = [rule.broken.any() for rule in self._rules] if unusual or self._totals else []
        if broken and rows.select(pl.any_horizontal(broken)).collect(engine=engine).item():
            return True
        if not unusual:
            return _twice(pl.concat(self._keys))
        padded = rows.select(pl.struct(self._unique.values()).hash())
        return _twice(padded.collect(engine=engine).to_series())


def _twice(keys: pl.Series) -> bool:
    """Tell whether a hash is there twice, which two different keys hardly ever share."""
    keys = keys.sort()
    return bool((keys.slice(1) == keys.slice(0, len(keys) - 1)).any())
