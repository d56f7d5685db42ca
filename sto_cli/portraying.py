"""One place beside its province and the country: shares, girls, exam candidates, what opened and closed, and its rank.

Every number is the answer to a question that the commands of indicators can be asked too. For all places of one kind each
question is asked once, cut by place.

A rank is a range. The highest number is 1st, and equal numbers share a rank. The best rank that is possible is 1 + the number
of peers whose lowest possible number is above the highest of the place; the worst is 1 + the number of peers whose highest is
above its lowest. Both can occur, since two places share no masked cell.
"""

from __future__ import annotations

from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.errors import InputError
from sto_cli.language import Shown, glance, message
from sto_cli.measuring import one_place
from sto_cli.measuring.flows import flows
from sto_cli.measuring.measure import Result, measure, years_of
from sto_cli.measuring.question import Question, Values, ask, in_both
from sto_cli.years import Year, parse_years

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sto_cli.reading.data import Data

SHARE, TRACKS, PROFILES, GIRLS, EXAMS = "technical_share", "tracks", "profiles", "girls", "exams"
"""The sections: the technical share, the same in each track, the share of each of the ten profiles in all pupils, girls in the
technical profiles, and the technical share among exam candidates."""

RANK = dict.fromkeys(("best", "worst", "est_best", "est_worst", "ranked", "unranked"), pl.Int64)
"""The rank of a number: from `best` to `worst` for certain, and from `est_best` to `est_worst` if every number lies in its 95%
interval; among how many places, and how many more had nobody in scope."""

_RANKED = {**dict.fromkeys(("indicator", "definition", "school_year", "place"), pl.String), **RANK}

CERTAINLY_HIGHER, PROBABLY_HIGHER, SAME, UNDECIDED, PROBABLY_LOWER, CERTAINLY_LOWER = range(6)
"""How a number lies beside another: their certain ranges are apart, or their 95% intervals, or neither."""


class Section(NamedTuple):
    """One question, answered for a place, its province and the country.

    Attributes:
        province: None where the place is a province or lies in several, or the files do not give provinces.
    """

    place: Result
    province: Result | None
    country: Result


@dataclass(frozen=True)
class Portrait(Shown):
    """What the files say of one place.

    Attributes:
        column: the kind of place, one of `one_place.PLACES`.
        place: which it is, as the files write it.
        name: the newest name of a location, and else the place.
        provinces: the provinces that its locations lie in.
        sections: what was measured; a section that the files cannot answer is not there.
        ranks: `indicator`, `definition`, `school_year`, `place` and `RANK`, for each section that is not cut by track or profile.
        opened: the profiles that opened and closed at its locations, as `Flows.frame`; None with fewer than two years of pupils.
    """

    column: str
    place: str
    name: str
    provinces: tuple[str, ...]
    sections: dict[str, Section] = field(repr=False)
    ranks: pl.DataFrame = field(repr=False)
    opened: pl.DataFrame | None = field(repr=False)

    def __repr__(self) -> str:
        """Show which place it is of, and its sections."""
        rows = (f"{name}: {areas.place.frame.height} rows" for name, areas in self.sections.items())
        return glance(f"Portrait of {self.name} ({self.column} {self.place})", rows)

    @property
    def data(self) -> Data:
        """What it was measured from."""
        return self.sections[self.main].country.data

    @property
    def main(self) -> str:
        """The section that it begins with: the technical share, or that among exam candidates where there are no pupils."""
        return next(iter(self.sections))

    @property
    def year(self) -> str:
        """The newest school year of that section."""
        return self.newest(self.main)

    @property
    def results(self) -> list[Result]:
        """All that was measured, the place before its province and the country."""
        return [result for areas in zip(*self.sections.values(), strict=True) for result in areas if result]

    def newest(self, section: str) -> str:
        """Give the newest school year of a section."""
        return str(self.sections[section].country.frame["school_year"].max())

    def row(self, section: str, year: str, area: int = 0) -> dict[str, Any] | None:
        """Give the number of a section that is not cut: of the place, its province (1) or the country (2); None without one."""
        result = self.sections[section][area]
        found = result.frame.filter(school_year=year) if result else None
        return None if found is None or found.is_empty() else found.row(0, named=True)

    def rank(self, section: str, year: str) -> dict[str, Any] | None:
        """Give the rank of a section in a school year; None where nobody is in scope."""
        asked = self.sections[section].place.question
        found = self.ranks.filter(indicator=asked.indicator.id, definition=asked.definition.id, school_year=year)
        return found.row(0, named=True) if found.height else None

    def too_small(self) -> list[tuple[str, dict[str, Any]]]:
        """List what is too small to say in the newest year: rows whose count may be more than twice what it is at least."""
        return [
            (section, row)
            for section, areas in self.sections.items()
            for row in areas.place.frame.filter(school_year=self.newest(section)).iter_rows(named=True)
            if row["numerator_high"] > 2 * row["numerator_low"]
        ]


def beside(own: Mapping[str, Any], other: Mapping[str, Any]) -> int:
    """Tell how a number lies beside another."""
    if None in (own["low"], other["low"]):
        return UNDECIDED
    if own["low"] == own["high"] == other["low"] == other["high"]:
        return SAME
    if own["low"] > other["high"]:
        return CERTAINLY_HIGHER
    if own["high"] < other["low"]:
        return CERTAINLY_LOWER
    (low, high), (other_low, other_high) = _likely(own), _likely(other)
    return PROBABLY_HIGHER if low > other_high else PROBABLY_LOWER if high < other_low else UNDECIDED


def _likely(row: Mapping[str, Any]) -> tuple[float, float]:
    """Give the 95% interval of a number, or its certain range where nothing is estimated."""
    return (row["low"], row["high"]) if None in (row["est_low"], row["est_high"]) else (row["est_low"], row["est_high"])


def portrait(data: Data, where: Mapping[str, Values] | None, *, years: Iterable[Year] | Year = ()) -> Portrait:
    """Portray one place beside its province and the country.

    Args:
        data: the facts.
        where: the place: `{"municipality": "Hengelo"}`, or a province, RMC area, labour-market region, STO region or location.
        years: a school year, or several; none for all that the data have.

    Raises:
        UsageError: `where` is not one place, or a word is not known.
        WordError: the data have no such place.
        InputError: the data lack what is needed.
    """
    column, place = one_place.place_found(data, where)
    return next(_portraits(data, column, parse_years(years), place))


def portraits(data: Data, column: str, *, years: Iterable[Year] | Year = ()) -> Iterator[Portrait]:
    """Portray every place of one kind. Each question is answered once, for all of them.

    A location of which no file gives the place is in no portrait.

    Args:
        data: the facts.
        column: one of `one_place.PLACES`, in English or Dutch.
        years: as `portrait`.

    Raises:
        UsageError: there is no such kind of place.
        InputError: the data lack what is needed.
    """
    return _portraits(data, one_place.kind_of_place(column), parse_years(years))


def _questions() -> dict[str, list[Question]]:
    """List the questions of each section; of several the first that the files can answer counts."""
    ten = [code for code, profile in catalog().profiles.items() if profile.group in {"technical", "other"}]
    each = ask(SHARE, by="profile", technical=ten)
    # Counting all ten as technical is how it is computed, and not what it is.
    share = each.definition._replace(
        title=in_both(message("Share of each profile")),
        words=in_both(message("pupils in each of the ten profiles as a share of all pupils")),
        label=in_both(message("each of the ten profiles ÷ all pupils, BB+KB+GL, grades 3 and 4")),
        source=in_both(message("the pupils of the technical share")),
    )
    return {
        SHARE: [ask(SHARE)],
        TRACKS: [ask(SHARE, by="track")],
        PROFILES: [replace(each, definition=share)],
        GIRLS: [ask("girls_share")],
        EXAMS: [ask("exam_technical_share", definition=id_) for id_ in catalog().definitions["exam_technical_share"]],
    }


class _Measured(NamedTuple):
    """One question, answered for the places, the provinces and the country; the first two also place by place."""

    places: Result
    by_place: dict[str, pl.DataFrame]
    provinces: Result | None
    by_province: dict[str, pl.DataFrame]
    country: Result


def _portraits(data: Data, column: str, years: tuple[str, ...], place: str | None = None) -> Iterator[Portrait]:
    """Portray one place, or all of a kind."""
    known = one_place.known(data, column)
    wanted = [place] if place else [*known]
    around = tuple(sorted({province for each in wanted for province in known[each].provinces}))
    measured: dict[str, _Measured] = {}
    refused = []
    for name, questions in _questions().items():
        for question in questions:
            try:
                measured[name] = measured.get(name) or _measured(data, question, years, column, place, around)
            except InputError as error:
                refused.append(error)
    if not measured:
        raise one_place.main_reason(data, refused)
    ranked = pl.concat(
        [
            pl.DataFrame(schema=_RANKED),
            *(_ranked(each.places, column, len(known)) for each in measured.values() if not each.country.groups),
        ]
    )
    by_place = _by_value(ranked, "place")
    opened = _opened(data, years)
    for each in wanted:
        name, provinces, locations = known[each]
        sections = {key: _section(one, column, each, provinces) for key, one in measured.items()}
        here = None if opened is None else opened.filter(pl.col("location").is_in(locations))
        yield Portrait(column, each, name, provinces, sections, by_place.get(each, ranked.clear()), here)


def _measured(
    data: Data, question: Question, years: tuple[str, ...], column: str, place: str | None, around: tuple[str, ...]
) -> _Measured:
    """Answer a question cut by place, by province, and uncut.

    Where one place is meant, a question that is cut further is asked of it alone; any other of all, since a rank needs its peers.
    """
    present = years_of(data, question)
    question = replace(question, years=tuple(year for year in years if year in present) or years)
    country = measure(data, question)
    cut = replace(question, by=(column, *question.by))
    found = measure(data, replace(cut, where={column: (place,)}) if place and question.by else cut)
    provinces = None
    if around:
        within = replace(question, by=("province", *question.by), where={"province": around})
        with suppress(InputError):  # not every file gives the province of a location
            provinces = measure(data, within)
    of_province = _by_value(provinces.frame, "province") if provinces else {}
    return _Measured(found, _by_value(found.frame, column), provinces, of_province, country)


def _by_value(frame: pl.DataFrame, column: str) -> dict[str, pl.DataFrame]:
    return {str(value): own for (value,), own in frame.partition_by(column, as_dict=True).items()}


def _section(measured: _Measured, column: str, place: str, provinces: tuple[str, ...]) -> Section:
    within = None
    if measured.provinces and len(provinces) == 1:
        within = _of(measured.provinces, measured.by_province, "province", provinces[0])
    return Section(_of(measured.places, measured.by_place, column, place), within, measured.country)


def _of(result: Result, by_value: dict[str, pl.DataFrame], column: str, value: str) -> Result:
    """Give what a result says of one place, without the tracks and profiles that nobody there is known to be in."""
    frame = by_value.get(value, result.frame.clear())
    if cut := [name for name in result.question.by if name != column]:
        side = "numerator" if "profile" in cut else "denominator"
        is_known = (pl.col(f"{side}_low") > 0) | (pl.col(f"{side}_high") > pl.col("unknown"))
        frame = frame.filter(is_known.any().over(cut))
    return replace(result, question=replace(result.question, where={column: (value,)}), frame=frame)


def _opened(data: Data, years: tuple[str, ...]) -> pl.DataFrame | None:
    """List the profiles that opened and closed anywhere."""
    question = ask("profile_count")
    try:
        present = years_of(data, question)
        chosen = tuple(year for year in present if not years or year in years)
        return flows(data, replace(question, years=chosen)).frame.drop_nulls("profile") if len(chosen) > 1 else None
    except InputError:
        return None


# --- RANKS ---


def _ranked(result: Result, column: str, known: int) -> pl.DataFrame:
    """Rank every place among its peers, in each school year; `known` is how many places there are of the kind."""
    rows = []
    for (year,), frame in result.frame.partition_by("school_year", as_dict=True).items():
        found = [row for row in frame.rows(named=True) if one_place.is_place(row[column]) and row["low"] is not None]
        certain, likely = (ranks([ends(row) for row in found]) for ends in (_certain, _likely))
        of = len(found), known - len(found)
        rows += [
            (row["indicator"], row["definition"], year, row[column], *ends, *est_ends, *of)
            for row, ends, est_ends in zip(found, certain, likely, strict=True)
        ]
    return pl.DataFrame(rows, schema=_RANKED, orient="row").sort("place", "school_year")


def _certain(row: Mapping[str, Any]) -> tuple[float, float]:
    return row["low"], row["high"]


def ranks(ranges: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """Give the best and the worst rank of each number that lies anywhere in its range; the highest is 1, equal ones share a rank."""
    lows, highs = sorted(low for low, _ in ranges), sorted(high for _, high in ranges)
    everybody = len(ranges)
    return [
        # Its own highest is among those above its lowest, unless they are the same.
        (1 + everybody - bisect_right(lows, high), 1 + everybody - bisect_right(highs, low) - (high > low))
        for low, high in ranges
    ]
