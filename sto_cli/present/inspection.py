"""The account of each file as a sheet, and what a user can send of a file that sto does not recognise."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sto_cli.inspection import Inspected, Shared, certain_ranges
from sto_cli.language import Message, digits, either, joined, message, say
from sto_cli.measuring import spoken
from sto_cli.present import numbers, sentences
from sto_cli.present.forms import Answer, dumps, from_records
from sto_cli.present.sheet import Sheet
from sto_cli.reading import cells

if TYPE_CHECKING:
    from sto_cli.measuring.question import Question
    from sto_cli.reading.codes import UnknownCode
    from sto_cli.reading.data import FileReport


def answer(found: list[Inspected], question: Question) -> Answer:
    """Give the account of each file in every form; on screen also which of several of a year answers a question best."""
    return Answer(
        sheets=lambda: [*map(_sheet, found), *_best(found, question)],
        json=lambda: _json(found),
        rows=lambda: from_records([_record(file) for file in found]),
    )


def _best(found: list[Inspected], question: Question) -> list[Sheet]:
    told = narrowest(found, question)
    return [Sheet(notes=[str(line) for line in told])] if told else []


def narrowest(found: list[Inspected], question: Question) -> list[Message]:
    """Say which of several files of a year gives the narrowest certain range for a question, uncut, with the widths of all."""
    unit = question.indicator.level_unit
    return [
        message(
            "{title} of {year}: {path} gives the narrowest certain range, {range}, {width} wide; {others}.",
            title=question.title,
            year=year,
            path=best.path,
            range=numbers.Number(unit, best.low, best.high),
            width=numbers.width(best.low, best.high, unit),
            others=joined(
                (
                    message(
                        "{path} gives {range}, {width} wide",
                        path=one.path,
                        range=numbers.Number(unit, one.low, one.high),
                        width=numbers.width(one.low, one.high, unit),
                    )
                    for one in others
                ),
                "; ",
            ),
        )
        for year, (best, *others) in certain_ranges(found, question).items()
    ]


def _sheet(file: Inspected) -> Sheet:
    name = str(file.path)
    if file.report is None:
        why = str(file.why).splitlines()
        lines = [
            say("  refused: {why}", why=line) if file.refused else say("  skipped: {why}", why=line) for line in why
        ]
        return Sheet(name, notes=lines)
    report, row = file.report, _row(file.report)
    masked = (
        say("{cells:,} (printed {masks})", cells=report.masked_cells, masks=either(report.masks))
        if report.masked_cells
        else digits(report.masked_cells)
    )
    lines = [
        say(
            "  recognised as   {layout}: {title}",
            layout=" ".join(map(spoken.shown_value, (row["source"], row["layout"]))),
            title=report.family.title,
        ),
        say(
            "  because         all {columns} columns of that layout are in the header",
            columns=len(report.columns),
        ),
        say("  school years    {years}", years=row["school_years"] or message("none")),
        *(say("  holds           {counts}", counts=one) for one in _holds(file)),
        *([say("  provisional     {year}", year=report.provisional)] if report.provisional else []),
        say(
            "  text            {encoding}, {line_end}, '{delimiter}'",
            encoding=row["encoding"],
            line_end=row["line_end"],
            delimiter=row["delimiter"],
        ),
        say("  rows            {rows:,} = {account}", rows=report.rows, account=sentences.row_account(report)),
        say("  masked cells    {masked}", masked=masked),
        *(say("  unknown code    {code}", code=_unknown(code)) for code in report.unknown),
        *_for_catalog(report),
        *(say("  note            {note}", note=note) for note in report.remarks),
    ]
    return Sheet(name, notes=lines)


_PEOPLE = {
    "enrolment": message("{number} pupils"),
    "exams": message("{number} candidates"),
    "staffing": message("{number} persons"),
}
_COUNTED = {
    "location": message("{number:,} locations"),
    "brin": message("{number:,} institutions"),
    "profile": message("{number:,} profiles"),
    "sector": message("{number:,} sectors"),
    "province": message("{number:,} provinces"),
}


def _holds(file: Inspected) -> list[Message]:
    """Say of each school year how much there is; institutions and sectors only where there is nothing finer."""
    lines = []
    for held in file.holds:
        people = _PEOPLE[file.report.family.facts if file.report else "enrolment"]
        coarse = {name for name, fine in (("brin", "location"), ("sector", "profile")) if held.get(fine)}
        said = [people.filled(number=numbers.Number("count", held["low"], held["high"]))]
        said += [
            text.filled(number=held[name]) for name, text in _COUNTED.items() if held.get(name) and name not in coarse
        ]
        lines.append(message("{year}: {counts}", year=held["school_year"], counts=joined(said, ", ")))
    return lines


def _unknown(code: UnknownCode) -> Message:
    """Tell of a code that the catalog does not have."""
    low, high = code.low, code.high
    staff = message("{low:,}", low=low) if low == high else message("{low:,} to {high:,}", low=low, high=high)
    return message(
        "{column} '{code}' (rows: {rows:,}, pupils or persons: {number})",
        column=code.column,
        code=code.code,
        rows=code.rows,
        number=staff,
    )


def _for_catalog(report: FileReport) -> list[str]:
    """Give the lines that declare unknown codes in a file for --catalog."""
    tables = {"role": "roles", "profile": "profiles", "programme": "profiles", "education": "tracks"}
    headers = {
        cells.fold(name): tables[column.name]
        for layout in report.family.layouts
        for column in layout.columns
        if column.name in tables and (report.family.facts, column.name) != ("staffing", "education")
        for name in column.headers
    }
    told = [
        (headers[cells.fold(code.column)], code.code)
        for code in report.unknown
        if cells.fold(code.column) in headers and cells.fold(code.code) not in {"", "onbekend"}
    ]
    if not told:
        return []
    lines = [
        line
        for table, code in told
        for line in (f"[{table}.CODE]", f"spellings = [{json.dumps(code, ensure_ascii=False)}]")
    ]
    return [
        say("  for --catalog   (CODE is one of sto catalog; docs/catalog.md has new ones)"),
        *(f"    {line}" for line in lines),
    ]


def to_send(found: list[Shared]) -> str:
    """Write what a maintainer needs of files."""
    return "".join(f"{line}\n" for file in found for line in _sent(file))


def _sent(file: Shared) -> list[str]:
    if not file.encoding:
        return [say("file: {name}", name=file.name), say("  not readable as text"), ""]
    return [
        say("file: {name}", name=file.name),
        say("  encoding: {encoding}", encoding=file.encoding),
        say("  delimiter: {delimiter}", delimiter=repr(file.delimiter)),
        say(
            "  header: {names}",
            names=file.delimiter.join(file.header) or message("the first line is not a header, so it is not shown"),
        ),
        *(
            say("  unknown code: {column} '{code}', {rows:,} rows", column=column, code=code, rows=rows)
            for column, code, rows in file.codes
        ),
        *(
            say("  not a number: {column} '{cell}', {rows:,} rows", column=column, cell=cell, rows=rows)
            for column, cell, rows in file.masks
        ),
        "",
    ]


def _json(found: list[Inspected]) -> str:
    """Write one object per file."""
    records = [_record(file) | {"holds": file.holds, "out_of_scope": _out_of_scope(file)} for file in found]
    return dumps(records)


def _out_of_scope(file: Inspected) -> dict[str, int] | None:
    return {str(why): rows for why, rows in file.report.out_of_scope.items()} if file.report else None


def _record(file: Inspected) -> dict[str, Any]:
    codes = map(_unknown, file.report.unknown) if file.report else ()
    return {
        "file": str(file.path),
        "status": "read" if file.report else "refused" if file.refused else "passed over",
        **_row(file.report),
        "holds": "; ".join(map(str, _holds(file))),
        "unknown_codes": "; ".join(map(str, codes)),
        "why": str(file.why or ""),
    }


def _row(report: FileReport | None) -> dict[str, Any]:
    return {
        "source": report and report.source,
        "layout": report and report.layout,
        "school_years": report and ", ".join(report.school_years),
        "encoding": report and report.encoding,
        "line_end": report and report.line_end,
        "delimiter": report and report.delimiter,
        "rows": report and report.rows,
        "used": report and report.used,
        "out_of_scope": report and sum(report.out_of_scope.values()),
        "rejected": report and report.rejected,
        "masked_cells": report and report.masked_cells,
        "notes": report and " ".join(map(str, report.remarks)),
    }
