"""From raw text to wide sums: the one place where volume shrinks, in the fastest way that is right for each file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sto_cli.reading import by_lines, by_quotes
from sto_cli.reading.look import look
from sto_cli.reading.read import carefully

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sto_cli.needs import Need
    from sto_cli.reading.raw import Raw
    from sto_cli.reading.wide import Wide


def group(raws: Sequence[Raw], need: Need) -> list[Wide]:
    """Sum the counts of files of one header on their raw keys, as many of them together as can be.

    Raises:
        InputError: a count is no count, a key occurs twice, or a row is too short, too long or swallowed by a quote.
    """
    looked_at = [*zip(raws, look(raws, need.checks), strict=True)]
    plain = [(raw, seen) for raw, seen in looked_at if not seen.odd]
    found = by_lines.group(plain, need) if plain else None
    if found:
        return [found, *(_by_itself(raw, need) for raw, seen in looked_at if seen.odd)]
    if len(raws) > 1:
        return [each for raw in raws for each in group([raw], need)]
    return [_by_itself(raw, need) for raw in raws]


def _by_itself(raw: Raw, need: Need) -> Wide:
    """Group a file that is odd when its quotes are what they seemed to be: letters, or around fields."""
    if found := _plainly(raw._replace(quoted=not raw.quoted), need):
        return found
    careful = carefully(raw)
    if careful.text is not raw.text:  # it was in another encoding than it seemed to be
        found = _plainly(raw._replace(text=careful.text), need)
    return found or by_quotes.group(careful)


def _plainly(raw: Raw, need: Need) -> Wide | None:
    (seen,) = look([raw], need.checks)
    return None if seen.odd else by_lines.group([(raw, seen)], need)
