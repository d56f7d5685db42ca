"""From wide sums to tidy enrolment facts: padded keys, codes of the catalog, one row per cell.

It works on the small grouped frame. Renames, reshapes and maps codes; derives nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.reading import rules
from sto_cli.reading.cells import school_year
from sto_cli.reading.codes import NONE, NOT_APPLICABLE, profile_of, track_of
from sto_cli.reading.crowds import refuse_crowds
from sto_cli.reading.raw import FILE
from sto_cli.reading.recognise import COUNT_YEAR
from sto_cli.reading.wide import AMOUNTS, KNOWN, holds_pupils

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sto_cli.catalog import Catalog
    from sto_cli.reading.raw import Raw

_AMOUNTS = tuple(kind.strip() for kind in AMOUNTS)
AT = "at"
"""Beside facts that are summed over locations: some of the locations at which their masked cells lie."""
BOTH_SEXES = ""
"""The sex of a count in which boys and girls are one number."""


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
        "low": pl.Int64,
        "high": pl.Int64,
    }
)
"""The schema of the enrolment facts: a row says how many pupils are printed (`known`), how many masked cells there are
besides (`small`), and how many pupils that is at least and at most (`low`, `high`), for one location, track, grade, profile
and sex."""


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
    rules.refuse_bad_keys(raws, wide, catalog)
    both = wide if by_location is None else pl.concat([wide, by_location], how="diagonal_relaxed")
    keyed = _keyed(raws, both, catalog)
    keys = [name for name in (FILE, *ENROLMENT) if name in keyed.columns]
    # What is the same on every row (the source, as a rule the year) need not be compared.
    values = keyed.select(pl.col(keys).n_unique()).row(0, named=True)
    told_apart = [name for name in keys if values[name] > 1] or keys[:1]
    same = [pl.col(name).first() for name in keys if name not in told_apart]
    amounts = pl.col([name for name in keyed.columns if name.startswith(AMOUNTS)]).sum()
    # Summed before it is unpivoted: that leaves a tenth of the work. Streaming takes longer over what is in memory already.
    sums = keyed.lazy().group_by(told_apart).agg(*same, amounts).collect(engine="in-memory")
    refuse_crowds(raws, sums)
    found = _unpivoted(raws[0], sums.lazy(), keyed.columns)
    untold = [pl.lit(None).alias(name) for name in ENROLMENT if name not in {*keyed.columns, "grade", "sex", *_AMOUNTS}]
    facts = (
        found.with_columns(untold)
        .select(FILE, *(pl.col(name).cast(kind) for name, kind in ENROLMENT.items()))
        .collect(engine="in-memory")
    )
    rules.refuse_misplaced(raws, facts.lazy(), catalog)
    return facts


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
    amounts = pl.col(_AMOUNTS)
    whole = amounts.filter(pl.col("location").is_null()) if of_some else amounts
    masked = pl.col("location").filter((pl.col("small") > 0) & pl.col("location").is_not_null())
    found = facts.group_by(keys).agg(whole.sum(), masked.unique().sort().head(most).alias(AT))
    untold = [pl.lit(None, ENROLMENT[name]).alias(name) for name in ENROLMENT if name not in found.columns]
    return found.with_columns(untold).select(*keys[: keys[0] == FILE], *ENROLMENT, AT)


def cells(raw: Raw, wide: pl.DataFrame, catalog: Catalog) -> pl.LazyFrame:
    """Make one row per cell that the file prints, lazily, with the columns of `ENROLMENT` and AFDELING as `programme`.

    A location has several cells of one profile, track, grade and sex, one for each elementcode.

    Raises:
        InputError: as `tidy`.
    """
    rules.refuse_bad_keys([raw], wide, catalog)
    keyed = _keyed([raw], wide, catalog)
    refuse_crowds([raw], keyed)
    found = _unpivoted(raw, keyed.lazy(), keyed.columns).select(FILE, *ENROLMENT, "programme")
    rules.refuse_misplaced([raw], found, catalog)
    return found.drop(FILE)


def _keyed(raws: Sequence[Raw], wide: pl.DataFrame, catalog: Catalog) -> pl.DataFrame:
    """Put the keys of the facts beside the wide sums, all but those that the count columns tell apart."""
    source = raws[0].source
    keys = {
        "school_year": school_year(COUNT_YEAR) if COUNT_YEAR in wide.columns else _year_of(raws),
        "source": pl.lit(source.id),
        "grain": pl.lit(source.grain),
        "track": track_of(catalog, wide.columns),
    }
    if "location_number" in wide.columns:
        keys["location"] = pl.col("brin") + pl.col("location_number").str.slice(-2).str.zfill(2)
    if "province" in wide.columns:
        keys["province"] = pl.col("province").replace(catalog.province_spellings).fill_null(NONE)
    if "sector" in wide.columns:
        keys["sector"] = pl.col("sector").replace(dict.fromkeys(NOT_APPLICABLE, NONE)).fill_null(NONE)
    plan = wide.lazy().with_columns(**keys)
    return (plan.with_columns(profile=profile_of(catalog)) if "programme" in wide.columns else plan).collect()


def _year_of(raws: Sequence[Raw]) -> pl.Expr:
    return pl.col(FILE).replace_strict({raw.where: raw.year for raw in raws}, return_dtype=pl.String)


def _unpivoted(raw: Raw, keyed: pl.LazyFrame, columns: Collection[str]) -> pl.LazyFrame:
    """Make a row of each count that is not 0; `columns` are those of the sums."""
    names = [name for name in raw.counts if KNOWN + name in columns]
    amounts = [kind + name for kind in AMOUNTS for name in names]
    return pl.concat([_cell(keyed, name).drop(amounts) for name in names])


def _cell(keyed: pl.LazyFrame, name: str) -> pl.LazyFrame:
    """Take one count column as rows of its grade and sex: `pupils_3_boys`, or `pupils` beside a column `grade`."""
    _, *of = name.split("_")
    grade, sex = (pl.lit(int(of[0])), pl.lit(of[1])) if of else (pl.col("grade"), pl.lit(BOTH_SEXES))
    return keyed.filter(holds_pupils(name)).with_columns(
        grade=grade.cast(pl.UInt8), sex=sex, **{kind.strip(): pl.col(kind + name) for kind in AMOUNTS}
    )
