"""From wide sums to tidy enrolment facts: padded keys, codes of the catalog, one row per cell.

It works on the small grouped frame. Renames, reshapes and maps codes; derives nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.language import message
from sto_cli.reading import cells as values
from sto_cli.reading import checks, shape
from sto_cli.reading.cells import school_year
from sto_cli.reading.checks import Rule
from sto_cli.reading.read import FILE
from sto_cli.reading.recognise import COUNT_YEAR
from sto_cli.reading.wide import KNOWN, SMALL, count_rule

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sto_cli.catalog import Catalog
    from sto_cli.reading.read import Raw

_AMOUNTS = ("known", "small")
# What a profile or sector column holds where there is none, and DUO's words for it.
NONE = "none"
AT = "at"
"""Beside facts that are summed over locations: some of the locations at which their masked cells lie."""
BOTH_SEXES = ""
"""The sex of a count in which boys and girls are one number."""
_NOT_APPLICABLE = ("N.v.t.", "")
_GRADES = range(1, 7)

# What INDICATIE VO-VAVO says of pupils at school and of pupils at adult education.
_AT_SCHOOL = ("vo", "n", "nee", "n.v.t.", "")
_AT_VAVO = ("vavo", "j", "ja")

ENROLMENT = pl.Schema(
    {
        "school_year": pl.String,
        "source": pl.String,
        "grain": pl.String,
        "location": pl.String,
        "brin": pl.String,
        "name": pl.String,
        "place": pl.String,
        "province": pl.String,
        "track": pl.String,
        "grade": pl.UInt8,
        "sector": pl.String,
        "profile": pl.String,
        "sex": pl.String,
        "known": pl.Int64,
        "small": pl.Int64,
    }
)
"""The schema of the enrolment facts: a row says how many pupils are printed (`known`) and how many
masked cells of 1 to 4 there are besides (`small`), for one location, track, grade, profile and sex."""


def tidy(
    raws: Sequence[Raw], wide: pl.DataFrame, catalog: Catalog, by_location: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Make enrolment facts of the wide sums of files of one header.

    Args:
        raws: the files.
        wide: their sums.
        catalog: what their codes mean.
        by_location: sums of some of their rows besides, location by location, where `wide` does not tell these apart.

    Returns:
        A frame with the schema `ENROLMENT` and `FILE`, in no order, without cells that hold no pupil. Columns that the
        sums do not tell apart are null.

    Raises:
        InputError: a key is no BRIN or location number, a code is not in the catalog, or there are
            pupils in a grade that their type of education does not have.
    """
    _refuse_bad_keys(raws, wide, catalog)
    both = wide if by_location is None else pl.concat([wide, by_location], how="diagonal")
    keyed = _keyed(raws, both, catalog)
    keys = [name for name in (FILE, *ENROLMENT) if name in keyed.columns]
    # What is the same on every row (the source, as a rule the year) need not be compared.
    values = keyed.select(pl.col(keys).n_unique()).row(0, named=True)
    told_apart = [name for name in keys if values[name] > 1] or keys[:1]
    same = [pl.col(name).first() for name in keys if name not in told_apart]
    amounts = pl.col([name for name in keyed.columns if name.startswith((KNOWN, SMALL))]).sum()
    # Summed before it is unpivoted: that leaves a tenth of the work.
    found = _unpivoted(raws[0], keyed.lazy().group_by(told_apart).agg(*same, amounts), keyed.columns)
    untold = [pl.lit(None).alias(name) for name in ENROLMENT if name not in {*keyed.columns, "grade", "sex", *_AMOUNTS}]
    facts = (
        found.with_columns(untold)
        .select(FILE, *(pl.col(name).cast(kind) for name, kind in ENROLMENT.items()))
        .collect()
    )
    return _in_place(raws, facts, catalog)


def without_locations(
    facts: pl.DataFrame, columns: Collection[str], most: int, *, of_some: bool = False
) -> pl.DataFrame:
    """Sum facts over locations, and keep some of those at which the masked cells lie.

    Args:
        facts: enrolment facts, location by location, with or without `FILE`.
        columns: the columns to tell apart.
        most: how many locations to keep of each row at most.
        of_some: the facts are of all locations together, and beside these of some locations, which are in them already.

    Returns:
        The columns of `ENROLMENT`, null where they are not told apart, and `AT`; in no order.
    """
    keys = [name for name in (FILE, *ENROLMENT) if name in {*columns, FILE, "source", "grain"} & {*facts.columns}]
    amounts = pl.col("known", "small")
    whole = amounts.filter(pl.col("location").is_null()) if of_some else amounts
    masked = pl.col("location").filter((pl.col("small") > 0) & pl.col("location").is_not_null())
    found = facts.group_by(keys).agg(whole.sum(), masked.unique().sort().head(most).alias(AT))
    untold = [pl.lit(None, ENROLMENT[name]).alias(name) for name in ENROLMENT if name not in found.columns]
    return found.with_columns(untold).select(*keys[: keys[0] == FILE], *ENROLMENT, AT)


def cells(raw: Raw, wide: pl.DataFrame, catalog: Catalog) -> pl.DataFrame:
    """Make one row per cell that the file prints, with the columns of `ENROLMENT` and AFDELING as `programme`.

    A location has several cells of one profile, track, grade and sex, one for each elementcode.

    Raises:
        InputError: as `tidy`.
    """
    _refuse_bad_keys([raw], wide, catalog)
    keyed = _keyed([raw], wide, catalog)
    found = _unpivoted(raw, keyed.lazy(), keyed.columns).select(FILE, *ENROLMENT, "programme").collect()
    return _in_place([raw], found, catalog).drop(FILE)


def _refuse_bad_keys(raws: Sequence[Raw], wide: pl.DataFrame, catalog: Catalog) -> None:
    rules = _key_rules(catalog, wide.columns)
    for raw in raws if checks.broken(wide, rules) or raws[0].by_quotes else []:
        sums = wide.filter(pl.col(FILE) == str(raw.text.utf8))
        if wrong := checks.broken(sums, rules) or _totals_unseen(raw, wide):
            raise checks.refuse(raw, wrong)


def _keyed(raws: Sequence[Raw], wide: pl.DataFrame, catalog: Catalog) -> pl.DataFrame:
    """Put the keys of the facts beside the wide sums, all but those that the count columns tell apart."""
    source = raws[0].source
    keys = {
        "school_year": school_year(COUNT_YEAR) if COUNT_YEAR in wide.columns else _year_of(raws),
        "source": pl.lit(source.id),
        "grain": pl.lit(source.grain),
        "track": _track(catalog, wide.columns),
    }
    if "location_number" in wide.columns:
        keys["location"] = pl.col("brin") + pl.col("location_number").str.slice(-2).str.zfill(2)
    if "province" in wide.columns:
        keys["province"] = pl.col("province").replace(catalog.province_spellings).fill_null(NONE)
    if "sector" in wide.columns:
        keys["sector"] = pl.col("sector").replace(dict.fromkeys(_NOT_APPLICABLE, NONE)).fill_null(NONE)
    keyed = wide.lazy().with_columns(**keys)
    return (keyed.with_columns(profile=_profile(catalog)) if "programme" in wide.columns else keyed).collect()


def _year_of(raws: Sequence[Raw]) -> pl.Expr:
    if len(raws) == 1:
        return pl.lit(raws[0].year)
    return pl.col(FILE).replace_strict({str(raw.text.utf8): raw.year for raw in raws}, return_dtype=pl.String)


def _unpivoted(raw: Raw, keyed: pl.LazyFrame, columns: Collection[str]) -> pl.LazyFrame:
    """Make a row of each count that is not 0; `columns` are those of the sums."""
    names = [name for name in raw.counts if KNOWN + name in columns]
    amounts = [kind + name for kind in (KNOWN, SMALL) for name in names]
    return pl.concat([_cell(keyed, name).drop(amounts) for name in names])


def _in_place(raws: Sequence[Raw], facts: pl.DataFrame, catalog: Catalog) -> pl.DataFrame:
    """See that each type of education has the grades that its pupils are in."""
    for raw in raws if _misplaced(raws[0], facts, catalog) else []:
        if wrong := _misplaced(raw, facts.filter(pl.col(FILE) == str(raw.text.utf8)), catalog):
            raise checks.refuse(raw, wrong)
    return facts


def _cell(keyed: pl.LazyFrame, name: str) -> pl.LazyFrame:
    """Take one count column as rows of its grade and sex: `pupils_3_boys`, or `pupils` beside a column `grade`."""
    _, *of = name.split("_")
    grade, sex = (pl.lit(int(of[0])), pl.lit(of[1])) if of else (pl.col("grade"), pl.lit(BOTH_SEXES))
    known, small = pl.col(KNOWN + name), pl.col(SMALL + name)
    return keyed.filter((known > 0) | (small > 0)).with_columns(
        grade=grade.cast(pl.UInt8), sex=sex, known=known, small=small
    )


def _track(catalog: Catalog, columns: list[str]) -> pl.Expr:
    """Map the type of education; who is at adult education (vavo) is counted there."""
    track = pl.col("education").replace_strict(catalog.track_spellings, default=None)
    if "vavo" not in columns:
        return track
    at_vavo = {code: each.at_vavo for code, each in catalog.tracks.items() if each.at_vavo}
    return pl.when(_folded("vavo").is_in(_AT_VAVO)).then(track.replace(at_vavo)).otherwise(track)


def _profile(catalog: Catalog) -> pl.Expr:
    """Map AFDELING within tracks that have profiles; havo's "Natuur en Techniek" is none of ours."""
    with_profiles = [code for code, track in catalog.tracks.items() if track.profiles]
    mapped = _folded("programme").replace_strict(catalog.profile_spellings, default=NONE)
    return pl.when(pl.col("track").is_in(with_profiles)).then(mapped).otherwise(pl.lit(NONE))


def row_rules(raw: Raw, catalog: Catalog) -> list[Rule]:
    """List every rule that a row keeps, for a look at each row by itself."""
    absent = [(code, grade) for code, track in catalog.tracks.items() for grade in _GRADES if grade not in track.grades]
    return [
        *_key_rules(catalog, [*raw.recognised.columns]),
        *(count_rule(raw, name) for name in raw.counts),
        *(rule for code, grade in absent for rule in _absent_grade(raw, catalog, code, grade)),
    ]


def _key_rules(catalog: Catalog, columns: list[str]) -> list[Rule]:
    sector_names = [*_NOT_APPLICABLE, *dict.fromkeys(s for p in catalog.profiles.values() for s in p.sectors)]
    rules = [
        *checks.of_every_row(columns),
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
            unknown = pl.col("education").is_in(track.spellings) & ~_folded("programme").is_in(names)
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
    if not rules or not raw.by_quotes:
        return []
    return checks.broken(raw.scan().select(rule.column for rule in rules).collect(engine="streaming"), rules)


def _misplaced(raw: Raw, found: pl.DataFrame, catalog: Catalog) -> list[Rule]:
    """Find pupils in a grade that their type of education does not have: a column has moved."""
    present = sorted(found.select("track", "grade").unique().iter_rows())
    absent = [(code, grade) for code, grade in present if grade not in catalog.tracks[code].grades]
    return [rule for code, grade in absent for rule in _absent_grade(raw, catalog, code, grade)]


def _absent_grade(raw: Raw, catalog: Catalog, code: str, grade: int) -> list[Rule]:
    """List the rules of a track that has no such grade: one for each of its count columns, or one for all."""
    columns, masks = [*raw.recognised.columns], raw.source.masks
    track = catalog.tracks[code]
    here = (_track(catalog, columns) == code).fill_null(value=False)
    why = message(
        "out of place, since {education} has no grade {grade}; see whether a column has moved",
        education=track.spellings[0] if track.spellings else track.code,
        grade=grade,
    )
    if "grade" in columns:
        this = pl.col("grade") == str(grade)
        return [Rule("grade", here & this & values.holds_any(name, masks), why) for name in raw.counts]
    names = [name for name in raw.counts if name.startswith(f"pupils_{grade}_")]
    return [Rule(name, here & values.holds_any(name, masks), why) for name in names]


def _folded(column: str) -> pl.Expr:
    return pl.col(column).fill_null("").str.to_lowercase()


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
    Rule("vavo", ~_folded("vavo").is_in([*_AT_SCHOOL, *_AT_VAVO]), message("neither VO nor VAVO")),
)
"""Rules on columns that only files with a row per year and grade have."""
