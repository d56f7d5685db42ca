"""One look at all bytes of a file, at the speed of memory, for what no plan over its cells can be trusted with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sto_cli.reading.inputs import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sto_cli.reading.text import Text

# As many bytes as stay close to the processor while several things are looked for in them.
_AT_ONCE = 1 << 18
_TRIED = 1 << 12


class Sweep(NamedTuple):
    """What stands in a file.

    Attributes:
        plus: a plus sign stands somewhere.
        odd: a NUL, or lines with fewer bytes than a row has delimiters, which read as rows would take many times the
            memory of the file.
    """

    plus: bool
    odd: bool


def sweep(text: Text, width: int) -> Sweep:
    """Look through a file whose rows have so many fields.

    Raises:
        InputError: it cannot be read any more.
    """
    plus = False
    for chunk in _chunks(text):
        plus = plus or b"+" in chunk
        if b"\0" in chunk or chunk.count(b"\n", 0, _TRIED) > _TRIED // width + 1:
            return Sweep(plus, odd=True)
    return Sweep(plus, odd=False)


def _chunks(text: Text) -> Iterator[bytes]:
    """Give the lines below the header, many at a time."""
    try:
        with text.utf8.open("rb") as file:
            file.readline()
            while chunk := file.read(_AT_ONCE):
                yield chunk + file.readline()
    except OSError as error:
        raise unreadable(text.path, error) from error
