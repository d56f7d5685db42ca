"""A first `sto.toml` for the files found, with a comment on every key, for a person to complete."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from sto_cli.catalog.toml_file import schema_line
from sto_cli.errors import UsageError
from sto_cli.inspection import inspect_files
from sto_cli.reading.file import UnknownYearError
from sto_cli.years import several

if TYPE_CHECKING:
    from sto_cli.inspection import Inspected
    from sto_cli.reading.paths import Name, Names

_HEAD = """\
# The yearly recalculation: sto run reads this file, and writes one folder of results.
# Every path is relative to this file. Flags go before the environment (STO_OUTPUT, STO_LANG), that before this file.

output = "results"    # the folder of results; it is replaced as a whole
language = "en"       # of report.md: en or nl

# Claims to check: shipped ones (letter, published) or claims files of your own.
claims = ["letter"]
# Verdicts that make the exit code 1.
fail_on = ["contradicted", "doubtful", "undecidable"]

# catalog = "mine.toml"                # knowledge of your own: spellings, codes, masks, definitions
# rejects = true                       # leave out rows that are wrong, and write them into the results folder
# small_counts = "small_counts.csv"    # a table of small counts of your own, made by sto calibrate
"""
_TAIL = """
# The report with every indicator is always there. What else to compute:
{results}# [[result]]
# name = "utrecht"                     # by default made of indicator and by
# indicator = "technical_share"
# definition = "sector"
# where = { province = "Utrecht" }
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
_COMMENT = "\n# {path}: {what}\n"
_NO_YEAR = """\
[[input]]
files = [{name}]
year = ""                 # neither the file nor its name says the school year: complete it, such as "2019-2020"
"""
_INPUT = """\
[[input]]
files = [{name}]
"""
_ENCODING = '# encoding = "{encoding}"    # found by sto; say it where names look wrong\n'


def draft_config(paths: Names, folder: Name = "") -> str:
    """Write a configuration for files, as it would stand in a folder.

    Raises:
        UsageError: none of the files is one that sto reads.
        InputError: a path does not exist, or a folder is empty.
    """
    found = inspect_files(paths)
    # What lies in an archive or a workbook is read with it, so it has one input: that of what can be read.
    by_file = {_on_disk(file.path): file for file in sorted(found, key=lambda file: file.report is not None)}
    inputs = [text for path, file in sorted(by_file.items()) if (text := _input(path, file, Path(folder)))]
    if not inputs:
        raise UsageError(
            "{paths}: none of these files has a DUO layout that sto knows; name others.",
            paths=", ".join(map(str, several(paths))),
        )
    sources = {file.report.source for file in found if file.report}
    asked = [each for of, results in _RESULTS.items() if not sources.isdisjoint(of) for each in results]
    drawn = [_RESULT.format(indicator=indicator, by=by) for indicator, by in asked]
    return schema_line("sto") + _HEAD + "".join(inputs) + _TAIL.replace("{results}", "".join(drawn))


def _input(path: Path, file: Inspected, folder: Path) -> str:
    """Write the input of a file; what is refused for another reason than its year is left for a person to see."""
    name = json.dumps(_from(path, folder), ensure_ascii=False)  # as TOML quotes it too
    if file.report:
        what = f"{file.report.source} {file.report.layout}, {', '.join(file.report.school_years) or 'no school year'}"
        head = _COMMENT.format(path=name, what=what) + _INPUT.format(name=name)
        return head + (_ENCODING.format(encoding=file.report.encoding) if file.report.encoding == "cp1252" else "")
    if isinstance(file.why, UnknownYearError):
        return _COMMENT.format(path=name, what="the school year is unknown") + _NO_YEAR.format(name=name)
    return _COMMENT.format(path=name, what=_one_line(str(file.why))) if file.refused else ""


def _on_disk(path: Path) -> Path:
    """Give the file itself for what lies in it."""
    return path if path.exists() else _on_disk(path.parent)


def _from(path: Path, folder: Path) -> str:
    """Name a file as seen from a folder."""
    return Path(os.path.relpath(path, folder)).as_posix()


def _one_line(text: str) -> str:
    return " ".join(text.splitlines())
