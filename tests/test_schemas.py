"""What editors know of the files that a user writes: JSON Schemas, made from the tables that the reader checks with.

`make golden` writes them anew.
"""

import datetime as dt
import json
import os
import re
import tomllib
from pathlib import Path

import jsonschema
import pytest

from sto_cli.catalog import additions
from sto_cli.catalog.load import shipped
from sto_cli.catalog.toml_file import table
from sto_cli.claims import file as claims_file
from sto_cli.language import ENGLISH, speaking
from sto_cli.yearly import config
from tests.drawing import enrolment, run
from tests.test_claims import NO_CLAIMS, SOURCE, WRONG, claim

TOP = Path(__file__).parent.parent
SCHEMAS = TOP / "sto_cli" / "catalog" / "schemas"
_JSON_TYPES = {str: "string", int: "integer", bool: "boolean", list: "array", dict: "object", dt.date: "string"}


def json_schema(title, kind):
    """Describe a file whose keys are those of a table, as an editor reads it."""
    with speaking(ENGLISH):
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **_schema(kind)}


def _schema(kind):
    types = [_JSON_TYPES[each] for each in kind.types]
    found = {"description": str(kind.words), "type": types[0] if len(types) == 1 else types}
    if kind.names is not None:
        found["enum"] = [*kind.names] if int in kind.types else [str(name) for name in kind.names]
    if kind.keys is not None:
        inner = {"properties": {key: _schema(each) for key, each in kind.keys.items()}}
        inner |= {"additionalProperties": False} | ({"required": [*kind.needed]} if kind.needed else {})
        found |= {"items": {"type": "object", **inner}} if list in kind.types else inner
    if kind.each:
        found["items" if list in kind.types else "additionalProperties"] = _schema(kind.each)
    return found


def claims_schema():
    """Describe claims: each is computed, on a table, or not computable."""
    found = json_schema("Claims of sto check", table(claims_file.keys(), needed=("claim",)))
    ways = (["indicator", "definition", "definition_basis"], ["table"], ["not_computable"])
    found["properties"]["claim"] |= {"minItems": 1}
    found["properties"]["claim"]["items"]["anyOf"] = [{"required": way} for way in ways]
    found["properties"]["claim"]["items"]["properties"]["table"]["oneOf"] = [
        {"required": [way]} for way in ("column", "sum", "count")
    ]
    return found


MADE = {
    "claims": claims_schema,
    "sto": lambda: json_schema("sto.toml, of sto run", table(config.keys(), needed=("input",))),
    "catalog": lambda: json_schema("Knowledge of your own, of --catalog", table(additions.keys(shipped()))),
}


@pytest.mark.parametrize("name", MADE)
def test_a_schema_is_made_of_the_tables_that_are_read_with(name):
    text = json.dumps(MADE[name](), indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("STO_GOLDEN") == "write":
        (SCHEMAS / f"{name}.json").write_text(text, encoding="utf-8")
    assert text == (SCHEMAS / f"{name}.json").read_text(encoding="utf-8")


def mistakes(name, text):
    """Give what an editor would underline."""
    found = json.loads(json.dumps(tomllib.loads(text), default=dt.date.isoformat))
    schema = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(found)]


def examples(page):
    return re.findall(r"```toml\n(.*?)```", (TOP / "docs" / page).read_text(encoding="utf-8"), re.DOTALL)


GOOD = [
    *(("claims", path.read_text(encoding="utf-8")) for path in sorted((TOP / "sto_cli/catalog/claims").glob("*.toml"))),
    *(("catalog", text) for text in examples("catalog.md")),
    *(("sto", text) for text in examples("recalculation.md")),
]


@pytest.mark.parametrize(("name", "text"), GOOD, ids=[f"{name}-{number}" for number, (name, _) in enumerate(GOOD)])
def test_what_sto_reads_has_no_mistake_in_an_editor(name, text):
    assert mistakes(name, text) == []


ON_TABLE = "[[claim]]\nid = 'a'\nprinted = '1%'\n[claim.table]\nfile = 'a.csv'\n"
TABLES = {
    "": "give one of these",
    "column = 'a'\nsum = 'b'": "give one of these",
    "colum = 'a'": "this key does not exist",
    "column = 'a'\nunit = 'parts'": "key table.unit: 'parts' does not exist",
    "column = 'a'\ndivide_by = '4'": "'4' is str, but a whole number was expected",
    "count = true\nper = { indicator = 'pupil_count' }": "it is missing; add it",
    "count = true\nfrom = { Jaar = 2020 }": "a change needs from and to",
}
BROKEN = [
    *((SOURCE + claim(**keys), said) for keys, said in WRONG),
    *((SOURCE + ON_TABLE + table, said) for table, said in TABLES.items()),
    *((text, said) for text, said in NO_CLAIMS if "TOML" not in said),
]
_SEEN = re.compile(
    r"this key does not exist|key (?:indicator|definition_basis|direction|table.unit): '.*' does not exist|, but .* expected"
    r"|it is missing; add|has no claims|write it as|key claim: |give one of these$"
)
"""What an editor is told by the schema. The rest takes the catalog, a table, a number or two keys together: that is for `sto`."""


@pytest.mark.parametrize(("text", "said"), BROKEN)
def test_what_is_broken_in_the_tests_an_editor_underlines_as_far_as_one_key_tells(text, said):
    assert bool(mistakes("claims", text)) == bool(_SEEN.search(said)), mistakes("claims", text)


CLAIM = '[[claim]]\nid = "a"\nprinted = "1%"\nnot_computable = "money"\n'


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("claims", CLAIM + 'definitoin = "letter"\n', "'definitoin' was unexpected"),
        ("claims", CLAIM.replace("printed", "prnted"), "'printed' is a required property"),
        ("claims", CLAIM + 'direction = "up"\n', "'up' is not one of ['rises', 'falls'"),
        ("sto", "input = [{ files = 3 }]", "3 is not of type 'array'"),
        ("sto", 'language = "de"\ninput = [{ files = [] }]', "'de' is not one of ['en', 'nl']"),
        ("catalog", "[tracks.X]\ngrades = [7]", "7 is not one of [1, 2, 3, 4, 5, 6]"),
        ("catalog", "[sources.duo-1]", "'duo-1' was unexpected"),
    ],
)
def test_what_sto_refuses_an_editor_underlines(name, text, message):
    assert message in " ".join(mistakes(name, text))


def test_drafts_name_their_schema(tmp_path):
    """The first line is a comment to TOML, and the address of the schema to an editor."""
    enrolment(tmp_path, year="2019")
    assert run("init", tmp_path, "--output", tmp_path / "sto.toml").code == 0
    assert run("check", tmp_path, "--write", tmp_path / "claims.toml").code == 0
    for name in ("sto", "claims"):
        first = (tmp_path / f"{name}.toml").read_text(encoding="utf-8").splitlines()[0]
        assert first == f"#:schema {(SCHEMAS / f'{name}.json').as_uri()}"
        assert mistakes(name, (tmp_path / f"{name}.toml").read_text(encoding="utf-8")) == []
