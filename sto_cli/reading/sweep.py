"""One look at all bytes of a file, at the speed of memory: what stands nowhere need not be searched for in cells.

Of Polars, each column that is looked through takes longer than all of this: it makes a text of every cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sto_cli.needs import Checks
from sto_cli.reading.inputs import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sto_cli.reading.text import Text

# As many bytes as stay close to the processor while several things are looked for in them.
_AT_ONCE = 1 << 18
_TRIED = 1 << 12
_TOTAL = b"tota"
_BARE_CR = re.compile(rb"\r(?!\n)")
# A field in quotes from end to end, those within it doubled.
_IN_QUOTES = re.compile(rb'"(?:[^"]|"")*"')


@dataclass(frozen=True)
class Sweep:
    """What stands in a file.

    Attributes:
        plus: a plus sign stands somewhere.
        total: a word like total may stand somewhere; known where everything is checked.
        odd: something wants a closer look: a NUL, a CR or a quote that is astray, text that is no UTF-8, or lines with
            fewer bytes than a row has delimiters, which read as rows would take many times the memory of the file.
    """

    plus: bool
    total: bool
    odd: bool


def sweep(text: Text, delimiter: str, width: int, level: Checks) -> Sweep:
    """Look through a file whose rows have so many fields; the least level of checks leaves its text alone.

    Raises:
        InputError: it cannot be read any more.
    """
    plus = total = False
    from_quote = re.compile(rb'"[^\r\n%s]*' % re.escape(delimiter.encode()))
    for chunk in _chunks(text):
        plus = plus or b"+" in chunk
        total = total or (level is Checks.ALL and _TOTAL in chunk.lower())
        if b"\0" in chunk or chunk.count(b"\n", 0, _TRIED) > _TRIED // width + 1:
            return Sweep(plus, total, odd=True)
        if level is not Checks.COUNTS and not _is_text(chunk, delimiter.encode(), from_quote):
            return Sweep(plus, total, odd=True)
    return Sweep(plus, total, odd=False)


def _is_text(chunk: bytes, delimiter: bytes, from_quote: re.Pattern[bytes]) -> bool:
    """Tell whether some lines are UTF-8, with no CR within a line and every quote in its place."""
    if b"\r" in chunk and _BARE_CR.search(chunk):
        return False
    try:
        chunk.decode()
    except UnicodeDecodeError:
        return False
    return b'"' not in chunk or _are_in_place({*from_quote.findall(chunk)}, chunk, delimiter)


def _are_in_place(tails: set[bytes], chunk: bytes, delimiter: bytes) -> bool:
    """Tell whether a field is in quotes from end to end, or has them in pairs somewhere inside, where they are letters.

    A tail is what stands in a field from its first quote on.
    """
    loose = [tail for tail in tails if not _IN_QUOTES.fullmatch(tail)]
    return not any(
        tail.count(b'"') % 2 or delimiter + tail in chunk or b"\n" + tail in chunk or chunk.startswith(tail)
        for tail in loose
    )


def _chunks(text: Text) -> Iterator[bytes]:
    """Give the lines below the header, many at a time."""
    try:
        with text.utf8.open("rb") as file:
            file.readline()
            while chunk := file.read(_AT_ONCE):
                yield chunk + file.readline()
    except OSError as error:
        raise unreadable(text.path, error) from error
