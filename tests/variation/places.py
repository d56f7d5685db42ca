"""Files of addresses, which say in what municipality a location lies: a valid one, and kinds of edits."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tests.variation.edits import Kind, content, form, head, heads, rows, same, without
from tests.variation.files import Draft, enrolment
from tests.variation.judge import QUESTIONS, answers

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

LAYOUTS = ["2020", "2026"]
_PLACES = ["'s-Gravenhage", "Súdwest-Fryslân", "Utrecht", "Bergen (NH.)", "Noordoostpolder"]
ASKED = [
    ((*QUESTIONS[question][0], "--by", "municipality"), partial(answers, question, by_province=True))
    for question in ("technical share", "pupils", "vmbo share")
]


def valid(random: Random, layout: str) -> Draft:
    """Make up addresses of all locations of a file of pupils, which stands beside it; its rows are grouped by municipality."""
    pupils = enrolment(random, "2019", rows=120)
    locations = sorted({m.location for m in pupils.meant})
    where = {location: _PLACES[number % len(_PLACES)] for number, location in enumerate(locations)}
    brin, location = ("BRIN NUMMER", "VESTIGINGSNUMMER") if layout == "2020" else ("INSTELLINGSCODE", "VESTIGINGSCODE")
    lines = [
        {
            "PROVINCIE": "Utrecht",
            "BEVOEGD GEZAG NUMMER": "40123",
            brin: each[:4],
            location: each,
            "VESTIGINGSNAAM": "Collège",
            "POSTCODE": "1234 AB",
            "TELEFOONNUMMER": " " * 10,
            "GEMEENTENUMMER": "0344",
            "GEMEENTENAAM": where[each],
            "RPA-GEBIED NAAM": "Midden",
            "RMC-REGIO CODE": "19",
            "RMC-REGIO NAAM": "Eem en Vallei",
        }
        for each in locations
    ]
    meant = [replace(m, province=where[m.location]) for m in pupils.meant]
    roles = {
        "brin": brin,
        "location": location,
        "municipality": "GEMEENTENAAM",
        "province": "PROVINCIE",
        "rmc": "RMC-REGIO NAAM",
    }
    return Draft(f"addresses {layout}", "adressen.csv", roles, lines, meant, meant, encoding="cp1252", beside=(pupils,))


def _cells(role: str, change: Callable[[str], str], every: int = 1):
    """Change the cells of a column, in every so many rows."""

    def edit(draft: Draft) -> Draft:
        name = draft.roles[role]
        return replace(draft, rows=[r if n % every else r | {name: change(r[name])} for n, r in enumerate(draft.rows)])

    return edit


LEGITIMATE: dict[str, Kind] = {
    "places: municipality in upper case here and there": same(_cells("municipality", str.upper, 2)),
    "places: municipality with a space behind it here and there": same(_cells("municipality", lambda t: t + " ", 3)),
    "places: municipality with NBSP": same(_cells("municipality", lambda t: t.replace(" ", "\xa0"), 2)),
    "places: municipality padded": same(_cells("municipality", lambda t: t.ljust(40))),
    "places: BRIN in lower case": same(_cells("location", str.lower)),
    "places: headers in lower case": same(heads(str.lower)),
    "places: headers with underscores": same(heads(lambda n: n.replace(" ", "_"))),
    "places: BRIN under another name": same(head("brin", "BRIN NUMMER")),
    "places: location under another name": same(head("location", "VESTIGINGSCODE")),
    "places: quotes and commas": same(form(quoted=True, delimiter=",", encoding="utf-8")),
    "places: rows in another order": same(rows(lambda all_: all_[::-1])),
    "places: LF": same(content(lambda b: b.replace(b"\r\n", b"\n"))),
    "places: no province": same(without("province")),
}
HARMFUL: dict[str, Kind] = {
    "places: a location is gone": Kind(rows(lambda r: r[3:]), ("location",)),
    "places: a location in two municipalities": Kind(
        lambda d: replace(d, rows=[*d.rows, d.rows[0] | {"GEMEENTENAAM": "Zeist"}]), ("line",)
    ),
    "places: no municipality": Kind(without("municipality"), ("GEMEENTENAAM",)),
    "places: locations without BRIN": Kind(_cells("location", lambda t: t[4:]), ("location", "VESTIGING")),
    "places: blank municipalities": Kind(_cells("municipality", lambda _: "", 4), ("GEMEENTENAAM", "municipality")),
}
