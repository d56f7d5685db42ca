"""Spoilt files whose wrong rows may be left out: what is left must be what the judge reads without those lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fuzz import bases, judge
from fuzz.files import Files, at_odds, reading
from fuzz.outcome import Kind, Outcome
from sto_cli.errors import StoError
from sto_cli.reading.load import load

if TYPE_CHECKING:
    from collections.abc import Collection


class Rejects(Files):
    """Edited files of every layout, with `--rejects`."""

    name = "rejects"

    def check(self, case: bytes) -> Outcome:
        """Let sto leave out what it calls wrong, and the judge read what is left."""
        path = self.folder / bases.NAME
        path.write_bytes(case)
        possible, why = judge.readings(case, bases.YEAR)
        try:
            data = load([path], file_years={bases.NAME: bases.YEAR}, reject=True)
        except StoError as error:
            if error.exit_code not in {2, 3}:
                return Outcome(Kind.TRACEBACK, f"exit code {error.exit_code}: {error}")
            return Outcome(Kind.STRICTER if possible else Kind.REFUSED, str(error))
        found = reading(data)
        if data.rejected.height:
            found.rows -= data.rejected.height
            if possible:
                return Outcome(Kind.STRICTER, str(data.rejected.rows()))
            possible, why = judge.readings(_without(case, set(data.rejected["line"])), bases.YEAR)
        return Outcome(Kind.RIGHT) if found in possible else at_odds(found, possible, why)


def _without(case: bytes, rejected: Collection[int]) -> bytes:
    """Blank some lines, of what the judge takes for the text."""
    text = judge.text(case)
    mark = "\n" if "\n" in text else "\r"
    lines = text.split(mark)
    return mark.join("" if number in rejected else line for number, line in enumerate(lines, start=1)).encode()
