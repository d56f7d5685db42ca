"""Knowledge as data: what DUO publishes, what its codes mean, and how the indicators are defined."""

from sto_cli.catalog.additions import GONE
from sto_cli.catalog.load import Own, catalog, own, shipped, use
from sto_cli.catalog.models import Catalog, Definition, Indicator, Layout, Part, Profile, Selection, Source, Track

__all__ = [
    "GONE",
    "Catalog",
    "Definition",
    "Indicator",
    "Layout",
    "Own",
    "Part",
    "Profile",
    "Selection",
    "Source",
    "Track",
    "catalog",
    "own",
    "shipped",
    "use",
]
