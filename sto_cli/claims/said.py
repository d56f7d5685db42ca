"""What a number in a text says by itself, to tell whether another way to write it says the same."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from sto_cli.claims import looks, words
from sto_cli.claims.printed import PrintedError, digits_of

if TYPE_CHECKING:
    import re


@dataclass(frozen=True)
class Said:
    """What a number in a text says by itself, before anybody decides between two readings of it.

    Attributes:
        sizes: how its digits can be read, each with its decimals; None for those of a part in words.
        unit: what stands behind it; None where nothing does.
    """

    sizes: frozenset[tuple[Fraction, int | None]]
    hedge: str
    minus: bool | None
    scale: str
    unit: looks.Unit | None

    def keeps(self, other: Said) -> bool:
        """Tell whether it says all that another says; what the other leaves open it may add."""
        same = any(
            size == its and (decimals == its_decimals or None in (decimals, its_decimals))
            for size, decimals in self.sizes
            for its, its_decimals in other.sizes
        )
        units = {None, self.unit, "percent" if self.unit == "pp" else None}
        return (
            same
            and other.hedge in ("", self.hedge)
            and other.minus in (None, self.minus)
            and other.scale in ("", self.scale)
            and other.unit in units
        )


def said(text: str) -> list[Said]:
    """Give what each number in a text says by itself."""
    whole = looks.PRINTED.fullmatch(text)
    return [_said(found) for found in ([whole] if whole and looks.is_number(whole) else looks.found_in(text))]


def _said(found: re.Match[str]) -> Said:
    if found["part"]:
        part = words.part(found["part"]) or Fraction(0)
        grows = (part < 0) if words.growth(found["part"]) is not None else None
        return Said(
            frozenset({(100 * abs(part), None)}), words.plain(found["hedge"] or found["behind"]), grows, "", "percent"
        )
    readings: set[tuple[Fraction, int | None]] = set()
    if found["word"] and (spelt := words.size(found["word"])):
        readings.add((spelt[0], spelt[1]))
    for has_thousands in (True, False) if found["digits"] else ():
        with suppress(PrintedError):
            digits, decimals = digits_of(found[0], found, has_thousands)
            readings.add((Fraction(digits, 10**decimals), decimals))
    minus = None if found["sign"] is None else found["sign"] in looks.MINUS
    unit = next((unit for unit in looks.UNITS if found[unit]), None)
    return Said(
        frozenset(readings), words.plain(found["hedge"] or found["behind"]), minus, words.plain(found["scale"]), unit
    )
