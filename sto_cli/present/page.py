"""Sheets as one page of HTML that needs no script and no network: it can be mailed, printed on A4, and read on a phone.

The template escapes whatever it is given; only pictures, which are our own, are markup.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from sto_cli.errors import UsageError
from sto_cli.language import harmless, language, say
from sto_cli.present import picture, sentences
from sto_cli.present.sheet import Column, Heading, Link, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


_SHORT, _LONG = 24, 30
"""Up to how many characters a row's name stays on one line, and from how many on a word may be broken."""
_COLOURS = ("green", "cyan", "yellow", "red", "dim")
Line = tuple[str, list[str]]
"""A line, and those that belong to it."""


class Cell(NamedTuple):
    """A cell as the template writes it: its text, the head above it, the names of its looks, and the page that it leads to."""

    text: str
    head: str
    looks: str
    target: str = ""


class Row(NamedTuple):
    """A row of a table."""

    cells: list[Cell]
    looks: str


class Card(NamedTuple):
    """A row as a card: its first cell, its verdict, and its other cells below their heads."""

    title: str
    verdict: str
    looks: str
    cells: list[Cell]


class Group(NamedTuple):
    """Cards below a heading, with the other cells of its row."""

    title: str
    lines: list[str]
    cards: list[Card]


class Section(NamedTuple):
    """What the template makes of a sheet: a table of rows, or groups of cards.

    Attributes:
        label: the name of its table: its title, also where that stands elsewhere.
        pictures: SVG of each panel; `told` says what they show, `key` what their signs mean, or why there is none.
    """

    title: str
    label: str
    id: str
    above: list[Line]
    notes: list[Line]
    heads: list[Cell]
    is_headed: bool
    rows: list[Row]
    groups: list[Group]
    pictures: list[Markup]
    told: str
    key: str


def page(
    found: Sequence[Sheet], warnings: Iterable[str] = (), footers: Iterable[str] = (), notes: Iterable[str] = ()
) -> str:
    """Write sheets below each other, the first under the title of the page, and what must be known of them all at the end.

    `notes` are definitions, remarks and sources, below headings; what the answer says itself is not said again.
    """
    first, *others = (_section(sheet, at) for at, sheet in enumerate([*found, *_about(found, notes)]))
    return _template("page.html.j2").render(
        language=language(),
        title=first.title or "sto",
        above=first.above,
        sections=[first._replace(title="", above=[]), *others],
        linked=[section for section in others if section.title],
        warnings=[harmless(line) for line in warnings],
        is_page=True,
        footers=[harmless(line) for line in footers],
        contents=say("On this page"),
    )


def fragment(found: Sequence[Sheet], warnings: Iterable[str] = (), footers: Iterable[str] = ()) -> str:
    """Write sheets as a part of a page that somebody else makes, such as a notebook."""
    shown = [_section(sheet, at) for at, sheet in enumerate([*found, Sheet(notes=[*footers])])]
    told = [harmless(line) for line in warnings]
    return _template("sheets.html.j2").render(sections=shown, warnings=told, language=language(), is_page=False)


@cache
def _template(name: str) -> Template:
    loader = FileSystemLoader(Path(__file__).parent)
    machinery = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return machinery.get_template(name)


def _about(found: Sequence[Sheet], notes: Iterable[str]) -> list[Sheet]:
    """Put notes below their headings, without what the answer says itself."""
    said = {str(sentences.UNITS), str(sentences.SAMPLE)}
    said |= {str(line) for sheet in found for line in (sheet.title, *sheet.above, *sheet.notes)}
    parts: list[Sheet] = [Sheet(say("Notes"))]
    for line in notes:
        if isinstance(line, Heading):
            parts.append(Sheet(str(line)))
        elif str(line) not in said:
            parts[-1] = parts[-1]._replace(notes=[*parts[-1].notes, line])
    return [part for part in parts if part.notes]


def _section(sheet: Sheet, at: int) -> Section:
    columns = [column for column in sheet.columns if not column.is_mark or any(map(str, column.cells))]
    heads = [_cell(column.head, column) for column in columns]
    shown = sheet._replace(columns=columns)
    pictures, key = _pictures(sheet)
    return Section(
        title=harmless(sheet.title),
        label=harmless(sheet.title) or "sto",
        id=f"part-{at + 1}",
        above=_lines(sheet.above),
        notes=_lines(sheet.notes),
        heads=heads,
        is_headed=any(head.text for head in heads),
        rows=[] if sheet.as_cards else _rows(shown),
        groups=_groups(shown) if sheet.as_cards else [],
        pictures=pictures,
        told=picture.told(sheet.chart) if sheet.chart and pictures else "",
        key=key,
    )


def _rows(sheet: Sheet) -> list[Row]:
    """Lay rows out as a table; those of the whole stand below a rule."""
    found = []
    rows = sheet.rows()
    for left, row in zip(range(len(rows), 0, -1), rows, strict=True):
        whole = ["whole"] * (left <= sheet.whole) + ["first"] * (left == sheet.whole)
        looks = " ".join(whole + ["heading"] * isinstance(row[0], Heading))
        cells = [_cell(cell, column) for cell, column in zip(row, sheet.columns, strict=True)]
        found += [Row(cells, looks)] if any(cell.text for cell in cells) else []
    return found


def _groups(sheet: Sheet) -> list[Group]:
    """Lay rows out as cards, a group below each heading."""
    groups = [Group("", [], [])]
    for row in sheet.rows():
        first, *cells = (_cell(cell, column) for cell, column in zip(row, sheet.columns, strict=True))
        said = [(cell, hasattr(value, "verdict")) for cell, value in zip(cells, row[1:], strict=True) if cell.text]
        if isinstance(row[0], Heading):
            groups.append(Group(first.text, [cell.text for cell, _ in said if "mark" not in cell.looks.split()], []))
        else:
            judged = next((cell for cell, is_verdict in said if is_verdict), Cell("", "", ""))
            others = [cell for cell, is_verdict in said if not is_verdict]
            groups[-1].cards.append(Card(first.text, judged.text, judged.looks, others))
    return [group for group in groups if group.title or group.cards]


def _pictures(sheet: Sheet) -> tuple[list[Markup], str]:
    """Draw the chart of a sheet, and give the meaning of its signs; or say why there is no picture."""
    if sheet.chart is None:
        return [], ""
    if reason := picture.why_not(sheet.chart):
        return [], say("No picture: {reason}.", reason=reason)
    try:
        drawn = picture.svgs(sheet.chart)
    except UsageError as error:
        return [], str(error)
    return [Markup(svg) for svg in drawn], picture.key(sheet.chart)  # noqa: S704  # drawn here, text escaped by Vega


def _cell(cell: object, column: Column) -> Cell:
    style = getattr(cell, "style", column.style)
    looks = (
        [colour for colour in _COLOURS if colour in style] + ["number"] * column.is_number + ["mark"] * column.is_mark
    )
    text = harmless(str(cell).strip())
    looks += ["short"] * (len(text) <= _SHORT) + ["long"] * any(len(word) > _LONG for word in text.split())
    target = cell.target if isinstance(cell, Link) else ""
    return Cell(text, harmless(column.head), " ".join(looks), target)


def _lines(lines: Iterable[object]) -> list[Line]:
    """Put lines that begin with more spaces below the one before."""
    found: list[Line] = []
    for line in filter(None, map(str, lines)):
        text = harmless(line.lstrip())
        if line.startswith(" ") and found:
            found[-1][1].append(text)
        else:
            found.append((text, []))
    return found
