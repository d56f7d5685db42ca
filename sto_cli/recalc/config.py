"""`sto.toml`: what the yearly job reads, computes, checks and writes.

Paths are relative to the file, wherever it is run from. Every key is checked, and a wrong one is named
with its line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sto_cli import strict
from sto_cli.catalog import GONE, catalog, use
from sto_cli.claims.check import FINDINGS
from sto_cli.claims.verdict import Verdict
from sto_cli.errors import CatalogError, UsageError
from sto_cli.language import DUTCH, ENGLISH, Message, as_message, message
from sto_cli.measuring.question import ask
from sto_cli.strict import TEXT, TEXTS, YEAR, Keys
from sto_cli.years import parse_year

if TYPE_CHECKING:
    from sto_cli.measuring.question import Question
    from sto_cli.reading.paths import Name

NAME = "sto.toml"
REPORT = "report"
"""The name of the results that the report shows; it is always among them."""

_TOP: Keys = {
    "input": ((list,), message("tables [[input]]")),
    "result": ((list,), message("tables [[result]]")),
    "claims": TEXTS,
    "fail_on": TEXTS,
    "catalog": TEXT,
    "definitions": TEXT,
    "small_counts": TEXT,
    "rejects": ((bool,), message("true or false")),
    "output": TEXT,
    "language": TEXT,
}
_INPUT: Keys = {"files": TEXTS, "year": YEAR, "encoding": TEXT}
_RESULT: Keys = {
    "name": TEXT,
    "indicator": TEXT,
    "definition": TEXT,
    "by": TEXTS,
    "where": ((dict,), message("a table such as {{ province = 'Utrecht' }}")),
    "years": ((list,), message("a list of school years")),
    "from": YEAR,
    "to": YEAR,
    "min_pupils": ((int,), message("a whole number")),
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


@dataclass(frozen=True)
class _Place:
    """A table of the file; `lines` are those of its text, `first` is the number of the first of them."""

    file: Path
    lines: tuple[str, ...]
    first: int

    def line(self, key: str) -> int:
        """Find the line of a key, or of the table where it is missing."""
        pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]|\s*\[+\s*{re.escape(key)}\s*\]")
        found = (number for number, line in enumerate(self.lines, self.first) if pattern.match(line))
        return next(found, self.first)

    def error(self, key: str, what: Message | str, /, **values: object) -> CatalogError:
        what = as_message(what, values)
        stop = "" if str(what).endswith("?") else "."
        return CatalogError(
            "{file}, line {line}, key {key}: {what}{stop}",
            file=self.file,
            line=self.line(key),
            key=key,
            what=what,
            stop=stop,
        )


def read_config(file: Name) -> Config:
    """Read a `sto.toml`; nothing that it names is opened yet, but for its own catalog, which is the active one then.

    Raises:
        CatalogError: the file cannot be read or breaks a rule.
    """
    path = Path(file)
    try:
        with strict.readable(str(path)):
            text = path.read_text(encoding="utf-8-sig")
            table = strict.toml_table(text)
    except OSError as error:
        raise CatalogError(
            "{path}: cannot be read ({reason}); sto init writes one.", path=path, reason=error.strerror
        ) from error
    top = _Place(path, tuple(text.splitlines()), 1)
    strict.check(table, _TOP, top)
    if not table.get("input"):
        raise top.error("input", "it is missing; name the files to read as [[input]]")
    if "language" in table:
        strict.choose(table, "language", (ENGLISH, DUTCH), top)
    if "definitions" in table:
        raise top.error("definitions", GONE)
    use(path.parent / table["catalog"] if "catalog" in table else None)
    return Config(
        path=path,
        inputs=tuple(_inputs(keys, place) for keys, place in _tables(table, "input", text, path)),
        questions=_questions(table, text, path),
        claims=tuple(strict.texts(table, "claims", top)),
        fail_on=_fail_on(table, top),
        small_counts=Path(table["small_counts"]) if "small_counts" in table else None,
        output=Path(table.get("output", "results")),
        language=table.get("language", ENGLISH),
        rejects=table.get("rejects", False),
    )


def _tables(table: dict[str, Any], key: str, text: str, path: Path) -> list[tuple[dict[str, Any], _Place]]:
    """Pair each table of a list with the place where it stands."""
    tables = table.get(key, [])
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines) if re.match(r"\s*\[", line)]
    starts = [head for head in heads if re.match(rf"\s*\[\[\s*{key}\s*\]\]", lines[head])]
    if len(starts) != len(tables) or not all(isinstance(keys, dict) for keys in tables):
        raise _Place(path, tuple(lines), 1).error(key, "it holds what is no table; write each as [[{key}]]", key=key)
    ends = [next((head for head in heads if head > start), len(lines)) for start in starts]
    return [
        (keys, _Place(path, tuple(lines[start:end]), start + 1))
        for keys, start, end in zip(tables, starts, ends, strict=True)
    ]


def _inputs(keys: dict[str, Any], place: _Place) -> Inputs:
    strict.check(keys, _INPUT, place)
    files = tuple(strict.texts(keys, "files", place))
    if not files:
        raise place.error("files", "it is missing; name paths or globs, such as ['duo/*.csv']")
    year = _year(keys["year"], "year", place) if "year" in keys else None
    return Inputs(files, year, keys.get("encoding"), place.line("files"))


def _questions(table: dict[str, Any], text: str, path: Path) -> dict[str, Question]:
    found: dict[str, Question] = {}
    for keys, place in _tables(table, "result", text, path):
        name, question = _question(keys, place)
        if name in {REPORT, *found}:
            raise place.error("name", "'{name}' is taken; give this result a name of its own", name=name)
        found[name] = question
    return found


def _question(keys: dict[str, Any], place: _Place) -> tuple[str, Question]:
    strict.check(keys, _RESULT, place)
    if "indicator" not in keys:
        raise place.error("indicator", "it is missing; add it")
    strict.choose(keys, "indicator", catalog().indicators, place)
    if ("from" in keys) != ("to" in keys):
        raise place.error("from", "from and to go together; give both years of the change")
    by = strict.texts(keys, "by", place)
    try:
        question = ask(
            keys["indicator"],
            definition=keys.get("definition"),
            by=by,
            where=keys.get("where"),
            years=[_year(year, "years", place) for year in keys.get("years", [])],
            change=(_year(keys["from"], "from", place), _year(keys["to"], "to", place)) if "from" in keys else None,
            min_pupils=keys.get("min_pupils", 1),
        )
    except UsageError as error:
        option = next(
            (key for key in ("definition", "by", "where", "min-pupils") if f"--{key} " in str(error)), "indicator"
        )
        raise place.error(option.replace("-", "_"), str(error).removeprefix(f"--{option} ").rstrip(".")) from error
    return keys.get("name") or "-by-".join([keys["indicator"], *by]), question


def _fail_on(table: dict[str, Any], place: _Place) -> tuple[Verdict, ...]:
    names = strict.texts(table, "fail_on", place)
    for name in names:
        strict.choose({"fail_on": name}, "fail_on", Verdict, place)
    return tuple(map(Verdict, names)) if "fail_on" in table else FINDINGS


def _year(value: Any, key: str, place: _Place) -> str:  # noqa: ANN401  # what TOML gives
    try:
        return parse_year(value)
    except UsageError as error:
        raise place.error(key, str(error).rstrip(".")) from error
