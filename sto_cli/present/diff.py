"""Two runs compared, by cause: revisions first with both numbers, what is only new in a line; and a line for the subject of a mail."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from sto_cli.catalog import catalog
from sto_cli.language import DUTCH, language, message, say
from sto_cli.measuring import spoken
from sto_cli.measuring.measure import COLUMNS
from sto_cli.present import flows, indicator, numbers, sentences
from sto_cli.present.forms import Answer, dumps
from sto_cli.present.sheet import Column, Sheet
from sto_cli.version import __version__
from sto_cli.yearly.causes import Cause
from sto_cli.yearly.compare import ALL, SHOWN, Comparison, Difference

JSON_FORMAT = 1
"""Raised when a key of the JSON form changes its meaning or goes."""

CAUSES = {
    Cause.UNEXPLAINED: message("unexplained: nothing else differs"),
    Cause.REVISED: message("data revised"),
    Cause.FINAL: message("provisional became final"),
    Cause.MASKING: message("masking changed"),
    Cause.DEFINITION: message("definition changed"),
    Cause.OTHER_DEFINITION: message("another definition chosen"),
    Cause.CATALOG: message("catalog changed"),
    Cause.SMALL_COUNTS: message("another table of small counts"),
    Cause.VERSION: message("another version of sto or Polars"),
    Cause.ROUNDING: message("rounding only"),
    Cause.YEAR_GONE: message("its year is gone"),
    Cause.NO_LONGER_ASKED: message("no longer asked"),
    Cause.NEWLY_ASKED: message("newly asked"),
    Cause.NEW_YEAR: message("a new year"),
}
"""What to call each cause, what a reader must look at first."""
_IN_A_LINE = {*[*CAUSES][[*CAUSES].index(Cause.ROUNDING) :]}
"""Causes whose numbers a screen counts and does not list."""
_FINEST = 7
"""How many decimals more than usual are shown, at most, until two numbers are seen to differ."""
_LISTED = 60
"""How many locations a screen lists; the other forms have them all."""


def answer(found: Comparison) -> Answer:
    """Give a comparison in every form; for machines a row per number that differs."""
    return Answer(
        sheets=lambda: _sheets(found),
        json=lambda: _json(found),
        rows=lambda: _rows(found),
        notes=lambda: _summary(found),
    )


def subject(found: Comparison) -> str:
    """Say in a line what differs, for the subject of a mail."""
    counts = [f"{_label(causes)}: {len(of)}" for (causes, _), of in _groups(found, by_file=False).items()]
    return say(
        "sto diff, {old} → {new}: {counts}",
        old=found.old.folder.name,
        new=found.new.folder.name,
        counts=", ".join(counts) or message("no number differs"),
    )


def _groups(
    found: Comparison, *, by_file: bool = True
) -> dict[tuple[tuple[Cause, ...], tuple[str, ...]], list[Difference]]:
    """Put numbers together that differ for the same causes and files; one that is only new goes by its cause alone."""
    groups: dict[tuple[tuple[Cause, ...], tuple[str, ...]], list[Difference]] = {}
    for one in found.differences:
        files = one.files if by_file and one.causes[0] not in _IN_A_LINE else ()
        groups.setdefault((one.causes, files), []).append(one)
    rank = [*CAUSES].index
    return dict(sorted(groups.items(), key=lambda group: [rank(cause) for cause in group[0][0]]))


def _label(causes: tuple[Cause, ...]) -> str:
    return " + ".join(str(CAUSES[cause]) for cause in causes)


def _sheets(found: Comparison) -> list[Sheet]:
    sheets = [Sheet(_title(found), notes=_summary(found))]
    for (causes, files), of in _groups(found).items():
        if causes[0] not in _IN_A_LINE:
            title = f"{_label(causes)}: {', '.join(files)}" if files else _label(causes)
            sheets.append(Sheet(title[0].upper() + title[1:], _columns(of)))
    if found.movements.years:
        first, last = found.movements.years
        title = say("Gross movements behind the net change, {first} → {last}", first=first, last=last)
        sheets.append(Sheet(title, _movements(found), _locations(found), most=_LISTED))
    return sheets


def _title(found: Comparison) -> str:
    return say("What changed from {old} to {new}", old=found.old.folder, new=found.new.folder)


def _summary(found: Comparison) -> list[str]:
    """Count what differs by cause, and say of what is only new, or gone, which years and results it is of."""
    lines = [say("{same:,} numbers are the same, {differ:,} differ.", same=found.same, differ=len(found.differences))]
    for (causes, _), of in _groups(found, by_file=False).items():
        of_years = causes[0] in {Cause.NEW_YEAR, Cause.YEAR_GONE}
        levels = [one for one in of if not one.about["from_year"]] if of_years else of
        about = [*dict.fromkeys(name for one in levels for name in one.files)]
        if of_years:
            about = sorted({str(one.about["school_year"]) for one in levels}) + about
        elif causes[0] in {Cause.NEWLY_ASKED, Cause.NO_LONGER_ASKED}:
            about = [*dict.fromkeys(str(one.about["result"]) for one in of)]
        lines.append(f"  {_label(causes)}: {len(of)}" + f" ({', '.join(about)})" * bool(about))
    if found.without_effect:
        lines.append(say("  files revised, and no number differs: {files}", files=", ".join(found.without_effect)))
    incomplete = [run for run in (found.old, found.new) if run.rejected]
    return lines + [
        say("{folder}: {rows:,} rows were rejected and are missing.", folder=run.folder, rows=run.rejected)
        for run in incomplete
    ]


def _columns(of: list[Difference]) -> list[Column]:
    pairs = [_pair(one) for one in of]
    return [
        Column(say("number"), [_about(one) for one in of], wraps=True),
        Column(say("before"), [before for before, _ in pairs], is_number=True),
        Column(say("after"), [after for _, after in pairs], is_number=True),
    ]


def _pair(one: Difference) -> tuple[object, object]:
    """Write both numbers to the digit that differs: the point itself, or else its bounds, or its masked cells."""
    before, after, unit = one.before, one.after, one.about["unit"]
    if not (before and after) or before["reason"] or after["reason"]:
        sides = [numbers.MISSING if side is None else indicator.value(side, unit) for side in (before, after)]
        return sides[0], sides[1]
    usual = numbers.UNITS[unit].decimals
    for shows in ("point", "certain", "all"):
        for decimals in range(usual, usual + _FINEST):
            cells = [replace(numbers.of_row(side, unit, shows), decimals=decimals) for side in (before, after)]
            if str(cells[0]) != str(cells[1]):
                return cells[0], cells[1]
    said = [say("{cells:,} masked cells", cells=side["masked_cells"]) for side in (before, after)]
    return said[0], said[1]


def _about(one: Difference) -> str:
    """Say in words what a number is of: the indicator and its part, its groups, its years."""
    about = one.about
    known = catalog().indicators.get(about["indicator"])
    title = str(known.title) if known else about["indicator"]
    groups = [sentences.in_words(value) for name, value in about.items() if name not in {"result", "unit", *COLUMNS}]
    years = " → ".join(year for year in (about["from_year"], about["school_year"]) if year)
    definition, part = about["definition"], about["part"]
    if language() == DUTCH and (own := catalog().definitions.get(about["indicator"], {}).get(definition)):
        part = next((str(each.label) for each in own.parts if each.id == part), part)
    return ", ".join([f"{title} ({spoken.shown_value(definition)}, {part})", *groups, years])


def _movements(found: Comparison) -> list[Column]:
    rows = found.movements.counts.rows(named=True)
    labels = {part.id: str(part.label) for part in next(iter(catalog().definitions["profile_count"].values())).parts}
    names = [say("all locations") if row["part"] == ALL else labels.get(row["part"], row["part"]) for row in rows]
    counts = [
        Column(head, [numbers.exactly(row[name]) for row in rows], is_number=True)
        for name, head in flows.heads().items()
    ]
    return [Column(say("part"), names), *counts]


def _locations(found: Comparison) -> list[str]:
    """Name the locations that opened, closed and moved."""
    moves = found.movements
    lines = [say("Profiles are not compared: a year lies in the series break of 2016 to 2018.")] * moves.broken
    for kind, frame in ((say("opened"), moves.opened), (say("closed"), moves.closed), (say("moved"), moves.moved)):
        for row in frame.rows(named=True):
            to = f" → {row['successor']}" if "successor" in row else ""
            lines.append(f"  {kind}: {row['location']}{to} {row['name']}, {row['place']}")
    return lines


def _rows(found: Comparison) -> pl.DataFrame:
    """Write a row per number that differs: what it is of, each of `SHOWN` before and after, the causes."""
    groups = list(dict.fromkeys(name for one in found.differences for name in one.about))
    about = groups or ["result", *COLUMNS, "unit"]
    rows = [
        {name: one.about.get(name) for name in about}
        | {
            f"{name}_{side}": values and values[name]
            for name in SHOWN
            for side, values in (("before", one.before), ("after", one.after))
        }
        | {"causes": " + ".join(one.causes), "files": "; ".join(one.files)}
        for one in found.differences
    ]
    texts = {f"reason_{side}" for side in ("before", "after")} | {*about, "causes", "files"}
    columns = [*about, *(f"{name}_{side}" for name in SHOWN for side in ("before", "after")), "causes", "files"]
    schema = {name: pl.String if name in texts else pl.Float64 for name in columns}
    return pl.DataFrame(rows, schema=schema, orient="row", strict=False)


def _json(found: Comparison) -> str:
    moves = found.movements
    document = {
        "sto": __version__,
        "format": JSON_FORMAT,
        "summary": subject(found),
        "same": found.same,
        "files_without_effect": found.without_effect,
        "differences": [
            {
                **one.about,
                "before": one.before,
                "after": one.after,
                "causes": list(one.causes),
                "files": list(one.files),
            }
            for one in found.differences
        ],
        "movements": {
            "years": moves.years,
            "series_break": moves.broken,
            "counts": moves.counts.to_dicts(),
            "opened": moves.opened.to_dicts(),
            "closed": moves.closed.to_dicts(),
            "moved": moves.moved.to_dicts(),
        },
    }
    return dumps(document)
