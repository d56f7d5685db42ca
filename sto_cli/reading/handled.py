"""Small counts that were changed before `sto` reads the file: a mask that was turned into a number, counts that were rounded.

In an honest full file counts of 1, 2, 3 and 4 all occur. Honest extracts of real files, by school or place, stay below the
sizes from which a note is given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.errors import InputError
from sto_cli.language import Message, message

if TYPE_CHECKING:
    from sto_cli.reading.file import File

_SMALL = range(1, 5)
_NEXT = range(5, 10)


class Limits(NamedTuple):
    """From how many counts on a pattern is noted, and from how many it is acted on; None where it never is."""

    noted: int
    certain: int | None


NONE_SMALL = Limits(noted=14, certain=60)
"""Counts of 5 to 9 where none of 1 to 4 occurs."""
ONE_ALONE = Limits(noted=15, certain=30)
"""Cells of one of 1 to 4 where the others do not occur."""
ONLY_4 = Limits(noted=5, certain=None)
"""Cells of 4 where 1, 2 and 3 do not occur."""
ONLY_4_IS_A_MASK = 20
"""From how many of them on a 4 is read as a mask."""
FIVES = Limits(noted=5, certain=40)
"""Counts where all are multiples of 5."""
NO_ONES = Limits(noted=11, certain=None)
"""Cells of 2 to 4 where 1 does not occur; honest extracts reach 10."""
MOST_PUPILS = 9_999
"""The most pupils of one cell that are believed without a note; the real files stay below a thousand."""


def judged(file: File, rows: pl.DataFrame) -> tuple[File, tuple[Message, ...]]:
    """Find which masks a file of enrolment has, and judge its small counts where it has none.

    Args:
        file: the file, with the masks of its source.
        rows: its rows, tidy.

    Returns:
        The file with its own masks, and what is to be noted.

    Raises:
        InputError: its counts are not those that DUO prints.
    """
    cells = pl.concat([rows[name].rename("cell") for name in file.counts])
    if not file.recognised.layout.blank_is_zero and cells.has_nulls():
        return file, ()  # another rule refuses them
    cells = cells.drop_nulls()
    times = dict(cells.value_counts().iter_rows())
    found = {int(text): number for text, number in times.items() if text.isascii() and text.isdigit() and int(text)}
    remarks: tuple[Message, ...] = ()
    if found and max(found) > MOST_PUPILS:
        remarks = (message("a cell holds {most:,} pupils; check whether that count is right.", most=max(found)),)
    if file.source.may_be_in_full and (below := sum(found.get(count, 0) for count in _SMALL[:-1])):
        # In a full file 1, 2 and 3 occur more often than 4; a few of them beside many masks are astray.
        is_full = below * 2 >= found.get(4, 0)
        if is_full:
            file = file._replace(masks={mask: ends for mask, ends in file.masks.items() if not mask.isdigit()})
        remarks += (_of_4(below, found.get(4, 0), is_full=is_full),)
    if here := {mask: ends for mask, ends in file.masks.items() if mask in times}:
        return file._replace(masks=here), remarks
    if not found or not all(
        text.isascii() and text.isdigit() for text in times
    ):  # another rule refuses what cannot be read
        return file, remarks
    file, judgement = _small(file, found)
    return file, remarks + judgement


def _of_4(below: int, fours: int, *, is_full: bool) -> Message:
    seen = message("1, 2 and 3 occur {below:,} times, against {fours:,} cells of 4", below=below, fours=fours)
    if is_full:
        return message("{seen}, so 4 is read as 4 and not as a mask of 1 to 4.", seen=seen)
    return message("{seen}, so 4 is still read as a mask of 1 to 4; check where the others come from.", seen=seen)


def _small(file: File, found: dict[int, int]) -> tuple[File, tuple[Message, ...]]:
    """Judge the counts of a file without masks, each with how often it occurs."""
    whole = sum(found.values())
    small = [count for count in _SMALL if found.get(count)]
    larger = sum(found.get(count, 0) for count in _NEXT)
    if not any(count % 5 for count in found):
        seen = message("all {cells:,} counts above 0 are multiples of 5", cells=whole)
        return _kept(file, whole, FIVES, seen)
    if not small:
        seen = message("1, 2, 3 and 4 do not occur, against {cells:,} counts of 5 to 9", cells=larger)
        return _kept(file, larger, NONE_SMALL, seen)
    if small == [4]:
        if found[4] < ONLY_4_IS_A_MASK:
            return _kept(file, found[4], ONLY_4, _alone(found, 4))
        note = message(
            "{seen}, so 4 is read as DUO's portal prints it, 1 to 4 pupils; if the counts are printed in full, "
            "download the file again.",
            seen=_alone(found, 4),
        )
        return file._replace(masks=file.masks | {"4": (1, 4)}), (note,)
    if len(small) == 1:
        return _kept(file, found[small[0]], ONE_ALONE, _alone(found, small[0]))
    of_2_to_4 = 0 if 1 in small else sum(found[count] for count in small)
    return _kept(
        file, of_2_to_4, NO_ONES, message("1 does not occur, against {cells:,} counts of 2 to 4", cells=of_2_to_4)
    )


def _alone(found: dict[int, int], count: int) -> Message:
    return message(
        "only {count} of 1, 2, 3 and 4 occurs, {cells:,} times, against {larger:,} counts of 5 to 9",
        count=count,
        cells=found[count],
        larger=sum(found.get(each, 0) for each in _NEXT),
    )


def _kept(file: File, number: int, limits: Limits, seen: Message) -> tuple[File, tuple[Message, ...]]:
    """Refuse a file with a certain pattern; else keep it, with a note where the pattern is likely."""
    if limits.certain and number >= limits.certain:
        raise InputError(
            "{path}: {seen}; DUO prints such counts in full or masks them, so someone changed the small counts: "
            "download the file again, or declare with --catalog what a count stands for.",
            path=file.path,
            seen=seen,
        )
    if number < limits.noted:
        return file, ()
    return file, (message("{seen}; was a mask turned into a number, or were counts rounded?", seen=seen),)
