"""Listings of the catalog: one row per entry, one column per fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sto_cli.catalog import Definition, catalog
from sto_cli.claims.file import SHIPPED, load_claims
from sto_cli.language import Label, Message, either, joined, message, say
from sto_cli.measuring import spoken
from sto_cli.present import verdicts
from sto_cli.present.forms import Answer, dumps, from_records
from sto_cli.present.sheet import Column, Sheet

if TYPE_CHECKING:
    from sto_cli.catalog.models import Source


def answer(topic: str) -> Answer:
    """List one topic of the catalog in every form."""
    return Answer(
        sheets=lambda: [*map(_source_sheet, catalog().sources.values())] if topic == "sources" else [_sheet(topic)],
        json=lambda: dumps(_texts(topic)),
        rows=lambda: from_records(_texts(topic)),
    )


def _sheet(topic: str) -> Sheet:
    rows, left_out = _texts(topic), _NOT_ON_SCREEN.get(topic, ())
    columns = [
        Column(str(_HEADS[name]), [_shown(name, row[name]) for row in rows], wraps=name not in _IDS)
        for name in rows[0]
        if name not in left_out
    ]
    more = [say("CSV and JSON have {columns} too.", columns=joined((_HEADS[name] for name in left_out), ", "))]
    return Sheet(columns=columns, notes=more if left_out else [])


def _shown(name: str, text: str) -> str:
    """Give an id its name on the screen; that of a claim is what its file has."""
    return spoken.shown_value(text) if name in {*_IDS, "claims", "group", "unit", "change"} - {"id"} else text


def _source_sheet(source: Source) -> Sheet:
    """Say of a source what it holds and where, what its cells and masks are, and how it is recognised."""
    masks = [
        message("{mask}, for {low} to {high}", mask=mask, low=low, high=high)
        for mask, (low, high) in source.masks.items()
    ]
    lines = [
        (say("published at"), source.page),
        (say("a cell is"), source.cell),
        (say("masked as"), either(masks) if masks else say("nothing")),
        (say("school year"), source.year),
        *(
            (say("layout {name}", name=spoken.shown_value(layout.name)), f"{layout.years}: {layout.note}")
            for layout in source.layouts
        ),
    ]
    columns = [Column("", [head for head, _ in lines]), Column("", [text for _, text in lines], wraps=True)]
    return Sheet(f"{spoken.shown_value(source.id)}: {source.title}", columns)


def _texts(topic: str) -> list[dict[str, str]]:
    """Put the entries of a topic into the language of the screen."""
    return [{name: str(value) for name, value in row.items()} for row in _ROWS[topic]()]


def _indicators() -> list[dict[str, Any]]:
    return [
        {
            "indicator": entry.id,
            "command": f"sto {entry.command}",
            "measures": entry.words,
            "unit": entry.level_unit,
            "change": entry.change_unit,
            "source": entry.source,
        }
        for entry in catalog().indicators.values()
    ]


def _definitions() -> list[dict[str, Any]]:
    return [
        {
            "indicator": indicator,
            "definition": entry.id,
            "default": message("default") if rank == 0 else "",
            "counts": entry.label,
            "source": _source(entry),
        }
        for indicator, entries in catalog().definitions.items()
        for rank, entry in enumerate(entries.values())
    ]


def _source(entry: Definition) -> Message | Label:
    if not entry.caveat:
        return entry.source
    return message("{source}; caveat: {caveat}", source=entry.source, caveat=entry.caveat)


def _profiles() -> list[dict[str, Any]]:
    return [
        {
            "code": entry.code,
            "label": entry.label,
            "group": entry.group,
            "sector": ", ".join(entry.sectors),
            "from": entry.from_year,
            "to": entry.to_year or "",
            "elementcodes": ", ".join(f"{block}…" for block in entry.elements),
            "source": entry.source,
        }
        for entry in catalog().profiles.values()
    ]


def _tracks() -> list[dict[str, Any]]:
    return [
        {
            "code": entry.code,
            "label": entry.label,
            "grades": ", ".join(map(str, entry.grades)),
            "printed as": " | ".join(entry.spellings),
        }
        for entry in catalog().tracks.values()
    ]


def _roles() -> list[dict[str, Any]]:
    return [
        {"code": entry.code, "label": entry.label, "printed as": " | ".join(entry.spellings)}
        for entry in catalog().roles.values()
    ]


def _sources() -> list[dict[str, Any]]:
    return [
        {
            "source": source.id,
            "layout": layout.name,
            "years": layout.years,
            "holds": source.title,
            "a cell is": source.cell,
            "masks": ", ".join(source.masks),
            "school year": source.year,
            "published at": source.page,
            "note": layout.note,
        }
        for source in catalog().sources.values()
        for layout in source.layouts
    ]


def _claims() -> list[dict[str, Any]]:
    return [
        {
            "claims": name,
            "id": claim.name,
            "printed": verdicts.printed(claim),
            "says": claim.says,
            "checked as": verdicts.measured(claim) or message("not computable: {reason}", reason=claim.not_computable),
            "definition is": claim.basis or "",
            "read in": verdicts.read_in(claim.source),
        }
        for name in SHIPPED
        for claim in load_claims(name).claims
    ]


_HEADS = {
    "change": message("change"),
    "checked as": message("checked as"),
    "claims": message("claims"),
    "code": message("code"),
    "command": message("command"),
    "counts": message("counts"),
    "default": message("default"),
    "definition is": message("definition is"),
    "definition": message("definition"),
    "elementcodes": message("elementcodes"),
    "from": message("from"),
    "grades": message("grades"),
    "group": message("group"),
    "id": message("id"),
    "indicator": message("indicator"),
    "label": message("label"),
    "measures": message("measures"),
    "printed as": message("printed as"),
    "printed": message("printed"),
    "read in": message("read in"),
    "says": message("says"),
    "sector": message("sector"),
    "source": message("source"),
    "to": message("to"),
    "unit": message("unit"),
}
"""Heads of columns on a screen; machine forms keep the keys."""

_IDS = ("id", "indicator", "definition", "code")
"""Columns that a reader copies, so that they are never broken."""
_NOT_ON_SCREEN = {"claims": ("says", "definition is", "read in")}
"""Columns for which no terminal is wide enough."""

_ROWS = {
    "claims": _claims,
    "indicators": _indicators,
    "definitions": _definitions,
    "profiles": _profiles,
    "tracks": _tracks,
    "roles": _roles,
    "sources": _sources,
}
