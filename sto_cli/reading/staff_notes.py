"""Notes on a file of staff: what may be missing, or in another place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.language import Message, message
from sto_cli.reading import cells
from sto_cli.reading.layout import some
from sto_cli.reading.notes import counted, if_so

if TYPE_CHECKING:
    from sto_cli.reading.file import File

_UNKNOWN_ROLE = cells.UNKNOWN + "Onbekend"


def staffing(file: File, frame: pl.DataFrame, blank: int) -> tuple[Message, ...]:
    """Remark on a missing profile column, and on staff that may be missing or in another place.

    `blank` is how many rows have no type of education and count as vo.
    """
    gaps = _gaps(frame)
    astray = (*_gone(frame), *_moved_to_unknown(file, frame), *_much_fte(file, frame))
    return (
        astray
        + counted(
            blank,
            message("1 row has no ONDERWIJSTYPE and counts as VO, as every other row of the file is."),
            message(
                "{rows:,} rows have no ONDERWIJSTYPE and count as VO, as every other row of the file is.", rows=blank
            ),
        )
        + if_so(frame.is_empty(), message("No row is in scope: sto reads the rows of vo, secondary education."))
        + if_so(
            "profile" not in file.recognised.columns,
            message(
                "There is no PROFIEL column, so a split into technical and other cannot be computed from this file."
            ),
        )
        + counted(
            gaps,
            message("Once an institution has 0 persons between years with staff: such a 0 may mean 'not reported'."),
            message(
                "{times:,} times an institution has 0 persons between years with staff: such a 0 may mean 'not reported'.",
                times=gaps,
            ),
        )
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


def _amount(frame: pl.DataFrame) -> tuple[str, Message]:
    """Give the column of the amount to speak of, and its unit: FTE where the file has it."""
    has_fte = frame["fte_low"].null_count() < frame.height
    return ("fte_low", message("FTE")) if has_fte else ("persons_low", message("persons"))


def _gone(frame: pl.DataFrame) -> tuple[Message, ...]:
    """Remark on institutions with staff in the last year but one, and none in the last."""
    years = frame["school_year"].unique().sort().to_list()[-2:]
    if len(years) < 2:  # noqa: PLR2004  # a fall takes two years
        return ()
    amount, unit = _amount(frame)
    totals = frame.group_by("brin").agg(
        pl.col(amount).filter(school_year=year).sum().alias(name)
        for year, name in zip(years, ("before", "now"), strict=True)
    )
    gone = totals.filter(pl.col("before") > 0, pl.col("now") == 0).sort("before", "brin", descending=[True, False])
    if gone.is_empty():
        return ()
    return (
        message(
            "In {year} these have 0, and in {before} they had {amount:,.1f} {unit}: {names}. The total falls by that "
            "amount, and such a 0 may mean 'not reported'.",
            year=years[1],
            before=years[0],
            amount=float(gone["before"].sum()),
            unit=unit,
            names=some([*gone["brin"]]),
        ),
    )


def _moved_to_unknown(file: File, frame: pl.DataFrame) -> tuple[Message, ...]:
    """Remark on the largest growth of FUNCTIEGROEP Onbekend from one year to the next."""
    if "role" not in file.recognised.columns:
        return ()
    amount, unit = _amount(frame)
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
            "{header} 'Onbekend' has {amount:,.1f} {unit} in {year}, against {was:,.1f} in {before}: the number of "
            "teachers among them is unknown, so it may explain a fall in teachers.",
            header=file.header_of("role"),
            amount=most[amount],
            was=most["was"],
            year=most["school_year"],
            before=most["before"],
            unit=unit,
        ),
    )


def _much_fte(file: File, frame: pl.DataFrame) -> tuple[Message, ...]:
    """Remark on rows with more FTE a person than anybody is taken to work."""
    cap = file.source.fte_cap
    if cap is None:
        return ()
    much = frame.filter(
        pl.col("fte_masked_cells") == 0, pl.col("fte_low").cast(pl.Float64) > pl.col("persons_high") * cap
    ).sort("school_year", "brin")
    if much.is_empty():
        return ()
    first = much.row(0, named=True)
    return (
        message(
            "{number:,} times there are more than {cap} FTE per person, such as {fte} FTE of {persons} persons at "
            "{brin} in {year}; check whether the amount is right.",
            number=much.height,
            cap=cap,
            fte=float(first["fte"]),
            persons=first["persons_high"],
            brin=first["brin"],
            year=first["school_year"],
        ),
    )
