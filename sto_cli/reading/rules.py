"""The rules that the rows of a file keep, each stated once.

A rule is a column, a condition and a sentence. The condition is an expression on the text of a row, true where the
rule is broken. `broken` says which rules a file breaks; `faults` says with the same expressions which rows do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from sto_cli.language import Message, either, every, message
from sto_cli.reading import cells, codes
from sto_cli.reading.cells import folded
from sto_cli.reading.codes import TRACK
from sto_cli.reading.layout import CANDIDATES, COUNT_YEAR, SEXES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sto_cli.catalog import Catalog
    from sto_cli.reading.file import File

_GRADES = range(1, 8)
_ANY_GRADE = 6
"""How many grades a type of education has that may have any."""
_FEW = 2


class Rule(NamedTuple):
    """One way for a row to be wrong.

    Attributes:
        column: the canonical column to show.
        broken: true where the rule is broken.
        expected: what was expected there, and what to do, to end the sentence with.
        of_whole_row: it says all there is to say about a row that breaks it.
        shown: what to show for the value, where that of the column alone does not say it.
    """

    column: str
    broken: pl.Expr
    expected: Message
    of_whole_row: bool = False
    shown: pl.Expr | None = None


def broken(frame: pl.DataFrame, rules: Iterable[Rule]) -> list[Rule]:
    """List the rules that any row of the frame breaks; a rule on one or two columns is tried on their distinct values."""
    listed = [*rules]
    by_columns: dict[tuple[str, ...], list[int]] = {}
    for number, rule in enumerate(listed):
        by_columns.setdefault(tuple(dict.fromkeys(rule.broken.meta.root_names())), []).append(number)
    plans = []
    for columns, some in by_columns.items():
        looked_at = frame.lazy().select(columns).unique() if len(columns) <= _FEW else frame.lazy()
        plans.append(looked_at.select(listed[number].broken.any().alias(str(number)) for number in some))
    flags = {name: flag for found in pl.collect_all(plans) for name, flag in found.row(0, named=True).items()}
    return [rule for number, rule in enumerate(listed) if flags[str(number)]]


# --- rows of any file ---

BRIN = Rule(
    "brin",
    ~pl.col("brin").str.contains("^[0-9]{2}[A-Z]{2}$").fill_null(value=False),
    message("not a BRIN; two digits and two capitals were expected"),
)
"""The number of an institution, the same in every source."""

LOCATION = Rule(
    "location",
    ~pl.col("location").str.contains(r"^[0-9][0-9][A-Z]{2}[0-9][0-9]$").fill_null(value=False),
    message("not a location; a BRIN and two digits such as 00AA00 were expected"),
)

# Columns of codes and words in which a total is called one, and names, which are one only if they say nothing else.
_CALLED_TOTAL = ("brin", "education", "sector", "programme", "element_name", "role", "profile")
_NAMED_TOTAL = ("name", "place")
_TOTALS = ("totaal", "total")


def totals(columns: Iterable[str]) -> list[Rule]:
    """List the rules that no row is a total of others: a spreadsheet adds them, and all in them would count again."""
    called = {name: pl.col(name).str.contains_any([*_TOTALS], ascii_case_insensitive=True) for name in _CALLED_TOTAL}
    named = {name: pl.col(name).str.strip_chars().str.to_lowercase().is_in(_TOTALS) for name in _NAMED_TOTAL}
    expected = message("a total, which would be counted again; remove the row")
    return [
        Rule(name, condition.fill_null(value=False), expected, of_whole_row=True)
        for name, condition in (called | named).items()
        if name in columns
    ]


def header_again(file: File) -> Rule:
    """Give the rule that the header stands on the first line only."""
    first = next(iter(file.recognised.columns))
    return Rule(
        first,
        (folded(first).str.strip_chars(" \ufeff") == file.header_of(first).lower()).fill_null(value=False),
        message("a second header line; remove it, and name files that were joined one by one"),
        of_whole_row=True,
    )


def count(file: File, column: str) -> Rule:
    """Say that a cell is no count."""
    masks = file.masks
    condition = cells.is_bad_count(column, masks, blank_is_zero=file.recognised.layout.blank_is_zero)
    mask = either(f"'{mask}'" for mask in masks)
    return Rule(column, condition, message("not a count; a whole number or {mask} was expected", mask=mask))


# --- enrolment ---


def _location_number(pattern: str, expected: Message) -> Rule:
    return Rule("location_number", pl.col("location_number").str.contains(pattern).fill_null(value=False), expected)


_ENROLMENT = (
    BRIN,
    _location_number(
        r"^[0-9]+[.,][0-9]+$",
        message(
            "a decimal number that a spreadsheet made of a location number; download the file again, or write two "
            "digits such as 00"
        ),
    ),
    _location_number(
        r"^[0-9]{3,}$",
        message("not a location number, because it has more than two digits; two digits were expected, such as 00"),
    ),
    Rule(
        "location_number",
        ~(
            pl.col("location_number").str.contains(r"^(?:[0-9]+|[0-9]+[.,][0-9]+)$")
            | (
                pl.col("location_number").str.contains(r"^\w{4}[0-9][0-9]$")
                & pl.col("location_number").str.starts_with(pl.col("brin"))
            )
        ).fill_null(value=False),
        message("not a location number; one or two digits, or the BRIN and two digits, were expected"),
    ),
    # Columns that only files with a row per year and grade have.
    Rule(
        COUNT_YEAR,
        ~pl.col(COUNT_YEAR).str.contains("^(?:19|20)[0-9]{2}$").fill_null(value=False),
        message("not a school year; 2019, 2019-2020 or a 1 October such as 20191001 was expected"),
    ),
    Rule(
        "grade",
        ~pl.col("grade").str.contains("^[1-7]$").fill_null(value=False),
        message("not a grade; 1 to 7 was expected"),
    ),
    Rule("vavo", ~folded("vavo").is_in([*cells.AT_SCHOOL, *cells.AT_VAVO]), message("neither VO nor VAVO")),
)


def of_enrolment(file: File, rows: pl.DataFrame, catalog: Catalog) -> list[Rule]:
    """List the rules of a row of enrolment, those that say all about a row first."""
    columns = file.recognised.columns
    rules = [header_again(file), *totals(columns), *_ENROLMENT, *_element_code(rows)]
    rules = [rule for rule in rules if rule.column in columns]
    return [*rules, *(count(file, name) for name in file.counts), *_misplaced(file, rows, catalog)]


def of_exams(file: File) -> list[Rule]:
    """List the rules of a row of exam candidates, those that say all about a row first."""
    columns = file.recognised.columns
    rules = [rule for rule in (header_again(file), *totals(columns), *_ENROLMENT) if rule.column in columns]
    counted = [count(file, name) for name in file.counts]
    return [*rules, *counted, *(rule for name in file.counts for rule in _below_sexes(file, name))]


def _below_sexes(file: File, total: str) -> list[Rule]:
    """Give the rule that a total is no less than the sexes printed beside it, each mask at its least."""
    names = [total.replace(CANDIDATES, sex, 1) for sex in SEXES]
    beside = [name for name in names if name in file.recognised.columns]
    if not beside:
        return []
    least = pl.sum_horizontal(cells.counted(name, file.masks)["low"] for name in beside)
    is_read = ~cells.is_bad_count(total, file.masks)
    expected = message(
        "less than the sum of {sexes} on the same row (the number after the < is its minimum); check whether a column has moved",
        sexes=every(file.header_of(name) for name in beside),
    )
    shown = pl.format("{} < {}", pl.col(total), least)
    return [Rule(total, is_read & (cells.counted(total, file.masks)["high"] < least), expected, shown=shown)]


def exams_key(file: File, rows: pl.DataFrame, catalog: Catalog) -> dict[str, pl.Expr]:
    """Give the columns that no two rows of exam candidates may share, each in the one way to write it."""
    spellings = {"education": catalog.exam_spellings, "sector": catalog.sector_spellings, "programme": {}}
    alike = {name: codes.alike(rows, name, known) for name, known in spellings.items() if name in rows.columns}
    written = {"brin": pl.col("brin"), "location_number": cells.location_number()} | alike
    by_year = {COUNT_YEAR: pl.col(COUNT_YEAR)} if COUNT_YEAR in file.recognised.columns else {}
    return written | by_year


def _misplaced(file: File, rows: pl.DataFrame, catalog: Catalog) -> list[Rule]:
    """List the rules that each type of education has pupils in its own grades only; rules that no row can break are left out."""
    by_grade = ["grade"] if "grade" in file.recognised.columns else []
    present = rows.group_by(*by_grade, TRACK).agg((pl.col(name) != "0").any().alias(name) for name in file.counts)
    found = []
    for row in present.sort(*by_grade, TRACK).iter_rows(named=True):
        track = catalog.tracks.get(row[TRACK])
        if track is None or len(track.grades) == _ANY_GRADE:
            continue
        for name in [name for name in file.counts if row[name]]:
            said = row["grade"] if by_grade else name.split("_")[1]
            if said not in map(str, track.grades) and said in map(str, _GRADES):
                education = track.spellings[0] if track.spellings else track.code
                why = message(
                    "out of place, because {education} has no grade {grade}; check whether a column has moved",
                    education=education,
                    grade=int(said),
                )
                here = pl.col(TRACK) == track.code
                this = here & (pl.col("grade") == said) if by_grade else here
                shown = "grade" if by_grade else name
                found.append(Rule(shown, this & cells.holds_any(name, file.masks), why))
    return found


def _element_code(rows: pl.DataFrame) -> list[Rule]:
    """Give the rule that each row has a code of its education, under either name: it distinguishes rows, and a total has no code."""
    name = "element_code"
    if name not in rows.columns:
        return []
    is_code = pl.col(name).str.contains(r"^\w*[0-9]\w*$").fill_null(value=False)
    return [Rule(name, ~is_code, message("not an education code; one such as 6121 was expected"))]


def enrolment_key(file: File, rows: pl.DataFrame, catalog: Catalog) -> dict[str, pl.Expr]:
    """Give the columns that no two rows of enrolment may share, each in the one way to write it."""
    spellings = {"education": catalog.track_spellings, "programme": {}, "sector": {}}
    written = {
        "location_number": cells.location_number(),
        "element_code": cells.element_code(),
    }
    columns = [column.name for column in file.recognised.layout.columns if column.kind == "key"]
    written |= {
        name: codes.alike(rows, name, known)
        for name, known in spellings.items()
        if name in columns and name in rows.columns
    }
    return {name: written.get(name, pl.col(name)) for name in columns if name in file.recognised.columns}
