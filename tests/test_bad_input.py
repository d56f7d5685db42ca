"""Bad input and the exact sentence that it gets, and what looks odd but is fine.

Every file is drawn good and then spoiled in one place, so that the test shows what is wrong with it. Files that are broken
as a user may break them are in `test_broken.py`; here is what needs a drawing, an option or a look at other columns.
"""

from __future__ import annotations

import json

import pytest

from tests.drawing import (
    CARE,
    HINT,
    PIE,
    STAFF,
    TEACHERS,
    enrolment,
    enrolment_text,
    run,
    staffing,
    staffing_text,
    write,
)

GOOD = enrolment_text()
HEADER, FIRST, SECOND = GOOD.splitlines()
THIRD = enrolment_text([("00CC", "02", "BL", "Groen", "6711", {"3m": 20})]).splitlines()[1]
STAFF_TEXT = staffing_text()


def lines(*drawn):
    return "".join(f"{line}\n" for line in drawn)


def refused(folder, text, *options, name="leerlingen-2019.csv", command="technical-share", code=3, **form):
    """Give the complaint about a file, with the path as FILE; nothing may go to stdout."""
    file = folder / name
    if isinstance(text, bytes):
        file.write_bytes(text)
    else:
        write(file, text, **form)
    found = run(command, file, *options)
    assert (found.code, found.out) == (code, "")
    # What one may do next where rows are wrong is asked for in tests/test_rejects.py.
    return found.err.replace(str(file), "FILE").removesuffix("\n").removesuffix(f"\n{HINT}")


def staff_refused(folder, text, *options, command="fte-change", code=3):
    return refused(folder, text, *options, name="personeel.csv", command=command, code=code)


def complaint(code, *arguments):
    """Give the complaint about a command line."""
    found = run(*arguments)
    assert (found.code, found.out) == (code, "")
    return found.err.removesuffix("\n")


# --- HEADERS ---


def test_an_exam_file_by_subject_is_no_layout_and_the_nearest_one_is_named(tmp_path):
    header = (
        "SCHOOLJAAR;BRIN NUMMER;VESTIGINGSNUMMER;INSTELLINGSNAAM VESTIGING;GEMEENTENAAM;PLAATSNAAM;PROVINCIE;"
        "ONDERWIJSTYPE VO;VAKCODE;AFKORTING VAKNAAM;VAKNAAM"
    )
    assert refused(tmp_path, lines(header, "2018;00AA;00;School;Utrecht;UTRECHT;Utrecht;HAVO;11;netl;Nederlands")) == (
        "sto: FILE: not a DUO layout that sto knows; the nearest is duo-07 2015, without "
        "'LEERWEG VMBO', 'AFDELING', 'EXAMENKANDIDATEN' (see sto catalog sources)."
    )


def test_a_header_that_has_nothing_in_common_with_a_layout_has_no_nearest_one(tmp_path):
    assert refused(tmp_path, lines("naam;waarde", "a;1")) == (
        "sto: FILE: not a DUO layout that sto knows; none of its columns is a DUO column (see sto catalog sources)."
    )


# --- YEARS ---

MANY = [
    (f"{number:02}AA", "00", "KL", "Groen", "6721", {"3m": 10 + number, "4v": 1 + number % 4}) for number in range(100)
]
"""As many rows as two years do not have with the same counts by chance."""


def two_years(folder, rows, other):
    """Write the rows of 2019 and others, in another order, under the name of 2020; ask for both, by location."""
    enrolment(folder, rows, year="2019")
    enrolment(folder, other[::-1], year="2020")
    return run("pupils", folder, "--by", "location", "--format", "csv")


def test_every_count_of_a_year_once_more_is_that_year_under_a_wrong_name(tmp_path):
    found = two_years(tmp_path, MANY, MANY)
    assert found.code == 3
    assert "leerlingen-2020.csv: every count of 2020-2021 is the same as that of 2019-2020 in " in found.err


def test_the_same_rows_with_one_other_count_are_another_year(tmp_path):
    *others, (brin, number, track, programme, code, _) = MANY
    other = [*others, (brin, number, track, programme, code, {"3m": 10, "4v": 5})]
    assert two_years(tmp_path, MANY, other).code == 0


def test_the_same_total_in_other_cells_is_another_year(tmp_path):
    # 10 + 1 and 11 + 2 against 11 + 2 and 10 + 1: two locations changed places
    first, second, *others = MANY
    swapped = [(*first[:5], second[5]), (*second[:5], first[5]), *others]
    assert two_years(tmp_path, MANY, swapped).code == 0


def test_the_same_printed_counts_beside_other_masks_are_another_year(tmp_path):
    def with_mask(grade):
        return [(*row[:5], row[5] | {grade: "<5"}) for row in MANY]

    assert two_years(tmp_path, with_mask("3v"), with_mask("4m")).code == 0
    assert two_years(tmp_path, with_mask("3v"), with_mask("3v")).code == 3


def test_fewer_rows_than_that_may_be_the_same_by_chance(tmp_path):
    assert two_years(tmp_path, MANY[1:], MANY[1:]).code == 0


def test_file_year_tells_it(tmp_path):
    file = write(tmp_path / "leerlingen.csv", GOOD)
    found = run("technical-share", file, "--file-year", "leerlingen.csv=2019", "--format", "csv")
    assert (found.code, found.err) == (0, "")
    assert "2019-2020" in found.out


def test_file_year_for_a_file_that_is_not_read_is_a_mistake(tmp_path):
    assert refused(tmp_path, GOOD, "--file-year", "elders.csv=2018", code=2) == (
        "sto: --file-year elders.csv=2018: no file with that name is read; check the spelling."
    )


# --- ROWS ---

_CUT_OFF = "was the file cut off, or a name with the delimiter left unquoted?"


@pytest.mark.parametrize(
    ("row", "complaint_"),
    [
        (SECOND.removesuffix(";0"), f"the row is too short, 21 of 22 fields; {_CUT_OFF}"),
        ("00AA;" + "x" * 50_000, f"the row is too short, 2 of 22 fields; {_CUT_OFF}"),
        (f"{SECOND};7;8;9;10", f"the row is too long, 26 fields where the header has 22; {_CUT_OFF}"),
    ],
    ids=[
        "one field less",
        "a very long field",
        "four fields more",
    ],
)
def test_a_row_of_another_length_is_named_by_its_line(tmp_path, row, complaint_):
    assert refused(tmp_path, lines(HEADER, FIRST, row)) == f"sto: FILE, line 3: {complaint_}"


# --- COUNTS ---


def test_only_the_first_ten_of_many_mistakes_are_listed(tmp_path):
    rows = [("00AA", f"{number:02}", "KL", "Groen", "6721", {"3m": "?"}) for number in range(12)]
    found = refused(tmp_path, enrolment_text(rows)).splitlines()
    assert found == [
        f"sto: FILE, line {line}, column LEER- OF VERBLIJFSJAAR 3 - MAN: '?' is not a count; a whole number or '<5' was "
        "expected."
        for line in range(2, 12)
    ] + ["sto: FILE: 2 more of the same kinds."]


# --- KEYS AND CODES ---


@pytest.mark.parametrize("brin", ["AA00", "00AAA", "00A1"])
def test_a_key_that_is_no_brin_is_refused(tmp_path, brin):
    assert refused(tmp_path, GOOD.replace("\n00AA", f"\n{brin}")) == (
        f"sto: FILE, line 2, column BRIN NUMMER: '{brin}' is not a BRIN; two digits and two capitals were expected."
    )


def test_a_newer_layout_is_blamed_under_its_own_header(tmp_path):
    assert refused(tmp_path, enrolment_text(layout="2024").replace('"00AA"', '"0AA"'), name="leerlingen-2024.csv") == (
        "sto: FILE, line 2, column INSTELLINGSCODE: '0AA' is not a BRIN; two digits and two capitals were expected."
    )


@pytest.mark.parametrize("number", ["A", "0A", "-1"])
def test_a_wrong_location_number_is_refused(tmp_path, number):
    assert refused(tmp_path, GOOD.replace("00AA;00", f"00AA;{number}")) == (
        f"sto: FILE, line 2, column VESTIGINGSNUMMER: '{number}' is not a location number; one or two digits, or the BRIN "
        "and two digits, were expected."
    )


def test_an_unknown_afdeling_of_havo_does_not_matter(tmp_path):
    file = enrolment(tmp_path, [PIE, ("00AA", "00", "HAVO lj 4-5", "Iets nieuws", "0370", {"4m": 3})])
    assert run("technical-share", file).code == 0


# --- FILES AND FOLDERS ---


@pytest.mark.parametrize(
    ("name", "content"),
    [("README.md", b"# Data\n"), ("personeel.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 9)],
    ids=["text", "old spreadsheet"],
)
def test_another_file_in_a_folder_is_passed_over_by_name(tmp_path, name, content):
    enrolment(tmp_path)
    (tmp_path / name).write_bytes(content)
    found = run("technical-share", tmp_path)
    assert found.code == 0
    assert found.err.startswith(f"note: skipped {tmp_path / name}: ")


def test_a_spreadsheet_in_a_folder_is_passed_over_by_inspect_and_calibrate_too(tmp_path):
    enrolment(tmp_path)
    (tmp_path / "personeel.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 9)
    inspected = run("inspect", tmp_path)

    assert inspected.code == 0
    assert "skipped: " in inspected.out
    assert run("calibrate", tmp_path).code == 0


def test_a_damaged_file_in_a_folder_is_not_passed_over(tmp_path):
    enrolment(tmp_path)
    damaged = write(tmp_path / "leerlingen-2020.csv", GOOD.replace("AFDELING", "RICHTING"))
    assert complaint(3, "technical-share", tmp_path) == (
        f"sto: {damaged}: this version does not know the layout, which is nearest to duo-01 2019; these columns are new: 'RICHTING'; "
        "these are missing: 'AFDELING'. --catalog can name them, and sto inspect --share prints what to send."
    )


# --- BYTES ---


@pytest.mark.parametrize("spelling", ["UTF-8", "utf8"])
def test_utf_8_is_not_forced_on_a_file_that_is_not(tmp_path, spelling):
    assert refused(tmp_path, GOOD, "--encoding", spelling) == (
        "sto: FILE, line 2: byte 0xc9 has no meaning in utf-8; name the encoding of the file with --encoding, for "
        "instance cp850."
    )


def test_a_header_that_is_no_utf_8_behind_its_mark_is_refused_whether_its_name_is_needed_or_not(tmp_path):
    for name in (b"OPLEIDINGSNAAM", b"AFDELING"):
        content = GOOD.encode("utf-8-sig").replace(name, name[:3] + b"\xff" + name[3:])
        assert refused(tmp_path, content) == (
            "sto: FILE, line 1: byte 0xff has no meaning in utf-8; name the encoding of the file with --encoding, for "
            "instance cp850."
        )


@pytest.mark.parametrize("encoding", ["nonsense", "rot13", "base64"])
def test_an_encoding_that_is_none_of_text_is_a_mistake_of_the_command_line(tmp_path, encoding):
    assert refused(tmp_path, GOOD, "--encoding", encoding, code=2) == (
        f"sto: --encoding {encoding}: this encoding does not exist; try utf-8, cp1252 or cp850."
    )


def test_a_bare_cr_within_the_header_is_refused(tmp_path):
    assert refused(tmp_path, GOOD.replace("AFDELING", "AFD\rELING")) == (
        "sto: FILE: some lines end in a bare CR and some in LF, so sto cannot separate the rows; save the file with one kind "
        "of line end."
    )


# --- FINE: THE SAME ANSWER ---


@pytest.fixture
def answer(tmp_path):
    """Answer from a drawing, as CSV and with what stderr says of FILE."""

    def answer_from(text, **form):
        file = write(tmp_path / "leerlingen-2019.csv", text, **form)
        named = ("--file-year", "leerlingen-2019.csv=2019")  # whatever the layout
        found = run("technical-share", file, "--by", "province,profile", "--format", "csv", *named)
        assert found.code == 0, found.err
        return found.out, found.err.replace(str(file), "FILE")

    return answer_from


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("School Één", '"School; Één"'),
        GOOD.replace("School Één", '"School ""Één"""'),
        enrolment_text(layout="2016"),
        enrolment_text(layout="2024"),
    ],
    ids=[
        "a quoted delimiter",
        "a quoted quote",
        "layout of 2016",
        "layout of 2024",
    ],
)
def test_quotes_and_the_layout_do_not_change_the_answer(answer, text):
    assert answer(text) == answer(GOOD)


@pytest.mark.parametrize(
    ("trail", "note"),
    [
        ("\n  \n", "note: FILE: 2 blank lines were skipped.\n"),
        (f"{';' * 21}\n\n", "note: FILE: 2 blank lines were skipped.\n"),
    ],
    ids=["spaces", "separators and blank"],
)
def test_blank_lines_at_the_end_are_passed_over_by_name(answer, trail, note):
    assert answer(GOOD + trail) == (answer(GOOD)[0], note)


def test_the_mask_is_read_in_every_layout(tmp_path):
    for year, layout in (("2018", "2016"), ("2019", "2019"), ("2024", "2024")):
        enrolment(tmp_path, [("00AA", "00", "KL", "Groen", "6721", {"3m": "<5", "4v": 9})], year=year, layout=layout)
    found = run("pupils", tmp_path, "--format", "csv").out.splitlines()
    header, *rows = [line.split(",") for line in found]
    assert [(row[header.index("low")], row[header.index("high")]) for row in rows] == [("10.0", "13.0")] * 3


# --- STAFFING ---


def test_a_point_that_another_amount_settles_is_a_decimal_point(tmp_path):
    text = STAFF_TEXT.replace("10,0", "1.204").replace("12,5", "12.5").replace("20,0", "20").replace("15,0", "15")
    found = run("fte-change", write(tmp_path / "personeel.csv", text), "--year", "2018", "--format", "csv")
    assert (found.code, found.err) == (0, "")
    assert ",1.204," in found.out


@pytest.mark.parametrize("printed", ["tien", "<5", "1,5 fte"])
def test_an_fte_that_is_no_amount_is_refused(tmp_path, printed):
    assert staff_refused(tmp_path, staffing_text([("VO", 1, "00AA", TEACHERS, "PIE", 20, printed, 2, 20, 12, 5)])) == (
        f"sto: FILE, line 2, column FTE'S 2018: '{printed}' is not an amount; a number such as 12,5 or '*' was expected."
    )


@pytest.mark.parametrize(("persons", "entrants"), [("*", "5"), ("0", "1")])
def test_more_side_entrants_than_persons_are_refused(tmp_path, persons, entrants):
    text = STAFF_TEXT.replace(";20;12,5;5", f";{persons};*;{entrants}")
    assert staff_refused(tmp_path, text, command="side-entrants") == (
        f"sto: FILE, line 2, column ZIJ-INSTROMERS 2023: '{entrants}' is more than PERSONEN 2023 on the same row."
    )


def test_a_staffing_file_is_blamed_under_its_own_header(tmp_path):
    assert staff_refused(tmp_path, STAFF_TEXT.replace("00AA", "0AA", 1)) == (
        "sto: FILE, line 2, column BRIN NUMMER: '0AA' is not a BRIN; two digits and two capitals were expected."
    )


_NO_PROFILE_NOTE = (
    "note: FILE: There is no PROFIEL column, so a split into technical and other cannot be computed from this file.\n"
)


@pytest.mark.parametrize(
    ("command", "indicator"), [("fte-change", "fte_change"), ("side-entrants", "side_entrant_rate")]
)
def test_without_profiel_a_technical_split_is_refused_and_the_total_offered(tmp_path, command, indicator):
    whole = staffing_text(STAFF[:1], without=["PROFIEL"])
    assert staff_refused(tmp_path, whole, command=command) == (
        f"{_NO_PROFILE_NOTE}sto: FILE: the file has no PROFIEL column, so {indicator} cannot be split by profile; give a file "
        "that has one (DUO's own files for vo have no PROFIEL) or use --definition total."
    )
    assert run(command, tmp_path, "--definition", "total").code == 0


def test_the_total_by_profile_is_not_answered_with_the_total_again(tmp_path):
    whole = staffing_text(STAFF[:1], without=["PROFIEL"])
    assert staff_refused(tmp_path, whole, "--definition", "total", "--by", "profile") == (
        f"{_NO_PROFILE_NOTE}sto: FILE: the file has no PROFIEL column, so fte_change cannot be split by profile; give a file "
        "that has one (DUO's own files for vo have no PROFIEL) or leave out --by profile."
    )


def test_without_functiegroep_fte_offers_all_staff(tmp_path):
    text = staffing_text(without=["FUNCTIEGROEP"])
    assert staff_refused(tmp_path, text) == (
        "sto: FILE: the file has no FUNCTIEGROEP column, so fte_change cannot be split by role; give a file that has one "
        "or use --definition all-staff."
    )
    assert run("fte-change", tmp_path, "--definition", "all-staff").code == 0


def test_without_functiegroep_side_entrants_are_offered_no_definition_that_is_not_there(tmp_path):
    assert staff_refused(tmp_path, staffing_text(without=["FUNCTIEGROEP"]), command="side-entrants") == (
        "sto: FILE: the file has no FUNCTIEGROEP column, so side_entrant_rate cannot be split by role; give a file that has "
        "one."
    )


@pytest.mark.parametrize(
    ("command", "indicator", "column"),
    [("fte-change", "fte_change", "FTE'S"), ("side-entrants", "side_entrant_rate", "ZIJ-INSTROMERS")],
)
def test_a_staffing_file_without_the_amount_says_which_column_it_lacks(tmp_path, command, indicator, column):
    text = staffing_text(without=[f"{column} 2018", f"{column} 2023"])
    assert staff_refused(tmp_path, text, command=command) == (
        f"sto: {indicator}: the files have staffing data, but no column {column} for any year; give a file that has it."
    )


@pytest.fixture
def partly_out_of_scope(tmp_path):
    out = [
        ("VO", "1", "bovenschools", TEACHERS, "PIE", 5, "5,0", 0, 5, "5,0", 0),
        ("BAO", "2", "10ZZ", TEACHERS, "PIE", 5, "vijf", 0, 5, "5,0", 0),
        ("BAO", "2", "11ZZ", TEACHERS, "PIE", 5, "5,0", 0, 5, "5,0", 0),
    ]
    return staffing(tmp_path, [*STAFF, *out])


def test_boards_and_other_school_types_are_out_of_scope(partly_out_of_scope, tmp_path):
    (tmp_path / "alone").mkdir()
    assert run("fte-change", partly_out_of_scope) == run("fte-change", staffing(tmp_path / "alone"))


def test_rows_out_of_scope_are_counted_with_their_reason(partly_out_of_scope):
    account = "5 = 2 used + 2 out of scope (ONDERWIJSTYPE BAO) + 1 out of scope (a board as a whole (bovenschools)) + 0 rejected"
    assert account in run("inspect", partly_out_of_scope).out


def test_machines_get_the_reasons_of_rows_out_of_scope_too(partly_out_of_scope):
    found = run("inspect", partly_out_of_scope, "--format", "json").out
    assert '"ONDERWIJSTYPE BAO": 2' in found
    assert '"a board as a whole (bovenschools)": 1' in found


# --- THE COMMAND LINE ---


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--definition", "mine"],
            (
                "sto: --definition mine: technical_share has no such definition; it has letter, grade3, hard, sector, "
                "sector-grade3, all-vmbo."
            ),
        ),
        (
            ["--by", "colour"],
            (
                "sto: --by colour: no such column here; choose from province, municipality, rmc, labour_market_region, "
                "sto_region, track, profile, sector, grade, sex, brin, location"
            ),
        ),
        (["--where", "province"], "sto: --where province: write COLUMN=VALUE, for instance province=Utrecht."),
        (["--where", "province="], "sto: --where province=: write COLUMN=VALUE, for instance province=Utrecht."),
        (["--from", "2019"], "sto: --from and --to go together; give both years of the change."),
        (["--to", "2019"], "sto: --from and --to go together; give both years of the change."),
        (
            ["--from", "2019", "--to", "2018"],
            "sto: --from 2019-2020 --to 2018-2019: the first year must come before the last.",
        ),
        (
            ["--from", "2019", "--to", "2019-2020"],
            "sto: --from 2019-2020 --to 2019-2020: the first year must come before the last.",
        ),
        (
            ["--year", "abc"],
            "sto: 'abc' is not a school year; write 2019-2020, 2019/20, or 2019 for the count of 1 October 2019.",
        ),
        (
            ["--year", "2019-2021"],
            "sto: '2019-2021' is not a school year: 2021 does not follow 2019; write 2019-2020 or 2019.",
        ),
        (
            ["--output", "x.pdf"],
            "sto: --output x.pdf: sto writes no form with this ending; end it in .txt, .csv, .json, .md, .html, .parquet, .xlsx, .svg, .png or add --format.",
        ),
        (["--file-year", "x"], 'sto: --file-year x: write FILE=YEAR, for instance "leerlingen.csv=2019-2020".'),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_on_the_command_line_exits_2(tmp_path, options, message):
    enrolment(tmp_path)
    assert complaint(2, "technical-share", tmp_path, *options) == message


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["technical-share", "--format", "xml"],
            "Invalid value for '--format': 'xml' does not exist; choose from table, csv, json, markdown, html, parquet, xlsx, svg, png",
        ),
        (["technical-share", "--wher", "x=y"], "No such option: --wher"),
        (["technical-sharing"], "No such command 'technical-sharing'."),
        (["technical-share", "--year"], "Option '--year' requires an argument."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_the_command_line_does_not_know_exits_2(arguments, message):
    words = complaint(2, *arguments).replace("│", " ").split()
    assert message in " ".join(words)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--year", "2030"],
            "sto: technical_share: the files have no enrolment data for 2030-2031; they have 2019-2020.",
        ),
        (
            ["--from", "2019", "--to", "2030"],
            "sto: technical_share: the files have no enrolment data for 2030-2031; they have 2019-2020.",
        ),
        (
            ["--where", "province=Zeeland"],
            "sto: --where province=Zeeland: the data has no such province; it has Utrecht.",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_the_data_does_not_hold_exits_3(tmp_path, options, message):
    enrolment(tmp_path)
    assert complaint(3, "technical-share", tmp_path, *options) == message


@pytest.mark.parametrize("years", ["2030", "2019,2030"])
def test_a_report_does_not_pass_over_a_year_that_is_not_there(tmp_path, years):
    enrolment(tmp_path)
    assert complaint(3, "report", tmp_path, "--year", years) == (
        "sto: the files have no data for 2030-2031; they have 2019-2020."
    )


def test_data_of_another_kind_is_no_answer(tmp_path):
    staffing(tmp_path, STAFF)
    assert complaint(3, "technical-share", tmp_path) == (
        "sto: technical_share: the files have no enrolment data; name a file that has (sto inspect shows the layout of each file)."
    )


def test_a_refused_file_does_not_stop_inspect_but_makes_it_exit_3(tmp_path):
    enrolment(tmp_path, [PIE, CARE])
    write(tmp_path / "leerlingen-2020.csv", GOOD.replace(";12;", ";zes;"))
    found = run("inspect", tmp_path)
    assert found.code == 3
    assert "rows            2 = 2 used + 0 out of scope + 0 rejected" in found.out
    assert "'zes' is not a count; a whole number or '<5' was expected." in found.out


def test_inspect_counts_what_a_file_holds_of_each_school_year(tmp_path):
    """20 pupils of PIE, 16 and a masked cell of care, and an unknown profile, which is none of the profiles counted."""
    care = ("00BB", "01", "GL", "Zorg en welzijn", "6631", {"3m": 16, "4v": "<5", "PROVINCIE VESTIGING": "Drenthe"})
    new = ("00BB", "01", "GL", "Ruimtevaart", "6632", {"3m": 7, "PROVINCIE VESTIGING": "Drenthe"})
    enrolment(tmp_path, [PIE, care, new])
    staffing(tmp_path)

    screen = run("inspect", tmp_path).out
    assert "holds           2019-2020: 44–47 pupils, 2 locations, 2 profiles, 2 provinces\n" in screen
    assert "holds           2018-2019: 40 persons, 1 institutions, 2 profiles\n" in screen
    in_dutch = run("inspect", tmp_path, "--lang", "nl").out
    assert "bevat           2019-2020: 44–47 leerlingen, 2 vestigingen, 2 profielen, 2 provincies\n" in in_dutch
    pupils, staff = json.loads(run("inspect", tmp_path, "--format", "json").out)
    assert (pupils["holds"][0]["low"], pupils["holds"][0]["high"], pupils["holds"][0]["location"]) == (44, 47, 2)
    assert [year["school_year"] for year in staff["holds"]] == ["2018-2019", "2023-2024"]


def test_inspect_lists_unknown_codes_with_the_number_of_rows_that_carry_each(tmp_path):
    rows = [("00AA", f"{number:02}", "KL", "Ruimtevaart", "6121", {"3m": 3}) for number in range(12)]
    rows.append(("00BB", "00", "GL", "Groene techniek", "6121", {"3m": 3}))
    rows.append(("00CC", "00", "KL", "Groen", "6121", {"3m": 3, "VMBO SECTOR": "Luchtvaart"}))
    enrolment(tmp_path, rows)
    screen = run("inspect", tmp_path).out

    assert "unknown code    VMBO SECTOR 'Luchtvaart' (rows: 1" in screen
    assert "unknown code    AFDELING 'Ruimtevaart' (rows: 12" in screen
    assert "unknown code    AFDELING 'Groene techniek' (rows: 1" in screen


# --- WHICH FAULT IS NAMED ---


def test_the_first_ten_faults_are_shown_in_their_order_and_the_others_counted(tmp_path):
    """Nine rows with one count that is none, then one with two, so that the tenth to be shown is the first of these."""
    rows = [(f"00A{letter}", *PIE[1:5], {"3m": "x"}) for letter in "ABCDEFGHI"]
    text = enrolment_text([*rows, ("00AJ", *PIE[1:5], {"3m": "y", "4v": "z"})])
    shown = refused(tmp_path, text).splitlines()[:11]
    assert [line.split(": ")[2].split(" is ")[0] for line in shown[:10]] == ["'x'"] * 9 + ["'y'"]
    assert shown[10] == "sto: FILE: 1 more of the same kinds."


def test_of_keys_that_stand_twice_the_one_whose_copy_comes_first_is_named(tmp_path):
    """The copy of line 3 comes on line 4, that of line 2 on line 5."""
    header, first, second = enrolment_text().splitlines()
    assert refused(tmp_path, f"{header}\n{first}\n{second}\n{second}\n{first}\n").startswith(
        "sto: FILE, line 4: '00BB 01 VMBO GL lj 3-4 6631' is already on line 3, and 2 keys in this file occur more than once"
    )
