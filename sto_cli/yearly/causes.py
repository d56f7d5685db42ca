"""Why a number differs between two runs, according to their manifests.

Several causes may apply at once, and then all are named. Two results do not show how far each cause moved the
number.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from math import isclose
from typing import TYPE_CHECKING, Any

from sto_cli.catalog import catalog
from sto_cli.reading import places

if TYPE_CHECKING:
    from sto_cli.yearly.results import Results

CLOSE = 1e-9
"""Numbers that differ by less than this share of themselves were added up in another order."""

Row = Mapping[str, Any]


class Cause(StrEnum):
    """Why a number differs, is new or is gone."""

    NEW_YEAR = "new_year"
    """Its school year was not among the data before, or the report ends in a newer one."""
    YEAR_GONE = "year_gone"
    """Its school year is no longer among the data."""
    NEWLY_ASKED = "newly_asked"
    NO_LONGER_ASKED = "no_longer_asked"
    FINAL = "provisional_became_final"
    """A file of its year differs, and the year was provisional before."""
    REVISED = "data_revised"
    """A file of its year, or a table of places, differs."""
    MASKING = "masking_changed"
    """Other cells are masked."""
    DEFINITION = "definition_changed"
    """Its definition selects something else."""
    OTHER_DEFINITION = "other_definition"
    """The report chose another definition of the same indicator, since the files can be compared under that."""
    CATALOG = "catalog_changed"
    """What sto knows of layouts, codes and masks differs."""
    SMALL_COUNTS = "small_counts_changed"
    """Estimates rest on another table of small counts."""
    VERSION = "version_changed"
    """Another version of sto or of Polars computed it, and nothing else differs."""
    ROUNDING = "rounding_only"
    """It differs in the last digits that a computer keeps."""
    UNEXPLAINED = "unexplained"
    """Nothing that the manifests hold differs."""


def of_change(old: Results, new: Results, before: Row, after: Row) -> list[Cause]:
    """Say why a number that both runs have differs."""
    if _is_close(before, after):
        return [Cause.ROUNDING]
    found = _of_data(old, new, before, after) + _of_knowledge(old, new, after)
    if not found and any(old.manifest[key] != new.manifest[key] for key in ("sto", "polars")):
        found = [Cause.VERSION]
    return found or [Cause.UNEXPLAINED]


def of_new(old: Results, new: Results, row: Row) -> list[Cause]:
    """Say why only the later run has a number."""
    if row["result"] not in {*old.rows["result"]} and _asks_otherwise(old, new):
        return [Cause.NEWLY_ASKED]
    return _of_presence(old, new, row, Cause.NEW_YEAR, Cause.NEWLY_ASKED)


def of_gone(old: Results, new: Results, row: Row) -> list[Cause]:
    """Say why only the earlier run has a number."""
    if row["result"] not in {*new.rows["result"]} and _asks_otherwise(old, new):
        return [Cause.NO_LONGER_ASKED]
    years, now, then = _years(row), _years_of(new, _kind(row)), _years_of(old, _kind(row))
    if row["from_year"] and years <= now and now - then:
        return [Cause.NEW_YEAR]
    return _of_presence(new, old, row, Cause.YEAR_GONE, Cause.NO_LONGER_ASKED)


def _of_presence(without: Results, having: Results, row: Row, year: Cause, asked: Cause) -> list[Cause]:
    kind = _kind(row)
    if _years(row) - _years_of(without, kind):
        return [year]
    is_new = (row["indicator"], row["definition"]) not in {*without.rows.select("indicator", "definition").iter_rows()}
    if is_new and _asks_otherwise(without, having):
        return [asked]
    if is_new and row["indicator"] in {*without.rows["indicator"]}:
        return [Cause.OTHER_DEFINITION]
    return _of_files(without, having, row) + _of_knowledge(without, having, row) or [asked]


def _asks_otherwise(one: Results, other: Results) -> bool:
    """Tell whether the configuration differs; if not, a result is there or not because of its files."""
    return bool(one.manifest["configuration"] != other.manifest["configuration"])


def _of_data(old: Results, new: Results, before: Row, after: Row) -> list[Cause]:
    found = _of_files(old, new, after)
    if not found or before["masked_cells"] == after["masked_cells"]:
        return found
    # Where one pair of bounds lies within the other, masking alone can have made the difference.
    return [Cause.MASKING] if _within(before, after) or _within(after, before) else [*found, Cause.MASKING]


def files(old: Results, new: Results, row: Row) -> tuple[str, ...]:
    """Name the files behind a number that only one run has, or each with another content."""
    found = [name for _, names in _changed(old, new, row) for name in names]
    return tuple(sorted({*found}))


def _changed(old: Results, new: Results, row: Row) -> list[tuple[str | None, list[str]]]:
    """Give per school year of a number the files of it that are not in both runs; tables of places, where it is of a place, are of none."""
    by_place = any(row.get(column) is not None for column in places.COLUMNS)
    found = []
    for kind, year in [*((_kind(row), year) for year in _years(row)), *([("places", None)] if by_place else [])]:
        before, after = old.inputs(kind, year), new.inputs(kind, year)
        found.append((year, [(before | after)[checksum] for checksum in before.keys() ^ after.keys()]))
    return [(year, names) for year, names in found if names]


def _of_files(old: Results, new: Results, row: Row) -> list[Cause]:
    differ = {year for year, _ in _changed(old, new, row)}
    if None in differ:
        return [Cause.REVISED]
    if not differ:
        return []
    provisional = {*old.manifest["provisional"]} - {*new.manifest["provisional"]}
    return [Cause.FINAL] if differ <= provisional else [Cause.REVISED]


def _of_knowledge(old: Results, new: Results, row: Row) -> list[Cause]:
    definitions = [run.manifest["definitions"].get(row["indicator"], {}).get(row["definition"]) for run in (old, new)]
    found = [Cause.DEFINITION] if definitions[0] != definitions[1] else []
    if not found and old.manifest["catalog"] != new.manifest["catalog"]:
        found.append(Cause.CATALOG)
    if old.manifest["small_counts"] != new.manifest["small_counts"] and row["masked_cells"]:
        found.append(Cause.SMALL_COUNTS)
    return found


def _years_of(run: Results, kind: str) -> set[str]:
    sources = catalog().sources
    texts = [text for entry in run.manifest["inputs"] for text in entry["read"]]
    return {year for text in texts if sources[text["source"]].facts == kind for year in text["school_years"]}


def _years(row: Row) -> set[str]:
    return {year for year in (row["from_year"], row["school_year"]) if year}


def _kind(row: Row) -> str:
    return catalog().indicators[row["indicator"]].facts


def _within(inner: Row, outer: Row) -> bool:
    if None in (inner["low"], inner["high"], outer["low"], outer["high"]):
        return False
    return bool(outer["low"] <= inner["low"] and inner["high"] <= outer["high"])


def _is_close(before: Row, after: Row) -> bool:
    pairs = [(before[name], after[name]) for name in before.keys() & after.keys()]
    are_numbers = all(isinstance(value, int | float) for pair in pairs if pair[0] != pair[1] for value in pair)
    return are_numbers and all(one == other or isclose(one, other, rel_tol=CLOSE) for one, other in pairs)
