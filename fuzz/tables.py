"""TOML that a user writes (claims, definitions, `sto.toml`), spoilt: each key that is taken must be the one that stands there."""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
import tomllib
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from fuzz import edits, second_number
from fuzz.outcome import Kind, Outcome
from fuzz.second_number import NoReadingError, Read
from sto_cli.catalog import catalog, shipped, use
from sto_cli.claims import file as claims_file
from sto_cli.errors import StoError
from sto_cli.measuring.measure import measure
from sto_cli.measuring.question import ask
from sto_cli.reading.load import load
from sto_cli.yearly.config import read_config
from tests import generated, naive

if TYPE_CHECKING:
    from collections.abc import Callable

    from sto_cli.claims.asked import Asked
    from sto_cli.reading.data import Data

_HEAD = """title = "A letter"
nl.title = "Een brief"
[source]
title = "Letter"
date = 2026-02-10
url = "https://example.org"
"""
_CLAIMS = [
    'id = "share"\nprinted = "19,2%"\nindicator = "technical_share"\ndefinition = "letter"\ndefinition_basis = "assumed"\nyear = "2019-2020"\nsource = { page = 2 }\n',
    'id = "rises"\nprinted = "toegenomen"\ndirection = "rises"\nindicator = "technical_share"\ndefinition = "sector"\ndefinition_basis = "stated"\nfrom = "2019-2020"\nto = 2024\n',
    'id = "stable"\nprinted = "gelijk"\ndirection = "stable"\nmargin = "0,5 procentpunt"\nindicator = "vmbo_share"\ndefinition = "letter"\ndefinition_basis = "assumed"\nfrom = 2018\nto = 2023\n',
    'id = "half"\nprinted = "de helft"\ntolerance = "1/25"\nindicator = "vmbo_share"\ndefinition = "letter"\ndefinition_basis = "assumed"\nyear = 2019\nwhere = { province = "Utrecht" }\n',
    'id = "growth"\nprinted = "14%"\nreads_as = "+14%"\nindicator = "fte_change"\ndefinition = "letter"\ndefinition_basis = "assumed"\npart = "technical"\nfrom = "2018-2019"\nto = "2023-2024"\n',
    'id = "pp"\nprinted = "1,2 procentpunt"\nwhole_unit = true\nindicator = "technical_share"\ndefinition = "grade3"\ndefinition_basis = "assumed"\nfrom = "2019/20"\nto = "2023-2024"\nwhere.profile = ["PIE", "BWI"]\n',
    'id = "no"\nprinted = "8.000"\nnot_computable = "no such file"\nnl.not_computable = "geen bestand"\nsays = "pupils"\nnote = "of all"\nnear = "leerlingen"\n',
    'id = "count"\nprinted = "11.440"\nindicator = "pupil_count"\ndefinition = "technical"\ndefinition_basis = "stated"\nyear = "2019-2020"\nwhere = { grade = [3, 4], sex = "girls" }\n',
]
_DEFINITIONS = [
    '[definitions.technical_share.mine]\nlabel = "PIE and BWI"\nsource = "our own"\npopulation = { tracks = ["BB", "KB", "GL"], grades = [3, 4] }\nparts.technical = { label = "technical", profiles = ["PIE", "BWI"] }\n',
    '[definitions.pupil_count.boys]\nlabel = "all"\nsource = "own"\nnl.label = "alle"\npopulation.tracks = ["TL"]\npopulation.grades = [3]\nparts.all = { label = "all", nl.label = "alle" }\n',
    '[definitions.fte_change.support]\nlabel = "support"\nsource = "own"\npopulation = { roles = ["support"] }\n[definitions.fte_change.support.parts.other]\nlabel = "other"\ngroups = ["other"]\n',
    '[definitions.technical_share.wide]\nlabel = "sectors"\nsource = "own"\npopulation = { tracks = ["BB"] }\nparts.technical = { label = "t", sectors = ["Techniek", "Landbouw"] }\nparts.rest = { label = "r", groups = ["legacy", "other"] }\n',
]
_CONFIG_HEAD = 'output = "results"\nlanguage = "nl"\nclaims = ["letter"]\nfail_on = ["contradicted"]\n'
_CONFIGS = [
    '[[input]]\nfiles = ["duo/*.csv"]\n',
    '[[input]]\nfiles = ["a.csv", "b.csv"]\nyear = "2019-2020"\nencoding = "cp850"\n',
    '[[result]]\nindicator = "technical_share"\nby = ["province"]\nname = "provinces"\n',
    '[[result]]\nindicator = "pupil_count"\ndefinition = "technical"\nwhere = { province = "Utrecht", grade = [3, 4] }\nyears = [2019, "2020-2021"]\n',
    '[[result]]\nindicator = "profile_count"\nmin_pupils = 10\nfrom = 2019\nto = "2023/24"\n',
]
_VALUES = [
    '""',
    '" "',
    "0",
    "1",
    "-1",
    "1.5",
    "nan",
    "inf",
    "true",
    "2019-01-01",
    "07:32:00",
    "1979-05-27T07:32:00Z",
    "[]",
    "{}",
    "[1]",
]
_VALUES += [
    "[[]]",
    "[{}]",
    '["x"]',
    '["PIE", 3]',
    "{ a = 1 }",
    "'x'",
    '"2019-2020"',
    "2019",
    "0x7E3",
    "1e3",
    '"\\u0000"',
    '"{path}"',
]
_VALUES += [
    '"technical_share"',
    '"letter"',
    '"19,2%"',
    '"rises"',
    '"5%"',
    '"1/0"',
    '"½"',
    '"Utrecht"',
    "'''a\nb'''",
    "9" * 30,
    "9" * 5000,
]
_VALUES += [
    "[" * 3000,
    "0x" + "F" * 5000,
    "9" * 19,
    "9223372036854775807",
    "[true]",
    "[3.0, 4]",
    '["location"]',
    '["province"]',
    "[" * 60 + "]" * 60,
    '"PIE,BWI"',
    '["Utrecht", "utrecht"]',
    '"2019-2021"',
    '"٢٠١٩"',
    '"a\\nb"',
    "0001-01-01",
    "-0",
    '"{0}"',
]
_KEYS = [
    "id",
    "printed",
    "year",
    "from",
    "to",
    "where",
    "part",
    "definition",
    "definition_basis",
    "indicator",
    "direction",
    "margin",
]
_KEYS += [
    "tolerance",
    "whole_unit",
    "reads_as",
    "source",
    "nl",
    "near",
    "note",
    "says",
    "claim",
    "title",
    "definitions",
    "files",
    "years",
]
_KEYS += [
    "by",
    "min_pupils",
    "name",
    "encoding",
    "population",
    "parts",
    "label",
    "profiles",
    "grades",
    "tracks",
    "distinct",
    "sectors",
    "x",
]
_KEYS += [
    '"a b"',
    "nl.says",
    "source.page",
    "where.province",
    "a.b.c",
    "claim.x",
    "[claim]",
    "[[claim]]",
    "[[input]]",
    "[source]",
    '""',
]


def _edited(text: str, random: Random) -> bytes:
    """Change keys and values, and now and then bytes."""
    for _ in range(random.choice([0, 1, 1, 1, 2, 3])):
        lines = text.split("\n")
        at = random.randrange(len(lines))
        key, equals, value = lines[at].partition(" = ")
        way = random.randrange(7)
        if way <= 1 and equals:
            lines[at] = f"{key} = {random.choice(_VALUES)}"
        elif way == 2:
            lines[at] = f"{random.choice(_KEYS)} = {value or random.choice(_VALUES)}"
        elif way == 3:
            lines.insert(at, f"{random.choice(_KEYS)} = {random.choice(_VALUES)}")
        elif way == 4:
            lines.insert(random.randint(0, len(lines)), lines.pop(at))
        elif way == 5:
            del lines[at]
        else:
            lines.insert(random.randint(0, len(lines)), lines[at])
        text = "\n".join(lines)
    content = text.encode()
    return edits.edit(content, random, most=2) if random.random() < 0.2 else content


class _Tables:
    """What the three loaders have in common: bytes that are no TOML must be refused."""

    name = ""

    def edit(self, case: bytes, random: Random) -> bytes:
        """Spoil a file once more."""
        try:
            return _edited(case.decode(), random)
        except UnicodeDecodeError:
            return edits.edit(case, random)

    def is_case(self, _: bytes) -> bool:
        """Any bytes are a file."""
        return True

    def check(self, case: bytes) -> Outcome:
        """Load it, and set what was taken against what stands there."""
        table: dict[str, Any] | None = None
        # Both limits are of Python's own reader: numbers of thousands of digits, brackets in brackets.
        with contextlib.suppress(ValueError, RecursionError):
            table = tomllib.loads(self.text(case))
        try:
            found = self.load(case)
        except StoError as error:
            if error.exit_code != 2:
                return Outcome(Kind.TRACEBACK, f"exit code {error.exit_code}: {error}")
            return Outcome(Kind.REFUSED, str(error))
        if table is None:
            return Outcome(Kind.WRONG, "no TOML, and yet it is read")
        wrong = self.compare(table, found)
        return Outcome(Kind.WRONG, wrong) if wrong else Outcome(Kind.RIGHT)

    def text(self, case: bytes) -> str:
        """Decode it as this loader does."""
        return case.decode("utf-8-sig")

    def load(self, case: bytes) -> Any:  # noqa: ANN401  # whatever a loader of TOML gives
        """Let sto load it."""
        raise NotImplementedError

    def compare(self, table: dict[str, Any], found: Any) -> str:  # noqa: ANN401  # whatever a loader of TOML gives
        """Say what sto took in another way than it stands there; nothing where all is well."""
        raise NotImplementedError


def _first(pairs: list[tuple[str, object, object]]) -> str:
    return next((f"{what}: {one!r} and not {other!r}" for what, one, other in pairs if one != other), "")


def _school_year(value: object) -> str:
    """Read a year of a claim or a `sto.toml`."""
    text = str(value).strip()
    return f"{int(text[:4])}-{int(text[:4]) + 1}"


def _where(table: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    listed = {column: value if isinstance(value, list) else [value] for column, value in table.items()}
    return {column: tuple(",".join(map(str, values)).split(",")) for column, values in listed.items()}


class Claims(_Tables):
    """Claims files."""

    name = "claims"

    def make(self, random: Random) -> bytes:
        """Put some claims together, and spoil the file."""
        chosen = random.sample(_CLAIMS, random.randint(1, 3))
        return _edited(_HEAD + "".join(f"\n[[claim]]\n{claim}" for claim in chosen), random)

    def load(self, case: bytes) -> claims_file.Claims:
        """Parse it as `sto check` does."""
        return claims_file.parse(case, "claims.toml")

    def compare(self, table: dict[str, Any], found: claims_file.Claims) -> str:
        """Compare claim by claim."""
        tables = table["claim"]
        wrong = _first([("claims", len(found.claims), len(tables))])
        for keys, claim in zip(tables, found.claims, strict=False):
            wrong = wrong or self._claim(keys, claim, table.get("source", {}))
        return wrong

    def _claim(self, keys: dict[str, Any], claim: claims_file.Claim, common: dict[str, Any]) -> str:
        source = common | keys.get("source", {})
        pairs: list[tuple[str, object, object]] = [
            (name, getattr(claim, name), keys.get(name)) for name in ("id", "printed", "reads_as")
        ]
        near = keys.get("near", [])
        pairs += [("near", claim.near, tuple(near) if isinstance(near, list) else (near,))]
        pairs += [(name, getattr(claim.source, name), source.get(name)) for name in ("url", "date", "page")]
        pairs += [("computable", claim.asked is None, "not_computable" in keys)]
        if claim.asked:
            pairs += self._asked(keys, claim.asked, claim.source.date)
        return _first(pairs)

    def _asked(
        self, keys: dict[str, Any], asked: Asked, printed_on: dt.date | None
    ) -> list[tuple[str, object, object]]:
        span = [_school_year(keys[name]) for name in ("year", "from", "to") if name in keys]
        pairs: list[tuple[str, object, object]] = [
            ("indicator", asked.question.indicator.id, keys["indicator"]),
            ("definition", asked.question.definition.id, keys["definition"]),
            ("years", list(asked.years), sorted(set(span))),
            ("where", asked.question.where, _where(keys.get("where", {}))),
            ("part", asked.part.id, keys.get("part", asked.part.id)),
            ("direction", asked.direction, keys.get("direction")),
        ]
        if printed_on:
            pairs.append(("counted before it was printed", dt.date(int(max(span)[:4]), 10, 1) <= printed_on, True))
        if asked.number:
            said = keys.get("tolerance")
            size = (said or "").rstrip("% \u00a0").replace(",", ".")
            tolerance = None if said is None else Fraction(size) / (100 if said.endswith("%") else 1)
            number = asked.number
            try:
                other: Read | None = second_number.read(
                    number.text,
                    expect=asked.unit,
                    tolerance=tolerance,
                    whole_unit=keys.get("whole_unit", False),
                )
            except NoReadingError:
                other = None
            if number.sign and not number.signed:
                number = replace(number if number.sign > 0 else number.mirrored(), sign=0)
            read = Read(number.unit, number.value, number.low, number.high, number.low_open, number.high_open)
            pairs.append(("number", read, other))
        return pairs


class _InAFolder(_Tables):
    """Loaders that take a path."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="sto-fuzz-")) / "sto.toml"

    def load(self, case: bytes) -> Any:  # noqa: ANN401  # whatever a loader of TOML gives
        """Write it down and load it."""
        self.path.write_bytes(case)
        return self.loader(self.path)

    loader: Callable[[Path], Any]

    def text(self, case: bytes) -> str:
        """Take any line end of a file for one, as Python does where it reads text."""
        return case.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")


class Definitions(_InAFolder):
    """A user's catalog that defines indicators."""

    name = "definitions"
    loader = staticmethod(use)

    def make(self, random: Random) -> bytes:
        """Put some definitions together, and spoil the file."""
        return _edited("\n".join(random.sample(_DEFINITIONS, random.randint(1, 3))), random)

    def load(self, case: bytes) -> Any:  # noqa: ANN401  # whatever a loader of TOML gives
        """Load it, and measure what it defines, since a code that is misread shows there."""
        data = _data()
        try:
            super().load(case)
            own = {
                indicator: {id_: entry for id_, entry in entries.items() if id_ not in shipped().definitions[indicator]}
                for indicator, entries in catalog().definitions.items()
            }
            found = {indicator: entries for indicator, entries in own.items() if entries}
            for indicator, entries in found.items():
                for id_ in entries:
                    measure(data, ask(indicator, definition=id_))
        finally:
            use(None)
        return found

    def compare(self, table: dict[str, Any], found: dict[str, dict[str, Any]]) -> str:
        """Compare every set of codes."""
        table = table.get("definitions", {})
        listed = {indicator: set(entries) for indicator, entries in table.items() if entries}
        wrong = _first([("definitions", {indicator: set(entries) for indicator, entries in found.items()}, listed)])
        for indicator, entries in found.items():
            for id_, definition in entries.items():
                keys = table[indicator][id_]
                pairs = [(f"{id_} population", _sets(definition.population), _said(keys.get("population", {})))]
                pairs += [
                    (f"{id_} {part.id}", _sets(part.selection), _said(keys["parts"][part.id]))
                    for part in definition.parts
                ]
                pairs += [(f"{id_} parts", [part.id for part in definition.parts], list(keys["parts"]))]
                pairs += [(f"{id_} label", str(definition.label), keys["label"])]
                pairs += [
                    (f"{id_} {part.id} label", str(part.label), keys["parts"][part.id]["label"])
                    for part in definition.parts
                ]
                wrong = wrong or _first(pairs)
        return wrong


@cache
def _data() -> Data:
    """Load a small file of pupils and one of staff, once."""
    random = Random(1)  # the same files every time
    with tempfile.TemporaryDirectory() as folder:
        generated.write_pupils(Path(folder), generated.masked(generated.random_pupils(random)))
        generated.write_staff(Path(folder), generated.random_staff(random))
        return load([Path(folder)])


def _sets(selection: Any) -> dict[str, set[Any]]:  # noqa: ANN401  # whatever a loader of TOML gives
    return {column: set(values) for column, values in selection.columns().items()}


def _said(keys: dict[str, Any]) -> dict[str, set[Any]]:
    """Give the sets of a selection as the file says them, groups spelt out."""
    singular = {"tracks": "track", "grades": "grade", "profiles": "profile", "sectors": "sector", "roles": "role"}
    sets = {singular[name]: set(values) for name, values in keys.items() if name in singular}
    for group in keys.get("groups", []):
        sets.setdefault("profile", set()).update(_profiles_of(group))
    return sets


def _profiles_of(group: str) -> set[str]:
    return set({"technical": naive.TECHNICAL, "other": naive.OTHER, "legacy": naive.LEGACY}[group].values())


class Configs(_InAFolder):
    """`sto.toml`."""

    name = "sto.toml"
    loader = staticmethod(read_config)

    def make(self, random: Random) -> bytes:
        """Put a `sto.toml` together, and spoil it."""
        tables = [_CONFIGS[0], *random.sample(_CONFIGS[1:], random.randint(0, 3))]
        return _edited("\n".join([random.choice(["", _CONFIG_HEAD]), *tables]), random)

    def compare(self, table: dict[str, Any], found: Any) -> str:  # noqa: ANN401  # whatever a loader of TOML gives
        """Compare inputs and results."""
        inputs = [
            (tuple(keys["files"]), keys.get("encoding"), keys.get("year") and _school_year(keys["year"]))
            for keys in table["input"]
        ]
        results = table.get("result", [])
        pairs: list[tuple[str, object, object]] = [
            ("inputs", [(one.files, one.encoding, one.year) for one in found.inputs], inputs),
            ("results", len(found.questions), len(results)),
            ("claims", list(found.claims), table.get("claims", [])),
            ("output", str(found.output), str(Path(table.get("output", "results")))),
            ("language", found.language, table.get("language", "en")),
        ]
        if "fail_on" in table:
            pairs.append(("fail_on", [str(verdict) for verdict in found.fail_on], table["fail_on"]))
        for keys, question in zip(results, found.questions.values(), strict=False):
            change = (_school_year(keys["from"]), _school_year(keys["to"])) if "from" in keys else None
            pairs += [
                ("indicator", question.indicator.id, keys["indicator"]),
                ("definition", question.definition.id, keys.get("definition", question.definition.id)),
                ("by", question.by, tuple(dict.fromkeys(keys.get("by", [])))),
                ("where", question.where, _where(keys.get("where", {}))),
                ("years", question.years, tuple(map(_school_year, keys.get("years", [])))),
                ("change", question.change, change),
                ("min_pupils", question.min_pupils, keys.get("min_pupils", 1)),
            ]
        return _first(pairs)
