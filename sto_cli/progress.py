"""Progress reports: a terminal shows the current step when it takes long."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sto_cli.language import Message


class Listener(Protocol):
    """Hears what is being done; between `ended` and the next `begins` nothing is done, and others may write."""

    def begins(self, what: Message) -> None:
        """Hear that something has begun."""

    def ended(self) -> None:
        """Hear that it has ended, well or not."""


_listeners: list[Listener] = []


@contextmanager
def told_to(listener: Listener) -> Iterator[None]:
    """Tell a listener what is done in the meantime."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


@contextmanager
def doing(what: Message) -> Iterator[None]:
    """Tell that something is being done, until it is left."""
    tell(what)
    try:
        yield
    finally:
        for listener in _listeners:
            listener.ended()


def tell(what: Message) -> None:
    """Tell what is next, within something that is being done."""
    for listener in _listeners:
        listener.begins(what)
