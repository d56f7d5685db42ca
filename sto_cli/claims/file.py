"""Claims: numbers as somebody printed them, read from TOML into frozen models, strictly.

A claim says what was printed, of what (indicator, years, definition, part, filter) and where it was
read. Whether it is true is for `check` to say. Everything is parsed here, once: an unknown key or name
is an error with the nearest that does exist, since a claim that is misread would be checked wrongly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sto_cli import strict
from sto_cli.claims import schema
from sto_cli.claims.question import asked
from sto_cli.claims.schema import Place
from sto_cli.errors import CatalogError
from sto_cli.language import Label, message

if TYPE_CHECKING:
    import datetime as dt

    from sto_cli.claims.asked import Asked

SHIPPED = ("letter", "published")
"""Claims that come with sto; the first is checked when none are named."""


_HEADER = re.compile(r"\s*\[\[\s*claim\s*\]\]")


class Basis(StrEnum):
    """Where a claim's definition comes from."""

    STATED = "stated"
    """The publisher says how the number was counted."""
    ASSUMED = "assumed"
    """The publisher does not; the definition is our reading."""


@dataclass(frozen=True)
class Source:
    """Where a number was read."""

    title: Label
    publisher: Label | None = None
    url: str | None = None
    date: dt.date | None = None
    page: int | str | None = None


@dataclass(frozen=True)
class Claim:
    """One printed number, or one printed direction.

    Attributes:
        printed: what the document says, letter for letter.
        says: what it is the number of, for a reader.
        source: where it was read.
        line: the line of the claims file where it begins.
        near: words beside the number in the document, to tell it from an equal one; for each place that it covers.
        reads_as: the number in full, where the text says its sign or unit in words.
        basis: whether the publisher states the definition.
        asked: the question and what was printed, parsed; None for a claim that is not computable.
        not_computable: why these files cannot give it.
        note: what a reader should know.
    """

    id: str
    printed: str
    says: Label | None
    source: Source
    line: int
    near: tuple[str, ...] = ()
    reads_as: str | None = None
    basis: Basis | None = None
    asked: Asked | None = None
    not_computable: Label | None = None
    note: Label | None = None


@dataclass(frozen=True)
class Claims:
    """A claims file.

    Attributes:
        name: how the user named it, for messages and annotations.
    """

    name: str
    title: Label
    claims: tuple[Claim, ...]


def is_claims(text: str) -> bool:
    """Tell whether a first argument names claims: a shipped name, or a file that ends in `.toml`."""
    return text in SHIPPED or text.lower().endswith(".toml")


def load_claims(name: str = SHIPPED[0]) -> Claims:
    """Read a claims file: a shipped name or a path.

    Raises:
        CatalogError: the file cannot be read, holds no claim, or breaks a rule.
    """
    if name in SHIPPED:
        shipped = resources.files("sto_cli.catalog") / "claims" / f"{name}.toml"
        return parse(shipped.read_bytes(), f"sto_cli/catalog/claims/{name}.toml")
    try:
        return parse(Path(name).read_bytes(), name, folder=Path(name).parent)
    except OSError as error:
        raise CatalogError(
            message(
                "{name}: the claims file cannot be read ({reason}); check the spelling, or use one that sto has: {shipped}.",
                name=name,
                reason=error.strerror,
                shipped=", ".join(SHIPPED),
            )
        ) from error


def parse(content: bytes, name: str, *, folder: Path | None = None) -> Claims:
    """Parse the text of a claims file; `folder` is where its own definitions file would lie.

    Raises:
        CatalogError: it is no TOML, holds no claim, or breaks a rule.
    """
    try:
        text = content.decode("utf-8-sig")
        table = strict.toml_table(text)
    except ValueError as error:
        raise CatalogError(
            message("{name}: no TOML that can be read ({reason}); mend that place.", name=name, reason=error)
        ) from error
    top = Place(name, None)
    strict.check(table, schema.TOP, top)
    tables = table.get("claim", [])
    if not tables:
        raise CatalogError(
            message("{name}: there is no claim in this file; write each as a table [[claim]].", name=name)
        )
    if not all(isinstance(keys, dict) for keys in tables):
        raise top.error("claim", message("it holds what is no table; write each claim as [[claim]]"))
    common = _source_table(table.get("source", {}), top)
    lines = claim_lines(text, len(tables))
    own = folder / table["definitions"] if folder and "definitions" in table else None
    claims: dict[str, Claim] = {}
    for keys, line in zip(tables, lines, strict=True):
        claim = _claim(keys, line, name, common, own)
        if first := claims.get(claim.id):
            raise Place(name, claim.id).error(
                "id", message("stands on line {line} too; give each claim an id of its own", line=first.line)
            )
        claims[claim.id] = claim
    return Claims(name, _label(table, "title", schema.TITLE, top) or Label(name, name), tuple(claims.values()))


def claim_lines(text: str, wanted: int) -> list[int]:
    """Find the line of each `[[claim]]`; line 1 for all where they cannot be told apart."""
    found = [number for number, line in enumerate(text.splitlines(), start=1) if _HEADER.match(line)]
    return found if len(found) == wanted else [1] * wanted


def _claim(keys: dict[str, Any], line: int, file: str, common: dict[str, Any], own: Path | None) -> Claim:
    place = Place(file, keys.get("id") or message("on line {line}", line=line))
    strict.check(keys, schema.CLAIM, place)
    schema.require(keys, ("id", "printed"), place)
    claim = Claim(
        id=keys["id"],
        printed=keys["printed"],
        says=_label(keys, "says", schema.LABELS, place),
        source=_source(_merged(common, _source_table(keys.get("source", {}), place)), place),
        line=line,
        near=_near(keys, place),
        reads_as=keys.get("reads_as"),
        not_computable=_label(keys, "not_computable", schema.LABELS, place),
        note=_label(keys, "note", schema.LABELS, place),
    )
    if claim.not_computable is not None:
        if wrong := sorted(schema.MEASURED & keys.keys()):
            raise place.error(
                wrong[0], message("goes with a claim that is computed; leave it out, or leave out not_computable")
            )
        return claim
    schema.require(keys, ("definition_basis", "indicator", "definition"), place)
    strict.choose(keys, "definition_basis", list(Basis), place)
    question = asked(keys, place, printed_on=claim.source.date, definitions=own)
    return replace(claim, basis=Basis(keys["definition_basis"]), asked=question)


def _near(keys: dict[str, Any], place: Place) -> tuple[str, ...]:
    """Read the words beside a number: a text, or a list with one for each place."""
    words = keys.get("near", ())
    near = (words,) if isinstance(words, str) else tuple(words)
    if not all(isinstance(one, str) and one.strip() for one in near) or (not near and "near" in keys):
        raise place.error("near", message("{words} was expected, none of them blank", words=schema.NEAR[1]))
    return near


def _label(keys: dict[str, Any], key: str, allowed: strict.Keys, place: Place) -> Label | None:
    """Read a text with its Dutch, which is the same where the claims file gives none."""
    dutch = keys.get("nl", {})
    strict.check(dutch, allowed, place.within("nl"))
    for name in dutch.keys() - keys.keys():
        raise place.within("nl").error(
            name, message("there is no '{key}' that it could be the Dutch of; add it", key=name)
        )
    return Label(keys[key], dutch.get(key, keys[key])) if key in keys else None


def _source_table(table: dict[str, Any], place: Place) -> dict[str, Any]:
    strict.check(table, schema.SOURCE, place.within("source"))
    return table


def _merged(common: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Put what a claim says of its source over what holds for all; Dutch goes with the text it belongs to."""
    dutch = {key: text for key, text in common.get("nl", {}).items() if key not in own} | own.get("nl", {})
    return common | own | ({"nl": dutch} if dutch else {})


def _source(table: dict[str, Any], place: Place) -> Source:
    inside = place.within("source")
    schema.require(table, ("title",), inside)
    labels = {key: _label(table, key, schema.SOURCE_LABELS, inside) for key in schema.SOURCE_LABELS}
    return Source(**{key: value for key, value in table.items() if key != "nl"} | labels)
