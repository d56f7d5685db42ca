"""From a header line to a layout: which source and vintage a file is, and where each column stands.

The layout is decided by the set of header names alone, never by the file name. They are compared as people read them, and
their order does not matter. Required columns decide; a missing or doubled one refuses the file, extra ones are
named and ignored. A name that one layout has is understood in all; which layout it is, more names of its own decide.
"""

from __future__ import annotations

import contextlib
import csv
import re
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, NamedTuple

from sto_cli.errors import InputError, NotDuoError
from sto_cli.language import Message, joined, message
from sto_cli.reading import limits
from sto_cli.reading.cells import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sto_cli.catalog import Catalog, Layout, Source
    from sto_cli.catalog.models import Column, FactsKind
    from sto_cli.reading.text import Text

# From this share of its columns on, a file is taken for a damaged one of that layout, not for another kind of file.
_DAMAGED_FROM = 0.6
# How many missing columns a message names.
_LISTED = 5
# How far below the first line a header is looked for.
_TITLE_LINES = 5


_DELIMITERS = {";": message("a semicolon"), ",": message("a comma"), "\t": message("a tab"), "|": message("a bar")}
"""What may stand between fields, in words."""

COUNT_YEAR = "count_year"
"""The canonical column of files that say the year of the count in each row."""

PUPILS: tuple[FactsKind, ...] = ("enrolment", "exams")
"""The kinds of facts that count pupils."""

SEXES = ("boys", "girls", "unknown")
"""The canonical columns that a file of exam candidates has beside a total."""

CANDIDATES = "candidates"
"""The canonical column of exam candidates; `candidates 2019` where each year has its own."""

AMOUNTS = ("persons", "fte", "side_entrants")
"""What a file of staff may tell of it."""


def amount_of(column: str) -> str:
    """Name the amount of a column: `fte` of `fte 2018`, or of `fte` beside a column of years."""
    return column.partition(" ")[0]


class NotRecognisedError(NotDuoError):
    """The header fits no layout."""


class Recognised(NamedTuple):
    """A header that fits a layout.

    Attributes:
        delimiter: what stands between fields.
        columns: the position in the file of each canonical column; those of a year as `persons 2018`.
        years: the calendar years that the year columns name, ascending; empty for a file of one year.
        extra: header names that the layout does not know; they are not read.
        names: the header names as the file prints them, in order.
    """

    source: Source
    layout: Layout
    delimiter: str
    columns: dict[str, int]
    years: tuple[int, ...]
    extra: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def says_year(self) -> bool:
        """Whether the file itself gives its years, or has no year."""
        return bool(self.years) or COUNT_YEAR in self.columns or self.source.facts == "places"


class _Match(NamedTuple):
    source: Source
    layout: Layout
    delimiter: str
    columns: dict[str, int]
    years: tuple[int, ...]
    missing: tuple[str, ...]
    doubled: tuple[str, ...]
    used: frozenset[int]
    names: tuple[str, ...]
    core: int
    own: int

    @property
    def fits(self) -> bool:
        return not self.missing

    @property
    def likeness(self) -> float:
        """Return how many columns of the layout are present, optional columns included.

        Nothing does where all that tells its source from others is missing.
        """
        if self.source.telling and not {*self.source.telling} & {*map(amount_of, self.columns)}:
            return 0.0
        absent = [
            each
            for each in self.layout.columns
            if each.kind == "text" and each.optional and each.name not in self.columns
        ]
        return len(self.used) / (len(self.used) + len(self.missing) + len(absent)) if self.used else 0.0


def recognise_below(text: Text, catalog: Catalog) -> Recognised:
    """Recognise the header of a text; where it fits nothing, see if it stands below a title.

    Raises:
        NotRecognisedError: it fits none, and stands below no title.
        InputError: it is damaged, or stands below a title.
    """
    try:
        return recognise(text.path, text.header, catalog)
    except NotRecognisedError:
        lines = text.content.split(b"\n", _TITLE_LINES + 1)[1 : _TITLE_LINES + 1]
        for number, line in enumerate(lines, start=text.first_line + 1):
            with contextlib.suppress(InputError):
                header = line[: limits.LINE.most].decode(errors="replace").rstrip("\r")
                below, at = recognise(text.path, header, catalog), number
                break
        else:
            raise
        raise InputError(
            "{path}: the header of {layout} is on line {line}; remove the lines above it.",
            path=text.path,
            layout=f"{below.source.id} {below.layout.name}",
            line=at,
        ) from None


def recognise(path: Path, header: str, catalog: Catalog) -> Recognised:
    """Find the layout that a header line fits; the one that uses most of its columns wins.

    Raises:
        NotRecognisedError: it fits none and is not near any.
        InputError: it is one of ours but for missing or doubled columns, which are listed.
    """
    matches = [
        _match(source, layout, delimiter, header)
        for source in catalog.sources.values()
        for layout in source.layouts
        for delimiter in [each for each in source.delimiters if each in header] or source.delimiters[:1]
    ]
    fitting = [match for match in matches if match.fits]
    best = max(fitting or matches, key=lambda match: (match.core, match.own, match.likeness))
    if best.doubled and (best.fits or best.likeness >= _DAMAGED_FROM):
        raise InputError(
            "{path}: the header has the column {columns} twice; remove the wrong one.",
            path=path,
            columns=_quoted(best.doubled),
        )
    if not best.fits:
        raise _saved_otherwise(path, header, catalog) or _refusal(path, best)
    extra = tuple(name for position, name in enumerate(best.names) if position not in best.used)
    return Recognised(best.source, best.layout, best.delimiter, best.columns, best.years, extra, best.names)


def staff_columns(header: str, catalog: Catalog) -> frozenset[str]:
    """Give the canonical columns of staff that the header of a sheet has, fitting or not; none where it has no amount."""
    found = [
        _match(source, layout, source.delimiters[0], header)
        for source in catalog.sources.values()
        if source.facts == "staffing"
        for layout in source.layouts
    ]
    best = max(found, key=lambda match: len(match.used))
    return frozenset(best.columns) if best.years or COUNT_YEAR in best.columns else frozenset()


def _saved_otherwise(path: Path, header: str, catalog: Catalog) -> InputError | None:
    """Say that a header is one of ours but for what stands between or around its fields; None where it is not."""
    for source in catalog.sources.values():
        for delimiter in [each for each in _DELIMITERS if each not in source.delimiters]:
            fitting = [layout for layout in source.layouts if _match(source, layout, delimiter, header).fits]
            if fitting:
                return InputError(
                    "{path}: this is {layout} with {found} between its fields, but {expected} was expected; download it "
                    "again, or save it with that delimiter.",
                    path=path,
                    layout=f"{source.id} {fitting[0].name}",
                    found=_DELIMITERS[delimiter],
                    expected=_DELIMITERS[source.delimiters[0]],
                )
    whole = next(csv.reader([header.replace("\r", " ")]))
    if len(whole) == 1 and whole[0] != header:
        with contextlib.suppress(InputError):
            recognise(path, whole[0], catalog)
            return InputError(
                "{path}: each line is in quotes as if it were one field; download the file again, or remove the quotes "
                "around the lines.",
                path=path,
            )
    return None


def _refusal(path: Path, nearest: _Match) -> InputError:
    if not nearest.used:
        return NotRecognisedError(
            "{path}: not a DUO layout that sto knows; none of its columns is a DUO column (see sto catalog sources).",
            path=path,
        )
    layout = f"{nearest.source.id} {nearest.layout.name}"
    missing = _quoted(nearest.missing)
    instead = tuple(name for position, name in enumerate(nearest.names) if name and position not in nearest.used)
    if nearest.likeness < _DAMAGED_FROM:
        return NotRecognisedError(
            "{path}: not a DUO layout that sto knows; the nearest is {layout}, without {missing} (see sto catalog sources).",
            path=path,
            layout=layout,
            missing=missing,
        )
    if instead:
        return InputError(
            "{path}: this version does not know the layout, which is nearest to {layout}; these columns are new: "
            "{instead}; these are missing: {missing}. --catalog can name them, and sto inspect --share prints what to "
            "send.",
            path=path,
            layout=layout,
            instead=_quoted(instead),
            missing=missing,
        )
    return InputError(
        "{path}: this version does not know the layout, which is nearest to {layout}; these columns are missing: "
        "{missing}. sto inspect --share prints what to send.",
        path=path,
        layout=layout,
        missing=missing,
    )


@lru_cache(maxsize=64)  # yearly files have the same header, and there are a dozen layouts to try
def _match(source: Source, layout: Layout, delimiter: str, header: str) -> _Match:
    # A line with a CR in it is no header; the csv module would refuse it with an error of its own.
    names = tuple(name.strip() for name in next(csv.reader([header.replace("\r", " ")], delimiter=delimiter)))
    keys = [_key(name) for name in names]
    columns: dict[str, int] = {}
    years: set[int] = set()
    missing: list[str] = []
    doubled: list[str] = []
    core = own = 0
    for column in layout.columns:
        # One header may be the name of two columns of a layout; the first that lacks another takes it.
        positions = _positions(column, keys)
        found = {name: at for name, at in positions.items() if at[0] not in columns.values()}
        if not found and not column.optional:
            missing.append(_of_a_year(column))
        for name, at in found.items():
            columns[name] = at[0]
            doubled += [names[at[0]]] * (len(at) > 1)
            core += not (column.optional and column.kind == "ignored")
            own += keys[at[0]] == _key(column.headers[0])
            years |= {int(name[-4:])} if column.kind == "year" else set()
    amounts = [column for column in layout.columns if column.kind in {"year", "count"}]
    if amounts and not any(name.partition(" ")[0] == column.name for name in columns for column in amounts):
        missing += [name for name in map(_of_a_year, amounts) if name not in missing]
    used = frozenset(columns.values())
    return _Match(
        source, layout, delimiter, columns, tuple(sorted(years)), tuple(missing), tuple(doubled), used, names, core, own
    )


def _of_a_year(column: Column) -> str:
    """Name a column as a file does; one of each year by 2018."""
    return column.headers[0].format(year="2018", next="2019")


def _positions(column: Column, keys: list[str]) -> dict[str, list[int]]:
    """Find a column by the first of its headers that is present; a year column gives one entry for each year."""
    headers = [_key(header) for header in column.headers]
    if column.kind != "year":
        found_under = next((header for header in headers if header in keys), None)
        positions = [position for position, key in enumerate(keys) if key == found_under]
        return {column.name: positions} if positions else {}
    found: dict[str, list[int]] = {}
    four = "(?:19|20)[0-9][0-9]"
    years = ((r"\{year\}", f"({four})"), (r"\{next\}", f"(?P<next>{four})"))
    patterns = [reduce(lambda text, year: text.replace(*year), years, re.escape(header)) for header in headers]
    for position, key in enumerate(keys):
        for pattern in patterns:
            match = re.fullmatch(pattern, key)
            if match and int(match.groupdict().get("next") or 0) in {0, int(match[1]) + 1}:
                found.setdefault(f"{column.name} {match[1]}", []).append(position)
    return found


@lru_cache(maxsize=1024)
def _key(name: str) -> str:
    """Compare as people read it, and without regard to the curly apostrophe that Excel makes of FTE'S."""
    return fold(name).replace("’", "'")


def _quoted(names: Iterable[str]) -> Message:
    return some([f"'{name}'" for name in names])


def some(names: Sequence[str]) -> Message:
    """List the first names, and say how many more there are."""
    shown, more = joined(names[:_LISTED], ", "), len(names) - _LISTED
    return message("{names}, {more} more", names=shown, more=more) if more > 0 else shown
