"""The technical share of each file in SQL, by DuckDB on two threads."""

from __future__ import annotations

import sys

import duckdb
from question import COUNTS, MASK, PROGRAMME, TECHNICAL, TRACK, TRACKS, answer, school_year

_PRINTED = " + ".join(f'coalesce(try_cast("{name}" AS INTEGER), 0)' for name in COUNTS)
_MASKED = " + ".join(f"(\"{name}\" = '{MASK}')::INTEGER" for name in COUNTS)
QUERY = f"""
    WITH cells AS (
        SELECT list_contains($technical, "{PROGRAMME}") AS technical, {_PRINTED} AS printed, {_MASKED} AS masked
        FROM read_csv($file, delim = ';', header = true, all_varchar = true)
        WHERE list_contains($tracks, "{TRACK}")
    )
    SELECT sum(printed) FILTER (technical), sum(masked) FILTER (technical), sum(printed), sum(masked) FROM cells
"""  # noqa: S608  # the names are our own


def main(files: list[str]) -> None:
    """Ask every file."""
    database = duckdb.connect(config={"threads": 2})
    found = {}
    for file in files:
        values = {"file": file, "technical": TECHNICAL, "tracks": TRACKS}
        row = database.execute(QUERY, values).fetchone() or ()
        found[school_year(file)] = [int(number) for number in row]
    answer(found)


if __name__ == "__main__":
    main(sys.argv[1:])
