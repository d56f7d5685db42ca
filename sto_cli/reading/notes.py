"""What a careful reader wants to know about a file that was read: nothing here refuses anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.language import message
from sto_cli.reading import cells, codes, text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sto_cli.catalog import Catalog
    from sto_cli.language import Message
    from sto_cli.reading.file import File

_LISTED = 20
_FOUR_DIGITS = re.compile("[0-9]{4}")
_COLUMNS = 5
_UNKNOWN_ROLE = cells.UNKNOWN + "Onbekend"


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
    return (
        of_names(file, names)
        + _without_province(nowhere)
        + _those_that_hold(
            (
                message("1 row has a location number without its leading zero; it was put back.")
                if short == 1
                else message(
                    "{rows:,} rows have a location number without its leading zero; it was put back.", rows=short
                ),
                short,
            ),
            (
                message("1 blank count was read as 0, as this layout writes it.")
                if blanks == 1
                else message("{cells:,} blank counts were read as 0, as this layout writes them.", cells=blanks),
                blanks,
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
            (
                message(
                    "1 row has a code of its education that is not one of four digits; it was used to tell rows apart only."
                )
                if strange == 1
                else message(
                    "{rows:,} rows have a code of their education that is not one of four digits; it was used to tell rows apart only.",
                    rows=strange,
                ),
                strange,
            ),
            (
                message("1 row has a profile and no VMBO SECTOR; the sector of the profile was taken.")
                if filled == 1
                else message(
                    "{rows:,} rows have a profile and no VMBO SECTOR; the sector of the profile was taken.", rows=filled
                ),
                filled,
            ),
        )
    )


def exams(file: File, rows: pl.DataFrame) -> tuple[Message, ...]:
    """Remark on names that look wrong, and on rows without a province."""
    names = rows["name"].unique().to_list() if "name" in rows.columns else []
    nowhere = _rows(rows, pl.col("province").is_null()) if "province" in rows.columns else 0
    return of_names(file, names) + _without_province(nowhere)


def _without_province(rows: int) -> tuple[Message, ...]:
    one, more = message("1 row has no province."), message("{rows:,} rows have no province.", rows=rows)
    return _those_that_hold((one if rows == 1 else more, rows))


def staffing(file: File, frame: pl.DataFrame, blank: int) -> tuple[Message, ...]:
    """Remark on a missing profile column, and on staff that may be missing or in another place.

    `blank` is how many rows have no type of education and count as vo.
    """
    gaps = _gaps(frame)
    astray = (*_gone(frame), *_moved_to_unknown(file, frame), *_much_fte(file, frame))
    return astray + _those_that_hold(
        (
            message("1 row has no ONDERWIJSTYPE and counts as VO, as every other row of the file is.")
            if blank == 1
            else message(
                "{rows:,} rows have no ONDERWIJSTYPE and count as VO, as every other row of the file is.", rows=blank
            ),
            blank,
        ),
        (message("No row is in scope: sto reads the rows of vo, secondary education."), frame.is_empty()),
        (
            message(
                "There is no PROFIEL column, so a split into technical and other cannot be computed from this file."
            ),
            "profile" not in file.recognised.columns,
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


def of_names(file: File, names: Collection[str | None]) -> tuple[Message, ...]:
    """Remark on names that look wrong, since the file was written in another encoding; and on which."""
    wrong, encoding = text.astray(names), file.text.encoding
    if not wrong:
        return ()
    better = text.read_otherwise(wrong, encoding)
    if not better:
        said = message(
            "Some names look wrong ({count:,}, such as '{name}'), in every encoding that was tried; fetch the file again, "
            "or name its encoding with --encoding.",
            count=len(wrong),
            name=wrong[0],
        )
    elif text.holds_dutch(names):
        said = message(
            "Some names look wrong ({count:,}, such as '{name}', which in {better} would be '{right}') and some right, so "
            "the file is in two encodings; fetch it again.",
            count=len(wrong),
            name=wrong[0],
            better=better[0],
            right=better[1],
        )
    else:
        said = message(
            "Some names look wrong in {encoding} ({count:,}, such as '{name}'); in {better} that would be '{right}', so say "
            "--encoding {better} if it is right.",
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


def of_any(file: File, blank: int) -> tuple[Message, ...]:
    """Remark on extra columns, blank lines, and an end that may not be the end."""
    extra = file.unknown_columns
    names: Message | str = ", ".join(f"'{name}'" for name in extra[:_COLUMNS])
    if (more := len(extra) - _COLUMNS) > 0:
        names = message("{names}, {more} more", names=names, more=more)
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
            not file.text.is_ended,
        ),
    )


def _those_that_hold(*pairs: tuple[Message, object]) -> tuple[Message, ...]:
    return tuple(note for note, holds in pairs if holds)


def _rows(rows: pl.DataFrame, condition: pl.Expr) -> int:
    return int(rows.select(condition.sum()).item())


def _element_disagrees(rows: pl.DataFrame, catalog: Catalog) -> int:
    """Count rows whose AFDELING names a profile and whose elementcode stands in the block of another."""
    return sum(
        number
        for profile, element, number in rows.group_by(codes.PROFILE, cells.element_code()).len().iter_rows()
        if profile in catalog.profiles
        and _FOUR_DIGITS.fullmatch(element or "")
        and (blocks := catalog.profiles[profile].elements)
        and not element.startswith(blocks)
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


def _amount(frame: pl.DataFrame) -> str:
    """Name the amount to speak of: FTE where the file has it."""
    return "persons" if frame["fte_low"].null_count() == frame.height else "fte"


def _gone(frame: pl.DataFrame) -> tuple[Message, ...]:
    """Remark on institutions with staff in the last year but one, and none in the last."""
    years = frame["school_year"].unique().sort().to_list()[-2:]
    if len(years) < 2:  # noqa: PLR2004  # a fall takes two years
        return ()
    amount = f"{_amount(frame)}_low"
    totals = frame.group_by("brin").agg(
        pl.col(amount).filter(school_year=year).sum().alias(name)
        for year, name in zip(years, ("before", "now"), strict=True)
    )
    gone = totals.filter(pl.col("before") > 0, pl.col("now") == 0).sort("before", "brin", descending=[True, False])
    if gone.is_empty():
        return ()
    names: Message | str = ", ".join(gone["brin"][:_COLUMNS])
    if (more := gone.height - _COLUMNS) > 0:
        names = message("{names}, {more} more", names=names, more=more)
    return (
        message(
            "In {year} these have 0 and had {amount:,.1f} {unit} in {before}: {names}. The total falls by that, and such a 0 "
            "may mean 'not reported'.",
            year=years[1],
            before=years[0],
            amount=float(gone["before"].sum()),
            unit=message("persons") if _amount(frame) == "persons" else message("FTE"),
            names=names,
        ),
    )


def _moved_to_unknown(file: File, frame: pl.DataFrame) -> tuple[Message, ...]:
    """Remark on the largest growth of FUNCTIEGROEP Onbekend from one year to the next."""
    if "role" not in file.recognised.columns:
        return ()
    amount = f"{_amount(frame)}_low"
    totals = frame.group_by("school_year").agg(pl.col(amount).filter(role=_UNKNOWN_ROLE).sum().cast(pl.Float64))
    steps = totals.sort("school_year").with_columns(
        before=pl.col("school_year").shift(), was=pl.col(amount).shift(), grown=pl.col(amount).diff()
    )
    grown = steps.filter(pl.col("grown") > 0).sort("grown", descending=True)
    if grown.is_empty():
        return ()
    most = grown.row(0, named=True)
    return (
        message(
            "{header} 'Onbekend' holds {amount:,.1f} {unit} in {year} and held {was:,.1f} in {before}: nobody knows how many of "
            "them are teachers, so a fall of teachers may be this.",
            header=file.header_of("role"),
            amount=most[amount],
            was=most["was"],
            year=most["school_year"],
            before=most["before"],
            unit=message("persons") if _amount(frame) == "persons" else message("FTE"),
        ),
    )


def _much_fte(file: File, frame: pl.DataFrame) -> tuple[Message, ...]:
    """Remark on rows with more FTE a person than anybody is taken to work."""
    cap = file.source.fte_cap
    if cap is None:
        return ()
    much = frame.filter(
        pl.col("fte_small") == 0, pl.col("fte_low").cast(pl.Float64) > pl.col("persons_high") * cap
    ).sort("school_year", "brin")
    if much.is_empty():
        return ()
    first = much.row(0, named=True)
    return (
        message(
            "{number:,} times there are more than {cap} FTE a person, such as {fte} FTE of {persons} persons at {brin} in "
            "{year}; see whether the amount is right.",
            number=much.height,
            cap=cap,
            fte=float(first["fte"]),
            persons=first["persons_high"],
            brin=first["brin"],
            year=first["school_year"],
        ),
    )
