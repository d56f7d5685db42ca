"""The masking experiment: mask a real unmasked file by its own rule, and see whether sto finds it back.

The small-count table is learned on SOURCE. Every 1 to 4 of TARGET is then masked, as in an 01 file and as in
01voins, and sto answers the same questions from the masked facts and from the unmasked ones, which are the truth.
Everything is done by the code of sto itself. docs/small-counts.md explains what comes out.

    python benchmarks/masking_experiment.py SOURCE.csv TARGET.csv
"""

from __future__ import annotations

import csv
import io
import sys
import tempfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from sto_cli.calibration import calibrate
from sto_cli.catalog import Selection, catalog
from sto_cli.measuring.measure import measure
from sto_cli.measuring.question import Question, ask
from sto_cli.measuring.uncertainty import Z
from sto_cli.reading import enrolment, paths, places
from sto_cli.reading.load import load, read_rows, recognised

if TYPE_CHECKING:
    from sto_cli.catalog import Definition
    from sto_cli.reading.data import Data
    from sto_cli.reading.file import File

GRAINS = ("01", "01voins")
HALVES = {"choosing": (0,), "confirming": (1,), "all": (0, 1)}
# Kinds of domain that were fixed before the experiment; the others are looked at beside them.
FIXED = ("province × track", "province × profile", "profile × track")
_SMALL = ("1", "2", "3", "4")


@dataclass(frozen=True)
class BySex(Selection):
    """A selection by sex too, which no definition of a user can make: for girls among technical pupils."""

    sexes: tuple[str, ...] = ()

    def columns(self) -> dict[str, tuple[str | int, ...]]:
        """Add the sexes to the keys that are set."""
        return super().columns() | {"sex": self.sexes}


@dataclass(frozen=True)
class Experiment:
    """A file in full, and masked at each grain, both with the small-count table of another year."""

    truth: Data
    masked: dict[str, Data]


def prepare(source: Path, target: Path) -> Experiment:
    """Learn on one unmasked 01 file, and load another with and without masks."""
    with tempfile.TemporaryDirectory(prefix="sto-") as folder:
        table = Path(folder) / "table.csv"
        calibrate([source], encoding=None, file_years={}).write_csv(table, quote_style="never")
        truth = load([target], table=table)
        (file,) = recognised(paths.find([target]), {}, encodings={str(target): None}, file_years={})
        masked = load([_write_masked(file, Path(folder) / target.name)], table=table)
        voins = replace(truth, enrolment=_voins(file))
    return Experiment(truth, {"01": masked, "01voins": voins})


def _write_masked(file: File, path: Path) -> Path:
    """Write a copy of an 01 file that prints `<5` for 1 to 4."""
    positions = {file.recognised.columns[name] for name in file.counts}
    rows = csv.reader(io.StringIO(file.text.content.decode(), newline=""), delimiter=file.recognised.delimiter)
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=file.recognised.delimiter).writerows(
            ["<5" if at in positions and text in _SMALL else text for at, text in enumerate(row)] for row in rows
        )
    return path


def _voins(file: File) -> pl.DataFrame:
    """Simulate the masked facts of 01voins, where a cell has both sexes and all elementcodes, from an 01 file."""
    keys = [name for name in enrolment.ENROLMENT if name not in {"sex", "known", "small", "low", "high"}]
    file, rows, *_ = read_rows(file)
    printed = enrolment.printed_cells(file, rows.frame)
    cells = printed.group_by(*keys, enrolment.PROGRAMME).agg(pl.col("known").sum())
    small = pl.col("known") <= len(_SMALL)
    masked = cells.group_by(keys).agg(pl.col("known").filter(~small).sum(), small=small.sum(), sex=pl.lit(""))
    masked = masked.with_columns(
        low=pl.col("known") + pl.col("small"), high=pl.col("known") + len(_SMALL) * pl.col("small")
    )
    found = masked.with_columns(grain=pl.lit("01voins")).select(enrolment.ENROLMENT.keys()).cast(enrolment.ENROLMENT)
    return places.join(found, [])


def questions(grain: str) -> dict[tuple[str, str], Question]:
    """List what is asked, by kind of domain and quantity."""
    pupils, share = catalog().indicators["pupil_count"], catalog().indicators["technical_share"]
    technical = catalog().definitions["technical_share"]["letter"].parts[0].selection.profiles
    ten = tuple(code for code, profile in catalog().profiles.items() if profile.group != "legacy")
    by_profile, girls = _share_of(Selection(profiles=ten)), _share_of(BySex(sexes=("girls",)), within=technical)
    asked = {
        ("province", "vmbo share"): ask("vmbo_share", by=["province"]),
        ("national", "vmbo share"): ask("vmbo_share"),
    }
    for by in (("province", "track"), ("province", "profile"), ("profile", "track"), ()):
        kind = " × ".join(by) or "national"
        if "profile" in by:
            asked[kind, "pupils"] = Question(pupils, by_profile, by=by)
            asked[kind, "profile share"] = Question(share, by_profile, by=by)
        else:
            asked[kind, "pupils"] = ask("pupil_count", by=by)
            asked[kind, "technical pupils"] = ask("pupil_count", definition="technical", by=by)
            asked[kind, "technical share"] = ask("technical_share", by=by)
        if grain == "01":
            asked[kind, "girls in technical"] = Question(share, girls, by=by)
    return asked


def _share_of(part: Selection, *, within: tuple[str, ...] = ()) -> Definition:
    """Make of the letter's technical share that of another part, among all pupils or those in some profiles."""
    letter = catalog().definitions["technical_share"]["letter"]
    population = replace(letter.population, profiles=within)
    return letter._replace(population=population, parts=(letter.parts[0]._replace(selection=part),))


def run(experiment: Experiment, half: str, grain: str) -> pl.DataFrame:
    """Ask everything of one half of the BRINs, and set every answer against the truth.

    Returns:
        One row per domain with masked cells: `shown` if its numerator has masked cells and it has an estimate. The standard
        error `se` is told from the width of the interval; where that is clipped, from its further end.
    """
    truth, masked = (_half(data, half) for data in (experiment.truth, experiment.masked[grain]))
    ends = pl.col("est_high") - pl.col("estimate"), pl.col("estimate") - pl.col("est_low")
    # Where the numerator is printed in full, its estimate is no estimate.
    has_masks = pl.col("numerator_low") < pl.col("numerator_high")
    found = []
    for (kind, quantity), question in questions(grain).items():
        domain = pl.concat_str([pl.lit(""), *question.by], separator="|").alias("domain")
        true = measure(truth, question).frame.select(domain, truth="value")
        answers = measure(masked, question).frame.with_columns(domain).join(true, on="domain")
        found.append(
            answers.filter(pl.col("small") > 0).select(
                pl.lit(half).alias("half"),
                pl.lit(grain).alias("grain"),
                pl.lit(kind).alias("kind"),
                pl.lit(quantity).alias("quantity"),
                *["domain", "truth", "low", "high", "estimate", "est_low", "est_high"],
                shown=pl.col("estimate").is_not_null() & has_masks,
                certain=pl.col("truth").is_between("low", "high"),
                clipped=(pl.col("est_low") == pl.col("low")) | (pl.col("est_high") == pl.col("high")),
                held=pl.col("truth").is_between("est_low", "est_high"),
            )
        )
    width = pl.when("clipped").then(2 * pl.max_horizontal(ends)).otherwise(sum(ends))
    error = pl.col("truth") - pl.col("estimate")
    return pl.concat(found).with_columns(se=width / (2 * Z), z=error / (width / (2 * Z)))


def _half(data: Data, half: str) -> Data:
    """Keep the BRINs of one half."""
    brins = [brin for brin in data.enrolment["brin"].unique() if zlib.crc32(brin.encode()) % 2 in HALVES[half]]
    return replace(data, enrolment=data.enrolment.filter(pl.col("brin").is_in(brins)))


def summary(results: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Give coverage, bias and root mean square of the standardised error of what is shown, and certain bounds that hold."""
    shown = pl.col("shown")
    z, held = pl.col("z").filter(shown), pl.col("held").filter(shown)
    return results.group_by(by, maintain_order=True).agg(
        shown.sum(),
        (100 * held.mean()).round(1).alias("held %"),
        z.mean().round(2).alias("bias"),
        (z**2).mean().sqrt().round(2).alias("rms"),
        z.abs().max().round(2).alias("worst"),
        pl.col("clipped").filter(shown).sum(),
        pl.format("{} of {}", pl.col("certain").sum(), pl.len()).alias("certain bounds"),
    )


def main() -> None:
    """Print the comparison as Markdown."""
    if len(sys.argv) != 3:  # noqa: PLR2004  # the program and two files
        sys.exit((__doc__ or "").strip())
    experiment = prepare(Path(sys.argv[1]), Path(sys.argv[2]))
    results = pl.concat(run(experiment, half, grain) for half in HALVES for grain in GRAINS)
    fixed = results.filter(pl.col("kind").is_in(FIXED))
    missed = results.filter("shown", ~pl.col("held")).drop("shown", "held", "certain", "clipped")
    with pl.Config(
        tbl_formatting="MARKDOWN", tbl_rows=-1, tbl_cols=-1, tbl_width_chars=250,
        tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True,
    ):  # fmt: skip
        print(f"Certain bounds hold in {results['certain'].sum()} of {results.height} domains with masked cells.")
        print("\nThe three fixed kinds of domain\n", summary(fixed, "half", "grain"), sep="\n")
        print("\nEverything\n", summary(results, "half", "grain", "kind", "quantity"), sep="\n")
        print("\nNational\n", results.filter(kind="national"), sep="\n")
        print("\nIntervals that miss\n", missed, sep="\n")


if __name__ == "__main__":
    main()
