"""What is looked at in every row while a file streams past: keys that stand there twice, and rules that are broken.

A finding here is no verdict. It makes the file be read again, carefully, and that says what is wrong and where.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.reading import checks
from sto_cli.reading.wide import ROWS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sto_cli.reading.checks import Rule

# How many rows of notes are kept before they are put together: as many as take some megabytes.
_NOTED_AT_MOST = 200_000


class Watch:
    """Sees the batches of one file, in any order and from any thread.

    Attributes:
        odd: something in a row wants a closer look.
    """

    def __init__(
        self,
        unique: dict[str, pl.Expr],
        usual: dict[str, int],
        rules: Sequence[Rule],
        *,
        always: bool = False,
        noted: Sequence[str] = (),
    ) -> None:
        """Watch for rows with the same key, and for broken rules.

        Args:
            unique: the columns that no two rows may share, each in the one way to write it.
            usual: how many characters a column has where it is written in that way already.
            rules: what else every row must keep.
            always: the rules are tried everywhere, and not only where a key is written in another way.
            noted: columns of which it is noted what stands in them together.
        """
        self._unique = unique
        self._usual = usual
        self._rules = list(rules)
        self._always = always
        self._columns = list(noted)
        self._noted: list[pl.DataFrame] = []
        self._one_at_a_time = Lock()
        self._keys: list[pl.Series] = []
        self.odd = False

    @property
    def columns(self) -> list[str]:
        """The raw columns that it looks at."""
        return list(dict.fromkeys([*self._unique, *self._ruled, *self._columns]))

    @property
    def _ruled(self) -> list[str]:
        return list(dict.fromkeys(name for rule in self._rules for name in rule.broken.meta.root_names()))

    def see(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Look at some rows, and give them back."""
        if not self.odd:
            lengths = [(pl.col(name).str.len_bytes() == size).all().alias(name) for name, size in self._usual.items()]
            usual = batch.select(lengths).row(0, named=True) if lengths else {}
            key = [pl.col(name) if usual.get(name) else key for name, key in self._unique.items()]
            self._keys.append(batch.select(pl.struct(key).hash()).to_series())
            if self._columns:
                self._note(batch.group_by(self._columns).len(ROWS))
            if (self._always or not all(usual.values())) and self._breaks_a_rule(batch):
                self.odd = True  # and never False again: another thread may have found fault meanwhile
        return batch

    def _breaks_a_rule(self, batch: pl.DataFrame) -> bool:
        """Try the rules where a row differs from the one before; as a rule ten rows are of one location."""
        if not self._rules:
            return False
        differs = (pl.col(name).ne_missing(pl.col(name).shift()) for name in self._ruled)
        first = pl.int_range(pl.len()) == 0
        return bool(checks.broken(batch.filter(pl.any_horizontal(first, *differs)), self._rules))

    def _note(self, found: pl.DataFrame) -> None:
        """Keep what stands together; now and then it is put together, so that it does not grow with the file."""
        with self._one_at_a_time:
            self._noted.append(found)
            if sum(each.height for each in self._noted) > _NOTED_AT_MOST:
                self._noted = [self.noted()]

    def noted(self) -> pl.DataFrame:
        """Give what stands together in the columns that are noted, and in how many `rows`."""
        if not self._noted:
            return pl.DataFrame(schema={ROWS: pl.UInt32})
        return pl.concat(self._noted).group_by(self._columns).agg(pl.col(ROWS).sum())

    def finds_twice(self) -> bool:
        """Tell whether two rows may have the same key: they have the same hash, which two keys hardly ever share."""
        if not self._keys:
            return False
        keys = pl.concat(self._keys).sort()
        return bool((keys.slice(1) == keys.slice(0, len(keys) - 1)).any())
