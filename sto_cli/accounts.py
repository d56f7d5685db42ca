"""The account of a file as plain values, to be stored beside facts and read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sto_cli.data import FileReport
from sto_cli.language import Message

if TYPE_CHECKING:
    from pathlib import Path


def plain(report: FileReport) -> dict[str, Any]:
    """Give an account as values that JSON has; the file by its name only, since folders differ between machines.

    Which locations a table of places misses depends on the other files, and is left to whoever reads them.
    """
    fields = {name: value for name, value in vars(report).items() if name != "missing"}
    return fields | {
        "path": report.path.name,
        "out_of_scope": [[_plain_text(why), rows] for why, rows in report.out_of_scope.items()],
        "notes": [_plain_text(note) for note in report.notes],
    }


def restored(folder: Path, fields: dict[str, Any]) -> FileReport:
    """Read an account back, of a file that is now called after what it was stored in.

    Raises:
        TypeError, KeyError, ValueError: these are not the fields of an account.
    """
    report = FileReport(
        **fields
        | {
            "path": folder / fields["path"],
            "columns": tuple(fields["columns"]),
            "school_years": tuple(fields["school_years"]),
            "out_of_scope": {_text(why): int(rows) for why, rows in fields["out_of_scope"]},
            "notes": tuple(map(_text, fields["notes"])),
        }
    )
    # Asked for now, so that what was tampered with is found here.
    _ = report.family, [str(text) for text in (*report.notes, *report.out_of_scope)]
    return report


def _plain_text(text: object) -> Any:  # noqa: ANN401  # what JSON takes
    """Store a message by its parts, so that it still speaks the language of whoever reads it."""
    if isinstance(text, Message):
        return {"text": text.template, "values": {name: _plain_text(value) for name, value in text.values.items()}}
    return text if isinstance(text, int | float) else str(text)


def _text(stored: dict[str, Any]) -> Message:
    values = {name: _text(value) if isinstance(value, dict) else value for name, value in stored["values"].items()}
    return Message(stored["text"], values)
