"""What a shell completes: columns, values, definitions, orders and indicators, in the language of the screen.

A value is offered in a spelling that needs no quotes in any shell: `M-en-T` is M&T.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import typer  # noqa: TC002  # Typer reads annotations at run time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def columns(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer the columns of a list with commas."""
    return _listed(incomplete, _columns(ctx))


def conditions(ctx: typer.Context, incomplete: str) -> list[str]:
    """Offer columns of `--where`, then the values of one that are known without data.

    Never one that ends in `=` alone, behind which a shell would put a space.
    """
    column, _, values = incomplete.partition("=")
    found = [each for each in _columns(ctx) if each.startswith(column.removesuffix("!"))]
    if "=" in incomplete or len(found) == 1:
        column = column if "=" in incomplete else found[0]
        return [f"{column}={each}" for each in _values(column, values)] or [f"{column}=", f"{column}!="]
    return [f"{each}=" for each in found]


def place_kinds(incomplete: str) -> list[str]:
    """Offer what a portrait may be of."""
    from sto_cli.measuring import spoken
    from sto_cli.measuring.one_place import PLACES

    return _starting(incomplete, map(spoken.shown_column, PLACES))


def paths(incomplete: str) -> list[str]:
    """Offer the values of a condition that bash has taken apart at its `=`, and leave all else to the shell."""
    words, here = os.environ.get("COMP_WORDS", "").split(), int(os.environ.get("COMP_CWORD") or 0)
    before = words[: here + (words[here:] == ["="])]
    return _values(before[-2], incomplete) if before[-3::2] == ["--where", "="] else []


def definitions(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Offer the definitions of the indicator, with what they say."""
    from sto_cli.catalog import catalog
    from sto_cli.measuring import spoken

    known = catalog().definitions.get(_indicator(ctx), {})
    named = ((spoken.shown_value(name), str(each.label)) for name, each in known.items())
    return [pair for pair in named if pair[0].startswith(incomplete)]


def orders(incomplete: str) -> list[str]:
    """Offer what rows are sorted by."""
    from sto_cli.measuring import spoken

    names = [spoken.shown_column(order) for order in ("value", "change", "name")]
    return _starting(incomplete, [*names, *(f"-{name}" for name in names)])


def profiles(incomplete: str) -> list[str]:
    """Offer profiles for a list with commas."""
    return _values("profile", incomplete)


def halves(incomplete: str) -> list[str]:
    """Offer the columns that a change is divided over."""
    from sto_cli.measuring import spoken

    return _starting(incomplete, map(spoken.shown_column, ("track", "province", "sex")))


def named(ids: Iterable[str]) -> Callable[[str], list[str]]:
    """Make what offers words of a kind, such as forms."""

    def offer(incomplete: str) -> list[str]:
        from sto_cli.measuring import spoken

        return _starting(incomplete, map(spoken.shown_value, ids))

    return offer


def asked(incomplete: str) -> list[tuple[str, str]]:
    """Offer indicators, with what they are: by their commands, or by their names on a Dutch screen."""
    from sto_cli.catalog import catalog
    from sto_cli.cli.commands import indicators, spoken
    from sto_cli.language import Label

    dutch = {each.command: catalog().values["indicator"][each.id][1] for each in catalog().indicators.values()}
    named = (
        (str(Label(name, dutch[name].replace(" ", "-"))), spoken(told["help"]) or "")
        for name, told in indicators().items()
    )
    return [pair for pair in named if pair[0].startswith(incomplete)]


def _indicator(ctx: typer.Context) -> str:
    """Name the indicator of a command, or the one that its first argument names."""
    from sto_cli.catalog import catalog
    from sto_cli.measuring import spoken

    return spoken.named("indicator", str(ctx.params.get("indicator") or ctx.info_name), catalog().indicators) or ""


def _columns(ctx: typer.Context) -> list[str]:
    from sto_cli.catalog import catalog
    from sto_cli.measuring import spoken
    from sto_cli.measuring.question import DIMENSIONS

    if ctx.info_name == "portrait":
        return place_kinds("")
    known = catalog().indicators.get(_indicator(ctx))
    return [spoken.shown_column(each) for each in DIMENSIONS[known.facts if known else "enrolment"]]


def _values(column: str, incomplete: str) -> list[str]:
    """Offer values for a list with commas; those that only data know are not offered."""
    from sto_cli.measuring import spoken
    from sto_cli.measuring.question import DIMENSIONS

    named = spoken.column_named(column.removesuffix(spoken.NOT), {*DIMENSIONS["enrolment"], *DIMENSIONS["staffing"]})
    if named is None or spoken.is_open(named):
        return []
    known = dict.fromkeys(map(spoken.shown_value, spoken.spellings(named).values()))
    return _listed(incomplete, (re.sub(r"\s*&\s*", "-en-", value).replace(" ", "-") for value in known))


def _listed(incomplete: str, names: Iterable[str]) -> list[str]:
    """Complete the last of a list with commas."""
    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{name}" for name in _starting(last, names) if name not in before.split(",")]


def _starting(incomplete: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]
