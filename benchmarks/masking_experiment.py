"""The masking experiment: mask real unmasked files by their own rule, and see whether sto finds them back.

For every ordered pair of files the small-count table is learned on the first, every 1 to 4 of the second is masked, as in an
01 file and as in 01voins, and sto answers the same questions from the masked facts and from the unmasked ones, which are the
truth. A change is asked of the two years of a pair, both masked, with the table of the other half of the BRINs of the first:
else a year would be estimated from itself. Everything is done by the code of sto itself. docs/small-counts.md explains what
comes out.

    python benchmarks/masking_experiment.py ADDRESSES.csv UNMASKED.csv UNMASKED.csv ...
"""

from __future__ import annotations

import csv
import io
import sys
import tempfile
import zlib
from dataclasses import dataclass, replace
from itertools import permutations, product
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.catalog import Selection, catalog
from sto_cli.measuring import small_counts
from sto_cli.measuring.measure import measure
from sto_cli.measuring.question import Question, ask
from sto_cli.measuring.uncertainty import Z
from sto_cli.present.numbers import rounded
from sto_cli.reading import enrolment, paths, places
from sto_cli.reading.load import load, recognised
from sto_cli.reading.one_file import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from sto_cli.catalog import Definition
    from sto_cli.reading.data import Data
    from sto_cli.reading.file import File

GRAINS = ("01", "01voins")
HALVES = {"choosing": (0,), "confirming": (1,), "all": (0, 1)}
OTHER = {"choosing": "confirming", "confirming": "choosing"}
DOMAINS = (
    (), ("track",), ("province",), ("rmc",), ("province", "track"), ("province", "profile"), ("profile", "track"),
)  # fmt: skip
MINIMA = (2, 5, 10, 20)
_SMALL = ("1", "2", "3", "4")
_DRAWN = 8
# A row of so many numbers that held less often is a fault.
_MANY, _LEAST = 100, 90


@dataclass(frozen=True)
class BySex(Selection):
    """A selection by sex too, which no definition of a user can make: for girls among technical pupils."""

    sexes: tuple[str, ...] = ()

    def columns(self) -> dict[str, tuple[str | int, ...]]:
        """Add the sexes to the keys that are set."""
        return super().columns() | {"sex": self.sexes}


@dataclass(frozen=True)
class Year:
    """A file in full, and masked at each grain; `cells` are those that it prints."""

    truth: Data
    masked: dict[str, Data]
    cells: pl.DataFrame

    def table(self, half: str = "all") -> pl.DataFrame:
        """Learn the small-count table on this year."""
        return small_counts.learn(of_half(self.cells, half))


def prepare(path: Path, addresses: Path) -> Year:
    """Load an unmasked 01 file with and without masks."""
    with tempfile.TemporaryDirectory(prefix="sto-") as folder:
        truth = load([path, addresses])
        (file,) = recognised(paths.find([path]), {}, encodings={str(path): None}, file_years={})
        masked = load([_write_masked(file, Path(folder) / path.name), addresses])
    file, rows, *_ = read_rows(file)
    cells = enrolment.printed_cells(file, rows.frame)
    voins = replace(truth, enrolment=_voins(cells, truth.places))
    return Year(truth, {"01": masked, "01voins": voins}, cells)


def _write_masked(file: File, path: Path) -> Path:
    """Write a copy of an 01 file that prints `<5` for 1 to 4."""
    positions = {file.recognised.columns[name] for name in file.counts}
    rows = csv.reader(io.StringIO(file.text.content.decode(), newline=""), delimiter=file.recognised.delimiter)
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=file.recognised.delimiter).writerows(
            ["<5" if at in positions and text in _SMALL else text for at, text in enumerate(row)] for row in rows
        )
    return path


def _voins(printed: pl.DataFrame, tables: tuple[pl.DataFrame, ...]) -> pl.DataFrame:
    """Simulate the masked facts of 01voins, where a cell has both sexes and all elementcodes, from an 01 file."""
    keys = [name for name in enrolment.ENROLMENT if name not in {"sex", "printed", "masked_cells", "low", "high"}]
    cells = printed.group_by(*keys, enrolment.PROGRAMME).agg(pl.col("printed").sum())
    small = pl.col("printed") <= len(_SMALL)
    masked = cells.group_by(keys).agg(pl.col("printed").filter(~small).sum(), masked_cells=small.sum(), sex=pl.lit(""))
    masked = masked.with_columns(
        low=pl.col("printed") + pl.col("masked_cells"), high=pl.col("printed") + len(_SMALL) * pl.col("masked_cells")
    )
    found = masked.with_columns(grain=pl.lit("01voins")).select(enrolment.ENROLMENT.keys()).cast(enrolment.ENROLMENT)
    return places.join(found, tables)


def questions(grain: str, years: tuple[str, str] | None = None) -> Iterator[tuple[str, str, Question]]:
    """List what is asked, as kind of domain, quantity and question; of two years what changed between them."""
    pupils, share = catalog().indicators["pupil_count"], catalog().indicators["technical_share"]
    technical = catalog().definitions["technical_share"]["letter"].parts[0].selection.profiles
    ten = tuple(code for code, profile in catalog().profiles.items() if profile.group != "legacy")
    by_profile, girls = _share_of(Selection(profiles=ten)), _share_of(BySex(sexes=("girls",)), within=technical)
    for by in DOMAINS:
        kind = " × ".join(by) or "nation"
        if years:
            if "profile" not in by:
                yield (
                    kind,
                    "change of the technical share",
                    ask("technical_share", definition="sector", by=by, change=years),
                )
                yield kind, "change of the vmbo share", ask("vmbo_share", by=by, change=years)
                yield kind, "growth of pupils", ask("pupil_count", by=by, change=years)
            continue
        if "profile" in by:
            yield kind, "pupils", Question(pupils, by_profile, by=by)
            yield kind, "technical share", Question(share, by_profile, by=by)
        else:
            yield kind, "pupils", ask("pupil_count", by=by)
            yield kind, "pupils, TL too", ask("pupil_count", definition="vmbo-grade3", by=by)
            yield kind, "technical pupils", ask("pupil_count", definition="technical", by=by)
            yield kind, "technical share", ask("technical_share", by=by)
            yield kind, "vmbo share", ask("vmbo_share", by=by)
        if grain == "01":
            yield kind, "girls' share", Question(share, girls, by=by)
        for least in MINIMA:
            yield kind, f"profiles of {least} pupils", ask("profile_count", by=by, min_pupils=least)


def _share_of(part: Selection, *, within: tuple[str, ...] = ()) -> Definition:
    """Make of the letter's technical share that of another part, among all pupils or those in some profiles."""
    letter = catalog().definitions["technical_share"]["letter"]
    population = replace(letter.population, profiles=within)
    return letter._replace(population=population, parts=(letter.parts[0]._replace(selection=part),))


def levels(source: Year, target: Year, half: str, grain: str, draw: Random | None = None) -> pl.DataFrame:
    """Estimate a half of the BRINs of one year with the table of another, and set every answer against the truth."""
    truth, masked = (_half(data, half) for data in (target.truth, target.masked[grain]))
    masked = replace(masked, small_counts=source.table())
    return _against(truth, masked, half, grain, _drawn(questions(grain), draw))


def changes(first: Year, last: Year, half: str, grain: str, draw: Random | None = None) -> pl.DataFrame:
    """Estimate changes of a half of the BRINs between two masked years, with the table of the other half of the first."""
    truth, masked = (
        replace(one, enrolment=pl.concat([one.enrolment, other.enrolment]))
        for one, other in (
            tuple(_half(year.truth, half) for year in (first, last)),
            tuple(_half(year.masked[grain], half) for year in (first, last)),
        )
    )
    years = tuple(sorted(truth.enrolment["school_year"].unique()))
    masked = replace(masked, small_counts=first.table(OTHER[half]))
    return _against(truth, masked, half, grain, _drawn(questions(grain, years), draw))


def _against(truth: Data, masked: Data, half: str, grain: str, asked: list[tuple[str, str, Question]]) -> pl.DataFrame:
    """Answer questions from masked facts and from unmasked ones.

    Returns:
        One row per number with masked cells: `shown` if its numerator has masked cells and it has an estimate; whether the
        truth is `certain`ly within bounds, and within the interval as it is (`held`) and as `printed`, rounded outward. The
        standard error behind `z` is told from the width of the interval; where that is clipped, from its further end.
    """
    ends = pl.col("est_high") - pl.col("estimate"), pl.col("estimate") - pl.col("est_low")
    # Where the numerator is printed in full, its estimate is no estimate.
    has_masks = (pl.col("numerator_low") != pl.col("numerator_high")).fill_null(value=True)
    found = []
    for kind, quantity, question in asked:
        wanted = pl.col("from_year").is_not_null() if question.change else pl.col("from_year").is_null()
        domain = pl.concat_str([pl.col("part"), *question.by], separator="|").alias("domain")
        true, answers = (measure(data, question).frame.filter(wanted).with_columns(domain) for data in (truth, masked))
        rows = answers.join(true.select("domain", truth="value"), on="domain")
        found.append(
            rows.filter(pl.col("low") < pl.col("high"), pl.col("truth").is_not_null()).select(
                pl.lit(half).alias("half"),
                pl.lit(grain).alias("grain"),
                pl.lit(kind).alias("kind"),
                pl.lit(quantity).alias("quantity"),
                *[
                    "school_year",
                    "domain",
                    "unit",
                    "truth",
                    "low",
                    "high",
                    "estimate",
                    "est_low",
                    "est_high",
                    "masked_cells",
                ],
                shown=pl.col("estimate").is_not_null() & has_masks,
                certain=pl.col("truth").is_between(pl.col("low") - 1e-12, pl.col("high") + 1e-12),
                held=pl.col("truth").is_between("est_low", "est_high"),
                clipped=(pl.col("est_low") == pl.col("low")) | (pl.col("est_high") == pl.col("high")),
            )
        )
    width = pl.when("clipped").then(2 * pl.max_horizontal(ends)).otherwise(sum(ends))
    results = pl.concat(found).with_columns(z=(pl.col("truth") - pl.col("estimate")) / (width / (2 * Z)))
    return results.with_columns(printed=pl.Series([_as_printed(row) for row in results.iter_rows(named=True)]))


def _as_printed(row: dict[str, float | str]) -> bool:
    """Tell whether the truth lies within the interval as a screen prints it."""
    if row["estimate"] is None:
        return False
    low, high = (rounded(row[f"est_{end}"], row["unit"], outward=way) for end, way in (("low", -1), ("high", 1)))
    scale = 1 if row["unit"] == "count" else 100
    return float(low) - 1e-9 <= row["truth"] * scale <= float(high) + 1e-9


def of_half(frame: pl.DataFrame, half: str) -> pl.DataFrame:
    """Keep the BRINs of one half."""
    brins = [brin for brin in frame["brin"].unique() if zlib.crc32(brin.encode()) % 2 in HALVES[half]]
    return frame.filter(pl.col("brin").is_in(brins))


def _half(data: Data, half: str) -> Data:
    return replace(data, enrolment=of_half(data.enrolment, half))


def run(years: list[Year], draw: Random | None = None) -> pl.DataFrame:
    """Ask everything of every ordered pair of years; with `draw` a part of it, of one pair and both halves."""
    pairs = list(permutations(years, 2))
    found = []
    for (first, last), grain in product([draw.choice(pairs)] if draw else pairs, GRAINS):
        found += [levels(first, last, half, grain, draw) for half in (OTHER if draw else HALVES)]
        found += [changes(first, last, half, grain, draw) for half in OTHER]
    return pl.concat(found)


def _drawn(asked: Iterator[tuple[str, str, Question]], draw: Random | None) -> list[tuple[str, str, Question]]:
    every = [*asked]
    return draw.sample(every, 1 + len(every) // _DRAWN) if draw else every


def summary(results: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Give of what is shown how often the interval held, as printed and unrounded, and the standardised error; certain bounds."""
    shown = pl.col("shown")
    z = pl.col("z").filter(shown)
    return results.group_by(by, maintain_order=True).agg(
        shown.sum().alias("n"),
        (100 * pl.col("printed").filter(shown).mean()).round(1).alias("held as printed"),
        (100 * pl.col("held").filter(shown).mean()).round(1).alias("unrounded"),
        z.mean().round(2).alias("bias"),
        (z**2).mean().sqrt().round(2).alias("RMS"),
        z.abs().max().round(2).alias("worst"),
        pl.format("{} of {}", pl.col("certain").sum(), pl.len()).alias("certain bounds"),
    )


def provinces(results: pl.DataFrame) -> pl.DataFrame:
    """Give the mean and the largest error of a province's share, in percentage points, of whole files."""
    of_all = results.filter(pl.col("shown"), half="all", kind="province", unit="share")
    error = 100 * (pl.col("truth") - pl.col("estimate")).abs()
    return of_all.group_by("quantity", maintain_order=True).agg(
        n=pl.len(), mean=error.mean().round(3), largest=error.max().round(3)
    )


def main() -> None:
    """Print the comparison as Markdown."""
    if len(sys.argv) < 4:  # noqa: PLR2004  # the program, the addresses and two files
        sys.exit((__doc__ or "").strip())
    addresses, *files = map(Path, sys.argv[1:])
    results = run([prepare(path, addresses) for path in files])
    nation, regions = results.filter(kind="nation"), results.filter(pl.col("kind") != "nation")
    rows = summary(regions, "half", "quantity", "kind")
    weak = rows.filter(pl.col("n") >= _MANY, pl.col("held as printed") < _LEAST)
    cases = nation.filter("shown").select(
        "half", "grain", "quantity", "school_year", "domain", "truth", "estimate", "est_low", "est_high", "z", "printed"
    )
    with pl.Config(
        tbl_formatting="MARKDOWN", tbl_rows=-1, tbl_cols=-1, tbl_width_chars=250,
        tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True,
    ):  # fmt: skip
        print(f"Certain bounds hold in {results['certain'].sum()} of {results.height} numbers with masked cells.")
        print("\nBy quantity, the nation included\n", summary(results, "half", "quantity"), sep="\n")
        print("\nBy quantity and kind of cell\n", summary(results, "half", "quantity", "grain"), sep="\n")
        print("\nBy quantity and domain\n", rows, sep="\n")
        print(f"\nOf these, n ≥ {_MANY} and held less than {_LEAST}%\n", weak, sep="\n")
        print("\nShares of a province, percentage points\n", provinces(results), sep="\n")
        print("\nThe nation, case by case\n", cases, sep="\n")


if __name__ == "__main__":
    main()
