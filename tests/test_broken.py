"""One broken file per way of being wrong: refused in the words of `golden/broken.md`, answered as the sample is, or bounded.

`make golden` writes the table anew; what each way gets stands beside it, in `tests/broken_files`.
"""

from __future__ import annotations

import csv
import io
import os
import re
import threading
import time
from functools import cache
from itertools import groupby
from pathlib import Path

import pytest

from sto_cli.reading import one_file
from tests import IS_PROOF
from tests.broken_files import ANSWERED, BOUNDED, REFUSED, WAYS
from tests.broken_files.__main__ import main
from tests.broken_files.registry import PUPILS
from tests.drawing import Outcome, run, run_in_pipe

TABLE = Path(__file__).parent / "golden" / "broken.md"
HEAD = """\
# Broken files

What `sto` says of each file that `python -m tests.broken_files FOLDER` writes, one per way of being wrong. Exit code 0 means that
the answer is that of the good file, to the last digit, or that its bounds hold that answer; `make golden` writes this page anew.
"""


_OF = ("part", "from_year", "school_year", "province", "location", "brin", "profile")


def said(way, folder):
    """Ask both questions of a broken file; give the exit code and what stderr says, with paths as file names.

    Of files that are refused one in five is asked both, or each (`make proof`), and the others the last.
    """
    paths = way.write(folder)
    first = 0 if way.gets != REFUSED or IS_PROOF or [*WAYS].index(way.name) % 5 == 0 else -1
    form = "json" if way.gets == REFUSED else "csv"
    return [
        with_names(run(*question, *paths, *way.options, "--format", form), folder)
        for question in way.sample.questions[first:]
    ]


def with_names(found, folder):
    return Outcome(
        found.code, found.out, found.err.replace(f"{folder}/", "").replace(str(folder), "FOLDER").rstrip("\n")
    )


@cache
def answers(sample, folder):
    """Give the answers of the good file."""
    file = folder / sample.name
    file.write_bytes(sample.read())
    return [run(*question, file, "--format", "csv").out for question in sample.questions]


def figures(answer):
    """Leave out the names of schools, which are no figures."""
    rows = csv.DictReader(io.StringIO(answer))
    return [{name: cell for name, cell in row.items() if name != "location_name"} for row in rows]


def bounds(answer):
    """Give the lowest and the highest value of each row, by what the row is of."""
    rows = csv.DictReader(io.StringIO(answer))
    return {
        tuple(row[name] for name in _OF if name in row): (float(row["low"] or "-inf"), float(row["high"] or "inf"))
        for row in rows
    }


def row(way, text):
    """Write a row of the table."""
    shown = "<br>".join(f"`{line}`" for line in text.replace("|", r"\|").splitlines())
    answer = {ANSWERED: "the same answer", BOUNDED: "bounds that hold the answer", REFUSED: ""}[way.gets]
    answer += ", and " if answer and shown else ""
    return f"| {way.name} | {way.code} | {answer}{shown} |"


@pytest.fixture(scope="session")
def table(tmp_path_factory):
    """Give the rows of the table by the way that they tell of."""
    if os.environ.get("STO_GOLDEN") == "write":
        parts = [HEAD]
        for section, ways in groupby(WAYS.values(), key=lambda way: way.section):
            rows = [row(way, said(way, tmp_path_factory.mktemp("broken"))[-1].err) for way in ways]
            parts.append(
                "\n".join(
                    [f"## {section}\n", "| what is wrong | exit | what sto says |", "| --- | ---: | --- |", *rows, ""]
                )
            )
        TABLE.write_text("\n".join(parts), encoding="utf-8")
    rows = re.findall(r"^\| (.*?) \| \d+ \| .*\|$", TABLE.read_text(encoding="utf-8"), re.MULTILINE)
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if re.match(r"\| .* \| \d+ \|", line)]
    return dict(zip(rows, lines, strict=True))


@pytest.fixture(scope="session")
def good(tmp_path_factory):
    return tmp_path_factory.mktemp("good")


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_a_broken_file_is_refused_in_these_words_answered_as_the_sample_or_bounded(way, table, good, tmp_path):
    found = said(way, tmp_path)
    few, all_ = found[0], found[-1]

    assert (few.code, all_.code) == (way.code, way.code)
    assert row(way, all_.err) == table[way.name]
    expected = answers(way.sample, good) if way.gets != REFUSED else []
    if way.gets == ANSWERED:
        exact = figures if way.misspelt else str
        assert [exact(few.out), exact(all_.out)] == [exact(answer) for answer in expected]
        assert {*few.err.splitlines()} <= {*all_.err.splitlines()}
    elif way.gets == BOUNDED:
        for found, good_answer in zip((few.out, all_.out), expected, strict=True):
            assert "unknown_codes" in found
            wide = bounds(found)
            for key, (low, high) in bounds(good_answer).items():
                assert wide[key][0] <= low <= high <= wide[key][1]
    else:
        assert (few.out, all_.out) == ("", "")
        assert few.err == all_.err


def test_the_table_tells_of_every_way_and_of_no_other(table):
    assert [*table] == [*WAYS]


def test_all_of_them_are_written_with_an_index(tmp_path):
    main(tmp_path)
    index = (tmp_path / "index.md").read_text(encoding="utf-8")

    assert index.count("\n") == len(WAYS) + 2
    assert all(f"| {name} | `sto " in index for name in WAYS)
    assert len([*tmp_path.iterdir()]) == len(WAYS) + 1


def test_inspect_names_the_column_that_is_kept_out(tmp_path):
    found = run("inspect", *WAYS["an unknown column"].write(tmp_path))

    assert found.code == 0
    assert "note            Columns that this layout does not have were not read: 'OPMERKING'." in found.out


# --- WHAT HAPPENS MEANWHILE ---


def test_a_file_that_grows_while_it_is_read_is_never_half_of_it(tmp_path):
    """Every answer is that of the whole file: until it is whole, its last row is cut or the file changed."""
    content, file = PUPILS.read(), tmp_path / PUPILS.name
    question = ("technical-share", file, "--format", "csv")
    file.write_bytes(content)
    whole = run(*question)
    # Cut in mid-row, so that what is there at first is no file that anybody published.
    file.write_bytes(content[: len(content) // 2])
    done = threading.Event()

    def grow():
        with file.open("ab", buffering=0) as growing:
            for start in range(len(content) // 2, len(content), 500):
                growing.write(content[start : start + 500])
                time.sleep(0.002)
        done.set()

    writer = threading.Thread(target=grow)
    writer.start()
    while not done.is_set():
        found = run(*question)
        assert found == whole or (found.code, found.out) == (3, "")
        assert found == whole or re.search("changed while|row is too short|is not a count|a quote", found.err)
    writer.join()
    assert run(*question) == whole


def test_a_file_that_is_written_to_while_it_is_read_is_refused(tmp_path, monkeypatch):
    file = tmp_path / PUPILS.name
    file.write_bytes(PUPILS.read())
    read_rows = one_file.read_rows

    def touching(*arguments, **options):
        os.utime(file, (0, 0))
        return read_rows(*arguments, **options)

    monkeypatch.setattr(one_file, "read_rows", touching)
    found = run("technical-share", file)
    assert (found.code, found.out) == (3, "")
    assert found.err == f"sto: {file}: the file changed while sto read it; run again when it is complete.\n"


@pytest.mark.skipif(getattr(os, "geteuid", int)() == 0, reason="root may read every file")
@pytest.mark.parametrize("of_folder", [False, True], ids=["a file", "a folder"])
def test_what_may_not_be_read_is_refused(tmp_path, of_folder):
    file = tmp_path / "duo" / PUPILS.name
    file.parent.mkdir()
    file.write_bytes(PUPILS.read())
    locked = file.parent if of_folder else file
    locked.chmod(0)
    found = run("technical-share", locked)
    locked.chmod(0o700)
    assert (found.code, found.out) == (3, "")
    assert found.err == f"sto: {locked}: cannot be read (Permission denied); check the file and its permissions.\n"


@pytest.mark.parametrize("name", ["a location number that Excel made a date of", "a blank location number"])
def test_what_one_thread_finds_is_found_by_all(tmp_path, monkeypatch, name):
    """The other tests run in one thread; a file of more than 2 MB is read in as many as there are cores."""
    (file,) = WAYS[name].write(tmp_path)
    header, *rows = (line.split(b";") for line in file.read_bytes().splitlines())
    longer = [header, *([*row[:3], row[3] + b"X" * 2000, *row[4:]] for row in rows)]
    file.write_bytes(b"".join(b";".join(row) + b"\r\n" for row in longer))
    monkeypatch.setenv("POLARS_MAX_THREADS", "4")
    for _ in range(3):
        assert run_in_pipe("technical-share", file).code == 3
