"""What is looked at in every row while a file streams past: keys that stand there twice, quotes that are astray.

A finding here is no verdict. It makes the file be read again, carefully, and that says what is wrong and where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.needs import Checks
from sto_cli.reading import checks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sto_cli.reading.checks import Rule

# A field in quotes, those within it doubled; or quotes in pairs somewhere inside, which are letters.
_WELL_QUOTED = r'^(?:"(?:[^"]|"")*"|[^"]+(?:"[^"]*"[^"]*)+)$'


class Watch:
    """Sees the batches of one file, in any order and from any thread.

    Attributes:
        odd: something in a row wants a closer look.
    """

    def __init__(
        self,
        unique: dict[str, pl.Expr],
        usual: dict[str, int],
        texts: Sequence[str],
        rules: Sequence[Rule],
        level: Checks,
        *,
        quotes: bool,
    ) -> None:
        """Watch for rows with the same key, for quotes that are astray, and for broken rules.

        Args:
            unique: the columns that no two rows may share, each in the one way to write it.
            usual: how many characters a column has where it is written in that way already.
            texts: columns of free text; they are read, and so must be UTF-8.
            rules: what else every row must keep.
            level: how much of this is to be looked at.
            quotes: a quote stands somewhere in the file.
        """
        self._unique = unique if level is not Checks.COUNTS else {}
        self._usual = usual
        self._texts = list(texts) if level is not Checks.COUNTS else []
        self._rules = list(rules) if level is Checks.ALL else []
        self._keys: list[pl.Series] = []
        self._quotes = quotes
        self.odd = False

    @property
    def columns(self) -> list[str]:
        """The raw columns that it looks at."""
        return list(dict.fromkeys([*self._unique, *self._texts, *(rule.column for rule in self._rules)]))

    def see(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Look at some rows, and give them back."""
        if not self.odd:
            self._keys.append(batch.select(pl.struct(self._key(batch)).hash()).to_series())
            if self._finds_fault(batch):
                self.odd = True  # and never False again: another thread may have found fault meanwhile
        return batch

    def _key(self, batch: pl.DataFrame) -> list[pl.Expr]:
        """Write the key in one way; where all rows do so already, it is as it stands."""
        usual = {name: (pl.col(name).str.len_bytes() == size).all() for name, size in self._usual.items()}
        as_usual = batch.select(**usual).row(0, named=True) if usual else {}
        return [pl.col(name) if as_usual.get(name) else key for name, key in self._unique.items()]

    def _finds_fault(self, batch: pl.DataFrame) -> bool:
        if checks.broken(batch, self._rules):
            return True
        return self._quotes and not all(self._is_well_quoted(batch[name]) for name in self._texts)

    @staticmethod
    def _is_well_quoted(texts: pl.Series) -> bool:
        with_quotes = texts.filter(texts.str.contains('"', literal=True))
        return with_quotes.is_empty() or bool(with_quotes.str.contains(_WELL_QUOTED).all())

    def finds_twice(self) -> bool:
        """Tell whether two rows may have the same key: they have the same hash, which two keys hardly ever share."""
        if not self._keys:
            return False
        keys = pl.concat(self._keys).sort()
        return bool((keys.slice(1) == keys.slice(0, len(keys) - 1)).any())
