"""Rows."""

from __future__ import annotations

from tests.broken_files.registry import ANSWERED, BOYS_3, LOST_ZEROS, STAFF, of_bytes, of_lines, of_rows

TOTAL = "Totaal"


@of_bytes()
def cut_in_mid_row(content):
    return content[: content.rindex(b";Techniek;")]


@of_bytes()
def cut_within_the_last_row_before_its_last_number(content):
    return content.removesuffix(b"0\r\n")


@of_bytes(gets=ANSWERED)
def cut_before_the_end_of_the_last_line(content):
    """All fields are there, but nobody can tell whether the last one is whole."""
    return content.removesuffix(b"\r\n")


@of_lines()
def a_row_that_is_cut_in_the_middle_of_the_file(lines):
    return [*lines[:5], lines[5][:60], *lines[6:]]


@of_lines()
def a_surplus_field_in_one_row(lines):
    return [*lines[:5], lines[5] + ";7", *lines[6:]]


@of_lines()
def a_surplus_blank_field_in_one_row(lines):
    return [*lines[:5], lines[5] + ";", *lines[6:]]


@of_lines()
def a_delimiter_at_the_end_of_all_rows_but_the_header(lines):
    return [lines[0], *(f"{line};" for line in lines[1:])]


@of_lines(gets=ANSWERED)
def a_delimiter_at_the_end_of_all_lines(lines):
    return [f"{line};" for line in lines]


@of_lines()
def one_row_twice(lines):
    return [*lines[:8], lines[5], *lines[8:]]


@of_lines()
def one_row_twice_with_another_count(lines):
    return [*lines[:8], lines[5].replace(";26;", ";27;"), *lines[8:]]


@of_lines()
def all_rows_twice(lines):
    return [*lines, *lines[1:]]


@of_rows(sample=LOST_ZEROS)
def one_row_twice_once_without_its_zeros(rows):
    return [*rows, [rows[5][0], rows[5][1].zfill(2), *rows[5][2:]]]


@of_lines(sample=STAFF)
def one_row_of_staff_twice(lines):
    return [*lines, lines[5]]


@of_lines(gets=ANSWERED)
def rows_in_another_order(lines):
    return [lines[0], *reversed(lines[1:])]


def _sums(rows):
    """Add up the counts of rows, as a spreadsheet does below a table."""
    return [str(sum(int(row[at]) for row in rows)) for at in range(10, 22)]


@of_rows()
def a_total_row_below(rows):
    return [*rows, [TOTAL, *[""] * 9, *_sums(rows[1:])]]


@of_rows()
def a_total_row_with_blank_keys(rows):
    return [*rows, [*[""] * 10, *_sums(rows[1:])]]


@of_rows()
def a_total_row_of_a_school(rows):
    school = [row for row in rows if row[0] == "90AL"]
    return [*rows, ["90AL", "", "Totaal 90AL", *[""] * 7, *_sums(school)]]


@of_rows()
def a_total_row_of_a_location_under_onderwijstype(rows):
    location = [row for row in rows if row[:2] == ["90AL", "00"]]
    return [*rows, [*location[0][:5], TOTAL, "", "", "", "", *_sums(location)]]


@of_rows()
def a_total_row_of_a_track_under_afdeling(rows):
    track = [row for row in rows if row[:2] == ["90AL", "00"] and row[5] == "VMBO KL lj 3-4"]
    return [*rows, [*track[0][:7], TOTAL, "", "", *_sums(track)]]


@of_rows()
def a_total_row_of_havo_under_afdeling(rows):
    """AFDELING decides nothing for havo, where any is taken; the total would count its pupils again."""
    havo = [row for row in rows if row[:2] == ["90JL", "03"] and row[5] == "HAVO lj 4-5"]
    return [*rows, [*havo[0][:7], "Totaal HAVO", "", "", *_sums(havo)]]


@of_rows()
def a_total_row_of_havo_under_opleidingsnaam(rows):
    havo = [row for row in rows if row[:2] == ["90JL", "03"] and row[5] == "HAVO lj 4-5"]
    return [*rows, [*havo[0][:8], "9999", "Totaal HAVO", *_sums(havo)]]


@of_rows()
def a_total_row_of_an_afdeling_without_elementcode(rows):
    afdeling = [row for row in rows if row[:2] == ["90AL", "00"] and row[7] == "Zorg en welzijn"]
    return [*rows, [*afdeling[0][:8], "", "", *_sums(afdeling)]]


@of_rows()
def a_total_row_under_elementcode(rows):
    afdeling = [row for row in rows if row[:2] == ["90AL", "00"] and row[7] == "Zorg en welzijn"]
    return [*rows, [*afdeling[0][:8], "totaal", "", *_sums(afdeling)]]


@of_rows(sample=STAFF)
def a_total_row_of_staff(rows):
    return [*rows, ["VO", "", TOTAL, "", "", *["1000"] * 6, *["800,0"] * 6, *["10"] * 6]]


@of_rows(sample=STAFF)
def a_total_row_of_staff_under_functiegroep(rows):
    return [*rows, [*rows[3][:3], TOTAL, "", *rows[3][5:]]]


@of_rows(sample=STAFF)
def a_total_row_of_staff_under_profiel(rows):
    return [*rows, [*rows[3][:4], TOTAL, *rows[3][5:]]]


@of_rows(sample=STAFF)
def a_total_row_of_staff_with_a_blank_profiel(rows):
    """Profiles add up to it, so that it would count all teachers of the institution again."""
    teachers = [row for row in rows if row[2:4] == ["90AL", "Onderwijsgevend personeel"]]
    persons = [str(sum(int(row[at]) for row in teachers if row[at] != "*")) for at in range(5, 11)]
    return [*rows, [*teachers[0][:4], "", *persons, *["50,0"] * 6, *["9"] * 6]]


@of_rows()
def pupils_in_a_grade_that_the_track_does_not_have(rows):
    """The counts of one row moved two columns to the left."""
    at = rows[0].index(BOYS_3)
    rows[5][at - 2 :] = [*rows[5][at:], "0", "0"]
    return rows
