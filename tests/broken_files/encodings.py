"""Encodings and stray bytes."""

from __future__ import annotations

from tests.broken_files.registry import ANSWERED, QUOTED, in_lines, of_bytes, text_of

BOM = "\ufeff"


@of_bytes(gets=ANSWERED)
def utf_8(content):
    return text_of(content).encode()


@of_bytes(gets=ANSWERED)
def a_byte_order_mark_at_the_start(content):
    return text_of(content).encode("utf-8-sig")


@of_bytes(gets=ANSWERED)
def two_byte_order_marks_at_the_start(content):
    return (BOM + text_of(content)).encode("utf-8-sig")


@of_bytes(gets=ANSWERED)
def a_byte_order_mark_before_a_row(content):
    lines = text_of(content).splitlines()
    return in_lines([*lines[:5], BOM + lines[5], *lines[6:]], encoding="utf-8")


@of_bytes(gets=ANSWERED)
def a_byte_order_mark_before_a_count(content):
    lines = text_of(content).splitlines()
    return in_lines([*lines[:5], lines[5].replace(";26;", f";{BOM}26;"), *lines[6:]], encoding="utf-8")


@of_bytes()
def two_files_with_byte_order_marks_behind_each_other(content):
    lines = text_of(content).splitlines()
    first, second = ("\r\n".join([lines[0], *part, ""]) for part in (lines[1:600], lines[600:]))
    return (first.encode("utf-8-sig")) + second.encode("utf-8-sig")


@of_bytes()
def a_byte_order_mark_in_a_file_that_is_in_windows_1252(content):
    lines = text_of(content).splitlines()
    return in_lines(lines[:5]) + BOM.encode() + in_lines(lines[5:])


@of_bytes(gets=ANSWERED)
def utf_16(content):
    return text_of(content).encode("utf-16")


@of_bytes(gets=ANSWERED)
def utf_16_the_other_way_round(content):
    return (BOM + text_of(content)).encode("utf-16-be")


@of_bytes()
def utf_16_without_a_byte_order_mark(content):
    return text_of(content).encode("utf-16-le")


@of_bytes(gets=ANSWERED, name="utf 16 without a byte order mark, named", options=("--encoding", "utf-16-le"))
def utf_16_named(content):
    return text_of(content).encode("utf-16-le")


@of_bytes()
def utf_16_cut_within_a_character(content):
    return text_of(content).encode("utf-16")[:-1]


@of_bytes()
def utf_32(content):
    return text_of(content).encode("utf-32")


@of_bytes()
def cp850(content):
    """Of the letters in these names ü, ì and Å are no letters of Windows-1252 at all."""
    return text_of(content).replace("Zilverweide", "Zilverweidü").encode("cp850")


@of_bytes(gets=ANSWERED, misspelt=True, name="cp850 with names that only look wrong")
def cp850_readable(content):
    """The ö of cp850 is a quotation mark in Windows-1252, its ë a per mille sign; no byte is without a meaning."""
    return text_of(content).encode("cp850")


@of_bytes(gets=ANSWERED, name="cp850, named", options=("--encoding", "cp850"))
def cp850_named(content):
    return text_of(content).encode("cp850")


@of_bytes(gets=ANSWERED, misspelt=True)
def mac_roman(content):
    return text_of(content).encode("mac-roman")


@of_bytes(gets=ANSWERED, name="mac roman, named", options=("--encoding", "mac-roman"))
def mac_roman_named(content):
    return text_of(content).encode("mac-roman")


@of_bytes(gets=ANSWERED, misspelt=True)
def utf_8_saved_as_utf_8_once_more(content):
    return text_of(content).encode().decode("cp1252").encode()


@of_bytes(gets=ANSWERED, misspelt=True)
def letters_that_were_lost_before(content):
    return text_of(content).encode("ascii", errors="replace").decode().encode()


@of_bytes(gets=ANSWERED, misspelt=True)
def one_line_in_utf_8_among_lines_in_windows_1252(content):
    lines = text_of(content).splitlines()
    at = next(n for n, line in enumerate(lines) if "Högebrink" in line)
    return in_lines(lines[:at]) + in_lines(lines[at : at + 1], encoding="utf-8") + in_lines(lines[at + 1 :])


@of_bytes(gets=ANSWERED, misspelt=True)
def one_line_in_windows_1252_among_lines_in_utf_8(content):
    lines = text_of(content).splitlines()
    at = max(n for n, line in enumerate(lines) if "Mörgen" in line)
    utf_8, other = [*lines[:at], *lines[at + 1 :]], lines[at : at + 1]
    return in_lines(utf_8[:at], encoding="utf-8") + in_lines(other) + in_lines(utf_8[at:], encoding="utf-8")


@of_bytes(
    sample=QUOTED, name="utf 8 that is said to be cp850", options=("--encoding", "cp850"), gets=ANSWERED, misspelt=True
)
def utf_8_called_cp850(content):
    return content


@of_bytes(name="windows 1252 that is said to be utf 8", options=("--encoding", "utf-8"))
def windows_1252_called_utf_8(content):
    return content


@of_bytes()
def a_nul_byte_in_a_name(content):
    return content.replace(b"Zilverweide", b"Zilver\0weide", 1)


@of_bytes()
def a_nul_byte_far_into_the_file(content):
    return content[:-40] + b"\0" + content[-40:]


@of_bytes()
def a_block_of_nul_bytes_where_a_download_was_interrupted(content):
    return content[:100_000] + bytes(4096) + content[104_096:]


@of_bytes()
def a_nul_byte_in_a_count(content):
    return content.replace(b";26;", b";2\x006;", 1)


@of_bytes(gets=ANSWERED)
def a_hard_space_in_a_type_of_education(content):
    return content.replace(b"VMBO KL lj 3-4", b"VMBO KL\xa0lj 3-4", 1)


@of_bytes(gets=ANSWERED)
def a_character_without_width_in_a_type_of_education(content):
    return text_of(content).replace("VMBO KL lj 3-4", "VMBO\u200b KL lj 3-4", 1).encode()
