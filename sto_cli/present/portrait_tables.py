"""The tables of a portrait: the years of a section, its tracks and profiles, what opened and closed; and the index of all portraits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sto_cli.catalog import catalog
from sto_cli.language import Message, message, say
from sto_cli.measuring import spoken
from sto_cli.measuring.one_place import is_place
from sto_cli.measuring.population import NAME
from sto_cli.portraying import PROFILES, TRACKS, Portrait
from sto_cli.present import flows, indicator, numbers, sentences
from sto_cli.present.chart import Series, Trend, points
from sto_cli.present.sheet import Column, Heading, Link, Sheet
from sto_cli.years import short

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sto_cli.measuring.measure import Result

_Row = dict[str, Any]
COUNTRY, IN_COUNTRY = message("Netherlands"), message("the Netherlands")
_LONGEST, _HEAD = 100, 24
"""How much is shown of the name of a place: in a title, and above a column."""
_COUNTRY = 2
_KEYS = {TRACKS: "track", PROFILES: "profile"}


def name_of(found: Portrait) -> str:
    """Name a place, a location by its name and key, as long as a title may be."""
    return _cut_off(found.place if found.name == found.place else f"{found.name}, {found.place}", _LONGEST)


def _cut_off(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def area_of(found: Portrait, area: int, country: Message = COUNTRY) -> str:
    """Name the place (0), its province (1) or the country (2), above a column or in a sentence."""
    if area == _COUNTRY:
        return str(country)
    return _cut_off(found.provinces[0] if area else found.place, _HEAD)


def areas_of(found: Portrait, section: str) -> list[int]:
    """List which of the place, its province and the country a section has."""
    return [area for area, result in enumerate(found.sections[section]) if result]


def has(found: Portrait, section: str) -> bool:
    """Tell whether a section says anything of the place."""
    return section in found.sections and not found.sections[section].place.frame.is_empty()


def ranked(rank: Mapping[str, Any], *, certain: bool, in_words: bool = False) -> str:
    """Write a rank as the range that it lies in: `4th to 19th of 35` in a sentence, `4th–19th of 35` in a table."""
    ends = [numbers.ordinal(rank[end if certain else f"est_{end}"]) for end in ("best", "worst")]
    ends = [*dict.fromkeys(ends)]
    if in_words and len(ends) > 1:
        return say("{best} to {worst} of {number:,}", best=ends[0], worst=ends[1], number=rank["ranked"])
    return say("{rank} of {number:,}", rank="–".join(ends), number=rank["ranked"])


def _ranks(found: Sequence[_Row | None]) -> list[Column]:
    """Make the column of the rank, and one of the certain rank where that differs."""
    certain = ["" if rank is None else ranked(rank, certain=True) for rank in found]
    likely = ["" if rank is None else ranked(rank, certain=False) for rank in found]
    shown = [text if text == sure else f"≈ {text}" for text, sure in zip(likely, certain, strict=True)]
    columns = [Column(say("rank"), shown, is_number=True, rank=1)]
    return columns if shown == certain else [*columns, Column(say("certain rank"), certain, is_number=True, rank=3)]


def _number(row: _Row | None, shows: numbers.Shows = "all") -> object:
    return numbers.MISSING if row is None or row["reason"] else numbers.of_row(row, shows=shows)


def _certain(rows: Iterable[_Row | None]) -> list[Column]:
    """Make the column of certain ranges, where cells are masked."""
    found = [*rows]
    is_masked = any(row and row["masked_cells"] for row in found)
    return [Column(say("certain"), [_number(row, "certain") for row in found], is_number=True, rank=2)] * is_masked


def _sides(rows: Iterable[_Row | None], result: Result, *sides: str) -> Iterable[Column]:
    """Make the columns of what a share is made of."""
    found = [*rows]
    labels = dict(zip(("numerator", "denominator"), result.question.indicator.counted, strict=False))
    for rank, side in enumerate(sides, start=4):
        cells = [numbers.of_side(row, side) if row else numbers.MISSING for row in found]
        yield Column(str(labels[side]), cells, is_number=True, rank=rank)


def _marks(rows: Iterable[_Row | None]) -> Column:
    return indicator.marks(row["marks"] if row else None for row in rows)


def years(found: Portrait, section: str) -> Sheet:
    """Make a table of a section over the years: the place, its province, the country and the rank; and a picture of the main one."""
    areas = found.sections[section]
    spans = areas.country.frame["school_year"].unique().sort().to_list()
    rows = [found.row(section, year) for year in spans]
    columns = [Column(say("school year"), [year + indicator.signs(year, areas.country) for year in spans])]
    series = []
    for area in areas_of(found, section):
        of_area = [found.row(section, year, area) for year in spans]
        cells = [_number(row, "point" if area else "all") for row in of_area]
        columns.append(Column(area_of(found, area), cells, is_number=True, draws="years"))
        drawn = points(zip(spans, of_area, strict=True), areas.country)
        series += [Series(area_of(found, area), drawn, look=area)] * bool(drawn)
    columns += [*_ranks([found.rank(section, year) for year in spans]), *_certain(rows)]
    columns += [*_sides(rows, areas.place, "numerator", "denominator"), _marks(rows)]
    title, above = indicator.title(areas.place.question), [indicator.definition(areas.place.question)]
    trend = Trend(title, series, frozenset(areas.country.broken)) if section == found.main else None
    return Sheet(title, columns, above=above, chart=trend)


def cut(found: Portrait, section: str) -> Sheet:
    """Make a table of the tracks or the profiles in the newest year: the place, its province and the country."""
    areas, year, key = found.sections[section], found.newest(section), _KEYS[section]
    labels = _labels(section)
    rows = _by_group(areas.place, key, year)
    groups = [group for group in labels if group in rows]
    own = [rows[group] for group in groups]
    columns = [
        Column(sentences.head(key), [sentences.in_words(group) for group in groups]),
        Column(say("name"), [labels[group] for group in groups], rank=7, is_name=True),
    ]
    for area in areas_of(found, section):
        of_area = _by_group(areas[area], key, year)
        cells = [_number(of_area.get(group), "point" if area else "all") for group in groups]
        columns.append(Column(area_of(found, area), cells, is_number=True))
    if section == TRACKS:
        title = say("Technical share in each track, {year}", year=year)
        columns += [*_certain(own), *_sides(own, areas.place, "numerator", "denominator")]
    else:
        title = say("Share of each profile in all pupils, {year}", year=year)
        cells = [numbers.of_side(row, "numerator") for row in own]
        columns += [Column(say("pupils"), cells, is_number=True, rank=1), *_certain(own)]
    return Sheet(title, [*columns, _marks(own)])


def _labels(section: str) -> dict[str, str]:
    """Name the tracks or the profiles, in their order."""
    entries = catalog().tracks if section == TRACKS else catalog().profiles
    return {code: str(entry.label) for code, entry in entries.items()}


def _by_group(result: Result | None, key: str, year: str) -> dict[str, _Row]:
    rows = result.frame.filter(school_year=year).rows(named=True) if result else []
    return {row[key]: row for row in rows}


def history(found: Portrait) -> list[Sheet]:
    """Make a table of the pupils and shares of tracks and profiles over the years; none of one year, which says nothing new."""
    tables = (
        (TRACKS, "", say("Technical share in each track")),
        (TRACKS, "denominator", say("Pupils in each track")),
        (PROFILES, "", say("Share of each profile in all pupils")),
        (PROFILES, "numerator", say("Pupils in each profile")),
    )
    lines: list[tuple[object, dict[str, object]]] = []
    for section, side, title in tables:
        if not has(found, section):
            continue
        lines.append((Heading(title), {}))
        by_group: dict[str, dict[str, object]] = {group: {} for group in _labels(section)}
        for row in found.sections[section].place.frame.iter_rows(named=True):
            cell = numbers.of_side(row, side) if side else _number(row, "point")
            by_group[row[_KEYS[section]]][row["school_year"]] = cell
        lines += [(f"  {sentences.in_words(group)}", cells) for group, cells in by_group.items() if cells]
    spans = sorted({year for _, cells in lines for year in cells})
    if len(spans) < 2:  # noqa: PLR2004  # a series has two
        return []
    country = found.sections[TRACKS].country
    columns = [Column("", [label for label, _ in lines])]
    for rank, year in enumerate(spans):
        cells = [cells.get(year, "") for _, cells in lines]
        head = short(year) + indicator.signs(year, country)
        columns.append(Column(head, cells, is_number=True, rank=len(spans) - 1 - rank))
    return [Sheet(say("Tracks and profiles over the years"), columns)]


def opened(found: Portrait) -> list[Sheet]:
    """Make a table of the profiles that opened and closed, the newest year first."""
    if found.opened is None or found.opened.is_empty():
        return []
    rows = found.opened.sort("school_year", descending=True, maintain_order=True).rows(named=True)
    columns = [
        Column(say("school year"), [f"{row['from_year']} → {row['school_year']}" for row in rows]),
        Column(say("what"), [str(flows.KINDS[row["kind"]]) for row in rows]),
        Column(sentences.head("profile"), [row["profile"] for row in rows]),
        Column(sentences.head("location"), [row["location"] for row in rows], rank=2),
        Column(say("name"), [row[NAME] or "" for row in rows], is_name=True),
        Column(say("place"), [row["place"] or "" for row in rows], rank=1, is_name=True),
    ]
    if not found.opened["certain"].all():
        columns.append(Column(say("certain"), ["" if row["certain"] else say("no") for row in rows]))
    return [Sheet(say("Profiles opened, closed and converted"), [*columns, _marks(rows)])]


# --- THE INDEX ---


class Listed(NamedTuple):
    """What the index says of a portrait: where it is, and the main numbers of its newest year."""

    link: Link
    province: str
    row: _Row | None
    rank: _Row | None
    girls: _Row | None


def index(lines: Sequence[Listed], every_place: Result, country: Result) -> Sheet:
    """List portraits with their main numbers, and below them the locations without a place, and the country."""
    column, whole = every_place.question.by[0], country.frame.sort("school_year").row(-1, named=True)
    rest = [row for row in every_place.frame.rows(named=True) if not is_place(row[column])]
    rows = [*(line.row for line in lines), *rest, whole]
    names = [*(line.link for line in lines), *[say("unknown")] * len(rest), str(COUNTRY)]
    blank = [None] * (len(rest) + 1)
    within = [*(line.province for line in lines), *("" for _ in blank)]
    columns = [
        Column(sentences.head(column), names),
        *([Column(sentences.head("province"), within)] if any(within) else []),
        Column(str(country.question.title), [_number(row) for row in rows], is_number=True),
        *_certain(rows),
        *_sides(rows, country, "numerator", "denominator"),
        *_ranks([*(line.rank for line in lines), *blank]),
        Column(say("girls"), [*(_number(line.girls) for line in lines), *("" for _ in blank)], is_number=True),
        _marks(rows),
    ]
    year, kind = whole["school_year"], spoken.shown_column(column)
    title = say("Portraits of each {kind}: {title}, {year}", kind=kind, title=country.question.title, year=year)
    return Sheet(title, columns, above=[indicator.definition(country.question)], whole=len(blank))
