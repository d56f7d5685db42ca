"""The explanation of a number, as a screen that reads like an argument, and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl
from rich.text import Text

from sto_cli.explanation import REASON
from sto_cli.language import say
from sto_cli.present import markdown, numbers, records, words
from sto_cli.present.console import grid as new_grid
from sto_cli.present.console import render
from sto_cli.present.json_text import dumps
from sto_cli.present.outputs import Answer
from sto_cli.present.table import screen as answer_screen

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from sto_cli.explanation import Explanation
    from sto_cli.reading.data import Data


def answer(found: Explanation, data: Data) -> Answer:
    """Give an explanation in every form; as rows, what the answer is made of."""
    return Answer(
        screen=lambda: _screen(found, data),
        markdown=lambda: markdown.fenced(_screen(found, data)),
        json=lambda: _json(found, data),
        rows=lambda: _flat(found),
        notes=lambda: records.notes([found.result], data),
        incomplete=data.incomplete,
        height=sum(frame.height for frame in (*found.counted.values(), found.rest, found.result.frame)),
    )


def _screen(found: Explanation, data: Data) -> str:
    """Lay out the argument: the answer, what it counts, what it leaves out, what masks weigh, the files."""
    question = found.result.question
    labels = {part.id: str(part.label) for part in question.definition.parts}
    parts: list[RenderableType] = []
    for part, frame in found.counted.items():
        parts += [_heading(say("Counted as {part}", part=labels[part])), _grid(frame)]
    if not found.rest.is_empty():
        parts += [_heading(say("The rest of the population, in the denominator only")), _grid(found.rest)]
    if not found.excluded.is_empty():
        parts += [
            _heading(say("Left out, by the first key of the definition that does so")),
            _grid(_with_reason(found.excluded)),
        ]
    if not found.weights.is_empty():
        unit = "pp" if question.indicator.kind == "share" else "count"
        moved = found.weights.with_columns(
            moves=pl.col("moves").map_elements(lambda move: numbers.number(move, unit), pl.String)
        )
        parts += [
            _heading(
                say("What masked cells weigh: how far those of one profile, from all 1 to all 4, move the answer")
            ),
            _grid(moved),
        ]
    parts += [_heading(say("Files")), *(Text(f"  {line}") for line in words.files(found.files))]
    source = Text(say("Source of this definition: {source}.", source=question.definition.source))
    return answer_screen(found.result, data) + render(source, *parts)


def _flat(found: Explanation) -> pl.DataFrame:
    """Put the parts of the answer, and the rest of the population, below each other."""
    frames = [frame.select(pl.lit(part).alias("part"), pl.all()) for part, frame in found.counted.items()]
    frames += [] if found.rest.is_empty() else [found.rest.select(pl.lit("rest").alias("part"), pl.all())]
    return pl.concat(frames).with_columns(pl.lit(found.result.frame["marks"].first(), pl.String).alias("marks"))


def _heading(text: str) -> Text:
    return Text(f"\n{text}", style="bold")


def _grid(frame: pl.DataFrame) -> Table:
    grid = new_grid()
    shown = frame.drop("low", "high", "small") if "low" in frame.columns and not frame["small"].sum() else frame
    for name, type_ in shown.schema.items():
        grid.add_column(words.head(name), justify="right" if type_.is_numeric() and name != "grade" else "left")
    for row in shown.iter_rows():
        grid.add_row(*(Text(_cell(name, value)) for name, value in zip(shown.columns, row, strict=True)))
    return grid


def _cell(name: str, value: Any) -> str:  # noqa: ANN401  # a cell of any column
    if value is None:
        return numbers.MISSING
    if isinstance(value, str) or name == "grade":
        return words.in_words(value)
    return numbers.number(float(value), "fte" if name == "fte" else "count")


def _with_reason(excluded: pl.DataFrame) -> pl.DataFrame:
    """Put into words why something is left out."""
    if excluded.is_empty():
        return excluded
    reasons = [
        say("{column} {found} is not {wanted}", column=words.head(key), found=words.in_words(found), wanted=wanted)
        for key, found, wanted in excluded.select(REASON).iter_rows()
    ]
    return excluded.select(pl.Series("reason", reasons, pl.String), "printed", "small")


def _json(found: Explanation, data: Data) -> str:
    """Write the explanation as JSON: the answer as other commands write it, and the parts as lists of rows."""
    document = json.loads(records.as_json([found.result], data)) | {
        "definition_source": str(found.result.question.definition.source),
        "counted": {part: _rows(frame) for part, frame in found.counted.items()},
        "rest": _rows(found.rest),
        "left_out": _rows(_with_reason(found.excluded)),
        "masked_weights": _rows(found.weights),
    }
    return dumps(document)


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    decimals = [name for name, type_ in frame.schema.items() if type_ == pl.Decimal]
    return frame.with_columns(pl.col(decimals).cast(pl.Float64)).to_dicts()
