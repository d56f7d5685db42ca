"""What is no file, or no table."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

from tests.broken_files.registry import PUPILS, on_disk

_2_GB = 1 << 31


def _named(folder, content):
    file = folder / PUPILS.name
    file.write_bytes(content)
    return [file]


@on_disk()
def nothing_there(folder):
    return [folder / PUPILS.name]


@on_disk()
def an_empty_file(folder):
    return _named(folder, b"")


@on_disk()
def a_blank_line_and_nothing_else(folder):
    return _named(folder, b"\r\n")


@on_disk()
def an_empty_folder(folder):
    return [folder]


@on_disk()
def a_folder_in_place_of_a_file(folder):
    (folder / PUPILS.name).mkdir()
    return [folder / PUPILS.name]


@on_disk()
def a_folder_without_a_file_of_duo(folder):
    (folder / "lijst.csv").write_text("naam;waarde\na;1\n")
    return [folder]


@on_disk()
def a_broken_link(folder):
    (folder / PUPILS.name).symlink_to("verplaatst.csv")
    return [folder / PUPILS.name]


@on_disk()
def a_broken_link_in_a_folder(folder):
    """The year that it stood for would be missing without a word."""
    (folder / "leerlingen-2020.csv").symlink_to("verplaatst.csv")
    _named(folder, PUPILS.read())
    return [folder]


@on_disk()
def a_link_to_itself(folder):
    (folder / PUPILS.name).symlink_to(PUPILS.name)
    return [folder / PUPILS.name]


@on_disk()
def a_device_without_an_end(folder):
    (folder / PUPILS.name).symlink_to("/dev/zero")
    return [folder / PUPILS.name]


@on_disk()
def a_device_with_nothing_in_it(folder):
    (folder / PUPILS.name).symlink_to("/dev/null")
    return [folder / PUPILS.name]


@on_disk(name="dev zero")
def dev_zero(_):
    return [Path("/dev/zero")]


@on_disk()
def a_pipe_that_nobody_writes_to(folder):
    os.mkfifo(folder / PUPILS.name)
    return [folder / PUPILS.name]


@on_disk()
def a_pipe_in_a_folder(folder):
    os.mkfifo(folder / "leerlingen-2020.csv")
    _named(folder, PUPILS.read())
    return [folder]


@on_disk()
def a_line_of_2_gb(folder):
    """Nothing but NUL bytes below a header and a thousand rows: a file of 2 GB that takes up no room on the disk."""
    (file,) = _named(folder, PUPILS.read())
    os.truncate(file, _2_GB)
    return [file]


@on_disk()
def a_line_of_2_gb_in_utf_8(folder):
    (file,) = _named(folder, PUPILS.read().decode("cp1252").encode())
    os.truncate(file, _2_GB)
    return [file]


@on_disk()
def a_header_of_2_gb(folder):
    (file,) = _named(folder, b"x" * 100_000)
    os.truncate(file, _2_GB)
    return [file]


@on_disk()
def a_line_of_40_mb(folder):
    return _named(folder, PUPILS.read() + b"x" * 40_000_000)


@on_disk()
def a_line_of_20_mb(folder):
    return _named(folder, PUPILS.read() + b"x" * 20_000_000)


@on_disk()
def a_web_page_that_says_that_the_file_is_gone(folder):
    return _named(folder, b"<!DOCTYPE html>\n<html><head><title>404 Niet gevonden</title></head></html>\n")


@on_disk()
def a_picture(folder):
    return _named(folder, b"\x89PNG\r\n\x1a\n" + bytes(range(256)))


@on_disk()
def a_pdf(folder):
    return _named(folder, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n")


@on_disk()
def an_old_spreadsheet_that_is_called_csv(folder):
    return _named(folder, bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504))


@on_disk()
def a_zip_that_was_cut_off(folder):
    return _named(folder, b"PK\x03\x04" + bytes(200))


@on_disk()
def a_gzip_that_was_cut_off(folder):
    return _named(folder, gzip.compress(PUPILS.read(), mtime=0)[:1000])
