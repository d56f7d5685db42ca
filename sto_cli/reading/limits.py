"""How much may come out of what is packed, so that a small file fills neither the disk nor the memory.

A packed file says nothing that can be believed about what it holds, so what comes out is counted while it
comes out. Three limits are set by one size, `--max-unpacked`: the bytes of one input together, the number of
files in it, and, where no size was said, how many times its own size it may become.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from sto_cli.errors import InputError, UsageError
from sto_cli.language import message

if TYPE_CHECKING:
    from pathlib import Path

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_SIZE = re.compile(r"([0-9]{1,9}) ?([KMGT]?)B?", re.IGNORECASE)
_RATIO = 200
"""DUO's files become 5 to 18 times smaller, a year repeated 50 times no more than that; zeros become 1,000 times smaller."""
_HARMLESS = 64 * 10**6
"""What any file may unpack to, whatever its own size: no machine that runs sto is harmed by it."""
_FEWEST_MEMBERS = 1_000
_PER_MEMBER = 2 * 10**6
"""One file more for every so many bytes: the limits rise together, under one name."""
_PER_CELL = 400
"""What a cell of a sheet takes in memory, filled or not, until it is written out: in bytes, and roughly."""


class Limits(NamedTuple):
    """What one input may unpack to: a file that the user names or a folder holds, with all that is in it.

    Attributes:
        unpacked: in bytes.
        ratio: how many times its own size; None where somebody said how many bytes.
    """

    unpacked: int = 2 * 10**9
    ratio: int | None = _RATIO

    @classmethod
    def of(cls, said: str | None) -> Limits:
        """Read what a user says, `500MB` or `4GB`; None for the limits that hold by themselves.

        Raises:
            UsageError: it is no size.
        """
        if said is None:
            return DEFAULT
        found = _SIZE.fullmatch(said.strip())
        if not found or not int(found[1]):
            raise UsageError(message("--max-unpacked {size}: write a size such as 500MB or 4GB.", size=said))
        return cls(int(found[1]) * _UNITS[found[2].upper()], ratio=None)

    @property
    def members(self) -> int:
        """How many files may be packed in one."""
        return max(_FEWEST_MEMBERS, self.unpacked // _PER_MEMBER)

    @property
    def cells(self) -> int:
        """How many cells a sheet may have, filled or not."""
        return self.unpacked // _PER_CELL


DEFAULT = Limits()


class Allowance:
    """What one input may still unpack; whoever unpacks takes from it first.

    Args:
        path: what the user calls the input.
        limits: those of the run.
        packed: the size of the input itself, in bytes; None where it is not packed.
    """

    def __init__(self, path: Path, limits: Limits, packed: int | None = None) -> None:
        self._path = path
        self._limits = limits
        by_ratio = None if packed is None or limits.ratio is None else max(_HARMLESS, limits.ratio * packed)
        self._by_ratio = by_ratio is not None and by_ratio < limits.unpacked
        self._most = min(limits.unpacked, by_ratio or limits.unpacked)
        self._taken = 0

    def take(self, size: int) -> None:
        """Count bytes that are about to be kept.

        Raises:
            InputError: they are too many.
        """
        self._taken += size
        if self._taken > self._most:
            raise self._too_large(max(self._taken, 2 * self._most))

    def declare(self, size: int) -> None:
        """See that what an archive says of itself fits; what really comes out is taken as it comes.

        Raises:
            InputError: it does not.
        """
        if self._taken + size > self._most:
            raise self._too_large(self._taken + size)

    def members(self, count: int) -> None:
        """See that there are not too many files.

        Raises:
            InputError: there are.
        """
        if count > self._limits.members:
            raise InputError(
                message(
                    "{path}: {count:,} files are packed in it, where at most {most:,} are read; name a folder with "
                    "those that you need, or, if you trust it, add --max-unpacked {more}.",
                    path=self._path,
                    count=count,
                    most=self._limits.members,
                    more=_shown(count * _PER_MEMBER),
                )
            )

    def cells(self, count: int) -> None:
        """See that a sheet is not too large.

        Raises:
            InputError: it is.
        """
        if count > self._limits.cells:
            raise InputError(
                message(
                    "{path}: a sheet reaches over {count:,} cells, filled or not, where at most {most:,} are read; save "
                    "it as CSV and name that, or, if you trust it and have the memory, add --max-unpacked {more}.",
                    path=self._path,
                    count=count,
                    most=self._limits.cells,
                    more=_shown(count * _PER_CELL),
                )
            )

    def _too_large(self, needed: int) -> InputError:
        if self._by_ratio:
            return InputError(
                message(
                    "{path}: what is packed in it is more than {ratio} times as large as the file itself, as no file "
                    "of DUO is; if you trust it, add --max-unpacked {more}.",
                    path=self._path,
                    ratio=self._limits.ratio,
                    more=_shown(max(needed, self._limits.unpacked)),
                )
            )
        return InputError(
            message(
                "{path}: what comes out of it is more than {most}; if you trust it, add --max-unpacked {more}.",
                path=self._path,
                most=_shown(self._most),
                more=_shown(needed),
            )
        )


def _shown(size: int) -> str:
    """Write a size as a user would, rounded up."""
    unit = next((unit for unit in "GMK" if size >= _UNITS[unit]), "")
    return f"{-(-size // _UNITS[unit])}{unit}B"
