"""What a reader sees of a Word document: paragraphs, tables, text boxes, and footnotes after them.

A tracked insertion counts, and a deletion does not; nor do struck and hidden text, the instructions of fields, and
comments. The elements are those of `xml.etree` or of `lxml`, so that who writes remarks finds the same numbers.
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET

from sto_cli.claims.seen import Writer
from sto_cli.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sto_cli.claims.seen import Text

_OLE = b"\xd0\xcf\x11\xe0"
_MOST_BYTES, _MOST_MEMBERS = 20_000_000, 10_000
"""Bytes of text with its marks, unpacked, and files in a document; pictures are not unpacked."""
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, KeyError)
_GONE = {"del", "moveFrom", "Fallback", "instrText", "delText", "comment", "pPr"}
_STRUCK = {"strike", "dstrike", "vanish"}
_OFF = {"0", "false", "off", "none"}
_PAGES = ("PAGE", "PAGEREF", "NUMPAGES", "SECTIONPAGES")
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_NOTES = ("footnotes", "endnotes")


class Piece(NamedTuple):
    """A text of one element.

    Attributes:
        said: its text, as it is written there.
        paragraph: the number of its paragraph, from 1.
        element: the element that holds it; None for a sign such as a tab.
        run: the run that it stands in.
        note: the note that it stands in, such as `("footnotes", "2")`; None for the text itself.
        in_box: whether it stands in a text box.
    """

    said: str
    paragraph: int
    element: Any
    run: Any
    note: tuple[str, str] | None
    in_box: bool


def seen(content: bytes, path: Path) -> Text:
    """Give what a reader sees of a document; its lines are its paragraphs.

    Raises:
        InputError: it is no Word document, damaged, locked, or too large.
    """
    return text_of(pieces(parts(content, path)))[0]


def text_of(found: Iterable[Piece]) -> tuple[Text, list[Piece]]:
    """Write pieces as one text, and give those that stand in it, one for each of its `starts`."""
    writer, kept, paragraph = Writer(), [], 0
    for piece in found:
        if piece.paragraph != paragraph:
            writer.part()
        paragraph = piece.paragraph
        if writer.add(piece.said, paragraph):
            kept.append(piece)
    return writer.text(), kept


def parts(content: bytes, path: Path) -> dict[str, Any]:
    """Give the text of a document and its notes, as trees.

    Raises:
        InputError: as `seen`.
    """
    if content.startswith(_OLE):
        raise _locked(path)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if len(archive.infolist()) > _MOST_MEMBERS:
                raise _too_large(path)
            main = _target(_tree(archive, "_rels/.rels", path), "", "officeDocument")
            tree = _tree(archive, main, path)
            rels = f"{dirname(main)}/_rels/{main.rpartition('/')[2]}.rels"
            links = _tree(archive, rels, path) if rels in archive.namelist() else ()
            named = {kind: _target(links, dirname(main), kind) for kind in _NOTES}
            notes = {kind: _tree(archive, name, path) for kind, name in named.items() if name}
    except (*_DAMAGE, ET.ParseError) as error:
        raise InputError(
            "--document {path}: this is no Word document, or a damaged one; open it in Word and save it again as .docx.",
            path=path,
        ) from error
    if _local(tree) != "document":
        raise InputError(
            "--document {path}: this file holds no text of Word; name a .docx file, or save it as one.", path=path
        )
    return {"": tree, **notes}


def _locked(path: Path) -> InputError:
    return InputError(
        "--document {path}: the file is locked with a password, or of an old Word; save it in Word as .docx without a password.",
        path=path,
    )


def _too_large(path: Path) -> InputError:
    return InputError(
        "--document {path}: its text is larger than the limit of {most:,} bytes, unpacked; split it.",
        path=path,
        most=_MOST_BYTES,
    )


def _tree(archive: zipfile.ZipFile, name: str, path: Path) -> ET.Element:
    member = archive.getinfo(name)
    if member.flag_bits & _ENCRYPTED:
        raise _locked(path)
    if member.compress_type not in _METHODS:
        raise NotImplementedError(name)
    with archive.open(member) as opened:
        content = opened.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise _too_large(path)
    if b"<!DOCTYPE" in content:
        raise ValueError(name)
    return ET.fromstring(content)  # noqa: S314  # no entities: a document type is refused above


def _target(links: Iterable[Any], folder: str, kind: str) -> str:
    """Find the part that a document says is its text, or its notes; empty where it says none."""
    for link in links:
        if link.get("Type", "").endswith(f"/{kind}"):
            target = link.get("Target", "")
            return normpath(target.lstrip("/") if target.startswith("/") else join(folder, target))
    return ""


def pieces(trees: dict[str, Any]) -> Iterator[Piece]:
    """Give every text that a reader sees, in the order of the document, notes last."""
    paragraphs = 0
    for part, tree in trees.items():
        walk = _Walk(part, paragraphs)
        yield from walk.over(tree)
        paragraphs = walk.paragraphs


class _Walk:
    """One part of a document, element after element; what holds the current one is kept in `_open`."""

    def __init__(self, part: str, paragraphs: int) -> None:
        self.paragraphs = paragraphs
        self._part = part
        self._open: list[Any] = []
        self._fields: list[str | None] = []
        """The instruction of each field that is open; None once its result has begun and is shown."""

    def over(self, tree: Any) -> Iterator[Piece]:  # noqa: ANN401  # of one of two libraries
        """Go through all elements, without recursion: a damaged file may be nested without end."""
        waiting: list[tuple[Any, bool]] = [(tree, False)]
        within: list[int] = []
        while waiting:
            element, is_left = waiting.pop()
            if is_left:
                self._open.pop()
                if _local(element) == "p" and within:
                    within.pop()
                continue
            name = _local(element)
            if name in _GONE or (name == "r" and _is_struck(element)):
                self._instruct(element)
                continue
            if name == "p" and not _is_drawing(element):
                self.paragraphs += 1
                within.append(self.paragraphs)
            self._open.append(element)
            waiting.append((element, True))
            if name == "fldChar":
                self._field(_attribute(element, "fldCharType"))
            elif within and not any(self._fields) and (said := _SIGNS.get(name) or (name == "t" and element.text)):
                yield self._piece(said, within[-1], element if name == "t" else None)
            waiting.extend((child, False) for child in reversed(list(element)))

    def _piece(self, said: str, paragraph: int, element: Any) -> Piece:  # noqa: ANN401  # as above
        names = [_local(one) for one in self._open]
        runs = [one for one, name in zip(self._open, names, strict=True) if name == "r" and "wordproc" in one.tag]
        box = names.index("txbxContent") if "txbxContent" in names else None
        run = runs[-1] if runs and box is None else next(iter(runs), None)
        note = next((_attribute(one, "id") for one in self._open if _local(one) in {"footnote", "endnote"}), None)
        return Piece(said, paragraph, element, run, (self._part, note) if note else None, box is not None)

    def _instruct(self, element: Any) -> None:  # noqa: ANN401  # as above
        if _local(element) == "instrText" and self._fields and self._fields[-1] is not None:
            self._fields[-1] += element.text or ""

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(" ")
        elif kind == "separate" and self._fields:
            words = (self._fields[-1] or "").split()
            self._fields[-1] = words[0] if words and words[0].upper() in _PAGES else None
        elif kind == "end" and self._fields:
            self._fields.pop()


def _local(element: Any) -> str:  # noqa: ANN401  # as above
    """Name an element without its space of names, which strict documents spell otherwise; a comment has none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _attribute(element: Any, name: str) -> str:  # noqa: ANN401  # as above
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def _is_drawing(element: Any) -> bool:  # noqa: ANN401  # as above
    return "drawingml" in element.tag


def _is_struck(run: Any) -> bool:  # noqa: ANN401  # as above
    looks = next((child for child in run if _local(child) == "rPr"), ())
    return any(_local(look) in _STRUCK and _attribute(look, "val") not in _OFF for look in looks)
