"""One run of the yearly job: every input read once, everything computed and checked, the results in one folder.

No clock and no path of the machine is in any result, so that the same inputs give the same bytes.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from sto_cli.catalog.load import fingerprint
from sto_cli.claims.check import Checked, check_claims
from sto_cli.claims.file import SHIPPED
from sto_cli.errors import ExitCode
from sto_cli.language import Message, glance, in_english, speaking
from sto_cli.measuring import spoken
from sto_cli.measuring.measure import COLUMNS, Result, measure
from sto_cli.measuring.population import scopes
from sto_cli.measuring.question import ask
from sto_cli.measuring.successors import COLUMNS as PLACES
from sto_cli.measuring.successors import locations
from sto_cli.present import check as present_check
from sto_cli.present import records
from sto_cli.present.forms import Form, as_csv, as_parquet, dumps, write
from sto_cli.present.report import answer
from sto_cli.reporting import Block, report
from sto_cli.version import __version__
from sto_cli.yearly import sources
from sto_cli.yearly.config import REPORT, Config
from sto_cli.yearly.folder import refuse_foreign, replacing
from sto_cli.yearly.noticed import YEAR, Noticed, in_year, inputs, notice
from sto_cli.yearly.results import FORMAT, LOCATIONS, MANIFEST, RESULTS, checksums, digest, read_manifest, sealed

if TYPE_CHECKING:
    from sto_cli.catalog import Definition
    from sto_cli.reading.data import Data
    from sto_cli.reading.paths import Name
    from sto_cli.yearly.sources import Proof

REJECTS = "rejected.csv"
"""The rows that were left out, where `sto.toml` allows it; with its header only where there are none."""


@dataclass(frozen=True)
class Run:
    """What a run found.

    Attributes:
        folder: where its results are.
        notes: what a reader must know of the inputs; it stands in the manifest too.
        noticed: what is new, changed, unread or missing.
        files: how many inputs were read.
        years: the first and the last school year of them.
        numbers: how many results there are.
        exit_code: that of the checks: 1 with a finding or with rejected rows, 3 where nothing of a claims
            file could be checked.
    """

    folder: Path
    checked: tuple[Checked, ...]
    exit_code: ExitCode
    notes: tuple[Message, ...]
    noticed: Noticed
    files: int
    years: tuple[str, str]
    numbers: int

    def __repr__(self) -> str:
        """Show where the results are, and the claims that were checked."""
        rows = (f"{each.claims.name}: {len(each.checks)} claims" for each in self.checked)
        return glance(f"Run in {self.folder}, exit code {self.exit_code:d}", rows)


def run(config: Config, folder: Name, *, language: str | None = None) -> Run:
    """Do the job of a configuration, and put its results into a folder; what was there is replaced in one step.

    Args:
        config: what to read, compute and check.
        folder: where the results go; `{year}` in its name is the year of the newest data.
        language: that of the report, in place of the configuration's.

    Raises:
        CatalogError: the configuration names what is not there, or claims that break a rule.
        UsageError: the folder holds what no run wrote, or cannot be written.
        InputError: an input is refused.
    """
    pattern = Path(str(folder).replace("{jaar}", YEAR))  # a Dutch configuration may say it so
    if YEAR not in str(pattern):
        refuse_foreign(pattern)
    data, proofs = sources.read(config)
    claims, tables = sources.claims_of(config)
    place = in_year(pattern, data)
    refuse_foreign(place)
    noticed = notice(config, data, [*proofs, *tables], place, pattern)
    blocks = report(data)
    results = {REPORT: [result for block in blocks for result in block.results]}
    results |= {name: [measure(data, question)] for name, question in config.questions.items()}
    checked = tuple(check_claims(data, each) for each in claims)
    contents = _contents(config, data, blocks, results, checked, language or config.language)
    manifest = sealed(_manifest(config, data, proofs, tables, results, contents))
    with replacing(place) as new:
        _keep_last(noticed, place, [*proofs, *tables])
        for name, content in (contents | {MANIFEST: manifest}).items():
            (new / name).write_bytes(content)
    years = sorted({year for report in data.files for year in report.school_years})
    return Run(
        place,
        checked,
        _exit_code(config, data, checked),
        tuple(data.remarks()),
        noticed,
        files=len(proofs),
        years=(years[0], years[-1]),
        numbers=sum(result.frame.height for answers in results.values() for result in answers),
    )


def _keep_last(noticed: Noticed, place: Path, proofs: list[Proof]) -> None:
    """Copy the results that are about to be replaced if inputs changed, unless another run has just replaced them."""
    last = read_manifest(place)
    if not last or noticed.kept in (None, noticed.since):
        return
    if checksums(last) != inputs(proofs):
        with replacing(noticed.kept) as copy:
            shutil.copytree(place, copy, dirs_exist_ok=True)


def _exit_code(config: Config, data: Data, checked: tuple[Checked, ...]) -> ExitCode:
    codes = {each.exit_code(config.fail_on) for each in checked}
    if codes == {ExitCode.INPUT}:
        return ExitCode.INPUT
    if ExitCode.FINDING in codes or data.incomplete:
        return ExitCode.FINDING
    return ExitCode.INPUT if ExitCode.INPUT in codes else ExitCode.FINE


def _contents(
    config: Config,
    data: Data,
    blocks: list[Block],
    results: dict[str, list[Result]],
    checked: tuple[Checked, ...],
    language: str,
) -> dict[str, bytes]:
    """Write every result but the manifest, by file name."""
    rows = _rows(results)
    with speaking(language):
        read_by_people = str(write(answer(blocks, data, "all"), Form.MARKDOWN))
    rejected = {REJECTS: as_csv(data.rejected).encode()} if config.rejects else {}
    return rejected | {
        "report.md": read_by_people.encode(),
        "results.csv": as_csv(rows).encode(),
        RESULTS: as_parquet(rows),
        LOCATIONS: as_parquet(_offered(data)),
        "verdicts.json": _json([json.loads(present_check.as_json(each, config.fail_on)) for each in checked]),
    }


def _offered(data: Data) -> pl.DataFrame:
    """List locations and what each offers under the default definition of profiles offered.

    Returns:
        `school_year`, `location`, `brin`, `name`, `place`, `part` and `profile`, sorted; a location that offers
        none of the profiles has one row, in which the last two are null.
    """
    known = locations(data.enrolment)
    pairs = pl.DataFrame(schema=dict.fromkeys(("school_year", "location", "part", "profile"), pl.String))
    if not data.enrolment.is_empty():
        found = scopes(data.enrolment, ask("profile_count")).items()
        kept = [
            scope.counted.select("school_year", "location", pl.lit(part.id).alias("part"), "profile").unique()
            for part, scope in found
            if "profile" in part.distinct
        ]
        pairs = pl.concat([pairs, *kept])
    return known.join(pairs, on=["school_year", "location"], how="left").sort(
        "school_year", *PLACES, "part", "profile", nulls_last=True
    )


def _rows(results: dict[str, list[Result]]) -> pl.DataFrame:
    """Put all results below each other: the name of each first, then what a row is about, its groups, its numbers."""
    found = pl.concat(
        [records.rows(answers).select(pl.lit(name).alias("result"), pl.all()) for name, answers in results.items()],
        how="diagonal_relaxed",
    )
    groups = dict.fromkeys(name for answers in results.values() for answer in answers for name in answer.groups)
    ahead = ["result", *COLUMNS, *groups]
    return found.select(*ahead, pl.exclude(ahead))


@in_english
def _manifest(
    config: Config,
    data: Data,
    proofs: list[Proof],
    tables: list[Proof],
    results: dict[str, list[Result]],
    contents: dict[str, bytes],
) -> bytes:
    """Say what went in, what it was computed with, and the checksum of each output."""
    questions = [result.question for answers in results.values() for result in answers]
    return _json(
        {
            FORMAT: 3,
            "sto": __version__,
            "polars": pl.__version__,
            "catalog": fingerprint(),
            "own_catalog": data.own_catalog,
            "definitions": {
                question.indicator.id: {
                    other.definition.id: _definition(other.definition)
                    for other in questions
                    if other.indicator == question.indicator
                }
                for question in questions
            },
            "small_counts": digest(as_csv(data.small_counts).encode()),
            "small_counts_table": {
                "file": config.small_counts.as_posix() if config.small_counts else "shipped",
                "source_years": sorted({*data.table_years("enrolment"), *data.table_years("exams")}),
            },
            "configuration": digest(config.path.read_bytes()),
            "claims": {
                name: "shipped"
                if spoken.named("claims", name, SHIPPED)
                else digest((config.path.parent / name).read_bytes())
                for name in config.claim_files
            },
            "claim_tables": inputs(tables),
            "synthetic_sample": data.sample,
            "inputs": sources.account(data, proofs),
            "series_break": sorted(
                {year for answers in results.values() for result in answers for year in result.broken}
            ),
            "provisional": sorted({report.provisional for report in data.files if report.provisional}),
            "outputs": {name: digest(content) for name, content in sorted(contents.items())},
        }
    )


def _definition(definition: Definition) -> str:
    """Tell a definition by what it selects, not by the words about it."""
    parts = [(part.id, part.selection, part.distinct) for part in definition.parts]
    return digest(repr((definition.population, parts)).encode())


def _json(value: Any) -> bytes:  # noqa: ANN401  # anything that JSON takes
    return dumps(value).encode()
