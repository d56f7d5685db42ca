"""From bytes to text in UTF-8: a byte order mark, strict UTF-8 over the whole file, Windows-1252, or what the user says.

Also names that look wrong: the file was read in a different encoding from the one it was written in, without an invalid byte.
"""

from __future__ import annotations

import codecs
import contextlib
import re
from typing import TYPE_CHECKING, NamedTuple

from sto_cli.errors import InputError, NotDuoError, UsageError
from sto_cli.language import message
from sto_cli.reading import limits

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_BINARY_WITHIN = 4096
_BLOCK = 1 << 11
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Piece(NamedTuple):
    """One text to read: a file, or a member of an archive or workbook.

    Attributes:
        path: what to call it in messages: the user's path, and below it a member or sheet.
        content: its bytes.
        named: the user named it, so that it must be recognised.
        first_line: the line (or the row of the sheet) where its header stands.
        unread: why it cannot be read here, where it may be passed over.
    """

    path: Path
    content: bytes
    named: bool
    first_line: int = 1
    unread: NotDuoError | None = None


class NotTextError(NotDuoError):
    """The file begins with bytes that no text has: a picture, an old spreadsheet."""

    kind = message("not CSV text")


class Text(NamedTuple):
    """A file as text.

    Attributes:
        path: the user's file, for messages.
        content: the text in UTF-8, without a byte order mark, its lines ending in LF or CRLF.
        encoding: the encoding it was read in (a Python codec name).
        line_end: `CRLF`, `LF` or `CR`, as the header line ends in the file.
        header: the header line, without its end.
        first_line: the line of the header in the user's file: 1, or a row of a sheet.
    """

    path: Path
    content: bytes
    encoding: str
    line_end: str
    header: str
    first_line: int

    @property
    def is_ended(self) -> bool:
        """Whether the last line has an end."""
        return self.content.endswith(b"\n")


def text_of(piece: Piece, encoding: str | None = None) -> Text:
    """Find the encoding of a file, or take the user's, and give its text.

    Raises:
        UsageError: the encoding does not exist.
        NotTextError: the file is binary.
        InputError: the file is empty, not in its encoding, or mixes kinds of line ends.
    """
    chosen, content = _in_utf8(piece, encoding)
    line, feed, _ = content.partition(b"\n")
    is_crlf = bool(feed) and line.endswith(b"\r")
    is_bare = b"\r" in line.removesuffix(b"\r") or (line.endswith(b"\r") and not feed)
    if is_bare:
        content = _with_line_feeds(piece.path, content)
        line = content.partition(b"\n")[0]
    if not line.strip():
        raise InputError(
            "{path}: the file is empty or starts with a blank line; a header line was expected.", path=piece.path
        )
    header = line.rstrip(b"\r")
    if len(header) > limits.LINE.most:
        raise limits.over(limits.LINE, len(header), piece.path, piece.first_line)
    line_end = "CR" if is_bare else "CRLF" if is_crlf else "LF"
    return Text(piece.path, content, chosen, line_end, header.decode(), piece.first_line)


def _in_utf8(piece: Piece, encoding: str | None) -> tuple[str, bytes]:
    """Climb the ladder; give the encoding and the text in UTF-8."""
    content = piece.content
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    chosen = _known(encoding) if encoding else marked or ("utf-8" if _is_utf8(content) else "cp1252")
    if not chosen.startswith("utf-16") and (at := content.find(b"\0")) >= 0:
        error = NotTextError if at < _BINARY_WITHIN else InputError
        raise error(
            message(
                "{path}: the file has NUL bytes, so it is not CSV text; save it as CSV and try again.",
                path=piece.path,
            )
        )
    if chosen == "utf-8" and not encoding:
        return chosen, content
    while chosen.startswith("utf-8") and content.startswith(codecs.BOM_UTF8):  # what is saved twice has two of them
        content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return chosen, _decoded(content, chosen)
    except UnicodeDecodeError as error:
        raise InputError(
            "{path}, line {line}: byte 0x{byte:02x} has no meaning in {encoding}; "
            "name the encoding of the file with --encoding, for instance cp850.",
            path=piece.path,
            line=piece.first_line + content.count(b"\n", 0, error.start),
            byte=content[error.start],
            encoding=chosen.removesuffix("-sig"),
        ) from error


def _decoded(content: bytes, encoding: str) -> bytes:
    """Give a text in UTF-8. Windows-1252 takes long to decode and is nearly all ASCII, so only blocks that are not are."""
    if encoding != "cp1252":
        text = content.decode(encoding.removesuffix("-sig"))
        return (text.lstrip("\ufeff") if encoding.startswith("utf-16") else text).encode()
    blocks = (content[start : start + _BLOCK] for start in range(0, len(content), _BLOCK))
    try:
        return b"".join(block if block.isascii() else block.decode(encoding).encode() for block in blocks)
    except UnicodeDecodeError:
        return content.decode(encoding).encode()  # fails again, and says where in the whole


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _known(encoding: str) -> str:
    try:
        found = codecs.lookup(encoding)
    except LookupError:
        found = None
    # rot13 and base64 are codecs too, but from text to text or from bytes to bytes.
    if found is None or not getattr(found, "_is_text_encoding", True):
        raise UsageError(
            "--encoding {encoding}: this encoding does not exist; try utf-8, cp1252 or cp850.", encoding=encoding
        )
    return found.name


def _with_line_feeds(path: Path, content: bytes) -> bytes:
    """Give a text whose lines end in a bare CR, as old Macs wrote it, with LF; a mixture is refused."""
    if b"\n" in content:
        raise InputError(
            "{path}: some lines end in a bare CR and some in LF, so sto cannot separate the rows; save the file with "
            "one kind of line end.",
            path=path,
        )
    return content.replace(b"\r", b"\n")


# --- names that look wrong ---

_LETTER = r"[^\W\d_]"
_ASTRAY = re.compile(
    rf"{_LETTER}[‚ƒ„†‡ˆ‰‹Œ•˜]"  # after a letter no Dutch name has these; the é of cp850 is the first of them in Windows-1252
    rf"|{_LETTER}[Š‘“”™š›œŽžŸ¡-³µ-¿×÷]{_LETTER}"  # nor these between letters, such as the é of Mac Roman, Ž
    r"|[ÃÂ][€‚-\u203a¡-¿]|Å[\u2018-\u203a]"  # the bytes of UTF-8, one by one
    rf"|[\ufffd\u2500-\u259f]|{_LETTER}\?{_LETTER}"  # nor signs that stand for no letter
)
_DUTCH = frozenset("áàâäçéèêëíìîïóòôöúùûüñÉËÖÜ")
_OTHERS = ("utf-8", "cp1252", "cp850", "mac-roman")


def astray(names: Iterable[str | None]) -> list[str]:
    """List the names that no Dutch school or place is called by, in order."""
    return sorted(name for name in {*names} if name and _ASTRAY.search(name))


def read_otherwise(names: list[str], encoding: str) -> tuple[str, str] | None:
    """Find the encoding in which names that look wrong look best.

    Returns:
        The encoding, and the first name in it; None where they look right in none.
    """
    found: dict[str, str] = {}
    for other in _OTHERS:
        with contextlib.suppress(UnicodeError):
            found[other] = "\n".join(names).encode(encoding).decode(other)
    found = {other: text for other, text in found.items() if not _ASTRAY.search(text)}
    if not found:
        return None
    best = max(found, key=lambda other: _dutch_letters(found[other]))
    return best, found[best].partition("\n")[0]


def holds_dutch(names: Iterable[str | None]) -> bool:
    """Tell whether a name has a letter with a mark that looks right."""
    return any(_DUTCH & {*name} for name in names if name and not _ASTRAY.search(name))


def _dutch_letters(text: str) -> int:
    """Count the letters with marks that Dutch names have, less the other ones."""
    return sum(1 if letter in _DUTCH else -1 for letter in text if not letter.isascii())
