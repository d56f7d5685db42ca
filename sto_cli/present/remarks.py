"""A Word document with a remark at each of its numbers: the verdict and what the files give, or that no claim checks it.

A remark on a number in a note or a text box, where Word takes none, stands at the sign of the note or at the box.
"""

from __future__ import annotations

from bisect import bisect_right
from copy import deepcopy
from io import BytesIO
from typing import TYPE_CHECKING, Any

from sto_cli.claims import word
from sto_cli.errors import InputError, UsageError
from sto_cli.language import say
from sto_cli.present import reasons, verdicts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sto_cli.claims.check import Check, Checked
    from sto_cli.claims.document import Coverage, Number
    from sto_cli.claims.seen import Text

_AUTHOR, _INITIALS = "sto", "sto"
_REFERENCES = {"footnotes": "footnoteReference", "endnotes": "endnoteReference"}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NO_WIDTH = "\u00ad\u200b\u200c\u200d\u2060\ufeff"


def annotated(content: bytes, path: Path, checked: Checked, coverage: Coverage) -> bytes:
    """Write a document of Word again, with its remarks; nothing else of it changes.

    Raises:
        UsageError: what writes remarks is not installed.
        InputError: the document cannot be opened for it.
    """
    try:
        import docx
        from docx.text.run import Run
        from lxml import etree  # type: ignore[import-untyped]  # it ships no types
    except ImportError as error:
        raise UsageError(
            "--annotate: remarks are written by python-docx, which is not installed; run: pip install python-docx"
        ) from error
    try:
        document = docx.Document(BytesIO(content))
    except (KeyError, ValueError, etree.XMLSyntaxError) as error:
        raise InputError(
            "--annotate {path}: python-docx cannot open it ({reason}); open it in Word and save it again as .docx.",
            path=path,
            reason=error,
        ) from error
    trees = {kind: tree if kind else document.element for kind, tree in word.parts(content, path).items()}
    text, pieces = word.text_of(word.pieces(trees))
    signs = {
        (kind, reference.get(reference.tag.replace(name, "id"))): reference.getparent()
        for kind, name in _REFERENCES.items()
        for reference in document.element.iter(f"{{*}}{name}")
    }
    known = {check.claim.id: check for check in checked.checks}
    numbers = [one for one in coverage.numbers if one.claims or not one.apart]
    # From the last to the first, so that what comes before a number that is parted stays where it is.
    runs = [_runs(number, text, pieces, signs) for number in reversed(numbers)]
    for number, ends in zip(numbers, reversed(runs), strict=True):
        said = "\n".join(map(_remark, (known[claim] for claim in number.claims))) or say("No claim checks this number.")
        wrapped = [Run(run, document) for run in ends]
        if wrapped:
            document.add_comment(wrapped, text=said, author=_AUTHOR, initials=_INITIALS)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _remark(check: Check) -> str:
    """Say the verdict, its reason with what the files give, and what to know beside it."""
    head = f"{check.claim.name}, {verdicts.NAMES[check.verdict]}" if check.verdict else str(check.claim.name)
    return " ".join([f"{head}: {reasons.reason(check)}", *reasons.notes(check)])


def _runs(number: Number, text: Text, pieces: list[word.Piece], signs: Mapping[tuple[str, str], Any]) -> list[Any]:
    """Give the first and the last run of a number, parted from the text around it where that can be."""
    first, last = (bisect_right(text.starts, at) - 1 for at in (number.start, number.end - 1))
    one, other = pieces[first], pieces[last]
    if one.note:
        return [signs[one.note]] * (one.note in signs)
    if one.in_box or any(piece.element is None or piece.element.getparent() is not piece.run for piece in (one, other)):
        return [one.run] if one.run is not None else []
    end = _at(other.said, text.text[text.starts[last] : number.end], 0)
    start = _at(one.said, text.text[text.starts[first] : number.start], 1)
    if end < len(other.said):
        _part(other.element, end)
    run = _part(one.element, start) if start else one.element.getparent()
    return [run, run if first == last else other.element.getparent()]


def _at(said: str, seen: str, more: int) -> int:
    """Find in a text as it was written the place behind what is seen of it, or before the sign that follows."""
    wanted = sum(not letter.isspace() for letter in seen) + more
    places = [at for at, letter in enumerate(said) if not (letter.isspace() or letter in _NO_WIDTH)]
    return places[wanted - 1] + 1 - more if wanted else 0


def _part(element: Any, at: int) -> Any:  # noqa: ANN401  # of lxml
    """Part a run behind so many signs of one of its texts, and give the run with the rest."""
    run = element.getparent()
    rest = run.makeelement(run.tag, run.attrib)
    looks = run.find("{*}rPr")
    if looks is not None:
        rest.append(deepcopy(looks))
    text = element.makeelement(element.tag, {_SPACE: "preserve"})
    text.text, element.text = element.text[at:], element.text[:at]
    element.set(_SPACE, "preserve")
    following = [*element.itersiblings()]
    rest.append(text)
    rest.extend(following)
    run.addnext(rest)
    return rest
