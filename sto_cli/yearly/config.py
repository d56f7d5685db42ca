"""`sto.toml`: what the yearly job reads, computes, checks and writes.

Paths are relative to the file, wherever it is run from. Every key is checked, and a wrong one is named
with its line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sto_cli.catalog import GONE, catalog, use
from sto_cli.catalog.toml_file import FLAG, TEXT, TEXTS, WHERE, YEAR, Document, Kind, one_of, tables
from sto_cli.claims.check import FINDINGS
from sto_cli.claims.verdict import Verdict
from sto_cli.errors import CatalogError, UsageError, reason
from sto_cli.language import DUTCH, ENGLISH, message
from sto_cli.measuring import spoken
from sto_cli.measuring.question import Question, ask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sto_cli.catalog.toml_file import Keys, Place
    from sto_cli.reading.paths import Name

NAME = "sto.toml"
REPORT = "report"
"""The name of the results that the report shows; it is always among them."""


def keys() -> Keys:
    """Give what a `sto.toml` may hold."""
    result: Keys = {
        "name": TEXT,
        "indicator": spoken.taken("indicator", catalog().indicators),
        "definition": TEXT,
        "by": TEXTS,
        "where": WHERE,
        "years": Kind((list,), message("a list of school years"), each=YEAR),
        "from": YEAR,
        "to": YEAR,
        "technical": TEXTS,
        "min_pupils": Kind((int,), message("a whole number")),
    }
    return {
        "input": tables("input", {"files": TEXTS, "year": YEAR, "encoding": TEXT}, needed=("files",)),
        "result": tables("result", result, needed=("indicator",)),
        "ignore": TEXTS,
        "claims": TEXTS,
        "fail_on": replace(TEXTS, each=spoken.taken("verdict", Verdict)),
        "catalog": TEXT,
        "small_counts": TEXT,
        "rejects": FLAG,
        "output": TEXT,
        "language": one_of((ENGLISH, DUTCH)),
    }


@dataclass(frozen=True)
class Inputs:
    """Some of the files to read.

    Attributes:
        files: paths or globs.
        year: their school year, where neither they nor their names say it.
    """

    files: tuple[str, ...]
    year: str | None = None
    encoding: str | None = None
    line: int = 1


@dataclass(frozen=True)
class Config:
    """A whole `sto.toml`.

    Attributes:
        path: the file itself; every path in it is relative to its folder.
        questions: what to compute besides the report, by name.
        output: the results folder.
        language: that of the report.
        rejects: leave out rows that are wrong, and write them into the results folder.
        ignore: paths or globs of files beside the inputs that need not be read.
    """

    path: Path
    inputs: tuple[Inputs, ...]
    questions: dict[str, Question]
    claims: tuple[str, ...]
    fail_on: tuple[Verdict, ...]
    small_counts: Path | None
    output: Path
    language: str
    rejects: bool = False
    ignore: tuple[str, ...] = ()

    @property
    def claim_files(self) -> dict[str, tuple[str, ...]]:
        """The claims files, each with the claims that are meant, as in `letter#budget`; none for all."""
        found: dict[str, tuple[str, ...]] = {}
        for name in self.claims:
            file, mark, claim = name.rpartition("#")
            is_one = mark and not claim.lower().endswith(".toml")
            file = file if is_one else name
            found[file] = (*found.get(file, ()), claim) if is_one else ()
        return found


def read_config(file: Name) -> Config:
    """Read a `sto.toml`; nothing that it names is opened yet, but for its own catalog, which is the active one then.

    Raises:
        CatalogError: the file cannot be read or breaks rules; then all mistakes stand there, a line each.
    """
    path = Path(file)
    try:
        document = Document(path.read_bytes(), str(path))
    except OSError as error:
        raise CatalogError(
            "{path}: cannot be read ({reason}); sto init writes one.", path=path, reason=reason(error)
        ) from error
    plain, top = dict(document.table), document.top
    with document.kept():
        if plain.pop("definitions", None) is not None:
            raise top.error("definitions", GONE)
    own = plain.get("catalog")
    use(path.parent / own if isinstance(own, str) and own.strip() else None)
    table = document.right(plain, keys(), top, needed=("input",))
    _refuse_empty(table, "input", top)
    inputs = [_inputs(good, place) for good, place in _rows(document, table, "input")]
    questions: dict[str, Question] = {}
    for good, place in _rows(document, table, "result"):
        with document.kept():
            name, question = _question(good, place)
            if name in {REPORT, *questions}:
                raise place.error("name", "'{name}' is already used; give this result its own name", name=name)
            questions[name] = question
    document.tell()
    return Config(
        path=path,
        inputs=tuple(inputs),
        questions=questions,
        claims=tuple(table.get("claims", ())),
        fail_on=tuple(map(Verdict, table["fail_on"])) if "fail_on" in table else FINDINGS,
        small_counts=Path(table["small_counts"]) if "small_counts" in table else None,
        output=Path(table.get("output", "results")),
        language=table.get("language", ENGLISH),
        rejects=table.get("rejects", False),
        ignore=tuple(table.get("ignore", ())),
    )


def _rows(document: Document, table: dict[str, Any], key: str) -> Iterator[tuple[dict[str, Any], Place]]:
    """Give the tables of a list that are right by themselves, each with its place."""
    kind = keys()[key]
    for row, place in document.rows(key, table.get(key, [])):
        before = len(document.mistakes)
        good = document.right(row, kind.keys or {}, place, kind.needed)
        if len(document.mistakes) == before:
            yield good, place


def _inputs(good: dict[str, Any], place: Place) -> Inputs:
    _refuse_empty(good, "files", place)
    return Inputs(tuple(good["files"]), good.get("year"), good.get("encoding"), place.line_of("files") or 1)


def _refuse_empty(good: dict[str, Any], key: str, place: Place) -> None:
    with place.document.kept():
        if good.get(key) == []:
            raise place.error(key, "the list is empty; name paths or globs, such as ['duo/*.csv']")


def _question(good: dict[str, Any], place: Place) -> tuple[str, Question]:
    if ("from" in good) != ("to" in good):
        raise place.error("from", "from and to go together; give both years of the change")
    by = good.get("by", [])
    try:
        question = ask(
            good["indicator"],
            definition=good.get("definition"),
            by=by,
            where=good.get("where"),
            years=good.get("years", ()),
            change=(good["from"], good["to"]) if "from" in good else None,
            min_pupils=good.get("min_pupils", 1),
            technical=good.get("technical", ()),
        )
    except UsageError as error:
        option = next(
            (key for key in ("definition", "by", "where", "technical", "min-pupils") if f"--{key} " in str(error)),
            "indicator",
        )
        raise place.error(option.replace("-", "_"), str(error).removeprefix(f"--{option} ").rstrip(".")) from error
    return good.get("name") or "-by-".join([good["indicator"], *question.by]), question
