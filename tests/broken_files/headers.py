"""The header line."""

from __future__ import annotations

from tests.broken_files.registry import ANSWERED, BOYS_3, GIRLS_6, LOST_ZEROS, QUOTED, STAFF, of_lines, of_rows


@of_lines()
def a_title_above_the_header(lines):
    return ["Leerlingen per vestiging, 1 oktober 2019", *lines]


@of_lines()
def a_title_and_a_blank_line_above_the_header(lines):
    return ["Leerlingen per vestiging, 1 oktober 2019", "", *lines]


@of_lines()
def a_blank_line_above_the_header(lines):
    return ["", *lines]


@of_lines()
def a_hint_for_excel_above_the_header(lines):
    return ["sep=;", *lines]


@of_lines()
def two_header_rows(lines):
    return [lines[0], *lines]


@of_lines()
def a_second_header_row_of_years(lines):
    return [lines[0], "2019" + ";2019" * lines[0].count(";"), *lines[1:]]


@of_lines()
def two_files_pasted_together(lines):
    return [*lines[:600], lines[0], *lines[600:]]


@of_lines(sample=STAFF)
def two_header_rows_of_staff(lines):
    return [lines[0], *lines]


@of_lines()
def no_header_at_all(lines):
    return lines[1:]


@of_lines()
def nothing_but_a_header(lines):
    return lines[:1]


@of_lines()
def a_header_above_a_blank_line(lines):
    return [lines[0], ""]


@of_rows(gets=ANSWERED)
def a_renamed_column(rows):
    rows[0][rows[0].index("VMBO SECTOR")] = "SECTOR"
    return rows


@of_rows()
def a_renamed_count_column(rows):
    rows[0][rows[0].index(BOYS_3)] = "LEERJAAR 3 - MAN"
    return rows


@of_rows(gets=ANSWERED)
def every_column_renamed(rows):
    return [[name.lower().replace(" ", "_") for name in rows[0]], *rows[1:]]


@of_rows(sample=STAFF)
def a_renamed_column_of_staff(rows):
    rows[0][rows[0].index("FUNCTIEGROEP")] = "FUNCTIE"
    return rows


@of_rows()
def a_missing_column(rows):
    at = rows[0].index("AFDELING")
    return [row[:at] + row[at + 1 :] for row in rows]


@of_rows()
def two_missing_columns(rows):
    at = rows[0].index("AFDELING")
    return [row[:at] + row[at + 2 :] for row in rows]


@of_rows()
def a_missing_header_above_cells_that_are_there(rows):
    at = rows[0].index("AFDELING")
    return [rows[0][:at] + rows[0][at + 1 :], *rows[1:]]


@of_rows()
def a_blank_header(rows):
    rows[0][rows[0].index("AFDELING")] = ""
    return rows


@of_rows()
def a_doubled_column(rows):
    at = rows[0].index("AFDELING")
    return [[*row, row[at]] for row in rows]


@of_rows()
def a_doubled_count_column(rows):
    at = rows[0].index(BOYS_3)
    return [[*row, row[at]] for row in rows]


@of_rows()
def two_headers_swapped(rows):
    """Pupils of grade 3 would count as those of grade 6."""
    left, right = rows[0].index(BOYS_3), rows[0].index(GIRLS_6)
    rows[0][left], rows[0][right] = GIRLS_6, BOYS_3
    return rows


@of_rows()
def headers_moved_one_to_the_right(rows):
    return [["", *rows[0][:-1]], *rows[1:]]


@of_rows(gets=ANSWERED)
def columns_in_another_order(rows):
    return [row[::-1] for row in rows]


@of_rows(gets=ANSWERED, sample=STAFF)
def columns_of_staff_in_another_order(rows):
    return [row[7:] + row[:7] for row in rows]


@of_rows(gets=ANSWERED)
def an_unknown_column(rows):
    return [[*row, "x" if n else "OPMERKING"] for n, row in enumerate(rows)]


@of_rows(gets=ANSWERED)
def an_unknown_column_without_a_name(rows):
    """Written by programs that number rows."""
    return [[str(n or ""), *row] for n, row in enumerate(rows)]


@of_rows(gets=ANSWERED)
def two_unknown_columns_with_the_same_name(rows):
    return [["x" if n else "OPMERKING", *row, "y" if n else "OPMERKING"] for n, row in enumerate(rows)]


@of_rows(gets=ANSWERED)
def a_total_column(rows):
    return [[*row, str(sum(map(int, row[10:]))) if n else "TOTAAL"] for n, row in enumerate(rows)]


@of_rows(gets=ANSWERED)
def stray_spaces_around_headers(rows):
    return [[f"  {name.replace(' ', '  ')} " for name in rows[0]], *rows[1:]]


@of_rows(gets=ANSWERED)
def headers_with_hard_spaces(rows):
    return [[name.replace(" ", "\xa0") for name in rows[0]], *rows[1:]]


@of_rows(gets=ANSWERED)
def headers_in_small_letters(rows):
    return [[name.lower() for name in rows[0]], *rows[1:]]


@of_rows(gets=ANSWERED, sample=LOST_ZEROS)
def headers_in_quotes(rows):
    return [[name.title() for name in rows[0]], *rows[1:]]


@of_lines(gets=ANSWERED, sample=QUOTED)
def headers_without_the_quotes_around_them(lines):
    return [lines[0].replace('"', ""), *lines[1:]]
