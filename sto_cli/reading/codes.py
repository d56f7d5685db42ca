"""The cells of a file as codes: tidy texts, and codes of education, profile, sector and province.

A code that the catalog does not have is kept as printed, after the mark `cells.UNKNOWN`; this module refuses none.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.errors import InputError
from sto_cli.reading import cells
from sto_cli.reading.cells import NONE, UNKNOWN
from sto_cli.reading.layout import COUNT_YEAR, PUPILS, SEXES, amount_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sto_cli.catalog import Catalog
    from sto_cli.reading.file import File

TRACK, PROFILE, SECTOR, PROVINCE = "track", "profile", "code of sector", "code of province"
"""The columns of codes, beside the cells that they were read from."""
_NUMBER = re.compile(r"[0-9]{2}[A-Za-z]{2}(?:[0-9]{2})?")
_PRINTED = {TRACK: "education", PROFILE: "programme", SECTOR: "sector", PROVINCE: "province"}


class UnknownCode(NamedTuple):
    """A value that the catalog does not have.

    Attributes:
        column: the header of its column.
        code: the value as printed; empty for a blank.
        rows: how many rows have it.
        low: how many pupils or persons these hold at least, in all grades.
        high: how many at most.
    """

    column: str
    code: str
    rows: int
    low: int
    high: int


def tidied(file: File, rows: pl.DataFrame) -> pl.DataFrame:
    """Give rows with the cells of every column that is read as people read them; a blank one is null."""
    ignored = {column.name for column in file.recognised.layout.columns if column.kind == "ignored"}
    read = [name for name in file.recognised.columns if name not in ignored]
    distinct = rows.select(pl.col(read).unique().drop_nulls().implode())
    changed = {}
    for name, values in distinct.to_dicts()[0].items():
        tidy = _tidy(file, name)
        if others := {value: new for value in values if (new := tidy(value)) != value}:
            changed[name] = pl.col(name).replace(others)
    return rows.with_columns(**changed)


def _tidy(file: File, column: str) -> Callable[[str], str | None]:
    """Find how the cells of a column are made tidy. FTE is left alone, since a point may be its decimal mark."""
    if column in ("brin", "location_number", "location"):
        return _tidy_number
    if file.source.facts not in PUPILS:
        return cells.tidy
    if column == COUNT_YEAR:
        return cells.tidy_year
    if column == "element_code":
        return cells.tidy_code
    if column in file.counts or amount_of(column) in ("grade", *SEXES):
        return partial(cells.tidy_count, masks=file.masks)
    return cells.tidy


def _tidy_number(value: str) -> str | None:
    """Give the number of an institution or a location in capitals; any other text stays as printed."""
    plain = cells.tidy(value)
    return plain.upper() if plain and _NUMBER.fullmatch(plain) else plain


def coded(rows: pl.DataFrame, catalog: Catalog, tracks: Mapping[str, str] | None = None) -> pl.DataFrame:
    """Put the codes of each row of pupils beside its cells: `TRACK`, `PROFILE`, `SECTOR` and `PROVINCE`.

    Without a column of provinces `PROVINCE` is null. `tracks` are spellings of education; those of enrolment by default.
    """
    spellings = _folded(catalog.track_spellings if tracks is None else tracks)
    rows = rows.with_columns(_replaced(rows, "education", spellings).alias(TRACK))
    track = pl.col(TRACK)
    if "vavo" in rows.columns:
        at_vavo = {code: each.at_vavo for code, each in catalog.tracks.items() if each.at_vavo}
        track = pl.when(cells.folded("vavo").is_in(cells.AT_VAVO)).then(track.replace(at_vavo)).otherwise(track)
    province = pl.lit(None, pl.String)
    if "province" in rows.columns:
        own = {name: name for name in catalog.provinces} | catalog.province_spellings
        province = _replaced(rows, "province", _folded(own), NONE)
    found = rows.with_columns(track.alias(TRACK), province.alias(PROVINCE))
    found = found.with_columns(_replaced(found, "programme", _folded(catalog.profile_spellings)).alias(PROFILE))
    found = found.with_columns(_profile(found, catalog).alias(PROFILE))
    return _with_sector(found, catalog)


def _folded(spellings: Mapping[str, str]) -> dict[str, str]:
    return {cells.fold(text): code for text, code in spellings.items()}


def _replaced(rows: pl.DataFrame, column: str, spellings: Mapping[str, str], none: str | None = None) -> pl.Expr:
    text = pl.col(column).fill_null("")
    values = rows.select(text.unique()).to_series().to_list()
    return text.replace_strict(cells.codes(values, spellings, none), return_dtype=pl.String)


def alike(rows: pl.DataFrame, column: str, spellings: Mapping[str, str]) -> pl.Expr:
    """Give what is printed in a column in one spelling of those that people read as the same, or that are one code.

    One in mixed case goes before one in capitals or without them.
    """
    known, first = _folded(spellings), dict[str, str]()
    values = sorted(rows[column].drop_nulls().unique(), key=lambda value: (value.isupper() or value.islower(), value))
    same = {value: first.setdefault(known.get(cells.fold(value), cells.fold(value)), value) for value in values}
    return pl.col(column).replace({value: one for value, one in same.items() if value != one})


def _profile(rows: pl.DataFrame, catalog: Catalog) -> pl.Expr:
    """Keep the profile within tracks that have one; havo's "Natuur en Techniek" is not a vmbo profile.

    In BB, KB and GL, and in a type of education that may be one of them, every row has a profile. In TL few have, and
    any other text is not a profile.
    """
    always = [code for code, track in catalog.tracks.items() if track.profiles and not track.no_profile]
    unknown = [type_ for type_ in rows[TRACK].unique() if type_.startswith(UNKNOWN) and not cells.is_elsewhere(type_)]
    sometimes = pl.col(TRACK).is_in(_at_times(catalog)) & ~pl.col(PROFILE).str.starts_with(UNKNOWN)
    return pl.when(pl.col(TRACK).is_in([*always, *unknown]) | sometimes).then(PROFILE).otherwise(pl.lit(NONE))


def _at_times(catalog: Catalog) -> list[str]:
    return [code for code, track in catalog.tracks.items() if track.profiles and track.no_profile]


def _with_sector(rows: pl.DataFrame, catalog: Catalog) -> pl.DataFrame:
    """Put the sector of each row beside it: as printed, or where nothing is, that of its profile."""
    printed = pl.col("sector").fill_null("") if "sector" in rows.columns else pl.lit(None, pl.String)
    rows = rows.with_columns(printed.alias(SECTOR))
    known = _folded(catalog.sector_spellings)
    keys = [TRACK, PROFILE, SECTOR]
    kinds = rows.select(keys).unique()
    said = [_sector(track, profile, text, known, catalog) for track, profile, text in kinds.iter_rows()]
    found = kinds.with_columns(said=pl.Series(said, dtype=pl.String))
    joined = rows.join(found, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(pl.col("said").alias(SECTOR)).drop("said")


def _sector(track: str, profile: str, printed: str | None, known: Mapping[str, str], catalog: Catalog) -> str:
    """Give the sector of a row; `printed` is None where the file has no such column."""
    said = cells.codes([printed], known, NONE)[printed]
    own = catalog.profiles[profile].sectors if profile in catalog.profiles else ()
    if said == NONE and len(own) == 1:
        return own[0]
    if said == NONE and (own or profile.startswith(UNKNOWN) or (printed is None and track in _at_times(catalog))):
        return UNKNOWN + (printed or "")
    if said == NONE or not own or said in own or said.startswith(UNKNOWN):
        return said
    return UNKNOWN + (printed or "")


def contradicts_profile() -> pl.Expr:
    """Tell whether another sector is printed than those of the profile of a row."""
    of_profile = ~pl.col(PROFILE).str.starts_with(UNKNOWN) & (pl.col(PROFILE) != NONE)
    return of_profile & pl.col(SECTOR).str.starts_with(UNKNOWN) & (pl.col(SECTOR) != UNKNOWN)


def sector_of_profile(rows: pl.DataFrame) -> int:
    """Count the rows whose sector was taken from their profile, since none is printed."""
    if "sector" not in rows.columns:
        return rows.filter(pl.col(SECTOR) != NONE).height
    blank = [
        value for value in rows["sector"].unique() if cells.fold(value) in {*map(cells.fold, cells.NOT_APPLICABLE)}
    ]
    return rows.filter(
        pl.col("sector").is_in([value for value in blank if value]) | pl.col("sector").is_null(),
        ~pl.col(SECTOR).str.starts_with(UNKNOWN) & (pl.col(SECTOR) != NONE),
    ).height


def unknown(file: File, rows: pl.DataFrame, catalog: Catalog) -> tuple[UnknownCode, ...]:
    """List the codes of rows of enrolment that the catalog does not have, those with most pupils first in each column.

    A sector that contradicts the profile of its row is treated as unknown.
    """
    found, sectors = [], _folded(catalog.sector_spellings)
    for code, printed in _PRINTED.items():
        some, header = rows.filter(pl.col(code).str.starts_with(UNKNOWN)), file.shown_header(printed)
        if some.is_empty() or header is None:
            continue
        counts = [cells.counted(name, file.masks) for name in file.counts]
        ends = {end: pl.sum_horizontal(count[end] for count in counts).sum() for end in ("low", "high")}
        each = (
            some.group_by(code)
            .agg(pl.len().alias("rows"), **ends)
            .sort("high", "rows", code, descending=[True, True, False])
        )
        found += [
            UnknownCode(header, value.removeprefix(UNKNOWN), number, low, high)
            for value, number, low, high in each.select(code, "rows", "low", "high").iter_rows()
            if code != SECTOR or cells.fold(value.removeprefix(UNKNOWN)) not in sectors
        ]
    return tuple(found)


_OF_A_GRADE = re.compile(r"leer of verblijfsjaar \d+(?! (?:totaal|total)$).*")


def refuse_unread_pupils(file: File, rows: pl.DataFrame) -> None:
    """Refuse a column of pupils of a grade that is not read, where it holds any.

    Raises:
        InputError: there is such a column.
    """
    for position, (header, column) in enumerate(zip(file.recognised.names, file.fields, strict=True)):
        if position in file.recognised.columns.values() or not _OF_A_GRADE.fullmatch(cells.fold(header)):
            continue
        if rows[column].str.strip_chars().fill_null("0").is_in(["0", ""]).all():
            continue
        raise InputError(
            "{path}: column {column} counts pupils of a kind that this version does not know; they would be missing "
            "from every number. sto inspect --share prints what to send.",
            path=file.path,
            column=header,
        )
