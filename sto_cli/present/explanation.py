"""The explanation of a number: sheets that read like an argument, and JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl

from sto_cli.explanation import REASON, Explanation
from sto_cli.language import say
from sto_cli.present import indicator, numbers, records, sentences
from sto_cli.present.forms import Answer, dumps
from sto_cli.present.sheet import Column, Sheet
from sto_cli.years import short

if TYPE_CHECKING:
    from sto_cli.measuring.question import Question
    from sto_cli.reading.data import Data


def answer(found: Explanation, data: Data) -> Answer:
    """Give an explanation in every form; as rows, what the answer is made of."""
    return Answer(
        sheets=lambda: _sheets(found, data),
        json=lambda: _json(found, data),
        rows=lambda: _flat(found),
        notes=lambda: records.notes([found.result], data),
        of=data,
        height=sum(frame.height for frame in (*found.counted.values(), found.rest, found.changed, found.result.frame)),
    )


def _sheets(found: Explanation, data: Data) -> list[Sheet]:
    """Give the argument: the answer, what it counts, what it leaves out, what masks weigh, the files."""
    question, whole = found.result.question, found.whole
    first = indicator.answer(found.result, data, (lambda: whole) if whole else None).sheets()[0]
    source = say("Source of this definition: {source}.", source=question.definition.source)
    labels = {part.id: str(part.label) for part in question.definition.parts}
    tables = [
        (say("Counted as {part}", part=labels[part]), _by_group(frame, question))
        for part, frame in found.counted.items()
    ]
    more = [
        (say("The rest of the population, in the denominator only"), _by_group(found.rest, question)),
        (say("Left out, by the first key of the definition that excludes them"), _with_reason(found.excluded)),
        (
            say("Effect of masked cells: how much the answer moves when those of one profile go from all 1 to all 4"),
            found.weights,
        ),
    ]
    tables += [(title, frame) for title, frame in more if not frame.is_empty()]
    in_full = (
        [say("Below by these groups only; --format csv goes down to profile, track and grade.")] if question.by else []
    )
    if found.result.refused:
        in_full = [say("A change that is refused is not divided over groups; --year explains one of its years.")]
    moves = "pp" if question.indicator.kind == "share" else "count"
    return [
        first._replace(notes=[*first.notes, *in_full, source]),
        *([_changed(found)] if found.changed.height else []),
        *(Sheet(title, _columns(frame, {"fte": "fte", "moves": moves})) for title, frame in tables),
        Sheet(say("Files"), notes=[f"  {line}" for line in sentences.files(found.files)]),
    ]


def _by_group(frame: pl.DataFrame, question: Question) -> pl.DataFrame:
    """Sum what is counted by the groups that are asked for; where none are, it goes all the way down."""
    if not question.by or frame.is_empty():
        return frame
    amounts = [name for name, type_ in frame.schema.items() if type_.is_numeric() and name != "grade"]
    return frame.group_by(question.by, maintain_order=True).agg(pl.col(amounts).sum())


def _changed(found: Explanation) -> Sheet:
    """Give what each group is of the answer in both years, the greatest part in the change first, and all of them."""
    question, result = found.result.question, found.result
    unit = question.indicator.level_unit
    moves = {"share": numbers.FINE_PP, "fte": numbers.FTE_GAIN}.get(unit, numbers.GAIN)
    size = pl.coalesce("change_estimate", (pl.col("change_low") + pl.col("change_high")) / 2).abs()
    rank = {part.id: at for at, part in enumerate(question.definition.parts)}
    rows = found.changed.sort(pl.col("part").replace_strict(rank), -size).rows(named=True)
    years = question.change or ("", "")
    heads = [*(short(year) + indicator.signs(year, result) for year in years), say("part in the change")]
    cells = [
        [_between(row, side, of) for row in rows]
        for side, of in (("{}_before", unit), ("{}_after", unit), ("change_{}", moves))
    ]
    groups = found.changed.columns[1 : found.changed.columns.index("low_before")]
    columns = [
        *indicator.part_of(question, (row["part"] for row in rows)),
        *(Column(sentences.head(name), [sentences.in_words(row[name]) for row in rows]) for name in groups),
        *(Column(head, of, is_number=True) for head, of in zip(heads, cells, strict=True)),
    ]
    note = (
        say("Each group's own part of the numerator, divided by the whole denominator; the parts add up to the change.")
        if question.indicator.kind in {"share", "ratio"}
        else say("Each group's own number; the parts are the differences.")
    )
    return Sheet(say("Each group's part in the change"), columns, [note])


def _between(row: dict[str, Any], side: str, unit: str) -> numbers.Number:
    low, high, estimate = (row[side.format(end)] for end in ("low", "high", "estimate"))
    return numbers.Number(unit, low, high, estimate, masked_cells=row["masked_cells"], shows="point")


def _flat(found: Explanation) -> pl.DataFrame:
    """Put the parts of the answer, and the rest of the population, below each other; of a change the part of each group."""
    frames = [frame.select(pl.lit(part).alias("part"), pl.all()) for part, frame in found.counted.items()]
    frames += [] if found.rest.is_empty() else [found.rest.select(pl.lit("rest").alias("part"), pl.all())]
    frames += [found.changed] if found.result.question.change else []
    return pl.concat(frames).with_columns(pl.lit(found.result.frame["marks"].first(), pl.String).alias("marks"))


def _columns(frame: pl.DataFrame, units: dict[str, str]) -> list[Column]:
    shown = (
        frame.drop("low", "high", "masked_cells")
        if "low" in frame.columns and not frame["masked_cells"].sum()
        else frame
    )
    return [
        Column(
            sentences.head(name),
            [_cell(value, units.get(name, "" if name == "grade" else "count")) for value in shown[name]],
            is_number=type_.is_numeric() and name != "grade",
        )
        for name, type_ in shown.schema.items()
    ]


def _cell(value: Any, unit: str) -> object:  # noqa: ANN401  # a cell of any column
    if value is None:
        return numbers.MISSING
    return sentences.in_words(value) if isinstance(value, str) or not unit else numbers.exactly(value, unit)


def _with_reason(excluded: pl.DataFrame) -> pl.DataFrame:
    """Put into words why something is left out."""
    if excluded.is_empty():
        return excluded
    reasons = [
        say(
            "{column} {found} is not {wanted}",
            column=sentences.head(key),
            found=sentences.in_words(found),
            wanted=", ".join(map(sentences.in_words, wanted.split(", "))),
        )
        for key, found, wanted in excluded.select(REASON).iter_rows()
    ]
    return excluded.select(pl.Series("reason", reasons, pl.String), "printed", "masked_cells")


def _json(found: Explanation, data: Data) -> str:
    """Write the explanation as JSON: the answer as other commands write it, and the parts as lists of rows."""
    document = json.loads(records.as_json([found.result], data)) | {
        "definition_source": str(found.result.question.definition.source),
        "counted": {part: _rows(frame) for part, frame in found.counted.items()},
        "rest": _rows(found.rest),
        "left_out": _rows(_with_reason(found.excluded)),
        "masked_weights": _rows(found.weights),
        "changed": _rows(found.changed),
    }
    return dumps(document)


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    decimals = [name for name, type_ in frame.schema.items() if type_ == pl.Decimal]
    return frame.with_columns(pl.col(decimals).cast(pl.Float64)).to_dicts()
