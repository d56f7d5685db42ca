"""What DUO's codes are in the catalog: expressions on raw text columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Collection

    from sto_cli.catalog import Catalog

# What a profile or sector column holds where there is none, and DUO's words for it.
NONE = "none"
NOT_APPLICABLE = ("N.v.t.", "")

# What INDICATIE VO-VAVO says of pupils at school and of pupils at adult education.
AT_SCHOOL = ("vo", "n", "nee", "n.v.t.", "")
AT_VAVO = ("vavo", "j", "ja")


def track_of(catalog: Catalog, columns: Collection[str]) -> pl.Expr:
    """Map the type of education; who is at adult education (vavo) is counted there."""
    track = pl.col("education").replace_strict(catalog.track_spellings, default=None)
    if "vavo" not in columns:
        return track
    at_vavo = {code: each.at_vavo for code, each in catalog.tracks.items() if each.at_vavo}
    return pl.when(folded("vavo").is_in(AT_VAVO)).then(track.replace(at_vavo)).otherwise(track)


def profile_of(catalog: Catalog) -> pl.Expr:
    """Map AFDELING within tracks that have profiles; havo's "Natuur en Techniek" is none of ours."""
    with_profiles = [code for code, track in catalog.tracks.items() if track.profiles]
    mapped = folded("programme").replace_strict(catalog.profile_spellings, default=NONE)
    return pl.when(pl.col("track").is_in(with_profiles)).then(mapped).otherwise(pl.lit(NONE))


def folded(column: str) -> pl.Expr:
    """Compare a column without regard to case, a blank as nothing."""
    return pl.col(column).fill_null("").str.to_lowercase()
