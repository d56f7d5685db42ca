"""A portrait in every form: a short answer in sentences, tables (`portrait_tables`) and notes; for machines all rows."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING, Any

import polars as pl

from sto_cli.language import message, say
from sto_cli.measuring import spoken
from sto_cli.measuring.flows import CLOSED, CONVERTED, OPENED
from sto_cli.measuring.measure import COLUMNS, NO_DENOMINATOR, NUMBERS, Result
from sto_cli.measuring.population import NAME
from sto_cli.portraying import (
    CERTAINLY_HIGHER,
    CERTAINLY_LOWER,
    EXAMS,
    GIRLS,
    PROBABLY_HIGHER,
    PROBABLY_LOWER,
    PROFILES,
    RANK,
    SAME,
    SHARE,
    TRACKS,
    UNDECIDED,
    Portrait,
    beside,
)
from sto_cli.present import numbers, portrait_tables, records, sentences
from sto_cli.present.forms import Answer
from sto_cli.present.portrait_tables import IN_COUNTRY, Listed, area_of, areas_of, name_of, ranked
from sto_cli.present.sheet import Link, Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sto_cli.reading.data import Data

_AREAS = ("place", "province", "country")
"""What a row of the machine forms is about, in the column `area`."""
_BESIDE = {
    CERTAINLY_HIGHER: message("Certainly higher than in {area} ({number})."),
    PROBABLY_HIGHER: message(
        "Probably higher than in {area} ({number}). The 95% intervals do not overlap, the certain ranges do."
    ),
    SAME: message("As in {area} ({number})."),
    UNDECIDED: message("The files cannot say whether it is higher or lower than in {area} ({number})."),
    PROBABLY_LOWER: message(
        "Probably lower than in {area} ({number}). The 95% intervals do not overlap, the certain ranges do."
    ),
    CERTAINLY_LOWER: message("Certainly lower than in {area} ({number})."),
}
_RANKS = message(
    "Rank: the highest is 1st, and equal numbers share a rank. It is certain whatever stands behind the masked cells; with ≈ "
    "it is the range if every number lies in its own 95% interval, which holds less often for all of them at once."
)


def answer(found: Portrait, data: Data) -> Answer:
    """Give a portrait in every form."""
    return Answer(
        sheets=lambda: _sheets(found, data),
        json=lambda: _json(found, data),
        rows=lambda: _rows(found),
        notes=lambda: [*records.notes(found.results, data), *_own_notes(found)],
        of=data,
    )


def index(lines: Sequence[Listed], every_place: Result, country: Result, data: Data) -> Answer:
    """List all portraits with their main figures, and below them the locations without a place, and the country.

    `every_place` is what portraits begin with, of every place in its newest year; `country` the same of the country.
    """
    notes = [str(_RANKS), *sentences.masked([every_place], data), *sentences.provisional([every_place])]
    return Answer(
        sheets=lambda: [portrait_tables.index(lines, every_place, country)._replace(notes=notes)],
        json=lambda: records.as_json([every_place, country], data),
        rows=lambda: records.rows([every_place, country]),
        notes=lambda: records.notes([every_place], data),
        of=data,
    )


def listed(found: Portrait, target: str) -> Listed:
    """Give the line of a portrait in the index of all."""
    link = Link(name_of(found))
    link.target = target
    province = found.provinces[0] if len(found.provinces) == 1 else ""
    girls = found.row(GIRLS, found.newest(GIRLS)) if GIRLS in found.sections else None
    return Listed(link, province, found.row(found.main, found.year), found.rank(found.main, found.year), girls)


# --- FOR PEOPLE ---


def _sheets(found: Portrait, data: Data) -> list[Sheet]:
    """Put the short answer before the tables; a section that is not cut has one for its years, another one for its newest year."""
    kind = spoken.shown_column(found.column)
    made = [Sheet(say("Portrait of {place} ({kind})", place=name_of(found), kind=kind), notes=_said(found))]
    made += [portrait_tables.years(found, SHARE)] if SHARE in found.sections else []
    made += [
        portrait_tables.cut(found, section) for section in (TRACKS, PROFILES) if portrait_tables.has(found, section)
    ]
    made += portrait_tables.history(found)
    made += [portrait_tables.years(found, section) for section in (GIRLS, EXAMS) if section in found.sections]
    made += portrait_tables.opened(found)
    is_shown = (bool({*result.broken} & {*result.frame["school_year"]}) for result in found.results)
    broken = [*map(sentences.broken, compress(found.results, is_shown))][:1]
    notes = [*_own_notes(found), *sentences.masked(found.results, data), *broken, *sentences.provisional(found.results)]
    return [*made, Sheet(say("How to read this"), notes=notes)]


def _said(found: Portrait) -> list[str]:
    """Say in a few sentences what the tables say at length, each of the newest year."""
    lines = []
    for section in (SHARE, GIRLS, EXAMS):
        if section in found.sections:
            lines += _section_said(found, section)
    if found.opened is not None:
        years = found.sections[found.main].country.frame["school_year"]
        counts = {kind: found.opened.filter(kind=kind).height for kind in (CLOSED, OPENED, CONVERTED)}
        text = say(
            "Profiles from {first} to {last}: {closed:,} closed, {opened:,} opened, {converted:,} converted or new.",
            first=years.min(),
            last=years.max(),
            closed=counts[CLOSED],
            opened=counts[OPENED],
            converted=counts[CONVERTED],
        )
        broken = {*found.sections[found.main].country.broken}
        across = years.min() in broken and years.max() not in broken
        lines.append(
            text + " " + say("The series break lies between: a profile may have had another name.") if across else text
        )
    small = "; ".join(_small(section, row) for section, row in found.too_small())
    return [*lines, say("Little is certain of: {named}.", named=small)] if small else lines


def _section_said(found: Portrait, section: str) -> list[str]:
    """Say the number of a section, how it lies beside the others, and its rank; of the first a line for each."""
    year, question = found.newest(section), found.sections[section].place.question
    row, rank = found.row(section, year), found.rank(section, year)
    if row is None or rank is None:
        reason = sentences.reason(NO_DENOMINATOR)
        return [say("{title} in {year}: no number, since {reason}.", title=question.title, year=year, reason=reason)]
    number, certain = numbers.of_row(row), numbers.of_row(row, shows="certain")
    said = say("{title} in {year}: {number}.", title=question.title, year=year, number=number)
    if number.is_estimate:
        said = say(
            "{title} in {year}: {number}, certainly {certain}.",
            title=question.title,
            year=year,
            number=number,
            certain=certain,
        )
    others = [(area, found.row(section, year, area)) for area in areas_of(found, section)[1:]]
    shown = [
        (area, other, numbers.of_row(other, shows="point")) for area, other in others if other and not other["reason"]
    ]
    lines = [
        str(_BESIDE[beside(row, other)].filled(area=area_of(found, area, IN_COUNTRY), number=number))
        for area, other, number in shown
    ]
    lines = [said, *lines, say("Rank: {rank}.", rank=_rank_said(rank, row))]
    return lines if section == found.main else [" ".join(lines)]


def _rank_said(rank: dict[str, Any], row: dict[str, Any]) -> str:
    certain, likely = (ranked(rank, certain=is_certain, in_words=True) for is_certain in (True, False))
    if row["high"] == 0 and rank["best"] < rank["ranked"]:  # nothing is lower than 0
        return say("shared last, {rank}", rank=certain)
    return certain if certain == likely else say("≈ {likely}, certainly {certain}", likely=likely, certain=certain)


def _small(section: str, row: dict[str, Any]) -> str:
    """Name the pupils that are too few to say, and how many they may be."""
    group = sentences.in_words(row.get("profile") or row.get("track") or "")
    what = {
        SHARE: say("technical pupils"),
        TRACKS: say("technical pupils in {group}", group=group),
        PROFILES: say("pupils in {group}", group=group),
        GIRLS: say("girls in technical profiles"),
        EXAMS: say("technical exam candidates"),
    }
    return f"{what[section]} ({numbers.of_side(row | {'numerator_estimate': None}, 'numerator')})"


def _own_notes(found: Portrait) -> list[str]:
    """Say what the words of a portrait mean, where they occur."""
    lines = [str(_RANKS)]
    if found.ranks["unranked"].sum():
        lines.append(say("Where nobody is in scope in a year, a place has no rank, and is not among the others."))
    if found.too_small():
        lines.append(
            say("Little is certain where the highest possible number of pupils is more than twice the lowest.")
        )
    if len(found.provinces) > 1:
        lines.append(say("It lies in several provinces: {provinces}.", provinces=", ".join(found.provinces)))
    return lines


# --- FOR MACHINES ---


def _rows(found: Portrait) -> pl.DataFrame:
    """Give every number with its area and, of the place, its rank; then a row for each profile that opened or closed."""
    ranks = found.ranks.drop("place").rename({name: f"rank_{name}" for name in RANK})
    frames = []
    for areas in found.sections.values():
        for name, result in zip(_AREAS, areas, strict=True):
            if result:
                frame = records.rows([result]).select(pl.lit(name).alias("area"), pl.all())
                is_ranked = name == "place" and not areas.country.question.by
                about = ["indicator", "definition", "school_year"]
                frames.append(frame.join(ranks, on=about, how="left", maintain_order="left") if is_ranked else frame)
    if found.opened is not None:
        frames.append(found.opened.rename({"place": "town"}).with_columns(area=pl.lit(_AREAS[0])))
    joined = pl.concat(frames, how="diagonal_relaxed")
    groups = ("province", found.column, "location", NAME, "track", "profile")
    ahead = [*dict.fromkeys(("area", *COLUMNS, *groups, *NUMBERS))]
    return joined.select(*(name for name in ahead if name in joined.columns), pl.exclude(ahead))


def _json(found: Portrait, data: Data) -> str:
    """Write the rows as JSON, with which place they are of and what of it is too small to say."""
    told = {
        "portrait": {
            "column": found.column,
            "place": found.place,
            "name": found.name,
            "provinces": list(found.provinces),
            "school_year": found.year,
        },
        "too_small": [
            {"section": section, "track": row.get("track"), "profile": row.get("profile")}
            | {end: row[f"numerator_{end}"] for end in ("low", "high")}
            for section, row in found.too_small()
        ],
    }
    return records.document(found.results, data, _rows(found), **told)
