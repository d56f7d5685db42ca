"""A first `sto.toml` for the files found: globs by kind, so that next year's file is read too, with a comment on every key."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from sto_cli.catalog import own
from sto_cli.catalog.toml_file import schema_line
from sto_cli.claims.check import Check, check_claims
from sto_cli.claims.file import SHIPPED, load_claims
from sto_cli.claims.verdict import Verdict
from sto_cli.errors import InputError, UsageError
from sto_cli.inspection import Inspected, inspect_files
from sto_cli.language import harmless, language, message, say
from sto_cli.measuring.measure import measure
from sto_cli.measuring.spoken import shown_column, shown_value
from sto_cli.reading.file import UnknownYearError
from sto_cli.reading.load import load
from sto_cli.yearly.config import NAME
from sto_cli.years import several

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sto_cli.reading.data import Data, FileReport
    from sto_cli.reading.paths import Name, Names

_HEAD = """\
# {what}
# {paths}
#
# {monthly}
#   cron            0 7 1 * * {cron}
#   {scheduler:<15} schtasks /Create /SC MONTHLY /TN sto /TR "cmd /c {task}"

output = "results-{{year}}"    # {output}
language = "{language}"              # {of_report}

# {to_check}
claims = {claims}
# {verdicts}
fail_on = {fail_on}
{ignore}
{catalog}# {knowledge}
# rejects = true                       # {rejects}
# small_counts = "small_counts.csv"    # {small_counts}
"""
_TAIL = """
# {always}
{results}# [[result]]
# name = "utrecht"                     # {name}
# indicator = "technical_share"
# definition = "sector"
# where = {{ {province} = "Utrecht" }}
# years = ["2019-2020"]
# from = "2019-2020"
# to = "2024-2025"
"""
_RESULTS = {
    ("duo-01", "duo-01voins"): (("technical_share", "province"), ("profile_count", "profile")),
    ("duo-07",): (("exam_technical_share", "track"), ("exam_profile_count", "profile")),
}
_RESULT = """\
[[result]]
indicator = "{indicator}"
by = ["{by}"]

"""
_KINDS = {
    "enrolment": message("Pupils per location"),
    "exams": message("Exam candidates"),
    "staffing": message("Staff"),
    "places": message("Places of locations"),
}
_INPUT = """
# {what}
[[input]]
files = [{files}]
"""
_NO_YEAR = """
# {path}: {unknown}
[[input]]
files = [{path}]
year = ""                 # {complete}
"""
_WORD = re.compile(r"\d+|[^\W\d_]+")
"""How a name begins that says of what kind a file is: `01` of DUO's own names, or a word."""


def draft_config(paths: Names, folder: Name = "", name: str = NAME) -> str:
    """Write a configuration for files, as it would stand in a folder under a name, in the language of the screen.

    Raises:
        UsageError: none of the files is one that sto reads.
        InputError: a path does not exist, or a folder is empty.
    """
    found = inspect_files(paths)
    # What lies in an archive or a workbook is read with it, so it has one input: that of what can be read.
    by_file = {_on_disk(file.path): file for file in sorted(found, key=lambda file: file.report is not None)}
    read, left = _without_copies(by_file)
    place = Path(folder)
    inputs = [*_inputs(read, place), *(text for path, why in sorted(left.items()) if (text := _left(path, why, place)))]
    if not any("[[input]]" in text for text in inputs):
        raise UsageError(
            "{paths}: none of these files has a DUO layout that sto knows; name others.",
            paths=", ".join(map(str, several(paths))),
        )
    passed_over = [_from(path, place) for path, why in sorted(left.items()) if isinstance(why, _PassedOver)]
    note = say("Files beside the inputs that need not be read; others are noticed at each run.")
    sources = {file.report.source for file in found if file.report}
    asked = [each for of, results in _RESULTS.items() if not sources.isdisjoint(of) for each in results]
    added = own()
    head = _HEAD.format(
        what=say("The yearly recalculation: sto run reads this file, and writes one folder of results."),
        paths=say(
            "Every path is relative to this file. Flags go before the environment (STO_OUTPUT, STO_LANG), that before this file."
        ),
        monthly=say("Every month by itself, with a mail where there is something to look at:"),
        scheduler=say("Task Scheduler"),
        output=say("the folder of results, with the year of the newest data; it is replaced as a whole"),
        language=language(),
        of_report=say("of report.md and of what sto run says: en or nl"),
        to_check=say(
            "Claims to check: shipped ones (letter, published) or claims files of your own, or one of their claims: letter#ID."
        ),
        verdicts=say("Verdicts that make the exit code 1."),
        ignore=f"\n# {note}\nignore = [{', '.join(passed_over)}]\n" if passed_over else "",
        catalog=f"catalog = {_from(added.path, place)}    " if added else '# catalog = "mine.toml"                ',
        knowledge=say("knowledge of your own: spellings, codes, masks, definitions"),
        rejects=say("leave out rows that are wrong, and write them into the results folder"),
        small_counts=say("a table of small counts of your own, made by sto calibrate"),
        **_by_itself(place.absolute(), name),
        **_claims([*read]),
    )
    tail = _TAIL.format(
        always=say("The report with every indicator is always there. What else to compute:"),
        results="".join(_RESULT.format(indicator=indicator, by=shown_column(by)) for indicator, by in asked),
        name=say("by default made of indicator and by"),
        province=shown_column("province"),
    )
    return schema_line("sto") + head + "".join(inputs) + tail


def _by_itself(folder: Path, name: str) -> dict[str, str]:
    """Write what a scheduler runs: the program by its whole path, since no environment of Python is active there."""
    program = shutil.which("sto", path=sysconfig.get_path("scripts"))
    run = [
        *([program] if program else [sys.executable, "-m", "sto_cli"]),
        "run",
        *([name] if name != NAME else []),
        "--strict",
        "--quiet",
    ]
    cron = f"cd {shlex.join([str(folder)])} && {shlex.join(run)}".replace("%", "\\%")  # where cron ends a line
    task = f"cd /d {subprocess.list2cmdline([str(folder)])} && {subprocess.list2cmdline(run)}".replace('"', '\\"')
    return {"cron": harmless(cron), "task": harmless(task)}


class _PassedOver(str):
    """Why a file in a folder is no data of DUO's."""

    __slots__ = ()


_Left = dict[Path, "str | UnknownYearError"]


def _without_copies(by_file: dict[Path, Inspected]) -> tuple[dict[Path, FileReport], _Left]:
    """Divide files into those that can be read together, and the others, each with the reason."""
    read: dict[Path, FileReport] = {}
    left: _Left = {}
    years: dict[tuple[str, str], Path] = {}
    for path, file in sorted(by_file.items()):
        if file.report is None:
            why = file.why if isinstance(file.why, UnknownYearError) else " ".join(str(file.why).split())
            left[path] = why if file.refused or isinstance(why, UnknownYearError) else _PassedOver(why)
            continue
        report = file.report
        kind = report.family.facts if report.family.facts == "enrolment" else report.source
        # Of a file of several years there are editions, of which the newest counts.
        keys = [] if report.family.newest_is_provisional else [(kind, year) for year in report.school_years]
        twice = next((key for key in keys if key in years), None)
        if twice:
            left[path] = say("{year} is read from {file}; name one of the two", year=twice[1], file=years[twice].name)
            continue
        years |= dict.fromkeys(keys, path)
        read[path] = report
    return read, left


def _inputs(read: dict[Path, FileReport], folder: Path) -> Iterator[str]:
    """Write an input for each kind of facts, by globs that match its files and no others."""
    for kind, words in _KINDS.items():
        own = {path: report for path, report in read.items() if report.family.facts == kind}
        years = sorted({year for report in own.values() for year in report.school_years})
        what = f"{words}: {', '.join(years)}" if years else words
        if own:
            yield _INPUT.format(what=what, files=", ".join(_names([*own], folder)))


def _names(files: list[Path], folder: Path) -> Iterator[str]:
    alike: dict[tuple[Path, str, str], list[Path]] = {}
    for path in files:
        begins = _WORD.match(path.name)
        alike.setdefault((path.parent, begins[0] if begins else path.stem, path.suffix), []).append(path)
    for (parent, word, suffix), group in alike.items():
        stem = os.path.commonprefix([path.stem for path in group]).rstrip("0123456789-_. ")  # noqa: RUF071  # letters are meant
        for start in (word, stem):
            pattern = f"{start}*{suffix}"
            if start and not set("[]*?") & {*str(parent), *start} and {*parent.glob(pattern)} <= {*files}:
                yield _from(parent / pattern, folder)
                break
        else:
            yield from (_from(path, folder) for path in group)


def _left(path: Path, why: str | UnknownYearError, folder: Path) -> str:
    """Write an input for a file that needs a year; what is refused for another reason is left for a person to see."""
    if isinstance(why, UnknownYearError):
        return _NO_YEAR.format(
            path=_from(path, folder),
            unknown=say("the school year is unknown"),
            complete=say(
                'neither the file nor its name says the school year: complete it, such as "{year}"', year="2019-2020"
            ),
        )
    return "" if isinstance(why, _PassedOver) else f"\n# {_from(path, folder)}: {why}\n"


def _claims(files: list[Path]) -> dict[str, str]:
    """Write the letter's claims but for those that no year of such files decides, which are comments, and what makes a run red."""
    letter = shown_value(SHIPPED[0])
    fail_on = [Verdict.CONTRADICTED, Verdict.DOUBTFUL, Verdict.UNDECIDABLE]
    try:
        data = load(files)
    except InputError:  # a run tells why
        return {"claims": json.dumps([letter]), "fail_on": json.dumps([*map(shown_value, fail_on)])}
    checks = [check for check in check_claims(data, load_claims(letter)).checks if check.verdict]
    never = {check.claim.id: reason for check in checks if (reason := _never(data, check))}
    waiting = [check for check in checks if check.verdict is Verdict.UNDECIDABLE and check.claim.id not in never]
    if waiting:
        fail_on.remove(Verdict.UNDECIDABLE)
    said = json.dumps([*map(shown_value, fail_on)])
    if waiting:
        said += (
            f"    # {say('add undecidable when these files decide all claims; now {count} wait', count=len(waiting))}"
        )
    if not never:
        return {"claims": json.dumps([letter]), "fail_on": said}
    lines = [
        f'    # "{letter}#{check.claim.name}",    # {never[check.claim.id]}'
        if check.claim.id in never
        else f'    "{letter}#{check.claim.name}",'
        for check in checks
    ]
    return {"claims": "\n".join(["[", *lines, "]"]), "fail_on": said}


def _never(data: Data, check: Check) -> str:
    """Say why no year of such files decides a claim; nothing where one may."""
    asked = check.claim.asked
    try:
        if asked and check.missing:
            measure(data, replace(asked.question, years=(), change=None))
    except InputError as error:
        return " ".join(str(error).partition(";")[0].rstrip(".").split())
    return ""


def _on_disk(path: Path) -> Path:
    """Give the file itself for what lies in it."""
    return path if path.exists() else _on_disk(path.parent)


def _from(path: Path, folder: Path) -> str:
    """Name a file as seen from a folder, in quotes, as TOML has it too."""
    return json.dumps(Path(os.path.relpath(path, folder)).as_posix(), ensure_ascii=False)
