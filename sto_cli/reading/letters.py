"""Letters that look wrong: a file was read in another encoding than it was written in, and no byte of it said so."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LETTER = r"[^\W\d_]"
_ASTRAY = re.compile(
    rf"{_LETTER}[‚ƒ„†‡ˆ‰‹Œ•˜]"  # after a letter no Dutch name has these; the é of cp850 is the first of them in Windows-1252
    rf"|{_LETTER}[Š‘“”™š›œŽžŸ¡-³µ-¿×÷]{_LETTER}"  # nor these between letters, such as the é of Mac Roman, Ž
    r"|[ÃÂ][€‚-\u203a¡-¿]|Å[\u2018-\u203a]"  # the bytes of UTF-8, one by one
    rf"|[\ufffd\u2500-\u259f]|{_LETTER}\?{_LETTER}"  # nor signs that stand for no letter
)
_DUTCH = frozenset("áàâäçéèêëíìîïóòôöúùûüñÉËÖÜ")
_OTHERS = ("utf-8", "cp1252", "cp850", "mac-roman")


def astray(names: Iterable[str | None]) -> list[str]:
    """List the names that no Dutch school or place is called by, in order."""
    return sorted(name for name in {*names} if name and _ASTRAY.search(name))


def read_otherwise(names: list[str], encoding: str) -> tuple[str, str] | None:
    """Find the encoding in which names that look wrong look best.

    Returns:
        The encoding, and the first name in it; None where they look right in none.
    """
    found: dict[str, str] = {}
    for other in _OTHERS:
        with contextlib.suppress(UnicodeError):
            found[other] = "\n".join(names).encode(encoding).decode(other)
    found = {other: text for other, text in found.items() if not _ASTRAY.search(text)}
    if not found:
        return None
    best = max(found, key=lambda other: _dutch_letters(found[other]))
    return best, found[best].partition("\n")[0]


def holds_dutch(names: Iterable[str | None]) -> bool:
    """Tell whether a name has a letter with a mark that looks right."""
    return any(_DUTCH & {*name} for name in names if name and not _ASTRAY.search(name))


def _dutch_letters(text: str) -> int:
    """Count the letters with marks that Dutch names have, less the other ones."""
    return sum(1 if letter in _DUTCH else -1 for letter in text if not letter.isascii())
