"""From facts to results: levels and changes, each with its counts, bounds, estimate and marks."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Concatenate, NamedTuple, ParamSpec

import polars as pl

from sto_cli import progress
from sto_cli.language import Shown, glance, message
from sto_cli.measuring import bounds, exam_source, marks, membership, spoken, uncertainty
from sto_cli.measuring.exam_source import narrowed
from sto_cli.measuring.filters import ordered, spelt
from sto_cli.measuring.levels import MEASURES, Levels, levels
from sto_cli.measuring.population import with_names
from sto_cli.measuring.question import Question
from sto_cli.measuring.question import ask as question_of
from sto_cli.measuring.uncertainty import ESTIMATES
from sto_cli.reading.layout import PUPILS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sto_cli.reading.data import Data

_Words = ParamSpec("_Words")

COLUMNS = ("indicator", "definition", "part", "from_year", "school_year")
"""What a result row is about, before its groups. `from_year` is null for a level."""

NUMBERS = (
    "numerator", "denominator", "value", "low", "high", "estimate", "est_low", "est_high",
    "numerator_estimate", "denominator_estimate",
    "numerator_low", "numerator_high", "denominator_low", "denominator_high",
    "masked_cells", "unknown", "unit", "marks", "reason",
)  # fmt: skip
"""What it says. `value` is there only where low equals high; the same holds for `numerator` and
`denominator`. `marks` are those of `measuring.marks`. `reason` is why there is no number at all: a key of `REASONS`. Shares and changes are
plain fractions (0.19215 for 19.215%, 0.012 for 1.2 pp)."""

NO_DENOMINATOR = "no_denominator"
FROM_ZERO = "from_zero"
UNBOUNDED = "unbounded"
SERIES_BREAK = "series_break"
REASONS = {
    NO_DENOMINATOR: message("nobody is in scope"),
    FROM_ZERO: message("the first year is 0"),
    UNBOUNDED: message("masked, and no upper bound is known"),
    SERIES_BREAK: message("series break"),
}


@dataclass(frozen=True)
class Result(Shown):
    """The answer to one question.

    Attributes:
        frame: one row per level or change, with `COLUMNS`, the groups and `NUMBERS`.
        broken: school years across the series break, with the share of legacy pupils in them.
        data: what it was computed from.
        provisional: school years that DUO may still revise.
        codes: the unknown codes that weigh in it (`membership.CODES`).
    """

    question: Question
    frame: pl.DataFrame = field(repr=False)
    broken: dict[str, float]
    data: Data = field(repr=False, compare=False)
    provisional: tuple[str, ...] = ()
    codes: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=membership.CODES), repr=False)

    def __repr__(self) -> str:
        """Show its first rows: what each is of, and its number, or between which it lies."""
        rows = self.frame.iter_rows(named=True)
        asked = f"{self.question.indicator.id} ({self.question.definition.id})"
        return glance(f"Result of {asked}, {self.frame.height} rows in its frame", map(self._row, rows))

    def _row(self, row: dict[str, Any]) -> str:
        about = " ".join(str(row[name]) for name in ("part", *self.groups, "from_year", "school_year") if row[name])
        between = f"{row['low']} to {row['high']}" if row["value"] is None else row["value"]
        return f"{about}: {row['reason'] or between}"

    @property
    def groups(self) -> list[str]:
        """The columns that it is cut by, with the name of a location beside its key."""
        return [name for name in self.frame.columns if name not in {*COLUMNS, *NUMBERS}]

    def levels(self, part: str) -> list[dict[str, Any]]:
        """List the rows of a part, but for its changes."""
        return self.frame.filter(pl.col("part") == part, pl.col("from_year").is_null()).rows(named=True)

    @property
    def refused(self) -> bool:
        """Whether a change was refused because of the series break."""
        return bool((self.frame["reason"] == SERIES_BREAK).any())


def measure(data: Data, question: Question) -> Result:
    """Answer a question.

    Raises:
        InputError: the data lacks what is asked for.
    """
    given, data = data, narrowed(data, question)
    with progress.doing(message("computing {indicator}", indicator=spoken.label_of(question.indicator.id))):
        found = levels(data, question)
    facts = data.facts(question.indicator.facts)
    question = spelt(facts, question)
    broken = broken_years(data, question)
    frames = [_with_unit(found.frame, question.indicator.level_unit)]
    if question.change:
        frames.append(_change(found, question, broken))
    part_order = {part.id: rank for rank, part in enumerate(question.definition.parts)}
    frame = (
        pl.concat(frames, how="diagonal")
        .with_columns(
            pl.lit(question.indicator.id).alias("indicator"),
            pl.lit(question.definition.id).alias("definition"),
            bounds.exact("numerator_low", "numerator_high").alias("numerator"),
            bounds.exact("denominator_low", "denominator_high").alias("denominator"),
            bounds.exact("low", "high").alias("value"),
            marks.column(data, question, broken, pl.col("unknown") > 0).alias("marks"),
            pl.col("part").replace_strict(part_order).alias("part order"),
        )
        .pipe(ordered, ["part order", *question.by, "from_year", "school_year"])
        .select(*COLUMNS, *question.by, *NUMBERS)
    )
    frame = with_names(frame, facts)
    shown = {*frame["school_year"].unique(), *frame["from_year"].unique()}
    provisional = tuple(year for year in data.provisional(question.indicator.facts) if year in shown)
    return Result(question, frame, broken, given, provisional, found.codes)


def _of_data(question: Callable[_Words, Question]) -> Callable[Concatenate[Data, _Words], Result]:
    def ask(data: Data, /, *words: _Words.args, **named: _Words.kwargs) -> Result:
        """Ask the data a question, in the words that `question` takes, and answer it.

        Raises:
            UsageError: a name is not in the catalog, `where` is not a mapping, or a year is not a school year.
            InputError: the data lacks what is asked for.
        """
        return measure(data, question(*words, **named))

    asked = inspect.signature(question)
    first = inspect.Parameter("data", inspect.Parameter.POSITIONAL_ONLY, annotation="Data")
    ask.__signature__ = asked.replace(parameters=[first, *asked.parameters.values()], return_annotation="Result")  # type: ignore[attr-defined]  # a function may have one
    return ask


ask = _of_data(question_of)


def years_of(data: Data, question: Question) -> tuple[str, ...]:
    """List the school years that a question asks for, or else those that the data has."""
    return question.years or tuple(
        narrowed(data, question).facts(question.indicator.facts)["school_year"].unique().sort()
    )


def longest_change(data: Data, question: Question) -> tuple[str, str] | None:
    """Choose the first and last year that can be compared, of one source; across a break only where there is nothing else."""
    years = years_of(data, question)
    broken = broken_years(data, question)
    sources = exam_source.spans(data, question) if question.indicator.facts == "exams" else [years]
    found = []
    for of_source in sources:
        own = [year for year in of_source if year in years]
        comparable = [year for year in own if year not in broken]
        found.append(comparable if len(comparable) > 1 else own)
    chosen = max(found, key=lambda own: len({*own} - {*broken}), default=[])
    return (chosen[0], chosen[-1]) if len(chosen) > 1 else None


def broken_years(data: Data, question: Question) -> dict[str, float]:
    """List the school years across the series break under a question, with the share of legacy pupils in them."""
    if question.indicator.facts not in PUPILS:
        return {}
    return marks.broken_years(narrowed(data, question).facts(question.indicator.facts), question)


def _with_unit(found: pl.DataFrame, unit: str) -> pl.DataFrame:
    missing = pl.when(pl.col("low").is_null()).then(pl.lit(NO_DENOMINATOR))
    return found.with_columns(
        pl.lit(None, pl.String).alias("from_year"),
        pl.lit(unit).alias("unit"),
        missing.when(pl.col("high").is_null()).then(pl.lit(UNBOUNDED)).alias("reason"),
    )


def _change(measured: Levels, question: Question, broken: dict[str, float]) -> pl.DataFrame:
    """Set two years against each other: pp for shares, % for counts and amounts (numerator ÷ denominator − 1)."""
    first, last = question.change or ("", "")
    keys = ["part", *question.by]
    earlier = measured.frame.filter(pl.col("school_year") == first)
    earlier = earlier.select(*keys, pl.col(*MEASURES, *ESTIMATES).name.suffix("_from"))
    pairs = measured.frame.filter(pl.col("school_year") == last).join(earlier, on=keys)
    change = _difference() if question.indicator.change_unit == "pp" else _growth()
    found = pairs.with_columns(
        estimate=change.estimate,
        w_last=change.w_last,
        w_first=change.w_first,
        shown=change.estimate.is_not_null(),
        masked_cells=pl.col("masked_cells") + pl.col("masked_cells_from"),
        unknown=pl.col("unknown") + pl.col("unknown_from"),
        low=change.low,
        high=change.high,
        crossed_low=change.ends[0],
        crossed_high=change.ends[1],
        **dict(zip(_SIDES, change.sides, strict=True)),
    )
    found = _crossed(_with_interval(found, measured.cells, keys, first))
    reason = change.reason
    if {first, last} & {*broken}:
        reason = SERIES_BREAK
        found = found.with_columns(pl.lit(None, pl.Float64).alias(name) for name in ("low", "high", *ESTIMATES))
    return found.select(
        *keys,
        "school_year",
        *MEASURES,
        *ESTIMATES,
        pl.lit(first).alias("from_year"),
        pl.lit(question.indicator.change_unit).alias("unit"),
        pl.when(pl.col("low").is_null() | pl.col("high").is_null()).then(pl.lit(reason)).alias("reason"),
    )


def _with_interval(found: pl.DataFrame, cells: pl.DataFrame, keys: list[str], first: str) -> pl.DataFrame:
    """Put the interval around changes: the gradient of a level times that of the change in it."""
    if cells.is_empty():
        return found.with_columns(
            bounds.exact("low", "high").alias(name) for name in ("estimate", "est_low", "est_high")
        )
    w = pl.when(pl.col("school_year") == first).then("w_first").otherwise("w_last")
    both = cells.join(
        found.select(*keys, "w_first", "w_last", pl.col("school_year").alias("last")), on=keys, maintain_order="left"
    )
    both = both.filter(pl.col("school_year").is_in([first]) | (pl.col("school_year") == pl.col("last")))
    return uncertainty.interval(found, both.with_columns(w=pl.col("w") * w, w2=pl.col("w2") * w**2), keys)


def _crossed(found: pl.DataFrame) -> pl.DataFrame:
    """Where unknown codes weigh, set the ends of the intervals of two years against each other."""
    return found.with_columns(
        pl.when(pl.col("unknown") > 0)
        .then(pl.col(f"crossed_{end}").clip(pl.col("low"), pl.col("high")))
        .otherwise(pl.col(f"est_{end}"))
        .alias(f"est_{end}")
        for end in ("low", "high")
    )


class _Change(NamedTuple):
    """How one kind of change is made of the later row and the earlier one (`_from`)."""

    low: pl.Expr
    high: pl.Expr
    estimate: pl.Expr
    w_last: pl.Expr
    w_first: pl.Expr
    sides: tuple[pl.Expr, ...]
    reason: str
    ends: tuple[pl.Expr, pl.Expr]


_SIDES = (
    "numerator_low", "numerator_high", "numerator_estimate", "denominator_low", "denominator_high", "denominator_estimate",
)  # fmt: skip


def _difference() -> _Change:
    low, high = bounds.difference()
    estimate = pl.col("estimate") - pl.col("estimate_from")
    sides = tuple(pl.lit(None, pl.Float64) for _ in _SIDES)
    ends = pl.col("est_low") - pl.col("est_high_from"), pl.col("est_high") - pl.col("est_low_from")
    return _Change(low, high, estimate, pl.lit(1.0), pl.lit(-1.0), sides, NO_DENOMINATOR, ends)


def _growth() -> _Change:
    low, high = bounds.growth()
    last, first = pl.col("estimate"), pl.col("estimate_from")
    sides = tuple(pl.col(f"numerator_{name}{year}") for year in ("", "_from") for name in ("low", "high", "estimate"))
    w_last, w_first = bounds.quotient(pl.lit(1.0), first), -bounds.quotient(last, first**2)
    ends = (
        bounds.quotient(pl.col("est_low"), pl.col("est_high_from")) - 1,
        bounds.quotient(pl.col("est_high"), pl.col("est_low_from")) - 1,
    )
    return _Change(low, high, bounds.quotient(last, first) - 1, w_last, w_first, sides, FROM_ZERO, ends)
