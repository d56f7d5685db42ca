"""What somebody made to do harm: archives and workbooks that burst, and names that come alive."""

import copy
import csv
import gzip
import io
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import fastexcel
import pytest
import xlsxwriter

from sto_cli.reading import limits
from sto_cli.reading.load import sample_folder
from tests.drawing import CARE, PIE, enrolment, enrolment_text, run, write

MB = 10**6
ZEROS = b"\0" * MB


def refused(file, *options):
    """Give the complaint about a file, with the path as FILE; nothing may go to stdout."""
    found = run("technical-share", file, *options)
    assert (found.code, found.out) == (3, ""), found.err
    return found.err.replace(str(file), "FILE").removesuffix("\n")


def zipped(file, members, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name) if isinstance(name, str) else name, content, method)
    return file


# --- WHAT BURSTS ---

RATIO = re.compile(
    r"sto: FILE: ([0-9,]+) times its own size, once unpacked, more than the 200 that sto reads; DUO's files have at most 18, "
    "so check whether this is the right file."
)


def is_too_dense(complaint):
    """See that a file is refused as soon as it is more than 200 times as large as it was, and 64 MB."""
    return bool(match := RATIO.fullmatch(complaint)) and int(match[1].replace(",", "")) > 200


@pytest.mark.parametrize("pieces", [1, 70], ids=["one piece", "70 pieces behind each other"])
def test_a_gzip_bomb_is_refused(tmp_path, pieces):
    """70 MB of zeros in 70 KB, a thousand to one."""
    bomb = tmp_path / "leerlingen-2019.csv.gz"
    bomb.write_bytes(gzip.compress(ZEROS * (70 // pieces)) * pieces)
    assert is_too_dense(refused(bomb))


def test_unpacking_stops_at_the_limit(tmp_path):
    """A gigabyte would come out; the system gives the process 500 MB of addresses above what it starts with."""
    bomb = tmp_path / "leerlingen-2019.csv.gz"
    bomb.write_bytes(gzip.compress(ZEROS * 10) * 100)
    program = (
        "import polars, resource, sys; from sto_cli.cli.main import main;"
        "own = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize();"
        "resource.setrlimit(resource.RLIMIT_AS, (own + 500_000_000,) * 2); sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "technical-share", str(bomb)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 3, done.stderr
    assert is_too_dense(done.stderr.replace(str(bomb), "FILE").removesuffix("\n"))


def test_a_zip_bomb_is_refused(tmp_path):
    bomb = zipped(tmp_path / "duo.zip", {"leerlingen-2019.csv": ZEROS * 70})
    assert is_too_dense(refused(bomb))


def test_members_that_share_one_place_count_each(tmp_path):
    """One megabyte of zeros, listed 70 times."""
    bomb = zipped(tmp_path / "duo.zip", {"leerlingen-2019.csv": ZEROS})
    with zipfile.ZipFile(bomb, "a") as archive:
        archive.filelist += [copy.copy(archive.filelist[0]) for _ in range(69)]
        archive.writestr("leesmij.txt", "")
    assert is_too_dense(refused(bomb))


def test_a_zip_that_says_less_than_it_holds_gives_no_more_than_it_says(tmp_path):
    file = zipped(tmp_path / "duo.zip", {"leerlingen-2019.csv": enrolment_text().encode()})
    size = len(enrolment_text().encode()).to_bytes(4, "little")
    content = file.read_bytes()
    assert content.count(size) == 2
    file.write_bytes(content.replace(size, (100).to_bytes(4, "little")))
    assert refused(file) == (
        "sto: FILE: the archive is damaged or locked (Bad CRC-32 for file 'leerlingen-2019.csv'); "
        "download it again, or unpack it yourself."
    )


def test_packed_files_in_a_zip_count_with_it(tmp_path):
    """The zip says 35 + 35 KB; each member is a gzip file that becomes 35 MB."""
    packed = gzip.compress(ZEROS * 35)
    bomb = zipped(tmp_path / "duo.zip", {"a-2018.csv.gz": packed, "b-2019.csv.gz": packed}, zipfile.ZIP_STORED)
    assert is_too_dense(refused(bomb, "--encoding", "cp850"))


def test_thousands_of_entries_are_refused(tmp_path):
    bomb = zipped(tmp_path / "duo.zip", {f"{number}.txt": b"" for number in range(1001)})
    assert refused(bomb) == (
        "sto: FILE: 1,001 files in one archive, more than the 1,000 that sto reads; DUO's files have at most 1, so check whether "
        "this is the right file."
    )


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_comes_out_in_one_piece_is_not_unpacked(tmp_path, method):
    file = zipped(tmp_path / "duo.zip", {"leerlingen-2019.csv": b"x"}, method)
    assert refused(file) == (
        "sto: FILE: 'leerlingen-2019.csv' is packed in a way that sto does not read; unpack it yourself."
    )


def test_honest_files_are_far_from_the_limit():
    """50 years one behind the other are as dense as one: gzip looks back no further than a few hundred rows."""
    for file in [*sample_folder().glob("*.csv"), *sample_folder().glob("layouts/*.zip")]:
        content = file.read_bytes()
        if file.suffix == ".zip":
            with zipfile.ZipFile(file) as archive:
                assert sum(member.file_size for member in archive.infolist()) < 40 * len(content)
        else:
            assert len(content) < 40 * len(gzip.compress(content))
    assert len(content) * 50 < 40 * len(gzip.compress(content * 50))


def test_a_pipe_without_an_end_is_let_go(monkeypatch):
    monkeypatch.setattr(limits, "BYTES", limits.BYTES._replace(most=5 * MB))
    with subprocess.Popen(["yes"], stdout=subprocess.PIPE) as endless:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(endless.stdout))
        found = run("report", "-")
        endless.kill()
    assert (found.code, found.out) == (3, "")
    assert found.err.startswith("sto: -: 5,")
    assert "bytes of text, more than the 5,000,000 that sto reads" in found.err


# --- WORKBOOKS ---


def workbook(file, *, sheet=None, **options):
    """Write a workbook; `sheet` is the inside of its one sheet as XML, in place of a single cell."""
    made = file.with_suffix(".made")
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet("blad").write(0, 0, "x")
    with zipfile.ZipFile(made) as parts:
        members = {name: parts.read(name) for name in parts.namelist()}
    if sheet is not None:
        page = "xl/worksheets/sheet1.xml"
        before, rest = members[page].split(b"<sheetData>")
        members[page] = before + b"<sheetData>" + sheet + b"</sheetData>" + rest.split(b"</sheetData>")[1]
    for name, (old, new) in options.items():
        page = f"xl/{name}.xml"
        assert old in members[page]
        members[page] = members[page].replace(old, new)
    return zipped(file, members)


FAR = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("sheet", "cells"),
    [
        (FAR, "17,179,869,184"),
        (FAR.replace(b'"', b"'").replace(b"r=", b"r \n="), "17,179,869,184"),
        (b"<row/>" * 2000 + b"<row>" + b"<c/>" * 3000 + b"<c><v>1</v></c></row>", "6,005,001"),
        (b'<row><c t="n"' + b" " * 400_000 + b'r="XFD400"><v>1</v></c></row>', "6,569,984"),
    ],
    ids=["far", "far in another spelling", "far by counting", "far behind white space"],
)
def test_a_sheet_with_cells_far_apart_is_refused_before_room_is_made_for_all_between(tmp_path, sheet, cells):
    """The reader of workbooks asks for 400 GB for two cells, and the system ends the process."""
    file = workbook(tmp_path / "personeel.xlsx", sheet=sheet)
    assert file.stat().st_size < 20_000
    assert refused(file) == (
        f"sto: FILE: {cells} cells in one sheet, filled or not, more than the 5,000,000 that sto reads; DUO's files have at most "
        "400,000, so check whether this is the right file."
    )


@pytest.mark.parametrize(("limit", "most"), [("SHEETS", 0), ("CELLS", 0), ("SHEETS", 1), ("CELLS", 1)])
def test_a_workbook_may_have_so_many_sheets_and_cells(tmp_path, monkeypatch, limit, most):
    """It has one sheet, with one cell: with a limit of one it is read, and is no layout."""
    monkeypatch.setattr(limits, limit, getattr(limits, limit)._replace(most=most))
    complaint = refused(workbook(tmp_path / "personeel.xlsx"))
    assert (f"1 {'sheets in one workbook' if limit == 'SHEETS' else 'cells in one sheet'}" in complaint) == (most == 0)


def test_a_workbook_that_lists_its_sheet_thousands_of_times_is_refused_before_any_is_read(tmp_path):
    """20,000 names for one sheet, in 100 KB, took over a minute."""
    many = b"".join(b'<sheet name="s%d" sheetId="%d" r:id="rId1"/>' % (number, number) for number in range(2, 202))
    file = workbook(tmp_path / "personeel.xlsx", workbook=(b"</sheets>", many + b"</sheets>"))
    assert "201 sheets in one workbook, more than the 100 that sto reads" in refused(file)


def test_a_workbook_that_bursts_is_refused(tmp_path):
    file = workbook(tmp_path / "personeel.xlsx", sheet=b" " * 70 * MB)
    assert is_too_dense(refused(file))


def test_a_sheet_that_is_called_like_a_file_is_not_that_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    enrolment(tmp_path)
    workbook(tmp_path / "personeel.xlsx", workbook=(b'name="blad"', b'name="/etc/passwd"'))
    found = run("init", ".", "-o", "sto.toml")
    assert found.code == 0, found.err
    assert [entry["files"] for entry in tomllib.loads(Path("sto.toml").read_text())["input"]] == [["leerlingen*.csv"]]
    assert "skipped personeel.xlsx/_etc_passwd: not a DUO layout" in run("report", ".", "--all").err


# --- NAMES IN AN ARCHIVE ---


def a_link():
    link = zipfile.ZipInfo("leerlingen-2019.csv")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    return link


def nameless():
    member = zipfile.ZipInfo("x")
    member.filename = ""
    return member


@pytest.mark.parametrize(
    "member",
    ["../leerlingen-2019.csv", "a/../../x.csv", "/etc/passwd", "C:\\x.csv", "C:x.csv", "\\\\host\\x.csv", "a\\..\\x.csv",
     a_link(), nameless()],
    ids=["up", "up and up", "absolute", "on a drive", "beside a drive", "on a host", "up, for Windows", "link", "nameless"],
)  # fmt: skip
def test_a_member_that_leads_elsewhere_is_refused_by_name(tmp_path, member):
    file = zipped(tmp_path / "duo.zip", {"leerlingen-2018.csv": enrolment_text(), member: "/etc/passwd"})
    assert refused(file) == (
        f"sto: FILE: '{getattr(member, 'filename', member)}' is a link, or a name that leads out of the archive; "
        "unpack it yourself, and name the files that you trust."
    )


def test_a_member_whose_name_is_no_text_is_refused(tmp_path):
    file = zipped(tmp_path / "duo.zip", {"é-2019.csv": enrolment_text()})
    file.write_bytes(file.read_bytes().replace("é".encode(), b"\xe9\xe9"))
    assert refused(file).startswith("sto: FILE: the archive is damaged or locked ('utf-8' codec can't decode byte 0xe9")


def test_a_member_is_called_what_it_will(tmp_path):
    """A name of 10,000 characters would be no name for a file; one that steers a terminal is shown."""
    names = ["n" * 9990 + "-2019.csv", "=cmd|'\x1b[2J\u202e-2018.csv", "{0}{x.__class__}%s-2017.csv"]
    file = zipped(tmp_path / "duo.zip", dict.fromkeys(names, "a;b\n1;2\n") | {"leerlingen-2020.csv": enrolment_text()})
    found = run("technical-share", file)
    assert found.code == 0, found.err
    for name in (names[0], "=cmd|'\\x1b[2J\\u202e-2018.csv", names[2]):
        assert f"note: skipped {file}/{name}: not a DUO layout that sto knows\n" in found.err


# --- TEXT ---

EVIL = "=cmd|' /C calc'!A0\x1b[31m\u202e\x9b<b>[bold]x[/bold]|`*{0}{x.__class__}%s%n"
LONG = "Lang" + "ö" * 9_991 + "einde"
FORMS = ["table", "csv", "json", "markdown"]


def assert_harmless(text, form=""):
    assert not {"\x1b", "\u202e", "\x9b"} & {*text}
    if form == "csv":
        assert not [cell for row in csv.reader(io.StringIO(text)) for cell in row if cell.startswith(("=", "@", "\t"))]
    if form in {"markdown", "summary"}:
        assert "<b>" not in text or "```" in text


@pytest.fixture(scope="module")
def long_name(tmp_path_factory):
    rows = [(*PIE[:5], {**PIE[5], "INSTELLINGSNAAM VESTIGING": LONG}), CARE]
    return enrolment(tmp_path_factory.mktemp("long"), rows)


@pytest.mark.parametrize("form", ["csv", "json", "markdown"])
def test_a_name_of_10_000_characters_is_shown_whole_to_machines(long_name, form):
    assert run("technical-share", long_name, "--by", "location", "--format", form).out.count(LONG) == 1


@pytest.mark.parametrize("columns", [40, 80, None])
@pytest.mark.parametrize("command", ["technical-share", "profile-counts", "pupils"])
def test_a_name_of_10_000_characters_hides_no_number_on_a_screen(long_name, monkeypatch, command, columns):
    if columns:
        monkeypatch.setenv("COLUMNS", str(columns))
    found = run(command, long_name, "--by", "location")
    number = {"technical-share": "100.0%", "profile-counts": "1", "pupils": "20"}[command]
    lines = [line for line in found.out.splitlines() if "00AA00" in line]
    assert any(number in line.split() for line in lines)
    assert all(len(line) < 200 for line in lines)
    assert "…" in found.out or "Not shown, because the terminal is too narrow:" in " ".join(found.out.split())


def test_a_name_of_10_000_characters_goes_into_a_workbook(long_name, tmp_path):
    assert run("technical-share", long_name, "--by", "location", "-o", tmp_path / "x.xlsx").code == 0
    sheet = fastexcel.read_excel(tmp_path / "x.xlsx").load_sheet("results").to_polars()
    assert any(LONG in str(cell) for cell in sheet.row(0))


_EVIL_AS_READ = EVIL.replace("\u202e", "").replace("\x9b", "")
_EVIL_AS_SHOWN = "=cmd|' /C calc'!A0\\x1b[31m<b>[bold]x[/bold]|`*{0}{x.__class__}%s%n"


@pytest.mark.parametrize("column", ["BRIN NUMMER", "LEER- OF VERBLIJFSJAAR 3 - MAN"])
def test_a_refused_value_is_quoted_harmlessly(tmp_path, column):
    found = run("technical-share", enrolment(tmp_path, [(*PIE[:5], {**PIE[5], column: _EVIL_AS_READ}), CARE]))
    assert found.code == 3
    assert_harmless(found.err)
    assert _EVIL_AS_SHOWN in found.err


@pytest.mark.parametrize(
    ("column", "options"),
    [
        ("ONDERWIJSTYPE VO EN LEER- OF VERBLIJFSJAAR", ()),
        ("AFDELING", ()),
        ("VMBO SECTOR", ("--definition", "sector")),
        ("PROVINCIE VESTIGING", ("--by", "province")),
    ],
)
def test_an_unknown_code_is_quoted_harmlessly(tmp_path, column, options):
    file = enrolment(tmp_path, [(*PIE[:5], {**PIE[5], column: _EVIL_AS_READ}), CARE])
    for question in (("technical-share", *options), ("inspect",), ("inspect", "--share")):
        found = run(*question, file)
        assert found.code == 0
        assert_harmless(found.out + found.err)
        assert "=cmd|" in found.out + found.err


@pytest.mark.parametrize(
    "options", [["--where", f"province={EVIL}"], ["--where", f"{EVIL}=x"], ["--by", EVIL], ["--year", EVIL],
                ["--definition", EVIL], ["--file-year", f"{EVIL}=2019"], ["--encoding", EVIL], ["--decompose", EVIL],
                ["--output", EVIL], [EVIL]], ids=lambda options: options[0][:12].strip("=\x1b"),
)  # fmt: skip
def test_what_was_typed_is_quoted_harmlessly(tmp_path, options):
    found = run("technical-share", enrolment(tmp_path), *options)
    assert found.code in {2, 3}
    assert_harmless(found.err)
    assert "calc" in found.err or "column" in found.err


@pytest.mark.parametrize("form", FORMS)
def test_the_name_of_a_file_is_shown_harmlessly_in_every_form(tmp_path, form):
    file = write(tmp_path / (EVIL.replace("/", "") + "-2019.csv"), enrolment_text())
    for command in ("inspect", "report"):
        found = run(command, file, "--format", form)
        assert found.code == 0, found.err
        assert_harmless(found.out + found.err, form if form != "csv" else "")
        if command == "inspect":
            assert "calc" in found.out


@pytest.mark.parametrize("suffix", ["csv", "csv.gz"])
@pytest.mark.parametrize("where", ["~", "[ab]", "*", "?", "{a,b}", "%61", "$HOME", "file:"])
def test_a_path_is_taken_as_it_is_written(tmp_path, monkeypatch, where, suffix):
    """No home, pattern, variable or address is made of it; under what it could stand for, another file lies."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for folder, rows in ((where, (PIE, CARE)), ("home", [PIE]), ("a", [PIE])):
        Path(folder).mkdir()
        stored(enrolment(tmp_path, rows, encoding="utf-8"), Path(folder, f"leerlingen-2019.{suffix}"))
    found = run("technical-share", Path(where, f"leerlingen-2019.{suffix}"), "--format", "csv")
    assert (found.code, "20,40,0.5" in found.out) == (0, True), found


def stored(file, target):
    """Put a file where it is wanted, packed as its name says."""
    target.write_bytes(gzip.compress(file.read_bytes()) if target.suffix == ".gz" else file.read_bytes())


def test_a_file_whose_name_is_no_text_is_refused(tmp_path):
    """An old archive leaves such names: Windows-1252, where this system has UTF-8."""
    name = os.fsdecode(b"leerlingen-\xe9-2019.csv")
    (tmp_path / name).write_text(enrolment_text())
    found = run("technical-share", tmp_path)
    assert (found.code, found.err) == (
        3, f"sto: {tmp_path}/leerlingen-\\udce9-2019.csv: the name is not in UTF-8, so it cannot be printed; rename the file.\n",
    )  # fmt: skip
    found = run("technical-share", tmp_path / name)
    assert (found.code, "is not in UTF-8; write it anew, or rename the file." in found.err) == (2, True)


def claims_file(folder, text):
    quoted = json.dumps(text)
    content = f"""
title = {quoted}
[source]
title = {quoted}
publisher = {quoted}
[[claim]]
id = {quoted}
printed = "51%"
says = {quoted}
note = {quoted}
indicator = "technical_share"
definition = "letter"
definition_basis = "stated"
year = "2019-2020"
[[claim]]
id = "b"
printed = "9"
says = "x"
not_computable = {quoted}
"""
    return write(folder / "claims.toml", content, encoding="utf-8", newline="\n")


@pytest.mark.parametrize("form", [*FORMS, "junit", "sarif", "github", "summary"])
def test_claims_are_shown_harmlessly_in_every_form(tmp_path, form):
    text = EVIL + "\n::error::made up"
    claims = claims_file(tmp_path, text)
    found = run("check", claims, enrolment(tmp_path), "--format", form)
    assert found.code == 1, found.err
    assert_harmless(found.out + found.err, form)
    assert "calc" in found.out
    if form == "github":
        assert [line[:8] for line in found.out.splitlines() if line.startswith("::")] == ["::error "]
    if form == "junit":
        assert {case.get("name") for case in ET.fromstring(found.out).iter("testcase")} >= {"b"}  # noqa: S314  # our own
    if form == "json":
        assert text in {check["id"] for check in json.loads(found.out)["checks"]}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("command", [["technical-share"], ["explain", "technical-share"]], ids=lambda words: words[0])
def test_definitions_are_shown_harmlessly_in_every_form(tmp_path, command, form):
    quoted = json.dumps(EVIL)
    content = f"""
[definitions.technical_share.mine]
label = {quoted}
source = {quoted}
caveat = {quoted}
population = {{ tracks = ["BB", "KB", "GL"], grades = [3, 4] }}
parts.technical = {{ label = {quoted}, profiles = ["PIE"] }}
"""
    mine = write(tmp_path / "mine.toml", content, encoding="utf-8", newline="\n")
    options = ["--catalog", mine, "--definition", "mine", "--format", form]
    found = run(*command, enrolment(tmp_path), *options)
    assert found.code == 0, found.err
    assert_harmless(found.out + found.err, form)


# --- A NAME THAT IS TOO LONG FOR A PATH ---


@pytest.mark.parametrize(
    "arguments",
    [["report", LONG], ["report", "-o", f"{LONG}.csv"], ["match", "5%", LONG], ["check", LONG], ["check", f"{LONG}.toml"],
     ["check", "--document", LONG], ["check", "--write", LONG, "."], ["diff", LONG, LONG], ["run", LONG], ["init", LONG],
     ["init", "-o", LONG], ["report", "--small-counts", LONG]],
    ids=lambda arguments: " ".join(each[:12] for each in arguments),
)  # fmt: skip
def test_a_name_that_no_file_can_have_gets_a_sentence(tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    enrolment(tmp_path)
    given = arguments if LONG in arguments[1:2] or arguments[0] != "report" else [*arguments[:1], ".", *arguments[1:]]
    found = run(*given)
    assert found.code in {2, 3}
    assert "Traceback" not in found.err
    assert "File name too long" in found.err
