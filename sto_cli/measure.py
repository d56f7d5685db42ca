"""From facts to results: levels, changes, and with each everything a reader needs to believe it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from sto_cli import bounds, breaks
from sto_cli.levels import MEASURES, levels
from sto_cli.question import Question, ordered

if TYPE_CHECKING:
    from sto_cli.data import Data

COLUMNS = ("indicator", "definition", "part", "from_year", "school_year")
"""What a result row is about, before its groups. `from_year` is null for a level."""

NUMBERS = (
    "numerator", "denominator", "value", "low", "high",
    "numerator_low", "numerator_high", "denominator_low", "denominator_high",
    "small", "unit", "reason",
)  # fmt: skip
"""What it says. `value` is there only where low equals high; the same holds for `numerator` and
`denominator`. `reason` is why there is no number at all: a key of `REASONS`. Shares and changes are
plain fractions (0.19215 for 19.215%, 0.012 for 1.2 pp)."""

_NONE = pl.lit(None, pl.Float64)

NO_DENOMINATOR = "no_denominator"
FROM_ZERO = "from_zero"
SERIES_BREAK = "series_break"
REASONS = {
    NO_DENOMINATOR: "nobody is in scope",
    FROM_ZERO: "it starts from 0",
    SERIES_BREAK: "series break",
}


@dataclass(frozen=True)
class Result:
    """The answer to one question.

    Attributes:
        frame: one row per level or change, with `COLUMNS`, the groups and `NUMBERS`.
        broken: school years across the series break, with the share of legacy pupils in them.
    """

    question: Question
    frame: pl.DataFrame = field(repr=False)
    broken: dict[str, float]

    @property
    def refused(self) -> bool:
        """Whether a change was refused because of the series break."""
        return bool((self.frame["reason"] == SERIES_BREAK).any())


def measure(data: Data, question: Question) -> Result:
    """Answer a question.

    Raises:
        InputError: the data lacks what is asked for.
    """
    found = levels(data, question)
    broken = _broken(data, question)
    frames = [_with_unit(found, question.indicator.level_unit)]
    if question.change:
        frames.append(_change(found, question, broken))
    part_order = {part.id: rank for rank, part in enumerate(question.definition.parts)}
    frame = (
        pl.concat(frames, how="diagonal")
        .with_columns(
            pl.lit(question.indicator.id).alias("indicator"),
            pl.lit(question.definition.id).alias("definition"),
            _exact("numerator_low", "numerator_high").alias("numerator"),
            _exact("denominator_low", "denominator_high").alias("denominator"),
            _exact("low", "high").alias("value"),
            pl.col("part").replace_strict(part_order).alias("part order"),
        )
        .pipe(ordered, ["part order", *question.by, "from_year", "school_year"])
        .select(*COLUMNS, *question.by, *NUMBERS)
    )
    return Result(question, frame, broken)


def years_of(data: Data, question: Question) -> tuple[str, ...]:
    """List the school years of which the data has facts for a question, or those it asks for."""
    facts = data.enrolment if question.indicator.facts == "enrolment" else data.staffing
    return question.years or tuple(facts["school_year"].unique().sort())


def longest_change(data: Data, question: Question) -> tuple[str, str] | None:
    """Choose the first and last year that can be compared; across a break only where there is nothing else."""
    years = years_of(data, question)
    broken = _broken(data, question)
    comparable = [year for year in years if year not in broken]
    chosen = comparable if len(comparable) > 1 else years
    return (chosen[0], chosen[-1]) if len(chosen) > 1 else None


def _broken(data: Data, question: Question) -> dict[str, float]:
    if question.indicator.facts != "enrolment":
        return {}
    return breaks.broken_years(data.enrolment, question.definition)


def _exact(low: str, high: str) -> pl.Expr:
    return pl.when(pl.col(low) == pl.col(high)).then(pl.col(low))


def _with_unit(found: pl.DataFrame, unit: str) -> pl.DataFrame:
    missing = pl.when(pl.col("low").is_null()).then(pl.lit(NO_DENOMINATOR))
    return found.with_columns(
        pl.lit(None, pl.String).alias("from_year"), pl.lit(unit).alias("unit"), missing.alias("reason")
    )


def _change(found: pl.DataFrame, question: Question, broken: dict[str, float]) -> pl.DataFrame:
    """Set two years against each other: pp for shares, % for counts and amounts (numerator ÷ denominator − 1)."""
    first, last = question.change or ("", "")
    unit = question.indicator.change_unit
    keys = ["part", *question.by]
    earlier = found.filter(pl.col("school_year") == first).select(*keys, pl.col(*MEASURES).name.suffix("_from"))
    pairs = found.filter(pl.col("school_year") == last).join(earlier, on=keys)
    if unit == "pp":
        (low, high), sides, reason = bounds.difference(), [_NONE] * 4, NO_DENOMINATOR
    else:
        sides = [pl.col(f"numerator_{end}{year}") for year in ("", "_from") for end in ("low", "high")]
        (low, high), reason = bounds.growth(), FROM_ZERO
    if {first, last} & {*broken}:
        low, high, reason = _NONE, _NONE, SERIES_BREAK
    names = ("numerator_low", "numerator_high", "denominator_low", "denominator_high")
    return pairs.select(
        *keys,
        "school_year",
        *(side.alias(name) for name, side in zip(names, sides, strict=True)),
        low.alias("low"),
        high.alias("high"),
        pl.col("small") + pl.col("small_from"),
        pl.lit(first).alias("from_year"),
        pl.lit(unit).alias("unit"),
    ).with_columns(reason=pl.when(pl.col("low").is_null()).then(pl.lit(reason)))
