"""The account of each file, as a screen, CSV or JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.text import Text

from sto_cli.present import words
from sto_cli.present.console import render
from sto_cli.present.flat import as_csv

if TYPE_CHECKING:
    from sto_cli.data import FileReport
    from sto_cli.inspection import Inspected


def screen(found: list[Inspected]) -> str:
    """Lay out one paragraph per file."""
    return render(*(line for file in found for line in _paragraph(file)))


def _paragraph(file: Inspected) -> list[Text]:
    name = Text(str(file.path), style="bold")
    if file.report is None:
        label = "refused" if file.refused else "passed over"
        why = [Text(f"  {label}: {line}") for line in str(file.why).splitlines()]
        return [name, *why, *(Text(f"  unknown code    {code}") for code in file.unknown_codes), Text("")]
    row = _row(file.report)
    lines = [
        f"  recognised as   {row['source']} {row['layout']}: {file.report.raw.source.title}",
        f"  because         all {len(file.report.raw.recognised.columns)} columns of that layout stand in the header",
        f"  school years    {row['school_years'] or 'none'}",
        f"  text            {row['encoding']}, {row['line_end']}, '{row['delimiter']}'",
        f"  rows            {file.report.rows:,} = {words.row_account(file.report)}",
        f"  masked cells    {row['masked_cells']:,}"
        + (f" (printed {' or '.join(file.report.raw.source.masks)})" if row["masked_cells"] else ""),
        *(f"  note            {note}" for note in file.report.notes),
    ]
    return [name, *map(Text, lines), Text("")]


def csv(found: list[Inspected]) -> str:
    """Write one row per file."""
    return as_csv([_record(file) for file in found])


def as_json(found: list[Inspected]) -> str:
    """Write one object per file."""
    records = [_record(file) | {"out_of_scope": file.report.out_of_scope if file.report else None} for file in found]
    return json.dumps(records, ensure_ascii=False, indent=2) + "\n"


def _record(file: Inspected) -> dict[str, Any]:
    status = "read" if file.report else "refused" if file.refused else "passed over"
    facts = _row(file.report) if file.report else dict.fromkeys(_FIELDS)
    return {
        "file": str(file.path),
        "status": status,
        **facts,
        "unknown_codes": "; ".join(file.unknown_codes),
        "why": file.why or "",
    }


_FIELDS = (
    "source",
    "layout",
    "school_years",
    "encoding",
    "line_end",
    "delimiter",
    "rows",
    "used",
    "out_of_scope",
    "rejected",
    "masked_cells",
    "notes",
)


def _row(report: FileReport) -> dict[str, Any]:
    values = (
        report.raw.source.id,
        report.raw.recognised.layout.name,
        ", ".join(report.school_years),
        report.raw.text.encoding,
        report.raw.text.line_end,
        report.raw.source.delimiter,
        report.rows,
        report.used,
        sum(report.out_of_scope.values()),
        report.rejected,
        report.masks,
        " ".join(report.notes),
    )
    return dict(zip(_FIELDS, values, strict=True))
