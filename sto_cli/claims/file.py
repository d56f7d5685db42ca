"""Claims: numbers as somebody printed them, read from TOML into frozen models, strictly.

A claim says what was printed, of what (indicator, years, definition, part, filter) and where it was
read. Whether it is true is for `check` to say. Everything is parsed here, once: an unknown key or name
is an error with the nearest that does exist, since a claim that is misread would be checked wrongly.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sto_cli import strict
from sto_cli.catalog import GONE
from sto_cli.claims import schema
from sto_cli.claims.question import asked
from sto_cli.claims.schema import Place
from sto_cli.errors import CatalogError
from sto_cli.language import Label, glance, message

if TYPE_CHECKING:
    import datetime as dt

    from sto_cli.claims.asked import Asked
    from sto_cli.reading.paths import Name

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
        source: where it was read.
        line: the line of the claims file where it begins.
        says: what it is the number of, for a reader.
        near: words beside the number in the document, to tell it from an equal one; for each place that it covers.
        reads_as: the number in full, where the text says its sign or unit in words.
        basis: whether the publisher states the definition.
        asked: the question and what was printed, parsed; None for a claim that is not computable.
        tolerance_reason: why its tolerance or margin is as wide as it is.
        not_computable: why these files cannot give it.
        note: what a reader should know.
    """

    id: str
    printed: str
    source: Source
    line: int
    says: Label | None = None
    near: tuple[str, ...] = ()
    reads_as: str | None = None
    basis: Basis | None = None
    asked: Asked | None = None
    tolerance_reason: str | None = None
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

    def __repr__(self) -> str:
        """Show the first claims."""
        rows = (f"{claim.id}: {claim.printed!r}" for claim in self.claims)
        return glance(f"Claims of {self.name}, {len(self.claims)}", rows)


def is_claims(text: str) -> bool:
    """Tell whether a first argument names claims: a shipped name, or a file that ends in `.toml`."""
    return text in SHIPPED or text.lower().endswith(".toml")


def load_claims(file: Name = SHIPPED[0], *, folder: Name = "") -> Claims:
    """Read a claims file: a shipped name, or a path from a folder.

    Raises:
        CatalogError: the file cannot be read, holds no claim, or breaks a rule.
    """
    name = str(file)
    if name in SHIPPED:
        shipped = resources.files("sto_cli.catalog") / "claims" / f"{name}.toml"
        return parse(shipped.read_bytes(), f"sto_cli/catalog/claims/{name}.toml")
    try:
        with Path(folder, name).open("rb") as opened:
            # At most four bytes a character, so what is left out is refused by its size.
            content = opened.read(4 * strict.LIMITS["characters"] + 1)
        return parse(content, name)
    except OSError as error:
        raise CatalogError(
            "{name}: the claims file cannot be read ({reason}); check the spelling, or use one that sto has: {shipped}.",
            name=name,
            reason=error.strerror,
            shipped=", ".join(SHIPPED),
        ) from error


def parse(content: bytes, name: str) -> Claims:
    """Parse the text of a claims file.

    Raises:
        CatalogError: it is no TOML, holds no claim, or breaks rules; then all mistakes stand there, a line each.
    """
    with strict.readable(name):
        text = content.decode("utf-8-sig")
        table = strict.toml_table(text)
    lines = tuple(text.splitlines())
    top = Place(name, None, tuple(itertools.takewhile(lambda line: not line.lstrip().startswith("["), lines)))
    mistakes = strict.Mistakes()
    if table.pop("definitions", None) is not None:
        mistakes.found.append(top.error("definitions", GONE))
    table = mistakes.right(table, schema.TOP, top)
    tables = table.get("claim", [])
    if not tables:
        mistakes.tell(name)
        raise CatalogError("{name}: there is no claim in this file; write each as a table [[claim]].", name=name)
    if not all(isinstance(keys, dict) for keys in tables):
        raise top.error("claim", "it holds what is no table; write each claim as [[claim]]")
    if len(tables) > strict.LIMITS["claims"]:
        raise CatalogError(
            "{name}: it has {count:,} claims, and {most:,} is the most of one file; divide it.",
            name=name,
            count=len(tables),
            most=strict.LIMITS["claims"],
        )
    common = mistakes.right(table.get("source", {}), schema.SOURCE, top.within("source"))
    begins = claim_lines(text, len(tables))
    ends = [*(line - 1 for line in begins[1:]), len(lines)]
    claims: list[Claim] = []
    first: dict[str, int] = {}
    for keys, line, end in zip(tables, begins, ends, strict=True):
        id_ = keys.get("id") or message("on line {line}", line=line)
        place = Place(name, id_, lines[line - 1 : end], line)
        with mistakes.kept():
            if str(id_) in first:
                raise place.error(
                    "id", "stands on line {line} too; give each claim an id of its own", line=first[str(id_)]
                )
        first.setdefault(str(id_), line)
        if claim := _claim(keys, place, common, mistakes):
            claims.append(claim)
    title = None
    with mistakes.kept():
        title = _label(table, "title", schema.TITLE, top)
    mistakes.tell(name)
    return Claims(name, title or Label(name, name), tuple(claims))


def claim_lines(text: str, wanted: int) -> list[int]:
    """Find the line of each `[[claim]]`; line 1 for all where they cannot be told apart."""
    found = [number for number, line in enumerate(text.splitlines(), start=1) if _HEADER.match(line)]
    return found if len(found) == wanted else [1] * wanted


def _claim(keys: dict[str, Any], place: Place, common: dict[str, Any], mistakes: strict.Mistakes) -> Claim | None:
    """Parse a claim; None where it has mistakes, which are kept."""
    before = len(mistakes.found)
    good = mistakes.right(keys, schema.CLAIM, place)
    needed = ("id", "printed", *(() if "not_computable" in keys else ("definition_basis", "indicator", "definition")))
    for key in needed:
        with mistakes.kept():
            schema.require(keys, (key,), place)
    texts: dict[str, Label | None] = {}
    source = None
    with mistakes.kept():
        texts = {key: _label(good, key, schema.LABELS, place) for key in schema.LABELS}
    with mistakes.kept():
        own_source = mistakes.right(good.get("source", {}), schema.SOURCE, place.within("source"))
        source = _source(_merged(common, own_source), place)
    near: tuple[str, ...] = ()
    with mistakes.kept():
        near = _near(good, place)
    question = None
    if "not_computable" in keys:
        with mistakes.kept():
            for key in sorted(schema.MEASURED & keys.keys()):
                raise place.error(key, "goes with a claim that is computed; leave it out, or leave out not_computable")
    elif good.keys() >= {*needed} | (keys.keys() & schema.MEASURED):
        with mistakes.kept():
            strict.choose(good, "definition_basis", list(Basis), place)
        question = asked(good, place, mistakes, printed_on=source.date if source else None)
    if source is None or len(mistakes.found) > before:
        return None
    return Claim(
        id=good["id"],
        printed=good["printed"],
        source=source,
        line=place.line,
        near=near,
        reads_as=good.get("reads_as"),
        basis=Basis(good["definition_basis"]) if question else None,
        asked=question,
        tolerance_reason=good.get("tolerance_reason"),
        **{key: texts[key] for key in ("says", "note", "not_computable")},
    )


def _near(keys: dict[str, Any], place: Place) -> tuple[str, ...]:
    """Read the words beside a number: a text, or a list with one for each place."""
    words = keys.get("near", ())
    near = (words,) if isinstance(words, str) else tuple(words)
    if not all(isinstance(one, str) and one.strip() for one in near) or (not near and "near" in keys):
        raise place.error("near", "{words} was expected, none of them blank", words=schema.NEAR[1])
    return near


def _label(keys: dict[str, Any], key: str, allowed: strict.Keys, place: Place) -> Label | None:
    """Read a text with its Dutch, which is the same where the claims file gives none."""
    dutch = keys.get("nl", {})
    strict.check(dutch, allowed, place.within("nl"))
    for name in dutch.keys() - keys.keys():
        raise place.within("nl").error(name, "there is no '{key}' that it could be the Dutch of; add it", key=name)
    return Label(keys[key], dutch.get(key, keys[key])) if key in keys else None


def _merged(common: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Put what a claim says of its source over what holds for all; Dutch goes with the text it belongs to."""
    dutch = {key: text for key, text in common.get("nl", {}).items() if key not in own} | own.get("nl", {})
    return common | own | ({"nl": dutch} if dutch else {})


def _source(table: dict[str, Any], place: Place) -> Source:
    inside = place.within("source")
    schema.require(table, ("title",), inside)
    labels = {key: _label(table, key, schema.SOURCE_LABELS, inside) for key in schema.SOURCE_LABELS}
    return Source(**{key: value for key, value in table.items() if key != "nl"} | labels)
