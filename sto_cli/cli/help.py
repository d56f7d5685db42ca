"""Help in Rich's layout, without the parts of Rich that it does not use."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Final

from typer.core import TyperCommand, TyperGroup

MARKUP: Final = "rich"
"""How help texts are marked up."""

# Typer's layout imports these by name, for help in Markdown and for tracebacks on the screen. `sto` has neither,
# and they take half of the time that the layout takes to load (docs/decisions.md, "Start-up is kept short").
_UNUSED = {"rich.markdown": "Markdown", "rich.traceback": "Traceback"}


class Command(TyperCommand):
    """A command that shows its help soon."""

    def get_help(self, ctx: object) -> str:
        """Lay its help out."""
        _load_layout()
        return super().get_help(ctx)  # type: ignore[arg-type]  # a class of Typer that it does not publish


class Group(TyperGroup):
    """A group of commands that shows its help soon."""

    def get_help(self, ctx: object) -> str:
        """Lay its help out."""
        _load_layout()
        return super().get_help(ctx)  # type: ignore[arg-type]  # as above


def _load_layout() -> None:
    """Import Typer's layout of help, with empty classes in the place of what it imports and `sto` does not use."""
    stood_in = [name for name in _UNUSED if name not in sys.modules]
    for name in stood_in:
        module = ModuleType(name)
        setattr(module, _UNUSED[name], type(_UNUSED[name], (), {}))
        sys.modules[name] = module
    try:
        import typer.rich_utils  # noqa: F401  # it stays loaded
    finally:
        for name in stood_in:
            del sys.modules[name]
