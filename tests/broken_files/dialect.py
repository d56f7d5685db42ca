"""Delimiters, quotes and line ends."""

from __future__ import annotations

from tests.broken_files.registry import ANSWERED, STAFF, in_lines, of_bytes, of_lines, of_rows, text_of


@of_lines(sample=STAFF)
def saved_with_commas_so_that_decimal_commas_tore_cells_apart(lines):
    return [line.replace(";", ",") for line in lines]


@of_rows(sample=STAFF, separator=",", gets=ANSWERED)
def saved_with_commas_and_quotes(rows):
    return rows


@of_rows(separator=",", gets=ANSWERED)
def pupils_saved_with_commas(rows):
    return rows


@of_rows(separator="\t", gets=ANSWERED)
def saved_with_tabs(rows):
    return rows


@of_lines()
def every_line_in_quotes_as_if_it_were_one_cell(lines):
    return ['"' + line.replace('"', '""') + '"' for line in lines]


@of_lines()
def commas_from_some_line_on(lines):
    return [*lines[:600], *(line.replace(";", ",") for line in lines[600:])]


@of_lines()
def a_delimiter_within_a_name_without_quotes(lines):
    return [*lines[:5], lines[5].replace("Zilverweide College", "Zilverweide; College"), *lines[6:]]


@of_lines()
def an_unclosed_quote(lines):
    return [*lines[:5], lines[5].replace("Zilverweide", '"Zilverweide'), *lines[6:]]


@of_lines()
def two_unclosed_quotes_some_rows_apart(lines):
    """What stands between them would be one cell, and the rows between would be gone."""
    opened, closed = lines[5].replace("Zilverweide", '"Zilverweide'), lines[7].replace("College", 'College"')
    return [*lines[:5], opened, lines[6], closed, *lines[8:]]


@of_lines()
def an_unclosed_quote_in_the_last_row(lines):
    *rest, last = lines
    fields = last.split(";")
    return [*rest, ";".join([*fields[:2], '"' + fields[2].strip('"'), *fields[3:]])]


@of_lines()
def a_line_break_within_a_name(lines):
    return [*lines[:5], lines[5].replace("Zilverweide College", '"Zilverweide\nCollege"'), *lines[6:]]


@of_bytes(gets=ANSWERED)
def line_ends_of_unix(content):
    return content.replace(b"\r\n", b"\n")


@of_bytes(gets=ANSWERED)
def line_ends_of_both_windows_and_unix(content):
    lines = text_of(content).splitlines()
    return in_lines(lines[:600]) + in_lines(lines[600:], end="\n")


@of_bytes(gets=ANSWERED)
def line_ends_of_an_old_mac(content):
    return in_lines(text_of(content).splitlines(), end="\r")


@of_bytes()
def line_ends_of_an_old_mac_from_some_line_on(content):
    lines = text_of(content).splitlines()
    return in_lines(lines[:600]) + in_lines(lines[600:], end="\r")


@of_bytes()
def line_ends_of_an_old_mac_up_to_some_line(content):
    lines = text_of(content).splitlines()
    return in_lines(lines[:600], end="\r") + in_lines(lines[600:])


@of_lines(gets=ANSWERED)
def blank_lines_between_rows(lines):
    return [*lines[:5], "", *lines[5:], "", ""]


@of_lines(gets=ANSWERED)
def a_blank_line_between_all_rows(lines):
    return [text for line in lines for text in (line, "")]


@of_lines(gets=ANSWERED)
def rows_of_nothing_but_delimiters(lines):
    return [*lines, ";" * lines[0].count(";"), ";" * lines[0].count(";")]


@of_bytes()
def the_end_of_file_mark_of_dos(content):
    return content + b"\x1a"
