"""Knowledge as data: what DUO publishes, what its codes mean, and how the indicators are defined."""

from sto_cli.catalog.additions import GONE
from sto_cli.catalog.load import catalog, own, shipped, use
from sto_cli.catalog.models import Catalog, Definition, Indicator, Layout, Part, Selection, Source

__all__ = [
    "GONE",
    "Catalog",
    "Definition",
    "Indicator",
    "Layout",
    "Part",
    "Selection",
    "Source",
    "catalog",
    "own",
    "shipped",
    "use",
]
