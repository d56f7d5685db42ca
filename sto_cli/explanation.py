"""Why a number is what it is: from the answer down to its parts, what was left out, and what masks weigh; of a change each group's part in it.

It stops at profile × track × grade, above the single location: where cells are masked, a table by
location would show which of them holds which mask.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.errors import UsageError
from sto_cli.measuring.exam_source import narrowed
from sto_cli.measuring.filters import ordered
from sto_cli.measuring.measure import Result, measure
from sto_cli.measuring.membership import matches
from sto_cli.measuring.population import facts_for, scopes
from sto_cli.reading.layout import PUPILS

if TYPE_CHECKING:
    from sto_cli.measuring.question import Question
    from sto_cli.reading.data import Data, FileReport

PARTS = ("profile", "track", "grade")
"""How far down pupils go, exam candidates without a grade; staffing goes down to profile and role."""

REASON = ("key", "found", "wanted")
"""Why something is left out: a column of the facts, what it holds, and what the definition wants there."""


@dataclass(frozen=True)
class Explanation:
    """One number, argued from the top down.

    Attributes:
        result: the answer.
        counted: per part of the definition, what it is made of: profile × track × grade with `printed`
            (sum of the printed counts), `masked_cells`, `low` and `high`.
        rest: the same for the rest of the population; empty where nothing is divided by it.
        excluded: what is not in the population, by `REASON`, with `printed` and `masked_cells`.
        weights: per profile, its `masked_cells` and how far they can move the answer (`moves`).
        files: the files that gave facts.
        whole: the answer uncut, where the question is cut.
        changed: of a change, and instead of all these tables, a row per part of the definition and group: before, after and
            change, each with `_low`, `_high` and `_estimate`; `masked_cells`. Changes add up to that of all.
    """

    result: Result
    counted: dict[str, pl.DataFrame] = field(repr=False)
    rest: pl.DataFrame = field(repr=False)
    excluded: pl.DataFrame = field(repr=False)
    weights: pl.DataFrame = field(repr=False)
    files: tuple[FileReport, ...]
    changed: pl.DataFrame = field(default_factory=pl.DataFrame, repr=False)
    whole: Result | None = None


def explain(data: Data, question: Question) -> Explanation:
    """Explain the answer to a question about one school year, or about a change between two.

    Raises:
        UsageError: the question is about several years, or goes down to locations of masked data.
        InputError: the data lacks what is asked for.
    """
    data = narrowed(data, question)
    facts = facts_for(data, question)
    if question.change:
        return _change(data, facts, question)
    year = _one_year(facts, question)
    question = replace(question, years=(year,))
    facts = facts.filter(pl.col("school_year") == year)
    if question.indicator.facts in PUPILS:
        _refuse_locations(facts, question)
    result = measure(data, question)
    found = scopes(facts, question)
    counted = {part.id: _breakdown(scope.counted, question) for part, scope in found.items()}
    first = next(iter(found.values()))
    rest = first.population.clear()
    if question.indicator.kind == "share":
        rest = first.population.join(first.counted, on=first.counted.columns, how="anti", nulls_equal=True)
    return Explanation(
        result,
        counted,
        _breakdown(rest, question),
        _excluded(facts, question),
        _weights(first.counted, rest, question),
        _files(data, question, year),
        whole=measure(data, replace(question, by=())) if question.by else None,
    )


def _files(data: Data, question: Question, *years: str) -> tuple[FileReport, ...]:
    return tuple(
        report
        for report in data.files
        if report.family.facts == question.indicator.facts and not {*years}.isdisjoint(report.school_years)
    )


def _change(data: Data, facts: pl.DataFrame, question: Question) -> Explanation:
    """Divide a change over groups: those asked for, or profiles."""
    years = question.change or ("", "")
    facts = facts.filter(pl.col("school_year").is_in(years))
    if question.indicator.facts in PUPILS:
        _refuse_locations(facts, question)
    cut = replace(question, by=question.by or (_told(facts, question),))
    whole, groups = measure(data, replace(question, by=())), measure(data, cut)
    none = pl.DataFrame()
    changed = none if whole.refused else _parts(whole.frame, groups.frame, cut)
    return Explanation(whole, {}, none, none, none, _files(data, question, *years), changed)


def _parts(whole: pl.DataFrame, groups: pl.DataFrame, question: Question) -> pl.DataFrame:
    """Give of each group what it is of the answer in both years, and the difference.

    Of a share that is its part of the numerator divided by all of the denominator, so that groups add up; between its bounds
    what is not in the group is at its other end.
    """
    levels = groups.filter(pl.col("from_year").is_null()).join(
        whole.filter(pl.col("from_year").is_null()), on=["part", "school_year"], suffix="_all"
    )
    ends = {name: pl.col(name) for name in ("low", "high", "estimate")}
    if question.indicator.kind in {"share", "ratio"}:
        within = question.indicator.kind == "share"
        n_low, n_high = pl.col("numerator_low"), pl.col("numerator_high")
        rest_low = pl.col("denominator_low_all") - n_low * within
        rest_high = pl.col("denominator_high_all") - n_high * within
        ends = {
            "low": n_low / (n_low * within + rest_high),
            "high": n_high / (n_high * within + rest_low),
            "estimate": pl.col("numerator_estimate") / pl.col("denominator_estimate_all"),
        }
    keys = ["part", *question.by]
    sized = levels.select(*keys, "school_year", "masked_cells", **ends)
    before, after = (
        sized.filter(school_year=year).select(*keys, pl.col("masked_cells", *ends).name.suffix(side))
        for year, side in zip(question.change or (), ("_before", "_after"), strict=True)
    )
    return (
        before.join(after, on=keys, how="full", coalesce=True)
        .with_columns(pl.exclude(keys).fill_null(0))
        .with_columns(
            change_low=pl.col("low_after") - pl.col("high_before"),
            change_high=pl.col("high_after") - pl.col("low_before"),
            change_estimate=pl.col("estimate_after") - pl.col("estimate_before"),
            masked_cells=pl.col("masked_cells_before") + pl.col("masked_cells_after"),
        )
        .pipe(ordered, keys)
        .drop("masked_cells_before", "masked_cells_after")
    )


def _one_year(facts: pl.DataFrame, question: Question) -> str:
    present = question.years or tuple(facts["school_year"].unique().sort())
    if len(present) != 1:
        raise UsageError(
            "sto explain takes one school year or a change; give --year, one of {present}, or two of them with --from and --to.",
            present=", ".join(present),
        )
    return present[0]


def _refuse_locations(facts: pl.DataFrame, question: Question) -> None:
    fine = {"location", "brin"} & {*question.by, *question.filtered}
    if fine and facts["masked_cells"].sum():
        raise UsageError(
            "sto explain does not show single locations where cells are masked; leave out {fine}.",
            fine=", ".join(sorted(fine)),
        )


def _breakdown(facts: pl.DataFrame, question: Question) -> pl.DataFrame:
    """Sum facts by what they are, down to profile × track × grade, or profile × role for staff."""
    if question.indicator.facts == "staffing":
        amounts = [
            pl.col("persons", "fte", "side_entrants").sum(),
            pl.col("persons_masked_cells", "fte_masked_cells", "side_entrants_masked_cells").sum(),
        ]
        return ordered(facts.group_by("profile", "role").agg(amounts), ["profile", "role"])
    down_to = [column for column in (_told(facts, question), *PARTS[1:]) if column in facts.columns]
    sums = facts.group_by(*question.by, *(column for column in down_to if column not in question.by)).agg(
        pl.col("printed", "masked_cells", "low", "high").sum()
    )
    return ordered(sums, sums.columns[:-4])


def _told(facts: pl.DataFrame, question: Question) -> str:
    """Name what facts tell of a pupil: the profile, or of exam candidates in the wide file the sector."""
    return "sector" if question.indicator.facts == "exams" and facts["profile"].is_null().all() else "profile"


def _excluded(facts: pl.DataFrame, question: Question) -> pl.DataFrame:
    """Say what is not in the population, by the first key of the definition that leaves it out."""
    population = question.definition.population
    reasons = [
        pl.when(~pl.col(column).is_in(values).fill_null(False)).then(
            pl.struct(
                key=pl.lit(column),
                found=pl.col(column).cast(pl.String).fill_null("none"),
                wanted=pl.lit(", ".join(map(str, values))),
            )
        )
        for column, values in population.columns().items()
    ]
    if not reasons:
        return pl.DataFrame()
    out = facts.filter(~matches(population)).with_columns(pl.coalesce(reasons).struct.unnest())
    printed, masked_cells = (
        ("persons", "persons_masked_cells") if question.indicator.facts == "staffing" else ("printed", "masked_cells")
    )
    sums = out.group_by(REASON).agg(
        pl.col(printed).sum().alias("printed"), pl.col(masked_cells).sum().alias("masked_cells")
    )
    return sums.sort("printed", *REASON, descending=[True, False, False, False])


def _weights(counted: pl.DataFrame, rest: pl.DataFrame, question: Question) -> pl.DataFrame:
    """Give per profile its masked cells and how far these alone can move the answer, from all at their least to all at their most.

    A pupil more in the numerator moves a share by (N − A)/N², one more in the rest by −A/N², with A and N in
    the middle of their bounds; in a sum a pupil is a pupil.
    """
    kind = question.indicator.kind
    if kind not in {"share", "sum"}:
        return pl.DataFrame()
    part = _middle(counted)
    whole = part + _middle(rest)
    in_part, in_rest = ((whole - part) / whole**2, part / whole**2) if whole else (0.0, 0.0)
    if kind == "sum":
        in_part = in_rest = 1.0
    told = _told(pl.concat([counted, rest]), question)
    cells = pl.concat(
        facts.group_by(told).agg(pl.col("masked_cells", "low", "high").sum(), weight=pl.lit(weight))
        for facts, weight in ((counted, in_part), (rest, in_rest))
    )
    moves = ((pl.col("high") - pl.col("low")) * pl.col("weight")).sum().alias("moves")
    sums = cells.filter(pl.col("masked_cells") > 0).group_by(told).agg(pl.col("masked_cells").sum(), moves)
    return sums.sort("moves", told, descending=[True, False])


def _middle(facts: pl.DataFrame) -> float:
    low, high = facts.select(pl.col("low", "high").sum()).row(0)
    return float((low + high) / 2)
