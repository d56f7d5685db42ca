"""A claim on a table of the user's own: one cell, the sum of a column, or the number of rows, exactly.

It may be divided, by a number or by what DUO's files give, and two of its numbers may make a change.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from sto_cli.catalog import catalog
from sto_cli.catalog.toml_file import FLAG, TEXT, WHERE, YEAR, Kind, one_of, table
from sto_cli.claims import number as numbers
from sto_cli.claims import own_cells, question
from sto_cli.claims.asked import UNITS, Asked, Stated
from sto_cli.claims.own_cells import lines
from sto_cli.claims.verdict import Possible
from sto_cli.language import joined, message

if TYPE_CHECKING:
    from pathlib import Path

    from sto_cli.catalog.models import Unit
    from sto_cli.catalog.toml_file import Keys, Place
    from sto_cli.claims.own_cells import Table
    from sto_cli.claims.printed import Expect, Printed
    from sto_cli.language import Message

_WAYS = ("column", "sum", "count")
_CHANGE = ("from", "to")
_LEVEL: dict[str, Unit] = {"percent": "share", "pp": "pp", "fte": "fte", "plain": "count"}
_ENDS = ("low", "high", "estimate", "est_low", "est_high")


def keys() -> Keys:
    """Give what the table of a claim may hold."""
    one = {"column": TEXT, "sum": TEXT, "count": FLAG}
    per: Keys = {"indicator": one_of(catalog().indicators), "definition": TEXT, "part": TEXT, "year": YEAR}
    return {
        "file": TEXT,
        "encoding": TEXT,
        "where": WHERE,
        **dict.fromkeys(_CHANGE, WHERE),
        **one,
        "unit": one_of(own_cells.UNITS),
        "divide_by": Kind((int,), message("a whole number")),
        "per": table(
            per | {"where": WHERE},
            message("a table such as {{ indicator = 'pupil_count', definition = 'technical', year = 2024 }}"),
            needed=("indicator", "definition", "year"),
        ),
    }


def is_there(asked: dict[str, Any], folder: Path) -> bool:
    """Tell whether the file of a table is there; of a sheet its workbook."""
    path = folder / asked["file"]
    return any(each.is_file() for each in (path, *path.parents))


@dataclass(frozen=True)
class OwnTable(Stated):
    """What a table of the user's own gives, and what was printed of it.

    Attributes:
        path: the file on disk.
        name: the file as the claim names it.
        what: which cell, sum or number of rows it is.
        value: what the table gives; a percentage is a part of 1, and so is a change.
        gives: the unit of that.
        per: what it is to be divided by: a count of DUO's files; None for a number of the table alone.
        others: what the other rows give for the same column, by line.
    """

    path: Path
    name: str
    what: Message
    value: Fraction
    gives: Unit
    changes: bool = False
    per: Asked | None = None
    others: tuple[tuple[int, Fraction], ...] = ()

    @property
    def unit(self) -> Unit:
        """The unit of what it gives."""
        return self.gives

    @property
    def is_change(self) -> bool:
        """Whether it is made of two numbers of the table."""
        return self.changes

    def possible(self, divisor: Possible | None = None) -> Possible:
        """What it gives, which is exact; or what it can be over a number that the files of DUO give."""
        if divisor is None:
            return Possible(self.value, self.value)
        ends = {end: getattr(divisor, end) for end in _ENDS}
        least, most = ("high", "low") if self.value >= 0 else ("low", "high")
        turned = {"low": least, "high": most, "est_low": f"est_{least}", "est_high": f"est_{most}"}
        over = {end: ends[turned.get(end, end)] for end in _ENDS}
        given = {end: self.value / by if by else None for end, by in over.items()}
        return Possible(**given, reason=divisor.reason)


class _Given(NamedTuple):
    """What a table gives: a number with what it says it is, the rows that it was found in, and what those beside them give."""

    value: Fraction
    unit: str
    where: Message
    others: tuple[tuple[int, Fraction], ...] = ()


def read(claim: dict[str, Any], place: Place, folder: Path) -> OwnTable | None:
    """Read what a claim says of a table, whose name is relative to a folder, and the number that the table gives.

    None where what it is divided by has mistakes, which are kept.

    Raises:
        CatalogError: it cannot be read, has no such column or row, or more rows than one for a cell, or no number there.
    """
    asked, at = claim["table"], place.within("table")
    ways = [way for way in _WAYS if asked.get(way)]
    if len(ways) != 1:
        raise at.error(
            ways[-1] if ways else "column",
            "a table gives one cell (column), a sum (sum) or the number of its rows (count = true); give one of these",
        )
    (way,), changes = ways, [key for key in _CHANGE if key in asked]
    if way == "count" and "unit" in asked:
        raise at.error("unit", "it applies to cells, but rows are counted here; leave it out")
    if len(changes) == 1:
        raise at.error(changes[0], "a change needs from and to, each with values of columns; add the other")
    if asked.get("divide_by", 1) < 1:
        raise at.error("divide_by", "{number} is not a size; give 1 or more", number=asked["divide_by"])
    own = own_cells.opened(asked, at, folder)
    found = [_given(own, way, asked, key) for key in changes or [""]]
    per = question.asked(asked["per"], at.within("per")) if "per" in asked else None
    if "per" in asked and per is None:
        return None
    value, gives = _change(found, at) if changes else (found[0].value, _LEVEL[found[0].unit])
    if per and (changes or gives != "count"):
        raise at.error("per", "only a plain number of a table can be divided by a count; leave it out")
    by = asked.get("divide_by", 1)
    what = joined((given.where for given in found), " → ")
    if way != "count":
        what = message("{what}, column {column}", what=what, column=asked[way])
    what = message("{file}, {what}", file=asked["file"], what=what)
    what = message("{what}, divided by {number}", what=what, number=by) if by > 1 else what
    stated = _stated(claim, asked, gives, place, is_change=bool(changes), is_cell=way != "count")
    return OwnTable(
        own.path,
        asked["file"],
        what,
        value if changes else value / by,
        gives,
        changes=bool(changes),
        per=per,
        others=() if changes or per else tuple((line, each / by) for line, each in found[0].others),
        **stated,
    )


def _given(own: Table, way: str, asked: dict[str, Any], key: str) -> _Given:
    """Take a cell, a sum or the number of rows, of the rows that match."""
    found = own.matching("where", *([key] if key else []), where=asked)
    if way == "count":
        return _Given(Fraction(len(found)), "plain", lines(found))
    column = own.position(asked[way], way)
    if way == "column" and len(found) > 1:
        raise own.at.error(
            way,
            "{file} has {count:,} rows that match ({lines}), and one was expected; name one with where, or take their sum",
            file=own.file.path,
            count=len(found),
            lines=lines(found),
        )
    own.refuse_mixed(column, way)
    unit = asked.get("unit")
    cells = [own.number(row, column, unit, way) for row in found]
    others = [(row.line, own.readable(row, column, unit)) for row in own.rows if row not in found] * (way == "column")
    beside = tuple((line, value) for line, value in others if value is not None)
    return _Given(sum((value for _, value in cells), Fraction(0)), cells[0][0], lines(found), beside)


def _change(found: list[_Given], at: Place) -> tuple[Fraction, Unit]:
    """Compare a later number with an earlier one: of percentages the difference, of others the growth."""
    first, last = found
    if first.unit == "percent":
        return last.value - first.value, "pp"
    if not first.value:
        raise at.error("from", "it gives 0, and nothing grows from 0; choose another row")
    return last.value / first.value - 1, "pct_change"


def _stated(
    claim: dict[str, Any], asked: dict[str, Any], gives: Unit, place: Place, *, is_change: bool, is_cell: bool
) -> dict[str, Any]:
    """Read what was printed: a direction with its margin, or a number in the unit that the table gives."""
    if "direction" in claim:
        return numbers.direction(claim, gives, place, is_change=is_change)
    if "margin" in claim:
        raise place.error("margin", "it applies only to a direction; use tolerance for hedged words")
    expect: Expect | None = own_cells.UNITS[asked["unit"]][1] if "unit" in asked else None
    if is_change or gives in ("share", "pp"):
        expect = gives
    elif not is_cell:
        expect = "count"
    number = numbers.alone(claim, place, expect, is_change=is_change)
    _refuse_unit(gives, number, claim, place.within("table"), is_cell=is_cell and not is_change)
    return {"number": number}


def _refuse_unit(gives: Unit, number: Printed, claim: dict[str, Any], at: Place, *, is_cell: bool) -> None:
    """Refuse a percentage beside a plain number, and the other way round."""
    if number.unit in {*UNITS[gives], {"share": "pp", "count": "fte"}.get(gives)}:
        return
    is_open = is_cell and gives == "count" and "unit" not in claim["table"]
    more = message("; say with unit what stands in the table: percent (9,1) or part (0,091)") if is_open else ""
    raise at.error(
        "unit",
        "'{printed}' is read as {its}, but the table gives {unit}{more}",
        printed=claim.get("reads_as", claim["printed"]),
        its=numbers.UNIT_NAMES[number.unit],
        unit=numbers.UNIT_NAMES[UNITS[gives][0]],
        more=more,
    )
