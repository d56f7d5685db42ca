"""Numbers as a person reads them: rounded once, here, over fractions; half away from zero, bounds outward.

A share is shown as 19.2%, its change as +1.2 pp, the change of a count or of FTE as +14.0%.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from sto_cli.language import DUTCH, language, say
from sto_cli.language import digits as with_marks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

MISSING = "–"
ROUGH_BELOW = 5
"""On fewer masked cells than this an interval is rough: it rests on what one or two cells happen to hold."""
FINE_PP, GAIN, FTE_GAIN, SAID_FTE = "fine_pp", "gain", "fte_gain", "said_fte"
"""Percentage points in two decimals, for the parts of a change; a count and FTE with their sign; FTE that a sentence names."""

Value: TypeAlias = "Fraction | Decimal | float"
Shows = Literal["all", "point", "margin", "certain", "probable"]
"""What a cell shows of an estimate: with its 95% interval, alone, with how far that goes, its certain bounds, or the interval alone."""


class Unit(NamedTuple):
    """How a unit is written: what a value is multiplied by, its decimals, what stands behind it, and whether + is said."""

    decimals: int = 0
    scale: int = 1
    suffix: str = ""
    signed: bool = False


UNITS = {
    "share": Unit(1, 100, "%"),
    "pp": Unit(1, 100, " pp", signed=True),
    FINE_PP: Unit(2, 100, " pp", signed=True),
    "pct_change": Unit(1, 100, "%", signed=True),
    "count": Unit(),
    GAIN: Unit(signed=True),
    "fte": Unit(1),
    FTE_GAIN: Unit(1, signed=True),
    SAID_FTE: Unit(1, suffix=" FTE"),
}


def rounded(value: Value, unit: str, decimals: int | None = None, outward: int = 0) -> Decimal:
    """Round to what is shown, in the scale of the unit: half away from zero, or down (−1) or up (1); 0.01234 pp is 1.2."""
    places = UNITS[unit].decimals if decimals is None else decimals
    # repr() is the shortest text that gives the same float back, so a tie such as 0.1925 stays a tie. The fraction is
    # kept as two whole numbers, which are ten times as fast as a `Fraction`.
    above, below = (Decimal(repr(value)) if isinstance(value, float) else value).as_integer_ratio()
    above *= UNITS[unit].scale * 10**places
    half_up = (2 * abs(above) + below) // (2 * below) * (1 if above >= 0 else -1)
    whole = above // below if outward < 0 else -(-above // below) if outward > 0 else half_up
    return Decimal(whole).scaleb(-places)


def number(value: Value | None, unit: str, decimals: int | None = None) -> str:
    """Write one number with its unit."""
    return MISSING if value is None else _bare(value, unit, decimals) + UNITS[unit].suffix


def span(
    low: Value, high: Value, unit: str, decimals: int | None = None, *, outward: bool = True, in_words: bool = False
) -> str:
    """Write two ends: `19.1–19.4%`, and `−1.1 to −0.9 pp` in a sentence or where a dash would look like a sign."""
    ends = [_bare(end, unit, decimals, way * outward) for end, way in ((low, -1), (high, 1))]
    in_words = in_words or UNITS[unit].signed
    text = say("{low} to {high}", low=ends[0], high=ends[1]) if in_words else "–".join(ends)
    return text + UNITS[unit].suffix


def amount(value: Fraction, unit: str) -> str:
    """Write how far something may be off, with the decimals it has and no sign."""
    scaled = Decimal(str(float(value * UNITS[unit].scale))).normalize()
    return with_marks(scaled) + UNITS[unit].suffix


def width(low: float, high: float, unit: str) -> str:
    """Write how wide a range is, rounded up; that of a share in percentage points."""
    unit = "pp" if unit == "share" else unit
    return with_marks(rounded(high - low, unit, outward=1)) + UNITS[unit].suffix


def _bare(value: Value, unit: str, decimals: int | None = None, outward: int = 0) -> str:
    shown = rounded(value, unit, decimals, outward)
    sign = "−" if shown < 0 else "+" if UNITS[unit].signed and shown > 0 else ""
    return sign + with_marks(abs(shown))


@dataclass(frozen=True)
class Number:
    """A quantity as well as it is known: certain bounds, and an estimate with its 95% interval; `str()` writes it.

    Attributes:
        masked_cells: how many masked cells the estimate rests on.
        decimals: how many are shown; None for those of the unit.
        marks: what stands behind it: † and ‡.
    """

    unit: str
    low: Value | None
    high: Value | None
    estimate: Value | None = None
    est_low: Value | None = None
    est_high: Value | None = None
    masked_cells: int = 0
    shows: Shows = "all"
    decimals: int | None = None
    marks: str = ""

    @property
    def is_estimate(self) -> bool:
        """Whether it is known by an estimate: it has one, and is not exact."""
        return self.estimate is not None and (self.low is None or self.low != self.high)

    @property
    def is_rough(self) -> bool:
        """Whether the estimate rests on so few masked cells that its interval is rough."""
        return self.is_estimate and 0 < self.masked_cells < ROUGH_BELOW

    @property
    def point(self) -> Value | None:
        """The one number that is shown, in the unit; None where a range is."""
        if self.shows in {"certain", "probable"} or not self.is_estimate:
            return self.low if self._is_one_number else None
        return self.estimate

    @property
    def _is_one_number(self) -> bool:
        return None not in (self.low, self.high) and self._point(self.low) == self._point(self.high)

    def _point(self, value: Value | None) -> str:
        return number(value, self.unit, self.decimals)

    def __str__(self) -> str:
        return self._text() + self.marks

    def _margin(self, low: Value, high: Value) -> str:
        """Give the least that reaches both ends of the interval, rounded outward, from the number that is shown."""
        shown = rounded(self.estimate or 0, self.unit, self.decimals)
        ends = [rounded(end, self.unit, self.decimals, way) for end, way in ((low, -1), (high, 1))]
        margin = with_marks(max(abs(shown - end) for end in ends))
        return say("{interval}, rough", interval=margin) if self.is_rough else margin

    def _text(self) -> str:
        if not self.is_estimate or self.shows == "certain":
            if self.low is None or self.high is None:
                return MISSING
            return self._point(self.low) if self._is_one_number else span(self.low, self.high, self.unit, self.decimals)
        point = f"≈ {self._point(self.estimate)}"
        if self.shows == "point" or self.est_low is None or self.est_high is None:
            return point
        probable = span(self.est_low, self.est_high, self.unit, self.decimals)
        if self.shows == "margin":
            return f"{point} ±{self._margin(self.est_low, self.est_high)}"
        if self.shows == "all":
            probable = probable.removesuffix(UNITS[self.unit].suffix)
        probable = say("{interval}, rough", interval=probable) if self.is_rough else probable
        return probable if self.shows == "probable" else f"{point} ({probable})"


def ordinal(place: int) -> str:
    """Write a rank: `1st`, `22nd`, `113th`; in Dutch `1e`."""
    if language() == DUTCH:
        return f"{with_marks(place)}e"
    ending = {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return with_marks(place) + ("th" if place % 100 in {11, 12, 13} else ending)


def exactly(value: Value | None, unit: str = "count") -> Number:
    """Make a cell of a number without a doubt."""
    return Number(unit, value, value)


def is_nothing(cell: object) -> bool:
    """Tell whether a cell is 0, or says no number."""
    return cell.high == 0 if isinstance(cell, Number) else str(cell)[:1] in {"", MISSING}


def of_row(row: Mapping[str, Any], unit: str | None = None, shows: Shows = "all", marks: str = "") -> Number:
    """Make a cell of the number of a result's row."""
    ends = {name: row[name] for name in ("low", "high", "estimate", "est_low", "est_high")}
    return Number(unit or row["unit"], **ends, masked_cells=row.get("masked_cells", 0), shows=shows, marks=marks)


def of_side(row: Mapping[str, Any], side: str) -> Number:
    """Make a cell of the numerator or denominator of a row."""
    low, high, estimate = (row[f"{side}_{end}"] for end in ("low", "high", "estimate"))
    return Number("count", low, high, estimate, shows="point")
