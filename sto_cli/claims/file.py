"""Claims: numbers as somebody printed them, read from TOML into frozen models, strictly.

A claim says what was printed, of what (indicator, years, definition, part, filter) and where it was
read. Whether it is true is for `check` to say. Everything is parsed here, once: an unknown key or name
is an error that names the nearest known one, because a misread claim would be checked wrongly.
"""

from __future__ import annotations

import dataclasses
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sto_cli.catalog import GONE, catalog
from sto_cli.catalog.toml_file import (
    DATE,
    FLAG,
    LIMITS,
    TEXT,
    TEXTS,
    WHERE,
    YEAR,
    Document,
    Kind,
    any_table,
    choose,
    one_of,
    table,
    tables,
)
from sto_cli.claims import own_table
from sto_cli.claims.asked import Direction
from sto_cli.claims.claim import Basis, Claim, Claims, Reading, Source
from sto_cli.claims.question import asked
from sto_cli.errors import CatalogError, UsageError, reason
from sto_cli.language import Label, message
from sto_cli.measuring import spoken
from sto_cli.reading.load import sample_folder
from sto_cli.years import parse_year

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sto_cli.catalog.toml_file import Keys, Place
    from sto_cli.reading.paths import Name

SHIPPED = ("letter", "published")
"""Claims that come with sto; the first is checked when none are named."""
_TABLES = "tables"
"""The folder beside the data with the tables that shipped claims name."""


_SOURCE: Keys = {
    "title": TEXT,
    "publisher": TEXT,
    "url": TEXT,
    "date": DATE,
    "page": Kind((int, str), message("a page number or text")),
    "nl": table({"title": TEXT, "publisher": TEXT, "page": TEXT}, message("the same in Dutch, such as nl.title")),
}
_READING: Keys = {
    "id": TEXT,
    "says": TEXT,
    "nl": table({"says": TEXT}, message("the same in Dutch, such as nl.title")),
    "claims": TEXTS,
    "definition": TEXT,
    "years": any_table(YEAR),
}
_NEAR = Kind((str, list), message("text in quotes, or a list of texts with one for each place"), each=TEXT)


def keys() -> Keys:
    """Give what a claims file may hold."""
    return {
        "title": TEXT,
        "source": table(_SOURCE),
        "nl": table({"title": TEXT}, message("the same in Dutch, such as nl.title")),
        "claim": tables("claim", claim_keys(), needed=("id", "printed")),
        "reading": tables("reading", _READING, needed=("id", "claims")),
    }


def claim_keys() -> Keys:
    """Give what a claim may hold."""
    return {
        "id": TEXT,
        "printed": TEXT,
        "says": TEXT,
        "near": _NEAR,
        "note": TEXT,
        "source": table(_SOURCE, message("a table such as {{ page = 2 }}")),
        "not_computable": TEXT,
        "table": table(
            own_table.keys(), message("a table such as {{ file = 'own.csv', column = 'share' }}"), needed=("file",)
        ),
        "draft": FLAG,
        "nl": table(dict.fromkeys(("id", *_LABELS), TEXT), message("the same in Dutch, such as nl.title")),
        "indicator": spoken.taken("indicator", catalog().indicators),
        "definition": TEXT,
        "definition_basis": one_of(Basis),
        "part": TEXT,
        "year": YEAR,
        "from": YEAR,
        "to": YEAR,
        "where": WHERE,
        "reads_as": TEXT,
        "tolerance": TEXT,
        "tolerance_reason": TEXT,
        "whole_unit": FLAG,
        "direction": one_of(Direction),
        "margin": TEXT,
    }


_LABELS = ("says", "note", "not_computable")
"""Keys of a claim with a Dutch text beside the English."""
_ANY = {"id", "printed", "says", "near", "note", "source", "not_computable", "nl"}
"""Keys that a claim may have which is not computed."""
_ON_TABLE = {"table", "draft", "reads_as", "tolerance", "tolerance_reason", "whole_unit", "direction", "margin"}
"""Keys that a claim on a table of the user's own may have besides."""
_OF_FILES = message("applies only to a claim on DUO's files; leave it out, or leave out table")
_COMPUTED = message("applies only to a claim that is computed; leave it out, or leave out not_computable")


def is_claims(text: str) -> bool:
    """Tell whether a first argument names claims: a shipped name in either language, or a file that ends in `.toml`."""
    return spoken.named("claims", text, SHIPPED) is not None or text.lower().endswith(".toml")


def load_claims(
    file: Name = SHIPPED[0], *, folder: Name = "", data: Iterable[Path] | None = None, sample: bool = False
) -> Claims:
    """Read a claims file: a shipped name, or a path from a folder.

    Args:
        file: its name or path.
        folder: what a path starts from.
        data: files and folders of the data, beside which the tables of a shipped file may stand, in a folder `tables`; else
            in one of `folder`.
        sample: take the tables of the sample.

    Raises:
        CatalogError: the file cannot be read, holds no claim, or breaks a rule.
    """
    name = spoken.named("claims", str(file), SHIPPED) or str(file)
    if name in SHIPPED:
        shipped = resources.files("sto_cli.catalog") / "claims" / f"{name}.toml"
        beside = [path if path.is_dir() else path.parent for path in ([sample_folder()] if sample else data or ())]
        found = next((one for one in beside if (one / _TABLES).is_dir()), folder)
        return parse(shipped.read_bytes(), f"sto_cli/catalog/claims/{name}.toml", Path(found) if found else None)
    try:
        with Path(folder, name).open("rb") as opened:
            # At most four bytes a character, so what is left out is refused by its size.
            content = opened.read(4 * LIMITS["characters"] + 1)
    except OSError as error:
        raise CatalogError(
            "{name}: the claims file cannot be read ({reason}); check the spelling, or use one that sto has: {shipped}.",
            name=name,
            reason=reason(error),
            shipped=", ".join(map(spoken.shown_value, SHIPPED)),
        ) from error
    return parse(content, name, Path(folder, name).parent)


def parse(content: bytes, name: str, folder: Path | None = Path()) -> Claims:
    """Parse the text of a claims file; the tables that it names are read from a folder, if there is one.

    Raises:
        CatalogError: it is no TOML, holds no claim, or breaks rules; then all mistakes stand there, a line each.
    """
    document = Document(content, name)
    plain = dict(document.table)
    with document.kept():
        if plain.pop("definitions", None) is not None:
            raise document.top.error("definitions", GONE)
    top = document.right(plain, keys(), document.top)
    found = top.get("claim", [])
    if not found:
        document.tell()
        raise CatalogError("{name}: the file has no claims; write each claim as a table [[claim]].", name=name)
    if len(found) > LIMITS["claims"]:
        raise CatalogError(
            "{name}: the file has {count:,} claims, more than the limit of {most:,}; split it.",
            name=name,
            count=len(found),
            most=LIMITS["claims"],
        )
    claims: list[Claim] = []
    first: dict[str, int] = {}
    allowed = claim_keys()
    for own, row in document.rows("claim", found):
        line = row.begin + 1
        id_ = own.get("id") or message("on line {line}", line=line)
        place = dataclasses.replace(row, label=message(", claim {claim}", claim=id_))
        with document.kept():
            if str(id_) in first:
                raise place.error("id", "is also used on line {line}; give each claim its own id", line=first[str(id_)])
        first.setdefault(str(id_), line)
        if claim := _claim(own, allowed, place, top.get("source", {}), folder):
            claims.append(claim)
    title = None
    with document.kept():
        title = _label(top, "title", document.top)
    document.tell()
    known = {claim.id: claim for claim in claims if claim.asked}
    readings: list[Reading] = []
    for own, place in document.rows("reading", top.get("reading", [])):
        document.need(own, ("id", "claims"), place)
        with document.kept():
            if own.keys() >= {"id", "claims"}:
                readings.append(_reading(own, known, place))
    document.tell()
    return Claims(name, title or Label(name, name), tuple(claims), tuple(readings))


def _reading(own: dict[str, Any], known: dict[str, Claim], place: Place) -> Reading:
    """Read claims as a reading says.

    Raises:
        CatalogError: a claim, the definition or a year does not exist.
    """
    try:
        years = {parse_year(year): other for year, other in own.get("years", {}).items()}
    except UsageError as error:
        raise place.error("years", str(error).rstrip(".")) from error
    for id_ in own["claims"]:
        choose(id_, "claims", known, place)
    claims = tuple(_read_as(known[id_], own.get("definition"), years, place) for id_ in own["claims"])
    return Reading(own["id"], _label(own, "says", place) or Label(own["id"], own["id"]), claims)


def _read_as(claim: Claim, definition: str | None, years: dict[str, str], place: Place) -> Claim:
    """Ask what a claim asks under another definition, and in other years."""
    old = claim.asked
    if old is None:  # pragma: no cover  # only computed claims are looked up
        return claim
    span = tuple(years.get(year, year) for year in old.years)
    names = catalog().definitions[old.question.indicator.id]
    definition = definition and (spoken.named("definition", definition, names) or definition)
    choose(definition or old.question.definition.id, "definition", names, place)
    chosen = names[definition] if definition else old.question.definition
    parts = {part.id: part for part in chosen.parts}
    choose(old.part.id, "definition", parts, place)
    question = dataclasses.replace(old.question, definition=chosen)
    asked = dataclasses.replace(old, question=question, part=parts[old.part.id]).in_year(*span)
    return dataclasses.replace(claim, asked=asked)


def _claim(
    own: dict[str, Any], allowed: Keys, place: Place, common: dict[str, Any], folder: Path | None
) -> Claim | None:
    """Parse a claim; None where it has mistakes, which are kept. Without a folder no table is there."""
    document = place.document
    before = len(document.mistakes)
    good = document.right(own, allowed, place)
    is_asked = not {"not_computable", "table"} & own.keys()
    is_open = is_asked and "printed" in own and not own.keys() - _ANY - {"draft"}
    needed = ("id", "printed", *(("definition_basis", "indicator", "definition") if is_asked else ()))
    document.need(own, needed[:2] if is_open else needed, place)
    if is_open:
        with document.kept():
            raise place.error(
                "printed",
                "nothing says yet what '{text}' is of; give it an indicator with its other keys, a [claim.table] or not_computable, or delete the claim",
                text=own["printed"],
            )
    texts: dict[str, Label | None] = {}
    source = None
    with document.kept():
        texts = {key: _label(good, key, place) for key in _LABELS}
    with document.kept():
        source = _source(_merged(common, good.get("source", {})), place.within("source"))
    with document.kept():
        if good.get("near") == []:
            raise place.error("near", "it has a blank text; {words} was expected", words=_NEAR.words)
    question = found = None
    if "table" in own or "not_computable" in own:
        of_files = own.keys() - _ANY - (_ON_TABLE if "table" in own else set())
        with document.kept():
            for key in sorted(of_files):
                raise place.error(key, _OF_FILES if "table" in own else _COMPUTED)
        is_there = folder is not None and "table" in good and own_table.is_there(good["table"], folder)
        if is_there or "not_computable" not in own:
            with document.kept():
                if len(document.mistakes) == before:
                    found = own_table.read(good, place, folder or Path())
    elif good.keys() >= {*needed} | (own.keys() - _ANY):
        question = asked(good, place, printed_on=source.date if source else None)
    if source is None or len(document.mistakes) > before:
        return None
    near = good.get("near", ())
    return Claim(
        id=good["id"],
        printed=good["printed"],
        source=source,
        line=place.begin + 1,
        near=(near,) if isinstance(near, str) else tuple(near),
        reads_as=good.get("reads_as"),
        basis=Basis(good["definition_basis"]) if question else None,
        asked=question,
        table=found,
        tolerance_reason=good.get("tolerance_reason"),
        draft=good.get("draft", False),
        dutch=good.get("nl", {}).get("id", ""),
        **texts,
    )


def _label(own: dict[str, Any], key: str, place: Place) -> Label | None:
    """Read a text with its Dutch, which is the same where the claims file gives none."""
    dutch = own.get("nl", {})
    if key in dutch and key not in own:
        raise place.within("nl").error(key, "it is the Dutch of '{key}', which is missing; add '{key}'", key=key)
    return Label(own[key], dutch.get(key, own[key])) if key in own else None


def _merged(common: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Put what a claim says of its source over what holds for all; Dutch goes with the text it belongs to."""
    dutch = {key: text for key, text in common.get("nl", {}).items() if key not in own} | own.get("nl", {})
    return common | own | ({"nl": dutch} if dutch else {})


def _source(own: dict[str, Any], place: Place) -> Source:
    if "title" not in own:
        raise place.error("title", "it is missing; add it")
    texts = ("title", "publisher", *["page"] * isinstance(own.get("page"), str))
    labels = {key: _label(own, key, place) for key in texts}
    return Source(**{key: value for key, value in own.items() if key != "nl"} | labels)
