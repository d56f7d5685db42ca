"""Texts for people, in the language of the screen.

A message is its English text with named places and the values for them; it is put into words only when
it is shown, so that what is stored (a note on a file, the reason for a verdict) speaks the language of
its reader, and machine forms always speak English. `catalog/nl.po` has the translation of
each English text, and is compiled into `nl.mo`; the catalog has its labels in both languages.
"""

from __future__ import annotations

import functools
import os
import re
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from pathlib import Path, PurePath
from string import Formatter
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from gettext import GNUTranslations

ENGLISH, DUTCH = "en", "nl"
_language: ContextVar[str | None] = ContextVar("language", default=None)

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


def language() -> str:
    """Name the language of the screen: `en` or `nl`; where none was chosen, as in a notebook, `STO_LANG` says it."""
    return _language.get() or (DUTCH if os.environ.get("STO_LANG") == DUTCH else ENGLISH)


def is_chosen() -> bool:
    """Return whether a language was chosen."""
    return _language.get() is not None


def speak(code: str) -> None:
    """Set the language of the screen until the end of `speaking`."""
    _language.set(code)


@contextmanager
def speaking(code: str | None) -> Iterator[None]:
    """Set the language of the screen within the block; None is no choice."""
    before = _language.set(code)
    try:
        yield
    finally:
        _language.reset(before)


def in_english(function: Callable[_Parameters, _Result]) -> Callable[_Parameters, _Result]:
    """Make a machine form: it has one language for all."""

    @functools.wraps(function)
    def wrapped(*arguments: _Parameters.args, **named: _Parameters.kwargs) -> _Result:
        with speaking(ENGLISH):
            return function(*arguments, **named)

    return wrapped


@dataclass(frozen=True)
class Message:
    """A text and the values for its places; `str()` puts it into the language of the screen.

    A value may be a message itself. A number in a place that ends in `:,` gets the marks of the language.
    """

    template: str
    values: Mapping[str, object]

    def __hash__(self) -> int:
        return hash(self.template)

    def filled(self, **values: object) -> Message:
        """Give the same text with values for its places."""
        return Message(self.template, values)

    def __str__(self) -> str:
        # gettext answers an empty text with the head of its file.
        template = self.template and (self.template if language() == ENGLISH else _dutch().gettext(self.template))
        return _FORMATTER.vformat(template, (), self.values)


@dataclass(frozen=True)
class Label:
    """What the catalog says of something, in both languages; `str()` is in the language of the screen."""

    english: str
    dutch: str

    def __str__(self) -> str:
        return self.dutch if language() == DUTCH else self.english


def message(template: str, /, **values: object) -> Message:
    """Write a text whose words are chosen when it is shown."""
    return Message(template, values)


def as_message(text: Message | str, values: Mapping[str, object]) -> Message:
    """Give a message as it is, and a template with the values for its places as one."""
    return text if isinstance(text, Message) else Message(text, dict(values))


def say(template: str, /, **values: object) -> str:
    """Write a text in the language of the screen, now."""
    return str(Message(template, values))


def joined(parts: Iterable[object], between: str = " ") -> Message:
    """Write texts one after the other."""
    values = {f"part_{number}": part for number, part in enumerate(parts)}
    return Message(between.join(f"{{{name}}}" for name in values), values)


def either(choices: Iterable[object]) -> Message:
    """Write a choice: `a or b or c`; of nothing, nothing."""
    return _chained(choices, lambda text, other: message("{choice} or {other}", choice=text, other=other))


def every(items: Iterable[object]) -> Message:
    """Write a list: `a and b and c`; of nothing, nothing."""
    return _chained(items, lambda text, other: message("{item} and {other}", item=text, other=other))


def _chained(items: Iterable[object], link: Callable[[Message, object], Message]) -> Message:
    first, *others = [*items] or [""]
    return functools.reduce(link, others, message("{item}", item=first))


def digits(value: Decimal | int) -> str:
    """Write a number with every decimal it has, and with the marks of the language of the screen."""
    english = f"{Decimal(value):,f}"
    return english if language() == ENGLISH else english.translate(_DUTCH_MARKS)


_DUTCH_MARKS = str.maketrans(",.", ".,")


def glance(head: str, rows: Iterable[object] = ()) -> str:
    """Show an object in a Python session: a head, and rows of 100 characters; at most ten lines in all."""
    shown = [line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…" for line in map(str, [head, *rows])]
    if len(shown) > _LINES:
        shown[_LINES - 1 :] = [f"… and {len(shown) - _LINES + 1:,} more"]
    return "\n  ".join(shown)


_LINES, _WIDTH = 10, 100


class Shown:
    """What a notebook shows as tables, charts and notes. `present` lies above all that can be shown, so it is asked by its name."""

    def _repr_html_(self) -> str:
        return str(import_module("sto_cli.present.notebook").html(self))

    def _repr_markdown_(self) -> str:
        return str(import_module("sto_cli.present.notebook").markdown(self))


def harmless(text: str) -> str:
    r"""Show characters that steer a terminal or hide what is written as escapes: ESC as `\x1b`."""
    return STEERING.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""Control characters, marks that turn the direction of text, what has no width, and halves of characters."""


class _InWords(Formatter):
    """Format values as `str.format` does, but numbers with the marks of the language; a place is a plain name."""

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, str]:
        # `{x.__class__}` and `{x[0]}` would let a stored text look into what it is given.
        return self.get_value(field_name, args, kwargs), field_name

    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec == "," and isinstance(value, (int, Decimal)):
            return digits(value)
        if isinstance(value, Message):
            return str(value)  # its own values have been made harmless
        if isinstance(value, PurePath) and not value.is_absolute():
            value = value.as_posix()  # as sto.toml has it, so that results have the same bytes on Windows
        return str(format(value, format_spec)) if format_spec else harmless(str(value))


_FORMATTER = _InWords()


@functools.cache
def _dutch() -> GNUTranslations:
    """Read the translations, as `make dutch` compiled them."""
    from gettext import GNUTranslations

    with (Path(__file__).parent / "catalog" / "nl.mo").open("rb") as file:
        return GNUTranslations(file)
