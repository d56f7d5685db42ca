"""Spoilt files: sto's facts against those of the judge, and its numbers against naive ones."""

from __future__ import annotations

import contextlib
import io
import json
import math
import tempfile
import zlib
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from fuzz import bases, edits, judge
from fuzz.outcome import Kind, Outcome
from sto_cli.cli.main import main
from sto_cli.errors import StoError
from sto_cli.reading.load import load
from tests import naive

if TYPE_CHECKING:
    from random import Random

    from sto_cli.reading.data import Data

_KEYS = ("school_year", "location", "name", "place", "province", "track", "sector", "profile", "grade", "sex")
_LEAST, _MOST = 1, 4
"""What every mask of these layouts stands for."""
_TO_COMMAND_LINE = 12
"""One answered file in so many goes through the command line too."""
_QUESTIONS = [
    ("technical-share", "technical_share", "letter", ()),
    ("technical-share", "technical_share", "sector", ("province",)),
    ("vmbo-share", "vmbo_share", "letter", ()),
    ("profile-counts", "profile_count", "letter", ("province",)),
    ("pupils", "pupil_count", "letter", ("grade", "profile")),
]


class Files:
    """Edited files of every layout."""

    name = "files"

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(tempfile.mkdtemp(prefix="sto-fuzz-"))

    def make(self, random: Random) -> bytes:
        """Make up a file and spoil it."""
        return self.edit(bases.base(random), random)

    def edit(self, case: bytes, random: Random) -> bytes:
        """Spoil a file."""
        return edits.edit(case, random)

    def is_case(self, _: bytes) -> bool:
        """Any bytes are a file."""
        return True

    def check(self, case: bytes) -> Outcome:
        """Let sto and the judge read the same bytes."""
        path = self.folder / bases.NAME
        path.write_bytes(case)
        possible, why = judge.readings(case, bases.YEAR)
        try:
            data = load([path], file_years={bases.NAME: bases.YEAR})  # the year whatever the layout
        except StoError as error:
            if error.exit_code not in {2, 3}:
                return Outcome(Kind.TRACEBACK, f"exit code {error.exit_code}: {error}")
            return Outcome(Kind.STRICTER if possible else Kind.REFUSED, str(error))
        found = reading(data)
        if found not in possible:
            return at_odds(found, possible, why)
        choice, chosen = divmod(zlib.crc32(case), _TO_COMMAND_LINE)
        if found.kind == "enrolment" and not chosen:
            return _commands(path, found, choice)
        return Outcome(Kind.RIGHT)


def at_odds(found: judge.Reading, possible: list[judge.Reading], why: str) -> Outcome:
    """Judge an answer that is no reading of the judge's."""
    untold = not possible and judge.CANNOT_TELL in why
    return Outcome(Kind.UNTOLD if untold else Kind.WRONG, difference(found, possible, why))


def reading(data: Data) -> judge.Reading:
    """Give sto's facts the form of the judge's."""
    (report,) = data.files
    found = judge.Reading(str(report.family.facts), rows=report.rows, masked_cells=report.masked_cells)
    if found.kind == "enrolment":
        for row in data.enrolment.iter_rows(named=True):
            key = tuple(row[name] or "" for name in _KEYS)
            printed, masked_cells = row["printed"], row["masked_cells"]
            ends = (printed + _LEAST * masked_cells, printed + _MOST * masked_cells)
            if key in found.facts or row["brin"] != row["location"][:4] or (row["low"], row["high"]) != ends:
                found.facts["twice, or at odds with itself", *key] = ()
            found.facts[key] = (printed, masked_cells)
    elif found.kind == "staffing":
        found.facts = {
            key: (number,) for key, number in Counter(map(_staff, data.staffing.iter_rows(named=True))).items()
        }
    return found


def _staff(row: dict) -> tuple:
    amounts = [
        None if row[f"{name}_masked_cells"] is None else (Fraction(row[name]), row[f"{name}_masked_cells"])
        for name in ("persons", "fte", "side_entrants")
    ]
    return (row["school_year"], row["brin"], row["role"], row["profile"], *amounts)


def difference(found: judge.Reading, possible: list[judge.Reading], why: str) -> str:
    """Say what sto and the judge read differently."""
    if not possible:
        return f"sto answers, and the judge refuses: {why}"
    other = possible[0]
    apart = {key: (found.facts.get(key), other.facts.get(key)) for key in {*found.facts, *other.facts}}
    apart = {key: pair for key, pair in apart.items() if pair[0] != pair[1]}
    return f"rows {found.rows} {other.rows}, masked cells {found.masked_cells} {other.masked_cells}, sto and judge: {apart}"


# --- NUMBERS ---


def _commands(path: Path, found: judge.Reading, choice: int) -> Outcome:
    """Ask one question on the command line, and compare every number with a naive one."""
    command, indicator, definition, by = _QUESTIONS[choice % len(_QUESTIONS)]
    out, err = io.StringIO(), io.StringIO()
    options = ["--file-year", f"{bases.NAME}={bases.YEAR}", *(["--by", ",".join(by)] if by else [])]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([command, str(path), "--definition", definition, "--format", "json", *options])
    if code not in {0, 1, 3}:
        return Outcome(Kind.TRACEBACK, f"exit code {code} of {command}: {err.getvalue()}")
    cells = [
        naive.Cell(
            year,
            location[:4],
            location,
            province,
            track,
            sector,
            profile,
            grade,
            sex,
            printed,
            masked_cells,
            printed + _LEAST * masked_cells,
            printed + _MOST * masked_cells,
        )
        for (year, location, _, _, province, track, sector, profile, grade, sex), (
            printed,
            masked_cells,
        ) in found.facts.items()
    ]
    expected = naive.answers(indicator, definition, cells, by)
    if code == 3:  # nothing to answer with
        return Outcome(Kind.WRONG, err.getvalue()) if expected else Outcome(Kind.RIGHT)
    wrong = [
        (row, answer)
        for row in json.loads(out.getvalue())["rows"]
        if not _same(row, answer := expected.get((row["part"], row["school_year"], *(row[name] for name in by))))
    ]
    return Outcome(Kind.WRONG, f"{command} {definition} {by}: {wrong}") if wrong else Outcome(Kind.RIGHT)


def _same(row: dict, answer: naive.Answer | None) -> bool:
    """Compare a row of sto with a naive answer, to the last digit of a float; without one it is an empty group."""
    if row["from_year"] is not None:
        return True
    if answer is None:
        return not row["numerator_high"] and not row["low"] and not row["high"]
    pairs = [
        (row["low"], answer.low),
        (row["high"], answer.high),
        (row["numerator_low"], answer.numerator[0]),
        (row["numerator_high"], answer.numerator[1]),
        (row["masked_cells"], answer.masked_cells),
    ]
    return all(_equal(one, other) for one, other in pairs)


def _equal(found: float | None, exact: Fraction | None) -> bool:
    if found is None or exact is None:
        return found is None and exact is None
    return math.isclose(found, exact, rel_tol=1e-15, abs_tol=0)
