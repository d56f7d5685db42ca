"""The technical share of each file in pandas: only the columns that matter, texts as categories, masks as missing."""

from __future__ import annotations

import sys

import pandas as pd
from question import COUNTS, MASK, PROGRAMME, TECHNICAL, TRACK, TRACKS, answer, school_year


def share(file: str) -> list[int]:
    """Give the four numbers of one file."""
    frame = pd.read_csv(
        file,
        sep=";",
        usecols=[TRACK, PROGRAMME, *COUNTS],
        dtype={TRACK: "category", PROGRAMME: "category"},
        na_values=dict.fromkeys(COUNTS, MASK),
        keep_default_na=False,
    )
    pupils = frame[frame[TRACK].isin(TRACKS)]
    technical = pupils[pupils[PROGRAMME].isin(TECHNICAL)]
    return [
        int(number)
        for part in (technical, pupils)
        for number in (part[COUNTS].sum().sum(), part[COUNTS].isna().sum().sum())
    ]


if __name__ == "__main__":
    answer({school_year(file): share(file) for file in sys.argv[1:]})
