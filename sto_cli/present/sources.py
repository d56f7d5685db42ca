"""The sources as a screen: a paragraph for each, its layouts below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sto_cli.catalog import catalog
from sto_cli.language import either, message, say
from sto_cli.present.console import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from sto_cli.catalog.models import Source


def screen() -> str:
    """Lay out every source: what it holds and where, what its cells and masks are, and how it is recognised."""
    return render(*(part for source in catalog().sources.values() for part in _paragraph(source)))


def _paragraph(source: Source) -> Iterator[RenderableType]:
    yield Text(f"{source.id}: {source.title}", style="bold")
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    masks = [
        message("{mask}, for {low} to {high}", mask=mask, low=low, high=high)
        for mask, (low, high) in source.masks.items()
    ]
    lines = [
        (say("published at"), source.page),
        (say("a cell is"), str(source.cell)),
        (say("masked as"), str(either(masks)) if masks else say("nothing")),
        (say("school year"), str(source.year)),
        *((say("layout {name}", name=layout.name), f"{layout.years}: {layout.note}") for layout in source.layouts),
    ]
    for head, text in lines:
        grid.add_row(Text(head), Text(text))
    yield Padding(grid, (0, 0, 1, 2))
