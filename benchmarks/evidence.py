"""Write docs/evidence.md and docs/evidence.nl.md: what the open data say about the letter, computed from the real files.

    python benchmarks/evidence.py FOLDER [DATE]

FOLDER holds DUO's files. No number stands in the texts below: each is asked of `sto` and formatted as on its screens.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sto_cli.language import speaking
from sto_cli.measuring.measure import measure
from sto_cli.measuring.question import ask
from sto_cli.present import numbers
from sto_cli.present.forms import escaped
from sto_cli.reading.load import load

if TYPE_CHECKING:
    from sto_cli.reading.data import Data

    Row = dict[str, Any]

DOCS = Path(__file__).parents[1] / "docs"
PAGES = {"en": DOCS / "evidence.md", "nl": DOCS / "evidence.nl.md"}
KINDS = ("enrolment", "exams")
BEFORE, AFTER = "2017-2018", "2019-2020"

TEXTS = {
    "en": {
        "title": "What the open data say about the letter",
        "intro": "Computed by `sto` from the files of DUO named at the end, on {date}, by `make evidence SOURCE=FOLDER`. The letter of "
        "10 February 2026 prints numbers of 2020 to 2025. DUO's files of pupils of those years were not at hand; those of 2017 and 2019 "
        "were, and files of exam candidates up to 2023-2024. In newer files DUO prints 1 to 4 pupils as `<5`. *Certain* is the range that "
        "holds whatever stands behind each `<5`. *Probably* is an estimate with the range that holds the truth in 19 of 20 such numbers.",
        "enrolment": "Pupils on 1 October",
        "enrolment_intro": "The letter says that the technical share rose from 19.2% in 2020. With BB, KB and GL in grades 3 and 4, and the five technical profiles:",
        "heads": ("school year", "technical share", "pupils", "technical profiles at locations", "other profiles at locations", "vmbo among all pupils of grade 3"),
        "pupils": "{part} of {whole}",
        "broken": "{share}, not comparable",
        "broken_why": "In {year} {legacy} of these pupils were still in the courses of before the profiles, so a rise from that year to the "
        "next may be a change of names. By DUO's sector Techniek, which has the old courses too, the share went from {first} to {last}.",
        "sector": "Exam candidates by sector, every year",
        "sector_intro": "Candidates in sector Techniek among all of BB, KB and GL. Until 2018-2019 the sector holds old courses too; since then it is the five profiles.",
        "sector_heads": ("exam year", "certain", "probably", "technical candidates", "all candidates", "masked cells"),
        "since": "From {first} to {last}: certainly {certain}, probably {probable}.",
        "profiles": "Exam candidates by profile",
        "profiles_intro": "From DUO's file 07. What is offered where is exact, since a `<5` is at least one candidate.",
        "profile_heads": ("exam year", "technical share, certain", "probably", "technical profiles at locations", "other profiles at locations", "locations with a technical profile"),
        "between": "From {first} to {last} the technical profiles went {technical}, the others {other}. The letter says that technical profiles "
        "stayed the same or rose slightly, and that others fell.",
        "against": "One number, two files",
        "against_intro": "The estimate from file 07 beside the certain range that the wide file gives for the same sum. They are never joined; that each lies in the other's range is a test of the estimate.",
        "against_heads": ("exam year", "track", "estimate from 07", "estimate from the wide file", "difference", "certain, by the wide file"),
        "all": "all",
        "unknown": "What cannot be known, and why",
        "unknowns": (
            "Whether the share of pupils rose to 20.4%: that needs DUO's files of pupils of 1 October 2020 to 2025.",
            "The same from exams: they follow enrolment by up to two years, and of the pupils in GL only 58% sit a GL exam (the others sit one of TL), so the exam share lies about two points above that of grades 3 and 4. It shows a direction, never the letter's number.",
            "What stands behind a `<5`: DUO hides it to protect pupils. Files that together would give it away are never joined.",
            "FTE and side entrants in technical profiles: DUO publishes staff without profiles.",
        ),
        "files": "Files",
        "file_heads": ("file", "years", "rows", "masked cells", "SHA-256"),
        "commands": "The same by hand, in a folder `duo` with these files:",
    },
    "nl": {
        "title": "Wat de open data over de brief zeggen",
        "intro": "Berekend door `sto` uit de bestanden van DUO onderaan, op {date}, met `make evidence SOURCE=MAP`. De Kamerbrief van "
        "10 februari 2026 noemt getallen van 2020 tot en met 2025. De leerlingbestanden van DUO van die jaren waren er niet; die van 2017 en "
        "2019 wel, en bestanden van examenkandidaten tot en met 2023-2024. In nieuwere bestanden drukt DUO 1 tot en met 4 leerlingen af als "
        "`<5`. *Zeker* is het bereik dat klopt, wat er ook achter elke `<5` staat. *Waarschijnlijk* is een schatting met het bereik waarin het "
        "getal in 19 van de 20 gevallen ligt.",
        "enrolment": "Leerlingen op 1 oktober",
        "enrolment_intro": "De brief zegt dat het aandeel techniek is gestegen vanaf 19,2% in 2020. Met BB, KB en GL in leerjaar 3 en 4, en de vijf technische profielen:",
        "heads": ("schooljaar", "aandeel techniek", "leerlingen", "technische profielen op vestigingen", "overige profielen op vestigingen", "vmbo onder alle leerlingen van leerjaar 3"),
        "pupils": "{part} van {whole}",
        "broken": "{share}, niet vergelijkbaar",
        "broken_why": "In {year} volgde {legacy} van deze leerlingen nog een opleiding van vóór de profielen, dus een stijging daarna kan een "
        "andere naam zijn. Naar de sector Techniek van DUO, die ook de oude opleidingen telt, ging het aandeel van {first} naar {last}.",
        "sector": "Examenkandidaten naar sector, elk jaar",
        "sector_intro": "Kandidaten in de sector Techniek onder alle kandidaten in BB, KB en GL. Tot en met 2018-2019 telt de sector ook oude opleidingen; sindsdien zijn het de vijf profielen.",
        "sector_heads": ("examenjaar", "zeker", "waarschijnlijk", "technische kandidaten", "alle kandidaten", "afgeschermde cellen"),
        "since": "Van {first} naar {last}: zeker {certain}, waarschijnlijk {probable}.",
        "profiles": "Examenkandidaten naar profiel",
        "profiles_intro": "Uit bestand 07 van DUO. Wat waar wordt aangeboden, is exact, want een `<5` is ten minste één kandidaat.",
        "profile_heads": ("examenjaar", "aandeel techniek, zeker", "waarschijnlijk", "technische profielen op vestigingen", "overige profielen op vestigingen", "vestigingen met een technisch profiel"),
        "between": "Van {first} naar {last} veranderde het aantal technische profielen met {technical}, het aantal overige met {other}. De brief zegt "
        "dat de technische profielen gelijk zijn gebleven of licht gestegen, en dat de overige zijn gedaald.",
        "against": "Eén getal, twee bestanden",
        "against_intro": "De schatting uit bestand 07 naast het zekere bereik dat het brede bestand voor dezelfde som geeft. Ze worden nooit samengevoegd; dat de ene binnen het bereik van de andere ligt, toetst de schatting.",
        "against_heads": ("examenjaar", "leerweg", "schatting uit 07", "schatting uit het brede bestand", "verschil", "zeker, volgens het brede bestand"),
        "all": "alle",
        "unknown": "Wat niet te weten is, en waarom",
        "unknowns": (
            "Of het aandeel leerlingen naar 20,4% is gestegen: daarvoor zijn de leerlingbestanden van DUO van 1 oktober 2020 tot en met 2025 nodig.",
            "Hetzelfde uit examens: die volgen tot twee jaar na de inschrijving, en van de leerlingen in GL doet maar 58% examen in GL (de anderen doen TL), dus het aandeel ligt ongeveer twee punten boven dat van leerjaar 3 en 4. Het toont een richting, nooit het getal van de brief.",
            "Wat er achter een `<5` staat: DUO verbergt dat om leerlingen te beschermen. Bestanden die het samen zouden onthullen, worden nooit samengevoegd.",
            "Fte en zij-instromers in technische profielen: DUO publiceert personeel zonder profiel.",
        ),
        "files": "Bestanden",
        "file_heads": ("bestand", "jaren", "rijen", "afgeschermde cellen", "SHA-256"),
        "commands": "Hetzelfde met de hand, in een map `duo` met deze bestanden:",
    },
}  # fmt: skip
COMMANDS = (
    "sto technical-share duo/",
    "sto technical-share duo/ --definition sector",
    "sto profile-counts duo/",
    "sto vmbo-share duo/",
    "sto exam-share duo/ --definition sector --from 2019 --to 2023",
    "sto exam-share duo/ --by track",
    "sto exam-profiles duo/ --from 2018 --to 2023",
)


def asked(data: Data, indicator: str, *by: str, **more: Any) -> dict[tuple[Any, ...], Row]:  # noqa: ANN401  # options of ask
    """Answer a question, as rows by part, first year of a change, school year and group."""
    rows = measure(data, ask(indicator, by=by, **more)).frame.iter_rows(named=True)
    return {(row["part"], row["from_year"], row["school_year"], *(row[name] for name in by)): row for row in rows}


def page(data: Data, language: str, date: str) -> str:
    """Write the page in a language."""
    say = TEXTS[language]
    with speaking(language):
        parts = [
            _heading(say["title"]),
            say["intro"].format(date=date) + "\n",
            *_enrolment(data, say),
            *_by_sector(data, say),
            *_by_profile(data, say),
            *_against(data, say),
            _heading(say["unknown"], 2),
            "".join(f"- {text}\n" for text in say["unknowns"]),
            *_files(data, say),
        ]
    return "\n".join(parts)


def _heading(text: str, level: int = 1) -> str:
    return f"{'#' * level} {text}\n"


def _table(columns: dict[str, list[str]], to_the_left: int) -> str:
    """Write columns as a table, all but the first so many to the right."""
    rules = ["---" if at < to_the_left else "---:" for at, _ in enumerate(columns)]
    rows = [
        list(columns),
        rules,
        *([escaped(cell) for cell in row] for row in zip(*columns.values(), strict=True)),
    ]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _certain(row: Row) -> str:
    return str(numbers.of_row(row, shows="certain"))


def _probable(row: Row) -> str:
    return str(numbers.of_row(row))


def _enrolment(data: Data, say: dict[str, Any]) -> list[str]:
    result = measure(data, ask("technical_share"))
    share, count, vmbo = (asked(data, name) for name in ("technical_share", "profile_count", "vmbo_share"))
    sector = asked(data, "technical_share", definition="sector")
    columns: list[list[str]] = [[] for _ in say["heads"]]
    for year in (BEFORE, AFTER):
        row = share["technical", None, year]
        shown = say["broken"].format(share=_certain(row)) if year in result.broken else _certain(row)
        sides = (str(numbers.of_side(row, side)) for side in ("numerator", "denominator"))
        cells = [year, shown, say["pupils"].format(**dict(zip(("part", "whole"), sides, strict=True)))]
        cells += [_certain(count[part, None, year]) for part in ("technical", "other")]
        cells.append(_certain(vmbo["vmbo", None, year]))
        for column, cell in zip(columns, cells, strict=True):
            column.append(cell)
    why = say["broken_why"].format(
        year=BEFORE,
        legacy=numbers.number(result.broken[BEFORE], "share"),
        first=_certain(sector["technical", None, BEFORE]),
        last=_certain(sector["technical", None, AFTER]),
    )
    table = _table(dict(zip(say["heads"], columns, strict=True)), 1)
    return [
        _heading(say["enrolment"], 2),
        say["enrolment_intro"] + "\n",
        table,
        why + "\n",
    ]


def _by_sector(data: Data, say: dict[str, Any]) -> list[str]:
    rows = [*asked(data, "exam_technical_share", definition="sector").values()]
    columns = [
        [row["school_year"] for row in rows],
        [_certain(row) for row in rows],
        [_probable(row) if numbers.of_row(row).is_estimate else "" for row in rows],
        *([str(numbers.of_side(row, side)) for row in rows] for side in ("numerator", "denominator")),
        [numbers.number(row["masked_cells"], "count") for row in rows],
    ]
    span = next(row["school_year"] for row in rows if row["masked_cells"]), rows[-1]["school_year"]
    change = asked(data, "exam_technical_share", definition="sector", change=span)["technical", *span]
    text = say["since"].format(
        first=span[0], last=span[1], certain=_certain(change), probable=str(numbers.of_row(change, shows="probable"))
    )
    return [
        _heading(say["sector"], 2),
        say["sector_intro"] + "\n",
        _table(dict(zip(say["sector_heads"], columns, strict=True)), 1),
        text + "\n",
    ]


def _by_profile(data: Data, say: dict[str, Any]) -> list[str]:
    result = measure(data, ask("exam_technical_share"))
    rows = [row for row in result.frame.iter_rows(named=True) if row["school_year"] not in result.broken]
    years = [row["school_year"] for row in rows]
    span = years[0], years[-1]
    count = asked(data, "exam_profile_count", change=span, years=years)
    offered = ([_certain(count[part, None, year]) for year in years] for part in ("technical", "other", "locations"))
    estimates = [_probable(row) if numbers.of_row(row).is_estimate else "" for row in rows]
    columns = [years, [_certain(row) for row in rows], estimates, *offered]
    moved = {part: _certain(count[part, *span]) for part in ("technical", "other")}
    return [
        _heading(say["profiles"], 2),
        say["profiles_intro"] + "\n",
        _table(dict(zip(say["profile_heads"], columns, strict=True)), 1),
        say["between"].format(first=span[0], last=span[1], **moved) + "\n",
    ]


def differences(data: Data) -> list[tuple[str, str, Row, Row]]:
    """Set every estimate from file 07 beside the wide file: year, track or nothing for all, and the row of each."""
    found = []
    for by in ((), ("track",)):
        one, other = (asked(data, "exam_technical_share", *by, definition=name) for name in ("five", "sector"))
        found += [
            (row["school_year"], row.get("track", ""), row, other[key])
            for key, row in one.items()
            if row["masked_cells"]
        ]
    return found


def _against(data: Data, say: dict[str, Any]) -> list[str]:
    pairs = differences(data)
    columns = [
        [year for year, *_ in pairs],
        [track or say["all"] for _, track, *_ in pairs],
        [_probable(one) for *_, one, _ in pairs],
        [_probable(other) for *_, other in pairs],
        [numbers.number(one["estimate"] - other["estimate"], numbers.FINE_PP) for *_, one, other in pairs],
        [_certain(other) for *_, other in pairs],
    ]
    table = _table(dict(zip(say["against_heads"], columns, strict=True)), 2)
    return [_heading(say["against"], 2), say["against_intro"] + "\n", table]


def _files(data: Data, say: dict[str, Any]) -> list[str]:
    reports = [report for report in data.files if report.family.facts in KINDS]
    columns = [
        [report.path.name for report in reports],
        [", ".join(report.school_years) for report in reports],
        [numbers.number(report.rows, "count") for report in reports],
        [numbers.number(report.masked_cells, "count") for report in reports],
        [hashlib.sha256(report.path.read_bytes()).hexdigest() for report in reports],
    ]
    table = _table(dict(zip(say["file_heads"], columns, strict=True)), 2)
    return [
        _heading(say["files"], 2),
        table,
        say["commands"] + "\n",
        "\n".join(["```text", *COMMANDS, "```"]) + "\n",
    ]


def main() -> None:
    """Write both pages."""
    if len(sys.argv) < 2:  # noqa: PLR2004  # the script, the folder and the date  # the program and its folder
        sys.exit((__doc__ or "").strip())
    date = sys.argv[2] if len(sys.argv) > 2 else dt.datetime.now(dt.UTC).date().isoformat()  # noqa: PLR2004  # the script, the folder and the date
    data = load([Path(sys.argv[1])])
    for language, path in PAGES.items():
        path.write_text(page(data, language, date), encoding="utf-8")


if __name__ == "__main__":
    main()
