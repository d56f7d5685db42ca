"""stdin, stdout and stderr as the machine gives them: in any encoding, closed, full, or with nobody who reads on."""

from __future__ import annotations

import codecs
import contextlib
import errno
import io
import os
import shutil
import sys
import unicodedata
from textwrap import TextWrapper
from typing import TextIO

from sto_cli import system

UNWRITABLE = {errno.EBADF, errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""What the system says when what is written has no place to go."""

STAND_INS = {
    **dict(zip("−–…→×÷±≈≥≤", ("-", "..", "...", ">", "*", "/", "+-", "=~", ">=", "<="), strict=True)),
    **dict(zip("✓✗†‡┊│─·²€", ("v", "x", "^", "#", "|", "!", "=", ".", "^2", "EUR"), strict=True)),
    **dict(zip("▁▂▃▄▅▆▇█", "12345678", strict=True)),
    **dict(zip("‘’“”„", ("`", "'", '"', "''", ",,"), strict=True)),
}
"""What stands on a terminal for a sign that its code page lacks; no two have the same, nor one that verdicts have."""
_ERRORS = "sto"


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    """Write a sign as its stand-in, a letter without its accent, and anything else as a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    sign = error.object[error.start]
    plain = "".join(each for each in unicodedata.normalize("NFKD", sign) if each.isascii())
    return STAND_INS.get(sign) or plain or "?", error.start + 1


codecs.register_error(_ERRORS, _stand_in)


def prepare() -> tuple[TextIO, TextIO]:
    """Write UTF-8 with LF into pipes and files on every machine; a terminal that knows less gets `STAND_INS`.

    A closed stdout refuses what is written to it, since an answer would be lost; a closed stderr takes it.
    Gives both, as they are now.
    """
    system.fill_gaps()
    if sys.stdout is None:
        sys.stdout = _Closed()
    if sys.stderr is None:  # print() would write to stdout in its place
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  # stays open, as stderr does
    sys.stdout, sys.stderr = _in_utf_8(sys.stdout), _in_utf_8(sys.stderr)
    return sys.stdout, sys.stderr


def _in_utf_8(stream: TextIO) -> TextIO:
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    if isinstance(stream.buffer, io.RawIOBase):
        # Under PYTHONUNBUFFERED, Python drops what the system did not take at once: half an answer, and no error.
        stream = io.TextIOWrapper(io.BufferedWriter(stream.buffer), stream.encoding, line_buffering=True)
    encoding, newline = (None, None) if stream.isatty() else ("utf-8", "\n")  # on Windows Python would write CRLF
    stream.reconfigure(encoding=encoding, errors=_ERRORS, newline=newline)
    return stream


def complain(text: str) -> None:
    """Say something on stderr, if anything can be said there; on a terminal no line breaks within a word."""
    with contextlib.suppress(OSError):
        lines = text.splitlines()
        if sys.stderr.isatty():
            width = shutil.get_terminal_size().columns
            filler = TextWrapper(width, break_long_words=False, break_on_hyphens=False)
            lines = [line if line.startswith(" ") else filler.fill(line) for line in lines]
        print("\n".join(lines), file=sys.stderr, flush=True)


def let_go(written: tuple[TextIO, TextIO]) -> None:
    """Drop what cannot be written, so that Python does not try once more, and complain, when it ends."""
    for stream in written:
        try:
            stream.flush()
        except OSError:
            system.drop(stream)


class _Closed(io.StringIO):
    def write(self, _: str) -> int:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
