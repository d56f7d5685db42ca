"""Spoilt files, read as a file of many gigabytes is: some bytes at a time, in streaming."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from fuzz.files import Files
from sto_cli.reading import census, encoding, raw, sweep, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fuzz.outcome import Outcome

_BYTES = 64
"""Fewer than a row has, so that a piece ends in every place where it may."""
_SIZES = (
    (sweep, "_AT_ONCE", _BYTES),
    (census, "CHUNK", _BYTES),
    (encoding, "CHUNK", _BYTES),
    (text, "CHUNK", _BYTES),
    (raw, "_READ_WHOLE", 0),
)


class Pieces(Files):
    """Edited files of every layout, in pieces."""

    name = "pieces"

    def check(self, case: bytes) -> Outcome:
        """Let sto and the judge read the same bytes, sto a few at a time."""
        with _small():
            return super().check(case)


@contextmanager
def _small() -> Iterator[None]:
    before = [getattr(module, name) for module, name, _ in _SIZES]
    try:
        for module, name, size in _SIZES:
            setattr(module, name, size)
        yield
    finally:
        for (module, name, _), size in zip(_SIZES, before, strict=True):
            setattr(module, name, size)
