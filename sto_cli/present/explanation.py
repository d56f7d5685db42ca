"""The explanation of a number, as a screen that reads like an argument, and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.text import Text

from sto_cli.present import numbers, records, words
from sto_cli.present.console import grid as new_grid
from sto_cli.present.console import render
from sto_cli.present.table import table

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from sto_cli.data import Data
    from sto_cli.explain import Explanation


def screen(found: Explanation, data: Data) -> str:
    """Lay out the argument: the answer, what it counts, what it leaves out, what masks weigh, the files."""
    question = found.result.question
    labels = {part.id: str(part.label) for part in question.definition.parts}
    parts: list[RenderableType] = []
    for part, frame in found.counted.items():
        parts += [_heading(f"Counted as {labels[part]}"), _grid(frame)]
    if not found.rest.is_empty():
        parts += [_heading("The rest of the population, in the denominator only"), _grid(found.rest)]
    if not found.excluded.is_empty():
        parts += [_heading("Left out, by the first key of the definition that does so"), _grid(found.excluded)]
    if not found.weights.is_empty():
        unit = "pp" if question.indicator.kind == "share" else "count"
        moved = found.weights.with_columns(
            moves=pl.col("moves").map_elements(lambda move: numbers.number(move, unit), pl.String)
        )
        parts += [
            _heading("What masked cells weigh: how far those of one profile, from all 1 to all 4, move the answer"),
            _grid(moved),
        ]
    parts += [_heading("Files"), *(Text(f"  {line}") for line in _files(found))]
    source = Text(f"Source of this definition: {question.definition.source}.")
    return table(found.result, data) + render(source, *parts)


def _heading(text: str) -> Text:
    return Text(f"\n{text}", style="bold")


def _grid(frame: pl.DataFrame) -> Table:
    grid = new_grid()
    shown = frame.rename({"small": "masked cells"}) if "small" in frame.columns else frame
    if "low" in shown.columns and not shown["masked cells"].sum():
        shown = shown.drop("low", "high", "masked cells")
    for name, type_ in shown.schema.items():
        grid.add_column(name, justify="right" if type_.is_numeric() and name != "grade" else "left")
    for row in shown.iter_rows():
        grid.add_row(*(Text(_cell(name, value)) for name, value in zip(shown.columns, row, strict=True)))
    return grid


def _cell(name: str, value: Any) -> str:  # noqa: ANN401  # a cell of any column
    if value is None:
        return numbers.MISSING
    if isinstance(value, str) or name == "grade":
        return str(value)
    return numbers.number(float(value), "fte" if name == "fte" else "count")


def _files(found: Explanation) -> list[str]:
    return [
        f"{report.path.name}: {report.raw.source.id} {report.raw.recognised.layout.name}, {report.rows:,} rows = "
        f"{words.row_account(report)}"
        for report in found.files
    ]


def as_json(found: Explanation, data: Data) -> str:
    """Write the explanation as JSON: the answer as other commands write it, and the parts as lists of rows."""
    document = json.loads(records.as_json([found.result], data)) | {
        "definition_source": str(found.result.question.definition.source),
        "counted": {part: _rows(frame) for part, frame in found.counted.items()},
        "rest": _rows(found.rest),
        "left_out": _rows(found.excluded),
        "masked_weights": _rows(found.weights),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    decimals = [name for name, type_ in frame.schema.items() if type_ == pl.Decimal]
    return frame.with_columns(pl.col(decimals).cast(pl.Float64)).to_dicts()
