"""What a careful reader wants to know about a file that was read: nothing here refuses anything."""

from __future__ import annotations

from os import SEEK_END
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.language import message
from sto_cli.reading import letters
from sto_cli.reading.wide import BLANK, ROWS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sto_cli.catalog import Catalog
    from sto_cli.language import Message
    from sto_cli.reading.raw import Raw


_ELEMENT_DIGITS = 4
_LISTED = 20


def of_sums(raw: Raw, wide: pl.DataFrame, catalog: Catalog) -> tuple[Message, ...]:
    """Remark on names that look wrong, lost zeros, blanks read as 0, unknown provinces, and odd elementcodes.

    What the wide sums of enrolment do not tell apart is not remarked on.
    """
    has = wide.columns
    short = _rows(wide, pl.col("location_number").str.len_chars() == 1) if "location_number" in has else 0
    strange = _unknown_provinces(wide, catalog) if "province" in has else []
    nowhere = _rows(wide, pl.col("province").is_null()) if "province" in has else 0
    blanks = int(wide.select(pl.sum_horizontal(pl.col(f"^{BLANK}.*$").sum())).item())
    odd = _element_disagrees(wide, catalog) if {"programme", "element_code"} <= {*has} else 0
    names = [name for column in ("name", "place") if column in has for name in wide[column].unique()]
    return of_names(raw, names) + _those_that_hold(
        (
            message("1 row has a location number without its leading zero; it was put back.")
            if short == 1
            else message("{rows:,} rows have a location number without its leading zero; it was put back.", rows=short),
            short,
        ),
        (
            message("1 blank count was read as 0, as this layout writes it.")
            if blanks == 1
            else message("{cells:,} blank counts were read as 0, as this layout writes them.", cells=blanks),
            blanks,
        ),
        (
            message(
                "Provinces that the catalog does not know: {names}.",
                names=", ".join(strange),
            ),
            len(strange),
        ),
        (
            message("1 row has no province.")
            if nowhere == 1
            else message("{rows:,} rows have no province.", rows=nowhere),
            nowhere,
        ),
        (
            message("1 row has an ELEMENTCODE of another profile than its AFDELING; AFDELING was followed.")
            if odd == 1
            else message(
                "{rows:,} rows have an ELEMENTCODE of another profile than their AFDELING; AFDELING was followed.",
                rows=odd,
            ),
            odd,
        ),
    )


def staffing(raw: Raw, frame: pl.DataFrame) -> tuple[Message, ...]:
    """Remark on extra columns, a missing profile column, and zeros between years with staff."""
    gaps = _gaps(frame)
    return of_any(raw) + _those_that_hold(
        (message("No row is in scope: sto reads the rows of vo, secondary education."), frame.is_empty()),
        (
            message(
                "There is no PROFIEL column, so a split into technical and other cannot be computed from this file."
            ),
            "profile" not in raw.recognised.columns,
        ),
        (
            message("Once an institution has 0 persons between years with staff: such a 0 may mean 'not reported'.")
            if gaps == 1
            else message(
                "{times:,} times an institution has 0 persons between years with staff: such a 0 may mean 'not reported'.",
                times=gaps,
            ),
            gaps,
        ),
    )


def of_names(raw: Raw, names: Collection[str | None]) -> tuple[Message, ...]:
    """Remark on names that look wrong, since the file was written in another encoding; and on which."""
    wrong, encoding = letters.astray(names), raw.text.encoding
    if not wrong:
        return ()
    better = letters.read_otherwise(wrong, encoding)
    if not better:
        text = message(
            "Some names look wrong ({count:,}, such as '{name}'), in every encoding that was tried; fetch the file again, "
            "or name its encoding with --encoding.",
            count=len(wrong),
            name=wrong[0],
        )
    elif letters.holds_dutch(names):
        text = message(
            "Some names look wrong ({count:,}, such as '{name}', which in {better} would be '{right}') and some right, so "
            "the file is in two encodings; fetch it again.",
            count=len(wrong),
            name=wrong[0],
            better=better[0],
            right=better[1],
        )
    else:
        text = message(
            "Some names look wrong in {encoding} ({count:,}, such as '{name}'); in {better} that would be '{right}', so say "
            "--encoding {better} if it is right.",
            encoding=encoding,
            count=len(wrong),
            name=wrong[0],
            better=better[0],
            right=better[1],
        )
    return (text,)


def rejected(rows: int, of: int) -> tuple[Message, ...]:
    """Remark on rows that are missing, since they are wrong."""
    one = message("1 of {of:,} rows was rejected, and is missing from every number.", of=of)
    more = message("{rows:,} of {of:,} rows were rejected, and are missing from every number.", rows=rows, of=of)
    return _those_that_hold((one if rows == 1 else more, rows))


def missing(column: str, locations: Sequence[str]) -> tuple[Message, ...]:
    """Remark on locations with pupils that a table of places, which gives a column, does not have."""
    if not locations:
        return ()
    names: Message | str = ", ".join(locations[:_LISTED])
    if len(locations) > _LISTED:
        names = message(
            "{names}, {more:,} more (--by location --where {column}=unknown lists them)",
            names=names,
            more=len(locations) - _LISTED,
            column=column,
        )
    if len(locations) == 1:
        return (message("1 location with pupils is not in this file and counts as 'unknown': {names}.", names=names),)
    return (
        message(
            "{locations:,} locations with pupils are not in this file and count as 'unknown': {names}.",
            locations=len(locations),
            names=names,
        ),
    )


def of_any(raw: Raw) -> tuple[Message, ...]:
    """Remark on extra columns, blank lines, and an end that may not be the end."""
    extra = raw.recognised.extra
    # Where a row was rejected, its line is blank in what was read.
    blank = raw.census.blank - raw.rejected if raw.census else 0
    names = ", ".join(f"'{name}'" for name in extra)
    return _those_that_hold(
        (message("Columns that this layout does not have were not read: {names}.", names=names), extra),
        (
            message("1 blank line was passed over.")
            if blank == 1
            else message("{rows:,} blank lines were passed over.", rows=blank),
            blank,
        ),
        (
            message(
                "The last line has no end, so its last count may be cut off; fetch the file again if you did not save it yourself."
            ),
            not _is_ended(raw),
        ),
    )


def _is_ended(raw: Raw) -> bool:
    with raw.text.utf8.open("rb") as file:
        file.seek(-1, SEEK_END)
        return file.read() == b"\n"


def _those_that_hold(*pairs: tuple[Message, object]) -> tuple[Message, ...]:
    return tuple(note for note, holds in pairs if holds)


def _rows(wide: pl.DataFrame, condition: pl.Expr) -> int:
    return int(wide.filter(condition)[ROWS].sum())


def _unknown_provinces(wide: pl.DataFrame, catalog: Catalog) -> list[str]:
    known = [*catalog.provinces, *catalog.province_spellings]
    return wide.filter(~pl.col("province").is_in(known))["province"].unique().sort().to_list()


def _element_disagrees(wide: pl.DataFrame, catalog: Catalog) -> int:
    """Count rows whose AFDELING names a profile and whose (padded) elementcode stands in the block of another."""
    with_profiles = [spelling for track in catalog.tracks.values() if track.profiles for spelling in track.spellings]
    blocks = {name: catalog.profiles[code].elements for name, code in catalog.profile_spellings.items()}
    pairs = (
        wide.filter(pl.col("education").is_in(with_profiles))
        .group_by("programme", "element_code")
        .agg(pl.col(ROWS).sum())
    )
    return sum(
        rows
        for programme, element, rows in pairs.iter_rows()
        if not (element or "").zfill(_ELEMENT_DIGITS).startswith(blocks.get((programme or "").casefold(), ""))
    )


def _gaps(frame: pl.DataFrame) -> int:
    years = (
        frame.group_by("brin", "school_year")
        .agg(pl.col("persons_low").sum().alias("persons"))
        .sort("brin", "school_year")
    )
    present = years.with_columns(
        before=(pl.col("persons") > 0).cum_max().over("brin"),
        after=(pl.col("persons") > 0).cum_max(reverse=True).over("brin"),
    )
    return present.filter((pl.col("persons") == 0) & pl.col("before") & pl.col("after")).height
