"""Limits on input size, in one table: a small file cannot fill the memory, and every DUO file stays below the limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sto_cli.errors import InputError
from sto_cli.language import Message, message

if TYPE_CHECKING:
    from pathlib import Path


class Limit(NamedTuple):
    """The most of something that is read.

    Attributes:
        most: the highest number that is read.
        what: what is counted, to follow a number.
        duo: the number in DUO's largest file.
    """

    most: int
    what: Message
    duo: int


BYTES = Limit(400_000_000, message("bytes of text"), 4_000_000)
RATIO = Limit(200, message("times its own size, once unpacked"), 18)
HARMLESS = 64_000_000
"""What any packed file may unpack to, however small it is itself."""
MEMBERS = Limit(1_000, message("files in one archive"), 1)
SHEETS = Limit(100, message("sheets in one workbook"), 8)
CELLS = Limit(5_000_000, message("cells in one sheet, filled or not"), 400_000)
COLUMNS = Limit(1_000, message("columns in the header"), 500)
LINE = Limit(1 << 16, message("bytes on one line"), 20_000)
ROWS = Limit(2_000_000, message("lines"), 30_000)


def over(limit: Limit, found: int, path: Path, line: int | None = None) -> InputError:
    """Say that a file holds more than is read of it."""
    return InputError(
        "{path}{line}: {found:,} {what}, more than the {most:,} that sto reads; DUO's files have at most {duo:,}, "
        "so check whether this is the right file.",
        path=path,
        line=message(", line {line}", line=line) if line else "",
        found=found,
        what=limit.what,
        most=limit.most,
        duo=limit.duo,
    )


class Allowance:
    """The number of bytes that one input may still unpack to; unpacking code subtracts from it first.

    Args:
        path: what the user calls the input.
        packed: its own size in bytes; None where it is not packed.
    """

    def __init__(self, path: Path, packed: int | None = None) -> None:
        self._path = path
        self._packed = packed
        self._taken = 0

    def take(self, size: int) -> None:
        """Count bytes that are about to be kept.

        Raises:
            InputError: they are too many, in all or for the size of the input.
        """
        self._taken += size
        if self._taken > BYTES.most:
            raise over(BYTES, self._taken, self._path)
        if self._packed is not None and self._taken > max(HARMLESS, RATIO.most * self._packed):
            raise over(RATIO, -(-self._taken // self._packed), self._path)
