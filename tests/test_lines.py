"""What is one row: where quotes may stand, where a line ends, which lines are blank."""

from __future__ import annotations

import csv
import json

import pytest

from sto_cli.reading.load import load
from tests.drawing import TEACHERS, enrolment_text, run, staffing_text, write

GOOD = enrolment_text()
"""20 pupils in PIE and 20 in Zorg en welzijn: 20 ÷ 40."""
HEADER, FIRST, SECOND = GOOD.splitlines()
OF_2023 = (
    enrolment_text(layout="2016")
    .replace("LWOO INDICATIE", "SAMENWERKINGSVERBAND PASSEND ONDERWIJS VO")
    .replace("ELEMENTCODE", "ERKENDE OPLEIDINGSCODE")
)


def lines(*drawn):
    return "".join(f"{line}\n" for line in drawn)


def refusal(folder, text, *options, name="leerlingen-2019.csv", command="technical-share", newline="\r\n"):
    """Give the first sentence of a refusal, with the path as FILE."""
    file = write(folder / name, text, newline=newline)
    found = run(command, file, *options)
    assert (found.code, found.out) == (3, "")
    return found.err.splitlines()[0].replace(str(file), "FILE")


def answer(folder, text, *options, name="leerlingen-2019.csv", newline="\r\n", encoding="cp1252"):
    """Give numerator and denominator, and what stderr says."""
    file = write(folder / name, text, newline=newline, encoding=encoding)
    found = run("technical-share", file, "--format", "json", *options)
    assert found.code == 0, found.err
    (row,) = json.loads(found.out)["rows"]
    return (row["numerator"], row["denominator"]), found.err.replace(str(file), "FILE")


# --- QUOTES ---

_ASTRAY = (
    'has a quote (") in a place where no field begins or ends; put the whole field in quotes and double those within it, '
    "or remove them."
)
_NAME, _NUMBER = "INSTELLINGSNAAM VESTIGING", "LEER- OF VERBLIJFSJAAR 3 - MAN"


@pytest.mark.parametrize(
    ("before", "after", "column", "shown"),
    [
        ("School Één", '""School Één""', _NAME, '""School Één""'),
        ("School Één", '"School" Één', _NAME, '"School" Één'),
        ("School Één", '"School""', _NAME, None),
        ("School Één;UTRECHT", 'School"Één;UTR"ECHT', _NAME, 'School"Één'),
        (";12;", ';"1"2;', _NUMBER, '"1"2'),
        (";12;", ';""12"";', _NUMBER, '""12""'),
        ("School Één", '"School" ' + 31 * "x", _NAME, '"School" ' + 31 * "x"),
        ("School Één", '"School" ' + 40 * "x", _NAME, '"School" ' + 31 * "x" + "…"),
        ("\n00AA;", '\n"00"AA;', "BRIN NUMMER", '"00"AA'),
        ("School Één", 'S"ch"oo"l', _NAME, None),
    ],
    ids=[
        "doubled outside",
        "closed too early",
        "closed twice",
        "over a delimiter",
        "a count",
        "around a count",
        "40 characters",
        "more",
        "in the first field",
        "three within a name",
    ],
)
def test_a_quote_in_a_place_where_no_field_begins_or_ends_is_refused(tmp_path, before, after, column, shown):
    value = f"'{shown}'".replace("…'", "'…")
    expected = f"sto: FILE, line 2, column {column}: {value} {_ASTRAY}"
    if shown is None:
        expected = (
            'sto: FILE, line 2: a quote (") is opened and not closed on this line, so sto cannot separate the rows '
            "after it; close it or remove it."
        )
    assert refusal(tmp_path, GOOD.replace(before, after, 1)) == expected


@pytest.mark.parametrize(
    "name",
    ['School "Één"', 'De "School" Één', '"School ""Één"""', '"School; Één"', '""""', "School 'Één'"],
    ids=["at the end", "inside", "doubled", "a delimiter", "a quote alone", "apostrophes"],
)
@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_quotes_in_pairs_within_a_name_are_letters_and_round_a_field_they_hold_it_together(tmp_path, name, newline):
    assert answer(tmp_path, GOOD.replace("School Één", name), newline=newline) == ((20, 40), "")


@pytest.mark.parametrize(
    ("name", "read"),
    [('De "School" Één', 'De "School" Één'), ('School "Één"', 'School "Één"'), ('"De ""S"""', 'De "S"')],
)
def test_a_name_is_shown_without_the_quotes_that_hold_it(tmp_path, name, read):
    file = write(tmp_path / "leerlingen-2019.csv", GOOD.replace("School Één", name))
    found = run("technical-share", file, "--by", "location", "--format", "json")
    assert read in json.loads(found.out)["rows"][0].values()


def test_a_quote_that_closes_in_another_field_of_staff_is_refused(tmp_path):
    text = staffing_text().replace(f"00AA;{TEACHERS}", f'"00AA"x;{TEACHERS}', 1)
    assert refusal(tmp_path, text, name="personeel.csv", command="fte-change") == (
        f"sto: FILE, line 2, column BRIN NUMMER: '\"00AA\"x' {_ASTRAY}"
    )


# --- ENDS OF LINES ---

_BARE_CR = "the line has a bare CR inside it, so it may be more than one row; remove it, or save the file with one kind of line end."


@pytest.mark.parametrize("newline", ["\r\n", "\n"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (";12;", ";12\r;"),
        (";12;", ";<5\r;"),
        ("UTRECHT", "UTR\rECHT"),
        ("\n00AA;", "\n00AA\r;"),
        (";0\n", ";0\r\r\n"),
        (";0;0\n", ";0\r0\n"),
        (";12;", ';"1\r2";'),
    ],
    ids=[
        "after a count",
        "after a mask",
        "in a name",
        "after a key",
        "twice at the end",
        "for a delimiter",
        "in quotes",
    ],
)
def test_a_cr_within_a_line_is_refused_though_polars_drops_it(tmp_path, newline, before, after):
    assert refusal(tmp_path, GOOD.replace(before, after, 1), newline=newline) == f"sto: FILE, line 2: {_BARE_CR}"


def test_a_cr_within_a_line_of_staff_is_no_mask(tmp_path):
    text = staffing_text().replace(";20;10,0;", ";*\r;10,0;")
    assert refusal(tmp_path, text, name="personeel.csv", command="fte-change") == f"sto: FILE, line 2: {_BARE_CR}"


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("\n", "\r\n", 2),
        f"{HEADER}\n{FIRST}\r\n{SECOND}\n",
        f"{HEADER}\r\n{FIRST}\n{SECOND}\r\n",
        GOOD.removesuffix("\n"),
        GOOD.replace("\n", "\r\n").removesuffix("\n"),
    ],
    ids=["LF at the end", "CRLF once", "LF once", "no end", "CR at the end of the file"],
)
def test_a_line_may_end_in_lf_or_crlf_whatever_the_others_do(tmp_path, text):
    assert answer(tmp_path, text, newline="\n")[0] == (20, 40)


# --- FIELDS TOO MANY OR TOO FEW ---


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (SECOND.replace(";6631;", ";6631;x;"), "long, 23 fields where the header has 22"),
        (f"{SECOND};", "long, 23 fields where the header has 22"),
        (SECOND.removesuffix(";0"), "short, 21 of 22 fields"),
        (SECOND.replace("School Één;", ""), "short, 21 of 22 fields"),
    ],
    ids=["all counts moved", "a blank one at the end", "the last is gone", "the name is gone"],
)
def test_a_row_of_another_length_is_refused(tmp_path, row, fault):
    assert refusal(tmp_path, lines(HEADER, FIRST, row)) == (
        f"sto: FILE, line 3: the row is too {fault}; was the file cut off, or a name with the delimiter left unquoted?"
    )


def test_a_row_too_long_does_not_make_up_for_one_too_short(tmp_path):
    text = lines(HEADER, FIRST.removesuffix(";0"), f"{SECOND};0")
    assert refusal(tmp_path, text).startswith("sto: FILE, line 2: the row is too short, 21 of 22 fields")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (SECOND.replace("School Één", '"School" Één'), 'a quote (") in a place where no field begins or ends'),
        (SECOND.replace("School Één", '"School Één'), 'a quote (") is opened and not closed'),
        (SECOND.replace("School", "Sch\rool"), "a bare CR within the line"),
        (SECOND.removesuffix(";0"), "too short, 21 of 22 fields"),
        (f"{SECOND};0", "too long, 23 fields where the header has 22"),
    ],
    ids=["astray", "open", "CR", "short", "long"],
)
def test_a_line_that_is_left_out_is_written_with_what_is_wrong_with_it(tmp_path, row, reason):
    rejected = tmp_path / "rejected.csv"
    file = write(tmp_path / "leerlingen-2019.csv", lines(HEADER, FIRST, row))
    assert run("technical-share", file, "--rejects", rejected).code == 1  # it answers, and says that rows are missing
    with rejected.open(encoding="utf-8-sig", newline="") as file:
        (found,) = csv.DictReader(file)
    assert (found["line"], found["reason"], found["row"]) == ("3", reason, row.replace("\r", r"\r"))


# --- BLANKS ---


@pytest.mark.parametrize("blank", ["", " ", "\t ", ";" * 21, f" {';' * 21} ", ";;", '"";""', '" "'])
@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_a_line_of_blanks_delimiters_and_empty_quotes_is_no_row(tmp_path, blank, newline):
    text = lines(HEADER, FIRST, blank, SECOND)
    assert answer(tmp_path, text, newline=newline) == ((20, 40), "note: FILE: 1 blank line was skipped.\n")


def test_a_sheet_of_blank_lines_with_their_delimiters_is_passed_over(tmp_path):
    text = lines(HEADER, FIRST, SECOND) + f"{';' * 21}\n" * ((1 << 20) - 3)
    assert answer(tmp_path, text, newline="\n") == ((20, 40), "note: FILE: 1,048,573 blank lines were skipped.\n")


@pytest.mark.parametrize("quoted", ["", '""'])
def test_a_blank_count_of_2023_may_stand_in_quotes(tmp_path, quoted):
    found, said = answer(tmp_path, OF_2023.replace(";12;", f";{quoted};"), name="leerlingen-2023.csv")
    assert found == (8, 28)  # 12 of 20 technical pupils are gone
    assert said == "note: FILE: 1 blank count was read as 0, as this layout writes it.\n"


@pytest.mark.parametrize("column", ["School Één", "UTRECHT", "Utrecht;", "Techniek"])
def test_a_blank_in_quotes_is_a_blank(tmp_path, column):
    """A name, a place, a province, a sector."""
    end = ";" * column.endswith(";")
    shown = []
    for blank in ("", '""'):
        file = write(tmp_path / "leerlingen-2019.csv", GOOD.replace(column, blank + end))
        shown.append(run("pupils", file, "--by", "location,province,sector", "--format", "json"))
    assert shown[0].code == 0
    assert json.loads(shown[0].out)["rows"] == json.loads(shown[1].out)["rows"]


def test_a_blank_count_in_quotes_is_a_blank(tmp_path):
    assert refusal(tmp_path, GOOD.replace(";12;", ';"";')) == (
        f"sto: FILE, line 2, column {_NUMBER}: a blank is not a count; a whole number or '<5' was expected."
    )


def test_a_space_in_quotes_is_a_blank_count_of_2023(tmp_path):
    """So are `""` and nothing at all: 8 of 28 pupils are left."""
    for blank in ("", '""', '" "'):
        text = OF_2023.replace(";12;", f";{blank};")
        numbers, found = answer(tmp_path, text, name="leerlingen-2023.csv")
        assert numbers == (8, 28)
        assert "blank count" in found


# --- KEYS AND COUNTS ---


@pytest.mark.parametrize("before", ["School Één", ";12;", "UTRECHT"])
@pytest.mark.parametrize("above", [0, 1_000], ids=["at the top", "far down"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_nul_is_refused_wherever_it_stands(tmp_path, before, above, encoding):
    others = [FIRST.replace(";6121;", f";{code:04};") for code in range(above)]
    spoilt = FIRST.replace(before, before[:2] + "\0" + before[2:])
    file = write(tmp_path / "leerlingen-2019.csv", lines(HEADER, *others, spoilt), encoding=encoding)
    found = run("technical-share", file)
    assert (found.code, found.out) == (3, "")
    assert "NUL" in found.err


def test_a_name_may_have_a_plus_sign(tmp_path):
    numbers, _ = answer(tmp_path, GOOD.replace("School Één", "School+"))
    assert numbers == (20, 40)


@pytest.mark.parametrize("name", ["School Één", "School +"], ids=["the only plus", "another one"])
def test_a_count_with_a_plus_sign_is_refused_though_polars_reads_it(tmp_path, name):
    text = GOOD.replace("School Één", name).replace(";12;", ";+12;")
    assert refusal(tmp_path, text) == (
        f"sto: FILE, line 2, column {_NUMBER}: '+12' is not a count; a whole number or '<5' was expected."
    )


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("00AA;00;", "00AA;00AA00;", "00AA 00"),
        ("00AA;00;", "00AA;0;", "00AA 00"),
        (";6121;", ";06121;", None),
        (";0021;", ";21;", "00AA 00"),
    ],
    ids=["with its BRIN", "without its zero", "another code", "a code without its zeros"],
)
def test_a_key_that_is_written_in_another_way_is_the_same_key(tmp_path, before, after, key):
    first = FIRST if before in FIRST else FIRST.replace(";6121;", before)
    text = lines(HEADER, first, SECOND, first.replace(before, after, 1))
    if key is None:
        assert answer(tmp_path, text)[0] == (40, 60)
    else:
        found = refusal(tmp_path, text)
        assert found.startswith(f"sto: FILE, line 4: '{key} VMBO KL lj 3-4 ")
        assert "is already on line 2" in found


@pytest.mark.parametrize(
    ("before", "after", "column", "shown"),
    [
        ("\n00AA;00;", "\n٠0AA;00;", "BRIN NUMMER", "٠0AA"),
        ("\n00AA;00;", "\n00AA;٠0;", "VESTIGINGSNUMMER", "٠0"),
        (";12;", ";1٢;", _NUMBER, "1٢"),
    ],
)
def test_digits_of_another_script_are_no_digits(tmp_path, before, after, column, shown):
    """They are digits to a regular expression, so that a location would be counted under a number of its own."""
    file = tmp_path / "leerlingen-2019.csv"
    file.write_text(GOOD.replace(before, after), encoding="utf-8")
    found = run("technical-share", file)
    assert (found.code, found.out) == (3, "")
    assert f"line 2, column {column}: '{shown}' is no" in found.err


def test_an_elementcode_in_digits_of_another_script_tells_rows_apart_only(tmp_path):
    numbers, found = answer(tmp_path, GOOD.replace(";6121;", ";612١;"), encoding="utf-8")
    assert numbers == (20, 40)
    assert "1 row has an education code that is not four digits" in found


def test_the_first_row_must_keep_the_rules_too(tmp_path):
    assert refusal(tmp_path, GOOD.replace("\n00AA;00;School Één;UTRECHT", "\n;;;")) == (
        "sto: FILE, line 2, column BRIN NUMMER: a blank is not a BRIN; two digits and two capitals were expected."
    )


def test_what_is_odd_in_columns_that_no_question_reads_is_remarked_on(tmp_path):
    text = GOOD.replace(";Utrecht;", ";Atlantis;").replace(";6121;", ";6631;")
    numbers, found = answer(tmp_path, text)
    assert numbers == (20, 40)
    (note,) = [line for line in found.splitlines() if line.startswith("note: FILE: ")]
    assert "1 row has an ELEMENTCODE of another profile" in note


def test_an_unknown_province_is_bounded_where_provinces_are_asked_for_only(tmp_path):
    """20 technical pupils in Atlantis may be of Utrecht, where 0 of 20 are."""
    file = write(tmp_path / "leerlingen-2019.csv", GOOD.replace(";Utrecht;", ";Atlantis;", 1))
    whole = json.loads(run("technical-share", file, "--format", "json").out)["rows"][0]
    assert (whole["value"], whole["marks"]) == (0.5, None)
    by_province = json.loads(run("technical-share", file, "--by", "province", "--format", "json").out)["rows"]
    (utrecht,) = [row for row in by_province if row["province"] == "Utrecht"]
    assert (utrecht["low"], utrecht["high"]) == (0.0, 0.5)
    assert "unknown_codes" in utrecht["marks"]


def test_rows_without_a_province_are_remarked_on_by_number(tmp_path):
    one = lines(HEADER, FIRST.replace(";Utrecht;", ";;"), SECOND)
    both = lines(HEADER, FIRST.replace(";Utrecht;", ";;"), SECOND.replace(";Utrecht;", ";;"))
    for text, remark in ((one, "1 row has no province."), (both, "2 rows have no province.")):
        numbers, found = answer(tmp_path, text)
        assert numbers == (20, 40)
        assert found.splitlines()[-1] == f"note: FILE: {remark}"


def test_a_row_that_calls_itself_a_total_is_refused_and_one_in_capitals_too(tmp_path):
    for total in ("Totaal VMBO", "TOTAAL"):
        found = refusal(tmp_path, lines(HEADER, FIRST, SECOND.replace("VMBO KB", total)))
        assert f"line 3, column OPLEIDINGSNAAM: '{total}' is a total" in found


# --- ENCODING ---


def test_a_file_that_turns_out_to_be_no_utf_8_far_below_is_taken_for_windows_1252(tmp_path):
    """The first 64 kB are all ASCII; É comes after that."""
    fewer = FIRST.replace(";12;", ";2;").replace(";8;", ";3;")
    rows = [fewer.replace("00AA;00;School Één", f"00AA;{number:02};School") for number in range(100)]
    rows += [row.replace("00AA", brin) for brin in ("00AB", "00AC", "00AD", "00AE", "00AF") for row in rows]
    file = write(tmp_path / "leerlingen-2019.csv", lines(HEADER, *rows, SECOND))
    assert len(lines(HEADER, *rows)) > 1 << 16
    (report,) = load([file]).files
    assert (report.encoding, report.rows) == ("cp1252", 601)


@pytest.mark.parametrize("options", [(), ("--encoding", "utf-8")], ids=["byte order mark", "said"])
def test_a_header_that_is_not_in_its_encoding_is_refused(tmp_path, options):
    file = tmp_path / "leerlingen-2019.csv"
    mark = b"" if options else b"\xef\xbb\xbf"
    file.write_bytes(mark + GOOD.encode().replace(b"OPLEIDINGSNAAM", b"OPLEIDINGSNA\xe9M"))
    found = run("technical-share", file, *options)
    assert found.code == 3
    assert "line 1: byte 0xe9 has no meaning in utf-8" in found.err


# --- LARGE COUNTS ---


@pytest.mark.parametrize("count", [999_999_999, 4_294_967_290])
def test_counts_add_up_beyond_what_32_bits_hold(tmp_path, count):
    rows = [("00AA", "00", "KL", "PIE", f"61{number}", {"3m": count}) for number in range(21, 27)]
    text = enrolment_text([*rows, ("00AA", "00", "KL", "Groen", "6721", {"3m": 6 * count})])
    # 6 times the count in PIE, and in Groen as much in one cell, which is refused where it has more than 32 bits itself
    small = enrolment_text([*rows, ("00AA", "00", "KL", "Groen", "6721", {"3m": count})])
    assert answer(tmp_path, small)[0] == (6 * count, 7 * count)
    assert "is not a count" in refusal(tmp_path, text)
