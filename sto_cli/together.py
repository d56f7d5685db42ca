"""Enrolment files of one header, taken together: twenty small ones take little more time than one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sto_cli.catalog import catalog
from sto_cli.one_file import LOCATIONS_KEPT, account
from sto_cli.reading import by_lines, facts, notes, rules, tidy
from sto_cli.reading.raw import FILE
from sto_cli.reading.wide import national, of_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import polars as pl

    from sto_cli.data import FileReport
    from sto_cli.language import Message
    from sto_cli.needs import Need
    from sto_cli.reading.raw import Raw
    from sto_cli.reading.wide import Wide

# A large file gains nothing by company, and what is kept of each stays in memory until all have been read: the keys, or
# location by location nearly everything.
_BYTES_TOGETHER, _BYTES_BY_LOCATION = 100_000_000, 8_000_000
# How many rows are looked at for locations of masked cells: in all, and of each file at least. Where that tells too little,
# files are read again, location by location.
_ROWS_LOOKED_AT, _ROWS_OF_EACH = 10_000, 2_000


def batches(raws: Iterable[Raw], need: Need) -> list[list[Raw]]:
    """Put files that can be read together beside each other, in the order in which the first of each came."""
    most = _BYTES_BY_LOCATION if need.locations else _BYTES_TOGETHER
    found: list[list[Raw]] = []
    for raw in raws:
        for batch in found if raw.source.facts == "enrolment" else []:
            if _can_join(raw, batch, most):
                batch.append(raw)
                break
        else:
            found.append([raw])
    return found


def _can_join(raw: Raw, batch: list[Raw], most: int) -> bool:
    one = batch[0]
    return (
        raw.recognised == one.recognised
        and raw.quoted == one.quoted
        and raw.path not in [each.path for each in batch]
        and sum(each.size for each in (raw, *batch)) <= most
    )


def enrolment(raws: Sequence[Raw], need: Need) -> list[tuple[pl.DataFrame, FileReport]]:
    """Make enrolment facts of files of one header, location by location only where that is needed, in their order.

    Raises:
        InputError: one of them is refused.
    """
    made = {
        raw.path: (frame, account(raw, frame, remarks, masks=int(frame["small"].sum())))
        for wide in facts.group(raws, need)
        for raw, frame, remarks in _facts_of(wide, need)
    }
    return [made[raw.path] for raw in raws]


def _facts_of(wide: Wide, need: Need) -> list[tuple[Raw, pl.DataFrame, tuple[Message, ...]]]:
    raws, sums = wide
    if need.columns is None:
        found = tidy.tidy(raws, sums, catalog())
    else:
        found = tidy.without_locations(_national(wide, need), need.columns, LOCATIONS_KEPT, of_some=True)
    return [*zip(raws, _by_file(raws, found), _remarks(wide), strict=True)]


def _by_file(raws: Sequence[Raw], found: pl.DataFrame) -> list[pl.DataFrame]:
    """Take facts apart by their files; those of one are not copied, which is a fifth of the memory of a large one."""
    if len(raws) == 1:
        return [found.drop(FILE)]
    parts = found.partition_by(FILE, as_dict=True, include_key=False)
    nothing = found.clear().drop(FILE)
    return [parts.get((raw.where,), nothing) for raw in raws]


def _national(wide: Wide, need: Need) -> pl.DataFrame:
    """Make facts of all locations together, and beside these of some locations, which are in them."""
    if "location_number" in wide.sums.columns:  # it was read carefully
        rules.refuse_bad_keys(*wide, catalog())
        wide = national(wide, need)
    raws, sums = wide
    some = None
    if wide.masks:
        some = by_lines.some_masked(raws, need, max(_ROWS_LOOKED_AT // len(raws), _ROWS_OF_EACH))
    return tidy.tidy(raws, sums, catalog(), some)


def _remarks(wide: Wide) -> list[tuple[Message, ...]]:
    """Remark on each file; as a rule there is nothing in any of them to look for one by one."""
    raws, sums = wide
    if not notes.of_sums(raws[0], sums, catalog()):
        return [notes.of_any(raw) for raw in raws]
    return [notes.of_any(raw) + notes.of_sums(raw, of_file(raw, sums), catalog()) for raw in raws]
