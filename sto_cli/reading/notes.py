"""What a careful reader wants to know about a file that was read: nothing here refuses anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from sto_cli.reading.facts import ROWS

if TYPE_CHECKING:
    from sto_cli.catalog import Catalog
    from sto_cli.reading.read import Raw


_ELEMENT_DIGITS = 4


def enrolment(raw: Raw, wide: pl.DataFrame, catalog: Catalog) -> tuple[str, ...]:
    """Remark on extra columns, lost zeros, unknown provinces, and elementcodes at odds with AFDELING."""
    found = [_extra(raw), _blank(raw)]
    short = _rows(wide, pl.col("location_number").str.len_chars() == 1)
    found += [f"{short:,} rows have a location number without its leading zero; it was put back."] if short else []
    provinces = [*catalog.provinces, *catalog.province_spellings]
    strange = wide.filter(~pl.col("province").is_in(provinces).fill_null(value=False))["province"].unique().sort()
    found += (
        [f"Provinces that the catalog does not know: {', '.join(str(name) for name in strange)}."]
        if len(strange)
        else []
    )
    odd = _element_disagrees(wide, catalog)
    found += (
        [f"{odd:,} rows have an ELEMENTCODE of another profile than their AFDELING; AFDELING was followed."]
        if odd
        else []
    )
    return tuple(note for note in found if note)


def staffing(raw: Raw, frame: pl.DataFrame) -> tuple[str, ...]:
    """Remark on extra columns, a missing profile column, and zeros between years with staff."""
    found = [_extra(raw), _blank(raw)]
    found += ["No row is in scope: sto reads the rows of vo, secondary education."] if frame.is_empty() else []
    if "profile" not in raw.recognised.columns:
        found.append(
            "There is no PROFIEL column, so a split into technical and other cannot be computed from this file."
        )
    gaps = _gaps(frame)
    found += (
        [f"{gaps:,} times an institution has 0 persons between years with staff: such a 0 may mean 'not reported'."]
        if gaps
        else []
    )
    return tuple(note for note in found if note)


def _extra(raw: Raw) -> str:
    names = ", ".join(f"'{name}'" for name in raw.recognised.extra)
    return f"Columns that this layout does not have were not read: {names}." if names else ""


def _blank(raw: Raw) -> str:
    return f"{raw.census.blank:,} blank lines were passed over." if raw.census.blank else ""


def _rows(wide: pl.DataFrame, condition: pl.Expr) -> int:
    return int(wide.filter(condition)[ROWS].sum())


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
        .agg((pl.col("persons") + pl.col("persons_small")).sum().alias("persons"))
        .sort("brin", "school_year")
    )
    present = years.with_columns(
        before=(pl.col("persons") > 0).cum_max().over("brin"),
        after=(pl.col("persons") > 0).cum_max(reverse=True).over("brin"),
    )
    return present.filter((pl.col("persons") == 0) & pl.col("before") & pl.col("after")).height
