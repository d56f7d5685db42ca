"""The rules that rows of enrolment keep, and what is refused for breaking one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.language import message
from sto_cli.reading import cells, checks, refusals, shape
from sto_cli.reading.checks import Rule
from sto_cli.reading.codes import AT_SCHOOL, AT_VAVO, NOT_APPLICABLE, folded, track_of
from sto_cli.reading.recognise import COUNT_YEAR
from sto_cli.reading.sums import count_rule
from sto_cli.reading.wide import of_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sto_cli.catalog import Catalog
    from sto_cli.reading.raw import Raw

_GRADES = range(1, 7)


def row_rules(raw: Raw, catalog: Catalog) -> list[Rule]:
    """List every rule that a row keeps, for a look at each row by itself."""
    absent = [(code, grade) for code, track in catalog.tracks.items() for grade in _GRADES if grade not in track.grades]
    return [
        *_key_rules(catalog, [*raw.recognised.columns]),
        *(count_rule(raw, name) for name in raw.counts),
        *(rule for code, grade in absent for rule in _absent_grade(raw, catalog, code, grade)),
    ]


def refuse_bad_keys(raws: Sequence[Raw], wide: pl.DataFrame, catalog: Catalog) -> None:
    """See that the keys of wide sums are what they should be.

    Raises:
        InputError: a key is no BRIN or location number, a code is not in the catalog, or a row is a total.
    """
    rules = _key_rules(catalog, wide.columns, totals=any(raw.totals for raw in raws))
    for raw in raws if checks.broken(wide, rules) or raws[0].by_quotes else []:
        if wrong := checks.broken(of_file(raw, wide), rules) or _totals_unseen(raw, wide):
            raise refusals.refuse(raw, wrong)


def refuse_misplaced(raws: Sequence[Raw], facts: pl.LazyFrame, catalog: Catalog) -> None:
    """See that each type of education has the grades that its pupils are in.

    Raises:
        InputError: there are pupils in a grade that their type of education does not have.
    """
    for raw in raws if _misplaced(raws[0], facts, catalog) else []:
        if wrong := _misplaced(raw, of_file(raw, facts), catalog):
            raise refusals.refuse(raw, wrong)


def _key_rules(catalog: Catalog, columns: list[str], *, totals: bool = True) -> list[Rule]:
    sector_names = [*NOT_APPLICABLE, *dict.fromkeys(s for p in catalog.profiles.values() for s in p.sectors)]
    rules = [
        *checks.of_every_row(columns, totals=totals),
        Rule(
            "education",
            ~pl.col("education").is_in(list(catalog.track_spellings)).fill_null(value=False),
            message(
                "a type of education that the catalog does not know (sto catalog tracks); if DUO has added it, so must the catalog"
            ),
            is_code=True,
        ),
        Rule(
            "sector",
            ~pl.col("sector").fill_null("").is_in(sector_names),
            message("a sector that the catalog does not know; see sto catalog profiles"),
            is_code=True,
        ),
    ]
    rules += [_ELEMENT_CODE, *_LONG_RULES]
    for track in catalog.tracks.values():
        if track.profiles:
            names = [*catalog.profile_spellings, *(name.casefold() for name in track.no_profile)]
            unknown = pl.col("education").is_in(track.spellings) & ~folded("programme").is_in(names)
            rules.append(
                Rule(
                    "programme",
                    unknown,
                    message(
                        "no profile or afdeling of {track} that the catalog knows; see sto catalog profiles",
                        track=track.code,
                    ),
                    is_code=True,
                )
            )
    return [rule for rule in rules if rule.column in columns]


def _totals_unseen(raw: Raw, wide: pl.DataFrame) -> list[Rule]:
    """Look for totals in columns that are in no sum, in a file that was read by quotes; by lines, every row was watched."""
    rules = [rule for rule in checks.of_every_row(raw.recognised.columns) if rule.column not in wide.columns]
    if not (rules and raw.by_quotes and raw.totals):
        return []
    # Blank lines are no totals, and to leave them out every column would have to be read.
    rows = raw._replace(census=None).scan()
    wrong = rows.filter(pl.any_horizontal(rule.broken for rule in rules))
    return checks.broken(wrong.select(rule.column for rule in rules).collect(engine="streaming"), rules)


def _misplaced(raw: Raw, found: pl.LazyFrame, catalog: Catalog) -> list[Rule]:
    """Find pupils in a grade that their type of education does not have: a column has moved."""
    present = sorted(found.select("track", "grade").unique().collect(engine=raw.engine).iter_rows())
    absent = [(code, grade) for code, grade in present if grade not in catalog.tracks[code].grades]
    return [rule for code, grade in absent for rule in _absent_grade(raw, catalog, code, grade)]


def _absent_grade(raw: Raw, catalog: Catalog, code: str, grade: int) -> list[Rule]:
    """List the rules of a track that has no such grade: one for each of its count columns, or one for all."""
    columns, masks = [*raw.recognised.columns], raw.source.masks
    track = catalog.tracks[code]
    here = (track_of(catalog, columns) == code).fill_null(value=False)
    why = message(
        "out of place, since {education} has no grade {grade}; see whether a column has moved",
        education=track.spellings[0] if track.spellings else track.code,
        grade=grade,
    )
    if "grade" in columns:
        this = pl.col("grade") == str(grade)
        return [Rule("grade", here & this & cells.holds_any(name, masks), why) for name in raw.counts]
    names = [name for name in raw.counts if name.startswith(f"pupils_{grade}_")]
    return [Rule(name, here & cells.holds_any(name, masks), why) for name in names]


_ELEMENT_CODE = Rule(
    "element_code",
    ~pl.col("element_code").str.contains(f"^{shape.ELEMENT_CODE}$").fill_null(value=False),
    message("no ELEMENTCODE; four digits were expected"),
)
"""It tells rows apart, and only a total has none; five digits are those of a code of mbo."""

_LONG_RULES = (
    Rule(
        COUNT_YEAR,
        ~pl.col(COUNT_YEAR).str.contains(f"^{shape.COUNT_YEAR}$").fill_null(value=False),
        message("no school year; 2019 or 2019-2020 was expected"),
    ),
    Rule(
        "grade",
        ~pl.col("grade").str.contains(f"^{shape.GRADE}$").fill_null(value=False),
        message("no grade; 1 to 6 was expected"),
    ),
    Rule("vavo", ~folded("vavo").is_in([*AT_SCHOOL, *AT_VAVO]), message("neither VO nor VAVO")),
)
"""Rules on columns that only files with a row per year and grade have."""
