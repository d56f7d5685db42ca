"""Sentences that more than one screen says."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from sto_cli.catalog import catalog
from sto_cli.language import Message, either, joined, message, say
from sto_cli.measuring import spoken
from sto_cli.measuring.exam_source import narrowed
from sto_cli.measuring.measure import REASONS, Result
from sto_cli.measuring.small_counts import RANGE
from sto_cli.present import numbers
from sto_cli.present.sheet import Heading
from sto_cli.reading.cells import UNKNOWN
from sto_cli.reading.layout import PUPILS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from sto_cli.catalog.models import FactsKind
    from sto_cli.measuring.flows import Flows
    from sto_cli.measuring.question import Question
    from sto_cli.reading.data import Data, FileReport

SAMPLE = message(
    "Synthetic sample, calibrated to the letter's figures: it shows how sto works and is evidence of nothing."
)
UNITS = message(
    "Numbers are unrounded. Unit share and pct_change: a fraction, 0.192 for 19.2%; pp: a fraction, 0.012 for 1.2 percentage points."
)


def broken(found: Result | Flows) -> str:
    """Say which years lie across the series break and why."""
    years = ", ".join(f"{year} ({numbers.number(share, 'share')})" for year, share in found.broken.items())
    if "sector" not in catalog().definitions[found.question.indicator.id]:
        return say(
            "† Series break: pupils in legacy afdelingen and routes, outside the ten profiles: {years}. "
            "A change from or to these years is refused.",
            years=years,
        )
    return say(
        "† Series break: pupils in legacy afdelingen and routes, outside the ten profiles: {years}. "
        "A change from or to these years is refused; --definition sector can be compared, with its own caveat.",
        years=years,
    )


def provisional(results: Iterable[Result]) -> list[str]:
    """Say which years may still be revised; nothing where none may."""
    years = sorted({year for result in results for year in result.provisional})
    return [
        say("‡ Provisional: {years} is the newest year of a file of several; DUO may still revise it.", years=year)
        for year in years
    ]


def masked(results: Iterable[Result], data: Data) -> list[str]:
    """Say what masked cells do to the numbers above; nothing where none is masked."""
    found = list(results)
    rows = [row for result in found for row in result.frame.iter_rows(named=True)]
    of_fte = [result for result in found if _is_of_fte(result)]
    asked = [result.question for result in found if not _is_of_fte(result)]
    lines = about_masks(rows, {column for result in found for column in result.question.by}, data, asked)
    return lines + (fte_cap(data) if any((result.frame["masked_cells"] > 0).any() for result in of_fte) else [])


def _is_of_fte(result: Result) -> bool:
    return result.question.indicator.amount == "fte"


def fte_cap(data: Data) -> list[str]:
    """Say what is assumed of FTE behind masks; nothing where none is masked, or nothing is assumed."""
    masked = (file.family.fte_cap for file in data.files if file.masked_cells)
    return [
        say(
            "Behind a masked FTE lies at most {cap} for each person of its row: the certain bounds of FTE rest on that cap, "
            "which is an assumption of ours.",
            cap=cap,
        )
        for cap in sorted({cap for cap in masked if cap is not None})
    ]


def unknown_codes(results: Iterable[Result], data: Data) -> list[Message]:
    """Name the codes that weigh in numbers and that the catalog does not have, each once for the file that has it."""
    weigh = {(year, code) for result in results for year, _, code, _ in result.codes.iter_rows()}
    found = [
        (report, code)
        for report in data.files
        for code in report.unknown
        if any((year, code.code) in weigh for year in report.school_years)
    ]
    found.sort(key=lambda one: -one[1].high)
    return [
        message(
            "{path}: {column} '{code}' is not in the catalog (rows: {rows:,}, pupils or persons: {number}); these may be "
            "counted or not, so numbers have a range. sto inspect shows the lines for --catalog.",
            path=report.path,
            column=code.column,
            code=code.code,
            rows=code.rows,
            number=f"{code.low:,}" if code.low == code.high else f"{code.low:,}–{code.high:,}",
        )
        for report, code in found
    ]


_ALL: tuple[FactsKind, ...] = (*PUPILS, "staffing")


def mask_ranges(data: Data, kinds: Collection[FactsKind] = _ALL) -> list[str]:
    """Say what the masked cells of these kinds of facts stand for; nothing where none is masked."""
    ranges = [_range(*ends) for ends in data.mask_ranges(kinds)]
    if not ranges:
        return []
    return [
        say(
            "Each masked cell stands for {ranges}. Certain bounds cover every possible value of these cells.",
            ranges=either(ranges),
        )
    ]


def _range(low: int, high: int) -> Message:
    return message("{least} to {most}", least=low, most=high)


def about_masks(
    rows: Iterable[dict[str, Any]], by: Collection[str], data: Data, asked: Collection[Question]
) -> list[str]:
    """Say what masked cells do to rows of numbers, cut by columns, that answer these questions."""
    kinds = {one.indicator.facts for one in asked}
    used = [file for one in asked for file in narrowed(data, one).files if file.family.facts == one.indicator.facts]
    data = replace(data, files=tuple(file for file in data.files if file in used))
    touched = [row for row in rows if row["masked_cells"] and not row["reason"]]
    if not touched:
        return []
    estimated = [row for row in touched if numbers.of_row(row).is_estimate]
    lines = mask_ranges(data, kinds)
    if estimated:
        learned = sorted({year for kind in kinds for year in data.table_years(kind)})
        lines.append(
            say(
                "≈ is an estimate, with its 95% interval: it holds in 19 of 20 such numbers, if small groups resemble {year}.",
                year=", ".join(learned),
            )
        )
    if any(numbers.of_row(row).is_rough for row in estimated):
        lines.append(say("Rough: fewer than five masked cells weigh in the estimate, so its interval is less sure."))
    if any(row["estimate"] is None and row["low"] != row["high"] for row in touched):
        lines.append(say("A range without ≈ is certain; of staff no estimate is given."))
    if {*data.mask_ranges(kinds & {*PUPILS})} - {RANGE}:
        table = _range(*RANGE)
        lines.append(
            say(
                "Nothing is estimated from masked cells that stand for anything but {table}, which the table of small counts is about.",
                table=table,
            )
        )
    return lines + (_weak_estimates(estimated, by) if estimated else [])


def _weak_estimates(estimated: list[dict[str, Any]], by: Collection[str]) -> list[str]:
    """Name the kinds of estimate that did worst when they were tried on real files (docs/small-counts.md)."""
    lines = []
    if {*by} & {"province", "brin", "location"}:
        lines.append(
            say(
                "Tried on real files, a share of a province was off by 0.1 pp on average, and by 0.45 pp at most over all pairs of years."
            )
        )
    if "sex" in by:
        lines.append(
            say(
                "Tried on real files, the share of girls in the technical profiles of a province was off by 0.5 pp on average, "
                "and by 1.6 pp at most; its interval held in 21 of 24."
            )
        )
    if any(row["part"] == "legacy" or row.get("profile") in catalog().legacy for row in estimated):
        lines.append(say("Legacy afdelingen and routes differ from year to year; use their certain range."))
    return lines


HEADS = {
    "location_name": message("name"),
    "reason": message("reason"),
    "printed": message("printed"),
    "masked_cells": message("masked cells"),
    "low": message("low"),
    "high": message("high"),
    "moves": message("moves"),
    "persons": message("persons"),
    "fte": message("fte"),
    "side_entrants": message("side_entrants"),
    "persons_masked_cells": message("persons_masked_cells"),
    "fte_masked_cells": message("fte_masked_cells"),
    "side_entrants_masked_cells": message("side_entrants_masked_cells"),
}
"""Columns of results, as a screen heads them, but for those of a question (`spoken`); machine forms keep the keys."""


def head(column: str) -> str:
    """Name a column for a screen."""
    return str(HEADS[column]) if column in HEADS else spoken.shown_column(column)


def in_words(value: object) -> str:
    """Show the value of a column on a screen."""
    text = str(value)
    if text.startswith(UNKNOWN):
        return say("{code} (unknown)", code=text.removeprefix(UNKNOWN) or say("blank"))
    return spoken.shown_value(text)


def filters(question: Question) -> list[str]:
    """Say what is kept of each column that is asked for, and what is left out."""
    lines = []
    for key, values in question.where.items():
        column, listed = head(key.removesuffix(spoken.NOT)), either(map(in_words, values))
        lines.append(
            say("{column} {values}", column=column, values=listed)
            if not key.endswith(spoken.NOT)
            else say("{column} not {values}", column=column, values=listed)
        )
    return lines


def filtered(question: Question, *, with_side: bool = True) -> list[str]:
    """Say above numbers what they are of, where not of everybody; of a share also which side of it is filtered."""
    if not question.where:
        return []
    own = {column for part in question.definition.parts for column in question.numerator_columns(part)}
    sides = [key.removesuffix(spoken.NOT) in own for key in question.where]
    said = filters(question)
    if with_side and question.indicator.kind == "share":
        said = [
            say("{filter} (of the numerator only)", filter=text) if is_own else text
            for text, is_own in zip(said, sides, strict=True)
        ]
    return [say("Only: {filters}", filters="; ".join(said))]


def too_narrow(left_out: list[str]) -> list[str]:
    """Name the columns that the terminal is too narrow for."""
    if not left_out:
        return []
    return [
        say(
            "Not shown, because the terminal is too narrow: {columns}. Widen it, or use --format csv.",
            columns=", ".join(left_out),
        )
    ]


def nothing_shown(rows: int) -> str:
    """Say how many rows have nothing in the columns on show."""
    if rows == 1:
        return say("1 row is 0 or empty in the years on show; --all shows it.")
    return say("{rows:,} rows are 0 or empty in the years on show; --all shows them.", rows=rows)


def nothing(key: str) -> str:
    """Say that there is no number, and why."""
    return f"{numbers.MISSING} ({reason(key)})"


def reason(key: str | None) -> str:
    """Say why there is no number."""
    return str(REASONS[key]) if key else ""


def files(reports: Iterable[FileReport]) -> list[str]:
    """Name each file, what it was recognised as and where its rows went."""
    return [
        say(
            "{name}: {layout}, {rows:,} rows = {account}",
            name=report.path.name,
            layout=f"{spoken.shown_value(report.source)} {spoken.shown_value(report.layout)}",
            rows=report.rows,
            account=row_account(report),
        )
        for report in reports
    ]


def sources(reports: Iterable[FileReport]) -> list[str]:
    """Name each file with its checksum, below a heading."""
    found = [(line, _checksum(report.path)) for report, line in zip(reports, files(reports), strict=True)]
    return [Heading(say("Sources")), *(f"{line}{digest and f' (SHA-256 {digest})'}" for line, digest in found)]


def _checksum(path: Path) -> str:
    """Give that of a file, or of the archive or workbook that it lies in; nothing where it is no longer there."""
    file = next((each for each in (path, *path.parents) if each.is_file()), None)
    return _digest(file, file.stat().st_mtime_ns) if file else ""


@cache
def _digest(file: Path, _changed: int) -> str:
    """Give the checksum of a file as it was at a moment; hundreds of pages name the same files."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def rejected(report: FileReport) -> Message:
    """Say how many rows of a file were rejected."""
    return message(
        "{rejected:,} of {rows:,} in {name}", rejected=report.rejected, rows=report.rows, name=report.path.name
    )


def incomplete(reports: Iterable[FileReport]) -> list[str]:
    """Say below numbers that rows are missing from them; nothing where none is."""
    files = joined(map(rejected, reports), "; ")
    if not files.values:
        return []
    return [
        say(
            "Rows were rejected and are missing: {files}. Numbers, bounds and estimates are those of the rows that are left.",
            files=files,
        )
    ]


def row_account(report: FileReport) -> str:
    """Say where the rows of a file went: `8 used + 12 out of scope (ONDERWIJSTYPE BAO) + 0 rejected`."""
    out = [say("{rows:,} out of scope ({why})", rows=rows, why=why) for why, rows in report.out_of_scope.items()] or [
        say("0 out of scope")
    ]
    used, rejected = say("{rows:,} used", rows=report.used), say("{rows:,} rejected", rows=report.rejected)
    return " + ".join([used, *out, rejected])
