"""Notes on a file that was read. A note never refuses the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.catalog import Catalog
from sto_cli.catalog import catalog as known
from sto_cli.language import Label, Message, message
from sto_cli.reading import cells, codes, text
from sto_cli.reading.layout import some
from sto_cli.years import first_year

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from sto_cli.reading.file import File

_LISTED = 20
_FOUR_DIGITS = re.compile("[0-9]{4}")
_FAR_AHEAD = 2036
"""Ten years after this was written: a school year beyond is a mistake."""


def enrolment(file: File, rows: pl.DataFrame, catalog: Catalog) -> tuple[Message, ...]:
    """Remark on names that look wrong, lost zeros, blanks read as 0, sectors taken from profiles, and odd elementcodes."""
    has = rows.columns
    short = _rows(rows, pl.col("location_number").str.len_chars() == 1)
    nowhere = _rows(rows, pl.col("province").is_null()) if "province" in has else 0
    blanks = sum(rows[name].null_count() for name in file.counts)
    odd = _element_disagrees(rows, catalog) if "element_code" in has else 0
    strange = _rows(rows, ~cells.element_code().str.contains("^[0-9]{4}$")) if "element_code" in has else 0
    filled = codes.sector_of_profile(rows)
    names = [name for column in ("name", "place") if column in has for name in rows[column].unique()]
    apart = _rows(rows, codes.contradicts_profile()) if "sector" in has else 0
    return (
        of_names(file, names)
        + _two_provinces(rows)
        + _without_province(nowhere)
        + counted(
            apart,
            message(
                "1 row has a VMBO SECTOR that is not that of its AFDELING: its profile counts, and its sector is unknown."
            ),
            message(
                "{rows:,} rows have a VMBO SECTOR that is not that of their AFDELING: their profile counts, and their sector is unknown.",
                rows=apart,
            ),
        )
        + counted(
            short,
            message("1 row has a location number without its leading zero; it was put back."),
            message("{rows:,} rows have a location number without its leading zero; it was put back.", rows=short),
        )
        + counted(
            blanks,
            message("1 blank count was read as 0, as this layout writes it."),
            message("{cells:,} blank counts were read as 0, as this layout writes them.", cells=blanks),
        )
        + counted(
            odd,
            message("1 row has an ELEMENTCODE of another profile than its AFDELING; AFDELING was followed."),
            message(
                "{rows:,} rows have an ELEMENTCODE of another profile than their AFDELING; AFDELING was followed.",
                rows=odd,
            ),
        )
        + counted(
            strange,
            message("1 row has an education code that is not four digits; the code was used only to distinguish rows."),
            message(
                "{rows:,} rows have an education code that is not four digits; the code was used only to distinguish rows.",
                rows=strange,
            ),
        )
        + counted(
            filled,
            message("1 row has a profile and no VMBO SECTOR; the sector of the profile was taken."),
            message(
                "{rows:,} rows have a profile and no VMBO SECTOR; the sector of the profile was taken.", rows=filled
            ),
        )
    )


def exams(file: File, rows: pl.DataFrame) -> tuple[Message, ...]:
    """Remark on names that look wrong, and on rows without a province."""
    names = rows["name"].unique().to_list() if "name" in rows.columns else []
    nowhere = _rows(rows, pl.col("province").is_null()) if "province" in rows.columns else 0
    return of_names(file, names) + _without_province(nowhere)


def _without_province(rows: int) -> tuple[Message, ...]:
    return counted(rows, message("1 row has no province."), message("{rows:,} rows have no province.", rows=rows))


def of_names(file: File, names: Collection[str | None]) -> tuple[Message, ...]:
    """Remark on names that look wrong, since the file was written in another encoding; and on which."""
    wrong, encoding = text.astray(names), file.text.encoding
    if not wrong:
        return ()
    better = text.read_otherwise(wrong, encoding)
    if not better:
        said = message(
            "Some names look wrong ({count:,}, such as '{name}'), in every encoding that was tried; download the file "
            "again, or name its encoding with --encoding.",
            count=len(wrong),
            name=wrong[0],
        )
    elif text.holds_dutch(names):
        said = message(
            "Some names look wrong ({count:,}, such as '{name}', which in {better} would be '{right}') and some "
            "right, so the file is in two encodings; download it again.",
            count=len(wrong),
            name=wrong[0],
            better=better[0],
            right=better[1],
        )
    else:
        said = message(
            "Some names look wrong in {encoding} ({count:,}, such as '{name}'); in {better} that would be '{right}', "
            "so use --encoding {better} if that is right.",
            encoding=encoding,
            count=len(wrong),
            name=wrong[0],
            better=better[0],
            right=better[1],
        )
    return (said,)


def rejected(rows: int, of: int) -> tuple[Message, ...]:
    """Remark on rows that are missing, since they are wrong."""
    one = message("1 of {of:,} rows was rejected, and is missing from every number.", of=of)
    more = message("{rows:,} of {of:,} rows were rejected, and are missing from every number.", rows=rows, of=of)
    return counted(rows, one, more)


def missing(column: str, locations: Sequence[str]) -> tuple[Message, ...]:
    """Remark on locations with pupils that a table of places, which gives a column, does not have."""
    names: Message | str = ", ".join(locations[:_LISTED])
    if len(locations) > _LISTED:
        names = message(
            "{names}, {more:,} more (--by {location} --where {column}={unknown} lists them)",
            names=names,
            more=len(locations) - _LISTED,
            column=Label(*known().names[column][:2]),
            location=Label(*known().names["location"][:2]),
            unknown=Label(*known().values["municipality"]["unknown"]),
        )
    return counted(
        len(locations),
        message("1 location with pupils has no place in this file and counts as 'unknown': {names}.", names=names),
        message(
            "{locations:,} locations with pupils have no place in this file and count as 'unknown': {names}.",
            locations=len(locations),
            names=names,
        ),
    )


def of_any(file: File, blank: int) -> tuple[Message, ...]:
    """Remark on extra columns, blank lines, and an end that may not be the end."""
    extra = file.unknown_columns
    names = some([f"'{name}'" for name in extra])
    cut_off = message(
        "The last line has no end, so its last count may be cut off; download the file again if you did not save it yourself."
    )
    return (
        if_so(extra, message("Columns that this layout does not have were not read: {names}.", names=names))
        + counted(
            blank, message("1 blank line was skipped."), message("{rows:,} blank lines were skipped.", rows=blank)
        )
        + if_so(not file.text.is_ended, cut_off)
    )


def to_come(school_years: Sequence[str]) -> tuple[Message, ...]:
    """Remark on impossible future school years; the limit is fixed, so that the answer does not depend on the date."""
    return tuple(
        message("{year} has not begun, but the file has rows for it; check whether that year is right.", year=year)
        for year in school_years
        if first_year(year) > _FAR_AHEAD
    )


def if_so(holds: object, remark: Message) -> tuple[Message, ...]:
    """Make a remark, if its condition holds."""
    return (remark,) if holds else ()


def counted(number: int, one: Message, more: Message) -> tuple[Message, ...]:
    """Remark on a number of things: nothing on 0, and on 1 in the singular."""
    return if_so(number, one if number == 1 else more)


def _rows(rows: pl.DataFrame, condition: pl.Expr) -> int:
    return int(rows.select(condition.sum()).item())


def _element_disagrees(rows: pl.DataFrame, catalog: Catalog) -> int:
    """Count rows whose elementcode belongs to another profile than their AFDELING."""
    return sum(
        number
        for profile, element, number in rows.group_by(codes.PROFILE, cells.element_code()).len().iter_rows()
        if profile in catalog.profiles
        and _FOUR_DIGITS.fullmatch(element or "")
        and (blocks := catalog.profiles[profile].elements)
        and not element.startswith(blocks)
    )


def _two_provinces(rows: pl.DataFrame) -> tuple[Message, ...]:
    """Remark on locations with more than one province."""
    known = rows.filter(~pl.col(codes.PROVINCE).str.starts_with(cells.UNKNOWN), pl.col(codes.PROVINCE) != cells.NONE)
    each = known.group_by(location=pl.col("brin") + cells.location_number()).agg(
        pl.col(codes.PROVINCE).unique().sort().str.join(", "), number=pl.col(codes.PROVINCE).n_unique()
    )
    several = each.filter(pl.col("number") > 1).sort("location")
    if several.is_empty():
        return ()
    return (
        message(
            "{locations:,} locations are in more than one province, such as {location}: {provinces}.",
            locations=several.height,
            location=several["location"][0],
            provinces=several[codes.PROVINCE][0],
        ),
    )


def nearer(path: Path, year: str, masked: str, of_table: list[str]) -> Message:
    """Say that a file can teach what masked cells hold better than the small-count table in use, since it is nearer in time."""
    return message(
        "{path}: {year} is printed in full and is nearer to {masked} than {table}, the year of the table of small "
        "counts; sto calibrate {path} -o small_counts.csv makes a table from it for --small-counts.",
        path=path,
        year=year,
        masked=masked,
        table=", ".join(of_table),
    )
