"""Knowledge as data: what DUO publishes, what its codes mean, and how the indicators are defined."""

from sto_cli.catalog.load import catalog, read_definitions
from sto_cli.catalog.models import Catalog, Definition, Indicator, Layout, Part, Profile, Selection, Source, Track

__all__ = [
    "Catalog",
    "Definition",
    "Indicator",
    "Layout",
    "Part",
    "Profile",
    "Selection",
    "Source",
    "Track",
    "catalog",
    "read_definitions",
]
