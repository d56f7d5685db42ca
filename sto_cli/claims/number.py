"""From the keys of a claim to what was printed: a number with its interval, or a direction."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sto_cli import strict
from sto_cli.claims import printed
from sto_cli.claims.asked import UNITS, Direction, unit_of
from sto_cli.claims.printed import Printed, PrintedError
from sto_cli.language import message

if TYPE_CHECKING:
    from sto_cli.catalog.models import Unit
    from sto_cli.claims.schema import Place
    from sto_cli.language import Message
    from sto_cli.measuring.question import Question

_UNIT_WORDS: dict[Unit, Message] = {
    "share": message("a percentage"),
    "pct_change": message("a percentage"),
    "pp": message("a number of percentage points (procentpunt)"),
    "count": message("a plain number"),
    "fte": message("a number of FTE"),
}


UNIT_NAMES: dict[str, Message] = {
    "percent": message("percent"),
    "pp": message("percentage points"),
    "fte": message("FTE"),
    "plain": message("a number without a unit"),
}
"""What a printed number says it is, in words."""


def direction(keys: dict[str, Any], question: Question, place: Place) -> tuple[Direction, Fraction]:
    """Read a direction and its margin, which is 0 where it has none.

    Raises:
        CatalogError: it is none, it lacks its margin, or it stands beside keys of a number.
    """
    if question.change is None:
        raise place.error("direction", message("a direction is of a change; give from and to"))
    strict.choose(keys, "direction", list(Direction), place)
    for key in ("tolerance", "whole_unit", "reads_as"):
        if key in keys:
            raise place.error(key, message("it goes with a number, and this claim is a direction; leave it out"))
    way = Direction(keys["direction"])
    if way is Direction.STABLE and "margin" not in keys:
        raise place.error(
            "margin", message("it is missing; how far from 0 is still stable, such as '2%' or '0,5 procentpunt'?")
        )
    if way in {Direction.RISES, Direction.FALLS} and "margin" in keys:
        raise place.error("margin", message("'{way}' takes none; leave it out", way=way))
    if "margin" not in keys:
        return way, Fraction(0)
    margin = _parse(keys["margin"], "margin", question, place)
    if margin.unit != UNITS[unit_of(question)][0] or margin.value < 0:
        raise place.error(
            "margin",
            message(
                "'{text}' is no size of such a change; {wanted} was expected",
                text=keys["margin"],
                wanted=_UNIT_WORDS[unit_of(question)],
            ),
        )
    return way, margin.value


def number(keys: dict[str, Any], question: Question, place: Place) -> Printed:
    """Parse what was printed, or what the claim says it reads as.

    Raises:
        CatalogError: it is no number, or one of another kind than the indicator gives.
    """
    key = "reads_as" if "reads_as" in keys else "printed"
    found = _parse(
        keys[key], key, question, place, tolerance=_tolerance(keys, place), whole_unit=keys.get("whole_unit", False)
    )
    unit = unit_of(question)
    if found.unit not in UNITS[unit] and {found.unit, *UNITS[unit]} != {"percent", "pp"}:
        raise place.error(
            key,
            message(
                "'{text}' is read as {unit}, and {indicator} gives {wanted} here; correct the indicator, or say with reads_as what the text around the number makes of it",
                text=keys[key],
                unit=UNIT_NAMES[found.unit],
                indicator=question.indicator.id,
                wanted=_UNIT_WORDS[unit],
            ),
        )
    return found


def _parse(
    text: str,
    key: str,
    question: Question,
    place: Place,
    *,
    tolerance: Fraction | None = None,
    whole_unit: bool = False,
) -> Printed:
    try:
        return printed.parse(text, expect=unit_of(question), tolerance=tolerance, whole_unit=whole_unit)
    except PrintedError as error:
        raise place.error(key, str(error).rstrip(".")) from error


def _tolerance(keys: dict[str, Any], place: Place) -> Fraction | None:
    text = keys.get("tolerance")
    if text is None:
        return None
    try:
        return Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except (ValueError, ZeroDivisionError) as error:
        raise place.error(
            "tolerance", message("'{text}' is no part of a number; write '1/20' or '5%'", text=text)
        ) from error
