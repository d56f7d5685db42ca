"""School years: how users and files write them, and the one form used inside.

`2019-2020` is the year of the count on 1 October 2019. A bare `2019` means that count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sto_cli.errors import UsageError

Year = str | int
"""A school year as a user writes it."""

_TWO_YEARS = re.compile(r"(?<!\d)((?:19|20)[0-9][0-9])\s*[-/]\s*((?:19|20)?[0-9][0-9])(?!\d)")
_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)[0-9]{2}([-_. ]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0?[1-9]|[12][0-9]|3[01])([-_. ])(?:0?[1-9]|1[0-2])\2(?:19|20)[0-9]{2})(?!\d)"
)
_ONE_YEAR = re.compile(r"(?<!\d)((?:19|20)[0-9][0-9])(?!\d)")


def school_year(first: int) -> str:
    """Name the school year of the count on 1 October of `first`: 2019 gives `2019-2020`."""
    return f"{first}-{first + 1}"


def first_year(year: str) -> int:
    """Give the calendar year of the count: `2019-2020` gives 2019."""
    return int(year[:4])


def short(year: str) -> str:
    """Shorten for a table head, the second year in two digits: `2019-2020` gives `2019-20`."""
    return f"{year[:5]}{year[-2:]}"


def parse_year(text: object) -> str:
    """Read a year as a user writes it: `2019-2020`, `2019/20` or `2019`, the last one as a whole number too.

    Raises:
        UsageError: the text has another form, or the two years do not follow each other.
    """
    value = str(text).strip() if type(text) in {str, int} else ""  # True is 1, and 2019.0 is 2019, to Python
    if pair := _TWO_YEARS.fullmatch(value):
        if _follows(*pair.groups()):
            return school_year(int(pair[1]))
        raise UsageError(
            "'{text}' is not a school year: {second} does not follow {first}; write 2019-2020 or 2019.",
            text=text,
            first=pair[1],
            second=pair[2],
        )
    if _ONE_YEAR.fullmatch(value):
        return school_year(int(value))
    raise UsageError(
        "'{text}' is not a school year; write 2019-2020, 2019/20, or 2019 for the count of 1 October 2019.", text=text
    )


def several(values: Any) -> Iterable[Any]:  # noqa: ANN401  # whatever a user has one or several of
    """Give a list as it is, and a text, a number or a path as a list of one."""
    return values if isinstance(values, Iterable) and not isinstance(values, str) else [values]


def parse_years(years: Iterable[Year] | Year) -> tuple[str, ...]:
    """Read years as `parse_year` does; one may stand by itself.

    Raises:
        UsageError: one is not a school year.
    """
    return tuple(map(parse_year, several(years)))


def parse_change(change: Iterable[Year] | None) -> tuple[str, str] | None:
    """Read the two years of a change; of none, none.

    Raises:
        UsageError: there are not two, or one is not a school year.
    """
    if change is None:
        return None
    if len(pair := parse_years(change)) == 2:  # noqa: PLR2004  # a change has two
        return pair[0], pair[1]
    raise UsageError("a change needs two school years, but {given} was given.", given=repr(change))


def parse_file_years(years: Mapping[str, Year]) -> dict[str, str]:
    """Read school years by path or file name.

    Raises:
        UsageError: one is not a school year.
    """
    return {file: parse_year(year) for file, year in years.items()}


def years_in_name(name: str, *, pairs_only: bool = False) -> list[str]:
    """List the school years that a file name speaks of, in order, each once.

    `…-2016-2017.csv` is one school year; `…-2019.csv` is the count of 1 October 2019. Two years
    that do not follow each other (`2019-2024`) are a range and count as two. A full date is not a school year. With `pairs_only`
    a single year is not a pair.
    """
    name = _DATE.sub(" ", name).replace("_", "-")
    pairs = [pair for pair in _TWO_YEARS.finditer(name) if _follows(*pair.groups())]
    found = [school_year(int(pair[1])) for pair in pairs]
    if pairs_only:
        return list(dict.fromkeys(found))
    rest = _TWO_YEARS.sub(lambda pair: " " if _follows(*pair.groups()) else pair[0], name)
    found += [school_year(int(one[1])) for one in _ONE_YEAR.finditer(rest)]
    return list(dict.fromkeys(found))


def _follows(first: str, second: str) -> bool:
    """Tell whether `second`, in four digits or two, is the year after `first`."""
    return str(int(first) + 1).endswith(second)
