"""From the keys of a claim to what was printed: a number with its interval, or a direction."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sto_cli.claims import clause, printed
from sto_cli.claims.asked import UNITS, Direction, unit_of
from sto_cli.claims.printed import Printed, PrintedError
from sto_cli.claims.said import Said, said
from sto_cli.language import message
from sto_cli.measuring import spoken

if TYPE_CHECKING:
    from sto_cli.catalog.models import Unit
    from sto_cli.catalog.toml_file import Place
    from sto_cli.claims.printed import Expect
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

WIDEST_PART, WIDEST_POINTS = Fraction(1, 5), Fraction(1, 20)
"""A tolerance beyond a fifth of the number, or beyond 5 points, says nothing without a reason."""

_TOLERANCE = re.compile(
    r"(?P<part>[0-9]{1,6})/(?P<of>[1-9][0-9]{0,5})|(?P<size>[0-9]{1,6}(?:[.,][0-9]{1,6})?)\s?(?P<percent>%)?"
)
_FITTING: dict[Direction, set[tuple[int, bool]]] = {
    Direction.RISES: {(1, False)},
    Direction.FALLS: {(-1, False)},
    Direction.STABLE: {(1, True), (-1, True)},
    Direction.STABLE_OR_RISES: {(1, False), (-1, True)},
}
"""The ways (up is 1) that words of a direction may say, plainly or denied: *niet gedaald* is stable or up."""


def direction(keys: dict[str, Any], unit: Unit, place: Place, *, is_change: bool) -> dict[str, Any]:
    """Read a direction, and its margin where it has one.

    Raises:
        CatalogError: the direction is unknown, has no margin, or is combined with keys of a number.
    """
    if not is_change:
        raise place.error("direction", "a direction needs a change; give from and to")
    for key in ("tolerance", "whole_unit", "reads_as"):
        if key in keys:
            raise place.error(key, "it applies to a number, but this claim is a direction; leave it out")
    way = Direction(keys["direction"])
    _refuse_other_words(keys["printed"], way, place)
    if way is Direction.STABLE and "margin" not in keys:
        raise place.error(
            "margin", "it is missing; give the largest change that counts as stable, such as '2%' or '0,5 procentpunt'"
        )
    if way in {Direction.RISES, Direction.FALLS} and "margin" in keys:
        raise place.error("margin", "a margin does not apply to '{way}'; leave it out", way=way)
    if "margin" not in keys:
        return {"direction": way}
    margin = _parse(keys["margin"], "margin", unit, place)
    if margin.unit != UNITS[unit][0] or margin.value < 0:
        raise place.error(
            "margin",
            "'{text}' is not a size of such a change; {wanted} was expected",
            text=keys["margin"],
            wanted=_UNIT_WORDS[unit],
        )
    _refuse_wide("margin", keys, place, is_wide=margin.value > WIDEST_POINTS)
    return {"direction": way, "margin": margin.value}


def _refuse_other_words(text: str, way: Direction, place: Place) -> None:
    """Refuse a direction that the printed words, or a sign in them, contradict."""
    words = clause.words_of(text)
    found = {(each, bool(words.negation)) for _, each in words.ways}
    found |= {(-1 if one.minus else 1, False) for one in said(text) if one.minus is not None}
    if not found <= _FITTING[way]:
        raise place.error(
            "direction",
            "'{way}' does not match '{text}'; correct one of the two, or put only the words of this change in printed",
            way=way,
            text=text,
        )


def _refuse_wide(key: str, keys: dict[str, Any], place: Place, *, is_wide: bool) -> None:
    """Refuse a reach within which nearly everything is right, unless the claim says why."""
    if is_wide and "tolerance_reason" not in keys:
        raise place.error(
            key,
            "{value} is over a fifth of the number, or over 5 points, so nearly every number would fit; make it smaller, or give the reason in tolerance_reason",
            value=keys[key],
        )


def number(keys: dict[str, Any], question: Question, place: Place) -> Printed:
    """Parse what was printed, or what the claim says it reads as.

    Raises:
        CatalogError: it is no number, or one of another kind than the indicator gives.
    """
    key = "reads_as" if "reads_as" in keys else "printed"
    found = alone(keys, place, unit_of(question), is_change=question.change is not None)
    unit = unit_of(question)
    if found.unit not in UNITS[unit] and {found.unit, *UNITS[unit]} != {"percent", "pp"}:
        raise place.error(
            key,
            "'{text}' is read as {unit}, but {indicator} gives {wanted} here; correct the indicator, or write the number with its sign or unit in reads_as",
            text=keys[key],
            unit=UNIT_NAMES[found.unit],
            indicator=spoken.label_of(question.indicator.id),
            wanted=_UNIT_WORDS[unit],
        )
    return found


def alone(keys: dict[str, Any], place: Place, expect: Expect | None, *, is_change: bool = False) -> Printed:
    """Parse what was printed, or what the claim says it reads as, whatever its unit.

    Raises:
        CatalogError: it is no number, or its tolerance is too wide.
    """
    key = "reads_as" if "reads_as" in keys else "printed"
    tolerance = _tolerance(keys, place)
    found = _parse(
        keys[key],
        key,
        expect,
        place,
        tolerance=tolerance,
        whole_unit=keys.get("whole_unit", False),
        is_change=is_change,
    )
    if "reads_as" in keys:
        _refuse_another_number(keys, found, place)
    if tolerance is not None:
        in_points = found.unit in ("percent", "pp") and abs(found.value) * tolerance > WIDEST_POINTS
        _refuse_wide("tolerance", keys, place, is_wide=tolerance > WIDEST_PART or in_points)
    return found


def _refuse_another_number(keys: dict[str, Any], found: Printed, place: Place) -> None:
    """Refuse a `reads_as` that is not the number of `printed`: what an edit of one of the two leaves behind."""
    here, there = said(keys["printed"]), said(keys["reads_as"])
    same = not here or (len(here) == len(there) and all(map(Said.keeps, there, here)))
    if not same or clause.way_of(keys["printed"]) * found.sign < 0:
        raise place.error(
            "reads_as",
            "'{reads_as}' is a different number from '{printed}'; keep the digits and words, and add only a sign or a unit",
            reads_as=keys["reads_as"],
            printed=keys["printed"],
        )


def _parse(
    text: str,
    key: str,
    expect: Expect | None,
    place: Place,
    *,
    tolerance: Fraction | None = None,
    whole_unit: bool = False,
    is_change: bool = False,
) -> Printed:
    read = clause.read if is_change else printed.parse
    try:
        return read(text, expect=expect, tolerance=tolerance, whole_unit=whole_unit)
    except PrintedError as error:
        raise place.error(key, str(error).rstrip(".")) from error


def _tolerance(keys: dict[str, Any], place: Place) -> Fraction | None:
    text = keys.get("tolerance")
    if text is None:
        return None
    found = _TOLERANCE.fullmatch(text)
    if not found:
        raise place.error("tolerance", "'{text}' is not a part of a number; write '1/20' or '5%'", text=text)
    if found["part"]:
        return Fraction(int(found["part"]), int(found["of"]))
    return Fraction(found["size"].replace(",", ".")) / (100 if found["percent"] else 1)
